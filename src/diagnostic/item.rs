use serde::Serialize;

use super::{Diagnostic, Severity};

/// A diagnostic as programs read it: DESIGN.md's names.
#[derive(Serialize)]
pub struct Item<'d> {
    pub severity: Severity,
    pub code: &'d str,
    pub message: &'d str,
    pub file: Option<&'d str>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub label: Option<&'d str>,
    pub hint: Option<&'d str>,
}

impl<'d> From<&'d Diagnostic> for Item<'d> {
    fn from(diagnostic: &'d Diagnostic) -> Self {
        let place = diagnostic.place.as_ref();
        let in_line = diagnostic.place_in_line();
        Self {
            severity: diagnostic.severity,
            code: &diagnostic.code,
            message: &diagnostic.message,
            file: place.map(|place| place.file.as_str()),
            line: in_line.map(|place| place.line),
            column: in_line.map(|place| place.column),
            label: diagnostic.label.as_deref(),
            hint: diagnostic.hint.as_deref(),
        }
    }
}
