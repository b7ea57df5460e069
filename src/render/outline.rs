//! One digest over all that views show, texts aside.

use std::collections::BTreeMap;

use serde::Serialize;

use super::World;
use crate::archive::{ArticleId, Held};
use crate::job::Job;
use crate::published::Departed;
use crate::value::{Digest, SourcePath};

/// What every view is made from, besides the settings, the theme and the texts. Two equal
/// outlines mean that all views are equal where no text differs, and that all links lead
/// where they led.
#[derive(Serialize)]
struct Outline<'w> {
    /// Of the cards, in the order of the archive.
    articles: Vec<Digest>,
    pages: Vec<Digest>,
    /// With the files that they stand in, which texts may refer to.
    jobs: Vec<(&'w SourcePath, &'w Job)>,
    past_jobs: Vec<(&'w SourcePath, &'w Job)>,
    terms: Vec<Term<'w>>,
    held: &'w [Held],
    /// By the clock.
    news: Vec<usize>,
    /// Where pages are that have left their addresses, and the ids that hold whatever a card says.
    departed: &'w [Departed],
    ids: &'w BTreeMap<usize, Box<str>>,
    /// Which article has comments, by its place, and where they stand. They are texts.
    discussions: Vec<(usize, &'w SourcePath)>,
    /// What can be referred to, with the digests of what is no text: pictures have sizes.
    files: Vec<(&'w str, Option<Digest>)>,
}

#[derive(Serialize)]
struct Term<'w> {
    name: &'w str,
    slug: &'w str,
    description: Option<&'w str>,
}

/// Nothing if it is not known of all files what they hold.
pub(super) fn digest(world: &World) -> Option<Digest> {
    let World { archive, tree, plan, .. } = world;
    let files = tree.files().enumerate().map(|(place, (path, _))| {
        let is_text = crate::article::is_markdown(path) || crate::comment::is_file(path);
        let digest = if is_text { None } else { Some(tree.known_digest(place)?) };
        Some((path.as_str(), digest))
    });
    let has_news = world.config.news.publication.is_some();
    let terms = archive.taxonomies().iter().flat_map(|terms| terms.all());
    Some(Digest::of_value(&Outline {
        articles: archive.articles().iter().map(|article| article.card.digest).collect(),
        pages: archive.pages().iter().map(|page| page.card.digest).collect(),
        jobs: archive.jobs().iter().map(|job| (&job.source, job)).collect(),
        past_jobs: archive.past_jobs().iter().map(|job| (&job.source, job)).collect(),
        terms: terms
            .map(|term| Term {
                name: &term.name,
                slug: &term.slug,
                description: term
                    .profile
                    .as_ref()
                    .and_then(|profile| profile.description.as_deref()),
            })
            .collect(),
        held: archive.held(),
        news: archive.news().filter(|_| has_news).map(ArticleId::index).collect(),
        departed: plan.departed(),
        ids: &archive.followed().ids,
        discussions: archive
            .discussions()
            .map(|(id, discussion)| (id.index(), &discussion.source))
            .collect(),
        files: files.collect::<Option<_>>()?,
    }))
}
