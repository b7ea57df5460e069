#![expect(clippy::disallowed_methods, reason = "tests read files")]

//! Real posts by other people: no panic, no silent loss.
//!
//! Each folder of `../shared/corpora` is laid out as a site, with nothing in its files
//! changed. It is built twice: with all files, to see what is refused and why, and without
//! those that have errors, to see the pages. Every file must be a page, or be named in a
//! diagnostic, or be held back with a reason. The numbers are asserted, since each diagnostic
//! behind them has been read and found right; where they change, read the new ones.
//!
//! The texts are test data and no part of the project. Where they are absent, the tests say
//! so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use blattwerk::archive::Include;
use blattwerk::build::{self, Request, Silent, Strictness};
use blattwerk::plan::Kind;
use serde_json::Value;
use tempfile::TempDir;

const AT: &str = "2026-11-23T12:00:00+01:00";

/// Of the corpora themselves, not of the sites that they come from.
const ABOUT: [&str; 4] = ["ATTRIBUTION.md", "LICENSE", "LICENSE.md", "README.md"];

#[test]
fn the_blog_of_18f_is_built() {
    let Some(corpus) = Corpus::open("18f-blog-en") else { return };
    let site = corpus.lay_out(
        "default_language = 'en'
        timezone = 'America/New_York'
        permalink = '/{year}/{month}/{day}/{slug}/'",
        &[("content/posts/", "content/articles/")],
    );
    let all = site.build();
    assert_eq!(all.errors(), [""; 0]);
    // No image is in the corpus. Entities and tags in titles and excerpts would be seen by
    // readers. `images:` with one path is a slip of `image`.
    assert_eq!(
        all.warnings(),
        [("front-matter", 9), ("missing-image", 13), ("unknown-key", 1)].map(counted)
    );
    assert_eq!(all.numbers(), Numbers { articles: 31, ..Numbers::default() });
    site.accounts_for_every_file(&all);
}

#[test]
fn the_blog_of_code_for_germany_is_built() {
    let Some(corpus) = Corpus::open("codefor-blog-de") else { return };
    let site = corpus.lay_out(
        "permalink = '/blog/{year}/{slug}/'",
        &[
            ("_posts/", "content/articles/"),
            ("projekte/", "content/pages/projekte/"),
            ("_termine/", "content/pages/termine/"),
        ],
    );
    let all = site.build();
    // The last two hold dates for a list, and no page ever.
    assert_eq!(
        all.errors(),
        [
            "content/articles/2014-09-10-polen.md:1:1 this is not the beginning of a front matter",
            "content/pages/termine/OK_Lab_Berlin.md:2:1 `title` is missing",
            "content/pages/termine/OK_Lab_Bonn.md:2:1 `title` is missing",
            "content/pages/termine/OK_Lab_Bonn.md:4:7 `date` is not a date",
        ]
    );
    site.accounts_for_every_file(&all);

    let clean = site.without_errors(&all).build();
    assert_eq!(clean.errors(), [""; 0]);
    // No image is in the corpus, nor is the page to which one link goes. The projects are HTML
    // with front matter.
    assert_eq!(
        clean.warnings(),
        [("dead-link", 1), ("front-matter", 1), ("missing-image", 49), ("not-read", 4)]
            .map(counted)
    );
    assert_eq!(clean.numbers(), Numbers { articles: 30, copied: 4, ..Numbers::default() });
    site.accounts_for_every_file(&clean);
}

#[test]
fn the_test_site_for_themes_of_jekyll_is_built() {
    let Some(corpus) = Corpus::open("jekyll-theme-unit-test") else { return };
    let site = corpus.lay_out(
        "default_language = 'en'
        timezone = 'America/New_York'
        permalink = '/{year}/{month}/{day}/{slug}/'",
        &[
            ("_posts/", "content/articles/"),
            ("_drafts/", "content/articles/drafts/"),
            ("_pages/", "content/pages/"),
            ("_pets/", "content/pages/pets/"),
            ("_portfolio/", "content/pages/portfolio/"),
            ("_recipes/", "content/pages/recipes/"),
        ],
    );
    let all = site.build();
    assert_eq!(
        all.errors(),
        [
            "content/articles/2009-09-05-edge-case-no-yaml-title.md:2:1 `title` is missing",
            "content/articles/drafts/post-draft.md:2:1 `date` is missing",
        ]
    );
    site.accounts_for_every_file(&all);

    let clean = site.without_errors(&all).build();
    assert_eq!(clean.errors(), [""; 0]);
    assert_eq!(clean.held(), ["content/articles/2010-10-25-post-future-date.md: future"]);
    // The lists that Jekyll makes from HTML with front matter, and an entity in a title.
    assert_eq!(clean.warnings(), [("front-matter", 1), ("not-read", 7)].map(counted));
    assert_eq!(
        clean.numbers(),
        Numbers { articles: 49, pages: 13, copied: 7, held: 1, ..Numbers::default() }
    );
    site.accounts_for_every_file(&clean);
    let not_found = std::fs::read_to_string(site.path("public/404.html")).unwrap();
    assert!(not_found.contains("Page Not Found"), "the site's own page takes the place of ours");
}

#[test]
fn the_blog_of_swift_is_built() {
    let Some(corpus) = Corpus::open("swift-blog-en") else { return };
    let site = corpus.lay_out(
        "default_language = 'en'
        timezone = 'UTC'
        permalink = '/blog/{slug}/'",
        &[("_posts/", "content/articles/")],
    );
    let all = site.build();
    assert_eq!(all.errors(), [""; 0]);
    // The blog is a part of a larger site, which is not in the corpus. Twice a key stands
    // twice with one value.
    assert_eq!(
        all.warnings(),
        [("dead-link", 68), ("front-matter", 2), ("missing-image", 7)].map(counted)
    );
    assert_eq!(all.numbers(), Numbers { articles: 37, ..Numbers::default() });
    site.accounts_for_every_file(&all);
    for page in ["blog/swift-5.5-released", "categories/developer-tools", "authors/tkremenek"] {
        assert!(site.path("public").join(page).join("index.html").is_file(), "{page}");
    }
}

#[test]
fn the_vacancies_of_tts_are_built() {
    let Some(corpus) = Corpus::open("tts-jobs-en") else { return };
    let site = corpus.lay_out(
        "default_language = 'en'
        timezone = 'America/New_York'",
        &[("positions/", "content/jobs/")],
    );
    let all = site.build();
    assert_eq!(all.errors(), [""; 0]);
    assert!(all.warnings().is_empty(), "{:?}", all.warnings());
    assert_eq!(all.numbers(), Numbers { past_jobs: 12, ..Numbers::default() });
    site.accounts_for_every_file(&all);

    // On the last day of one, and before the first one opens.
    let on_the_last_day = site.build_at("2024-04-17T23:00:00-04:00");
    assert_eq!(
        on_the_last_day.numbers(),
        Numbers { jobs: 1, past_jobs: 8, held: 3, ..Numbers::default() }
    );
    site.accounts_for_every_file(&on_the_last_day);
    let before = site.build_at("2023-01-01T00:00:00Z");
    assert_eq!(before.numbers(), Numbers { held: 12, ..Numbers::default() });
    site.accounts_for_every_file(&before);
}

/// The files of one archive, as they came from its keepers.
struct Corpus(PathBuf);

impl Corpus {
    fn open(name: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora").join(name);
        if !folder.is_dir() {
            let line = format!("NOT RUN: the posts of {name} are absent: {}\n", folder.display());
            // In one piece, since tests speak at the same time.
            eprint!("{line}");
            return None;
        }
        Some(Self(folder))
    }

    /// A site with the files in the places that `folders` name; none may be left over.
    fn lay_out(&self, settings: &str, folders: &[(&str, &str)]) -> Site {
        let site = Site { folder: TempDir::new().unwrap() };
        site.write(
            "site.toml",
            &format!(
                "base_url = 'https://archive.example/'
                title = 'Archive'
                taxonomies = [{{ name = 'tags', feed = true }}, {{ name = 'categories' }}]
                {settings}"
            ),
        );
        for file in files(&self.0) {
            if ABOUT.contains(&file.as_str()) {
                continue;
            }
            let place = folders
                .iter()
                .find_map(|(from, to)| Some(format!("{to}{}", file.strip_prefix(from)?)));
            let place = place.unwrap_or_else(|| panic!("{file} has no place in the site"));
            site.write(&place, &std::fs::read_to_string(self.0.join(&file)).unwrap());
        }
        site
    }
}

struct Site {
    folder: TempDir,
}

impl Site {
    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn build(&self) -> Built {
        self.build_at(AT)
    }

    fn build_at(&self, at: &str) -> Built {
        let output = Command::cargo_bin("blattwerk")
            .unwrap()
            .args(["build", "--format", "json", "--at", at, "-r"])
            .arg(self.folder.path())
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(!complaint.contains("panicked"), "{complaint}");
        let summary: Value = serde_json::from_slice(&output.stdout).expect("a summary");
        let failed = summary["errors"].as_u64() != Some(0);
        assert_eq!(output.status.code(), Some(i32::from(failed)), "{complaint}");
        Built { pages: self.pages(at), summary }
    }

    /// What each file of the content became: its route and its place in the output.
    fn pages(&self, at: &str) -> BTreeMap<String, Page> {
        let request = Request {
            root: self.folder.path().to_owned(),
            config_file: None,
            output_dir: None,
            base_url: None,
            include: Include::default(),
            strictness: Strictness::Lenient,
            reuse: build::Reuse::Cache,
            publishing: build::Publishing::Not,
            broken: build::Broken::Refuse,
            now: at.parse().unwrap(),
        };
        let (renderer, _) = build::prepare(&request, &Silent);
        let world = renderer.world();
        let archive = &world.archive;
        let routes = world.plan.routes().iter().filter_map(|route| {
            let (sort, source) = match &route.kind {
                Kind::Article(id) => (Sort::Article, &archive.article(*id).card.source),
                Kind::Page(at) => (Sort::Page, &archive.pages()[*at].card.source),
                Kind::Job(at) => (Sort::Job, &archive.jobs()[*at].source),
                Kind::PastJob(at) => (Sort::PastJob, &archive.past_jobs()[*at].source),
                Kind::File(source) => (Sort::Copied, source),
                _ => return None,
            };
            let output = route.url.output().under(&self.path("public"));
            Some((source.to_string(), Page { sort, output }))
        });
        routes.collect()
    }

    /// The same site, without the files that have errors.
    fn without_errors(&self, built: &Built) -> &Self {
        for file in built.diagnostics("error").filter_map(|said| said["file"].as_str()) {
            // Two errors may be in one file.
            let _ = std::fs::remove_file(self.path(file));
        }
        self
    }

    /// Fails for all files at once that are neither a page nor refused nor held back; and for
    /// words of a text that its page does not have.
    fn accounts_for_every_file(&self, built: &Built) {
        let mut lost = Vec::new();
        let refused: BTreeSet<&str> =
            built.diagnostics("error").filter_map(|said| said["file"].as_str()).collect();
        for file in files(&self.path("content")).iter().map(|file| format!("content/{file}")) {
            let held = built.held().iter().any(|held| held.starts_with(&format!("{file}: ")));
            match built.pages.get(&file) {
                Some(page) if built.is_clean() => {
                    lost.extend(self.missing_words(&file, page));
                }
                Some(_) => {}
                None if refused.contains(file.as_str()) || held => {}
                None => lost.push(format!("{file} is nowhere")),
            }
        }
        assert!(lost.is_empty(), "{lost:#?}");
    }

    fn missing_words(&self, file: &str, page: &Page) -> Vec<String> {
        let source = std::fs::read_to_string(self.path(file)).unwrap();
        let Ok(html) = std::fs::read_to_string(&page.output) else {
            return vec![format!("{file} has no page {}", page.output.display())];
        };
        // A text between tags may be cut in pieces by those that colour it.
        let text: String =
            html.split('<').filter_map(|piece| Some(piece.split_once('>')?.1)).collect();
        let body = match page.sort {
            Sort::Copied => source.as_str(),
            _ => source.split_once("\n---").expect("front matter ends").1,
        };
        let missing =
            words(body).into_iter().filter(|word| !html.contains(word) && !text.contains(word));
        missing.map(|word| format!("{file} loses `{word}`")).collect()
    }
}

/// The longer words of a text, besides those that are meant for the program: names of
/// entities, labels and definitions of references, the mark at the end of a teaser.
fn words(text: &str) -> BTreeSet<&str> {
    let for_readers = |line: &&str| {
        let definition = line.starts_with('[') && line.contains("]: ");
        !definition && !line.starts_with("<!--")
    };
    let mut words = BTreeSet::new();
    for line in text.lines().filter(for_readers) {
        for word in line.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3) {
            let entity = line.contains(&format!("&{word};"));
            let label = line
                .split("][")
                .skip(1)
                .any(|label| label.split_once(']').is_some_and(|(label, _)| label.contains(word)));
            if !entity && !label {
                words.insert(word);
            }
        }
    }
    words
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Article,
    Page,
    Job,
    PastJob,
    Copied,
}

struct Page {
    sort: Sort,
    output: PathBuf,
}

/// What the program said, and what became of the files.
struct Built {
    summary: Value,
    pages: BTreeMap<String, Page>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Numbers {
    articles: usize,
    pages: usize,
    jobs: usize,
    past_jobs: usize,
    copied: usize,
    held: usize,
}

impl Built {
    fn is_clean(&self) -> bool {
        self.summary["errors"] == 0
    }

    fn diagnostics<'a>(&'a self, severity: &'a str) -> impl Iterator<Item = &'a Value> {
        let all = self.summary["diagnostics"].as_array().unwrap();
        all.iter().filter(move |said| said["severity"] == severity)
    }

    /// `file:line:column message`
    fn errors(&self) -> Vec<String> {
        let text = |said: &Value| {
            let file = said["file"].as_str().unwrap_or_default();
            let message = said["message"].as_str().unwrap();
            format!("{file}:{}:{} {message}", said["line"], said["column"])
        };
        self.diagnostics("error").map(text).collect()
    }

    /// How many there are of each code.
    fn warnings(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for said in self.diagnostics("warning") {
            *counts.entry(said["code"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    /// `file: reason`
    fn held(&self) -> Vec<String> {
        let held = self.summary["held"].as_array().unwrap();
        let text = |held: &Value| {
            format!("{}: {}", held["source"].as_str().unwrap(), held["reason"].as_str().unwrap())
        };
        held.iter().map(text).collect()
    }

    fn numbers(&self) -> Numbers {
        let of = |sort| self.pages.values().filter(|page| page.sort == sort).count();
        let numbers = Numbers {
            articles: of(Sort::Article),
            pages: of(Sort::Page),
            jobs: of(Sort::Job),
            past_jobs: of(Sort::PastJob),
            copied: of(Sort::Copied),
            held: self.held().len(),
        };
        assert_eq!(self.summary["articles"], numbers.articles);
        assert_eq!(self.summary["jobs"], numbers.jobs);
        numbers
    }
}

fn counted((code, count): (&str, usize)) -> (String, usize) {
    (code.to_owned(), count)
}

/// All files below a folder, by their paths in it, sorted.
fn files(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned())
        .collect()
}
