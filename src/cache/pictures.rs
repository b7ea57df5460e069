//! Pictures that an earlier build encoded, one file each: `.blattwerk/pictures/DIGEST`.
//!
//! Apart from the pages' cache, since it serves all outputs and options, and outlives both.
//! The name is the digest of all that the bytes follow from; a file begins with the digest of
//! its bytes, so that a damaged one is none. Nothing here can fail a build.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::value::Digest;

/// In the cache's folder.
pub(super) const FOLDER: &str = "pictures";

/// How long a picture is kept that the builds do not use: those of drafts, say, which only
/// some builds show.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

const DIGEST: usize = 16;

/// What an encoded picture may be read back from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recall {
    Kept,
    Nothing,
}

pub struct Pictures {
    folder: PathBuf,
    recall: Recall,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    encoded: usize,
    /// The first thing that went wrong.
    fault: Option<io::Error>,
}

impl Pictures {
    pub fn new(root: &Path, recall: Recall) -> Self {
        let folder = root.join(super::store::FOLDER).join(FOLDER);
        Self { folder, recall, state: Mutex::default() }
    }

    /// The bytes that were encoded from what has this digest, if they are whole.
    pub fn get(&self, key: Digest) -> Option<Vec<u8>> {
        if self.recall == Recall::Nothing {
            return None;
        }
        #[expect(clippy::disallowed_methods, reason = "the cache's store is a door")]
        let mut kept = fs::read(self.path(key)).ok()?;
        let digest = Digest::from_bytes(*kept.first_chunk::<DIGEST>()?);
        kept.drain(..DIGEST);
        (Digest::of(&kept) == digest).then_some(kept)
    }

    /// Keeps what was just encoded, from any thread.
    pub fn put(&self, key: Digest, bytes: &[u8]) {
        let kept = self.write(key, bytes);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.encoded += 1;
        if let Err(error) = kept {
            state.fault.get_or_insert(error);
        }
    }

    fn write(&self, key: Digest, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::Builder::new().prefix("new").tempfile_in(&self.folder)?;
        file.write_all(&Digest::of(bytes).to_bytes())?;
        file.write_all(bytes)?;
        file.persist(self.path(key)).map(drop).map_err(|error| error.error)
    }

    fn path(&self, key: Digest) -> PathBuf {
        self.folder.join(name(key))
    }

    /// How many pictures were encoded, since none was kept; and why they are not kept now.
    pub fn finish(self) -> (usize, Option<io::Error>) {
        let State { encoded, fault } =
            self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (encoded, fault)
    }

    /// Removes what is old and not in use. Only builds that encoded something look, since
    /// else nothing has been added.
    pub fn prune(&self, used: impl Iterator<Item = Digest>) {
        if self.state.lock().unwrap_or_else(PoisonError::into_inner).encoded == 0 {
            return;
        }
        let used: BTreeSet<String> = used.map(name).collect();
        let files = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        for file in files {
            let is_used = file.file_name().to_str().is_some_and(|name| used.contains(name));
            if !is_used && is_old(&file.path()) {
                // What cannot be removed now is removed another time.
                #[expect(clippy::disallowed_methods, reason = "the cache's store is a door")]
                let _ = fs::remove_file(file.path());
            }
        }
    }
}

fn name(key: Digest) -> String {
    key.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_old(file: &Path) -> bool {
    let modified = fs::metadata(file).and_then(|file| file.modified());
    #[expect(clippy::disallowed_methods, reason = "the cache's store is a door")]
    let now = std::time::SystemTime::now();
    modified.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > KEPT))
}
