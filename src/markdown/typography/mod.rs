//! Typography over the text's events: for each block its text is put together across emphasis,
//! links and line ends, set as a whole, and the events that it came from get their parts back.
//!
//! Alternative texts and captions of images are set too, each as a block of its own. What the
//! author has escaped (`\"`) or written as an entity (`&quot;`) stays, and so do code, addresses
//! in angle brackets, titles of links, and raw HTML but for the text between inline tags.

mod passages;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use self::passages::Passages;
use super::events::{Document, Spanned, is_slice};
use crate::value::typography::{Edit, OPAQUE, Rules, edits, replaced};

/// Sets a whole text, its footnotes too.
pub(super) fn set_document(text: &str, document: &mut Document, rules: Rules) {
    set(text, &mut document.body, rules);
    for definition in document.definitions.values_mut() {
        set(text, &mut definition.events, rules);
    }
}

/// Sets some events of `text`.
pub(super) fn set(text: &str, events: &mut [Spanned], rules: Rules) {
    let mut setter = Setter {
        text,
        rules,
        passages: Passages::default(),
        blocks: vec![Block::default()],
        verbatim: 0,
        html: String::new(),
    };
    setter.language();
    for at in 0..events.len() {
        setter.read(events, at);
    }
    setter.finish(events);
}

struct Setter<'t, 's> {
    text: &'t str,
    rules: Rules<'s>,
    passages: Passages,
    /// The open block, and above it the texts of open images.
    blocks: Vec<Block<'s>>,
    /// How many elements are open whose text stays as it is.
    verbatim: usize,
    /// The lines of the open HTML block.
    html: String,
}

/// A text that quotes do not reach out of.
#[derive(Default)]
struct Block<'s> {
    text: String,
    pieces: Vec<Piece>,
    /// From which byte of `text` on which rules hold.
    languages: Vec<(usize, Rules<'s>)>,
}

/// A part of a block's text that may be set.
struct Piece {
    /// Where it stands in the block.
    range: Range<usize>,
    /// The event that it is of, and where it begins in that event's text.
    event: usize,
    from: usize,
}

impl<'s> Setter<'_, 's> {
    fn read(&mut self, events: &mut [Spanned], at: usize) {
        let (event, range) = &mut events[at];
        match event {
            Event::Text(_) if self.verbatim > 0 || self.passages.are_verbatim() => self.opaque(),
            Event::Text(text) => {
                let written = Written::of(self.text, range, text);
                self.block().text(text, at, written);
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.opaque(),
            Event::SoftBreak => self.block().push("\n", at, 0),
            Event::HardBreak => self.block().text.push('\n'),
            Event::InlineHtml(html) => {
                if self.passages.read(html) {
                    self.block().text.push('\n');
                }
                self.language();
            }
            Event::Html(line) => self.html.push_str(line),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                self.verbatim += 1;
            }
            Event::Start(Tag::Image { title, .. }) => {
                let rules = self.current();
                if let std::borrow::Cow::Owned(set) = rules.set(title) {
                    *title = set.into();
                }
                self.opaque();
                self.blocks.push(Block::default());
                self.language();
            }
            Event::End(TagEnd::Image) => {
                let mut block = self.blocks.pop().unwrap_or_default();
                block.set(events);
            }
            Event::Start(tag) if is_inline(tag.to_end()) => {}
            // An end does not say of which kind the link was; links hold no links.
            Event::End(TagEnd::Link) => self.verbatim = 0,
            Event::End(tag) if is_inline(*tag) => {}
            Event::Start(Tag::CodeBlock(_)) => self.begin(events, None, 1),
            Event::Start(Tag::Heading { attrs, .. }) => {
                let lang = attrs.iter().find(|(name, _)| &**name == "lang");
                let lang = lang.and_then(|(_, lang)| lang.as_ref()).map(ToString::to_string);
                self.begin(events, lang, 0);
            }
            Event::End(TagEnd::HtmlBlock) => {
                self.passages.end_block();
                self.passages.read(&std::mem::take(&mut self.html));
                self.passages.keep();
                self.begin(events, None, 0);
            }
            Event::Start(_) | Event::End(_) | Event::Rule => self.begin(events, None, 0),
        }
    }

    /// Ends the block that is open, and begins one.
    fn begin(&mut self, events: &mut [Spanned], lang: Option<String>, verbatim: usize) {
        self.finish(events);
        self.passages.end_block();
        self.verbatim = verbatim;
        if let Some(lang) = lang {
            self.passages.begin(lang);
        }
        self.language();
    }

    fn finish(&mut self, events: &mut [Spanned]) {
        self.blocks.truncate(1);
        self.block().set(events);
    }

    fn block(&mut self) -> &mut Block<'s> {
        if self.blocks.is_empty() {
            self.blocks.push(Block::default());
        }
        self.blocks.last_mut().expect("one was pushed if there was none")
    }

    /// Something that stands for a word.
    fn opaque(&mut self) {
        self.block().text.push(OPAQUE);
    }

    fn current(&self) -> Rules<'s> {
        self.passages.language().map_or(self.rules, |tag| self.rules.of(tag))
    }

    /// Notes which rules hold from here on.
    fn language(&mut self) {
        let rules = self.current();
        let block = self.block();
        block.languages.push((block.text.len(), rules));
    }
}

impl Block<'_> {
    fn text(&mut self, text: &str, event: usize, written: Written) {
        match written {
            Written::Plainly => self.push(text, event, 0),
            Written::Escaped => {
                let first = text.chars().next().map_or(0, char::len_utf8);
                self.text.push(OPAQUE);
                self.push(&text[first..], event, first);
            }
            Written::Otherwise if text.chars().all(char::is_alphanumeric) => {
                self.text.push_str(text)
            }
            Written::Otherwise if text.chars().all(char::is_whitespace) => self.text.push_str(text),
            Written::Otherwise => self.text.push(OPAQUE),
        }
    }

    fn push(&mut self, text: &str, event: usize, from: usize) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { range: start..self.text.len(), event, from });
    }

    /// Sets the events that its pieces are of, and forgets them.
    fn set(&mut self, events: &mut [Spanned]) {
        if !self.pieces.is_empty() && !self.languages.is_empty() {
            let edits = edits(&self.text, &self.languages);
            let mut rest = &edits[..];
            for piece in &self.pieces {
                rest = piece.set(events, rest);
            }
        }
        self.text.clear();
        self.pieces.clear();
        self.languages.clear();
    }
}

impl Piece {
    /// Takes its edits, and answers with those behind it. What reaches over its ends stays as it
    /// was: dots, say, that are half emphasised.
    fn set<'e, 's>(&self, events: &mut [Spanned], edits: &'e [Edit<'s>]) -> &'e [Edit<'s>] {
        let first = edits.partition_point(|edit| edit.range.start < self.range.start);
        let end = edits.partition_point(|edit| edit.range.end <= self.range.end).max(first);
        let own = &edits[first..end];
        if !own.is_empty() {
            let event = &mut events[self.event].0;
            *event = match event {
                Event::Text(text) => {
                    let (kept, piece) = text.split_at(self.from);
                    Event::Text((kept.to_owned() + &replaced(piece, own, self.range.start)).into())
                }
                _ => Event::Text(replaced("\n", own, self.range.start).into()),
            };
        }
        &edits[end..]
    }
}

/// How the author wrote a text.
#[derive(Clone, Copy)]
enum Written {
    /// As it stands in the source.
    Plainly,
    /// With a backslash before its first character.
    Escaped,
    /// As an entity.
    Otherwise,
}

impl Written {
    fn of(source: &str, range: &Range<usize>, text: &str) -> Self {
        if !is_slice(source, range, text) {
            return Self::Otherwise;
        }
        let is_punctuation = text.starts_with(|c: char| c.is_ascii_punctuation());
        match is_punctuation && source[..range.start].ends_with('\\') {
            true => Self::Escaped,
            false => Self::Plainly,
        }
    }
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
