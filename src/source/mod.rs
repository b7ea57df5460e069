//! What is on disk, nothing of it understood yet: the only reader of project files.
//!
//! Follows no link out of the project. Keeps no contents: a file is read when it is
//! asked for, and dropped by whoever asked.

mod hidden;
mod picture;
mod revised;

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnostic, Place, Report};
use crate::value::{Digest, SourcePath, Stamp};

pub use picture::{Form, Picture, Told, is_cut_off, is_planar, is_turned, jpeg_orientation};
pub use revised::Touched;

/// The folders that a build looks into, besides the theme's own.
pub const FOLDERS: [&str; 4] = ["content", "data", "static", "templates"];

/// All files of the project that a build may read, sorted by path.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    files: Vec<SourcePath>,
    /// Of each file.
    stamps: Vec<Stamp>,
    /// Of each file whose bytes somebody has seen.
    digests: Vec<OnceLock<Digest>>,
    /// Whether a file was read since it was found.
    opened: Vec<AtomicBool>,
    pictures: picture::Measured,
    /// Pictures that could not be measured, since they could not be read.
    faults: Mutex<BTreeMap<SourcePath, Diagnostic>>,
    /// Whether a link was followed on the way to them.
    has_links: bool,
}

impl Tree {
    /// Looks into the folders of the project in `root`, and into those of the themes.
    pub fn scan(root: &Path, themes: &[String]) -> (Self, Report) {
        let mut report = Report::default();
        let mut files = Vec::new();
        let mut has_links = false;
        let theme_folders = themes.iter().map(|theme| format!("themes/{theme}"));
        for folder in FOLDERS.map(str::to_owned).into_iter().chain(theme_folders) {
            has_links |= walk(root, &folder, &mut files, &mut report);
        }
        files.par_sort_unstable();
        let tree = Self {
            root: root.to_owned(),
            stamps: files.par_iter().map(|file| stamp(root, file)).collect(),
            digests: files.iter().map(|_| OnceLock::new()).collect(),
            opened: files.iter().map(|_| AtomicBool::new(false)).collect(),
            files,
            pictures: picture::Measured::default(),
            faults: Mutex::default(),
            has_links,
        };
        (tree, report)
    }

    /// The files as somebody remembers them, sorted by path, whatever is there now.
    pub fn recorded(root: &Path, files: Vec<(SourcePath, Stamp, Digest, Option<Told>)>) -> Self {
        let pictures = picture::Measured::default();
        for (path, _, _, picture) in &files {
            picture.iter().for_each(|picture| pictures.learn(path, *picture));
        }
        Self {
            root: root.to_owned(),
            stamps: files.iter().map(|(_, stamp, ..)| *stamp).collect(),
            digests: files.iter().map(|(_, _, digest, _)| OnceLock::from(*digest)).collect(),
            opened: files.iter().map(|_| AtomicBool::new(false)).collect(),
            files: files.into_iter().map(|(path, ..)| path).collect(),
            pictures,
            faults: Mutex::default(),
            has_links: false,
        }
    }

    /// All files, sorted by path, with their stamps.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&SourcePath, Stamp)> {
        self.files.iter().zip(self.stamps.iter().copied())
    }

    /// The places of the files below a folder, which is given without a `/` at its end.
    pub fn range(&self, folder: &str) -> Range<usize> {
        let prefix = format!("{folder}/");
        let start = self.files.partition_point(|file| file.as_str() < prefix.as_str());
        let length = self.files[start..].partition_point(|file| file.as_str().starts_with(&prefix));
        start..start + length
    }

    pub fn at(&self, place: usize) -> &SourcePath {
        &self.files[place]
    }

    pub fn place(&self, path: &SourcePath) -> Option<usize> {
        self.files.binary_search(path).ok()
    }

    /// The digest of a file, if its bytes were seen already.
    pub fn known_digest(&self, place: usize) -> Option<Digest> {
        self.digests[place].get().copied()
    }

    /// What is known of a picture, if somebody asked for it already.
    pub fn known_picture(&self, place: usize) -> Option<Told> {
        self.pictures.known(&self.files[place])
    }

    /// Takes over what is known of a file, so that it need not be read.
    pub fn learn(&self, place: usize, digest: Digest, picture: Option<Told>) {
        // What was read already counts.
        let _ = self.digests[place].set(digest);
        if let Some(picture) = picture {
            self.pictures.learn(&self.files[place], picture);
        }
    }

    /// The digest of a file's bytes; it is read once at most.
    pub fn digest(&self, path: &SourcePath) -> Result<Digest, Diagnostic> {
        match self.place(path) {
            Some(place) => self.digest_at(place),
            None => self.read_digest(path),
        }
    }

    pub fn digest_at(&self, place: usize) -> Result<Digest, Diagnostic> {
        if let Some(digest) = self.digests[place].get() {
            return Ok(*digest);
        }
        let digest = self.read_digest(&self.files[place])?;
        Ok(*self.digests[place].get_or_init(|| digest))
    }

    fn read_digest(&self, path: &SourcePath) -> Result<Digest, Diagnostic> {
        self.note_opened(path);
        std::fs::File::open(path.under(&self.root))
            .and_then(Digest::of_reader)
            .map_err(|error| unreadable(path, &error))
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The files below a folder, which is given without a `/` at its end.
    pub fn below(&self, folder: &str) -> &[SourcePath] {
        &self.files[self.range(folder)]
    }

    pub fn has(&self, path: &SourcePath) -> bool {
        self.place(path).is_some()
    }

    pub fn has_path(&self, path: &str) -> bool {
        self.files.binary_search_by(|file| file.as_str().cmp(path)).is_ok()
    }

    pub fn read(&self, path: &SourcePath) -> Result<Vec<u8>, Diagnostic> {
        self.note_opened(path);
        read(&self.root, path)
    }

    pub fn read_text(&self, path: &SourcePath) -> Result<String, Diagnostic> {
        text(path, self.read(path)?)
    }

    /// What a picture's first bytes tell of it. One that cannot be read tells nothing, and is
    /// among the [`faults`](Self::faults).
    pub fn picture(&self, path: &SourcePath) -> Told {
        self.note_opened(path);
        self.pictures.get(&self.root, path).unwrap_or_else(|error| {
            let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            faults.insert(path.clone(), unreadable(path, &error));
            None
        })
    }

    /// What could not be read although whoever asked for it could go on.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    fn faults_but(&self, files: &[SourcePath]) -> BTreeMap<SourcePath, Diagnostic> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner).clone();
        faults.retain(|file, _| !files.contains(file));
        faults
    }

    /// How many bytes a file holds.
    pub fn length(&self, path: &SourcePath) -> u64 {
        self.place(path).map_or(0, |place| self.stamps[place].size())
    }

    /// Where a file stands on this machine, for copying it.
    pub fn locate(&self, path: &SourcePath) -> PathBuf {
        self.note_opened(path);
        path.under(&self.root)
    }

    /// Whether a file is the one that was found.
    pub fn stands(&self, path: &SourcePath) -> bool {
        self.place(path).is_some_and(|at| stamp(&self.root, path) == self.stamps[at])
    }

    /// Where a file stands, unless it leads out of the project by now.
    pub fn locate_inside(&self, path: &SourcePath) -> Result<PathBuf, Diagnostic> {
        let file = path.under(&self.root);
        leads_inside(&self.root, &file).then_some(file).ok_or_else(|| leads_out(path))
    }

    fn note_opened(&self, path: &SourcePath) {
        if let Some(at) = self.place(path) {
            self.opened[at].store(true, Ordering::Relaxed);
        }
    }

    /// A file that was read and is another one now: what was made of it may be made of two
    /// versions.
    pub fn changed_meanwhile(&self) -> Option<&SourcePath> {
        let changed = |at: &usize| {
            self.opened[*at].load(Ordering::Relaxed)
                && stamp(&self.root, &self.files[*at]) != self.stamps[*at]
        };
        let at = (0..self.files.len()).into_par_iter().find_first(changed)?;
        Some(&self.files[at])
    }
}

/// Of a file that is gone meanwhile none, as reading it will tell.
fn stamp(root: &Path, file: &SourcePath) -> Stamp {
    std::fs::metadata(file.under(root)).map_or_else(|_| Stamp::default(), |file| Stamp::of(&file))
}

/// Reads a file that stands in the root, such as `site.toml`, if it is there.
pub fn read_root_file(root: &Path, name: &str) -> Option<Result<String, Diagnostic>> {
    let path = SourcePath::new(name);
    let file = root.join(name);
    let below_root = file.ancestors().take_while(|part| *part != root && part.starts_with(root));
    if below_root.into_iter().any(Path::is_symlink) && !leads_inside(root, &file) {
        return Some(Err(leads_out(&path)));
    }
    match file.metadata() {
        Ok(found) if found.is_file() => {
            Some(read(root, &path).and_then(|bytes| text(&path, bytes)))
        }
        Ok(_) => Some(Err(Diagnostic::error("unreadable", format!("`{path}` is not a file"))
            .in_file(&path)
            .hint("move it away"))),
        Err(error) if is_absent(&error) => None,
        Err(error) => Some(Err(unreadable(&path, &error))),
    }
}

/// Whether a file is not there. Any other error says nothing about that.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn read(root: &Path, path: &SourcePath) -> Result<Vec<u8>, Diagnostic> {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    std::fs::read(path.under(root)).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &SourcePath, error: &io::Error) -> Diagnostic {
    Diagnostic::error("unreadable", format!("`{path}` cannot be read: {}", reason(error)))
        .in_file(path)
}

/// A cause in words, without the number that the system adds.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is gone".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

fn text(path: &SourcePath, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let shown = String::from_utf8_lossy(&bytes);
        // Up to the first bad byte both texts are the same.
        let end = shown[valid..].chars().next().map_or(valid, |c| valid + c.len_utf8());
        Diagnostic::error("encoding", "this file is not UTF-8")
            .at(Place::new(path, &shown, valid..end))
            .label("this byte does not belong into UTF-8")
            .hint(format!("save it as UTF-8, or: iconv -f windows-1252 -t utf-8 {path}"))
    })
}

/// Finds the files below a folder; says whether a link was followed.
fn walk(root: &Path, folder: &str, files: &mut Vec<SourcePath>, report: &mut Report) -> bool {
    let top = root.join(folder);
    let mut has_links = match top.symlink_metadata() {
        Ok(found) => found.is_symlink(),
        Err(error) if is_absent(&error) => return false,
        Err(error) => {
            report.push(unreadable(&SourcePath::new(folder), &error));
            return false;
        }
    };
    // The folder of the themes, say, may be a link itself.
    if !leads_inside(root, &top) {
        report.push(leads_out(&SourcePath::new(folder)));
        return true;
    }
    let mut entries = WalkDir::new(&top).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                report.push(walk_error(root, &error));
                continue;
            }
        };
        has_links |= entry.path_is_symlink();
        if hidden::is_hidden(&entry, folder) {
            skip(&entry, &mut entries);
        } else if entry.path_is_symlink() && !leads_inside(root, entry.path()) {
            report.push(leads_out(&SourcePath::new(&relative(root, entry.path()))));
            skip(&entry, &mut entries);
        } else if entry.file_type().is_file() {
            match entry.path().strip_prefix(root).ok().and_then(Path::to_str) {
                Some(path) => files.push(SourcePath::new(&slashes(path))),
                None => report.push(strange_name(root, &entry)),
            }
        } else if !entry.file_type().is_dir() {
            let path = relative(root, entry.path());
            let message = format!("`{path}` is neither a file nor a folder");
            report.push(Diagnostic::warning("strange-file", message).in_file(path));
        }
    }
    has_links
}

fn skip(entry: &DirEntry, entries: &mut walkdir::IntoIter) {
    if entry.file_type().is_dir() {
        entries.skip_current_dir();
    }
}

fn leads_out(path: &SourcePath) -> Diagnostic {
    Diagnostic::error("link", format!("`{path}` leads out of the project"))
        .in_file(path)
        .hint("copy what it points to into the project")
}

fn leads_inside(root: &Path, path: &Path) -> bool {
    match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(target)) => target.starts_with(root),
        _ => false,
    }
}

fn strange_name(root: &Path, entry: &DirEntry) -> Diagnostic {
    Diagnostic::error("file-name", "a file's name is not UTF-8")
        .in_file(relative(root, entry.path()))
        .hint("rename it")
}

fn walk_error(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = relative(root, error.path().unwrap_or(root));
    if error.loop_ancestor().is_some() {
        return Diagnostic::error(
            "link",
            format!("`{path}` leads back to a folder that it stands in"),
        )
        .in_file(path)
        .hint("remove the link");
    }
    let cause = error.io_error().map_or_else(|| error.to_string(), reason);
    Diagnostic::error("unreadable", format!("`{path}` cannot be read: {cause}")).in_file(path)
}

fn relative(root: &Path, path: &Path) -> String {
    slashes(&path.strip_prefix(root).unwrap_or(path).to_string_lossy())
}

fn slashes(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}
