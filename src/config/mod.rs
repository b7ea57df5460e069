//! `site.toml`: what it says, with a default for all that it leaves out.
//!
//! Every key is read here and nowhere else. An unknown one is an error, and so is one that
//! the design knows and no code brings to life yet.

mod effective;
mod read;
mod sections;

use jiff::tz::TimeZone;

use crate::diagnostic::{Diagnostic, Levels, Place, Report};
use crate::document::{Document, Fields, Format, Part, nearest};
use crate::value::typography::Rules;
use crate::value::{BaseUrl, Map};

pub use sections::{
    Assets, Book, Comments, Feeds, Follow, Fragments, Host, Jobs, MarkdownOptions, News,
    Newsletter, Paths, Permalink, PermalinkPart, Pictures, Promo, Robots, Schema, SchemaType,
    Search, SearchLink, Sitemaps, Taxonomy, Way,
};

/// The name of the file in the project's root.
pub const FILE: &str = "site.toml";

/// What a site says of itself.
#[derive(Clone, Debug)]
pub struct Config {
    pub base_url: BaseUrl,
    /// The one of `site.toml`, whatever `-u` says: permanent ids name its host.
    pub own_url: BaseUrl,
    pub title: String,
    pub description: String,
    /// As BCP 47 writes it: `de`, `de-AT`.
    pub default_language: String,
    pub timezone: TimeZone,
    pub timezone_name: String,
    pub theme: String,
    /// Relative to the project's root, or absolute.
    pub output_dir: String,
    /// Articles on a numbered page, at least 1.
    pub paginate_by: usize,
    pub permalink: Permalink,
    pub taxonomies: Vec<Taxonomy>,
    pub paths: Paths,
    pub feeds: Feeds,
    pub jobs: Jobs,
    pub news: News,
    pub sitemaps: Sitemaps,
    pub robots: Robots,
    pub follow: Follow,
    pub promo: Vec<Promo>,
    pub books: Vec<Book>,
    pub search: Search,
    pub search_links: Vec<SearchLink>,
    pub comments: Comments,
    pub newsletter: Newsletter,
    pub assets: Assets,
    pub fragments: Fragments,
    pub pictures: Pictures,
    pub markdown: MarkdownOptions,
    /// Where it is deployed, as far as redirects are concerned.
    pub hosts: Vec<Host>,
    /// How grave it is when a rule is broken.
    pub check: Levels,
    pub schema: Schema,
    pub extra: Map,
}

impl Config {
    /// Reads the text of `site.toml`; the settings are usable only if no error was reported,
    /// but whole enough to find the errors of everything else.
    pub fn read(file: &str, text: &str) -> (Self, Report) {
        let document = Document::whole(file, text, Format::Toml, "setting");
        let (map, mut report) = document.read_map();
        let mut fields = Fields::new(map, "setting");
        let config = read::config(&mut fields);
        fields.refuse_rest();
        report.append(document.locate(fields.into_complaints()));
        (config, report)
    }

    /// Which fragments there are is known to the theme, and the theme to the settings: so
    /// their names are looked at again. Takes the text that the settings were read from.
    pub fn unknown_fragments(&self, file: &str, text: &str, known: &[&str]) -> Report {
        let names = self.fragments.by_name.keys();
        let unknown: Vec<&String> = names.filter(|name| !known.contains(&name.as_str())).collect();
        if unknown.is_empty() {
            return Report::default();
        }
        let document = Document::whole(file, text, Format::Toml, "setting");
        let mut fields = Fields::new(document.read_map().0, "setting");
        fields.map(&["fragments"], |section| {
            for name in unknown {
                let hint = match nearest(name, known.iter().copied().chain([Fragments::ALL])) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None if known.is_empty() => "it has none at all".to_owned(),
                    None => format!("it has: {}", known.join(", ")),
                };
                let message = format!("the theme has no fragment `{name}`");
                let diagnostic = Diagnostic::error("setting", message).hint(hint);
                section.complain(name, Part::Key, diagnostic);
            }
        });
        document.locate(fields.into_complaints())
    }

    /// The place of a setting's value, or the file as such if it is not set there. Takes the keys
    /// on the way to it.
    pub fn place_of(file: &str, text: &str, path: &[&str]) -> Place {
        let document = Document::whole(file, text, Format::Toml, "setting");
        document.place_of_path(path).unwrap_or_else(|| Place::file(file))
    }

    /// Puts another address in the place of the one in `site.toml`; ids stay.
    pub fn at_base_url(mut self, base_url: BaseUrl) -> Self {
        self.base_url = base_url;
        self
    }

    /// How texts of a language are set, by default of the site's; nothing if they are not.
    pub fn typography(&self, lang: Option<&str>) -> Option<Rules<'_>> {
        let markdown = &self.markdown;
        let rules = || markdown.typography.rules(lang.unwrap_or(&self.default_language));
        markdown.typographic.then(rules)
    }

    /// The taxonomy of an article's `tags` and the like.
    pub fn taxonomy(&self, name: &str) -> Option<&Taxonomy> {
        self.taxonomies.iter().find(|taxonomy| taxonomy.name == name)
    }
}
