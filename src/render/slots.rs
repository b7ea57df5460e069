//! Where inline fragments stand in a page, so that another content of theirs can be put
//! there without rendering the page again.
//!
//! While a page is rendered, a mark stands in the place of each fragment. A template that does
//! more with it than print it has other marks in its page than it asked for: then the page is
//! rendered again with the fragments themselves, and has no slots.

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::value::Digest;

/// A fragment in a page, by its place among the fragments' names, and the byte at which it
/// begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub fragment: u32,
    pub at: u32,
}

/// What stands for the fragments while a page is rendered. Nobody writes the like by chance,
/// since it holds a digest of the whole theme.
pub(super) struct Marks {
    start: String,
}

const END: &str = "-->";

/// Digits of a fragment's place.
const DIGITS: usize = 8;

impl Marks {
    pub fn new(common: Digest) -> Self {
        Self { start: format!("<!--{common}:") }
    }

    pub fn of(&self, fragment: u32) -> String {
        format!("{}{fragment:08x}{END}", self.start)
    }

    /// Puts the fragments in the place of their marks; nothing if these are not as many as
    /// were asked for.
    pub fn fill<'f>(
        &self,
        page: &[u8],
        asked: usize,
        html: impl Fn(u32) -> Option<&'f str>,
    ) -> Option<(Vec<u8>, Vec<Slot>)> {
        let mut filled = Vec::with_capacity(page.len() + asked * (8 << 10));
        let mut slots = Vec::with_capacity(asked);
        let mut rest = page;
        while let Some(before) = memmem::find(rest, self.start.as_bytes()) {
            let mark = rest.get(before + self.start.len()..)?;
            let fragment =
                u32::from_str_radix(std::str::from_utf8(mark.get(..DIGITS)?).ok()?, 16).ok()?;
            let after = mark[DIGITS..].strip_prefix(END.as_bytes())?;
            filled.extend_from_slice(&rest[..before]);
            slots.push(Slot { fragment, at: u32::try_from(filled.len()).ok()? });
            filled.extend_from_slice(html(fragment)?.as_bytes());
            rest = after;
        }
        filled.extend_from_slice(rest);
        (slots.len() == asked).then_some((filled, slots))
    }
}

/// Puts new fragments in the place of the old ones of a finished page; nothing if they do not
/// stand where they should.
pub fn replace<'f>(
    page: &[u8],
    slots: &[Slot],
    old: impl Fn(u32) -> Option<&'f [u8]>,
    new: impl Fn(u32) -> Option<&'f str>,
) -> Option<(Vec<u8>, Vec<Slot>)> {
    let mut replaced = Vec::with_capacity(page.len() + (8 << 10));
    let mut moved = Vec::with_capacity(slots.len());
    let mut done = 0;
    for slot in slots {
        let at = slot.at as usize;
        replaced.extend_from_slice(page.get(done..at)?);
        moved.push(Slot { at: u32::try_from(replaced.len()).ok()?, ..*slot });
        let old = old(slot.fragment)?;
        if !page[at..].starts_with(old) {
            return None;
        }
        replaced.extend_from_slice(new(slot.fragment)?.as_bytes());
        done = at + old.len();
    }
    replaced.extend_from_slice(&page[done..]);
    Some((replaced, moved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mark_that_is_missing_or_altered_is_noticed() {
        let marks = Marks::new(Digest::of(b"theme"));
        let page = format!("a{}b", marks.of(0));
        assert!(marks.fill(page.as_bytes(), 1, |_| Some("x")).is_some());
        assert!(marks.fill(page.as_bytes(), 2, |_| Some("x")).is_none());
        assert!(marks.fill(page.to_uppercase().as_bytes(), 1, |_| Some("x")).is_none());
        assert!(marks.fill(&page.as_bytes()[..20], 1, |_| Some("x")).is_none());
    }

    proptest! {
        #[test]
        fn replacing_gives_what_filling_would(
            parts in prop::collection::vec("[a-z<>!-]{0,9}", 1..5),
            old in "[a-z<]{1,9}",
            new in "[a-z<]{1,9}",
        ) {
            let marks = Marks::new(Digest::of(b"theme"));
            let page = parts.join(&marks.of(0));
            let asked = parts.len() - 1;
            let fill = |html: &'static str| marks.fill(page.as_bytes(), asked, |_| Some(html));
            let [old, new]: [&'static str; 2] = [old.leak(), new.leak()];
            let (before, slots) = fill(old).unwrap();
            let replaced = replace(&before, &slots, |_| Some(old.as_bytes()), |_| Some(new));
            prop_assert_eq!(replaced, fill(new));
        }
    }
}
