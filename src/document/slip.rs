//! Guesses what a line that is not YAML was meant to say.
//!
//! The parser tells where it gave up, which is often a line behind the slip. A guess is made
//! only where one of the common slips is there to be seen; it never changes what is read.

use std::ops::Range;

/// Where the slip is, in bytes, what it is, and a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub range: Range<usize>,
    /// In the place of the parser's own words.
    pub label: Option<String>,
    pub hint: String,
}

/// The slip that made a parser give up at the byte `at`.
pub(super) fn guess(text: &str, at: usize) -> Option<Slip> {
    let line = Line::around(text, at);
    let here = at..text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let hint_here = |hint: String| Slip { range: here.clone(), label: None, hint };
    tab(&line)
        .or_else(|| line.next().as_ref().and_then(tab))
        .or_else(|| bracket(text, &line))
        .or_else(|| line.value().and_then(|value| quotes(&line, value)).map(hint_here))
        .or_else(|| indented(&line).map(hint_here))
        .or_else(|| no_colon(&line))
        .or_else(|| line.before().as_ref().and_then(no_colon))
}

/// Tabs indent nothing in YAML.
fn tab(line: &Line<'_>) -> Option<Slip> {
    let blanks = &line.text[..line.text.len() - line.text.trim_start().len()];
    let at = line.start + blanks.find('\t')?;
    let hint = "indent with blanks, not with tabs".to_owned();
    Some(Slip { range: at..at + 1, label: Some("this is a tab".into()), hint })
}

/// The last `[` or `{` at the beginning of a value, if nothing closes it.
fn bracket(text: &str, line: &Line<'_>) -> Option<Slip> {
    let end = line.start + line.text.len();
    let mut looked_at = Some(line.clone());
    for _ in 0..50 {
        let line = looked_at?;
        if let Some(value) = line.value().filter(|value| value.starts_with(['[', '{'])) {
            let at = line.start + line.text.len() - value.len();
            let open = |c: char| text[at..end].matches(c).count();
            let (opening, closing) = if value.starts_with('[') { ('[', ']') } else { ('{', '}') };
            let label = Some("this bracket is not closed".to_owned());
            let hint = format!("close it with `{closing}`");
            return (open(opening) > open(closing)).then_some(Slip {
                range: at..at + 1,
                label,
                hint,
            });
        }
        looked_at = line.before();
    }
    None
}

/// Values that need quotes, or other ones.
fn quotes(line: &Line<'_>, value: &str) -> Option<String> {
    let written = |value: &str| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("`{}: \"{value}\"`", line.text.split_once(": ").unwrap_or_default().0.trim())
    };
    let value = value.trim_end();
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(mark) = mark {
        let inner = &value[1..];
        return Some(match inner.strip_suffix(mark) {
            Some(inner) => format!("write it as {}", written(inner)),
            None if inner.contains(mark) => {
                format!("put the whole value in quotes: {}", written(value))
            }
            None => format!("close the quotes: {}", written(inner)),
        });
    }
    let indicator = value.starts_with(['@', '`', '%', '*', '&', '!', ',', ']', '}', '|', '>'])
        || ["- ", "? "].iter().any(|start| value.starts_with(start));
    let colon = value.contains(": ") && !value.starts_with(['[', '{', '|', '>']);
    (indicator || colon).then(|| format!("put the value in quotes: {}", written(value)))
}

/// A line that stands further in than the key that it follows, which has its value already;
/// or one between that depth and none.
fn indented(line: &Line<'_>) -> Option<String> {
    let before = line.before()?;
    let further_in = line.indent() > before.indent();
    if further_in && before.value().is_some_and(|value| !value.trim().is_empty()) {
        return Some("remove the blanks in front of this line".to_owned());
    }
    let in_between = 0 < line.indent() && line.indent() < before.indent();
    in_between.then(|| "begin it as far in as the lines that it belongs to".to_owned())
}

/// `title:A`, or a line without any colon.
fn no_colon(line: &Line<'_>) -> Option<Slip> {
    let text = line.text.trim_end();
    if text.contains(": ") || text.ends_with(':') || text.starts_with([' ', '-', '#', '.']) {
        return None;
    }
    let hint = match text.split_once(':') {
        Some((key, value)) => format!("put a blank behind the colon: `{key}: {value}`"),
        None => "write it as `key: value`, or remove it".to_owned(),
    };
    let label = Some("this line is not `key: value`".to_owned());
    Some(Slip { range: line.start..line.start + text.len(), label, hint })
}

#[derive(Clone)]
struct Line<'t> {
    whole: &'t str,
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn around(whole: &'t str, at: usize) -> Self {
        let start = whole[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let text = whole[start..].split('\n').next().unwrap_or_default();
        Self { whole, start, text: text.trim_end_matches('\r') }
    }

    /// The nearest one before that is not empty.
    fn before(&self) -> Option<Self> {
        let text = self.whole[..self.start].trim_end();
        (!text.is_empty()).then(|| Self::around(self.whole, text.len()))
    }

    fn next(&self) -> Option<Self> {
        let newline = self.whole[self.start..].find('\n')?;
        Some(Self::around(self.whole, self.start + newline + 1))
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    /// What stands behind the first colon.
    fn value(&self) -> Option<&'t str> {
        Some(self.text.split_once(": ")?.1.trim_start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_can_be_guessed_at(text in "([a: \t\r\n\\[{\"'@ß-]){0,40}", at in 0_usize..80) {
            let at = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
            if let Some(slip) = guess(&text, at.unwrap_or(0)) {
                prop_assert!(text.get(slip.range).is_some());
            }
        }
    }
}
