use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};

const CODE: &str = "front-matter";

/// How much front matter may hold. Every card stays in memory, and reading one takes a hundred
/// times its length.
const LARGEST: usize = 1 << 20;

/// The two parts of a file, in bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub front: Range<usize>,
    pub body: usize,
}

/// Finds the lines `---` around the front matter.
///
/// A byte order mark, empty lines before the first fence, blanks after a fence, CRLF and a
/// fence at the very end of the file are all accepted.
pub fn split(file: &str, text: &str) -> Result<Split, Diagnostic> {
    let mut lines = Lines::new(text);
    let first = loop {
        match lines.next() {
            None => return Err(none(file, text, 0..0)),
            Some(line) if line.text.trim_start_matches('\u{feff}').trim().is_empty() => {}
            Some(line) => break line,
        }
    };
    let opening = first.text.trim_start_matches('\u{feff}').trim_end();
    if opening != "---" {
        return Err(wrong_fence(file, text, &first, opening));
    }
    let start = first.end;
    for line in lines {
        if line.text.trim_end() == "---" {
            if line.start - start > LARGEST {
                return Err(too_large(file, text, first.start..start));
            }
            return Ok(Split { front: start..line.start, body: line.end });
        }
    }
    Err(not_closed(file, text, first.start + first.text.find('-').unwrap_or(0)..start))
}

fn none(file: &str, text: &str, range: Range<usize>) -> Diagnostic {
    Diagnostic::error(CODE, "this file has no front matter")
        .at(Place::new(file, text, range))
        .hint("begin it with a line `---`, then `title: …` and `date: …`, then a line `---`")
}

fn wrong_fence(file: &str, text: &str, line: &Line<'_>, opening: &str) -> Diagnostic {
    let start = line.start + line.text.len() - line.text.trim_start_matches('\u{feff}').len();
    let range = start..start + opening.len();
    if opening == "+++" {
        return Diagnostic::error(CODE, "this front matter is TOML")
            .at(Place::new(file, text, range))
            .hint("write it as YAML: lines `key: value` between two lines `---`");
    }
    let dashes = opening.len() > 1 && opening.chars().all(|c| "-–—".contains(c));
    // What a finger left in front of it: `x---`.
    let slip = opening.ends_with("---") && opening.chars().count() <= 5;
    if dashes || slip || opening.trim_start() == "---" {
        return Diagnostic::error(CODE, "this is not the beginning of a front matter")
            .at(Place::new(file, text, range))
            .label("three hyphens are needed here, and nothing else")
            .hint("write `---`");
    }
    none(file, text, range)
}

fn too_large(file: &str, text: &str, opening: Range<usize>) -> Diagnostic {
    let message = format!("this front matter holds more than {} MB", LARGEST >> 20);
    Diagnostic::error(CODE, message)
        .at(Place::new(file, text, opening))
        .label("it begins here")
        .hint("put long texts below it, and tables into data/")
}

/// Shows the line where the closing fence was probably forgotten; `opening` ends behind its line.
fn not_closed(file: &str, text: &str, opening: Range<usize>) -> Diagnostic {
    let almost = Lines::new(&text[opening.end..]).take(200).find(|line| {
        let line = line.text.trim();
        line.len() >= 2 && line.chars().all(|c| "-–—".contains(c))
    });
    let diagnostic = Diagnostic::error(CODE, "the front matter has no end");
    match almost {
        Some(line) => {
            let start = opening.end + line.start;
            diagnostic
                .at(Place::new(file, text, start..start + line.text.trim_end().len()))
                .label("this is not a fence")
                .hint("write `---`, without blanks in front")
        }
        None => diagnostic
            .at(Place::new(file, text, opening))
            .label("it begins here")
            .hint("close it with a line `---`"),
    }
}

struct Line<'t> {
    start: usize,
    /// Behind the line's end.
    end: usize,
    text: &'t str,
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let start = self.at;
        let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
        self.at += length;
        Some(Line { start, end: self.at, text: rest[..length].trim_end_matches(['\n', '\r']) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> (&str, &str) {
        let split = split("a.md", text).unwrap();
        (&text[split.front], &text[split.body..])
    }

    #[test]
    fn what_editors_leave_behind_is_accepted() {
        for text in [
            "---\ntitle: A\n---\nText",
            "\u{feff}---\ntitle: A\n---\nText",
            "\n  \n---\ntitle: A\n---\nText",
            "--- \t\ntitle: A\n---  \nText",
        ] {
            assert_eq!(parts(text), ("title: A\n", "Text"), "{text:?}");
        }
        assert_eq!(parts("---\r\ntitle: A\r\n---\r\nText"), ("title: A\r\n", "Text"));
        assert_eq!(parts("---\ntitle: A\n---"), ("title: A\n", ""));
    }

    #[test]
    fn a_line_in_the_text_is_no_fence() {
        assert_eq!(parts("---\na: 1\n---\nx\n\n---\n\ny"), ("a: 1\n", "x\n\n---\n\ny"));
    }

    #[test]
    fn what_is_wrong_with_a_fence_is_said() {
        let message = |text| split("a.md", text).unwrap_err().message;
        assert_eq!(message(""), "this file has no front matter");
        assert_eq!(message("Text"), "this file has no front matter");
        assert_eq!(message("+++\na = 1\n+++\n"), "this front matter is TOML");
        assert_eq!(message("----\na: 1\n----\n"), "this is not the beginning of a front matter");
        assert_eq!(message("—\na: 1\n"), "this is not the beginning of a front matter");
        assert_eq!(message("x---\na: 1\n---\n"), "this is not the beginning of a front matter");
        assert_eq!(message("---\na: 1\n--\n"), "the front matter has no end");
    }

    proptest! {
        #[test]
        fn any_text_is_split_or_refused(text in "(-{2,4}|\\PC{0,8}|\r|\n|\u{feff}){0,12}") {
            if let Ok(split) = split("a", &text) {
                prop_assert!(split.front.end < split.body && split.body <= text.len());
            }
        }
    }
}
