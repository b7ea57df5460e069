//! Route + archive + theme → page: HTML, feeds, sitemaps, redirects.
//!
//! A page is a function of its view and of the questions that its template asks. Pure:
//! bodies and files are read through the tree, nothing is written.

mod body;
mod discussion;
mod feed;
mod fragment;
mod functions;
mod html;
mod names;
mod newsletter;
mod outline;
mod picture;
mod plain;
mod questions;
mod search;
mod sitemap;
mod slots;
mod view;
mod world;
mod xml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Feed, IndexPart, Kind, Route};
use crate::theme::{Content, Engine, unknown_names};
use crate::value::{Digest, SourcePath, UrlPath};

use picture::{Aim, Recent};
use questions::Answers;

pub use functions::NAMES as FUNCTIONS;
pub use newsletter::{Issue, Newsletter};
pub use questions::{Answered, Question, Reference, References};
pub use slots::{Slot, replace as replace_fragments};
pub use world::World;

/// What a route becomes.
#[derive(Debug)]
pub enum Page {
    Bytes(Vec<u8>),
    /// A file of the project, copied as it is.
    Copy(SourcePath),
}

/// What came of rendering a route.
#[derive(Default)]
pub struct Made {
    /// None if it cannot be rendered, which the report tells.
    pub page: Option<Page>,
    pub report: Report,
    /// What its template asked for, and the digests of the answers.
    pub questions: Vec<Arc<Answered>>,
    /// What its text refers to.
    pub references: References,
    /// Where inline fragments stand in it; none where they cannot be put in place.
    pub slots: Vec<Slot>,
}

/// Renders any route of the plan.
pub struct Renderer {
    world: Arc<World>,
    answers: Arc<Answers>,
    /// Nothing if the templates have mistakes, which are told once and not on every page.
    engine: Option<Engine>,
    common: Digest,
    /// Decoded pictures.
    recent: Recent,
}

impl Renderer {
    /// Sets the templates up, and renders the fragments that all pages share.
    pub fn new(world: World) -> (Self, Report) {
        let world = Arc::new(world);
        let (config, theme) = (view::config(&world), view::theme(&world.theme));
        let common = common_digest(&world, [&config, &theme]);
        let answers = Arc::new(Answers::new(Arc::clone(&world), common));
        let (mut engine, mut report) =
            Engine::new(&world.theme, &world.config, &world.languages, &FUNCTIONS, |tera| {
                functions::register(tera, &answers);
            });
        engine.set_global("config", config);
        engine.set_global("theme", theme);
        // Without a theme, which is told elsewhere, every page would lack its template.
        if report.has_errors() || world.theme.templates.is_empty() {
            let recent = Recent::default();
            return (Self { world, answers, engine: None, common, recent }, report);
        }
        let (fragments, problems) = fragment::render(&world, &engine);
        let engine = (!problems.has_errors()).then_some(engine);
        answers.set_fragments(fragments);
        report.append(problems);
        (Self { world, answers, engine, common, recent: Recent::default() }, report)
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// Whether its templates and fragments are without mistakes; else no page can be rendered.
    pub fn is_ready(&self) -> bool {
        self.engine.is_some()
    }

    /// The digest of what every page depends on: the settings and the theme. The words of
    /// the manual that a program is made of are its own matter.
    pub fn common_digest(&self) -> Digest {
        self.common
    }

    /// The same in parts, by the names of the files that people would look for.
    pub fn origins(&self) -> Vec<(String, Digest)> {
        let World { config, theme, .. } = &*self.world;
        let templates = theme.templates.iter();
        let mut origins: Vec<(String, Digest)> = templates
            .map(|template| (template.file.clone(), Digest::of(template.text.as_bytes())))
            .collect();
        let of = |part: &dyn std::fmt::Debug| Digest::of(format!("{part:?}").as_bytes());
        origins.push((config::FILE.into(), of(config)));
        origins.push(("the theme's words".into(), of(&theme.words)));
        origins
            .push(("the theme's settings".into(), of(&(&theme.chain, &theme.extra, &theme.sizes))));
        origins
    }

    /// The names in the templates that are not among what these see.
    pub fn unknown_names(&self) -> Report {
        let world = &*self.world;
        let json = |value: tera::Value| serde_json::to_value(value).unwrap_or_default();
        let (config, theme) = (view::config(world), view::theme(&world.theme));
        let seen = names::seen(world, json(config), json(theme));
        unknown_names(&world.theme, &seen).into_iter().collect()
    }

    /// One digest over all that views show, texts aside; nothing if it cannot be told without
    /// reading files. Where it and the [common](Self::common_digest) one are as they were,
    /// views differ only by their [texts](Self::texts_of), and links lead where they led.
    pub fn outline_digest(&self) -> Option<Digest> {
        outline::digest(&self.world)
    }

    /// The files whose texts, or whose bytes, a page shows.
    pub fn texts_of<'r>(&'r self, route: &'r Route) -> impl Iterator<Item = &'r SourcePath> {
        let text = match &route.kind {
            Kind::File(source) | Kind::Picture(source, _) => Some(source),
            Kind::Asset(at) => match &self.world.theme.assets[*at].content {
                Content::File(source) => Some(source),
                Content::Embedded(_) => None,
            },
            _ => html::text_source(&self.world, &route.kind),
        };
        let searched = match route.kind {
            Kind::Index(part) => Some(part.articles(&self.world.archive)),
            _ => None,
        };
        let searched = searched.into_iter().flatten();
        let searched = searched.map(|id| &self.world.archive.article(id).card.source);
        let discussion = match route.kind {
            Kind::Article(id) => self.world.archive.discussion(id),
            _ => None,
        };
        let feed = match &route.kind {
            Kind::Feed(feed) => Some(*feed),
            Kind::Redirect(to) => moved_feed(&self.world, to).map(|(_, feed)| feed),
            _ => None,
        };
        let of_feed = feed.into_iter().flat_map(|feed| feed::texts(&self.world, feed));
        let comments = discussion.map(|discussion| &discussion.source);
        text.into_iter().chain(comments).chain(of_feed).chain(searched)
    }

    /// The digest of all that the page of a route shows, but for what is [asked](Made).
    pub fn view_digest(&self, route: &Route) -> Result<Digest, Diagnostic> {
        let world = &*self.world;
        Ok(match &route.kind {
            Kind::File(source) => world.tree.digest(source)?,
            Kind::Picture(source, variant) => picture::digest(world, source, *variant)?,
            Kind::Card(id) => Digest::of_value(&picture::card_view(world, *id)),
            Kind::Asset(at) => match &world.theme.assets[*at].content {
                Content::File(source) => world.tree.digest(source)?,
                Content::Embedded(content) => Digest::of(content),
            },
            Kind::Redirect(to) => match moved_feed(world, to) {
                Some((_, feed)) => feed::digest(world, feed)?,
                None => Digest::of_value(to),
            },
            Kind::Rules(_) => Digest::of_value(&(world.plan.by_rule(), world.plan.feeds())),
            // The settings alone tell what it says.
            Kind::Robots => Digest::of_value(&()),
            Kind::Index(part) => search::digest(world, *part)?,
            Kind::Fragment(name) => Digest::of_value(&self.fragment(name)),
            Kind::Feed(feed) => feed::digest(world, *feed)?,
            Kind::Opml => Digest::of_value(&feed::opml_view(world)),
            Kind::Sitemap(sitemap) => Digest::of_value(&sitemap::view(world, *sitemap)),
            Kind::Article(_)
            | Kind::Page(_)
            | Kind::Newest(_)
            | Kind::Numbered(..)
            | Kind::Terms(_)
            | Kind::Year(_)
            | Kind::Month(_)
            | Kind::Corrections
            | Kind::Calendar
            | Kind::Day(_)
            | Kind::Jobs
            | Kind::Job(_)
            | Kind::PastJob(_)
            | Kind::Search
            | Kind::NotFound
            | Kind::Gone => {
                html::draft(world, route).map_or_else(|| Digest::of(b""), |draft| draft.digest())
            }
        })
    }

    /// Of a numbered page of a list, a digest of which articles stand on it.
    pub fn members_digest(&self, route: &Route) -> Option<u64> {
        let Kind::Numbered(list, number) = route.kind else { return None };
        let articles = view::members(&self.world, list, Some(number)).into_iter();
        let urls: Vec<&UrlPath> =
            articles.map(|id| &self.world.archive.article(id).card.url).collect();
        Some(Digest::of_value(&urls).to_u64())
    }

    /// The view of a page by the names of its fields, to tell two of them apart.
    pub fn view_fields(&self, route: &Route) -> serde_json::Value {
        let world = &*self.world;
        let fields = match &route.kind {
            Kind::Feed(feed) => serde_json::to_value(feed::fields(world, *feed)).ok(),
            Kind::Opml => serde_json::to_value(feed::opml_view(world)).ok(),
            Kind::Sitemap(sitemap) => serde_json::to_value(sitemap::view(world, *sitemap)).ok(),
            Kind::Redirect(to) => serde_json::to_value(BTreeMap::from([("to", to)])).ok(),
            Kind::Fragment(name) => {
                serde_json::to_value(BTreeMap::from([("html", self.fragment(name))])).ok()
            }
            Kind::Card(id) => serde_json::to_value(picture::card_view(world, *id)).ok(),
            _ => html::draft(world, route).map(|draft| draft.fields()),
        };
        fields.unwrap_or_default()
    }

    /// The HTML of a fragment, if it could be rendered.
    fn fragment(&self, name: &str) -> Option<&str> {
        self.answers.rendered(name).map(|fragment| fragment.html.as_str())
    }

    /// The digest of the answer to a question as it is now; nothing if it has none.
    pub fn answer_digest(&self, question: &Question) -> Option<Digest> {
        self.answers.digest(question)
    }

    /// The names of all fragments and the HTML of those that stand in the pages themselves.
    pub fn inline_fragments(&self) -> Vec<(&str, &str)> {
        self.answers.all_inline()
    }

    /// A page as a host shows it that puts fragments in their places.
    pub fn with_includes(&self, page: Vec<u8>) -> Vec<u8> {
        self.answers.included().fold(page, |page, (include, html)| {
            fragment::replace(&page, include.as_bytes(), html.as_bytes()).unwrap_or(page)
        })
    }

    /// Whether all that the text of a page refers to leads where it led.
    pub fn references_stand(&self, route: &Route, before: &References<&str>) -> bool {
        html::references_stand(&self.world, route, before)
    }

    /// Where each of some references of a page's text leads, by what stands there.
    pub fn answers_of(
        &self,
        route: &Route,
        references: &[Reference],
    ) -> Vec<(String, serde_json::Value)> {
        let source = html::text_source(&self.world, &route.kind);
        source
            .map(|source| body::answers(&self.world, source, &route.url, references))
            .unwrap_or_default()
    }

    /// What is wrong with the page of a route. Pictures are only decoded, and cards, with which
    /// nothing can be wrong, not even drawn.
    pub fn examine(&self, route: &Route) -> Made {
        match &route.kind {
            Kind::Picture(source, variant) => {
                picture::page(&self.world, &self.recent, source, *variant, Aim::Examine)
            }
            Kind::Card(_) => Made::default(),
            _ => self.page(route),
        }
    }

    /// The files of a part of the index for searching, each with its address. Takes memory and
    /// all threads: to be called for one part at a time, and by no thread of the pool.
    pub fn index(&self, part: IndexPart) -> Result<Vec<(UrlPath, Vec<u8>)>, Diagnostic> {
        search::files(&self.world, part)
    }

    /// The page of a route, and what it was made from.
    pub fn page(&self, route: &Route) -> Made {
        let world = &*self.world;
        match &route.kind {
            Kind::File(source) => copy(source),
            Kind::Picture(source, variant) => {
                picture::page(world, &self.recent, source, *variant, Aim::Encode)
            }
            Kind::Card(id) => bytes(picture::card(world, *id)),
            Kind::Asset(at) => match &world.theme.assets[*at].content {
                Content::File(source) => copy(source),
                Content::Embedded(content) => bytes(content.to_vec()),
            },
            Kind::Redirect(to) => match moved_feed(world, to) {
                Some((route, _)) => self.page(route),
                None => bytes(plain::redirect(world, to)),
            },
            Kind::Rules(file) => bytes(plain::rules(world, *file)),
            Kind::Robots => bytes(plain::robots(world)),
            // It is several files, made [one after the other](Self::index).
            Kind::Index(_) => Made::default(),
            Kind::Fragment(name) => match self.fragment(name) {
                Some(html) => bytes(fragment::file(world, name, html)),
                // Why, was told when it was rendered.
                None => Made::default(),
            },
            Kind::Feed(feed) => match feed::bytes(world, route, *feed) {
                Ok(feed) => bytes(feed),
                Err(diagnostic) => Made { report: diagnostic.into(), ..Made::default() },
            },
            Kind::Opml => bytes(feed::opml(&feed::opml_view(world))),
            Kind::Sitemap(sitemap) => bytes(sitemap::xml(world, &sitemap::view(world, *sitemap))),
            Kind::Article(_)
            | Kind::Page(_)
            | Kind::Newest(_)
            | Kind::Numbered(..)
            | Kind::Terms(_)
            | Kind::Year(_)
            | Kind::Month(_)
            | Kind::Corrections
            | Kind::Calendar
            | Kind::Day(_)
            | Kind::Jobs
            | Kind::Job(_)
            | Kind::PastJob(_)
            | Kind::Search
            | Kind::NotFound
            | Kind::Gone => html::page(world, self.engine.as_ref(), &self.answers, route),
        }
    }
}

/// The debugging form of a setting or theme is derived, so no part of it can be forgotten;
/// the digest of the program, which stands beside this one, holds that form still.
fn common_digest(world: &World, globals: [&tera::Value; 2]) -> Digest {
    let World { config, theme, languages, .. } = world;
    let globals = globals.map(|value| serde_json::to_string(value).unwrap_or_default());
    let theme = format!("{:?} {:?} {:?}", theme.chain, theme.templates, theme.words)
        + &format!("{:?} {:?}", theme.extra, theme.sizes);
    // A template may ask for a word or a date in a language that only another page is in.
    let languages: Vec<&str> = languages.names().collect();
    Digest::of_value(&(format!("{config:?}"), theme, globals, languages))
}

/// The feed that stands for one that has moved: no reader of feeds follows a page.
fn moved_feed<'w>(world: &'w World, to: &UrlPath) -> Option<(&'w Route, Feed)> {
    let route = world.plan.find(to.as_str())?;
    match route.kind {
        Kind::Feed(feed) => Some((route, feed)),
        _ => None,
    }
}

fn bytes(bytes: Vec<u8>) -> Made {
    Made { page: Some(Page::Bytes(bytes)), ..Made::default() }
}

fn copy(source: &SourcePath) -> Made {
    Made { page: Some(Page::Copy(source.clone())), ..Made::default() }
}
