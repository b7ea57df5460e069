//! Comments read, rendered, and dropped: for the page of their article, and for its feed.

use std::cmp::Reverse;

use tera::Value;
use tera::value::{Key, Map};

use super::{World, view};
use crate::archive::ArticleId;
use crate::comment::{self, Comment, Discussion};
use crate::diagnostic::Diagnostic;
use crate::markdown;
use crate::plan::Feed;

/// What is wrong with a file of comments was told when it was parsed.
fn read(world: &World, discussion: &Discussion) -> Result<Vec<Comment>, Diagnostic> {
    let text = world.tree.read_text(&discussion.source)?;
    Ok(comment::read(&discussion.source, &text, &world.config.timezone).0)
}

/// The newest comments and answers on an article; of one moment, the later one in the file.
pub(super) fn newest(
    world: &World,
    id: ArticleId,
    limit: usize,
) -> Result<Vec<Comment>, Diagnostic> {
    let Some(discussion) = world.archive.discussion(id) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    flatten(read(world, discussion)?, &mut all);
    all.reverse();
    all.sort_by_key(|comment| Reverse(comment.date));
    all.truncate(limit);
    Ok(all)
}

/// In the order of the file.
fn flatten(comments: Vec<Comment>, all: &mut Vec<Comment>) {
    for mut comment in comments {
        let replies = std::mem::take(&mut comment.replies);
        all.push(comment);
        flatten(replies, all);
    }
}

/// The comments on an article as its template sees them.
pub(super) fn value(
    world: &World,
    id: ArticleId,
    discussion: &Discussion,
) -> Result<Value, Diagnostic> {
    let comments = read(world, discussion)?;
    let feed = Some(Feed::Comments(id)).filter(|feed| world.has_feed(*feed));
    let feed = feed.map(|feed| world.link_to(&world.feed_path(feed)));
    Ok(map([
        ("count", Value::from(discussion.count)),
        ("items", items(world, id, &comments)),
        ("feed", feed.map_or_else(Value::none, Value::from)),
    ]))
}

fn items(world: &World, id: ArticleId, comments: &[Comment]) -> Value {
    Value::from(comments.iter().map(|comment| item(world, id, comment)).collect::<Vec<Value>>())
}

/// The HTML is safe, whatever escapes.
fn item(world: &World, id: ArticleId, comment: &Comment) -> Value {
    let report = view::report_link(world, &world.archive.article(id).card, &comment.anchor());
    map([
        ("id", Value::from(comment.anchor())),
        ("name", Value::from(comment.name.as_str())),
        ("date", Value::from(world.date(comment.date))),
        ("content", Value::safe_string(&html(world, comment))),
        ("lang", comment.lang.as_deref().map_or_else(Value::none, Value::from)),
        ("editor", Value::from(comment.editor)),
        ("report", report.map_or_else(Value::none, Value::from)),
        ("replies", items(world, id, &comment.replies)),
    ])
}

pub(super) fn html(world: &World, comment: &Comment) -> String {
    markdown::comment(&comment.text, world.config.typography(comment.lang.as_deref()))
}

fn map<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    Value::from(fields.into_iter().map(|(key, value)| (Key::from(key), value)).collect::<Map>())
}
