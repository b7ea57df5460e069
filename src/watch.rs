//! Sees which files of a project change.
//!
//! Watches the folders that a build looks into, also those that come later, and the settings.
//! Here are only paths: what has changed in them, whoever is told finds out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};

use crate::diagnostic::Diagnostic;
use crate::published::{LOCK, REDIRECTS};
use crate::source::{FOLDERS, Touched};

/// How long a file must be left alone. The debouncer looks once in this time, so the first
/// event is told after at most twice as long.
const CALM: Duration = Duration::from_millis(8);

/// What was seen.
#[derive(Debug)]
pub enum Seen {
    Touched(Touched),
    /// The system refuses to watch more folders.
    Limit(Diagnostic),
}

/// Is told what was seen, on a thread of its own.
pub type Tell = Arc<dyn Fn(Seen) + Send + Sync>;

/// Watches as long as it lives.
pub struct Watch {
    debouncer: Debouncer<RecommendedWatcher, NoCache>,
    folders: Vec<(PathBuf, RecursiveMode)>,
    watched: BTreeSet<PathBuf>,
}

impl Watch {
    /// Begins to watch a project, whose root is given in full.
    pub fn start(root: &Path, settings: &str, tell: Tell) -> Result<Self, Diagnostic> {
        let settings = root.join(settings);
        let sieve = Sieve::new(root, &settings);
        let tell = move |events| sieve.pass(events, &*tell);
        let debouncer =
            new_debouncer_opt(CALM, Some(CALM), tell, NoCache::new(), Config::default());
        let debouncer = debouncer.map_err(|error| unwatched(&error))?;
        let folders = folders(root, &settings);
        let mut watch = Self { debouncer, folders, watched: BTreeSet::new() };
        watch.renew(&Touched::default())?;
        Ok(watch)
    }

    /// Watches folders that have come, or come back, since the last time. Says whether there
    /// was one: then anything in it may have changed unseen.
    pub fn renew(&mut self, touched: &Touched) -> Result<bool, Diagnostic> {
        let mut is_new = false;
        for (folder, mode) in &self.folders {
            // One of the same name may be another folder by now.
            let is_touched = match touched {
                Touched::Paths(paths) => paths.contains(folder),
                Touched::Anything => true,
            };
            if self.watched.contains(folder) && (is_touched || !folder.is_dir()) {
                // Of a folder that is gone the system has forgotten the watch already.
                let _ = self.debouncer.unwatch(folder);
                self.watched.remove(folder);
            }
            if folder.is_dir() && !self.watched.contains(folder) {
                match self.debouncer.watch(folder, *mode) {
                    Ok(()) => {}
                    // It went again; when it comes back, its parent tells.
                    Err(error) if is_absent(&error) => continue,
                    Err(error) => return Err(unwatched(&error)),
                }
                self.watched.insert(folder.clone());
                is_new = true;
            }
        }
        Ok(is_new)
    }
}

/// What is watched, if it is there. The root itself tells when another folder comes or goes.
fn folders(root: &Path, settings: &Path) -> Vec<(PathBuf, RecursiveMode)> {
    let below: Vec<PathBuf> = places(root).collect();
    let mut folders = vec![(root.to_owned(), RecursiveMode::NonRecursive)];
    // Of settings that are a link, what this leads to is edited.
    let target = settings.canonicalize().ok();
    for file in [Some(settings.to_owned()), target].into_iter().flatten() {
        let Some(folder) = file.parent().map(Path::to_owned) else { continue };
        let is_covered = folder == *root || below.iter().any(|other| folder.starts_with(other));
        if !is_covered && !folders.iter().any(|(known, _)| *known == folder) {
            folders.push((folder, RecursiveMode::NonRecursive));
        }
    }
    folders.extend(below.into_iter().map(|folder| (folder, RecursiveMode::Recursive)));
    folders
}

/// The folders that a build looks into.
fn places(root: &Path) -> impl Iterator<Item = PathBuf> {
    FOLDERS.into_iter().chain(["themes"]).map(|name| root.join(name))
}

/// Lets of the system's events pass what can matter to a site.
struct Sieve {
    folders: Vec<PathBuf>,
    settings: Vec<PathBuf>,
}

impl Sieve {
    fn new(root: &Path, settings: &Path) -> Self {
        let target = settings.canonicalize().ok();
        let addresses = [LOCK, REDIRECTS].map(|name| Some(root.join(name)));
        let settings = [Some(settings.to_owned()), target].into_iter().chain(addresses);
        let settings = settings.flatten().collect();
        Self { folders: places(root).collect(), settings }
    }

    fn pass(&self, events: DebounceEventResult, tell: &dyn Fn(Seen)) {
        let events = match events {
            Ok(events) => events,
            Err(errors) => {
                return errors.iter().for_each(|error| {
                    tell(match error.kind {
                        ErrorKind::MaxFilesWatch => Seen::Limit(unwatched(error)),
                        _ => Seen::Touched(Touched::Anything),
                    });
                });
            }
        };
        if events.iter().any(|event| event.need_rescan()) {
            return tell(Seen::Touched(Touched::Anything));
        }
        let changes = events.iter().filter(|event| !event.kind.is_access());
        let paths = changes.flat_map(|event| &event.paths).filter(|path| self.matters(path));
        let paths: BTreeSet<PathBuf> = paths.cloned().collect();
        if !paths.is_empty() {
            tell(Seen::Touched(Touched::Paths(paths)));
        }
    }

    /// Also what the settings stand in: it may go, and come back.
    fn matters(&self, path: &Path) -> bool {
        self.settings.iter().any(|settings| settings.starts_with(path))
            || self.folders.iter().any(|folder| path.starts_with(folder))
    }
}

fn is_absent(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn unwatched(error: &notify::Error) -> Diagnostic {
    let (cause, hint) = match &error.kind {
        ErrorKind::MaxFilesWatch => (
            "the system watches as many folders as it may".to_owned(),
            "on Linux, raise the limit: sudo sysctl fs.inotify.max_user_watches=524288",
        ),
        _ => (
            format!("files cannot be watched: {error}"),
            "`--poll` does without it, and says nothing more",
        ),
    };
    let message = format!("{cause}; changes are looked for every second instead");
    Diagnostic::warning("watch", message).hint(hint)
}
