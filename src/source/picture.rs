use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use image::metadata::Orientation;
use imagesize::ImageType;
use serde::{Deserialize, Serialize};

use crate::value::SourcePath;

/// Cameras put previews in front of the frame that tells the size.
const HEAD: u64 = 256 << 10;

/// What a picture's first bytes tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// In pixels, as it is seen: a camera that was held upright says so beside the pixels.
    pub width: u32,
    pub height: u32,
    pub form: Form,
}

/// How a picture is written, by its bytes and not by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    Jpeg,
    Png,
    WebP,
    /// Drawn by lines, moving, or rare.
    Other,
}

impl Form {
    /// As HTTP names it; nothing if the name of the file has to tell.
    pub fn media_type(self) -> Option<&'static str> {
        match self {
            Self::Jpeg => Some("image/jpeg"),
            Self::Png => Some("image/png"),
            Self::WebP => Some("image/webp"),
            Self::Other => None,
        }
    }
}

/// What a file tells of itself: nothing, if it is no picture or does not say.
pub type Told = Option<Picture>;

/// What was measured, since every list that shows a picture asks for it.
#[derive(Debug, Default)]
pub(super) struct Measured(Mutex<HashMap<SourcePath, Told>>);

impl Measured {
    pub fn get(&self, root: &Path, path: &SourcePath) -> io::Result<Told> {
        if let Some(picture) = self.known(path) {
            return Ok(picture);
        }
        let head = read_head(root, path)?;
        let picture = measure(path, &head);
        self.learn(path, picture);
        Ok(picture)
    }

    pub fn learn(&self, path: &SourcePath, picture: Told) {
        self.all().insert(path.clone(), picture);
    }

    /// What is known, without that of some files.
    pub fn without(&self, paths: &[SourcePath]) -> Self {
        let mut all = self.all().clone();
        all.retain(|path, _| !paths.contains(path));
        Self(Mutex::new(all))
    }

    pub fn known(&self, path: &SourcePath) -> Option<Told> {
        self.all().get(path).copied()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<SourcePath, Told>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_head(root: &Path, path: &SourcePath) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path.under(root))?.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

fn measure(path: &SourcePath, head: &[u8]) -> Told {
    if path.extension().eq_ignore_ascii_case("svg") {
        let (width, height) = svg_size(&String::from_utf8_lossy(head))?;
        return Some(Picture { width, height, form: Form::Other });
    }
    let size = imagesize::blob_size(head).ok()?;
    let (mut width, mut height) =
        (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    let form = form(head);
    if form == Form::Jpeg && is_turned(jpeg_orientation(head)) {
        (width, height) = (height, width);
    }
    Some(Picture { width, height, form })
}

fn form(head: &[u8]) -> Form {
    match imagesize::image_type(head) {
        Ok(ImageType::Jpeg) => Form::Jpeg,
        Ok(ImageType::Png) if !is_moving_png(head) => Form::Png,
        Ok(ImageType::Webp) if !is_moving_webp(head) => Form::WebP,
        _ => Form::Other,
    }
}

/// Whether a chunk before the pixels says that there are several frames.
fn is_moving_png(head: &[u8]) -> bool {
    let mut rest = head.get(8..).unwrap_or_default();
    while let Some((length, [kind, ..])) = rest
        .split_first_chunk::<4>()
        .map(|(length, rest)| (u32::from_be_bytes(*length) as usize, rest.as_chunks::<4>().0))
    {
        match kind {
            b"acTL" => return true,
            b"IDAT" => return false,
            _ => rest = length.checked_add(12).and_then(|all| rest.get(all..)).unwrap_or_default(),
        }
    }
    false
}

/// Whether the extended header says so.
fn is_moving_webp(head: &[u8]) -> bool {
    const MOVES: u8 = 2;
    head.get(12..16) == Some(b"VP8X") && head.get(20).is_some_and(|flags| flags & MOVES != 0)
}

/// How the pixels of a JPEG file are to be turned, by its Exif part. Of other formats browsers
/// do not agree, and cameras do not write them.
pub fn jpeg_orientation(bytes: &[u8]) -> Orientation {
    let exif = segments(bytes).find_map(|(marker, part)| match marker {
        0xE1 => part.strip_prefix(b"Exif\0\0"),
        _ => None,
    });
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}

pub fn is_turned(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// Whether a JPEG file lacks its end. Decoders fill up what is missing in grey.
pub fn is_cut_off(jpeg: &[u8]) -> bool {
    memchr::memmem::rfind(pixels(jpeg), &[0xFF, 0xD9]).is_none()
}

/// Whether a JPEG file that is not progressive holds its colours one after the other. That is
/// rare, and `zune-jpeg` takes them for black where they are coarser than the light.
pub fn is_planar(jpeg: &[u8]) -> bool {
    let colours = segments(jpeg).find_map(|(marker, part)| match marker {
        0xC0 | 0xC1 => part.get(5).copied(),
        _ => None,
    });
    let in_first_scan = pixels(jpeg).get(4).copied();
    colours > in_first_scan
}

/// From where the pixels begin.
fn pixels(jpeg: &[u8]) -> &[u8] {
    let head: usize = 2 + segments(jpeg).map(|(_, part)| part.len() + 4).sum::<usize>();
    jpeg.get(head..).unwrap_or_default()
}

/// The parts of a JPEG file before its pixels, each with the byte that says what it is.
fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    const PIXELS: u8 = 0xDA;
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8]).unwrap_or_default();
    std::iter::from_fn(move || {
        let [0xFF, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if marker == PIXELS || length < 2 {
            return None;
        }
        let part = rest.get(4..2 + length)?;
        rest = &rest[2 + length..];
        Some((marker, part))
    })
}

/// Of the root element, `width` and `height` in pixels, else what `viewBox` says.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let pixels = |name| number(attribute(tag, name)?.trim_end_matches("px"));
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    let view = attribute(tag, "viewBox")?;
    let mut sides = view.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
    Some((number(sides.next()?)?, number(sides.next()?)?))
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) =
        tag.split_once(&format!(" {name}=")).or_else(|| tag.split_once(&format!("\n{name}=")))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}

fn number(text: &str) -> Option<u32> {
    let number: f64 = text.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked in the line before"
    )]
    (1.0..100_000.0).contains(&number).then(|| number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_tells_its_size_by_its_attributes_or_its_view_box() {
        assert_eq!(svg_size("<?xml?><svg width=\"640\" height='480px'>"), Some((640, 480)));
        assert_eq!(svg_size("<svg\nviewBox=\"0 0 120.4 60\">"), Some((120, 60)));
        assert_eq!(svg_size("<svg width=\"100%\">"), None);
    }
}
