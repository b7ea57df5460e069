//! How a language sets quotes, apostrophes, dashes and blanks: `"Ja"` → „Ja“.
//!
//! Text in, places to change out, from the left to the right in one pass: nothing is read
//! twice, so time grows with the text only. Letters and digits stay what they are, and so
//! does what is set already. Whether a mark is changed follows from what stands beside it,
//! never from what was changed before; so a second time changes nothing. Slugs ignore all
//! that is changed here, so titles may be set before or after their slug is made.
//!
//! Knows no Markdown and no HTML: what must stay is for the caller to leave out, or to put
//! [`OPAQUE`] in its place. Adds no blank to `10%` and no point to `1234567`, and makes no
//! range of `1-2`, which may be anything.

mod languages;
mod quotes;
mod scan;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use languages::{BOOK, Language, language};

/// What a site wants otherwise than its language has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typography {
    /// For texts of this language.
    pub home: String,
    pub quotes: Quotes,
    pub percent: Blank,
}

/// Which quotes the site's own language has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// As the language has them: „…“ ‚…‘.
    #[default]
    Language,
    /// As German books have them: »…« ›…‹.
    Book,
    /// The outer ones, then the inner ones, each the opening one first.
    Own([String; 4]),
}

/// The blank between a number and `%`, on which sources differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blank {
    /// U+202F
    #[default]
    Narrow,
    /// U+00A0
    Wide,
}

/// The rules of one language, with what the site wants otherwise. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Rules<'s> {
    site: &'s Typography,
    language: &'static Language,
    quotes: [languages::Pair<'s>; 2],
}

/// What to put in the place of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<'s> {
    pub range: Range<usize>,
    pub with: &'s str,
}

/// Stands in a text for something that is read like a word and is none: code, a picture.
pub const OPAQUE: char = '\u{fffc}';

impl Typography {
    /// The rules of a language.
    pub fn rules(&self, tag: &str) -> Rules<'_> {
        let language = language(tag);
        let quotes = match &self.quotes {
            Quotes::Book if self.is_home(tag) => BOOK,
            Quotes::Own([open, close, inner_open, inner_close]) if self.is_home(tag) => {
                [(open.as_str(), close.as_str()), (inner_open, inner_close)]
            }
            Quotes::Language | Quotes::Book | Quotes::Own(_) => language.quotes,
        };
        Rules { site: self, language, quotes }
    }

    fn is_home(&self, tag: &str) -> bool {
        let main = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        main(tag) == main(&self.home)
    }
}

impl Quotes {
    pub const LANGUAGE: &str = "language";
    pub const BOOK: &str = "book";

    /// `language`, `book`, or four characters.
    pub fn parse(text: &str) -> Option<Self> {
        let marks: Vec<String> = text.chars().map(String::from).collect();
        let is_mark = |mark: &String| {
            !mark.contains(|c: char| c.is_alphanumeric() || c.is_whitespace() || c.is_control())
        };
        match text {
            Self::LANGUAGE => Some(Self::Language),
            Self::BOOK => Some(Self::Book),
            _ if marks.iter().all(is_mark) => Some(Self::Own(marks.try_into().ok()?)),
            _ => None,
        }
    }

    /// As [`parse`](Self::parse) reads it.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Language => Self::LANGUAGE.into(),
            Self::Book => Self::BOOK.into(),
            Self::Own(marks) => marks.concat().into(),
        }
    }
}

impl Blank {
    pub const NAMES: [&str; 2] = ["narrow", "wide"];

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "narrow" => Some(Self::Narrow),
            "wide" => Some(Self::Wide),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
        }
    }
}

impl<'s> Rules<'s> {
    /// The rules of another language, on the same site.
    pub fn of(self, tag: &str) -> Self {
        self.site.rules(tag)
    }

    /// A plain text, set.
    pub fn set<'t>(self, text: &'t str) -> Cow<'t, str> {
        let edits = edits(text, &[(0, self)]);
        if edits.is_empty() { text.into() } else { replaced(text, &edits, 0).into() }
    }

    /// Sets a text in its place.
    pub fn set_in(self, text: &mut String) {
        if let Cow::Owned(set) = self.set(text) {
            *text = set;
        }
    }
}

/// What to change in a text, in its order, no two places touching one another. `languages`
/// says from which byte on which rules hold; the first begins at 0.
pub fn edits<'s>(text: &str, languages: &[(usize, Rules<'s>)]) -> Vec<Edit<'s>> {
    scan::Scanner::new(text, languages).run()
}

/// A piece of a text that begins at byte `start` of it, with these edits, which are all
/// within the piece.
pub fn replaced(piece: &str, edits: &[Edit], start: usize) -> String {
    let mut text = String::with_capacity(piece.len() + 4 * edits.len());
    let mut done = 0;
    for Edit { range, with } in edits {
        text.push_str(&piece[done..range.start - start]);
        text.push_str(with);
        done = range.end - start;
    }
    text.push_str(&piece[done..]);
    text
}
