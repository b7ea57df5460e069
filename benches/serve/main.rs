//! How long `serve` takes to start, and to show an edit.
//!
//! `cargo bench --bench serve -- 1000 10000 100000`; without sizes 1,000 and 10,000.
//! What is measured is what a browser would wait: from the start of the process, or from the
//! moment a file was saved, until an answer holds it. Beside it stands a walk over all files.
//! Nothing fails here: times are reported, never asserted.
//!
//! `HUGO=FOLDER` measures Hugo's server with a site of its own too, whose articles lie in
//! `content/articles`. `SOAK=1000` edits that often and tells the memory; `LOAD=1` edits while
//! 200 pages listen and `wrk` asks about 2,000 times a second. `BENCH_WORK=FOLDER` names another
//! place for all files, which then stay there.

#![expect(clippy::disallowed_methods, reason = "a bench is not the program")]

#[path = "../archive/corpus.rs"]
mod corpus;
#[path = "../archive/words.rs"]
mod words;

mod browser;
mod server;

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use browser::Browser;
use server::Server;

/// The moment that the site is shown for; all articles are older.
pub const AT: &str = "2026-11-23T12:00:00+01:00";

/// How often each kind of edit is measured.
const EDITS: usize = 15;

/// How many pages listen under load.
const LISTENERS: usize = 200;

fn main() -> io::Result<()> {
    let mut sizes: Vec<usize> =
        env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    let kept = env::var_os("BENCH_WORK").map(PathBuf::from);
    let temporary = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let work = kept.as_deref().unwrap_or(temporary.path());
    println!(
        "| server | articles | cold start s | start s | / walk | body ms | most | title ms | most | told ms | most | new article ms | peak MB |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for size in sizes {
        let root = work.join(format!("site-{size}"));
        corpus::write(&root, size)?;
        measure(&root, size)?;
    }
    if let Some(folder) = env::var_os("HUGO") {
        hugo(Path::new(&folder))?;
    }
    Ok(())
}

fn measure(root: &Path, articles: usize) -> io::Result<()> {
    let cold = Server::ours(root)?.started;
    Command::new(env!("CARGO_BIN_EXE_blattwerk"))
        .args(["build", "-q", "--at", AT, "-r"])
        .arg(root)
        .stderr(Stdio::null())
        .status()?;
    // File times that are as young as the cache are not trusted.
    std::thread::sleep(Duration::from_secs(3));
    let walk = walk(&root.join("content"))?;
    let server = Server::ours(root)?;
    // The first page is there; now all others are read for errors.
    std::thread::sleep(Duration::from_secs(2));
    let mut articles_at = articles_below(root)?.into_iter().cycle().step_by(17);
    let (body, most_body) = edits(&server, &mut articles_at, append)?;
    let (title, most_title) = edits(&server, &mut articles_at, retitle)?;
    let (told, most_told) = told(&server, &mut articles_at)?;
    let new = new_article(root, &server)?;
    println!(
        "| Blattwerk | {articles} | {:.2} | {:.2} | {:.1} | {body:.0} | {most_body:.0} | {title:.0} | {most_title:.0} | {told:.0} | {most_told:.0} | {new:.0} | {:.0} |",
        cold.as_secs_f64(),
        server.started.as_secs_f64(),
        server.started.as_secs_f64() / walk.as_secs_f64(),
        server.peak_bytes() as f64 / 1e6,
    );
    if env::var_os("LOAD").is_some() {
        load(&server, &mut articles_at)?;
    }
    if let Some(times) = env::var("SOAK").ok().and_then(|times| times.parse().ok()) {
        soak(&server, &mut articles_at, times)?;
    }
    Ok(())
}

/// An article: its file, and where it is shown.
#[derive(Clone)]
struct Article {
    file: PathBuf,
    url: String,
}

fn articles_below(root: &Path) -> io::Result<Vec<Article>> {
    let mut articles = Vec::new();
    for year in sorted(&root.join("content/articles"))? {
        for month in sorted(&year)? {
            for file in sorted(&month)? {
                // Hugo has files about folders.
                if file.file_stem().is_some_and(|name| name == "_index") {
                    continue;
                }
                let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
                let url = format!("/articles/{}/{}/{}/", name(&year), name(&month), name(&file));
                articles.push(Article { file, url });
            }
        }
    }
    Ok(articles)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries: io::Result<Vec<_>> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
    let mut entries = entries?;
    entries.sort();
    Ok(entries)
}

fn append(text: &str, mark: &str) -> String {
    format!("{text}\n\nEin Nachtrag, {mark}.\n")
}

fn retitle(text: &str, mark: &str) -> String {
    let at = text.find("\ntitle: ").expect("an article has a title") + "\ntitle: ".len();
    let end = text[at..].find('\n').expect("a line ends") + at;
    let title = text[at..end].trim_matches(['"', '\'']).replace('"', "");
    format!("{}\"{mark} {title}\"{}", &text[..at], &text[end..])
}

/// Milliseconds from saving to showing: the median, and the most.
fn edits(
    server: &Server,
    articles: &mut dyn Iterator<Item = Article>,
    edit: fn(&str, &str) -> String,
) -> io::Result<(f64, f64)> {
    let mut times = Vec::new();
    for number in 0..EDITS {
        let Some(Article { file, url }) = articles.next() else { break };
        let mark = format!("Merkzeichen {number}{}", times.len() * 7);
        let text = edit(&fs::read_to_string(&file)?, &mark);
        let mut browser = server.browser()?;
        browser.get(&url)?;
        times.push(save_and_wait(&mut browser, &file, &text, &url, &mark)?);
        std::thread::sleep(Duration::from_millis(200));
    }
    times.sort_unstable();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    Ok((milliseconds(times[times.len() / 2]), milliseconds(times[times.len() - 1])))
}

/// Milliseconds from saving until open pages are told, while nobody asks.
fn told(server: &Server, articles: &mut dyn Iterator<Item = Article>) -> io::Result<(f64, f64)> {
    let mut listener = server.browser()?;
    listener.ask("/_blattwerk/events")?;
    listener.event()?;
    let mut times = Vec::new();
    for number in 0..EDITS {
        let Some(Article { file, .. }) = articles.next() else { break };
        let text = append(&fs::read_to_string(&file)?, &format!("gemeldet {number}"));
        let beside = file.with_extension("md~");
        fs::write(&beside, text)?;
        let start = Instant::now();
        fs::rename(&beside, &file)?;
        listener.event()?;
        times.push(start.elapsed());
        std::thread::sleep(Duration::from_millis(200));
    }
    times.sort_unstable();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    Ok((milliseconds(times[times.len() / 2]), milliseconds(times[times.len() - 1])))
}

/// As most editors save: a new file in the place of the old one.
fn save_and_wait(
    browser: &mut Browser,
    file: &Path,
    text: &str,
    url: &str,
    mark: &str,
) -> io::Result<Duration> {
    let beside = file.with_extension("md~");
    fs::write(&beside, text)?;
    let start = Instant::now();
    fs::rename(&beside, file)?;
    while !browser.get(url)?.contains(mark) {
        if start.elapsed() > Duration::from_secs(120) {
            return Err(io::Error::other(format!("{url} never shows {mark}")));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(start.elapsed())
}

fn new_article(root: &Path, server: &Server) -> io::Result<f64> {
    let file = root.join("content/articles/ganz-neu.md");
    let text = "---\ntitle: Ganz neu\ndate: 2026-11-23T11:00:00+01:00\ntags: [Neues]\n---\nText.\n";
    let url = "/articles/2026/11/ganz-neu/";
    let took = save_and_wait(&mut server.browser()?, &file, text, url, "Ganz neu</")?;
    Ok(took.as_secs_f64() * 1e3)
}

/// Edits while many listen and ask.
fn load(server: &Server, articles: &mut dyn Iterator<Item = Article>) -> io::Result<()> {
    let (quiet, most_quiet) = edits(server, articles, append)?;
    let listeners: io::Result<Vec<Browser>> = (0..LISTENERS)
        .map(|_| {
            let mut browser = server.browser()?;
            browser.ask("/_blattwerk/events")?;
            Ok(browser)
        })
        .collect();
    let listeners = listeners?;
    let script = env::temp_dir().join("blattwerk-bench.lua");
    // Twenty connections that wait nine milliseconds after each answer.
    fs::write(&script, "function delay() return 9 end\n")?;
    let wrk = Command::new("wrk")
        .args(["-t1", "-c20", "-d20s", "-s"])
        .arg(&script)
        .arg(format!("http://127.0.0.1:{}/", server.port))
        .stdout(Stdio::piped())
        .spawn()?;
    std::thread::sleep(Duration::from_secs(2));
    let (busy, most_busy) = edits(server, articles, append)?;
    let told = wrk.wait_with_output()?;
    let told = String::from_utf8_lossy(&told.stdout);
    let line = |start: &str| told.lines().find(|line| line.trim().starts_with(start)).unwrap_or("");
    println!(
        "\nbody edited, with nobody else: {quiet:.0} ms, at most {most_quiet:.0}; with {} listeners and wrk ({}): {busy:.0} ms, at most {most_busy:.0}, {:.2} times\n",
        listeners.len(),
        line("Requests/sec").trim(),
        busy / quiet,
    );
    Ok(())
}

fn soak(
    server: &Server,
    articles: &mut dyn Iterator<Item = Article>,
    times: usize,
) -> io::Result<()> {
    let some: Vec<Article> = articles.take(50).collect();
    let mut browser = server.browser()?;
    let mut told = Vec::new();
    for number in 0..times {
        let Article { file, url } = &some[number % some.len()];
        let mark = format!("Merkzeichen {number}.");
        let edit = if number % 2 == 0 { append } else { retitle };
        let text = edit(&fs::read_to_string(file)?, &mark);
        // The texts must not grow, only change.
        let text = text.replace("Merkzeichen", "Mz").replacen("Mz", "Merkzeichen", 1);
        fs::write(file, &text)?;
        let mark = if text.contains(&mark) { mark } else { format!("Mz {number}.") };
        let start = Instant::now();
        while !browser.get(url)?.contains(&mark) && start.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        if (number + 1) % (times / 10).max(1) == 0 {
            told.push(format!("{}: {:.0}", number + 1, server.resident_bytes() as f64 / 1e6));
        }
    }
    println!(
        "\nmemory after so many edits, in MB: {}; at most {:.0}\n",
        told.join(", "),
        server.peak_bytes() as f64 / 1e6
    );
    Ok(())
}

fn hugo(root: &Path) -> io::Result<()> {
    let server = Server::hugo(root)?;
    let articles = articles_below(root)?;
    let number = articles.len();
    let mut articles = articles.into_iter().cycle().step_by(17);
    let (body, most_body) = edits(&server, &mut articles, append)?;
    let (title, most_title) = edits(&server, &mut articles, retitle)?;
    println!(
        "| Hugo | {number} | {:.2} | | | {body:.0} | {most_body:.0} | {title:.0} | {most_title:.0} | | | | {:.0} |",
        server.started.as_secs_f64(),
        server.peak_bytes() as f64 / 1e6,
    );
    Ok(())
}

fn walk(folder: &Path) -> io::Result<Duration> {
    let start = Instant::now();
    Command::new("find")
        .arg(folder)
        .args(["-type", "f", "-printf", "%s %T@\n"])
        .stdout(Stdio::null())
        .status()?;
    Ok(start.elapsed())
}
