//! HTML in a value that is shown as plain text: Jekyll and Hugo let it through, and an archive
//! that comes from there would show `&ldquo;` to its readers.

use super::CODE;
use crate::diagnostic::Diagnostic;
use crate::markdown;

/// Tags that are written into titles for their look.
const TAGS: [&str; 16] = [
    "a", "abbr", "b", "br", "cite", "code", "em", "i", "q", "s", "small", "span", "strong", "sub",
    "sup", "wbr",
];

/// A warning of the first entity or tag in the value of `key`.
pub(super) fn warning(key: &str, text: &str) -> Option<Diagnostic> {
    let (piece, hint) = text.match_indices(['&', '<']).find_map(|(at, _)| {
        let rest = &text[at..];
        entity(rest).or_else(|| tag(rest).map(|tag| (tag, "leave the tags out".to_owned())))
    })?;
    let message = format!("`{key}` is plain text, so `{piece}` is shown as it stands");
    Some(Diagnostic::warning(CODE, message).hint(hint))
}

/// `&ldquo;` at the beginning of a text, and what to write instead.
fn entity(text: &str) -> Option<(&str, String)> {
    let piece = &text[..=text.find(';')?];
    let name = piece.strip_prefix('&')?.strip_suffix(';')?;
    let is_name = (1..=31).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
    // Between letters, since a blank at the end of a line is none in Markdown.
    let decoded = markdown::plain(&format!("a{piece}a"));
    let character = decoded.strip_prefix('a')?.strip_suffix('a')?;
    if !is_name || character == piece {
        return None;
    }
    let hint = match character.trim().is_empty() {
        true => "write the character itself".to_owned(),
        false => format!("write `{character}`"),
    };
    Some((piece, hint))
}

/// `<em>` or `</em>` at the beginning of a text.
fn tag(text: &str) -> Option<&str> {
    let piece = &text[..=text.find('>')?];
    let inner = piece.strip_prefix('<')?.strip_suffix('>')?;
    let name = inner.trim_start_matches('/').split([' ', '/', '\n']).next()?;
    TAGS.contains(&name.to_ascii_lowercase().as_str()).then_some(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_a_title_is_warned_of() {
        for (title, message, hint) in [
            ("A &ldquo;door&rdquo;", "`&ldquo;`", "write `“`"),
            ("Interior&#39;s", "`&#39;`", "write `'`"),
            ("Ein &lt;3 für Tiere", "`&lt;`", "write `<`"),
            ("AT&T&nbsp;B", "`&nbsp;`", "write the character itself"),
            ("writing <em>and</em>", "`<em>`", "leave the tags out"),
            ("so<br/>weiter", "`<br/>`", "leave the tags out"),
        ] {
            let warning = warning("title", title).unwrap();
            assert!(warning.message.contains(message), "{}", warning.message);
            assert_eq!(warning.hint.as_deref(), Some(hint));
        }
    }

    #[test]
    fn what_only_looks_like_html_is_not() {
        for title in ["AT&T; R&D", "a < b > c", "Vec<u8>", "1 & 2;", "&", "<", "<>", "&;", "<Name>"]
        {
            assert_eq!(warning("title", title), None, "{title}");
        }
    }
}
