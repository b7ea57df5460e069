//! A reader's mail: the name, the date, and what the reader wrote, as a comment has them.
//!
//! Pure; of a mail nothing else is kept, above all no address (RULES.md, LAW-8). The parts of a
//! mail are told apart here, since parsers of mails keep each part in the one around it: of
//! many thousands, one in the other, nothing would be left but a stack that is full.

mod markup;
mod own;

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::{Address, ContentType, Message, MessageParser, MimeHeaders, PartType};

use super::{CODE, one_line};
use crate::diagnostic::Diagnostic;
use crate::markdown::{self, Reading};
use crate::value::legible;

/// How deep parts of a mail stand in one another. Mail programs need three or four.
const DEEPEST: usize = 16;

/// How many parts are looked at for one that is a text.
const MOST_PARTS: usize = 1_000;

/// Characters of a comment. A longer one is none, but an article of its own.
const LONGEST: usize = 20_000;

/// Characters of a name.
const LONGEST_NAME: usize = 100;

/// What a comment is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Nothing if the mail tells an address only.
    pub name: Option<String>,
    /// Nothing if the mail has none that can be understood.
    pub date: Option<Timestamp>,
    /// Markdown that shows what was written, and does nothing.
    pub text: String,
}

/// Reads a mail as RFC 5322 and MIME have it.
pub fn read(mail: &[u8]) -> Result<Letter, Diagnostic> {
    let headers = headers(mail).filter(|message| message.from().is_some() || is_mime(message));
    let Some(message) = headers else {
        return Err(Diagnostic::error(CODE, "this is no mail")
            .hint("save the whole message, with its headers, and pass that on: `< mail.eml`"));
    };
    let name = message.from().and_then(name_of);
    let date = message.date().filter(|date| date.is_valid());
    let date = date.and_then(|date| Timestamp::from_second(date.to_timestamp()).ok());
    let text = text_of(mail).map(|text| markup::literal(&own::words(&clean(&text))));
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Err(Diagnostic::error(CODE, "in this mail there is no text of its sender")
            .hint("quotes, signatures and attachments are left out; write the comment by hand"));
    };
    if text.chars().count() > LONGEST {
        let message = format!("the text of this mail has more than {LONGEST} characters");
        return Err(Diagnostic::error(CODE, message)
            .hint("shorten it before, or write the comment by hand"));
    }
    Ok(Letter { name, date, text })
}

/// A name as a comment may have it; nothing if it is none, or an address.
pub fn name(text: &str) -> Option<String> {
    let name = one_line(text);
    let name = name.trim_matches(['"', '\'', ' ']);
    let fits = !name.is_empty() && !name.contains('@') && name.chars().any(char::is_alphanumeric);
    fits.then(|| name.chars().take(LONGEST_NAME).collect())
}

fn name_of(from: &Address<'_>) -> Option<String> {
    name(from.first()?.name()?)
}

/// Only of a part's own headers; what follows them is not looked at.
fn headers(part: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse_headers(part)
}

fn is_mime(message: &Message<'_>) -> bool {
    message.content_type().is_some()
}

/// The first plain text of a mail, or else the text of its first HTML.
fn text_of(mail: &[u8]) -> Option<String> {
    let mut parts = vec![(mail, 0)];
    let (mut looked_at, mut html) = (0, None);
    while let Some((part, depth)) = parts.pop() {
        looked_at += 1;
        if looked_at > MOST_PARTS {
            break;
        }
        let Some(message) = headers(part) else {
            // A part need not have any headers, and is plain text then.
            if depth > 0
                && let Some(text) = leaf(part).filter(|text| !text.trim().is_empty())
            {
                return Some(text);
            }
            continue;
        };
        let kind = message.content_type();
        let is_attached = message.content_disposition().is_some_and(ContentType::is_attachment);
        match kind.map(|kind| (kind.ctype().to_ascii_lowercase(), kind.subtype())) {
            Some((main, _)) if main == "multipart" => {
                if let Some(boundary) = kind.and_then(|kind| kind.attribute("boundary"))
                    && depth < DEEPEST
                {
                    // The last of them is looked at first.
                    let inner = split(body_of(part), boundary.as_bytes());
                    parts.extend(inner.into_iter().rev().map(|part| (part, depth + 1)));
                }
            }
            _ if is_attached => {}
            Some((main, Some(sub))) if main == "text" && sub.eq_ignore_ascii_case("html") => {
                html = html.or_else(|| leaf(part));
            }
            Some((main, sub)) if main == "text" && sub.is_none_or(is_plain) => {
                let text = leaf(part).filter(|text| !text.trim().is_empty());
                if text.is_some() {
                    return text;
                }
            }
            Some(_) => {}
            None => {
                let text = leaf(part).filter(|text| !text.trim().is_empty());
                if text.is_some() {
                    return text;
                }
            }
        }
    }
    html
}

fn is_plain(sub: &str) -> bool {
    sub.eq_ignore_ascii_case("plain")
}

/// What stands behind the empty line that ends the headers.
fn body_of(part: &[u8]) -> &[u8] {
    let mut at = 0;
    while let Some(end) = memchr::memchr(b'\n', &part[at..]) {
        let is_empty = part[at..at + end].trim_ascii().is_empty();
        at += end + 1;
        if is_empty {
            break;
        }
    }
    &part[at..]
}

/// The parts between the lines of a boundary (RFC 2046, 5.1.1).
fn split<'m>(body: &'m [u8], boundary: &[u8]) -> Vec<&'m [u8]> {
    let mut parts = Vec::new();
    let (mut at, mut start) = (0, None);
    while at < body.len() && parts.len() < MOST_PARTS {
        let end = memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |end| at + end + 1);
        let marked = body[at..end].strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        if let Some(rest) = marked.map(<[u8]>::trim_ascii)
            && (rest.is_empty() || rest == b"--")
        {
            parts.extend(start.map(|start| &body[start..at]));
            start = Some(end).filter(|_| rest.is_empty());
        }
        at = end;
    }
    // One that was cut short.
    parts.extend(start.filter(|_| at == body.len()).map(|start| &body[start..]));
    parts
}

/// The decoded text of a part that is text.
fn leaf(part: &[u8]) -> Option<String> {
    let message = MessageParser::default().parse(part)?;
    let flowed = message.content_type().and_then(flow);
    match &message.parts.first()?.body {
        PartType::Text(text) => Some(match flowed {
            Some(flow) => own::unflowed(text, flow),
            None => text.clone().into_owned(),
        }),
        PartType::Html(html) => Some(markdown::lines(html, Reading::Letter)),
        PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Message(_)
        | PartType::Multipart(_) => None,
    }
}

/// How lines of a text go on (RFC 3676).
fn flow(kind: &ContentType<'_>) -> Option<own::Flow> {
    let is =
        |name, value: &str| kind.attribute(name).is_some_and(|own| own.eq_ignore_ascii_case(value));
    is("format", "flowed").then(|| match is("delsp", "yes") {
        true => own::Flow::WithoutBlank,
        false => own::Flow::WithBlank,
    })
}

/// Without what hides, disturbs, or cannot stand in a file.
fn clean(text: &str) -> Cow<'_, str> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let text = legible(&text).replace(['\t', '\u{a0}'], " ");
    text.replace(['\u{feff}', '\u{fffe}', '\u{ffff}'], "").into()
}
