//! Pages that need no template: redirects, what hosts are told, and robots.txt.

use super::World;
use crate::plan::NEWS_SITEMAP;
use crate::published::{RulesFile, rules_text};
use crate::value::UrlPath;

/// A page that leads on at once (RULES.md, section 7: hosts without redirects of their own).
pub(super) fn redirect(world: &World, to: &UrlPath) -> Vec<u8> {
    let (link, address) = (escape(&world.link(to)), escape(&world.absolute(to)));
    let lang = escape(&world.config.default_language);
    let moved = escape(&world.word("moved", None));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n<title>{moved}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{address}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={link}\">\n<p><a href=\"{link}\">{moved}</a></p>\n</html>\n"
    )
    .into_bytes()
}

/// Every redirect that needs no page of its own, and the media types of feeds.
pub(super) fn rules(world: &World, file: RulesFile) -> Vec<u8> {
    let (config, plan) = (&world.config, &world.plan);
    rules_text(file, plan.by_rule(), plan.feeds(), &config.hosts, &config.base_url).into_bytes()
}

/// RULES.md, SM-7. Everything may be read, but by crawlers that the settings name.
pub(super) fn robots(world: &World) -> Vec<u8> {
    let config = &world.config;
    let mut text = String::from("User-agent: *\nDisallow:\n\n");
    for crawler in &config.robots.disallow {
        text.push_str(&format!("User-agent: {crawler}\nDisallow: /\n\n"));
    }
    let news = config.news.publication.as_ref().map(|_| NEWS_SITEMAP);
    for sitemap in ["/sitemap.xml"].into_iter().chain(news) {
        text.push_str(&format!("Sitemap: {}\n", world.absolute_to(sitemap)));
    }
    text.into_bytes()
}

/// For text and attributes alike.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
