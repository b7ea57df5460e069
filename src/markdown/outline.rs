//! Ids that are unique on their page, and the tree of headings.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::Serialize;

use super::events::{self, Dialect};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    pub id: String,
    /// Plain text.
    pub title: String,
    /// What stands below it, up to the next heading of its level.
    pub children: Vec<Heading>,
}

/// The headings of a text outside of quotes, with their levels and the bytes that they stand for.
pub fn headings(text: &str) -> Vec<(usize, Range<usize>)> {
    let mut quotes = 0_usize;
    let mut found = Vec::new();
    // Most texts have none, and looking for one is faster than reading.
    let may_have = text.contains('#') || text.contains("\n===") || text.contains("\n---");
    for (event, range) in may_have
        .then(|| events::read(text, Dialect::Extended))
        .into_iter()
        .flat_map(|document| document.body)
    {
        match event {
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
            Event::Start(Tag::Heading { level, .. }) if quotes == 0 => {
                found.push((level as usize, range))
            }
            _ => {}
        }
    }
    found
}

/// The ids of a page. Each that is taken has the suffix to try next, so that
/// thousands of equal titles do not search for theirs from the start.
#[derive(Default)]
pub(super) struct Ids {
    next: HashMap<String, usize>,
}

impl Ids {
    /// Takes exactly this id; false if it was taken before.
    pub(super) fn take(&mut self, id: &str) -> bool {
        self.next.insert(id.to_owned(), 1).is_none()
    }

    /// `wish`, or else `wish-1`, `wish-2` and so on.
    pub(super) fn fresh(&mut self, wish: String) -> String {
        let Some(&first) = self.next.get(&wish) else {
            self.take(&wish);
            return wish;
        };
        let mut number = first;
        let mut id = format!("{wish}-{number}");
        while self.next.contains_key(&id) {
            number += 1;
            id = format!("{wish}-{number}");
        }
        self.next.insert(wish, number + 1);
        self.take(&id);
        id
    }
}

/// Puts each heading below the nearest one before it that has a lower level.
pub(super) fn tree(headings: Vec<Heading>) -> Vec<Heading> {
    let mut roots = Vec::new();
    // The path to the heading read last; levels rise along it.
    let mut open: Vec<Heading> = Vec::new();
    for heading in headings {
        close(&mut open, &mut roots, heading.level);
        open.push(heading);
    }
    close(&mut open, &mut roots, 0);
    roots
}

/// Takes headings of this level and above off the path.
fn close(open: &mut Vec<Heading>, roots: &mut Vec<Heading>, level: u8) {
    while let Some(done) = open.pop_if(|heading| heading.level >= level) {
        open.last_mut().map_or(&mut *roots, |parent| &mut parent.children).push(done);
    }
}
