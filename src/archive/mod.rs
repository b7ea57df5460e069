//! All cards, frozen: their order, tags, months, neighbours and relatives.
//!
//! Built once from what the sources say and the moment it is built for; afterwards it only
//! answers questions. Keeps no bodies and touches no disk.

mod held;
mod news;
mod order;
mod published;
mod related;
mod revised;
mod similar;
mod terms;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;

use crate::article::{Article, Profile, StandingPage};
use crate::comment::Discussion;
use crate::config::{Config, Taxonomy};
use crate::diagnostic::{Diagnostic, Report};
use crate::job::Job;
use crate::published::{Followed, Lock};
use crate::value::{SourcePath, UrlPath, slugify_in};

pub use held::{Held, Include, Reason};
pub use order::{Day, Month, MonthDay};
pub use published::Lists;
pub use similar::similar;
pub use terms::fold;

use published::{Withheld, settle};

/// An article's place in [`Archive::articles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(u32);

impl ArticleId {
    fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("there are fewer than four thousand million articles"))
    }

    /// Its place as a number, the oldest article's being 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The first second of the year 9999, which people write for "never".
const NEVER: i64 = 253_370_764_800;

/// Everything that the files of the content say, before anything is sorted or held back.
#[derive(Debug, Default)]
pub struct Contents {
    pub articles: Vec<Arc<Article>>,
    pub pages: Vec<StandingPage>,
    pub jobs: Vec<Job>,
    /// Texts about terms, with the name of their taxonomy.
    pub profiles: Vec<(String, Profile)>,
    /// With the files of their articles.
    pub discussions: Vec<(SourcePath, Discussion)>,
    /// Articles that have errors and are held back for them.
    pub broken: Vec<SourcePath>,
}

#[derive(Clone, Debug)]
pub struct Archive {
    /// The oldest first; of one moment, in the order of their URLs.
    articles: Vec<Arc<Article>>,
    pages: Vec<StandingPage>,
    now: Timestamp,
    order: Arc<Order>,
}

/// What follows from where each article stands, and all that is no article.
#[derive(Debug)]
struct Order {
    /// The newest first; none that is over.
    jobs: Vec<Job>,
    /// Own listings that are over: their pages stay and say so.
    past_jobs: Vec<Job>,
    /// For each tag, the places of its jobs among the current ones.
    jobs_of_tag: Vec<Vec<usize>>,
    /// In the order of the settings; the authors last.
    taxonomies: Vec<Terms>,
    months: Vec<Month>,
    /// For each day of the year that has articles these, the oldest first.
    calendar: BTreeMap<MonthDay, Vec<ArticleId>>,
    /// Of the articles that have comments.
    discussions: BTreeMap<ArticleId, Discussion>,
    waiting: usize,
    by_source: Vec<ArticleId>,
    follows: BTreeMap<ArticleId, ArticleId>,
    followed_by: BTreeMap<ArticleId, Vec<ArticleId>>,
    held: Vec<Held>,
    followed: Followed,
    withheld: Lists,
    next_change: Option<Timestamp>,
}

/// All terms of one taxonomy.
#[derive(Debug)]
pub struct Terms {
    pub taxonomy: Taxonomy,
    /// Of the slugs.
    language: String,
    /// In the order of their slugs.
    terms: Vec<Term>,
    /// For each article, the places of its terms in `terms`, in the order of its file.
    of_article: Vec<Box<[u32]>>,
}

/// A tag, a category, an author.
#[derive(Debug)]
pub struct Term {
    /// As articles write it: what it is found and sorted by.
    pub name: String,
    /// As readers see it, where that differs.
    pub set: Option<Box<str>>,
    pub slug: String,
    pub profile: Option<Profile>,
    /// The oldest first.
    pub articles: Vec<ArticleId>,
}

impl Term {
    /// As readers see it.
    pub fn shown(&self) -> &str {
        self.set.as_deref().unwrap_or(&self.name)
    }
}

impl Archive {
    pub fn new(
        contents: Contents,
        lock: &Lock,
        config: &Config,
        include: Include,
        now: Timestamp,
    ) -> (Self, Report) {
        let Contents { articles, pages, jobs, profiles, discussions, broken } = contents;
        let mut report = Report::default();
        let gate = held::Gate { now, include };
        let (mut articles, refused) =
            gate.admit(articles, |article| (&article.card, Some(article.date)));
        let (mut pages, refused_pages) = gate.admit(pages, |page| (&page.card, page.date));
        let mut held: Vec<Held> = refused.iter().map(|refused| refused.held.clone()).collect();
        held.extend(refused_pages.iter().map(|refused| refused.held.clone()));
        held.extend(broken.into_iter().map(Held::broken));
        order::sort(&mut articles);
        let next_article = gate.next_change(&articles, &pages, &held);
        let next_news =
            config.news.publication.as_ref().and_then(|_| news::next_change(&articles, now));
        let jobs = gate.sort_jobs(jobs, &config.timezone);
        held.extend(jobs.held);
        let withheld = Withheld { articles: refused, pages: refused_pages, jobs: jobs.refused };
        let shown_jobs = [&jobs.current[..], &jobs.past];
        let followed = settle(lock, &mut articles, &mut pages, &shown_jobs, &withheld);
        let taxonomies = terms::group(&mut articles, profiles, config, &mut report);
        report.append(same_ids(&articles));
        let dates = order::dates(&articles, &config.timezone);
        let by_source = order::by_source(&articles);
        let (follows, problems) = link_series(&articles, &by_source, config);
        report.append(problems);
        let waiting = discussions.iter().map(|(_, discussion)| discussion.waiting).sum();
        let discussions = shown(discussions, &articles, &by_source);
        let order = Order {
            months: order::months(&dates),
            calendar: order::calendar(&dates),
            discussions,
            waiting,
            by_source,
            jobs_of_tag: jobs_of_tag(&jobs.current, &taxonomies),
            jobs: jobs.current,
            past_jobs: jobs.past,
            followed_by: followed_by(&follows),
            follows,
            held,
            withheld: withheld.lists(&followed, &taxonomies, config),
            followed,
            taxonomies,
            next_change: [next_article, next_news, jobs.next_change]
                .into_iter()
                .flatten()
                .min()
                .filter(|at| at.as_second() < NEVER),
        };
        (Self { articles, pages, now, order: Arc::new(order) }, report)
    }

    pub fn articles(&self) -> &[Arc<Article>] {
        &self.articles
    }

    /// All ids, the oldest article first.
    pub fn ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = ArticleId> + ExactSizeIterator + Clone + use<> {
        (0..self.articles.len()).map(ArticleId::new)
    }

    /// The ids of some places, counted from the oldest article.
    pub fn between(
        &self,
        places: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = ArticleId> + ExactSizeIterator + use<> {
        places.map(ArticleId::new)
    }

    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    pub fn pages(&self) -> &[StandingPage] {
        &self.pages
    }

    pub fn jobs(&self) -> &[Job] {
        &self.order.jobs
    }

    /// The current jobs with a tag, by its place among the terms of the tags.
    pub fn jobs_of_tag(&self, term: usize) -> impl Iterator<Item = &Job> {
        let places = self.order.jobs_of_tag.get(term).map_or(&[][..], Vec::as_slice);
        places.iter().map(|&place| &self.order.jobs[place])
    }

    pub fn past_jobs(&self) -> &[Job] {
        &self.order.past_jobs
    }

    pub fn taxonomies(&self) -> &[Terms] {
        &self.order.taxonomies
    }

    pub fn taxonomy(&self, name: &str) -> Option<&Terms> {
        self.order.taxonomies.iter().find(|terms| terms.taxonomy.name == name)
    }

    /// Every month that has articles, the oldest first.
    pub fn months(&self) -> &[Month] {
        &self.order.months
    }

    /// The days of the year that have articles, each with these, the oldest first.
    pub fn calendar(&self) -> &BTreeMap<MonthDay, Vec<ArticleId>> {
        &self.order.calendar
    }

    /// How many comments are not approved yet.
    pub fn waiting(&self) -> usize {
        self.order.waiting
    }

    /// The comments on an article, if it has any.
    pub fn discussion(&self, id: ArticleId) -> Option<&Discussion> {
        self.order.discussions.get(&id)
    }

    /// The articles that have comments, the oldest first.
    pub fn discussions(&self) -> impl Iterator<Item = (ArticleId, &Discussion)> {
        self.order.discussions.iter().map(|(id, discussion)| (*id, discussion))
    }

    /// The articles of a year, or of one of its months.
    pub fn of_year(&self, year: i16, month: Option<i8>) -> Range<ArticleId> {
        let before = |at: &Month| (at.year, month.map(|_| at.month)) < (year, month);
        let upto = |at: &Month| (at.year, month.map(|_| at.month)) <= (year, month);
        let first = |at: usize| match self.order.months.get(at) {
            Some(month) => month.articles.start,
            None => ArticleId::new(self.articles.len()),
        };
        first(self.order.months.partition_point(before))
            ..first(self.order.months.partition_point(upto))
    }

    /// What is not shown, and why.
    pub fn held(&self) -> &[Held] {
        &self.order.held
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When the archive would next differ by the clock alone.
    pub fn next_change(&self) -> Option<Timestamp> {
        self.order.next_change
    }

    pub fn earlier(&self, id: ArticleId) -> Option<ArticleId> {
        id.index().checked_sub(1).map(ArticleId::new)
    }

    pub fn later(&self, id: ArticleId) -> Option<ArticleId> {
        let next = id.index() + 1;
        (next < self.articles.len()).then(|| ArticleId::new(next))
    }

    /// The article that this one continues.
    pub fn follows(&self, id: ArticleId) -> Option<ArticleId> {
        self.order.follows.get(&id).copied()
    }

    /// The articles that continue this one, the oldest first.
    pub fn followed_by(&self, id: ArticleId) -> &[ArticleId] {
        self.order.followed_by.get(&id).map_or(&[], Vec::as_slice)
    }

    pub fn by_source(&self, source: &SourcePath) -> Option<ArticleId> {
        by_source(&self.articles, &self.order.by_source, source)
    }

    /// The articles of a range, as `months` gives them.
    pub fn range(
        &self,
        range: Range<ArticleId>,
    ) -> impl DoubleEndedIterator<Item = ArticleId> + ExactSizeIterator + use<> {
        (range.start.index()..range.end.index()).map(ArticleId::new)
    }
}

/// The article in a file, by the ids in the order of the files.
fn by_source(
    articles: &[Arc<Article>],
    sorted: &[ArticleId],
    source: &SourcePath,
) -> Option<ArticleId> {
    let source_of = |id: &ArticleId| &articles[id.index()].card.source;
    let at = sorted.binary_search_by(|id| source_of(id).cmp(source)).ok()?;
    Some(sorted[at])
}

/// Those that hold a comment, and whose article is shown.
fn shown(
    all: Vec<(SourcePath, Discussion)>,
    articles: &[Arc<Article>],
    sorted: &[ArticleId],
) -> BTreeMap<ArticleId, Discussion> {
    let any = all.into_iter().filter(|(_, discussion)| discussion.count > 0);
    any.filter_map(|(article, discussion)| {
        Some((by_source(articles, sorted, &article)?, discussion))
    })
    .collect()
}

/// Which article each one continues.
fn link_series(
    articles: &[Arc<Article>],
    sorted: &[ArticleId],
    config: &Config,
) -> (BTreeMap<ArticleId, ArticleId>, Report) {
    let mut report = Report::default();
    let mut follows = BTreeMap::new();
    let by_url = order::by_url(articles);
    let named = |from: &SourcePath, reference: &str| {
        if crate::article::is_markdown(&SourcePath::new(reference.trim())) {
            return named_file(from, reference.trim())
                .find_map(|path| by_source(articles, sorted, &path));
        }
        let reference = reference.trim();
        let path = config.base_url.strip(reference).unwrap_or(reference);
        let url = UrlPath::new(&crate::value::percent_decode(path)).ok()?;
        let url_of = |id: &ArticleId| &articles[id.index()].card.url;
        Some(by_url[by_url.binary_search_by(|id| url_of(id).cmp(&url)).ok()?])
    };
    for (at, article) in articles.iter().enumerate() {
        let (id, card) = (ArticleId::new(at), &article.card);
        let Some(reference) = &card.follows else { continue };
        match named(&card.source, reference) {
            Some(before) if before != id => drop(follows.insert(id, before)),
            _ => report.push(
                Diagnostic::warning(
                    "follows",
                    format!("`follows: {reference}` names no other article"),
                )
                .in_file(&card.source)
                .hint("write the article's path below content/, or its URL"),
            ),
        }
    }
    (follows, report)
}

fn followed_by(follows: &BTreeMap<ArticleId, ArticleId>) -> BTreeMap<ArticleId, Vec<ArticleId>> {
    let mut followed_by: BTreeMap<ArticleId, Vec<ArticleId>> = BTreeMap::new();
    for (id, before) in follows {
        followed_by.entry(*before).or_default().push(*id);
    }
    followed_by
}

/// The files that an article may mean by a path: from where it stands, or from the root.
fn named_file(from: &SourcePath, reference: &str) -> impl Iterator<Item = SourcePath> {
    let from_root = reference.trim_start_matches("@/").trim_start_matches('/').to_owned();
    let candidates = [
        from.join(&from_root),
        Some(SourcePath::new(&from_root)),
        Some(SourcePath::new(&format!("content/{from_root}"))),
        Some(SourcePath::new(&format!("content/articles/{from_root}"))),
    ];
    candidates.into_iter().flatten()
}

impl Terms {
    pub fn all(&self) -> &[Term] {
        &self.terms
    }

    pub fn of(&self, id: ArticleId) -> impl ExactSizeIterator<Item = &Term> {
        self.of_article[id.index()].iter().map(|&term| &self.terms[term as usize])
    }

    /// A term by its slug or by its name.
    pub fn find(&self, name: &str) -> Option<&Term> {
        Some(&self.terms[self.place(name)?])
    }

    fn place(&self, name: &str) -> Option<usize> {
        let by_slug =
            |slug: &str| self.terms.binary_search_by(|term| term.slug.as_str().cmp(slug)).ok();
        by_slug(name).or_else(|| by_slug(&slugify_in(&self.language, name)))
    }
}

fn jobs_of_tag(jobs: &[Job], taxonomies: &[Terms]) -> Vec<Vec<usize>> {
    let tags = taxonomies.iter().find(|terms| terms.taxonomy.name == "tags");
    let Some(tags) = tags else { return Vec::new() };
    let mut jobs_of_tag = vec![Vec::new(); tags.terms.len()];
    for (place, job) in jobs.iter().enumerate() {
        let mut own: Vec<usize> = job.tags.iter().filter_map(|tag| tags.place(tag)).collect();
        own.sort_unstable();
        own.dedup();
        own.into_iter().for_each(|term| jobs_of_tag[term].push(place));
    }
    jobs_of_tag
}

/// RULES.md, RSS-3: readers take two items of one id for one.
fn same_ids(articles: &[Arc<Article>]) -> Report {
    let mut cards: Vec<_> = articles.iter().map(|article| &article.card).collect();
    cards.sort_by_key(|card| (&card.id, &card.source));
    cards
        .windows(2)
        // Of one URL, they are a clash already, and their ids follow from it.
        .filter(|pair| pair[0].id == pair[1].id && pair[0].url != pair[1].url)
        .map(|pair| {
            Diagnostic::error("same-id", format!("`{}` is the id of two articles", pair[1].id))
                .in_file(&pair[1].source)
                .hint(format!("the other is {}; give one of them another `id:`", pair[0].source))
        })
        .collect()
}
