//! Where somebody wrote what stands on a page.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::config;
use crate::diagnostic::Place;
use crate::job;
use crate::plan::Route;
use crate::render::{Renderer, World};
use crate::source::read_root_file;
use crate::value::{SourcePath, percent_decode};

/// Finds the places of words that pages hold, by looking for them in what pages are made from.
#[derive(Default)]
pub(super) struct Located {
    /// In the files that all pages share.
    common: Mutex<HashMap<String, Option<Place>>>,
}

impl Located {
    /// In the texts of a page itself.
    pub fn in_texts(renderer: &Renderer, route: &Route, words: &str) -> Option<Place> {
        let tree = &renderer.world().tree;
        renderer.texts_of(route).find_map(|source| {
            let text = tree.read_text(source).ok()?;
            place(source, &text, words)
        })
    }

    /// The same of an anchor, whatever the address before it is in the text.
    pub fn anchor_in_texts(renderer: &Renderer, route: &Route, anchor: &str) -> Option<Place> {
        let tree = &renderer.world().tree;
        renderer.texts_of(route).find_map(|source| {
            let text = tree.read_text(source).ok()?;
            let start = position(&text, anchor, |_| false)?;
            Some(Place::new(source, &text, start..start + anchor.len()))
        })
    }

    /// In the settings, the list of jobs, or a template.
    pub fn in_common(&self, world: &World, words: &str) -> Option<Place> {
        let mut common = self.common.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = common.get(words) {
            return place.clone();
        }
        let place = in_files(world, words).or_else(|| in_templates(world, words));
        common.insert(words.to_owned(), place.clone());
        place
    }
}

fn in_files(world: &World, words: &str) -> Option<Place> {
    [config::FILE, job::FILE].into_iter().find_map(|file| {
        let text = read_root_file(world.tree.root(), file)?.ok()?;
        place(&SourcePath::new(file), &text, words)
    })
}

fn in_templates(world: &World, words: &str) -> Option<Place> {
    let mut templates = world.theme.templates.iter();
    templates.find_map(|template| place(&SourcePath::new(&template.file), &template.text, words))
}

/// As it stands on the page, or as people write it.
fn place(file: &SourcePath, text: &str, words: &str) -> Option<Place> {
    let decoded = percent_decode(words);
    let escaped = words.replace('&', "&amp;");
    let spellings = [words, &decoded, &escaped];
    spellings.into_iter().find_map(|spelling| {
        let start = position(text, spelling, goes_on)?;
        Some(Place::new(file, text, start..start + spelling.len()))
    })
}

/// Where the words stand, and not only the beginning of longer ones; nor, if `goes_before` says
/// so of the character before, their end.
fn position(text: &str, words: &str, goes_before: fn(char) -> bool) -> Option<usize> {
    let is_whole = |start: &usize| {
        let before = text[..*start].chars().next_back();
        let after = text[start + words.len()..].chars().next();
        !before.is_some_and(goes_before) && !after.is_some_and(goes_on)
    };
    let mut starts = text.match_indices(words).map(|(start, _)| start);
    if words.is_empty() { None } else { starts.find(is_whole) }
}

/// Whether an address goes on.
fn goes_on(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '#' | '%')
}
