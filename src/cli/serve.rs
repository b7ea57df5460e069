//! `serve`, and what it prints while it runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Ending;
use super::args::{Common, Serve};
use super::clock;
use super::commands::{failed, request};
use super::console::Console;
use super::summary::counted;
use crate::diagnostic::{Diagnostic, Report};
use crate::serve::{self, Clock, Means, News, Options, Reload};

pub(super) fn serve(common: &Common, args: &Serve, console: Arc<Console>) -> Ending {
    let request = match request(common, &args.shown, args.base_url.as_deref()) {
        Ok(request) => request,
        Err(misuse) => return failed(&misuse.into(), &console),
    };
    let clock: Clock = match (clock::runs(args.shown.at.as_deref()), request.now) {
        (true, _) => Box::new(clock::this_second),
        (false, now) => Box::new(move || now),
    };
    let teller = Teller { console: Arc::clone(&console), open: args.open, said: Mutex::default() };
    let tell: serve::Tell = Arc::new(move |news| teller.tell(news));
    match serve::serve(request, &args.into(), clock, Arc::clone(&console) as _, &tell) {
        Ok(()) => Ending::Done,
        Err(diagnostic) => failed(&diagnostic.into(), &console),
    }
}

impl From<&Serve> for Options {
    fn from(args: &Serve) -> Self {
        let reload = match (args.no_reload, args.navigate) {
            (true, _) => Reload::Off,
            (false, true) => Reload::Follow,
            (false, false) => Reload::Pages,
        };
        let means = if args.poll { Means::Polling } else { Means::Events };
        let (port, interface, hosts) = (args.port, args.interface, args.allow_host.clone());
        Self { port, interface, hosts, reload, means }
    }
}

/// Tells in the terminal what happens.
struct Teller {
    console: Arc<Console>,
    open: bool,
    said: Mutex<Said>,
}

/// What was said already, so that it is not said at each change again.
#[derive(Default)]
struct Said {
    site: Report,
    pages: Report,
}

impl Teller {
    fn tell(&self, news: News) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match news {
            News::Ready { addresses, taken, report } => {
                if let Some(port) = taken {
                    self.console.tell(&format!("port {port} is taken, so this is another one\n"));
                }
                for address in &addresses {
                    self.console.say(&format!("{address} (Ctrl-C ends it)\n"));
                }
                self.news(&mut said.site, report);
                if let Some(address) = addresses.first().filter(|_| self.open) {
                    self.open(address);
                }
            }
            News::Looked { touched: (names, number), took, report } => {
                self.console.tell(&format!(
                    "{}: {}\n",
                    touched(&names, number),
                    milliseconds(took)
                ));
                self.news(&mut said.site, report);
            }
            News::Proofread { rendered, took, report } => {
                if self.console.verbose {
                    let pages = counted(rendered, "page");
                    self.console
                        .tell(&format!("{pages} read for errors: {}\n", milliseconds(took)));
                }
                self.news(&mut said.pages, report);
            }
            News::Notice(diagnostic) => self.console.complain(&diagnostic),
        }
    }

    /// Prints what was not said before, and tells when nothing is wrong any more.
    fn news(&self, said: &mut Report, report: Report) {
        let new = report.beyond(said);
        if !new.is_empty() {
            self.console.report(&new);
        }
        if said.has_errors() && !report.has_errors() {
            self.console.tell("mended\n");
        }
        *said = report;
    }

    fn open(&self, address: &str) {
        if let Err(error) = open::that_detached(address) {
            let notice = Diagnostic::warning("serve", format!("no browser can be opened: {error}"));
            self.console.complain(&notice.hint(format!("open {address} yourself")));
        }
    }
}

fn touched(names: &[String], number: usize) -> String {
    match number.saturating_sub(names.len()) {
        _ if names.is_empty() => "looked again".into(),
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{:.0} ms", took.as_secs_f64() * 1000.0)
}
