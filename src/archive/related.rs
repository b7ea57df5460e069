//! Which other articles an article leads to.
//!
//! Only older ones are related, and how rare a tag is counts over articles not newer than
//! the one that asks: so a new article changes no older one's list.

use std::collections::BTreeMap;

use super::{Archive, ArticleId};

/// How many related articles are shown.
const RELATED: usize = 5;

/// How many older articles of a tag are looked at.
const CANDIDATES: usize = 200;

/// Under how many of its tags an article leads to the next later one.
const LATER_TAGS: usize = 3;

impl Archive {
    /// The five best older articles by shared tags, rare tags counting more; of equals, the
    /// newer one.
    pub fn related(&self, id: ArticleId) -> Vec<ArticleId> {
        let Some(tags) = self.taxonomy("tags") else { return Vec::new() };
        let mut scores: BTreeMap<ArticleId, u64> = BTreeMap::new();
        for tag in tags.of(id) {
            let older = &tag.articles[..tag.articles.partition_point(|&other| other < id)];
            // Whole numbers, so that no processor rounds differently.
            let weight = 1_000_000 / (older.len() as u64 + 1).isqrt();
            for &other in older.iter().rev().take(CANDIDATES) {
                *scores.entry(other).or_default() += weight;
            }
        }
        let mut best: Vec<(u64, ArticleId)> =
            scores.into_iter().map(|(id, score)| (score, id)).collect();
        let wanted = RELATED.min(best.len());
        if wanted > 0 {
            best.select_nth_unstable_by(wanted - 1, |a, b| b.cmp(a));
        }
        best.truncate(wanted);
        best.sort_unstable_by(|a, b| b.cmp(a));
        best.into_iter().map(|(_, id)| id).collect()
    }

    /// Under its first three tags, the next later article that has the tag among its own first
    /// three, each once. So a new article is the next one of at most three others.
    pub fn later_by_tag(&self, id: ArticleId) -> Vec<(&super::Term, ArticleId)> {
        let Some(tags) = self.taxonomy("tags") else { return Vec::new() };
        let first_tags = |id| tags.of(id).take(LATER_TAGS);
        let mut later = Vec::new();
        for tag in first_tags(id) {
            let after = tag.articles.partition_point(|&other| other <= id);
            let leads = |other: &&ArticleId| first_tags(**other).any(|own| own.slug == tag.slug);
            if let Some(&next) = tag.articles[after..].iter().find(leads)
                && !later.iter().any(|(_, known)| *known == next)
            {
                later.push((tag, next));
            }
        }
        later
    }
}
