//! Files of the project itself that a command may change: each as a whole, and by one command at
//! a time.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::CODE;
use super::commit::in_the_way;
use super::files::{create_all, failed, look, remove_file, rename, write};
use crate::cache;
use crate::diagnostic::Diagnostic;
use crate::value::SourcePath;

/// A file of the project that is to have another text.
#[derive(Clone, Copy, Debug)]
pub struct Replacement<'r> {
    pub file: &'r SourcePath,
    /// What it must hold still; nothing if it must not be there.
    pub before: Option<&'r str>,
    pub after: &'r str,
}

/// Gives a file of the project another text, if `with` has one for it; of a file that is not there the text is
/// empty. Whoever does the same at the same time waits, and gets the new text.
pub fn update(
    root: &Path,
    name: impl AsRef<Path>,
    with: impl FnOnce(&str) -> Option<String>,
) -> Result<(), Diagnostic> {
    let _lock = lock(root)?;
    let path = root.join(name);
    let text = read(&path)?.unwrap_or_default();
    match with(&text) {
        Some(text) => put(&path, &text),
        None => Ok(()),
    }
}

/// Writes a file as a whole, so that it is never half of one.
pub fn put(path: &Path, text: &str) -> Result<(), Diagnostic> {
    if look(path)?.is_some_and(|found| !found.is_file()) {
        return Err(in_the_way(path, "it is no file of its own"));
    }
    rename(&stage(path, text)?, path)
}

/// What becomes of files that are there already and say something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Keep,
    Replace,
}

/// Writes files into a folder, each as a whole, or none of them if one that is to be kept is in the way. Says how
/// many were not there in this form.
pub fn put_all(
    folder: &Path,
    files: &[(String, String)],
    existing: Existing,
) -> Result<usize, Diagnostic> {
    let mut fresh = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        match read(&path)? {
            Some(found) if found == *text => {}
            Some(_) if existing == Existing::Keep => {
                let message =
                    format!("`{}` is there already and says something else", path.display());
                return Err(Diagnostic::error(CODE, message)
                    .hint("move it away, or add `--replace`; nothing was written"));
            }
            Some(_) | None => fresh.push((path, text)),
        }
    }
    create_all(folder).map_err(|error| failed("create", folder, &error))?;
    for (path, text) in &fresh {
        put(path, text)?;
    }
    Ok(fresh.len())
}

/// Gives files other texts: all of them, or if one cannot be written, none.
pub fn replace(root: &Path, files: &[Replacement<'_>]) -> Result<(), Diagnostic> {
    let _lock = lock(root)?;
    for Replacement { file, before, .. } in files {
        follows_no_link(root, file)?;
        if read(&file.under(root))?.as_deref() != *before {
            return Err(Diagnostic::error(CODE, format!("`{file}` has changed meanwhile"))
                .hint("run the command again; nothing was changed"));
        }
    }
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::with_capacity(files.len());
    for Replacement { file, before, after } in files {
        let path = file.under(root);
        if before.is_none()
            && let Some(folder) = path.parent()
        {
            create_all(folder).map_err(|error| failed("create", folder, &error))?;
        }
        match stage(&path, after) {
            Ok(new) => staged.push((new, path)),
            Err(diagnostic) => {
                drop_all(&staged);
                return Err(diagnostic);
            }
        }
    }
    for (at, (new, path)) in staged.iter().enumerate() {
        if let Err(diagnostic) = rename(new, path) {
            drop_all(&staged[at..]);
            put_back(root, &files[..at])?;
            return Err(diagnostic);
        }
    }
    Ok(())
}

/// The error of the first that cannot be put back names it.
fn put_back(root: &Path, files: &[Replacement<'_>]) -> Result<(), Diagnostic> {
    for Replacement { file, before, .. } in files {
        let path = file.under(root);
        match before {
            Some(text) => rename(&stage(&path, text)?, &path)?,
            None => remove_file(&path)?,
        }
    }
    Ok(())
}

/// That one of them stays is no harm: nobody reads it.
fn drop_all(staged: &[(PathBuf, PathBuf)]) {
    for (new, _) in staged {
        let _ = remove_file(new);
    }
}

/// Whoever else changes files of the project waits until this is dropped.
fn lock(root: &Path) -> Result<File, Diagnostic> {
    let folder = root.join(cache::FOLDER);
    create_all(&folder).map_err(|error| failed("create", &folder, &error))?;
    let mark = folder.join("update.lock");
    let lock = File::create(&mark).map_err(|error| failed("create", &mark, &error))?;
    lock.lock().map_err(|error| failed("lock", &mark, &error))?;
    Ok(lock)
}

/// The text of a file; nothing if it is not there.
pub fn read(path: &Path) -> Result<Option<String>, Diagnostic> {
    match look(path)? {
        None => Ok(None),
        Some(found) if !found.is_file() => Err(in_the_way(path, "it is no file of its own")),
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        Some(_) => fs::read_to_string(path).map(Some).map_err(|error| failed("read", path, &error)),
    }
}

/// Writes a text beside the file that it is for, on the same file system, so that it can be
/// renamed; with the permissions of that file.
fn stage(path: &Path, text: &str) -> Result<PathBuf, Diagnostic> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".{name}.new"));
    if look(&new)?.is_some_and(|found| !found.is_file()) {
        return Err(in_the_way(&new, "it is no file of its own"));
    }
    write(&new, text)?;
    if let Ok(old) = fs::metadata(path) {
        let kept = fs::set_permissions(&new, old.permissions());
        kept.map_err(|error| failed("write", &new, &error))?;
    }
    Ok(new)
}

/// What lies behind a link is not the project's to change.
fn follows_no_link(root: &Path, file: &SourcePath) -> Result<(), Diagnostic> {
    let path = file.under(root);
    for part in path.ancestors().take_while(|part| *part != root) {
        if look(part)?.is_some_and(|found| found.is_symlink()) {
            let message =
                format!("`{}` is a link, and what lies behind it is not changed", part.display());
            return Err(Diagnostic::error(CODE, message)
                .hint("put a copy in its place, or change it by hand; nothing was changed"));
        }
    }
    Ok(())
}
