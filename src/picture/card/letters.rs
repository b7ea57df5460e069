//! The letters of the type: which there are, how wide they are, how they look.

use ab_glyph::{Font, FontRef, GlyphId, Point, ScaleFont};
use unicode_normalization::UnicodeNormalization;

/// Source Serif 4 Display in its semibold, with the letters of European languages; see
/// `serif.py`.
static SERIF: &[u8] = include_bytes!("serif.ttf");

/// In pixels an em.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size(pub f32);

pub struct Letters(FontRef<'static>);

impl Letters {
    pub fn new() -> Self {
        Self(FontRef::try_from_slice(SERIF).expect("the type is part of the program"))
    }

    /// A text in letters that there are: what is composed loses its marks if need be, what has
    /// no letter is left out, and blanks are one blank.
    pub fn spelled(&self, text: &str) -> String {
        let mut spelled = String::with_capacity(text.len());
        for word in text.split(|c: char| c.is_whitespace() && !is_glue(c)) {
            let from = spelled.len();
            spelled.extend(word.nfc().filter_map(|c| self.letter(c)));
            if spelled.len() > from {
                spelled.insert_str(from, if from == 0 { "" } else { " " });
            }
        }
        spelled
    }

    fn letter(&self, c: char) -> Option<char> {
        let has = |c: &char| self.0.glyph_id(*c) != GlyphId(0);
        match c {
            // The joints of words that may be broken, and what no one sees.
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => None,
            c if is_glue(c) => Some('\u{A0}'),
            '\u{2010}' | '\u{2011}' => Some('-'),
            c => Some(c).filter(has).or_else(|| std::iter::once(c).nfkd().next().filter(has)),
        }
    }

    /// The glyphs of a text and where each begins; then where the text ends.
    pub fn place(&self, text: &str, size: Size) -> (Vec<(GlyphId, f32)>, f32) {
        let font = self.0.as_scaled(self.scale(size));
        let mut glyphs = Vec::with_capacity(text.len());
        let (mut at, mut last) = (0.0, None);
        for c in text.chars() {
            let glyph = self.0.glyph_id(c);
            at += last.map_or(0.0, |last| font.kern(last, glyph));
            glyphs.push((glyph, at));
            at += font.h_advance(glyph);
            last = Some(glyph);
        }
        (glyphs, at)
    }

    pub fn width(&self, text: &str, size: Size) -> f32 {
        self.place(text, size).1
    }

    pub fn pixels(&self, text: &str, size: Size) -> u32 {
        whole(self.width(text, size).ceil())
    }

    /// A text, spelled and cut off where it would be wider.
    pub fn fitted(&self, text: &str, size: Size, width: u32) -> String {
        let mut text = self.spelled(text);
        while self.pixels(&text, size) > width {
            let kept = text.trim_end_matches('…');
            let Some((last, _)) = kept.char_indices().next_back() else { return String::new() };
            text.truncate(last);
            text.truncate(text.trim_end().len());
            text.push('…');
        }
        text
    }

    /// Draws a glyph with its origin at a point: each pixel and how much of it is covered.
    pub fn outline(
        &self,
        glyph: GlyphId,
        size: Size,
        at: (f32, f32),
        mut pixel: impl FnMut(i64, i64, f32),
    ) {
        let glyph = glyph.with_scale_and_position(self.scale(size), Point { x: at.0, y: at.1 });
        let Some(outline) = self.0.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        #[expect(clippy::cast_possible_truncation, reason = "bounds are whole and of a small card")]
        let (left, top) = (bounds.min.x as i64, bounds.min.y as i64);
        outline.draw(|x, y, covered| pixel(left + i64::from(x), top + i64::from(y), covered));
    }

    /// `ab_glyph` takes the height of a line for the size, and designers the em.
    fn scale(&self, size: Size) -> f32 {
        let units = self.0.units_per_em().unwrap_or(1000.0);
        size.0 * self.0.height_unscaled() / units
    }
}

/// A blank at which no line ends.
fn is_glue(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}' | '\u{2007}')
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a card is small")]
pub fn whole(pixels: f32) -> u32 {
    pixels.clamp(0.0, 1e9) as u32
}
