//! Adds to `urls.lock` what a build has published.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::emit;
use crate::plan::{Kind, List, Route};
use crate::published::{Entry, LOCK, Lock, Mark, Sort};
use crate::render::World;
use crate::value::{SourcePath, UrlPath};

/// Says how many lines are new or others.
pub(super) fn publish(root: &Path, world: &World) -> Result<usize, Diagnostic> {
    let mut changed = 0;
    emit::update(root, LOCK, |text| {
        // What another build has added meanwhile stays; what is wrong with it stops a build.
        let (lock, number) = Lock::read(text).0.with(entries(world), away(world));
        changed = number;
        let printed = lock.to_string();
        (printed != text).then_some(printed)
    })?;
    Ok(changed)
}

/// The addresses that are to stay, of all that the site has.
fn entries(world: &World) -> Vec<Entry> {
    world.plan.routes().iter().filter_map(|route| entry(world, route)).collect()
}

/// Addresses of what is held back now, with what it is recognised by when it comes back.
fn away(world: &World) -> Vec<Entry> {
    let withheld = world.archive.followed().withheld.iter();
    let entry = |(path, (source, mark)): (&UrlPath, &(SourcePath, Option<Mark>))| Entry {
        path: path.clone(),
        // Its kind and its id stay what they are.
        sort: Sort::Article,
        id: "".into(),
        source: source.clone(),
        mark: *mark,
        line: 0,
    };
    withheld.map(entry).collect()
}

fn entry(world: &World, route: &Route) -> Option<Entry> {
    let archive = &world.archive;
    let (sort, id, source, mark) = match &route.kind {
        Kind::Article(id) => {
            let article = archive.article(*id);
            let mark = Mark::of(&article.card, Some(article.date));
            (Sort::Article, article.card.id.as_str(), article.card.source.clone(), Some(mark))
        }
        Kind::Page(at) if route.url.as_str() != "/404.html" => {
            let page = &archive.pages()[*at];
            let mark = Mark::of(&page.card, page.date);
            (Sort::Page, page.card.id.as_str(), page.card.source.clone(), Some(mark))
        }
        Kind::Job(at) => (Sort::Job, "", archive.jobs()[*at].source.clone(), None),
        Kind::PastJob(at) => (Sort::Job, "", archive.past_jobs()[*at].source.clone(), None),
        Kind::Newest(List::Term(id)) => {
            let term = &archive.taxonomies()[id.taxonomy].all()[id.term];
            let profile = term.profile.as_ref().map(|profile| profile.source.clone());
            (Sort::Term, "", profile.unwrap_or_default(), None)
        }
        Kind::Month(_) => (Sort::Month, "", SourcePath::default(), None),
        Kind::Feed(_) | Kind::Opml => (Sort::Feed, "", SourcePath::default(), None),
        _ => return None,
    };
    Some(Entry { path: route.url.clone(), sort, id: id.into(), source, mark, line: 0 })
}
