use std::path::PathBuf;

use super::Ending;
use super::args::{Check, Common, OutputFormat};
use super::commands;
use super::console::Console;
use crate::build::Request;
use crate::check::{self, Baseline, External, Options, Patience};
use crate::diagnostic::{Diagnostic, sarif};

/// Finds what is wrong, and writes nothing but a baseline, if somebody asks for one.
pub(super) fn check(common: &Common, args: &Check, console: &Console) -> Ending {
    let asked = misuse(args).map_or_else(|| request(common, args), Err);
    let (request, options) = match asked {
        Ok(asked) => asked,
        Err(misuse) => {
            console.complain(&misuse);
            return Ending::Misused;
        }
    };
    let outcome = check::check(&request, &options, console);
    match common.format {
        OutputFormat::Sarif => console.say(&(sarif(&outcome.report) + "\n")),
        OutputFormat::Text | OutputFormat::Json => {
            commands::print(&outcome, None, args.build.timings, console);
        }
    }
    if common.format == OutputFormat::Text {
        outcome.notes.iter().for_each(|note| console.tell(&format!("{note}\n")));
    }
    if outcome.report.has_errors() { Ending::Failed } else { Ending::Done }
}

/// What only a build can do.
fn misuse(args: &Check) -> Option<Diagnostic> {
    let wrong = |message: &str, hint: &str| Some(Diagnostic::error("usage", message).hint(hint));
    if args.build.verify {
        return wrong(
            "`check` writes nothing that could be compared",
            "use `blattwerk build --verify`",
        );
    }
    if args.build.publish {
        return wrong("`check` publishes nothing", "use `blattwerk build --publish`");
    }
    if args.build.hold_broken {
        return wrong("`check` tells of all errors", "use `blattwerk build --hold-broken`");
    }
    None
}

fn request(common: &Common, args: &Check) -> Result<(Request, Options), Diagnostic> {
    let request = commands::build_request(common, &args.build)?;
    // Named from where the command was typed, as every path on a command line.
    let absolute = |file: &PathBuf| std::path::absolute(file).unwrap_or_else(|_| file.clone());
    let baseline = match args.baseline.as_ref().map(absolute) {
        None => Baseline::None,
        Some(file) if args.update_baseline => Baseline::Write(file),
        Some(file) => Baseline::Compare(file),
    };
    let external = match args.external {
        true => External::Followed(Patience::default()),
        false => External::Ignored,
    };
    Ok((request, Options { external, baseline }))
}
