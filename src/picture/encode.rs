use std::borrow::Cow;

use image::DynamicImage;
use jpeg_encoder::SamplingFactor;
use png::{BitDepth, ColorType, Compression, Filter};

use super::decode::{Broken, Reduced, resize};
use super::flat::Flat;
use super::{Format, Variant};
use crate::source::{Form, Picture};

/// A version of a picture that was reduced to its own width or more.
pub fn encode(
    reduced: &Reduced,
    picture: Picture,
    variant: Variant,
    quality: u8,
) -> Result<Vec<u8>, Broken> {
    let size = (variant.width, super::height(picture, variant.width));
    let pixels = match (reduced.pixels.width(), reduced.pixels.height()) == size {
        true => Cow::Borrowed(&reduced.pixels),
        false => Cow::Owned(resize(reduced.pixels.clone(), size)?),
    };
    let profile = reduced.profile.as_deref();
    let flat = reduced.flat.then(|| Flat::new(&pixels));
    match (variant.format, reduced.form, flat) {
        (Format::Same, Form::Jpeg, _) => jpeg(&pixels, profile, quality),
        (Format::Same, Form::Png, None) => png(&pixels, profile),
        (Format::Same, Form::Png, Some(flat)) => palette_png(&flat, profile),
        (Format::WebP, _, Some(flat)) => {
            // Of a drawing exact colours often take fewer bytes than blurred ones.
            let (exact, lossy) = (flat.pixels(), webp(&pixels, profile, Loss::Of(quality))?);
            let exact = webp(&exact, profile, Loss::None)?;
            Ok(if exact.len() <= lossy.len() { exact } else { lossy })
        }
        (Format::Same, Form::WebP | Form::Other, _) | (Format::WebP, _, None) => {
            webp(&pixels, profile, Loss::Of(quality))
        }
    }
}

fn jpeg(pixels: &DynamicImage, profile: Option<&[u8]>, quality: u8) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, quality);
    // Its better tables would save a hundredth, but put the colours one after the other, which
    // not every decoder reads.
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let failed = |error: jpeg_encoder::EncodingError| Broken(error.to_string());
    profile.map_or(Ok(()), |profile| encoder.add_icc_profile(profile)).map_err(failed)?;
    let color = match pixels {
        DynamicImage::ImageLuma8(_) => jpeg_encoder::ColorType::Luma,
        _ => jpeg_encoder::ColorType::Rgb,
    };
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let (width, height) = (side(pixels.width()), side(pixels.height()));
    encoder.encode(pixels.as_bytes(), width, height, color).map_err(failed)?;
    Ok(bytes)
}

fn png(pixels: &DynamicImage, profile: Option<&[u8]>) -> Result<Vec<u8>, Broken> {
    let mut info = png::Info::with_size(pixels.width(), pixels.height());
    info.color_type = match pixels {
        DynamicImage::ImageLuma8(_) => ColorType::Grayscale,
        DynamicImage::ImageRgba8(_) => ColorType::Rgba,
        _ => ColorType::Rgb,
    };
    write_png(info, profile, Filter::Adaptive, pixels.as_bytes())
}

fn palette_png(flat: &Flat, profile: Option<&[u8]>) -> Result<Vec<u8>, Broken> {
    let (width, height) = flat.size();
    let mut info = png::Info::with_size(width, height);
    info.color_type = ColorType::Indexed;
    let colours = flat.palette.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]);
    info.palette = Some(colours.collect::<Vec<u8>>().into());
    let clear = flat.palette.iter().map(|colour| colour[3]).take_while(|alpha| *alpha < u8::MAX);
    let clear: Vec<u8> = clear.collect();
    info.trns = (!clear.is_empty()).then_some(clear.into());
    write_png(info, profile, Filter::NoFilter, &flat.places)
}

fn write_png(
    mut info: png::Info<'_>,
    profile: Option<&[u8]>,
    filter: Filter,
    pixels: &[u8],
) -> Result<Vec<u8>, Broken> {
    info.bit_depth = BitDepth::Eight;
    info.icc_profile = profile.map(|profile| profile.to_owned().into());
    let mut bytes = Vec::new();
    let write = || {
        let mut encoder = png::Encoder::with_info(&mut bytes, info)?;
        encoder.set_compression(Compression::Balanced);
        encoder.set_filter(filter);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(pixels)?;
        writer.finish()
    };
    write().map_err(|error: png::EncodingError| Broken(error.to_string()))?;
    Ok(bytes)
}

/// What may be lost.
#[derive(Clone, Copy)]
enum Loss {
    None,
    Of(u8),
}

fn webp(pixels: &DynamicImage, profile: Option<&[u8]>, loss: Loss) -> Result<Vec<u8>, Broken> {
    let (width, height) = (pixels.width(), pixels.height());
    let mut config =
        webp::WebPConfig::new().map_err(|()| Broken("libwebp is of another version".into()))?;
    match loss {
        Loss::None => config.lossless = 1,
        Loss::Of(quality) => config.quality = f32::from(quality),
    }
    let encoded = match pixels {
        DynamicImage::ImageRgba8(pixels) => {
            webp::Encoder::from_rgba(pixels, width, height).encode_advanced(&config)
        }
        DynamicImage::ImageRgb8(pixels) => {
            webp::Encoder::from_rgb(pixels, width, height).encode_advanced(&config)
        }
        grey => webp::Encoder::from_rgb(&grey.to_rgb8(), width, height).encode_advanced(&config),
    };
    let encoded = encoded.map_err(|error| Broken(format!("{error:?}")))?;
    Ok(match profile {
        Some(profile) => with_profile(&encoded, (width, height), profile),
        None => encoded.to_vec(),
    })
}

/// Puts a profile into a WebP file, which needs the extended header for it (RFC 9649, 2.7).
fn with_profile(webp: &[u8], (width, height): (u32, u32), profile: &[u8]) -> Vec<u8> {
    const EXTENDED: &[u8] = b"VP8X";
    const HAS_PROFILE: u8 = 0x20;
    let chunks = webp.get(12..).unwrap_or_default();
    let (mut flags, chunks) = match chunks.strip_prefix(EXTENDED) {
        // Its length, which is 10, and what it holds.
        Some(rest) => (rest.get(4).copied().unwrap_or(0), rest.get(14..).unwrap_or_default()),
        None => (0, chunks),
    };
    flags |= HAS_PROFILE;
    let mut body = b"WEBP".to_vec();
    let mut head = vec![flags, 0, 0, 0];
    head.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
    head.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
    chunk(&mut body, EXTENDED, &head);
    chunk(&mut body, b"ICCP", profile);
    body.extend_from_slice(chunks);
    let mut file = Vec::with_capacity(body.len() + 8);
    chunk(&mut file, b"RIFF", &body);
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    let length = u32::try_from(content.len()).expect("pictures and profiles are limited");
    file.extend_from_slice(name);
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(content);
    if content.len() % 2 == 1 {
        file.push(0);
    }
}
