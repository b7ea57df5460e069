use std::collections::BTreeMap;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Common, OutputFormat};
use crate::build::{Phase, Progress};
use crate::diagnostic::{Diagnostic, Report, Style, print};
use crate::plan::{Kind, Route};
use crate::value::without_orders;

/// Work that takes longer gets a bar, if someone is there to see it.
const PATIENCE: Duration = Duration::from_secs(1);

/// A page that takes longer is named.
const SLOW_PAGE: Duration = Duration::from_secs(10);

/// Who reads what is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    People,
    /// What is meant for them stands alone on standard output.
    Programs,
}

/// Where output goes, and how much of it.
pub(super) struct Console {
    pub reader: Reader,
    quiet: bool,
    pub verbose: bool,
    style: Style,
    bar: ProgressBar,
    may_show: bool,
    shown: AtomicBool,
    pub started: Instant,
    /// When each phase began.
    phases: Mutex<Vec<(Phase, Instant)>>,
    running: Arc<Running>,
}

/// Which pages are being rendered, and since when.
#[derive(Default)]
struct Running(Mutex<BTreeMap<String, Instant>>);

impl Console {
    pub fn new(common: &Common) -> Self {
        let terminal = stderr().is_terminal();
        let text = common.format == OutputFormat::Text;
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        let no_colour = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
        let running = Arc::new(Running::default());
        watch(Arc::downgrade(&running));
        Self {
            reader: match common.format {
                OutputFormat::Text => Reader::People,
                OutputFormat::Json | OutputFormat::Sarif => Reader::Programs,
            },
            quiet: common.quiet,
            verbose: common.verbose,
            style: if terminal && !no_colour { Style::Colour } else { Style::Plain },
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            may_show: terminal && text && !common.quiet,
            shown: AtomicBool::new(false),
            started: Instant::now(),
            phases: Mutex::default(),
            running,
        }
    }

    /// What a command answers. A reader that has gone away is no error.
    pub fn say(&self, text: &str) {
        // A title is no command to a terminal. In JSON it is escaped already.
        let shown = match self.reader {
            Reader::People => without_orders(text),
            Reader::Programs => text.into(),
        };
        let _ = stdout().lock().write_all(shown.as_bytes());
    }

    /// What a person may like to know.
    pub fn tell(&self, text: &str) {
        if !self.quiet && self.reader == Reader::People {
            self.bar.finish_and_clear();
            self.say(text);
        }
    }

    pub fn complain(&self, diagnostic: &Diagnostic) {
        self.report(&Report::from(diagnostic.clone()));
    }

    /// Prints diagnostics for a person; with `--quiet` the errors only.
    pub fn report(&self, report: &Report) {
        self.bar.finish_and_clear();
        let shown: Report = match self.quiet {
            true => report.errors_only(),
            false => report.clone(),
        };
        let _ = stderr().lock().write_all(print(&shown, self.style).as_bytes());
    }

    /// How long each phase took; what came before the first one counts as `start`.
    pub fn timings(&self) -> Vec<(&'static str, Duration)> {
        let phases = self.phases.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = [("start", self.started)].into_iter();
        let begun: Vec<_> =
            begun.chain(phases.iter().map(|(phase, at)| (phase.name(), *at))).collect();
        let ends = begun.iter().skip(1).map(|(_, at)| *at).chain([Instant::now()]);
        begun.iter().zip(ends).map(|((name, at), end)| (*name, end - *at)).collect()
    }

    fn show_bar(&self) {
        let late = self.may_show && self.started.elapsed() > PATIENCE;
        if late && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Progress for Console {
    fn phase(&self, phase: Phase, total: usize) {
        self.phases.lock().unwrap_or_else(PoisonError::into_inner).push((phase, Instant::now()));
        self.show_bar();
        let template = "{msg:>10} [{bar:40}] {human_pos} / {human_len}  {eta}";
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        self.bar.set_style(style.progress_chars("━╸ "));
        self.bar.set_message(phase.name());
        self.bar.set_length(total as u64);
        self.bar.set_position(0);
    }

    fn start(&self, route: &Route) {
        // Of a large picture it is no wonder, and it ends.
        if matches!(route.kind, Kind::Picture(..)) {
            return;
        }
        let mut running = self.running.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(route.url.to_string(), Instant::now());
    }

    fn done(&self, route: &Route) {
        let mut running = self.running.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(route.url.as_str());
        drop(running);
        // A page of the preview, which is no step of anything.
        if self.bar.is_finished() {
            return;
        }
        self.show_bar();
        self.bar.inc(1);
    }
}

/// Names pages that take long while they run: one whose template never ends would
/// otherwise leave nothing to look at.
fn watch(running: Weak<Running>) {
    std::thread::spawn(move || {
        let mut named: Vec<String> = Vec::new();
        loop {
            std::thread::sleep(SLOW_PAGE / 10);
            let Some(running) = running.upgrade() else { return };
            let pages = running.0.lock().unwrap_or_else(PoisonError::into_inner);
            for (url, since) in pages.iter() {
                if since.elapsed() > SLOW_PAGE && !named.contains(url) {
                    let _ = writeln!(
                        stderr(),
                        "{url} takes long: does a loop in its template never end?"
                    );
                    named.push(url.clone());
                }
            }
        }
    });
}
