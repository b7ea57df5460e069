//! What feeds tell of: articles, jobs, comments.

use std::borrow::Cow;

use pulldown_cmark_escape::escape_html_body_text;
use serde::Serialize;

use super::{categories, unhyphenated};
use crate::archive::ArticleId;
use crate::comment::Comment;
use crate::job::Job;
use crate::plan::Feed;
use crate::render::view::{FeedImage, feed_image};
use crate::render::{World, discussion};
use crate::value::{Moment, slugify_in};

#[derive(Clone, Serialize)]
pub(super) struct Item<'w> {
    /// Plain text.
    pub title: String,
    pub link: Cow<'w, str>,
    pub id: Cow<'w, str>,
    pub date: Option<Moment>,
    /// When it changed last.
    pub changed: Option<Moment>,
    pub lang: Option<&'w str>,
    pub creators: Cow<'w, [String]>,
    pub categories: Vec<&'w str>,
    pub summary: Summary<'w>,
    pub image: Option<FeedImage>,
    pub replies: Option<Replies>,
    /// The text as HTML that stands by itself; it is no part of a view.
    #[serde(skip)]
    pub content: Option<String>,
}

#[derive(Clone, Serialize)]
pub(super) enum Summary<'w> {
    Plain(Cow<'w, str>),
    Html(String),
}

impl Summary<'_> {
    pub fn html(&self) -> String {
        match self {
            Self::Html(html) => html.clone(),
            Self::Plain(text) => {
                let mut html = String::with_capacity(text.len());
                escape_html_body_text(&mut html, text).expect("a String takes all that is written");
                html
            }
        }
    }
}

/// What readers wrote about an article.
#[derive(Clone, Serialize)]
pub(super) struct Replies {
    pub page: String,
    pub feed: Option<String>,
    /// RULES.md, RSS-15: of those that are approved, and no others are there.
    pub count: usize,
}

pub(super) fn article(world: &World, id: ArticleId) -> Item<'_> {
    let article = world.archive.article(id);
    let card = &article.card;
    Item {
        title: unhyphenated(with_mark(world, &card.title, card.sponsored)),
        link: world.absolute(&card.url).into(),
        id: card.id.as_str().into(),
        date: Some(article.date),
        changed: Some(changed(world, id)),
        lang: card.lang.as_deref(),
        creators: Cow::Borrowed(&card.authors),
        categories: categories(world, id).collect(),
        summary: Summary::Plain(card.summary().into()),
        image: feed_image(world, card),
        replies: None,
        content: None,
    }
}

pub(super) fn changed(world: &World, id: ArticleId) -> Moment {
    let article = world.archive.article(id);
    article.card.updated.map_or(article.date, |updated| updated.max(article.date))
}

/// Nothing if there are none.
pub(super) fn replies(world: &World, id: ArticleId) -> Option<Replies> {
    let discussion = world.archive.discussion(id)?;
    let feed = Some(Feed::Comments(id)).filter(|feed| world.has_feed(*feed));
    Some(Replies {
        page: format!("{}#comments", world.absolute(&world.archive.article(id).card.url)),
        feed: feed.map(|feed| world.absolute_to(&world.feed_path(feed))),
        count: discussion.count,
    })
}

/// RULES.md, LAW-4: what is paid says so at the start, in feeds too.
pub(in crate::render) fn with_mark(world: &World, title: &str, paid: bool) -> String {
    match paid {
        true => format!("{}: {title}", world.word("ad", None)),
        false => title.to_owned(),
    }
}

/// One that leads nowhere is left out.
pub(super) fn job<'w>(world: &'w World, job: &'w Job) -> Option<Item<'w>> {
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
    let summary = parts.into_iter().flatten().collect::<Vec<_>>().join(" – ");
    Some(Item {
        id: format!("{link}#{listing}").into(),
        title: unhyphenated(title),
        link: link.into(),
        date: job.posted,
        changed: job.posted,
        lang: None,
        creators: Cow::Borrowed(&[]),
        categories: job.tags.iter().map(String::as_str).collect(),
        summary: Summary::Plain(summary.into()),
        image: None,
        replies: None,
        content: None,
    })
}

/// A comment is known by its article's identity and its own.
pub(super) fn comment<'w>(world: &World, id: ArticleId, comment: &Comment) -> Item<'w> {
    let card = &world.archive.article(id).card;
    let anchor = comment.anchor();
    Item {
        title: comment.name.clone(),
        link: format!("{}#{anchor}", world.absolute(&card.url)).into(),
        id: format!("{}#{anchor}", card.id).into(),
        date: Some(comment.date),
        changed: Some(comment.date),
        lang: None,
        creators: vec![comment.name.clone()].into(),
        categories: Vec::new(),
        summary: Summary::Html(discussion::html(world, comment)),
        image: None,
        replies: None,
        content: None,
    }
}
