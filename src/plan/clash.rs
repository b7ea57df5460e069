//! Law 6: one path, one route; also on file systems that ignore case or Unicode form.

use super::{Kind, Route};
use crate::diagnostic::{Diagnostic, Report};
use crate::value::OutputPath;

/// Sorts a folder right before what stands in it, and together what some file system takes
/// for one.
pub(super) fn order(path: &OutputPath) -> String {
    // No name holds a control character, so this sorts below all of them.
    path.folded().replace('/', "\u{1}")
}

/// Looks at neighbours only, since the routes are sorted.
pub(super) fn find(routes: &[Route], describe: impl Fn(&Kind) -> String) -> Report {
    let mut report = Report::default();
    let mut pairs = routes.iter().zip(routes.iter().skip(1));
    let Some(first) = routes.first() else { return report };
    let mut key = order(&first.url.output());
    pairs.by_ref().for_each(|(one, other)| {
        let next = order(&other.url.output());
        if next == key {
            report.push(same_file(one, other, &describe));
        } else if next.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('\u{1}')) {
            report.push(file_and_folder(one, other, &describe));
        }
        key = next;
    });
    report
}

fn same_file(one: &Route, other: &Route, describe: &impl Fn(&Kind) -> String) -> Diagnostic {
    // What the user can change is a file.
    let (one, other) = match is_file(&one.kind) && !is_file(&other.kind) {
        true => (other, one),
        false => (one, other),
    };
    let (first, second) = (describe(&one.kind), describe(&other.kind));
    let message = if one.url == other.url {
        format!("two routes lead to `{}`", one.url)
    } else if one.url.output() == other.url.output() {
        format!("`{}` and `{}` are one file, `{}`", one.url, other.url, one.url.output())
    } else {
        format!(
            "`{}` and `{}` are one file where letters' case or form is ignored",
            one.url, other.url
        )
    };
    Diagnostic::error("clash", message)
        .in_file(second)
        .hint(format!("the other is {first}; {}", way_out(&one.kind, &other.kind)))
}

/// Whether a route comes from one file of the project.
fn is_file(kind: &Kind) -> bool {
    match kind {
        Kind::Article(_)
        | Kind::Page(_)
        | Kind::Job(_)
        | Kind::PastJob(_)
        | Kind::File(_)
        | Kind::Picture(..) => true,
        Kind::Newest(_)
        | Kind::Numbered(..)
        | Kind::Terms(_)
        | Kind::Year(_)
        | Kind::Month(_)
        | Kind::Corrections
        | Kind::Calendar
        | Kind::Day(_)
        | Kind::Jobs
        | Kind::NotFound
        | Kind::Fragment(_)
        | Kind::Feed(_)
        | Kind::Opml
        | Kind::Sitemap(_)
        | Kind::Robots
        | Kind::Search
        | Kind::Index(_)
        | Kind::Redirect(_)
        | Kind::Gone
        | Kind::Rules(_)
        | Kind::Card(_)
        | Kind::Asset(_) => false,
    }
}

/// What can be done about a route that another one is in the way of.
fn way_out(one: &Kind, other: &Kind) -> &'static str {
    if [one, other].iter().any(|kind| matches!(kind, Kind::Rules(_))) {
        return "remove the file, or take the host out of `hosts`";
    }
    match one.is_picture() || other.is_picture() {
        true => "rename the file: `-480w` and the like are for the smaller versions of pictures",
        false => "give one of them another `slug:` or `path:`",
    }
}

fn file_and_folder(one: &Route, other: &Route, describe: &impl Fn(&Kind) -> String) -> Diagnostic {
    let message =
        format!("`{}` would have to be a file and a folder, for `{}`", one.url, other.url);
    Diagnostic::error("clash", message).in_file(describe(&other.kind)).hint(format!(
        "the file comes from {}; give one of them another `slug:` or `path:`",
        describe(&one.kind)
    ))
}
