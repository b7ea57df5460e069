//! Pages that a template makes.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeStruct;
use tera::{Context, Value};

use super::body::{self, Text};
use super::questions::{Answered, Answers, Inline, References, recording};
use super::search::{self, SearchView};
use super::slots::Slot;
use super::view::{self, Address, PageView};
use super::{Made, Page, World, discussion};
use crate::archive::ArticleId;
use crate::article::Card;
use crate::comment::Discussion;
use crate::diagnostic::{Diagnostic, Report};
use crate::markdown::{Loading, Rendered};
use crate::plan::{Feed, Format, Kind, List, Route, TermId};
use crate::theme::Engine;
use crate::value::{Digest, SourcePath};

/// Words a minute that people read of German prose.
const READING_SPEED: usize = 200;

/// A page before its text is rendered: which template it is for, and what that sees.
pub(super) struct Draft<'w> {
    pub(super) template: &'w str,
    view: View<'w>,
    text: Option<Text<'w>>,
    /// Texts too.
    discussion: Option<(ArticleId, &'w Discussion)>,
}

/// All that a template sees, besides its text and what it asks for.
#[derive(Serialize)]
struct View<'w> {
    /// As templates know it: `article`.
    kind: &'static str,
    lang: &'w str,
    noindex: bool,
    current_path: Address<'w>,
    current_url: Address<'w>,
    feeds: Vec<FeedLink<'w>>,
    subject: Subject<'w>,
}

/// What a page is about, by the names under which a template sees it.
#[derive(Default, Serialize)]
struct Subject<'w> {
    page: Option<PageView<'w>>,
    pager: Option<view::Pager<'w>>,
    term: Option<view::TermView<'w>>,
    terms: Option<view::TermsView<'w>>,
    year: Option<view::YearView>,
    month: Option<view::MonthView<'w>>,
    corrections: Option<Vec<view::CorrectionItem<'w>>>,
    calendar: Option<view::CalendarView<'w>>,
    day: Option<view::DayView<'w>>,
    search: Option<SearchView>,
    jobs: Option<Jobs<'w>>,
    job: Option<view::JobView<'w>>,
    /// Whether the job is over.
    expired: bool,
}

#[derive(Serialize)]
struct Jobs<'w> {
    items: Vec<view::JobView<'w>>,
    count: usize,
}

/// A feed that belongs to a page; its title and its path follow from the term alone.
struct FeedLink<'w> {
    world: &'w World,
    feed: Feed,
}

impl Serialize for FeedLink<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { world, feed } = self;
        if !serializer.is_human_readable() {
            return world.feed_key(*feed).serialize(serializer);
        }
        let format = feed.format();
        let mut link = serializer.serialize_struct("FeedLink", 5)?;
        link.serialize_field("title", &world.distinct_feed_title(*feed))?;
        link.serialize_field("path", &world.link_to(&world.feed_path(*feed)))?;
        link.serialize_field("type", format.media_type())?;
        link.serialize_field("format", format.name())?;
        link.serialize_field("name", &world.feed_title(*feed))?;
        link.end()
    }
}

impl Draft<'_> {
    /// Of all that the page shows, but for what its template and its text ask for. Of its
    /// text the file and its name count, since what is said about it names its lines.
    pub fn digest(&self) -> Digest {
        let text = self.text.as_ref();
        let text = text.map(|text| (text.source.as_str(), text.body.file, text.body.start));
        let discussion = self.discussion.map(|(_, discussion)| discussion.digest);
        Digest::of_value(&(self.template, &self.view, text, discussion))
    }

    /// The view by the names under which a template sees it, to say in which field two differ.
    pub fn fields(&self) -> serde_json::Value {
        let mut fields = serde_json::to_value(&self.view).unwrap_or_default();
        let subject = fields.as_object_mut().and_then(|fields| fields.remove("subject"));
        if let (Some(fields), Some(serde_json::Value::Object(subject))) =
            (fields.as_object_mut(), subject)
        {
            fields.extend(subject);
        }
        fields
    }
}

impl Draft<'_> {
    /// All names that a template sees, with the values of this page where it is not its text
    /// that tells them. Those of other kinds of pages are nothing.
    pub fn names(&self) -> serde_json::Map<String, serde_json::Value> {
        let serde_json::Value::Object(mut names) = self.fields() else { return Default::default() };
        names.remove("expired");
        for (owner, texts) in TEXTS {
            if let Some(serde_json::Value::Object(fields)) = names.get_mut(owner) {
                fields.extend(texts.iter().map(|name| (name.to_string(), serde_json::Value::Null)));
            }
        }
        names
    }
}

/// What a view gets from its text, by the names under which a template sees it.
const TEXTS: [(&str, &[&str]); 3] = [
    ("page", &["content", "toc", "word_count", "reading_time", "discussion"]),
    ("term", &["content"]),
    ("job", &["content", "expired"]),
];

/// What the page of a route shows; nothing if its kind has no template.
pub(super) fn draft<'w>(world: &'w World, route: &'w Route) -> Option<Draft<'w>> {
    let default = &*world.config.default_language;
    let mut lang = default;
    let mut noindex = false;
    let mut text = None;
    let mut discussion = None;
    let mut subject = Subject::default();
    let (template, kind) = match &route.kind {
        Kind::Article(id) => {
            let card = &world.archive.article(*id).card;
            subject.page = Some(view::article(world, *id));
            text = Some(card_text(card));
            discussion = world.archive.discussion(*id).map(|discussion| (*id, discussion));
            (lang, noindex) = (card.lang.as_deref().unwrap_or(default), card.noindex);
            (card.template.as_deref().unwrap_or("article.html"), "article")
        }
        Kind::Page(at) => {
            let card = &world.archive.pages()[*at].card;
            subject.page = Some(view::standing_page(world, *at));
            text = Some(card_text(card));
            (lang, noindex) = (card.lang.as_deref().unwrap_or(default), card.noindex);
            (card.template.as_deref().unwrap_or("page.html"), "page")
        }
        Kind::Newest(List::Home) => {
            subject.pager = Some(view::pager(world, List::Home, None));
            ("home.html", "home")
        }
        Kind::Numbered(List::Home, number) => {
            subject.pager = Some(view::pager(world, List::Home, Some(*number)));
            ("list.html", "list")
        }
        Kind::Newest(list @ List::Term(id)) => {
            subject.pager = Some(view::pager(world, *list, None));
            subject.term = Some(view::term(world, *id, None));
            text = profile_text(world, *id);
            ("list.html", "term")
        }
        Kind::Numbered(list @ List::Term(id), number) => {
            subject.pager = Some(view::pager(world, *list, Some(*number)));
            subject.term = Some(view::term(world, *id, Some(*number)));
            ("list.html", "list")
        }
        Kind::Terms(taxonomy) => {
            subject.terms = Some(view::terms(world, *taxonomy));
            ("terms.html", "terms")
        }
        Kind::Year(year) => {
            subject.year = Some(view::year(world, *year));
            ("year.html", "year")
        }
        Kind::Month(at) => {
            subject.month = Some(view::month(world, *at));
            ("month.html", "month")
        }
        Kind::Corrections => {
            subject.corrections = Some(view::corrections(world));
            ("corrections.html", "corrections")
        }
        Kind::Calendar => {
            subject.calendar = Some(view::calendar(world));
            ("calendar.html", "calendar")
        }
        Kind::Day(day) => {
            subject.day = Some(view::day(world, *day));
            ("day.html", "day")
        }
        Kind::Jobs => {
            let listings = world.archive.jobs().iter();
            let items: Vec<_> = listings.map(|listing| view::job(world, listing)).collect();
            subject.jobs = Some(Jobs { count: items.len(), items });
            ("jobs.html", "jobs")
        }
        Kind::Job(_) | Kind::PastJob(_) => {
            subject.expired = matches!(route.kind, Kind::PastJob(_));
            noindex = subject.expired;
            let listing = listing(world, &route.kind)?;
            let own = listing.page.as_ref()?;
            subject.job = Some(view::job(world, listing));
            let opening = Loading::Lazy;
            text = Some(Text { source: &listing.source, body: own.body, lang: None, opening });
            ("job.html", "job")
        }
        Kind::Search => {
            // RULES.md, META-6.
            noindex = true;
            subject.search = Some(search::view(world));
            ("search.html", "search")
        }
        Kind::NotFound => {
            noindex = true;
            ("404.html", "404")
        }
        Kind::Gone => {
            noindex = true;
            let own = world.theme.has_template("gone.html");
            (if own { "gone.html" } else { "404.html" }, "gone")
        }
        Kind::Feed(_)
        | Kind::Opml
        | Kind::Sitemap(_)
        | Kind::Robots
        | Kind::Index(_)
        | Kind::Rules(_)
        | Kind::Fragment(_)
        | Kind::Redirect(_)
        | Kind::File(_)
        | Kind::Picture(..)
        | Kind::Card(_)
        | Kind::Asset(_) => return None,
    };
    let (current_path, current_url) = Address::both(world, &route.url);
    let feeds = feeds(world, &route.kind);
    let view = View { kind, lang, noindex, current_path, current_url, feeds, subject };
    Some(Draft { template, view, text, discussion })
}

/// Where the picture of the article is not on the first screen, one that its text begins with
/// may be.
pub(super) fn card_text(card: &Card) -> Text<'_> {
    let opening = if card.image.is_some() { Loading::Lazy } else { Loading::Eager };
    Text { source: &card.source, body: card.body, lang: card.lang.as_deref(), opening }
}

fn profile_text(world: &World, id: TermId) -> Option<Text<'_>> {
    let term = &world.archive.taxonomies()[id.taxonomy].all()[id.term];
    let profile = term.profile.as_ref()?;
    let opening = Loading::Lazy;
    Some(Text { source: &profile.source, body: profile.body, lang: None, opening })
}

fn listing<'w>(world: &'w World, kind: &Kind) -> Option<&'w crate::job::Job> {
    match kind {
        Kind::Job(at) => world.archive.jobs().get(*at),
        Kind::PastJob(at) => world.archive.past_jobs().get(*at),
        _ => None,
    }
}

/// Renders the page of a route whose kind has a template.
///
/// Without an engine only what is wrong with the page's text is found.
pub(super) fn page(
    world: &World,
    engine: Option<&Engine>,
    answers: &Answers,
    route: &Route,
) -> Made {
    let Some(draft) = draft(world, route) else { return Made::default() };
    let Draft { template, view, text, discussion } = draft;
    let mut report: Report = card(world, &route.kind)
        .and_then(|card| view::missing_image(world, card))
        .into_iter()
        .collect();
    let rendered = text.map(|text| {
        let (rendered, references, problems) = body::render(world, text, &route.url);
        report.append(problems);
        (rendered, references)
    });
    if let Kind::Job(at) = route.kind {
        let has_text = rendered.as_ref().is_some_and(|(text, _)| text.words > 0);
        let missing = view::incomplete(world, &world.archive.jobs()[at], has_text);
        report.append(missing.into_iter().collect());
    }
    let (rendered, references) = rendered.unzip();
    let references = references.unwrap_or_default();
    let Some(engine) = engine else { return Made { report, references, ..Made::default() } };
    if !engine.has(template) {
        report.push(no_template(template, route, world).on_page(&route.url));
        return Made { report, references, ..Made::default() };
    }
    let discussion = discussion.map(|(id, of)| discussion::value(world, id, of)).transpose();
    let discussion = match discussion {
        Ok(discussion) => discussion.unwrap_or_else(Value::none),
        Err(diagnostic) => {
            report.push(diagnostic);
            return Made { report, references, ..Made::default() };
        }
    };
    let context = context(&view, rendered, discussion);
    match filled(engine, answers, template, &context) {
        Ok((bytes, slots, questions)) => {
            Made { page: Some(Page::Bytes(bytes)), report, questions, references, slots }
        }
        Err(diagnostics) => {
            diagnostics
                .into_iter()
                .for_each(|diagnostic| report.push(diagnostic.on_page(&route.url)));
            Made { report, references, ..Made::default() }
        }
    }
}

type Filled = (Vec<u8>, Vec<Slot>, Vec<Arc<Answered>>);

/// Renders with marks for the fragments, and where that does not work out with these.
fn filled(
    engine: &Engine,
    answers: &Answers,
    template: &str,
    context: &Context,
) -> Result<Filled, Vec<Diagnostic>> {
    let (page, asked) = recording(Inline::Mark, || engine.render(template, context));
    if let Ok(page) = page
        && let Some((page, slots)) = answers.fill(page, asked.marks)
    {
        return Ok((page, slots, asked.answered));
    }
    let (page, asked) = recording(Inline::Content, || engine.render(template, context));
    Ok((page?, Vec::new(), asked.answered))
}

/// The card whose page this is.
fn card<'w>(world: &'w World, kind: &Kind) -> Option<&'w Card> {
    match kind {
        Kind::Article(id) => Some(&world.archive.article(*id).card),
        Kind::Page(at) => Some(&world.archive.pages()[*at].card),
        _ => None,
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

/// The view and the text as Tera takes them. What a page is not about is not there at all.
fn context(view: &View<'_>, text: Option<Rendered>, discussion: Value) -> Context {
    let View { kind, lang, noindex, current_path, current_url, feeds, subject } = view;
    let Subject { page, pager, term, terms, year, month, jobs, job, expired, .. } = subject;
    let mut context = Context::new();
    context.insert("kind", kind);
    context.insert("lang", lang);
    context.insert("noindex", noindex);
    context.insert("current_path", current_path);
    context.insert("current_url", current_url);
    context.insert("feeds", feeds);
    insert(&mut context, "pager", pager);
    insert(&mut context, "terms", terms);
    insert(&mut context, "year", year);
    insert(&mut context, "month", month);
    insert(&mut context, "corrections", &subject.corrections);
    insert(&mut context, "calendar", &subject.calendar);
    insert(&mut context, "day", &subject.day);
    insert(&mut context, "search", &subject.search);
    insert(&mut context, "jobs", jobs);
    let html = text.as_ref().map(|text| Value::safe_string(&text.html));
    if let Some(page) = page {
        let text = text.as_ref();
        let words = text.map_or(0, |text| text.words);
        let fields = vec![
            ("content", html.unwrap_or_else(|| Value::safe_string(""))),
            ("toc", Value::from_serializable(&text.map(|text| &text.toc))),
            ("word_count", Value::from(words)),
            ("discussion", discussion),
            ("reading_time", Value::from(words.div_ceil(READING_SPEED).max(1))),
        ];
        insert_with(&mut context, "page", page, fields);
        return context;
    }
    // A tag's text and a job's are nothing where nobody wrote one.
    let html = html.filter(|html| html.as_str() != Some("")).unwrap_or_else(Value::none);
    if let Some(term) = term {
        let fields = if *kind == "term" { vec![("content", html)] } else { Vec::new() };
        insert_with(&mut context, "term", term, fields);
    } else if let Some(job) = job {
        let fields = vec![("content", html), ("expired", Value::from(*expired))];
        insert_with(&mut context, "job", job, fields);
    }
    context
}

fn insert(context: &mut Context, name: &'static str, view: &Option<impl Serialize>) {
    if let Some(view) = view {
        context.insert(name, view);
    }
}

/// A view with more fields than it has by itself. The HTML is safe, whatever escapes.
fn insert_with(
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

/// RULES.md, DISC-1: the first one is the page's own; on an article, that of its comments comes
/// second.
fn feeds<'w>(world: &'w World, kind: &Kind) -> Vec<FeedLink<'w>> {
    let own = match kind {
        Kind::Newest(List::Term(id)) | Kind::Numbered(List::Term(id), _) => Some(Feed::Term(*id)),
        Kind::Jobs | Kind::Job(_) => Some(Feed::Jobs),
        _ => None,
    };
    let comments = match kind {
        Kind::Article(id) => Some(Feed::Comments(*id)),
        _ => None,
    };
    let main = Format::ALL.map(Feed::Main);
    let feeds = own.into_iter().chain(main).chain(comments);
    let feeds = feeds.filter(|feed| world.has_feed(*feed));
    feeds.map(|feed| FeedLink { world, feed }).collect()
}

/// Whether all that the text of a page refers to leads where it led.
pub(super) fn references_stand(world: &World, route: &Route, before: &References<&str>) -> bool {
    let lead = |source| body::lead_as_before(world, source, &route.url, before);
    before.all.is_empty() || text_source(world, &route.kind).is_some_and(lead)
}

/// The file whose text a page shows.
pub(super) fn text_source<'w>(world: &'w World, kind: &Kind) -> Option<&'w SourcePath> {
    match kind {
        Kind::Newest(List::Term(id)) => profile_text(world, *id).map(|text| text.source),
        kind => card(world, kind)
            .map(|card| &card.source)
            .or_else(|| listing(world, kind).map(|listing| &listing.source)),
    }
}
