//! Draws the plan: every route the site has, in a fixed order.
//!
//! Reads cards only, never bodies, so an edit inside an article leaves the plan as it was.
//! Does not touch the disk.

mod clash;
mod departed;
mod draw;
mod files;
mod paging;
mod search;
mod sitemaps;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::archive::{ArticleId, MonthDay};
use crate::config::{Config, Host};
use crate::picture::Variant;
use crate::published::{self, Departed, Feeds, RulesFile, Target};
use crate::value::{BaseUrl, Digest, SourcePath, UrlPath};

pub use draw::{Input, draw};
pub use files::has_versions;
pub use paging::Paging;
pub use search::{folder as index_folder, search_path};
pub use sitemaps::{Part, month_name, sitemap_path};

/// Every route, sorted by the file it is written to.
#[derive(Debug)]
pub struct Plan {
    routes: Vec<Route>,
    /// The places of the routes by their URLs. Sorted digests lie side by side, so that a search
    /// waits for memory much less than one through the URLs themselves would.
    by_url: Vec<(Digest, usize)>,
    /// The routes of copied files, by the place of the file.
    files: Vec<(SourcePath, usize)>,
    /// Every page that has left its address, sorted by that.
    departed: Vec<Departed>,
    /// Those of them that hosts tell of by their rules, so that they have no route.
    by_rule: Vec<Departed>,
    /// The feeds of whose media types hosts are told. Empty without hosts.
    feeds: Vec<Feeds>,
}

/// One file of the output, and what it is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub url: UrlPath,
    pub kind: Kind,
}

/// A taxonomy and a term, by their places in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermId {
    pub taxonomy: usize,
    pub term: usize,
}

/// The articles that a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Home,
    Term(TermId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Article(ArticleId),
    /// By its place among the standing pages.
    Page(usize),
    /// A list's own address: the newest articles.
    Newest(List),
    /// A numbered page of a list, counted from the oldest.
    Numbered(List, usize),
    /// All terms of a taxonomy.
    Terms(usize),
    Year(i16),
    /// By its place among the months.
    Month(usize),
    /// The corrections of all articles.
    Corrections,
    /// All days of the year that have articles.
    Calendar,
    /// What was published on a day of any year.
    Day(MonthDay),
    Jobs,
    Job(usize),
    PastJob(usize),
    NotFound,
    /// By its name; those that stand inline have no file.
    Fragment(String),
    Feed(Feed),
    /// A list of all feeds, for readers to take over at once.
    Opml,
    Sitemap(Sitemap),
    Robots,
    /// Where readers search.
    Search,
    /// What is searched. Its other files lie beside it.
    Index(IndexPart),
    /// To another route of the site.
    Redirect(UrlPath),
    /// Was published, and is withdrawn.
    Gone,
    /// Redirects and media types as hosts read them.
    Rules(RulesFile),
    /// Copied as it is.
    File(SourcePath),
    /// A smaller version of a picture.
    Picture(SourcePath, Variant),
    /// Drawn from the title of an article.
    Card(ArticleId),
    /// By its place among the theme's assets.
    Asset(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// Of the whole site.
    Main(Format),
    Term(TermId),
    Jobs,
    /// The comments on an article.
    Comments(ArticleId),
    /// What the archive of the whole site's feed holds of a month, by its place among the
    /// months (RFC 5005).
    Month(usize),
}

/// How the feed of the whole site is written. The others are RSS, and its archive is Atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Rss,
    Atom,
    Json,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// As people name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// Where the feed of the whole site stands.
    pub fn path(self) -> &'static str {
        match self {
            Self::Rss => "/rss.xml",
            Self::Atom => "/atom.xml",
            Self::Json => "/feed.json",
        }
    }

    /// Whether the site has feeds in it.
    pub fn is_on(self, config: &Config) -> bool {
        match self {
            Self::Rss => config.feeds.rss,
            Self::Atom => config.feeds.atom,
            Self::Json => config.feeds.json,
        }
    }
}

impl Feed {
    pub fn format(self) -> Format {
        match self {
            Self::Main(format) => format,
            Self::Month(_) => Format::Atom,
            Self::Term(_) | Self::Jobs | Self::Comments(_) => Format::Rss,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sitemap {
    Index,
    /// By its place among the months.
    Month(usize, Part),
    Pages(Part),
    Terms(Part),
    /// The articles of the last two days.
    News,
}

/// A part of the index for searching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexPart {
    /// What runs the search in browsers, and finds nothing by itself.
    Runtime,
    Year(i16),
    /// By its place among the months.
    Month(usize),
}

impl Kind {
    /// Of feeds and of their list (RULES.md, RSS-16).
    pub fn feed_type(&self) -> Option<&'static str> {
        match self {
            Self::Feed(feed) => Some(feed.format().media_type()),
            Self::Opml => Some("text/x-opml"),
            _ => None,
        }
    }

    /// A version of a picture, or a card. Its view says all that it is made from.
    pub fn is_picture(&self) -> bool {
        matches!(self, Self::Picture(..) | Self::Card(_))
    }
}

/// Where a fragment stands that is not inline.
pub fn fragment_path(name: &str) -> String {
    format!("/fragments/{name}.html")
}

/// Where the list of all feeds stands.
pub const OPML: &str = "/feeds.opml";

/// Where the archive of the feed has a month.
pub fn month_feed_path(year: i16, month: i8) -> String {
    format!("{MONTH_FEED}{year:04}-{month:02}.xml")
}

/// The month that the archive of the feed has at an address, if that is one of these.
fn month_of_feed(path: &UrlPath) -> Option<(i16, i8)> {
    let name = path.as_str().strip_prefix(MONTH_FEED)?.strip_suffix(".xml")?;
    let (year, month) = name.split_once('-')?;
    Some((year.parse().ok()?, month.parse().ok()?))
}

const MONTH_FEED: &str = "/archive/atom-";
/// Where the sitemap of news stands.
pub const NEWS_SITEMAP: &str = "/news-sitemap.xml";

/// Where the card of an article stands: beside it. A file of this name takes its place.
pub fn card_path(article: &UrlPath) -> String {
    format!("{}/card.png", article.folder())
}

/// Where the month of a year stands.
pub(super) fn month_path(config: &Config, year: i16, month: i8) -> String {
    format!("{}/{month:02}/", year_path(config, year))
}

fn year_path(config: &Config, year: i16) -> String {
    match config.paths.articles.as_str() {
        "" => format!("/{year:04}"),
        word => format!("/{word}/{year:04}"),
    }
}

impl Plan {
    fn new(mut routes: Vec<Route>) -> Self {
        routes.par_sort_by_cached_key(|route| clash::order(&route.url.output()));
        let mut files: Vec<(SourcePath, usize)> = routes
            .iter()
            .enumerate()
            .filter_map(|(at, route)| match &route.kind {
                Kind::File(source) => Some((source.clone(), at)),
                _ => None,
            })
            .collect();
        files.sort_unstable();
        let (departed, by_rule, feeds) = (Vec::new(), Vec::new(), Vec::new());
        Self { by_url: by_url(&routes), routes, files, departed, by_rule, feeds }
    }

    /// Notes which pages have left their addresses. Those of which all hosts can be told have no
    /// page then, but the rules in files of their own; there also stand the media types of feeds.
    fn tell_hosts(self, hosts: &[Host], base: &BaseUrl) -> Self {
        let mut departed: Vec<Departed> = self.routes.iter().filter_map(departed_of).collect();
        departed.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (by_rule, _) = published::split(departed.clone(), hosts, base);
        let feeds = if hosts.is_empty() { Vec::new() } else { feeds(&self.routes) };
        let files = self.rules_files(hosts, &by_rule, &feeds);
        if files.is_empty() {
            return Self { departed, ..self };
        }
        let told =
            |route: &Route| by_rule.binary_search_by(|(from, _)| from.cmp(&route.url)).is_ok();
        let mut routes = self.routes;
        routes.retain(|route| departed_of(route).is_none() || !told(route));
        routes.extend(files.into_iter().map(|file| Route {
            url: UrlPath::new(file.path()).expect("these are paths"),
            kind: Kind::Rules(file),
        }));
        Self { departed, by_rule, feeds, ..Self::new(routes) }
    }

    /// The files that the hosts need. A file of the user's own takes the place of one, unless
    /// redirects would be lost with it: then the two clash.
    fn rules_files(&self, hosts: &[Host], by_rule: &[Departed], feeds: &[Feeds]) -> Vec<RulesFile> {
        let gives_way = |file: &RulesFile| {
            (by_rule.is_empty() || !file.has_redirects()) && self.at(file.path()).is_some()
        };
        let mut files = RulesFile::of_all(hosts);
        files.retain(|file| {
            file.is_needed(!by_rule.is_empty(), !feeds.is_empty()) && !gives_way(file)
        });
        files
    }

    /// The feeds of whose media types hosts are told.
    pub fn feeds(&self) -> &[Feeds] {
        &self.feeds
    }

    /// Every page that has left its address, sorted by that.
    pub fn departed(&self) -> &[Departed] {
        &self.departed
    }

    /// Those that hosts tell of by their rules.
    pub fn by_rule(&self) -> &[Departed] {
        &self.by_rule
    }

    /// What the hosts tell of an address that has no route.
    pub fn told(&self, path: &str) -> Option<&Target> {
        let find = |path: &str| {
            let found = self.by_rule.binary_search_by(|(from, _)| from.as_str().cmp(path));
            found.ok().map(|at| &self.by_rule[at].1)
        };
        find(path).or_else(|| find(&format!("{path}/")))
    }

    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The route at a URL path; `/tags/ki` finds `/tags/ki/`.
    pub fn find(&self, path: &str) -> Option<&Route> {
        Some(&self.routes[self.find_place(path)?])
    }

    /// The place of that route among all.
    pub fn find_place(&self, path: &str) -> Option<usize> {
        // Most are written as they are.
        if let Some(at) = self.place(path) {
            return Some(at);
        }
        let found = UrlPath::new(path).ok().and_then(|url| self.place_of_file(&url));
        found.or_else(|| match path.ends_with('/') {
            true => None,
            false => self
                .place(UrlPath::new(&format!("{path}/")).ok()?.as_str())
                .filter(|&at| self.routes[at].url.as_str().trim_end_matches('/') == path),
        })
    }

    /// The route of the file that a host would answer a path with.
    fn find_file(&self, url: &UrlPath) -> Option<&Route> {
        Some(&self.routes[self.place_of_file(url)?])
    }

    fn place_of_file(&self, url: &UrlPath) -> Option<usize> {
        self.place(url.as_str()).or_else(|| self.place(&of_the_same_file(url.as_str())?))
    }

    fn at(&self, url: &str) -> Option<&Route> {
        Some(&self.routes[self.place(url)?])
    }

    fn place(&self, url: &str) -> Option<usize> {
        let digest = Digest::of(url.as_bytes());
        let at = self.by_url.binary_search_by_key(&digest, |&(known, _)| known).ok()?;
        Some(self.by_url[at].1)
    }

    /// The place of a route among all.
    pub fn place_of(&self, url: &UrlPath) -> Option<usize> {
        self.place(url.as_str())
    }

    /// Where a file of the content or of `static/` can be fetched.
    pub fn file(&self, source: &SourcePath) -> Option<&UrlPath> {
        let at = self.files.binary_search_by(|(path, _)| path.cmp(source)).ok()?;
        Some(&self.routes[self.files[at].1].url)
    }
}

fn departed_of(route: &Route) -> Option<Departed> {
    let target = match &route.kind {
        Kind::Redirect(to) => Target::Moved(to.clone()),
        Kind::Gone => Target::Gone,
        _ => return None,
    };
    Some((route.url.clone(), target))
}

/// Where the feeds of a site lie, sorted. Of each month and each tag alike, so that new ones
/// change nothing.
fn feeds(routes: &[Route]) -> Vec<Feeds> {
    let of = |route: &Route| {
        let media_type = route.kind.feed_type()?;
        let paths = match route.kind {
            Kind::Feed(Feed::Month(_)) => format!("{MONTH_FEED}*.xml"),
            _ => {
                let (folders, name) = route.url.as_str().rsplit_once('/')?;
                format!("{}/{name}", "/*".repeat(folders.matches('/').count()))
            }
        };
        Some(Feeds { paths, media_type })
    };
    let feeds: BTreeSet<Feeds> = routes.iter().filter_map(of).collect();
    feeds.into_iter().collect()
}

fn by_url(routes: &[Route]) -> Vec<(Digest, usize)> {
    let digests = routes.iter().map(|route| Digest::of(route.url.as_str().as_bytes()));
    let mut by_url: Vec<(Digest, usize)> = digests.zip(0..).collect();
    by_url.sort_unstable();
    by_url
}

/// `/a/index.html` for `/a/`, and the other way round.
fn of_the_same_file(url: &str) -> Option<String> {
    match url.strip_suffix("/index.html") {
        Some(folder) => Some(format!("{folder}/")),
        None => url.ends_with('/').then(|| format!("{url}index.html")),
    }
}
