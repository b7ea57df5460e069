use super::args::{Args, Command, Planned, PlannedFlags};
use crate::diagnostic::Diagnostic;

/// What was asked for and does not work yet.
pub(super) fn misuse(args: &Args) -> Option<Diagnostic> {
    let name = match &args.command {
        Command::Planned(planned) => planned_command(planned),
        Command::Build(build) => planned_flag(&build.planned)?,
        Command::Check(check) => planned_flag(&check.build.planned)?,
        Command::Init { .. }
        | Command::New(_)
        | Command::Serve(_)
        | Command::Explain(_)
        | Command::List(_)
        | Command::Tags(_)
        | Command::Comment(_)
        | Command::Newsletter(_)
        | Command::Due(_)
        | Command::Clean(_)
        | Command::Config
        | Command::Completion { .. } => return None,
    };
    let message = format!("`{name}` is planned, but does not work in this version yet");
    Some(Diagnostic::error("usage", message).hint("`blattwerk --help` lists what works"))
}

fn planned_command(command: &Planned) -> &'static str {
    match command {
        Planned::Import(_) => "import",
        Planned::Deploy(_) => "deploy",
    }
}

fn planned_flag(flags: &PlannedFlags) -> Option<&'static str> {
    let PlannedFlags { minify } = flags;
    minify.then_some("--minify")
}
