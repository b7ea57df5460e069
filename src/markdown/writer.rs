//! Maps the text's events to those that pulldown-cmark writes as HTML.
//!
//! Each step looks at the events that are left, and says how many it used up:
//! most one, those that need a whole element (images, code, raw HTML) all of it.
//! No step calls itself, so no nesting is too deep.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::code::Colours;
use super::destinations::{Destinations, Image, Link, Resolver};
use super::events::{Dialect, Document, Spanned, element};
use super::footnotes::{Footnotes, Mark};
use super::images::{Loading, Picture};
use super::options::Options;
use super::outline::{Heading, Ids};
use super::tables::{Cell, Table};
use super::{Finding, FindingKind, code, images, lead, links, outline, plain};
use crate::value::slug::slugify;

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
        anchor: Anchor::Outside,
        asides: 0,
    };
    writer.events(&document.body);
    let events = std::mem::take(&mut writer.out);
    writer.notes();
    writer.unused(
        document
            .surplus
            .iter()
            .map(|note| (note.label.clone(), note.range.clone())),
    );
    writer.finish(events)
}

/// Takes the ids that headings ask for before any heading gets one of its title.
fn explicit_ids(document: &mut Document, findings: &mut Vec<Finding>) -> Ids {
    let mut ids = Ids::default();
    let notes = document
        .definitions
        .values_mut()
        .flat_map(|note| &mut note.events);
    for (event, range) in document.body.iter_mut().chain(notes) {
        let Event::Start(Tag::Heading { id: wish, .. }) = event else {
            continue;
        };
        if let Some(id) = wish.take_if(|id| id.is_empty() || !ids.take(id))
            && !id.is_empty()
        {
            let kind = FindingKind::DuplicateId {
                id: id.into_string(),
            };
            findings.push(Finding {
                range: range.clone(),
                kind,
            });
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
}

/// Whether a link is open; links hold no links.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Outside,
    Inside,
    /// In one that is not shown as a link.
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
            self.footnotes
                .written(number, std::mem::take(&mut self.out));
        }
    }

    fn unused(&mut self, notes: impl Iterator<Item = (String, Range<usize>)>) {
        self.findings.extend(notes.map(|(label, range)| Finding {
            range,
            kind: FindingKind::UnusedFootnote { label },
        }));
    }

    fn finish(mut self, mut events: Vec<Event<'a>>) -> Written<'a> {
        let footnotes = std::mem::take(&mut self.footnotes);
        let (section, unused) = footnotes.finish(self.options.labels);
        events.extend(section);
        self.unused(unused.into_iter().map(|note| (note.label, note.range)));
        self.findings.sort_by_key(|finding| finding.range.start);
        Written {
            events,
            toc: outline::tree(self.headings),
            findings: self.findings,
        }
    }

    fn step(&mut self, rest: &[Spanned<'a>]) -> usize {
        let (event, range) = &rest[0];
        match event {
            Event::Start(tag) => return self.start(tag, rest),
            Event::End(tag) => self.end(*tag),
            Event::Html(html) | Event::InlineHtml(html) => self.inline_html(html),
            Event::FootnoteReference(label) => {
                let mark = match self.anchor {
                    Anchor::Outside | Anchor::Refused => Mark::Linked,
                    Anchor::Inside => Mark::Bare,
                };
                let html = self.footnotes.mark(label, mark, &mut self.ids);
                self.html(html);
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
        debug_assert!(range.start <= range.end);
        1
    }

    fn start(&mut self, tag: &Tag<'a>, rest: &[Spanned<'a>]) -> usize {
        match tag {
            Tag::Paragraph => return self.paragraph(rest),
            Tag::Heading { .. } if self.is_extended() => self.heading(tag, rest),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) if self.is_extended() => return self.code(kind, element(rest)),
            Tag::HtmlBlock => return self.html_block(element(rest)),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.link(*link_type, dest_url, title, tag, &rest[0].1);
            }
            Tag::Image {
                dest_url, title, ..
            } => {
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
            TagEnd::Link => {
                let was = std::mem::replace(&mut self.anchor, Anchor::Outside);
                if was == Anchor::Refused {
                    return;
                }
                self.out.push(Event::End(tag));
            }
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

    /// A figure, where the paragraph is nothing but an image with a title.
    fn paragraph(&mut self, rest: &[Spanned<'a>]) -> usize {
        if self.is_extended()
            && let Some((
                Event::Start(Tag::Image {
                    dest_url, title, ..
                }),
                _,
            )) = rest.get(1)
            && !title.is_empty()
            && !links::image_runs_script(dest_url)
        {
            let image = element(&rest[1..]);
            if matches!(
                rest.get(1 + image.len()),
                Some((Event::End(TagEnd::Paragraph), _))
            ) {
                self.picture(dest_url, title, image, images::figure);
                return image.len() + 2;
            }
        }
        self.out.push(Event::Start(Tag::Paragraph));
        1
    }

    fn heading(&mut self, tag: &Tag<'a>, rest: &[Spanned<'a>]) {
        let Tag::Heading {
            level,
            id,
            classes,
            attrs,
        } = tag
        else {
            return;
        };
        let title = plain::title(element(rest).iter().map(|(event, _)| event));
        let id = match id {
            Some(id) => id.to_string(),
            None => self.ids.fresh(match slugify(&title) {
                slug if slug.is_empty() => "section".to_owned(),
                slug => slug,
            }),
        };
        let mut attrs = attrs.clone();
        // Attributes can hold scripts as raw HTML can.
        let is_allowed = |name: &str| name != "id" && (self.options.raw_html || name == "lang");
        attrs.retain(|(name, _)| is_allowed(name));
        self.out.push(Event::Start(Tag::Heading {
            level: *level,
            id: Some(id.clone().into()),
            classes: classes.clone(),
            attrs,
        }));
        if self.asides == 0 {
            self.headings.push(Heading {
                level: *level as u8,
                id,
                title,
                children: Vec::new(),
            });
        }
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.asides += 1;
        let labels = self.options.labels;
        let (class, title) = match kind {
            None => return self.out.push(Event::Start(Tag::BlockQuote(None))),
            Some(BlockQuoteKind::Note) => ("note", &labels.note),
            Some(BlockQuoteKind::Tip) => ("tip", &labels.tip),
            Some(BlockQuoteKind::Important) => ("important", &labels.important),
            Some(BlockQuoteKind::Warning) => ("warning", &labels.warning),
            Some(BlockQuoteKind::Caution) => ("caution", &labels.caution),
        };
        let title = links::escaped(title);
        self.html(format!(
            "<div class=\"alert alert-{class}\"><p class=\"alert-title\">{title}</p>\n"
        ));
    }

    fn code(&mut self, kind: &CodeBlockKind, block: &[Spanned<'a>]) -> usize {
        let info = match kind {
            CodeBlockKind::Indented => "",
            CodeBlockKind::Fenced(info) => info,
        };
        let colours = if self.options.highlight {
            Colours::Classes
        } else {
            Colours::None
        };
        self.html(code::block(info, &texts(block), colours));
        block.len()
    }

    fn html_block(&mut self, block: &[Spanned<'a>]) -> usize {
        let written = texts(block);
        let html = if self.is_extended() {
            lead::without_more(&written)
        } else {
            written.clone()
        };
        if html.trim().is_empty() && html != written {
            return block.len();
        }
        if self.options.raw_html {
            self.html(html);
        } else {
            self.out.push(Event::Start(Tag::Paragraph));
            self.out
                .push(Event::Text(html.trim_end().to_owned().into()));
            self.out.push(Event::End(TagEnd::Paragraph));
        }
        block.len()
    }

    fn inline_html(&mut self, html: &pulldown_cmark::CowStr<'a>) {
        if self.is_extended() && lead::find_more(html).is_some() {
            return;
        }
        self.out.push(match self.options.raw_html {
            true => Event::InlineHtml(html.clone()),
            false => Event::Text(html.clone()),
        });
    }

    fn task(&mut self, done: bool) {
        let labels = self.options.labels;
        let (checked, label) = if done {
            (" checked", &labels.done)
        } else {
            ("", &labels.open)
        };
        let label = links::attribute("aria-label", label);
        self.html(format!(
            "<input type=\"checkbox\" disabled{checked}{label} /> "
        ));
    }

    fn link(
        &mut self,
        link_type: LinkType,
        destination: &str,
        title: &str,
        tag: &Tag<'a>,
        range: &Range<usize>,
    ) {
        self.anchor = Anchor::Inside;
        if link_type == LinkType::Email {
            return self.out.push(Event::Start(tag.clone()));
        }
        let written = || destination.to_owned();
        if links::runs_script(destination) {
            self.anchor = Anchor::Refused;
            return self.find(
                range,
                FindingKind::UnsafeDestination {
                    destination: written(),
                },
            );
        }
        let html = match self.destinations.link(destination) {
            Link::AsWritten => links::start_tag(destination, title, ""),
            Link::To {
                url,
                external: false,
            } => links::start_tag(&url, title, ""),
            Link::To {
                url,
                external: true,
            } => links::start_tag(&url, title, &self.options.external.attributes()),
            Link::Broken { why, hint } => {
                self.find(
                    range,
                    FindingKind::BrokenLink {
                        destination: written(),
                        why,
                        hint,
                    },
                );
                links::start_tag(destination, title, "")
            }
        };
        self.html(html);
    }

    fn image(&mut self, destination: &str, title: &str, image: &[Spanned<'a>]) -> usize {
        if links::image_runs_script(destination) {
            let alt = plain::title(image.iter().map(|(event, _)| event));
            let destination = destination.to_owned();
            self.find(&image[0].1, FindingKind::UnsafeDestination { destination });
            self.out.push(Event::Text(alt.into()));
        } else {
            self.picture(destination, title, image, images::tag);
        }
        image.len()
    }

    fn picture(
        &mut self,
        destination: &str,
        title: &str,
        image: &[Spanned<'a>],
        html: fn(&Picture) -> String,
    ) {
        let range = &image[0].1;
        let alt = plain::title(image.iter().map(|(event, _)| event));
        let written = || destination.to_owned();
        if alt.is_empty() {
            self.find(
                range,
                FindingKind::MissingAlt {
                    destination: written(),
                },
            );
        }
        let (url, size) = match self.destinations.image(destination) {
            Image::AsWritten => (written(), None),
            Image::At { url, size } => (url, size),
            Image::Broken { why, hint } => {
                self.find(
                    range,
                    FindingKind::BrokenImage {
                        destination: written(),
                        why,
                        hint,
                    },
                );
                (written(), None)
            }
        };
        let loading = if self.is_extended() {
            Loading::Lazy
        } else {
            Loading::Unsaid
        };
        self.html(html(&Picture {
            url: &url,
            alt: &alt,
            title,
            size,
            loading,
        }));
    }

    fn find(&mut self, range: &Range<usize>, kind: FindingKind) {
        self.findings.push(Finding {
            range: range.clone(),
            kind,
        });
    }

    fn html(&mut self, html: String) {
        self.out.push(Event::Html(html.into()));
    }

    fn is_extended(&self) -> bool {
        self.options.dialect() == Dialect::Extended
    }
}

/// The lines of a block of code or raw HTML.
fn texts(block: &[Spanned]) -> String {
    block
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Text(text) | Event::Html(text) => Some(&**text),
            _ => None,
        })
        .collect()
}
