//! Code blocks, with CSS classes for what a theme may colour.
//!
//! The classes are the parts of the code's TextMate scopes with `z-` in front:
//! a Rust keyword stands in `<span class="z-keyword z-other z-rust">`. A theme does
//! with colours for `z-comment`, `z-string`, `z-constant` (`z-numeric`,
//! `z-character`, `z-language`), `z-keyword` (`z-operator`, `z-control`), `z-storage`
//! (`z-type`, `z-modifier`), `z-entity` (`z-name`, `z-function`, `z-tag`,
//! `z-attribute-name`), `z-support`, `z-variable` (`z-parameter`), `z-punctuation`,
//! `z-invalid`, `z-markup` (`z-heading`, `z-bold`, `z-italic`, `z-inserted`,
//! `z-deleted`). The block itself is `z-source` or `z-text`; leave those alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::{SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::links::{attribute, escaped};
use crate::value::Digest;

/// Beyond these code stays without colours. Grammars are lists of regular
/// expressions tried at each place of a line, some of them backtracking: a block of
/// this size takes a tenth of a second as a rule, but two whole ones where the
/// language named is not that of the code, and long lines are worse. In bytes, so
/// that the same text gives the same page on each machine.
const LARGEST_BLOCK: usize = 64 * 1024;
const LONGEST_LINE: usize = 2000;
/// Of all blocks of a text together.
pub(super) const MOST_OF_A_TEXT: usize = 4 * LARGEST_BLOCK;

/// How many coloured blocks are remembered, and how long one may be, in bytes.
const MOST_KNOWN: usize = 1024;
const LONGEST_KNOWN: usize = 16 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    Classes,
    None,
}

/// The block, reachable by keyboard since wide code scrolls inside it. `info` is
/// what stands behind the opening fence.
pub(super) fn block(info: &str, code: &str, colours: Colours) -> String {
    let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    let class = match language {
        "" => String::new(),
        language => attribute("class", &format!("language-{language}")),
    };
    let code = match colours {
        Colours::Classes => known_or_highlighted(language, code),
        Colours::None => escaped(code).into(),
    };
    format!("<pre tabindex=\"0\"><code{class}>{code}</code></pre>\n")
}

/// A block takes longer than the rest of its page, and comes again: in a series of articles,
/// and whenever a page is rendered anew. Only saves time: what is remembered hangs on the
/// digest of all that it is made from.
fn known_or_highlighted(language: &str, code: &str) -> Arc<str> {
    static KNOWN: Mutex<BTreeMap<Digest, Arc<str>>> = Mutex::new(BTreeMap::new());
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let digest = Digest::of([language, code].join("\0").as_bytes());
    if let Some(html) = known().get(&digest) {
        return Arc::clone(html);
    }
    let html: Arc<str> = highlighted(language, code).unwrap_or_else(|| escaped(code)).into();
    let mut known = known();
    if known.len() < MOST_KNOWN && html.len() <= LONGEST_KNOWN {
        known.insert(digest, Arc::clone(&html));
    }
    html
}

fn highlighted(language: &str, code: &str) -> Option<String> {
    if language.is_empty() || code.len() > LARGEST_BLOCK {
        return None;
    }
    if code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let syntax = syntax(language)?;
    let style = ClassStyle::SpacedPrefixed { prefix: "z-" };
    let mut html = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes(), style);
    for line in LinesWithEndings::from(code) {
        html.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(html.finalize())
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let syntaxes = syntaxes();
    let known = syntaxes.find_syntax_by_token(language)?;
    (!std::ptr::eq(known, syntaxes.find_syntax_plain_text())).then_some(known)
}

/// Loaded only when a text has code, since it takes longer than most pages.
fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}
