//! A template as tags, and these as tokens: just enough of Tera's grammar to find names.

use std::ops::Range;

/// One `{{ … }}` or `{% … %}`; comments and `raw` blocks are left out.
#[derive(Debug)]
pub(super) struct Tag<'t> {
    /// `for`, `set`, `include`; empty for `{{ … }}`.
    keyword: &'t str,
    /// What follows the keyword.
    tokens: Vec<Token<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub text: &'t str,
    /// Where it begins, in bytes of the template.
    pub start: usize,
}

impl<'t> Tag<'t> {
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword == keyword
    }

    /// The templates that it names: `extends` and `include` may name several to choose from.
    pub fn templates(&self) -> impl Iterator<Item = &'t str> {
        let names = matches!(self.keyword, "extends" | "include");
        let tokens = self.tokens.iter().filter(move |_| names);
        tokens.filter_map(|token| token.string())
    }

    /// The names that it binds, and the tokens of their value; for a tag that binds nothing, all
    /// of its tokens but the words that are no names of values.
    pub fn binding(&self) -> (Vec<&'t str>, &[Token<'t>]) {
        let tokens = &self.tokens[..];
        let split = |at: usize| {
            let names = tokens[..at].iter().filter(|token| token.is_name());
            (names.map(|token| token.text).collect(), &tokens[at + 1..])
        };
        let cut = match self.keyword {
            "for" => tokens.iter().position(|token| token.text == "in"),
            "set" | "set_global" => match tokens.iter().position(|token| token.text == "=") {
                Some(at) => Some(at),
                // The value stands between this tag and its end.
                None => return (tokens.first().map(|name| name.text).into_iter().collect(), &[]),
            },
            "block" | "endblock" | "extends" | "include" | "filter" | "component"
            | "endcomponent" => return (Vec::new(), &[]),
            _ => None,
        };
        cut.map_or((Vec::new(), tokens), split)
    }

    /// The names that it binds.
    pub fn bound(&self) -> Vec<&'t str> {
        self.binding().0
    }
}

impl<'t> Token<'t> {
    pub fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    }

    pub fn opens_component(&self) -> bool {
        matches!(self.text, "<" | "</")
    }

    fn string(&self) -> Option<&'t str> {
        let quote = self.text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        self.text[1..].strip_suffix(quote)
    }
}

pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = match text[open..].get(..2) {
            Some("{#") => text[open..].find("#}").map_or(text.len(), |end| open + end + 2),
            Some("{{") => {
                let (tokens, end) = tokens(text, open + 2, "}}");
                tags.push(Tag { keyword: "", tokens });
                end
            }
            Some("{%") => {
                let (tokens, end) = tokens(text, open + 2, "%}");
                let keyword = tokens.first().filter(|first| first.is_name());
                let keyword = keyword.map_or("", |first| first.text);
                let rest = if keyword.is_empty() { 0 } else { 1 };
                tags.push(Tag { keyword, tokens: tokens[rest..].to_vec() });
                if keyword == "raw" { end_of_raw(text, end) } else { end }
            }
            _ => open + 1,
        };
    }
    tags
}

fn end_of_raw(text: &str, from: usize) -> usize {
    text[from..].find("endraw").map_or(text.len(), |end| from + end)
}

/// The tokens up to `close`, and where that ends.
fn tokens<'t>(text: &'t str, from: usize, close: &str) -> (Vec<Token<'t>>, usize) {
    let mut tokens: Vec<Token<'t>> = Vec::new();
    let mut at = from;
    loop {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { return (tokens, at) };
        // The dash that eats blanks.
        if rest.starts_with(close)
            || rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(close))
        {
            let end = at + rest.find(close).unwrap_or_default() + close.len();
            return (tokens, end);
        }
        let length = match first {
            '"' | '\'' | '`' => string(rest, first),
            c if c.is_ascii_alphanumeric() || c == '_' => {
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())
            }
            _ => symbol(rest).unwrap_or(first.len_utf8()),
        };
        let eats_blanks = first == '-' && tokens.is_empty();
        if !first.is_whitespace() && !eats_blanks {
            tokens.push(Token { text: &rest[..length], start: at });
        }
        at += length;
    }
}

/// The bytes of a string with its quotes; a backslash keeps the next letter in it.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn symbol(rest: &str) -> Option<usize> {
    const SYMBOLS: [&str; 11] = ["...", "?.", "?[", "==", "!=", ">=", "<=", "</", "//", "**", "=>"];
    SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol)).map(str::len)
}
