use serde::Serialize;

use super::job::{JobView, job};
use super::lazy::{Address, Date, TeaserOf};
use crate::archive::{ArticleId, Month, Term};
use crate::plan::{List, Paging, TermId};
use crate::render::World;
use crate::value::{Moment, UrlPath};

#[derive(Serialize)]
pub(in crate::render) struct Pager<'a> {
    articles: Vec<TeaserOf<'a>>,
    number: Option<usize>,
    newer: Option<String>,
    older: Option<String>,
    count: Option<usize>,
}

#[derive(Serialize)]
pub(in crate::render) struct TermLink<'a> {
    name: &'a str,
    slug: &'a str,
    path: Address<'a>,
    permalink: Address<'a>,
}

#[derive(Serialize)]
pub(in crate::render) struct TermView<'a> {
    name: &'a str,
    slug: &'a str,
    path: Address<'a>,
    permalink: Address<'a>,
    taxonomy: &'a str,
    description: Option<&'a str>,
    jobs: Vec<JobView<'a>>,
    feed: Option<String>,
}

#[derive(Serialize)]
pub(in crate::render) struct TermsView<'a> {
    taxonomy: &'a str,
    path: String,
    items: Vec<TermItem<'a>>,
}

#[derive(Serialize)]
struct TermItem<'a> {
    name: &'a str,
    slug: &'a str,
    path: Address<'a>,
    permalink: Address<'a>,
    count: usize,
    letter: String,
}

#[derive(Serialize)]
pub(in crate::render) struct YearView {
    year: i16,
    path: String,
    count: usize,
    months: Vec<MonthItem>,
    earlier: Option<YearLink>,
    later: Option<YearLink>,
}

#[derive(Serialize)]
struct YearLink {
    title: String,
    path: String,
    permalink: String,
}

#[derive(Serialize)]
struct MonthItem {
    date: String,
    path: String,
    permalink: String,
    count: usize,
}

#[derive(Serialize)]
pub(in crate::render) struct MonthView<'a> {
    date: String,
    path: String,
    year: i16,
    year_path: String,
    count: usize,
    days: Vec<DayItem<'a>>,
    earlier: Option<MonthItem>,
    later: Option<MonthItem>,
}

#[derive(Serialize)]
struct DayItem<'a> {
    date: Date<'a>,
    articles: Vec<TeaserOf<'a>>,
}

/// The articles of a list, and how they are cut into pages.
fn articles_of(world: &World, list: List) -> (usize, usize) {
    let default = world.config.paginate_by;
    match list {
        List::Home => (world.archive.articles().len(), default),
        List::Term(id) => {
            let terms = &world.archive.taxonomies()[id.taxonomy];
            (terms.all()[id.term].articles.len(), terms.taxonomy.paginate_by.unwrap_or(default))
        }
    }
}

/// The path of a list's own address, without a slash at its end.
pub(in crate::render) fn base(world: &World, list: List) -> String {
    match list {
        List::Home => String::new(),
        List::Term(id) => {
            let terms = &world.archive.taxonomies()[id.taxonomy];
            terms.taxonomy.term_path(&terms.all()[id.term].slug)
        }
    }
}

/// The articles on a page of a list, the newest first: by its number, or without one at the
/// list's own address.
pub(in crate::render) fn members(
    world: &World,
    list: List,
    number: Option<usize>,
) -> Vec<ArticleId> {
    let (total, per_page) = articles_of(world, list);
    let paging = Paging::new(total, per_page);
    let places = number.map_or(paging.newest(), |number| paging.page(number));
    match list {
        List::Home => world.archive.between(places).rev().collect(),
        List::Term(id) => {
            let term = &world.archive.taxonomies()[id.taxonomy].all()[id.term];
            term.articles[places].iter().rev().copied().collect()
        }
    }
}

/// A page of a list.
pub(in crate::render) fn pager(world: &World, list: List, number: Option<usize>) -> Pager<'_> {
    let (total, per_page) = articles_of(world, list);
    let paging = Paging::new(total, per_page);
    let base = base(world, list);
    let last = paging.numbered();
    let page =
        |number: usize| world.link_to(&format!("{base}/{}/{number}/", world.config.paths.page));
    let newer = number.map(|number| {
        if number == last { world.link_to(&format!("{base}/")) } else { page(number + 1) }
    });
    let older = number.map_or(last, |number| number - 1);
    Pager {
        articles: members(world, list, number)
            .into_iter()
            .map(|id| TeaserOf { world, id })
            .collect(),
        number,
        newer,
        older: (older > 0).then(|| page(older)),
        count: number.is_none().then_some(total),
    }
}

pub(in crate::render) fn term_link<'a>(
    world: &'a World,
    taxonomy: usize,
    term: &'a Term,
) -> TermLink<'a> {
    let word = &world.archive.taxonomies()[taxonomy].taxonomy.path;
    let (path, permalink) = Address::of_term(world, word, &term.slug);
    TermLink { name: term.shown(), slug: &term.slug, path, permalink }
}

/// What a page of a term's list knows of the term: at its own address all, else its name.
pub(in crate::render) fn term(world: &World, id: TermId, number: Option<usize>) -> TermView<'_> {
    let terms = &world.archive.taxonomies()[id.taxonomy];
    let term = &terms.all()[id.term];
    let own = number.is_none();
    let is_tag = terms.taxonomy.name == "tags";
    let jobs = world.archive.jobs_of_tag(id.term).filter(|_| own && is_tag);
    let feed = own && terms.taxonomy.feed && world.config.feeds.rss;
    let TermLink { name, slug, path, permalink } = term_link(world, id.taxonomy, term);
    TermView {
        name,
        slug,
        path,
        permalink,
        taxonomy: &terms.taxonomy.name,
        description: term
            .profile
            .as_ref()
            .filter(|_| own)
            .and_then(|profile| profile.description.as_deref()),
        jobs: jobs.map(|listing| job(world, listing)).collect(),
        feed: feed
            .then(|| world.link_to(&format!("{}/rss.xml", terms.taxonomy.term_path(&term.slug)))),
    }
}

/// All terms of a taxonomy that articles have, in the order of the language.
pub(in crate::render) fn terms(world: &World, taxonomy: usize) -> TermsView<'_> {
    let terms = &world.archive.taxonomies()[taxonomy];
    let locale = world.languages.get(None);
    let mut shown: Vec<&Term> =
        terms.all().iter().filter(|term| !term.articles.is_empty()).collect();
    shown.sort_by(|a, b| locale.compare(&a.name, &b.name));
    TermsView {
        taxonomy: &terms.taxonomy.name,
        path: world.link_to(&format!("/{}/", terms.taxonomy.path)),
        items: shown.into_iter().map(|term| term_item(world, taxonomy, term)).collect(),
    }
}

fn term_item<'a>(world: &'a World, taxonomy: usize, term: &'a Term) -> TermItem<'a> {
    let TermLink { name, slug, path, permalink } = term_link(world, taxonomy, term);
    TermItem { name, slug, path, permalink, count: term.articles.len(), letter: letter(term) }
}

/// The initial under which a name is sorted: of Ärger A (RULES.md, DE-10), of digits `#`.
fn letter(term: &Term) -> String {
    let first = term.slug.chars().next().filter(char::is_ascii_alphabetic);
    first.map_or_else(|| "#".to_owned(), |c| c.to_ascii_uppercase().to_string())
}

pub(in crate::render) fn year(world: &World, year: i16) -> YearView {
    let months = world.archive.months();
    let of_year = |month: &&Month| month.year == year;
    let items: Vec<MonthItem> =
        months.iter().filter(of_year).map(|month| month_item(world, month)).collect();
    let earlier = months.iter().rev().find(|month| month.year < year);
    let later = months.iter().find(|month| month.year > year);
    YearView {
        year,
        path: world.link_to(&world.year_path(year)),
        count: items.iter().map(|item| item.count).sum(),
        months: items,
        earlier: earlier.map(|month| year_link(world, month.year)),
        later: later.map(|month| year_link(world, month.year)),
    }
}

fn year_link(world: &World, year: i16) -> YearLink {
    let path = world.year_path(year);
    YearLink {
        title: format!("{year:04}"),
        path: world.link_to(&path),
        permalink: world.absolute_to(&path),
    }
}

fn month_item(world: &World, month: &Month) -> MonthItem {
    let path = world.month_path(month);
    MonthItem {
        date: world.date(first_day(world, month, 1)),
        path: world.link_to(&path),
        permalink: world.absolute_to(&path),
        count: world.archive.range(month.articles.clone()).len(),
    }
}

fn first_day(world: &World, month: &Month, day: i8) -> Moment {
    let text = format!("{:04}-{:02}-{day:02}", month.year, month.month);
    Moment::parse(&text, &world.config.timezone).expect("days of articles are days")
}

pub(in crate::render) fn month(world: &World, at: usize) -> MonthView<'_> {
    let archive = &world.archive;
    let month = &archive.months()[at];
    let mut days: Vec<DayItem<'_>> = archive
        .days(month, &world.config.timezone)
        .into_iter()
        .map(|day| DayItem {
            date: Date { world, moment: first_day(world, month, day.day) },
            articles: archive.range(day.articles).rev().map(|id| TeaserOf { world, id }).collect(),
        })
        .collect();
    days.reverse();
    let neighbour = |at: Option<usize>| Some(month_item(world, archive.months().get(at?)?));
    MonthView {
        date: world.date(first_day(world, month, 1)),
        path: world.link_to(&world.month_path(month)),
        year: month.year,
        year_path: world.link_to(&world.year_path(month.year)),
        count: archive.range(month.articles.clone()).len(),
        days,
        earlier: neighbour(at.checked_sub(1)),
        later: neighbour(at.checked_add(1)),
    }
}

impl World {
    /// A link to a path that the plan has drawn from the same words.
    pub(in crate::render) fn link_to(&self, path: &str) -> String {
        UrlPath::new(path).map_or_else(|_| path.to_owned(), |url| self.link(&url))
    }

    pub(in crate::render) fn absolute_to(&self, path: &str) -> String {
        UrlPath::new(path).map_or_else(|_| path.to_owned(), |url| self.absolute(&url))
    }

    fn archive_base(&self) -> String {
        let word = &self.config.paths.articles;
        if word.is_empty() { String::new() } else { format!("/{word}") }
    }

    pub(in crate::render) fn year_path(&self, year: i16) -> String {
        format!("{}/{year:04}/", self.archive_base())
    }

    pub(in crate::render) fn month_path(&self, month: &Month) -> String {
        format!("{}/{:04}/{:02}/", self.archive_base(), month.year, month.month)
    }

    /// The place of the tags among the taxonomies.
    pub(in crate::render) fn tags(&self) -> usize {
        let is_tags = |terms: &crate::archive::Terms| terms.taxonomy.name == "tags";
        self.archive.taxonomies().iter().position(is_tags).unwrap_or(0)
    }
}
