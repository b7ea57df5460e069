//! Every route rendered, in parallel, unless it is known what its page is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::past::Past;
use super::progress::{Phase, Progress};
use crate::cache::{PageRecord, Records};
use crate::diagnostic::Report;
use crate::emit::{Entry, Left, Rank, Stage};
use crate::plan::Route;
use crate::render::{Answered, Made, Question, References, Renderer};
use crate::value::Digest;

/// What came of all routes, in their order.
pub(super) struct Pages {
    pub all: Vec<OnePage>,
    pub rendered: usize,
    /// What several pages have in common, by its number.
    pub shared: Vec<Box<[u8]>>,
}

/// A page, and what it was made from, ready to be recorded.
pub(super) struct OnePage {
    /// Nothing if it could not be rendered, or if nothing is to be written.
    pub entry: Option<Entry>,
    pub view: Digest,
    pub questions: u32,
    pub references: Box<[u8]>,
    pub report: Box<[u8]>,
    pub cause: Option<Cause>,
}

/// Why a page was rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// There was no cache.
    Clean,
    /// There was no such page before.
    New,
    /// The settings or the theme differ.
    Common,
    View,
    /// The answers to these questions differ.
    Answers(Vec<Question>),
    /// What its text refers to has moved, vanished, or appeared.
    References,
    /// Its file in the output was altered or deleted.
    Output,
}

impl Pages {
    pub fn entries(&self) -> Vec<Entry> {
        self.all.iter().filter_map(|page| page.entry.clone()).collect()
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
    /// All are rendered, to see what is wrong with them.
    Check,
}

impl<'a> Purpose<'a> {
    fn output(self) -> Option<&'a Stage> {
        match self {
            Self::Write(stage) | Self::FindErrors(stage) => Some(stage),
            Self::Check => None,
        }
    }
}

/// Renders what is not known.
pub(super) fn render(
    renderer: &Renderer,
    purpose: Purpose<'_>,
    past: &Past<'_>,
    progress: &dyn Progress,
) -> (Pages, Report) {
    let routes = renderer.world().plan.routes();
    progress.phase(Phase::Render, routes.len());
    let rendering = Rendering {
        renderer,
        purpose,
        past,
        differing: differing_answers(renderer, past),
        shared: Shared::default(),
    };
    let one = |route: &Route| {
        progress.start(route);
        let page = rendering.one(route);
        progress.done(route);
        page
    };
    let results: Vec<(OnePage, Report)> = routes.par_iter().map(one).collect();
    let mut all = Vec::with_capacity(results.len());
    let mut all_reports = Report::default();
    for (page, report) in results {
        all.push(page);
        all_reports.append(report);
    }
    let rendered = all.iter().filter(|page| page.cause.is_some()).count();
    (Pages { all, rendered, shared: rendering.shared.finish() }, all_reports)
}

/// For each set of questions of an earlier build, those that are answered differently now.
fn differing_answers(renderer: &Renderer, past: &Past<'_>) -> Vec<Vec<Question>> {
    let Some(records) = &past.records else { return Vec::new() };
    let differing = |bytes: &[u8]| {
        let asked: Vec<(Question, Digest)> = postcard::from_bytes(bytes).unwrap_or_default();
        let differs =
            |(question, digest): &(Question, _)| renderer.answer_digest(question) != Some(*digest);
        asked.into_iter().filter(differs).map(|(question, _)| question).collect()
    };
    records.shared.par_iter().map(|bytes| differing(bytes.0)).collect()
}

struct Rendering<'a> {
    renderer: &'a Renderer,
    purpose: Purpose<'a>,
    past: &'a Past<'a>,
    differing: Vec<Vec<Question>>,
    shared: Shared,
}

impl Rendering<'_> {
    fn one(&self, route: &Route) -> (OnePage, Report) {
        let known = self.past.page(&route.url);
        let view = match self.renderer.view_digest(route) {
            Ok(view) => view,
            Err(diagnostic) => return (OnePage::failed(Cause::View), diagnostic.into()),
        };
        let cause = match (self.purpose.output(), known) {
            (Some(stage), Some(known)) => match self.cause(route, known, view) {
                Some(cause) => cause,
                None => match self.reuse(stage, route, known) {
                    Some(page) => return page,
                    None => Cause::Output,
                },
            },
            (_, None) if self.past.records.is_some() => Cause::New,
            _ => Cause::Clean,
        };
        self.render(route, known, view, cause)
    }

    /// What of a page's record does not hold any more.
    fn cause(&self, route: &Route, known: &PageRecord<'_>, view: Digest) -> Option<Cause> {
        let records = self.past.records.as_ref()?;
        if records.common != self.renderer.common_digest() {
            return Some(Cause::Common);
        }
        if known.view != view {
            return Some(Cause::View);
        }
        match self.differing.get(known.questions as usize) {
            Some(differing) if differing.is_empty() => {}
            Some(differing) => return Some(Cause::Answers(differing.clone())),
            None => return Some(Cause::Clean),
        }
        let references: References = match known.references.0 {
            [] => References::default(),
            bytes => postcard::from_bytes(bytes).ok()?,
        };
        (!self.renderer.references_stand(route, &references)).then_some(Cause::References)
    }

    /// The page as it stands in the output, if it does.
    fn reuse(
        &self,
        stage: &Stage,
        route: &Route,
        known: &PageRecord<'_>,
    ) -> Option<(OnePage, Report)> {
        let records = self.past.records.as_ref()?;
        let path = route.url.output();
        let stamp = stage.stands(&path, left(known, records))?;
        let report: Report = match known.report.0 {
            [] => Report::default(),
            bytes => postcard::from_bytes(bytes).ok()?,
        };
        let questions = self.shared.number(records.shared.get(known.questions as usize)?.0);
        let page = OnePage {
            entry: Some(Entry::same(path, Rank::of(&route.kind), known.output, stamp)),
            view: known.view,
            questions,
            references: known.references.0.into(),
            report: known.report.0.into(),
            cause: None,
        };
        Some((page, report))
    }

    fn render(
        &self,
        route: &Route,
        known: Option<&PageRecord<'_>>,
        view: Digest,
        cause: Cause,
    ) -> (OnePage, Report) {
        let Made { page, mut report, questions, references } = self.renderer.page(route);
        let Some(page) = page else { return (OnePage::failed(cause), report) };
        let recorded = match report.is_empty() {
            true => Box::default(),
            false => encode(&report),
        };
        let world = self.renderer.world();
        let entry = match self.purpose {
            Purpose::Write(stage) => {
                let left = known.zip(self.past.records.as_ref()).map(|(page, all)| left(page, all));
                stage
                    .put(&route.url.output(), Rank::of(&route.kind), &page, left, &world.tree)
                    .map_err(|diagnostic| report.push(diagnostic))
                    .ok()
            }
            Purpose::FindErrors(_) | Purpose::Check => None,
        };
        let page = OnePage {
            entry,
            view,
            questions: self.shared.number(&encode(&pairs(&questions))),
            references: match references.all.is_empty() {
                true => Box::default(),
                false => encode(&references),
            },
            report: recorded,
            cause: Some(cause),
        };
        (page, report)
    }
}

fn left(page: &PageRecord<'_>, all: &Records<'_>) -> Left {
    Left { digest: page.output, stamp: page.stamp, at: all.committed }
}

fn pairs(questions: &[std::sync::Arc<Answered>]) -> Vec<(&Question, Digest)> {
    questions.iter().map(|answered| (&answered.question, answered.digest)).collect()
}

fn encode(value: &impl Serialize) -> Box<[u8]> {
    postcard::to_stdvec(value).expect("what is recorded can be written").into()
}

impl OnePage {
    fn failed(cause: Cause) -> Self {
        Self {
            entry: None,
            view: Digest::default(),
            questions: 0,
            references: Box::default(),
            report: Box::default(),
            cause: Some(cause),
        }
    }
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
