//! What is shown now, what not yet, and what no longer.

use jiff::Timestamp;
use jiff::tz::TimeZone;

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

/// An article or page that is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub source: SourcePath,
    pub title: String,
    pub reason: Reason,
    /// When a later look at the clock would show it or not.
    expiry: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Draft,
    /// Not before this moment.
    Future(Timestamp),
    /// Not after this moment.
    Expired(Timestamp),
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
    ) -> (Vec<T>, Vec<Held>) {
        let mut held = Vec::new();
        let admitted = all
            .into_iter()
            .filter(|item| {
                let (card, date) = card(item);
                let reason = self.reason(card, date);
                held.extend(reason.map(|reason| Held {
                    source: card.source.clone(),
                    title: card.title.clone(),
                    reason,
                    expiry: card.expiry.map(Moment::timestamp),
                }));
                reason.is_none()
            })
            .collect();
        (admitted, held)
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
        articles: &[Article],
        pages: &[StandingPage],
        held: &[Held],
    ) -> Option<Timestamp> {
        let shown =
            articles.iter().map(|article| &article.card).chain(pages.iter().map(|page| &page.card));
        let ends = shown.filter_map(|card| card.expiry.map(Moment::timestamp));
        let ends = ends.filter(|&at| at > self.now && !self.include.expired);
        let begins = held.iter().filter_map(|held| match held.reason {
            // What ends before it begins is never shown.
            Reason::Future(at) => Some(at).filter(|&at| held.expiry.is_none_or(|end| at < end)),
            Reason::Draft | Reason::Expired(_) => None,
        });
        ends.chain(begins).min()
    }
}

/// Current listings, own listings that are over, and when that next changes.
pub(super) fn sort_jobs(
    mut jobs: Vec<Job>,
    zone: &TimeZone,
    now: Timestamp,
) -> (Vec<Job>, Vec<Job>, Option<Timestamp>) {
    jobs.sort_by(|a, b| {
        let key = |job: &Job| {
            (job.title.clone(), job.company.clone(), job.location.clone(), job.source.clone())
        };
        b.posted.cmp(&a.posted).then_with(|| key(a).cmp(&key(b)))
    });
    let begins = |job: &Job| job.posted.map(Moment::timestamp).filter(|&at| at > now);
    let next = jobs
        .iter()
        .flat_map(|job| [begins(job), job.ends(zone).filter(|&at| at > now)])
        .flatten()
        .min();
    jobs.retain(|job| begins(job).is_none());
    let (past, current): (Vec<Job>, Vec<Job>) =
        jobs.into_iter().partition(|job| job.is_over(now, zone));
    (current, past.into_iter().filter(|job| job.page.is_some()).collect(), next)
}
