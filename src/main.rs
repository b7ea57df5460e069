use std::process::ExitCode;

fn main() -> ExitCode {
    blattwerk::cli::run().into()
}
