use serde::Serialize;
use tera::Value;

use crate::config::{Book, Comments, Follow, News, Promo};
use crate::plan::{Kind, OPML};
use crate::theme::Theme;
use crate::value::Map;

#[derive(Serialize)]
struct ConfigView<'a> {
    title: &'a str,
    description: &'a str,
    base_url: String,
    default_language: &'a str,
    timezone: &'a str,
    paginate_by: usize,
    promo: Vec<Promo>,
    books: Vec<Book>,
    comments: &'a Comments,
    calendar: Option<String>,
    corrections: Option<String>,
    /// Where readers search.
    search: Option<String>,
    follow: &'a Follow,
    news: &'a News,
    feeds: Feeds,
    jobs: Jobs,
    paths: Paths<'a>,
    taxonomies: Vec<TaxonomyLink<'a>>,
    extra: &'a Map,
}

#[derive(Serialize)]
struct TaxonomyLink<'a> {
    name: &'a str,
    path: Option<String>,
    feed: bool,
}

#[derive(Serialize)]
struct Feeds {
    rss: bool,
    atom: bool,
    json: bool,
    authors: bool,
    opml: Option<String>,
}

#[derive(Serialize)]
struct Jobs {
    page: bool,
    feed: bool,
    sidebar: usize,
    /// Whether there is one now. A page that only needs to know this need not ask for jobs,
    /// and then does not depend on any.
    any: bool,
}

#[derive(Serialize)]
struct Paths<'a> {
    page: &'a str,
    articles: &'a str,
    authors: &'a str,
    jobs: &'a str,
    corrections: &'a str,
    search: &'a str,
    calendar: &'a str,
}

pub(in crate::render) fn config(world: &super::super::World) -> Value {
    let config = &world.config;
    let taxonomies = config.taxonomies.iter().map(|taxonomy| {
        let path = format!("/{}/", taxonomy.path);
        TaxonomyLink {
            name: &taxonomy.name,
            path: world.plan.find(&path).map(|route| world.link(&route.url)),
            feed: taxonomy.feed,
        }
    });
    Value::from_serializable(&ConfigView {
        title: &config.title,
        description: &config.description,
        base_url: config.base_url.to_string(),
        default_language: &config.default_language,
        timezone: &config.timezone_name,
        paginate_by: config.paginate_by,
        promo: config.promo.iter().map(|promo| promo_view(world, promo)).collect(),
        books: config.books.iter().map(|book| book_view(world, book)).collect(),
        comments: &config.comments,
        calendar: world.stands(&world.calendar_path(), &Kind::Calendar),
        corrections: world.stands(&world.corrections_path(), &Kind::Corrections),
        search: world.stands(&world.search_path(), &Kind::Search),
        follow: &config.follow,
        news: &config.news,
        feeds: Feeds {
            rss: config.feeds.rss,
            atom: config.feeds.atom,
            json: config.feeds.json,
            authors: config.feeds.authors,
            opml: world.stands(OPML, &Kind::Opml),
        },
        jobs: Jobs {
            page: config.jobs.page,
            feed: config.jobs.feed,
            sidebar: config.jobs.sidebar,
            any: !world.archive.jobs().is_empty(),
        },
        paths: Paths {
            page: &config.paths.page,
            articles: &config.paths.articles,
            authors: &config.paths.authors,
            jobs: &config.paths.jobs,
            corrections: &config.paths.corrections,
            search: &config.paths.search,
            calendar: &config.paths.calendar,
        },
        taxonomies: taxonomies.collect(),
        extra: &config.extra,
    })
}

/// With its texts set.
fn promo_view(world: &super::super::World, promo: &Promo) -> Promo {
    Promo {
        title: world.set(&promo.title).into_owned(),
        description: promo.description.as_deref().map(|text| world.set(text).into_owned()),
        ..promo.clone()
    }
}

/// With its texts set.
fn book_view(world: &super::super::World, book: &Book) -> Book {
    Book {
        title: world.set(&book.title).into_owned(),
        description: book.description.as_deref().map(|text| world.set(text).into_owned()),
        ..book.clone()
    }
}

#[derive(Serialize)]
struct ThemeView<'a> {
    name: &'a str,
    extra: &'a Map,
}

pub(in crate::render) fn theme(theme: &Theme) -> Value {
    Value::from_serializable(&ThemeView { name: theme.name(), extra: &theme.extra })
}
