//! Reads the pages that nobody asks for, so that their errors are seen too. One page at a time, on
//! one thread; stops when something is touched, and lets those go first who ask for pages.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

use super::front::Front;
use super::{CODE, News, Tell};
use crate::build::{Findings, Pace, Scope};
use crate::diagnostic::Diagnostic;
use crate::render::Renderer;

/// How long a page waits for those who ask; somebody always asks while a site is tested.
const COURTESY: Duration = Duration::from_millis(20);

/// An edition to be read.
pub(super) struct Job {
    pub renderer: Arc<Renderer>,
    pub generation: u64,
    pub scope: Scope,
    /// What was touched when it was made.
    pub stirred: u64,
}

/// Where editions are handed in.
pub(super) struct Proofs(Sender<Job>);

impl Proofs {
    pub fn read(&self, job: Job) {
        // Without a reader nobody is told of errors on other pages.
        let _ = self.0.send(job);
    }
}

pub(super) fn start(front: Arc<Front>, mut findings: Findings, tell: Tell) -> Proofs {
    let (to_reader, jobs) = mpsc::channel::<Job>();
    std::thread::spawn(move || {
        // What an edition left unread, the next one owes.
        let mut unread = Scope::Texts(Default::default());
        while let Ok(mut job) = jobs.recv() {
            unread = unread.and(job.scope);
            while let Ok(newer) = jobs.try_recv() {
                unread = unread.and(newer.scope.clone());
                job = newer;
            }
            let started = Instant::now();
            let pace = || {
                let began = Instant::now();
                while front.is_asked() && began.elapsed() < COURTESY {
                    std::thread::sleep(Duration::from_millis(1));
                }
                if front.stirred() == job.stirred { Pace::Go } else { Pace::Stop }
            };
            let reading = AssertUnwindSafe(|| {
                if findings.look_at_errors(&job.renderer) {
                    unread = Scope::Everything;
                }
                front.found(job.generation, findings.report(&job.renderer));
                findings.look_over(&job.renderer, &unread, &pace)
            });
            // One page that makes this program panic must not end the reading of all others.
            let Ok((is_done, rendered)) = catch_unwind(reading) else {
                let message = "a page made the program panic while it was read for errors";
                let notice = Diagnostic::error(CODE, message).hint("please report it");
                tell(News::Notice(notice));
                continue;
            };
            if !is_done {
                continue;
            }
            unread = Scope::Texts(Default::default());
            findings.forget_all_but(&job.renderer);
            let report = findings.report(&job.renderer);
            front.found(job.generation, report.clone());
            tell(News::Proofread { rendered, took: started.elapsed(), report });
        }
    });
    Proofs(to_reader)
}
