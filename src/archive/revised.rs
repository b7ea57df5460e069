//! An archive in which some articles say something else, and all else is as it was.

use std::sync::Arc;

use jiff::Timestamp;

use super::Archive;
use crate::article::{Article, Card, StandingPage};
use crate::value::Digest;

impl Archive {
    /// The archive with other versions of some articles and pages, if nothing follows from them
    /// but what they themselves show: then it is the one that all contents anew would give.
    pub fn revised(
        &self,
        articles: &[Arc<Article>],
        pages: &[StandingPage],
        now: Timestamp,
    ) -> Option<Self> {
        let same_by_the_clock = self.now <= now && self.next_change().is_none_or(|at| now < at);
        if !same_by_the_clock || !self.held().iter().all(|held| held.is_held_still(now)) {
            return None;
        }
        let mut revised = Self { now, ..self.clone() };
        for article in articles {
            let id = self.by_source(&article.card.source)?;
            let article = match self.held_id(id.index()).filter(|id| *id != article.card.id) {
                Some(id) => &Arc::new(with_id(article, id)),
                None => article,
            };
            let old = &mut revised.articles[id.index()];
            if old.date != article.date || !is_placed_alike(&old.card, &article.card) {
                return None;
            }
            *old = Arc::clone(article);
        }
        for page in pages {
            let mut olds = self.pages.iter();
            let at = olds.position(|old| old.card.source == page.card.source)?;
            let mut page = page.clone();
            if let Some(id) = self.held_id(self.articles.len() + at) {
                page.card.id = id.to_owned();
            }
            let old = &mut revised.pages[at];
            if old.date != page.date || !is_placed_alike(&old.card, &page.card) {
                return None;
            }
            *old = page;
        }
        Some(revised)
    }
}

fn with_id(article: &Article, id: &str) -> Article {
    let card = Card { id: id.to_owned(), ..article.card.clone() };
    Article { card, ..article.clone() }
}

/// Whether two cards differ in nothing but what is only shown. What a later version of this
/// program adds to cards is compared, unless it is named here.
fn is_placed_alike(one: &Card, other: &Card) -> bool {
    let placed = |card: &Card| {
        let shown = Card {
            title: String::new(),
            own_summary: None,
            description: None,
            kicker: None,
            dateline: Vec::new(),
            corrections: Vec::new(),
            sources: Vec::new(),
            ai: None,
            extra: Default::default(),
            body: Default::default(),
            digest: Digest::default(),
            ..card.clone()
        };
        Digest::of_value(&shown)
    };
    placed(one) == placed(other)
}
