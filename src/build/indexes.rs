//! The parts of the index for searching: each is several files, whose names only it knows.
//!
//! One is made after the other, each with all threads, so that the memory that they take is that
//! of the largest.

use std::collections::BTreeMap;

use super::judge::left;
use super::pages::{OnePage, Rendering};
use super::past::Past;
use crate::cache::PageRecord;
use crate::diagnostic::Report;
use crate::emit::{Stage, Staged};
use crate::plan::{IndexPart, Kind, Route};
use crate::render::Page;
use crate::search::ENTRY;
use crate::value::UrlPath;

/// A file that no route leads to, since it belongs to another one's.
pub(super) struct Beside {
    pub url: UrlPath,
    pub output: Staged,
}

/// What came of all parts: at each place of the plan the file that is a route's own, and all
/// others.
pub(super) type Indexed = (Vec<(usize, Option<OnePage>)>, Vec<Beside>, Report);

impl Rendering<'_> {
    /// Every part, made or taken over.
    pub(super) fn indexes(&self, stage: &Stage) -> Indexed {
        let routes = self.judge.renderer.world().plan.routes().iter().enumerate();
        let parts = routes.filter_map(|(at, route)| match route.kind {
            Kind::Index(part) => Some((at, route, part)),
            _ => None,
        });
        let parts: Vec<(usize, &Route, IndexPart)> = parts.collect();
        let folder = self.judge.renderer.world().index_folder();
        let known = folder.zip(self.judge.past);
        let known = known.map(|(folder, past)| by_part(past, &folder)).unwrap_or_default();
        let (mut own, mut beside, mut report) = (Vec::new(), Vec::new(), Report::default());
        for (at, route, part) in parts {
            let before = known.get(folder_of(&route.url)).map_or(&[][..], Vec::as_slice);
            let (page, others, said) = self.part(stage, route, part, before);
            own.push((at, page));
            beside.extend(others);
            report.append(said);
        }
        (own, beside, report)
    }

    fn part(
        &self,
        stage: &Stage,
        route: &Route,
        part: IndexPart,
        before: &[&PageRecord<'_>],
    ) -> (Option<OnePage>, Vec<Beside>, Report) {
        let view = match self.judge.view(route) {
            Ok(view) => view,
            Err(diagnostic) => return (None, Vec::new(), diagnostic.into()),
        };
        let (cause, left) = match self.known(route, view) {
            Ok((reused, report)) => match self.beside(stage, route, before) {
                Some(beside) => return (reused, beside, report),
                None => (super::Cause::Output, None),
            },
            Err(why) => why,
        };
        self.progress.start(route);
        let made = self.judge.renderer.index(part);
        self.progress.done(route);
        let files = match made {
            Ok(files) => files,
            Err(diagnostic) => return (None, Vec::new(), diagnostic.into()),
        };
        let (mut own, mut beside, mut report) = (None, Vec::new(), Report::default());
        let tree = &self.judge.renderer.world().tree;
        for (url, bytes) in files {
            let is_own = url == route.url;
            let put = stage.put(&url.output(), &Page::Bytes(bytes), left.filter(|_| is_own), tree);
            match put {
                Ok(output) if is_own => own = Some(output),
                Ok(output) => beside.push(Beside { url, output }),
                Err(diagnostic) => report.push(diagnostic),
            }
        }
        let page = OnePage {
            view,
            questions: self.no_questions(),
            notes: None,
            members: None,
            related: None,
            cause: Some(cause),
            output: own,
        };
        (Some(page), beside, report)
    }

    /// The other files of a part, if they all stand as they were left.
    fn beside(
        &self,
        stage: &Stage,
        route: &Route,
        before: &[&PageRecord<'_>],
    ) -> Option<Vec<Beside>> {
        let past = self.judge.past?;
        let others = before.iter().filter(|page| page.url != route.url.as_str());
        let stands = |page: &&PageRecord<'_>| {
            let url = UrlPath::new(page.url).ok()?;
            let stamp = stage.output().stands(&url.output(), left(page, past))?;
            Some(Beside { url, output: Staged::same(page.output, stamp) })
        };
        others.map(stands).collect()
    }
}

/// The recorded files of all parts, by the folder of each.
fn by_part<'p>(past: &'p Past<'_>, all: &str) -> BTreeMap<&'p str, Vec<&'p PageRecord<'p>>> {
    let mut known: BTreeMap<&str, Vec<&PageRecord<'_>>> = BTreeMap::new();
    for page in past.pages() {
        let part = page.url.strip_prefix(all).and_then(|rest| rest.find('/'));
        if let Some(length) = part {
            known.entry(&page.url[..=all.len() + length]).or_default().push(page);
        }
    }
    known
}

/// The folder of a part, of the file that is its route's own.
fn folder_of(url: &UrlPath) -> &str {
    url.as_str().strip_suffix(ENTRY).unwrap_or(url.as_str())
}
