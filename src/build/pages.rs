//! Every route rendered, in parallel, unless it is known what its page is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::indexes::Beside;
use super::judge::{Cause, Fit, Judge, Notes, RecordedNotes, encode, left};
use super::past::Past;
use super::progress::{Phase, Progress};
use crate::cache::{self, PageRecord, Span, Writer};
use crate::diagnostic::Report;
use crate::emit::{Left, Output, Stage, Staged};
use crate::plan::{Kind, Route};
use crate::render::{Answered, Made, Page, Question, Renderer, Slot, replace_fragments};
use crate::value::Digest;

/// What came of all routes, in their order.
pub(super) struct Pages {
    /// Nothing where a page could not be rendered.
    pub all: Vec<Option<OnePage>>,
    pub rendered: usize,
    /// How many numbered pages of lists show other articles than before.
    pub moved: usize,
    /// What several pages have in common, by its number.
    pub shared: Vec<Box<[u8]>>,
    /// Files that no route leads to.
    pub beside: Vec<Beside>,
}

/// A page, and what it was made from, ready to be recorded.
pub(super) struct OnePage {
    pub view: Digest,
    pub questions: u32,
    pub notes: Option<Span>,
    /// Of a numbered page of a list, the digest of what stands on it.
    pub members: Option<u64>,
    /// Of an article, what its related ones follow from, and their digest.
    pub related: Option<(u64, Digest)>,
    /// Nothing if it was not rendered.
    pub cause: Option<Cause>,
    /// Nothing if none was to be written.
    pub output: Option<Staged>,
}

/// Looks at each page that is rendered only for that.
pub trait Inspect: Sync {
    /// Says what else is wrong with a page.
    fn page(&self, renderer: &Renderer, route: &Route, made: &Examined<'_>) -> Report;
}

/// A page that was rendered to be looked at.
pub struct Examined<'m> {
    pub page: &'m Page,
    /// What is known to be wrong with it.
    pub said: &'m Report,
    /// Where inline fragments stand in it.
    pub slots: &'m [Slot],
}

/// Sees nothing.
pub(super) struct Blind;

impl Inspect for Blind {
    fn page(&self, _: &Renderer, _: &Route, _: &Examined<'_>) -> Report {
        Report::default()
    }
}

/// What is done with the pages.
#[derive(Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// To be written: each is handed to the stage, and dropped.
    Write(&'a Stage),
    /// There are errors already, and only more of them are looked for; of what stands in the
    /// output they are known.
    FindErrors(&'a Stage),
    /// All are rendered, to see what is wrong with them, and shown to somebody.
    Check(&'a dyn Inspect),
}

impl<'a> Purpose<'a> {
    fn output(self) -> Option<&'a Output> {
        match self {
            Self::Write(stage) | Self::FindErrors(stage) => Some(stage.output()),
            Self::Check(_) => None,
        }
    }
}

/// Where what was made is kept, each if it can be.
#[derive(Clone, Copy, Default)]
pub(super) struct Kept<'a> {
    pub writer: Option<&'a Writer>,
    pub pictures: Option<&'a cache::Pictures>,
}

/// Renders what is not known. What is to be kept of a page goes to the writer at once.
pub(super) fn render(
    renderer: &Renderer,
    purpose: Purpose<'_>,
    past: Option<&Past<'_>>,
    kept: Kept<'_>,
    progress: &dyn Progress,
) -> (Pages, Report) {
    let routes = renderer.world().plan.routes();
    progress.phase(Phase::Render, routes.len());
    let judge = Judge::new(renderer, past);
    let shared = Shared::default();
    let rendering = Rendering { judge, purpose, kept, progress, shared };
    let results: Vec<(Option<OnePage>, Report)> =
        routes.par_iter().map(|route| rendering.one(route)).collect();
    let mut all = Vec::with_capacity(results.len());
    let mut all_reports = Report::default();
    for (page, report) in results {
        all.push(page);
        all_reports.append(report);
    }
    let mut beside = Vec::new();
    if let Purpose::Write(stage) = purpose {
        let (own, others, report) = rendering.indexes(stage);
        own.into_iter().for_each(|(at, page)| all[at] = page);
        beside = others;
        all_reports.append(report);
    }
    for fault in renderer.world().tree.faults() {
        all_reports.push(fault);
    }
    let is_rendered = |page: &OnePage| !matches!(page.cause, None | Some(Cause::Fragment));
    let rendered = all.iter().flatten().filter(|page| is_rendered(page)).count();
    let moved = routes.iter().zip(&all).filter(|(route, page)| {
        let now = page.as_ref().and_then(|page| page.members);
        let before = past.and_then(|past| past.page(&route.url)?.members);
        before.is_some() && now != before
    });
    let moved = moved.count();
    (Pages { all, rendered, moved, shared: rendering.shared.finish(), beside }, all_reports)
}

pub(super) struct Rendering<'a> {
    pub judge: Judge<'a>,
    purpose: Purpose<'a>,
    kept: Kept<'a>,
    pub progress: &'a dyn Progress,
    shared: Shared,
}

impl Rendering<'_> {
    fn one(&self, route: &Route) -> (Option<OnePage>, Report) {
        // Made afterwards, by all threads together.
        if let Kind::Index(_) = route.kind {
            return (None, Report::default());
        }
        let view = match self.judge.view(route) {
            Ok(view) => view,
            Err(diagnostic) => return (None, diagnostic.into()),
        };
        match self.known(route, view) {
            Ok(reused) => reused,
            Err((cause, left)) => self.render(route, view, cause, left),
        }
    }

    /// What is known of a page, or why it has to be rendered, and what stands in its place.
    pub(super) fn known(
        &self,
        route: &Route,
        view: Digest,
    ) -> Result<(Option<OnePage>, Report), (Cause, Option<Left>)> {
        let known = self.judge.past.and_then(|past| Some((past, past.page(&route.url)?)));
        let cause = match (self.purpose.output(), known) {
            (Some(output), Some((past, page))) => {
                match self.reuse(output, route, past, page, view) {
                    Ok(reused) => return Ok(reused),
                    Err(cause) => cause,
                }
            }
            (Some(_), None) if self.judge.past.is_some() => Cause::New,
            _ => Cause::Clean,
        };
        Err((cause, known.map(|(past, page)| left(page, past))))
    }

    /// The number of the set of questions that holds none.
    pub(super) fn no_questions(&self) -> u32 {
        self.shared.number(&encode(&pairs(&[])))
    }

    /// The page as it stands in the output, if need be with other fragments, or why it has to
    /// be rendered.
    fn reuse(
        &self,
        output: &Output,
        route: &Route,
        past: &Past<'_>,
        page: &PageRecord<'_>,
        view: Digest,
    ) -> Result<(Option<OnePage>, Report), Cause> {
        let (recorded, notes, fit) = self.judge.notes(route, past, page, view)?;
        let left = left(page, past);
        if let Fit::Fragments(set) = fit {
            return self.splice(route, past, page, &notes, set).ok_or(Cause::Answers);
        }
        let stamp = output.stands(&route.url.output(), left).ok_or(Cause::Output)?;
        let reused = OnePage {
            view,
            questions: self.shared.number(past.records.shared[page.questions as usize].0),
            notes: self.note(recorded),
            members: page.members,
            related: self.judge.related(route),
            cause: None,
            output: Some(Staged::same(page.output, stamp)),
        };
        Ok((Some(reused), notes.report))
    }

    /// Puts the new fragments in the place of the old ones.
    fn splice(
        &self,
        route: &Route,
        past: &Past<'_>,
        page: &PageRecord<'_>,
        notes: &RecordedNotes<'_>,
        set: &[u8],
    ) -> Option<(Option<OnePage>, Report)> {
        let Purpose::Write(stage) = self.purpose else { return Some((None, notes.report.clone())) };
        let (path, left) = (route.url.output(), left(page, past));
        let bytes = stage.output().read(&path, left)?;
        let fragments = self.judge.renderer.inline_fragments();
        let old = |place: u32| Some(past.records.fragments.get(place as usize)?.1.0);
        let new = |place: u32| Some(fragments.get(place as usize)?.1);
        let (bytes, slots) = replace_fragments(&bytes, &notes.slots, old, new)?;
        let tree = &self.judge.renderer.world().tree;
        let staged = stage.put(&path, &Page::Bytes(bytes), Some(left), tree).ok()?;
        let (references, report) = (&notes.references, &notes.report);
        let spliced = OnePage {
            view: page.view,
            questions: self.shared.number(set),
            notes: self.note(&encode(&Notes { references, report, slots: &slots })),
            members: page.members,
            related: self.judge.related(route),
            cause: Some(Cause::Fragment),
            output: Some(staged),
        };
        Some((Some(spliced), report.clone()))
    }

    fn render(
        &self,
        route: &Route,
        view: Digest,
        cause: Cause,
        left: Option<Left>,
    ) -> (Option<OnePage>, Report) {
        self.progress.start(route);
        let Made { page, mut report, questions, references, slots } = self.make(route, view);
        self.progress.done(route);
        let Some(page) = page else { return (None, report) };
        let notes = match references.all.is_empty() && report.is_empty() && slots.is_empty() {
            true => Vec::new(),
            false => encode(&Notes { references: &references, report: &report, slots: &slots }),
        };
        let output = match self.purpose {
            Purpose::Write(stage) => stage
                .put(&route.url.output(), &page, left, &self.judge.renderer.world().tree)
                .map_err(|diagnostic| report.push(diagnostic))
                .ok(),
            Purpose::Check(inspect) => {
                let examined = Examined { page: &page, said: &report, slots: &slots };
                let found = inspect.page(self.judge.renderer, route, &examined);
                report.append(found);
                None
            }
            Purpose::FindErrors(_) => None,
        };
        let page = OnePage {
            view,
            questions: self.shared.number(&encode(&pairs(&questions))),
            notes: self.note(&notes),
            members: self.judge.renderer.members_digest(route),
            related: self.judge.related(route),
            cause: Some(cause),
            output,
        };
        (Some(page), report)
    }

    /// Pictures take longest, and what they are made from is their view; so their bytes are
    /// kept by its digest.
    fn make(&self, route: &Route, view: Digest) -> Made {
        let renderer = self.judge.renderer;
        if !matches!(self.purpose, Purpose::Write(_)) {
            return renderer.examine(route);
        }
        let Some(pictures) = self.kept.pictures.filter(|_| matches!(route.kind, Kind::Picture(..)))
        else {
            return renderer.page(route);
        };
        if let Some(bytes) = pictures.get(view) {
            return Made { page: Some(Page::Bytes(bytes)), ..Made::default() };
        }
        let made = renderer.page(route);
        if let Some(Page::Bytes(bytes)) = &made.page {
            pictures.put(view, bytes);
        }
        made
    }

    fn note(&self, notes: &[u8]) -> Option<Span> {
        if notes.is_empty() { None } else { self.kept.writer?.note(notes) }
    }
}

fn pairs(questions: &[std::sync::Arc<Answered>]) -> Vec<(&Question, Digest)> {
    questions.iter().map(|answered| (&answered.question, answered.digest)).collect()
}

/// Gives each piece of bytes a number, equal ones the same.
#[derive(Default)]
struct Shared(Mutex<HashMap<Box<[u8]>, u32>>);

impl Shared {
    fn number(&self, bytes: &[u8]) -> u32 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.get(bytes) {
            return *number;
        }
        let next = u32::try_from(known.len()).expect("there are fewer pages than that");
        known.insert(bytes.into(), next);
        next
    }

    /// By their numbers.
    fn finish(self) -> Vec<Box<[u8]>> {
        let known = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<(u32, Box<[u8]>)> =
            known.into_iter().map(|(bytes, number)| (number, bytes)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, bytes)| bytes).collect()
    }
}
