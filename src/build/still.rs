//! Whether nothing at all has changed: then the outcome is the one of the last build.

use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::past::Past;
use super::{Outcome, Request, Site};
use crate::archive::Held;
use crate::diagnostic::Report;
use crate::emit::{Committed, Left, Stage};
use crate::value::{Digest, UrlPath};

/// A build as a whole: what it was made from besides its files, and what came of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Summary {
    pub said: Digest,
    pub manifest: Digest,
    pub now: Timestamp,
    pub next_change: Option<Timestamp>,
    pub articles: usize,
    pub jobs: usize,
    pub routes: usize,
    pub held: Vec<Held>,
    pub report: Report,
    /// What every page depends on, each with its digest, to say which one differs.
    pub origins: Vec<(String, Digest)>,
    /// The text of `site.toml`, to tell an older view from a newer one.
    pub settings: String,
}

/// The outcome, if every source and every file of the output is as it was, and the clock has
/// not passed a moment that matters; and whether all stamps could be trusted.
pub(super) fn outcome(
    request: &Request,
    site: &Site,
    stage: &Stage,
    past: &Past<'_>,
) -> Option<(Outcome, Trust)> {
    let records = past.records.as_ref()?;
    let summary: Summary = postcard::from_bytes(records.summary.0).ok()?;
    let same_hour =
        summary.now <= request.now && summary.next_change.is_none_or(|change| request.now < change);
    if summary.said != site.said || summary.manifest != stage.manifest_digest() || !same_hour {
        return None;
    }
    let sources = sources(site, past)?;
    let output = output(stage, past)?;
    let outcome = Outcome {
        articles: summary.articles,
        jobs: summary.jobs,
        routes: summary.routes,
        rendered: 0,
        committed: Some(Committed { written: 0, removed: 0, unchanged: records.pages.len() }),
        held: summary.held,
        next_change: summary.next_change,
        report: summary.report,
        notes: Vec::new(),
    };
    Some((outcome, sources.and(output)))
}

/// Whether a stamp alone was enough to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    Stamps,
    /// Some files were read.
    Bytes,
}

impl Trust {
    fn and(self, other: Self) -> Self {
        if self == Self::Stamps { other } else { Self::Bytes }
    }
}

fn sources(site: &Site, past: &Past<'_>) -> Option<Trust> {
    let records = past.records.as_ref()?;
    if records.files.len() != site.tree.files().len() {
        return None;
    }
    let mut trust = Trust::Stamps;
    for (file, (path, stamp)) in records.files.iter().zip(site.tree.files()) {
        if file.path != path.as_str() || file.stamp != stamp {
            return None;
        }
        if !stamp.is_settled(records.scanned) {
            trust = Trust::Bytes;
            if site.tree.digest(path).ok()? != file.digest {
                return None;
            }
        }
    }
    Some(trust)
}

fn output(stage: &Stage, past: &Past<'_>) -> Option<Trust> {
    let records = past.records.as_ref()?;
    let stands = |page: &crate::cache::PageRecord<'_>| {
        let path = UrlPath::new(page.url).ok()?.output();
        let left = Left { digest: page.output, stamp: page.stamp, at: records.committed };
        let stamp = stage.stands(&path, left)?;
        let settled = stamp.is_settled(records.committed);
        (stamp == page.stamp).then_some(if settled { Trust::Stamps } else { Trust::Bytes })
    };
    records
        .pages
        .par_iter()
        .map(stands)
        .try_reduce(|| Trust::Stamps, |one, other| Some(one.and(other)))
}
