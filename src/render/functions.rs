//! What templates can ask beyond their view.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use tera::{Error, Kwargs, State, Tera, TeraResult};

use super::World;
use super::questions::Answers;
use super::view;
use crate::archive::ArticleId;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Format};
use crate::job::Job;
use crate::value::{Node, SourcePath, slugify_in};

/// The names of all functions, for the manual's test.
pub const NAMES: [&str; 8] = [
    "get_url",
    "get_page",
    "get_taxonomy",
    "get_articles",
    "get_jobs",
    "load_data",
    "trans",
    "fragment",
];

/// Registers all functions that know the archive; `trans` is the engine's.
pub(super) fn register(tera: &mut Tera, answers: &Arc<Answers>) {
    for name in NAMES.into_iter().filter(|name| *name != "trans") {
        let answers = Arc::clone(answers);
        tera.register_function(name, move |kwargs: Kwargs, _: &State| {
            answers.answer(name, &kwargs)
        });
    }
}

/// What a function answers: a template gets it written out, a record its digest.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answer<'w> {
    Text(Cow<'w, str>),
    Teaser(Option<Box<view::Teaser<'w>>>),
    Terms(view::TermsView<'w>),
    Articles(Vec<view::TeaserOf<'w>>),
    Jobs(Vec<view::JobView<'w>>),
    Data(Node),
}

/// The answer to a question; that of `fragment` is not known here.
pub(super) fn ask<'w>(world: &'w World, function: &str, kwargs: &Kwargs) -> TeraResult<Answer<'w>> {
    match function {
        "get_url" => get_url(world, kwargs).map(|url| Answer::Text(url.into())),
        "get_page" => get_page(world, kwargs).map(|page| Answer::Teaser(page.map(Box::new))),
        "get_taxonomy" => get_taxonomy(world, kwargs).map(Answer::Terms),
        "get_articles" => get_articles(world, kwargs).map(Answer::Articles),
        "get_jobs" => get_jobs(world, kwargs).map(Answer::Jobs),
        "load_data" => load_data(world, kwargs).map(Answer::Data),
        _ => Err(Error::message(format!("there is no function `{function}`"))),
    }
}

/// Where an asset, a file, an article or a route is found.
fn get_url(world: &World, kwargs: &Kwargs) -> TeraResult<String> {
    let path = kwargs.must_get::<&str>("path")?;
    let absolute = kwargs.get::<bool>("absolute")?.unwrap_or(false);
    let asset = world.theme.asset(path).map(|asset| &asset.url);
    let source = || {
        world
            .plan
            .file(&SourcePath::new(path))
            .or_else(|| world.plan.file(&SourcePath::new(&format!("static/{path}"))))
    };
    let url = asset.or_else(source).or_else(|| page_url(world, path));
    let url = url.ok_or_else(|| {
        Error::message(format!("there is no asset, file, article or page `{path}`"))
    })?;
    Ok(if absolute { world.absolute(url) } else { world.link(url) })
}

fn page_url<'w>(world: &'w World, path: &str) -> Option<&'w crate::value::UrlPath> {
    match find(world, path) {
        Some(Found::Article(id)) => Some(&world.archive.article(id).card.url),
        Some(Found::Page(at)) => Some(&world.archive.pages()[at].card.url),
        None => {
            world.plan.find(&format!("/{}", path.trim_start_matches('/'))).map(|route| &route.url)
        }
    }
}

enum Found {
    Article(ArticleId),
    Page(usize),
}

/// An article or a page by its source path, with or without `content/`, or by its URL.
fn find(world: &World, path: &str) -> Option<Found> {
    use crate::plan::Kind;
    let bare = path.trim_start_matches("@/").trim_start_matches('/');
    for source in [bare.to_owned(), format!("content/{bare}")] {
        let source = SourcePath::new(&source);
        if let Some(id) = world.archive.by_source(&source) {
            return Some(Found::Article(id));
        }
        if let Some(at) = world.archive.pages().iter().position(|page| page.card.source == source) {
            return Some(Found::Page(at));
        }
    }
    match &world.plan.find(&format!("/{bare}"))?.kind {
        Kind::Article(id) => Some(Found::Article(*id)),
        Kind::Page(at) => Some(Found::Page(*at)),
        _ => None,
    }
}

/// The teaser of an article or page; nothing if there is none, so that a theme can ask.
fn get_page<'w>(world: &'w World, kwargs: &Kwargs) -> TeraResult<Option<view::Teaser<'w>>> {
    let path = kwargs.must_get::<&str>("path")?;
    Ok(match find(world, path) {
        Some(Found::Article(id)) => Some(view::teaser(world, id)),
        Some(Found::Page(at)) => {
            let page = &world.archive.pages()[at];
            Some(view::card_teaser(world, &page.card, page.date))
        }
        None => None,
    })
}

fn get_taxonomy<'w>(world: &'w World, kwargs: &Kwargs) -> TeraResult<view::TermsView<'w>> {
    let kind = kwargs.must_get::<&str>("kind")?;
    let at = world.archive.taxonomies().iter().position(|terms| terms.taxonomy.name == kind);
    at.map(|at| view::terms(world, at)).ok_or_else(|| {
        let known: Vec<&str> =
            world.archive.taxonomies().iter().map(|terms| terms.taxonomy.name.as_str()).collect();
        Error::message(format!("there is no taxonomy `{kind}`; known: {}", known.join(", ")))
    })
}

fn get_articles<'w>(world: &'w World, kwargs: &Kwargs) -> TeraResult<Vec<view::TeaserOf<'w>>> {
    let limit = kwargs.get::<usize>("limit")?.unwrap_or(usize::MAX);
    let mut filters: Vec<Filter<'_>> = Vec::new();
    for (argument, taxonomy) in [("tag", "tags"), ("category", "categories"), ("author", "authors")]
    {
        if let Some(name) = kwargs.get::<&str>(argument)? {
            let term = world.archive.taxonomy(taxonomy).and_then(|terms| terms.find(name));
            filters.push(Filter::Term(term.map_or(&[], |term| &term.articles)));
        }
    }
    if let Some(year) = kwargs.get::<i16>("year")? {
        filters.push(Filter::Within(world.archive.of_year(year, kwargs.get::<i8>("month")?)));
    }
    if let Some(featured) = kwargs.get::<bool>("featured")? {
        filters.push(Filter::Featured(featured));
    }
    let found = candidates(world, &filters)
        .filter(|id| filters.iter().all(|filter| filter.admits(world, *id)));
    Ok(found.take(limit).map(|id| view::TeaserOf { world, id }).collect())
}

enum Filter<'w> {
    /// Sorted.
    Term(&'w [ArticleId]),
    Within(Range<ArticleId>),
    Featured(bool),
}

impl Filter<'_> {
    fn admits(&self, world: &World, id: ArticleId) -> bool {
        match self {
            Self::Term(articles) => articles.binary_search(&id).is_ok(),
            Self::Featured(featured) => world.archive.article(id).card.featured == *featured,
            Self::Within(range) => range.contains(&id),
        }
    }
}

/// The newest first: of the shortest term that is asked for, or else of the year, or else all.
fn candidates<'w>(
    world: &'w World,
    filters: &[Filter<'w>],
) -> Box<dyn Iterator<Item = ArticleId> + 'w> {
    let shortest = filters.iter().filter_map(|filter| match filter {
        Filter::Term(articles) => Some(*articles),
        Filter::Within(_) | Filter::Featured(_) => None,
    });
    let within = filters.iter().find_map(|filter| match filter {
        Filter::Within(range) => Some(range.clone()),
        Filter::Term(_) | Filter::Featured(_) => None,
    });
    match (shortest.min_by_key(|articles| articles.len()), within) {
        (Some(articles), _) => Box::new(articles.iter().rev().copied()),
        (None, Some(range)) => Box::new(world.archive.range(range).rev()),
        (None, None) => Box::new(world.archive.ids().rev()),
    }
}

fn get_jobs<'w>(world: &'w World, kwargs: &Kwargs) -> TeraResult<Vec<view::JobView<'w>>> {
    let limit = kwargs.get::<usize>("limit")?.unwrap_or(usize::MAX);
    let tag = kwargs.get::<&str>("tag")?;
    let wanted =
        |job: &&Job| tag.is_none_or(|tag| job.tags.iter().any(|own| same_tag(world, own, tag)));
    let jobs = world.archive.jobs().iter().filter(wanted).take(limit);
    Ok(jobs.map(|job| view::job(world, job)).collect())
}

fn same_tag(world: &World, one: &str, other: &str) -> bool {
    let (tags, language) = (world.archive.taxonomy("tags"), &world.config.default_language);
    let slug = |name: &str| {
        tags.and_then(|tags| tags.find(name))
            .map_or_else(|| slugify_in(language, name), |term| term.slug.clone())
    };
    one == other || slug(one) == slug(other)
}

/// What a data file says; only files that the project holds can be named.
fn load_data(world: &World, kwargs: &Kwargs) -> TeraResult<Node> {
    let path = kwargs.must_get::<&str>("path")?;
    let source = SourcePath::new(path);
    if !world.tree.has(&source) {
        let known = world.tree.below("data").iter().map(SourcePath::as_str);
        let near =
            crate::document::nearest(path, known).map(|near| format!("; did you mean `{near}`?"));
        return Err(Error::message(format!(
            "there is no file `{path}`{}",
            near.unwrap_or_default()
        )));
    }
    let Some(format) = Format::of(source.extension()) else {
        return Err(Error::message(format!("`{path}` is neither YAML, TOML, JSON nor CSV")));
    };
    let text = world.tree.read_text(&source).map_err(|problem| in_data(&problem))?;
    let (node, report) = Document::whole(path, &text, format, "data").read();
    match report.iter().next() {
        Some(problem) => Err(in_data(problem)),
        None => Ok(node),
    }
}

/// The error's own place is that of the call in the template.
fn in_data(problem: &Diagnostic) -> Error {
    let place = problem.place_in_line().map_or_else(String::new, |place| place.locus() + ": ");
    let label = problem.label.as_deref().map_or_else(String::new, |label| format!(": {label}"));
    Error::message(format!("{place}{}{label}", problem.message))
}
