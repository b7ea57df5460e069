use serde::{Deserialize, Serialize};

use crate::value::{Digest, Map, Moment, SourcePath, UrlPath};

/// What front matter says, and the route that follows from it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Card {
    /// Known to whoever asks for a card's record, so it is no part of it.
    #[serde(skip)]
    pub source: SourcePath,
    pub url: UrlPath,
    /// Permanent identity in feeds.
    pub id: String,
    pub title: String,
    /// The [teaser's text](Self::summary), if it is not the description.
    pub own_summary: Option<String>,
    pub description: Option<String>,
    pub kicker: Option<String>,
    pub dateline: Vec<String>,
    pub updated: Option<Moment>,
    pub publish: Option<Moment>,
    pub expiry: Option<Moment>,
    pub draft: bool,
    pub aliases: Vec<UrlPath>,
    /// For each taxonomy of the site, by its place there: the terms as written.
    pub terms: Vec<Vec<String>>,
    pub authors: Vec<String>,
    pub image: Option<Image>,
    pub corrections: Vec<Correction>,
    pub sources: Vec<Source>,
    /// Source path or URL of the article that this one continues.
    pub follows: Option<String>,
    pub ai: Option<Ai>,
    pub featured: bool,
    pub sponsored: bool,
    pub noindex: bool,
    pub comments: bool,
    pub feed: bool,
    pub lang: Option<String>,
    pub translations: Vec<(String, String)>,
    pub template: Option<String>,
    pub extra: Map,
    pub body: Body,
    /// Of all the above but the body, with the file and the date.
    pub digest: Digest,
}

impl Card {
    /// The teaser's text: plain, never empty if the article says anything.
    pub fn summary(&self) -> &str {
        self.own_summary.as_ref().or(self.description.as_ref()).map_or("", |text| text)
    }

    /// Finds its digest, once everything else is known.
    pub(super) fn seal(mut self, date: Option<Moment>) -> Self {
        let body = std::mem::take(&mut self.body);
        self.digest = Digest::default();
        self.digest = Digest::of_value(&(&self.source, date, &self));
        Self { body, ..self }
    }
}

/// Where the text stands; it is read when its page is rendered, and dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The byte of the file at which it begins.
    pub start: usize,
    pub digest: Digest,
    /// Of the whole file: what is said about a text names its lines.
    pub file: Digest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// As written: relative to the file, or a URL.
    pub src: String,
    pub alt: Option<String>,
    pub caption: Option<String>,
    pub credit: Option<String>,
    /// What part a machine had in the picture.
    pub ai: Option<Ai>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub date: Moment,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub title: String,
    pub url: Option<String>,
}

/// What part a machine had in a text or a picture (RULES.md, LAW-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ai {
    None,
    Assisted,
    Generated,
}

impl Ai {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::None),
            "assisted" => Some(Self::Assisted),
            "generated" => Some(Self::Generated),
            _ => None,
        }
    }
}

/// A dated article of the archive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Article {
    pub date: Moment,
    pub card: Card,
}

/// A page that stands outside of the order of dates: the imprint, say.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StandingPage {
    pub date: Option<Moment>,
    pub card: Card,
}

/// What a site says of a tag or an author, in `content/tags` and `content/authors`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Profile {
    #[serde(skip)]
    pub source: SourcePath,
    pub name: String,
    pub slug: String,
    pub description: Option<String>,
    pub extra: Map,
    pub body: Body,
}
