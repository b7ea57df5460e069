//! Documents: YAML, TOML, JSON and CSV become nodes, and a node's place is found again.
//!
//! Reading is done once, quickly and without places. Only when something has to be said
//! about a node is the same text read again with places. Touches no disk.

mod edit;
mod fields;
mod json;
mod placed;
mod slip;
mod toml;
mod yaml;

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place, Report, Severity};
use crate::value::{Map, Node};

pub use edit::{Alone, Change, Edited, Exchange, TextList, yaml_text};
pub use fields::{Complaint, Fields, nearest};
pub use placed::{Part, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Yaml,
    Toml,
    Json,
    Csv,
}

impl Format {
    /// By the ending of a file's name.
    pub fn of(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// A text, or the part of it that is front matter, before it is understood.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    pub file: &'t str,
    /// The whole file, so that lines are counted from its beginning.
    pub text: &'t str,
    pub range: Range<usize>,
    pub format: Format,
    /// The code of what is said about it.
    pub code: &'static str,
}

/// Something a document's own parser could not read.
#[derive(Clone, Debug, PartialEq)]
struct Fault {
    severity: Severity,
    range: Range<usize>,
    message: String,
    label: Option<String>,
    hint: Option<String>,
}

fn twice(key: &str, range: Range<usize>) -> Fault {
    Fault {
        severity: Severity::Error,
        range,
        message: format!("`{key}` stands here twice"),
        label: Some("only the first one would count".into()),
        hint: Some("remove one of the two".into()),
    }
}

impl<'t> Document<'t> {
    pub fn whole(file: &'t str, text: &'t str, format: Format, code: &'static str) -> Self {
        // A byte order mark belongs to the encoding, not to the text.
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { file, text, range: start..text.len(), format, code }
    }

    /// What it says; [`Node::Null`] where nothing could be read.
    pub fn read(&self) -> (Node, Report) {
        let (node, faults) = match self.format {
            Format::Yaml => yaml::read(self.part()),
            Format::Toml => toml::read(self.part()),
            Format::Json => json::read(self.part()),
            Format::Csv => json::read_csv(self.part()),
        };
        let report = Report::of_text(
            self.file,
            faults,
            |fault| fault.severity,
            |fault| self.describe(fault),
        );
        (node, report)
    }

    /// What it says, where only a map of keys makes sense; an empty document is an empty map.
    pub fn read_map(&self) -> (Map, Report) {
        let (node, mut report) = self.read();
        match node {
            Node::Map(map) => (map, report),
            Node::Null => (Map::default(), report),
            other => {
                let message = format!("expected `key: value` lines, found {}", other.kind());
                report.push(
                    Diagnostic::error(self.code, message)
                        .at(self.place_of(0..1))
                        .hint("write lines `key: value`, without `- ` in front"),
                );
                (Map::default(), report)
            }
        }
    }

    /// Gives complaints their places.
    pub fn locate(&self, complaints: Vec<Complaint>) -> Report {
        if complaints.is_empty() {
            return Report::default();
        }
        let find = self.finder();
        let describe = |Complaint { path, part, diagnostic }: Complaint| {
            diagnostic.at(self.place_of(find(&path, part)))
        };
        Report::of_text(self.file, complaints, |complaint| complaint.diagnostic.severity, describe)
    }

    /// The place of the value of the first of `keys` that stands in the outermost map.
    pub fn place_of_key(&self, keys: &[&str]) -> Option<Place> {
        let find = self.finder();
        let ranges = keys.iter().map(|key| find(&[Step::Key((*key).to_owned())], Part::Value));
        ranges.filter(|range| !range.is_empty()).map(|range| self.place_of(range)).next()
    }

    /// The place of the value at the end of a way through maps.
    pub fn place_of_path(&self, path: &[&str]) -> Option<Place> {
        let steps: Vec<Step> = path.iter().map(|key| Step::Key((*key).to_owned())).collect();
        let range = self.finder()(&steps, Part::Value);
        (!range.is_empty()).then(|| self.place_of(range))
    }

    fn finder(&self) -> Finder<'_> {
        match self.format {
            Format::Yaml => match yaml::read_placed(self.part()).0 {
                Some(tree) => finder(Some(tree)),
                // `serde_yaml` is the more lenient reader; lines can still be looked through.
                None => Box::new(|path, part| yaml::find_line(self.part(), path, part)),
            },
            Format::Toml => finder(toml::read_placed(self.part()).0),
            Format::Json | Format::Csv => finder::<()>(None),
        }
    }

    fn part(&self) -> &'t str {
        &self.text[self.range.clone()]
    }

    /// `range` counts from the beginning of the document's part of the file.
    fn place_of(&self, range: Range<usize>) -> Place {
        let start = self.range.start;
        Place::new(self.file, self.text, start + range.start..start + range.end)
    }

    fn describe(&self, fault: Fault) -> Diagnostic {
        let say = match fault.severity {
            Severity::Error => Diagnostic::error,
            Severity::Warning => Diagnostic::warning,
        };
        let mut diagnostic =
            say(self.code, fault.message).at(self.place_of(fault.range)).maybe_hint(fault.hint);
        diagnostic.label = fault.label;
        diagnostic
    }
}

/// Finds the bytes of a node.
type Finder<'t> = Box<dyn Fn(&[Step], Part) -> Range<usize> + 't>;

fn finder<S: 'static>(tree: Option<placed::Placed<S>>) -> Finder<'static> {
    Box::new(move |path, part| tree.as_ref().map_or(0..0, |tree| tree.find(path, part)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Style, print};

    fn said(text: &str, read: impl FnOnce(&mut Fields)) -> String {
        let document = Document::whole("a.yaml", text, Format::Yaml, "front-matter");
        let (map, mut report) = document.read_map();
        let mut fields = Fields::new(map, "front-matter");
        read(&mut fields);
        report.append(document.locate(fields.into_complaints()));
        print(&report.sorted(), Style::Plain)
    }

    #[test]
    fn a_key_that_stands_twice_hides_nothing_else() {
        let printed = said("title: A\ntags: 3.5\ntitle: B\n", |fields| {
            assert_eq!(fields.text(&["title"]).as_deref(), Some("A"));
            fields.texts(&["tags"]);
        });
        insta::assert_snapshot!(printed, @"
        error: `tags` must be a text
          ╭▸ a.yaml:2:7
          │
        2 │ tags: 3.5
          │       ━━━ a number, not a text
          │
          ╰ hint: put it in quotes

        error: `title` stands here twice
          ╭▸ a.yaml:3:1
          │
        3 │ title: B
          │ ━━━━━ only the first one would count
          │
          ╰ hint: remove one of the two
        ");
    }

    #[test]
    fn a_key_that_says_the_same_twice_is_no_error() {
        let printed = said("title: A\ntags: [b, c]\ntags:\n- b\n- c\n", |fields| {
            assert_eq!(fields.texts(&["tags"]).unwrap(), ["b", "c"]);
        });
        insta::assert_snapshot!(printed, @"
        warning: `tags` stands here twice
          ╭▸ a.yaml:3:1
          │
        3 │ tags:
          │ ━━━━ both say the same
          │
          ╰ hint: remove one of the two
        ");
    }

    #[test]
    fn a_place_is_found_in_what_only_the_lenient_reader_reads() {
        let printed = said("title: \"one\ntwo: three\"\ndate: 3.5\n\"a\": 1.5\n", |fields| {
            assert_eq!(fields.text(&["title"]).as_deref(), Some("one two: three"));
            fields.text(&["date"]);
            fields.text(&["a"]);
        });
        insta::assert_snapshot!(printed, @r#"
        error: `date` must be a text
          ╭▸ a.yaml:3:7
          │
        3 │ date: 3.5
          │       ━━━ a number, not a text
          │
          ╰ hint: put it in quotes

        error: `a` must be a text
          ╭▸ a.yaml:4:6
          │
        4 │ "a": 1.5
          │      ━━━ a number, not a text
          │
          ╰ hint: put it in quotes
        "#);
    }

    #[test]
    fn a_colon_in_a_value_gets_quotes_in_the_hint() {
        insta::assert_snapshot!(said("title: KI: ein Anfang\n", |_| {}), @r#"
        error: this is not YAML
          ╭▸ a.yaml:1:10
          │
        1 │ title: KI: ein Anfang
          │          ━ mapping values are not allowed in this context
          │
          ╰ hint: put the value in quotes: `title: "KI: ein Anfang"`
        "#);
    }

    #[test]
    fn places_count_characters_not_bytes() {
        let printed = said("name: Größe\nlinks:\n- {title: Ü, url: 3.5}\n", |fields| {
            fields.maps(&["links"], |link| link.text(&["url"]));
        });
        insta::assert_snapshot!(printed, @"
        error: `url` must be a text
          ╭▸ a.yaml:3:19
          │
        3 │ - {title: Ü, url: 3.5}
          │                   ━━━ a number, not a text
          │
          ╰ hint: put it in quotes
        ");
    }

    #[test]
    fn sec_7_aliases_that_multiply_are_refused() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for n in 1..12 {
            let aliases = vec![format!("*a{}", n - 1); 9].join(",");
            bomb.push_str(&format!("a{n}: &a{n} [{aliases}]\n"));
        }
        assert!(said(&bomb, |_| {}).contains("repetition limit exceeded"));
    }

    #[test]
    fn sec_7_depth_is_bounded() {
        let deep = format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(said(&deep, |_| {}).contains("error"));
    }

    #[test]
    fn a_slip_in_a_key_finds_the_nearest() {
        let known = || ["tags", "title", "date"].into_iter();
        assert_eq!(nearest("tag", known()), Some("tags"));
        assert_eq!(nearest("titel", known()), Some("title"));
        assert_eq!(nearest("layout", known()), None);
    }
}
