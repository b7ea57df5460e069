//! What stood in the place of what a build found changed: enough to tell two views apart.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::past::{Past, read_set};
use super::still::Summary;
use crate::cache::{Bytes, FileRecord, Span};
use crate::render::Question;
use crate::source::{Told, Tree};
use crate::value::{Digest, Stamp};

/// More changed files than this are not kept: then everything has changed, and nobody asks
/// for the reason of one page.
const MOST: usize = 1_000;

/// The circumstances of the build before.
#[derive(Serialize, Deserialize)]
pub(super) struct Before<'a> {
    pub settings: String,
    pub now: Timestamp,
    pub origins: Vec<(String, Digest)>,
    /// All that templates had asked for.
    pub answers: Vec<(Question, Digest)>,
    /// The files that are others now; nothing if they are too many.
    #[serde(borrow)]
    pub files: Option<Vec<OldFile<'a>>>,
}

/// A file as it was.
#[derive(Serialize, Deserialize)]
pub(super) struct OldFile<'a> {
    pub path: &'a str,
    /// Nothing if it was not there.
    #[serde(borrow)]
    pub state: Option<OldState<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OldState<'a> {
    stamp: Stamp,
    digest: Digest,
    picture: Option<Told>,
    /// Empty if it was no text.
    #[serde(borrow)]
    parsed: Bytes<'a>,
}

/// Compares the files of a tree with those of the build before.
pub(super) fn before(past: &Past<'_>, tree: &Tree) -> Option<Vec<u8>> {
    let summary: Summary = postcard::from_bytes(past.records.summary.0).ok()?;
    let answers = past.records.shared.iter().filter_map(|bytes| read_set(*bytes));
    let mut answers: Vec<(Question, Digest)> = answers.flatten().collect();
    answers.sort_unstable();
    answers.dedup();
    let before = Before {
        settings: summary.settings,
        now: summary.now,
        origins: summary.origins,
        answers,
        files: changed(past, tree),
    };
    postcard::to_stdvec(&before).ok()
}

fn changed<'p>(past: &'p Past<'_>, tree: &'p Tree) -> Option<Vec<OldFile<'p>>> {
    let mut changed = Vec::new();
    for path in past.changed(tree).map(|place| tree.at(place)) {
        let state = past.file(path).map(|file| past.old_state(file));
        changed.push(OldFile { path: path.as_str(), state });
        if changed.len() > MOST {
            return None;
        }
    }
    for file in past.files.iter().filter(|file| !tree.has_path(file.path)) {
        changed.push(OldFile { path: file.path, state: Some(past.old_state(file)) });
        if changed.len() > MOST {
            return None;
        }
    }
    Some(changed)
}

impl<'k> Past<'k> {
    fn old_state(&self, file: &FileRecord<'_>) -> OldState<'_> {
        let parsed = file.parsed.and_then(|span| span.of(&self.blobs));
        OldState {
            stamp: file.stamp,
            digest: file.digest,
            picture: file.picture,
            parsed: Bytes(parsed.unwrap_or_default()),
        }
    }

    /// What was known by the build before.
    pub fn rewound(mut self, files: &[OldFile<'k>]) -> Self {
        for old in files {
            self.files.retain(|file| file.path != old.path);
            if let Some(state) = &old.state {
                let span = Span::appended(&mut self.blobs, state.parsed.0);
                self.files.push(FileRecord {
                    path: old.path,
                    stamp: state.stamp,
                    digest: state.digest,
                    picture: state.picture,
                    parsed: span.filter(|_| !state.parsed.0.is_empty()),
                });
            }
        }
        self.files.sort_unstable_by(|one, other| one.path.cmp(other.path));
        self.index();
        self
    }
}
