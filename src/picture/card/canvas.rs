//! Ink on paper, in sixteen shades.

use png::{BitDepth, ColorType, Compression, Filter};

use super::letters::{Letters, Size};

const PAPER: [u8; 3] = [0xFB, 0xFA, 0xF6];
const INK: [u8; 3] = [0x14, 0x14, 0x16];

/// How many shades there are between them, with both.
const SHADES: u8 = 16;

pub struct Canvas {
    width: u32,
    height: u32,
    /// How much ink there is on each pixel.
    ink: Vec<u8>,
}

impl Canvas {
    pub fn new((width, height): (u32, u32)) -> Self {
        Self { width, height, ink: vec![0; width as usize * height as usize] }
    }

    /// Writes a line from a point of its baseline on.
    pub fn text(
        &mut self,
        letters: &Letters,
        text: &str,
        size: Size,
        (left, baseline): (u32, u32),
        ink: u8,
    ) {
        let exact = |pixels: u32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX));
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        for (glyph, at) in letters.place(text, size).0 {
            let origin = (exact(left) + at, exact(baseline));
            letters.outline(glyph, size, origin, |x, y, covered| {
                if (0..width).contains(&x) && (0..height).contains(&y) {
                    let place = usize::try_from(y * width + x).expect("it is on the canvas");
                    let pixel = &mut self.ink[place];
                    *pixel = pixel.saturating_add(shade(covered, ink));
                }
            });
        }
    }

    pub fn rule(&mut self, (left, top): (u32, u32), (width, height): (u32, u32)) {
        for y in top..(top + height).min(self.height) {
            let row = y as usize * self.width as usize;
            self.ink[row + left as usize..row + (left + width) as usize].fill(u8::MAX);
        }
    }

    pub fn png(&self) -> Vec<u8> {
        let two = |pair: &[u8]| (pair[0] & 0xF0) | (pair[1] >> 4);
        let packed: Vec<u8> = self.ink.chunks_exact(2).map(two).collect();
        let mut bytes = Vec::with_capacity(32 << 10);
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Four);
        encoder.set_palette(palette());
        // A tenth of the time of a better one, for a fifth more bytes: letters differ little from
        // the row above.
        encoder.set_compression(Compression::Fast);
        encoder.set_filter(Filter::Up);
        let write = |encoder: png::Encoder<'_, _>| -> Result<(), png::EncodingError> {
            let mut writer = encoder.write_header()?;
            writer.write_image_data(&packed)?;
            writer.finish()
        };
        write(encoder).expect("memory takes all that is written to it");
        bytes
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 255")]
fn shade(covered: f32, ink: u8) -> u8 {
    (covered.clamp(0.0, 1.0) * f32::from(ink) + 0.5) as u8
}

fn palette() -> Vec<u8> {
    let mix = |shade: u8, from: u8, to: u8| {
        let last = u16::from(SHADES - 1);
        let mixed = u16::from(from) * (last - u16::from(shade)) + u16::from(to) * u16::from(shade);
        u8::try_from((mixed + last / 2) / last).expect("it lies between two bytes")
    };
    (0..SHADES).flat_map(|shade| [0, 1, 2].map(|part| mix(shade, PAPER[part], INK[part]))).collect()
}
