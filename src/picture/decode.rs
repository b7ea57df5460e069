use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::flat::is_flat;
use super::height;
use crate::source::{Form, Picture, is_cut_off, is_planar, is_turned, jpeg_orientation};

/// What decoding may take beside the pixels themselves.
const MEMORY: u64 = 1 << 30;

/// Profiles that are larger are those of printers and scanners.
const LARGEST_PROFILE: usize = 64 << 10;

/// Decoded, turned upright, and not larger than some version needs it.
#[derive(Debug)]
pub struct Reduced {
    pub(super) form: Form,
    /// 8-bit grey, colour, or colour with transparency.
    pub(super) pixels: DynamicImage,
    /// Whether it is a drawing, of few colours.
    pub(super) flat: bool,
    /// What the colours mean, where that is not sRGB.
    pub(super) profile: Option<Vec<u8>>,
}

/// Why a picture cannot be decoded.
#[derive(Clone, Debug)]
pub struct Broken(pub String);

/// Decodes a picture, and makes it at most so wide. Only pixels, transparency and the colour
/// profile are kept: where a photo was taken is nobody's business.
pub fn reduce(bytes: &[u8], picture: Picture, width: u32) -> Result<Reduced, Broken> {
    let orientation = match picture.form {
        Form::Jpeg if is_cut_off(bytes) => return Err(Broken("its end is missing".into())),
        Form::Jpeg if is_planar(bytes) => {
            return Err(Broken("its colours stand one after the other".into()));
        }
        Form::Jpeg => jpeg_orientation(bytes),
        Form::Png | Form::WebP | Form::Other => Orientation::NoTransforms,
    };
    let (pixels, profile) =
        decode(bytes, picture.form).map_err(|error| Broken(error.to_string()))?;
    let turned = is_turned(orientation);
    let found =
        if turned { (pixels.height(), pixels.width()) } else { (pixels.width(), pixels.height()) };
    if found != (picture.width, picture.height) {
        return Err(Broken("its size is not the one that it claims".into()));
    }
    let pixels = eight_bit(pixels);
    let flat = picture.form == Form::Png && is_flat(&pixels);
    let width = width.min(picture.width);
    let size = (width, height(picture, width));
    let mut pixels = resize(pixels, if turned { (size.1, size.0) } else { size })?;
    pixels.apply_orientation(orientation);
    let grey = matches!(pixels, DynamicImage::ImageLuma8(_));
    let profile = profile.filter(|profile| is_worth_keeping(profile, grey));
    Ok(Reduced { form: picture.form, pixels, flat, profile })
}

fn decode(bytes: &[u8], form: Form) -> image::ImageResult<(DynamicImage, Option<Vec<u8>>)> {
    let format = match form {
        Form::Jpeg => ImageFormat::Jpeg,
        Form::Png => ImageFormat::Png,
        // Nobody asks for others.
        Form::WebP | Form::Other => ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    // A profile that cannot be read is no reason not to show the picture.
    let profile = decoder.icc_profile().ok().flatten();
    Ok((DynamicImage::from_decoder(decoder)?, profile))
}

/// Without what nobody sees: sixteen bits a colour, transparency that is none, and colours
/// that are all grey.
fn eight_bit(pixels: DynamicImage) -> DynamicImage {
    if pixels.color().has_alpha() {
        let pixels = pixels.into_rgba8();
        return match pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
            true => eight_bit(DynamicImage::from(pixels).into_rgb8().into()),
            false => pixels.into(),
        };
    }
    if !pixels.color().has_color() {
        return pixels.into_luma8().into();
    }
    let pixels = pixels.into_rgb8();
    let is_grey = pixels.pixels().all(|pixel| pixel.0 == [pixel.0[0]; 3]);
    let pixels = DynamicImage::from(pixels);
    if is_grey { pixels.into_luma8().into() } else { pixels }
}

/// Smaller, by a filter that keeps edges sharp; colours count by how opaque they are.
pub(super) fn resize(
    pixels: DynamicImage,
    (width, height): (u32, u32),
) -> Result<DynamicImage, Broken> {
    let before = (pixels.width(), pixels.height());
    if before == (width, height) {
        return Ok(pixels);
    }
    let kind = match &pixels {
        DynamicImage::ImageLuma8(_) => PixelType::U8,
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        _ => PixelType::U8x3,
    };
    let filter = ResizeAlg::Convolution(FilterType::Lanczos3);
    let bytes = pixels.as_bytes();
    let mut smaller = Image::new(width, height, kind);
    let failed = |error: &dyn std::fmt::Display| Broken(error.to_string());
    let from = ImageRef::new(before.0, before.1, bytes, kind).map_err(|error| failed(&error))?;
    Resizer::new()
        .resize(&from, &mut smaller, &ResizeOptions::new().resize_alg(filter))
        .map_err(|error| failed(&error))?;
    let bytes = smaller.into_vec();
    let smaller = match kind {
        PixelType::U8 => image::GrayImage::from_raw(width, height, bytes).map(DynamicImage::from),
        PixelType::U8x4 => image::RgbaImage::from_raw(width, height, bytes).map(DynamicImage::from),
        _ => image::RgbImage::from_raw(width, height, bytes).map(DynamicImage::from),
    };
    Ok(smaller.expect("as many bytes were made as the size needs"))
}

/// A profile that fits the pixels (that of a CMYK file does not, since they were converted),
/// and does not say what is assumed without it. Those of grey pictures fit no WebP file.
fn is_worth_keeping(profile: &[u8], grey: bool) -> bool {
    let is_srgb = |profile: &[u8]| {
        let wide = "sRGB".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        [&b"sRGB"[..], &wide].iter().any(|name| memchr::memmem::find(profile, name).is_some())
    };
    !grey
        && profile.get(16..20) == Some(b"RGB ")
        && profile.len() <= LARGEST_PROFILE
        && !is_srgb(profile)
}
