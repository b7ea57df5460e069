//! Files that are copied: those beside articles and pages, and `static/`.

use std::collections::BTreeMap;

use super::{Kind, Route};
use crate::archive::Archive;
use crate::article::is_markdown;
use crate::config::{Config, Paths};
use crate::diagnostic::{Diagnostic, Report};
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
    let folders = Folders::new(archive, tree);
    let mut routes = Vec::new();
    let mut report = Report::default();
    let mut add = |source: &SourcePath, path: String| match UrlPath::new(&path) {
        Ok(url) => routes.push(Route { url, kind: Kind::File(source.clone()) }),
        Err(fault) => report.push(
            Diagnostic::error("file-name", format!("`{source}` cannot be published"))
                .in_file(source)
                .hint(format!("rename it: {fault}")),
        ),
    };
    for (folder, path) in mounts(config) {
        for source in tree.below(&folder).iter().filter(|source| !is_markdown(source)) {
            match folders.of(source) {
                Folder::Loose => add(source, format!("{path}{}", &source.as_str()[folder.len()..])),
                Folder::Of { url, folder } => {
                    add(source, format!("{}{}", url.folder(), &source.as_str()[folder.len()..]))
                }
                Folder::NotShown => {}
            }
        }
    }
    for source in tree.below("static") {
        add(source, source.as_str()["static/".len()..].to_owned());
    }
    (routes, report)
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
