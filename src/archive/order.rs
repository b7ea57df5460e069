use std::ops::Range;

use jiff::tz::TimeZone;

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

/// The oldest first; URLs are unique, so the order of two articles never depends on more.
pub(super) fn sort(articles: &mut [Article]) {
    // By keys of their own, since articles are too big to be moved at each step.
    articles.sort_by_cached_key(|Article { date, card }| {
        (date.timestamp(), card.url.clone(), card.source.clone())
    });
}

pub(super) fn months(articles: &[Article], zone: &TimeZone) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        let date = article.date.in_zone(zone).date();
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

pub(super) fn by_source(articles: &[Article]) -> Vec<ArticleId> {
    sorted_by(articles, |article| &article.card.source)
}

pub(super) fn by_url(articles: &[Article]) -> Vec<ArticleId> {
    sorted_by(articles, |article| &article.card.url)
}

fn sorted_by<K: Ord>(articles: &[Article], key: impl Fn(&Article) -> &K) -> Vec<ArticleId> {
    let mut ids: Vec<ArticleId> = (0..articles.len()).map(ArticleId::new).collect();
    ids.sort_by(|a, b| key(&articles[a.index()]).cmp(key(&articles[b.index()])));
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
