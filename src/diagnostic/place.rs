use std::fmt::Display;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How much of a very long line is kept, in characters on each side.
const AROUND: usize = 60;

/// Some characters of a line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the project's root.
    pub file: String,
    /// Counted from 1; 0 where no line is meant.
    pub line: usize,
    /// Counted in characters, from 1.
    pub column: usize,
    /// The line itself, or the part of a very long one that matters.
    pub text: String,
    /// The bytes of `text` to underline.
    pub underline: Range<usize>,
}

impl Place {
    /// A file as such.
    pub fn file(file: impl Display) -> Self {
        Self { file: file.to_string(), line: 0, column: 0, text: String::new(), underline: 0..0 }
    }

    /// The bytes `range` of `text`, which `file` holds; what lies beyond its line is cut off.
    pub fn new(file: impl Display, text: &str, range: Range<usize>) -> Self {
        let start = floor(text, range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[line_start..line_end].trim_end_matches('\r');
        let from = (start - line_start).min(line.len());
        let to = floor(text, range.end).clamp(start, line_end) - line_start;
        let (line_text, underline) = shorten(line, from..to.min(line.len()).max(from));
        Self {
            file: file.to_string(),
            line: text[..line_start].matches('\n').count() + 1,
            column: line[..from].trim_start_matches('\u{feff}').chars().count() + 1,
            text: line_text,
            underline,
        }
    }

    /// Where it is, in the form that editors make clickable: `file:line:column`.
    pub fn locus(&self) -> String {
        match self.line {
            0 => self.file.clone(),
            line => format!("{}:{line}:{}", self.file, self.column),
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Cuts a very long line down to the surroundings of `range`; blanks for control characters,
/// which a terminal would obey.
fn shorten(line: &str, range: Range<usize>) -> (String, Range<usize>) {
    let before: Vec<char> = line[..range.start].chars().rev().take(AROUND + 1).collect();
    let cut = before.len() > AROUND;
    let mut text = if cut { String::from("…") } else { String::new() };
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    text.extend(before.into_iter().take(AROUND).rev().filter(|&c| c != '\u{feff}').map(visible));
    let start = text.len();
    text.extend(line[range.clone()].chars().take(2 * AROUND).map(visible));
    let end = text.len();
    let mut rest = line[range.end..].chars();
    text.extend(rest.by_ref().take(AROUND).map(visible));
    if rest.next().is_some() {
        text.push('…');
    }
    (text, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_and_columns_are_counted_from_one_in_characters() {
        let place = Place::new("a.md", "eins\r\nzwölf Grüße\r\n", 13..19);
        assert_eq!(place.locus(), "a.md:2:7");
        assert_eq!(&place.text[place.underline], "Grüß");
    }

    #[test]
    fn only_the_surroundings_of_a_long_line_are_kept() {
        let text = "x".repeat(1_000_000);
        let place = Place::new("a.md", &text, 500_000..500_010);
        assert!(place.text.len() < 300);
        assert_eq!(place.column, 500_001);
    }

    proptest! {
        #[test]
        fn any_range_of_any_text_is_a_place(text in "\\PC{0,20}\n\\PC{0,90}", a in 0usize..130, b in 0usize..130) {
            let place = Place::new("a", &text, a..b.max(a));
            prop_assert!(place.text.get(place.underline).is_some());
        }
    }
}
