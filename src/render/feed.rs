//! RSS 2.0 feeds: of all articles, of a term, of the jobs.

use super::World;
use super::view::base;
use super::xml::Xml;
use crate::archive::ArticleId;
use crate::job::Job;
use crate::plan::{Feed, List, Route};
use crate::value::{Moment, slugify};

const NAMESPACES: [(&str, &str); 3] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
];

pub(super) fn rss(world: &World, route: &Route, feed: Feed) -> Vec<u8> {
    let mut xml = Xml::new("rss", &NAMESPACES);
    xml.open("channel", &[]);
    let jobs = || world.archive.jobs().iter().take(world.config.feeds.limit);
    let articles = articles(world, feed);
    xml.text("title", &world.feed_title(feed));
    xml.text("link", &world.absolute_to(&world.feed_page(feed)));
    xml.text("description", &description(world, feed));
    xml.text("language", &world.config.default_language);
    // RSS-5: when its contents changed last, never when it was built.
    let changed = match feed {
        Feed::Jobs => jobs().filter_map(|job| job.posted).max(),
        Feed::Main | Feed::Term(_) => articles.iter().map(|&id| changed(world, id)).max(),
    };
    if let Some(changed) = changed {
        xml.text("lastBuildDate", &changed.rfc2822(&world.config.timezone));
    }
    let own = world.absolute(&route.url);
    xml.empty("atom:link", &[("href", &own), ("rel", "self"), ("type", "application/rss+xml")]);
    match feed {
        Feed::Jobs => jobs().for_each(|job| job_item(world, &mut xml, job)),
        Feed::Main | Feed::Term(_) => {
            articles.iter().for_each(|&id| article_item(world, &mut xml, id))
        }
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

fn article_item(world: &World, xml: &mut Xml, id: ArticleId) {
    let article = world.archive.article(id);
    let card = &article.card;
    xml.open("item", &[]);
    let title = if card.sponsored {
        format!("{}: {}", world.word("ad", None), card.title)
    } else {
        card.title.clone()
    };
    xml.text("title", &title);
    xml.text("link", &world.absolute(&card.url));
    xml.text_with("guid", &[("isPermaLink", "false")], &card.id);
    xml.text("pubDate", &article.date.rfc2822(&world.config.timezone));
    for author in &card.authors {
        xml.text("dc:creator", author);
    }
    for terms in world.archive.taxonomies().iter().filter(|terms| terms.taxonomy.name != "authors")
    {
        for term in terms.of(id) {
            xml.text("category", &term.name);
        }
    }
    xml.text("description", &card.summary);
    xml.close("item");
}

fn job_item(world: &World, xml: &mut Xml, job: &Job) {
    let own = job.page.as_ref().map(|page| world.absolute(&page.url));
    let Some(link) = own.or_else(|| job.url.clone()) else { return };
    xml.open("item", &[]);
    let title = match &job.company {
        Some(company) => format!("{} – {company}", job.title),
        None => job.title.clone(),
    };
    // RULES.md, LAW-4: what is paid says so at the start, in feeds too.
    let title = if job.paid { format!("{}: {title}", world.word("ad", None)) } else { title };
    let link = world.config.base_url.absolute_link(&link).into_owned();
    xml.text("title", &title);
    xml.text("link", &link);
    // RSS-3: several listings may lead to one address.
    let listing = slugify(&format!("{title} {}", job.location.join(" ")));
    xml.text_with("guid", &[("isPermaLink", "false")], &format!("{link}#{listing}"));
    if let Some(posted) = job.posted {
        xml.text("pubDate", &posted.rfc2822(&world.config.timezone));
    }
    for tag in &job.tags {
        xml.text("category", tag);
    }
    let place = job.location.join(" / ");
    let parts = [Some(place).filter(|place| !place.is_empty()), job.description.clone()];
    xml.text("description", &parts.into_iter().flatten().collect::<Vec<_>>().join(" – "));
    xml.close("item");
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

    pub(super) fn has_feed(&self, feed: Feed) -> bool {
        self.plan.find(&self.feed_path(feed)).is_some()
    }

    pub(super) fn feed_title(&self, feed: Feed) -> String {
        let title = &self.config.title;
        match feed {
            Feed::Main => title.clone(),
            Feed::Jobs => format!("{} – {title}", self.word("jobs", None)),
            Feed::Term(id) => {
                format!("{} – {title}", self.archive.taxonomies()[id.taxonomy].all()[id.term].name)
            }
        }
    }
}
