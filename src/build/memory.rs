//! What files were parsed to, for the next look of the same process at the same site.
//!
//! Like the cache on disk it answers only: this was made of these bytes before.

use std::collections::HashMap;
use std::sync::Arc;

use super::contents::JobList;
use crate::article::{Article, Profile, StandingPage};
use crate::comment::Discussion;
use crate::diagnostic::Report;
use crate::job::Job;
use crate::source::Tree;
use crate::value::{Digest, SourcePath};

#[derive(Default)]
pub(super) struct Memory {
    pub articles: Shelf<Arc<Article>>,
    pub pages: Shelf<StandingPage>,
    pub jobs: Shelf<Job>,
    pub lists: Shelf<JobList>,
    pub profiles: Shelf<Profile>,
    pub discussions: Shelf<Discussion>,
}

impl Memory {
    /// Takes over what another one holds.
    pub fn absorb(&mut self, other: Self) {
        let Self { articles, pages, jobs, lists, profiles, discussions } = other;
        self.articles.0.extend(articles.0);
        self.pages.0.extend(pages.0);
        self.jobs.0.extend(jobs.0);
        self.lists.0.extend(lists.0);
        self.profiles.0.extend(profiles.0);
        self.discussions.0.extend(discussions.0);
    }

    /// Forgets files that are gone.
    pub fn forget_all_but(&mut self, tree: &Tree) {
        let Self { articles, pages, jobs, lists, profiles, discussions } = self;
        articles.0.retain(|file, _| tree.has(file));
        pages.0.retain(|file, _| tree.has(file));
        jobs.0.retain(|file, _| tree.has(file));
        lists.0.retain(|file, _| tree.has(file));
        profiles.0.retain(|file, _| tree.has(file));
        discussions.0.retain(|file, _| tree.has(file));
    }

    /// How many files it holds anything of.
    pub fn len(&self) -> usize {
        let Self { articles, pages, jobs, lists, profiles, discussions } = self;
        articles.0.len()
            + pages.0.len()
            + jobs.0.len()
            + lists.0.len()
            + profiles.0.len()
            + discussions.0.len()
    }
}

/// Files of one kind.
pub(super) struct Shelf<K>(HashMap<SourcePath, Known<K>>);

/// What a file said that held these bytes.
struct Known<K> {
    digest: Digest,
    value: Option<K>,
    report: Report,
}

impl<K> Default for Shelf<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Clone> Shelf<K> {
    pub fn get(&self, file: &SourcePath, digest: Digest) -> Option<(Option<K>, Report)> {
        let known = self.0.get(file).filter(|known| known.digest == digest)?;
        Some((known.value.clone(), known.report.clone()))
    }

    pub fn put(&mut self, file: SourcePath, digest: Digest, value: Option<K>, report: Report) {
        self.0.insert(file, Known { digest, value, report });
    }

    /// What it was put last that was understood, in the order of the files.
    pub fn values(&self) -> Option<Vec<K>> {
        let mut all: Vec<(&SourcePath, &Known<K>)> = self.0.iter().collect();
        all.sort_unstable_by_key(|(file, _)| *file);
        all.into_iter().map(|(_, known)| known.value.clone()).collect()
    }
}
