//! What an earlier build knew, and how much of it still holds.

use serde::de::DeserializeOwned;

use super::{Reuse, Site};
use crate::cache::{Absent, FileRecord, Kept, PageRecord, Records, Store};
use crate::diagnostic::Report;
use crate::source::Tree;
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

fn clean(absent: &Absent) -> String {
    format!("built clean, without a cache: {absent}")
}

/// The records of an earlier build.
pub(super) struct Past<'k> {
    pub records: Option<Records<'k>>,
    blobs: Vec<u8>,
    /// Of the settings as they are now.
    pub settings: Digest,
}

impl<'k> Past<'k> {
    pub fn none() -> Self {
        Self { records: None, blobs: Vec::new(), settings: Digest::default() }
    }

    pub fn new(kept: Option<&'k Kept>, site: &Site, notes: &mut Vec<String>) -> Self {
        let records =
            kept.and_then(|kept| kept.records().map_err(|absent| notes.push(clean(&absent))).ok());
        // Derived, so no setting can be forgotten.
        let settings = Digest::of(format!("{:?}", site.config).as_bytes());
        Self { records, blobs: Vec::new(), settings }
    }

    /// Reads what was made of the sources too.
    pub fn with_blobs(self, kept: Option<&Kept>, notes: &mut Vec<String>) -> Self {
        let (Some(kept), Some(_)) = (kept, &self.records) else { return self };
        match kept.blobs() {
            Ok(blobs) => Self { blobs, ..self },
            Err(absent) => {
                notes.push(clean(&absent));
                Self { records: None, ..self }
            }
        }
    }

    /// Tells the tree what is known of files whose stamps are as they were.
    pub fn teach(&self, tree: &Tree) {
        let Some(records) = &self.records else { return };
        let mut known = records.files.iter().peekable();
        for (path, stamp) in tree.files() {
            while known.next_if(|file| file.path < path.as_str()).is_some() {}
            if let Some(file) = known.next_if(|file| file.path == path.as_str())
                && self.is_unchanged(file, stamp)
            {
                tree.learn(path, file.digest, file.size);
            }
        }
    }

    fn is_unchanged(&self, file: &FileRecord<'_>, stamp: Stamp) -> bool {
        let scanned = self.records.as_ref().map(|records| records.scanned);
        file.stamp == stamp && scanned.is_some_and(|at| stamp.is_settled(at))
    }

    /// What was made of a file with these bytes, if the settings were the same.
    pub fn parsed(&self, path: &SourcePath, digest: Digest) -> Option<&[u8]> {
        let records = self.records.as_ref().filter(|past| past.settings == self.settings)?;
        let file = records.file(path.as_str()).filter(|file| file.digest == digest)?;
        file.parsed?.of(&self.blobs)
    }

    /// What was recorded of a route.
    pub fn page(&self, url: &UrlPath) -> Option<&PageRecord<'k>> {
        self.records.as_ref()?.page(url.as_str())
    }
}

/// Reads a value that was recorded with its diagnostics.
pub(super) fn read<T: DeserializeOwned>(blob: &[u8]) -> Option<(Option<T>, Report)> {
    postcard::from_bytes(blob).ok()
}
