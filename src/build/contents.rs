//! All files of the content, parsed in parallel, unless it is known what became of them.

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::past::{self, Past};
use super::progress::{Phase, Progress};
use crate::archive::Contents;
use crate::article::{self, Article, Profile, StandingPage, is_markdown};
use crate::cache::{Span, Writer};
use crate::comment::{self, Discussion};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::job::{self, Job};
use crate::source::Tree;
use crate::value::{Digest, SourcePath};

/// Where the contents come from, and where their parsed form is put for the next build.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub tree: &'a Tree,
    pub config: &'a Config,
    pub past: Option<&'a Past<'a>>,
    pub writer: Option<&'a Writer>,
}

/// Where the parsed form of each file was put, by the file's place in the tree.
pub(super) type Spans = Vec<Option<Span>>;

pub(super) fn parse(sources: Sources<'_>, progress: &dyn Progress) -> ((Contents, Spans), Report) {
    let Sources { tree, config, .. } = sources;
    let files = tree.below("content");
    progress.phase(Phase::Parse, files.len());
    let spans = vec![None; tree.files().len()];
    let mut reading = Reading { sources, spans, report: Report::default() };
    let mut contents = Contents {
        articles: reading.all("content/articles", |file, text| article::parse(file, text, config)),
        pages: reading.all("content/pages", |file, text| article::parse_page(file, text, config)),
        jobs: reading.all("content/jobs", |file, text| job::parse_page(file, text, config)),
        profiles: Vec::new(),
        discussions: Vec::new(),
    };
    let names = config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).chain(["authors"]);
    for name in names.clone() {
        let profiles = reading.all(&format!("content/{name}"), |file, text| {
            article::parse_profile(file, text, config)
        });
        contents.profiles.extend(profiles.into_iter().map(|profile| (name.to_owned(), profile)));
    }
    if let Some(list) = tree.place(&SourcePath::new(job::FILE)) {
        let lists = reading.files(&[list], |_, text| {
            let (jobs, report) = job::parse_list(text, config);
            (Some(JobList(jobs)), report)
        });
        contents.jobs.extend(lists.into_iter().flat_map(|list| list.0));
    }
    let comments: Vec<usize> =
        tree.range(comment::FOLDER).filter(|&place| comment::is_file(tree.at(place))).collect();
    let discussions = reading.files(&comments, |file, text| comment::parse(file, text, config));
    let (discussions, problems) = comment::to_articles(tree, discussions);
    contents.discussions = discussions;
    reading.report.append(problems);
    let folders: Vec<String> = ["articles", "pages", "jobs"]
        .into_iter()
        .chain(names)
        .map(|name| format!("content/{name}/"))
        .collect();
    let Reading { spans, mut report, .. } = reading;
    report.append(files.iter().filter_map(|file| not_read(tree, file, &folders)).collect());
    ((contents, spans), report)
}

/// What a file is parsed to. A record does not repeat which file it was.
trait Parsed: Send + Serialize + DeserializeOwned {
    fn set_source(&mut self, source: &SourcePath);
}

impl Parsed for Article {
    fn set_source(&mut self, source: &SourcePath) {
        self.card.source = source.clone();
    }
}

impl Parsed for StandingPage {
    fn set_source(&mut self, source: &SourcePath) {
        self.card.source = source.clone();
    }
}

impl Parsed for Job {
    fn set_source(&mut self, source: &SourcePath) {
        self.source = source.clone();
    }
}

impl Parsed for Profile {
    fn set_source(&mut self, source: &SourcePath) {
        self.source = source.clone();
    }
}

impl Parsed for Discussion {
    fn set_source(&mut self, source: &SourcePath) {
        self.source = source.clone();
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
struct JobList(Vec<Job>);

impl Parsed for JobList {
    fn set_source(&mut self, source: &SourcePath) {
        self.0.iter_mut().for_each(|job| job.set_source(source));
    }
}

struct Reading<'a> {
    sources: Sources<'a>,
    spans: Spans,
    report: Report,
}

impl Reading<'_> {
    /// Parses the Markdown files of a folder.
    fn all<T: Parsed>(
        &mut self,
        folder: &str,
        parse: impl Fn(&SourcePath, &str) -> (Option<T>, Report) + Sync,
    ) -> Vec<T> {
        let tree = self.sources.tree;
        let places: Vec<usize> =
            tree.range(folder).filter(|&place| is_markdown(tree.at(place))).collect();
        self.files(&places, parse)
    }

    fn files<T: Parsed>(
        &mut self,
        places: &[usize],
        parse: impl Fn(&SourcePath, &str) -> (Option<T>, Report) + Sync,
    ) -> Vec<T> {
        let sources = self.sources;
        let one = |place: &usize| sources.one(*place, &parse);
        let parsed: Vec<_> = places.par_iter().map(one).collect();
        let mut values = Vec::with_capacity(parsed.len());
        for (&place, (value, span, problems)) in places.iter().zip(parsed) {
            values.extend(value);
            self.spans[place] = span;
            self.report.append(problems);
        }
        values
    }
}

impl Sources<'_> {
    /// What became of a file: taken over if its bytes are known, else read and parsed; the
    /// text is dropped as soon as it is understood.
    fn one<T: Parsed>(
        &self,
        place: usize,
        parse: &(impl Fn(&SourcePath, &str) -> (Option<T>, Report) + Sync),
    ) -> (Option<T>, Option<Span>, Report) {
        let file = self.tree.at(place);
        if let Some(digest) = self.tree.known_digest(place)
            && let Some(known) = self.recall(file, digest)
        {
            return known;
        }
        let text = match self.tree.read_text(file) {
            Ok(text) => text,
            Err(diagnostic) => return (None, None, diagnostic.into()),
        };
        let digest = Digest::of(text.as_bytes());
        self.tree.learn(place, digest, None);
        if let Some(known) = self.recall(file, digest) {
            return known;
        }
        let parsed = parse(file, &text);
        let span = self.writer.and_then(|writer| {
            writer.put(&postcard::to_stdvec(&parsed).expect("what is parsed can be written"))
        });
        (parsed.0, span, parsed.1)
    }

    fn recall<T: Parsed>(
        &self,
        file: &SourcePath,
        digest: Digest,
    ) -> Option<(Option<T>, Option<Span>, Report)> {
        let blob = self.past?.parsed(file, digest)?;
        let (mut value, report) = past::read::<T>(blob)?;
        if let Some(value) = &mut value {
            value.set_source(file);
        }
        let span = self.writer.and_then(|writer| writer.put(blob));
        Some((value, span, report))
    }
}
/// No file of the content is passed over in silence.
fn not_read(tree: &Tree, file: &SourcePath, folders: &[String]) -> Option<Diagnostic> {
    if comment::is_below(file) {
        return (!comment::is_file(file)).then(|| {
            Diagnostic::warning("not-read", format!("`{file}` is not read"))
                .in_file(file)
                .hint("comments stand in files whose names end in `.yaml`")
        });
    }
    if !folders.iter().any(|folder| file.as_str().starts_with(folder.as_str())) {
        let known = folders.join(", ");
        return (file.as_str() != job::FILE).then(|| {
            Diagnostic::warning("not-read", format!("`{file}` is not read"))
                .in_file(file)
                .hint(format!("move it into one of {known}"))
        });
    }
    let page = matches!(file.extension().to_ascii_lowercase().as_str(), "html" | "htm");
    let has_front_matter = || tree.read(file).is_ok_and(|bytes| bytes.starts_with(b"---"));
    (page && has_front_matter()).then(|| {
        Diagnostic::warning(
            "not-read",
            "this HTML file is copied as it is, and its front matter is not read",
        )
        .in_file(file)
        .hint("rename it to `.md` to make a page of it; HTML may stand in Markdown")
    })
}
