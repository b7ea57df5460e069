//! The ids of comments: those that are written, and for the others one that stays.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::Comment;
use crate::value::slugify;

/// The ids of a file that are taken.
#[derive(Default)]
pub(super) struct Ids(BTreeSet<String>);

/// What can stand in an address as it is, and in an attribute.
pub(super) fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

impl Ids {
    /// False if it was taken before.
    pub fn take(&mut self, id: &str) -> bool {
        self.0.insert(id.to_owned())
    }

    /// Gives an id to each comment that has none: its date and its name, so that neither a
    /// corrected text nor another comment changes it. Of two that would be the same, the later
    /// one in the file gets a number.
    pub fn complete(mut self, mut comments: Vec<Comment>, zone: &TimeZone) -> Vec<Comment> {
        self.name(&mut comments, zone);
        comments
    }

    fn name(&mut self, comments: &mut [Comment], zone: &TimeZone) {
        for comment in comments {
            if comment.id.is_empty() {
                comment.id = self.fresh(&wish(comment, zone));
            }
            self.name(&mut comment.replies, zone);
        }
    }

    fn fresh(&mut self, wish: &str) -> String {
        let numbered = (2..).map(|number| format!("{wish}-{number}"));
        let mut ids = std::iter::once(wish.to_owned()).chain(numbered);
        ids.find(|id| self.take(id)).expect("numbers do not end")
    }
}

/// `2026-11-23-0815-erika-beispiel`
fn wish(comment: &Comment, zone: &TimeZone) -> String {
    let time = comment.date.in_zone(zone);
    let pattern = if comment.date.is_whole_day() { "%Y-%m-%d" } else { "%Y-%m-%d-%H%M" };
    let parts = [time.strftime(pattern).to_string(), slugify(&comment.name)];
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("-")
}
