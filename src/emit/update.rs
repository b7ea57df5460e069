//! Files that a command may change besides the output: each as a whole, and one at a time.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::Path;

use super::commit::in_the_way;
use super::files::{failed, look, rename, write};
use crate::cache;
use crate::diagnostic::Diagnostic;

/// Gives a file of the project another text, if `with` has one for it; of a file that is not
/// there the text is empty. Whoever does the same at the same time waits, and gets the new text.
pub fn update(
    root: &Path,
    name: impl AsRef<Path>,
    with: impl FnOnce(&str) -> Option<String>,
) -> Result<(), Diagnostic> {
    let folder = root.join(cache::FOLDER);
    fs::create_dir_all(&folder).map_err(|error| failed("create", &folder, &error))?;
    let mark = folder.join("update.lock");
    let lock = File::create(&mark).map_err(|error| failed("create", &mark, &error))?;
    lock.lock().map_err(|error| failed("lock", &mark, &error))?;
    let path = root.join(name);
    let text = read(&path)?.unwrap_or_default();
    match with(&text) {
        Some(text) => put(&path, &text),
        None => Ok(()),
    }
}

/// The text of a file, if it is there.
pub fn read(path: &Path) -> Result<Option<String>, Diagnostic> {
    match look(path)? {
        None => Ok(None),
        Some(found) if !found.is_file() => Err(in_the_way(path, "it is no file of its own")),
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        Some(_) => fs::read_to_string(path).map(Some).map_err(|error| failed("read", path, &error)),
    }
}

/// Writes a file beside, and puts it in place by one rename, so that it is never half of one.
pub fn put(path: &Path, text: &str) -> Result<(), Diagnostic> {
    if look(path)?.is_some_and(|found| !found.is_file()) {
        return Err(in_the_way(path, "it is no file of its own"));
    }
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    let new = path.with_file_name(name);
    if look(&new)?.is_some_and(|found| !found.is_file()) {
        return Err(in_the_way(&new, "it is no file of its own"));
    }
    write(&new, text)?;
    if let Ok(old) = fs::metadata(path) {
        let kept = fs::set_permissions(&new, old.permissions());
        kept.map_err(|error| failed("write", &new, &error))?;
    }
    rename(&new, path)
}
