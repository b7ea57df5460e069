//! Whether nothing at all has changed: then the outcome is the one of the last build.

use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Outcome, Request, Site};
use crate::archive::Held;
use crate::cache::{self, Bytes, FileRecord, PageRecord, Records};
use crate::diagnostic::Report;
use crate::emit::{Committed, Left, Output};
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
    pub waiting: usize,
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
    output: &Output,
    records: &Records<'_>,
) -> Option<(Outcome, Trust)> {
    let summary: Summary = postcard::from_bytes(records.summary.0).ok()?;
    let same_by_the_clock =
        summary.now <= request.now && summary.next_change.is_none_or(|change| request.now < change);
    let same = summary.said == site.said && summary.manifest == output.manifest_digest();
    let still_held = summary.held.iter().all(|held| held.is_held_still(request.now));
    if !same || !same_by_the_clock || !still_held {
        return None;
    }
    let trust = sources(site, records)?.and(written(output, records)?);
    let unchanged = records.pages.count;
    let outcome = Outcome {
        articles: summary.articles,
        jobs: summary.jobs,
        routes: summary.routes,
        rendered: 0,
        encoded: 0,
        moved: 0,
        published: None,
        committed: Some(Committed { written: 0, removed: 0, unchanged }),
        held: summary.held,
        waiting: summary.waiting,
        next_change: summary.next_change,
        report: summary.report,
        notes: Vec::new(),
    };
    Some((outcome, trust))
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

fn sources(site: &Site, records: &Records<'_>) -> Option<Trust> {
    if records.files.count != site.tree.files().len() {
        return None;
    }
    let pieces = records.files.pieces().par_iter().enumerate();
    let checked = pieces.map(|(piece, bytes)| {
        let known: Vec<FileRecord<'_>> = cache::decode(*bytes)?;
        let files = site.tree.files().enumerate().skip(piece * cache::CHUNK);
        let mut trust = Trust::Stamps;
        for (known, (place, (path, stamp))) in known.iter().zip(files) {
            if known.path != path.as_str() || known.stamp != stamp {
                return None;
            }
            if !stamp.is_settled(records.scanned) {
                trust = Trust::Bytes;
                if site.tree.digest_at(place).ok()? != known.digest {
                    return None;
                }
            }
        }
        Some(trust)
    });
    checked.try_reduce(|| Trust::Stamps, |one, other| Some(one.and(other)))
}

fn written(output: &Output, records: &Records<'_>) -> Option<Trust> {
    let stands = |page: &PageRecord<'_>| {
        let path = UrlPath::new(page.url).ok()?.output();
        let left = Left { digest: page.output, stamp: page.stamp, at: records.committed };
        let stamp = output.stands(&path, left)?;
        let settled = stamp.is_settled(records.committed);
        (stamp == page.stamp).then_some(if settled { Trust::Stamps } else { Trust::Bytes })
    };
    let piece = |bytes: &Bytes<'_>| {
        let pages: Vec<PageRecord<'_>> = cache::decode(*bytes)?;
        pages.iter().try_fold(Trust::Stamps, |trust, page| Some(trust.and(stands(page)?)))
    };
    let pieces = records.pages.pieces().par_iter().map(piece);
    pieces.try_reduce(|| Trust::Stamps, |one, other| Some(one.and(other)))
}
