//! The index for searching, in parts: one for each calendar year, so that a new article rewrites
//! only its own; a big year has one for each month, since a part is made in one piece.

use super::{IndexPart, Kind, Route, month_name};
use crate::archive::{Archive, ArticleId};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::search::ENTRY;

/// How many articles a year may have to be one part.
pub const YEAR: usize = 1000;

impl IndexPart {
    /// The parts of an archive, the newest first.
    pub fn all(archive: &Archive) -> Vec<Self> {
        let months = archive.months();
        let mut parts = Vec::new();
        for (at, month) in months.iter().enumerate().rev() {
            let of_year = months.iter().filter(|other| other.year == month.year);
            let articles: usize =
                of_year.map(|month| archive.range(month.articles.clone()).count()).sum();
            let part = if articles > YEAR { Self::Month(at) } else { Self::Year(month.year) };
            if parts.last() != Some(&part) {
                parts.push(part);
            }
        }
        parts.retain(|part| part.articles(archive).next().is_some());
        parts
    }

    /// The articles that it finds, the oldest first.
    pub fn articles(self, archive: &Archive) -> impl Iterator<Item = ArticleId> + '_ {
        let months = archive.months().iter().enumerate();
        let months = months.filter(move |(at, month)| match self {
            Self::Runtime => false,
            Self::Year(year) => month.year == year,
            Self::Month(own) => *at == own,
        });
        let articles = months.flat_map(|(_, month)| archive.range(month.articles.clone()));
        articles.filter(|id| !archive.article(*id).card.noindex)
    }

    pub fn year(self, archive: &Archive) -> Option<i16> {
        match self {
            Self::Runtime => None,
            Self::Year(year) => Some(year),
            Self::Month(at) => Some(archive.months()[at].year),
        }
    }

    fn name(self, archive: &Archive) -> String {
        match self {
            Self::Runtime => "core".into(),
            Self::Year(year) => format!("{year:04}"),
            Self::Month(at) => month_name(&archive.months()[at]),
        }
    }

    /// The folder of its files.
    pub fn folder(self, config: &Config, archive: &Archive) -> String {
        format!("{}{}/", folder(config), self.name(archive))
    }

    pub(super) fn path(self, config: &Config, archive: &Archive) -> String {
        format!("{}{ENTRY}", self.folder(config, archive))
    }
}

/// Where readers search.
pub fn search_path(config: &Config) -> String {
    format!("/{}/", config.paths.search)
}

/// The folder of all parts. What their files are called, only the texts tell.
pub fn folder(config: &Config) -> String {
    format!("{}pagefind/", search_path(config))
}

/// Files whose names are not known yet would stand between others: so the folder is theirs alone.
pub(super) fn intruders<'r>(
    routes: &'r [Route],
    config: &'r Config,
    describe: impl Fn(&Kind) -> String + 'r,
) -> Report {
    let folder = folder(config);
    let is_intruder = |route: &&Route| {
        config.search.index
            && route.url.as_str().starts_with(&folder)
            && !matches!(route.kind, Kind::Index(_))
    };
    let intruders = routes.iter().filter(is_intruder).map(|route| {
        Diagnostic::error("clash", format!("`{}` lies among the files of the search", route.url))
            .in_file(describe(&route.kind))
            .hint("move it, or change `search` in `[paths]` of site.toml")
    });
    intruders.collect()
}
