//! What readers can search: the texts of the articles, each read, told to an index, dropped.

use serde::Serialize;

use super::World;
use super::feed::{unhyphenated, with_mark};
use crate::archive::ArticleId;
use crate::diagnostic::Diagnostic;
use crate::markdown;
use crate::plan::{IndexPart, index_folder, search_path};
use crate::search::{self, Found, IndexFile};
use crate::value::{DateStyle, Digest, UrlPath};

/// How many parts a browser searches at once without being asked to: each is two or three files
/// to fetch.
const AT_ONCE: usize = 24;

/// All that a part of the index is made from.
#[derive(Serialize)]
struct View<'w> {
    language: &'w str,
    /// The cards of its articles with their files.
    articles: Vec<(String, Digest, Digest)>,
}

pub(super) fn digest(world: &World, part: IndexPart) -> Result<Digest, Diagnostic> {
    let article = |id| {
        let card = &world.archive.article(id).card;
        Ok((world.link(&card.url), card.digest, world.tree.digest(&card.source)?))
    };
    let articles = part.articles(&world.archive).map(article);
    let language = &*world.config.default_language;
    Ok(Digest::of_value(&View { language, articles: articles.collect::<Result<_, Diagnostic>>()? }))
}

/// The files of a part, each with its address.
pub(super) fn files(world: &World, part: IndexPart) -> Result<Vec<(UrlPath, Vec<u8>)>, Diagnostic> {
    let language = &*world.config.default_language;
    let files = match part {
        IndexPart::Runtime => search::runtime(language),
        IndexPart::Year(_) | IndexPart::Month(_) => {
            let found = part.articles(&world.archive).map(|id| found(world, id));
            search::index(found.collect::<Result<_, Diagnostic>>()?, language)
        }
    };
    let folder = part.folder(&world.config, &world.archive);
    let placed = |IndexFile { name, bytes }| {
        let url = UrlPath::new(&format!("{folder}{name}")).map_err(|fault| fault.to_string())?;
        Ok((url, bytes))
    };
    let files = files.and_then(|files| files.into_iter().map(placed).collect());
    files.map_err(|fact: String| {
        Diagnostic::error("search", format!("the index for searching cannot be made: {fact}"))
            .hint("without `index` in `[search]` of site.toml there is none")
    })
}

fn found(world: &World, id: ArticleId) -> Result<Found, Diagnostic> {
    let article = world.archive.article(id);
    let card = &article.card;
    let text = world.tree.read_text(&card.source)?;
    let text = markdown::plain(text.get(card.body.start..).unwrap_or_default());
    let text = match world.config.typography(card.lang.as_deref()) {
        Some(rules) => rules.set(&text).into_owned(),
        None => text,
    };
    let at = article.date.in_zone(&world.config.timezone);
    Ok(Found {
        url: world.link(&card.url),
        title: unhyphenated(with_mark(world, &card.title, card.sponsored)),
        date: world.languages.get(None).date(&at, DateStyle::Long),
        kicker: card.kicker.clone().map(unhyphenated),
        // An article without a text is found by its title.
        text: unhyphenated(if text.is_empty() { card.title.clone() } else { text }),
    })
}

/// The page for searching: where its index lies.
#[derive(Serialize)]
pub(super) struct SearchView {
    /// What runs the search.
    runtime: String,
    /// The newest first.
    years: Vec<Year>,
    /// How many of them are searched unless the reader says otherwise.
    recent: usize,
}

#[derive(Serialize)]
struct Year {
    year: i16,
    parts: Vec<String>,
}

pub(super) fn view(world: &World) -> SearchView {
    let World { archive, config, .. } = world;
    let mut years: Vec<Year> = Vec::new();
    for part in IndexPart::all(archive) {
        let Some(year) = part.year(archive) else { continue };
        let path = world.link_to(&part.folder(config, archive));
        match years.last_mut() {
            Some(last) if last.year == year => last.parts.push(path),
            _ => years.push(Year { year, parts: vec![path] }),
        }
    }
    let mut parts = 0;
    let fits = |year: &&Year| {
        parts += year.parts.len();
        parts <= AT_ONCE
    };
    let recent = years.iter().take_while(fits).count().max(1);
    SearchView {
        runtime: world.link_to(&IndexPart::Runtime.folder(config, archive)),
        years,
        recent,
    }
}

impl World {
    pub(super) fn search_path(&self) -> String {
        search_path(&self.config)
    }

    /// The folder of the index, for whoever answers from the last one that was finished.
    pub fn index_folder(&self) -> Option<String> {
        self.config.search.index.then(|| index_folder(&self.config))
    }
}
