use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::PictureSize;
use crate::value::SourcePath;

/// Cameras put previews in front of the frame that tells the size.
const HEAD: u64 = 256 << 10;

/// Remembers sizes, since every list that shows a picture asks for it.
#[derive(Debug, Default)]
pub(super) struct Sizes(Mutex<HashMap<SourcePath, PictureSize>>);

impl Sizes {
    pub fn get(&self, root: &Path, path: &SourcePath) -> io::Result<PictureSize> {
        if let Some(size) = self.known(path) {
            return Ok(size);
        }
        let head = read_head(root, path)?;
        let size = measure(path, &head);
        self.learn(path, size);
        Ok(size)
    }

    pub fn learn(&self, path: &SourcePath, size: PictureSize) {
        self.all().insert(path.clone(), size);
    }

    pub fn known(&self, path: &SourcePath) -> Option<PictureSize> {
        self.all().get(path).copied()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<SourcePath, PictureSize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_head(root: &Path, path: &SourcePath) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path.under(root))?.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

fn measure(path: &SourcePath, head: &[u8]) -> PictureSize {
    if path.extension().eq_ignore_ascii_case("svg") {
        return svg_size(&String::from_utf8_lossy(head));
    }
    let size = imagesize::blob_size(head).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
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
