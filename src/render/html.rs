//! Pages that a template makes.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Value};

use super::view::{self, PageView};
use super::{Page, World, body};
use crate::article::{Body, Card};
use crate::diagnostic::{Diagnostic, Report};
use crate::markdown::Rendered;
use crate::plan::{Feed, Kind, List, Route, TermId};
use crate::theme::Engine;
use crate::value::{SourcePath, UrlPath};

/// Words a minute that people read of German prose.
const READING_SPEED: usize = 200;

/// What a template is given, and which one.
struct Job<'w> {
    template: &'w str,
    /// As templates know it: `article`.
    kind: &'static str,
    context: Context,
    lang: &'w str,
    noindex: bool,
    report: Report,
}

/// Renders the page of a route whose kind has a template.
///
/// Without an engine only what is wrong with the page's text is found.
pub(super) fn page(
    world: &World,
    engine: Option<&Engine>,
    route: &Route,
) -> (Option<Page>, Report) {
    let Some(job) = job(world, route) else { return (None, Report::default()) };
    let Job { template, kind, mut context, lang, noindex, mut report } = job;
    let Some(engine) = engine else { return (None, report) };
    context.insert("kind", kind);
    context.insert("lang", lang);
    context.insert("noindex", &noindex);
    context.insert("current_path", &world.link(&route.url));
    context.insert("current_url", &world.absolute(&route.url));
    context.insert("feeds", &feeds(world, &route.kind));
    if !engine.has(template) {
        report.push(no_template(template, route, world).on_page(&route.url));
        return (None, report);
    }
    match engine.render(template, &context) {
        Ok(bytes) => (Some(Page::Bytes(bytes)), report),
        Err(diagnostics) => {
            diagnostics
                .into_iter()
                .for_each(|diagnostic| report.push(diagnostic.on_page(&route.url)));
            (None, report)
        }
    }
}

fn no_template(template: &str, route: &Route, world: &World) -> Diagnostic {
    let diagnostic = Diagnostic::error("theme", format!("there is no template `{template}`"));
    let hint = format!("add themes/{}/templates/{template}", world.theme.name());
    match &route.kind {
        Kind::Article(id) if template != "article.html" => diagnostic
            .in_file(&world.archive.article(*id).card.source)
            .hint(format!("{hint}, or remove `template:`")),
        _ => diagnostic.hint(hint),
    }
}

fn job<'w>(world: &'w World, route: &Route) -> Option<Job<'w>> {
    let default = Job {
        template: "",
        kind: "",
        context: Context::new(),
        lang: &world.config.default_language,
        noindex: false,
        report: Report::default(),
    };
    Some(match &route.kind {
        Kind::Article(id) => {
            let card = &world.archive.article(*id).card;
            let (view, report) = view::article(world, *id);
            with_body(
                world,
                route,
                card,
                view,
                report,
                Job { template: "article.html", kind: "article", ..default },
            )
        }
        Kind::Page(at) => {
            let card = &world.archive.pages()[*at].card;
            let (view, report) = view::standing_page(world, *at);
            with_body(
                world,
                route,
                card,
                view,
                report,
                Job { template: "page.html", kind: "page", ..default },
            )
        }
        Kind::Newest(List::Home) => {
            let job = Job { template: "home.html", kind: "home", ..default };
            job.with("pager", &view::pager(world, List::Home, None))
        }
        Kind::Numbered(List::Home, number) => {
            let job = Job { template: "list.html", kind: "list", ..default };
            job.with("pager", &view::pager(world, List::Home, Some(*number)))
        }
        Kind::Newest(list @ List::Term(id)) => {
            let job = Job { template: "list.html", kind: "term", ..default };
            term(world, route, *id, job).with("pager", &view::pager(world, *list, None))
        }
        Kind::Numbered(list @ List::Term(id), number) => {
            let job = Job { template: "list.html", kind: "list", ..default };
            job.with("term", &view::term(world, *id, Some(*number)))
                .with("pager", &view::pager(world, *list, Some(*number)))
        }
        Kind::Terms(taxonomy) => Job { template: "terms.html", kind: "terms", ..default }
            .with("terms", &view::terms(world, *taxonomy)),
        Kind::Year(year) => Job { template: "year.html", kind: "year", ..default }
            .with("year", &view::year(world, *year)),
        Kind::Month(at) => Job { template: "month.html", kind: "month", ..default }
            .with("month", &view::month(world, *at)),
        Kind::Jobs => {
            let items: Vec<_> =
                world.archive.jobs().iter().map(|listing| view::job(world, listing)).collect();
            let jobs = Jobs { count: items.len(), items };
            Job { template: "jobs.html", kind: "jobs", ..default }.with("jobs", &jobs)
        }
        Kind::Job(at) => listing(world, route, &world.archive.jobs()[*at], Over::No, default)?,
        Kind::PastJob(at) => {
            listing(world, route, &world.archive.past_jobs()[*at], Over::Yes, default)?
        }
        Kind::NotFound => Job { template: "404.html", kind: "404", noindex: true, ..default },
        Kind::Feed(_)
        | Kind::Sitemap(_)
        | Kind::Robots
        | Kind::Redirect(_)
        | Kind::File(_)
        | Kind::Asset(_) => return None,
    })
}

impl Job<'_> {
    fn with(mut self, name: &'static str, view: &impl Serialize) -> Self {
        self.context.insert(name, view);
        self
    }
}

/// A view with a body beside what it says of itself. The HTML is safe, whatever escapes.
fn insert_with_body(
    context: &mut Context,
    name: &'static str,
    view: &impl Serialize,
    fields: Vec<(&'static str, Value)>,
) {
    let mut map = Value::from_serializable(view).into_map().unwrap_or_default();
    for (key, value) in fields {
        map.insert(key.into(), value);
    }
    context.insert_value(name, Value::from(map));
}

fn with_body<'w>(
    world: &'w World,
    route: &Route,
    card: &'w Card,
    view: PageView<'w>,
    mut report: Report,
    job: Job<'w>,
) -> Job<'w> {
    let lang = card.lang.as_deref().unwrap_or(job.lang);
    let (rendered, problems) =
        body::render(world, &card.source, card.body, &route.url, card.lang.as_deref());
    report.append(problems);
    let Rendered { html, toc, words, .. } = rendered;
    let fields = vec![
        ("content", Value::safe_string(&html)),
        ("toc", Value::from_serializable(&toc)),
        ("word_count", Value::from(words)),
        ("reading_time", Value::from(words.div_ceil(READING_SPEED).max(1))),
    ];
    let mut job = Job { noindex: view.noindex, lang, report, ..job };
    if let Some(template) = &card.template {
        job.template = template;
    }
    insert_with_body(&mut job.context, "page", &view, fields);
    job
}

fn term<'w>(world: &'w World, route: &Route, id: TermId, mut job: Job<'w>) -> Job<'w> {
    let term = &world.archive.taxonomies()[id.taxonomy].all()[id.term];
    let content = match &term.profile {
        Some(profile) => text(world, &profile.source, profile.body, &route.url, &mut job.report),
        None => Value::none(),
    };
    insert_with_body(
        &mut job.context,
        "term",
        &view::term(world, id, None),
        vec![("content", content)],
    );
    job
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Yes,
    No,
}

fn listing<'w>(
    world: &'w World,
    route: &Route,
    listing: &'w crate::job::Job,
    over: Over,
    job: Job<'w>,
) -> Option<Job<'w>> {
    let own = listing.page.as_ref()?;
    let mut job = Job { template: "job.html", kind: "job", noindex: over == Over::Yes, ..job };
    let content = text(world, &listing.source, own.body, &route.url, &mut job.report);
    let fields = vec![("content", content), ("expired", Value::from(over == Over::Yes))];
    insert_with_body(&mut job.context, "job", &view::job(world, listing), fields);
    Some(job)
}

fn text(
    world: &World,
    source: &SourcePath,
    body: Body,
    url: &UrlPath,
    report: &mut Report,
) -> Value {
    let (rendered, problems) = body::render(world, source, body, url, None);
    report.append(problems);
    match rendered.html.is_empty() {
        true => Value::none(),
        false => Value::safe_string(&rendered.html),
    }
}

#[derive(Serialize)]
struct Jobs<'w> {
    items: Vec<view::JobView<'w>>,
    count: usize,
}

#[derive(Serialize)]
struct FeedLink {
    title: String,
    path: String,
}

/// RULES.md, DISC-1: the first one is the page's own.
fn feeds(world: &World, kind: &Kind) -> Vec<FeedLink> {
    if !world.config.feeds.rss {
        return Vec::new();
    }
    let own = match kind {
        Kind::Newest(List::Term(id)) | Kind::Numbered(List::Term(id), _) => Some(Feed::Term(*id)),
        Kind::Jobs | Kind::Job(_) if world.config.jobs.feed => Some(Feed::Jobs),
        _ => None,
    };
    let own = own.filter(|feed| world.has_feed(*feed));
    own.into_iter()
        .chain([Feed::Main])
        .map(|feed| FeedLink {
            title: world.feed_title(feed),
            path: world.link_to(&world.feed_path(feed)),
        })
        .collect()
}

/// Renders every fragment once, for the page that they are the same on: all.
pub(super) fn fragments(world: &World, engine: &Engine) -> (BTreeMap<String, String>, Report) {
    let mut fragments = BTreeMap::new();
    let mut report = Report::default();
    for name in world.theme.fragments() {
        let mut context = Context::new();
        context.insert("lang", &world.config.default_language);
        match engine.render(&format!("fragments/{name}.html"), &context) {
            Ok(bytes) => drop(
                fragments.insert(name.to_owned(), String::from_utf8_lossy(&bytes).into_owned()),
            ),
            Err(diagnostics) => {
                diagnostics.into_iter().for_each(|diagnostic| report.push(diagnostic))
            }
        }
    }
    (fragments, report)
}
