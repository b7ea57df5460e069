//! The site in a browser while people write.
//!
//! Pages are rendered when somebody asks for them, from the same plan and by the same function as
//! in a build, so that nothing is shown that a build would not write. Nothing is written.
//!
//! Three threads beside those of the server: the *desk* looks at the site again when something
//! was touched, the *proof-reader* renders what nobody asks for, to find errors, and a watcher
//! tells the desk what was touched. The server answers from the *front*, which holds the last
//! edition without errors.

mod answer;
mod desk;
mod events;
mod front;
mod guard;
mod http;
mod listen;
mod proofs;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use jiff::Timestamp;

use crate::build::{Edition, Findings, Preview, Progress, Request};
use crate::config;
use crate::diagnostic::{Diagnostic, Report};
use crate::source::Touched;
use crate::watch::{Seen, Watch};

use desk::Desk;
use front::Front;

const CODE: &str = "serve";

/// How a site is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// The first port that is tried; 0 for any.
    pub port: u16,
    /// Where to listen; nothing for this machine alone.
    pub interface: Option<IpAddr>,
    /// Names by which the server may be called, besides those of this machine.
    pub hosts: Vec<String>,
    pub reload: Reload,
    pub means: Means,
}

/// How changes are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Means {
    /// By what the system tells.
    #[default]
    Events,
    /// By looking every second, where it tells nothing: on network drives, in some containers.
    Polling,
}

/// What open pages do when the site changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    Off,
    /// They load again.
    Pages,
    /// They load again, and the one that is looked at goes to the text that was edited.
    Follow,
}

/// What happens, for whoever tells people.
#[derive(Debug)]
pub enum News {
    Ready {
        addresses: Vec<String>,
        /// The port that was asked for, if it was taken.
        taken: Option<u16>,
        /// What is wrong with the site, pages aside.
        report: Report,
    },
    /// The site was looked at again.
    Looked {
        /// Some of the files that were touched, and how many.
        touched: (Vec<String>, usize),
        took: Duration,
        report: Report,
    },
    /// All pages were rendered, or known.
    Proofread { rendered: usize, took: Duration, report: Report },
    /// Something to know about the server itself.
    Notice(Diagnostic),
}

/// Is told what happens. Called from many threads.
pub type Tell = Arc<dyn Fn(News) + Send + Sync>;

/// The clock, for whoever looks at the site again.
pub type Clock = Box<dyn Fn() -> Timestamp + Send>;

/// Serves a site until someone interrupts the process.
pub fn serve(
    mut request: Request,
    options: &Options,
    clock: Clock,
    progress: Arc<dyn Progress + Send + Sync>,
    tell: &Tell,
) -> Result<(), Diagnostic> {
    // Whoever watches files names them in full.
    let output = request.output_dir.clone();
    request.root = std::path::absolute(&request.root).map_err(|error| cannot("start", &error))?;
    let listeners = listen::bind(options)?;
    let runtime = listen::runtime()?;
    let (to_desk, seen) = mpsc::channel();
    let opening = {
        let (to_desk, means) = (to_desk.clone(), options.means);
        let progress = Arc::clone(&progress);
        runtime.spawn_blocking(move || open(request, means, &*progress, to_desk))
    };
    let opened = runtime.block_on(listen::unless_interrupted(opening))?;
    // Interrupted before anything was there to be shown.
    let Some(Opened { preview, edition, findings, watch }) = opened else {
        runtime.shutdown_background();
        return Ok(());
    };
    let watch = watch.unwrap_or_else(|notice| {
        tell(News::Notice(notice));
        None
    });
    // What changed before it was watched.
    let _ = to_desk.send(Seen::Touched(Touched::Anything));
    let front = Arc::new(Front::new(&edition, options.reload, output, progress, to_desk));
    let report = edition.report.clone();
    let proofs = proofs::start(Arc::clone(&front), findings, Arc::clone(tell));
    let desk = Desk {
        preview,
        watch,
        seen,
        front: Arc::clone(&front),
        proofs,
        clock,
        tell: Arc::clone(tell),
    };
    desk.start(edition, options.reload)?;
    let done = runtime.block_on(listen::run(listeners, options, front, |addresses, taken| {
        tell(News::Ready { addresses, taken, report });
    }));
    // Open streams are no reason to wait.
    runtime.shutdown_background();
    done
}

/// What takes a while in a big archive.
struct Opened {
    preview: Preview,
    edition: Edition,
    findings: Findings,
    /// Nothing if nobody asked for it.
    watch: Result<Option<Watch>, Diagnostic>,
}

fn open(
    request: Request,
    means: Means,
    progress: &dyn Progress,
    to_desk: mpsc::Sender<Seen>,
) -> Opened {
    let settings = request.config_file.as_deref().unwrap_or(config::FILE).to_owned();
    let root = request.root.clone();
    // When the desk is gone, so is the server.
    let watcher = Arc::new(move |seen: Seen| drop(to_desk.send(seen)));
    std::thread::scope(|scope| {
        let watch = (means == Means::Events)
            .then(|| scope.spawn(move || Watch::start(&root, &settings, watcher)));
        let (preview, edition, findings) = Preview::open(request, progress);
        let watch = watch.map(|watch| watch.join().expect("watching does not panic")).transpose();
        Opened { preview, edition, findings, watch }
    })
}

fn cannot(doing: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(CODE, format!("cannot {doing}: {error}"))
}
