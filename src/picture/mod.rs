//! Smaller versions of pictures, and cards that are drawn from titles.
//!
//! Bytes to bytes: knows neither files nor pages. The same input gives the same bytes, on
//! every machine.

mod card;
mod decode;
mod encode;

use serde::Serialize;

use crate::config::Pictures;
use crate::source::{Form, Picture};

pub use card::{Card, draw};
pub use decode::{Broken, Reduced, is_big, reduce};
pub use encode::encode;

/// What bytes an input becomes. It is part of the digest of every picture that is made; a test
/// says when it has to be raised.
pub const ENCODER: u32 = 1;

/// Width and height of a card, as the networks want it (RULES.md, META-2).
pub const CARD: (u32, u32) = (1200, 630);

/// A smaller version of a picture, or one that is packed better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    pub width: u32,
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Format {
    /// That of the picture itself.
    Same,
    WebP,
}

/// WebP has fourteen bits for a height.
const TALLEST_WEBP: u32 = 16_383;

/// The versions of a picture, none of which is wider than itself, in the order of their widths.
///
/// One that is not wider than the widest version is a candidate for readers as it is, so it
/// has a WebP version of its own width.
pub fn variants(picture: Picture, settings: &Pictures) -> Vec<Variant> {
    let (Some(&smallest), Some(&widest)) = (settings.widths.first(), settings.widths.last()) else {
        return Vec::new();
    };
    if picture.form == Form::Other || picture.width <= smallest {
        return Vec::new();
    }
    let smaller = settings.widths.iter().copied().filter(|width| *width < picture.width);
    let own = (picture.width <= widest).then_some(picture.width);
    let is_webp = settings.webp
        && picture.form != Form::WebP
        && height(picture, picture.width.min(widest)) <= TALLEST_WEBP;
    let webp = smaller.clone().chain(own).filter(|_| is_webp);
    let of = |format| move |width| Variant { width, format };
    smaller.map(of(Format::Same)).chain(webp.map(of(Format::WebP))).collect()
}

/// How high a picture is at a width.
pub fn height(picture: Picture, width: u32) -> u32 {
    let exact = u64::from(picture.height) * u64::from(width);
    let rounded = (exact + u64::from(picture.width) / 2) / u64::from(picture.width.max(1));
    u32::try_from(rounded.max(1)).unwrap_or(u32::MAX)
}

/// Beside the picture: `/a/foo-480w.jpg` and `/a/foo-480w.jpg.webp` for `/a/foo.jpg`. The
/// second ending keeps `foo.jpg` and `foo.png` apart.
pub fn path(picture: &str, variant: Variant) -> String {
    let (stem, ending) = picture.rsplit_once('.').unwrap_or((picture, ""));
    let Variant { width, format } = variant;
    match format {
        Format::Same => format!("{stem}-{width}w.{ending}"),
        Format::WebP => format!("{stem}-{width}w.{ending}.webp"),
    }
}

/// Names of files that may hold a picture with versions.
pub fn has_variants(ending: &str) -> bool {
    ["jpg", "jpeg", "png", "webp"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// RULES.md, SEC-7: what a picture may claim. Decoding takes up to eight bytes a pixel.
const PIXELS: u64 = 100_000_000;
const SIDE: u32 = 30_000;
const BYTES: u64 = 50 << 20;

/// Why a picture is not decoded, by what it claims alone.
pub fn refuse(picture: Picture, bytes: u64) -> Option<String> {
    let Picture { width, height, .. } = picture;
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS || width.max(height) > SIDE {
        return Some(format!(
            "claims {width} × {height} pixels; at most {} million and {SIDE} a side are decoded",
            PIXELS / 1_000_000
        ));
    }
    (bytes > BYTES).then(|| {
        format!("holds {} MB; at most {} are read", bytes.div_ceil(1 << 20), BYTES >> 20)
    })
}
