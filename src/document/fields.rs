use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::placed::{Part, Step};
use crate::diagnostic::Diagnostic;
use crate::value::{Map, Moment, Node};

/// Something to be said about a node, before its place is known.
#[derive(Clone, Debug)]
pub struct Complaint {
    pub path: Vec<Step>,
    pub part: Part,
    pub diagnostic: Diagnostic,
}

/// A map that is read key by key; what nobody asked for is left over.
///
/// Each reading function takes the accepted spellings of one key, the first of which is the
/// one that messages name. A value of a wrong type is a complaint and reads as absent.
#[derive(Debug)]
pub struct Fields {
    entries: Vec<(String, Option<Node>)>,
    /// All spellings that were asked for, as often as they were.
    asked: Vec<(&'static str, Known)>,
    path: Vec<Step>,
    code: &'static str,
    complaints: Vec<Complaint>,
}

/// A list of maps, as YAML has it.
const AS_LIST: &str = "each entry below it as `- key: value`";

/// The spellings of a key.
type Names = [&'static str];

/// What is known of a spelling that was asked for.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// What messages call it.
    first: &'static str,
    takes: Takes,
}

/// What a key can hold.
#[derive(Clone, Copy, Debug)]
enum Takes {
    Scalar,
    /// One text or a list of texts.
    Texts,
    Map,
    /// One map or a list of maps.
    Maps,
    Anything,
}

impl Takes {
    fn fits(self, node: &Node) -> bool {
        let map = |node: &Node| matches!(node, Node::Map(_));
        let scalar = |node: &Node| !matches!(node, Node::Map(_) | Node::List(_));
        match (self, node) {
            (Self::Anything, _) => true,
            (Self::Scalar, node) => scalar(node),
            (Self::Texts, Node::List(items)) => items.iter().all(scalar),
            (Self::Texts, node) => scalar(node),
            (Self::Map, node) => map(node),
            (Self::Maps, Node::List(items)) => items.iter().all(map),
            (Self::Maps, node) => map(node),
        }
    }
}

impl Fields {
    pub fn new(map: Map, code: &'static str) -> Self {
        Self::below(map, code, Vec::new())
    }

    fn below(map: Map, code: &'static str, path: Vec<Step>) -> Self {
        let entries = map.into_iter().map(|(key, node)| (key, Some(node))).collect();
        Self { entries, asked: Vec::new(), path, code, complaints: Vec::new() }
    }

    /// Reads a document that is a list of maps.
    pub fn read_list<T>(
        items: Vec<Node>,
        code: &'static str,
        mut read: impl FnMut(&mut Fields) -> Option<T>,
    ) -> (Vec<T>, Vec<Complaint>) {
        let (mut values, mut complaints) = (Vec::new(), Vec::new());
        for (at, item) in items.into_iter().enumerate() {
            let path = vec![Step::Index(at)];
            match item {
                Node::Map(map) => {
                    let mut fields = Fields::below(map, code, path);
                    values.extend(read(&mut fields));
                    complaints.append(&mut fields.complaints);
                }
                other => {
                    let message = format!("expected `key: value` lines, found {}", other.kind());
                    let hint = "write lines `key: value` behind the `- `";
                    let diagnostic = Diagnostic::error(code, message).hint(hint);
                    complaints.push(Complaint { path, part: Part::Value, diagnostic });
                }
            }
        }
        (values, complaints)
    }

    /// The place of this map in the list that it stands in.
    pub fn index(&self) -> usize {
        let index = |step: &Step| if let Step::Index(at) = step { Some(*at) } else { None };
        self.path.iter().rev().find_map(index).unwrap_or(0)
    }

    pub fn text(&mut self, names: &Names) -> Option<String> {
        let (key, node) = self.take_as(names, Takes::Scalar)?;
        self.as_text(&[Step::Key(key)], node)
    }

    pub fn flag(&mut self, names: &Names) -> Option<bool> {
        let (key, node) = self.take_as(names, Takes::Scalar)?;
        match as_flag(&node) {
            Some(flag) => Some(flag),
            None => self.wrong(&key, "yes or no", &node, "write `true` or `false`"),
        }
    }

    /// A whole number of at least `least`.
    pub fn number(&mut self, names: &Names, least: i64) -> Option<i64> {
        let (key, node) = self.take_as(names, Takes::Scalar)?;
        match node {
            Node::Int(number) if number >= least => Some(number),
            other => {
                let hint = match &other {
                    Node::Text(text) if text.parse::<i64>().is_ok_and(|number| number >= least) => {
                        "remove the quotes"
                    }
                    _ => "write it in digits, without quotes: `10`",
                };
                self.wrong(&key, &format!("a whole number of at least {least}"), &other, hint)
            }
        }
    }

    pub fn moment(&mut self, names: &Names, zone: &TimeZone) -> Option<Moment> {
        let (key, node) = self.take_as(names, Takes::Scalar)?;
        let text = match node {
            Node::Text(text) => text,
            Node::Int(number) => number.to_string(),
            other => return self.wrong(&key, "a date", &other, "write it as `2026-11-23`"),
        };
        match Moment::parse(&text, zone) {
            Ok(moment) => Some(moment),
            Err(fault) => {
                let diagnostic = Diagnostic::error(self.code, format!("`{key}` is not a date"))
                    .label(fault.fact)
                    .maybe_hint(fault.hint);
                self.complain(&key, Part::Value, diagnostic);
                None
            }
        }
    }

    /// A list of texts, or a single one.
    pub fn texts(&mut self, names: &Names) -> Option<Vec<String>> {
        self.texts_by(names, |text| vec![text])
    }

    /// A list of texts, or a single one that is split at commas.
    pub fn comma_texts(&mut self, names: &Names) -> Option<Vec<String>> {
        self.texts_by(names, |text| text.split(',').map(|part| part.trim().to_owned()).collect())
    }

    fn texts_by(&mut self, names: &Names, split: fn(String) -> Vec<String>) -> Option<Vec<String>> {
        let (key, node) = self.take_as(names, Takes::Texts)?;
        self.read_texts(key, node, split)
    }

    fn read_texts(
        &mut self,
        key: String,
        node: Node,
        split: fn(String) -> Vec<String>,
    ) -> Option<Vec<String>> {
        let texts = match node {
            Node::List(items) => items
                .into_iter()
                .enumerate()
                .filter(|(_, item)| *item != Node::Null)
                .filter_map(|(at, item)| {
                    self.as_text(&[Step::Key(key.clone()), Step::Index(at)], item)
                })
                .collect(),
            Node::Map(map) => {
                let hint = "write it as `[\"one\", \"two\"]`";
                return self.wrong(&key, "a list of texts", &Node::Map(map), hint);
            }
            scalar => split(self.as_text(&[Step::Key(key)], scalar)?),
        };
        let texts = texts.into_iter().map(|text| text.trim().to_owned());
        Some(texts.filter(|text| !text.is_empty()).collect())
    }

    /// A map, read by `read`.
    pub fn map<T>(&mut self, names: &Names, read: impl FnOnce(&mut Fields) -> T) -> Option<T> {
        let (key, node) = self.take_as(names, Takes::Map)?;
        match node {
            Node::Map(map) => Some(self.nested(vec![Step::Key(key)], map, read)),
            other => {
                let hint =
                    self.way_to_write(&key, "[", "]", "lines `key: value` below it, indented");
                self.wrong(&key, "a map", &other, &hint)
            }
        }
    }

    /// A list of maps, each read by `read`; a single map counts as a list of one.
    pub fn maps<T>(
        &mut self,
        names: &Names,
        mut read: impl FnMut(&mut Fields) -> Option<T>,
    ) -> Vec<T> {
        let Some((key, node)) = self.take_as(names, Takes::Maps) else { return Vec::new() };
        let items = match node {
            Node::List(items) => items,
            Node::Map(map) => vec![Node::Map(map)],
            other => {
                let hint = self.way_to_write(&key, "[[", "]]", AS_LIST);
                self.wrong::<()>(&key, "a list of maps", &other, &hint);
                return Vec::new();
            }
        };
        let mut read_items = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let path = vec![Step::Key(key.clone()), Step::Index(at)];
            match item {
                Node::Map(map) => read_items.extend(self.nested(path, map, &mut read)),
                Node::Null => {}
                other => {
                    let hint = self.way_to_write(&key, "[[", "]]", AS_LIST);
                    let diagnostic = wrong_type(self.code, &key, "a list of maps", &other);
                    self.complain_at(path, Part::Value, diagnostic.hint(hint));
                }
            }
        }
        read_items
    }

    fn nested<T>(&mut self, steps: Vec<Step>, map: Map, read: impl FnOnce(&mut Fields) -> T) -> T {
        let path = [self.path.clone(), steps].concat();
        let mut inner = Fields::below(map, self.code, path);
        let value = read(&mut inner);
        self.complaints.append(&mut inner.complaints);
        value
    }

    /// How a map or a list of maps is written, which TOML and YAML do in different ways.
    fn way_to_write(&self, key: &str, open: &str, close: &str, in_yaml: &str) -> String {
        match self.code {
            "setting" => format!("write keys and values below a line `{open}{key}{close}`"),
            _ => format!("write {in_yaml}"),
        }
    }

    pub fn node(&mut self, names: &Names) -> Option<Node> {
        self.take(names).map(|(_, node)| node)
    }

    /// Whether a key stands there and has not been taken yet.
    pub fn has(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|(key, node)| key == name && !matches!(node, None | Some(Node::Null)))
    }

    /// Whether something was said about this map already.
    pub fn has_complaint_about(&self, key: &str) -> bool {
        let about = |step: Option<&Step>| matches!(step, Some(Step::Key(name)) if name == key);
        self.complaints.iter().any(|complaint| about(complaint.path.last()))
    }

    /// Whether a key was written, taken or not.
    pub fn wrote(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, _)| key == name)
    }

    /// Looks at a value without taking it.
    pub fn peek(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|(key, _)| key == name)?.1.as_ref()
    }

    /// Passes over spellings that say `false`, where that means that there is none.
    pub fn pass_over_no(&mut self, names: &Names) {
        for (key, node) in &mut self.entries {
            if names.contains(&key.as_str()) && *node == Some(Node::Bool(false)) {
                *node = None;
            }
        }
    }

    /// A list of texts under a key that only the site knows.
    pub fn texts_of(&mut self, name: &str) -> Vec<String> {
        let Some((_, slot)) = self.entries.iter_mut().find(|(key, _)| key == name) else {
            return Vec::new();
        };
        let node = slot.take();
        node.and_then(|node| self.read_texts(name.to_owned(), node, |text| vec![text]))
            .unwrap_or_default()
    }

    /// Takes the first spelling that is there, with the name it was written by; an empty
    /// value counts as absent.
    pub fn take(&mut self, names: &Names) -> Option<(String, Node)> {
        self.take_as(names, Takes::Anything)
    }

    fn take_as(&mut self, names: &Names, takes: Takes) -> Option<(String, Node)> {
        for name in names {
            self.asked.push((name, Known { first: names[0], takes }));
        }
        let mut taken = None;
        for name in names {
            let Some((key, node)) =
                self.entries.iter_mut().find(|(key, node)| key == name && node.is_some())
            else {
                continue;
            };
            let (key, node) = (key.clone(), node.take());
            match (&taken, node) {
                (_, None | Some(Node::Null)) => {}
                (None, Some(node)) => taken = Some((key, node)),
                (Some((first, _)), Some(_)) => {
                    let message =
                        format!("`{key}` says the same as `{first}`, which stands here too");
                    let diagnostic =
                        Diagnostic::warning(self.code, message).hint("remove one of the two");
                    self.complain(&key, Part::Key, diagnostic);
                }
            }
        }
        taken
    }

    /// Complains about a key of this map, as it was written.
    pub fn complain(&mut self, key: &str, part: Part, diagnostic: Diagnostic) {
        self.complain_at(vec![Step::Key(key.to_owned())], part, diagnostic);
    }

    pub fn complain_at(&mut self, steps: Vec<Step>, part: Part, diagnostic: Diagnostic) {
        let path = [self.path.clone(), steps].concat();
        self.complaints.push(Complaint { path, part, diagnostic });
    }

    /// Complains about the map as a whole: a key is missing.
    pub fn missing(&mut self, key: &str, hint: &str) {
        if self.has_complaint_about(key) {
            return;
        }
        let diagnostic = Diagnostic::error(self.code, format!("`{key}` is missing"))
            .label("it belongs among these lines")
            .hint(hint);
        self.complaints.push(Complaint { path: self.path.clone(), part: Part::Key, diagnostic });
    }

    /// Refuses a key that the design knows and this version cannot bring to life.
    pub fn planned(&mut self, name: &'static str) {
        let message = format!("`{name}` is planned, but does not work in this version yet");
        self.reject(name, Diagnostic::error(self.code, message).hint("remove it"));
    }

    /// Takes a key away unread, and says why; says nothing if it does not stand there.
    pub fn reject(&mut self, name: &str, diagnostic: Diagnostic) {
        let slot = self.entries.iter_mut().find(|(key, _)| key == name);
        if slot.and_then(|(_, node)| node.take()).is_some() {
            self.complain(name, Part::Key, diagnostic);
        }
    }

    /// Refuses every key that nobody asked for.
    pub fn refuse_rest(&mut self) {
        let keys: Vec<String> = self.left_over().map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            let hint = match nearest(&key, self.known().into_keys()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("known here: {}", self.known_list()),
            };
            let diagnostic =
                Diagnostic::error(self.code, format!("there is no key `{key}`")).hint(hint);
            self.complain(&key, Part::Key, diagnostic);
        }
    }

    /// By their spellings; what was asked for last counts.
    fn known(&self) -> BTreeMap<&'static str, Known> {
        self.asked.iter().copied().collect()
    }

    fn known_list(&self) -> String {
        let mut firsts: Vec<&str> = self.known().values().map(|known| known.first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        firsts.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }

    /// The keys that nobody asked for, in their order.
    pub fn left_over(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.entries.iter().filter_map(|(key, node)| Some((key.as_str(), node.as_ref()?)))
    }

    /// Warns of a key that nobody asked for, if it looks like a slip.
    ///
    /// What the known key could not hold is no slip of it: `images:` with a list of maps is
    /// not `image`. Nor is a name that is longer by a word on purpose: `og-description`.
    pub fn warn_of_slip(&mut self, key: &str, node: &Node) {
        if let Some(known) = self.slip(key, node) {
            let diagnostic = Diagnostic::warning("unknown-key", format!("there is no key `{key}`"))
                .hint(format!("did you mean `{known}`? otherwise move it below `extra:`"));
            self.complain(key, Part::Key, diagnostic);
        }
    }

    fn slip(&self, key: &str, node: &Node) -> Option<&'static str> {
        let known = self.known();
        let name = nearest(key, known.keys().copied())?;
        let Known { first, takes } = known[name];
        let longer = key.split(['-', '_', ' ']).any(|word| word.eq_ignore_ascii_case(name));
        (!longer && *node != Node::Null && takes.fits(node)).then_some(first)
    }

    /// What nobody asked for, in its order.
    pub fn rest(&self) -> Map {
        self.left_over().map(|(key, node)| (key.to_owned(), node.clone())).collect()
    }

    pub fn into_complaints(self) -> Vec<Complaint> {
        self.complaints
    }

    fn as_text(&mut self, steps: &[Step], node: Node) -> Option<String> {
        match node {
            Node::Text(text) => Some(text),
            // A whole number is written one way only; 1e3, 1.10 or yes are not.
            Node::Int(number) => Some(number.to_string()),
            other => {
                let key = steps.iter().rev().find_map(|step| match step {
                    Step::Key(key) => Some(key.clone()),
                    Step::Index(_) => None,
                });
                let hint = match other {
                    Node::Bool(_) | Node::Float(_) => "put it in quotes",
                    _ => "write a single text",
                };
                let diagnostic = wrong_type(self.code, &key.unwrap_or_default(), "a text", &other);
                self.complain_at(steps.to_vec(), Part::Value, diagnostic.hint(hint));
                None
            }
        }
    }

    fn wrong<T>(&mut self, key: &str, wanted: &str, found: &Node, hint: &str) -> Option<T> {
        let diagnostic = wrong_type(self.code, key, wanted, found);
        self.complain(key, Part::Value, diagnostic.hint(hint));
        None
    }
}

fn wrong_type(code: &'static str, key: &str, wanted: &str, found: &Node) -> Diagnostic {
    let label = match found {
        Node::Int(_) | Node::Text(_)
            if !wanted.starts_with("a list") && !wanted.starts_with("a map") =>
        {
            format!("not {wanted}")
        }
        found => format!("{}, not {wanted}", found.kind()),
    };
    Diagnostic::error(code, format!("`{key}` must be {wanted}")).label(label)
}

/// YAML 1.2 knows `true` and `false` only; people still write `yes` and `no`.
fn as_flag(node: &Node) -> Option<bool> {
    match node {
        Node::Bool(flag) => Some(*flag),
        Node::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "ja" => Some(true),
            "false" | "no" | "off" | "nein" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// The known word that is nearest to `word`, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let allowed = |name: &str| 1 + name.len().min(word.len()) / 5;
    let length = lower.chars().count();
    known
        // Comparing takes as much memory as both lengths multiplied.
        .filter(|name| name.chars().count().abs_diff(length) <= allowed(name))
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= allowed(name))
        .min()
        .map(|(_, name)| name)
}
