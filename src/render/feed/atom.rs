//! Atom (RFC 4287), with the documents of its archive (RFC 5005), and what leads from an entry
//! to its comments (RFC 4685).

use super::item::{Item, Summary};
use super::{GENERATOR, View};
use crate::diagnostic::Diagnostic;
use crate::plan::{Feed, Format, Route};
use crate::render::World;
use crate::render::xml::Xml;
use crate::value::{Digest, Moment, is_iri};

/// What a feed that holds nothing changed last: RFC 4287 wants a date in any case.
const NEVER: &str = "1970-01-01T00:00:00Z";

const TYPE: &str = "application/atom+xml";

pub(super) fn atom(
    world: &World,
    route: &Route,
    feed: Feed,
    view: &View<'_>,
) -> Result<Vec<u8>, Diagnostic> {
    let namespaces = [
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
        ("xmlns:media", "http://search.yahoo.com/mrss/"),
        ("xmlns:thr", "http://purl.org/syndication/thread/1.0"),
        ("xml:lang", view.lang),
    ];
    let mut xml = Xml::new("feed", &namespaces);
    xml.text("id", &world.feed_id());
    xml.text("title", &view.title);
    if view.description != view.title {
        xml.text("subtitle", &view.description);
    }
    xml.text("updated", &date(world, view.changed));
    xml.open("author", &[]);
    xml.text("name", world.site_title());
    xml.close("author");
    xml.text("generator", GENERATOR);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &view.link)]);
    let own = world.absolute(&route.url);
    xml.empty("link", &[("rel", "self"), ("type", TYPE), ("href", &own)]);
    if let Feed::Month(_) = feed {
        let current = world.absolute_to(&world.feed_path(Feed::Main(Format::Atom)));
        xml.empty("link", &[("rel", "current"), ("type", TYPE), ("href", &current)]);
    } else if let Some(hub) = &world.config.feeds.hub {
        xml.empty("link", &[("rel", "hub"), ("href", hub)]);
    }
    // No `next-archive`: it would change a month when another one is over.
    if let Some(earlier) = &view.earlier {
        xml.empty("link", &[("rel", "prev-archive"), ("type", TYPE), ("href", earlier)]);
    }
    if let Feed::Month(_) = feed {
        xml.empty("fh:archive", &[]);
    }
    for of_feed in &view.items {
        entry(world, &mut xml, &of_feed.item()?);
    }
    Ok(xml.finish("feed"))
}

fn entry(world: &World, xml: &mut Xml, item: &Item<'_>) {
    match item.lang {
        Some(lang) => xml.open("entry", &[("xml:lang", lang)]),
        None => xml.open("entry", &[]),
    }
    xml.text("id", &iri(&item.id));
    xml.text("title", &item.title);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &item.link)]);
    if item.date.is_some() {
        xml.text("published", &date(world, item.date));
    }
    xml.text("updated", &date(world, item.changed));
    for creator in item.creators.iter() {
        xml.open("author", &[]);
        xml.text("name", creator);
        xml.close("author");
    }
    item.categories.iter().for_each(|category| xml.empty("category", &[("term", category)]));
    match &item.summary {
        Summary::Plain(text) => xml.text("summary", text),
        Summary::Html(html) => xml.text_with("summary", &[("type", "html")], html),
    }
    if let Some(content) = &item.content {
        xml.text_with("content", &[("type", "html")], content);
    }
    if let Some(image) = &item.image {
        xml.empty("media:content", &image.attributes());
    }
    if let Some((replies, feed)) =
        item.replies.as_ref().and_then(|of| Some((of, of.feed.as_ref()?)))
    {
        let count = replies.count.to_string();
        let link = [("rel", "replies"), ("type", "application/rss+xml"), ("href", feed)];
        xml.empty("link", &[&link[..], &[("thr:count", &count)]].concat());
    }
    xml.close("entry");
}

fn date(world: &World, moment: Option<Moment>) -> String {
    moment.map_or_else(|| NEVER.to_owned(), |moment| world.date(moment))
}

/// What is no IRI becomes one, always the same and without a host, so that it stays where the
/// site moves: a UUID that is made of it (RFC 9562, version 8).
fn iri(id: &str) -> String {
    if is_iri(id) {
        return id.to_owned();
    }
    let mut bytes = Digest::of(id.as_bytes()).to_bytes();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}

impl World {
    /// What the feed is known by, whatever `-u` says.
    fn feed_id(&self) -> String {
        let own = self.config.feeds.id.clone();
        own.unwrap_or_else(|| self.config.own_url.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atom_1_an_id_is_an_iri_and_one_that_is_none_becomes_a_uuid() {
        for id in ["tag:a.example,2026-01-05:/eins/", "https://a.example/?p=1", "urn:x:1"] {
            assert_eq!(iri(id), id);
        }
        for id in ["17", "", "a b", "tag:a b", "tag:", "//a.example/", "x:<y>", "http:\\a"] {
            let uuid = iri(id);
            assert!(uuid.starts_with("urn:uuid:") && uuid.len() == 45 && is_iri(&uuid), "{uuid}");
            assert_eq!(&uuid[23..24], "8", "{uuid}");
            assert!("89ab".contains(&uuid[28..29]), "{uuid}");
        }
        assert_ne!(iri("17"), iri("18"));
    }
}
