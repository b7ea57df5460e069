//! What a teaser shows of a text, read from its start only.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::{Dialect, Spanned, events};
use super::plain::{Folded, Reader};
use super::typography;
use crate::value::typography::Rules;

/// What stands before `<!-- more -->`, if that shows anything; plain, as
/// [`plain`](super::plain) makes it, but set by `rules`. A text without the marker is not parsed.
pub fn before_more(text: &str, rules: Option<Rules>) -> Option<String> {
    let candidate = find_more(text)?;
    // To the end of its block, which alone tells whether it stands in code.
    let start = Start::new(text, end_of_block(text, candidate.end));
    let plain = match start.has_more_at(candidate.start) {
        true => start.plain(candidate.start, rules),
        // It stands in code, so only a whole parse can tell where the next is.
        false => {
            let whole = Start::new(text, text.len());
            let marker = whole.more()?;
            whole.plain(marker, rules)
        }
    };
    Some(plain).filter(|plain| !plain.is_empty())
}

/// Bytes that are parsed at first to find a paragraph: most texts have one there.
const FIRST_LOOK: usize = 2048;

/// The first paragraph that shows anything; plain, as [`plain`](super::plain) makes it, but set
/// by `rules`. Reads no further than it must.
pub fn first_paragraph(text: &str, rules: Option<Rules>) -> Option<String> {
    let mut look = FIRST_LOOK;
    loop {
        let end = end_of_block(text, look);
        let found = Start::new(text, end).first_paragraph(rules);
        if found.is_some() || end == text.len() {
            return found;
        }
        // Twice as far each time, so that all looks together are at most twice the text.
        look = end * 2;
    }
}

/// `html` without `<!-- more -->`.
pub(super) fn without_more(html: &str) -> String {
    let mut kept = String::new();
    let mut rest = html;
    while let Some(marker) = find_more(rest) {
        kept.push_str(&rest[..marker.start]);
        rest = &rest[marker.end..];
    }
    kept + rest
}

/// The first `<!-- more -->`, with any blanks or none inside.
pub(super) fn find_more(text: &str) -> Option<Range<usize>> {
    text.match_indices('<').find_map(|(start, _)| {
        let word = text[start..].strip_prefix("<!--")?.trim_start();
        let close = word.strip_prefix("more")?.trim_start();
        let after = close.strip_prefix("-->")?;
        Some(start..text.len() - after.len())
    })
}

/// The first blank line from `at` on; what stands before it is parsed as it
/// would be in the whole text.
fn end_of_block(text: &str, at: usize) -> usize {
    let mut end = text.len().min(at);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let mut lines = text[end..].split_inclusive('\n');
    // The first is the rest of a line.
    end += lines.next().map_or(0, str::len);
    for line in lines {
        if line.trim().is_empty() {
            return end;
        }
        end += line.len();
    }
    end
}

/// The start of a text, with the definitions that it may refer to from below.
struct Start {
    text: String,
    end: usize,
}

impl Start {
    fn new(text: &str, end: usize) -> Self {
        let (start, rest) = text.split_at(end);
        let mut own = start.to_owned();
        if start.contains('[') {
            // Each after a blank line, since none of them can interrupt a paragraph.
            let definitions = rest.lines().filter(|line| is_definition(line));
            own.extend(definitions.flat_map(|line| ["\n\n", line]));
        }
        Start { text: own, end }
    }

    fn events(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        events(&self.text, Dialect::Extended).take_while(|(_, range)| range.start < self.end)
    }

    fn more(&self) -> Option<usize> {
        self.events().find_map(|(event, range)| match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                find_more(&html).map(|marker| range.start + marker.start)
            }
            _ => None,
        })
    }

    fn has_more_at(&self, at: usize) -> bool {
        self.more() == Some(at)
    }

    /// What is visible before `end`, but for footnotes.
    fn plain(&self, end: usize, rules: Option<Rules>) -> String {
        let mut seen = Vec::new();
        let mut notes = 0usize;
        for (event, range) in self.events().take_while(|(_, range)| range.start < end) {
            match event {
                Event::Start(Tag::FootnoteDefinition(_)) => notes += 1,
                Event::End(TagEnd::FootnoteDefinition) => notes -= 1,
                event if notes == 0 => seen.push((event, range)),
                _ => {}
            }
        }
        self.visible(&mut seen, rules)
    }

    /// The first paragraph that stands in nothing else and shows a text.
    fn first_paragraph(&self, rules: Option<Rules>) -> Option<String> {
        let mut paragraph = Vec::new();
        let mut depth = 0usize;
        let mut inside = false;
        for (event, range) in self.events() {
            match event {
                Event::Start(Tag::Paragraph) if depth == 0 => inside = true,
                Event::End(TagEnd::Paragraph) if depth == 1 => {
                    let text = self.visible(&mut paragraph, rules);
                    if !text.is_empty() {
                        return Some(text);
                    }
                    paragraph.clear();
                    inside = false;
                }
                _ => {}
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            if inside {
                paragraph.push((event, range));
            }
        }
        None
    }

    fn visible(&self, events: &mut [Spanned], rules: Option<Rules>) -> String {
        if let Some(rules) = rules {
            typography::set(&self.text, events, rules);
        }
        let mut folded = Folded::default();
        let mut reader = Reader::set_by(rules);
        for (event, _) in events {
            reader.read(event, &mut folded);
        }
        reader.finish(&mut folded);
        folded.finish()
    }
}

/// `[label]: …`, which gives a link or a footnote of the start its meaning.
fn is_definition(line: &str) -> bool {
    let label = line.trim_start_matches(' ');
    line.len() - label.len() <= 3 && label.starts_with('[') && label.contains("]:")
}
