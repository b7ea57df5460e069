use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

/// How many marks one letter may carry. Words need up to three or four, as in Vietnamese that
/// is written apart; a text that climbs over the lines above it has dozens.
const MOST_MARKS: usize = 4;

/// A stranger's text without what hides parts of it or disturbs its neighbours: controls,
/// changes of direction that reach beyond the text, floods of characters without width, and
/// letters that drown in marks (RULES.md, SEC-2).
pub fn legible(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut marks, mut after_invisible) = (0, false);
    for c in text.chars().filter(|&c| !is_forbidden(c)) {
        if is_invisible(c) {
            // One joins the parts of an emoji, or divides a word.
            if !after_invisible {
                kept.push(c);
            }
            after_invisible = true;
            continue;
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks <= MOST_MARKS {
            kept.push(c);
            after_invisible = false;
        }
    }
    kept
}

/// Whether a terminal or a page would obey a character instead of showing it: controls,
/// embeddings, overrides and isolates of direction.
pub fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text, in its lines, without what a terminal would obey.
pub fn without_orders(text: &str) -> Cow<'_, str> {
    match text.contains(is_obeyed_in_lines) {
        true => text.replace(is_obeyed_in_lines, "\u{fffd}").into(),
        false => text.into(),
    }
}

fn is_obeyed_in_lines(c: char) -> bool {
    is_obeyed(c) && !matches!(c, '\n' | '\t')
}

/// What is obeyed, and letters for machines only.
fn is_forbidden(c: char) -> bool {
    let machines =
        matches!(c, '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    is_obeyed_in_lines(c) || machines
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2065}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_2_what_hides_or_disturbs_goes() {
        assert_eq!(legible("user\u{202e}gpj.exe"), "usergpj.exe");
        assert_eq!(legible("a\u{2066}b\u{2069}c\u{0}d\u{1b}e\u{9b}f"), "abcdef");
        assert_eq!(legible(&format!("a{}b", "\u{200b}".repeat(10_000))), "a\u{200b}b");
        assert_eq!(legible(&format!("a{}b", "\u{200b}\u{feff}".repeat(99))), "a\u{200b}b");
        assert_eq!(legible(&format!("Z{}", "\u{336}".repeat(50))).chars().count(), 5);
        assert_eq!(legible(&format!("Z{}", "\u{336}\u{200d}".repeat(50))).chars().count(), 9);
        assert_eq!(legible("a\u{e0041}b"), "ab");
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "Größe\n\tund Maß",
            "👩\u{200d}👩\u{200d}👧 ❤\u{fe0f} 1\u{fe0f}\u{20e3}",
            "Vie\u{302}\u{323}t Nam",
            "می\u{200c}خواهم",
            "שָׁלוֹם",
            "नमस्ते",
            "Silben\u{ad}tren\u{ad}nung",
        ] {
            assert_eq!(legible(text), text);
        }
    }
}
