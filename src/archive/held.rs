//! What is shown now, what not yet, and what no longer.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::article::{Article, Card, StandingPage};
use crate::job::Job;
use crate::value::{Moment, SourcePath};

/// What is shown although it would be held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    pub drafts: bool,
    pub future: bool,
    pub expired: bool,
}

/// An article, page or job that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub source: SourcePath,
    pub title: String,
    pub reason: Reason,
    /// When a later look at the clock would show it or not.
    expiry: Option<Timestamp>,
}

impl Held {
    /// An article that could not be read whole, so that its file's name must do.
    pub(super) fn broken(source: SourcePath) -> Self {
        let title = source.file_name().to_owned();
        Self { source, title, reason: Reason::Broken, expiry: None }
    }

    /// Whether the reason is the same at a later moment; perhaps also where this says no.
    pub fn is_held_still(&self, now: Timestamp) -> bool {
        match self.reason {
            Reason::Draft | Reason::Broken | Reason::Expired(_) => true,
            Reason::Future(at) => now < at && self.expiry.is_none_or(|end| now < end),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    Draft,
    /// It has errors, and was never published.
    Broken,
    /// Not before this moment.
    Future(Timestamp),
    /// Not after this moment.
    Expired(Timestamp),
}

/// Something that is not shown, whole.
pub(super) struct Refused<T> {
    pub held: Held,
    pub item: T,
}

pub(super) struct Gate {
    pub now: Timestamp,
    pub include: Include,
}

impl Gate {
    pub fn admit<T>(
        &self,
        all: Vec<T>,
        card: impl Fn(&T) -> (&Card, Option<Moment>),
    ) -> (Vec<T>, Vec<Refused<T>>) {
        let mut refused = Vec::new();
        let admitted = all
            .into_iter()
            .filter_map(|item| {
                let (card, date) = card(&item);
                let Some(reason) = self.reason(card, date) else { return Some(item) };
                let held = Held {
                    source: card.source.clone(),
                    title: card.title.clone(),
                    reason,
                    expiry: card.expiry.map(Moment::timestamp),
                };
                refused.push(Refused { held, item });
                None
            })
            .collect();
        (admitted, refused)
    }

    fn reason(&self, card: &Card, date: Option<Moment>) -> Option<Reason> {
        let begins = card.publish.or(date).map(Moment::timestamp).filter(|&at| at > self.now);
        let ended = card.expiry.map(Moment::timestamp).filter(|&at| at <= self.now);
        if card.draft && !self.include.drafts {
            return Some(Reason::Draft);
        }
        if !self.include.expired
            && let Some(at) = ended
        {
            return Some(Reason::Expired(at));
        }
        begins.filter(|_| !self.include.future).map(Reason::Future)
    }

    /// The next moment at which something appears or vanishes.
    pub fn next_change(
        &self,
        articles: &[Arc<Article>],
        pages: &[StandingPage],
        held: &[Held],
    ) -> Option<Timestamp> {
        let shown =
            articles.iter().map(|article| &article.card).chain(pages.iter().map(|page| &page.card));
        let ends = shown.filter_map(|card| card.expiry.map(Moment::timestamp));
        let ends = ends.filter(|&at| at > self.now && !self.include.expired);
        let begins = held.iter().filter_map(|held| match held.reason {
            // What ends before it begins is never shown, unless what has ended is.
            Reason::Future(at) => Some(at)
                .filter(|&at| self.include.expired || held.expiry.is_none_or(|end| at < end)),
            Reason::Draft | Reason::Broken | Reason::Expired(_) => None,
        });
        ends.chain(begins).min()
    }
}

/// The listings, the newest first.
#[derive(Default)]
pub(super) struct Jobs {
    pub current: Vec<Job>,
    /// Own ones that are over: their pages stay.
    pub past: Vec<Job>,
    pub held: Vec<Held>,
    /// The same, as far as they have pages of their own.
    pub refused: Vec<Job>,
    /// When one would next appear or vanish.
    pub next_change: Option<Timestamp>,
}

/// Where a listing belongs at a moment.
#[derive(Clone, Copy)]
enum Shelf {
    Current,
    Past,
    Held(Reason),
}

impl Shelf {
    /// Whether a reader sees the same, whatever the reason is.
    fn shows_as(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

impl Gate {
    pub fn sort_jobs(&self, mut jobs: Vec<Job>, zone: &TimeZone) -> Jobs {
        jobs.sort_by(|a, b| {
            let key = |job: &Job| {
                (job.title.clone(), job.company.clone(), job.location.clone(), job.source.clone())
            };
            b.posted.cmp(&a.posted).then_with(|| key(a).cmp(&key(b)))
        });
        let mut sorted = Jobs::default();
        for job in jobs {
            let expiry = job.ends(zone);
            let begins = job.posted.map(Moment::timestamp);
            let shelf = self.shelf(&job, begins, expiry);
            let changes = [begins, expiry].into_iter().flatten().filter(|&at| {
                let later = Self { now: at, ..*self };
                at > self.now && !later.shelf(&job, begins, expiry).shows_as(shelf)
            });
            sorted.next_change = sorted.next_change.into_iter().chain(changes).min();
            match shelf {
                Shelf::Held(reason) => {
                    let (source, title) = (job.source.clone(), job.title.clone());
                    sorted.held.push(Held { source, title, reason, expiry });
                    sorted.refused.extend(job.page.is_some().then_some(job));
                }
                Shelf::Past => sorted.past.push(job),
                Shelf::Current => sorted.current.push(job),
            }
        }
        sorted
    }

    fn shelf(&self, job: &Job, begins: Option<Timestamp>, ends: Option<Timestamp>) -> Shelf {
        match self.job_reason(job, begins, ends) {
            Some(reason) => Shelf::Held(reason),
            None if job.page.is_some() && ends.is_some_and(|end| end <= self.now) => Shelf::Past,
            None => Shelf::Current,
        }
    }

    /// Why a listing has neither a page nor a place in a list.
    fn job_reason(
        &self,
        job: &Job,
        begins: Option<Timestamp>,
        ends: Option<Timestamp>,
    ) -> Option<Reason> {
        if job.draft && !self.include.drafts {
            return Some(Reason::Draft);
        }
        if !self.include.future
            && let Some(at) = begins.filter(|&at| at > self.now)
        {
            return Some(Reason::Future(at));
        }
        let shown = job.page.is_some() || self.include.expired;
        ends.filter(|&at| at <= self.now && !shown).map(Reason::Expired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::job::parse_list;

    #[test]
    fn a_listing_that_is_not_shown_is_held_with_its_reason() {
        let (config, _) = Config::read("site.toml", "base_url = 'https://a.example/'");
        let (jobs, report) = parse_list(
            "- {title: Now, url: 'https://a.example/', valid_through: 2026-11-23}\n\
             - {title: Draft, url: 'https://a.example/', draft: true}\n\
             - {title: Later, url: 'https://a.example/', posted: 2026-11-24}\n\
             - {title: Over, url: 'https://a.example/', valid_through: 2026-11-22}\n",
            &config,
        );
        assert!(report.is_empty(), "{report:?}");
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let gate = Gate { now, include: Include::default() };
        let jobs = gate.sort_jobs(jobs, &config.timezone);
        let held: Vec<_> = jobs.held.iter().map(|held| (&*held.title, held.reason)).collect();
        let at = |text: &str| text.parse().unwrap();
        assert_eq!(jobs.current.iter().map(|job| &*job.title).collect::<Vec<_>>(), ["Now"]);
        assert_eq!(
            held,
            [
                ("Later", Reason::Future(at("2026-11-23T23:00:00Z"))),
                ("Draft", Reason::Draft),
                ("Over", Reason::Expired(at("2026-11-22T23:00:00Z"))),
            ]
        );
        assert_eq!(jobs.next_change, Some(at("2026-11-23T23:00:00Z")));
    }

    #[test]
    fn a_listing_that_is_never_shown_or_always_changes_nothing() {
        let (config, _) = Config::read("site.toml", "base_url = 'https://a.example/'");
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let next_change = |job: &str, include| {
            let list = format!("- {{title: A, url: 'https://a.example/', {job}}}");
            let gate = Gate { now, include };
            gate.sort_jobs(parse_list(&list, &config).0, &config.timezone).next_change
        };
        let nothing = Include::default();
        let over_before_it_begins = "posted: 2026-12-24, valid_through: 2026-12-01";
        assert_eq!(next_change(over_before_it_begins, nothing), None);
        let expired = Include { expired: true, ..nothing };
        assert_eq!(next_change("valid_through: 2026-12-01", expired), None);
        let future = Include { future: true, ..nothing };
        assert_eq!(next_change("posted: 2026-12-24", future), None);
        let at = |text: &str| Some(text.parse().unwrap());
        assert_eq!(next_change(over_before_it_begins, expired), at("2026-12-23T23:00:00Z"));
        assert_eq!(next_change("posted: 2026-12-24", nothing), at("2026-12-23T23:00:00Z"));
        assert_eq!(next_change("valid_through: 2026-12-01", nothing), at("2026-12-01T23:00:00Z"));
    }
}
