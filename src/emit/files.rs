//! What is done to files, each with a message that names the file and the cause.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::CODE;
use crate::diagnostic::Diagnostic;
use crate::value::OutputPath;

pub(super) fn create_dir(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir(path).map_err(|error| failed("create", path, &error))
}

/// Creates a folder and those above it; one that is there is as good. Where the standard library
/// cannot look at what is there, it says that it exists: here the cause is told.
pub(super) fn create_all(path: &Path) -> io::Result<()> {
    match fs::create_dir_all(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match fs::metadata(path)? {
            found if found.is_dir() => Ok(()),
            _ => Err(error),
        },
        done => done,
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(super) fn write(path: &Path, text: &str) -> Result<(), Diagnostic> {
    fs::write(path, text).map_err(|error| failed("write", path, &error))
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), Diagnostic> {
    fs::rename(from, to).map_err(|error| failed("replace", to, &error))
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(super) fn remove_file(path: &Path) -> Result<(), Diagnostic> {
    fs::remove_file(path).map_err(|error| failed("remove", path, &error))
}

/// What stands at a path, links not followed. What cannot be looked at is not taken for
/// absent.
pub(super) fn look(path: &Path) -> Result<Option<Metadata>, Diagnostic> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(failed("read", path, &error)),
    }
}

/// Removes a file and the folders that are empty then; never through a link. Says whether
/// there was one.
pub(super) fn remove(output: &Path, path: &OutputPath) -> Result<bool, Diagnostic> {
    let target = path.under(output);
    let parents: Vec<&Path> =
        target.ancestors().skip(1).take_while(|parent| *parent != output).collect();
    for parent in &parents {
        if look(parent)?.is_some_and(|found| found.is_symlink()) {
            return Ok(false);
        }
    }
    if look(&target)?.is_none_or(|found| found.is_dir()) {
        return Ok(false);
    }
    remove_file(&target)?;
    for parent in parents {
        if fs::remove_dir(parent).is_err() {
            break;
        }
    }
    Ok(true)
}

/// Begins a file of the project; one that is there already is never replaced.
pub fn create_new(path: &Path, text: &str) -> Result<(), Diagnostic> {
    if let Some(parent) = path.parent() {
        create_all(parent).map_err(|error| failed("create", parent, &error))?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).map_err(|error| failed("write", path, &error))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Diagnostic::error(CODE, format!("`{}` is there already", path.display())))
        }
        Err(error) => Err(failed("create", path, &error)),
    }
}

/// What could not be done with which file, and why.
pub(super) fn failed(doing: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let cause = match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::CrossesDevices => {
            "it lies in a mount of its own, and files are staged outside of it".to_owned()
        }
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::error(CODE, format!("cannot {doing} `{}`: {cause}", path.display()))
}
