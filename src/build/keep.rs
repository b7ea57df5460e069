//! Keeps what a build computed for the next one.

use std::io;

use rayon::prelude::*;

use super::indexes::Beside;
use super::judge::encode;
use super::pages::{OnePage, Pages};
use super::site::Settings;
use super::still::Summary;
use super::{Outcome, Request};
use crate::cache::{self, Bytes, CHUNK, Chunks, FileRecord, PageRecord, Records, Span, Writer};
use crate::diagnostic::Report;
use crate::emit::Written;
use crate::plan::Route;
use crate::render::Renderer;
use crate::source::Tree;
use crate::value::{FileTime, SourcePath, Stamp};

/// What is kept besides the pages and the parsed sources.
pub(super) struct Circumstances<'a> {
    pub request: &'a Request,
    /// When the sources were scanned.
    pub started: FileTime,
    pub settings: Settings,
    /// All that was said, before strictness.
    pub report: Report,
    pub written: Written,
    /// What the build before knew of what has changed.
    pub before: Vec<u8>,
}

pub(super) fn keep(
    writer: Writer,
    renderer: &Renderer,
    spans: &[Option<Span>],
    pages: &Pages,
    circumstances: &Circumstances<'_>,
    outcome: &Outcome,
) -> io::Result<()> {
    let tree = &renderer.world().tree;
    if let Some(file) = tree.changed_meanwhile() {
        return Err(io::Error::other(format!("`{file}` was changed during the build")));
    }
    let routes = renderer.world().plan.routes();
    let files = files(tree, spans);
    // A file that is gone meanwhile: the next build would find out, but it is easier said
    // that nothing is known.
    let files = files.ok_or_else(|| io::Error::other("a source vanished during the build"))?;
    let pages_of = |(routes, pages): (&[Route], &[Option<OnePage>])| {
        let records = routes
            .iter()
            .zip(pages)
            .map(|(route, page)| record(route, page.as_ref()?, &circumstances.written));
        Some(encode(&records.collect::<Option<Vec<PageRecord<'_>>>>()?))
    };
    let chunks = routes.par_chunks(CHUNK).zip(pages.all.par_chunks(CHUNK));
    let chunks: Option<Vec<Vec<u8>>> = chunks.map(pages_of).collect();
    let beside = pages.beside.par_chunks(CHUNK).map(|files| {
        let records = files.iter().map(|file| record_beside(file, &circumstances.written));
        Some(encode(&records.collect::<Option<Vec<PageRecord<'_>>>>()?))
    });
    let chunks = chunks.zip(beside.collect::<Option<Vec<Vec<u8>>>>());
    let (mut chunks, beside) =
        chunks.ok_or_else(|| io::Error::other("a file of the output vanished meanwhile"))?;
    chunks.extend(beside);
    let summary = encode(&summary(renderer, circumstances, outcome));
    let fragments = renderer.inline_fragments().into_iter();
    writer.finish(Records {
        scanned: circumstances.started,
        committed: cache::now(),
        settings: circumstances.settings.digest,
        common: renderer.common_digest(),
        outline: renderer.outline_digest(),
        summary: Bytes(&summary),
        files: Chunks::new(spans.len(), &files),
        shared: pages.shared.iter().map(|bytes| Bytes(bytes)).collect(),
        fragments: fragments.map(|(name, html)| (name, Bytes(html.as_bytes()))).collect(),
        pages: Chunks::new(routes.len() + pages.beside.len(), &chunks),
        notes: Bytes::default(),
        before: Bytes(&circumstances.before),
    })
}

fn files(tree: &Tree, spans: &[Option<Span>]) -> Option<Vec<Vec<u8>>> {
    let files: Vec<(&SourcePath, Stamp)> = tree.files().collect();
    let piece = |(piece, files): (usize, &[(&SourcePath, Stamp)])| {
        let records = files.iter().enumerate().map(|(at, (path, stamp))| {
            let place = piece * CHUNK + at;
            Some(FileRecord {
                path: path.as_str(),
                stamp: *stamp,
                digest: tree.digest_at(place).ok()?,
                picture: tree.known_picture(place),
                parsed: spans[place],
            })
        });
        Some(encode(&records.collect::<Option<Vec<FileRecord<'_>>>>()?))
    };
    files.par_chunks(CHUNK).enumerate().map(piece).collect()
}

fn record<'a>(route: &'a Route, page: &OnePage, written: &Written) -> Option<PageRecord<'a>> {
    let staged = page.output?;
    Some(PageRecord {
        url: route.url.as_str(),
        view: page.view,
        output: staged.digest,
        stamp: written.stamp(&route.url, staged)?,
        questions: page.questions,
        notes: page.notes,
        members: page.members,
        related: page.related,
        cause: page.cause.map(|cause| cause as u8),
    })
}

/// It is made from nothing by itself.
fn record_beside<'a>(file: &'a Beside, written: &Written) -> Option<PageRecord<'a>> {
    Some(PageRecord {
        url: file.url.as_str(),
        view: file.output.digest,
        output: file.output.digest,
        stamp: written.stamp(&file.url, file.output)?,
        questions: 0,
        notes: None,
        members: None,
        related: None,
        cause: None,
    })
}

fn summary(renderer: &Renderer, circumstances: &Circumstances<'_>, outcome: &Outcome) -> Summary {
    let Circumstances { request, settings, report, written, .. } = circumstances;
    Summary {
        said: settings.said,
        manifest: written.manifest,
        now: request.now,
        next_change: outcome.next_change,
        articles: outcome.articles,
        jobs: outcome.jobs,
        routes: outcome.routes,
        held: outcome.held.clone(),
        waiting: outcome.waiting,
        report: report.clone(),
        origins: renderer.origins(),
        settings: settings.text.clone(),
    }
}
