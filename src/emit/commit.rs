use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::files::{create_all, create_dir, failed, look, remove, remove_file, rename, write};
use super::manifest::{self, Manifest};
use super::output::{State, stamp};
use super::{CODE, Entry, Stage, Staged};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::Diagnostic;
use crate::value::{Digest, OutputPath, Stamp, UrlPath};

/// What a commit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    pub written: usize,
    pub removed: usize,
    pub unchanged: usize,
}

/// What a commit left behind.
#[derive(Clone, Debug)]
pub struct Written {
    pub committed: Committed,
    /// Of the manifest's text.
    pub manifest: Digest,
    /// Of the files that were staged, sorted by path.
    stamps: Vec<(OutputPath, Stamp)>,
}

impl Written {
    /// The stamp of a file as it stands in the output now.
    pub fn stamp(&self, url: &UrlPath, staged: Staged) -> Option<Stamp> {
        staged.stamp.or_else(|| {
            let path = url.output();
            let at = self.stamps.binary_search_by(|(known, _)| known.cmp(&path)).ok()?;
            Some(self.stamps[at].1)
        })
    }
}

impl Stage {
    /// Puts the staged files into their places, and removes what no route leads to.
    pub fn commit(self, entries: &[Entry]) -> Result<Written, Diagnostic> {
        let listed = |entry: &Entry| (entry.path.clone(), entry.staged.digest);
        let new = Manifest::sorted(entries.par_iter().map(listed).collect());
        let old = self.output.manifest();
        let stale: Vec<&OutputPath> =
            old.iter().map(|(path, _)| path).filter(|path| !new.contains(path)).collect();
        let mut staged: Vec<&Entry> =
            entries.iter().filter(|entry| entry.staged.is_new()).collect();
        let unchanged = entries.len() - staged.len();
        staged.sort_by(|a, b| (a.rank, &a.path).cmp(&(b.rank, &b.path)));
        let staged: Vec<&OutputPath> = staged.into_iter().map(|entry| &entry.path).collect();
        let committed = Committed { written: staged.len(), removed: stale.len(), unchanged };
        let manifest = new.print();
        match self.output.state {
            State::Absent => self.become_output(&manifest)?,
            State::Ours => self.replace(&new, &manifest, &staged, &stale)?,
        }
        let stamps = staged.par_iter().map(|path| {
            let stamp = stamp(&path.under(&self.output.folder));
            ((*path).clone(), stamp.unwrap_or_default())
        });
        let mut stamps: Vec<(OutputPath, Stamp)> = stamps.collect();
        stamps.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Written { committed, manifest: Digest::of(manifest.as_bytes()), stamps })
    }

    /// The whole site appears by one rename.
    fn become_output(&self, manifest: &str) -> Result<(), Diagnostic> {
        let (files, folder) = (self.files(), &self.output.folder);
        write(&files.join(manifest::FILE), manifest)?;
        if let Some(parent) = folder.parent() {
            create_all(parent).map_err(|error| failed("create", parent, &error))?;
        }
        // An empty folder may stand there; one that was filled meanwhile stays.
        match fs::remove_dir(folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(failed("replace", folder, &error));
            }
            _ => {}
        }
        rename(&files, folder)
    }

    fn replace(
        &self,
        new: &Manifest,
        printed: &str,
        staged: &[&OutputPath],
        stale: &[&OutputPath],
    ) -> Result<(), Diagnostic> {
        let old = self.output.manifest();
        if staged.is_empty() && stale.is_empty() && new == old {
            return Ok(());
        }
        self.look_for_obstacles(staged)?;
        // Should this be cut off, the next build knows every file that may have come of it.
        match stale.is_empty() {
            true => self.write_manifest(printed)?,
            false => self.write_manifest(&new.union(old).print())?,
        }
        let mut folders = Folders { output: &self.output.folder, ready: BTreeSet::new() };
        for path in staged {
            folders.prepare(path, old)?;
            rename(&path.under(&self.files()), &path.under(&self.output.folder))?;
        }
        // On file systems that ignore case, a stale file may be a new one by another name.
        let names: BTreeSet<_> = if stale.is_empty() {
            BTreeSet::new()
        } else {
            new.iter().map(|(path, _)| path.folded()).collect()
        };
        for path in stale.iter().filter(|path| !names.contains(&path.folded())) {
            remove(&self.output.folder, path)?;
        }
        if stale.is_empty() { Ok(()) } else { self.write_manifest(printed) }
    }

    /// Finds what others put where files are to stand, before anything is changed.
    fn look_for_obstacles(&self, staged: &[&OutputPath]) -> Result<(), Diagnostic> {
        let (folder, old) = (&self.output.folder, self.output.manifest());
        let mut free = BTreeSet::new();
        for target in staged.iter().map(|path| path.under(folder)) {
            if is_folder(&target)? {
                others_in(&target, folder, old)?;
            }
            let parents = target.ancestors().skip(1).take_while(|parent| *parent != folder);
            for parent in parents {
                if !free.insert(parent.to_owned()) {
                    break;
                }
                match look(parent)? {
                    Some(found) if found.is_symlink() => {
                        return Err(in_the_way(parent, "it is a link"));
                    }
                    Some(found) if found.is_file() && !wrote(parent, folder, old) => {
                        return Err(in_the_way(parent, "Blattwerk did not write it"));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn write_manifest(&self, manifest: &str) -> Result<(), Diagnostic> {
        let staged = self.folder.join("manifest");
        write(&staged, manifest)?;
        rename(&staged, &self.output.folder.join(manifest::FILE))
    }
}

/// Folders of the output that are there and no links.
struct Folders<'a> {
    output: &'a Path,
    ready: BTreeSet<PathBuf>,
}

impl Folders<'_> {
    fn prepare(&mut self, path: &OutputPath, old: &Manifest) -> Result<(), Diagnostic> {
        let target = path.under(self.output);
        if is_folder(&target)? {
            clear_folder(&target, self.output, old)?;
        }
        let Some(parent) = target.parent().filter(|parent| !self.ready.contains(*parent)) else {
            return Ok(());
        };
        let mut folder = self.output.to_owned();
        for part in parent.strip_prefix(self.output).unwrap_or(parent) {
            folder.push(part);
            match look(&folder)? {
                Some(found) if found.is_dir() => {}
                Some(found) if found.is_symlink() => {
                    return Err(in_the_way(&folder, "it is a link"));
                }
                // An article `/a.html` may have become `/a.html/`.
                Some(_) if wrote(&folder, self.output, old) => {
                    remove_file(&folder)?;
                    create_dir(&folder)?;
                }
                Some(_) => return Err(in_the_way(&folder, "it is a file")),
                None => create_dir(&folder)?,
            }
        }
        self.ready.insert(parent.to_owned());
        Ok(())
    }
}

/// Where a file is to stand, a folder stands: it goes if all in it was written by us.
fn clear_folder(folder: &Path, output: &Path, old: &Manifest) -> Result<(), Diagnostic> {
    let prefix = relative_text(output, folder) + "/";
    for (path, _) in old.iter().filter(|(path, _)| path.as_str().starts_with(&prefix)) {
        remove(output, path)?;
    }
    match fs::remove_dir(folder) {
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => {
            Err(in_the_way(folder, "it is a folder with other files"))
        }
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed("remove", folder, &error)),
        _ => Ok(()),
    }
}

/// Refuses a folder in which something stands that no build wrote.
fn others_in(folder: &Path, output: &Path, old: &Manifest) -> Result<(), Diagnostic> {
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|error| failed("read", folder, &error.into()))?;
        let ours = match entry.file_type().is_dir() {
            true => {
                let prefix = relative_text(output, entry.path()) + "/";
                old.iter().any(|(path, _)| path.as_str().starts_with(&prefix))
            }
            false => wrote(entry.path(), output, old),
        };
        if !ours {
            return Err(in_the_way(entry.path(), "Blattwerk did not write it"));
        }
    }
    Ok(())
}

/// Whether an earlier build wrote a file.
fn wrote(path: &Path, output: &Path, old: &Manifest) -> bool {
    OutputPath::new(&relative_text(output, path)).is_ok_and(|path| old.contains(&path))
}

fn is_folder(path: &Path) -> Result<bool, Diagnostic> {
    Ok(look(path)?.is_some_and(|found| found.is_dir()))
}

fn relative_text(output: &Path, path: &Path) -> String {
    path.strip_prefix(output).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

pub(super) fn in_the_way(path: &Path, reason: &str) -> Diagnostic {
    let message = format!("`{}` is in the way: {reason}", path.display());
    Diagnostic::error(CODE, message).hint("move it away")
}
