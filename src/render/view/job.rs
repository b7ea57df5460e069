use serde::Serialize;

use super::lazy::{Address, Date};
use crate::article::place_of;
use crate::diagnostic::Diagnostic;
use crate::job::Job;
use crate::render::World;
use crate::value::{Map, Moment};

#[derive(Serialize)]
pub(in crate::render) struct JobView<'a> {
    title: &'a str,
    company: Option<&'a str>,
    location: &'a [String],
    country: Option<&'a str>,
    url: Option<&'a str>,
    path: Option<Address<'a>>,
    permalink: Option<Address<'a>>,
    posted: Option<Date<'a>>,
    valid_through: Option<Date<'a>>,
    /// The moment from which it is over: a day counts until its end.
    ends: Option<Date<'a>>,
    tags: Vec<JobTag<'a>>,
    employment_type: Option<&'a str>,
    remote: bool,
    salary: Option<&'a str>,
    description: Option<&'a str>,
    paid: bool,
    extra: &'a Map,
}

#[derive(Serialize)]
struct JobTag<'a> {
    name: &'a str,
    path: Option<String>,
}

pub(in crate::render) fn job<'a>(world: &'a World, job: &'a Job) -> JobView<'a> {
    let page = job.page.as_ref().filter(|_| world.config.jobs.page);
    let (path, permalink) = page.map(|page| Address::both(world, &page.url)).unzip();
    JobView {
        title: &job.title,
        company: job.company.as_deref(),
        location: &job.location,
        country: job.country.as_deref(),
        url: job.url.as_deref(),
        path,
        permalink,
        posted: job.posted.map(|moment| Date { world, moment }),
        valid_through: job.valid_through.map(|moment| Date { world, moment }),
        ends: job.ends(&world.config.timezone).map(|at| Date { world, moment: Moment::new(at) }),
        tags: job.tags.iter().map(|tag| job_tag(world, tag)).collect(),
        employment_type: job.employment_type.as_deref(),
        remote: job.remote,
        salary: job.salary.as_deref(),
        description: job.description.as_deref(),
        paid: job.paid,
        extra: &job.extra,
    }
}

/// RULES.md, LD-5: says which keys are missing without which no search engine lists a job. Whoever
/// asks knows whether its page has a text. The file is read again for the place.
pub(in crate::render) fn incomplete(
    world: &World,
    job: &Job,
    has_text: bool,
) -> Option<Diagnostic> {
    let wanted = [
        (job.company.is_some(), "company", "`company: …`, who employs"),
        (job.country.is_some(), "country", "`country: DE`, where the work is done"),
        (job.posted.is_some(), "posted", "`posted: 2026-11-23`, since when it is open"),
        (
            has_text || job.description.is_some(),
            "description",
            "a text below the front matter, or `description: …`",
        ),
    ];
    let missing: Vec<_> = wanted.into_iter().filter(|(is_there, ..)| !is_there).collect();
    if missing.is_empty() {
        return None;
    }
    let keys: Vec<String> = missing.iter().map(|(_, key, _)| format!("`{key}`")).collect();
    let ways: Vec<&str> = missing.iter().map(|(.., way)| *way).collect();
    let text = world.tree.read_text(&job.source).unwrap_or_default();
    let message = format!("this job has no {}", keys.join(", "));
    let diagnostic = Diagnostic::warning("incomplete-job", message)
        .at(place_of(&job.source, &text, &["title"]))
        .label("search engines do not list it as a job")
        .hint(format!("add {}", ways.join("; ")));
    Some(diagnostic)
}

/// A tag leads to its page only if articles have it too.
fn job_tag<'a>(world: &'a World, name: &'a str) -> JobTag<'a> {
    let tags = world.archive.taxonomy("tags");
    let term = tags.and_then(|tags| tags.find(name)).filter(|term| !term.articles.is_empty());
    match (tags, term) {
        (Some(tags), Some(term)) => {
            let path = format!("{}/", tags.taxonomy.term_path(&term.slug));
            JobTag { name: term.shown(), path: Some(world.link_to(&path)) }
        }
        _ => JobTag { name, path: None },
    }
}
