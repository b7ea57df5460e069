//! A reader's mail becomes the newest entry in the file of its article, to be approved.

use super::{CODE, Comment, Letter, belongs, read_all};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Edited, Format, yaml_text};
use crate::source::Tree;
use crate::value::{Map, Moment, Node, SourcePath};

/// What becomes of a mail.
#[derive(Debug)]
pub enum Filed {
    New(Filing),
    /// Its file holds it already.
    Before(SourcePath),
}

impl Filed {
    pub fn file(&self) -> &SourcePath {
        match self {
            Self::New(filing) => &filing.file,
            Self::Before(file) => file,
        }
    }
}

/// A file of comments with one more.
#[derive(Debug)]
pub struct Filing {
    pub file: SourcePath,
    /// Nothing if it is not there yet.
    pub before: Option<String>,
    pub after: String,
    /// The entry, and the line that it begins with.
    pub entry: String,
    pub line: usize,
}

/// Adds a mail to the comments on an article. It is there before if a comment of the same name
/// has its text, or its date: editors correct texts. More need not be kept of it.
pub fn file(
    tree: &Tree,
    config: &Config,
    article: &SourcePath,
    name: &str,
    date: Moment,
    letter: &Letter,
) -> Result<Filed, Diagnostic> {
    let file = belongs::file_of(tree, article);
    let before = tree.has(&file).then(|| tree.read_text(&file)).transpose()?;
    let text = before.as_deref().unwrap_or_default();
    let (all, _) = read_all(&file, text, &config.timezone);
    let is_it = |comment: &Comment| {
        let same_date = letter.date.is_some() && comment.date == date;
        comment.name == name && (same_date || comment.text.trim() == letter.text)
    };
    if any(&all, &is_it) {
        return Ok(Filed::Before(file));
    }
    let (entry, node) = entry(name, &date.rfc3339(&config.timezone), &letter.text);
    // Where the last line has no end, it gets one first: a text that it belongs to may end in it.
    let ended = match text.is_empty() || text.ends_with('\n') {
        true => text.to_owned(),
        false => format!("{text}\n"),
    };
    let document = Document::whole(file.as_str(), &ended, Format::Yaml, CODE);
    let edited = document.with_entries(&[], &[(entry.clone(), node)]);
    let Some(Edited { text: after, changes }) = edited else {
        return Err(Diagnostic::error(CODE, format!("nothing can be added to `{file}`"))
            .in_file(&file)
            .hint("write it as a list whose entries begin with `- `; nothing was changed"));
    };
    let line = changes.first().map_or(1, |change| change.line);
    Ok(Filed::New(Filing { file, before, after, entry, line }))
}

fn any(comments: &[Comment], is_it: &impl Fn(&Comment) -> bool) -> bool {
    comments.iter().any(|comment| is_it(comment) || any(&comment.replies, is_it))
}

/// As people write it, and what it says.
fn entry(name: &str, date: &str, text: &str) -> (String, Node) {
    let mut lines =
        format!("- name: {}\n  date: {date}\n  approved: false\n  text: |\n", yaml_text(name));
    for line in text.lines() {
        match line.is_empty() {
            true => lines.push('\n'),
            false => lines.push_str(&format!("    {line}\n")),
        }
    }
    let said = [
        ("name", Node::Text(name.to_owned())),
        ("date", Node::Text(date.to_owned())),
        ("approved", Node::Bool(false)),
        ("text", Node::Text(format!("{text}\n"))),
    ];
    let said: Map = said.into_iter().map(|(key, node)| (key.to_owned(), node)).collect();
    (lines, Node::Map(said))
}
