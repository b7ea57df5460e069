//! Themes: templates, assets and words, and what templates can do with values.
//!
//! A theme's files come from `themes/NAME`, or from the program itself. A theme may name a
//! parent, and a site overrides file by file. Nothing in a theme decides a URL.

mod embedded;
mod engine;
mod error;
mod filters;
mod load;
mod mentions;
mod tokens;
mod words;

use crate::source::Tree;
use crate::value::{Map, SourcePath, UrlPath};

pub use embedded::files as embedded_files;
pub use engine::{Engine, Languages};
pub use error::Templates;
pub use filters::{NAMES as FILTERS, urlencode};
pub use load::{chain, load};
pub use mentions::{Shape, unknown_names};
pub use words::Words;

const CODE: &str = "theme";

/// The asset that puts fetched fragments in place, as templates would name it.
pub const FETCH_SCRIPT: &str = "fragments.js";

/// The asset that searches in the browser.
pub const SEARCH_SCRIPT: &str = "search.js";

/// In the place of a theme's name, where a template is the program's own:
/// `{% extends "blattwerk/newsletter.html" %}`.
const OURS: &str = "blattwerk";

/// All that a site's pages take from its theme and the theme's parents.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The theme itself, then its parents.
    pub chain: Vec<String>,
    pub templates: Vec<Template>,
    pub assets: Vec<Asset>,
    pub words: Words,
    /// How wide pictures in texts are shown, as the attribute `sizes` says it.
    pub sizes: String,
    pub extra: Map,
}

#[derive(Clone, Debug)]
pub struct Template {
    /// As `extends` and `include` name it: `schlicht/article.html`, or of the site's own
    /// overrides `article.html`.
    pub name: String,
    /// The file that a person would edit.
    pub file: String,
    pub text: String,
}

/// A file under `/assets/`.
#[derive(Clone, Debug)]
pub struct Asset {
    /// As templates name it: `style.css`.
    pub name: String,
    pub url: UrlPath,
    pub content: Content,
}

#[derive(Clone, Debug)]
pub enum Content {
    File(SourcePath),
    Embedded(&'static [u8]),
}

impl Theme {
    pub fn name(&self) -> &str {
        self.chain.first().map_or("", String::as_str)
    }

    /// The URLs of all assets, in their order.
    pub fn asset_urls(&self) -> Vec<UrlPath> {
        self.assets.iter().map(|asset| asset.url.clone()).collect()
    }

    /// The place of a template, as Tera looks for it: the site's own, then those of the theme and
    /// its parents.
    fn place(&self, name: &str) -> Option<usize> {
        let prefixed = self.prefixes().map(|theme| format!("{theme}/{name}"));
        std::iter::once(name.to_owned())
            .chain(prefixed)
            .find_map(|name| self.templates.iter().position(|template| template.name == name))
    }

    /// What stands before the names of templates, in the order in which they are looked for.
    fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.chain.iter().map(String::as_str).chain([OURS])
    }

    /// The same theme with the words of our own newsletter behind its own.
    pub fn with_newsletter_words(&self) -> Self {
        let mut theme = self.clone();
        for (language, text) in embedded::NEWSLETTER_WORDS {
            theme.words.add(language, "newsletter", text);
        }
        theme
    }

    /// Whether there is a template, of the site, the theme, or one of its parents.
    pub fn has_template(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.name == name)
    }

    /// Whether a template names the card of an article, or the picture in its place. Without
    /// that nobody would ever ask for the cards.
    pub fn shows_cards(&self) -> bool {
        self.templates.iter().any(|template| template.text.contains("social_image"))
    }

    /// The names of all fragments, sorted.
    pub fn fragments(&self) -> Vec<&str> {
        fragments_of(&self.templates)
    }
}

fn fragments_of(templates: &[Template]) -> Vec<&str> {
    let names = templates.iter().filter_map(|template| template.name.rsplit_once("fragments/"));
    let mut names: Vec<&str> = names.filter_map(|(_, name)| name.strip_suffix(".html")).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Asset {
    pub fn read(&self, tree: &Tree) -> Result<Vec<u8>, crate::diagnostic::Diagnostic> {
        match &self.content {
            Content::File(source) => tree.read(source),
            Content::Embedded(bytes) => Ok(bytes.to_vec()),
        }
    }
}
