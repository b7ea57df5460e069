//! Pictures for tests, made when they are needed.

use std::borrow::Cow;

use image::{DynamicImage, ImageFormat};

/// What can be seen through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Grey,
    Opaque,
    /// The right half is not there at all, and green.
    Clear,
}

/// A gradient: red to the right, blue to the bottom; with the part that says how the camera
/// was held.
pub fn jpeg(width: u32, height: u32, orientation: Option<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    if let Some(orientation) = orientation {
        encoder.add_exif_metadata(&exif(orientation)).unwrap();
    }
    let [wide, high] = [width, height].map(|side| u16::try_from(side).unwrap());
    encoder.encode(&gradient(width, height), wide, high, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// The same with a colour profile, which need not be one.
pub fn jpeg_with_profile(width: u32, height: u32, profile: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.add_icc_profile(profile).unwrap();
    let [wide, high] = [width, height].map(|side| u16::try_from(side).unwrap());
    encoder.encode(&gradient(width, height), wide, high, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// One field of Exif: the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

fn gradient(width: u32, height: u32) -> Vec<u8> {
    let part = |at: u32, of: u32| u8::try_from(at * 255 / of.max(1)).unwrap();
    (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| [part(x, width), 60, part(y, height)])
        .collect()
}

pub fn png(width: u32, height: u32, look: Look) -> Vec<u8> {
    let color = match look {
        Look::Grey => png::ColorType::Grayscale,
        Look::Opaque => png::ColorType::Rgb,
        Look::Clear => png::ColorType::Rgba,
    };
    let pixel = |x: u32| match (look, x < width / 2) {
        (Look::Grey, _) => Cow::from(vec![u8::try_from(x * 255 / width).unwrap()]),
        (Look::Opaque, _) => Cow::from(&[200, 30, 30][..]),
        (Look::Clear, true) => Cow::from(&[200, 30, 30, 255][..]),
        (Look::Clear, false) => Cow::from(&[0, 255, 0, 0][..]),
    };
    let row: Vec<u8> = (0..width).flat_map(|x| pixel(x).into_owned()).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&row.repeat(height as usize)).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A PNG file of a hundred bytes that claims 60,000 × 60,000 pixels.
pub fn bomb() -> Vec<u8> {
    let mut bytes = png(1, 1, Look::Opaque);
    let side = 60_000u32.to_be_bytes();
    bytes[16..20].copy_from_slice(&side);
    bytes[20..24].copy_from_slice(&side);
    bytes
}

/// The pixels of a picture, whatever its name says.
#[track_caller]
pub fn decoded(bytes: &[u8]) -> (ImageFormat, DynamicImage) {
    let format = image::guess_format(bytes).expect("it is a picture");
    (format, image::load_from_memory(bytes).expect("it can be decoded"))
}
