//! Footnotes: numbered as their marks are met, shown at the end.

use std::collections::{BTreeMap, HashMap};

use pulldown_cmark::{Event, TagEnd};

use super::events::{Definition, key};
use super::links::{self, attribute};
use super::options::Labels;
use super::outline::Ids;
use crate::value::slug::slugify_in;

#[derive(Default)]
pub(super) struct Footnotes<'a> {
    /// Those that no mark has led to yet.
    definitions: BTreeMap<String, Definition<'a>>,
    /// Index into `notes`.
    numbers: HashMap<String, usize>,
    /// In the order of their first marks.
    notes: Vec<Note<'a>>,
}

struct Note<'a> {
    id: String,
    /// The ids of the marks that lead here.
    marks: Vec<String>,
    /// Taken when it is written.
    definition: Option<Definition<'a>>,
    html: Vec<Event<'a>>,
}

impl<'a> Footnotes<'a> {
    pub(super) fn new(definitions: BTreeMap<String, Definition<'a>>) -> Self {
        Footnotes { definitions, numbers: HashMap::new(), notes: Vec::new() }
    }

    /// The mark that refers to `label`, as HTML. It is never within a link: the
    /// parser sees to that.
    pub(super) fn mark(&mut self, label: &str, language: &str, ids: &mut Ids) -> String {
        let Some(at) = self.number(label, language, ids) else {
            return links::escaped(&format!("[^{label}]"));
        };
        let note = &mut self.notes[at];
        let id = ids.fresh(note.id.replacen("fn_", "fnref_", 1));
        let (to, own) = (attribute("href", &format!("#{}", note.id)), attribute("id", &id));
        note.marks.push(id);
        let number = at + 1;
        format!("<sup class=\"footnote-ref\"><a{to}{own} role=\"doc-noteref\">{number}</a></sup>")
    }

    fn number(&mut self, label: &str, language: &str, ids: &mut Ids) -> Option<usize> {
        let key = key(label);
        if let Some(&at) = self.numbers.get(&key) {
            return Some(at);
        }
        let definition = self.definitions.remove(&key)?;
        let at = self.notes.len();
        // Of the label rather than the number, so that links to it outlast footnotes
        // that come before it. No slug has a `_`, so no heading gets this id.
        let id = match slugify_in(language, label) {
            slug if slug.is_empty() => ids.fresh(format!("fn_{}", at + 1)),
            slug => ids.fresh(format!("fn_{slug}")),
        };
        let note = Note { id, marks: Vec::new(), definition: Some(definition), html: Vec::new() };
        self.notes.push(note);
        self.numbers.insert(key, at);
        Some(at)
    }

    /// The next footnote to be written. Writing it can bring up more.
    pub(super) fn next(&mut self) -> Option<(usize, Definition<'a>)> {
        // Notes are written in their order, so at most the last ones are open.
        let written = self.notes.partition_point(|note| note.definition.is_none());
        let definition = self.notes.get_mut(written)?.definition.take()?;
        Some((written, definition))
    }

    pub(super) fn written(&mut self, note: usize, html: Vec<Event<'a>>) {
        self.notes[note].html = html;
    }

    /// All footnotes as a section, and the definitions that nothing refers to.
    pub(super) fn finish(self, labels: &Labels) -> (Vec<Event<'a>>, Vec<Definition<'a>>) {
        let unused = self.definitions.into_values().collect();
        if self.notes.is_empty() {
            return (Vec::new(), unused);
        }
        let name = attribute("aria-label", &labels.footnotes);
        let mut out = vec![html(format!("<section class=\"footnotes\"{name}><ol>\n"))];
        for note in self.notes {
            note.finish(labels, &mut out);
        }
        out.push(html("</ol></section>\n".to_owned()));
        (out, unused)
    }
}

impl<'a> Note<'a> {
    fn finish(mut self, labels: &Labels, out: &mut Vec<Event<'a>>) {
        let back: String =
            self.marks.iter().enumerate().map(|(at, mark)| back_link(mark, at, labels)).collect();
        out.push(html(format!("<li{}>", attribute("id", &self.id))));
        if self.html.last() == Some(&Event::End(TagEnd::Paragraph)) {
            self.html.pop();
            out.append(&mut self.html);
            out.push(html(back));
            out.push(Event::End(TagEnd::Paragraph));
        } else {
            out.append(&mut self.html);
            out.push(html(format!("<p>{}</p>\n", back.trim_start())));
        }
        out.push(html("</li>\n".to_owned()));
    }
}

fn back_link(mark: &str, at: usize, labels: &Labels) -> String {
    let (name, number) = match at {
        0 => (labels.back.clone(), String::new()),
        _ => (format!("{} ({})", labels.back, at + 1), format!("<sup>{}</sup>", at + 1)),
    };
    let (to, name) = (attribute("href", &format!("#{mark}")), attribute("aria-label", &name));
    // The variation selector keeps phones from showing a blue picture.
    format!(" <a class=\"footnote-back\"{to}{name} role=\"doc-backlink\">↩\u{FE0E}{number}</a>")
}

fn html<'a>(html: String) -> Event<'a> {
    Event::Html(html.into())
}
