//! Keeps what a build computed for the next one.

use std::io;

use rayon::prelude::*;

use super::contents::Spans;
use super::pages::{OnePage, Pages};
use super::still::Summary;
use super::{Outcome, Request};
use crate::cache::{self, Bytes, FileRecord, PageRecord, Records, Span, Writer};
use crate::diagnostic::Report;
use crate::emit::Written;
use crate::plan::Route;
use crate::render::Renderer;
use crate::value::{Digest, FileTime, SourcePath, Stamp};

/// What is kept besides the pages and the parsed sources.
pub(super) struct Circumstances<'a> {
    pub request: &'a Request,
    /// When the sources were scanned.
    pub scanned: FileTime,
    pub said: Digest,
    pub settings: Digest,
    pub settings_text: String,
    pub outcome: &'a Outcome,
    /// All that was said, before strictness.
    pub report: Report,
    pub written: &'a Written,
}

pub(super) fn keep(
    writer: Writer,
    renderer: &Renderer,
    spans: &Spans,
    pages: &Pages,
    circumstances: Circumstances<'_>,
) -> io::Result<()> {
    let tree = &renderer.world().tree;
    if let Some(file) = tree.changed_meanwhile() {
        return Err(io::Error::other(format!("`{file}` was changed during the build")));
    }
    let files: Option<Vec<FileRecord<'_>>> = tree
        .files()
        .map(|(path, stamp)| {
            let digest = tree.digest(path).ok()?;
            let size = tree.known_picture_size(path);
            Some(FileRecord {
                path: path.as_str(),
                stamp,
                digest,
                size,
                parsed: parsed(spans, path),
            })
        })
        .collect();
    // A file that is gone meanwhile: the next build would find out, but it is easier said
    // that nothing is known.
    let files = files.ok_or_else(|| io::Error::other("a source vanished during the build"))?;
    let routes = renderer.world().plan.routes();
    let records = routes.par_iter().zip(&pages.all).map(|(route, page)| {
        let cause = page.cause.as_ref().map(|cause| postcard::to_stdvec(cause).unwrap_or_default());
        let stamp = circumstances.written.file(page.entry.as_ref()?);
        Some((record(route, page, stamp), cause.unwrap_or_default()))
    });
    let records: Option<Vec<(PageRecord<'_>, Vec<u8>)>> = records.collect();
    let mut records = records
        .ok_or_else(|| io::Error::other("a file of the output vanished during the build"))?;
    records.par_sort_unstable_by(|(one, _), (other, _)| one.url.cmp(other.url));
    let summary =
        postcard::to_stdvec(&summary(renderer, &circumstances)).map_err(io::Error::other)?;
    let kept = Records {
        scanned: circumstances.scanned,
        committed: cache::now(),
        settings: circumstances.settings,
        common: renderer.common_digest(),
        summary: Bytes(&summary),
        files,
        shared: pages.shared.iter().map(|bytes| Bytes(bytes)).collect(),
        pages: records
            .iter()
            .map(|(record, cause)| PageRecord { cause: Bytes(cause), ..record.clone() })
            .collect(),
        before: Bytes::default(),
    };
    writer.finish(&kept)
}

fn parsed(spans: &Spans, path: &SourcePath) -> Option<Span> {
    let at = spans.binary_search_by(|(file, _)| file.cmp(path)).ok()?;
    Some(spans[at].1)
}

fn record<'a>(
    route: &'a Route,
    page: &'a OnePage,
    (output, stamp): (Digest, Stamp),
) -> PageRecord<'a> {
    PageRecord {
        url: route.url.as_str(),
        view: page.view,
        output,
        stamp,
        questions: page.questions,
        references: Bytes(&page.references),
        report: Bytes(&page.report),
        cause: Bytes::default(),
    }
}

fn summary(renderer: &Renderer, circumstances: &Circumstances<'_>) -> Summary {
    let Circumstances { request, said, settings_text, outcome, report, written, .. } =
        circumstances;
    Summary {
        said: *said,
        manifest: written.manifest,
        now: request.now,
        next_change: outcome.next_change,
        articles: outcome.articles,
        jobs: outcome.jobs,
        routes: outcome.routes,
        held: outcome.held.clone(),
        report: report.clone(),
        origins: renderer.origins(),
        settings: settings_text.clone(),
    }
}
