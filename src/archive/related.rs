//! Which other articles an article leads to.
//!
//! Only older ones are related, and how rare a tag is counts over articles not newer than
//! the one that asks: so a new article changes no older one's list.

use std::cell::RefCell;
use std::mem::take;

use rayon::prelude::*;

use super::{Archive, ArticleId};
use crate::article::Article;
use crate::value::Digest;

/// How many related articles are shown.
const RELATED: usize = 5;

/// How many older articles of a tag are looked at.
const CANDIDATES: usize = 200;

/// Under how many of its tags an article leads to the next later one.
const LATER_TAGS: usize = 3;

thread_local! {
    /// What each article scores, by its id; nothing but zeros between two questions. Kept,
    /// since in a big archive making it takes longer than all that is done with it.
    static SCORES: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

impl Archive {
    /// The five best older articles by shared tags, rare tags counting more; of equals, the
    /// newer one.
    pub fn related(&self, id: ArticleId) -> Vec<ArticleId> {
        let Some(tags) = self.taxonomy("tags") else { return Vec::new() };
        SCORES.with_borrow_mut(|scores| {
            scores.resize(self.articles.len().max(scores.len()), 0);
            let mut scored = Vec::new();
            for tag in tags.of(id) {
                let older = &tag.articles[..tag.articles.partition_point(|&other| other < id)];
                // Whole numbers, so that no processor rounds differently.
                let weight = 1_000_000 / (older.len() as u64 + 1).isqrt();
                for &other in &older[older.len().saturating_sub(CANDIDATES)..] {
                    let score = &mut scores[other.index()];
                    if *score == 0 {
                        scored.push(other);
                    }
                    *score += weight;
                }
            }
            best(scored.into_iter().map(|other| (take(&mut scores[other.index()]), other)))
        })
    }

    /// For each article a digest of what its related ones follow from: of each of its tags
    /// all older articles, by what is shown of them, and by their dates, since of equals the
    /// newer one comes first. Where it is as it was, the same ones are related.
    pub fn related_keys(&self) -> Vec<u64> {
        let shown: Vec<Digest> = self
            .articles
            .par_iter()
            .map(|article| {
                let Article { card, date } = &**article;
                Digest::of_value(&(
                    card.url.as_str(),
                    &card.title,
                    &card.lang,
                    card.sponsored,
                    date,
                ))
            })
            .collect();
        let Some(tags) = self.taxonomy("tags") else { return vec![0; shown.len()] };
        // Of each tag, after each of its articles, all up to there in one digest.
        let chain = |tag: &super::Term| {
            let all = tag.articles.iter().scan(Digest::default(), |all, id| {
                *all = Digest::of_value(&(&*all, shown[id.index()]));
                Some(*all)
            });
            all.collect()
        };
        let chains: Vec<Vec<Digest>> = tags.all().par_iter().map(chain).collect();
        let older = |id: ArticleId, &term: &u32| {
            let tag = &tags.all()[term as usize];
            let count = tag.articles.partition_point(|&other| other < id);
            count.checked_sub(1).map(|last| chains[term as usize][last])
        };
        let key = |id: ArticleId| {
            let of_tags: Vec<Option<Digest>> =
                tags.of_article[id.index()].iter().map(|term| older(id, term)).collect();
            Digest::of_value(&of_tags).to_u64()
        };
        (0..shown.len()).into_par_iter().map(|at| key(ArticleId::new(at))).collect()
    }

    /// Under its first three tags, the next later article that has the tag among its own first
    /// three, each once. So a new article is the next one of at most three others.
    pub fn later_by_tag(&self, id: ArticleId) -> Vec<(&super::Term, ArticleId)> {
        let Some(tags) = self.taxonomy("tags") else { return Vec::new() };
        let first_tags = |id| tags.of(id).take(LATER_TAGS);
        let mut later = Vec::new();
        for tag in first_tags(id) {
            let after = tag.articles.partition_point(|&other| other <= id);
            let leads = |other: &&ArticleId| first_tags(**other).any(|own| std::ptr::eq(own, tag));
            if let Some(&next) = tag.articles[after..].iter().find(leads)
                && !later.iter().any(|(_, known)| *known == next)
            {
                later.push((tag, next));
            }
        }
        later
    }
}

/// The highest scores first; of equal ones, the newer article.
fn best(scored: impl Iterator<Item = (u64, ArticleId)>) -> Vec<ArticleId> {
    let mut best: Vec<(u64, ArticleId)> = Vec::with_capacity(RELATED + 1);
    for candidate in scored {
        if best.len() == RELATED && best.last().is_some_and(|last| *last > candidate) {
            continue;
        }
        let at = best.partition_point(|&known| known > candidate);
        best.insert(at, candidate);
        best.truncate(RELATED);
    }
    best.into_iter().map(|(_, id)| id).collect()
}
