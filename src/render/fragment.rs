//! Fragments: rendered once a build, and how each gets into the pages that show it.
//!
//! What a page shows of a fragment that is not inline depends on the settings alone, so that
//! another content of the fragment is another file, and no other page.

use std::collections::BTreeMap;

use memchr::memmem;
use tera::Context;

use super::World;
use super::plain::escape;
use crate::config::Way;
use crate::diagnostic::Report;
use crate::plan::fragment_path;
use crate::theme::{Engine, FETCH_SCRIPT};

/// A fragment as it was rendered.
pub(super) struct Fragment {
    pub html: String,
    /// What stands in the pages instead; nothing if the HTML itself does.
    include: Option<String>,
}

impl Fragment {
    /// Its HTML, if it stands in the pages itself.
    pub fn inline(&self) -> Option<&str> {
        self.include.is_none().then_some(&*self.html)
    }

    /// What a host replaces by its HTML, if one does.
    pub fn included(&self, way: Way) -> Option<&str> {
        match way {
            Way::Ssi | Way::Esi => self.include.as_deref(),
            Way::Inline | Way::Fetch => None,
        }
    }

    /// What a page shows.
    pub fn shown(&self) -> &str {
        self.include.as_ref().unwrap_or(&self.html)
    }
}

/// Renders every fragment once, for the pages that it is the same on: all.
pub(super) fn render(world: &World, engine: &Engine) -> (BTreeMap<String, Fragment>, Report) {
    let mut fragments = BTreeMap::new();
    let mut report = Report::default();
    for name in world.theme.fragments() {
        let mut context = Context::new();
        context.insert("lang", &world.config.default_language);
        match engine.render(&format!("fragments/{name}.html"), &context) {
            Ok(bytes) => {
                let html = String::from_utf8_lossy(&bytes).into_owned();
                fragments.insert(name.to_owned(), Fragment { html, include: include(world, name) });
            }
            Err(diagnostics) => {
                diagnostics.into_iter().for_each(|diagnostic| report.push(diagnostic))
            }
        }
    }
    (fragments, report)
}

/// The file of a fragment that is not inline.
pub(super) fn file(world: &World, name: &str, html: &str) -> Vec<u8> {
    match world.config.fragments.way(name) {
        Way::Fetch => document(world, name, html).into_bytes(),
        Way::Inline | Way::Ssi | Way::Esi => html.as_bytes().to_vec(),
    }
}

/// A browser may open it as a page, and a search engine may find it: so it says its language
/// and that it belongs into no index. The script takes what is in the body.
fn document(world: &World, name: &str, html: &str) -> String {
    let (lang, title) = (escape(&world.config.default_language), escape(name));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n<meta name=\"robots\" content=\"noindex\">\n</head>\n\
         <body>\n{html}\n</body>\n</html>\n"
    )
}

fn include(world: &World, name: &str) -> Option<String> {
    let path = escape(&world.link_to(&fragment_path(name)));
    Some(match world.config.fragments.way(name) {
        Way::Inline => return None,
        Way::Ssi => format!("<!--#include virtual=\"{path}\" -->"),
        Way::Esi => format!("<esi:include src=\"{path}\"/>"),
        Way::Fetch => fetch(world, &path),
    })
}

/// Puts one text in the place of another wherever that stands; nothing if it stands nowhere.
pub(super) fn replace(page: &[u8], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let mut replaced = Vec::new();
    let mut rest = page;
    while let Some(at) = memmem::find(rest, old) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(new);
        rest = &rest[at + old.len()..];
    }
    if rest.len() == page.len() {
        return None;
    }
    replaced.extend_from_slice(rest);
    Some(replaced)
}

/// A link for readers without scripts, and the script that replaces it. A page may show
/// several fragments: a module runs once, however often it is named, and after all of them
/// are there.
fn fetch(world: &World, path: &str) -> String {
    let jobs = &world.config.jobs;
    let fallback = match jobs.page {
        true => escape(&world.link_to(&format!("/{}/", world.config.paths.jobs))),
        // Then what the fragment shows stands nowhere else.
        false => path.to_owned(),
    };
    let word = escape(&world.word("jobs", None));
    let script = world.theme.asset(FETCH_SCRIPT).map(|asset| escape(&world.link(&asset.url)));
    format!(
        "<div data-fragment=\"{path}\"><a href=\"{fallback}\">{word}</a></div>\
         <script type=\"module\" src=\"{}\"></script>",
        script.unwrap_or_default()
    )
}
