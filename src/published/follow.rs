//! Where the articles are that stood at an address, and under which ids they are known.

use std::collections::{BTreeMap, HashMap};

use super::{Entry, Lock, Mark, Sort};
use crate::article::Card;
use crate::value::{Moment, SourcePath, UrlPath};

/// What the site has.
#[derive(Default)]
pub struct Seen<'a> {
    /// Articles and pages, with their dates: first all that are shown, then those that are held
    /// back.
    pub cards: Vec<(&'a Card, Option<Moment>)>,
    /// How many of them are shown.
    pub shown: usize,
    /// Own jobs that have a page.
    pub jobs: Vec<(&'a SourcePath, &'a UrlPath)>,
    /// The same of jobs that are held back.
    pub held_jobs: Vec<(&'a SourcePath, &'a UrlPath)>,
}

/// What became of what was published.
#[derive(Debug, Default)]
pub struct Followed {
    /// The ids that cards have by the lock, by their places among those that were seen.
    pub ids: BTreeMap<usize, Box<str>>,
    /// Addresses that articles, pages and jobs have left, and where these are now.
    pub moved: BTreeMap<UrlPath, UrlPath>,
    /// Addresses of what is held back now, and what it is recognised by.
    pub withheld: BTreeMap<UrlPath, (SourcePath, Option<Mark>)>,
}

/// Recognises by its id, else by its file, else by its title and date or its text what was
/// published at an address where nothing is now.
pub fn follow(lock: &Lock, seen: &Seen<'_>) -> Followed {
    let mut following = Following {
        seen,
        lock,
        known: None,
        by_held_id: HashMap::new(),
        followed: Followed::default(),
    };
    if lock.is_empty() {
        return following.followed;
    }
    // Of two at one address, the one that is shown counts.
    let urls = seen.cards.iter().enumerate().rev().map(|(at, (card, _))| (&card.url, at));
    let by_url: HashMap<&UrlPath, usize> = urls.collect();
    let own = lock.entries().iter().filter(|entry| is_of_cards(entry));
    // Which ids are taken has to be known before anything is recognised by them.
    let (there, left): (Vec<&Entry>, Vec<&Entry>) =
        own.partition(|entry| by_url.contains_key(&entry.path));
    for entry in there {
        following.stays(entry, by_url[&entry.path]);
    }
    left.into_iter().for_each(|entry| following.left(entry));
    for entry in lock.entries().iter().filter(|entry| entry.sort == Sort::Job) {
        following.job(entry);
    }
    following.followed
}

/// Tags, months and feeds follow from the others.
fn is_of_cards(entry: &Entry) -> bool {
    matches!(entry.sort, Sort::Article | Sort::Page)
}

struct Following<'a> {
    seen: &'a Seen<'a>,
    lock: &'a Lock,
    /// Made when something is missed.
    known: Option<Known<'a>>,
    /// By the ids that cards have by the lock.
    by_held_id: HashMap<Box<str>, usize>,
    followed: Followed,
}

/// The places of cards by what they can be recognised by.
struct Known<'a> {
    by_alias: HashMap<&'a UrlPath, usize>,
    by_own_id: HashMap<&'a str, usize>,
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
            by_alias: aliases.filter(|(_, at)| *at < seen.shown).collect(),
            by_own_id: cards().map(|(at, card)| (card.id.as_str(), at)).collect(),
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
        let by_body = mark.body.and_then(|body| self.by_body.get(&body));
        let mut fitting = self.by_title.get(&mark.title).into_iter().chain(by_body).flatten();
        let first = *fitting.next()?;
        fitting.all(|at| *at == first).then_some(first)
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
        let mut owner = at;
        if self.seen.cards[at].0.source != entry.source
            && let Some(&other) = self.known().by_source.get(&entry.source)
        {
            owner = other;
        }
        self.identify(owner, entry);
        if at >= self.seen.shown {
            self.withhold(entry, at);
        }
    }

    /// Whatever an article says of its id, the one that feeds had first holds.
    fn identify(&mut self, at: usize, entry: &Entry) {
        let own = self.lock.find(self.url(at));
        let is_own = own.is_none_or(|own| own.path == entry.path);
        if is_own && !entry.id.is_empty() {
            self.followed.ids.entry(at).or_insert_with(|| entry.id.clone());
            self.by_held_id.insert(entry.id.clone(), at);
        }
    }

    fn left(&mut self, entry: &Entry) {
        let known = self.known();
        if let Some(&at) = known.by_alias.get(&entry.path) {
            return self.identify(at, entry);
        }
        let own_id = known.by_own_id.get(&*entry.id).copied();
        let by_source = known.by_source.get(&entry.source).copied();
        let by_mark = entry.mark.and_then(|mark| known.by_mark(mark));
        let by_id = self.by_held_id.get(&entry.id).copied().or(own_id);
        let by_id = by_id.filter(|_| !entry.id.is_empty());
        let Some(at) = by_id.or(by_source).or(by_mark) else { return };
        self.identify(at, entry);
        if at < self.seen.shown {
            self.followed.moved.insert(entry.path.clone(), self.url(at).clone());
        } else {
            self.withhold(entry, at);
        }
    }

    fn withhold(&mut self, entry: &Entry, at: usize) {
        let (card, date) = self.seen.cards[at];
        let now = (card.source.clone(), Some(Mark::of(card, date)));
        self.followed.withheld.insert(entry.path.clone(), now);
    }

    fn job(&mut self, entry: &Entry) {
        let of = |jobs: &[(&'a SourcePath, &'a UrlPath)]| {
            let at_its_address = jobs.iter().find(|(_, url)| **url == entry.path);
            let of_its_file = || jobs.iter().find(|(source, _)| **source == entry.source);
            at_its_address.or_else(of_its_file).copied()
        };
        if let Some((_, url)) = of(&self.seen.jobs) {
            if *url != entry.path {
                self.followed.moved.insert(entry.path.clone(), url.clone());
            }
        } else if let Some((source, _)) = of(&self.seen.held_jobs) {
            self.followed.withheld.insert(entry.path.clone(), (source.clone(), None));
        }
    }
}
