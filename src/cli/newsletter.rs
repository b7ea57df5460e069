use std::path::{Path, PathBuf};

use jiff::Span;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Ending;
use super::args::{Common, Newsletter as Args, Shown, from_here};
use super::commands::{self, failed};
use super::console::{Console, Reader};
use super::summary::counted;
use crate::build::{self, Request, Silent};
use crate::diagnostic::{Diagnostic, Report};
use crate::emit::{self, Existing};
use crate::render::{Issue, Newsletter, World};
use crate::value::Moment;

/// For programs.
#[derive(Serialize)]
struct Answer<'n> {
    since: String,
    until: String,
    /// Nothing if nothing was published.
    subject: Option<&'n str>,
    articles: usize,
    more: usize,
    jobs: usize,
    files: Vec<String>,
    written: usize,
}

pub(super) fn newsletter(common: &Common, args: &Args, console: &Console) -> Ending {
    match make(common, args, console) {
        Ok(()) => Ending::Done,
        Err(report) => failed(&report, console),
    }
}

fn make(common: &Common, args: &Args, console: &Console) -> Result<(), Report> {
    let shown = Shown { drafts: false, future: false, expired: false, at: args.at.clone() };
    let request = commands::request(common, &shown, None)?;
    let zone = build::read_config(&request, &mut Report::default()).timezone;
    let (since, until) = period(args, &request, &zone)?;
    let intro = args.intro.as_deref().map(intro).transpose()?;
    let (renderer, report) = build::prepare(&request, &Silent);
    if report.has_errors() {
        return Err(report.errors_only().sorted());
    }
    let world = renderer.world();
    // Before anything is rendered.
    let folder = folder(world, args)?;
    let issue = Issue {
        since,
        until,
        tags: args.tag.clone(),
        limit: args.limit.unwrap_or(usize::MAX),
        subject: args.subject.clone(),
        intro,
    };
    let (made, report) = renderer.newsletter(&issue);
    if report.has_errors() {
        return Err(report);
    }
    let mut written = 0;
    let mut paths = Vec::new();
    if let Some(made) = &made {
        let day = last_day(until, &zone);
        let files = [("html", &made.html), ("txt", &made.text)]
            .map(|(ending, text)| (format!("{day}.{ending}"), text.clone()));
        let existing = if args.replace { Existing::Replace } else { Existing::Keep };
        written = emit::put_all(&folder, &files, existing)?;
        paths = files.iter().map(|(name, _)| shown_path(world, &folder, name)).collect();
    }
    console.report(&report);
    let (since, until) = (world.date(since), world.date(until));
    tell(made.as_ref(), &since, &until, paths, written, console);
    Ok(())
}

/// From when, and up to when.
fn period(args: &Args, request: &Request, zone: &TimeZone) -> Result<(Moment, Moment), Diagnostic> {
    let since = match ago(&args.since, Moment::new(request.now), zone) {
        Some(since) => since,
        None => moment("--since", &args.since, zone)?,
    };
    let until = match &args.until {
        Some(text) => Moment::new(moment("--until", text, zone)?.end(zone)),
        None => Moment::new(request.now),
    };
    if since.timestamp() >= until.timestamp() {
        let (since, until) = (since.rfc3339(zone), until.rfc3339(zone));
        let message = format!("there is no time between {since} and {until}");
        return Err(Diagnostic::error("usage", message)
            .hint("`--since` comes first: `--since 7d`, or two days"));
    }
    Ok((since, until))
}

/// `7d`, `2w`: that many days before, at the same time of day.
fn ago(text: &str, now: Moment, zone: &TimeZone) -> Option<Moment> {
    let number = text.trim_end_matches(['d', 'w']);
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    let days = match text.strip_prefix(&*number.to_string())? {
        "d" => number,
        "w" => number.checked_mul(7)?,
        _ => return None,
    };
    let before = now.in_zone(zone).checked_sub(Span::new().try_days(days).ok()?).ok()?;
    Some(Moment::new(before.timestamp()))
}

fn moment(flag: &str, text: &str, zone: &TimeZone) -> Result<Moment, Diagnostic> {
    Moment::parse(text, zone).map_err(|fault| {
        Diagnostic::error("usage", format!("`{flag} {text}` is not a time: {}", fault.fact))
            .hint("write `7d`, `2w`, `2026-11-23` or `2026-11-23T08:00`")
    })
}

/// The last day of a period that ends at a moment.
fn last_day(until: Moment, zone: &TimeZone) -> String {
    let second = until.timestamp().checked_sub(Span::new().seconds(1));
    let last = second.map_or(until, Moment::new);
    last.in_zone(zone).date().to_string()
}

/// Its text, and its name for messages.
fn intro(file: &Path) -> Result<(String, String), Diagnostic> {
    let name = file.display().to_string();
    match emit::read(file)? {
        Some(text) => Ok((text, name)),
        None => Err(Diagnostic::error("usage", format!("there is no file `{name}`"))
            .hint("`--intro` names a Markdown file, from where you are")),
    }
}

/// Where it is written: a flag counts from where one is, the setting from the folder of the site.
fn folder(world: &World, args: &Args) -> Result<PathBuf, Diagnostic> {
    let root = world.tree.root();
    let output = Path::new(&world.config.output_dir);
    let set = Path::new(&world.config.newsletter.folder);
    match &args.output_dir {
        Some(folder) => emit::beside(root, output, &from_here(folder)),
        None => {
            let folder = emit::beside(root, output, set)?;
            // A setting comes with the project, whoever wrote that.
            if emit::lies_in(root, &folder) {
                return Ok(folder);
            }
            let message = format!("`{}` leads out of the project", set.display());
            Err(Diagnostic::error("output", message).hint(
                "name a folder of the project in `[newsletter] folder`, or another with `-o`",
            ))
        }
    }
}

/// From the root of the project, where it lies there.
fn shown_path(world: &World, folder: &Path, name: &str) -> String {
    let root = world.tree.root();
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let path = folder.join(name);
    path.strip_prefix(root).unwrap_or(&path).display().to_string()
}

fn tell(
    made: Option<&Newsletter>,
    since: &str,
    until: &str,
    files: Vec<String>,
    written: usize,
    console: &Console,
) {
    if console.reader == Reader::Programs {
        let answer = Answer {
            since: since.to_owned(),
            until: until.to_owned(),
            subject: made.map(|made| made.subject.as_str()),
            articles: made.map_or(0, |made| made.articles),
            more: made.map_or(0, |made| made.more),
            jobs: made.map_or(0, |made| made.jobs),
            files,
            written,
        };
        console.say(&(serde_json::to_string(&answer).unwrap_or_default() + "\n"));
        return;
    }
    let Some(made) = made else {
        console.tell(&format!("nothing was published from {since} to {until}\n"));
        return;
    };
    files.iter().for_each(|file| console.say(&format!("{file}\n")));
    let mut holds =
        format!("{} and {}", counted(made.articles, "article"), counted(made.jobs, "job"));
    if made.more > 0 {
        holds += &format!("; {} more beyond --limit", made.more);
    }
    let unchanged = if written == 0 { ", as they were" } else { "" };
    console.tell(&format!("{}: {holds}{unchanged}\n", made.subject));
}
