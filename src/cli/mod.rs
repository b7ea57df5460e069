//! Arguments as typed → commands as meant; progress; what is printed; exit codes.
//!
//! The only place that knows of terminals, of the environment and of the clock.

mod args;
mod check;
mod clock;
mod commands;
mod comment;
mod console;
mod explain;
mod init;
mod list;
mod newsletter;
mod planned;
mod serve;
mod summary;
mod tags;

use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, Parser};

use crate::diagnostic::Diagnostic;
use args::{Args, Command, OutputFormat};
use console::Console;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// The site has errors.
    Failed,
    /// The command was not understood.
    Misused,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::SUCCESS,
            Ending::Failed => Self::from(1),
            Ending::Misused => Self::from(2),
        }
    }
}

/// Runs the command that the program was started with.
pub fn run() -> Ending {
    let args = Args::parse();
    let console = Arc::new(Console::new(&args.common));
    if let Some(misuse) = planned::misuse(&args) {
        console.complain(&misuse);
        return Ending::Misused;
    }
    if args.common.format == OutputFormat::Sarif && !matches!(args.command, Command::Check(_)) {
        let misuse = Diagnostic::error("usage", "only `check` prints SARIF");
        console.complain(&misuse.hint("use `--format json`"));
        return Ending::Misused;
    }
    match &args.command {
        Command::Build(build) => commands::build(&args.common, build, &console),
        Command::Check(check) => check::check(&args.common, check, &console),
        Command::Serve(serve) => serve::serve(&args.common, serve, console),
        Command::Explain(page) => explain::explain(&args.common, page, &console),
        Command::List(list) => list::list(&args.common, list, &console),
        Command::Tags(tags) => tags::tags(&args.common, tags, &console),
        Command::Comment(what) => comment::comment(&args.common, what, &console),
        Command::Newsletter(letter) => newsletter::newsletter(&args.common, letter, &console),
        Command::Due(due) => commands::due(&args.common, due, &console),
        Command::Clean(clean) => commands::clean(&args.common, clean, &console),
        Command::Config => commands::config(&args.common, &console),
        Command::Init { folder } => init::init(folder, &console),
        Command::New(new) => init::new(&args.common, new, &console),
        Command::Completion { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "blattwerk", &mut script);
            console.say(&String::from_utf8_lossy(&script));
            Ending::Done
        }
        // Refused above.
        Command::Planned(_) => Ending::Misused,
    }
}

/// The command line as clap knows it, for the manual's test.
pub fn command() -> clap::Command {
    Args::command()
}
