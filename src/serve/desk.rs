//! Looks at the site again when something was touched, or when the clock says that it differs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::events::Change;
use super::front::{Front, Shown};
use super::proofs::{Job, Proofs};
use super::{CODE, Clock, News, Reload, Tell, cannot};
use crate::build::{Edition, Preview, Scope};
use crate::diagnostic::Diagnostic;
use crate::source::Touched;
use crate::watch::{Seen, Watch};

/// How long an error may be that of a file which is still being written.
const MERCY: Duration = Duration::from_millis(100);

/// The longest sleep: the clock of the machine may be set meanwhile.
const LONGEST: Duration = Duration::from_secs(60);

/// How often is looked where nobody tells of changes.
const POLL: Duration = Duration::from_secs(1);

/// How many touched files are named.
const NAMED: usize = 3;

pub(super) struct Desk {
    pub preview: Preview,
    /// Nothing where the system tells of no changes.
    pub watch: Option<Watch>,
    pub seen: Receiver<Seen>,
    pub front: Arc<Front>,
    pub proofs: Proofs,
    pub clock: Clock,
    pub tell: Tell,
}

/// What has happened since an edition was last shown.
struct Owed {
    scope: Scope,
    change: Change,
}

impl Desk {
    /// Begins with the first edition, on a thread of its own.
    pub fn start(mut self, first: Edition, reload: Reload) -> Result<(), Diagnostic> {
        let work = move || {
            let mut owed = Owed { scope: Scope::Everything, change: Change::default() };
            self.read_on(&mut owed);
            let mut moment = first.renderer.world().archive.now();
            let mut next_change = first.renderer.world().archive.next_change();
            drop(first);
            while let Some(touched) = self.next(moment, next_change) {
                let look = AssertUnwindSafe(|| self.look(touched, reload, &mut owed));
                let Ok(edition) = catch_unwind(look) else {
                    self.recover();
                    continue;
                };
                moment = (self.clock)();
                if let Some(edition) = edition {
                    next_change = edition.renderer.world().archive.next_change();
                }
            }
        };
        let thread = std::thread::Builder::new().name("desk".into());
        thread.spawn(work).map(drop).map_err(|error| cannot("start", &error))
    }

    /// Begins anew, and says so: what was found before may be wrong.
    fn recover(&mut self) {
        let message = "looking at the site made the program panic";
        let notice = Diagnostic::error(CODE, message).hint("please report it");
        (self.tell)(News::Notice(notice));
        let anew = AssertUnwindSafe(|| self.preview.anew());
        // If that panics too, the next change is looked at with what there is.
        drop(catch_unwind(anew));
    }

    /// Waits until something was touched, or the clock brings something; nothing when the server
    /// has ended.
    fn next(&mut self, last: Timestamp, next_change: Option<Timestamp>) -> Option<Touched> {
        loop {
            let due = next_change.map(|at| Duration::try_from(at - (self.clock)()));
            let longest = if self.watch.is_some() { LONGEST } else { POLL };
            // What is over already is due now.
            let due = due.map_or(longest, |due| due.unwrap_or_default().min(longest));
            match self.seen.recv_timeout(due) {
                Ok(seen) => {
                    let touched = self.gather(seen);
                    if !touched.is_nothing() {
                        return Some(touched);
                    }
                }
                Err(RecvTimeoutError::Timeout) if self.watch.is_none() => {
                    return Some(Touched::Anything);
                }
                Err(RecvTimeoutError::Timeout) => {
                    let now = (self.clock)();
                    // It may have been set back, too.
                    if now < last || next_change.is_some_and(|at| at <= now) {
                        return Some(Touched::default());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// All that was seen by now.
    fn gather(&mut self, first: Seen) -> Touched {
        let mut all = Touched::default();
        let mut next = Some(first);
        while let Some(seen) = next {
            match seen {
                Seen::Touched(touched) => all.extend(touched),
                Seen::Limit(notice) => {
                    self.poll(notice);
                    all = Touched::Anything;
                }
            }
            next = self.seen.try_recv().ok();
        }
        match self.watch.as_mut().map(|watch| watch.renew(&all)) {
            None | Some(Ok(false)) => {}
            Some(Ok(true)) => all = Touched::Anything,
            Some(Err(notice)) => {
                self.poll(notice);
                all = Touched::Anything;
            }
        }
        all
    }

    /// Goes on without what the system tells.
    fn poll(&mut self, notice: Diagnostic) {
        if self.watch.take().is_some() {
            (self.tell)(News::Notice(notice));
        }
    }

    /// The next edition, if anything differs.
    fn look(&mut self, mut touched: Touched, reload: Reload, owed: &mut Owed) -> Option<Edition> {
        let started = Instant::now();
        let mut names = named(&self.preview, &touched);
        let mut last = None;
        let mut until = None;
        let edition = loop {
            if let Some(edition) = self.preview.again(&touched, (self.clock)()) {
                self.front.stir();
                let target = edition.edited.as_ref().filter(|_| reload == Reload::Follow);
                let target = target.map(|url| edition.renderer.world().link(url));
                owed.change.append(Change { links: edition.changed.clone(), target });
                let scope = std::mem::replace(&mut owed.scope, Scope::Everything);
                owed.scope = scope.and(edition.scope.clone());
                last = Some(edition);
            }
            let broken = match last {
                None => {
                    self.front.looked();
                    return None;
                }
                Some(edition) if !edition.report.has_errors() => break edition,
                Some(broken) => broken,
            };
            let until = *until.get_or_insert_with(|| Instant::now() + MERCY);
            let left = until.saturating_duration_since(Instant::now());
            let Ok(seen) = self.seen.recv_timeout(left) else { break broken };
            last = Some(broken);
            touched = self.gather(seen);
            names = named(&self.preview, &touched);
        };
        let change = std::mem::take(&mut owed.change);
        let is_shown = self.front.show(&edition, &change);
        let (took, report) = (started.elapsed(), edition.report.clone());
        (self.tell)(News::Looked { touched: names, took, report });
        if is_shown {
            self.read_on(owed);
        } else {
            // Shown once the site is right again.
            owed.change = Change { target: None, ..change };
        }
        Some(edition)
    }

    /// Has the edition that is shown read for errors.
    fn read_on(&self, owed: &mut Owed) {
        let Shown { renderer, generation, .. } = self.front.shown();
        if !self.front.is_behind() {
            let scope = std::mem::replace(&mut owed.scope, Scope::Texts(Default::default()));
            self.proofs.read(Job { renderer, generation, scope, stirred: self.front.stirred() });
        }
    }
}

fn named(preview: &Preview, touched: &Touched) -> (Vec<String>, usize) {
    let Touched::Paths(paths) = touched else { return (Vec::new(), 0) };
    let name = |path: &std::path::PathBuf| {
        let path = path.strip_prefix(preview.root()).unwrap_or(path);
        path.display().to_string()
    };
    (paths.iter().take(NAMED).map(name).collect(), paths.len())
}
