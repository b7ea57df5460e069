//! Where feeds stand, to which pages they belong, and what they are called.

use serde::Serialize;

use crate::plan::{Feed, Format, List, month_feed_path};
use crate::render::World;
use crate::render::view::base;
use crate::value::UrlPath;

/// What tells a feed from all others, and which title it has.
#[derive(Serialize)]
pub(in crate::render) enum Key<'w> {
    Main(&'static str),
    Month(i16, i8),
    Jobs,
    Term { taxonomy: &'w str, slug: &'w str, name: &'w str },
    Comments { article: &'w UrlPath, title: &'w str },
}

impl World {
    /// The page that a feed belongs to.
    pub(super) fn feed_page(&self, feed: Feed) -> String {
        match feed {
            Feed::Main(_) => "/".into(),
            Feed::Month(at) => self.month_path(&self.archive.months()[at]),
            Feed::Jobs => format!("/{}/", self.config.paths.jobs),
            Feed::Term(id) => format!("{}/", base(self, List::Term(id))),
            Feed::Comments(id) => self.archive.article(id).card.url.to_string(),
        }
    }

    pub(in crate::render) fn feed_path(&self, feed: Feed) -> String {
        match feed {
            Feed::Main(format) => format.path().into(),
            Feed::Month(at) => {
                let month = &self.archive.months()[at];
                month_feed_path(month.year, month.month)
            }
            // Of a page `a.html` the folder `a/`.
            Feed::Comments(id) => format!("{}/rss.xml", self.archive.article(id).card.url.folder()),
            Feed::Jobs | Feed::Term(_) => format!("{}rss.xml", self.feed_page(feed)),
        }
    }

    /// The language of what a feed shows, if it is not the site's.
    pub(super) fn feed_lang(&self, feed: Feed) -> Option<&str> {
        let Feed::Comments(id) = feed else { return None };
        self.archive.article(id).card.lang.as_deref()
    }

    /// As the plan draws them.
    pub(in crate::render) fn has_feed(&self, feed: Feed) -> bool {
        let own = match feed {
            Feed::Main(_) | Feed::Month(_) => true,
            Feed::Jobs => self.config.jobs.page && self.config.jobs.feed,
            Feed::Term(id) => self.archive.taxonomies()[id.taxonomy].taxonomy.feed,
            Feed::Comments(id) => self.archive.discussion(id).is_some(),
        };
        feed.format().is_on(&self.config) && own
    }

    pub(in crate::render) fn feed_key(&self, feed: Feed) -> Key<'_> {
        match feed {
            Feed::Main(format) => Key::Main(format.name()),
            Feed::Month(at) => {
                let month = &self.archive.months()[at];
                Key::Month(month.year, month.month)
            }
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

    /// What the site is called; one without a title by its host.
    pub(super) fn site_title(&self) -> &str {
        match self.config.title.as_str() {
            "" => self.config.own_url.host(),
            title => title,
        }
    }

    pub(in crate::render) fn feed_title(&self, feed: Feed) -> String {
        let title = self.site_title();
        match feed {
            // The documents of an archive are one feed.
            Feed::Main(_) | Feed::Month(_) => title.to_owned(),
            Feed::Jobs => format!("{} – {title}", self.word("jobs", None)),
            Feed::Comments(id) => {
                let card = &self.archive.article(id).card;
                let lang = card.lang.as_deref();
                self.titled_word("comments_on", lang, &card.title, "Kommentare zu: {title}")
            }
            Feed::Term(id) => {
                let term = &self.archive.taxonomies()[id.taxonomy].all()[id.term];
                format!("{} – {title}", term.shown())
            }
        }
    }

    /// The same, so that no two feeds of a page share it (RULES.md, DISC-1).
    pub(in crate::render) fn distinct_feed_title(&self, feed: Feed) -> String {
        let title = self.feed_title(feed);
        match feed {
            Feed::Main(format @ (Format::Atom | Format::Json)) => {
                format!("{title} ({})", format.name())
            }
            _ => title,
        }
    }
}
