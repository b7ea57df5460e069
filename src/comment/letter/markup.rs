//! Text as Markdown that shows just that text.

/// A line that is shorter than this, with the first word of the next, was ended on purpose:
/// mail programs break lines at 72 characters or more.
const NARROW: usize = 60;

/// Escapes what Markdown would take for a mark, so that a comment says what its writer sees. Lines
/// that were ended on purpose stay apart.
pub(super) fn literal(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut all = String::with_capacity(text.len() + text.len() / 16);
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            all.push('\n');
        }
        escape(line, &mut all);
        let next = lines.get(at + 1).filter(|next| !next.is_empty());
        if let Some(next) = next.filter(|_| !line.is_empty())
            && is_ended(line, next)
        {
            all.push('\\');
        }
    }
    all
}

fn is_ended(line: &str, next: &str) -> bool {
    let word = next.split(' ').next().unwrap_or_default();
    line.chars().count() + word.chars().count() < NARROW || is_item(next)
}

/// `- one`, `2. two`
fn is_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered =
        number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") "));
    is_numbered || ["- ", "* ", "+ ", "– ", "• "].iter().any(|mark| line.starts_with(mark))
}

fn escape(line: &str, all: &mut String) {
    let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
    // `1.`, `1)`: where the mark of a numbered list would be.
    let number = line.len() - bare.len();
    let mut before = None;
    for (at, c) in line.char_indices() {
        let next = line[at + c.len_utf8()..].chars().next();
        let is_mark = match c {
            '\\' | '`' | '*' | '[' | ']' | '~' | '<' => true,
            '_' => !(is_of_word(before) && is_of_word(next)),
            '&' => next.is_some_and(|next| next == '#' || next.is_alphanumeric()),
            '#' | '>' | '-' | '+' | '=' => at == 0,
            '.' | ')' => number > 0 && at == number,
            _ => false,
        };
        if is_mark {
            all.push('\\');
        }
        all.push(c);
        before = Some(c);
    }
}

fn is_of_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown;

    /// What a reader sees of a comment.
    fn shown(text: &str) -> String {
        let html = markdown::comment(text, None);
        let words: String = scraper::Html::parse_fragment(&html).root_element().text().collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn sec_2_a_text_is_shown_as_it_was_written() {
        for text in [
            "# Groß",
            "> Zitat",
            "- eins\n- zwei",
            "1. eins\n2) zwei",
            "*a* **b** _c_ `d` ~~e~~ [f](https://b.example/) ![g](h.png)",
            "<script>alert(1)</script> <https://b.example/> &lt;b&gt; &#60;",
            "Titel\n===\nTitel\n---",
            "---\ntitle: a\n---",
            "C:\\tmp\\* und \\",
            "Leser*innen, Leser_innen und Bürger*innen",
            "[a]: https://b.example/\n[a]",
            "```\nlet a;\n```",
        ] {
            let html = markdown::comment(&literal(text), None);
            for tag in ["<a", "<em", "<strong", "<code", "<pre", "<li", "<del", "<hr", "<blockq"] {
                assert!(!html.contains(tag), "{text}: {html}");
            }
            let written = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(shown(&literal(text)), written);
        }
    }

    #[test]
    fn lines_that_were_ended_on_purpose_stay_apart() {
        assert_eq!(literal("Rosen\nVeilchen\n\nEnde"), "Rosen\\\nVeilchen\n\nEnde");
        let long = "So lang wie diese Zeile ist keine, die jemand mit Absicht beendet.";
        assert_eq!(literal(&format!("{long}\nWeiter")), format!("{long}\nWeiter"));
        assert_eq!(literal(&format!("{long}\n- a")), format!("{long}\\\n\\- a"));
    }

    proptest! {
        #[test]
        fn sec_2_whatever_is_written_is_shown(
            text in "([a-z0-9äß ]|[<>&\"'`*_#\\[\\]()!:.+=~|\\\\/-]|\n|https://|&lt;|&#x3c;|<b>|- |1\\. ){0,40}"
        ) {
            let written = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(shown(&literal(&text)), written);
        }
    }
}
