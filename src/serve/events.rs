//! What open pages are told: JSON, one message at each change.

use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Report, Severity};

/// More errors than this say nothing that these do not.
const MOST_ERRORS: usize = 100;

/// What is another one now.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// The links to files that no page holds in itself.
    pub links: Vec<String>,
    /// Where to go.
    pub target: Option<String>,
}

impl Change {
    pub const NOTHING: &Self = &Self { links: Vec::new(), target: None };

    pub fn append(&mut self, other: Self) {
        self.links.extend(other.links);
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
    changed: &'s [String],
    navigate: Option<&'s str>,
    errors: Vec<Item<'s>>,
}

#[derive(Serialize)]
struct Item<'d> {
    severity: Severity,
    code: &'d str,
    message: &'d str,
    file: Option<&'d str>,
    line: Option<usize>,
    column: Option<usize>,
    before: &'d str,
    marked: &'d str,
    after: &'d str,
    label: Option<&'d str>,
    hint: Option<&'d str>,
    page: Option<&'d str>,
    repeated: usize,
}

impl State<'_> {
    pub fn to_json(&self) -> String {
        let Change { links, target } = self.change;
        let message = Message {
            generation: generation(self.generation),
            changed: links,
            navigate: target.as_deref(),
            errors: self.errors.iter().take(MOST_ERRORS).map(Item::of).collect(),
        };
        serde_json::to_string(&message).unwrap_or_default()
    }
}

/// A generation as pages know it: no two servers have the same one.
pub(super) fn generation(number: u64) -> String {
    static SERVER: OnceLock<u32> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "to tell servers apart, nothing is shown")]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        now.subsec_nanos() ^ std::process::id()
    });
    format!("{server:x}-{number}")
}

impl<'d> Item<'d> {
    fn of(diagnostic: &'d Diagnostic) -> Self {
        let place = diagnostic.place.as_ref();
        let in_line = place.filter(|place| place.line > 0);
        let text = |range: fn(&crate::diagnostic::Place) -> std::ops::Range<usize>| {
            in_line.and_then(|place| place.text.get(range(place))).unwrap_or_default()
        };
        Self {
            severity: diagnostic.severity,
            code: &diagnostic.code,
            message: &diagnostic.message,
            file: place.map(|place| place.file.as_str()),
            line: in_line.map(|place| place.line),
            column: in_line.map(|place| place.column),
            before: text(|place| 0..place.underline.start),
            marked: text(|place| place.underline.clone()),
            after: text(|place| place.underline.end..place.text.len()),
            label: diagnostic.label.as_deref(),
            hint: diagnostic.hint.as_deref(),
            page: diagnostic.page.as_deref(),
            repeated: diagnostic.repeated,
        }
    }
}
