//! The tags of links, and the schemes that are none for a link.

use pulldown_cmark_escape::{escape_href, escape_html};

/// Schemes that run what they hold instead of leading anywhere.
const RUNNING: [&str; 3] = ["javascript", "vbscript", "data"];

/// Whether a link to `destination` would run a script. Entities and escapes are
/// undone already; what browsers skip (blanks, control characters) and what
/// careless programs decode (`%6A`) is undone here.
pub(super) fn runs_script(destination: &str) -> bool {
    scheme(destination).is_some_and(|scheme| RUNNING.contains(&scheme.as_str()))
}

/// As [`runs_script`], but for images: a picture may be in the address itself.
pub(super) fn image_runs_script(destination: &str) -> bool {
    let is_picture = destination.get(..11).is_some_and(|d| d.eq_ignore_ascii_case("data:image/"));
    !is_picture && runs_script(destination)
}

fn scheme(destination: &str) -> Option<String> {
    let mut scheme = String::new();
    let mut bytes = destination.bytes();
    while let Some(byte) = bytes.next() {
        let byte = if byte == b'%' { percent_decoded(&mut bytes)? } else { byte };
        match byte {
            b':' => return Some(scheme),
            0..=b' ' | 0x7F => {}
            _ if byte.is_ascii_alphabetic() && scheme.len() < 10 => {
                scheme.push(byte.to_ascii_lowercase().into());
            }
            _ => return None,
        }
    }
    None
}

fn percent_decoded(bytes: &mut std::str::Bytes) -> Option<u8> {
    let mut digit = || char::from(bytes.next()?).to_digit(16);
    u8::try_from(digit()? * 16 + digit()?).ok()
}

/// `<a href="…" title="…"ATTRIBUTES>`
pub(super) fn start_tag(url: &str, title: &str, attributes: &str) -> String {
    let title = if title.is_empty() { String::new() } else { attribute("title", title) };
    format!("<a href=\"{}\"{title}{attributes}>", href(url))
}

/// ` NAME="VALUE"`
pub(super) fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escaped(value))
}

/// An address as it stands in an attribute: percent-encoded, `&` escaped.
pub(super) fn href(url: &str) -> String {
    let mut href = String::with_capacity(url.len());
    escape_href(&mut href, url).expect("a String takes all that is written to it");
    href
}

/// Text as it can stand in an attribute, and so anywhere in HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_html(&mut escaped, text).expect("a String takes all that is written to it");
    escaped
}
