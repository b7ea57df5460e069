//! What a person reads of HTML, in lines.
//!
//! By its tags alone, without a tree, so that no nesting is too deep.

use html5gum::{Token, Tokenizer};

/// Which parts of HTML become lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A letter without its quotes; where links lead is left out.
    Letter,
    /// All of a text, with the address behind each link.
    Whole,
}

/// Elements that begin a line of their own.
const BLOCKS: [&[u8]; 20] = [
    b"p",
    b"div",
    b"tr",
    b"li",
    b"ul",
    b"ol",
    b"table",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"pre",
    b"hr",
    b"section",
    b"article",
    b"dt",
    b"dd",
    b"blockquote",
];

/// Elements that stand apart from what is before and behind them.
const APART: [&[u8]; 10] =
    [b"p", b"h1", b"h2", b"h3", b"h4", b"ul", b"ol", b"table", b"pre", b"blockquote"];

/// Elements whose content nobody sees.
const UNSEEN: [&[u8]; 5] = [b"head", b"style", b"script", b"title", b"template"];

/// The lines of some HTML. Empty ones stand between paragraphs.
pub fn lines(html: &str, reading: Reading) -> String {
    let mut text = String::with_capacity(html.len() / 4);
    let mut unseen = 0usize;
    let mut address = None;
    let hides = |name: &[u8]| {
        UNSEEN.contains(&name) || (reading == Reading::Letter && name == b"blockquote")
    };
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name: &[u8] = &tag.name;
                unseen += usize::from(hides(name) && !tag.self_closing);
                if unseen > 0 {
                    continue;
                }
                begin(&mut text, name);
                match name {
                    b"br" => text.push('\n'),
                    b"li" => text.push_str("- "),
                    b"a" if reading == Reading::Whole => {
                        let href = tag.attributes.get(b"href".as_slice());
                        address =
                            href.map(|href| String::from_utf8_lossy(href.as_ref()).into_owned());
                    }
                    _ => {}
                }
            }
            Token::EndTag(tag) => {
                let name: &[u8] = &tag.name;
                unseen = unseen.saturating_sub(usize::from(hides(name)));
                if unseen > 0 {
                    continue;
                }
                if name == b"a"
                    && let Some(address) = address.take()
                    && !text.ends_with(&address)
                {
                    text.push_str(&format!(" <{address}>"));
                }
                begin(&mut text, name);
            }
            Token::String(part) if unseen == 0 => {
                append(&mut text, &String::from_utf8_lossy(&part));
            }
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    text
}

/// A new line where an element needs one, and an empty one where it stands apart.
fn begin(text: &mut String, name: &[u8]) {
    if !BLOCKS.contains(&name) || text.is_empty() {
        return;
    }
    text.truncate(text.trim_end_matches(' ').len());
    // The mark of an item is no line yet.
    if text.ends_with("\n-") || text == "-" {
        text.push(' ');
        return;
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    if APART.contains(&name) && !text.ends_with("\n\n") {
        text.push('\n');
    }
}

/// Blanks and ends of lines are one blank, as browsers have it.
fn append(text: &mut String, part: &str) {
    for c in part.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' => {
                if !text.is_empty() && !text.ends_with([' ', '\n']) {
                    text.push(' ');
                }
            }
            c => text.push(c),
        }
    }
}
