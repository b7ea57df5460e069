//! The text as pulldown-cmark's events, footnotes set apart from the rest.
//!
//! Holds the one place where we read Markdown otherwise than CommonMark does:
//! the star in `Leser*innen` is a letter of its word, not emphasis.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// An event, and the bytes of the text that it stands for.
pub(super) type Spanned<'a> = (Event<'a>, Range<usize>);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    CommonMark,
    Extended,
    /// What readers write.
    Comment,
}

pub(super) struct Document<'a> {
    pub(super) body: Vec<Spanned<'a>>,
    /// By [`key`] of their label.
    pub(super) definitions: BTreeMap<String, Definition<'a>>,
    /// Definitions whose label was taken already.
    pub(super) surplus: Vec<Definition<'a>>,
}

pub(super) struct Definition<'a> {
    pub(super) label: String,
    pub(super) range: Range<usize>,
    pub(super) events: Vec<Spanned<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn events(&self) -> impl Iterator<Item = &Event<'a>> {
        let notes = self.definitions.values().flat_map(|definition| &definition.events);
        self.body.iter().chain(notes).map(|(event, _)| event)
    }
}

/// Reads the whole text.
pub(super) fn read(text: &str, dialect: Dialect) -> Document<'_> {
    let mut document =
        Document { body: Vec::new(), definitions: BTreeMap::new(), surplus: Vec::new() };
    // Definitions can stand in quotes and lists, and within one another.
    let mut open: Vec<Definition> = Vec::new();
    for (event, range) in events(text, dialect) {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                open.push(Definition { label: label.into_string(), range, events: Vec::new() });
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some(definition) = open.pop() {
                    document.define(definition);
                }
            }
            event => {
                let events = open.last_mut().map_or(&mut document.body, |note| &mut note.events);
                push(text, events, (event, range));
            }
        }
    }
    document
}

/// Adds an event, but text to the text before it where it can. The parser ends a
/// text at each character that might have meant something, so that a line of
/// brackets and stars would fill the memory.
fn push<'a>(text: &'a str, events: &mut Vec<Spanned<'a>>, (event, range): Spanned<'a>) {
    if let Event::Text(more) = &event
        && let Some((Event::Text(before), last)) = events.last_mut()
        && last.end == range.start
        && is_slice(text, last, before)
        && is_slice(text, &range, more)
        && let Some(both) = text.get(last.start..range.end)
    {
        *before = both.into();
        last.end = range.end;
        return;
    }
    events.push((event, range));
}

/// Whether `part` is this very place of `text`, not just equal to it.
pub(super) fn is_slice(text: &str, range: &Range<usize>, part: &str) -> bool {
    text.get(range.clone()).is_some_and(|slice| std::ptr::eq(slice, part))
}

impl<'a> Document<'a> {
    fn define(&mut self, definition: Definition<'a>) {
        match self.definitions.entry(key(&definition.label)) {
            Entry::Vacant(free) => {
                free.insert(definition);
            }
            Entry::Occupied(_) => self.surplus.push(definition),
        }
    }
}

/// What labels have in common that differ in case only.
pub(super) fn key(label: &str) -> String {
    // By way of upper case, as case folding does: `ẞ`, `ß` and `ss` are the same.
    label.to_lowercase().to_uppercase().to_lowercase()
}

/// The events of the text, in its order.
pub(super) fn events(text: &str, dialect: Dialect) -> impl Iterator<Item = Spanned<'_>> {
    let options = match dialect {
        Dialect::CommonMark => Options::empty(),
        Dialect::Comment => Options::ENABLE_STRIKETHROUGH,
        Dialect::Extended => {
            Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_HEADING_ATTRIBUTES
                | Options::ENABLE_GFM
        }
    };
    Parser::new_ext(text, options).into_offset_iter().map(move |(event, range)| match event {
        Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis)
            if dialect != Dialect::CommonMark && is_between_gender_stars(text, &range) =>
        {
            (Event::Text("*".into()), range)
        }
        event => (event, range),
    })
}

/// The element that starts with the first of `events`, its end included.
pub(super) fn element<'e, 'a>(events: &'e [Spanned<'a>]) -> &'e [Spanned<'a>] {
    let mut depth = 0usize;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &events[..=at];
        }
    }
    events
}

/// Whether an emphasis is none, but reaches from one gender star to the next, as
/// in `Leser*innen und Bürger*innen`.
fn is_between_gender_stars(text: &str, emphasis: &Range<usize>) -> bool {
    is_gender_star(text, emphasis.start) && is_gender_star(text, emphasis.end - 1)
}

fn is_gender_star(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at + 1..)) else {
        return false;
    };
    let ending: String = after
        .chars()
        .take_while(|c| c.is_alphabetic())
        .take(6)
        .flat_map(char::to_lowercase)
        .collect();
    // Endings only, so that `*Tages*zeitung` is still emphasis.
    let is_ending = ending.starts_with("innen")
        || matches!(ending.as_str(), "in" | "e" | "er" | "es" | "m" | "n" | "r" | "s");
    text.as_bytes()[at] == b'*' && before.ends_with(char::is_alphabetic) && is_ending
}
