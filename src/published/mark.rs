use std::fmt;

use crate::article::Card;
use crate::value::{Digest, Moment};

/// What an article is recognised by under another name: its title with its date, and its text.
///
/// As it was when it was published first, so that an edit changes no line of `urls.lock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Of the letters of the title and of the date.
    pub title: u64,
    /// Nothing if there is no text.
    pub body: Option<u64>,
}

impl Mark {
    pub fn of(card: &Card, date: Option<Moment>) -> Self {
        // How a title is set depends on the settings, and its letters do not.
        let letters = card.title.chars().filter(|c| c.is_alphanumeric());
        let letters: String = letters.flat_map(char::to_lowercase).collect();
        let second = date.map(|date| date.timestamp().as_second());
        let is_empty = ["", "\n", "\n\n"].map(|text| Digest::of(text.as_bytes()));
        let body = Some(card.body.digest).filter(|body| !is_empty.contains(body));
        Self {
            title: Digest::of_value(&(letters, second)).to_u64(),
            body: body.map(Digest::to_u64),
        }
    }

    /// `0123456789abcdef.0123456789abcdef`, or without what follows the dot.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let hex = |text: &str| {
            let is_hex = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex.then(|| u64::from_str_radix(text, 16).ok())?
        };
        let (title, body) = text.split_once('.')?;
        let body = if body.is_empty() { None } else { Some(hex(body)?) };
        Some(Self { title: hex(title)?, body })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}.", self.title)?;
        self.body.map_or(Ok(()), |body| write!(f, "{body:016x}"))
    }
}
