//! Sitemaps by <https://www.sitemaps.org/protocol.html>: an index, one a month, the rest, and
//! the news of two days.

use serde::Serialize;

use super::World;
use super::view::{base, image_address};
use super::xml::Xml;
use crate::plan::{Kind, List, Sitemap, TermId, month_name, sitemap_path};
use crate::value::Moment;
use crate::value::slug::SOFT_HYPHEN;

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const IMAGES: (&str, &str) = ("xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1");
const NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");

/// RULES.md, SM-4: of more news than this in two days the newest stand in the sitemap.
const MOST_NEWS: usize = 1000;

/// All that a sitemap shows.
#[derive(Serialize)]
pub(super) enum View {
    /// The addresses of the other sitemaps.
    Index(Vec<String>),
    Pages(Vec<Entry>),
    /// The newest first.
    News(Vec<News>),
}

#[derive(Serialize)]
pub(super) struct Entry {
    address: String,
    /// SM-3: a true change of the content, never the time of the build.
    changed: Option<Moment>,
    /// RULES.md, SM-6: the picture of an article.
    image: Option<String>,
}

#[derive(Serialize)]
pub(super) struct News {
    address: String,
    language: String,
    date: Moment,
    title: String,
}

pub(super) fn view(world: &World, sitemap: Sitemap) -> View {
    match sitemap {
        Sitemap::Index => View::Index(index(world)),
        Sitemap::Month(at, part) => View::Pages(part.of(month(world, at))),
        Sitemap::Pages(part) => View::Pages(part.of(pages(world))),
        Sitemap::Terms(part) => View::Pages(part.of(terms(world))),
        Sitemap::News => View::News(news(world)),
    }
}

pub(super) fn xml(world: &World, view: &View) -> Vec<u8> {
    match view {
        View::Index(addresses) => index_xml(addresses),
        View::Pages(entries) => pages_xml(world, entries),
        View::News(news) => news_xml(world, news),
    }
}

fn index_xml(addresses: &[String]) -> Vec<u8> {
    let mut xml = Xml::new("sitemapindex", &[NAMESPACE]);
    for address in addresses {
        xml.open("sitemap", &[]);
        xml.text("loc", address);
        xml.close("sitemap");
    }
    xml.finish("sitemapindex")
}

fn pages_xml(world: &World, entries: &[Entry]) -> Vec<u8> {
    let has_images = entries.iter().any(|entry| entry.image.is_some());
    let namespaces = if has_images { &[NAMESPACE, IMAGES][..] } else { &[NAMESPACE] };
    let mut xml = Xml::new("urlset", namespaces);
    for Entry { address, changed, image } in entries {
        xml.open("url", &[]);
        xml.text("loc", address);
        if let Some(changed) = changed {
            xml.text("lastmod", &world.date(*changed));
        }
        if let Some(image) = image {
            xml.open("image:image", &[]);
            xml.text("image:loc", image);
            xml.close("image:image");
        }
        xml.close("url");
    }
    xml.finish("urlset")
}

/// RULES.md, SM-5: the schema wants one address at least. On quiet days that of the front page
/// stands here, which is no news and does not say that it is.
fn news_xml(world: &World, news: &[News]) -> Vec<u8> {
    let mut xml = Xml::new("urlset", &[NAMESPACE, NEWS]);
    if news.is_empty() {
        xml.open("url", &[]);
        xml.text("loc", &world.absolute_to("/"));
        xml.close("url");
    }
    for News { address, language, date, title } in news {
        xml.open("url", &[]);
        xml.text("loc", address);
        xml.open("news:news", &[]);
        xml.open("news:publication", &[]);
        xml.text("news:name", world.config.news.publication.as_deref().unwrap_or_default());
        xml.text("news:language", language);
        xml.close("news:publication");
        xml.text("news:publication_date", &world.date(*date));
        xml.text("news:title", title);
        xml.close("news:news");
        xml.close("url");
    }
    xml.finish("urlset")
}

fn index(world: &World) -> Vec<String> {
    let months = world.archive.months().iter().rev().map(month_name);
    let names = ["pages".to_owned(), "tags".to_owned()].into_iter().chain(months);
    names.flat_map(|name| parts(world, name)).collect()
}

/// The addresses of the files that a sitemap is cut into.
fn parts(world: &World, name: String) -> impl Iterator<Item = String> {
    let is_there = |path: &String| {
        let route = world.plan.find(path);
        route.is_some_and(|route| matches!(route.kind, Kind::Sitemap(_)))
    };
    (0..)
        .map(move |number| sitemap_path(&name, number))
        .take_while(is_there)
        .map(|path| world.absolute_to(&path))
}

fn news(world: &World) -> Vec<News> {
    let articles = world.archive.news().take(MOST_NEWS).map(|id| world.archive.article(id));
    articles
        .map(|article| {
            let lang = article.card.lang.as_deref();
            News {
                address: world.absolute(&article.card.url),
                language: news_language(lang.unwrap_or(&world.config.default_language)),
                date: article.date,
                title: article.card.title.replace(SOFT_HYPHEN, ""),
            }
        })
        .collect()
}

/// RULES.md, SM-4: the language alone, but for Chinese, which has two scripts.
fn news_language(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    match tag.split_once('-') {
        Some(("zh", "tw" | "hk" | "mo" | "hant")) => "zh-tw".into(),
        Some(("zh", _)) => "zh-cn".into(),
        Some((language, _)) => language.into(),
        None if tag == "zh" => "zh-cn".into(),
        None => tag,
    }
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
            image: image_address(world, &article.card),
        })
        .collect()
}

/// The front page, pages, years, months, days of the calendar and jobs: all that is neither an article nor a
/// list that only repeats others (no numbered pages).
fn pages(world: &World) -> Vec<Entry> {
    let archive = &world.archive;
    let undated =
        |path: &str| Entry { address: world.absolute_to(path), changed: None, image: None };
    let mut entries = vec![undated("/")];
    for page in archive.pages().iter().filter(|page| !page.card.noindex) {
        let changed = page.card.updated.or(page.date);
        let image = image_address(world, &page.card);
        entries.push(Entry { address: world.absolute(&page.card.url), changed, image });
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
        entries.extend(own.map(|(page, posted)| Entry {
            address: world.absolute(&page.url),
            changed: posted,
            image: None,
        }));
    }
    entries
}

fn terms(world: &World) -> Vec<Entry> {
    let undated =
        |path: &str| Entry { address: world.absolute_to(path), changed: None, image: None };
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
