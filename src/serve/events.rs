//! What open pages are told: JSON, one message at each change.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::Range;
use std::sync::OnceLock;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Item, Place, Report};

/// More errors than this say nothing that these do not.
const MOST_ERRORS: usize = 100;

/// What is another one now.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The links to what no page holds in itself; nothing if it is not known which.
    pub links: Option<Vec<String>>,
    /// Where to go.
    pub target: Option<String>,
}

impl Default for Change {
    fn default() -> Self {
        Self { links: Some(Vec::new()), target: None }
    }
}

impl Change {
    pub fn append(&mut self, other: Self) {
        let all = self.links.take().zip(other.links).map(|(mut all, others)| {
            all.extend(others);
            all.sort_unstable();
            all.dedup();
            all
        });
        self.links = all;
        self.target = other.target.or(self.target.take());
    }
}

pub(super) struct State<'s> {
    pub generation: u64,
    pub change: &'s Change,
    pub errors: &'s Report,
}

#[derive(Serialize)]
struct Message<'s> {
    generation: String,
    changed: Option<&'s [String]>,
    navigate: Option<&'s str>,
    errors: Vec<Shown<'s>>,
    /// How many errors there are besides.
    more: usize,
}

/// An error with the line that it is in, cut where it is underlined.
#[derive(Serialize)]
struct Shown<'d> {
    #[serde(flatten)]
    item: Item<'d>,
    before: &'d str,
    marked: &'d str,
    after: &'d str,
    page: Option<&'d str>,
    repeated: usize,
}

impl State<'_> {
    pub fn to_json(&self) -> String {
        let Change { links, target } = self.change;
        let message = Message {
            generation: generation(self.generation),
            changed: links.as_deref(),
            navigate: target.as_deref(),
            errors: self.errors.iter().take(MOST_ERRORS).map(Shown::of).collect(),
            more: self.errors.iter().count().saturating_sub(MOST_ERRORS),
        };
        serde_json::to_string(&message).unwrap_or_default()
    }
}

/// A generation as pages know it: no two servers have the same one.
pub(super) fn generation(number: u64) -> String {
    static SERVER: OnceLock<u64> = OnceLock::new();
    let server = SERVER.get_or_init(|| RandomState::new().build_hasher().finish());
    format!("{server:x}-{number}")
}

impl<'d> Shown<'d> {
    fn of(diagnostic: &'d Diagnostic) -> Self {
        let place = diagnostic.place_in_line();
        let text = |range: fn(&Place) -> Range<usize>| {
            place.and_then(|place| place.text.get(range(place))).unwrap_or_default()
        };
        Self {
            item: diagnostic.into(),
            before: text(|place| 0..place.underline.start),
            marked: text(|place| place.underline.clone()),
            after: text(|place| place.underline.end..place.text.len()),
            page: diagnostic.page.as_deref(),
            repeated: diagnostic.repeated,
        }
    }
}
