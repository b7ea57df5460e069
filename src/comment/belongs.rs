//! Which article a file of comments belongs to: the one in the same place of
//! `content/articles`.

use std::collections::BTreeMap;

use super::{CODE, Discussion, FOLDER};
use crate::article::{MARKDOWN, is_markdown};
use crate::diagnostic::{Diagnostic, Report};
use crate::document::nearest;
use crate::source::Tree;
use crate::value::SourcePath;

const ARTICLES: &str = "content/articles";

/// For how many files that belong nowhere an article of a similar name is looked for.
const MOST_HINTS: usize = 5;

/// Each discussion with the file of its article, whether that is shown or not.
pub fn to_articles(
    tree: &Tree,
    discussions: Vec<Discussion>,
) -> (Vec<(SourcePath, Discussion)>, Report) {
    let mut report = Report::default();
    let mut found: BTreeMap<SourcePath, Discussion> = BTreeMap::new();
    let mut hints = MOST_HINTS;
    for discussion in discussions {
        let Some(article) = article_of(tree, &discussion.source) else {
            let near = if hints > 0 { near(tree, &discussion.source) } else { None };
            hints = hints.saturating_sub(1);
            report.push(belongs_nowhere(&discussion.source, near));
            continue;
        };
        match found.get(&article) {
            None => drop(found.insert(article, discussion)),
            Some(first) => report.push(
                Diagnostic::error(CODE, format!("`{article}` has two files of comments"))
                    .in_file(&discussion.source)
                    .hint(format!("the other is {}; put all into one", first.source)),
            ),
        }
    }
    (found.into_iter().collect(), report)
}

/// The file that holds the comments on an article, or that would.
pub(super) fn file_of(tree: &Tree, article_file: &SourcePath) -> SourcePath {
    let is_its = |file: &&SourcePath| {
        super::is_file(file) && article_of(tree, file).as_ref() == Some(article_file)
    };
    if let Some(file) = tree.below(FOLDER).iter().find(is_its) {
        return file.clone();
    }
    let file_at = |place: &str| {
        SourcePath::new(&format!("{FOLDER}{}.yaml", place.strip_prefix(ARTICLES).unwrap_or(place)))
    };
    let file = file_at(article(article_file));
    // Beside `a/index.md` there may be an `a.md`.
    match article_of(tree, &file).as_ref() == Some(article_file) {
        true => file,
        false => file_at(without_ending(article_file)),
    }
}

/// `a/b.yaml` belongs to `a/b.md`, or to `a/b/index.md`.
fn article_of(tree: &Tree, file: &SourcePath) -> Option<SourcePath> {
    let place = place_of(file);
    let named = |name: &str| {
        let paths = MARKDOWN.map(|ending| SourcePath::new(&format!("{place}{name}.{ending}")));
        paths.into_iter().find(|path| tree.has(path))
    };
    named("").or_else(|| named("/index"))
}

/// The file's place among the articles, without an ending.
fn place_of(file: &SourcePath) -> String {
    format!("{ARTICLES}{}", &without_ending(file)[FOLDER.len()..])
}

fn without_ending(file: &SourcePath) -> &str {
    file.as_str().strip_suffix(file.extension()).unwrap_or_default().trim_end_matches('.')
}

fn belongs_nowhere(file: &SourcePath, near: Option<String>) -> Diagnostic {
    let hint = match near {
        Some(near) => format!("is it `{near}`?"),
        None => format!("an article `{}.md` would have these comments", place_of(file)),
    };
    Diagnostic::warning("no-article", format!("no article belongs to `{file}`"))
        .in_file(file)
        .hint(hint)
}

/// Where the file would belong to an article: to one of the same name in another folder, or
/// of a similar name in the same one.
fn near(tree: &Tree, file: &SourcePath) -> Option<String> {
    let place = place_of(file);
    let (folder, name) = place.rsplit_once('/')?;
    let articles = |folder| tree.below(folder).iter().filter(|path| is_markdown(path)).map(article);
    let is_its = |article: &&str| article.rsplit('/').next() == Some(name);
    let near = articles(ARTICLES).find(is_its).or_else(|| nearest(&place, articles(folder)))?;
    Some(format!("{FOLDER}{}.yaml", &near[ARTICLES.len()..]))
}

/// The name of an article, without its ending; of `a/index.md` that of the folder.
fn article(file: &SourcePath) -> &str {
    let name = without_ending(file);
    name.strip_suffix("/index").unwrap_or(name)
}
