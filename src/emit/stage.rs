use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::commit::in_the_way;
use super::files::{create_all, failed, look, remove_file};
use super::output::{Output, State};
use super::{CODE, Left, Staged};
use crate::diagnostic::Diagnostic;
use crate::render::Page;
use crate::source::Tree;
use crate::value::{Digest, OutputPath, Stamp};

/// How much of a copied file is held in memory.
const CHUNK: usize = 64 << 10;

/// Whether the output holds some bytes already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Same,
    Staged,
}

/// What the stage's folder may hold besides the lock: staged files, a second output, and the
/// folder in which that one is staged.
const FILES: &str = "files";
const BESIDE: &str = "clean";
const STAGE_BESIDE: &str = ".clean.blattwerk";

/// A folder beside the output, on the same file system, that holds what will change.
///
/// Removed when dropped: then nothing was changed.
#[derive(Debug)]
pub struct Stage {
    pub(super) output: Output,
    /// `.public.blattwerk/` with the lock and `files/`.
    pub(super) folder: PathBuf,
    _lock: File,
}

impl Stage {
    /// Takes the output for this build; a second build in the same folder is refused.
    pub fn open(output: Output) -> Result<Self, Diagnostic> {
        let name = output.folder.file_name().unwrap_or_default().to_string_lossy();
        let folder = output.folder.with_file_name(format!(".{name}.blattwerk"));
        if folder.is_symlink() {
            return Err(in_the_way(&folder, "it is a link"));
        }
        create_all(&folder).map_err(|error| failed("create", &folder, &error))?;
        let lock_path = folder.join("lock");
        // A link would be written through, and a pipe waits for a reader.
        for ours in [&lock_path, &folder.join("manifest")] {
            if look(ours)?.is_some_and(|found| !found.is_file()) {
                return Err(in_the_way(ours, "it is no file"));
            }
        }
        let lock =
            File::create(&lock_path).map_err(|error| failed("create", &lock_path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy(&output.folder)),
            Err(TryLockError::Error(error)) => return Err(failed("lock", &lock_path, &error)),
        }
        let stage = Self { output, folder, _lock: lock };
        // Left behind by a build that was killed.
        stage.discard()?;
        let files = stage.files();
        fs::create_dir(&files).map_err(|error| failed("create", &files, &error))?;
        Ok(stage)
    }

    /// Where a second output can be built, on the same file system. It goes with the stage.
    pub fn beside(&self) -> PathBuf {
        self.folder.join(BESIDE)
    }

    pub(super) fn files(&self) -> PathBuf {
        self.folder.join(FILES)
    }

    /// The output as it was found.
    pub fn output(&self) -> &Output {
        &self.output
    }

    /// Compares a page with what stands in the output, and stages it if it differs.
    pub fn put(
        &self,
        path: &OutputPath,
        page: &Page,
        left: Option<Left>,
        tree: &Tree,
    ) -> Result<Staged, Diagnostic> {
        let (digest, change) = match page {
            Page::Bytes(bytes) => {
                let digest = Digest::of(bytes);
                let left = left.filter(|left| left.digest == digest);
                if let Some(stamp) = left.and_then(|left| self.output.stands(path, left)) {
                    return Ok(Staged::same(digest, stamp));
                }
                (digest, self.put_bytes(path, bytes)?)
            }
            Page::Copy(source) => self.put_copy(path, &tree.locate(source))?,
        };
        let stamp = match change {
            Change::Same => look(&path.under(&self.output.folder))?.map(|found| Stamp::of(&found)),
            Change::Staged => None,
        };
        Ok(Staged { digest, stamp })
    }

    fn put_bytes(&self, path: &OutputPath, bytes: &[u8]) -> Result<Change, Diagnostic> {
        if self.holds(path, |old| same(old, &mut &*bytes, bytes.len() as u64))? {
            return Ok(Change::Same);
        }
        let target = path.under(&self.files());
        create(&target)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(|error| failed("write", &target, &error))?;
        Ok(Change::Staged)
    }

    fn put_copy(&self, path: &OutputPath, source: &Path) -> Result<(Digest, Change), Diagnostic> {
        let open = || File::open(source).map_err(|error| failed("read", source, &error));
        let length = fs::metadata(source).map_err(|error| failed("read", source, &error))?.len();
        let mut file = open()?;
        if self.holds(path, |old| same(old, &mut file, length))? {
            let digest =
                Digest::of_reader(open()?).map_err(|error| failed("read", source, &error))?;
            return Ok((digest, Change::Same));
        }
        let target = path.under(&self.files());
        let staged = create(&target).map_err(|error| failed("write", &target, &error))?;
        let digest = copy(open()?, staged).map_err(|error| failed("write", &target, &error))?;
        Ok((digest, Change::Staged))
    }

    /// Whether the output has the same bytes already. What differs and was not written by
    /// an earlier build must not be replaced.
    fn holds(
        &self,
        path: &OutputPath,
        same: impl FnOnce(&mut File) -> io::Result<bool>,
    ) -> Result<bool, Diagnostic> {
        if self.output.state == State::Absent {
            return Ok(false);
        }
        let target = path.under(&self.output.folder);
        let equal = match look(&target)? {
            None => return Ok(false),
            // The commit looks what is in it.
            Some(found) if found.is_dir() => return Ok(false),
            Some(found) if found.is_file() => {
                let mut old =
                    File::open(&target).map_err(|error| failed("read", &target, &error))?;
                same(&mut old).map_err(|error| failed("read", &target, &error))?
            }
            Some(_) => false,
        };
        if !equal && !self.output.manifest().contains(path) {
            let message =
                format!("`{}` is in the way: Blattwerk did not write it", target.display());
            return Err(Diagnostic::error(CODE, message)
                .hint("move it away, or into static/ to have it published"));
        }
        Ok(equal)
    }

    /// Removes what is staged, and what was built beside.
    pub(super) fn discard(&self) -> Result<(), Diagnostic> {
        for name in [FILES, BESIDE, STAGE_BESIDE] {
            let folder = self.folder.join(name);
            #[expect(clippy::disallowed_methods, reason = "this is the door")]
            match fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(failed("remove", &folder, &error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next build; what others put there stays.
        let _ = self.discard();
        let _ = remove_file(&self.folder.join("manifest"));
        let _ = remove_file(&self.folder.join("lock"));
        let _ = fs::remove_dir(&self.folder);
    }
}

fn busy(output: &Path) -> Diagnostic {
    Diagnostic::error(CODE, format!("another build is writing `{}`", output.display()))
        .hint("wait until it is done")
}

/// Creates a file in its folder. Most folders of a site hold one page, so each is created
/// without asking whether it is there.
fn create(path: &Path) -> io::Result<File> {
    let folder = path.parent().unwrap_or(path);
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => create_all(folder)?,
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::create(path)
}

pub(super) fn same(old: &mut File, new: &mut impl Read, length: u64) -> io::Result<bool> {
    if old.metadata()?.len() != length {
        return Ok(false);
    }
    let (mut one, mut other) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let read = fill(old, &mut one)?;
        if fill(new, &mut other)? != read || one[..read] != other[..read] {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

/// Reads until the buffer is full or the file is at its end.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn copy(mut from: File, mut to: File) -> io::Result<Digest> {
    let mut digest = crate::value::Digester::default();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = fill(&mut from, &mut buffer)?;
        if read == 0 {
            return Ok(digest.finish());
        }
        digest.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    }
}
