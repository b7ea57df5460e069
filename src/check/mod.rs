//! Looks at everything that a site has, and writes nothing of it.
//!
//! Renders every page as a build does, follows every link and picture in what comes out, and
//! compares articles, tags and files with each other. What is wrong is told at the place where
//! somebody wrote it.

mod baseline;
mod external;
mod html;
mod links;
mod located;
mod rules;
mod settings;

use std::path::PathBuf;

use crate::build::{self, Outcome, Progress, Request};
use crate::config;
use crate::diagnostic::Report;
use crate::source;

use links::Inspection;

pub use external::Patience;

/// What else is looked at, and what is known already.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub external: External,
    pub baseline: Baseline,
}

/// Whether links to other hosts are followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum External {
    #[default]
    Ignored,
    Followed(Patience),
}

/// A file of what is known to be wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Baseline {
    #[default]
    None,
    /// What stands in it is not told again.
    Compare(PathBuf),
    /// It is written anew.
    Write(PathBuf),
}

/// Finds what is wrong with a site.
pub fn check(request: &Request, options: &Options, progress: &dyn Progress) -> Outcome {
    let inspection = Inspection::new(options.external);
    let (renderer, rendered, mut report) = build::examine(request, &inspection, progress);
    let world = renderer.world();
    report.append(renderer.unknown_names());
    let (found, links) = inspection.finish(&renderer);
    report.append(found);
    report.append(rules::look(world));
    let file = request.config_file.as_deref().unwrap_or(config::FILE);
    report.append(settings::look(world, file, &settings_text(request, file)));
    let mut notes = Vec::new();
    if let External::Followed(patience) = options.external {
        let (dead, note) = external::follow(&request.root, links, patience, request.now);
        report.append(dead);
        notes.push(note);
    }
    let levels = &world.config.check;
    let report = report.sorted().at(levels);
    let (report, note) = without_known(report, &options.baseline);
    notes.extend(note);
    let mut outcome = build::examined(request, &renderer, rendered, report);
    outcome.notes = notes;
    outcome
}

/// Why it cannot be read was told before.
fn settings_text(request: &Request, file: &str) -> String {
    source::read_root_file(&request.root, file).and_then(Result::ok).unwrap_or_default()
}

/// A report without what a baseline knows, and what is to be said about that.
fn without_known(report: Report, baseline: &Baseline) -> (Report, Option<String>) {
    let done = match baseline {
        Baseline::None => return (report, None),
        Baseline::Compare(file) => baseline::compare(file, &report),
        Baseline::Write(file) => baseline::write(file, &report),
    };
    match done {
        Ok((report, note)) => (report, Some(note)),
        Err(diagnostic) => {
            let mut report = report;
            report.push(diagnostic);
            (report.sorted(), None)
        }
    }
}
