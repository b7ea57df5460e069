//! Draws the plan: every route the site has, in a fixed order.
//!
//! Reads cards only, never bodies, so an edit inside an article leaves the plan as it was.
//! Does not touch the disk.

mod clash;
mod draw;
mod files;
mod paging;

use crate::archive::ArticleId;
use crate::diagnostic::Report;
use crate::value::{SourcePath, UrlPath};

pub use draw::{Input, draw};
pub use paging::Paging;

/// Every route, sorted by the file it is written to.
#[derive(Debug)]
pub struct Plan {
    routes: Vec<Route>,
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
    Jobs,
    Job(usize),
    PastJob(usize),
    NotFound,
    Feed(Feed),
    Sitemap(Sitemap),
    Robots,
    /// To another route of the site.
    Redirect(UrlPath),
    /// Copied as it is.
    File(SourcePath),
    /// By its place among the theme's assets.
    Asset(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    Main,
    Term(TermId),
    Jobs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sitemap {
    Index,
    /// By its place among the months.
    Month(usize),
    Pages,
    Terms,
}

impl Plan {
    /// Sorts the routes; two that would be one file are reported.
    fn new(mut routes: Vec<Route>, describe: impl Fn(&Kind) -> String) -> (Self, Report) {
        routes.sort_by_cached_key(|route| clash::order(&route.url.output()));
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
        (Self { routes, files }, report)
    }

    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The route at a URL path; `/tags/ki` finds `/tags/ki/`.
    pub fn find(&self, path: &str) -> Option<&Route> {
        let exact = |url: &UrlPath| {
            let at = self.routes.binary_search_by(|route| clash::compare(&route.url, url)).ok()?;
            Some(&self.routes[at])
        };
        let found = UrlPath::new(path).ok().and_then(|url| {
            exact(&url).filter(|route| route.url == url || route.url.output() == url.output())
        });
        found.or_else(|| match path.ends_with('/') {
            true => None,
            false => exact(&UrlPath::new(&format!("{path}/")).ok()?)
                .filter(|route| route.url.as_str().trim_end_matches('/') == path),
        })
    }

    /// Where a file of the content or of `static/` can be fetched.
    pub fn file(&self, source: &SourcePath) -> Option<&UrlPath> {
        let at = self.files.binary_search_by(|(path, _)| path.cmp(source)).ok()?;
        Some(&self.routes[self.files[at].1].url)
    }
}
