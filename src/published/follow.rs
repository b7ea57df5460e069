//! Where the articles are that stood at an address, and under which ids they are known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Entry, Lock, Mark, Sort};
use crate::article::Card;
use crate::value::{Moment, SourcePath, UrlPath};

/// What the site has, shown or not.
#[derive(Default)]
pub struct Seen<'a> {
    /// Articles and pages that are shown, with their dates.
    pub cards: Vec<(&'a Card, Option<Moment>)>,
    /// Own jobs that have a page.
    pub jobs: Vec<(&'a SourcePath, &'a UrlPath)>,
    pub held: Vec<HeldBack<'a>>,
}

/// Something that is not shown, and where it would stand.
pub struct HeldBack<'a> {
    pub source: &'a SourcePath,
    pub url: &'a UrlPath,
    /// Empty if it has none.
    pub id: &'a str,
}

/// What became of what was published.
#[derive(Debug, Default)]
pub struct Followed {
    /// The ids that cards have by the lock, by their places among those that were seen.
    pub ids: BTreeMap<usize, Box<str>>,
    /// Addresses that articles, pages and jobs have left, and where these are now.
    pub moved: BTreeMap<UrlPath, UrlPath>,
    /// Addresses of what is held back now.
    pub withheld: BTreeSet<UrlPath>,
}

/// Recognises by its id, else by its file, else by its title and date or its text what was
/// published at an address where nothing is now.
pub fn follow(lock: &Lock, seen: &Seen<'_>) -> Followed {
    let mut following = Following { seen, lock, known: None, followed: Followed::default() };
    if lock.is_empty() {
        return following.followed;
    }
    let urls = (0..).zip(&seen.cards).map(|(at, (card, _))| (&card.url, at));
    let by_url: HashMap<&UrlPath, usize> = urls.collect();
    for entry in lock.entries() {
        match entry.sort {
            Sort::Article | Sort::Page => match by_url.get(&entry.path) {
                Some(&at) => following.stays(entry, at),
                None => following.left(entry),
            },
            Sort::Job => following.job(entry),
            // These follow from the others.
            Sort::Term | Sort::Month | Sort::Feed => {}
        }
    }
    following.followed
}

struct Following<'a> {
    seen: &'a Seen<'a>,
    lock: &'a Lock,
    /// Made when something is missed.
    known: Option<Known<'a>>,
    followed: Followed,
}

/// The places of cards by what they can be recognised by.
struct Known<'a> {
    by_alias: HashMap<&'a UrlPath, usize>,
    by_id: HashMap<&'a str, usize>,
    by_source: HashMap<&'a SourcePath, usize>,
    /// Of those that were not published yet, by title and date, and by text.
    by_title: HashMap<u64, Vec<usize>>,
    by_body: HashMap<u64, Vec<usize>>,
}

impl<'a> Known<'a> {
    fn new(seen: &'a Seen<'a>, lock: &Lock) -> Self {
        let cards = || (0..).zip(seen.cards.iter().map(|(card, _)| *card));
        let aliases = cards().flat_map(|(at, card)| card.aliases.iter().map(move |url| (url, at)));
        let mut known = Self {
            by_alias: aliases.collect(),
            by_id: cards().map(|(at, card)| (card.id.as_str(), at)).collect(),
            by_source: cards().map(|(at, card)| (&card.source, at)).collect(),
            by_title: HashMap::new(),
            by_body: HashMap::new(),
        };
        for (at, (card, date)) in (0..).zip(&seen.cards) {
            if lock.find(&card.url).is_none() {
                let Mark { title, body } = Mark::of(card, *date);
                known.by_title.entry(title).or_default().push(at);
                body.into_iter().for_each(|body| known.by_body.entry(body).or_default().push(at));
            }
        }
        known
    }

    /// The only card with the same title and date, or with the same text.
    fn by_mark(&self, mark: Mark) -> Option<usize> {
        let fit = |known: &HashMap<u64, Vec<usize>>, key| known.get(&key).cloned();
        let mut fitting = fit(&self.by_title, mark.title).unwrap_or_default();
        fitting.extend(mark.body.and_then(|body| fit(&self.by_body, body)).into_iter().flatten());
        fitting.dedup();
        let first = *fitting.first()?;
        fitting.iter().all(|at| *at == first).then_some(first)
    }
}

impl<'a> Following<'a> {
    fn known(&mut self) -> &Known<'a> {
        let Self { seen, lock, known, .. } = self;
        known.get_or_insert_with(|| Known::new(seen, lock))
    }

    fn url(&self, at: usize) -> &'a UrlPath {
        &self.seen.cards[at].0.url
    }

    /// Something stands where it was published: the same article, unless that one stands
    /// elsewhere now.
    fn stays(&mut self, entry: &Entry, at: usize) {
        let mut at = at;
        if self.seen.cards[at].0.source != entry.source
            && let Some(&other) = self.known().by_source.get(&entry.source)
        {
            at = other;
        }
        self.identify(at, entry);
    }

    /// Whatever an article says of its id, the one that feeds had first holds.
    fn identify(&mut self, at: usize, entry: &Entry) {
        let own = self.lock.find(self.url(at));
        let is_own = own.is_none_or(|own| own.path == entry.path);
        if is_own && !entry.id.is_empty() {
            self.followed.ids.entry(at).or_insert_with(|| entry.id.clone());
        }
    }

    fn left(&mut self, entry: &Entry) {
        let known = self.known();
        if let Some(&at) = known.by_alias.get(&entry.path) {
            return self.identify(at, entry);
        }
        let by_id = known.by_id.get(&*entry.id).filter(|_| !entry.id.is_empty());
        let by_source = known.by_source.get(&entry.source);
        if let Some(&at) = by_id.or(by_source) {
            return self.moved(entry, at);
        }
        if self.is_held(entry) {
            self.followed.withheld.insert(entry.path.clone());
            return;
        }
        if let Some(at) = entry.mark.and_then(|mark| self.known().by_mark(mark)) {
            self.moved(entry, at);
        }
    }

    fn moved(&mut self, entry: &Entry, at: usize) {
        self.identify(at, entry);
        self.followed.moved.insert(entry.path.clone(), self.url(at).clone());
    }

    fn is_held(&self, entry: &Entry) -> bool {
        self.seen.held.iter().any(|held| {
            *held.url == entry.path
                || *held.source == entry.source
                || (!entry.id.is_empty() && *held.id == *entry.id)
        })
    }

    fn job(&mut self, entry: &Entry) {
        let mut jobs = self.seen.jobs.iter();
        if jobs.clone().any(|(_, url)| **url == entry.path) {
            return;
        }
        if let Some((_, url)) = jobs.find(|(source, _)| **source == entry.source) {
            self.followed.moved.insert(entry.path.clone(), (*url).clone());
        } else if self.is_held(entry) {
            self.followed.withheld.insert(entry.path.clone());
        }
    }
}
