//! RSS 2.0, by <https://www.rssboard.org/rss-specification>.

use super::item::Item;
use super::{GENERATOR, View};
use crate::diagnostic::Diagnostic;
use crate::plan::Route;
use crate::render::World;
use crate::render::xml::Xml;

const NAMESPACES: [(&str, &str); 7] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
    ("xmlns:slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("xmlns:wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// Minutes for which a reader may keep what it has.
const TTL: &str = "60";

pub(super) fn rss(world: &World, route: &Route, view: &View<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut xml = Xml::new("rss", &NAMESPACES);
    xml.open("channel", &[]);
    xml.title("title", &view.title);
    xml.text("link", &view.link);
    xml.text("description", &view.description);
    xml.text("language", view.lang);
    if let Some(changed) = view.changed {
        xml.text("lastBuildDate", &changed.rfc2822(&world.config.timezone));
    }
    xml.text("generator", GENERATOR);
    xml.text("ttl", TTL);
    let own = world.absolute(&route.url);
    xml.empty("atom:link", &[("href", &own), ("rel", "self"), ("type", "application/rss+xml")]);
    if let Some(hub) = &world.config.feeds.hub {
        xml.empty("atom:link", &[("href", hub), ("rel", "hub")]);
    }
    for entry in &view.items {
        item(world, &mut xml, &entry.item()?);
    }
    xml.close("channel");
    Ok(xml.finish("rss"))
}

fn item(world: &World, xml: &mut Xml, item: &Item<'_>) {
    xml.open("item", &[]);
    xml.title("title", &item.title);
    xml.text("link", &item.link);
    xml.text_with("guid", &[("isPermaLink", "false")], &item.id);
    if let Some(date) = item.date {
        xml.text("pubDate", &date.rfc2822(&world.config.timezone));
    }
    item.creators.iter().for_each(|creator| xml.text("dc:creator", creator));
    item.categories.iter().for_each(|category| xml.text("category", category));
    // Readers take a description for HTML.
    xml.text("description", &item.summary.html());
    if let Some(content) = &item.content {
        xml.text("content:encoded", content);
    }
    if let Some(image) = &item.image {
        xml.empty("media:content", &image.attributes());
    }
    if let Some(replies) = &item.replies {
        xml.text("comments", &replies.page);
        if let Some(feed) = &replies.feed {
            xml.text("wfw:commentRss", feed);
        }
        xml.text("slash:comments", &replies.count.to_string());
    }
    xml.close("item");
}
