//! Gives entries of lists in a YAML document other texts, and leaves every other byte as it was.
//!
//! Places are found by one parser, bytes replaced, and the whole is read again by the other: what
//! then does not say exactly what was meant is not returned. Does not touch the disk.

use std::ops::Range;

use super::placed::{Placed, Shape, Step};
use super::{Document, yaml};
use crate::diagnostic::Diagnostic;
use crate::value::Node;

/// A list of texts in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextList {
    /// The way to it.
    pub path: Vec<Step>,
    pub alone: Alone,
}

/// What a text means that stands in the place of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// A list of one.
    Whole,
    /// A list that is written with commas.
    AtCommas,
}

/// Which texts are to be another one.
pub struct Exchange<'e> {
    pub is_old: &'e dyn Fn(&str) -> bool,
    /// Whether a text says the new one already: beside it, old ones are left out.
    pub is_new: &'e dyn Fn(&str) -> bool,
    pub new: &'e str,
}

/// A file with other bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub text: String,
    pub changes: Vec<Change>,
}

/// Some lines of a file that are others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Counted from 1.
    pub line: usize,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

/// What becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Keep,
    Replace,
    LeaveOut,
}

/// Some bytes, and what stands in their place.
#[derive(Clone, Debug)]
struct Splice {
    range: Range<usize>,
    text: String,
}

impl TextList {
    pub fn at_key(key: &str, alone: Alone) -> Self {
        Self { path: vec![Step::Key(key.to_owned())], alone }
    }

    /// The same list in an entry of a document that is a list.
    pub fn of_entry(mut self, at: usize) -> Self {
        self.path.insert(0, Step::Index(at));
        self
    }

    /// The texts that the list holds in a document.
    pub fn read(&self, node: &Node) -> Vec<String> {
        match self.path.iter().try_fold(node, step) {
            Some(Node::List(items)) => items.iter().filter_map(text_of).collect(),
            Some(node) => text_of(node).map_or_else(Vec::new, |text| self.split(&text)),
            None => Vec::new(),
        }
    }

    fn split(&self, text: &str) -> Vec<String> {
        match self.alone {
            Alone::Whole => vec![text.trim().to_owned()],
            Alone::AtCommas => text.split(',').map(|part| part.trim().to_owned()).collect(),
        }
    }
}

fn step<'n>(node: &'n Node, step: &Step) -> Option<&'n Node> {
    match (node, step) {
        (Node::Map(map), Step::Key(key)) => map.get(key),
        (Node::List(items), Step::Index(at)) => items.get(*at),
        _ => None,
    }
}

fn step_mut<'n>(node: &'n mut Node, step: &Step) -> Option<&'n mut Node> {
    match (node, step) {
        (Node::Map(map), Step::Key(key)) => map.get_mut(key),
        (Node::List(items), Step::Index(at)) => items.get_mut(*at),
        _ => None,
    }
}

/// As front matter is read: a whole number is a text too.
fn text_of(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.trim().to_owned()),
        Node::Int(number) => Some(number.to_string()),
        Node::Null | Node::Bool(_) | Node::Float(_) | Node::List(_) | Node::Map(_) => None,
    }
}

impl Document<'_> {
    /// The file with some texts of some lists exchanged; nothing if there are none of them.
    /// What cannot be done without touching anything else is an error that says where.
    pub fn exchange(
        &self,
        lists: &[TextList],
        exchange: &Exchange<'_>,
    ) -> Result<Option<Edited>, Diagnostic> {
        let (before, said) = self.read();
        let is_old = |text: &String| (exchange.is_old)(text);
        let concerned: Vec<&TextList> =
            lists.iter().filter(|list| list.read(&before).iter().any(is_old)).collect();
        if concerned.is_empty() {
            return Ok(None);
        }
        let Some(tree) = yaml::read_placed(self.part()).0.filter(|_| !said.has_errors()) else {
            return Err(self.by_hand(0..0, exchange));
        };
        let mut wanted = before;
        let mut splices = Vec::new();
        for list in concerned {
            let there = list.path.iter().try_fold(&mut wanted, step_mut);
            let placed = tree.at(&list.path);
            let Some((node, placed)) = there.zip(placed) else {
                return Err(self.by_hand(tree.find(&list.path, super::Part::Value), exchange));
            };
            let editing = Editing { part: self.part(), exchange, alone: list.alone };
            match editing.list(node, placed) {
                Some(mut own) => splices.append(&mut own),
                None => return Err(self.by_hand(placed.range.clone(), exchange)),
            }
        }
        let at = splices.first().map_or(0..0, |splice| splice.range.clone());
        let edited = self.with(splices);
        if self.says(&edited, &wanted) { Ok(Some(edited)) } else { Err(self.by_hand(at, exchange)) }
    }

    /// The file without some entries of its outermost list, and with more lines behind the
    /// last one; `more` is what these add. Nothing if that cannot be done.
    pub fn with_entries(&self, without: &[usize], more: &[(String, Node)]) -> Option<Edited> {
        let before = match self.read().0 {
            Node::List(items) => items,
            Node::Null => Vec::new(),
            _ => return None,
        };
        let mut splices = Vec::new();
        let mut indent = "";
        if !before.is_empty() {
            let tree = yaml::read_placed(self.part()).0?;
            let Shape::List(items) = &tree.shape else { return None };
            for at in without {
                let range = block_entry(self.part(), &items.get(*at)?.range)?;
                splices.push(Splice { range, text: String::new() });
            }
            let first = block_entry(self.part(), &items.first()?.range)?;
            let line = &self.part()[first];
            indent = &line[..line.len() - line.trim_start().len()];
        }
        let kept = before.into_iter().enumerate().filter(|(at, _)| !without.contains(at));
        let wanted = kept.map(|(_, item)| item).chain(more.iter().map(|(_, node)| node.clone()));
        let wanted: Vec<Node> = wanted.collect();
        let end = line_end(self.part());
        let mut text = String::new();
        if !self.part().is_empty() && !self.part().ends_with('\n') {
            text.push_str(end);
        }
        for line in more.iter().flat_map(|(lines, _)| lines.lines()) {
            text.push_str(&format!("{indent}{line}{end}"));
        }
        let all = self.part().len();
        splices.push(Splice { range: all..all, text });
        let edited = self.with(splices);
        let wanted = if wanted.is_empty() { Node::Null } else { Node::List(wanted) };
        self.says(&edited, &wanted).then_some(edited)
    }

    fn by_hand(&self, range: Range<usize>, exchange: &Exchange<'_>) -> Diagnostic {
        let message = format!("here `{}` cannot be written without touching more", exchange.new);
        Diagnostic::error(self.code, message)
            .at(self.place_of(range))
            .hint("write it there by hand, then run the command again; nothing was changed")
    }

    /// Whether an edited file says what is wanted, and nothing worse is to be said of it.
    fn says(&self, edited: &Edited, wanted: &Node) -> bool {
        let end = self.range.end + edited.text.len() - self.text.len();
        let after = Document { text: &edited.text, range: self.range.start..end, ..self.clone() };
        let (node, said) = after.read();
        node == *wanted && said.errors() <= self.read().1.errors()
    }

    fn with(&self, mut splices: Vec<Splice>) -> Edited {
        splices.sort_by_key(|splice| splice.range.start);
        // Two entries that go may both take what is between them.
        splices.dedup_by(|next, one| {
            let overlap = next.range.start < one.range.end;
            if overlap {
                one.range.end = one.range.end.max(next.range.end);
            }
            overlap
        });
        let start = self.range.start;
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for splice in &splices {
            text.push_str(&self.text[at..start + splice.range.start]);
            text.push_str(&splice.text);
            at = start + splice.range.end;
        }
        text.push_str(&self.text[at..]);
        Edited { changes: changes(self.text, start, &splices), text }
    }
}

/// The lines that some splices, which are sorted, touch.
fn changes(text: &str, start: usize, splices: &[Splice]) -> Vec<Change> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for Splice { range, text: new } in splices {
        let (from, to) = (start + range.start, start + range.end);
        if let Some((lines, after)) = changes.last_mut()
            && from < lines.end
        {
            // Its lines are those of the splice before.
            let rest = lines.end - from;
            after.truncate(after.len() - rest);
            let end = if to > lines.end { line_end(to) } else { lines.end };
            after.push_str(new);
            after.push_str(&text[to..end]);
            lines.end = end;
            continue;
        }
        let is_whole = from == line_start(from) && (to == from || text[..to].ends_with('\n'));
        let lines = if is_whole { from..to } else { line_start(from)..line_end(to) };
        let after = format!("{}{new}{}", &text[lines.start..from], &text[to..lines.end]);
        changes.push((lines, after));
    }
    let split = |text: &str| text.lines().map(str::to_owned).collect();
    let change = |(lines, after): (Range<usize>, String)| Change {
        line: text[..lines.start].matches('\n').count() + 1,
        before: split(&text[lines]),
        after: split(&after),
    };
    changes.into_iter().map(change).filter(|change| change.before != change.after).collect()
}

struct Editing<'e> {
    part: &'e str,
    exchange: &'e Exchange<'e>,
    alone: Alone,
}

impl Editing<'_> {
    /// What must be replaced of a list; `node` then says what it will say.
    fn list<S>(&self, node: &mut Node, placed: &Placed<S>) -> Option<Vec<Splice>> {
        match (&mut *node, &placed.shape) {
            (Node::List(nodes), Shape::List(items)) if nodes.len() == items.len() => {
                let ranges: Vec<Range<usize>> =
                    items.iter().map(|item| item.range.clone()).collect();
                self.items(nodes, &ranges, placed.range.clone())
            }
            (Node::List(_) | Node::Map(_), _) | (_, Shape::List(_) | Shape::Map(_)) => None,
            (_, Shape::Scalar(_)) => {
                let (text, said) = self.single(node, &self.part[placed.range.clone()])?;
                *node = said;
                Some(vec![Splice { range: placed.range.clone(), text }])
            }
        }
    }

    /// What becomes of each of some texts: the first of the old ones is replaced, unless the new
    /// one is there.
    fn fates(&self, texts: &[Option<String>]) -> Vec<Fate> {
        let Exchange { is_old, is_new, .. } = self.exchange;
        let is_old = |text: &Option<String>| text.as_deref().is_some_and(is_old);
        let is_new = |text: &Option<String>| text.as_deref().is_some_and(is_new) && !is_old(text);
        let mut is_there = texts.iter().any(is_new);
        let fate = |text: &Option<String>| match (is_old(text), is_there) {
            (false, _) => Fate::Keep,
            (true, true) => Fate::LeaveOut,
            (true, false) => {
                is_there = true;
                Fate::Replace
            }
        };
        texts.iter().map(fate).collect()
    }

    fn items(
        &self,
        nodes: &mut Vec<Node>,
        ranges: &[Range<usize>],
        list: Range<usize>,
    ) -> Option<Vec<Splice>> {
        let fates = self.fates(&nodes.iter().map(text_of).collect::<Vec<_>>());
        let is_flow = self.part[list].starts_with('[');
        let mut splices = Vec::new();
        for (at, fate) in fates.iter().enumerate() {
            let range = ranges[at].clone();
            match fate {
                Fate::Keep => {}
                Fate::Replace => {
                    let raw = &self.part[range.clone()];
                    // Not so where something else stands for it, such as an alias.
                    let read = yaml::read(raw).0;
                    (read == nodes[at]).then_some(())?;
                    splices.push(Splice { range, text: Quotes::of(raw).write(self.exchange.new) });
                    nodes[at] = Node::Text(self.exchange.new.to_owned());
                }
                Fate::LeaveOut => {
                    let gone = |other: usize| fates.get(other) == Some(&Fate::LeaveOut);
                    let range = match is_flow {
                        true => flow_entry(self.part, ranges, at, gone),
                        false => block_entry(self.part, &range)?,
                    };
                    splices.push(Splice { range, text: String::new() });
                }
            }
        }
        let mut fates = fates.iter();
        nodes.retain(|_| fates.next() != Some(&Fate::LeaveOut));
        Some(splices)
    }

    /// A text in the place of a list: how it is written then, and what it says.
    fn single(&self, node: &Node, raw: &str) -> Option<(String, Node)> {
        let new = self.exchange.new;
        let text = text_of(node)?;
        let pieces: Vec<&str> = match self.alone {
            Alone::Whole => vec![&text],
            Alone::AtCommas => text.split(',').collect(),
        };
        let texts: Vec<_> = pieces.iter().map(|piece| Some(piece.trim().to_owned())).collect();
        let fates = self.fates(&texts);
        let quotes = Quotes::of(raw);
        let as_written = quotes.inside(raw).trim() == text;
        if as_written && !(self.alone == Alone::AtCommas && new.contains(',')) {
            let kept = pieces.iter().zip(&fates).filter_map(|(piece, fate)| match fate {
                Fate::Keep => Some((*piece).to_owned()),
                Fate::Replace => Some(piece.replace(piece.trim(), new)),
                Fate::LeaveOut => None,
            });
            let said = kept.collect::<Vec<_>>().join(",").trim().to_owned();
            // Between texts that stand there without quotes, only the new one can need them.
            let begins_anew = fates.first() != Some(&Fate::Keep);
            let is_plain = is_plain(new) && (!begins_anew || is_plain_start(&said));
            let written = match quotes {
                Quotes::None if is_plain && fates.len() > 1 => said.clone(),
                quotes => quotes.write(&said),
            };
            return Some((written, Node::Text(said)));
        }
        // What cannot be said in one text.
        let kept = texts.into_iter().zip(fates).filter_map(|(text, fate)| match fate {
            Fate::Keep => text,
            Fate::Replace => Some(new.to_owned()),
            Fate::LeaveOut => None,
        });
        let kept: Vec<String> = kept.filter(|text| !text.is_empty()).collect();
        let written: Vec<String> = kept.iter().map(|text| Quotes::None.write(text)).collect();
        let said = kept.into_iter().map(Node::Text).collect();
        Some((format!("[{}]", written.join(", ")), Node::List(said)))
    }
}

/// The lines of an entry of a block list, if it has lines of its own.
fn block_entry(part: &str, item: &Range<usize>) -> Option<Range<usize>> {
    let before = part[..item.start].trim_end();
    let dash = before.strip_suffix('-')?;
    let start = dash.rfind('\n').map_or(0, |at| at + 1);
    dash[start..].trim().is_empty().then_some(())?;
    let end = part[item.end..].find('\n').map_or(part.len(), |at| item.end + at + 1);
    Some(start..end)
}

/// What goes with an entry of a list in brackets: its comma, and its line if it has one of its
/// own.
fn flow_entry(
    part: &str,
    items: &[Range<usize>],
    at: usize,
    is_gone: impl Fn(usize) -> bool,
) -> Range<usize> {
    let item = &items[at];
    let line = part[..item.start].rfind('\n').map(|end| end + 1);
    let rest = &part[item.end..];
    let line_end = rest.find('\n').map(|end| item.end + end + 1);
    if let (Some(start), Some(end)) = (line, line_end) {
        let behind = part[item.end..end].trim().trim_start_matches(',').trim_start();
        if part[start..item.start].trim().is_empty()
            && (behind.is_empty() || behind.starts_with('#'))
        {
            return start..end;
        }
    }
    let next = items.get(at + 1).map(|next| next.start);
    // Where all before it go too, they take the comma between them.
    let before = at.checked_sub(1).filter(|_| !(0..at).all(is_gone)).map(|at| items[at].end);
    let in_one_line = |range: Range<usize>| !part[range].contains('\n');
    match (before, next) {
        (Some(before), _) if in_one_line(before..item.start) => before..item.end,
        (_, Some(next)) => item.start..next,
        (Some(before), None) if !part[before..item.start].contains('#') => before..item.end,
        (_, None) => item.clone(),
    }
}

fn line_end(text: &str) -> &'static str {
    let first = text.find('\n').unwrap_or(0);
    if text[..first].ends_with('\r') { "\r\n" } else { "\n" }
}

/// How a text is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    None,
    Single,
    Double,
}

impl Quotes {
    fn of(raw: &str) -> Self {
        match raw.chars().next() {
            Some('"') => Self::Double,
            Some('\'') => Self::Single,
            _ => Self::None,
        }
    }

    fn inside(self, raw: &str) -> &str {
        match self {
            Self::None => raw,
            Self::Single | Self::Double => raw.get(1..raw.len() - 1).unwrap_or_default(),
        }
    }

    /// A text in such quotes, or in those that it needs.
    fn write(self, text: &str) -> String {
        match self {
            Self::None if is_plain(text) => text.to_owned(),
            Self::Single if !text.contains(char::is_control) => {
                format!("'{}'", text.replace('\'', "''"))
            }
            Self::None | Self::Single | Self::Double => double_quoted(text),
        }
    }
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// A text as YAML has it, in quotes only where any of its readers needs them.
pub fn yaml_text(text: &str) -> String {
    Quotes::None.write(text)
}

/// Whether every reader of YAML, also one of version 1.1, takes a text without quotes for a
/// text, between brackets too.
fn is_plain(text: &str) -> bool {
    let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"];
    let is_number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            && text.chars().all(|c| c.is_ascii_hexdigit() || "xXoO_+-.:".contains(c))
    };
    is_plain_start(text)
        && text.trim() == text
        && !text.contains(|c: char| c.is_control() || "#,[]{}\u{2028}\u{2029}\u{feff}".contains(c))
        && !has_colon_of_yaml(text)
        && !words.contains(&text.to_lowercase().as_str())
        && !is_number(text)
        && !matches!(text.to_lowercase().as_str(), ".nan" | ".inf" | "-.inf" | "+.inf")
}

/// Whether a colon may end a key: between brackets some readers see one in `:?` too.
fn has_colon_of_yaml(text: &str) -> bool {
    let mut behind = text.split(':').skip(1);
    behind.any(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn is_plain_start(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !"-?:,[]{}#&*!|>'\"%@`".contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::Format;

    fn tags() -> [TextList; 2] {
        let nested = ["taxonomies", "tags"].map(|key| Step::Key(key.into()));
        let nested = TextList { path: nested.into(), alone: Alone::Whole };
        [TextList::at_key("tags", Alone::AtCommas), nested]
    }

    fn try_exchange(text: &str, old: &[&str], new: &str) -> Result<Option<Edited>, Diagnostic> {
        let is_old = |text: &str| old.contains(&text);
        let exchange = Exchange { is_old: &is_old, is_new: &|text| text == new, new };
        Document::whole("a.yaml", text, Format::Yaml, "tags").exchange(&tags(), &exchange)
    }

    /// `KI` becomes another tag.
    fn renamed(text: &str, new: &str) -> String {
        try_exchange(text, &["KI"], new).unwrap().map_or_else(|| text.into(), |edited| edited.text)
    }

    /// `KI` and `AI` become `Neu`.
    fn merged(text: &str) -> String {
        let edited = try_exchange(text, &["KI", "AI"], "Neu").unwrap();
        edited.map_or_else(|| text.into(), |edited| edited.text)
    }

    #[test]
    fn every_form_of_a_list_stays_what_it_is() {
        for (before, after) in [
            ("tags: [KI, 'Öl']\n", "tags: [Neu, 'Öl']\n"),
            ("tags: [ \"KI\" ,Öl ] # so\n", "tags: [ \"Neu\" ,Öl ] # so\n"),
            ("tags: ['KI']\r\nx: 1\r\n", "tags: ['Neu']\r\nx: 1\r\n"),
            ("tags:\n  - Öl # dick\n  -   KI # neu\n", "tags:\n  - Öl # dick\n  -   Neu # neu\n"),
            ("tags:\n- KI\n-\n  Öl\n", "tags:\n- Neu\n-\n  Öl\n"),
            ("tags: KI\n", "tags: Neu\n"),
            ("tags: Öl,  KI , Gas\n", "tags: Öl,  Neu , Gas\n"),
            ("tags: 'Öl, KI'\n", "tags: 'Öl, Neu'\n"),
            ("tags: \"KI, \\u00d6l\"\n", "tags: [Neu, Öl]\n"),
            ("taxonomies: {orte: KI, tags: [KI]}\n", "taxonomies: {orte: KI, tags: [Neu]}\n"),
            ("taxonomies:\n  tags:\n  - KI\n", "taxonomies:\n  tags:\n  - Neu\n"),
            ("title: KI\ntags: [KIT]\n", "title: KI\ntags: [KIT]\n"),
            ("tags: [\n  KI, # a\n  Öl\n]\n", "tags: [\n  Neu, # a\n  Öl\n]\n"),
        ] {
            assert_eq!(renamed(before, "Neu"), after);
        }
    }

    #[test]
    fn what_is_there_already_is_left_out() {
        for (before, after) in [
            ("tags: [KI, AI, Neu]\n", "tags: [Neu]\n"),
            ("tags: [Neu, KI, Öl, AI]\n", "tags: [Neu, Öl]\n"),
            ("tags: [KI, Öl, AI]\n", "tags: [Neu, Öl]\n"),
            ("tags: [Neu, KI, AI]\n", "tags: [Neu]\n"),
            ("tags:\n  - KI # weg\n  # bleibt\n  - Neu\n  - AI\n", "tags:\n  # bleibt\n  - Neu\n"),
            ("tags:\r\n- Neu\r\n- AI\r\nx: 1\r\n", "tags:\r\n- Neu\r\nx: 1\r\n"),
            ("tags: KI, Neu, AI\n", "tags: Neu\n"),
            ("tags: KI, Öl, AI\n", "tags: Neu, Öl\n"),
            ("tags: [\n  Neu, # a\n  KI,  # b\n  Öl\n]\n", "tags: [\n  Neu, # a\n  Öl\n]\n"),
            ("tags: [\n  Neu, # a\n  KI # b\n]\n", "tags: [\n  Neu, # a\n]\n"),
            ("tags: [Neu,\n  KI]\n", "tags: [Neu]\n"),
            ("tags: [Neu,\n  KI, AI]\n", "tags: [Neu,\n  ]\n"),
        ] {
            assert_eq!(merged(before), after, "{before}");
        }
    }

    #[test]
    fn quotes_stand_where_yaml_needs_them() {
        for (new, written) in [
            ("C#", "\"C#\""),
            ("a: b", "\"a: b\""),
            ("no", "\"no\""),
            ("2024", "\"2024\""),
            ("1.5", "\"1.5\""),
            ("12:30", "\"12:30\""),
            ("- a", "\"- a\""),
            ("a, b", "\"a, b\""),
            ("[a]", "\"[a]\""),
            ("sagt \"ja\"", "sagt \"ja\""),
            ("\"ja\"", "\"\\\"ja\\\"\""),
            ("3D-Druck", "3D-Druck"),
            ("Größe & Maß", "Größe & Maß"),
            ("it's", "it's"),
        ] {
            assert_eq!(renamed("tags: [KI, Öl]\n", new), format!("tags: [{written}, Öl]\n"));
            assert_eq!(renamed("tags:\n- KI\n", new), format!("tags:\n- {written}\n"));
        }
        assert_eq!(renamed("tags: ['KI']\n", "it's"), "tags: ['it''s']\n");
        assert_eq!(renamed("tags: Öl, KI\n", "C#"), "tags: \"Öl, C#\"\n");
        assert_eq!(renamed("tags: Öl, KI\n", "a, b"), "tags: [Öl, \"a, b\"]\n");
        assert_eq!(renamed("tags: KI\n", "no"), "tags: \"no\"\n");
    }

    #[test]
    fn what_cannot_be_done_alone_is_left_to_people() {
        for text in [
            "x: &a KI\ntags: [*a]\n",
            "x: &a [KI]\ntags: *a\n",
            "tags: [&a KI]\nx: *a\n",
            "tags: [KI]\ntags: [Öl, KI]\n",
            "- KI\ntags: [KI]\n",
        ] {
            let result = try_exchange(text, &["KI"], "Neu");
            assert!(!matches!(result, Ok(Some(_))), "{text}: {result:?}");
        }
    }

    #[test]
    fn the_lines_that_differ_are_told() {
        let text = "a: 1\ntags: [KI, Öl]\ntaxonomies:\n  tags:\n  - AI\n  - Neu\n";
        let changes = try_exchange(text, &["KI", "AI"], "Neu").unwrap().unwrap().changes;
        let line = |text: &str| vec![text.to_owned()];
        assert_eq!(
            changes,
            [
                Change {
                    line: 2, before: line("tags: [KI, Öl]"), after: line("tags: [Neu, Öl]")
                },
                Change { line: 5, before: line("  - AI"), after: vec![] },
            ]
        );
    }

    #[test]
    fn entries_are_added_as_the_others_stand() {
        let entry = || {
            let map = [("from".to_owned(), Node::Text("/c/".into()))].into_iter().collect();
            [("- from: /c/\n".to_owned(), Node::Map(map))]
        };
        let with = |text: &str, without: &[usize]| {
            let document = Document::whole("r.yaml", text, Format::Yaml, "redirect");
            document.with_entries(without, &entry()).map(|edited| edited.text)
        };
        assert_eq!(with("", &[]).unwrap(), "- from: /c/\n");
        assert_eq!(with("# a\r\n", &[]).unwrap(), "# a\r\n- from: /c/\r\n");
        assert_eq!(with("- from: /a/", &[]).unwrap(), "- from: /a/\n- from: /c/\n");
        assert_eq!(
            with("  - from: /a/\n  # b\n", &[]).unwrap(),
            "  - from: /a/\n  # b\n  - from: /c/\n"
        );
        let two = "# eins\n- from: /a/ # x\n  to: /b/\n# zwei\n- {from: /d/}\n";
        assert_eq!(with(two, &[0]).unwrap(), "# eins\n# zwei\n- {from: /d/}\n- from: /c/\n");
        assert_eq!(with(two, &[0, 1]).unwrap(), "# eins\n# zwei\n- from: /c/\n");
        assert_eq!(with("[{from: /a/}]\n", &[]), None);
    }

    /// An entry of a list, as it is written.
    fn entry() -> impl Strategy<Value = String> {
        let texts = ["KI", "Neu", "Öl", "Große Modelle", "C++", "a'b", "7", "KI-Recht", "😀 ja"];
        (prop::sample::select(texts.to_vec()), 0..3).prop_map(|(text, quotes)| match quotes {
            0 => text.to_owned(),
            1 => format!("'{}'", text.replace('\'', "''")),
            _ => format!("\"{text}\""),
        })
    }

    fn comment() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec!["", "", " # KI", "  # so, \"sagt\" er", "\t# ü"])
    }

    /// A list below a key, in one of its forms.
    fn list(indent: &'static str) -> impl Strategy<Value = String> {
        let entries = prop::collection::vec((entry(), comment()), 1..6);
        (entries, 0..6).prop_map(move |(entries, form)| {
            let entries: Vec<_> = entries.into_iter().collect();
            let flow = |between: &str| {
                let all: Vec<&str> = entries.iter().map(|(entry, _)| entry.as_str()).collect();
                all.join(between)
            };
            let lines = |line: &dyn Fn(&str, &str) -> String| -> String {
                entries.iter().map(|(entry, comment)| line(entry, comment)).collect()
            };
            match form {
                0 => format!(" [{}]\n", flow(", ")),
                1 => format!(" [ {} ,]  # KI\n", flow(" ,")),
                2 => format!("\n{}", lines(&|e, c| format!("{indent}- {e}{c}\n"))),
                3 => {
                    format!("\n{}", lines(&|e, c| format!("{indent}   -  {e}{c}\n{indent} # KI\n")))
                }
                4 => format!(" [\n{}{indent} ]\n", lines(&|e, c| format!("{indent}  {e},{c}\n"))),
                _ => format!(" {}\n", flow(", ").replace(['\'', '"'], "")),
            }
        })
    }

    fn document() -> impl Strategy<Value = String> {
        let other = prop::sample::select(vec![
            "title: \"KI\"  # KI\n",
            "# KI, Neu\n",
            "\n",
            "authors: [KI, 'AI']\n",
            "extra:\n  tags: [KI]\n  x: |\n    - KI\n\n    tags: KI\n",
            "beschreibung: >-\n  KI: und\n  mehr\n",
            "'Größe': 1.50\n",
            "😀: KI\n",
        ]);
        let others = || prop::collection::vec(other.clone(), 0..3);
        let ends = prop::sample::select(vec!["\n", "\r\n"]);
        (others(), list(""), others(), list("  "), others(), ends).prop_map(
            |(before, own, between, nested, behind, end)| {
                let mut seen = std::collections::BTreeSet::new();
                let mut others = |lines: Vec<&str>| -> String {
                    let is_new = |line: &&str| {
                        line.starts_with(['#', '\n']) || seen.insert(line.to_string())
                    };
                    lines.into_iter().filter(is_new).collect()
                };
                let (before, between, behind) = (others(before), others(between), others(behind));
                format!(
                    "{before}tags:{own}{between}taxonomies:\n  orte: [KI]\n  tags:{nested}{behind}"
                )
                .replace('\n', end)
            },
        )
    }

    fn read(text: &str) -> Node {
        Document::whole("a", text, Format::Yaml, "tags").read().0
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn only_what_is_meant_differs(text in document(), new in "Neu|C#|no|a: b|\\PC{1,8}") {
            let new = new.trim();
            prop_assume!(!new.is_empty());
            // Some that cannot be written any other way are refused; none is written wrongly.
            let edited = match try_exchange(&text, &["KI"], new) {
                Ok(Some(edited)) => edited,
                Ok(None) => {
                    prop_assert!(tags().iter().all(|list| !list.read(&read(&text)).contains(&"KI".into())));
                    return Ok(());
                }
                Err(error) => return Err(TestCaseError::fail(format!("{error:?}"))),
            };
            let (before, after) = (read(&text), read(&edited.text));
            for list in tags() {
                let expected = |texts: Vec<String>| {
                    let is_there = texts.iter().any(|text| text == new);
                    let mut met = is_there;
                    let mut kept = Vec::new();
                    for text in texts.into_iter().filter(|text| !text.is_empty()) {
                        if text != "KI" {
                            kept.push(text);
                        } else if !std::mem::replace(&mut met, true) {
                            kept.push(new.to_owned());
                        }
                    }
                    kept
                };
                let texts = |node: &Node| -> Vec<String> {
                    list.read(node).into_iter().filter(|text| !text.is_empty()).collect()
                };
                prop_assert_eq!(texts(&after), expected(texts(&before)));
            }
            // Every other byte: comments, keys and line ends.
            let comments = |text: &str| -> Vec<String> {
                text.lines().filter(|line| line.trim_start().starts_with('#')).map(str::to_owned).collect()
            };
            prop_assert_eq!(comments(&text), comments(&edited.text));
            let lines: Vec<&str> = text.lines().collect();
            let mut kept: Vec<&str> = Vec::new();
            let mut at = 0;
            for change in &edited.changes {
                kept.extend(&lines[at..change.line - 1]);
                kept.extend(change.after.iter().map(String::as_str));
                at = change.line - 1 + change.before.len();
                prop_assert_eq!(&lines[change.line - 1..at], &change.before[..]);
            }
            kept.extend(&lines[at..]);
            prop_assert_eq!(kept, edited.text.lines().collect::<Vec<_>>());
            prop_assert_eq!(text.contains('\r'), edited.text.contains('\r'));
        }

        #[test]
        fn any_text_is_read_as_it_was_written(text in "\\PC{1,12}|[-+.0-9xeE:]{1,6}|[a-z]{1,5}") {
            let text = text.trim();
            prop_assume!(!text.is_empty());
            for written in [format!("[{}]", yaml_text(text)), format!("- {}", yaml_text(text))] {
                prop_assert_eq!(read(&written), Node::List(vec![Node::Text(text.to_owned())]));
            }
        }

        #[test]
        fn what_is_merged_stands_there_once(text in document()) {
            let edited = try_exchange(&text, &["KI", "Öl", "7"], "Neu").unwrap();
            let after = edited.map_or_else(|| text.clone(), |edited| edited.text);
            for list in tags() {
                let (before, after) = (list.read(&read(&text)), list.read(&read(&after)));
                let is_one = |text: &&String| ["KI", "Öl", "7", "Neu"].contains(&text.as_str());
                let others = |texts: &[String]| -> Vec<String> {
                    texts.iter().filter(|text| !is_one(text) && !text.is_empty()).cloned().collect()
                };
                prop_assert_eq!(others(&before), others(&after));
                let goes = before.iter().any(|text| ["KI", "Öl", "7"].contains(&text.as_str()));
                if goes && !before.contains(&"Neu".to_owned()) {
                    prop_assert_eq!(after.iter().filter(is_one).count(), 1);
                }
                prop_assert!(after.iter().all(|text| !["KI", "Öl", "7"].contains(&text.as_str())));
            }
        }

        #[test]
        fn no_text_is_too_strange_to_be_edited(text in "(tags|KI|[-\\[\\]{}&*|>:,# \n\r'\"]){0,24}") {
            let _ = try_exchange(&text, &["KI"], "Neu");
        }
    }
}
