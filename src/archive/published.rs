//! What the archive knows of what was published: ids that hold, addresses that were left.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::held::Refused;
use super::{Archive, Terms};
use crate::article::{Article, Card, StandingPage};
use crate::config::{Config, Taxonomy};
use crate::job::Job;
use crate::published::{Followed, Lock, Seen, follow};
use crate::value::{Moment, UrlPath, slugify_in};

/// What is not shown now, whole.
pub(super) struct Withheld {
    pub articles: Vec<Refused<Arc<Article>>>,
    pub pages: Vec<Refused<StandingPage>>,
    pub jobs: Vec<Job>,
}

/// Finds what became of what was published, and gives each card the id that holds.
pub(super) fn settle(
    lock: &Lock,
    articles: &mut [Arc<Article>],
    pages: &mut [StandingPage],
    jobs: &[&[Job]],
    withheld: &Withheld,
) -> Followed {
    if lock.is_empty() {
        return Followed::default();
    }
    let followed = follow(lock, &seen(articles, pages, jobs, withheld));
    for (&at, id) in &followed.ids {
        match at.checked_sub(articles.len()) {
            // Behind them come those that are held back.
            Some(at) => {
                if let Some(page) = pages.get_mut(at) {
                    page.card.id = id.to_string();
                }
            }
            None if articles[at].card.id != **id => {
                Arc::make_mut(&mut articles[at]).card.id = id.to_string();
            }
            None => {}
        }
    }
    followed
}

fn seen<'a>(
    articles: &'a [Arc<Article>],
    pages: &'a [StandingPage],
    jobs: &[&'a [Job]],
    withheld: &'a Withheld,
) -> Seen<'a> {
    let cards = articles.iter().map(|article| (&article.card, Some(article.date)));
    let shown = cards.chain(pages.iter().map(|page| (&page.card, page.date)));
    let own = |job: &'a Job| Some((&job.source, &job.page.as_ref()?.url));
    Seen {
        cards: shown.chain(withheld.cards()).collect(),
        shown: articles.len() + pages.len(),
        jobs: jobs.iter().copied().flatten().filter_map(own).collect(),
        held_jobs: withheld.jobs.iter().filter_map(own).collect(),
    }
}

impl Withheld {
    fn cards(&self) -> impl Iterator<Item = (&Card, Option<Moment>)> {
        let articles = self.articles.iter().map(|refused| &refused.item);
        let articles = articles.map(|article| (&article.card, Some(article.date)));
        articles.chain(self.pages.iter().map(|refused| (&refused.item.card, refused.item.date)))
    }

    /// Where the months and terms of articles would stand that were published and are held back
    /// now: if nothing is left there, that is for the same reason.
    pub fn lists(&self, followed: &Followed, taxonomies: &[Terms], config: &Config) -> Lists {
        let mut lists = Lists::default();
        let articles = self.articles.iter().map(|refused| &refused.item);
        for article in articles.filter(|article| followed.withheld.contains_key(&article.card.url))
        {
            let day = article.date.in_zone(&config.timezone).date();
            lists.months.insert((day.year(), day.month()));
            let own = taxonomies.iter().zip(article.card.terms.iter().map(Vec::as_slice));
            let authors = taxonomies.last().map(|terms| (terms, article.card.authors.as_slice()));
            for (terms, names) in own.chain(authors) {
                let paths =
                    names.iter().filter_map(|name| term_path(&terms.taxonomy, name, config));
                lists.terms.extend(paths);
            }
        }
        lists
    }
}

/// Months, and addresses of terms.
#[derive(Debug, Default)]
pub struct Lists {
    pub months: BTreeSet<(i16, i8)>,
    pub terms: BTreeSet<UrlPath>,
}

fn term_path(taxonomy: &Taxonomy, name: &str, config: &Config) -> Option<UrlPath> {
    let slug = slugify_in(&config.default_language, name);
    UrlPath::new(&format!("{}/", taxonomy.term_path(&slug))).ok()
}

impl Archive {
    /// Addresses that were left, and those of what is held back.
    pub fn followed(&self) -> &Followed {
        &self.order.followed
    }

    /// The months and terms of published articles that are held back now.
    pub fn withheld_lists(&self) -> &Lists {
        &self.order.withheld
    }

    /// The id that holds for an article or page, whatever its file says; by its place among
    /// the articles, the pages behind them.
    pub(super) fn held_id(&self, at: usize) -> Option<&str> {
        self.order.followed.ids.get(&at).map(|id| &**id)
    }
}
