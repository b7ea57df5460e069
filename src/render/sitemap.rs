//! Sitemaps by <https://www.sitemaps.org/protocol.html>: an index, one a month, the rest.

use serde::Serialize;

use super::World;
use super::view::base;
use super::xml::Xml;
use crate::plan::{Kind, List, Sitemap, TermId};
use crate::value::Moment;

const NAMESPACE: [(&str, &str); 1] = [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")];

/// All that a sitemap shows.
#[derive(Serialize)]
pub(super) enum View {
    /// The addresses of the other sitemaps.
    Index(Vec<String>),
    Pages(Vec<Entry>),
}

#[derive(Serialize)]
pub(super) struct Entry {
    address: String,
    /// SM-3: a true change of the content, never the time of the build.
    changed: Option<Moment>,
}

pub(super) fn view(world: &World, sitemap: Sitemap) -> View {
    match sitemap {
        Sitemap::Index => View::Index(index(world)),
        Sitemap::Month(at) => View::Pages(month(world, at)),
        Sitemap::Pages => View::Pages(pages(world)),
        Sitemap::Terms => View::Pages(terms(world)),
    }
}

pub(super) fn xml(world: &World, view: &View) -> Vec<u8> {
    let (root, each) = match view {
        View::Index(_) => ("sitemapindex", "sitemap"),
        View::Pages(_) => ("urlset", "url"),
    };
    let mut xml = Xml::new(root, &NAMESPACE);
    let mut element = |address: &str, changed: Option<Moment>| {
        xml.open(each, &[]);
        xml.text("loc", address);
        if let Some(changed) = changed {
            xml.text("lastmod", &world.date(changed));
        }
        xml.close(each);
    };
    match view {
        View::Index(addresses) => addresses.iter().for_each(|address| element(address, None)),
        View::Pages(entries) => {
            entries.iter().for_each(|entry| element(&entry.address, entry.changed));
        }
    }
    xml.finish(root)
}

fn index(world: &World) -> Vec<String> {
    let months = world.archive.months().iter().rev();
    let names = ["pages".to_owned(), "tags".to_owned()]
        .into_iter()
        .chain(months.map(|month| format!("{:04}-{:02}", month.year, month.month)));
    names.map(|name| world.absolute_to(&format!("/sitemap-{name}.xml"))).collect()
}

fn month(world: &World, at: usize) -> Vec<Entry> {
    let archive = &world.archive;
    let articles = archive.range(archive.months()[at].articles.clone());
    let articles = articles.map(|id| archive.article(id));
    articles
        .filter(|article| !article.card.noindex)
        .map(|article| Entry {
            address: world.absolute(&article.card.url),
            changed: Some(
                article.card.updated.map_or(article.date, |updated| updated.max(article.date)),
            ),
        })
        .collect()
}

/// The front page, pages, years, months, days of the calendar and jobs: all that is neither an article nor a
/// list that only repeats others (no numbered pages).
fn pages(world: &World) -> Vec<Entry> {
    let archive = &world.archive;
    let undated = |path: &str| Entry { address: world.absolute_to(path), changed: None };
    let mut entries = vec![undated("/")];
    for page in archive.pages().iter().filter(|page| !page.card.noindex) {
        let changed = page.card.updated.or(page.date);
        entries.push(Entry { address: world.absolute(&page.card.url), changed });
    }
    let mut last_year = None;
    for month in archive.months() {
        if last_year != Some(month.year) {
            entries.push(undated(&world.year_path(month.year)));
            last_year = Some(month.year);
        }
        entries.push(undated(&world.month_path(month)));
    }
    let days = archive.calendar().keys().map(|day| (world.day_path(*day), Kind::Day(*day)));
    let optional =
        [(world.corrections_path(), Kind::Corrections), (world.calendar_path(), Kind::Calendar)];
    let optional = optional.into_iter().chain(days);
    let there = optional.filter(|(path, kind)| world.stands(path, kind).is_some());
    entries.extend(there.map(|(path, _)| undated(&path)));
    if world.config.jobs.page {
        entries.push(undated(&format!("/{}/", world.config.paths.jobs)));
        let own = archive.jobs().iter().filter_map(|job| Some((job.page.as_ref()?, job.posted)));
        entries.extend(
            own.map(|(page, posted)| Entry { address: world.absolute(&page.url), changed: posted }),
        );
    }
    entries
}

fn terms(world: &World) -> Vec<Entry> {
    let undated = |path: &str| Entry { address: world.absolute_to(path), changed: None };
    let mut entries = Vec::new();
    for (taxonomy, terms) in world.archive.taxonomies().iter().enumerate() {
        let shown: Vec<usize> =
            (0..terms.all().len()).filter(|&at| !terms.all()[at].articles.is_empty()).collect();
        if !shown.is_empty() {
            entries.push(undated(&format!("/{}/", terms.taxonomy.path)));
        }
        let path = |term| format!("{}/", base(world, List::Term(TermId { taxonomy, term })));
        entries.extend(shown.into_iter().map(|term| undated(&path(term))));
    }
    entries
}
