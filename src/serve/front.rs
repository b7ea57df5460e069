//! What the server answers from, shared by all of its threads.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::broadcast;

use super::Reload;
use super::events::{Change, State};
use crate::build::{Edition, Progress};
use crate::diagnostic::Report;
use crate::render::Renderer;
use crate::value::Digest;
use crate::watch::Seen;

/// Rendered pages are kept up to this many bytes, since a browser asks for the same ones again.
const KEPT_BYTES: usize = 32 << 20;

/// How long someone who asks waits for the desk to look at a file that has changed.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many messages a slow browser may be behind.
const BACKLOG: usize = 64;

pub(super) struct Front {
    pub reload: Reload,
    /// Another output folder than the settings name, in which the last index for searching lies.
    pub output: Option<PathBuf>,
    /// Is told which pages are being rendered.
    pub progress: Arc<dyn Progress + Send + Sync>,
    shown: RwLock<Shown>,
    pages: Mutex<Pages>,
    status: Mutex<Status>,
    /// The desk has looked again.
    looked: Condvar,
    messages: broadcast::Sender<Arc<str>>,
    to_desk: Mutex<Sender<Seen>>,
    /// How many are waiting for an answer.
    asking: AtomicUsize,
    /// Counts what the desk was told; whoever works on an older edition stops.
    stirred: AtomicU64,
}

/// The last edition without errors; until there was one, the last edition.
#[derive(Clone)]
pub(super) struct Shown {
    pub renderer: Arc<Renderer>,
    pub generation: u64,
    is_good: bool,
}

/// What is wrong, and with which edition.
#[derive(Default)]
struct Status {
    /// How often the desk has looked.
    looks: u64,
    generation: u64,
    /// Of the edition seen last, pages aside.
    site: Report,
    /// Of pages somebody asked for.
    asked: BTreeMap<String, Report>,
    /// Of all pages, since they were all looked at.
    proofs: Report,
}

/// A page as it is sent.
pub(super) struct Rendered {
    /// Of the page as a build writes it.
    pub digest: Digest,
    pub bytes: Bytes,
}

#[derive(Default)]
struct Pages {
    known: HashMap<String, (u64, Arc<Rendered>)>,
    bytes: usize,
}

impl Front {
    pub fn new(
        edition: &Edition,
        reload: Reload,
        output: Option<PathBuf>,
        progress: Arc<dyn Progress + Send + Sync>,
        to_desk: Sender<Seen>,
    ) -> Self {
        let (messages, _) = broadcast::channel(BACKLOG);
        Self {
            reload,
            output,
            progress,
            shown: RwLock::new(Shown {
                renderer: Arc::clone(&edition.renderer),
                generation: 0,
                is_good: !edition.report.has_errors(),
            }),
            pages: Mutex::default(),
            status: Mutex::new(Status { site: edition.report.clone(), ..Status::default() }),
            looked: Condvar::new(),
            messages,
            to_desk: Mutex::new(to_desk),
            asking: AtomicUsize::new(0),
            stirred: AtomicU64::new(0),
        }
    }

    pub fn shown(&self) -> Shown {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers from an edition from now on, unless this one has errors and the one before had
    /// none. Says whether it does.
    pub fn show(&self, edition: &Edition, change: &Change) -> bool {
        let is_good = !edition.report.has_errors();
        let is_shown = is_good || !self.shown().is_good;
        {
            let mut status = self.status();
            status.looks += 1;
            status.site = edition.report.clone();
            if is_shown {
                status.generation += 1;
                // What was found by proof-reading stays until that has looked again.
                status.asked.clear();
                *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Shown {
                    renderer: Arc::clone(&edition.renderer),
                    generation: status.generation,
                    is_good,
                };
            }
            self.looked.notify_all();
        }
        let nothing = Change::default();
        self.send(if is_shown { change } else { &nothing });
        is_shown
    }

    /// What was found on all pages of a generation, sorted: of thousands that share a template's
    /// mistake, one diagnostic is left.
    pub fn found(&self, generation: u64, report: Report) {
        let mut status = self.status();
        if status.generation != generation {
            return;
        }
        let before = status.errors();
        status.asked.clear();
        status.proofs = report;
        let differs = status.errors() != before;
        drop(status);
        if differs {
            self.send(&Change::default());
        }
    }

    /// What was found on a page that somebody asked for.
    pub fn complain(&self, generation: u64, page: &str, report: Report) {
        let mut status = self.status();
        if status.generation != generation {
            return;
        }
        let before = status.errors();
        status.asked.insert(page.to_owned(), report);
        let differs = status.errors() != before;
        drop(status);
        if differs {
            self.send(&Change::default());
        }
    }

    /// Whether what is shown is not what is there, since that has errors.
    pub fn is_behind(&self) -> bool {
        self.status().site.has_errors() && self.shown().is_good
    }

    /// All that is wrong with the site, as far as it is known.
    pub fn errors(&self) -> Report {
        self.status().errors()
    }

    /// The state as a message, and what is told from then on.
    pub fn listen(&self) -> (Arc<str>, broadcast::Receiver<Arc<str>>) {
        let receiver = self.messages.subscribe();
        (self.message(&Change::default()), receiver)
    }

    pub fn message(&self, change: &Change) -> Arc<str> {
        let status = self.status();
        let errors = status.errors();
        State { generation: status.generation, change, errors: &errors }.to_json().into()
    }

    fn send(&self, change: &Change) {
        // An error means that no browser listens.
        let _ = self.messages.send(self.message(change));
    }

    /// A page that was rendered of this generation; or else of an earlier one, if that will do.
    pub fn rendered(&self, page: &str, generation: Option<u64>) -> Option<Arc<Rendered>> {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, rendered) = pages.known.get(page)?;
        generation.is_none_or(|generation| generation == *of).then(|| Arc::clone(rendered))
    }

    pub fn keep(&self, page: &str, generation: u64, rendered: &Arc<Rendered>) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever took long may come after whoever asked later.
        if pages.known.get(page).is_some_and(|(of, _)| *of > generation) {
            return;
        }
        if pages.bytes + rendered.bytes.len() > KEPT_BYTES {
            pages.known.retain(|_, (of, _)| *of == generation);
            pages.bytes = pages.known.values().map(|(_, page)| page.bytes.len()).sum();
            if pages.bytes + rendered.bytes.len() > KEPT_BYTES {
                *pages = Pages::default();
            }
        }
        pages.bytes += rendered.bytes.len();
        let before = pages.known.insert(page.to_owned(), (generation, Arc::clone(rendered)));
        pages.bytes -= before.map_or(0, |(_, page)| page.bytes.len());
    }

    /// The desk has looked, and found nothing new.
    pub fn looked(&self) {
        self.status().looks += 1;
        self.looked.notify_all();
    }

    /// How often the desk has looked.
    pub fn looks(&self) -> u64 {
        self.status().looks
    }

    /// Tells the desk what has changed, in case nobody else does, and waits until it has looked.
    /// Says whether it has.
    pub fn wait(&self, looks: u64, seen: Seen) -> bool {
        let to_desk = self.to_desk.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if to_desk.send(seen).is_err() {
            return false;
        }
        let waited =
            self.looked.wait_timeout_while(self.status(), PATIENCE, |status| status.looks == looks);
        waited.unwrap_or_else(PoisonError::into_inner).0.looks != looks
    }

    /// Counts someone who asks, as long as the answer is being made.
    pub fn asking(&self) -> Asking<'_> {
        self.asking.fetch_add(1, Ordering::Relaxed);
        Asking(&self.asking)
    }

    pub fn is_asked(&self) -> bool {
        self.asking.load(Ordering::Relaxed) > 0
    }

    /// Something was touched: what works on an older edition may stop.
    pub fn stir(&self) {
        self.stirred.fetch_add(1, Ordering::Relaxed);
    }

    pub fn stirred(&self) -> u64 {
        self.stirred.load(Ordering::Relaxed)
    }

    fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Status {
    fn errors(&self) -> Report {
        let mut errors = self.site.errors_only();
        errors.append(self.proofs.errors_only());
        // Somebody may have asked for a page that was proof-read too.
        let asked: Report = self.asked.values().cloned().collect();
        errors.append(asked.errors_only().beyond(&self.proofs));
        errors.sorted()
    }
}

/// Someone waits for an answer.
pub(super) struct Asking<'f>(&'f AtomicUsize);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
