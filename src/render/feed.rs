//! RSS 2.0 feeds: of all articles, of a term, of the jobs, of the comments on an article.

use std::borrow::Cow;

use serde::Serialize;

use super::view::base;
use super::xml::Xml;
use super::{World, discussion};
use crate::archive::{ArticleId, Term};
use crate::comment::{Comment, Discussion};
use crate::diagnostic::Diagnostic;
use crate::job::Job;
use crate::plan::{Feed, List, Route};
use crate::value::slug::SOFT_HYPHEN;
use crate::value::{Digest, Moment, UrlPath, slugify_in};

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
    lang: &'w str,
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
    creators: Cow<'w, [String]>,
    categories: Vec<&'w str>,
    description: Cow<'w, str>,
}

/// Of all that a feed shows. Comments are not read for it; the digest of their file tells.
pub(super) fn digest(world: &World, feed: Feed) -> Result<Digest, Diagnostic> {
    match world.discussion_of(feed) {
        Some((id, discussion)) => {
            let card = &world.archive.article(id).card;
            Ok(Digest::of_value(&(head(world, feed), &card.id, discussion.digest)))
        }
        None => view(world, feed).map(|view| Digest::of_value(&view)),
    }
}

/// The view by its names, but for comments: those are texts.
pub(super) fn fields(world: &World, feed: Feed) -> Option<View<'_>> {
    match world.discussion_of(feed) {
        Some(_) => Some(head(world, feed)),
        None => view(world, feed).ok(),
    }
}

pub(super) fn view(world: &World, feed: Feed) -> Result<View<'_>, Diagnostic> {
    let view = head(world, feed);
    let Feed::Comments(id) = feed else { return Ok(with_items(world, feed, view)) };
    let comments = discussion::newest(world, id, world.config.feeds.limit)?;
    let changed = comments.iter().map(|comment| comment.date).max();
    let items = comments.iter().map(|comment| comment_item(world, id, comment)).collect();
    Ok(View { changed, items, ..view })
}

/// A feed without its items.
fn head(world: &World, feed: Feed) -> View<'_> {
    View {
        title: unhyphenated(world.feed_title(feed)),
        link: world.absolute_to(&world.feed_page(feed)),
        description: description(world, feed),
        lang: world.feed_lang(feed).unwrap_or(&world.config.default_language),
        changed: None,
        items: Vec::new(),
    }
}

fn with_items<'w>(world: &'w World, feed: Feed, view: View<'w>) -> View<'w> {
    let jobs = || world.archive.jobs().iter().take(world.config.feeds.limit);
    let articles = articles(world, feed);
    let (changed, items) = match feed {
        Feed::Jobs => (
            jobs().filter_map(|job| job.posted).max(),
            jobs().filter_map(|job| job_item(world, job)).collect(),
        ),
        Feed::Main | Feed::Term(_) | Feed::Comments(_) => (
            articles.iter().map(|&id| changed(world, id)).max(),
            articles.iter().map(|&id| article_item(world, id)).collect(),
        ),
    };
    View { changed, items, ..view }
}

pub(super) fn rss(world: &World, route: &Route, view: &View<'_>) -> Vec<u8> {
    let zone = &world.config.timezone;
    let mut xml = Xml::new("rss", &NAMESPACES);
    xml.open("channel", &[]);
    xml.text("title", &view.title);
    xml.text("link", &view.link);
    xml.text("description", &view.description);
    xml.text("language", view.lang);
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
        Feed::Jobs | Feed::Comments(_) => Vec::new(),
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
        Feed::Jobs | Feed::Comments(_) => None,
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
        creators: Cow::Borrowed(&card.authors),
        categories: terms.flat_map(|terms| terms.of(id)).map(Term::shown).collect(),
        description: card.summary().into(),
    }
}

/// RULES.md, LAW-4: what is paid says so at the start, in feeds too.
pub(super) fn with_mark(world: &World, title: &str, paid: bool) -> String {
    match paid {
        true => format!("{}: {title}", world.word("ad", None)),
        false => title.to_owned(),
    }
}

/// RULES.md, DE-5: feed readers show a soft hyphen as a hyphen.
pub(super) fn unhyphenated(title: String) -> String {
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
        creators: Cow::Borrowed(&[]),
        categories: job.tags.iter().map(String::as_str).collect(),
        description: parts.into_iter().flatten().collect::<Vec<_>>().join(" – ").into(),
    })
}

/// A comment is known by its article's identity and its own.
fn comment_item<'w>(world: &World, id: ArticleId, comment: &Comment) -> Item<'w> {
    let card = &world.archive.article(id).card;
    let anchor = comment.anchor();
    Item {
        title: comment.name.clone(),
        link: format!("{}#{anchor}", world.absolute(&card.url)).into(),
        id: format!("{}#{anchor}", card.id).into(),
        date: Some(comment.date),
        creators: vec![comment.name.clone()].into(),
        categories: Vec::new(),
        description: discussion::html(world, comment).into(),
    }
}

/// What tells a feed from all others, and which title it has.
#[derive(Serialize)]
pub(super) enum Key<'w> {
    Main,
    Jobs,
    Term { taxonomy: &'w str, slug: &'w str, name: &'w str },
    Comments { article: &'w UrlPath, title: &'w str },
}

impl World {
    fn discussion_of(&self, feed: Feed) -> Option<(ArticleId, &Discussion)> {
        let Feed::Comments(id) = feed else { return None };
        Some((id, self.archive.discussion(id)?))
    }

    /// The page that a feed belongs to.
    fn feed_page(&self, feed: Feed) -> String {
        match feed {
            Feed::Main => "/".into(),
            Feed::Jobs => format!("/{}/", self.config.paths.jobs),
            Feed::Term(id) => format!("{}/", base(self, List::Term(id))),
            Feed::Comments(id) => self.archive.article(id).card.url.to_string(),
        }
    }

    pub(super) fn feed_path(&self, feed: Feed) -> String {
        match feed {
            // Of a page `a.html` the folder `a/`.
            Feed::Comments(id) => format!("{}/rss.xml", self.archive.article(id).card.url.folder()),
            feed => format!("{}rss.xml", self.feed_page(feed)),
        }
    }

    /// The language of what a feed shows, if it is not the site's.
    fn feed_lang(&self, feed: Feed) -> Option<&str> {
        let Feed::Comments(id) = feed else { return None };
        self.archive.article(id).card.lang.as_deref()
    }

    /// As the plan draws them.
    pub(super) fn has_feed(&self, feed: Feed) -> bool {
        let own = match feed {
            Feed::Main => true,
            Feed::Jobs => self.config.jobs.page && self.config.jobs.feed,
            Feed::Term(id) => self.archive.taxonomies()[id.taxonomy].taxonomy.feed,
            Feed::Comments(id) => self.archive.discussion(id).is_some(),
        };
        self.config.feeds.rss && own
    }

    pub(super) fn feed_key(&self, feed: Feed) -> Key<'_> {
        match feed {
            Feed::Main => Key::Main,
            Feed::Jobs => Key::Jobs,
            Feed::Term(id) => {
                let terms = &self.archive.taxonomies()[id.taxonomy];
                let term = &terms.all()[id.term];
                Key::Term { taxonomy: &terms.taxonomy.path, slug: &term.slug, name: term.shown() }
            }
            Feed::Comments(id) => {
                let card = &self.archive.article(id).card;
                Key::Comments { article: &card.url, title: &card.title }
            }
        }
    }

    pub(super) fn feed_title(&self, feed: Feed) -> String {
        let title = &self.config.title;
        match feed {
            Feed::Main => title.clone(),
            Feed::Jobs => format!("{} – {title}", self.word("jobs", None)),
            Feed::Comments(id) => {
                let card = &self.archive.article(id).card;
                let lang = card.lang.as_deref();
                self.titled_word("comments_on", lang, &card.title, "Kommentare zu: {title}")
            }
            Feed::Term(id) => {
                format!(
                    "{} – {title}",
                    self.archive.taxonomies()[id.taxonomy].all()[id.term].shown()
                )
            }
        }
    }
}
