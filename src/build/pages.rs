//! Every route rendered, in parallel, unless it is known what its page is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::past::Past;
use super::progress::{Phase, Progress};
use crate::cache::{Bytes, PageRecord, Span, Writer};
use crate::diagnostic::{Diagnostic, Report};
use crate::emit::{Left, Output, Stage, Staged};
use crate::plan::{Kind, Route};
use crate::render::{
    Answered, Made, Page, Question, References, Renderer, Slot, replace_fragments,
};
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

/// Why a page was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There was no cache.
    Clean,
    /// There was no such page before.
    New,
    /// The settings or the theme differ.
    Common,
    View,
    /// What its template asked for is answered in another way.
    Answers,
    /// A fragment that it holds is another one; it was put in place, and nothing rendered.
    Fragment,
    /// What its text refers to has moved, vanished, or appeared.
    References,
    /// Its file in the output was altered or deleted.
    Output,
}

impl Cause {
    pub const ALL: [Self; 8] = [
        Self::Clean,
        Self::New,
        Self::Common,
        Self::View,
        Self::Answers,
        Self::Fragment,
        Self::References,
        Self::Output,
    ];
}

/// What is recorded of a page besides its digests, if there is anything.
#[derive(Serialize)]
struct Notes<'p, S> {
    references: &'p References<S>,
    report: &'p Report,
    slots: &'p [Slot],
}

/// The same, as it is read.
#[derive(Default, Deserialize)]
struct RecordedNotes<'b> {
    #[serde(borrow)]
    references: References<&'b str>,
    report: Report,
    slots: Vec<Slot>,
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
    fn output(self) -> Option<&'a Output> {
        match self {
            Self::Write(stage) | Self::FindErrors(stage) => Some(stage.output()),
            Self::Check => None,
        }
    }
}

/// Renders what is not known. What is to be kept of a page goes to the writer at once.
pub(super) fn render(
    renderer: &Renderer,
    purpose: Purpose<'_>,
    past: Option<&Past<'_>>,
    writer: Option<&Writer>,
    progress: &dyn Progress,
) -> (Pages, Report) {
    let routes = renderer.world().plan.routes();
    progress.phase(Phase::Render, routes.len());
    let judge = Judge::new(renderer, past);
    let shared = Shared::default();
    let rendering = Rendering { judge, purpose, writer, progress, shared };
    let results: Vec<(Option<OnePage>, Report)> =
        routes.par_iter().map(|route| rendering.one(route)).collect();
    let mut all = Vec::with_capacity(results.len());
    let mut all_reports = Report::default();
    for (page, report) in results {
        all.push(page);
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
    (Pages { all, rendered, moved, shared: rendering.shared.finish() }, all_reports)
}

/// How much can differ from what an earlier build saw.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outlook {
    /// Texts only, and what templates ask for.
    Texts,
    Everything,
}

fn outlook(renderer: &Renderer, past: Option<&Past<'_>>) -> Outlook {
    let same = |past: &Past<'_>| {
        past.records.common == renderer.common_digest()
            && past.records.outline.is_some()
            && past.records.outline == renderer.outline_digest()
    };
    if past.is_some_and(same) { Outlook::Texts } else { Outlook::Everything }
}

/// Takes over which articles are related, where that follows from the same ones as before.
fn recall_related(renderer: &Renderer, past: &Past<'_>, keys: &[u64]) {
    let world = renderer.world();
    let ids: Vec<_> = world.archive.ids().collect();
    keys.par_iter().zip(ids).for_each(|(key, id)| {
        let article = world.archive.article(id);
        let known = past.page(&article.card.url).and_then(|page| page.related);
        if let Some((_, digest)) = known.filter(|(known, _)| known == key) {
            world.learn_related(id, digest);
        }
    });
}

/// How a set of questions is answered now.
enum Standing {
    Same,
    /// Only these fragments are others, none of which was or is empty, and with them the set
    /// is this one.
    Fragments {
        differing: Vec<u32>,
        set: Vec<u8>,
    },
    Differs,
}

impl Standing {
    /// Of each set of an earlier build.
    fn of_all(renderer: &Renderer, past: &Past<'_>) -> Vec<Self> {
        let one = |bytes: &Bytes<'_>| Self::of(renderer, past, bytes.0).unwrap_or(Self::Differs);
        past.records.shared.par_iter().map(one).collect()
    }

    fn of(renderer: &Renderer, past: &Past<'_>, bytes: &[u8]) -> Option<Self> {
        let mut asked: Vec<(Question, Digest)> = postcard::from_bytes(bytes).ok()?;
        let mut differing = Vec::new();
        for (question, digest) in &mut asked {
            let now = renderer.answer_digest(question)?;
            if now != *digest {
                differing.push(fragment_of(renderer, past, question)?);
                *digest = now;
            }
        }
        Some(match differing.is_empty() {
            true => Self::Same,
            false => Self::Fragments { differing, set: encode(&asked) },
        })
    }
}

/// The place of the fragment that was asked for, if it stands in pages and can be replaced.
fn fragment_of(renderer: &Renderer, past: &Past<'_>, question: &Question) -> Option<u32> {
    let name = question.fragment()?;
    let place = past.records.fragments.iter().position(|(known, _)| *known == name)?;
    let (now, html) = *renderer.inline_fragments().get(place)?;
    let replaceable =
        now == name && !html.is_empty() && !past.records.fragments[place].1.0.is_empty();
    replaceable.then(|| u32::try_from(place).ok())?
}

/// Compares what pages are made from with what an earlier build recorded.
pub(super) struct Judge<'a> {
    renderer: &'a Renderer,
    past: Option<&'a Past<'a>>,
    outlook: Outlook,
    /// Of each set of questions of the past.
    standing: Vec<Standing>,
    /// For each article; empty where the records of the past still hold.
    related_keys: Vec<u64>,
}

impl<'a> Judge<'a> {
    pub fn new(renderer: &'a Renderer, past: Option<&'a Past<'a>>) -> Self {
        let standing = past.map(|past| Standing::of_all(renderer, past)).unwrap_or_default();
        let outlook = outlook(renderer, past);
        let related_keys = match outlook {
            Outlook::Texts => Vec::new(),
            Outlook::Everything => renderer.world().archive.related_keys(),
        };
        if let Some(past) = past {
            recall_related(renderer, past, &related_keys);
        }
        Self { renderer, past, outlook, standing, related_keys }
    }

    /// What is recorded of the articles that one leads to.
    fn related(&self, route: &Route) -> Option<(u64, Digest)> {
        let Kind::Article(id) = route.kind else { return None };
        if self.outlook == Outlook::Texts {
            return self.past?.page(&route.url)?.related;
        }
        let digest = self.renderer.world().known_related_digest(id)?;
        Some((*self.related_keys.get(id.index())?, digest))
    }

    /// Why a recorded page would be rendered, if it would.
    pub fn cause(
        &self,
        output: &Output,
        route: &Route,
        past: &Past<'_>,
        page: &PageRecord<'_>,
    ) -> Result<Option<Cause>, Diagnostic> {
        let view = self.view(route)?;
        Ok(match self.notes(route, past, page, view) {
            Err(cause) => Some(cause),
            Ok((_, _, Fit::Fragments(_))) => Some(Cause::Fragment),
            Ok((_, _, Fit::Whole)) => match output.stands(&route.url.output(), left(page, past)) {
                Some(_) => None,
                None => Some(Cause::Output),
            },
        })
    }

    /// The digest of a page's view, taken over where it must be what it was.
    fn view(&self, route: &Route) -> Result<Digest, Diagnostic> {
        if self.outlook == Outlook::Texts
            && let Some(past) = self.past
            && let Some(page) = past.page(&route.url)
        {
            let tree = &self.renderer.world().tree;
            let text = self.renderer.text_of(route);
            if text.is_none_or(|text| past.has_same_bytes(tree, text)) {
                return Ok(page.view);
            }
        }
        self.renderer.view_digest(route)
    }

    /// What was noted of a page with this view, as it was written and as it is read, if
    /// everything that it was made from is as it was.
    fn notes<'p>(
        &self,
        route: &Route,
        past: &'p Past<'_>,
        page: &PageRecord<'_>,
        view: Digest,
    ) -> Result<(&'p [u8], RecordedNotes<'p>, Fit<'_>), Cause> {
        if past.records.common != self.renderer.common_digest() {
            return Err(Cause::Common);
        }
        if page.view != view {
            return Err(Cause::View);
        }
        let standing = self.standing.get(page.questions as usize).ok_or(Cause::Clean)?;
        let recorded = past.notes(page).ok_or(Cause::Clean)?;
        let notes: RecordedNotes<'_> = match recorded {
            [] => RecordedNotes::default(),
            bytes => postcard::from_bytes(bytes).map_err(|_| Cause::Clean)?,
        };
        if self.outlook == Outlook::Everything
            && !self.renderer.references_stand(route, &notes.references)
        {
            return Err(Cause::References);
        }
        let has_slot = |fragment: &u32| notes.slots.iter().any(|slot| slot.fragment == *fragment);
        let fit = match standing {
            Standing::Same => Fit::Whole,
            Standing::Fragments { differing, set } if differing.iter().all(has_slot) => {
                Fit::Fragments(set)
            }
            Standing::Fragments { .. } | Standing::Differs => return Err(Cause::Answers),
        };
        Ok((recorded, notes, fit))
    }
}

/// How much of a page that stands in the output can stay.
enum Fit<'j> {
    Whole,
    /// All but fragments; with these its set of questions is this one.
    Fragments(&'j [u8]),
}

struct Rendering<'a> {
    judge: Judge<'a>,
    purpose: Purpose<'a>,
    writer: Option<&'a Writer>,
    progress: &'a dyn Progress,
    shared: Shared,
}

impl Rendering<'_> {
    fn one(&self, route: &Route) -> (Option<OnePage>, Report) {
        let view = match self.judge.view(route) {
            Ok(view) => view,
            Err(diagnostic) => return (None, diagnostic.into()),
        };
        let known = self.judge.past.and_then(|past| Some((past, past.page(&route.url)?)));
        let cause = match (self.purpose.output(), known) {
            (Some(output), Some((past, page))) => {
                match self.reuse(output, route, past, page, view) {
                    Ok(reused) => return reused,
                    Err(cause) => cause,
                }
            }
            (Some(_), None) if self.judge.past.is_some() => Cause::New,
            _ => Cause::Clean,
        };
        let left = known.map(|(past, page)| left(page, past));
        self.render(route, view, cause, left)
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
        let Made { page, mut report, questions, references, slots } =
            self.judge.renderer.page(route);
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
            Purpose::FindErrors(_) | Purpose::Check => None,
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

    fn note(&self, notes: &[u8]) -> Option<Span> {
        if notes.is_empty() { None } else { self.writer?.note(notes) }
    }
}

fn left(page: &PageRecord<'_>, past: &Past<'_>) -> Left {
    Left { digest: page.output, stamp: page.stamp, at: past.records.committed }
}

fn pairs(questions: &[std::sync::Arc<Answered>]) -> Vec<(&Question, Digest)> {
    questions.iter().map(|answered| (&answered.question, answered.digest)).collect()
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("what is recorded can be written")
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
