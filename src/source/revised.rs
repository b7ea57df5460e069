//! A tree of which some files may have changed, made from the one before.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, OnceLock};

use super::{FOLDERS, Tree, hidden, is_absent, slashes};
use crate::value::{FileTime, SourcePath};

/// What somebody saw change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// These, below the root as it was given.
    Paths(BTreeSet<PathBuf>),
    /// It is not known what.
    Anything,
}

impl Default for Touched {
    fn default() -> Self {
        Self::Paths(BTreeSet::new())
    }
}

impl Touched {
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Paths(paths) if paths.is_empty())
    }

    pub fn extend(&mut self, others: Self) {
        match (self, others) {
            (Self::Paths(paths), Self::Paths(others)) => paths.extend(others),
            (all, _) => *all = Self::Anything,
        }
    }
}

impl Tree {
    /// The tree with what is there now in the place of the touched files, and the names of those
    /// that are its own. Nothing if it has other files now: then it must be scanned anew. So must
    /// one with links, whose targets change under other names.
    pub fn revised(&self, touched: &BTreeSet<PathBuf>) -> Option<(Self, Vec<SourcePath>)> {
        if self.has_links {
            return None;
        }
        let mut own = Vec::new();
        for path in touched.iter().filter_map(|path| self.relative(path)) {
            let found = path.under(&self.root).symlink_metadata();
            let is_known = self.has(&path);
            match found {
                Ok(found) if found.is_file() && is_known => own.push(path),
                Err(error)
                    if is_absent(&error) && !is_known && self.below(path.as_str()).is_empty() =>
                {
                    // A file that was there for a moment, as editors make them.
                }
                _ => return None,
            }
        }
        let mut digests = self.digests.clone();
        let mut stamps = self.stamps.clone();
        for path in &own {
            let at = self.place(path)?;
            digests[at] = OnceLock::new();
            stamps[at] = super::stamp(&self.root, path);
        }
        let tree = Self {
            root: self.root.clone(),
            files: self.files.clone(),
            stamps,
            digests,
            opened: self.files.iter().map(|_| AtomicBool::new(false)).collect(),
            pictures: self.pictures.without(&own),
            faults: Mutex::new(self.faults_but(&own)),
            has_links: false,
        };
        Some((tree, own))
    }

    /// Takes over what an earlier tree knew of files that are as they were. What was young when
    /// that one was scanned, at `scanned`, may have changed unseen.
    pub fn learn_from(&self, other: &Self, touched: &Touched, scanned: FileTime) {
        for (place, (path, stamp)) in self.files().enumerate() {
            let is_touched = match touched {
                Touched::Paths(paths) => paths.contains(&path.under(&self.root)),
                Touched::Anything => !stamp.is_settled(scanned),
            };
            let Some(before) = other.place(path).filter(|_| !is_touched) else { continue };
            if other.stamps[before] == stamp
                && let Some(digest) = other.known_digest(before)
            {
                self.learn(place, digest, other.known_picture(before));
            }
        }
    }

    /// Whether a file is another one than in an older tree, by its stamp or by its bytes.
    pub fn has_changed(&self, path: &SourcePath, older: &Self) -> bool {
        let (Some(now), Some(then)) = (self.place(path), older.place(path)) else { return true };
        if self.stamps[now] != older.stamps[then] {
            return true;
        }
        let digest = self.digest_at(now).ok();
        digest.is_none() || digest != older.known_digest(then)
    }

    /// The files of which another tree may have seen other bytes, once everything that this one
    /// could learn from it was learned; nothing if the two have not the same files.
    pub fn differing(&self, other: &Self) -> Option<Vec<SourcePath>> {
        if self.files != other.files {
            return None;
        }
        let differs = |place: &usize| {
            self.stamps[*place] != other.stamps[*place]
                || self.known_digest(*place) != other.known_digest(*place)
        };
        Some((0..self.files.len()).filter(differs).map(|place| self.files[place].clone()).collect())
    }

    /// The path below the root, of what a scan would look at; nothing of what it would pass over.
    fn relative(&self, path: &Path) -> Option<SourcePath> {
        let path = slashes(path.strip_prefix(&self.root).ok()?.to_str()?);
        let (folder, below) = path.split_once('/').unwrap_or((&path, ""));
        if folder != "themes" && !FOLDERS.contains(&folder) {
            return None;
        }
        let is_hidden = |name: &str| hidden::is_hidden_name(name, folder);
        (!below.split('/').any(|name| !name.is_empty() && is_hidden(name)))
            .then(|| SourcePath::new(&path))
    }
}
