//! Which other articles an article leads to.
//!
//! Only older ones are related, and how rare a tag is counts over articles not newer than
//! the one that asks: so a new article changes no older one's list.

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
        // Of each tag the newest of its older articles, and what it counts to share it.
        let mut lists: Vec<(&[ArticleId], u64)> = tags
            .of(id)
            .map(|tag| {
                let older = &tag.articles[..tag.articles.partition_point(|&other| other < id)];
                // Whole numbers, so that no processor rounds differently.
                let weight = 1_000_000 / (older.len() as u64 + 1).isqrt();
                (&older[older.len().saturating_sub(CANDIDATES)..], weight)
            })
            .collect();
        let mut best: Vec<(u64, ArticleId)> = Vec::with_capacity(RELATED + 1);
        // The lists are sorted, so the newest article that is left ends one or several.
        while let Some(newest) = lists.iter().filter_map(|(list, _)| list.last().copied()).max() {
            let mut score = 0;
            for (list, weight) in &mut lists {
                if let Some((last, rest)) = list.split_last()
                    && *last == newest
                {
                    *list = rest;
                    score += *weight;
                }
            }
            let at = best.partition_point(|&(known, _)| known >= score);
            if at < RELATED {
                best.insert(at, (score, newest));
                best.truncate(RELATED);
            }
        }
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
