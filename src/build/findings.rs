//! What is wrong with pages, found page by page, and remembered as long as it holds.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use super::judge::encode;
use super::past::Past;
use super::preview::Scope;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Route;
use crate::render::{Question, References, Renderer};
use crate::value::{Digest, UrlPath};

/// Of a template that breaks all pages, these tell enough.
const MOST_FIRST: usize = 100;

/// Of each page that was looked at, what it was made from, and what was said about it.
#[derive(Default)]
pub struct Findings {
    pages: HashMap<Digest, Finding>,
    /// Each set of questions once.
    sets: HashMap<Digest, Weak<Set>>,
}

/// What a template asked, with the digests of the answers.
type Set = [(Question, Digest)];

struct Finding {
    /// Of what all pages depend on.
    common: Digest,
    view: Digest,
    asked: Arc<Set>,
    /// As a record holds them; empty if there are none.
    references: Box<[u8]>,
    report: Report,
}

/// What to do before the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    Go,
    Stop,
}

impl Findings {
    /// What the last build found.
    pub(super) fn recorded(past: &Past<'_>) -> Self {
        let mut findings = Self::default();
        let sets: Vec<Arc<Set>> =
            (0..past.records.shared.len()).map(|number| past.set(number).into()).collect();
        for page in past.pages() {
            let notes = past.page_notes(page);
            let Some((references, report)) = notes else { continue };
            let Some(asked) = sets.get(page.questions as usize).map(Arc::clone) else { continue };
            let (common, view) = (past.records.common, page.view);
            let finding = Finding { common, view, asked, references, report };
            findings.pages.insert(Digest::of(page.url.as_bytes()), finding);
        }
        findings
    }

    /// Looks at every page that can differ, as long as `pace` says so. Says whether it came to
    /// the end, and how many pages it rendered.
    pub fn look_over(
        &mut self,
        renderer: &Renderer,
        scope: &Scope,
        pace: &dyn Fn() -> Pace,
    ) -> (bool, usize) {
        if !renderer.is_ready() {
            return (false, 0);
        }
        let mut rendered = 0;
        let mut standing = HashMap::new();
        for route in renderer.world().plan.routes() {
            if let Scope::Texts(texts) = scope
                && !renderer.texts_of(route).any(|text| texts.contains(text))
            {
                continue;
            }
            if pace() == Pace::Stop {
                self.forget_sets();
                return (false, rendered);
            }
            let view = renderer.view_digest(route);
            if view.as_ref().is_ok_and(|view| self.holds(renderer, route, *view, &mut standing)) {
                continue;
            }
            self.look_at(renderer, route, view);
            rendered += 1;
        }
        self.forget_sets();
        (true, rendered)
    }

    fn forget_sets(&mut self) {
        self.sets.retain(|_, set| set.strong_count() > 0);
    }

    /// Looks first at pages that had errors, for these are what people mend. Says whether there
    /// were more than it has looked at; those are forgotten.
    pub fn look_at_errors(&mut self, renderer: &Renderer) -> bool {
        if !renderer.is_ready() {
            return false;
        }
        let routes = renderer.world().plan.routes().iter();
        let had_errors = |route: &&Route| {
            self.pages.get(&key(&route.url)).is_some_and(|finding| finding.report.has_errors())
        };
        let broken: Vec<&Route> = routes.filter(had_errors).collect();
        let (first, others) = broken.split_at(broken.len().min(MOST_FIRST));
        first.iter().for_each(|route| self.look_at(renderer, route, renderer.view_digest(route)));
        others.iter().for_each(|route| drop(self.pages.remove(&key(&route.url))));
        !others.is_empty()
    }

    fn look_at(&mut self, renderer: &Renderer, route: &Route, view: Result<Digest, Diagnostic>) {
        let mut made = renderer.examine(route);
        // A file that is copied is not read to examine it.
        let view = view.unwrap_or_else(|diagnostic| {
            if !made.report.has_errors() {
                made.report.push(diagnostic);
            }
            Digest::default()
        });
        let asked = made.questions.iter();
        let asked: Vec<(Question, Digest)> =
            asked.map(|answered| (answered.question.clone(), answered.digest)).collect();
        let references = match made.references.all.is_empty() {
            true => Box::default(),
            false => encode(&made.references).into_boxed_slice(),
        };
        let (common, asked) = (renderer.common_digest(), self.share(asked));
        let finding = Finding { common, view, asked, references, report: made.report };
        self.pages.insert(key(&route.url), finding);
    }

    /// All that was said about the pages of a plan, sorted, each rule at its level.
    pub fn report(&self, renderer: &Renderer) -> Report {
        let routes = renderer.world().plan.routes().iter();
        let found = routes.filter_map(|route| self.pages.get(&key(&route.url)));
        let mut report: Report = found.map(|finding| finding.report.clone()).collect();
        report.extend(renderer.world().tree.faults());
        report.sorted().at(&renderer.world().config.check)
    }

    /// Forgets pages that a plan does not have.
    pub fn forget_all_but(&mut self, renderer: &Renderer) {
        let routes = renderer.world().plan.routes();
        if self.pages.len() <= routes.len() {
            return;
        }
        let keys: std::collections::HashSet<Digest> =
            routes.iter().map(|route| key(&route.url)).collect();
        self.pages.retain(|page, _| keys.contains(page));
    }

    /// Whether what was found of a page is still what rendering it would find.
    fn holds(
        &self,
        renderer: &Renderer,
        route: &Route,
        view: Digest,
        standing: &mut HashMap<*const Set, bool>,
    ) -> bool {
        let Some(finding) = self.pages.get(&key(&route.url)) else { return false };
        // What went wrong may have done so before its template asked for anything.
        if finding.report.has_errors() {
            return false;
        }
        let same_common = finding.common == renderer.common_digest() || route.kind.is_picture();
        if finding.view != view || !same_common {
            return false;
        }
        let answers = standing.entry(Arc::as_ptr(&finding.asked)).or_insert_with(|| {
            finding.asked.iter().all(|(question, digest)| {
                renderer.answer_digest(question).is_some_and(|now| now == *digest)
            })
        });
        *answers
            && (finding.references.is_empty()
                || postcard::from_bytes::<References<&str>>(&finding.references)
                    .is_ok_and(|references| renderer.references_stand(route, &references)))
    }

    fn share(&mut self, asked: Vec<(Question, Digest)>) -> Arc<Set> {
        let digest = Digest::of_value(&asked);
        if let Some(known) = self.sets.get(&digest).and_then(Weak::upgrade) {
            return known;
        }
        let set: Arc<Set> = asked.into();
        self.sets.insert(digest, Arc::downgrade(&set));
        set
    }
}

fn key(url: &UrlPath) -> Digest {
    Digest::of(url.as_str().as_bytes())
}
