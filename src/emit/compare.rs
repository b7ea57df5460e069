//! Whether two outputs hold the same files with the same bytes. Changes nothing.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use rayon::prelude::*;

use super::files::failed;
use super::manifest;
use super::output::Output;
use super::output::stamp;
use super::stage::same;
use crate::diagnostic::Diagnostic;
use crate::value::OutputPath;

/// How a file of one output is not as in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    Bytes,
    Missing,
    Superfluous,
}

/// All files that were looked at, and those that differ, sorted by path.
#[derive(Debug)]
pub struct Comparison {
    pub compared: usize,
    pub different: Vec<(String, Difference)>,
}

impl Output {
    /// Looks how this output differs from another one, manifests included. Files that neither
    /// manifest names are others', and are not looked at.
    pub fn compare(&self, other: &Self) -> Result<Comparison, Diagnostic> {
        let mine = self.manifest().iter().map(|(path, _)| path);
        let superfluous = mine.filter(|path| !other.manifest().contains(path));
        let theirs = other.manifest().iter().map(|(path, _)| (path, true));
        let all: Vec<(&OutputPath, bool)> =
            theirs.chain(superfluous.map(|path| (path, false))).collect();
        let differs = |&(path, wanted): &(&OutputPath, bool)| {
            let (mine, theirs) = (path.under(&self.folder), path.under(&other.folder));
            let difference = match wanted {
                true => difference(&mine, &theirs)?,
                false => stamp(&mine).map(|_| Difference::Superfluous),
            };
            Ok(difference.map(|difference| (path.to_string(), difference)))
        };
        let found: Result<Vec<_>, Diagnostic> = all.par_iter().map(differs).collect();
        let mut different: Vec<_> = found?.into_iter().flatten().collect();
        let manifests =
            difference(&self.folder.join(manifest::FILE), &other.folder.join(manifest::FILE))?;
        different.extend(manifests.map(|difference| (manifest::FILE.to_owned(), difference)));
        different.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Comparison { compared: all.len() + 1, different })
    }
}

fn difference(mine: &Path, theirs: &Path) -> Result<Option<Difference>, Diagnostic> {
    let unreadable = |path: &Path, error| failed("read", path, &error);
    if stamp(mine).is_none() {
        // A folder or a link is not what was written either.
        return Ok(Some(Difference::Missing));
    }
    let mut old = match File::open(mine) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Some(Difference::Missing)),
        opened => opened.map_err(|error| unreadable(mine, error))?,
    };
    let mut new = File::open(theirs).map_err(|error| unreadable(theirs, error))?;
    let length = new.metadata().map_err(|error| unreadable(theirs, error))?.len();
    let equal = same(&mut old, &mut new, length).map_err(|error| unreadable(mine, error))?;
    Ok((!equal).then_some(Difference::Bytes))
}
