//! RSS 2.0 feeds: of all articles, of a term, of the jobs.

use std::borrow::Cow;

use serde::Serialize;

use super::World;
use super::view::base;
use super::xml::Xml;
use crate::archive::{ArticleId, Term};
use crate::job::Job;
use crate::plan::{Feed, List, Route};
use crate::value::slug::SOFT_HYPHEN;
use crate::value::{Moment, slugify_in};

const NAMESPACES: [(&str, &str); 3] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
];

/// All that a feed shows.
#[derive(Serialize)]
pub(super) struct View<'w> {
    title: String,
    /// The page that it belongs to.
    link: String,
    description: String,
    /// RULES.md, RSS-5: when its contents changed last, never when it was built.
    changed: Option<Moment>,
    items: Vec<Item<'w>>,
}

#[derive(Serialize)]
struct Item<'w> {
    title: String,
    link: Cow<'w, str>,
    id: Cow<'w, str>,
    date: Option<Moment>,
    creators: &'w [String],
    categories: Vec<&'w str>,
    description: Cow<'w, str>,
}

pub(super) fn view(world: &World, feed: Feed) -> View<'_> {
    let jobs = || world.archive.jobs().iter().take(world.config.feeds.limit);
    let articles = articles(world, feed);
    let (changed, items) = match feed {
        Feed::Jobs => (
            jobs().filter_map(|job| job.posted).max(),
            jobs().filter_map(|job| job_item(world, job)).collect(),
        ),
        Feed::Main | Feed::Term(_) => (
            articles.iter().map(|&id| changed(world, id)).max(),
            articles.iter().map(|&id| article_item(world, id)).collect(),
        ),
    };
    View {
        title: unhyphenated(world.feed_title(feed)),
        link: world.absolute_to(&world.feed_page(feed)),
        description: description(world, feed),
        changed,
        items,
    }
}

pub(super) fn rss(world: &World, route: &Route, view: &View<'_>) -> Vec<u8> {
    let zone = &world.config.timezone;
    let mut xml = Xml::new("rss", &NAMESPACES);
    xml.open("channel", &[]);
    xml.text("title", &view.title);
    xml.text("link", &view.link);
    xml.text("description", &view.description);
    xml.text("language", &world.config.default_language);
    if let Some(changed) = view.changed {
        xml.text("lastBuildDate", &changed.rfc2822(zone));
    }
    let own = world.absolute(&route.url);
    xml.empty("atom:link", &[("href", &own), ("rel", "self"), ("type", "application/rss+xml")]);
    for item in &view.items {
        xml.open("item", &[]);
        xml.text("title", &item.title);
        xml.text("link", &item.link);
        xml.text_with("guid", &[("isPermaLink", "false")], &item.id);
        if let Some(date) = item.date {
            xml.text("pubDate", &date.rfc2822(zone));
        }
        item.creators.iter().for_each(|creator| xml.text("dc:creator", creator));
        item.categories.iter().for_each(|category| xml.text("category", category));
        xml.text("description", &item.description);
        xml.close("item");
    }
    xml.close("channel");
    xml.finish("rss")
}

/// The newest first, without those that want to be in no feed (RSS-17).
fn articles(world: &World, feed: Feed) -> Vec<ArticleId> {
    let archive = &world.archive;
    let wanted = |id: &ArticleId| {
        let card = &archive.article(*id).card;
        card.feed && !card.noindex
    };
    let limit = world.config.feeds.limit;
    match feed {
        Feed::Main => archive.ids().rev().filter(wanted).take(limit).collect(),
        Feed::Term(id) => {
            let term = &archive.taxonomies()[id.taxonomy].all()[id.term];
            term.articles.iter().rev().copied().filter(wanted).take(limit).collect()
        }
        Feed::Jobs => Vec::new(),
    }
}

fn changed(world: &World, id: ArticleId) -> Moment {
    let article = world.archive.article(id);
    article.card.updated.map_or(article.date, |updated| updated.max(article.date))
}

fn description(world: &World, feed: Feed) -> String {
    let own = match feed {
        Feed::Term(id) => {
            let term = &world.archive.taxonomies()[id.taxonomy].all()[id.term];
            term.profile.as_ref().and_then(|profile| profile.description.clone())
        }
        Feed::Main => Some(world.config.description.clone()).filter(|text| !text.is_empty()),
        Feed::Jobs => None,
    };
    own.unwrap_or_else(|| world.feed_title(feed))
}

fn article_item(world: &World, id: ArticleId) -> Item<'_> {
    let article = world.archive.article(id);
    let card = &article.card;
    let taxonomies = world.archive.taxonomies().iter();
    let terms = taxonomies.filter(|terms| terms.taxonomy.name != "authors");
    Item {
        title: unhyphenated(with_mark(world, &card.title, card.sponsored)),
        link: world.absolute(&card.url).into(),
        id: card.id.as_str().into(),
        date: Some(article.date),
        creators: &card.authors,
        categories: terms.flat_map(|terms| terms.of(id)).map(Term::shown).collect(),
        description: card.summary.as_str().into(),
    }
}

/// RULES.md, LAW-4: what is paid says so at the start, in feeds too.
fn with_mark(world: &World, title: &str, paid: bool) -> String {
    match paid {
        true => format!("{}: {title}", world.word("ad", None)),
        false => title.to_owned(),
    }
}

/// RULES.md, DE-5: feed readers show a soft hyphen as a hyphen.
fn unhyphenated(title: String) -> String {
    if title.contains(SOFT_HYPHEN) { title.replace(SOFT_HYPHEN, "") } else { title }
}

/// One that leads nowhere is left out.
fn job_item<'w>(world: &'w World, job: &'w Job) -> Option<Item<'w>> {
    let own = job.page.as_ref().map(|page| world.absolute(&page.url));
    let link = own.or_else(|| job.url.clone())?;
    let title = match &job.company {
        Some(company) => format!("{} – {company}", job.title),
        None => job.title.clone(),
    };
    let title = with_mark(world, &title, job.paid);
    let link = world.config.base_url.absolute_link(&link).into_owned();
    // RSS-3: several listings may lead to one address.
    let listing =
        slugify_in(&world.config.default_language, &format!("{title} {}", job.location.join(" ")));
    let place = job.location.join(" / ");
    let parts = [Some(place).filter(|place| !place.is_empty()), job.description.clone()];
    Some(Item {
        id: format!("{link}#{listing}").into(),
        title: unhyphenated(title),
        link: link.into(),
        date: job.posted,
        creators: &[],
        categories: job.tags.iter().map(String::as_str).collect(),
        description: parts.into_iter().flatten().collect::<Vec<_>>().join(" – ").into(),
    })
}

impl World {
    /// The page that a feed belongs to.
    fn feed_page(&self, feed: Feed) -> String {
        match feed {
            Feed::Main => "/".into(),
            Feed::Jobs => format!("/{}/", self.config.paths.jobs),
            Feed::Term(id) => format!("{}/", base(self, List::Term(id))),
        }
    }

    pub(super) fn feed_path(&self, feed: Feed) -> String {
        format!("{}rss.xml", self.feed_page(feed))
    }

    /// As the plan draws them.
    pub(super) fn has_feed(&self, feed: Feed) -> bool {
        let own = match feed {
            Feed::Main => true,
            Feed::Jobs => self.config.jobs.page && self.config.jobs.feed,
            Feed::Term(id) => self.archive.taxonomies()[id.taxonomy].taxonomy.feed,
        };
        self.config.feeds.rss && own
    }

    /// What tells a feed from all others.
    pub(super) fn feed_key(&self, feed: Feed) -> (Option<(&str, &str, &str)>, bool) {
        match feed {
            Feed::Main => (None, false),
            Feed::Jobs => (None, true),
            Feed::Term(id) => {
                let terms = &self.archive.taxonomies()[id.taxonomy];
                let term = &terms.all()[id.term];
                (Some((&terms.taxonomy.path, &term.slug, term.shown())), false)
            }
        }
    }

    pub(super) fn feed_title(&self, feed: Feed) -> String {
        let title = &self.config.title;
        match feed {
            Feed::Main => title.clone(),
            Feed::Jobs => format!("{} – {title}", self.word("jobs", None)),
            Feed::Term(id) => {
                format!(
                    "{} – {title}",
                    self.archive.taxonomies()[id.taxonomy].all()[id.term].shown()
                )
            }
        }
    }
}
