//! Why a page was rendered, or would be: which field of its view differs, which answer,
//! which template.
//!
//! Views are not kept. The one of an earlier build is made again from what is kept of its
//! sources, and compared with the one of now, field by field.

use std::collections::BTreeSet;

use serde_json::Value;

use super::before::Before;
use super::judge::{Cause, Judge};
use super::past::Past;
use super::site::{self, Settings, Site};
use super::still::Summary;
use super::{
    Found, Kept, Parts, Request, Silent, Without, arrange, cache_key, contents, output_folder,
};
use crate::cache::{Records, Store};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::emit::Output;
use crate::plan::Route;
use crate::render::{Question, Renderer};
use crate::source::Tree;
use crate::theme;
use crate::value::{Digest, SourcePath, UrlPath};

const CODE: &str = "explain";

/// Which build is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The last one that found something changed.
    Last,
    /// The one that would run now.
    Next,
}

/// What became of a page, and why.
#[derive(Debug)]
pub struct Explanation {
    pub url: String,
    /// Nothing if it was not rendered.
    pub cause: Option<Cause>,
    pub details: Vec<Detail>,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// A field of the view, a question, a file.
    pub what: String,
    /// As JSON; nothing where values are not known or there was none.
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Explains the page at a URL, or the one that a source or a file of the output belongs to.
pub fn explain(request: &Request, path: &str, when: When) -> Result<Explanation, Report> {
    let mut report = Report::default();
    let site = Site::open(request, &Silent).kept(&mut report);
    if report.has_errors() {
        return Err(report);
    }
    let store = Store::new(&request.root, cache_key(request, &site.config));
    let kept = store.open().map_err(|absent| {
        let message = format!("nothing is known of the last build: {absent}");
        Diagnostic::error(CODE, message).hint("run `blattwerk build` with the same options")
    })?;
    let records = kept.records().map_err(|absent| Diagnostic::error(CODE, absent))?;
    let settings = Settings::of(&site).digest;
    let past = || {
        Past::read(&kept, &records, settings, &mut Vec::new())
            .ok_or_else(|| Diagnostic::error(CODE, "the cache is damaged"))
    };
    match when {
        When::Last => last(request, &records, path, past()?, past()?),
        When::Next => next(request, site, &records, path, past()?, past()?),
    }
}

fn last(
    request: &Request,
    records: &Records<'_>,
    path: &str,
    past: Past<'_>,
    to_rewind: Past<'_>,
) -> Result<Explanation, Report> {
    let summary = summary(records)?;
    let after = recorded(request, &summary.settings, summary.now, &past);
    let route = find(&after, path)?;
    let url = route.url.to_string();
    let page = past.page(&route.url);
    let cause = page.and_then(|page| Cause::ALL.get(page.cause? as usize).copied());
    let before: Option<Before<'_>> = postcard::from_bytes(records.before.0).ok();
    let (Some(cause), Some(before)) = (cause, before) else {
        return Ok(Explanation { url, cause, details: Vec::new() });
    };
    let details = match (cause, &before.files) {
        (Cause::Common, _) => common(
            request,
            (&before.origins, &before.settings),
            (&summary.origins, &summary.settings),
        ),
        (Cause::Answers | Cause::Fragment, _) => {
            let asked = page.map(|page| past.asked(page)).unwrap_or_default();
            let known: BTreeSet<&(Question, Digest)> = before.answers.iter().collect();
            asked.iter().filter(|pair| !known.contains(pair)).map(|(q, _)| question(q)).collect()
        }
        (Cause::View | Cause::References, Some(files)) => {
            let rewound = to_rewind.rewound(files);
            let old = recorded(request, &before.settings, before.now, &rewound);
            compare(&old, &after, &route, (&rewound, &past))
        }
        _ => Vec::new(),
    };
    Ok(Explanation { url, cause: Some(cause), details })
}

fn next(
    request: &Request,
    site: Site,
    records: &Records<'_>,
    path: &str,
    past: Past<'_>,
    for_now: Past<'_>,
) -> Result<Explanation, Report> {
    let summary = summary(records)?;
    let output = Output::open(&request.root, output_folder(request, &site.config))?;
    let now = site.settings_text.clone();
    let ((renderer, _), report) =
        super::prepare_site(request, site, &Without::default(), Some(&for_now), None, &Silent);
    if report.has_errors() {
        return Err(report);
    }
    let route = find(&renderer, path)?;
    let url = route.url.to_string();
    let judge = Judge::new(&renderer, Some(&for_now));
    let cause = match past.page(&route.url) {
        Some(page) => judge.cause(&output, &route, &for_now, page)?,
        None => Some(Cause::New),
    };
    let details = match cause {
        Some(Cause::Common) => {
            common(request, (&summary.origins, &summary.settings), (&renderer.origins(), &now))
        }
        Some(Cause::Answers | Cause::Fragment) => {
            let asked = past.page(&route.url).map(|page| past.asked(page)).unwrap_or_default();
            let differs = |(question, digest): &&(Question, _)| {
                renderer.answer_digest(question) != Some(*digest)
            };
            asked.iter().filter(differs).map(|(q, _)| question(q)).collect()
        }
        Some(Cause::View | Cause::References) => {
            let old = recorded(request, &summary.settings, summary.now, &past);
            compare(&old, &renderer, &route, (&past, &past))
        }
        _ => Vec::new(),
    };
    Ok(Explanation { url, cause, details })
}

fn summary(records: &Records<'_>) -> Result<Summary, Diagnostic> {
    postcard::from_bytes(records.summary.0)
        .map_err(|_| Diagnostic::error(CODE, "the cache is damaged"))
}

/// The site as an earlier build knew it, with today's templates, which no view depends on.
fn recorded(request: &Request, settings: &str, now: jiff::Timestamp, past: &Past<'_>) -> Renderer {
    let mut ignored = Report::default();
    let config: Config = site::settings(request, settings, &mut ignored);
    let locale = site::locale(&config, &mut ignored);
    let (chain, _) = theme::chain(&request.root, &config.theme, || Place::file(config::FILE));
    let tree = Tree::recorded(&request.root, past.recorded_files());
    let sources = contents::Sources {
        tree: &tree,
        config: &config,
        past: Some(past),
        memory: None,
        writer: None,
    };
    let ((contents, ..), _) = contents::parse(sources, &Silent);
    let (published, _) = site::published(request, &config);
    let found = Found { contents, published, is_whole: true };
    let parts = Parts { config, locale, chain, tree, found };
    arrange(parts, request.include, now).0
}

/// The route at a URL, or of a source, or of a file of the output.
fn find(renderer: &Renderer, path: &str) -> Result<Route, Diagnostic> {
    let world = renderer.world();
    let bare = path.trim_start_matches("./");
    let url = format!("/{}", bare.trim_start_matches('/'));
    let of_output = url.strip_suffix("index.html").unwrap_or(&url);
    let by_source = || {
        let is_its =
            |route: &&Route| renderer.texts_of(route).any(|source| source.as_str() == bare);
        world.plan.routes().iter().find(is_its)
    };
    let found = [url.as_str(), of_output].into_iter().find_map(|path| world.plan.find(path));
    found.or_else(by_source).cloned().ok_or_else(|| {
        let near = UrlPath::new(&url).ok().and_then(|_| world.namesake(&url));
        let hint = near.map_or_else(
            || "`blattwerk list routes` lists all of them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Diagnostic::error(CODE, format!("there is no page `{path}`")).hint(hint)
    })
}

/// Which settings and which parts of the theme differ.
fn common(
    request: &Request,
    before: (&[(String, Digest)], &str),
    after: (&[(String, Digest)], &str),
) -> Vec<Detail> {
    let mut details = origins(before.0, after.0);
    settings_differ(request, [before.1, after.1], &mut details);
    details
}

fn origins(before: &[(String, Digest)], after: &[(String, Digest)]) -> Vec<Detail> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) =
        (before.iter().collect(), after.iter().collect());
    let mut names: Vec<&str> =
        before.symmetric_difference(&after).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| unknown(name.to_owned())).collect()
}

/// In the place of `site.toml`, which of its settings differ.
fn settings_differ(request: &Request, [before, after]: [&str; 2], details: &mut Vec<Detail>) {
    let effective = |text: &str| {
        let config = site::settings(request, text, &mut Report::default());
        serde_json::to_value(config.effective()).unwrap_or_default()
    };
    let mut found = Vec::new();
    differences(config::FILE, &effective(before), &effective(after), &mut found);
    if !found.is_empty() {
        details.retain(|detail| detail.what != config::FILE);
        details.extend(found);
    }
}

fn question(question: &Question) -> Detail {
    unknown(question.to_string())
}

/// Something of which only digests are known.
fn unknown(what: String) -> Detail {
    Detail { what, before: None, after: None }
}

/// The fields of the two views that differ; if there are none, the text, or what it refers to.
fn compare(
    before: &Renderer,
    after: &Renderer,
    route: &Route,
    (old, new): (&Past<'_>, &Past<'_>),
) -> Vec<Detail> {
    let Some(was) = before.world().plan.find(route.url.as_str()).cloned() else {
        return Vec::new();
    };
    let mut details = Vec::new();
    differences("", &before.view_fields(&was), &after.view_fields(route), &mut details);
    let differs = |text: &&SourcePath| {
        old.file(text).map(|file| file.digest) != after.world().tree.digest(text).ok()
    };
    details.extend(after.texts_of(route).filter(differs).map(|text| unknown(text.to_string())));
    if details.is_empty() {
        let led = |renderer: &Renderer, route: &Route| {
            renderer.answers_of(route, &references(new, route))
        };
        let (led_before, leads) = (led(before, &was), led(after, route));
        let pairs = led_before.into_iter().zip(leads).filter(|(before, after)| before != after);
        details.extend(pairs.map(|((name, before), (_, after))| Detail {
            what: name,
            before: Some(before),
            after: Some(after),
        }));
    }
    details
}

fn references(past: &Past<'_>, route: &Route) -> Vec<crate::render::Reference> {
    past.page(&route.url).map(|page| past.references(page)).unwrap_or_default()
}

/// Walks two values side by side: `pager.articles.3.title`.
fn differences(name: &str, before: &Value, after: &Value, found: &mut Vec<Detail>) {
    let joined = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let value = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or_default()
                };
                differences(&joined(key), &value(one), &value(other), found);
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for at in 0..one.len().max(other.len()) {
                let value = |list: &[Value]| list.get(at).cloned().unwrap_or_default();
                differences(&joined(&at.to_string()), &value(one), &value(other), found);
            }
        }
        (one, other) if one != other => found.push(Detail {
            what: name.to_owned(),
            before: Some(one.clone()),
            after: Some(other.clone()),
        }),
        _ => {}
    }
}
