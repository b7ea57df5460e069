use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::console::{Console, Reader};
use crate::archive::{Held, Reason};
use crate::build::{Outcome, Verified};
use crate::diagnostic::Item;
use crate::emit::Committed;

/// What `--format json` ends with: DESIGN.md's names.
#[derive(Serialize)]
struct Summary<'a> {
    articles: usize,
    jobs: usize,
    routes: usize,
    rendered: usize,
    moved: usize,
    written: usize,
    removed: usize,
    unchanged: usize,
    errors: usize,
    warnings: usize,
    seconds: f64,
    peak_rss_bytes: Option<u64>,
    next_change: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    different: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<usize>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    timings: BTreeMap<&'static str, f64>,
    held: Vec<HeldItem<'a>>,
    waiting: usize,
    diagnostics: Vec<Item<'a>>,
}

#[derive(Serialize)]
pub(super) struct HeldItem<'a> {
    source: &'a str,
    title: &'a str,
    reason: &'static str,
    at: Option<String>,
}

impl<'a> From<&'a Held> for HeldItem<'a> {
    fn from(held: &'a Held) -> Self {
        let (reason, at) = match held.reason {
            Reason::Draft => ("draft", None),
            Reason::Broken => ("broken", None),
            Reason::Future(at) => ("future", Some(at)),
            Reason::Expired(at) => ("expired", Some(at)),
        };
        Self {
            source: held.source.as_str(),
            title: &held.title,
            reason,
            at: at.map(|at| at.to_string()),
        }
    }
}

/// How long each phase took, if somebody asked.
pub(super) type Timings = [(&'static str, Duration)];

pub(super) fn print(
    outcome: &Outcome,
    verified: Option<&Verified>,
    timings: &Timings,
    console: &Console,
) {
    match console.reader {
        Reader::People => {
            console.tell(&text(outcome, console));
            verified.into_iter().for_each(|verified| console.tell(&comparison(verified)));
            for (phase, time) in timings {
                console.tell(&format!("{phase:>10}  {:.3} s\n", time.as_secs_f64()));
            }
        }
        Reader::Programs => {
            console.say(&(json(outcome, verified, timings, console) + "\n"));
        }
    }
}

fn json(
    outcome: &Outcome,
    verified: Option<&Verified>,
    timings: &Timings,
    console: &Console,
) -> String {
    let seconds = |(phase, time): &(&'static str, Duration)| (*phase, time.as_secs_f64());
    let Committed { written, removed, unchanged } = outcome.committed.unwrap_or_default();
    let summary = Summary {
        articles: outcome.articles,
        jobs: outcome.jobs,
        routes: outcome.routes,
        rendered: outcome.rendered,
        moved: outcome.moved,
        written,
        removed,
        unchanged,
        errors: outcome.report.errors(),
        warnings: outcome.report.warnings(),
        seconds: console.started.elapsed().as_secs_f64(),
        peak_rss_bytes: peak_rss_bytes(),
        next_change: outcome.next_change.map(|at| at.to_string()),
        compared: verified.map(|verified| verified.compared),
        different: verified.map(|verified| verified.different),
        published: outcome.published,
        timings: timings.iter().map(seconds).collect(),
        held: outcome.held.iter().map(HeldItem::from).collect(),
        waiting: outcome.waiting,
        diagnostics: outcome.report.iter().map(Item::from).collect(),
    };
    serde_json::to_string(&summary).unwrap_or_default()
}

fn comparison(verified: &Verified) -> String {
    let files = counted(verified.compared, "file");
    match verified.different {
        0 if verified.compared == 0 => "verified nothing\n".to_owned(),
        0 => format!("verified: {files} compared with a clean build, no difference\n"),
        different => {
            let differences = counted(different, "difference");
            format!("verified: {files} compared with a clean build, {differences}\n")
        }
    }
}

fn text(outcome: &Outcome, console: &Console) -> String {
    let mut lines = Vec::new();
    let (errors, warnings) = (outcome.report.errors(), outcome.report.warnings());
    if errors > 0 {
        let nothing = if outcome.committed.is_none() { "; nothing was written" } else { "" };
        lines.push(format!(
            "{} and {}{nothing}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ));
        return lines.join("\n") + "\n";
    }
    let site =
        format!("{} and {}", counted(outcome.articles, "article"), counted(outcome.jobs, "job"));
    let seconds = console.started.elapsed().as_secs_f64();
    match outcome.committed {
        Some(Committed { written, removed, unchanged }) => lines.push(format!(
            "built {site}: {} written, {removed} removed, {unchanged} unchanged, in {seconds:.2} s",
            counted(written, "file"),
        )),
        None => lines.push(format!(
            "checked {site}: {} rendered, in {seconds:.2} s",
            counted(outcome.rendered, "page")
        )),
    }
    if outcome.moved > 0 {
        let pages = counted(outcome.moved, "numbered page");
        lines.push(format!(
            "{pages} of lists show other articles, since not all changes are at the end"
        ));
    }
    if let Some(published) = outcome.published {
        lines.push(format!("urls.lock: {}", counted(published, "new line")));
    }
    if warnings > 0 {
        lines.push(counted(warnings, "warning"));
    }
    lines.extend(held(&outcome.held, console));
    if outcome.waiting > 0 {
        let comments = counted(outcome.waiting, "comment");
        lines.push(format!("not approved: {comments} (`blattwerk comment list` names them)"));
    }
    if console.verbose {
        lines.extend(outcome.notes.iter().cloned());
    }
    if let Some(at) = outcome.next_change {
        lines.push(format!("by the clock alone, the site changes next at {at}"));
    }
    lines.join("\n") + "\n"
}

/// How many are held back and why; with `-v` each by name.
fn held(all: &[Held], console: &Console) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let of = |reason: fn(&Reason) -> bool| all.iter().filter(|held| reason(&held.reason)).count();
    let counts = [
        (of(|reason| matches!(reason, Reason::Broken)), "with errors"),
        (of(|reason| matches!(reason, Reason::Draft)), "draft"),
        (of(|reason| matches!(reason, Reason::Future(_))), "of the future"),
        (of(|reason| matches!(reason, Reason::Expired(_))), "expired"),
    ];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let hint = if console.verbose { "" } else { " (`blattwerk list held` names them)" };
    let mut lines = vec![format!("held back: {}{hint}", parts.join(", "))];
    if console.verbose {
        lines.extend(all.iter().map(held_line));
    }
    lines
}

pub(super) fn held_line(held: &Held) -> String {
    let until = |word: &str, at: Timestamp| format!("{word} {at}");
    let reason = match held.reason {
        Reason::Draft => "draft".to_owned(),
        Reason::Broken => "has errors".to_owned(),
        Reason::Future(at) => until("not before", at),
        Reason::Expired(at) => until("expired at", at),
    };
    format!("  {}: {reason}", held.source)
}

/// `1 file`, `2 files`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The most memory that the process ever held, where the system tells.
fn peak_rss_bytes() -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
