use super::Ending;
use super::args::{Build, Common, Output, Shown};
use super::clock;
use super::console::{Console, Reader};
use super::summary;
use crate::archive::Include;
use crate::build::{self, Outcome, Request};
use crate::cache;
use crate::diagnostic::{Diagnostic, Report};
use crate::emit;
use crate::value::{BaseUrl, Moment};

pub(super) fn build(common: &Common, args: &Build, console: &Console) -> Ending {
    let Shown { drafts, future, expired, .. } = args.shown;
    if args.publish && (drafts || future || expired) {
        let message = "what is held back cannot be published";
        let misuse = Diagnostic::error("usage", message)
            .hint("use `--publish` without `--drafts`, `--future` and `--expired`");
        console.complain(&misuse);
        return Ending::Misused;
    }
    let request = match build_request(common, args) {
        Ok(request) => request,
        Err(misuse) => {
            console.complain(&misuse);
            return Ending::Misused;
        }
    };
    let mut outcome = build::build(&request, console);
    let verified =
        (args.verify && !outcome.report.has_errors()).then(|| build::verify(&request, console));
    if let Some(verified) = &verified {
        outcome.report.append(verified.report.clone());
    }
    print(&outcome, verified.as_ref(), args.timings, console);
    if outcome.report.has_errors() { Ending::Failed } else { Ending::Done }
}

/// What a build is asked for.
pub(super) fn build_request(common: &Common, args: &Build) -> Result<Request, Diagnostic> {
    let request = request(common, &args.shown, args.base_url.as_deref())?;
    let (output_dir, strictness) = (args.output.folder(), args.into());
    let (reuse, publishing, broken) = (args.into(), args.into(), args.into());
    Ok(Request { output_dir, strictness, reuse, publishing, broken, ..request })
}

/// Prints what came of a build, or of looking at a site.
pub(super) fn print(
    outcome: &Outcome,
    verified: Option<&build::Verified>,
    timings: bool,
    console: &Console,
) {
    // For programs they stand in the summary.
    if console.reader == Reader::People {
        console.report(&outcome.report);
    }
    let timings = if timings { console.timings() } else { Vec::new() };
    summary::print(outcome, verified, &timings, console);
}

impl From<&Build> for build::Strictness {
    fn from(args: &Build) -> Self {
        if args.strict { Self::WarningsAreErrors } else { Self::Lenient }
    }
}

impl From<&Build> for build::Publishing {
    fn from(args: &Build) -> Self {
        if args.publish { Self::Add } else { Self::Not }
    }
}

impl From<&Build> for build::Broken {
    fn from(args: &Build) -> Self {
        if args.hold_broken { Self::HoldBack } else { Self::Refuse }
    }
}

impl From<&Build> for build::Reuse {
    fn from(args: &Build) -> Self {
        if args.full { Self::Nothing } else { Self::Cache }
    }
}

/// What the arguments ask for; the clock is read here.
pub(super) fn request(
    common: &Common,
    shown: &Shown,
    base_url: Option<&str>,
) -> Result<Request, Diagnostic> {
    let base_url = base_url.map(|text| {
        BaseUrl::new(text).map_err(|fact| {
            Diagnostic::error("usage", format!("`{text}` is not an address: {fact}"))
                .hint("write it as https://example.org/")
        })
    });
    let include = Include { drafts: shown.drafts, future: shown.future, expired: shown.expired };
    let mut request = Request {
        root: common.root.clone(),
        config_file: common.config.clone(),
        output_dir: None,
        base_url: base_url.transpose()?,
        include,
        strictness: build::Strictness::Lenient,
        reuse: build::Reuse::Cache,
        publishing: build::Publishing::Not,
        broken: build::Broken::Refuse,
        now: jiff::Timestamp::UNIX_EPOCH,
    };
    // A time without an offset is meant in the site's zone; what is wrong with the settings
    // is told by the command itself.
    let zone = build::read_config(&request, &mut Report::default()).timezone;
    request.now = clock::now(shown.at.as_deref(), &zone)?;
    Ok(request)
}

pub(super) fn plain_request(common: &Common) -> Result<Request, Diagnostic> {
    request(common, &Shown { drafts: false, future: false, expired: false, at: None }, None)
}

/// Says when to build again although nobody changed anything.
pub(super) fn due(common: &Common, shown: &Shown, console: &Console) -> Ending {
    let request = match request(common, shown, None) {
        Ok(request) => request,
        Err(misuse) => return failed(&misuse.into(), console),
    };
    let (renderer, report) = build::prepare(&request, &build::Silent);
    // What cannot be read may have a date.
    if report.has_errors() {
        return failed(&report.sorted(), console);
    }
    let world = renderer.world();
    let next = world.archive.next_change().map(|at| world.date(Moment::new(at)));
    match (console.reader, next) {
        (Reader::Programs, next) => {
            console.say(&(serde_json::json!({ "next_change": next }).to_string() + "\n"));
        }
        (Reader::People, Some(next)) => console.say(&(next + "\n")),
        (Reader::People, None) => console.say("nothing changes by the clock alone\n"),
    }
    Ending::Done
}

pub(super) fn clean(common: &Common, args: &Output, console: &Console) -> Ending {
    let mut report = Report::default();
    let done = plain_request(common).and_then(|request| {
        let config = build::read_config(&request, &mut report);
        if report.has_errors() {
            return Ok(None);
        }
        let folder = args.folder().unwrap_or_else(|| config.output_dir.clone().into());
        let removed = emit::clean(&request.root, &folder)?;
        cache::clear(&request.root).map_err(|error| {
            Diagnostic::error("output", format!("the cache cannot be removed: {error}"))
                .hint("look at .blattwerk/ and at its permissions")
        })?;
        Ok(Some(removed))
    });
    match done {
        Ok(Some(removed)) => {
            console.tell(&format!("removed {}\n", summary::counted(removed, "file")));
            return Ending::Done;
        }
        Ok(None) => {}
        Err(diagnostic) => report.push(diagnostic),
    }
    failed(&report, console)
}

/// Prints what went wrong: with the site, or with the command itself.
pub(super) fn failed(report: &Report, console: &Console) -> Ending {
    console.report(report);
    if report.iter().any(|diagnostic| diagnostic.code == "usage") {
        Ending::Misused
    } else {
        Ending::Failed
    }
}

pub(super) fn config(common: &Common, console: &Console) -> Ending {
    let mut report = Report::default();
    let config = match plain_request(common) {
        Ok(request) => build::read_config(&request, &mut report),
        Err(diagnostic) => {
            console.complain(&diagnostic);
            return Ending::Misused;
        }
    };
    console.report(&report);
    if report.has_errors() {
        return Ending::Failed;
    }
    let settings = config.effective();
    match console.reader {
        Reader::People => console.say(&toml::to_string_pretty(&settings).unwrap_or_default()),
        Reader::Programs => {
            console.say(&(serde_json::to_string_pretty(&settings).unwrap_or_default() + "\n"))
        }
    }
    Ending::Done
}
