//! Markdown: any text is rendered, and what is text stays text.

use std::collections::{BTreeMap, BTreeSet};

use blattwerk::markdown::{
    Embeds, External, FindingKind, Heading, Image, Labels, Link, Loading, Options, Rendered,
    Resolver, Versions, before_more, comment, first_paragraph, plain, render,
};
use blattwerk::value::Typography;
use blattwerk::value::typography::{Blank, Quotes};
use scraper::Html;

use super::html::is_balanced;
use super::typography::typography;

pub fn markdown(bytes: &[u8]) {
    let text = &*super::text(bytes);
    let german = Typography { home: "de".into(), quotes: Quotes::Language, percent: Blank::Narrow };
    of_an_author(text, &german);
    of_a_reader(&comment(text, None));
    of_a_reader(&comment(text, Some(german.rules("de"))));
    typography(text);
}

fn of_an_author(text: &str, german: &Typography) {
    let labels = Labels::of("de");
    let external = External { target_blank: true, no_follow: true, no_referrer: true };
    let rules = Some(german.rules("de"));
    let free = Options {
        extensions: true,
        raw_html: true,
        highlight: true,
        external,
        embeds: Embeds::Boxes,
        sizes: "50vw",
        opening: Loading::Lazy,
        labels: &labels,
        slugs: "de",
        typography: rules,
    };
    for rules in [None, rules] {
        before_more(text, rules);
        first_paragraph(text, rules);
    }
    rendered(text, &free);
    rendered(text, &Options { extensions: false, ..free });
    rendered(text, &Options { embeds: Embeds::Links, ..free });
    let shown = Options { raw_html: false, typography: None, opening: Loading::Eager, ..free };
    stays_text(text, &rendered(text, &shown));
    let set = rendered(text, &Options { typography: rules, ..shown });
    is_balanced(&set.html);
}

fn rendered(text: &str, options: &Options<'_>) -> Rendered {
    let rendered = render(text, options, &mut Lengths);
    for finding in &rendered.findings {
        assert!(text.get(finding.range.clone()).is_some(), "{finding:?} is about the text");
    }
    rendered
}

/// Whatever stands in the text, the tags are ours, and all of the text is to be seen.
fn stays_text(text: &str, rendered: &Rendered) {
    let html = &rendered.html;
    is_balanced(html);
    let page = Html::parse_fragment(html);
    let mut ids = BTreeSet::new();
    for element in page.root_element().descendants().filter_map(|node| node.value().as_element()) {
        assert!(!["script", "style", "iframe", "form"].contains(&element.name()), "{html}");
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on") && name != "style", "{html}");
            assert!(!matches!(name, "href" | "src") || !runs_script(value), "{html}");
            assert!(name != "id" || ids.insert(value), "{html}");
        }
    }
    for heading in &rendered.toc {
        leads_to(heading, &ids);
    }
    let is_hidden = |kind: &FindingKind| matches!(kind, FindingKind::UnusedFootnote { .. });
    let all_shown = !rendered.findings.iter().any(|finding| is_hidden(&finding.kind));
    // Of HTML, `plain` takes what a browser would show.
    if all_shown && !text.contains('<') {
        let shown: String = page.root_element().text().collect();
        let (read, shown) = (counted(&plain(text)), counted(&shown));
        let lost = read.iter().find(|(c, count)| shown.get(c).is_none_or(|shown| shown < *count));
        assert!(lost.is_none(), "{lost:?} is lost in {html}");
    }
}

/// The outline leads to what is there.
fn leads_to(heading: &Heading, ids: &BTreeSet<&str>) {
    assert!(ids.contains(&*heading.id), "{heading:?}");
    heading.children.iter().for_each(|child| leads_to(child, ids));
}

fn counted(text: &str) -> BTreeMap<char, usize> {
    let mut counted = BTreeMap::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        *counted.entry(c).or_default() += 1;
    }
    counted
}

/// As browsers read the scheme of an address.
fn runs_script(address: &str) -> bool {
    let ignored = |c: &char| !matches!(c, '\t' | '\n' | '\r');
    let read: String = address.chars().filter(ignored).collect();
    let read = read.trim_start_matches(|c: char| c <= ' ').to_ascii_lowercase();
    ["javascript:", "vbscript:"].iter().any(|scheme| read.starts_with(scheme))
}

/// Gives each destination one of all answers, by its length.
struct Lengths;

impl Resolver for Lengths {
    fn link(&mut self, destination: &str) -> Link {
        match destination.len() % 3 {
            0 => Link::AsWritten,
            1 => Link::To { url: destination.to_owned(), external: true },
            _ => Link::Broken { why: "no".into(), hint: None },
        }
    }

    fn image(&mut self, destination: &str) -> Image {
        let url = destination.to_owned();
        let versions = Versions { same: Some(url.clone()), webp: Some(url.clone()) };
        match destination.len() % 4 {
            0 => Image::AsWritten,
            1 => Image::At { url, size: None, versions: Versions::default() },
            2 => Image::At { url, size: Some((4000, 3000)), versions },
            _ => Image::Broken { why: "no".into(), hint: None },
        }
    }
}

/// Nothing but the tags and attributes that a reader may write.
fn of_a_reader(html: &str) {
    is_balanced(html);
    let page = Html::parse_fragment(html);
    for element in page.root_element().descendants().filter_map(|node| node.value().as_element()) {
        let name = element.name();
        assert!(TAGS_OF_READERS.contains(&name), "{name} in {html}");
        for (attribute, value) in element.attrs() {
            let fits = match (name, attribute) {
                ("a", "href") => leads_anywhere(value),
                ("a", "rel") => value == "ugc nofollow noopener",
                ("ol", "start") => value.parse::<u32>().is_ok(),
                _ => false,
            };
            assert!(fits, "{attribute}={value} in {html}");
        }
    }
}

/// The first is the parser's own.
const TAGS_OF_READERS: [&str; 14] = [
    "html",
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

fn leads_anywhere(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|start| address.starts_with(start))
}
