//! Which articles are news: that depends on the clock alone.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Archive, ArticleId};
use crate::article::Article;

/// RULES.md, SM-4: how long an article may stand in the sitemap of news.
const AGE: SignedDuration = SignedDuration::from_hours(48);

impl Archive {
    /// The articles of the last two days that news services may show, the newest first.
    pub fn news(&self) -> impl Iterator<Item = ArticleId> {
        let oldest = oldest(self.now);
        self.ids()
            .rev()
            .take_while(move |id| self.article(*id).date.timestamp() > oldest)
            .filter(|id| may_be_news(self.article(*id)))
    }
}

/// When the next one is too old.
pub(super) fn next_change(articles: &[Arc<Article>], now: Timestamp) -> Option<Timestamp> {
    let oldest = oldest(now);
    let recent = articles.partition_point(|article| article.date.timestamp() <= oldest);
    let next = articles[recent..].iter().find(|article| may_be_news(article))?;
    next.date.timestamp().checked_add(AGE).ok()
}

fn oldest(now: Timestamp) -> Timestamp {
    now.checked_sub(AGE).unwrap_or(Timestamp::MIN)
}

/// What is paid is no news.
fn may_be_news(article: &Article) -> bool {
    !article.card.noindex && !article.card.sponsored
}
