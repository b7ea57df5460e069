//! Feeds: of all articles, of a term, of the jobs, of the comments on an article; what the
//! archive of the first one holds of a month; and the list of them all.
//!
//! What a feed shows is the same in every format. Texts of articles are read when they are
//! written out, one after the other, and dropped.

mod atom;
mod item;
mod json;
mod names;
mod opml;
mod rss;
mod text;

use serde::{Serialize, Serializer};

use super::{World, discussion};
use crate::archive::{ArticleId, Term};
use crate::comment::Discussion;
use crate::diagnostic::Diagnostic;
use crate::plan::{Feed, Format, Route, month_feed_path};
use crate::value::slug::SOFT_HYPHEN;
use crate::value::{Digest, Moment, SourcePath};

use item::Item;
pub(super) use item::with_mark;

pub(super) use opml::{opml, view as opml_view};

const GENERATOR: &str = "Blattwerk";

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
    /// Where the archive has what is older (RFC 5005).
    earlier: Option<String>,
    items: Vec<Entry<'w>>,
}

/// Something that a feed tells of.
enum Entry<'w> {
    Article { world: &'w World, id: ArticleId, extent: Extent },
    Other(Box<Item<'w>>),
}

/// How much of an article is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum Extent {
    Summary,
    /// With its text, and how many comments there are.
    Whole,
}

impl Extent {
    fn of(world: &World, feed: Feed) -> Self {
        match feed {
            Feed::Main(_) if world.config.feeds.full_text => Self::Whole,
            // What is older must not change because a text does, and an article of many tags
            // would stand in full in as many files.
            Feed::Main(_) | Feed::Month(_) | Feed::Term(_) | Feed::Jobs | Feed::Comments(_) => {
                Self::Summary
            }
        }
    }
}

impl<'w> Entry<'w> {
    fn other(item: Item<'w>) -> Self {
        Self::Other(Box::new(item))
    }

    /// As it is written out.
    fn item(&self) -> Result<Item<'w>, Diagnostic> {
        Ok(match self {
            Self::Article { world, id, extent: Extent::Summary } => item::article(world, *id),
            Self::Article { world, id, extent: Extent::Whole } => Item {
                content: Some(text::html(world, *id)?),
                replies: item::replies(world, *id),
                ..item::article(world, *id)
            },
            Self::Other(item) => (**item).clone(),
        })
    }
}

/// For a fingerprint what all else follows from: an archive holds thousands of articles, and the
/// digests of their teasers are known. Texts are no part of it.
impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (world, id, extent) = match self {
            Self::Other(item) => return item.serialize(serializer),
            Self::Article { world, id, extent } => (*world, *id, *extent),
        };
        let replies = || item::replies(world, id).filter(|_| extent == Extent::Whole);
        if serializer.is_human_readable() {
            let item = Item { replies: replies(), ..item::article(world, id) };
            return item.serialize(serializer);
        }
        let categories: Vec<&str> = categories(world, id).collect();
        let own_id = &world.archive.article(id).card.id;
        (world.teaser_digest(id), own_id, categories, extent, replies()).serialize(serializer)
    }
}

/// Of all that a feed shows. Comments are not read for it; the digest of their file tells.
pub(super) fn digest(world: &World, feed: Feed) -> Result<Digest, Diagnostic> {
    match world.discussion_of(feed) {
        Some((id, discussion)) => {
            let card = &world.archive.article(id).card;
            Ok(Digest::of_value(&(head(world, feed), &card.id, discussion.digest)))
        }
        None => {
            let texts: Result<Vec<Digest>, Diagnostic> =
                whole(world, feed).map(|id| text::digest(world, id)).collect();
            Ok(Digest::of_value(&(view(world, feed)?, texts?)))
        }
    }
}

/// The view by its names, but for comments: those are texts.
pub(super) fn fields(world: &World, feed: Feed) -> Option<View<'_>> {
    match world.discussion_of(feed) {
        Some(_) => Some(head(world, feed)),
        None => view(world, feed).ok(),
    }
}

/// The files whose texts a feed shows, or counts.
pub(super) fn texts(world: &World, feed: Feed) -> impl Iterator<Item = &SourcePath> {
    let bodies = whole(world, feed).map(|id| &world.archive.article(id).card.source);
    let discussed = whole(world, feed).filter_map(|id| world.archive.discussion(id));
    let own = world.discussion_of(feed).map(|(_, discussion)| discussion);
    bodies.chain(discussed.chain(own).map(|discussion| &discussion.source))
}

/// The bytes of a feed.
pub(super) fn bytes(world: &World, route: &Route, feed: Feed) -> Result<Vec<u8>, Diagnostic> {
    let view = view(world, feed)?;
    match feed.format() {
        Format::Rss => rss::rss(world, route, &view),
        Format::Atom => atom::atom(world, route, feed, &view),
        Format::Json => json::json(world, route, &view),
    }
}

fn view(world: &World, feed: Feed) -> Result<View<'_>, Diagnostic> {
    let view = head(world, feed);
    let Feed::Comments(id) = feed else { return Ok(with_items(world, feed, view)) };
    let comments = discussion::newest(world, id, world.config.feeds.limit)?;
    let changed = comments.iter().map(|comment| comment.date).max();
    let items = comments.iter().map(|comment| item::comment(world, id, comment));
    Ok(View { changed, items: items.map(Entry::other).collect(), ..view })
}

/// A feed without its items.
fn head(world: &World, feed: Feed) -> View<'_> {
    View {
        title: unhyphenated(world.feed_title(feed)),
        link: world.absolute_to(&world.feed_page(feed)),
        description: description(world, feed),
        lang: world.feed_lang(feed).unwrap_or(&world.config.default_language),
        changed: None,
        earlier: earlier(world, feed),
        items: Vec::new(),
    }
}

fn with_items<'w>(world: &'w World, feed: Feed, view: View<'w>) -> View<'w> {
    if feed == Feed::Jobs {
        let jobs = || world.archive.jobs().iter().take(world.config.feeds.limit);
        let changed = jobs().filter_map(|job| job.posted).max();
        let items = jobs().filter_map(|job| item::job(world, job)).map(Entry::other).collect();
        return View { changed, items, ..view };
    }
    let articles = articles(world, feed);
    let extent = Extent::of(world, feed);
    let changed = articles.iter().map(|&id| item::changed(world, id)).max();
    let entry = |id| Entry::Article { world, id, extent };
    View { changed, items: articles.into_iter().map(entry).collect(), ..view }
}

/// The articles whose texts stand in a feed.
fn whole(world: &World, feed: Feed) -> impl Iterator<Item = ArticleId> {
    let articles = match Extent::of(world, feed) {
        Extent::Whole => articles(world, feed),
        Extent::Summary => Vec::new(),
    };
    articles.into_iter()
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
        Feed::Main(_) => archive.ids().rev().filter(wanted).take(limit).collect(),
        Feed::Month(at) => {
            let month = &archive.months()[at];
            archive.range(month.articles.clone()).rev().filter(wanted).collect()
        }
        Feed::Term(id) => {
            let term = &archive.taxonomies()[id.taxonomy].all()[id.term];
            term.articles.iter().rev().copied().filter(wanted).take(limit).collect()
        }
        Feed::Jobs | Feed::Comments(_) => Vec::new(),
    }
}

/// RULES.md, ARC-1. The subscription leads to the newest month, each month to the one before.
fn earlier(world: &World, feed: Feed) -> Option<String> {
    let months = world.archive.months();
    let at = match feed {
        Feed::Main(Format::Atom) => months.len(),
        Feed::Month(at) => at,
        Feed::Main(_) | Feed::Term(_) | Feed::Jobs | Feed::Comments(_) => return None,
    };
    let month = &months[at.checked_sub(1)?];
    Some(world.absolute_to(&month_feed_path(month.year, month.month)))
}

fn description(world: &World, feed: Feed) -> String {
    let own = match feed {
        Feed::Term(id) => {
            let term = &world.archive.taxonomies()[id.taxonomy].all()[id.term];
            term.profile.as_ref().and_then(|profile| profile.description.clone())
        }
        Feed::Main(_) | Feed::Month(_) => {
            Some(world.config.description.clone()).filter(|text| !text.is_empty())
        }
        Feed::Jobs | Feed::Comments(_) => None,
    };
    own.unwrap_or_else(|| world.feed_title(feed))
}

/// The terms of an article, as readers see them.
fn categories(world: &World, id: ArticleId) -> impl Iterator<Item = &str> {
    let taxonomies = world.archive.taxonomies().iter();
    let terms = taxonomies.filter(|terms| terms.taxonomy.name != "authors");
    terms.flat_map(move |terms| terms.of(id)).map(Term::shown)
}

/// RULES.md, DE-5: feed readers show a soft hyphen as a hyphen.
pub(super) fn unhyphenated(title: String) -> String {
    if title.contains(SOFT_HYPHEN) { title.replace(SOFT_HYPHEN, "") } else { title }
}

impl World {
    fn discussion_of(&self, feed: Feed) -> Option<(ArticleId, &Discussion)> {
        let Feed::Comments(id) = feed else { return None };
        Some((id, self.archive.discussion(id)?))
    }
}
