//! Headings, alerts, code, raw HTML, boxes of task lists.

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::Writer;
use crate::markdown::code::{self, Colours};
use crate::markdown::events::{Spanned, element};
use crate::markdown::outline::Heading;
use crate::markdown::{embed, lead, links, plain};
use crate::value::slug::slugify_in;

impl<'a> Writer<'a, '_> {
    pub(super) fn heading(&mut self, tag: &Tag<'a>, rest: &[Spanned<'a>]) {
        let Tag::Heading { level, id, classes, attrs } = tag else {
            return;
        };
        let title = plain::title(element(rest).iter().map(|(event, _)| event));
        let id = match id {
            Some(id) => id.to_string(),
            None => self.ids.fresh(match slugify_in(self.options.slugs, &title) {
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
            self.headings.push(Heading { level: *level as u8, id, title, children: Vec::new() });
        }
    }

    pub(super) fn quote(&mut self, kind: Option<BlockQuoteKind>) {
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

    pub(super) fn code(&mut self, kind: &CodeBlockKind, block: &[Spanned<'a>]) -> usize {
        let info = match kind {
            CodeBlockKind::Indented => "",
            CodeBlockKind::Fenced(info) => info,
        };
        let code = texts(block);
        if embed::is_embed(info) && self.embed(&code, block) {
            return block.len();
        }
        let colours = match self.coloured + code.len() {
            sum if self.options.highlight && sum <= code::MOST_OF_A_TEXT => Colours::Classes,
            _ => Colours::None,
        };
        self.coloured += code.len();
        self.html(code::block(info, &code, colours));
        block.len()
    }

    pub(super) fn html_block(&mut self, block: &[Spanned<'a>]) -> usize {
        let mut html = texts(block);
        if self.is_extended() && lead::find_more(&html).is_some() {
            html = lead::without_more(&html);
            if html.trim().is_empty() {
                return block.len();
            }
        }
        if self.options.raw_html {
            self.html(html);
        } else {
            self.out.push(Event::Start(Tag::Paragraph));
            self.out.push(Event::Text(html.trim_end().to_owned().into()));
            self.out.push(Event::End(TagEnd::Paragraph));
        }
        block.len()
    }

    pub(super) fn inline_html(&mut self, html: &CowStr<'a>) {
        if self.is_extended() && lead::find_more(html).is_some() {
            return;
        }
        self.out.push(match self.options.raw_html {
            true => Event::InlineHtml(html.clone()),
            false => Event::Text(html.clone()),
        });
    }

    pub(super) fn task(&mut self, done: bool) {
        let labels = self.options.labels;
        let (checked, label) = if done { (" checked", &labels.done) } else { ("", &labels.open) };
        let label = links::attribute("aria-label", label);
        self.html(format!("<input type=\"checkbox\" disabled{checked}{label} /> "));
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
