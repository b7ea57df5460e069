//! Cuts what sitemaps would hold into as many files as the protocol wants
//! (<https://www.sitemaps.org/protocol.html>).

use super::draw::shown;
use super::{Kind, List, Route, Sitemap};
use crate::archive::{Archive, Month};
use crate::article::Card;
use crate::config::Config;

/// RULES.md, SM-1: 50 MB, as the protocol counts them.
const MOST_BYTES: usize = 52_428_800;

/// Of the tags around an address, with a date.
const TAGS: usize = 200;

/// Of all entries of one sitemap, those of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From 0.
    pub number: usize,
    /// How many entries each file holds, but for the last one.
    pub size: usize,
}

impl Part {
    /// Those of all entries that stand in this file.
    pub fn of<T>(self, entries: Vec<T>) -> Vec<T> {
        entries.into_iter().skip(self.number * self.size).take(self.size).collect()
    }
}

/// Where a part of a sitemap stands.
pub fn sitemap_path(name: &str, number: usize) -> String {
    match number {
        0 => format!("/sitemap-{name}.xml"),
        number => format!("/sitemap-{name}-{}.xml", number + 1),
    }
}

/// A month as names of files and messages have it: `2026-11`.
pub fn month_name(month: &Month) -> String {
    format!("{:04}-{:02}", month.year, month.month)
}

/// The paths of all sitemaps with addresses of pages, and what each holds. One without any would
/// not be valid.
pub(super) fn routes(
    archive: &Archive,
    config: &Config,
    drawn: &[Route],
) -> Vec<(String, Sitemap)> {
    let mut routes = Vec::new();
    let mut add = |name: &str, entries: Entries, kind: &dyn Fn(Part) -> Sitemap| {
        let size = entries.in_a_file(config);
        for number in 0..entries.count.div_ceil(size) {
            routes.push((sitemap_path(name, number), kind(Part { number, size })));
        }
    };
    let pages = drawn.iter().filter(|route| is_page(&route.kind, archive));
    add("pages", pages.map(|route| route.url.as_str().len()).collect(), &Sitemap::Pages);
    let terms = archive.taxonomies().iter().flat_map(|terms| {
        let own = shown(terms).map(|(_, term)| terms.taxonomy.term_path(&term.slug).len() + 1);
        // With the list of them all.
        own.chain(shown(terms).next().map(|_| terms.taxonomy.path.len() + 2))
    });
    add("tags", terms.collect(), &Sitemap::Terms);
    for (at, month) in archive.months().iter().enumerate() {
        let articles = archive.range(month.articles.clone()).map(|id| &archive.article(id).card);
        let mapped = articles.filter(|card| !card.noindex).map(length);
        add(&month_name(month), mapped.collect(), &|part| Sitemap::Month(at, part));
    }
    routes
}

/// With that of its picture, which may lie beside it.
fn length(card: &Card) -> usize {
    let own = card.url.as_str().len();
    card.image.as_ref().map_or(own, |image| 2 * own + image.src.len())
}

/// Neither an article nor a list that only repeats others.
fn is_page(kind: &Kind, archive: &Archive) -> bool {
    match kind {
        Kind::Page(at) => !archive.pages()[*at].card.noindex,
        Kind::Newest(List::Home)
        | Kind::Year(_)
        | Kind::Month(_)
        | Kind::Corrections
        | Kind::Calendar
        | Kind::Day(_)
        | Kind::Jobs
        | Kind::Job(_) => true,
        _ => false,
    }
}

/// How many there are, and how long the longest path is.
#[derive(Clone, Copy, Default)]
struct Entries {
    count: usize,
    longest: usize,
}

impl FromIterator<usize> for Entries {
    fn from_iter<I: IntoIterator<Item = usize>>(lengths: I) -> Self {
        lengths.into_iter().fold(Self::default(), |all, length| Self {
            count: all.count + 1,
            longest: all.longest.max(length),
        })
    }
}

impl Entries {
    /// No byte of a path becomes more than five: `&amp;`. There are two addresses at most.
    fn in_a_file(self, config: &Config) -> usize {
        let longest = 2 * (config.base_url.to_string().len() + TAGS) + 5 * self.longest;
        config.sitemaps.limit.min(MOST_BYTES / longest).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm_1_no_file_holds_more_than_50_mb() {
        let (config, _) = Config::read("site.toml", "base_url = 'https://a.example/'");
        let size = |length| Entries { count: 50_000, longest: length }.in_a_file(&config);
        assert_eq!(size(60), 50_000);
        assert!(size(2048) * (2048 + TAGS) < MOST_BYTES && size(2048) > 1000);
    }
}
