use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use super::ArticleId;
use crate::article::Article;

/// The articles of one month, in the site's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    pub year: i16,
    pub month: i8,
    pub articles: Range<ArticleId>,
}

/// The articles of one day of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub day: i8,
    pub articles: Range<ArticleId>,
}

/// A day of any year: `11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct MonthDay {
    pub month: i8,
    pub day: i8,
}

impl MonthDay {
    pub fn of(date: Date) -> Self {
        Self { month: date.month(), day: date.day() }
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// The oldest first; URLs are unique, so the order of two articles never depends on more.
pub(super) fn sort(articles: &mut [Arc<Article>]) {
    articles.par_sort_by(|one, other| {
        let key = |article: &Article| article.date.timestamp();
        let by_name =
            || (&one.card.url, &one.card.source).cmp(&(&other.card.url, &other.card.source));
        key(one).cmp(&key(other)).then_with(by_name)
    });
}

/// Of each article, its day in the site's time zone.
pub(super) fn dates(articles: &[Arc<Article>], zone: &TimeZone) -> Vec<Date> {
    articles.par_iter().map(|article| article.date.in_zone(zone).date()).collect()
}

/// For each day of the year that has articles these, the oldest first.
pub(super) fn calendar(dates: &[Date]) -> BTreeMap<MonthDay, Vec<ArticleId>> {
    let mut calendar: BTreeMap<MonthDay, Vec<ArticleId>> = BTreeMap::new();
    for (at, date) in dates.iter().enumerate() {
        calendar.entry(MonthDay::of(*date)).or_default().push(ArticleId::new(at));
    }
    calendar
}

pub(super) fn months(dates: &[Date]) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (at, date) in dates.iter().enumerate() {
        let next = ArticleId::new(at + 1);
        match months.last_mut() {
            Some(month) if (month.year, month.month) == (date.year(), date.month()) => {
                month.articles.end = next
            }
            _ => months.push(Month {
                year: date.year(),
                month: date.month(),
                articles: ArticleId::new(at)..next,
            }),
        }
    }
    months
}

pub(super) fn by_source(articles: &[Arc<Article>]) -> Vec<ArticleId> {
    sorted_by(articles, |article| &article.card.source)
}

pub(super) fn by_url(articles: &[Arc<Article>]) -> Vec<ArticleId> {
    sorted_by(articles, |article| &article.card.url)
}

fn sorted_by<K: Ord>(
    articles: &[Arc<Article>],
    key: impl Fn(&Article) -> &K + Sync,
) -> Vec<ArticleId> {
    let mut ids: Vec<ArticleId> = (0..articles.len()).map(ArticleId::new).collect();
    ids.par_sort_by(|a, b| key(&articles[a.index()]).cmp(key(&articles[b.index()])));
    ids
}

impl super::Archive {
    /// The days of a month that have articles, the oldest first.
    pub fn days(&self, month: &Month, zone: &TimeZone) -> Vec<Day> {
        let mut days: Vec<Day> = Vec::new();
        for id in self.range(month.articles.clone()) {
            let day = self.article(id).date.in_zone(zone).date().day();
            let next = ArticleId::new(id.index() + 1);
            match days.last_mut() {
                Some(last) if last.day == day => last.articles.end = next,
                _ => days.push(Day { day, articles: id..next }),
            }
        }
        days
    }
}
