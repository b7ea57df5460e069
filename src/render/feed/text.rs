//! The text of an article as HTML that can stand in any reader: its addresses are whole, and
//! nothing in it runs, loads a page, or leaves its place.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use url::Url;

use crate::archive::ArticleId;
use crate::diagnostic::Diagnostic;
use crate::render::World;
use crate::render::body;
use crate::render::html::card_text;
use crate::value::Digest;

/// Of all that the text shows: of the text itself, and of where it leads.
pub(super) fn digest(world: &World, id: ArticleId) -> Result<Digest, Diagnostic> {
    let card = &world.archive.article(id).card;
    let (_, references) = body::render_quietly(world, card_text(card), &card.url)?;
    Ok(Digest::of_value(&(card.body.digest, references.answers)))
}

/// What is wrong with a text is said where its own page is made.
pub(super) fn html(world: &World, id: ArticleId) -> Result<String, Diagnostic> {
    let card = &world.archive.article(id).card;
    let (rendered, _) = body::render_quietly(world, card_text(card), &card.url)?;
    Ok(standing_alone(&rendered.html, &world.absolute(&card.url)))
}

/// RULES.md, RSS-8 and RSS-10.
fn standing_alone(html: &str, page: &str) -> String {
    let Ok(page) = Url::parse(page) else { return String::new() };
    let mut sanitiser = sanitiser();
    sanitiser.attribute_filter(move |element, name, value| match (element, name) {
        (_, "srcset") => Some(whole_candidates(&page, value).into()),
        (_, "href" | "src" | "poster" | "cite") => whole(&page, value).map(Cow::Owned),
        _ => Some(Cow::Borrowed(value)),
    });
    sanitiser.clean(html).to_string()
}

/// What feed readers show. No `id` and no `class`, which would be those of the reader's own page;
/// no `span`, which says nothing without them.
fn sanitiser() -> Builder<'static> {
    const TAGS: &str = "a abbr article aside audio b bdi bdo blockquote br caption cite code col \
        colgroup dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header \
        hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp section small source strong \
        sub summary sup table tbody td tfoot th thead time track tr u ul var video wbr";
    const ATTRIBUTES: [(&str, &str); 16] = [
        ("a", "href hreflang rel"),
        ("audio", "src controls"),
        ("bdo", "dir"),
        ("blockquote", "cite"),
        ("col", "span"),
        ("colgroup", "span"),
        ("del", "cite datetime"),
        ("img", "src srcset sizes alt width height"),
        ("ins", "cite datetime"),
        ("ol", "start reversed type"),
        ("q", "cite"),
        ("source", "src srcset sizes type media"),
        ("td", "colspan rowspan headers"),
        ("th", "colspan rowspan headers scope"),
        ("time", "datetime"),
        ("video", "src poster controls width height"),
    ];
    // What stands in these is no text.
    const DROPPED: [&str; 9] =
        ["script", "style", "iframe", "template", "svg", "math", "select", "textarea", "button"];
    let words = |list: &'static str| list.split_ascii_whitespace().collect::<HashSet<_>>();
    let attributes: HashMap<_, _> =
        ATTRIBUTES.into_iter().map(|(tag, names)| (tag, words(names))).collect();
    let mut builder = Builder::empty();
    builder
        .tags(words(TAGS))
        .tag_attributes(attributes)
        .generic_attributes(HashSet::from(["lang", "dir", "title"]))
        .clean_content_tags(HashSet::from(DROPPED))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    builder
}

/// `#note` leads to the article as well.
fn whole(page: &Url, link: &str) -> Option<String> {
    let url = page.join(link).ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
}

/// As HTML reads the attribute: an address ends at a blank, what describes it at a comma.
fn whole_candidates(page: &Url, candidates: &str) -> String {
    let mut all = Vec::new();
    let mut rest = candidates;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return all.join(", ");
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, behind) = rest.split_at(end);
        let alone = address.trim_end_matches(',');
        let end = if alone.len() < address.len() { 0 } else { comma(behind) };
        let (description, behind) = behind.split_at(end);
        rest = behind;
        let described = |url: String| format!("{url} {}", description.trim()).trim_end().to_owned();
        all.extend(whole(page, alone).map(described));
    }
}

fn comma(text: &str) -> usize {
    text.find(',').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scraper::{Html, Node};

    const PAGE: &str = "https://a.example/archiv/2026/tee/";

    #[test]
    fn rss_8_every_address_is_whole() {
        insta::assert_snapshot!(standing_alone(
            "<p><a href=\"#fn-1\">1</a> <a href=\"/archiv/x/?a=1&amp;b=2#c\">x</a> <a href=neben/>n</a>\
             <a href=\"//b.example/\">b</a> <a href=\"mailto:a@b.example\">m</a> <a href=\"?a\">q</a></p>\n\
             <picture><source srcset=\"/a-480w.webp 480w, /a.webp 960w\" type=\"image/webp\">\
             <img src=\"a b.png\" srcset=\"a.png,b.png 2x,\" alt=\"A\"></picture>\n\
             <video src=\"v.mp4\" poster=\"v.jpg\" controls></video><blockquote cite=\"/q\">Q</blockquote>\
             <object data=\"o.pdf\">Ersatz</object>",
            PAGE
        ), @r#"
        <p><a href="https://a.example/archiv/2026/tee/#fn-1">1</a> <a href="https://a.example/archiv/x/?a=1&amp;b=2#c">x</a> <a href="https://a.example/archiv/2026/tee/neben/">n</a><a href="https://b.example/">b</a> <a href="mailto:a@b.example">m</a> <a href="https://a.example/archiv/2026/tee/?a">q</a></p>
        <picture><source srcset="https://a.example/a-480w.webp 480w, https://a.example/a.webp 960w" type="image/webp"><img src="https://a.example/archiv/2026/tee/a%20b.png" srcset="https://a.example/archiv/2026/tee/a.png,b.png 2x" alt="A"></picture>
        <video src="https://a.example/archiv/2026/tee/v.mp4" poster="https://a.example/archiv/2026/tee/v.jpg" controls=""></video><blockquote cite="https://a.example/q">Q</blockquote>Ersatz
        "#);
    }

    #[test]
    fn rss_10_nothing_runs_loads_a_page_or_leaves_its_place() {
        insta::assert_snapshot!(standing_alone(
            "<p style=\"position:fixed\" onclick=\"x()\" id=\"a\" class=\"b\">A<script>x()</script><style>p{}</style>\
             <iframe src=\"https://b.example/\">I</iframe><a href=\"javascript:x()\">j</a><a href=\" java\nscript:x()\">k</a>\
             <img src=\"data:image/png;base64,AA\" onerror=x()><svg><a xlink:href=\"javascript:x()\">s</a></svg>\
             <form action=/><input value=1><button>B</button></form><span class=\"k\">code</span><!-- c --></p>",
            PAGE
        ), @r#"<p>A<a>j</a><a>k</a><img></p>code<p></p>"#);
    }

    proptest! {
        #[test]
        fn rss_8_rss_10_whatever_a_text_holds(
            html in "(\\PC|[<>&\"'/= ]|<(a|img|p|script|iframe|source|video|q|svg|math) |(href|src|srcset|poster|data|cite|style|onload)=|/[a-z]{1,3}|javascript:|#x|, |2x|>){0,40}"
        ) {
            let clean = standing_alone(&html, PAGE);
            let dom = Html::parse_fragment(&clean);
            for node in dom.tree.nodes() {
                let Node::Element(element) = node.value() else { continue };
                let name = element.name();
                prop_assert!(!["script", "style", "iframe", "object", "svg"].contains(&name), "{}", clean);
                for (attribute, value) in element.attrs() {
                    prop_assert!(!attribute.starts_with("on") && attribute != "style", "{}", clean);
                    if ["href", "src", "poster", "data", "cite"].contains(&attribute) {
                        let url = Url::parse(value);
                        let known = ["http", "https", "mailto", "tel"];
                        prop_assert!(url.is_ok_and(|url| known.contains(&url.scheme())), "{}", clean);
                    }
                    if attribute == "srcset" {
                        let mut all = value.split(", ").filter(|one| !one.is_empty());
                        prop_assert!(all.all(|one| Url::parse(one.split(' ').next().unwrap()).is_ok()), "{}", clean);
                    }
                }
            }
        }
    }
}
