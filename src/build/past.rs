//! What an earlier build knew, and how much of it still holds.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::{Reuse, before};
use crate::cache::{Absent, Bytes, FileRecord, Kept, PageRecord, Records, Store};
use crate::diagnostic::Report;
use crate::render::{Question, Reference, References};
use crate::source::{Told, Tree};
use crate::value::{Digest, SourcePath, Stamp, UrlPath};

/// The cache, if there is one that may be used; and a note why not.
pub(super) fn open(store: &Store, reuse: Reuse) -> (Option<Kept>, Vec<String>) {
    let kept = match reuse {
        Reuse::Cache => store.open(),
        Reuse::Nothing => Err(Absent::NotAsked),
    };
    match kept {
        Ok(kept) => (Some(kept), Vec::new()),
        Err(absent) => (None, vec![clean(&absent)]),
    }
}

/// Its records, if they can be read.
pub(super) fn records<'k>(kept: Option<&'k Kept>, notes: &mut Vec<String>) -> Option<Records<'k>> {
    kept?.records().map_err(|absent| notes.push(clean(&absent))).ok()
}

fn clean(absent: &Absent) -> String {
    format!("built clean, without a cache: {absent}")
}

/// The records of an earlier build, ready to be looked up.
pub(super) struct Past<'k> {
    pub records: &'k Records<'k>,
    pub(super) files: Vec<FileRecord<'k>>,
    file_at: HashMap<&'k str, u32>,
    pages: Vec<PageRecord<'k>>,
    page_at: HashMap<&'k str, u32>,
    pub(super) blobs: Vec<u8>,
    /// Once it is [retired](Self::retire): which files hold the bytes that they held, by their
    /// places in the tree.
    unchanged: Vec<bool>,
    /// Whether sources would be read as they were then.
    settings_hold: bool,
}

impl<'k> Past<'k> {
    /// Reads everything that was kept; nothing, with a note, if a part of it is damaged.
    pub fn read(
        kept: &Kept,
        records: &'k Records<'k>,
        settings: Digest,
        notes: &mut Vec<String>,
    ) -> Option<Self> {
        let blobs = match kept.blobs() {
            Ok(blobs) => blobs,
            Err(absent) => {
                notes.push(clean(&absent));
                return None;
            }
        };
        let (files, pages): (Option<Vec<FileRecord<'k>>>, Option<Vec<PageRecord<'k>>>) =
            rayon::join(|| records.files.all(), || records.pages.all());
        let (Some(files), Some(pages)) = (files, pages) else {
            notes.push(clean(&Absent::Damaged));
            return None;
        };
        let settings_hold = records.settings == settings;
        let (file_at, page_at, unchanged) = (HashMap::new(), HashMap::new(), Vec::new());
        let mut past =
            Self { records, files, file_at, pages, page_at, blobs, unchanged, settings_hold };
        past.index();
        Some(past)
    }

    pub(super) fn index(&mut self) {
        (self.file_at, self.page_at) = rayon::join(
            || places(self.files.iter().map(|file| file.path)),
            || places(self.pages.iter().map(|page| page.url)),
        );
    }

    /// Every file with what was known of it.
    pub fn recorded_files(&self) -> Vec<(SourcePath, Stamp, Digest, Option<Told>)> {
        let known = |file: &FileRecord<'_>| {
            (SourcePath::new(file.path), file.stamp, file.digest, file.picture)
        };
        self.files.iter().map(known).collect()
    }

    /// Every page that was recorded.
    pub fn pages(&self) -> &[PageRecord<'k>] {
        &self.pages
    }

    /// A set of questions with the digests of their answers, by its number.
    pub fn set(&self, number: usize) -> Vec<(Question, Digest)> {
        let set = self.records.shared.get(number);
        set.and_then(|bytes| read_set(*bytes)).unwrap_or_default()
    }

    /// What a page refers to, as it was written, and what was said about it; nothing if that
    /// cannot be read.
    pub fn page_notes(&self, page: &PageRecord<'_>) -> Option<(Box<[u8]>, Report)> {
        let notes = self.notes(page)?;
        if notes.is_empty() {
            return Some((Box::default(), Report::default()));
        }
        let (references, rest) = postcard::take_from_bytes::<References<&str>>(notes).ok()?;
        let (report, _) = postcard::take_from_bytes::<Report>(rest).ok()?;
        let length = notes.len() - rest.len();
        let references = if references.all.is_empty() { &[] } else { &notes[..length] };
        Some((references.into(), report))
    }

    /// What a page had asked, with the digests of the answers.
    pub fn asked(&self, page: &PageRecord<'_>) -> Vec<(Question, Digest)> {
        self.set(page.questions as usize)
    }

    /// What the text of a page refers to.
    pub fn references(&self, page: &PageRecord<'_>) -> Vec<Reference> {
        let notes = self.notes(page).filter(|notes| !notes.is_empty());
        let notes = notes.and_then(|notes| postcard::take_from_bytes::<References>(notes).ok());
        notes.map(|(references, _)| references.all).unwrap_or_default()
    }

    /// Tells the tree what is known of files whose stamps are as they were.
    pub fn teach(&self, tree: &Tree) {
        for (place, (path, stamp)) in tree.files().enumerate() {
            if let Some(file) = self.file(path)
                && file.stamp == stamp
                && stamp.is_settled(self.records.scanned)
            {
                tree.learn(place, file.digest, file.picture);
            }
        }
    }

    pub fn file(&self, path: &SourcePath) -> Option<&FileRecord<'k>> {
        Some(&self.files[*self.file_at.get(path.as_str())? as usize])
    }

    /// What was made of a file with these bytes, if the settings were the same.
    pub fn parsed(&self, path: &SourcePath, digest: Digest) -> Option<&[u8]> {
        let file = self.file(path).filter(|file| self.settings_hold && file.digest == digest)?;
        file.parsed?.of(&self.blobs)
    }

    /// Whether a file holds the bytes that it held.
    pub fn has_same_bytes(&self, tree: &Tree, path: &SourcePath) -> bool {
        tree.place(path).is_some_and(|place| match self.unchanged.get(place) {
            Some(unchanged) => *unchanged,
            None => self.is_same(tree, place),
        })
    }

    fn is_same(&self, tree: &Tree, place: usize) -> bool {
        let digest = tree.known_digest(place);
        digest.is_some() && digest == self.file(tree.at(place)).map(|file| file.digest)
    }

    /// The places of the files that hold other bytes, or were not there.
    pub fn changed<'t>(&'t self, tree: &'t Tree) -> impl Iterator<Item = usize> + 't {
        (0..tree.files().len()).filter(|&place| !self.is_same(tree, place))
    }

    /// What is kept of the sources that are others now, to explain the difference. Afterwards
    /// of the files nothing is known but whether they have changed.
    pub fn retire(&mut self, tree: &Tree) -> Vec<u8> {
        let before = before::before(self, tree).unwrap_or_default();
        self.unchanged = (0..tree.files().len()).map(|place| self.is_same(tree, place)).collect();
        (self.files, self.file_at, self.blobs) = Default::default();
        before
    }

    /// What was recorded of a route.
    pub fn page(&self, url: &UrlPath) -> Option<&PageRecord<'k>> {
        Some(&self.pages[*self.page_at.get(url.as_str())? as usize])
    }

    /// What a page refers to and what was said about it, as it was written.
    pub fn notes(&self, page: &PageRecord<'_>) -> Option<&[u8]> {
        page.notes.map_or(Some(&[]), |span| span.of(self.records.notes.0))
    }
}

fn places<'k>(names: impl Iterator<Item = &'k str>) -> HashMap<&'k str, u32> {
    names.zip(0..).collect()
}

/// Reads a set of questions with the digests of their answers.
pub(super) fn read_set(bytes: Bytes<'_>) -> Option<Vec<(Question, Digest)>> {
    postcard::from_bytes(bytes.0).ok()
}

/// Reads a value that was recorded with its diagnostics.
pub(super) fn read<T: DeserializeOwned>(blob: &[u8]) -> Option<(Option<T>, Report)> {
    postcard::from_bytes(blob).ok()
}
