//! The card of an article without a picture: a newspaper's head, and the title below it.

mod canvas;
mod lines;
mod letters;

use canvas::Canvas;
use letters::{Letters, Size};

use super::CARD;

/// What stands on a card.
#[derive(Debug)]
pub struct Card<'a> {
    /// The name of the paper.
    pub site: &'a str,
    /// On both sides of the line below it.
    pub section: &'a str,
    pub date: &'a str,
    pub kicker: &'a str,
    pub title: &'a str,
}

const MARGIN: u32 = 72;
const WIDTH: u32 = CARD.0 - 2 * MARGIN;

/// The head: the baseline of the name, the double rule below it, the line with the date.
const NAME: (u32, Size, Size) = (92, Size(46.0), Size(26.0));
const RULES: [(u32, u32); 2] = [(116, 4), (124, 1)];
const DATELINE: (u32, Size) = (160, Size(26.0));
const LAST_RULE: (u32, u32) = (178, 1);

/// Where kicker and title stand, and the least size of each.
const BODY: (u32, u32) = (206, 586);
const KICKER: (Size, u32) = (Size(34.0), 56);

/// How black what is not the title is, in parts of 255.
const GREY: u8 = 150;

/// Sizes of a title, and how many lines of each are still calm.
const TITLE: [(Size, usize); 14] = [
    (Size(112.0), 2),
    (Size(104.0), 3),
    (Size(96.0), 3),
    (Size(90.0), 3),
    (Size(84.0), 4),
    (Size(78.0), 4),
    (Size(72.0), 4),
    (Size(66.0), 4),
    (Size(60.0), 5),
    (Size(54.0), 5),
    (Size(48.0), 6),
    (Size(44.0), 7),
    (Size(40.0), 8),
    (Size(36.0), 9),
];

/// Of a size, from one baseline to the next.
const LEADING: f32 = 1.14;

/// A PNG file of 1200 × 630 pixels.
pub fn draw(card: &Card<'_>) -> Vec<u8> {
    let letters = Letters::new();
    let mut canvas = Canvas::new(CARD);
    head(&mut canvas, &letters, card);
    let (mut top, bottom) = BODY;
    let kicker = letters.fitted(card.kicker, KICKER.0, WIDTH);
    if !kicker.is_empty() {
        top += KICKER.1;
    }
    let title = lines::set(&letters, card.title, &TITLE, WIDTH, (bottom - top, LEADING));
    // A short title stands a little above the middle, as in a page of its own.
    let free = (bottom - top).saturating_sub(title.height);
    top += free * 2 / 5;
    if !kicker.is_empty() {
        canvas.text(&letters, &kicker, KICKER.0, (MARGIN, top - KICKER.1 + 34), GREY);
    }
    for (line, baseline) in title.lines.iter().zip(title.baselines()) {
        canvas.text(&letters, line, title.size, (MARGIN, top + baseline), u8::MAX);
    }
    canvas.png()
}

fn head(canvas: &mut Canvas, letters: &Letters, card: &Card<'_>) {
    let (baseline, largest, smallest) = NAME;
    let full = letters.width(card.site, largest);
    let scale = (f32::from(u16::try_from(WIDTH).unwrap_or(u16::MAX)) / full.max(1.0)).min(1.0);
    let size = Size((largest.0 * scale).max(smallest.0).floor());
    let name = letters.fitted(card.site, size, WIDTH);
    let left = (CARD.0 - letters.pixels(&name, size).min(WIDTH)) / 2;
    canvas.text(letters, &name, size, (left, baseline), u8::MAX);
    for (top, height) in RULES.into_iter().chain([LAST_RULE]) {
        canvas.rule((MARGIN, top), (WIDTH, height));
    }
    let (baseline, size) = DATELINE;
    let date = letters.fitted(card.date, size, WIDTH / 2);
    let room = WIDTH - letters.pixels(&date, size).min(WIDTH);
    canvas.text(letters, &date, size, (MARGIN + room, baseline), GREY);
    let section = letters.fitted(card.section, size, room.saturating_sub(MARGIN));
    canvas.text(letters, &section, size, (MARGIN, baseline), GREY);
}
