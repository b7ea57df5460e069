use std::collections::BTreeSet;

use super::{
    Feed, Format, IndexPart, Kind, List, NEWS_SITEMAP, OPML, Paging, Plan, Route, Sitemap, TermId,
    card_path, clash, departed, files, fragment_path, month_feed_path, month_name, month_path,
    search, sitemaps, year_path,
};
use crate::archive::{Archive, Term, Terms};
use crate::article::{Card, Image};
use crate::config::{Config, Way};
use crate::diagnostic::{Diagnostic, Report};
use crate::published::{Lock, Redirects};
use crate::source::Tree;
use crate::value::UrlPath;

/// What the routes follow from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub archive: &'a Archive,
    pub config: &'a Config,
    pub tree: &'a Tree,
    /// What was published.
    pub lock: &'a Lock,
    pub redirects: &'a Redirects,
    /// Whether all files of the content could be read: else what follows from them is missing,
    /// too.
    pub is_whole: bool,
    /// The URLs of the theme's assets.
    pub assets: &'a [UrlPath],
    /// The names of the theme's fragments.
    pub fragments: &'a [&'a str],
    /// Whether the theme has a template, of those that it may lack.
    pub has_template: &'a dyn Fn(&str) -> bool,
    /// Whether articles without a picture get a card.
    pub cards: bool,
}

/// Draws the plan; clashes and names that cannot be files are reported.
pub fn draw(input: Input<'_>) -> (Plan, Report) {
    let mut drawing = Drawing { input, routes: Vec::new(), report: Report::default() };
    drawing.articles();
    drawing.pages();
    drawing.list("", List::Home, input.archive.articles().len(), input.config.paginate_by);
    drawing.taxonomies();
    drawing.months();
    drawing.corrections();
    drawing.calendar();
    drawing.jobs();
    drawing.feeds();
    drawing.search();
    drawing.sitemaps();
    drawing.fragments();
    drawing.files();
    let Drawing { routes, mut report, .. } = drawing;
    let mut plan = Plan::new(routes);
    let departed = departed::routes(&plan, input);
    report.append(departed.1);
    if !departed.0.is_empty() {
        plan.routes.extend(departed.0);
        plan = Plan::new(plan.routes);
    }
    let plan = plan.tell_hosts(&input.config.hosts, &input.config.base_url);
    let describe = |kind: &Kind| describe(kind, input.archive);
    report.append(clash::find(plan.routes(), describe));
    report.append(search::intruders(plan.routes(), input.config, describe));
    (plan, report)
}

struct Drawing<'a> {
    input: Input<'a>,
    routes: Vec<Route>,
    report: Report,
}

impl Drawing<'_> {
    /// A path made of words of the settings, of slugs and of numbers.
    fn add(&mut self, path: &str, kind: Kind) {
        match UrlPath::new(path) {
            Ok(url) => self.routes.push(Route { url, kind }),
            Err(fault) => {
                let source = describe(&kind, self.input.archive);
                let message = format!("`{path}` cannot be a file: {fault}");
                let hint = "give it another `slug:`, or change `[paths]` in site.toml";
                self.report
                    .push(Diagnostic::error("file-name", message).in_file(source).hint(hint));
            }
        }
    }

    fn articles(&mut self) {
        let archive = self.input.archive;
        for id in archive.ids() {
            let card = &archive.article(id).card;
            self.routes.push(Route { url: card.url.clone(), kind: Kind::Article(id) });
            self.aliases(&card.aliases, &card.url);
        }
    }

    fn pages(&mut self) {
        for (at, page) in self.input.archive.pages().iter().enumerate() {
            self.routes.push(Route { url: page.card.url.clone(), kind: Kind::Page(at) });
            self.aliases(&page.card.aliases, &page.card.url);
        }
    }

    fn aliases(&mut self, aliases: &[UrlPath], target: &UrlPath) {
        for alias in aliases {
            // An article that names its own URL among the earlier ones means no harm.
            if alias != target {
                let url = alias.clone();
                self.routes.push(Route { url, kind: Kind::Redirect(target.clone()) });
            }
        }
    }

    /// A list's own address and its numbered pages.
    fn list(&mut self, path: &str, list: List, total: usize, per_page: usize) {
        self.add(&format!("{path}/"), Kind::Newest(list));
        let word = &self.input.config.paths.page;
        for number in 1..=Paging::new(total, per_page).numbered() {
            self.add(&format!("{path}/{word}/{number}/"), Kind::Numbered(list, number));
        }
    }

    fn taxonomies(&mut self) {
        for (taxonomy, terms) in self.input.archive.taxonomies().iter().enumerate() {
            let path = &terms.taxonomy.path;
            if shown(terms).next().is_some() {
                self.add(&format!("/{path}/"), Kind::Terms(taxonomy));
            }
            for (term, Term { slug, articles, .. }) in shown(terms) {
                let id = TermId { taxonomy, term };
                let per_page = terms.taxonomy.paginate_by.unwrap_or(self.input.config.paginate_by);
                self.list(
                    &terms.taxonomy.term_path(slug),
                    List::Term(id),
                    articles.len(),
                    per_page,
                );
            }
        }
    }

    fn months(&mut self) {
        let config = self.input.config;
        let mut last_year = None;
        for (at, month) in self.input.archive.months().iter().enumerate() {
            let year = month.year;
            if last_year != Some(year) {
                self.add(&format!("{}/", year_path(config, year)), Kind::Year(year));
                last_year = Some(year);
            }
            self.add(&month_path(config, year, month.month), Kind::Month(at));
        }
    }

    fn corrections(&mut self) {
        let Input { config, has_template, .. } = self.input;
        if has_template("corrections.html") {
            self.add(&format!("/{}/", config.paths.corrections), Kind::Corrections);
        }
    }

    fn calendar(&mut self) {
        let Input { archive, config, has_template, .. } = self.input;
        let word = &config.paths.calendar;
        if has_template("calendar.html") {
            self.add(&format!("/{word}/"), Kind::Calendar);
        }
        if has_template("day.html") {
            for day in archive.calendar().keys() {
                self.add(&format!("/{word}/{day}/"), Kind::Day(*day));
            }
        }
    }

    fn jobs(&mut self) {
        let Input { archive, config, .. } = self.input;
        if !config.jobs.page {
            return;
        }
        self.add(&format!("/{}/", config.paths.jobs), Kind::Jobs);
        for (at, job) in archive.jobs().iter().enumerate() {
            if let Some(page) = &job.page {
                self.routes.push(Route { url: page.url.clone(), kind: Kind::Job(at) });
            }
        }
        for (at, job) in archive.past_jobs().iter().enumerate() {
            if let Some(page) = &job.page {
                self.routes.push(Route { url: page.url.clone(), kind: Kind::PastJob(at) });
            }
        }
    }

    fn feeds(&mut self) {
        let Input { archive, config, .. } = self.input;
        if config.feeds.any() {
            self.add(OPML, Kind::Opml);
        }
        for format in Format::ALL.into_iter().filter(|format| format.is_on(config)) {
            self.add(format.path(), Kind::Feed(Feed::Main(format)));
        }
        // Those whose articles want to be in no feed, too: what a reader has found stays.
        for (at, month) in archive.months().iter().enumerate().filter(|_| config.feeds.atom) {
            self.add(&month_feed_path(month.year, month.month), Kind::Feed(Feed::Month(at)));
        }
        if !config.feeds.rss {
            return;
        }
        if config.jobs.page && config.jobs.feed {
            self.add(&format!("/{}/rss.xml", config.paths.jobs), Kind::Feed(Feed::Jobs));
        }
        for (taxonomy, terms) in archive.taxonomies().iter().enumerate() {
            for (term, Term { slug, .. }) in shown(terms).filter(|_| terms.taxonomy.feed) {
                let path = format!("{}/rss.xml", terms.taxonomy.term_path(slug));
                self.add(&path, Kind::Feed(Feed::Term(TermId { taxonomy, term })));
            }
        }
        for (id, _) in archive.discussions() {
            let path = format!("{}/rss.xml", archive.article(id).card.url.folder());
            self.add(&path, Kind::Feed(Feed::Comments(id)));
        }
    }

    fn search(&mut self) {
        let Input { archive, config, .. } = self.input;
        if !config.search.index {
            return;
        }
        self.add(&search::search_path(config), Kind::Search);
        for part in [IndexPart::Runtime].into_iter().chain(IndexPart::all(archive)) {
            self.add(&part.path(config, archive), Kind::Index(part));
        }
    }

    fn sitemaps(&mut self) {
        self.add("/sitemap.xml", Kind::Sitemap(Sitemap::Index));
        let Input { archive, config, .. } = self.input;
        for (path, sitemap) in sitemaps::routes(archive, config, &self.routes) {
            self.add(&path, Kind::Sitemap(sitemap));
        }
        if config.news.publication.is_some() {
            self.add(NEWS_SITEMAP, Kind::Sitemap(Sitemap::News));
        }
    }

    fn fragments(&mut self) {
        let Input { config, fragments, .. } = self.input;
        for name in fragments.iter().filter(|name| config.fragments.way(name) != Way::Inline) {
            self.add(&fragment_path(name), Kind::Fragment((*name).to_owned()));
        }
    }

    /// Copied files; `static/robots.txt` and `static/404.html` take the place of ours, and so
    /// does a page that says `permalink: /404.html`, as those for Jekyll do.
    fn files(&mut self) {
        let Input { archive, config, tree, assets, .. } = self.input;
        let (files, report) = files::routes(archive, config, tree);
        self.report.append(report);
        self.cards(&files);
        for (path, kind) in [("/robots.txt", Kind::Robots), ("/404.html", Kind::NotFound)] {
            let own = |route: &Route| {
                route.url.as_str() == path && matches!(route.kind, Kind::Page(_) | Kind::File(_))
            };
            if !files.iter().chain(&self.routes).any(own) {
                self.add(path, kind);
            }
        }
        self.routes.extend(files);
        for (at, url) in assets.iter().enumerate() {
            self.routes.push(Route { url: url.clone(), kind: Kind::Asset(at) });
        }
    }
}

impl Drawing<'_> {
    /// A file takes the place of the card: somebody drew a better one.
    fn cards(&mut self, files: &[Route]) {
        if !self.input.cards {
            return;
        }
        let is_own = |route: &&Route| route.url.as_str().ends_with("/card.png");
        let own: BTreeSet<&str> =
            files.iter().filter(is_own).map(|route| route.url.as_str()).collect();
        let archive = self.input.archive;
        for id in archive.ids() {
            let card = &archive.article(id).card;
            let path = card_path(&card.url);
            if !has_picture(card) && !own.contains(path.as_str()) {
                self.add(&path, Kind::Card(id));
            }
        }
    }
}

/// Whether an article brings what networks can show; they do not draw lines.
fn has_picture(card: &Card) -> bool {
    let is_drawn = |image: &Image| {
        let end = image.src.find(['?', '#']).unwrap_or(image.src.len());
        image.src[..end].to_ascii_lowercase().ends_with(".svg")
    };
    card.image.as_ref().is_some_and(|image| !is_drawn(image))
}

/// The terms that have a page, with their places: those that some article has.
pub(super) fn shown(terms: &Terms) -> impl Iterator<Item = (usize, &Term)> {
    terms.all().iter().enumerate().filter(|(_, term)| !term.articles.is_empty())
}

/// The file of the article or page at a URL.
fn source_of(url: &UrlPath, archive: &Archive) -> String {
    let articles = archive.articles().iter().map(|article| &article.card);
    let mut cards = articles.chain(archive.pages().iter().map(|page| &page.card));
    cards
        .find(|card| card.url == *url)
        .map_or_else(|| url.to_string(), |card| card.source.to_string())
}

/// What a route comes from, for people: a file where there is one.
pub(super) fn describe(kind: &Kind, archive: &Archive) -> String {
    let term = |id: &TermId| {
        let terms = &archive.taxonomies()[id.taxonomy];
        format!("`{}` in {}", terms.all()[id.term].name, terms.taxonomy.name)
    };
    match kind {
        Kind::Article(id) => archive.article(*id).card.source.to_string(),
        Kind::Page(at) => archive.pages()[*at].card.source.to_string(),
        Kind::Newest(List::Home) | Kind::Numbered(List::Home, _) => {
            "the list of all articles".into()
        }
        Kind::Newest(List::Term(id)) | Kind::Numbered(List::Term(id), _) => term(id),
        Kind::Terms(taxonomy) => {
            format!("the list of {}", archive.taxonomies()[*taxonomy].taxonomy.name)
        }
        Kind::Year(year) => format!("the year {year}"),
        Kind::Month(at) => {
            let month = &archive.months()[*at];
            format!("the month {}", month_name(month))
        }
        Kind::Corrections => "the page of corrections".into(),
        Kind::Calendar => "the calendar".into(),
        Kind::Day(day) => format!("the day {day} of the calendar"),
        Kind::Jobs => "the list of jobs".into(),
        Kind::Job(at) => archive.jobs()[*at].source.to_string(),
        Kind::PastJob(at) => archive.past_jobs()[*at].source.to_string(),
        Kind::NotFound => "the page for errors".into(),
        Kind::Fragment(name) => format!("the fragment `{name}`"),
        Kind::Feed(Feed::Term(id)) => format!("the feed of {}", term(id)),
        Kind::Feed(Feed::Comments(id)) => {
            format!("the comments on {}", archive.article(*id).card.source)
        }
        Kind::Feed(Feed::Month(at)) => {
            let month = &archive.months()[*at];
            format!("the archive of the feed for {}", month_name(month))
        }
        Kind::Feed(Feed::Main(_) | Feed::Jobs) => "a feed".into(),
        Kind::Opml => "the list of feeds".into(),
        Kind::Sitemap(_) => "a sitemap".into(),
        Kind::Robots => "robots.txt".into(),
        Kind::Search => "the page for searching".into(),
        Kind::Index(_) => "the index for searching".into(),
        Kind::Redirect(to) => format!("an alias in {}", source_of(to, archive)),
        Kind::Gone => "a page that was withdrawn".into(),
        Kind::Rules(_) => "what is written for `hosts` in site.toml".into(),
        Kind::File(source) | Kind::Picture(source, _) => source.to_string(),
        Kind::Card(id) => format!("the card of {}", archive.article(*id).card.source),
        Kind::Asset(_) => "the theme's assets".into(),
    }
}
