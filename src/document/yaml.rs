//! The only place that names `serde_yaml`, which is archived upstream.
//!
//! It reads well and quickly, but gives no usable places and stops at the first mistake.
//! So where it fails, or where a place is asked for, `saphyr-parser` reads the text again.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use serde_yaml::Value;

use super::placed::{Entry, Part, Placed, Shape, Step};
use super::{Fault, slip, twice};
use crate::diagnostic::Severity;
use crate::value::{Map, Node};

/// Deeper documents are refused: reading is recursive.
const DEEPEST: usize = 100;

/// Where no slip can be guessed.
const LOOK: &str = "look for quotes or brackets that are not closed, and put the value in quotes";

/// A scalar as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scalar {
    text: String,
    /// Only a plain scalar can be a number, a yes or no, or nothing.
    plain: bool,
}

type Tree = Placed<Scalar>;

pub(super) fn read(text: &str) -> (Node, Vec<Fault>) {
    if may_be_deep(text)
        && let (_, faults) = read_placed(text)
        && !faults.is_empty()
    {
        return (Node::Null, faults);
    }
    let error = match serde_yaml::from_str::<Value>(text) {
        Ok(value) => return (node(value), Vec::new()),
        Err(error) => error,
    };
    match read_placed(text) {
        // Keys that come twice are no hindrance to understanding the others.
        (Some(tree), faults) if !faults.is_empty() => (unplaced(tree), faults),
        (_, faults) if !faults.is_empty() => (Node::Null, faults),
        _ => (Node::Null, vec![refused(text, &error)]),
    }
}

/// Whether so many brackets are open, or lists begun in one line, that `serde_yaml` would take
/// long to refuse them: it looks through all brackets at each further one, and reads all lists
/// before it looks at any.
fn may_be_deep(text: &str) -> bool {
    let most = 10 * DEEPEST;
    if text.len() > most && text.lines().any(|line| lists_begun(line) > most) {
        return true;
    }
    let mut open = 0_usize;
    // Most front matter is too short to open so many.
    text.len() > most
        && text.bytes().any(|byte| {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            open > most
        })
}

/// `- - - a` begins three.
fn lists_begun(line: &str) -> usize {
    let marks = line.split([' ', '\t']).filter(|part| !part.is_empty());
    marks.take_while(|part| matches!(*part, "-" | "?")).count()
}

/// What only `serde_yaml` objects to: aliases that multiply, documents that follow.
fn refused(text: &str, error: &serde_yaml::Error) -> Fault {
    let at = error.location().map_or(0, |at| at.index().min(text.len()));
    let objection = error.to_string();
    // It counts lines from the beginning of the front matter, not of the file.
    let objection = objection.split(" at line ").next().unwrap_or_default();
    let hint = match objection {
        text if text.contains("more than one document") => {
            "remove the line `---` or `...` inside it"
        }
        text if text.contains("repetition limit") => "write the values out, without `*`",
        objection => return unreadable(text, at, "this YAML is not accepted", objection),
    };
    Fault {
        severity: Severity::Error,
        range: at..at,
        message: "this YAML is not accepted".into(),
        label: Some(objection.to_owned()),
        hint: Some(hint.to_owned()),
    }
}

fn node(value: Value) -> Node {
    match value {
        Value::Null => Node::Null,
        Value::Bool(value) => Node::Bool(value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Node::Int(integer),
            None => Node::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Node::Text(text),
        Value::Sequence(items) => Node::List(items.into_iter().map(node).collect()),
        Value::Mapping(entries) => Node::Map(
            entries.into_iter().map(|(key, value)| (key_text(key), node(value))).collect(),
        ),
        Value::Tagged(tagged) => node(tagged.value),
    }
}

/// Keys that are numbers or the like are taken as they would be written.
fn key_text(key: Value) -> String {
    match key {
        Value::String(text) => text,
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Null => "null".into(),
        Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => "?".into(),
    }
}

/// The document with places, as far as it can be read, and all its mistakes.
pub(super) fn read_placed(text: &str) -> (Option<Tree>, Vec<Fault>) {
    let mut builder = Builder { text, index: Index::default(), faults: Vec::new() };
    let mut events = Parser::new_from_str(text);
    loop {
        match events.next() {
            None => return (None, builder.faults),
            Some(Err(error)) => {
                let fault = builder.scan_fault(&error);
                builder.faults.push(fault);
                return (None, builder.faults);
            }
            Some(Ok((Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _))) => {}
            Some(Ok((event, span))) => {
                let tree = builder.build(event, span, &mut events, 0);
                return (tree, builder.faults);
            }
        }
    }
}

struct Builder<'t> {
    text: &'t str,
    index: Index,
    faults: Vec<Fault>,
}

type Events<'t> = Parser<'t, saphyr_parser::StrInput<'t>>;

impl<'t> Builder<'t> {
    fn build(
        &mut self,
        event: Event<'t>,
        span: Span,
        events: &mut Events<'t>,
        depth: usize,
    ) -> Option<Tree> {
        let range = self.bytes(span);
        if depth > DEEPEST {
            self.faults.push(plain_fault(range, "this lies too deep", "more than 100 levels"));
            return None;
        }
        let (shape, end) = match event {
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                (Shape::Scalar(Scalar { text: text.into_owned(), plain }), range.end)
            }
            Event::SequenceStart(..) => self.list(events, depth)?,
            Event::MappingStart(..) => self.map(events, depth)?,
            // An alias is left out: only its place matters, and that is here.
            Event::Alias(_) => {
                (Shape::Scalar(Scalar { text: String::new(), plain: true }), range.end)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => return None,
        };
        Some(Placed { range: range.start..end.max(range.end), shape })
    }

    fn list(&mut self, events: &mut Events<'t>, depth: usize) -> Option<(Shape<Scalar>, usize)> {
        let mut items: Vec<Tree> = Vec::new();
        loop {
            let (event, span) = self.next(events)?;
            if event == Event::SequenceEnd {
                let end = self.end(span, items.last().map_or(0, |item| item.range.end));
                return Some((Shape::List(items), end));
            }
            items.push(self.build(event, span, events, depth + 1)?);
        }
    }

    fn map(&mut self, events: &mut Events<'t>, depth: usize) -> Option<(Shape<Scalar>, usize)> {
        let mut entries: Vec<Entry<Scalar>> = Vec::new();
        // Looking through all of them for each would take long where there are many.
        let mut places: HashMap<String, usize> = HashMap::new();
        loop {
            let (event, span) = self.next(events)?;
            if event == Event::MappingEnd {
                let end = self.end(span, entries.last().map_or(0, |entry| entry.node.range.end));
                return Some((Shape::Map(entries), end));
            }
            let key = self.build(event, span, events, depth + 1)?;
            let (event, span) = self.next(events)?;
            let node = self.build(event, span, events, depth + 1)?;
            let Shape::Scalar(Scalar { text, .. }) = key.shape else { continue };
            if let Some(&first) = places.get(&text) {
                let fault = match says_the_same(&entries[first].node, &node) {
                    true => same_twice(&text, key.range),
                    false => twice(&text, key.range),
                };
                self.faults.push(fault);
                continue;
            }
            places.insert(text.clone(), entries.len());
            entries.push(Entry { key: text, key_range: key.range, node });
        }
    }

    fn next(&mut self, events: &mut Events<'t>) -> Option<(Event<'t>, Span)> {
        match events.next()? {
            Ok(next) => Some(next),
            Err(error) => {
                let fault = self.scan_fault(&error);
                self.faults.push(fault);
                None
            }
        }
    }

    fn bytes(&mut self, span: Span) -> Range<usize> {
        let start = self.index.byte(self.text, span.start.index());
        let end = self.index.byte(self.text, span.end.index());
        // The parser's spans of block scalars reach to the next token.
        start..start + self.text[start..end.max(start)].trim_end().len()
    }

    /// Behind the bracket that closes a list or a map, else behind its last entry.
    fn end(&mut self, span: Span, last: usize) -> usize {
        let range = self.bytes(span);
        if matches!(&self.text[range.clone()], "]" | "}") { range.end } else { last }
    }

    fn scan_fault(&mut self, error: &ScanError) -> Fault {
        let at = self.index.byte(self.text, error.marker().index());
        unreadable(self.text, at, "this is not YAML", error.info())
    }
}

/// What a parser objects to, or what was probably meant there.
fn unreadable(text: &str, at: usize, message: &str, objection: &str) -> Fault {
    let slip = slip::guess(text, at);
    let range = slip.as_ref().map_or(at..at + 1, |slip| slip.range.clone());
    let (label, hint) = slip.map(|slip| (slip.label, slip.hint)).unzip();
    Fault {
        severity: Severity::Error,
        range,
        message: message.into(),
        label: label.flatten().or_else(|| Some(objection.to_owned())),
        hint: hint.or_else(|| Some(LOOK.to_owned())),
    }
}

/// Harmless, but one of the two will be changed one day and the other not.
fn same_twice(key: &str, range: Range<usize>) -> Fault {
    Fault {
        severity: Severity::Warning,
        label: Some("both say the same".into()),
        ..twice(key, range)
    }
}

/// Whether two nodes hold the same, wherever they stand.
fn says_the_same(one: &Tree, other: &Tree) -> bool {
    match (&one.shape, &other.shape) {
        (Shape::Scalar(one), Shape::Scalar(other)) => one == other,
        (Shape::List(one), Shape::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| says_the_same(a, b))
        }
        (Shape::Map(one), Shape::Map(other)) => {
            let same = |(a, b): (&Entry<Scalar>, &Entry<Scalar>)| {
                a.key == b.key && says_the_same(&a.node, &b.node)
            };
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        (Shape::Scalar(_) | Shape::List(_) | Shape::Map(_), _) => false,
    }
}

/// The bytes of a key of the outermost map, or of what stands behind it in its line.
///
/// For what `serde_yaml` reads and `saphyr-parser` does not, such as quoted texts whose later
/// lines are not indented.
pub(super) fn find_line(text: &str, path: &[Step], part: Part) -> Range<usize> {
    let Some(Step::Key(key)) = path.first() else { return 0..0 };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let name = line.split_once(':').map_or("", |(name, _)| name);
        if name.trim_end().trim_matches(['"', '\'']) == key {
            let value = &line[name.len() + 1..];
            let from = start + line.len() - value.trim_start().len();
            let value = from..from + value.trim().len();
            let whole_key = start..start + name.trim_end().len();
            return if part == Part::Key || value.is_empty() { whole_key } else { value };
        }
        start += line.len();
    }
    0..0
}

fn plain_fault(range: Range<usize>, message: &str, label: &str) -> Fault {
    Fault {
        severity: Severity::Error,
        range,
        message: message.into(),
        label: Some(label.into()),
        hint: None,
    }
}

/// Turns the parser's character counts into bytes; remembers where it was, since they grow.
#[derive(Default)]
struct Index {
    characters: usize,
    bytes: usize,
}

impl Index {
    fn byte(&mut self, text: &str, character: usize) -> usize {
        if character < self.characters {
            *self = Self::default();
        }
        let ahead = character - self.characters;
        let step: usize = text[self.bytes..].chars().take(ahead).map(char::len_utf8).sum();
        self.characters = character;
        self.bytes += step;
        self.bytes
    }
}

fn unplaced(tree: Tree) -> Node {
    match tree.shape {
        Shape::Scalar(Scalar { text, plain: false }) => Node::Text(text),
        Shape::Scalar(Scalar { text, plain: true }) => {
            serde_yaml::from_str(&text).map_or(Node::Text(text), node)
        }
        Shape::List(items) => Node::List(items.into_iter().map(unplaced).collect()),
        Shape::Map(entries) => Node::Map(
            entries.into_iter().map(|entry| (entry.key, unplaced(entry.node))).collect::<Map>(),
        ),
    }
}
