//! Builds after the first, each by a new process, beside a walk over all files.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{AT, median, whole_process};

/// How often each kind of build is measured.
const RUNS: usize = 3;

/// Medians of one kind of build.
pub struct Row {
    pub what: &'static str,
    pub seconds: f64,
    /// To a walk that was measured right before.
    pub to_walk: f64,
    pub written: u64,
    pub peak_bytes: u64,
    /// What is required of `to_walk`.
    pub required: f64,
}

/// Where the site is built with each of its settings; the first is finished.
pub struct Outputs {
    pub site: PathBuf,
    pub jobs: PathBuf,
    pub zeitung: PathBuf,
}

/// Measures all kinds of builds of the site in `root`.
pub fn measure(root: &Path, outputs: &Outputs) -> io::Result<Vec<Row>> {
    let Outputs { site: output, jobs: jobs_output, zeitung } = outputs;
    let some_article = some_article(&root.join("content/articles"))?;
    let nothing = || Ok(());
    let edit = || {
        let mut file = fs::OpenOptions::new().append(true).open(&some_article)?;
        file.write_all(b"\nEin Nachtrag.\n")
    };
    let mut added = 0;
    let mut new = || {
        added += 1;
        let text = fs::read_to_string(&some_article)?;
        let body = text.rsplit("---\n").next().unwrap_or_default();
        let front = format!(
            "---\ntitle: Neu {added}\ndate: 2026-11-23T11:{added:02}:00+01:00\n\
             tags: [{}]\ndescription: Ein neuer Artikel.\n---\n",
            super::words::TOPICS[..5].join(", "),
        );
        fs::write(root.join(format!("content/articles/neu-{added}.md")), front + body)
    };
    // The first one after another kind of build finds fresh files, whose stamps it cannot
    // trust yet.
    run(root, output, "site.toml")?;
    std::thread::sleep(Duration::from_secs(3));
    run(root, output, "site.toml")?;
    run(root, jobs_output, "jobs.toml")?;
    run(root, zeitung, "zeitung.toml")?;
    Ok(vec![
        kind("nothing changed", 2.0, root, output, "site.toml", nothing)?,
        kind("one body edited", 2.5, root, output, "site.toml", edit)?,
        kind("a new article with five tags", 3.0, root, jobs_output, "jobs.toml", &mut new)?,
        kind("one body edited, theme zeitung", 2.5, root, zeitung, "zeitung.toml", edit)?,
        kind("a new article, theme zeitung", 3.0, root, zeitung, "zeitung.toml", &mut new)?,
    ])
}

fn kind(
    what: &'static str,
    required: f64,
    root: &Path,
    output: &Path,
    settings: &str,
    mut change: impl FnMut() -> io::Result<()>,
) -> io::Result<Row> {
    let (mut seconds, mut ratios, mut written, mut peak_bytes) = (Vec::new(), Vec::new(), 0, 0);
    for _ in 0..RUNS {
        let walk = walk(&[&root.join("content"), output])?;
        change()?;
        let built = run(root, output, settings)?;
        seconds.push(built.time.as_secs_f64());
        ratios.push(built.time.as_secs_f64() / walk.as_secs_f64());
        written = built.written;
        peak_bytes = peak_bytes.max(built.peak_bytes);
    }
    let (seconds, to_walk) = (median(seconds), median(ratios));
    Ok(Row { what, seconds, to_walk, written, peak_bytes, required })
}

fn run(root: &Path, output: &Path, settings: &str) -> io::Result<super::Built> {
    whole_process(root, output, settings)
}

/// What looking at every file costs, and nothing else.
fn walk(folders: &[&Path]) -> io::Result<Duration> {
    let start = Instant::now();
    let mut find = Command::new("find");
    find.args(folders).args(["-type", "f", "-printf", "%s %T@\\n"]).stdout(Stdio::null());
    assert!(find.status()?.success(), "find failed");
    Ok(start.elapsed())
}

fn some_article(folder: &Path) -> io::Result<PathBuf> {
    let mut folder = folder.to_owned();
    loop {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        entries.sort();
        let middle = entries.swap_remove(entries.len() / 2);
        if middle.is_file() {
            return Ok(middle);
        }
        folder = middle;
    }
}

pub fn print(articles: usize, rows: &[Row]) {
    println!("\n{articles} articles, built again (clock: {AT})");
    println!("| what changed | s | / walk | required | files written | peak MB |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for Row { what, seconds, to_walk, written, peak_bytes, required } in rows {
        let peak = *peak_bytes as f64 / 1e6;
        println!(
            "| {what} | {seconds:.2} | {to_walk:.2} | {required:.1} | {written} | {peak:.0} |"
        );
    }
}
