//! A tiny site in a folder of its own, built through the front door.
//!
//! ```text
//! Site::new("
//!     -- content/articles/one.md --
//!     ---
//!     title: One
//!     date: 2026-01-01
//!     ---
//! ")
//! .build()
//! .edit("content/articles/one.md", "title: One", "title: Uno")
//! .build()
//! .wrote(["articles/2026/01/one/index.html", …])
//! .has("/articles/2026/01/one/", "Uno");
//! ```
//!
//! What is not said is as small as can be: a `site.toml` with an address, the theme of
//! `theme.txt`, and a clock that stands at the first of December 2026.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

pub mod pictures;
pub mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use blattwerk::archive::Include;
use blattwerk::build::{self, Outcome, Progress, Request, Silent, Strictness};
use blattwerk::check;
use blattwerk::diagnostic::{Style, print};
use blattwerk::value::{BaseUrl, UrlPath};
use jiff::Timestamp;
use scraper::{Html, Selector};
use tempfile::TempDir;

/// What pages look like if a test does not care.
const THEME: &str = include_str!("theme.txt");

/// The clock, if a test does not set it.
pub const NOW: &str = "2026-12-01T00:00:00Z";

/// A site, and what its last two builds left in the output.
pub struct Site {
    _temporary: TempDir,
    root: PathBuf,
    request: Request,
    before: Files,
    after: Files,
    outcome: Option<Outcome>,
}

/// The files of a folder: their bytes, and when they were last written.
type Files = BTreeMap<String, (Vec<u8>, SystemTime)>;

impl Site {
    /// A site of these files, of the tiny theme, and with the address `https://a.example/`,
    /// unless its `site.toml` says other things.
    pub fn new(files: &str) -> Self {
        let site = Self::exactly(THEME).files(files);
        let settings = site.read("site.toml").unwrap_or_default();
        let mut lines = String::new();
        for (key, line) in
            [("base_url", "base_url = 'https://a.example/'\n"), ("theme", "theme = 't'\n")]
        {
            let given = settings.lines().any(|own| {
                own.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
            });
            if !given {
                lines.push_str(line);
            }
        }
        site.write("site.toml", lines + &settings + &lawless(&settings))
    }

    /// A site of these files and nothing else.
    pub fn exactly(files: &str) -> Self {
        let temporary = TempDir::new().expect("the system has a place for temporary files");
        let root = temporary.path().join("site");
        fs::create_dir(&root).unwrap();
        let request = Request {
            root: root.clone(),
            config_file: None,
            output_dir: None,
            base_url: None,
            include: Include::default(),
            strictness: Strictness::Lenient,
            reuse: build::Reuse::Cache,
            publishing: build::Publishing::Not,
            broken: build::Broken::Refuse,
            now: NOW.parse().unwrap(),
        };
        let nothing = Files::new();
        let (before, after) = (nothing.clone(), nothing);
        Self { _temporary: temporary, root, request, before, after, outcome: None }.files(files)
    }

    /// The site that this project itself is.
    pub fn bundled() -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let content = files_below(&project.join("content")).into_iter();
        let content = content.map(|(path, (bytes, _))| (format!("content/{path}"), bytes));
        let alone = ["site.toml", "urls.lock"]
            .map(|path| (path.to_owned(), fs::read(project.join(path)).unwrap()));
        content.chain(alone).fold(Self::exactly(""), |site, (path, bytes)| site.write(&path, bytes))
    }

    /// More files, or others in their place.
    pub fn files(mut self, files: &str) -> Self {
        for (path, text) in parse(files) {
            self = self.write(&path, text);
        }
        self
    }

    pub fn write(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Replaces a text that a file holds once.
    pub fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.read(path).expect("only what is there can be changed");
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}:\n{text}");
        self.write(path, text.replace(from, to))
    }

    /// Removes a file, or a folder with all that is in it.
    pub fn remove(self, path: &str) -> Self {
        let path = self.root.join(path);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
        self
    }

    /// A symbolic link of the project to another place.
    #[cfg(unix)]
    pub fn link(self, path: &str, to: impl AsRef<Path>) -> Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, path).unwrap();
        self
    }

    /// Sets the clock.
    pub fn at(mut self, now: &str) -> Self {
        self.request.now = now.parse::<Timestamp>().expect("a test names a moment in UTC");
        self
    }

    pub fn showing(mut self, include: Include) -> Self {
        self.request.include = include;
        self
    }

    pub fn into_folder(mut self, output_dir: &str) -> Self {
        self.request.output_dir = Some(output_dir.into());
        self
    }

    pub fn with_base_url(mut self, base_url: &str) -> Self {
        self.request.base_url = Some(BaseUrl::new(base_url).unwrap());
        self
    }

    pub fn strict(mut self) -> Self {
        self.request.strictness = Strictness::WarningsAreErrors;
        self
    }

    /// Builds a site that has no errors.
    pub fn build(self) -> Self {
        let site = self.try_build();
        assert_eq!(site.outcome().report.errors(), 0, "{}", site.report());
        site
    }

    /// Builds by running the program, whose cache is its own.
    pub fn build_by_program(self) -> Self {
        self.run(["build"]).exits(0);
        self
    }

    /// Builds a site that must have errors; see [`Site::report`].
    pub fn fails(self) -> Self {
        let site = self.try_build();
        assert!(site.outcome().report.has_errors(), "this should not have been built");
        assert!(site.outcome().committed.is_none(), "a build with errors wrote something");
        site
    }

    /// Builds a site without errors, and adds its addresses to `urls.lock`.
    pub fn publish(self) -> Self {
        let site = self.try_publish();
        assert_eq!(site.outcome().report.errors(), 0, "{}", site.report());
        site
    }

    pub fn try_publish(mut self) -> Self {
        self.request.publishing = build::Publishing::Add;
        let mut site = self.try_build();
        site.request.publishing = build::Publishing::Not;
        site
    }

    pub fn holding_broken_back(mut self) -> Self {
        self.request.broken = build::Broken::HoldBack;
        self
    }

    /// When a file of the project was last written.
    pub fn modified(&self, path: &str) -> SystemTime {
        fs::metadata(self.root.join(path)).unwrap().modified().unwrap()
    }

    pub fn try_build(self) -> Self {
        self.build_telling(&Silent)
    }

    /// Builds, and tells how far it is.
    pub fn build_telling(mut self, progress: &dyn Progress) -> Self {
        self.before = self.output();
        self.outcome = Some(build::build(&self.request, progress));
        self.after = self.output();
        self
    }

    /// Looks for mistakes, and writes nothing.
    pub fn check(self) -> Self {
        self.check_with(&check::Options::default())
    }

    pub fn check_with(mut self, options: &check::Options) -> Self {
        self.before = self.output();
        self.outcome = Some(check::check(&self.request, options, &Silent));
        self.after = self.output();
        assert_eq!(self.before, self.after, "`check` wrote something");
        self
    }

    /// Compares the output as it is now with that of a clean build.
    pub fn verify(&self) -> build::Verified {
        build::verify(&self.request, &Silent)
    }

    /// Runs the program itself, as a user would in the folder of the site.
    pub fn run<const N: usize>(&self, args: [&str; N]) -> Run {
        self.command().args(args).run()
    }

    /// The program, with a clean environment, to be given its arguments.
    pub fn command(&self) -> Command {
        Command::in_folder(&self.root).env("SOURCE_DATE_EPOCH", &self.epoch())
    }

    fn epoch(&self) -> String {
        self.request.now.as_second().to_string()
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What was read, rendered and written, and what was wrong.
    pub fn outcome(&self) -> &Outcome {
        self.outcome.as_ref().expect("a site is built before it is looked at")
    }

    /// The whole text of all diagnostics.
    pub fn report(&self) -> String {
        let text = print(&self.outcome().report, Style::Plain);
        text.replace(&self.root.display().to_string(), "ROOT")
    }

    /// The messages alone, in their order.
    pub fn messages(&self) -> Vec<String> {
        let message = |diagnostic: &blattwerk::diagnostic::Diagnostic| diagnostic.message.clone();
        let root = self.root.display().to_string();
        self.outcome().report.iter().map(message).map(|text| text.replace(&root, "ROOT")).collect()
    }

    /// A file of the project or, below `public/`, of the output.
    pub fn read(&self, path: &str) -> Option<String> {
        fs::read(self.root.join(path)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into())
    }

    pub fn exists(&self, path: &str) -> bool {
        self.root.join(path).symlink_metadata().is_ok()
    }

    fn output_folder(&self) -> PathBuf {
        self.root.join(self.request.output_dir.as_deref().unwrap_or(Path::new("public")))
    }

    /// All files of the output as they are now.
    pub fn output(&self) -> Files {
        files_below(&self.output_folder())
    }

    /// The bytes of the output by path.
    pub fn bytes(&self) -> BTreeMap<String, Vec<u8>> {
        self.output().into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
    }

    /// The paths of the output, without the manifest.
    pub fn paths(&self) -> Vec<String> {
        self.output().into_keys().filter(|path| path != MANIFEST).collect()
    }

    /// The files of the output whose bytes the last build changed, without the manifest.
    pub fn written(&self) -> Vec<String> {
        let bytes = |files: &Files, path: &String| files.get(path).map(|(bytes, _)| bytes.clone());
        let changed = |path: &&String| bytes(&self.before, path) != bytes(&self.after, path);
        self.after.keys().filter(|path| *path != MANIFEST).filter(changed).cloned().collect()
    }

    /// The files that the last build removed.
    pub fn removed(&self) -> Vec<String> {
        self.before.keys().filter(|path| !self.after.contains_key(*path)).cloned().collect()
    }

    /// The last build changed these files of the output, and no others.
    #[track_caller]
    pub fn wrote<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> &Self {
        let mut expected: Vec<&str> = paths.into_iter().collect();
        expected.sort_unstable();
        assert_eq!(self.written(), expected);
        self
    }

    /// The last build changed at least these pages.
    #[track_caller]
    pub fn rendered_among_others<'a>(&self, urls: impl IntoIterator<Item = &'a str>) -> &Self {
        let written = self.written();
        for url in urls {
            assert!(written.contains(&file_of(url)), "{url} is not among {written:#?}");
        }
        self
    }

    /// The last build touched nothing: neither bytes nor times differ.
    #[track_caller]
    pub fn changed_nothing(&self) -> &Self {
        let differ = |(path, found): &(&String, &(Vec<u8>, SystemTime))| {
            self.before.get(*path) != Some(*found)
        };
        let touched: Vec<&String> =
            self.after.iter().filter(differ).map(|(path, _)| path).collect();
        assert!(touched.is_empty(), "touched: {touched:#?}");
        assert_eq!(self.removed(), Vec::<String>::new());
        self
    }

    /// What a URL of the site answers with.
    #[track_caller]
    pub fn text(&self, url: &str) -> String {
        let file = file_of(url);
        match fs::read(self.output_folder().join(&file)) {
            Ok(bytes) => String::from_utf8(bytes).expect("pages are UTF-8"),
            Err(_) => panic!("there is no {file} among {:#?}", self.paths()),
        }
    }

    pub fn has_page(&self, url: &str) -> bool {
        self.output_folder().join(file_of(url)).is_file()
    }

    #[track_caller]
    pub fn has(&self, url: &str, part: &str) -> &Self {
        let text = self.text(url);
        assert!(text.contains(part), "{url} does not hold `{part}`:\n{text}");
        self
    }

    #[track_caller]
    pub fn has_not(&self, url: &str, part: &str) -> &Self {
        let text = self.text(url);
        assert!(!text.contains(part), "{url} holds `{part}`:\n{text}");
        self
    }

    /// The texts of all elements of a page that a selector finds.
    #[track_caller]
    pub fn texts(&self, url: &str, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text(url));
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).map(|element| element.text().collect::<String>()).collect()
    }

    /// The values of an attribute of all elements of a page that a selector finds.
    #[track_caller]
    pub fn attributes(&self, url: &str, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text(url));
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector)
            .filter_map(|element| element.value().attr(name).map(str::to_owned))
            .collect()
    }

    /// The texts of all elements of an XML file with this name, in their order.
    #[track_caller]
    pub fn xml(&self, url: &str, name: &str) -> Vec<String> {
        let text = self.text(url);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| {
            panic!("{url} is not well-formed: {error}\n{text}");
        });
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, name),
        };
        let namespace = document.root_element().lookup_namespace_uri(prefix);
        document
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().name() == local)
            .filter(|node| node.tag_name().namespace() == namespace)
            .map(|node| node.text().unwrap_or_default().to_owned())
            .collect()
    }

    /// The same project in another folder, with its output and its cache: as a fresh
    /// checkout, all times are new.
    pub fn copied(&self) -> Self {
        let copy = Self::exactly("");
        let mut copy = files_below(&self.root)
            .into_iter()
            .fold(copy, |copy, (path, (bytes, _))| copy.write(&path, bytes));
        copy.request = Request { root: copy.root.clone(), ..self.request.clone() };
        copy
    }

    /// The last build rendered and wrote nothing, and touched nothing.
    #[track_caller]
    pub fn did_nothing(&self) -> &Self {
        let committed = self.outcome().committed.expect("it was built");
        let done = (self.outcome().rendered, committed.written, committed.removed);
        assert_eq!(done, (0, 0, 0), "rendered, written, removed");
        self.changed_nothing()
    }

    /// The output is that of a build from nothing.
    #[track_caller]
    pub fn equals_clean(self) -> Self {
        self.equals_clean_after("")
    }

    /// The same, with a word about what came before.
    #[track_caller]
    pub fn equals_clean_after(self, what: &str) -> Self {
        let (warm, said) = (self.bytes(), self.report());
        let output_dir = Some(self.root.with_file_name("clean"));
        let request = Request { output_dir, reuse: build::Reuse::Nothing, ..self.request.clone() };
        let outcome = build::build(&request, &Silent);
        assert_eq!(outcome.report.errors(), 0);
        let clean = files_below(&self.root.with_file_name("clean"));
        fs::remove_dir_all(self.root.with_file_name("clean")).unwrap();
        let clean: BTreeMap<String, Vec<u8>> =
            clean.into_iter().map(|(path, (bytes, _))| (path, bytes)).collect();
        for path in warm.keys().chain(clean.keys()) {
            assert!(
                warm.get(path) == clean.get(path),
                "{what}: {path} is not that of a clean build"
            );
        }
        let clean = print(&outcome.report, Style::Plain);
        assert_eq!(said, clean.replace(&self.root.display().to_string(), "ROOT"));
        self
    }

    /// Sets every file time of the project to another, different ones.
    pub fn shuffle_times(self) -> Self {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for (at, path) in files_below(&self.root).into_keys().enumerate() {
            let seconds = (at as u64).wrapping_mul(7_919) % 100_000_000;
            let file = fs::File::options().write(true).open(self.root.join(path)).unwrap();
            file.set_modified(start + Duration::from_secs(seconds)).unwrap();
        }
        self
    }
}

const MANIFEST: &str = ".blattwerk-manifest";

/// A tiny site has no imprint, and is not to be told so. What is added stands at the end, so that
/// the lines that a test writes keep their numbers.
fn lawless(settings: &str) -> String {
    const OFF: &str = "missing-legal-page = 'off'\n";
    let mut tables = settings.lines().filter(|line| line.starts_with('['));
    match tables.next_back() {
        Some("[check]") => OFF.to_owned(),
        _ if settings.contains("[check]") => String::new(),
        _ => format!("\n[check]\n{OFF}"),
    }
}

/// The file that a host answers a URL with.
fn file_of(url: &str) -> String {
    UrlPath::new(url).expect("a test asks for a path").output().to_string()
}

fn files_below(folder: &Path) -> Files {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let modified = entry.metadata().unwrap().modified().unwrap();
            (path, (fs::read(entry.path()).unwrap(), modified))
        })
        .collect()
}

/// The program, to be run as a user runs it.
pub struct Command(assert_cmd::Command);

/// What a run of the program left behind.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Command {
    pub fn in_folder(folder: &Path) -> Self {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_blattwerk"));
        command.current_dir(folder).env_remove("NO_COLOR").timeout(Duration::from_secs(120));
        Self(command)
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    pub fn without_env(mut self, name: &str) -> Self {
        self.0.env_remove(name);
        self
    }

    pub fn args<const N: usize>(mut self, args: [&str; N]) -> Self {
        self.0.args(args);
        self
    }

    /// What the program reads from standard input.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.write_stdin(bytes);
        self
    }

    pub fn run(mut self) -> Run {
        let output = self.0.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
        Run {
            code: output.status.code().expect("the program was not killed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Run {
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(self.stdout.contains(part), "no `{part}` in:\n{}", self.stdout);
        self
    }

    #[track_caller]
    pub fn complains(self, part: &str) -> Self {
        assert!(self.stderr.contains(part), "no `{part}` in:\n{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in:\n{}\n{}", self.stdout, self.stderr))
    }
}

/// `-- path --` and the lines that follow it; the indentation that all lines share goes.
pub fn parse(files: &str) -> Vec<(String, String)> {
    let blank = |line: &&str| line.trim().is_empty();
    let indent = files
        .lines()
        .filter(|line| !blank(line))
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let mut parsed: Vec<(String, String)> = Vec::new();
    for line in files.lines() {
        let line = line.get(indent..).unwrap_or("");
        let name = line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"));
        match (name, parsed.last_mut()) {
            (Some(name), _) => parsed.push((name.to_owned(), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => assert!(line.is_empty(), "`{line}` stands before the first file"),
        }
    }
    // The line of the closing quote is no part of the last file.
    if let Some((_, text)) = parsed.last_mut()
        && files.ends_with(' ')
        && text.ends_with("\n\n")
    {
        text.pop();
    }
    parsed
}
