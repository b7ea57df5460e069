//! What a text becomes: through the front door, a text in, HTML out.

mod blocks;
mod footnotes;
mod hostile;
mod links;
mod text;
mod typography;

use super::*;
use crate::value::typography::{Blank, Quotes, Typography};

/// The text as articles are rendered.
fn rendered(text: &str) -> Rendered {
    rendered_with(text, &options(&Labels::of("de")), &mut Unresolved)
}

fn html(text: &str) -> String {
    rendered(text).html
}

fn rendered_with(text: &str, options: &Options, resolver: &mut dyn Resolver) -> Rendered {
    let rendered = render(text, options, resolver);
    for finding in &rendered.findings {
        assert!(text.get(finding.range.clone()).is_some(), "{finding:?} is within the text");
    }
    rendered
}

fn options(labels: &Labels) -> Options<'_> {
    let external = External::default();
    Options {
        extensions: true,
        raw_html: true,
        highlight: true,
        external,
        embeds: Embeds::Boxes,
        sizes: "50vw",
        opening: Loading::Lazy,
        labels,
        slugs: "de",
        typography: None,
    }
}

/// The typography of a German site.
fn german() -> Typography {
    Typography { home: "de".into(), quotes: Quotes::Language, percent: Blank::Narrow }
}

/// What is wrong, and the text that it is about.
fn findings(text: &str) -> Vec<(&str, FindingKind)> {
    rendered(text).findings.into_iter().map(|found| (&text[found.range], found.kind)).collect()
}
