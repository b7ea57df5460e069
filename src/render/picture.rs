//! Smaller versions of pictures, the texts that offer them to browsers, and cards.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

use serde::{Serialize, Serializer};

use super::{Made, World, bytes, copy};
use crate::archive::ArticleId;
use crate::diagnostic::{Diagnostic, Report};
use crate::markdown::Versions;
use crate::picture::{self, Broken, Card, ENCODER, Format, Reduced, Variant};
use crate::plan::{Kind, has_versions};
use crate::source::Picture;
use crate::value::{DateStyle, Digest, Moment, SourcePath, UrlPath};

/// A picture that the site serves.
#[derive(Clone, Copy)]
pub(super) struct Served<'w> {
    world: &'w World,
    url: &'w UrlPath,
    source: &'w SourcePath,
    pub picture: Picture,
}

impl World {
    /// The picture at a URL, if it is a copied file that tells its size.
    pub(super) fn picture<'w>(&'w self, url: &'w UrlPath) -> Option<Served<'w>> {
        match &self.plan.find(url.as_str())?.kind {
            Kind::File(source) => {
                let picture = self.tree.picture(source)?;
                Some(Served { world: self, url, source, picture })
            }
            _ => None,
        }
    }

    /// The versions of a picture of the content, as the plan has them.
    fn variants(&self, source: &SourcePath, picture: Picture) -> Vec<Variant> {
        match has_versions(source) {
            true => picture::variants(picture, &self.config.pictures),
            false => Vec::new(),
        }
    }
}

impl<'w> Served<'w> {
    fn variants(&self) -> Vec<Variant> {
        self.world.variants(self.source, self.picture)
    }

    fn path(&self, variant: Variant) -> Option<UrlPath> {
        UrlPath::new(&picture::path(self.url.as_str(), variant)).ok()
    }

    /// What the attribute `srcset` says; nothing if there is nothing to choose from.
    fn srcset(&self, format: Format) -> Option<String> {
        let candidate = |variant: Variant| {
            Some(format!("{} {}w", self.world.link(&self.path(variant)?), variant.width))
        };
        let variants = self.variants().into_iter().filter(|variant| variant.format == format);
        let mut candidates: Vec<String> = variants.filter_map(candidate).collect();
        let widest = self.world.config.pictures.widths.last().copied().unwrap_or(0);
        let width = self.picture.width;
        if format == Format::Same && width <= widest && !candidates.is_empty() {
            candidates.push(format!("{} {width}w", self.world.link(self.url)));
        }
        (!candidates.is_empty()).then(|| candidates.join(", "))
    }

    pub fn versions(&self) -> Versions {
        Versions { same: self.srcset(Format::Same), webp: self.srcset(Format::WebP) }
    }

    /// For a template the text of an attribute; a fingerprint takes what it follows from.
    pub fn offer(self, format: Format) -> Offer<'w> {
        Offer { served: self, format }
    }

    /// For the column of a mail: the smallest version that is sharp there, or else the picture itself;
    /// and its size on the page.
    pub fn for_mail(&self) -> (UrlPath, u32, u32) {
        const COLUMN: u32 = 552;
        let Picture { width, .. } = self.picture;
        let fits = |variant: &Variant| variant.format == Format::Same && variant.width >= COLUMN;
        let mut versions: Vec<Variant> = self.variants().into_iter().filter(fits).collect();
        versions.sort_by_key(|variant| variant.width);
        let path = versions.first().and_then(|variant| self.path(*variant));
        let shown = width.min(COLUMN);
        let path = path.unwrap_or_else(|| self.url.clone());
        (path, shown, picture::height(self.picture, shown))
    }

    /// What networks show: the picture itself, or else the largest version that is not too
    /// large for them and still as large as they want it (RULES.md, META-3).
    pub fn for_networks(&self) -> (UrlPath, u32, u32) {
        const FITTING: std::ops::RangeInclusive<u32> = 1200..=1600;
        let Picture { width, height, .. } = self.picture;
        let fits =
            |variant: &Variant| variant.format == Format::Same && FITTING.contains(&variant.width);
        let version = match width > *FITTING.end() {
            true => self.variants().into_iter().rfind(fits),
            false => None,
        };
        let version = version.and_then(|variant| Some((self.path(variant)?, variant.width)));
        match version {
            Some((path, width)) => (path, width, picture::height(self.picture, width)),
            None => (self.url.clone(), width, height),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Offer<'w> {
    served: Served<'w>,
    format: Format,
}

impl Serialize for Offer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Served { source, picture, .. } = self.served;
        match serializer.is_human_readable() {
            true => self.served.srcset(self.format).serialize(serializer),
            false => (picture.form, has_versions(source)).serialize(serializer),
        }
    }
}

/// Of a version: what its bytes follow from. It says all, so that no other change matters.
pub(super) fn digest(
    world: &World,
    source: &SourcePath,
    variant: Variant,
) -> Result<Digest, Diagnostic> {
    let quality = world.config.pictures.quality;
    Ok(Digest::of_value(&(world.tree.digest(source)?, variant, quality, ENCODER)))
}

/// Pictures that were decoded a moment ago. The versions of a picture follow each other in
/// the plan, so that one for each thread is enough.
#[derive(Default)]
pub(super) struct Recent {
    all: Mutex<VecDeque<(SourcePath, Arc<Decoded>)>>,
    room: Room,
}

type Decoded = OnceLock<Result<Reduced, Fault>>;

/// Why there are no pixels.
enum Fault {
    Unreadable(Diagnostic),
    Broken(Broken),
}

/// How many pixels are decoded at once, by all threads: so much memory is always enough.
const PIXELS: u64 = 50_000_000;

/// The pixels that are being decoded.
#[derive(Default)]
struct Room {
    taken: Mutex<u64>,
    left: Condvar,
}

/// Some of the room, until it is dropped.
struct Taken<'r>(&'r Room, u64);

impl Room {
    /// Waits until there is room. What needs more than there is gets all of it.
    fn take(&self, pixels: u64) -> Taken<'_> {
        let pixels = pixels.min(PIXELS);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut u64| *taken + pixels > PIXELS;
        let taken = self.left.wait_while(taken, full);
        *taken.unwrap_or_else(PoisonError::into_inner) += pixels;
        Taken(self, pixels)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.1;
        self.0.left.notify_all();
    }
}

impl Recent {
    /// The picture as large as its largest version. Whoever comes second waits for the first.
    fn reduced(
        &self,
        source: &SourcePath,
        make: impl FnOnce() -> Result<Reduced, Fault>,
    ) -> Arc<Decoded> {
        let decoded = {
            let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            match all.iter().find(|(known, _)| known == source) {
                Some((_, decoded)) => Arc::clone(decoded),
                None => {
                    let decoded = Arc::new(OnceLock::new());
                    all.push_back((source.clone(), Arc::clone(&decoded)));
                    if all.len() > rayon::current_num_threads() + 1 {
                        all.pop_front();
                    }
                    decoded
                }
            }
        };
        decoded.get_or_init(make);
        decoded
    }
}

/// What is to be done with a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    Encode,
    /// Only to see whether it could be.
    Examine,
}

/// A version of a picture. One that cannot be decoded is shown as it is, in the place of each
/// version, as browsers make the best of it.
pub(super) fn page(
    world: &World,
    recent: &Recent,
    source: &SourcePath,
    variant: Variant,
    aim: Aim,
) -> Made {
    let Some(picture) = world.tree.picture(source) else { return copy(source) };
    let variants = world.variants(source, picture);
    // What is wrong is wrong with all versions, and said with the first.
    let is_first = variants.first() == Some(&variant);
    if aim == Aim::Examine && !is_first {
        return Made::default();
    }
    let widest = variants.iter().map(|variant| variant.width).max().unwrap_or(variant.width);
    let decoded = recent.reduced(source, || {
        let _room = recent.room.take(u64::from(picture.width) * u64::from(picture.height));
        let read = world.tree.read(source).map_err(Fault::Unreadable)?;
        picture::reduce(&read, picture, widest).map_err(Fault::Broken)
    });
    let quality = world.config.pictures.quality;
    let broken = match decoded.get() {
        Some(Ok(_)) | None if aim == Aim::Examine => return Made::default(),
        Some(Ok(reduced)) => match picture::encode(reduced, picture, variant, quality) {
            Ok(encoded) => return bytes(encoded),
            Err(broken) => broken,
        },
        Some(Err(Fault::Broken(broken))) => broken.clone(),
        Some(Err(Fault::Unreadable(diagnostic))) => {
            return Made { report: diagnostic.clone().into(), ..Made::default() };
        }
        None => return Made::default(),
    };
    let report = if is_first { cannot_decode(source, &broken) } else { Report::default() };
    Made { report, ..copy(source) }
}

fn cannot_decode(source: &SourcePath, Broken(why): &Broken) -> Report {
    Diagnostic::warning("broken-picture", format!("this picture cannot be decoded: {why}"))
        .in_file(source)
        .hint("it is published as it is, in one size only; export it again")
        .into()
}

/// What a card shows.
#[derive(Serialize)]
pub(super) struct CardView<'w> {
    site: &'w str,
    section: Option<&'w str>,
    kicker: Option<&'w str>,
    title: &'w str,
    date: Moment,
    timezone: &'w str,
    lang: &'w str,
    encoder: u32,
}

pub(super) fn card_view(world: &World, id: ArticleId) -> CardView<'_> {
    let article = world.archive.article(id);
    let card = &article.card;
    let section = world.archive.taxonomy("categories").and_then(|terms| terms.of(id).next());
    CardView {
        site: &world.config.title,
        section: section.map(|term| term.name.as_str()),
        kicker: card.kicker.as_deref(),
        title: &card.title,
        date: article.date,
        timezone: &world.config.timezone_name,
        lang: card.lang.as_deref().unwrap_or(&world.config.default_language),
        encoder: ENCODER,
    }
}

pub(super) fn card(world: &World, id: ArticleId) -> Vec<u8> {
    let CardView { site, section, kicker, title, date, lang, .. } = card_view(world, id);
    let date = date.in_zone(&world.config.timezone);
    let date = world.languages.get(Some(lang)).date(&date, DateStyle::Long);
    picture::draw(&Card {
        site,
        section: section.unwrap_or_default(),
        date: &date,
        kicker: kicker.unwrap_or_default(),
        title,
    })
}
