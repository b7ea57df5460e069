//! Sitemaps by <https://www.sitemaps.org/protocol.html>: an index, one a month, the rest.

use super::World;
use super::view::base;
use super::xml::Xml;
use crate::plan::{List, Sitemap, TermId};
use crate::value::Moment;

const NAMESPACE: [(&str, &str); 1] = [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")];

pub(super) fn sitemap(world: &World, sitemap: Sitemap) -> Vec<u8> {
    match sitemap {
        Sitemap::Index => index(world),
        Sitemap::Month(at) => month(world, at),
        Sitemap::Pages => pages(world),
        Sitemap::Terms => terms(world),
    }
}

fn index(world: &World) -> Vec<u8> {
    let mut xml = Xml::new("sitemapindex", &NAMESPACE);
    let months = world.archive.months().iter().rev();
    let names = ["pages".to_owned(), "tags".to_owned()]
        .into_iter()
        .chain(months.map(|month| format!("{:04}-{:02}", month.year, month.month)));
    for name in names {
        xml.open("sitemap", &[]);
        xml.text("loc", &world.absolute_to(&format!("/sitemap-{name}.xml")));
        xml.close("sitemap");
    }
    xml.finish("sitemapindex")
}

fn month(world: &World, at: usize) -> Vec<u8> {
    let mut xml = Xml::new("urlset", &NAMESPACE);
    let archive = &world.archive;
    for id in archive.range(archive.months()[at].articles.clone()) {
        let article = archive.article(id);
        if !article.card.noindex {
            // SM-3: a true change of the content, never the time of the build.
            let changed =
                article.card.updated.map_or(article.date, |updated| updated.max(article.date));
            entry(&mut xml, &world.absolute(&article.card.url), Some(&world.date(changed)));
        }
    }
    xml.finish("urlset")
}

/// The front page, pages, years, months and jobs: all that is neither an article nor a
/// list that only repeats others (no numbered pages).
fn pages(world: &World) -> Vec<u8> {
    let mut xml = Xml::new("urlset", &NAMESPACE);
    let archive = &world.archive;
    entry(&mut xml, &world.absolute_to("/"), None);
    for page in archive.pages().iter().filter(|page| !page.card.noindex) {
        let changed: Option<Moment> = page.card.updated.or(page.date);
        entry(
            &mut xml,
            &world.absolute(&page.card.url),
            changed.map(|date| world.date(date)).as_deref(),
        );
    }
    let mut last_year = None;
    for month in archive.months() {
        if last_year != Some(month.year) {
            entry(&mut xml, &world.absolute_to(&world.year_path(month.year)), None);
            last_year = Some(month.year);
        }
        entry(&mut xml, &world.absolute_to(&world.month_path(month)), None);
    }
    if world.config.jobs.page {
        entry(&mut xml, &world.absolute_to(&format!("/{}/", world.config.paths.jobs)), None);
        for job in archive.jobs() {
            if let Some(page) = &job.page {
                let posted = job.posted.map(|date| world.date(date));
                entry(&mut xml, &world.absolute(&page.url), posted.as_deref());
            }
        }
    }
    xml.finish("urlset")
}

fn terms(world: &World) -> Vec<u8> {
    let mut xml = Xml::new("urlset", &NAMESPACE);
    for (taxonomy, terms) in world.archive.taxonomies().iter().enumerate() {
        let shown: Vec<usize> =
            (0..terms.all().len()).filter(|&at| !terms.all()[at].articles.is_empty()).collect();
        if !shown.is_empty() {
            entry(&mut xml, &world.absolute_to(&format!("/{}/", terms.taxonomy.path)), None);
        }
        for term in shown {
            let path = format!("{}/", base(world, List::Term(TermId { taxonomy, term })));
            entry(&mut xml, &world.absolute_to(&path), None);
        }
    }
    xml.finish("urlset")
}

fn entry(xml: &mut Xml, address: &str, changed: Option<&str>) {
    xml.open("url", &[]);
    xml.text("loc", address);
    if let Some(changed) = changed {
        xml.text("lastmod", changed);
    }
    xml.close("url");
}
