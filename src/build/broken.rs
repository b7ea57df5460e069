//! Articles that have errors and were never published: they can be held back like drafts.

use std::collections::BTreeSet;

use super::site::{published, read_config};
use super::{Broken, Kept, Request};
use crate::archive::Contents;
use crate::article::is_markdown;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::published::Lock;
use crate::value::SourcePath;

/// What a build leaves out, and what was said about it, as warnings.
#[derive(Clone, Debug, Default)]
pub(super) struct Without {
    sources: BTreeSet<SourcePath>,
    said: Report,
}

impl Without {
    pub fn is_nothing(&self) -> bool {
        self.sources.is_empty()
    }

    /// The same with the articles that have errors in a report; nothing if there are no more of
    /// them, or if they are not to be held back.
    pub fn more(&self, request: &Request, report: &Report) -> Option<Self> {
        if request.broken == Broken::Refuse || !report.has_errors() {
            return None;
        }
        let config = read_config(request, &mut Report::default());
        let lock = published(request, &config).kept(&mut Report::default()).lock;
        let mut more = self.clone();
        for diagnostic in report.iter().filter(|diagnostic| diagnostic.is_error()) {
            let file = diagnostic.place.as_ref().map(|place| SourcePath::new(&place.file));
            if let Some(file) = file.filter(|file| can_be_held(file, &lock)) {
                more.sources.insert(file);
                more.said.push(as_warning(diagnostic));
            }
        }
        (more.sources.len() > self.sources.len()).then_some(more)
    }

    /// Takes the articles out of the contents, and what was said about them out of the report.
    pub fn leave_out(&self, contents: &mut Contents, said: Report) -> Report {
        if self.is_nothing() {
            return said;
        }
        contents.articles.retain(|article| !self.sources.contains(&article.card.source));
        contents.broken.extend(self.sources.iter().cloned());
        let is_about_others = |diagnostic: &&Diagnostic| {
            let place = diagnostic.place.as_ref();
            place.is_none_or(|place| !self.sources.contains(&SourcePath::new(&place.file)))
        };
        said.iter().filter(is_about_others).cloned().collect()
    }

    /// A report with what was said about what is left out.
    pub fn and(&self, mut report: Report) -> Report {
        if self.is_nothing() {
            return report;
        }
        report.append(self.said.clone());
        report.sorted()
    }
}

fn can_be_held(file: &SourcePath, lock: &Lock) -> bool {
    file.as_str().starts_with("content/articles/")
        && is_markdown(file)
        && lock.entries().iter().all(|entry| entry.source != *file)
}

fn as_warning(diagnostic: &Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..diagnostic.clone() }
}
