use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::files::{failed, look, remove, remove_file};
use super::manifest::{self, Manifest};
use super::{CODE, Left};
use crate::diagnostic::Diagnostic;
use crate::value::{Digest, OutputPath, Stamp};

/// Folders of a project that can never be its output.
const OF_THE_PROJECT: [&str; 8] =
    ["content", "data", "static", "templates", "themes", "src", ".git", ".blattwerk"];

/// A folder that a build may write to, and what an earlier one wrote there.
#[derive(Debug)]
pub struct Output {
    pub(super) folder: PathBuf,
    /// The text of the manifest; empty if there is none.
    text: String,
    /// The same understood, once somebody asks.
    manifest: OnceLock<Manifest>,
    pub(super) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Not there, or empty: the staged folder becomes the output.
    Absent,
    /// An earlier build's.
    Ours,
}

impl Output {
    /// Refuses the project itself, what lies above it, and what holds others' files
    /// (RULES.md, SEC-6).
    pub fn open(root: &Path, folder: &Path) -> Result<Self, Diagnostic> {
        let folder = root.join(folder);
        let real = real_path(&folder);
        let root = real_path(root);
        if root.starts_with(&real) {
            return Err(refused(&folder, "it is the project itself, or lies above it"));
        }
        if let Some(part) = OF_THE_PROJECT.iter().find(|part| real.starts_with(root.join(part))) {
            return Err(refused(&folder, &format!("the project keeps its {part} there")));
        }
        if folder.is_file() {
            return Err(refused(&folder, "it is a file"));
        }
        let text = read_manifest(&folder.join(manifest::FILE))?;
        let state = match Manifest::is_one(&text) {
            true => State::Ours,
            false if is_empty(&folder) => State::Absent,
            false => return Err(foreign(&folder)),
        };
        Ok(Self { folder: real, text, manifest: OnceLock::new(), state })
    }

    /// What an earlier build wrote here.
    pub fn manifest(&self) -> &Manifest {
        self.manifest.get_or_init(|| Manifest::parse(&self.text).unwrap_or_default())
    }

    pub fn manifest_digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// The stamp of a file of the output, if it is as an earlier build left it: by its stamp,
    /// else by its bytes.
    pub fn stands(&self, path: &OutputPath, left: Left) -> Option<Stamp> {
        if self.state == State::Absent {
            return None;
        }
        let target = path.under(&self.folder);
        let stamp = stamp(&target)?;
        if stamp == left.stamp && stamp.is_settled(left.at) {
            return Some(stamp);
        }
        let digest = File::open(&target).and_then(Digest::of_reader).ok()?;
        (digest == left.digest).then_some(stamp)
    }

    /// The bytes of a file that stands as an earlier build left it.
    pub fn read(&self, path: &OutputPath, left: Left) -> Option<Vec<u8>> {
        let target = path.under(&self.folder);
        // Never through a link.
        stamp(&target)?;
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        let bytes = fs::read(target).ok()?;
        (Digest::of(&bytes) == left.digest).then_some(bytes)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Where a folder for other files than the output is, which neither a build may write to nor
/// publish from.
pub fn beside(root: &Path, output: &Path, folder: &Path) -> Result<PathBuf, Diagnostic> {
    let (root, real) = (real_path(root), real_path(&root.join(folder)));
    let of_the_project = OF_THE_PROJECT.iter().find(|part| real.starts_with(root.join(part)));
    let why = match of_the_project {
        _ if real.starts_with(real_path(&root.join(output))) => "it lies in the output".to_owned(),
        Some(part) => format!("the project keeps its {part} there"),
        None if real.is_file() => "it is a file".to_owned(),
        None => return Ok(real),
    };
    let message = format!("`{}` cannot take these files: {why}", folder.display());
    Err(Diagnostic::error(CODE, message).hint("name another folder"))
}

/// Whether a folder lies in another, links followed.
pub fn lies_in(root: &Path, folder: &Path) -> bool {
    real_path(folder).starts_with(real_path(root))
}

/// Empty if there is none. A link or a pipe of this name is none of ours.
fn read_manifest(path: &Path) -> Result<String, Diagnostic> {
    if look(path)?.is_none_or(|found| !found.is_file()) {
        return Ok(String::new());
    }
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fs::read_to_string(path).map_err(|error| failed("read", path, &error))
}

/// Of a file that is no link.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::symlink_metadata(path).ok()?;
    found.is_file().then(|| Stamp::of(&found))
}

/// The bytes of a file that the last build wrote into a folder, or somebody put there; never
/// through a link.
pub fn written(folder: &Path, path: &OutputPath) -> Option<Vec<u8>> {
    let (folder, target) = (fs::canonicalize(folder).ok()?, path.under(folder));
    let is_there = stamp(&target).is_some() && fs::canonicalize(&target).ok()?.starts_with(folder);
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    is_there.then(|| fs::read(target).ok()).flatten()
}

/// Removes what builds wrote, and nothing else; says how many files that were.
pub fn clean(root: &Path, folder: &Path) -> Result<usize, Diagnostic> {
    let output = Output::open(root, folder)?;
    if output.state == State::Absent {
        return Ok(0);
    }
    let mut removed = 0;
    for (path, _) in output.manifest().iter() {
        removed += usize::from(remove(&output.folder, path)?);
    }
    let manifest = output.folder.join(manifest::FILE);
    remove_file(&manifest)?;
    // Stays if someone put a file there.
    let _ = fs::remove_dir(&output.folder);
    Ok(removed)
}

fn refused(folder: &Path, reason: &str) -> Diagnostic {
    Diagnostic::error(CODE, format!("`{}` cannot be the output: {reason}", folder.display())).hint(
        "name a folder of its own, such as `output_dir = \"public\"` in site.toml or `-o public`",
    )
}

fn foreign(folder: &Path) -> Diagnostic {
    let message = format!("`{}` holds files that Blattwerk did not write", folder.display());
    Diagnostic::error(CODE, message)
        .hint("empty it, or name another folder: `output_dir` in site.toml or `-o FOLDER`")
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

/// With all links followed, also where the last parts are not there yet.
fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => {
            real_path(parent).join(name)
        }
        // `new/..`: a folder that is not there yet is no link.
        (Some(parent), None) if path.ends_with("..") => {
            let mut real = real_path(parent);
            real.pop();
            real
        }
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}
