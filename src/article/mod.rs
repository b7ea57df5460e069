//! One file → one article: its front matter becomes a card, its body stays on disk.
//!
//! Pure: a function of the file's text and the settings. Knows nothing of other articles,
//! so all files are parsed in parallel and in any order.

mod address;
mod card;
mod fence;
mod front;
mod markup;
mod profile;
mod typography;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::document::{Document, Fields, Format};
use crate::markdown;
use crate::value::typography::Rules;
use crate::value::{Digest, SourcePath};

pub use address::{date_in_name, whole as site_path};
pub use card::{Ai, Article, Body, Card, Correction, Image, Profile, Source, StandingPage};
pub use front::{DRAFT, IMAGE, KEYS, MARKDOWN, PUBLISHED, is_draft, is_markdown, lists_of_terms};

const CODE: &str = "front-matter";

/// Reads an article; what cannot be understood is reported, and if that leaves no title,
/// date or URL, there is none.
pub fn parse(file: &SourcePath, text: &str, config: &Config) -> (Option<Article>, Report) {
    read(file, text, |opened| {
        let date = front::date(&mut opened.fields, file, config)?;
        let card = front::card(opened, Some(date), config)?;
        Some(Article { date, card: card.seal(Some(date)) })
    })
}

/// Reads a page of `content/pages`, which needs no date.
pub fn parse_page(
    file: &SourcePath,
    text: &str,
    config: &Config,
) -> (Option<StandingPage>, Report) {
    read(file, text, |opened| {
        let date = front::optional_date(&mut opened.fields, config);
        let mut card = front::card(opened, None, config)?;
        // The site's own page for errors, which no search engine should list (RULES.md, META-6).
        card.noindex |= card.url.as_str() == "/404.html";
        Some(StandingPage { date, card: card.seal(date) })
    })
}

/// Reads a text about a tag or an author.
pub fn parse_profile(file: &SourcePath, text: &str, config: &Config) -> (Option<Profile>, Report) {
    read(file, text, |opened| profile::profile(opened, config))
}

/// Where a key's value stands in the front matter of a file, for what is found out about it
/// later than by reading it.
pub fn place_of(file: &SourcePath, text: &str, keys: &[&str]) -> Place {
    let Ok(document) = front_matter(file, text, CODE) else { return Place::file(file) };
    document.place_of_key(keys).unwrap_or_else(|| Place::file(file))
}

/// The part of a file between its fences, for whoever reads it in another way.
pub fn front_matter<'t>(
    file: &'t SourcePath,
    text: &'t str,
    code: &'static str,
) -> Result<Document<'t>, Diagnostic> {
    let split = fence::split(file.as_str(), text)?;
    Ok(Document { file: file.as_str(), text, range: split.front, format: Format::Yaml, code })
}

/// A file whose front matter can be read key by key.
pub struct Opened<'t> {
    pub file: &'t SourcePath,
    pub fields: Fields,
    /// The text behind the front matter.
    pub text: &'t str,
    pub body: Body,
}

/// Splits a file, reads its front matter with `understand`, and gives every complaint its
/// place.
pub fn read<T>(
    file: &SourcePath,
    text: &str,
    understand: impl FnOnce(&mut Opened<'_>) -> Option<T>,
) -> (Option<T>, Report) {
    let split = match fence::split(file.as_str(), text) {
        Ok(split) => split,
        Err(diagnostic) => return (None, diagnostic.into()),
    };
    let format = Format::Yaml;
    let document = Document { file: file.as_str(), text, range: split.front, format, code: CODE };
    let (map, mut report) = document.read_map();
    if report.has_errors() && map.is_empty() {
        // Nothing was understood: that a title is missing would be no news.
        return (None, report);
    }
    let body_text = &text[split.body..];
    let digest = |text: &str| Digest::of(text.as_bytes());
    let body = Body { start: split.body, digest: digest(body_text), file: digest(text) };
    let mut opened = Opened { file, fields: Fields::new(map, CODE), text: body_text, body };
    let understood = understand(&mut opened);
    report.append(document.locate(opened.fields.into_complaints()));
    (understood, report)
}

/// The teaser's text: what stands before `<!-- more -->`, else the description, else the
/// first paragraph.
fn teaser(text: &str, description: Option<&str>, rules: Option<Rules>) -> String {
    markdown::before_more(text, rules)
        .or_else(|| description.map(str::to_owned))
        .or_else(|| markdown::first_paragraph(text, rules))
        .unwrap_or_default()
}
