//! Maps the text's events to those that pulldown-cmark writes as HTML.
//!
//! Each step looks at the events that are left, and says how many it used up:
//! most one, those that need a whole element (images, code, raw HTML) all of it.
//! No step calls itself, so no nesting is too deep.

mod blocks;
mod embeds;
mod leads;

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::destinations::{Destinations, Resolver};
use super::events::{Dialect, Document, Spanned, element};
use super::footnotes::Footnotes;
use super::options::Options;
use super::outline::{self, Heading, Ids};
use super::tables::{Cell, Table};
use super::{Finding, FindingKind};

pub(super) struct Written<'a> {
    pub(super) events: Vec<Event<'a>>,
    pub(super) toc: Vec<Heading>,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn write<'a>(
    mut document: Document<'a>,
    options: &Options,
    resolver: &mut dyn Resolver,
) -> Written<'a> {
    let mut findings = Vec::new();
    let ids = explicit_ids(&mut document, &mut findings);
    let mut writer = Writer {
        options,
        destinations: Destinations::new(resolver),
        footnotes: Footnotes::new(document.definitions),
        ids,
        headings: Vec::new(),
        findings,
        out: Vec::with_capacity(document.body.len()),
        table: Table::default(),
        anchor: Anchor::Shown,
        asides: 0,
        coloured: 0,
    };
    writer.events(&document.body);
    let events = std::mem::take(&mut writer.out);
    writer.notes();
    writer.unused(document.surplus.iter().map(|note| (note.label.clone(), note.range.clone())));
    writer.finish(events)
}

/// Takes the ids that headings ask for before any heading gets one of its title.
fn explicit_ids(document: &mut Document, findings: &mut Vec<Finding>) -> Ids {
    let mut ids = Ids::default();
    let notes = document.definitions.values_mut().flat_map(|note| &mut note.events);
    for (event, range) in document.body.iter_mut().chain(notes) {
        let Event::Start(Tag::Heading { id: wish, .. }) = event else {
            continue;
        };
        // A browser would read another id than one with U+0000.
        let is_none = |id: &str| id.is_empty() || id.contains('\0');
        if let Some(id) = wish.take_if(|id| is_none(id) || !ids.take(id))
            && !is_none(&id)
        {
            let kind = FindingKind::DuplicateId { id: id.into_string() };
            findings.push(Finding { range: range.clone(), kind });
        }
    }
    ids
}

struct Writer<'a, 'o> {
    options: &'o Options<'o>,
    destinations: Destinations<'o>,
    footnotes: Footnotes<'a>,
    ids: Ids,
    headings: Vec<Heading>,
    findings: Vec<Finding>,
    out: Vec<Event<'a>>,
    table: Table,
    anchor: Anchor,
    /// How many quotes and footnotes are open: their headings are not the text's.
    asides: usize,
    /// Bytes of code so far.
    coloured: usize,
}

/// Whether the open link is shown as one. Links hold no links.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Shown,
    Refused,
}

impl<'a> Writer<'a, '_> {
    fn events(&mut self, events: &[Spanned<'a>]) {
        let mut rest = events;
        while !rest.is_empty() {
            rest = &rest[self.step(rest)..];
        }
    }

    /// Writes the footnotes one after the other, and those that they refer to.
    fn notes(&mut self) {
        self.asides += 1;
        while let Some((number, definition)) = self.footnotes.next() {
            self.events(&definition.events);
            self.footnotes.written(number, std::mem::take(&mut self.out));
        }
    }

    fn unused(&mut self, notes: impl Iterator<Item = (String, Range<usize>)>) {
        self.findings.extend(
            notes.map(|(label, range)| Finding {
                range,
                kind: FindingKind::UnusedFootnote { label },
            }),
        );
    }

    fn finish(mut self, mut events: Vec<Event<'a>>) -> Written<'a> {
        let footnotes = std::mem::take(&mut self.footnotes);
        let (section, unused) = footnotes.finish(self.options.labels);
        events.extend(section);
        self.unused(unused.into_iter().map(|note| (note.label, note.range)));
        self.findings.sort_by_key(|finding| finding.range.start);
        Written { events, toc: outline::tree(self.headings), findings: self.findings }
    }

    fn step(&mut self, rest: &[Spanned<'a>]) -> usize {
        let (event, _) = &rest[0];
        match event {
            Event::Start(tag) => return self.start(tag, rest),
            Event::End(tag) => self.end(*tag),
            Event::Html(html) | Event::InlineHtml(html) => self.inline_html(html),
            Event::FootnoteReference(label) => {
                let mark = self.footnotes.mark(label, self.options.slugs, &mut self.ids);
                self.html(mark);
            }
            Event::TaskListMarker(done) => self.task(*done),
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule => self.out.push(event.clone()),
        }
        1
    }

    fn start(&mut self, tag: &Tag<'a>, rest: &[Spanned<'a>]) -> usize {
        match tag {
            Tag::Paragraph => return self.paragraph(rest),
            Tag::Heading { .. } if self.is_extended() => self.heading(tag, rest),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) if self.is_extended() => return self.code(kind, element(rest)),
            Tag::HtmlBlock => return self.html_block(element(rest)),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.link(*link_type, dest_url, title, tag, &rest[0].1);
            }
            Tag::Image { dest_url, title, .. } => {
                return self.image(dest_url, title, element(rest));
            }
            Tag::Table(alignments) => {
                self.table = Table::new(alignments);
                self.html(Table::start(&self.options.labels.table));
            }
            Tag::TableHead => self.out.push(Event::Html(self.table.start_head().into())),
            Tag::TableRow => self.out.push(Event::Html(self.table.start_row().into())),
            Tag::TableCell => {
                let is_empty = matches!(rest.get(1), Some((Event::End(TagEnd::TableCell), _)));
                let cell = if is_empty { Cell::Empty } else { Cell::Filled };
                let html = self.table.start_cell(cell);
                self.html(html);
            }
            _ => self.out.push(rest[0].0.clone()),
        }
        1
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link if self.anchor == Anchor::Refused => {}
            TagEnd::BlockQuote(kind) => {
                self.asides -= 1;
                match kind {
                    Some(_) => self.out.push(Event::Html("</div>\n".into())),
                    None => self.out.push(Event::End(tag)),
                }
            }
            TagEnd::Table => self.out.push(Event::Html(Table::END.into())),
            TagEnd::TableHead => self.out.push(Event::Html(self.table.end_head().into())),
            TagEnd::TableRow => self.out.push(Event::Html("</tr>\n".into())),
            TagEnd::TableCell => self.out.push(Event::Html(self.table.end_cell().into())),
            _ => self.out.push(Event::End(tag)),
        }
    }

    fn find(&mut self, range: &Range<usize>, kind: FindingKind) {
        self.findings.push(Finding { range: range.clone(), kind });
    }

    fn html(&mut self, html: String) {
        self.out.push(Event::Html(html.into()));
    }

    fn is_extended(&self) -> bool {
        self.options.dialect() == Dialect::Extended
    }
}
