use std::collections::BTreeMap;
use std::path::Path;

use super::{
    Asset, CODE, Content, FETCH_SCRIPT, OURS, SEARCH_SCRIPT, Template, Theme, Words, embedded,
    fragments_of,
};
use crate::config::{Config, Way};
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::document::{Document, Fields, Format, nearest};
use crate::source::{Tree, read_root_file};
use crate::value::{Digest, Map, Node, SourcePath, UrlPath};

/// Longer chains of parents lead in a circle.
const LONGEST_CHAIN: usize = 8;

/// What `theme.toml` says.
#[derive(Default)]
struct Manifest {
    parent: Option<String>,
    sizes: Option<String>,
    extra: Map,
}

/// For a column of text as wide as one likes to read.
const SIZES: &str = "(min-width: 44rem) 42rem, 100vw";

/// The theme and its parents, by name; known before the tree is read, since it says where
/// to look.
///
/// `named_at` is the place of its name in the settings.
pub fn chain(root: &Path, name: &str, named_at: impl Fn() -> Place) -> (Vec<String>, Report) {
    let mut chain = Vec::new();
    let mut report = Report::default();
    let mut next = Some(name.to_owned());
    while let Some(name) = next {
        if chain.contains(&name) || chain.len() == LONGEST_CHAIN {
            let message = format!("the theme `{name}` is its own parent");
            report.push(Diagnostic::error(CODE, message).in_file(manifest_path(&name)));
            break;
        }
        let (manifest, problems) = match read_manifest(root, &name) {
            Some(manifest) => manifest,
            None => {
                let place = chain.last().map(|child| Place::file(manifest_path(child)));
                report.push(no_such_theme(&name).at(place.unwrap_or_else(&named_at)));
                break;
            }
        };
        report.append(problems);
        next = manifest.parent;
        chain.push(name);
    }
    (chain, report)
}

fn manifest_path(theme: &str) -> String {
    format!("themes/{theme}/theme.toml")
}

fn no_such_theme(name: &str) -> Diagnostic {
    let hint = match nearest(name, embedded::NAMES.into_iter()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("add themes/{name}/theme.toml, or use the embedded theme `zeitung`"),
    };
    Diagnostic::error(CODE, format!("there is no theme `{name}`")).hint(hint)
}

fn read_manifest(root: &Path, theme: &str) -> Option<(Manifest, Report)> {
    if theme.is_empty() || theme.contains(['/', '\\']) || theme.starts_with('.') {
        return None;
    }
    let path = manifest_path(theme);
    let text = match read_root_file(root, &path) {
        Some(Ok(text)) => text,
        Some(Err(diagnostic)) => return Some((Manifest::default(), diagnostic.into())),
        None => {
            let (_, bytes) =
                embedded::files(theme)?.iter().find(|(file, _)| *file == "theme.toml")?;
            String::from_utf8_lossy(bytes).into_owned()
        }
    };
    let document = Document::whole(&path, &text, Format::Toml, CODE);
    let (map, mut report) = document.read_map();
    let mut fields = Fields::new(map, CODE);
    fields.text(&["name"]);
    fields.text(&["description"]);
    let parent = fields.text(&["parent"]);
    let sizes = fields.map(&["pictures"], |section| {
        let sizes = section.text(&["sizes"]);
        section.refuse_rest();
        sizes
    });
    let extra = match fields.node(&["extra"]) {
        Some(Node::Map(map)) => map,
        _ => Map::default(),
    };
    fields.refuse_rest();
    report.append(document.locate(fields.into_complaints()));
    Some((Manifest { parent, sizes: sizes.flatten(), extra }, report))
}

/// Reads the files of all themes of the chain, and the site's overrides.
pub fn load(chain: Vec<String>, tree: &Tree, config: &Config) -> (Theme, Report) {
    let mut loader = Loader {
        tree,
        report: Report::default(),
        templates: Vec::new(),
        assets: BTreeMap::new(),
        words: Words::default(),
    };
    for source in tree.below("templates") {
        let name = source.as_str()["templates/".len()..].to_owned();
        loader.template(name, source.as_str(), &Content::File(source.clone()));
    }
    let mut extra = Map::default();
    let mut sizes = None;
    for theme in &chain {
        for (path, content) in files(theme, tree) {
            loader.file(theme, &path, content);
        }
        let manifest = read_manifest(tree.root(), theme).map(|(manifest, _)| manifest);
        let manifest = manifest.unwrap_or_default();
        sizes = sizes.or(manifest.sizes);
        for (key, node) in manifest.extra {
            if extra.get(&key).is_none() {
                extra.insert(key, node);
            }
        }
    }
    let Loader { mut report, mut templates, mut assets, words, .. } = loader;
    templates.extend(newsletter(&templates));
    if fragments_of(&templates).iter().any(|name| config.fragments.way(name) == Way::Fetch) {
        // A theme may bring its own.
        assets.entry(FETCH_SCRIPT.into()).or_insert(Content::Embedded(embedded::FETCH_SCRIPT));
    }
    if config.search.index {
        assets.entry(SEARCH_SCRIPT.into()).or_insert(Content::Embedded(embedded::SEARCH_SCRIPT));
    }
    let assets = assets
        .into_iter()
        .filter_map(|(name, content)| asset(name, content, tree, config, &mut report));
    let sizes = sizes.unwrap_or_else(|| SIZES.to_owned());
    (Theme { assets: assets.collect(), chain, templates, words, sizes, extra }, report)
}

/// The program's own templates of a newsletter, behind all others; none where there is no theme
/// at all.
fn newsletter(known: &[Template]) -> Vec<Template> {
    let own = embedded::NEWSLETTER.into_iter().filter(|_| !known.is_empty());
    let own = own.map(|(file, text)| Template {
        name: format!("{OURS}/{file}"),
        file: format!("{OURS}/{file}"),
        text: text.to_owned(),
    });
    own.filter(|own| known.iter().all(|template| template.name != own.name)).collect()
}

/// A theme's files by their paths below its folder: on disk, or else embedded.
fn files(theme: &str, tree: &Tree) -> Vec<(String, Content)> {
    let folder = format!("themes/{theme}");
    let on_disk = tree.below(&folder);
    if on_disk.is_empty() {
        let embedded = embedded::files(theme).unwrap_or_default();
        return embedded
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), Content::Embedded(bytes)))
            .collect();
    }
    on_disk
        .iter()
        .map(|source| {
            (source.as_str()[folder.len() + 1..].to_owned(), Content::File(source.clone()))
        })
        .collect()
}

struct Loader<'a> {
    tree: &'a Tree,
    report: Report,
    templates: Vec<Template>,
    /// Those of a child before those of its parents.
    assets: BTreeMap<String, Content>,
    words: Words,
}

impl Loader<'_> {
    fn file(&mut self, theme: &str, path: &str, content: Content) {
        if let Some(name) = path.strip_prefix("templates/") {
            self.template(format!("{theme}/{name}"), &format!("themes/{theme}/{path}"), &content);
        } else if let Some(name) = path.strip_prefix("assets/") {
            self.assets.entry(name.to_owned()).or_insert(content);
        } else if let Some(language) =
            path.strip_prefix("i18n/").and_then(|name| name.strip_suffix(".toml"))
        {
            let file = format!("themes/{theme}/{path}");
            if let Some(text) = self.text(&content) {
                let report = self.words.add(language, &file, &text);
                self.report.append(report);
            }
        }
    }

    fn template(&mut self, name: String, file: &str, content: &Content) {
        if let Some(text) = self.text(content) {
            self.templates.push(Template { name, file: file.to_owned(), text });
        }
    }

    fn text(&mut self, content: &Content) -> Option<String> {
        let text = match content {
            Content::File(source) => self.tree.read_text(source),
            Content::Embedded(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
        };
        text.map_err(|diagnostic| self.report.push(diagnostic)).ok()
    }
}

/// With `fingerprint`, style sheets and scripts carry their digest, so that browsers may
/// keep them for ever. Files that only style sheets name keep their names.
fn asset(
    name: String,
    content: Content,
    tree: &Tree,
    config: &Config,
    report: &mut Report,
) -> Option<Asset> {
    let mut path = format!("/assets/{name}");
    if config.assets.fingerprint
        && let Some((stem, ending @ ("css" | "js"))) = name.rsplit_once('.')
    {
        let bytes = match &content {
            Content::File(source) => {
                tree.read(source).map_err(|diagnostic| report.push(diagnostic)).ok()?
            }
            Content::Embedded(bytes) => bytes.to_vec(),
        };
        path = format!("/assets/{stem}.{}.{ending}", Digest::of(&bytes).short());
    }
    match UrlPath::new(&path) {
        Ok(url) => Some(Asset { name, url, content }),
        Err(fault) => {
            let file = match &content {
                Content::File(source) => source.clone(),
                Content::Embedded(_) => SourcePath::new(&name),
            };
            let message = format!("`{name}` cannot be an asset: {fault}");
            report.push(Diagnostic::error(CODE, message).in_file(file).hint("rename it"));
            None
        }
    }
}
