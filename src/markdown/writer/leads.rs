//! What leads elsewhere: links, images, and paragraphs that are figures.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Anchor, Writer};
use crate::markdown::destinations::{Image, Link, Versions};
use crate::markdown::events::{Spanned, element};
use crate::markdown::images::{self, Loading, Picture};
use crate::markdown::{FindingKind, links, plain};

impl<'a> Writer<'a, '_> {
    /// A figure, where the paragraph is nothing but an image with a title.
    pub(super) fn paragraph(&mut self, rest: &[Spanned<'a>]) -> usize {
        if let Some(used) = self.figure(rest) {
            return used;
        }
        self.out.push(Event::Start(Tag::Paragraph));
        1
    }

    fn figure(&mut self, rest: &[Spanned<'a>]) -> Option<usize> {
        let (Event::Start(Tag::Image { dest_url, title, .. }), _) = rest.get(1)? else {
            return None;
        };
        if !self.is_extended() || title.is_empty() || links::image_runs_script(dest_url) {
            return None;
        }
        let image = element(&rest[1..]);
        let (next, _) = rest.get(1 + image.len())?;
        if *next != Event::End(TagEnd::Paragraph) {
            return None;
        }
        self.picture(dest_url, title, image, images::figure);
        Some(image.len() + 2)
    }

    pub(super) fn link(
        &mut self,
        link_type: LinkType,
        destination: &str,
        title: &str,
        tag: &Tag<'a>,
        range: &Range<usize>,
    ) {
        self.anchor = Anchor::Shown;
        if link_type == LinkType::Email {
            return self.out.push(Event::Start(tag.clone()));
        }
        let written = destination.to_owned();
        if links::runs_script(destination) {
            self.anchor = Anchor::Refused;
            let kind = FindingKind::UnsafeDestination { destination: written };
            return self.find(range, kind);
        }
        let (url, attributes) = match self.destinations.link(destination) {
            Link::AsWritten => (written, String::new()),
            Link::To { url, external: false } => (url, String::new()),
            Link::To { url, external: true } => (url, self.options.external.attributes()),
            Link::Broken { why, hint } => {
                let destination = written.clone();
                self.find(range, FindingKind::BrokenLink { destination, why, hint });
                (written, String::new())
            }
        };
        self.html(links::start_tag(&url, title, &attributes));
    }

    pub(super) fn image(&mut self, destination: &str, title: &str, image: &[Spanned<'a>]) -> usize {
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

    /// Whether nothing but the start of a paragraph was written yet.
    fn begins(&self) -> bool {
        self.out.iter().all(|event| matches!(event, Event::Start(Tag::Paragraph)))
            && self.asides == 0
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
        if alt.is_empty() {
            let destination = destination.to_owned();
            self.find(range, FindingKind::MissingAlt { destination });
        }
        let (url, size, versions) = self.picture_at(destination, range);
        let loading = match self.is_extended() {
            true if self.begins() => self.options.opening,
            true => Loading::Lazy,
            false => Loading::Unsaid,
        };
        let (versions, sizes) = (&versions, self.options.sizes);
        let (url, alt) = (&*url, &*alt);
        self.html(html(&Picture { url, alt, title, size, versions, sizes, loading }));
    }

    /// Where a picture is, its size and its versions; that it is missing is told.
    pub(super) fn picture_at(
        &mut self,
        destination: &str,
        range: &Range<usize>,
    ) -> (String, Option<(u32, u32)>, Versions) {
        let written = destination.to_owned();
        match self.destinations.image(destination) {
            Image::AsWritten => (written, None, Versions::default()),
            Image::At { url, size, versions } => (url, size, versions),
            Image::Broken { why, hint } => {
                let destination = written.clone();
                self.find(range, FindingKind::BrokenImage { destination, why, hint });
                (written, None, Versions::default())
            }
        }
    }
}
