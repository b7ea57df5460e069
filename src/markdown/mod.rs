//! Markdown to HTML and its outline.
//!
//! pulldown-cmark reads the text and writes the HTML; what stands here maps its
//! events in between: ids, links and images, footnotes, tables, alerts, code.
//!
//! Knows no articles and no templates, and does not touch the disk: where links
//! and images lead, and what is missing, is the [`Resolver`]'s to know. Does not
//! look into raw HTML for links, images or ids.

mod code;
mod comment;
mod destinations;
mod embed;
mod events;
mod footnotes;
mod images;
mod lead;
mod lines;
mod links;
mod options;
mod outline;
mod plain;
mod tables;
#[cfg(test)]
mod tests;
mod typography;
mod writer;

use std::ops::Range;

pub use comment::comment;
pub use destinations::{Image, Link, Resolver, Unresolved, Versions};
pub use embed::{EMBED, embed_report};
pub use images::Loading;
pub use lead::{before_more, first_paragraph};
pub use lines::{Reading, lines};
pub use options::{Embeds, External, Labels, Options};
pub use outline::Heading;
pub use outline::headings;
pub use plain::plain;

/// A text as HTML, and what else one learns from reading it.
pub struct Rendered {
    pub html: String,
    /// The headings outside quotes and footnotes, as a tree.
    pub toc: Vec<Heading>,
    /// Words that a reader sees, those of code and footnotes too.
    pub words: usize,
    /// In the order of the text.
    pub findings: Vec<Finding>,
}

/// Something to tell the author. The HTML is fit for use all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Bytes of the text given.
    pub range: Range<usize>,
    pub kind: FindingKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// Kept as written.
    BrokenLink {
        destination: String,
        why: String,
        hint: Option<String>,
    },
    /// Kept as written.
    BrokenImage {
        destination: String,
        why: String,
        hint: Option<String>,
    },
    /// A link or image that would run a script; only its text is kept.
    UnsafeDestination {
        destination: String,
    },
    MissingAlt {
        destination: String,
    },
    /// The second heading that asks for this id gets one of its title.
    DuplicateId {
        id: String,
    },
    /// No mark in the text leads to this footnote, so it is not shown.
    UnusedFootnote {
        label: String,
    },
    /// What is wrong with the lines of a block `embed`, [`embed_report`] tells. The range is
    /// that of the lines, with what stands before each in a list or a quote.
    Embed {
        lines: String,
    },
}

/// Renders `text`. Never fails: all text is Markdown.
pub fn render(text: &str, options: &Options, resolver: &mut dyn Resolver) -> Rendered {
    let mut document = events::read(text, options.dialect());
    let words = plain::words(document.events());
    if let Some(rules) = options.typography {
        typography::set_document(text, &mut document, rules);
    }
    let written = writer::write(document, options, resolver);
    let mut html = String::with_capacity(text.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, written.events.into_iter());
    let html = without_null(html);
    Rendered { html, toc: written.toc, words, findings: written.findings }
}

/// Browsers drop U+0000, so that what stands around it would become one (CommonMark 0.31,
/// section 2.3).
fn without_null(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}
