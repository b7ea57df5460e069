//! Readers' comments, in `content/comments/`.
//!
//! Pure, like `article`. Of a file only a [`Discussion`] is held; the comments themselves are
//! read again for the page that shows them, and dropped. Nothing about a person is read but
//! the name, and what is not approved is never handed to a page (RULES.md, LAW-8).

mod belongs;
mod filing;
mod ids;
mod letter;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Complaint, Document, Fields, Format, Part};
use crate::value::{Digest, Moment, Node, SourcePath, legible};

pub use belongs::to_articles;
pub use filing::{Filed, Filing, file};
pub use letter::{Letter, name, read as read_letter};

const CODE: &str = "comment";

/// Where the files lie: as those of `content/articles`, each in the place of its article.
pub const FOLDER: &str = "content/comments";

/// The keys of a comment, each with its accepted spellings.
pub const KEYS: [&[&str]; 8] =
    [&["id"], &["name"], &["date"], &["text"], &["lang"], &["editor"], &["approved"], REPLIES];

const REPLIES: &[&str] = &["replies"];

/// How deep answers to answers go; deeper ones no page can show.
const DEEPEST: usize = 8;

/// What is known of a reader that concerns nobody else, as exports of other programs name it.
const PERSONAL: [&str; 12] = [
    "email",
    "e-mail",
    "e_mail",
    "mail",
    "author_email",
    "comment_author_email",
    "ip",
    "ip_address",
    "ip-address",
    "author_ip",
    "comment_author_ip",
    "remote_addr",
];

/// The comments on one article, as long as nobody looks at them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Discussion {
    #[serde(skip)]
    pub source: SourcePath,
    /// How many are shown; answers are counted too.
    pub count: usize,
    /// How many wait for approval.
    pub waiting: usize,
    /// Of the whole file.
    pub digest: Digest,
}

/// What a reader wrote, or an editor in answer.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Letters, digits, `-` and `_`; unique in its file.
    pub id: String,
    /// Plain text.
    pub name: String,
    pub date: Moment,
    /// Markdown, of which [`markdown::comment`](crate::markdown::comment) makes HTML.
    pub text: String,
    pub lang: Option<String>,
    /// Whether an editor wrote it.
    pub editor: bool,
    /// If not, no page shows it, nor any answer to it.
    pub approved: bool,
    pub replies: Vec<Comment>,
}

impl Comment {
    /// The id of its element on the page. No heading has one like it, since slugs of titles
    /// have no `_`.
    pub fn anchor(&self) -> String {
        format!("comment_{}", self.id)
    }
}

/// Whether a file holds comments, by its place and its ending.
pub fn is_file(path: &SourcePath) -> bool {
    is_below(path) && matches!(path.extension(), "yaml" | "yml")
}

/// Whether a file lies among the comments.
pub fn is_below(path: &SourcePath) -> bool {
    path.as_str().strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

/// Reads a file for what is wrong with it, and keeps what must be known of it.
pub fn parse(file: &SourcePath, text: &str, config: &Config) -> (Option<Discussion>, Report) {
    let (all, report) = read_all(file, text, &config.timezone);
    let waiting = waiting(&all).len();
    let count = count(&approved(all));
    let digest = Digest::of(text.as_bytes());
    (Some(Discussion { source: file.clone(), count, waiting, digest }), report)
}

fn count(comments: &[Comment]) -> usize {
    comments.iter().map(|comment| 1 + count(&comment.replies)).sum()
}

/// Reads the comments of a file that may be shown, in its order.
pub fn read(file: &SourcePath, text: &str, zone: &TimeZone) -> (Vec<Comment>, Report) {
    let (all, report) = read_all(file, text, zone);
    let mut ids = ids::Ids::default();
    let shown = approved(all);
    take_ids(&shown, &mut ids);
    // After the others went, since not even an id may tell of them.
    (ids.complete(shown, zone), report)
}

fn take_ids(comments: &[Comment], ids: &mut ids::Ids) {
    for comment in comments {
        ids.take(&comment.id);
        take_ids(&comment.replies, ids);
    }
}

fn approved(comments: Vec<Comment>) -> Vec<Comment> {
    let kept = comments.into_iter().filter(|comment| comment.approved);
    kept.map(|comment| Comment { replies: approved(comment.replies), ..comment }).collect()
}

/// Those that wait for approval, in the order of their file, each without what stands below it.
pub fn waiting(all: &[Comment]) -> Vec<&Comment> {
    let mut found = Vec::new();
    for comment in all {
        match comment.approved {
            true => found.extend(waiting(&comment.replies)),
            false => found.push(comment),
        }
    }
    found
}

/// Reads all comments of a file, also those that wait for approval; those without an id have
/// none yet.
pub fn read_all(file: &SourcePath, text: &str, zone: &TimeZone) -> (Vec<Comment>, Report) {
    let document = Document::whole(file.as_str(), text, Format::Yaml, CODE);
    let (node, mut report) = document.read();
    let items = match node {
        Node::List(items) => items,
        Node::Null => Vec::new(),
        other => {
            let message = format!("expected a list of comments, found {}", other.kind());
            let hint = "begin each comment with `- name: …`";
            let diagnostic = Diagnostic::error(CODE, message).hint(hint);
            let (path, part) = (Vec::new(), Part::Value);
            report.append(document.locate(vec![Complaint { path, part, diagnostic }]));
            Vec::new()
        }
    };
    let mut reading = Reading { zone, ids: ids::Ids::default() };
    let (all, complaints) = Fields::read_list(items, CODE, |fields| reading.comment(fields, 1));
    report.append(document.locate(complaints));
    (all, report)
}

struct Reading<'z> {
    zone: &'z TimeZone,
    ids: ids::Ids,
}

impl Reading<'_> {
    fn comment(&mut self, fields: &mut Fields, depth: usize) -> Option<Comment> {
        let id = self.id(fields);
        let name = fields.text(&["name"]).map(|name| one_line(&name));
        let name = name.filter(|name| !name.is_empty());
        if name.is_none() {
            fields.missing("name", "say who wrote it: `name: …`");
        }
        let date = fields.moment(&["date"], self.zone);
        if date.is_none() && !fields.wrote("date") {
            fields.missing("date", "say when: `date: 2026-11-23T08:00`");
        }
        let text = fields.text(&["text"]).filter(|text| !text.trim().is_empty());
        if text.is_none() {
            fields.missing("text", "add what was written: `text: …`");
        }
        let (lang, editor) = (fields.text(&["lang"]), fields.flag(&["editor"]).unwrap_or(false));
        let approved = fields.flag(&["approved"]).unwrap_or(true);
        let replies = self.replies(fields, depth);
        refuse_personal(fields);
        fields.refuse_rest();
        Some(Comment {
            id: id.unwrap_or_default(),
            name: name?,
            date: date?,
            text: text?,
            lang,
            editor,
            approved,
            replies,
        })
    }

    fn replies(&mut self, fields: &mut Fields, depth: usize) -> Vec<Comment> {
        if depth == DEEPEST && fields.has(REPLIES[0]) {
            let message = format!("answers go more than {DEEPEST} deep");
            let diagnostic = Diagnostic::error(CODE, message)
                .hint("put these beside the comment that they answer");
            fields.reject(REPLIES[0], diagnostic);
        }
        fields.maps(REPLIES, |reply| self.comment(reply, depth + 1))
    }

    fn id(&mut self, fields: &mut Fields) -> Option<String> {
        let id = fields.text(&["id"])?;
        let diagnostic = if !ids::is_id(&id) {
            Diagnostic::error(CODE, format!("`{id}` is no id"))
                .hint("write up to 64 letters, digits, `-` and `_`, or leave it out")
        } else if !self.ids.take(&id) {
            Diagnostic::error(CODE, format!("`{id}` is the id of two comments"))
                .hint("give one of them another, or leave it out")
        } else {
            return Some(id);
        };
        fields.complain("id", Part::Value, diagnostic);
        None
    }
}

/// A name as it is shown: plain text on one line.
fn one_line(name: &str) -> String {
    legible(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is not for the public is not read, and should not stand in the file.
fn refuse_personal(fields: &mut Fields) {
    let is_personal = |key: &&str| PERSONAL.contains(&key.to_ascii_lowercase().as_str());
    let found: Vec<String> =
        fields.left_over().map(|(key, _)| key).filter(is_personal).map(str::to_owned).collect();
    for key in found {
        let diagnostic =
            Diagnostic::warning("personal-data", format!("`{key}` is never shown, and not read"))
                .hint("remove it: whoever sees this file sees it");
        fields.reject(&key, diagnostic);
    }
}
