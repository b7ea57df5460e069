//! A site that is looked at again and again while people write.
//!
//! Each look gives what a build would render from, then and there. What follows from the same
//! inputs as at the last look is taken over, phase by phase; all of it is computed as a build
//! computes it, by the same functions.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::memory::Memory;
use super::{Findings, Kept, Past, Phase, Progress, Request, Settings, Site, Store};
use super::{cache_key, contents, past};
use crate::archive::Archive;
use crate::article::{Article, is_markdown};
use crate::cache;
use crate::config;
use crate::diagnostic::Report;
use crate::plan::{Kind, Plan, Route};
use crate::render::{Renderer, World};
use crate::source::{Touched, Tree};
use crate::theme::{self, Content, Theme};
use crate::value::{Digest, FileTime, SourcePath, UrlPath};

/// What was found at the last look.
pub struct Preview {
    request: Request,
    memory: Memory,
    last: Last,
}

struct Last {
    renderer: Arc<Renderer>,
    settings: Digest,
    /// Of the text of the settings, and of what was said about it.
    text: Digest,
    /// When the tree was begun to be scanned.
    scanned: FileTime,
    said: Said,
}

/// What was said by phases that need not be repeated.
#[derive(Clone, Default)]
struct Said {
    scan: Report,
    contents: Report,
    archive: Report,
    plan: Report,
}

/// The site as it is at one moment.
pub struct Edition {
    pub renderer: Arc<Renderer>,
    /// What is wrong, pages aside.
    pub report: Report,
    /// What can differ from the edition before.
    pub scope: Scope,
    /// The links to assets, files and pictures that were touched.
    pub changed: Vec<String>,
    /// The page of what was written, if that is one text.
    pub edited: Option<UrlPath>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Pages that show the texts of these files.
    Texts(BTreeSet<SourcePath>),
    Everything,
}

impl Scope {
    /// What can differ after two steps.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Texts(mut one), Self::Texts(other)) => {
                one.extend(other);
                Self::Texts(one)
            }
            _ => Self::Everything,
        }
    }
}

impl Preview {
    /// The first look, with the help of what the last build has kept.
    pub fn open(request: Request, progress: &dyn Progress) -> (Self, Edition, Findings) {
        let scanned = cache::now();
        let mut report = Report::default();
        let mut said = Said::default();
        let site = Site::open(&request, progress).kept(&mut said.scan);
        report.append(said.scan.clone());
        progress.phase(Phase::Compare, 0);
        let store = Store::new(&request.root, cache_key(&request, &site.config));
        let (kept, mut notes) = past::open(&store, request.reuse);
        let records = past::records(kept.as_ref(), &mut notes);
        let (settings, text) = (Settings::of(&site).digest, site.said);
        let past = kept.as_ref().zip(records.as_ref());
        let past = past.and_then(|(kept, records)| Past::read(kept, records, settings, &mut notes));
        if let Some(past) = &past {
            past.teach(&site.tree);
        }
        let mut memory = Memory::default();
        let sources = contents::Sources {
            tree: &site.tree,
            config: &site.config,
            past: past.as_ref(),
            memory: Some(&memory),
            writer: None,
        };
        let parsed = contents::parse(sources, progress);
        let (contents, _, fresh) = parsed.kept(&mut said.contents);
        memory.absorb(fresh);
        let findings = past.as_ref().map(Findings::recorded).unwrap_or_default();
        drop(past);
        progress.phase(Phase::Plan, 0);
        let theme = theme::load(site.chain.clone(), &site.tree, &site.config).kept(&mut report);
        let (archive, plan) = arrange(&request, &site, &theme, contents, &mut said);
        let renderer = finish(&request, site, theme, (archive, plan), None, &said, &mut report);
        let edition = Edition {
            renderer: Arc::clone(&renderer),
            report: report.sorted(),
            scope: Scope::Everything,
            changed: Vec::new(),
            edited: None,
        };
        let last = Last { renderer, settings, text, scanned, said };
        (Self { request, memory, last }, edition, findings)
    }

    /// The folder of the site.
    pub fn root(&self) -> &Path {
        &self.request.root
    }

    /// Looks again at what was touched, at a moment. Nothing if all is as it was.
    pub fn again(&mut self, touched: &Touched, now: Timestamp) -> Option<Edition> {
        self.request.now = now;
        let scanned = cache::now();
        let mut report = Report::default();
        let mut said = self.last.said.clone();
        let last = Arc::clone(&self.last.renderer);
        let World { tree: old_tree, theme: old_theme, archive: old_archive, .. } = last.world();
        let mut own = None;
        let (site, scan) = Site::open_with(&self.request, |chain| {
            let revised = match touched {
                Touched::Paths(paths) if old_theme.chain == chain => old_tree.revised(paths),
                _ => None,
            };
            if let Some((tree, touched)) = revised {
                own = Some(touched);
                return (tree, said.scan.clone());
            }
            let (tree, report) = Tree::scan(&self.request.root, chain);
            tree.learn_from(old_tree, touched, self.last.scanned);
            own = tree.differing(old_tree).filter(|_| old_theme.chain == chain);
            (tree, report)
        });
        if let Some(own) = &mut own {
            own.retain(|file| site.tree.has_changed(file, old_tree));
        }
        let (settings, text) = (Settings::of(&site).digest, site.said);
        if own.as_ref().is_some_and(Vec::is_empty)
            && text == self.last.text
            && old_archive.revised(&[], &[], now).is_some()
        {
            return None;
        }
        report.append(scan.clone());
        said.scan = scan;
        if settings != self.last.settings {
            (self.memory, own) = (Memory::default(), None);
        }
        let theme = theme::load(site.chain.clone(), &site.tree, &site.config).kept(&mut report);
        let revised = own.as_ref().filter(|_| has_same_routes(old_theme, &theme));
        let revised = revised.and_then(|own| self.revise(&site, own, old_archive));
        let (scope, archive, plan, edited) = match revised {
            Some(Revised { archive, scope, contents_said, edited }) => {
                said.contents = contents_said;
                (scope, archive, Arc::clone(&last.world().plan), edited)
            }
            None => {
                let sources = self.sources(&site);
                let parsed = contents::parse(sources, &super::Silent);
                let ((contents, _, fresh), problems) = parsed;
                said.contents = problems;
                let edited = Texts::of(&fresh).and_then(|texts| texts.only_one());
                self.memory.absorb(fresh);
                self.memory.forget_all_but(&site.tree);
                let (archive, plan) = arrange(&self.request, &site, &theme, contents, &mut said);
                (Scope::Everything, archive, plan, edited)
            }
        };
        let heir_of = (scope != Scope::Everything).then(|| last.world());
        let parts = (archive, plan);
        let renderer = finish(&self.request, site, theme, parts, heir_of, &said, &mut report);
        let changed =
            changed(renderer.world(), own.unwrap_or_else(|| below(last.world(), touched)));
        self.last = Last { renderer: Arc::clone(&renderer), settings, text, scanned, said };
        Some(Edition { renderer, report: report.sorted(), scope, changed, edited })
    }
}

/// What follows from other texts alone.
struct Revised {
    archive: Archive,
    scope: Scope,
    contents_said: Report,
    edited: Option<UrlPath>,
}

impl Preview {
    /// The archive with other versions of some files, if the routes are the same with them.
    fn revise(&mut self, site: &Site, own: &[SourcePath], old: &Archive) -> Option<Revised> {
        if own.iter().any(is_drawn_from) {
            return None;
        }
        let (fresh, problems) = contents::parse_texts(self.sources(site), own);
        let texts = Texts::of(&fresh)?;
        let archive = old.revised(&texts.articles, &texts.pages, self.request.now)?;
        let texts_only = own.iter().all(contents::is_text) && texts.have_cards_of(old);
        let scope = match texts_only {
            true => Scope::Texts(own.iter().cloned().collect()),
            false => Scope::Everything,
        };
        let of_others = self.last.said.contents.iter().filter(|said| {
            let file = said.place.as_ref().map(|place| place.file.as_str());
            !own.iter().any(|own| file == Some(own.as_str()))
        });
        let contents_said = of_others.chain(problems.iter()).cloned().collect();
        self.memory.absorb(fresh);
        Some(Revised { archive, scope, contents_said, edited: texts.only_one() })
    }

    fn sources<'s>(&'s self, site: &'s Site) -> contents::Sources<'s> {
        let Site { tree, config, .. } = site;
        contents::Sources { tree, config, past: None, memory: Some(&self.memory), writer: None }
    }
}

/// Articles and pages that say something else than before.
struct Texts {
    articles: Vec<Arc<Article>>,
    pages: Vec<crate::article::StandingPage>,
}

impl Texts {
    /// Nothing if something else was read too, or could not be understood.
    fn of(fresh: &Memory) -> Option<Self> {
        let (articles, pages) = (fresh.articles.values()?, fresh.pages.values()?);
        (fresh.len() == articles.len() + pages.len()).then_some(Self { articles, pages })
    }

    fn only_one(&self) -> Option<UrlPath> {
        let cards = self.articles.iter().map(|article| &article.card);
        let mut cards = cards.chain(self.pages.iter().map(|page| &page.card));
        let one = cards.next()?;
        cards.next().is_none().then(|| one.url.clone())
    }

    /// Whether they differ from what an archive holds by their bodies alone.
    fn have_cards_of(&self, archive: &Archive) -> bool {
        self.articles.iter().all(|article| {
            let id = archive.by_source(&article.card.source);
            id.is_some_and(|id| archive.article(id).card.digest == article.card.digest)
        }) && self.pages.iter().all(|page| {
            let mut old = archive.pages().iter();
            old.any(|old| {
                old.card.source == page.card.source && old.card.digest == page.card.digest
            })
        })
    }
}

/// Whether routes can follow from what a file holds, and not only from its being there.
fn is_drawn_from(file: &SourcePath) -> bool {
    let apart = ["templates/", "themes/", "data/"];
    !contents::is_text(file) && !apart.iter().any(|folder| file.as_str().starts_with(folder))
}

/// Whether two themes are the same to the plan.
fn has_same_routes(one: &Theme, other: &Theme) -> bool {
    let names = |theme: &Theme| -> Vec<String> {
        theme.templates.iter().map(|template| template.name.clone()).collect()
    };
    one.asset_urls() == other.asset_urls()
        && names(one) == names(other)
        && one.shows_cards() == other.shows_cards()
}

fn arrange(
    request: &Request,
    site: &Site,
    theme: &Theme,
    contents: crate::archive::Contents,
    said: &mut Said,
) -> (Archive, Arc<Plan>) {
    let (archive, problems) = Archive::new(contents, &site.config, request.include, request.now);
    said.archive = problems;
    let (plan, problems) = super::draw(&archive, &site.config, &site.tree, theme);
    said.plan = problems;
    (archive, Arc::new(plan))
}

fn finish(
    request: &Request,
    site: Site,
    theme: Theme,
    (archive, plan): (Archive, Arc<Plan>),
    heir_of: Option<&World>,
    said: &Said,
    report: &mut Report,
) -> Arc<Renderer> {
    report.append(said.contents.clone());
    report.append(said.archive.clone());
    report.append(said.plan.clone());
    let Site { config, locale, tree, settings_text, .. } = site;
    if !theme.templates.is_empty() {
        let file = request.config_file.as_deref().unwrap_or(config::FILE);
        report.append(config.unknown_fragments(file, &settings_text, &theme.fragments()));
    }
    let mut world = World::new(config, tree, archive, plan, theme, locale);
    if let Some(other) = heir_of {
        world.inherit(other);
    }
    Arc::new(Renderer::new(world).kept(report))
}

/// The touched files of the project, as far as they are known.
fn below(world: &World, touched: &Touched) -> Vec<SourcePath> {
    let Touched::Paths(paths) = touched else { return Vec::new() };
    let below = |path: &PathBuf| {
        let path = path.strip_prefix(world.tree.root()).ok()?.to_str()?;
        Some(SourcePath::new(path))
    };
    paths.iter().filter_map(below).collect()
}

/// The links to files of the output that are made of some files without a template.
fn changed(world: &World, files: Vec<SourcePath>) -> Vec<String> {
    let sources: BTreeSet<SourcePath> =
        files.into_iter().filter(|file| !is_markdown(file)).collect();
    if sources.is_empty() {
        return Vec::new();
    }
    let is_of = |route: &&Route| match &route.kind {
        Kind::File(source) | Kind::Picture(source, _) => sources.contains(source),
        Kind::Asset(at) => match &world.theme.assets[*at].content {
            Content::File(source) => sources.contains(source),
            Content::Embedded(_) => false,
        },
        _ => false,
    };
    world.plan.routes().iter().filter(is_of).map(|route| world.link(&route.url)).collect()
}
