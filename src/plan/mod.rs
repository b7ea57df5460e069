//! Draws the plan: every route the site has, in a fixed order.
//!
//! Reads cards only, never bodies, so an edit inside an article leaves the plan as it was.
//! Does not touch the disk.

mod clash;
mod draw;
mod files;
mod paging;

use rayon::prelude::*;

use crate::archive::{ArticleId, MonthDay};
use crate::diagnostic::Report;
use crate::picture::Variant;
use crate::value::{Digest, SourcePath, UrlPath};

pub use draw::{Input, draw};
pub use files::has_versions;
pub use paging::Paging;

/// Every route, sorted by the file it is written to.
#[derive(Debug)]
pub struct Plan {
    routes: Vec<Route>,
    /// The places of the routes by their URLs. Sorted digests lie side by side, so that a search
    /// waits for memory much less than one through the URLs themselves would.
    by_url: Vec<(Digest, usize)>,
    /// The routes of copied files, by the place of the file.
    files: Vec<(SourcePath, usize)>,
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
    Sitemap(Sitemap),
    Robots,
    /// To another route of the site.
    Redirect(UrlPath),
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
    Main,
    Term(TermId),
    Jobs,
    /// The comments on an article.
    Comments(ArticleId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sitemap {
    Index,
    /// By its place among the months.
    Month(usize),
    Pages,
    Terms,
}

impl Kind {
    /// A version of a picture, or a card. Its view says all that it is made from.
    pub fn is_picture(&self) -> bool {
        matches!(self, Self::Picture(..) | Self::Card(_))
    }
}

/// Where a fragment stands that is not inline.
pub fn fragment_path(name: &str) -> String {
    format!("/fragments/{name}.html")
}

/// Where the card of an article stands: beside it. A file of this name takes its place.
pub fn card_path(article: &UrlPath) -> String {
    format!("{}/card.png", article.folder())
}

impl Plan {
    /// Sorts the routes; two that would be one file are reported.
    fn new(mut routes: Vec<Route>, describe: impl Fn(&Kind) -> String) -> (Self, Report) {
        routes.par_sort_by_cached_key(|route| clash::order(&route.url.output()));
        let report = clash::find(&routes, describe);
        let mut files: Vec<(SourcePath, usize)> = routes
            .iter()
            .enumerate()
            .filter_map(|(at, route)| match &route.kind {
                Kind::File(source) => Some((source.clone(), at)),
                _ => None,
            })
            .collect();
        files.sort_unstable();
        (Self { by_url: by_url(&routes), routes, files }, report)
    }

    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The route at a URL path; `/tags/ki` finds `/tags/ki/`.
    pub fn find(&self, path: &str) -> Option<&Route> {
        let found = UrlPath::new(path).ok().and_then(|url| {
            self.at(url.as_str()).or_else(|| self.at(&of_the_same_file(url.as_str())?))
        });
        found.or_else(|| match path.ends_with('/') {
            true => None,
            false => self
                .at(UrlPath::new(&format!("{path}/")).ok()?.as_str())
                .filter(|route| route.url.as_str().trim_end_matches('/') == path),
        })
    }

    fn at(&self, url: &str) -> Option<&Route> {
        let digest = Digest::of(url.as_bytes());
        let at = self.by_url.binary_search_by_key(&digest, |&(known, _)| known).ok()?;
        Some(&self.routes[self.by_url[at].1])
    }

    /// Where a file of the content or of `static/` can be fetched.
    pub fn file(&self, source: &SourcePath) -> Option<&UrlPath> {
        let at = self.files.binary_search_by(|(path, _)| path.cmp(source)).ok()?;
        Some(&self.routes[self.files[at].1].url)
    }
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
