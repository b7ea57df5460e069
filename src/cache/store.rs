//! The cache's file, one for each output and set of options: `.blattwerk/NAME.cache`.
//!
//! ```text
//! mark, digest of the program | blobs | records | trailer
//! ```
//! The trailer holds the lengths and digests of both parts. The records are read by
//! themselves, since they are enough to see that nothing has changed.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{Bytes, Records, Span};
use crate::value::{Digest, Digester, FileTime};

/// The folder in the project's root.
pub const FOLDER: &str = ".blattwerk";

const MARK: &[u8; 16] = b"blattwerk cache\n";

/// Mark and program.
const HEAD: u64 = 32;

/// What the file ends in, at a fixed length.
const TRAILER: usize = 72;

/// Why there is no cache.
#[derive(Debug)]
pub enum Absent {
    Never,
    OtherProgram,
    Damaged,
    Unreadable(io::Error),
    NotAsked,
}

impl std::fmt::Display for Absent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Never => f.write_str("there is none for this output and these options"),
            Self::OtherProgram => f.write_str("another program wrote it"),
            Self::Damaged => f.write_str("it is damaged"),
            Self::Unreadable(error) => write!(f, "it cannot be read: {error}"),
            Self::NotAsked => f.write_str("it was not asked for"),
        }
    }
}

/// Where the cache of one output and one set of options is kept.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    name: String,
}

/// A cache as it was found: its records, and a way to the blobs.
#[derive(Debug)]
pub struct Kept {
    file: File,
    records: Vec<u8>,
    blobs: Part,
    /// When somebody last looked at every file whose stamp could not be trusted.
    seen: Option<FileTime>,
    id: Digest,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    length: u64,
    digest: Digest,
}

/// That all files were looked at, though some stamps could not be trusted at the time of
/// the cache of this digest.
#[derive(Serialize, Deserialize)]
struct Seen {
    records: Digest,
    at: FileTime,
}

/// The clock, for comparing it with stamps.
pub fn now() -> FileTime {
    #[expect(clippy::disallowed_methods, reason = "the cache's store is a door")]
    let now = SystemTime::now();
    FileTime::since_epoch(now.duration_since(UNIX_EPOCH).unwrap_or_default())
}

impl Store {
    pub fn new(root: &Path, key: Digest) -> Self {
        Self { folder: root.join(FOLDER), name: key.short() }
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }

    /// Reads the records, if they are this program's and whole.
    pub fn open(&self) -> Result<Kept, Absent> {
        let mut file = match open(&self.folder, &self.path("cache")) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(Absent::Never),
            Err(error) => return Err(Absent::Unreadable(error)),
        };
        let length = file.metadata().map_err(Absent::Unreadable)?.len();
        let end = length.checked_sub(TRAILER as u64).ok_or(Absent::Damaged)?;
        let head = read_part(&mut file, 0, HEAD.min(end))?;
        if !head.starts_with(MARK) {
            return Err(Absent::Damaged);
        }
        if head[MARK.len()..] != program().map_err(Absent::Unreadable)? {
            return Err(Absent::OtherProgram);
        }
        let trailer = read_part(&mut file, end, TRAILER as u64)?;
        let (blobs, records) = read_trailer(&trailer).ok_or(Absent::Damaged)?;
        if HEAD.checked_add(blobs.length).and_then(|at| at.checked_add(records.length)) != Some(end)
        {
            return Err(Absent::Damaged);
        }
        let bytes = read_part(&mut file, end - records.length, records.length)?;
        if Digest::of(&bytes) != records.digest {
            return Err(Absent::Damaged);
        }
        let seen = self.seen().filter(|seen| seen.records == records.digest);
        Ok(Kept { file, records: bytes, blobs, seen: seen.map(|seen| seen.at), id: records.digest })
    }

    fn seen(&self) -> Option<Seen> {
        let mut bytes = Vec::new();
        open(&self.folder, &self.path("seen")).ok()?.read_to_end(&mut bytes).ok()?;
        postcard::from_bytes(&bytes).ok()
    }

    /// Notes that every file with a stamp that could not be trusted was looked at, from `at`
    /// on. What cannot be noted is looked at again next time.
    pub fn mark_seen(&self, kept: &Kept, at: FileTime) {
        let seen = Seen { records: kept.id, at };
        let bytes = postcard::to_stdvec(&seen).unwrap_or_default();
        let new = self.path("seen.new");
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        let _ = create(&self.folder, &new)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| fs::rename(new, self.path("seen")));
    }

    /// Begins a new cache beside the old one.
    pub fn begin(&self) -> io::Result<Writer> {
        fs::create_dir_all(&self.folder)?;
        let path = self.path("cache.new");
        let mut file = BufWriter::with_capacity(256 << 10, create(&self.folder, &path)?);
        file.write_all(MARK)?;
        file.write_all(&program()?)?;
        let blobs = Blobs { file, length: 0, digest: Digester::default(), fault: None };
        let path = Some(path);
        let (blobs, notes) = (Mutex::new(blobs), Mutex::default());
        Ok(Writer { target: self.path("cache"), path, blobs, notes })
    }
}

/// A project from elsewhere may bring a link in the place of the cache's folder: what it leads
/// to is not ours.
pub(super) fn refuse_link(folder: &Path) -> io::Result<()> {
    match folder.is_symlink() {
        true => Err(io::Error::other(format!("`{}` is a link", folder.display()))),
        false => Ok(()),
    }
}

/// Opens a file of ours; neither a link, nor a pipe, which would wait for a writer.
fn open(folder: &Path, path: &Path) -> io::Result<File> {
    refuse_link(folder)?;
    match fs::symlink_metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other("it is no file")),
    }
}

/// Begins a file. Whatever stands there goes: a link would be written through.
fn create(folder: &Path, path: &Path) -> io::Result<File> {
    refuse_link(folder)?;
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => File::create_new(path),
    }
}

/// Removes every cache of a project.
pub fn clear(root: &Path) -> io::Result<()> {
    let folder = root.join(FOLDER);
    refuse_link(&folder)?;
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("cache" | "seen" | "new" | "lock")) {
            #[expect(clippy::disallowed_methods, reason = "this is the door")]
            fs::remove_file(path)?;
        }
    }
    super::pictures::clear(&folder)?;
    // Stays if someone put a file there.
    let _ = fs::remove_dir(folder);
    Ok(())
}

impl Kept {
    /// What was kept.
    pub fn records(&self) -> Result<Records<'_>, Absent> {
        let mut records: Records<'_> =
            postcard::from_bytes(&self.records).map_err(|_| Absent::Damaged)?;
        if let Some(seen) = self.seen {
            records.scanned = records.scanned.max(seen);
            records.committed = records.committed.max(seen);
        }
        Ok(records)
    }

    /// All blobs in one piece.
    pub fn blobs(&self) -> Result<Vec<u8>, Absent> {
        let mut file = self.file.try_clone().map_err(Absent::Unreadable)?;
        let blobs = read_part(&mut file, HEAD, self.blobs.length)?;
        if Digest::of(&blobs) != self.blobs.digest {
            return Err(Absent::Damaged);
        }
        Ok(blobs)
    }
}

/// A new cache, not yet in the place of the old one. Removed if it is not finished.
pub struct Writer {
    target: PathBuf,
    /// Nothing once it is finished.
    path: Option<PathBuf>,
    blobs: Mutex<Blobs>,
    notes: Mutex<Vec<u8>>,
}

struct Blobs {
    file: BufWriter<File>,
    length: u64,
    digest: Digester,
    /// The first thing that went wrong; told at the end.
    fault: Option<io::Error>,
}

impl Writer {
    /// Puts some bytes aside, from any thread. What goes wrong is told by
    /// [`finish`](Self::finish).
    pub fn put(&self, bytes: &[u8]) -> Option<Span> {
        let length = u32::try_from(bytes.len()).ok()?;
        let mut blobs = self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = blobs.file.write_all(bytes) {
            blobs.fault.get_or_insert(error);
            return None;
        }
        let span = Span { at: blobs.length, length };
        blobs.digest.update(bytes);
        blobs.length += u64::from(span.length);
        Some(span)
    }

    /// Notes some bytes, from any thread, to be read with the records.
    pub fn note(&self, bytes: &[u8]) -> Option<Span> {
        let length = u32::try_from(bytes.len()).ok()?;
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let span = Span { at: notes.len() as u64, length };
        notes.extend_from_slice(bytes);
        Some(span)
    }

    /// Writes the records, and puts the new cache in the place of the old one.
    pub fn finish(mut self, records: Records<'_>) -> io::Result<()> {
        let notes = std::mem::take(self.notes.get_mut().unwrap_or_else(PoisonError::into_inner));
        let records = &Records { notes: Bytes(&notes), ..records };
        let blobs = self.blobs.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = blobs.fault.take() {
            return Err(fault);
        }
        let kept = Part { length: blobs.length, digest: blobs.digest.finish() };
        let mut counted = Counted { file: &mut blobs.file, length: 0, digest: Digester::default() };
        postcard::to_io(records, &mut counted).map_err(io::Error::other)?;
        let part = Part { length: counted.length, digest: counted.digest.finish() };
        blobs.file.write_all(&write_trailer(kept, part))?;
        blobs.file.flush()?;
        let Some(path) = self.path.take() else { return Ok(()) };
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        fs::rename(path, &self.target)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            // What stays is overwritten by the next build; a folder made for nothing goes.
            #[expect(clippy::disallowed_methods, reason = "this is the door")]
            let _ = fs::remove_file(&path);
            let _ = path.parent().map(fs::remove_dir);
        }
    }
}

/// Knows what it has written.
struct Counted<'f> {
    file: &'f mut BufWriter<File>,
    length: u64,
    digest: Digester,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.digest.update(bytes);
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The digest of the running program: whatever it computes may be another thing in another.
fn program() -> io::Result<[u8; 16]> {
    static PROGRAM: OnceLock<[u8; 16]> = OnceLock::new();
    if let Some(program) = PROGRAM.get() {
        return Ok(*program);
    }
    let digest = Digest::of_reader(File::open(std::env::current_exe()?)?)?;
    Ok(*PROGRAM.get_or_init(|| digest.to_bytes()))
}

fn read_part(file: &mut File, at: u64, length: u64) -> Result<Vec<u8>, Absent> {
    let length = usize::try_from(length).map_err(|_| Absent::Damaged)?;
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(at))
        .and_then(|_| file.read_exact(&mut bytes))
        .map_err(Absent::Unreadable)?;
    Ok(bytes)
}

/// Lengths and digests of both parts, and the digest of all that.
fn write_trailer(blobs: Part, records: Part) -> [u8; TRAILER] {
    let mut trailer = [0; TRAILER];
    trailer[..8].copy_from_slice(&blobs.length.to_le_bytes());
    trailer[8..24].copy_from_slice(&blobs.digest.to_bytes());
    trailer[24..32].copy_from_slice(&records.length.to_le_bytes());
    trailer[32..48].copy_from_slice(&records.digest.to_bytes());
    let check = Digest::of(&trailer[..48]);
    trailer[48..64].copy_from_slice(&check.to_bytes());
    trailer[64..].copy_from_slice(&MARK[..8]);
    trailer
}

fn read_trailer(trailer: &[u8]) -> Option<(Part, Part)> {
    let number = |at: usize| Some(u64::from_le_bytes(trailer.get(at..at + 8)?.try_into().ok()?));
    let digest = |at: usize| Some(Digest::from_bytes(trailer.get(at..at + 16)?.try_into().ok()?));
    if digest(48)? != Digest::of(trailer.get(..48)?) {
        return None;
    }
    let blobs = Part { length: number(0)?, digest: digest(8)? };
    Some((blobs, Part { length: number(24)?, digest: digest(32)? }))
}
