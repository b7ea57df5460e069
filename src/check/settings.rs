//! What the settings promise, or the law asks of a site, and the site does not have.

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Kind;
use crate::render::World;
use crate::value::{Node, has_scheme};

/// Takes the file of the settings and its text, for places.
pub(super) fn look(world: &World, file: &str, text: &str) -> Report {
    let place = |path: &[&str]| Config::place_of(file, text, path);
    let at_address = |diagnostic: Diagnostic| diagnostic.at(place(&["base_url"]));
    let address = legal_pages(world).into_iter().chain(robots(world)).map(at_address);
    let logo = logo(world).map(|diagnostic| diagnostic.at(place(&["news", "logo"])));
    address.chain(logo).collect()
}

/// RULES.md, LAW-1 and LAW-2. Of sites in other languages we do not know what the law wants.
fn legal_pages(world: &World) -> Vec<Diagnostic> {
    let language = world.config.default_language.to_ascii_lowercase();
    if language.split('-').next() != Some("de") {
        return Vec::new();
    }
    let missing = [("impressum", "Impressum"), ("datenschutz", "Datenschutz")]
        .into_iter()
        .filter(|(name, _)| !has_page(world, name) && !is_in_the_footer(world, name));
    let tell = |(name, title): (&str, &str)| {
        Diagnostic::warning("missing-legal-page", format!("there is no page `{title}`"))
            .label("whoever publishes in Germany needs one that each page leads to")
            .hint(format!("write content/pages/{name}.md; the theme leads there from every page"))
    };
    missing.map(tell).collect()
}

/// `/impressum/`, `/Impressum.html`, `/recht/datenschutzerklaerung/`.
fn has_page(world: &World, name: &str) -> bool {
    world.plan.routes().iter().any(|route| {
        let path = route.url.as_str().trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        matches!(route.kind, Kind::Page(_) | Kind::File(_)) && last.starts_with(name)
    })
}

/// Links of the settings, which may lead to another host.
fn is_in_the_footer(world: &World, name: &str) -> bool {
    let Some(Node::List(links)) = world.config.extra.get("footer") else { return false };
    links.iter().any(|link| {
        let Node::Map(link) = link else { return false };
        let Some(Node::Text(title)) = link.get("title") else { return false };
        title.to_lowercase().starts_with(name)
    })
}

/// RULES.md, SM-7.
fn robots(world: &World) -> Option<Diagnostic> {
    // A preview may stand anywhere.
    let base = &world.config.own_url;
    world.plan.find("/robots.txt").filter(|_| !base.path().is_empty())?;
    let message = format!("no crawler reads robots.txt below `{}`", base.path());
    Some(
        Diagnostic::warning("robots-out-of-reach", message)
            .label("it is looked for at the root of the host only")
            .hint(format!("add `Sitemap: {base}sitemap.xml` to {}/robots.txt", base.origin())),
    )
}

fn logo(world: &World) -> Option<Diagnostic> {
    let logo = world.config.news.logo.as_deref().filter(|logo| !has_scheme(logo))?;
    let hint = match world.config.base_url.strip(logo) {
        Some(path) if world.plan.find(path).is_some() => return None,
        Some(path) => format!("put it at `static{path}`"),
        None => format!("begin it with `{}/`", world.config.base_url.path()),
    };
    let message = format!("the logo `{logo}` is not there");
    Some(Diagnostic::warning("missing-image", message).hint(hint))
}
