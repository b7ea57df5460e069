//! Files that are copied: those beside articles and pages, and `static/`.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Kind, Route};
use crate::archive::Archive;
use crate::article::is_markdown;
use crate::config::{Config, Paths};
use crate::diagnostic::{Diagnostic, Report};
use crate::picture::{self, Variant};
use crate::source::Tree;
use crate::value::{SourcePath, UrlPath};

/// Folders of the content, and where their loose files stand in the output.
fn mounts(config: &Config) -> Vec<(String, String)> {
    let Paths { articles, jobs, authors, .. } = &config.paths;
    let fixed =
        [("articles", articles.as_str()), ("pages", ""), ("jobs", jobs), ("authors", authors)];
    let own =
        config.taxonomies.iter().map(|taxonomy| (taxonomy.name.as_str(), taxonomy.path.as_str()));
    fixed
        .into_iter()
        .chain(own)
        .map(|(name, path)| (format!("content/{name}"), path.to_owned()))
        .collect()
}

pub(super) fn routes(archive: &Archive, config: &Config, tree: &Tree) -> (Vec<Route>, Report) {
    let mut routes = Vec::new();
    let mut report = Report::default();
    let mut add = |path: String, kind: Kind, source: &SourcePath| match UrlPath::new(&path) {
        Ok(url) => routes.push(Route { url, kind }),
        Err(fault) => report.push(
            Diagnostic::error("file-name", format!("`{source}` cannot be published"))
                .in_file(source)
                .hint(format!("rename it: {fault}")),
        ),
    };
    let files = files(archive, config, tree);
    let versions = |(source, _): &(&SourcePath, String)| versions(source, config, tree);
    let versions: Vec<_> = files.par_iter().map(versions).collect();
    let mut problems = Vec::new();
    for ((source, path), versions) in files.into_iter().zip(versions) {
        for version in versions.unwrap_or_else(|problem| {
            problems.push(problem);
            Vec::new()
        }) {
            let kind = Kind::Picture(source.clone(), version);
            add(picture::path(&path, version), kind, source);
        }
        add(path, Kind::File(source.clone()), source);
    }
    report.append(problems.into_iter().collect());
    (routes, report)
}

/// The files that are copied, and where to.
fn files<'t>(archive: &Archive, config: &Config, tree: &'t Tree) -> Vec<(&'t SourcePath, String)> {
    let folders = Folders::new(archive, tree);
    let mut files = Vec::new();
    for (folder, path) in mounts(config) {
        for source in tree.below(&folder).iter().filter(|source| !is_markdown(source)) {
            let (base, from) = match folders.of(source) {
                Folder::Loose => (path.as_str(), folder.as_str()),
                Folder::Of { url, folder } => (url.folder(), folder),
                Folder::NotShown => continue,
            };
            files.push((source, format!("{base}{}", &source.as_str()[from.len()..])));
        }
    }
    let fixed = tree.below("static").iter();
    files.extend(fixed.map(|source| (source, source.as_str()["static/".len()..].to_owned())));
    files
}

/// Whether there may be smaller versions of a file: of those of `static/` there are none,
/// since it is copied as it is.
pub fn has_versions(source: &SourcePath) -> bool {
    source.as_str().starts_with("content/") && picture::has_variants(source.extension())
}

fn versions(source: &SourcePath, config: &Config, tree: &Tree) -> Result<Vec<Variant>, Diagnostic> {
    if !has_versions(source) || config.pictures.widths.is_empty() {
        return Ok(Vec::new());
    }
    let Some(picture) = tree.picture(source) else { return Ok(Vec::new()) };
    match picture::refuse(picture, tree.length(source)) {
        Some(fact) => Err(Diagnostic::error("picture-too-big", format!("this picture {fact}"))
            .in_file(source)
            .hint("make it smaller, or move it into static/, where pictures are only copied")),
        None => Ok(picture::variants(picture, &config.pictures)),
    }
}

/// Folders that belong to one article or page: those with an `index.md`.
struct Folders<'a>(BTreeMap<&'a str, Option<&'a UrlPath>>);

enum Folder<'a> {
    Loose,
    Of {
        url: &'a UrlPath,
        folder: &'a str,
    },
    /// Of a draft, say: its pictures are as secret as itself.
    NotShown,
}

impl<'a> Folders<'a> {
    fn new(archive: &'a Archive, tree: &'a Tree) -> Self {
        let mut folders: BTreeMap<&str, Option<&UrlPath>> = tree
            .below("content")
            .iter()
            .filter(|source| source.stem() == "index" && is_markdown(source))
            .map(|source| (source.folder(), None))
            .collect();
        let articles = archive.articles().iter().map(|article| &article.card);
        for card in articles.chain(archive.pages().iter().map(|page| &page.card)) {
            if let Some(url) =
                folders.get_mut(card.source.folder()).filter(|_| card.source.stem() == "index")
            {
                *url = Some(&card.url);
            }
        }
        Self(folders)
    }

    /// The nearest folder above a file that belongs to an article.
    fn of(&self, source: &'a SourcePath) -> Folder<'a> {
        let mut folder = source.folder();
        loop {
            match self.0.get(folder) {
                Some(Some(url)) => return Folder::Of { url, folder },
                Some(None) => return Folder::NotShown,
                None => {}
            }
            match folder.rsplit_once('/') {
                Some((parent, _)) => folder = parent,
                None => return Folder::Loose,
            }
        }
    }
}
