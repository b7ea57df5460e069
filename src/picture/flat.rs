//! Charts and drawings: pictures of few colours, which a palette holds better than anything
//! that is made for photos.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use image::{DynamicImage, RgbaImage};

/// As many as a byte can name.
const COLOURS: usize = 256;

type Colour = [u8; 4];

/// A picture as a palette, and the place in it of each pixel's colour.
pub(super) struct Flat {
    pub palette: Vec<Colour>,
    pub places: Vec<u8>,
    width: u32,
    height: u32,
}

/// Whether so few colours are in a picture that it must be drawn. There are no more shades of
/// grey than that, so a photo in grey may have as few.
pub(super) fn is_flat(pixels: &DynamicImage) -> bool {
    if !pixels.color().has_color() {
        return false;
    }
    let mut colours = BTreeMap::new();
    let channels = usize::from(pixels.color().channel_count());
    let mut last: &[u8] = &[];
    for pixel in pixels.as_bytes().chunks_exact(channels) {
        if pixel != last {
            colours.insert(pixel, ());
            last = pixel;
            if colours.len() > COLOURS {
                return false;
            }
        }
    }
    true
}

impl Flat {
    /// With the colours that it has most of: those of its areas stay exact, and between them
    /// the nearest is taken.
    pub fn new(pixels: &DynamicImage) -> Self {
        let pixels = pixels.to_rgba8();
        let colours: Vec<Colour> = pixels.pixels().map(|pixel| seen(pixel.0)).collect();
        let mut counts: BTreeMap<Colour, u32> = BTreeMap::new();
        for run in colours.chunk_by(|one, other| one == other) {
            *counts.entry(run[0]).or_default() += u32::try_from(run.len()).unwrap_or(u32::MAX);
        }
        let mut by_count: Vec<(Reverse<u32>, Colour)> =
            counts.iter().map(|(colour, count)| (Reverse(*count), *colour)).collect();
        by_count.sort_unstable();
        by_count.truncate(COLOURS);
        let mut palette: Vec<Colour> = by_count.into_iter().map(|(_, colour)| colour).collect();
        // What can be seen through comes first, so that fewer bytes say how much.
        palette.sort_by_key(|colour| colour[3]);
        let places: BTreeMap<Colour, u8> =
            counts.into_keys().map(|colour| (colour, nearest(&palette, colour))).collect();
        let places = colours.chunk_by(|one, other| one == other).flat_map(|run| {
            std::iter::repeat_n(places.get(&run[0]).copied().unwrap_or(0), run.len())
        });
        Self { places: places.collect(), palette, width: pixels.width(), height: pixels.height() }
    }

    /// Each pixel in the colour that it has now.
    pub fn pixels(&self) -> DynamicImage {
        let colours = self.places.iter().flat_map(|place| self.palette[usize::from(*place)]);
        let pixels = RgbaImage::from_raw(self.width, self.height, colours.collect());
        let pixels: DynamicImage = pixels.expect("there is a place for each pixel").into();
        match self.palette.iter().all(|colour| colour[3] == u8::MAX) {
            true => pixels.into_rgb8().into(),
            false => pixels,
        }
    }

    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }
}

/// Of what is not there the colour is nothing that one could see.
fn seen(colour: Colour) -> Colour {
    if colour[3] == 0 { [0; 4] } else { colour }
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        colour.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2)).sum()
    };
    let places = palette.iter().zip(0u8..=u8::MAX);
    places.min_by_key(|(other, _)| distance(other)).map_or(0, |(_, place)| place)
}
