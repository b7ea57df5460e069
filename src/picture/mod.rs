//! Smaller versions of pictures, and cards that are drawn from titles.
//!
//! Bytes to bytes: knows neither files nor pages. The same input gives the same bytes, on
//! every machine.

mod card;
mod decode;
mod encode;
mod flat;

use serde::Serialize;

use crate::config::Pictures;
use crate::source::{Form, Picture};

pub use card::{Card, draw};
pub use decode::{Broken, Reduced, reduce};
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
    (bytes > BYTES)
        .then(|| format!("holds {} MB; at most {} are read", bytes.div_ceil(1 << 20), BYTES >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Digest;
    use proptest::prelude::*;

    fn settings(widths: &[u32]) -> Pictures {
        Pictures { widths: widths.to_vec(), webp: true, quality: 80, cards: true }
    }

    /// A JPEG file of a gradient.
    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels: Vec<u8> = pixels
            .flat_map(|(x, y)| [x % 251, y % 253, (x * 3 + y) % 256].map(|part| part as u8))
            .collect();
        let mut bytes = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
        bytes
    }

    fn made(bytes: &[u8], form: Form, variant: Variant) -> Result<Vec<u8>, Broken> {
        let picture = Picture { width: 300, height: 200, form };
        encode(&reduce(bytes, picture, 300)?, picture, variant, 80)
    }

    /// If this fails, other bytes come out than before: raise `ENCODER`, and put the new
    /// digest here. It is what keeps an older program's pictures out of a newer one's output.
    #[test]
    fn the_number_of_the_encoder_is_raised_when_the_bytes_change() {
        let photo = jpeg(300, 200);
        let mut all = Vec::new();
        for (width, format) in [(100, Format::Same), (100, Format::WebP), (300, Format::WebP)] {
            all.extend(made(&photo, Form::Jpeg, Variant { width, format }).unwrap());
        }
        let pattern = png(|x, y| image::Rgba([x as u8, y as u8, 90, (x + y) as u8]));
        let chart = png(|x, y| image::Rgba([(x / 100 * 80) as u8, 0, (y / 70 * 90) as u8, 255]));
        for png in [&pattern, &chart] {
            for format in [Format::Same, Format::WebP] {
                all.extend(made(png, Form::Png, Variant { width: 100, format }).unwrap());
            }
        }
        all.extend(draw(&Card {
            site: "Blatt",
            section: "Politik",
            date: "23. November 2026",
            kicker: "Anlass",
            title: "Ein Titel für „Große“ und Kleine",
        }));
        assert_eq!((ENCODER, Digest::of(&all).short()), (1, "a6acbf66".to_owned()));
    }

    fn png(pixel: impl Fn(u32, u32) -> image::Rgba<u8>) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let pixels = image::RgbaImage::from_fn(300, 200, pixel);
        pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_chart_keeps_its_colours() {
        let chart =
            png(|x, y| image::Rgba([255 - (x / 40 * 8) as u8, 250, (y / 50 * 60) as u8, 255]));
        for format in [Format::Same, Format::WebP] {
            let small = made(&chart, Form::Png, Variant { width: 150, format }).unwrap();
            let pixels = image::load_from_memory(&small).unwrap().to_rgb8();
            assert_eq!(pixels.get_pixel(3, 3).0, [255, 250, 0], "{format:?}");
            assert_eq!(pixels.get_pixel(148, 98).0, [199, 250, 180], "{format:?}");
        }
    }

    #[test]
    fn a_tall_picture_has_no_webp_which_cannot_hold_it() {
        let tall = Picture { width: 500, height: 20_000, form: Form::Png };
        let all = variants(tall, &settings(&[480, 960]));
        assert_eq!(all, [Variant { width: 480, format: Format::Same }]);
    }

    proptest! {
        #[test]
        fn no_version_is_wider_than_its_picture_and_each_is_there_once(
            width in 1u32..4000, height in 1u32..4000,
            widths in proptest::collection::btree_set(16u32..4000, 0..6),
        ) {
            let widths: Vec<u32> = widths.into_iter().collect();
            let picture = Picture { width, height, form: Form::Jpeg };
            let all = variants(picture, &settings(&widths));
            let paths: std::collections::BTreeSet<String> =
                all.iter().map(|variant| path("/a/b.jpg", *variant)).collect();
            prop_assert_eq!(paths.len(), all.len());
            for Variant { width: own, format } in all {
                prop_assert!(own < width || (own == width && format == Format::WebP));
            }
        }

        #[test]
        fn a_spoilt_picture_is_broken_or_another_one_but_no_panic(
            at in any::<prop::sample::Index>(), with in proptest::collection::vec(any::<u8>(), 1..8),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = jpeg(300, 200);
            let at = at.index(bytes.len());
            let end = (at + with.len()).min(bytes.len());
            bytes.splice(at..end, with);
            let variant = Variant { width: 100, format: Format::WebP };
            let _ = made(&bytes, Form::Jpeg, variant);
            let _ = made(&bytes[..cut.index(bytes.len())], Form::Jpeg, variant);
            let _ = made(&bytes, Form::Png, variant);
            let _ = made(&bytes, Form::WebP, variant);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        #[test]
        fn every_title_makes_a_card(title in ".{0,400}", site in "\\PC{0,80}", kicker in ".{0,60}") {
            let card = Card { site: &site, section: &kicker, date: &kicker, kicker: &kicker, title: &title };
            prop_assert!(draw(&card).starts_with(b"\x89PNG"));
        }
    }
}
