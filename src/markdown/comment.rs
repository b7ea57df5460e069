//! The second profile: what a reader may write.
//!
//! CommonMark, and strikethrough. HTML is text, headings are bold lines, of images only the alternative
//! text is left, and links lead to the web or to a mailbox. What comes out is sanitised once
//! more, by a parser that reads it as browsers do: so a mistake made here, or by the parser of
//! Markdown, is none that a reader could use.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::events::{self, Dialect, Spanned};
use super::typography;
use crate::value::legible;
use crate::value::typography::Rules;

/// How deep quotes, lists and emphasis stand in one another; what is deeper stands as if it were
/// not. Reading them as a browser does takes time that grows with the square of this.
const DEEPEST: usize = 16;

const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// What addresses begin with that lead to the web or to a mailbox. Without its `//`, one that
/// begins with the page's own scheme leads to another page of the site.
const STARTS: [&str; 3] = ["http://", "https://", "mailto:"];

/// Renders a comment, set by the rules of its language if there are any. Its HTML has no ids,
/// classes, scripts, styles, forms or pictures.
pub fn comment(text: &str, rules: Option<Rules>) -> String {
    let mut profile = Profile::default();
    let mut events: Vec<Spanned> = events::events(text, Dialect::Comment).collect();
    if let Some(rules) = rules {
        typography::set(text, &mut events, rules);
    }
    let events = events.into_iter().filter_map(|(event, _)| profile.admit(event));
    let mut html = String::with_capacity(text.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    // References to characters (`&#x202e;`) are undone by now.
    legible(&SANITISER.clean(&html).to_string())
}

/// What becomes of each event.
#[derive(Default)]
struct Profile {
    /// For each open element, whether it is kept.
    open: Vec<bool>,
    /// How many of them can hold others of their kind.
    depth: usize,
}

impl Profile {
    fn admit<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Start(tag) => {
                let kept = self.keeps(&tag);
                self.open.push(kept);
                kept.then(|| start(tag))
            }
            Event::End(tag) => {
                self.depth -= usize::from(nests(tag));
                self.open.pop()?.then(|| end(tag))
            }
            Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
            event => Some(event),
        }
    }

    fn keeps(&mut self, tag: &Tag<'_>) -> bool {
        self.depth += usize::from(nests(tag.to_end()));
        match tag {
            Tag::Image { .. } => false,
            Tag::Link { dest_url, link_type, .. } => {
                *link_type == LinkType::Email || leads_anywhere(dest_url)
            }
            // Goes with its list.
            Tag::Item => self.depth <= DEEPEST,
            tag => self.depth <= DEEPEST || !nests(tag.to_end()),
        }
    }
}

/// Whether an element can hold others of its kind.
fn nests(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
    )
}

fn start(tag: Tag<'_>) -> Event<'_> {
    match tag {
        Tag::HtmlBlock => Event::Start(Tag::Paragraph),
        Tag::Heading { .. } => Event::Html("<p><strong>".into()),
        tag => Event::Start(tag),
    }
}

fn end(tag: TagEnd) -> Event<'static> {
    match tag {
        TagEnd::HtmlBlock => Event::End(TagEnd::Paragraph),
        TagEnd::Heading(_) => Event::Html("</strong></p>\n".into()),
        tag => Event::End(tag),
    }
}

/// Whether an address, whose references and escapes are undone, is one that a comment may have.
/// Nothing else is undone: what hides its scheme leads nowhere.
fn leads_anywhere(destination: &str) -> bool {
    let destination = destination.to_ascii_lowercase();
    STARTS.iter().any(|start| destination.starts_with(start))
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "ul",
    ];
    let attributes = [("a", ["href"]), ("ol", ["start"])];
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .tag_attributes(attributes.map(|(tag, names)| (tag, HashSet::from(names))).into())
        .generic_attributes(HashSet::new())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("ugc nofollow noopener"));
    builder
});

#[cfg(test)]
mod tests {
    use super::*;

    /// As it is written, without typography.
    fn comment(text: &str) -> String {
        super::comment(text, None)
    }
    use proptest::prelude::*;

    #[test]
    fn a_comment_is_commonmark() {
        insta::assert_snapshot!(
            comment("Ein *guter* Text & **mehr** an Leser*innen und ~~Bürger~~ Bürger*innen, `x < y`.\n\n> Zitat\n\n3. drei\n4. vier\n\n- a\n\n---\n\n```rust\nlet a = 1;\n```\n\n<https://b.example/?a=1&b=2> <ada@b.example>"),
            @r#"
        <p>Ein <em>guter</em> Text &amp; <strong>mehr</strong> an Leser*innen und <del>Bürger</del> Bürger*innen, <code>x &lt; y</code>.</p>
        <blockquote>
        <p>Zitat</p>
        </blockquote>
        <ol start="3">
        <li>drei</li>
        <li>vier</li>
        </ol>
        <ul>
        <li>a</li>
        </ul>
        <hr>
        <pre><code>let a = 1;
        </code></pre>
        <p><a href="https://b.example/?a=1&amp;b=2" rel="ugc nofollow noopener">https://b.example/?a=1&amp;b=2</a> <a href="mailto:ada@b.example" rel="ugc nofollow noopener">ada@b.example</a></p>
        "#);
    }

    #[test]
    fn sec_2_a_comment_carries_no_markup_of_its_own() {
        insta::assert_snapshot!(
            comment("# Groß {#inhalt .masthead}\n\nA <b onclick=x>b</b> ![Bild](https://b.example/a.png \"T\") [T](https://b.example/ \"Titel\")\n\n<form action=/>\n<script>alert(1)</script>\n\nUnten\n---"),
            @r#"
        <p><strong>Groß {#inhalt .masthead}</strong></p>
        <p>A &lt;b onclick=x&gt;b&lt;/b&gt; Bild <a href="https://b.example/" rel="ugc nofollow noopener">T</a></p>
        <p>&lt;form action=/&gt;
        &lt;script&gt;alert(1)&lt;/script&gt;
        </p>
        <p><strong>Unten</strong></p>
        "#);
    }

    #[test]
    fn sec_2_links_lead_to_the_web_or_to_a_mailbox_only() {
        for destination in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#x0A;script:alert(1)",
            "java&Tab;script:alert(1)",
            "&#106;avascript&colon;alert(1)",
            "&#1;javascript:alert(1)",
            "java%0Ascript:alert(1)",
            "%6aavascript:alert(1)",
            "\\javascript:alert(1)",
            "<java script:alert(1)>",
            "vbscript:x",
            "data:text/html,<script>x</script>",
            "data:image/svg+xml,x",
            "file:///etc/passwd",
            "//b.example/",
            "/jobs/",
            "#inhalt",
            "ftp://b.example/",
            "httpsx://b.example/",
            "https:jobs/",
            "https:/jobs/",
            "http:\\\\b.example/",
        ] {
            let html = comment(&format!("[Text]({destination}) <{destination}>"));
            assert!(!html.contains("<a"), "{destination}: {html}");
            assert!(html.contains("Text"), "{destination}: {html}");
        }
        for destination in ["https://b.example/", "HTTP://b.example/", "mailto:ada@b.example"] {
            let html = comment(&format!("[Text]({destination})"));
            assert!(html.contains("rel=\"ugc nofollow noopener\">Text</a>"), "{html}");
        }
    }

    #[test]
    fn sec_2_characters_that_hide_are_none_also_as_references() {
        let html = comment(
            "a&#x202E;b\u{202e}c `d&#x202e;\u{202e}` [e\u{2066}](https://b.example/\u{202e})",
        );
        assert!(!html.contains(['\u{202e}', '\u{2066}']), "{html}");
        assert!(comment(&"&#x200b;".repeat(999)).len() < 20);
    }

    #[test]
    fn nesting_is_never_too_deep() {
        for piece in ["> ", "- ", "[", "*a **b ", "![a [", "1. ", "- > "] {
            let html = comment(&piece.repeat(20_000));
            let dom = scraper::Html::parse_fragment(&html);
            let depth = dom.tree.nodes().map(|node| node.ancestors().count()).max();
            assert!(depth <= Some(2 * DEEPEST + 5), "{piece}: {depth:?}");
        }
    }

    #[test]
    fn emphasis_is_never_too_deep() {
        let stars = "*".repeat(20_000);
        assert!(comment(&format!("{stars}x{stars}")).contains('x'));
    }

    proptest! {
        #[test]
        fn sec_2_whatever_is_written_only_few_tags_come_out(
            text in "(\\PC|[<>&\"'`*_#\\[\\]()!:/\n -]|<script>|</p>|javascript:|https://|&#x3c;){0,60}"
        ) {
            let html = comment(&text);
            let dom = scraper::Html::parse_fragment(&html);
            for element in dom.root_element().descendants().filter_map(|node| node.value().as_element()) {
                let name = element.name();
                let known = ["html", "a", "blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"];
                prop_assert!(known.contains(&name), "{} in {}", name, html);
                for (attribute, value) in element.attrs() {
                    let fits = match (name, attribute) {
                        ("a", "href") => leads_anywhere(value),
                        ("a", "rel") => value == "ugc nofollow noopener",
                        ("ol", "start") => value.parse::<u32>().is_ok(),
                        _ => false,
                    };
                    prop_assert!(fits, "{}={} in {}", attribute, value, html);
                }
            }
        }
    }
}
