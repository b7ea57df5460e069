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

use super::store::refuse_link;
use crate::value::Digest;

/// In the cache's folder.
const FOLDER: &str = "pictures";

/// How long a picture is kept that the builds do not use: those of drafts, say, which only
/// some builds show.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

const DIGEST: usize = 16;

/// What a file is called while it is written.
const UNFINISHED: &str = "picture-";

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
        self.refuse_links().ok()?;
        let path = self.path(key);
        // A pipe of this name would wait for a writer.
        fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
        #[expect(clippy::disallowed_methods, reason = "the cache's store is a door")]
        let mut kept = fs::read(path).ok()?;
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
        self.refuse_links()?;
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        file.write_all(&Digest::of(bytes).to_bytes())?;
        file.write_all(bytes)?;
        file.persist(self.path(key)).map(drop).map_err(|error| error.error)
    }

    fn refuse_links(&self) -> io::Result<()> {
        self.folder.parent().map_or(Ok(()), refuse_link)?;
        refuse_link(&self.folder)
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
        let encoded = self.state.lock().unwrap_or_else(PoisonError::into_inner).encoded;
        if encoded == 0 || self.refuse_links().is_err() {
            return;
        }
        let used: BTreeSet<String> = used.map(name).collect();
        let is_used = |file: &Path| {
            file.file_name().and_then(|name| name.to_str()).is_some_and(|name| used.contains(name))
        };
        for file in files(&self.folder).iter().filter(|file| !is_used(file) && is_old(file)) {
            // What cannot be removed now is removed another time.
            #[expect(clippy::disallowed_methods, reason = "the cache's store is a door")]
            let _ = fs::remove_file(file);
        }
    }
}

/// Removes the pictures of a project. What somebody else put there stays.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    let folder = folder.join(FOLDER);
    refuse_link(&folder)?;
    for file in files(&folder) {
        #[expect(clippy::disallowed_methods, reason = "the cache's store is a door")]
        fs::remove_file(file)?;
    }
    let _ = fs::remove_dir(folder);
    Ok(())
}

/// The files that bear names of ours, finished or not.
fn files(folder: &Path) -> Vec<PathBuf> {
    let is_ours = |name: &str| {
        let is_key = name.len() == 2 * DIGEST && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_key || name.starts_with(UNFINISHED)
    };
    let found = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let ours = found.filter(|file| {
        let is_file = file.file_type().is_ok_and(|kind| kind.is_file());
        is_file && file.file_name().to_str().is_some_and(is_ours)
    });
    ours.map(|file| file.path()).collect()
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
