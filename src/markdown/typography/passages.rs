//! Raw HTML around a text: passages in other languages, and those that stay as they are.

/// Elements whose text means something to a machine, or is shown as it was typed.
const VERBATIM: [&str; 12] = [
    "code", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea", "title", "tt",
    "var",
];

/// Elements that never hold anything.
const VOID: [&str; 8] = ["br", "col", "embed", "hr", "img", "input", "source", "wbr"];

/// Deeper elements are passed over, and an end tag is not looked up further.
const DEEPEST: usize = 64;

/// The elements that are open, from the first one on that matters.
#[derive(Default)]
pub(super) struct Passages {
    open: Vec<Element>,
    /// How many of them were opened outside of the block.
    kept: usize,
    verbatim: usize,
}

struct Element {
    name: String,
    verbatim: bool,
    lang: Option<String>,
}

impl Passages {
    pub(super) fn are_verbatim(&self) -> bool {
        self.verbatim > 0
    }

    /// The language that the text is in, if it is not that of the whole.
    pub(super) fn language(&self) -> Option<&str> {
        self.open.iter().rev().find_map(|element| element.lang.as_deref())
    }

    /// Begins a passage that ends with its block.
    pub(super) fn begin(&mut self, lang: String) {
        self.push(Element { name: String::new(), verbatim: false, lang: Some(lang) });
    }

    /// Ends what was opened in a block.
    pub(super) fn end_block(&mut self) {
        self.truncate(self.kept);
    }

    /// What is open now stays open for the blocks that follow.
    pub(super) fn keep(&mut self) {
        self.kept = self.open.len();
    }

    /// Reads the tags of some HTML; says whether one of them ends a line.
    pub(super) fn read(&mut self, html: &str) -> bool {
        let mut rest = html;
        let mut ends_line = false;
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            } else if let Some(name) = rest.strip_prefix('/') {
                let (name, after) = name_of(name);
                self.close(&name);
                rest = after;
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let (name, attributes) = name_of(rest);
                let (lang, after) = attributes_of(attributes);
                ends_line |= name == "br";
                rest = match name.as_str() {
                    "script" | "style" => from_end_tag(after, &name),
                    _ => after,
                };
                self.start(name, lang);
            }
        }
        ends_line
    }

    fn start(&mut self, name: String, lang: Option<String>) {
        let verbatim = VERBATIM.contains(&name.as_str());
        let matters = verbatim || lang.is_some() || !self.open.is_empty();
        if matters && !VOID.contains(&name.as_str()) {
            self.push(Element { name, verbatim, lang });
        }
    }

    fn push(&mut self, element: Element) {
        if self.open.len() < DEEPEST {
            self.verbatim += usize::from(element.verbatim);
            self.open.push(element);
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|element| element.name == name) {
            self.truncate(at);
        }
    }

    fn truncate(&mut self, len: usize) {
        let closed = self.open.get(len..).unwrap_or_default();
        self.verbatim -= closed.iter().filter(|element| element.verbatim).count();
        self.open.truncate(len);
        self.kept = self.kept.min(len);
    }
}

/// The name that a tag begins with, in small letters, and what follows it.
fn name_of(tag: &str) -> (String, &str) {
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
    (tag[..end].to_ascii_lowercase(), &tag[end..])
}

/// The language that a tag's attributes name, and what follows the tag.
fn attributes_of(mut rest: &str) -> (Option<String>, &str) {
    let mut lang = None;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (lang, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (lang, after);
        }
        let ends_name = |c: char| c.is_ascii_whitespace() || "=>/".contains(c);
        // An attribute may begin with `=`, which is no end then.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find(ends_name).map_or(rest.len(), |end| first + end);
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(value) => value_of(value.trim_start()),
            None => ("", after),
        };
        if name.eq_ignore_ascii_case("lang") && !value.is_empty() {
            lang = Some(value.to_owned());
        }
        rest = after;
    }
}

/// A value in quotes of either kind or without, and what follows it.
fn value_of(rest: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(value) = rest.strip_prefix(quote) {
            return value.split_once(quote).unwrap_or((value, ""));
        }
    }
    let ends = |c: char| c.is_ascii_whitespace() || c == '>';
    rest.split_at(rest.find(ends).unwrap_or(rest.len()))
}

/// `html` from the tag on that ends `element`.
fn from_end_tag<'h>(mut html: &'h str, element: &str) -> &'h str {
    while let Some(at) = html.find("</") {
        let name = html[at + 2..].get(..element.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(element)) {
            return &html[at..];
        }
        html = &html[at + 2..];
    }
    ""
}
