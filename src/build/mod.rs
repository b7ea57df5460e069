//! The story of one build.
//!
//! Each phase is a function from one value to the next. None stops at an error: what can
//! still be looked at is looked at, so that all that is wrong is said at once. Only when
//! nothing is wrong is anything written.

mod contents;
mod progress;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;

use crate::archive::{Archive, Held, Include};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Report};
use crate::emit::{Committed, Entry, Output, Rank, Stage};
use crate::plan::{self, Route};
use crate::render::{Made, Renderer, World};
use crate::source::{self, Tree};
use crate::theme;
use crate::value::{BaseUrl, Locale};

pub use progress::{Phase, Progress, Silent};

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
    /// The clock, read once by whoever asks.
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    #[default]
    Lenient,
    WarningsAreErrors,
}

impl Strictness {
    fn apply(self, report: Report) -> Report {
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
    /// What changed in the output; nothing if there were errors, or if nothing was to be
    /// written.
    pub committed: Option<Committed>,
    pub held: Vec<Held>,
    pub next_change: Option<Timestamp>,
    pub report: Report,
}

/// Builds the site into its output folder.
pub fn build(request: &Request, progress: &dyn Progress) -> Outcome {
    let (renderer, mut report) = prepare(request, progress);
    let stage = open_stage(request, &renderer.world().config)
        .map_err(|diagnostic| report.push(diagnostic))
        .ok();
    let stage = stage.filter(|_| !report.has_errors());
    let results = render(&renderer, progress, |route, page| match &stage {
        Some(stage) => stage
            .put(&route.url.output(), Rank::of(&route.kind), page, &renderer.world().tree)
            .map(Some),
        None => Ok(None),
    });
    let Rendered { entries, rendered, report: problems } = results;
    report.append(problems);
    let mut report = request.strictness.apply(report);
    let committed = stage.filter(|_| !report.has_errors()).and_then(|stage| {
        progress.phase(Phase::Commit, 0);
        stage.commit(entries).map_err(|diagnostic| report.push(diagnostic)).ok()
    });
    outcome(&renderer, rendered, committed, report)
}

/// Renders everything and writes nothing.
pub fn check(request: &Request, progress: &dyn Progress) -> Outcome {
    let (renderer, mut report) = prepare(request, progress);
    let Rendered { rendered, report: problems, .. } = render(&renderer, progress, |_, _| Ok(None));
    report.append(problems);
    outcome(&renderer, rendered, None, request.strictness.apply(report))
}

fn outcome(
    renderer: &Renderer,
    rendered: usize,
    committed: Option<Committed>,
    report: Report,
) -> Outcome {
    let World { archive, plan, .. } = renderer.world();
    Outcome {
        articles: archive.articles().len(),
        jobs: archive.jobs().len(),
        routes: plan.routes().len(),
        rendered,
        committed,
        held: archive.held().to_vec(),
        next_change: archive.next_change(),
        report: report.sorted(),
    }
}

/// From the files to everything that pages are made from.
pub fn prepare(request: &Request, progress: &dyn Progress) -> (Renderer, Report) {
    let mut report = Report::default();
    let config = read_config(request, &mut report);
    let locale = locale(&config, &mut report);

    progress.phase(Phase::Scan, 0);
    let chain = theme::chain(&request.root, &config.theme).kept(&mut report);
    let tree = Tree::scan(&request.root, &chain).kept(&mut report);
    let theme = theme::load(chain, &tree, &config).kept(&mut report);

    let contents = contents::parse(&tree, &config, progress).kept(&mut report);

    progress.phase(Phase::Plan, 0);
    let archive = Archive::new(contents, &config, request.include, request.now).kept(&mut report);
    let assets = theme.asset_urls();
    let input = plan::Input { archive: &archive, config: &config, tree: &tree, assets: &assets };
    let plan = plan::draw(input).kept(&mut report);

    let world = World::new(config, tree, archive, plan, theme, locale);
    let renderer = Renderer::new(world).kept(&mut report);
    (renderer, report)
}

/// The settings of a project, as the arguments change them.
pub fn read_config(request: &Request, report: &mut Report) -> Config {
    let file = request.config_file.as_deref().unwrap_or(config::FILE);
    let text = match source::read_root_file(&request.root, file) {
        Some(Ok(text)) => text,
        Some(Err(diagnostic)) => {
            report.push(diagnostic);
            String::new()
        }
        None => {
            let message = format!("there is no `{file}` in `{}`", request.root.display());
            let hint = "go to the folder of your site, name it with `-r FOLDER`, or make a new site with `blattwerk init`";
            report.push(Diagnostic::error("setting", message).hint(hint));
            // An empty file would only add that its keys are missing.
            String::from("base_url = \"https://example.invalid/\"")
        }
    };
    let config = Config::read(file, &text).kept(report);
    match &request.base_url {
        Some(base_url) => config.at_base_url(base_url.clone()),
        None => config,
    }
}

fn locale(config: &Config, report: &mut Report) -> Locale {
    Locale::new(&config.default_language).unwrap_or_else(|error| {
        let message = format!("`default_language = \"{}\"`: {error}", config.default_language);
        report.push(Diagnostic::error("setting", message).in_file(config::FILE).hint(error.hint()));
        Locale::new("de").expect("German is known")
    })
}

fn open_stage(request: &Request, config: &Config) -> Result<Stage, Diagnostic> {
    let folder = request.output_dir.as_deref().unwrap_or(Path::new(&config.output_dir));
    Stage::open(Output::open(&request.root, folder)?)
}

struct Rendered {
    entries: Vec<Entry>,
    rendered: usize,
    report: Report,
}

/// Renders every route, in parallel; each page is handed to `put`, and dropped.
fn render(
    renderer: &Renderer,
    progress: &dyn Progress,
    put: impl Fn(&Route, &crate::render::Page) -> Result<Option<Entry>, Diagnostic> + Sync,
) -> Rendered {
    let routes = renderer.world().plan.routes();
    progress.phase(Phase::Render, routes.len());
    let one = |route: &Route| {
        progress.start(route);
        let Made { page, mut report, .. } = renderer.page(route);
        let rendered = usize::from(page.is_some());
        let entry = page.and_then(|page| match put(route, &page) {
            Ok(entry) => entry,
            Err(diagnostic) => {
                report.push(diagnostic);
                None
            }
        });
        progress.done(route);
        (entry, rendered, report)
    };
    let results: Vec<_> = routes.par_iter().map(one).collect();
    let mut all = Rendered {
        entries: Vec::with_capacity(results.len()),
        rendered: 0,
        report: Report::default(),
    };
    for (entry, rendered, report) in results {
        all.entries.extend(entry);
        all.rendered += rendered;
        all.report.append(report);
    }
    all
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
