//! What went wrong, where, and what to do; how it is printed.
//!
//! A diagnostic is data: it carries the line that it underlines, so that it can be
//! printed, counted, sorted and kept long after the file was dropped.

mod item;
mod place;
mod print;
mod rules;
mod sarif;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

pub use item::Item;
pub use place::Place;
pub use print::{Style, print};
pub use rules::{Level, Levels, RULES};
pub use sarif::sarif;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    Warning,
}

/// One thing that is wrong: a fact, a place, and a way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// What kind of thing it is, for filters and settings: `front-matter`.
    pub code: Cow<'static, str>,
    pub message: String,
    pub place: Option<Place>,
    /// What is said under the underlined words.
    pub label: Option<String>,
    pub hint: Option<String>,
    /// The page that was being rendered.
    pub page: Option<String>,
    /// On how many other pages it was met.
    pub repeated: usize,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: impl Display) -> Self {
        Self::new(Severity::Error, code, message)
    }

    pub fn warning(code: &'static str, message: impl Display) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Display) -> Self {
        let message = message.to_string();
        Self {
            severity,
            code: code.into(),
            message,
            place: None,
            label: None,
            hint: None,
            page: None,
            repeated: 0,
        }
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Where it is, if that is known to the line.
    pub fn place_in_line(&self) -> Option<&Place> {
        self.place.as_ref().filter(|place| place.line > 0)
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Names a file without a place in it.
    pub fn in_file(self, file: impl Display) -> Self {
        self.at(Place::file(file))
    }

    pub fn label(mut self, label: impl Display) -> Self {
        self.label = Some(label.to_string());
        self
    }

    pub fn hint(mut self, hint: impl Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    pub fn on_page(mut self, page: impl Display) -> Self {
        self.page = Some(page.to_string());
        self
    }

    pub fn maybe_hint(mut self, hint: Option<impl Display>) -> Self {
        self.hint = hint.map(|hint| hint.to_string());
        self
    }
}

/// How many mistakes of one text are told. The place of each is found by counting the lines
/// above it, so a text of nothing but mistakes would take for ever.
const MOST_OF_A_TEXT: usize = 100;

/// All that went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report(Vec<Diagnostic>);

impl Report {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn append(&mut self, other: Report) {
        self.0.extend(other.0);
    }

    /// The mistakes of one text, each described by `describe`: the gravest, and how many more
    /// there are.
    pub fn of_text<T>(
        file: impl Display,
        mut mistakes: Vec<T>,
        severity: impl Fn(&T) -> Severity,
        describe: impl FnMut(T) -> Diagnostic,
    ) -> Self {
        if mistakes.len() <= MOST_OF_A_TEXT {
            return mistakes.into_iter().map(describe).collect();
        }
        mistakes.sort_by_key(&severity);
        let others = mistakes.split_off(MOST_OF_A_TEXT);
        let mut report: Self = mistakes.into_iter().map(describe).collect();
        let message = format!("this file has {} mistakes more", others.len());
        let more = Diagnostic::warning("more", message).in_file(file);
        let severity = others.iter().map(severity).min().unwrap_or(more.severity);
        let hint = "mend those that are shown, and look again";
        report.push(Diagnostic { severity, ..more }.hint(hint));
        report
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn errors(&self) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }

    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }

    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    pub fn errors_only(&self) -> Self {
        self.0.iter().filter(|diagnostic| diagnostic.is_error()).cloned().collect()
    }

    /// Turns warnings into errors.
    pub fn stricter(mut self) -> Self {
        for diagnostic in &mut self.0 {
            diagnostic.severity = Severity::Error;
        }
        self
    }

    /// What another report does not say too, on whatever pages it was met.
    pub fn beyond(&self, other: &Self) -> Self {
        let known: BTreeSet<Key<'_>> = other.iter().map(key).collect();
        self.iter().filter(|diagnostic| !known.contains(&key(diagnostic))).cloned().collect()
    }

    /// In the order of files and lines, whatever thread met them; a template's error that
    /// thousands of pages share stands once, with their number.
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| (key(a), &a.page).cmp(&(key(b), &b.page)));
        self.0.dedup_by(|later, first| {
            let same = key(later) == key(first);
            if same {
                first.repeated += later.repeated + 1;
            }
            same
        });
        self
    }
}

impl Extend<Diagnostic> for Report {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

impl FromIterator<Diagnostic> for Report {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self(diagnostics.into_iter().collect())
    }
}

impl FromIterator<Report> for Report {
    fn from_iter<I: IntoIterator<Item = Report>>(reports: I) -> Self {
        reports.into_iter().flat_map(|report| report.0).collect()
    }
}

impl From<Diagnostic> for Report {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

type Key<'a> = (Option<(&'a str, usize, usize)>, Severity, &'a str, &'a str, Option<&'a str>);

fn key(diagnostic: &Diagnostic) -> Key<'_> {
    let Diagnostic { severity, code, message, place, hint, .. } = diagnostic;
    let place = place.as_ref().map(|place| (place.file.as_str(), place.line, place.column));
    (place, *severity, code, message, hint.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_met_on_many_pages_stands_once_with_their_number() {
        let met = || Diagnostic::error("template", "no such filter").in_file("themes/a/base.html");
        let report: Report =
            [met(), Diagnostic::warning("image", "none").in_file("a"), met(), met()]
                .into_iter()
                .collect();
        let report = report.sorted();
        let repeated: Vec<_> = report.iter().map(|diagnostic| diagnostic.repeated).collect();
        assert_eq!(repeated, [0, 2]);
    }
}
