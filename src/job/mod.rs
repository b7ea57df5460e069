//! Job listings: entries of `content/jobs.yaml` that link out, and own ones in `content/jobs`.
//!
//! Pure, like `article`. Whether a listing is over is asked later, since that depends on
//! the clock.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::article::{Body, DRAFT, PUBLISHED, is_draft, read};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Alone, Document, Fields, Format, Part, TextList};
use crate::value::{Map, Moment, Node, SourcePath, UrlPath, slug_of_name};

const CODE: &str = "job";

/// The file with the listings that link out.
pub const FILE: &str = "content/jobs.yaml";

/// The keys of a listing, in a list or as front matter, each with its accepted spellings.
pub const KEYS: [&[&str]; 17] = [
    &["title"],
    &["company"],
    &["location"],
    &["country"],
    URL,
    POSTED,
    VALID_THROUGH,
    &["tags"],
    &["employment_type"],
    &["remote"],
    &["salary"],
    &["description"],
    &["paid"],
    &["slug"],
    DRAFT,
    PUBLISHED,
    &["extra"],
];

// Besides ours the names of schema.org, and those that archives of vacancies use: a listing
// whose end was not understood would stay for ever.
const URL: &[&str] = &["url", "application_link", "application link"];
const POSTED: &[&str] = &["posted", "datePosted", "date_posted", "date", "opens"];
const VALID_THROUGH: &[&str] =
    &["valid_through", "validThrough", "valid_until", "expiry_date", "expires", "closes"];

/// Where front matter of a listing names its tags.
pub fn list_of_tags() -> TextList {
    TextList::at_key("tags", Alone::AtCommas)
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    #[serde(skip)]
    pub source: SourcePath,
    pub title: String,
    pub company: Option<String>,
    pub location: Vec<String>,
    pub country: Option<String>,
    /// Where to apply.
    pub url: Option<String>,
    pub posted: Option<Moment>,
    pub valid_through: Option<Moment>,
    pub tags: Vec<String>,
    pub employment_type: Option<String>,
    pub remote: bool,
    pub salary: Option<String>,
    pub description: Option<String>,
    pub paid: bool,
    pub draft: bool,
    /// Whatever else was written, for a theme.
    pub extra: Map,
    /// Its page, if it is an own one.
    pub page: Option<JobPage>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobPage {
    pub url: UrlPath,
    pub body: Body,
}

impl Job {
    /// A day given as the end counts until it is over (RULES.md, LD-7).
    pub fn is_over(&self, now: Timestamp, zone: &TimeZone) -> bool {
        self.ends(zone).is_some_and(|end| end <= now)
    }

    /// The moment from which it is over.
    pub fn ends(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.valid_through.map(|day| day.end(zone))
    }
}

/// Reads the list of listings.
pub fn parse_list(text: &str, config: &Config) -> (Vec<Job>, Report) {
    let document = Document::whole(FILE, text, Format::Yaml, CODE);
    let (node, mut report) = document.read();
    let items = match node {
        Node::List(items) => items,
        Node::Null => Vec::new(),
        other => {
            let message = format!("expected a list of jobs, found {}", other.kind());
            let hint = "begin each job with `- title: …`";
            report.push(Diagnostic::error(CODE, message).in_file(FILE).hint(hint));
            Vec::new()
        }
    };
    let source = SourcePath::new(FILE);
    let (jobs, complaints) = Fields::read_list(items, CODE, |fields| {
        let job = job(fields, &source, config);
        if job.as_ref().is_some_and(|job| job.url.is_none()) {
            fields.missing(
                "url",
                "say where to apply, or give the job a file of its own in content/jobs/",
            );
        }
        job
    });
    report.append(document.locate(complaints));
    (jobs, report)
}

/// Reads a listing with a page of its own.
pub fn parse_page(file: &SourcePath, text: &str, config: &Config) -> (Option<Job>, Report) {
    read(file, text, |opened| {
        let fields = &mut opened.fields;
        let page = page(fields, file, config).map(|url| JobPage { url, body: opened.body });
        let job = job(fields, file, config);
        Some(Job { page: Some(page?), ..job? })
    })
}

fn page(fields: &mut Fields, file: &SourcePath, config: &Config) -> Option<UrlPath> {
    let slug = fields
        .text(&["slug"])
        .unwrap_or_else(|| slug_of_name(&config.default_language, file.stem()));
    let url = match slug.is_empty() {
        true => Err("it is empty".to_owned()),
        false => UrlPath::new(&format!("/{}/{slug}/", config.paths.jobs))
            .map_err(|fault| fault.to_string()),
    };
    url.map_err(|fact| {
        let diagnostic = Diagnostic::error(CODE, "this job has no URL")
            .label(fact)
            .hint("add `slug:` with small letters, digits and hyphens");
        fields.complain("slug", Part::Value, diagnostic);
    })
    .ok()
}

fn job(fields: &mut Fields, source: &SourcePath, config: &Config) -> Option<Job> {
    let zone = &config.timezone;
    let title = fields.text(&["title"]).filter(|title| !title.trim().is_empty());
    if title.is_none() {
        fields.missing("title", "add `title: …`");
    }
    let mut job = Job {
        source: source.clone(),
        title: title.clone().unwrap_or_default(),
        company: fields.text(&["company"]),
        location: fields.texts(&["location"]).unwrap_or_default(),
        country: fields.text(&["country"]),
        url: url(fields),
        posted: fields.moment(POSTED, zone),
        valid_through: fields.moment(VALID_THROUGH, zone),
        tags: fields.comma_texts(&["tags"]).unwrap_or_default(),
        employment_type: fields.text(&["employment_type"]),
        remote: fields.flag(&["remote"]).unwrap_or(false),
        salary: fields.text(&["salary"]),
        description: fields.text(&["description"]),
        paid: fields.flag(&["paid"]).unwrap_or(false),
        draft: is_draft(fields),
        extra: extra(fields),
        page: None,
    };
    if let Some(rules) = config.typography(None) {
        let texts = std::iter::once(&mut job.title).chain(&mut job.description);
        texts.chain(&mut job.salary).for_each(|text| rules.set_in(text));
    }
    title.map(|_| job)
}

/// Where to apply: on the web or by mail. Anything else a browser might run.
fn url(fields: &mut Fields) -> Option<String> {
    let key = URL.iter().find(|key| fields.has(key)).copied().unwrap_or("url");
    let url = fields.text(URL)?;
    if ["https://", "http://", "mailto:", "/"].iter().any(|start| url.starts_with(start)) {
        return Some(url);
    }
    let diagnostic = Diagnostic::error(CODE, format!("`{key}` is not an address"))
        .hint("begin it with `https://` or `mailto:`");
    fields.complain(key, Part::Value, diagnostic);
    None
}

/// As in articles, what is not known is kept, and a slip is warned of.
fn extra(fields: &mut Fields) -> Map {
    let mut extra = fields.map(&["extra"], |inner| inner.rest()).unwrap_or_default();
    let rest = fields.rest();
    for (key, node) in rest.iter().filter(|(key, _)| *key != "layout") {
        fields.warn_of_slip(key, node);
    }
    extra.extend(rest);
    extra
}
