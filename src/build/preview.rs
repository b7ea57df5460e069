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
use super::{Findings, Found, Kept, Past, Phase, Progress, Request, Settings, Silent, Site, Store};
use super::{cache_key, contents, past, unknown_fragments};
use crate::archive::{Archive, Contents};
use crate::article::{Article, is_markdown};
use crate::cache;
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
    /// Of `urls.lock` and `redirects.yaml`.
    addresses: Digest,
    /// When the tree was begun to be scanned.
    scanned: FileTime,
    said: Said,
}

/// What was said by phases that need not be repeated.
#[derive(Clone, Default)]
struct Said {
    scan: Report,
    contents: Report,
    /// About the archive and its routes.
    order: Report,
}

/// The site as it is at one moment.
pub struct Edition {
    pub renderer: Arc<Renderer>,
    /// What is wrong, pages aside.
    pub report: Report,
    /// What can differ from the edition before.
    pub scope: Scope,
    /// The links to assets, files, pictures and fragments that are others now; nothing if it is
    /// not known which.
    pub changed: Option<Vec<String>>,
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
        let (site, mut report) = Site::open(&request, progress);
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
        let ((contents, _, fresh), contents_said) = contents::parse(sources, progress);
        memory.absorb(fresh);
        let findings = past.as_ref().map(Findings::recorded).unwrap_or_default();
        drop(past);
        progress.phase(Phase::Plan, 0);
        let theme = theme::load(site.chain.clone(), &site.tree, &site.config).kept(&mut report);
        let moment = (request.include, request.now);
        let found = found(&site, contents, &contents_said);
        let ((archive, plan), order) = super::draw(found, &site.config, &site.tree, &theme, moment);
        let said = Said { scan: site.scan_said.clone(), contents: contents_said, order };
        let addresses = site.addresses;
        let (scope, edited) = (Scope::Everything, None);
        let (plan, of_phases) = (Arc::new(plan), said.clone());
        let drawn = Drawn { archive, plan, scope, edited, said: of_phases };
        let renderer = finish(&request, (site, theme, drawn), None, &mut report);
        let edition = Edition {
            renderer: Arc::clone(&renderer),
            report: graded(report, &renderer),
            scope: Scope::Everything,
            changed: None,
            edited: None,
        };
        let last = Last { renderer, settings, text, addresses, scanned, said };
        (Self { request, memory, last }, edition, findings)
    }

    /// The folder of the site.
    pub fn root(&self) -> &Path {
        &self.request.root
    }

    /// The first look once more, where nothing that was found before can be trusted.
    pub fn anew(&mut self) {
        (*self, ..) = Self::open(self.request.clone(), &Silent);
    }

    /// Looks again at what was touched, at a moment. Nothing if all is as it was.
    pub fn again(&mut self, touched: &Touched, now: Timestamp) -> Option<Edition> {
        self.request.now = now;
        let scanned = cache::now();
        let last = Arc::clone(&self.last.renderer);
        let World { theme: old_theme, archive: old_archive, .. } = last.world();
        let (site, mut own, mut report) = self.site(touched);
        let (settings, text) = (Settings::of(&site).digest, site.said);
        if own.as_ref().is_some_and(Vec::is_empty)
            && text == self.last.text
            && old_archive.revised(&[], &[], now).is_some()
        {
            return None;
        }
        if settings != self.last.settings {
            (self.memory, own) = (Memory::default(), None);
        }
        let addresses = site.addresses;
        if addresses != self.last.addresses {
            own = None;
        }
        let theme = theme::load(site.chain.clone(), &site.tree, &site.config).kept(&mut report);
        let revised = own.as_ref().filter(|_| has_same_routes(old_theme, &theme));
        let revised = revised.and_then(|own| self.revise(&site, own));
        let drawn = revised.unwrap_or_else(|| self.draw(&site, &theme));
        let Drawn { scope, edited, .. } = &drawn;
        let heir_of = (*scope != Scope::Everything).then(|| last.world());
        let (scope, edited) = (scope.clone(), edited.clone());
        let said = Said { scan: site.scan_said.clone(), ..drawn.said.clone() };
        let renderer = finish(&self.request, (site, theme, drawn), heir_of, &mut report);
        let is_shown = |url: &UrlPath| renderer.world().plan.find(url.as_str()).is_some();
        let changed = own.or_else(|| below(last.world(), touched));
        let changed = changed.map(|files| changed_links(&last, &renderer, files));
        let edited = edited.filter(is_shown);
        let renderer_kept = Arc::clone(&renderer);
        self.last = Last { renderer: renderer_kept, settings, text, addresses, scanned, said };
        let report = graded(report, &renderer);
        Some(Edition { renderer, report, scope, changed, edited })
    }

    /// The files and settings as they are now, which files are others than at the last look (if
    /// there are no new ones), and what was said about all that.
    fn site(&self, touched: &Touched) -> (Site, Option<Vec<SourcePath>>, Report) {
        let World { tree: old, theme, .. } = self.last.renderer.world();
        let mut own = None;
        let (site, report) = Site::open_with(&self.request, |chain| {
            let same_themes = theme.chain == chain;
            let revised = match touched {
                Touched::Paths(paths) if same_themes => old.revised(paths),
                _ => None,
            };
            if let Some((tree, touched)) = revised {
                own = Some(touched);
                return (tree, self.last.said.scan.clone());
            }
            let (tree, report) = Tree::scan(&self.request.root, chain);
            tree.learn_from(old, touched, self.last.scanned);
            own = tree.differing(old).filter(|_| same_themes);
            (tree, report)
        });
        if let Some(own) = &mut own {
            own.retain(|file| site.tree.has_changed(file, old));
        }
        (site, own, report)
    }

    /// The archive with other versions of some files, if the routes are the same with them.
    fn revise(&mut self, site: &Site, own: &[SourcePath]) -> Option<Drawn> {
        if own.iter().any(is_drawn_from) {
            return None;
        }
        let World { archive: old, plan, .. } = self.last.renderer.world();
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
        let contents = of_others.chain(problems.iter()).cloned().collect();
        let said = Said { contents, ..self.last.said.clone() };
        let (plan, edited) = (Arc::clone(plan), texts.only_one());
        self.memory.absorb(fresh);
        Some(Drawn { archive, plan, scope, edited, said })
    }

    /// The archive and its routes, from all contents.
    fn draw(&mut self, site: &Site, theme: &Theme) -> Drawn {
        let ((contents, _, fresh), contents_said) = contents::parse(self.sources(site), &Silent);
        let edited = Texts::of(&fresh).and_then(|texts| texts.only_one());
        self.memory.absorb(fresh);
        self.memory.forget_all_but(&site.tree);
        let moment = (self.request.include, self.request.now);
        let found = found(site, contents, &contents_said);
        let ((archive, plan), order) = super::draw(found, &site.config, &site.tree, theme, moment);
        let said = Said { contents: contents_said, order, ..Said::default() };
        Drawn { archive, plan: Arc::new(plan), scope: Scope::Everything, edited, said }
    }

    fn sources<'s>(&'s self, site: &'s Site) -> contents::Sources<'s> {
        let Site { tree, config, .. } = site;
        contents::Sources { tree, config, past: None, memory: Some(&self.memory), writer: None }
    }
}

/// Sorted, each rule at its level.
fn graded(report: Report, renderer: &Renderer) -> Report {
    report.sorted().at(&renderer.world().config.check)
}

fn found(site: &Site, contents: Contents, said: &Report) -> Found {
    let is_whole = !site.scan_said.has_errors() && !said.has_errors();
    Found { contents, published: site.published.clone(), is_whole }
}

/// What the contents give.
struct Drawn {
    archive: Archive,
    plan: Arc<Plan>,
    scope: Scope,
    edited: Option<UrlPath>,
    said: Said,
}

/// From all parts to what renders pages; what an older world has found out is taken over if there
/// is one whose cards are all the same.
fn finish(
    request: &Request,
    (site, theme, drawn): (Site, Theme, Drawn),
    heir_of: Option<&World>,
    report: &mut Report,
) -> Arc<Renderer> {
    report.append(drawn.said.contents);
    report.append(drawn.said.order);
    let Site { config, locale, tree, settings_text, .. } = site;
    let mut world = World::new(config, tree, drawn.archive, drawn.plan, theme, locale);
    if let Some(other) = heir_of {
        world.inherit(other);
    }
    report.append(unknown_fragments(request, &settings_text, &world));
    Arc::new(Renderer::new(world).kept(report))
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

/// The touched files of the project, if it is known which.
fn below(world: &World, touched: &Touched) -> Option<Vec<SourcePath>> {
    let Touched::Paths(paths) = touched else { return None };
    let below = |path: &PathBuf| {
        let path = path.strip_prefix(world.tree.root()).ok()?.to_str()?;
        Some(SourcePath::new(path))
    };
    Some(paths.iter().filter_map(below).collect())
}

/// The links to what pages show without holding it: files made of some of the project's without
/// a template, as they were or as they are, and fragments that are others now.
fn changed_links(old: &Renderer, new: &Renderer, files: Vec<SourcePath>) -> Vec<String> {
    let sources: BTreeSet<SourcePath> =
        files.into_iter().filter(|file| !is_markdown(file)).collect();
    let is_of_them = |world: &World, route: &Route| match &route.kind {
        Kind::File(source) | Kind::Picture(source, _) => sources.contains(source),
        Kind::Asset(at) => match &world.theme.assets[*at].content {
            Content::File(source) => sources.contains(source),
            Content::Embedded(_) => false,
        },
        _ => false,
    };
    let links = |renderer: &Renderer| -> Vec<String> {
        let world = renderer.world();
        let routes = world.plan.routes().iter().filter(|route| is_of_them(world, route));
        routes.map(|route| world.link(&route.url)).collect()
    };
    let is_fragment = |route: &&Route| matches!(route.kind, Kind::Fragment(_));
    let has_changed = |route: &&Route| {
        let before = old.world().plan.find(route.url.as_str());
        before.is_none_or(|before| old.view_digest(before) != new.view_digest(route))
    };
    let mut changed = if sources.is_empty() { Vec::new() } else { links(new) };
    if changed.is_empty() && !sources.is_empty() {
        changed = links(old);
    }
    let world = new.world();
    let fragments = world.plan.routes().iter().filter(is_fragment).filter(has_changed);
    changed.extend(fragments.map(|route| world.link(&route.url)));
    changed
}
