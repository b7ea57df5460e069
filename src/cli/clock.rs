use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::Diagnostic;
use crate::value::Moment;

/// What programs agree on to make builds reproducible.
/// <https://reproducible-builds.org/specs/source-date-epoch/>
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// `--at`, else `SOURCE_DATE_EPOCH`, else the clock.
pub(super) fn now(at: Option<&str>, zone: &TimeZone) -> Result<Timestamp, Diagnostic> {
    if let Some(text) = at {
        return Moment::parse(text, zone).map(Moment::timestamp).map_err(|fault| {
            Diagnostic::error("usage", format!("`--at {text}` is not a time: {}", fault.fact))
                .maybe_hint(fault.hint)
        });
    }
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    match std::env::var(EPOCH) {
        Ok(text) => epoch(&text),
        Err(_) => Ok(this_second()),
    }
}

/// Whether the time goes on while a command runs.
pub(super) fn runs(at: Option<&str>) -> bool {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let epoch = std::env::var(EPOCH);
    at.is_none() && epoch.is_err()
}

/// No one schedules by the fraction of a second.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(super) fn this_second() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn epoch(text: &str) -> Result<Timestamp, Diagnostic> {
    let seconds = text.trim().parse().ok();
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        Diagnostic::error("usage", format!("{EPOCH} is `{text}`, which is no number of seconds"))
            .hint("unset it, or use --at")
    })
}
