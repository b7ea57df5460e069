//! Typography of what a card shows. Once, where the card is made, so that every page, feed and
//! search says the same (RULES.md, DE-6); never of what leads anywhere or is compared.

use super::{Card, Image};
use crate::value::typography::Rules;

impl Card {
    /// Sets all plain texts but the summary, which may be a part of the body.
    pub(super) fn set(&mut self, rules: Rules) {
        let Self { title, description, kicker, dateline, image, corrections, sources, .. } = self;
        let shown = std::iter::once(title)
            .chain(description)
            .chain(kicker)
            .chain(dateline)
            .chain(image.iter_mut().flat_map(texts))
            .chain(corrections.iter_mut().map(|correction| &mut correction.text))
            .chain(sources.iter_mut().map(|source| &mut source.title));
        shown.for_each(|text| rules.set_in(text));
    }
}

fn texts(image: &mut Image) -> impl Iterator<Item = &mut String> {
    let Image { src: _, alt, caption, credit, ai: _ } = image;
    alt.iter_mut().chain(caption).chain(credit)
}
