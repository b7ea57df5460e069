//! What is known to be wrong, so that an old archive can start clean.
//!
//! A line of the file has a code, a file and a message, with tabs between them: no number of a
//! line, so that an edit above changes nothing. What is met twice stands there twice.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::{Diagnostic, RULES, Report};
use crate::emit;

/// A report without what the file knows.
pub(super) fn compare(file: &Path, report: &Report) -> Result<(Report, String), Diagnostic> {
    let text = emit::read(file)?.ok_or_else(|| {
        Diagnostic::error("baseline", format!("`{}` is not there", file.display()))
            .hint("write it first: add `--update-baseline`")
    })?;
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        *known.entry(line).or_default() += 1;
    }
    let all: usize = known.values().sum();
    let mut is_new = |diagnostic: &&Diagnostic| match known.get_mut(line(diagnostic).as_str()) {
        Some(left) if *left > 0 && is_rule(diagnostic) => {
            *left -= 1;
            false
        }
        _ => true,
    };
    let fresh: Report = report.iter().filter(&mut is_new).cloned().collect();
    let mended: usize = known.values().sum();
    let found = all - mended;
    let note = match mended {
        0 => format!("baseline: {found} known"),
        mended => {
            format!("baseline: {found} known, {mended} mended (`--update-baseline` forgets them)")
        }
    };
    Ok((fresh, note))
}

/// Writes all that the report says about rules, which then says nothing of it.
pub(super) fn write(file: &Path, report: &Report) -> Result<(Report, String), Diagnostic> {
    let (known, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        report.iter().partition(|diagnostic| is_rule(diagnostic));
    let mut lines: Vec<String> = known.into_iter().map(line).collect();
    lines.sort_unstable();
    let number = lines.len();
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    emit::put(file, &text)?;
    Ok((
        others.into_iter().cloned().collect(),
        format!("baseline: {number} noted in {}", file.display()),
    ))
}

/// What stops a build is no matter of taste.
fn is_rule(diagnostic: &Diagnostic) -> bool {
    RULES.iter().any(|(rule, _)| *rule == diagnostic.code)
}

fn line(diagnostic: &Diagnostic) -> String {
    let file = diagnostic.place.as_ref().map_or("-", |place| place.file.as_str());
    let line = format!("{}\t{file}\t{}", diagnostic.code, diagnostic.message);
    line.replace(['\n', '\r'], " ")
}
