//! What was published in a while, as a newsletter: HTML and plain text for mail programs.
//!
//! Made by templates from a view, as pages are, but no route: nothing of it stands in the output,
//! and addresses are whole. It holds nothing that tells who reads it.

use serde::Serialize;
use tera::{Context, Value};

use super::body::{Links, describe};
use super::view::{self, MailImage};
use super::{FUNCTIONS, Renderer, World, functions};
use crate::archive::{ArticleId, Term};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::document::nearest;
use crate::job::Job;
use crate::markdown::{self, Image, Link, Loading, Options, Reading, Resolver, Versions};
use crate::plan::Kind;
use crate::theme::{Engine, Words};
use crate::value::{DateStyle, Moment, SourcePath, UrlPath};

const CODE: &str = "newsletter";

/// Characters of what mail programs show beside the subject.
const PREHEADER: usize = 140;

const TEMPLATES: [&str; 2] = ["newsletter.html", "newsletter.txt"];

/// What is to be told.
#[derive(Clone, Debug)]
pub struct Issue {
    /// From this moment on.
    pub since: Moment,
    /// Up to, but not at, this moment.
    pub until: Moment,
    /// Only articles and jobs with one of these, if there are any.
    pub tags: Vec<String>,
    pub limit: usize,
    pub subject: Option<String>,
    /// Markdown, and the name of its file.
    pub intro: Option<(String, String)>,
}

/// A newsletter, made.
#[derive(Debug)]
pub struct Newsletter {
    pub subject: String,
    pub html: String,
    pub text: String,
    pub articles: usize,
    /// How many more were published than it may hold.
    pub more: usize,
    pub jobs: usize,
}

#[derive(Serialize)]
struct View<'w> {
    subject: &'w str,
    preheader: String,
    date: String,
    since: String,
    until: String,
    lead: Option<Item<'w>>,
    groups: Vec<Group<'w>>,
    count: usize,
    more: usize,
    jobs: Vec<view::JobView<'w>>,
    all_jobs: Option<String>,
    archive: String,
    unsubscribe: Option<&'w str>,
    imprint: Option<&'w str>,
}

#[derive(Serialize)]
struct Group<'w> {
    title: Option<&'w str>,
    articles: Vec<Item<'w>>,
}

#[derive(Serialize)]
struct Item<'w> {
    title: &'w str,
    permalink: String,
    date: String,
    kicker: Option<&'w str>,
    summary: &'w str,
    dateline: &'w [String],
    authors: &'w [String],
    section: Option<&'w str>,
    image: Option<MailImage<'w>>,
    sponsored: bool,
    lang: &'w str,
}

impl Renderer {
    /// The newsletter of a while; nothing if nothing was published in it.
    pub fn newsletter(&self, issue: &Issue) -> (Option<Newsletter>, Report) {
        let world = &*self.world;
        let mut report = Report::default();
        let terms = match terms(world, &issue.tags) {
            Ok(terms) => terms,
            Err(diagnostic) => return (None, diagnostic.into()),
        };
        let mut articles = articles(world, issue, &terms);
        if articles.is_empty() {
            return (None, report);
        }
        let more = articles.len().saturating_sub(issue.limit);
        articles.truncate(issue.limit);
        let (intro, problems) = intro(world, issue);
        report.append(problems);
        report.append(missing(world));
        let theme = world.theme.with_newsletter_words();
        let subject = subject(world, &theme.words, issue);
        let view = view(world, issue, &subject, &terms, &articles, more);
        let (mut engine, problems) =
            Engine::new(&theme, &world.config, &world.languages, &FUNCTIONS, |tera| {
                functions::register(tera, &self.answers);
            });
        report.append(problems);
        if report.has_errors() {
            return (None, report);
        }
        engine.set_global("config", view::config(world));
        engine.set_global("theme", view::theme(&world.theme));
        let (articles, jobs) = (view.count, view.jobs.len());
        let context = context(world, &view, intro.as_deref());
        let [html, text] = TEMPLATES.map(|template| match engine.render(template, &context) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).trim_start().to_owned(),
            Err(diagnostics) => {
                report.extend(diagnostics);
                String::new()
            }
        });
        let made = Newsletter { subject: subject.clone(), html, text, articles, more, jobs };
        ((!report.has_errors()).then_some(made), report)
    }
}

/// The tags that somebody names.
fn terms<'w>(world: &'w World, names: &[String]) -> Result<Vec<&'w Term>, Diagnostic> {
    let tags = world.archive.taxonomy("tags");
    let find = |name: &String| {
        tags.and_then(|tags| tags.find(name)).ok_or_else(|| {
            let known = tags.into_iter().flat_map(|tags| tags.all());
            let hint = match nearest(name, known.map(|term| term.name.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`blattwerk tags list` names all".to_owned(),
            };
            Diagnostic::error(CODE, format!("there is no tag `{name}`")).hint(hint)
        })
    };
    names.iter().map(find).collect()
}

/// The newest first. What search engines are to pass over is not sent about either.
fn articles(world: &World, issue: &Issue, terms: &[&Term]) -> Vec<ArticleId> {
    let (since, until) = (issue.since.timestamp(), issue.until.timestamp());
    let fits = |id: &ArticleId| {
        let article = world.archive.article(*id);
        // When it appeared, which may be later than its date.
        let at = article.card.publish.unwrap_or(article.date).timestamp();
        let has_tag = |term: &&Term| term.articles.binary_search(id).is_ok();
        (since..until).contains(&at)
            && !article.card.noindex
            && (terms.is_empty() || terms.iter().any(has_tag))
    };
    world.archive.ids().rev().filter(fits).collect()
}

fn jobs<'w>(world: &'w World, terms: &[&Term]) -> Vec<&'w Job> {
    let tags = world.archive.taxonomy("tags");
    let has_tag = |job: &&Job| {
        let own = || job.tags.iter().filter_map(|name| tags?.find(name));
        terms.is_empty() || own().any(|own| terms.iter().any(|term| term.slug == own.slug))
    };
    let jobs = world.archive.jobs().iter().filter(has_tag);
    jobs.take(world.config.newsletter.jobs).collect()
}

fn view<'w>(
    world: &'w World,
    issue: &Issue,
    subject: &'w str,
    terms: &[&Term],
    articles: &[ArticleId],
    more: usize,
) -> View<'w> {
    let is_lead = |id: &&ArticleId| {
        let card = &world.archive.article(**id).card;
        card.featured && !card.sponsored
    };
    let lead = articles.iter().find(is_lead).copied();
    let others = articles.iter().copied().filter(|id| Some(*id) != lead);
    let jobs = jobs(world, terms).into_iter().map(|job| view::job(world, job)).collect();
    let has = |kind: &dyn Fn(&Kind) -> bool| {
        world.plan.routes().iter().find(|route| kind(&route.kind)).map(|route| &route.url)
    };
    let all_jobs = has(&|kind| matches!(kind, Kind::Jobs)).map(|url| world.absolute(url));
    let year = issue.until.in_zone(&world.config.timezone).year();
    let years = [year, year - 1];
    let archive =
        years.iter().find_map(|&year| has(&|kind| matches!(kind, Kind::Year(own) if *own == year)));
    let home = UrlPath::new("/").expect("this is a path");
    View {
        subject,
        preheader: preheader(world, lead.into_iter().chain(others.clone())),
        date: world.date(last(issue.until)),
        since: world.date(issue.since),
        until: world.date(last(issue.until)),
        lead: lead.map(|id| item(world, id)),
        groups: groups(world, others),
        count: articles.len(),
        more,
        jobs,
        all_jobs,
        archive: world.absolute(archive.unwrap_or(&home)),
        unsubscribe: world.config.newsletter.unsubscribe.as_deref(),
        imprint: world.config.newsletter.imprint.as_deref(),
    }
}

/// The last moment before one: a period that ends at midnight ends on the day before.
fn last(until: Moment) -> Moment {
    let second = jiff::Span::new().seconds(1);
    Moment::new(until.timestamp().checked_sub(second).unwrap_or(until.timestamp()))
}

fn subject(world: &World, words: &Words, issue: &Issue) -> String {
    if let Some(subject) = &issue.subject {
        return world.set(subject).into_owned();
    }
    let locale = world.languages.get(None);
    let date = last(issue.until).in_zone(&world.config.timezone);
    let site = match world.config.title.as_str() {
        "" => world.config.base_url.host().to_owned(),
        title => world.set(title).into_owned(),
    };
    let blanks = [("site", site), ("date", locale.date(&date, DateStyle::Long))];
    let blanks = blanks.map(|(name, value)| (name.to_owned(), value));
    let subject = words.get(locale, "newsletter_subject", None, &blanks);
    subject.unwrap_or_else(|_| world.config.title.clone())
}

/// The titles, as far as there is room.
fn preheader(world: &World, articles: impl Iterator<Item = ArticleId>) -> String {
    let mut text = String::new();
    for id in articles {
        let title = &world.archive.article(id).card.title;
        if !text.is_empty() && text.chars().count() + title.chars().count() > PREHEADER {
            break;
        }
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(title);
    }
    text
}

/// By section, that with the newest article first; those without one come last. Where no article has
/// a section there is one group without a name.
fn groups<'w>(world: &'w World, articles: impl Iterator<Item = ArticleId>) -> Vec<Group<'w>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut rest = Vec::new();
    for item in articles.map(|id| item(world, id)) {
        match item.section {
            None => rest.push(item),
            Some(section) => match groups.iter_mut().find(|group| group.title == Some(section)) {
                Some(group) => group.articles.push(item),
                None => groups.push(Group { title: Some(section), articles: vec![item] }),
            },
        }
    }
    if !rest.is_empty() {
        groups.push(Group { title: None, articles: rest });
    }
    groups
}

fn item(world: &World, id: ArticleId) -> Item<'_> {
    let article = world.archive.article(id);
    let card = &article.card;
    let section = world.archive.taxonomy("categories").and_then(|terms| terms.of(id).next());
    Item {
        title: &card.title,
        permalink: world.absolute(&card.url),
        date: world.date(article.date),
        kicker: card.kicker.as_deref(),
        summary: card.summary(),
        dateline: &card.dateline,
        authors: &card.authors,
        section: section.map(Term::shown),
        image: view::mail_image(world, card),
        sponsored: card.sponsored,
        lang: card.lang.as_deref().unwrap_or(&world.config.default_language),
    }
}

/// The greeting as HTML. HTML in it is shown as text: what mail programs take of it, nobody knows.
fn intro(world: &World, issue: &Issue) -> (Option<String>, Report) {
    let Some((text, file)) = &issue.intro else { return (None, Report::default()) };
    // Where a page of the content would stand, for links that do not begin with `/`.
    let source = SourcePath::new("content/newsletter.md");
    let home = UrlPath::new("/").expect("this is a path");
    let mut links = Absolute(Links { world, source: &source, url: &home });
    let options =
        Options { raw_html: false, highlight: false, ..world.markdown(None, Loading::Eager) };
    let mut rendered = markdown::render(text, &options, &mut links);
    let file = SourcePath::new(file);
    let findings = std::mem::take(&mut rendered.findings);
    let report = Report::of_text(
        &file,
        findings,
        |_| Severity::Warning,
        |finding| describe(&finding, &file, text, 0),
    );
    (Some(rendered.html).filter(|html| !html.trim().is_empty()), report)
}

/// Links and pictures with whole addresses.
struct Absolute<'w>(Links<'w>);

impl Absolute<'_> {
    fn whole(&self, url: &str) -> String {
        self.0.world.config.base_url.absolute_link(url).into_owned()
    }
}

impl Resolver for Absolute<'_> {
    fn link(&mut self, destination: &str) -> Link {
        match self.0.link(destination) {
            Link::To { url, external } => Link::To { url: self.whole(&url), external },
            Link::AsWritten if destination.starts_with('/') => {
                Link::To { url: self.whole(destination), external: false }
            }
            link => link,
        }
    }

    fn image(&mut self, destination: &str) -> Image {
        match self.0.image(destination) {
            Image::At { url, size, .. } => {
                Image::At { url: self.whole(&url), size, versions: Versions::default() }
            }
            image => image,
        }
    }
}

/// What every newsletter must have (§ 7 UWG, § 5 DDG; RULES.md, LAW-1).
fn missing(world: &World) -> Report {
    let settings = &world.config.newsletter;
    let mut report = Report::default();
    if settings.unsubscribe.is_none() {
        report.push(
            Diagnostic::warning(CODE, "without `unsubscribe` no link leads out of the newsletter")
                .in_file(crate::config::FILE)
                .hint("set it below `[newsletter]` to what your mailing service replaces by that link: \"{{ unsubscribe }}\""),
        );
    }
    if settings.imprint.is_none() {
        report.push(
            Diagnostic::warning(CODE, "without `imprint` the newsletter does not say who sends it")
                .in_file(crate::config::FILE)
                .hint("set it below `[newsletter]`: name and postal address in one line"),
        );
    }
    report
}

fn context(world: &World, view: &View<'_>, intro: Option<&str>) -> Context {
    let mut map = Value::from_serializable(view).into_map().unwrap_or_default();
    let html = intro.map_or_else(Value::none, Value::from);
    let text = intro.map(|html| markdown::lines(html, Reading::Whole));
    let text = text.map_or_else(Value::none, |text| Value::from(text.trim()));
    map.insert("intro".into(), html);
    map.insert("intro_text".into(), text);
    let mut context = Context::new();
    context.insert("kind", "newsletter");
    context.insert("lang", &world.config.default_language);
    context.insert_value("newsletter", Value::from(map));
    context
}
