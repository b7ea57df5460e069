//! Sees which files of a project change.
//!
//! Watches the folders that a build looks into, also those that come later, and the settings.
//! Where the system has no watches left, it looks every second instead. What changed is for
//! others to find out: here are only paths.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Config, ErrorKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};

use crate::diagnostic::Diagnostic;
use crate::source::{FOLDERS, Touched};

/// How long a file must be left alone. The debouncer looks once in this time, so the first
/// event is told after at most twice as long.
const CALM: Duration = Duration::from_millis(8);

/// How often files are looked at where they cannot be watched.
const POLL: Duration = Duration::from_secs(1);

/// How changes are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Means {
    /// By what the system tells.
    #[default]
    Events,
    /// By looking again and again: for network drives, which tell nothing.
    Polling,
}

/// What was seen.
#[derive(Debug)]
pub enum Seen {
    Touched(Touched),
    /// The system refuses to watch more folders.
    Limit(Diagnostic),
}

/// Tells somebody, from a thread of its own.
pub type Tell = Arc<dyn Fn(Seen) + Send + Sync>;

/// Watches as long as it lives.
pub struct Watch {
    root: PathBuf,
    settings: PathBuf,
    watching: Watching,
    watched: BTreeSet<PathBuf>,
    tell: Tell,
}

enum Watching {
    Events(Debouncer<RecommendedWatcher, NoCache>),
    Polling(Debouncer<PollWatcher, NoCache>),
}

impl Watch {
    /// Begins to watch a project; falls back to polling, and says so, if it has to.
    pub fn start(
        root: &Path,
        settings: &str,
        means: Means,
        tell: Tell,
    ) -> Result<(Self, Option<Diagnostic>), Diagnostic> {
        let settings = root.join(settings);
        let begin = |means| -> Result<Self, notify::Error> {
            let watching = Watching::new(means, &handler(root, &settings, &tell))?;
            let (root, settings, tell) = (root.to_owned(), settings.clone(), Arc::clone(&tell));
            let mut watch = Self { root, settings, watching, watched: BTreeSet::new(), tell };
            watch.renew(&Touched::default())?;
            Ok(watch)
        };
        match begin(means) {
            Ok(watch) => Ok((watch, None)),
            Err(error) if means == Means::Events => {
                let watch = begin(Means::Polling).map_err(|error| cannot_watch(root, &error))?;
                Ok((watch, Some(limit(&error))))
            }
            Err(error) => Err(cannot_watch(root, &error)),
        }
    }

    /// Watches folders that have come, or come back, since the last time. Says whether there
    /// was one: then anything in it may have changed unseen.
    pub fn renew(&mut self, touched: &Touched) -> Result<bool, notify::Error> {
        let mut is_new = false;
        for (folder, mode) in self.folders() {
            // One of the same name may be another folder by now.
            let is_touched = match touched {
                Touched::Paths(paths) => paths.contains(&folder),
                Touched::Anything => true,
            };
            if self.watched.contains(&folder) && (is_touched || !folder.is_dir()) {
                // Of a folder that is gone the system has forgotten the watch already.
                let _ = self.watching.watcher().unwatch(&folder);
                self.watched.remove(&folder);
            }
            if folder.is_dir() && !self.watched.contains(&folder) {
                match self.watching.watcher().watch(&folder, mode) {
                    Ok(()) => {}
                    // It went again; when it comes back, its parent tells.
                    Err(error) if is_absent(&error) => continue,
                    Err(error) => return Err(error),
                }
                self.watched.insert(folder);
                is_new = true;
            }
        }
        Ok(is_new)
    }

    /// Goes on by polling.
    pub fn poll(&mut self) -> Result<(), notify::Error> {
        let handler = handler(&self.root, &self.settings, &self.tell);
        self.watching = Watching::new(Means::Polling, &handler)?;
        self.watched.clear();
        self.renew(&Touched::default()).map(drop)
    }

    pub fn means(&self) -> Means {
        match self.watching {
            Watching::Events(_) => Means::Events,
            Watching::Polling(_) => Means::Polling,
        }
    }

    /// The root itself tells when another folder comes or goes.
    fn folders(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let mut folders = vec![(self.root.clone(), RecursiveMode::NonRecursive)];
        if let Some(parent) = self.settings.parent().filter(|parent| *parent != self.root) {
            folders.push((parent.to_owned(), RecursiveMode::NonRecursive));
        }
        let below = FOLDERS.into_iter().chain(["themes"]);
        folders.extend(below.map(|name| (self.root.join(name), RecursiveMode::Recursive)));
        folders
    }
}

impl Watching {
    fn new(means: Means, handler: &Handler) -> Result<Self, notify::Error> {
        let (handler, config) = (handler.clone(), Config::default().with_poll_interval(POLL));
        let tell = move |result| handler.handle(result);
        let (calm, tick) = (CALM, Some(CALM));
        Ok(match means {
            Means::Events => {
                Self::Events(new_debouncer_opt(calm, tick, tell, NoCache::new(), config)?)
            }
            Means::Polling => {
                Self::Polling(new_debouncer_opt(calm, tick, tell, NoCache::new(), config)?)
            }
        })
    }

    fn watcher(&mut self) -> &mut dyn AnyWatcher {
        match self {
            Self::Events(debouncer) => debouncer,
            Self::Polling(debouncer) => debouncer,
        }
    }
}

/// A debouncer of whatever kind.
trait AnyWatcher {
    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), notify::Error>;

    fn unwatch(&mut self, folder: &Path) -> Result<(), notify::Error>;
}

impl<W: Watcher> AnyWatcher for Debouncer<W, NoCache> {
    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), notify::Error> {
        self.watch(folder, mode)
    }

    fn unwatch(&mut self, folder: &Path) -> Result<(), notify::Error> {
        self.unwatch(folder)
    }
}

/// Makes of the system's events what can matter to a site.
#[derive(Clone)]
struct Handler {
    folders: Arc<[PathBuf]>,
    settings: Arc<Path>,
    tell: Tell,
}

fn handler(root: &Path, settings: &Path, tell: &Tell) -> Handler {
    let folders = FOLDERS.into_iter().chain(["themes"]).map(|name| root.join(name));
    Handler { folders: folders.collect(), settings: settings.into(), tell: Arc::clone(tell) }
}

impl Handler {
    fn handle(&self, result: DebounceEventResult) {
        let events = match result {
            Ok(events) => events,
            Err(errors) => {
                for error in errors {
                    let seen = match error.kind {
                        ErrorKind::MaxFilesWatch => Seen::Limit(limit(&error)),
                        _ => Seen::Touched(Touched::Anything),
                    };
                    (self.tell)(seen);
                }
                return;
            }
        };
        if events.iter().any(|event| event.need_rescan()) {
            return (self.tell)(Seen::Touched(Touched::Anything));
        }
        let changes = events.iter().filter(|event| !event.kind.is_access());
        let paths = changes.flat_map(|event| &event.paths).filter(|path| self.matters(path));
        let paths: BTreeSet<PathBuf> = paths.cloned().collect();
        if !paths.is_empty() {
            (self.tell)(Seen::Touched(Touched::Paths(paths)));
        }
    }

    fn matters(&self, path: &Path) -> bool {
        path == &*self.settings || self.folders.iter().any(|folder| path.starts_with(folder))
    }
}

fn is_absent(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn limit(error: &notify::Error) -> Diagnostic {
    let cause = match &error.kind {
        ErrorKind::MaxFilesWatch => "the system watches as many folders as it may".to_owned(),
        _ => format!("files cannot be watched: {error}"),
    };
    let message = format!("{cause}; changes are looked for every second instead");
    Diagnostic::warning("watch", message)
        .hint("on Linux, raise the limit: sudo sysctl fs.inotify.max_user_watches=524288")
}

fn cannot_watch(root: &Path, error: &notify::Error) -> Diagnostic {
    Diagnostic::error("watch", format!("`{}` cannot be watched: {error}", root.display()))
}
