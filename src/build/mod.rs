//! The story of one build.
//!
//! Each phase is a function from one value to the next. None stops at an error: what can
//! still be looked at is looked at, so that all that is wrong is said at once. Only when
//! nothing is wrong is anything written.
//!
//! What an earlier build computed from the same inputs is taken over, file by file and page
//! by page; if all inputs are the same, so is the whole outcome.

mod before;
mod broken;
mod contents;
mod explain;
mod judge;
mod findings;
mod indexes;
mod keep;
mod memory;
mod pages;
mod past;
mod preview;
mod progress;
mod publish;
mod site;
mod still;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::archive::{Archive, Contents, Held, Include};
use crate::cache::{self, Store};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Levels, Report};
use crate::emit::{Committed, Entry, Output, Rank, Stage};
use crate::plan::{self, Plan, Route};
use crate::published::Published;
use crate::render::{Renderer, World};
use crate::source::Tree;
use crate::theme::{self, Theme};
use crate::value::{BaseUrl, Digest, Locale};

use broken::Without;
use contents::Spans;
use indexes::Beside;
use keep::{Circumstances, keep};
use pages::{OnePage, Pages, Purpose};
use past::Past;
use site::{Settings, Site};
use still::Trust;

pub use explain::{Detail, Explanation, When, explain};
pub use findings::{Findings, Pace};
pub use judge::Cause;
pub use pages::{Examined, Inspect};
pub use preview::{Edition, Preview, Scope};
pub use progress::{Phase, Progress, Silent};
pub use site::read_config;
pub use verify::{Verified, verify};

/// What is to be built, from what, as of when.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder with `site.toml`.
    pub root: PathBuf,
    /// Another file than `site.toml`, relative to the root.
    pub config_file: Option<String>,
    /// Another folder than the settings say; relative to the root, or absolute.
    pub output_dir: Option<PathBuf>,
    pub base_url: Option<BaseUrl>,
    pub include: Include,
    pub strictness: Strictness,
    pub reuse: Reuse,
    pub publishing: Publishing,
    pub broken: Broken,
    /// The clock, read once by whoever asks.
    pub now: Timestamp,
}

/// Whether the addresses of a build are to stay for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Publishing {
    #[default]
    Not,
    /// They are added to `urls.lock`.
    Add,
}

/// What becomes of an article that has errors and was never published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Broken {
    /// Nothing is written.
    #[default]
    Refuse,
    /// It is held back like a draft, and the rest is built.
    HoldBack,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    #[default]
    Lenient,
    WarningsAreErrors,
}

/// Whether a build may take over what an earlier one computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reuse {
    #[default]
    Cache,
    Nothing,
}

impl Reuse {
    fn of_pictures(self) -> cache::Recall {
        match self {
            Self::Cache => cache::Recall::Kept,
            Self::Nothing => cache::Recall::Nothing,
        }
    }
}

impl Strictness {
    /// Each rule at its level.
    fn apply(self, report: Report, levels: &Levels) -> Report {
        self.raise(report.at(levels))
    }

    fn raise(self, report: Report) -> Report {
        match self {
            Self::Lenient => report,
            Self::WarningsAreErrors => report.stricter(),
        }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    pub articles: usize,
    pub jobs: usize,
    pub routes: usize,
    pub rendered: usize,
    /// Pictures that no earlier build had encoded.
    pub encoded: usize,
    /// Numbered pages of lists that show other articles than before, since one entered, left
    /// or moved in the middle.
    pub moved: usize,
    /// How many lines of `urls.lock` are new or others, if the build was to publish.
    pub published: Option<usize>,
    /// What changed in the output; nothing if there were errors, or if nothing was to be
    /// written.
    pub committed: Option<Committed>,
    pub held: Vec<Held>,
    /// Comments that are not approved yet.
    pub waiting: usize,
    pub next_change: Option<Timestamp>,
    pub report: Report,
    /// What became of the cache, for whoever wants to know.
    pub notes: Vec<String>,
}

/// Builds the site into its output folder.
pub fn build(request: &Request, progress: &dyn Progress) -> Outcome {
    let mut without = Without::default();
    loop {
        let outcome = build_without(&without, request, progress);
        match without.more(request, &outcome.report) {
            Some(more) => without = more,
            None => return outcome,
        }
    }
}

/// Builds the site as if some articles were drafts.
fn build_without(without: &Without, request: &Request, progress: &dyn Progress) -> Outcome {
    let started = cache::now();
    let mut report = Report::default();
    let site = Site::open(request, progress).kept(&mut report);
    let stage = open_stage(request, &site.config).map_err(|diagnostic| report.push(diagnostic));
    let stage = stage.ok().filter(|_| !report.has_errors());

    progress.phase(Phase::Compare, 0);
    let store = Store::new(&request.root, cache_key(request, &site.config));
    let (kept, mut notes) = past::open(&store, request.reuse);
    let records = past::records(kept.as_ref(), &mut notes);
    if without.is_nothing()
        && request.publishing == Publishing::Not
        && let (Some(stage), Some(kept), Some(records)) = (&stage, &kept, &records)
        && let Some((outcome, trust)) = still::outcome(request, &site, stage.output(), records)
    {
        if trust == Trust::Bytes {
            store.mark_seen(kept, started);
        }
        let report = request.strictness.apply(outcome.report, &site.config.check);
        let committed = outcome.committed.filter(|_| !report.has_errors());
        return Outcome { report, committed, ..outcome };
    }

    let settings = Settings::of(&site);
    let past = kept.as_ref().zip(records.as_ref());
    let mut past =
        past.and_then(|(kept, records)| Past::read(kept, records, settings.digest, &mut notes));
    let writer = stage.as_ref().and_then(|_| begin(&store, &mut notes));
    let (renderer, spans) =
        prepare_site(request, site, without, past.as_ref(), writer.as_ref(), progress)
            .kept(&mut report);
    let before = past.as_mut().map(|past| past.retire(&renderer.world().tree));
    let purpose = match &stage {
        Some(stage) if report.has_errors() => Purpose::FindErrors(stage),
        Some(stage) => Purpose::Write(stage),
        None => Purpose::Check(&pages::Blind),
    };
    let pictures = cache::Pictures::new(&request.root, request.reuse.of_pictures());
    let to_keep = pages::Kept { writer: writer.as_ref(), pictures: Some(&pictures) };
    let pages =
        pages::render(&renderer, purpose, past.as_ref(), to_keep, progress).kept(&mut report);
    drop(past);

    let report = report.sorted();
    let levels = &renderer.world().config.check;
    let graded = request.strictness.apply(report.clone(), levels);
    let mut outcome = outcome(&renderer, pages.rendered, without.and(graded));
    outcome.notes = notes;
    outcome.moved = pages.moved;
    let Some(stage) = stage.filter(|_| !outcome.report.has_errors()) else { return outcome };
    pictures.prune(picture_views(&renderer, &pages));
    let (encoded, fault) = pictures.finish();
    outcome.encoded = encoded;
    outcome.notes.extend(fault.map(|error| format!("pictures are not kept: {error}")));
    progress.phase(Phase::Commit, 0);
    match stage.commit(&entries(&renderer, &pages)) {
        Ok(written) => {
            outcome.committed = Some(written.committed);
            progress.phase(Phase::Keep, 0);
            let before = before.unwrap_or_default();
            let report = without.and(report);
            let circumstances =
                Circumstances { request, started, settings, report, written, before };
            let kept = writer
                .map(|writer| keep(writer, &renderer, &spans, &pages, &circumstances, &outcome));
            if let Some(Err(error)) = kept {
                outcome.notes.push(not_kept(&error));
            }
            if request.publishing == Publishing::Add {
                let published = publish::publish(&request.root, renderer.world());
                outcome.published =
                    published.map_err(|diagnostic| outcome.report.push(diagnostic)).ok();
            }
        }
        Err(diagnostic) => outcome.report.push(diagnostic),
    }
    outcome
}

fn begin(store: &Store, notes: &mut Vec<String>) -> Option<cache::Writer> {
    store.begin().map_err(|error| notes.push(not_kept(&error))).ok()
}

/// Renders everything, shows each page to somebody, and writes nothing. Says how many pages there
/// were, and what is wrong with them.
pub fn examine(
    request: &Request,
    inspect: &dyn Inspect,
    progress: &dyn Progress,
) -> (Renderer, usize, Report) {
    let (renderer, mut report) = prepare(request, progress);
    let to_keep = pages::Kept::default();
    let purpose = Purpose::Check(inspect);
    let pages = pages::render(&renderer, purpose, None, to_keep, progress).kept(&mut report);
    (renderer, pages.rendered, report)
}

/// What came of it, with what else was found: sorted, each rule at its level.
pub fn examined(
    request: &Request,
    renderer: &Renderer,
    rendered: usize,
    report: Report,
) -> Outcome {
    outcome(renderer, rendered, request.strictness.raise(report))
}

fn outcome(renderer: &Renderer, rendered: usize, report: Report) -> Outcome {
    let World { archive, plan, .. } = renderer.world();
    Outcome {
        articles: archive.articles().len(),
        jobs: archive.jobs().len(),
        routes: plan.routes().len(),
        rendered,
        encoded: 0,
        moved: 0,
        published: None,
        committed: None,
        held: archive.held().to_vec(),
        waiting: archive.waiting(),
        next_change: archive.next_change(),
        report,
        notes: Vec::new(),
    }
}

/// From the files to everything that pages are made from.
pub fn prepare(request: &Request, progress: &dyn Progress) -> (Renderer, Report) {
    prepare_without(request, &Without::default(), progress)
}

fn prepare_without(
    request: &Request,
    without: &Without,
    progress: &dyn Progress,
) -> (Renderer, Report) {
    let mut report = Report::default();
    let site = Site::open(request, progress).kept(&mut report);
    let (renderer, _) =
        prepare_site(request, site, without, None, None, progress).kept(&mut report);
    (renderer, report)
}

fn prepare_site(
    request: &Request,
    site: Site,
    without: &Without,
    past: Option<&Past<'_>>,
    writer: Option<&cache::Writer>,
    progress: &dyn Progress,
) -> ((Renderer, Spans), Report) {
    let mut report = Report::default();
    let Site { config, locale, chain, tree, published, settings_text, .. } = site;
    if let Some(past) = past {
        past.teach(&tree);
    }
    let sources = contents::Sources { tree: &tree, config: &config, past, memory: None, writer };
    let ((mut contents, spans, _), said) = contents::parse(sources, progress);
    report.append(without.leave_out(&mut contents, said));
    progress.phase(Phase::Plan, 0);
    let found = Found { contents, published, is_whole: !report.has_errors() };
    let parts = Parts { config, locale, chain, tree, found };
    let renderer = arrange(parts, request.include, request.now).kept(&mut report);
    report.append(unknown_fragments(request, &settings_text, renderer.world()));
    ((renderer, spans), report)
}

/// What a site consists of, each part understood by itself.
struct Parts {
    config: Config,
    locale: Locale,
    chain: Vec<String>,
    tree: Tree,
    found: Found,
}

/// What the files of a site say that are not settings and not the theme's.
struct Found {
    contents: Contents,
    published: Published,
    /// Whether all of them could be read.
    is_whole: bool,
}

/// From the parts to everything that pages are made from.
fn arrange(parts: Parts, include: Include, now: Timestamp) -> (Renderer, Report) {
    let mut report = Report::default();
    let Parts { config, locale, chain, tree, found } = parts;
    let theme = theme::load(chain, &tree, &config).kept(&mut report);
    let (archive, plan) = draw(found, &config, &tree, &theme, (include, now)).kept(&mut report);
    let world = World::new(config, tree, archive, Arc::new(plan), theme, locale);
    let renderer = Renderer::new(world).kept(&mut report);
    (renderer, report)
}

/// The archive of some contents at a moment, and all of its routes.
fn draw(
    found: Found,
    config: &Config,
    tree: &Tree,
    theme: &Theme,
    (include, now): (Include, Timestamp),
) -> ((Archive, Plan), Report) {
    let Found { contents, published: Published { lock, redirects }, is_whole } = found;
    let (archive, mut report) = Archive::new(contents, &lock, config, include, now);
    let assets = theme.asset_urls();
    let input = plan::Input {
        archive: &archive,
        config,
        tree,
        lock: &lock,
        redirects: &redirects,
        is_whole,
        assets: &assets,
        fragments: &theme.fragments(),
        has_template: &|name| theme.has_template(name),
        cards: config.pictures.cards && theme.shows_cards(),
    };
    let plan = plan::draw(input).kept(&mut report);
    ((archive, plan), report)
}

/// Fragments that the settings speak of and the theme does not have.
fn unknown_fragments(request: &Request, settings: &str, world: &World) -> Report {
    let World { config, theme, .. } = world;
    // That there is no theme at all is told elsewhere.
    if theme.templates.is_empty() {
        return Report::default();
    }
    let file = request.config_file.as_deref().unwrap_or(config::FILE);
    config.unknown_fragments(file, settings, &theme.fragments())
}

/// The files that the output is to hold.
fn entries(renderer: &Renderer, pages: &Pages) -> Vec<Entry> {
    let routes = renderer.world().plan.routes().iter().zip(&pages.all);
    let entry = |(route, page): (&Route, &Option<OnePage>)| {
        let staged = page.as_ref()?.output?;
        Some(Entry { path: route.url.output(), rank: Rank::of(&route.kind), staged })
    };
    let beside = pages.beside.iter();
    let beside = beside.map(|Beside { url, output }| Entry {
        path: url.output(),
        rank: Rank::Asset,
        staged: *output,
    });
    routes.filter_map(entry).chain(beside).collect()
}

/// The digests by which the pictures of this build are kept.
fn picture_views<'p>(
    renderer: &'p Renderer,
    pages: &'p Pages,
) -> impl Iterator<Item = Digest> + 'p {
    let routes = renderer.world().plan.routes().iter().zip(&pages.all);
    let pictures = routes.filter(|(route, _)| matches!(route.kind, plan::Kind::Picture(..)));
    pictures.filter_map(|(_, page)| Some(page.as_ref()?.view))
}

fn open_stage(request: &Request, config: &Config) -> Result<Stage, Diagnostic> {
    Stage::open(Output::open(&request.root, output_folder(request, config))?)
}

fn output_folder<'r>(request: &'r Request, config: &'r Config) -> &'r Path {
    request.output_dir.as_deref().unwrap_or(Path::new(&config.output_dir))
}

/// One cache for each output and each set of options that change pages. The settings need
/// not be in it, since records name the settings that they come from.
fn cache_key(request: &Request, config: &Config) -> Digest {
    let Request { config_file, base_url, include, broken, .. } = request;
    let output = output_folder(request, config);
    Digest::of(format!("{output:?} {config_file:?} {base_url:?} {include:?} {broken:?}").as_bytes())
}

fn not_kept(error: &std::io::Error) -> String {
    format!("nothing is kept for the next build: {error}")
}

/// A phase's value and what it had to say.
trait Kept<T> {
    fn kept(self, report: &mut Report) -> T;
}

impl<T> Kept<T> for (T, Report) {
    fn kept(self, report: &mut Report) -> T {
        report.append(self.1);
        self.0
    }
}
