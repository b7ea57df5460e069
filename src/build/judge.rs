//! Whether a page is what it was: what it is made from now, beside what was recorded of it.
//!
//! Compares digests, and knows no kinds of change.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::past::{Past, read_set};
use crate::cache::{Bytes, PageRecord};
use crate::diagnostic::{Diagnostic, Report};
use crate::emit::{Left, Output};
use crate::plan::{Kind, Route};
use crate::render::{Question, References, Renderer, Slot};
use crate::value::Digest;

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

/// Compares what pages are made from with what an earlier build recorded.
pub(super) struct Judge<'a> {
    pub renderer: &'a Renderer,
    pub past: Option<&'a Past<'a>>,
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
    pub fn related(&self, route: &Route) -> Option<(u64, Digest)> {
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
    pub fn view(&self, route: &Route) -> Result<Digest, Diagnostic> {
        if self.outlook == Outlook::Texts
            && let Some(past) = self.past
            && let Some(page) = past.page(&route.url)
        {
            let tree = &self.renderer.world().tree;
            let mut texts = self.renderer.texts_of(route);
            if texts.all(|text| past.has_same_bytes(tree, text)) {
                return Ok(page.view);
            }
        }
        self.renderer.view_digest(route)
    }

    /// What was noted of a page with this view, as it was written and as it is read, if
    /// everything that it was made from is as it was.
    pub fn notes<'p>(
        &self,
        route: &Route,
        past: &'p Past<'_>,
        page: &PageRecord<'_>,
        view: Digest,
    ) -> Result<(&'p [u8], RecordedNotes<'p>, Fit<'_>), Cause> {
        if past.records.common != self.renderer.common_digest() && !route.kind.is_picture() {
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
pub(super) enum Fit<'j> {
    Whole,
    /// All but fragments; with these its set of questions is this one.
    Fragments(&'j [u8]),
}

/// What is recorded of a page besides its digests, if there is anything.
#[derive(Serialize)]
pub(super) struct Notes<'p, S> {
    pub references: &'p References<S>,
    pub report: &'p Report,
    pub slots: &'p [Slot],
}

/// The same, as it is read.
#[derive(Default, Deserialize)]
pub(super) struct RecordedNotes<'b> {
    #[serde(borrow)]
    pub references: References<&'b str>,
    pub report: Report,
    pub slots: Vec<Slot>,
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
        let one = |bytes: &Bytes<'_>| Self::of(renderer, past, *bytes).unwrap_or(Self::Differs);
        past.records.shared.par_iter().map(one).collect()
    }

    fn of(renderer: &Renderer, past: &Past<'_>, bytes: Bytes<'_>) -> Option<Self> {
        let mut asked = read_set(bytes)?;
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

pub(super) fn left(page: &PageRecord<'_>, past: &Past<'_>) -> Left {
    Left { digest: page.output, stamp: page.stamp, at: past.records.committed }
}

pub(super) fn encode(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("what is recorded can be written")
}
