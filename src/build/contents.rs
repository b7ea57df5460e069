//! All files of the content, parsed in parallel, unless it is known what became of them.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::memory::{Memory, Shelf};
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
    /// What was understood when this process last looked.
    pub memory: Option<&'a Memory>,
    pub writer: Option<&'a Writer>,
}

/// Where the parsed form of each file was put, by the file's place in the tree.
pub(super) type Spans = Vec<Option<Span>>;

/// Parses the contents. Of whoever has a memory, what it does not hold yet is returned too.
pub(super) fn parse(
    sources: Sources<'_>,
    progress: &dyn Progress,
) -> ((Contents, Spans, Memory), Report) {
    let Sources { tree, config, .. } = sources;
    let files = tree.below("content");
    progress.phase(Phase::Parse, files.len());
    let mut reading = Reading::of(sources);
    let mut contents = Contents {
        articles: reading.all(ARTICLES, |file, text| article::parse(file, text, config)),
        pages: reading.all(PAGES, |file, text| article::parse_page(file, text, config)),
        jobs: reading.all("content/jobs", |file, text| job::parse_page(file, text, config)),
        profiles: Vec::new(),
        discussions: Vec::new(),
        broken: Vec::new(),
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
    let Reading { spans, fresh, mut report, .. } = reading;
    report.append(files.iter().filter_map(|file| not_read(tree, file, &folders)).collect());
    ((contents, spans, fresh), report)
}

/// Parses some articles and pages alone: what a memory does not hold yet, and what was said about
/// them all.
pub(super) fn parse_texts(sources: Sources<'_>, files: &[SourcePath]) -> (Memory, Report) {
    let Sources { tree, config, .. } = sources;
    let mut reading = Reading::of(sources);
    let places = |folder: &str| -> Vec<usize> {
        let range = tree.range(folder);
        let places = files.iter().filter_map(|file| tree.place(file));
        places.filter(|place| range.contains(place)).collect()
    };
    reading.files(&places(ARTICLES), |file, text| article::parse(file, text, config));
    reading.files(&places(PAGES), |file, text| article::parse_page(file, text, config));
    (reading.fresh, reading.report)
}

/// Whether a file becomes an article or a page.
pub(super) fn is_text(file: &SourcePath) -> bool {
    let is_below =
        |folder: &str| file.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    is_markdown(file) && (is_below(ARTICLES) || is_below(PAGES))
}

const ARTICLES: &str = "content/articles";
const PAGES: &str = "content/pages";

/// What a file is parsed to. A record does not repeat which file it was.
pub(super) trait Parsed: Send + Serialize + DeserializeOwned {
    /// The form in which it is handed around.
    type Kept: Clone + Send + Sync;

    fn kept(self) -> Self::Kept;

    fn set_source(&mut self, source: &SourcePath);

    /// Where a memory holds what is parsed to this.
    fn shelf(memory: &Memory) -> &Shelf<Self::Kept>;

    fn shelf_mut(memory: &mut Memory) -> &mut Shelf<Self::Kept>;
}

/// What is parsed to a type that is handed around as it is.
macro_rules! parsed {
    ($parsed:ty, $shelf:ident, |$value:ident, $source:ident| $set_source:expr) => {
        impl Parsed for $parsed {
            type Kept = Self;

            fn kept(self) -> Self {
                self
            }

            fn set_source(&mut self, $source: &SourcePath) {
                let $value = self;
                $set_source;
            }

            fn shelf(memory: &Memory) -> &Shelf<Self> {
                &memory.$shelf
            }

            fn shelf_mut(memory: &mut Memory) -> &mut Shelf<Self> {
                &mut memory.$shelf
            }
        }
    };
}

impl Parsed for Article {
    type Kept = Arc<Self>;

    fn kept(self) -> Arc<Self> {
        Arc::new(self)
    }

    fn set_source(&mut self, source: &SourcePath) {
        self.card.source = source.clone();
    }

    fn shelf(memory: &Memory) -> &Shelf<Arc<Self>> {
        &memory.articles
    }

    fn shelf_mut(memory: &mut Memory) -> &mut Shelf<Arc<Self>> {
        &mut memory.articles
    }
}

parsed!(StandingPage, pages, |page, source| page.card.source = source.clone());
parsed!(Job, jobs, |job, source| job.source = source.clone());
parsed!(Profile, profiles, |profile, source| profile.source = source.clone());
parsed!(Discussion, discussions, |discussion, source| discussion.source = source.clone());
parsed!(JobList, lists, |list, source| {
    list.0.iter_mut().for_each(|job| job.set_source(source));
});

#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct JobList(Vec<Job>);

struct Reading<'a> {
    sources: Sources<'a>,
    spans: Spans,
    fresh: Memory,
    report: Report,
}

impl<'a> Reading<'a> {
    fn of(sources: Sources<'a>) -> Self {
        let spans = vec![None; sources.tree.files().len()];
        Self { sources, spans, fresh: Memory::default(), report: Report::default() }
    }

    /// Parses the Markdown files of a folder.
    fn all<T: Parsed>(
        &mut self,
        folder: &str,
        parse: impl Fn(&SourcePath, &str) -> (Option<T>, Report) + Sync,
    ) -> Vec<T::Kept> {
        let tree = self.sources.tree;
        let places: Vec<usize> =
            tree.range(folder).filter(|&place| is_markdown(tree.at(place))).collect();
        self.files(&places, parse)
    }

    fn files<T: Parsed>(
        &mut self,
        places: &[usize],
        parse: impl Fn(&SourcePath, &str) -> (Option<T>, Report) + Sync,
    ) -> Vec<T::Kept> {
        let sources = self.sources;
        let one = |place: &usize| sources.one(*place, &parse);
        let parsed: Vec<Understood<T::Kept>> = places.par_iter().map(one).collect();
        let mut values = Vec::with_capacity(parsed.len());
        for (&place, Understood { value, span, report, digest }) in places.iter().zip(parsed) {
            if let Some(digest) = digest.filter(|_| sources.memory.is_some()) {
                let file = sources.tree.at(place).clone();
                T::shelf_mut(&mut self.fresh).put(file, digest, value.clone(), report.clone());
            }
            values.extend(value);
            self.spans[place] = span;
            self.report.append(report);
        }
        values
    }
}

/// What became of a file.
struct Understood<K> {
    value: Option<K>,
    /// Where its record was put.
    span: Option<Span>,
    report: Report,
    /// Of its bytes, if the memory does not hold yet what they say.
    digest: Option<Digest>,
}

impl Sources<'_> {
    /// What became of a file: taken over if its bytes are known, else read and parsed; the
    /// text is dropped as soon as it is understood.
    fn one<T: Parsed>(
        &self,
        place: usize,
        parse: &(impl Fn(&SourcePath, &str) -> (Option<T>, Report) + Sync),
    ) -> Understood<T::Kept> {
        let file = self.tree.at(place);
        if let Some(digest) = self.tree.known_digest(place)
            && let Some(known) = self.recall::<T>(file, digest)
        {
            return known;
        }
        let text = match self.tree.read_text(file) {
            Ok(text) => text,
            Err(diagnostic) => {
                let (value, span, digest) = (None, None, None);
                return Understood { value, span, report: diagnostic.into(), digest };
            }
        };
        let digest = Digest::of(text.as_bytes());
        self.tree.learn(place, digest, None);
        if let Some(known) = self.recall::<T>(file, digest) {
            return known;
        }
        let parsed = parse(file, &text);
        let span = self.writer.and_then(|writer| {
            writer.put(&postcard::to_stdvec(&parsed).expect("what is parsed can be written"))
        });
        let (value, report) = parsed;
        Understood { value: value.map(T::kept), span, report, digest: Some(digest) }
    }

    fn recall<T: Parsed>(&self, file: &SourcePath, digest: Digest) -> Option<Understood<T::Kept>> {
        if let Some((value, report)) =
            self.memory.and_then(|memory| T::shelf(memory).get(file, digest))
        {
            return Some(Understood { value, span: None, report, digest: None });
        }
        let blob = self.past?.parsed(file, digest)?;
        let (mut value, report) = past::read::<T>(blob)?;
        if let Some(value) = &mut value {
            value.set_source(file);
        }
        let span = self.writer.and_then(|writer| writer.put(blob));
        Some(Understood { value: value.map(T::kept), span, report, digest: Some(digest) })
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
