//! What of a text a reader sees, without marks: for teasers, search and counts.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::events::{Dialect, events};
use super::{embed, without_null};
use crate::value::typography::Rules;

/// The visible text, with blanks and line ends folded into single blanks. Keeps
/// soft hyphens and no-break spaces; leaves out footnote marks, texts of images,
/// scripts and comments.
pub fn plain(text: &str) -> String {
    let mut folded = Folded::default();
    let mut reader = Reader::default();
    for (event, _) in events(text, Dialect::Extended) {
        reader.read(&event, &mut folded);
    }
    folded.finish()
}

/// How many words a reader sees.
pub(super) fn words<'e, 'a: 'e>(events: impl Iterator<Item = &'e Event<'a>>) -> usize {
    let mut words = Words::default();
    let mut reader = Reader::default();
    for event in events {
        reader.read(event, &mut words);
    }
    words.count
}

/// A heading's text, that of its images too: it has to be called something.
pub(super) fn title<'e, 'a: 'e>(events: impl Iterator<Item = &'e Event<'a>>) -> String {
    let mut folded = Folded::default();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => folded.text(text),
            Event::SoftBreak | Event::HardBreak => folded.gap(),
            _ => {}
        }
    }
    folded.finish()
}

pub(super) trait Sink {
    fn text(&mut self, text: &str);
    /// What follows does not belong to the word before.
    fn gap(&mut self);
}

/// The text itself.
#[derive(Default)]
pub(super) struct Folded {
    text: String,
    gap: bool,
}

impl Sink for Folded {
    fn text(&mut self, text: &str) {
        // Not all white space: a no-break space is there for a reason.
        let mut pieces = text.split(|c: char| c.is_ascii_whitespace());
        if let Some(first) = pieces.next() {
            self.put(first);
        }
        for piece in pieces {
            self.gap();
            self.put(piece);
        }
    }

    fn gap(&mut self) {
        self.gap = true;
    }
}

impl Folded {
    pub(super) fn finish(self) -> String {
        without_null(self.text)
    }

    fn put(&mut self, piece: &str) {
        if piece.is_empty() {
            return;
        }
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
        self.text.push_str(piece);
    }
}

/// Words: letters and digits between white space, a dash alone being none.
#[derive(Default)]
struct Words {
    count: usize,
    inside: bool,
}

impl Sink for Words {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if self.inside {
                // Which of the two it is, is asked of few characters only.
                self.inside = c.is_ascii_graphic() || !c.is_whitespace();
            } else if c.is_alphanumeric() {
                self.inside = true;
                self.count += 1;
            }
        }
    }

    fn gap(&mut self) {
        self.inside = false;
    }
}

/// Passes on what is visible of each event.
#[derive(Default)]
pub(super) struct Reader<'r> {
    /// By which what is not yet set is.
    rules: Option<Rules<'r>>,
    /// How many images are open, one in the text of another.
    images: usize,
    /// The lines of the open HTML block.
    html: String,
    /// The lines of the open block `embed`, if one is.
    embed: Option<String>,
}

impl<'r> Reader<'r> {
    pub(super) fn set_by(rules: Option<Rules<'r>>) -> Self {
        Self { rules, ..Self::default() }
    }

    pub(super) fn read(&mut self, event: &Event, sink: &mut impl Sink) {
        match event {
            Event::Start(Tag::Image { .. }) => self.images += 1,
            Event::End(TagEnd::Image) => self.images -= 1,
            _ if self.images > 0 => {}
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if embed::is_embed(info) => {
                self.embed = Some(String::new());
            }
            Event::End(TagEnd::CodeBlock) => self.end_code(sink),
            Event::Text(text) if self.embed.is_some() => {
                self.embed.get_or_insert_default().push_str(text);
            }
            Event::Text(text) | Event::Code(text) => sink.text(text),
            Event::Html(line) => self.html.push_str(line),
            Event::InlineHtml(tag) => html(tag, sink),
            Event::SoftBreak | Event::HardBreak | Event::Rule => sink.gap(),
            Event::Start(tag) if is_inline(tag.to_end()) => {}
            Event::End(tag) if is_inline(*tag) => {}
            Event::End(TagEnd::HtmlBlock) => self.finish(sink),
            Event::Start(_) | Event::End(_) => sink.gap(),
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    /// What another host shows is known by its title.
    fn end_code(&mut self, sink: &mut impl Sink) {
        sink.gap();
        if let Some(lines) = self.embed.take() {
            let mut title = embed::read(&lines).0.map_or(lines, |embed| embed.title);
            if let Some(rules) = self.rules {
                rules.set_in(&mut title);
            }
            sink.text(&title);
            sink.gap();
        }
    }

    /// Passes on what an HTML block shows, also where reading stops within it.
    pub(super) fn finish(&mut self, sink: &mut impl Sink) {
        sink.gap();
        html(&std::mem::take(&mut self.html), sink);
        sink.gap();
    }
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

/// Passes on what raw HTML shows between its tags.
fn html(mut html: &str, sink: &mut impl Sink) {
    while let Some(at) = html.find('<') {
        html_text(&html[..at], sink);
        html = after_markup(&html[at..], sink);
    }
    html_text(html, sink);
}

/// What follows the tag, comment or script that `html` starts with.
fn after_markup<'h>(html: &'h str, sink: &mut impl Sink) -> &'h str {
    if let Some(comment) = html.strip_prefix("<!--") {
        return comment.find("-->").map_or("", |end| &comment[end + 3..]);
    }
    let inside = &html[1..];
    let name = inside.trim_start_matches('/');
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    if name.is_empty() && !inside.starts_with(['!', '?']) {
        sink.text("<");
        return inside;
    }
    if !is_inline_html(name) {
        sink.gap();
    }
    let after = after_tag(inside);
    match HIDDEN.iter().find(|hidden| inside.len() > hidden.len() && starts_with(inside, hidden)) {
        Some(hidden) => from_end_tag(after, hidden),
        None => after,
    }
}

/// Elements whose text nobody sees.
const HIDDEN: [&str; 2] = ["script", "style"];

/// `html` from the tag that ends `element`.
fn from_end_tag<'h>(mut html: &'h str, element: &str) -> &'h str {
    while let Some(at) = html.find("</") {
        if starts_with(&html[at + 2..], element) {
            return &html[at..];
        }
        html = &html[at + 2..];
    }
    ""
}

fn starts_with(html: &str, name: &str) -> bool {
    html.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// What follows the `>` that ends a tag; one in quotes does not.
fn after_tag(tag: &str) -> &str {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return &tag[at + 1..],
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    ""
}

fn is_inline_html(name: &str) -> bool {
    const INLINE: [&str; 18] = [
        "a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small",
        "span", "strong", "sub", "sup", "wbr",
    ];
    INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name))
}

/// Passes on text of raw HTML, with its entities undone.
fn html_text(mut text: &str, sink: &mut impl Sink) {
    while let Some(at) = text.find('&') {
        sink.text(&text[..at]);
        let rest = &text[at..];
        let end = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';').unwrap_or(0);
        entity(&rest[..=end], sink);
        text = &rest[end + 1..];
    }
    sink.text(text);
}

/// `&CounterClockwiseContourIntegral;`
const LONGEST_ENTITY: usize = 33;

fn entity(entity: &str, sink: &mut impl Sink) {
    // The parser knows all two thousand of them, and Markdown has the same.
    for event in Parser::new(entity) {
        if let Event::Text(text) = event {
            sink.text(&text);
        }
    }
}
