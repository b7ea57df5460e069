use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{document, lists};
use crate::archive::{Terms, fold};
use crate::article::{Profile, is_markdown};
use crate::diagnostic::{Diagnostic, Report};
use crate::job;
use crate::render::World;
use crate::value::{SourcePath, slugify_in};

/// The terms of a taxonomy, as all files together name them: shown or not, and also where two of
/// them would stand at one address.
pub(super) struct Words<'w> {
    terms: &'w Terms,
    language: &'w str,
    by_profile: BTreeMap<&'w str, &'w Profile>,
    words: BTreeMap<Key, Word<'w>>,
    bearers: Vec<Bearer>,
}

/// What all spellings of one term have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub slug: String,
    fold: String,
}

/// A term.
pub(super) struct Word<'w> {
    pub key: Key,
    /// As it is shown.
    pub name: String,
    pub profile: Option<&'w Profile>,
    /// How often each is written.
    spellings: BTreeMap<String, usize>,
}

/// A file that names terms.
pub(super) struct Bearer {
    pub file: SourcePath,
    pub names: Vec<String>,
}

impl Word<'_> {
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        let written = self.spellings.keys().map(String::as_str);
        written.chain([self.name.as_str(), self.key.slug.as_str()])
    }

    pub fn is_called(&self, name: &str) -> bool {
        fold(&self.name) == fold(name)
    }
}

impl<'w> Words<'w> {
    /// Reads all files that can name terms of a taxonomy.
    pub fn gather(world: &'w World, terms: &'w Terms) -> Result<Self, Report> {
        let profiles = terms.all().iter().filter_map(|term| term.profile.as_ref());
        let mut words = Self {
            terms,
            language: &world.config.default_language,
            by_profile: profiles.map(|profile| (profile.name.as_str(), profile)).collect(),
            words: BTreeMap::new(),
            bearers: bearers(world, &terms.taxonomy.name)?,
        };
        for profile in words.by_profile.values().copied().collect::<Vec<_>>() {
            words.word(&profile.name);
        }
        for bearer in std::mem::take(&mut words.bearers) {
            for name in &bearer.names {
                *words.word(name).spellings.entry(name.clone()).or_default() += 1;
            }
            words.bearers.push(bearer);
        }
        for word in words.words.values_mut() {
            word.name = shown(word, terms);
        }
        Ok(words)
    }

    fn word(&mut self, name: &str) -> &mut Word<'w> {
        let key = self.key(name);
        let profile = self.by_profile.get(name).copied();
        let word = self.words.entry(key.clone()).or_insert_with(|| Word {
            key,
            name: String::new(),
            profile: None,
            spellings: BTreeMap::new(),
        });
        word.profile = word.profile.or(profile);
        word
    }

    pub fn taxonomy(&self) -> &'w str {
        &self.terms.taxonomy.name
    }

    /// Where a term stands, without a `/` at its end.
    pub fn path(&self, slug: &str) -> String {
        self.terms.taxonomy.term_path(slug)
    }

    pub fn all(&self) -> impl Iterator<Item = &Word<'w>> {
        self.words.values()
    }

    pub fn bearers(&self) -> impl Iterator<Item = &Bearer> {
        self.bearers.iter()
    }

    /// As the archive tells terms apart.
    pub fn key(&self, name: &str) -> Key {
        let slug = match self.by_profile.get(name) {
            Some(profile) => profile.slug.clone(),
            None => slugify_in(self.language, name),
        };
        Key { slug, fold: fold(name) }
    }

    /// A term by one of its spellings, or by its slug.
    pub fn find(&self, name: &str) -> Option<&Word<'w>> {
        let name = name.trim();
        let mut of_slug = self.words.values().filter(|word| word.key.slug == name);
        self.words.get(&self.key(name)).or_else(|| match (of_slug.next(), of_slug.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        })
    }

    /// Whether its profile gives a term an address that is not that of its name.
    pub fn has_own_slug(&self, word: &Word<'_>) -> bool {
        word.profile.is_some_and(|profile| profile.slug != slugify_in(self.language, &profile.name))
    }
}

/// As the archive shows it, or else as most files spell it.
fn shown(word: &Word<'_>, terms: &Terms) -> String {
    if let Some(profile) = word.profile {
        return profile.name.clone();
    }
    let known = terms.find(&word.key.slug).map(|term| &term.name);
    let known = known.filter(|name| word.spellings.contains_key(*name)).cloned();
    let most = || {
        let spellings = word.spellings.iter().rev();
        spellings.max_by_key(|(_, often)| **often).map(|(name, _)| name.clone())
    };
    known.or_else(most).unwrap_or_default()
}

fn bearers(world: &World, taxonomy: &str) -> Result<Vec<Bearer>, Report> {
    let tree = &world.tree;
    let mut files: Vec<&SourcePath> = tree.below("content/articles").iter().collect();
    let list = SourcePath::new(job::FILE);
    if taxonomy == "tags" {
        files.extend(tree.below("content/jobs"));
    }
    files.retain(|file| is_markdown(file));
    files.extend((taxonomy == "tags" && tree.has(&list)).then_some(&list));
    let read: Vec<Result<Bearer, Diagnostic>> =
        files.par_iter().map(|file| bearer(world, file, taxonomy)).collect();
    let (mut bearers, mut report) = (Vec::new(), Report::default());
    for one in read {
        match one {
            Ok(bearer) if bearer.names.is_empty() => {}
            Ok(bearer) => bearers.push(bearer),
            Err(diagnostic) => report.push(diagnostic),
        }
    }
    if report.has_errors() { Err(report.sorted()) } else { Ok(bearers) }
}

fn bearer(world: &World, file: &SourcePath, taxonomy: &str) -> Result<Bearer, Diagnostic> {
    let text = world.tree.read_text(file)?;
    let node = document(file, &text)?.read().0;
    let lists = lists(file, &node, taxonomy);
    let names = lists.iter().flat_map(|list| list.read(&node));
    Ok(Bearer { file: file.clone(), names: names.filter(|name| !name.is_empty()).collect() })
}
