//! Route + archive + theme → page: HTML, feeds, sitemaps, redirects.
//!
//! A page is a function of its view and of the questions that its template asks. Pure:
//! bodies and files are read through the tree, nothing is written.

mod body;
mod feed;
mod functions;
mod html;
mod plain;
mod sitemap;
mod view;
mod world;
mod xml;

use std::sync::Arc;

use crate::diagnostic::Report;
use crate::plan::{Kind, Route};
use crate::theme::{Content, Engine};
use crate::value::SourcePath;

pub use functions::NAMES as FUNCTIONS;
pub use world::World;

/// What a route becomes.
#[derive(Debug)]
pub enum Page {
    Bytes(Vec<u8>),
    /// A file of the project, copied as it is.
    Copy(SourcePath),
}

/// Renders any route of the plan.
pub struct Renderer {
    world: Arc<World>,
    /// Nothing if the templates have mistakes, which are told once and not on every page.
    engine: Option<Engine>,
}

impl Renderer {
    /// Sets the templates up, and renders the fragments that all pages share.
    pub fn new(world: World) -> (Self, Report) {
        let world = Arc::new(world);
        let (mut engine, mut report) =
            Engine::new(&world.theme, &world.config, &world.languages, |tera| {
                functions::register(tera, &world);
            });
        engine.set_global("config", view::config(&world));
        engine.set_global("theme", view::theme(&world.theme));
        // Without a theme, which is told elsewhere, every page would lack its template.
        if report.has_errors() || world.theme.templates.is_empty() {
            return (Self { world, engine: None }, report);
        }
        let (fragments, problems) = html::fragments(&world, &engine);
        let engine = match problems.has_errors() {
            true => None,
            false => {
                engine.add_function(|tera| functions::register_fragments(tera, fragments));
                Some(engine)
            }
        };
        report.append(problems);
        (Self { world, engine }, report)
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// The page of a route; none if it cannot be rendered, which the report tells.
    pub fn page(&self, route: &Route) -> (Option<Page>, Report) {
        match &route.kind {
            Kind::File(source) => (Some(Page::Copy(source.clone())), Report::default()),
            Kind::Asset(at) => self.asset(*at),
            Kind::Redirect(to) => bytes(plain::redirect(&self.world, to)),
            Kind::Robots => bytes(plain::robots(&self.world)),
            Kind::Feed(feed) => bytes(feed::rss(&self.world, route, *feed)),
            Kind::Sitemap(sitemap) => bytes(sitemap::sitemap(&self.world, *sitemap)),
            Kind::Article(_)
            | Kind::Page(_)
            | Kind::Newest(_)
            | Kind::Numbered(..)
            | Kind::Terms(_)
            | Kind::Year(_)
            | Kind::Month(_)
            | Kind::Jobs
            | Kind::Job(_)
            | Kind::PastJob(_)
            | Kind::NotFound => html::page(&self.world, self.engine.as_ref(), route),
        }
    }

    fn asset(&self, at: usize) -> (Option<Page>, Report) {
        match &self.world.theme.assets[at].content {
            Content::File(source) => (Some(Page::Copy(source.clone())), Report::default()),
            Content::Embedded(content) => bytes(content.to_vec()),
        }
    }
}

fn bytes(bytes: Vec<u8>) -> (Option<Page>, Report) {
    (Some(Page::Bytes(bytes)), Report::default())
}
