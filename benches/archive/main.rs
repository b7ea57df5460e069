//! Builds archives of several sizes and says where the time goes.
//!
//! `cargo bench --bench archive -- 1000 10000 100000`; without sizes 1,000 and 10,000.
//! What counts are ratios of things measured in the same run: the whole process beside
//! `cp -r` of the finished output, in pairs, and the time an article beside that at 10,000.
//! Builds after the first are measured beside a walk over all files.
//! Nothing fails here: times are reported, never asserted. `BENCH_WORK=FOLDER` names another
//! place for all files, which then stay there.

#![expect(clippy::disallowed_methods, reason = "a bench is not the program")]

mod corpus;
mod warm;
mod words;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use blattwerk::build::{self, Phase, Progress, Request, Strictness};
use blattwerk::plan::Route;

/// The moment that the site is built for; all articles are older.
const AT: &str = "2026-11-23T12:00:00+01:00";

/// The size that others are compared with.
const REFERENCE: usize = 10_000;

fn main() -> io::Result<()> {
    let mut sizes: Vec<usize> =
        std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, REFERENCE];
    }
    let kept = std::env::var_os("BENCH_WORK").map(PathBuf::from);
    let temporary = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let work = kept.as_deref().unwrap_or(temporary.path());
    let figures: Vec<Figures> =
        sizes.iter().map(|&size| measure(work, size)).collect::<io::Result<_>>()?;
    print(&figures);
    figures.iter().for_each(|figures| warm::print(figures.articles, &figures.warm));
    Ok(())
}

/// What was measured at one size.
struct Figures {
    articles: usize,
    phases: Vec<(Phase, Duration)>,
    /// Of the whole process, the median.
    whole: Duration,
    /// The median of whole / `cp -r`, each pair measured one right after the other.
    to_copy: f64,
    peak_bytes: u64,
    files: usize,
    bytes: u64,
    /// On disk, an article.
    cache_bytes: u64,
    warm: Vec<warm::Row>,
}

/// Nothing is deleted between the runs, since on some file systems creating files is slow
/// for minutes after many were deleted.
fn measure(work: &Path, articles: usize) -> io::Result<Figures> {
    let root = work.join(format!("corpus-{articles}"));
    corpus::write(&root, articles)?;
    let run_folder = |name: &str, run: usize| work.join(format!("{name}-{articles}-{run}"));
    let phases = phases(&root, &run_folder("phases", 0));
    let (mut times, mut ratios, mut peak_bytes) = (Vec::new(), Vec::new(), 0);
    let pairs = if articles > REFERENCE { 3 } else { 5 };
    for run in 0..pairs {
        let output = run_folder("output", run);
        let built = whole_process(&root, &output, "site.toml")?;
        let copy = copy(&output, &run_folder("copy", run))?;
        peak_bytes = peak_bytes.max(built.peak_bytes);
        times.push(built.time.as_secs_f64());
        ratios.push(built.time.as_secs_f64() / copy.as_secs_f64());
    }
    let (files, bytes) = size_of(&run_folder("output", 0))?;
    let (caches, cache_bytes) = size_of(&root.join(".blattwerk"))?;
    let cache_bytes = cache_bytes / (caches * articles) as u64;
    let zeitung = run_folder("zeitung", 0);
    let built = whole_process(&root, &zeitung, "zeitung.toml")?;
    let copied = copy(&zeitung, &run_folder("zeitung-copy", 0))?;
    let (zeitung_files, zeitung_bytes) = size_of(&zeitung)?;
    println!(
        "{articles} articles with the theme zeitung: {:.2} s, {:.2} times a copy, {zeitung_files} files, {:.0} MB",
        built.time.as_secs_f64(),
        built.time.as_secs_f64() / copied.as_secs_f64(),
        zeitung_bytes as f64 / 1e6,
    );
    let outputs =
        warm::Outputs { site: run_folder("output", 0), jobs: run_folder("jobs", 0), zeitung };
    let warm = warm::measure(&root, &outputs)?;
    let whole = Duration::from_secs_f64(median(times));
    let to_copy = median(ratios);
    Ok(Figures { articles, phases, whole, to_copy, peak_bytes, files, bytes, cache_bytes, warm })
}

/// Notes when each phase began.
#[derive(Default)]
struct Notes(Mutex<Vec<(Phase, Instant)>>);

impl Progress for Notes {
    fn phase(&self, phase: Phase, _: usize) {
        self.0.lock().unwrap().push((phase, Instant::now()));
    }

    fn start(&self, _: &Route) {}

    fn done(&self, _: &Route) {}
}

/// A build inside this process, to see its phases.
fn phases(root: &Path, output: &Path) -> Vec<(Phase, Duration)> {
    let request = Request {
        root: root.to_owned(),
        config_file: None,
        output_dir: Some(output.to_owned()),
        base_url: None,
        include: blattwerk::archive::Include::default(),
        strictness: Strictness::Lenient,
        reuse: build::Reuse::Cache,
        publishing: build::Publishing::Not,
        broken: build::Broken::Refuse,
        now: AT.parse().expect("this is a moment"),
    };
    let notes = Notes::default();
    let outcome = build::build(&request, &notes);
    let begun = notes.0.into_inner().unwrap();
    let end = Instant::now();
    let errors: Vec<String> =
        outcome.report.iter().take(3).map(|diagnostic| diagnostic.message.clone()).collect();
    assert!(outcome.committed.is_some(), "the bench's site has errors: {errors:?}");
    let ends = begun.iter().skip(1).map(|&(_, at)| at).chain([end]);
    begun.iter().zip(ends).map(|(&(phase, start), end)| (phase, end - start)).collect()
}

/// A run of the program itself, from start to end.
struct Built {
    time: Duration,
    peak_bytes: u64,
    written: u64,
}

fn whole_process(root: &Path, output: &Path, settings: &str) -> io::Result<Built> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blattwerk"));
    command.arg("build").arg("-r").arg(root).arg("-o").arg(output).args(["-c", settings]);
    command.args(["--at", AT, "--format", "json"]).stderr(Stdio::null());
    let start = Instant::now();
    let done = command.output()?;
    let time = start.elapsed();
    assert!(done.status.success(), "the build failed");
    let summary: serde_json::Value = serde_json::from_slice(&done.stdout)?;
    let number = |name: &str| summary[name].as_u64().unwrap_or(0);
    Ok(Built { time, peak_bytes: number("peak_rss_bytes"), written: number("written") })
}

fn copy(from: &Path, to: &Path) -> io::Result<Duration> {
    let start = Instant::now();
    let status = Command::new("cp").arg("-r").args([from, to]).status()?;
    assert!(status.success(), "cp failed");
    Ok(start.elapsed())
}

/// How many files a folder holds, and how many bytes.
fn size_of(folder: &Path) -> io::Result<(usize, u64)> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let (mut files, mut bytes) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
                bytes += metadata.len();
            }
        }
    }
    Ok((files, bytes))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print(all: &[Figures]) {
    let an_article = |figures: &Figures| figures.whole.as_secs_f64() / figures.articles as f64;
    let reference = all.iter().find(|figures| figures.articles == REFERENCE).map(an_article);
    let names = all.first().map(|figures| figures.phases.iter().map(|(phase, _)| phase.name()));
    let names: Vec<&str> = names.into_iter().flatten().collect();
    println!(
        "| articles | {} | whole s | peak MB | whole / cp -r | µs an article | to {REFERENCE} | files | MB | cache B an article |",
        names.join(" s | ") + " s"
    );
    println!("{}|", "| ---: ".repeat(names.len() + 9));
    for figures in all {
        let phases: Vec<String> = figures
            .phases
            .iter()
            .map(|(_, duration)| format!("{:.3}", duration.as_secs_f64()))
            .collect();
        let to_reference = reference.map_or_else(
            || "–".to_owned(),
            |reference| format!("{:.2}", an_article(figures) / reference),
        );
        println!(
            "| {} | {} | {:.2} | {:.0} | {:.2} | {:.0} | {to_reference} | {} | {:.0} | {} |",
            figures.articles,
            phases.join(" | "),
            figures.whole.as_secs_f64(),
            figures.peak_bytes as f64 / 1e6,
            figures.to_copy,
            an_article(figures) * 1e6,
            figures.files,
            figures.bytes as f64 / 1e6,
            figures.cache_bytes,
        );
    }
}
