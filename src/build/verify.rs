//! Whether the output is what a clean build would have written, to the byte.
//!
//! The clean build knows no cache, and keeps none.

use std::path::Path;

use super::broken::Without;
use super::pages::{self, Purpose};
use super::{Kept, Phase, Progress, Request, Silent};
use super::{entries, open_stage, output_folder, prepare_without, read_config};
use crate::diagnostic::{Diagnostic, Report};
use crate::emit::{Comparison, Difference, Output, Stage};

/// What came of the comparison.
#[derive(Debug)]
pub struct Verified {
    pub compared: usize,
    pub different: usize,
    /// An error for each file that differs, or why nothing could be compared.
    pub report: Report,
}

/// Builds clean beside the output, compares, and removes what was built.
pub fn verify(request: &Request, progress: &dyn Progress) -> Verified {
    progress.phase(Phase::Verify, 0);
    let mut report = Report::default();
    let config = read_config(request, &mut report);
    let comparison = compare(request, open_stage(request, &config), &mut report)
        .map_err(|diagnostic| report.push(diagnostic));
    let Ok(Some(Comparison { compared, different })) = comparison else {
        return Verified { compared: 0, different: 0, report };
    };
    let folder = output_folder(request, &config);
    let differing = different.iter().map(|(path, difference)| describe(folder, path, *difference));
    let report: Report = differing.collect();
    Verified { compared, different: different.len(), report }
}

/// Nothing if the site has errors, as it can if it was edited meanwhile.
fn compare(
    request: &Request,
    stage: Result<Stage, Diagnostic>,
    report: &mut Report,
) -> Result<Option<Comparison>, Diagnostic> {
    // Held until the end: no other build may change what is compared.
    let stage = stage?;
    let beside = stage.beside();
    let clean = Stage::open(Output::open(&request.root, &beside)?)?;
    let purpose = Purpose::Write(&clean);
    let mut without = Without::default();
    let (renderer, pages) = loop {
        let mut said = Report::default();
        let renderer = prepare_without(request, &without, &Silent).kept(&mut said);
        let to_keep = pages::Kept::default();
        let pages = pages::render(&renderer, purpose, None, to_keep, &Silent).kept(&mut said);
        let graded = request.strictness.apply(said, &renderer.world().config.check);
        match without.more(request, &graded) {
            Some(more) => without = more,
            None => {
                report.append(graded);
                break (renderer, pages);
            }
        }
    };
    if report.has_errors() {
        return Ok(None);
    }
    clean.commit(&entries(&renderer, &pages))?;
    stage.output().compare(&Output::open(&request.root, &beside)?).map(Some)
}

fn describe(folder: &Path, path: &str, difference: Difference) -> Diagnostic {
    let message = match difference {
        Difference::Bytes => format!("`{path}` is not what a clean build writes"),
        Difference::Missing => format!("`{path}` is missing, and a clean build writes it"),
        Difference::Superfluous => {
            format!("`{path}` is there, and a clean build does not write it")
        }
    };
    Diagnostic::error("verify", message)
        .in_file(folder.join(path).display())
        .hint("`blattwerk build --full` puts it right; if nobody edited the site meanwhile, please report it")
}
