//! JSON Feed 1.1, by <https://www.jsonfeed.org/version/1.1/>.

use serde::Serialize;

use super::View;
use super::item::{Item, Summary};
use crate::diagnostic::Diagnostic;
use crate::plan::Route;
use crate::render::World;

#[derive(Serialize)]
struct Document<'v> {
    version: &'static str,
    title: &'v str,
    home_page_url: &'v str,
    feed_url: String,
    description: &'v str,
    language: &'v str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'v>>,
    items: Vec<Entry>,
}

#[derive(Serialize)]
struct Hub<'v> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'v str,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    url: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

#[derive(Serialize)]
struct Author {
    name: String,
}

pub(super) fn json(world: &World, route: &Route, view: &View<'_>) -> Result<Vec<u8>, Diagnostic> {
    let entries = view.items.iter().map(|of_feed| Ok(entry(world, of_feed.item()?)));
    let hub = world.config.feeds.hub.as_deref();
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &view.title,
        home_page_url: &view.link,
        feed_url: world.absolute(&route.url),
        description: &view.description,
        language: view.lang,
        hubs: hub.map(|url| Hub { kind: "WebSub", url }).into_iter().collect(),
        items: entries.collect::<Result<_, Diagnostic>>()?,
    };
    let mut bytes = serde_json::to_vec_pretty(&document).expect("texts can be written");
    bytes.push(b'\n');
    Ok(bytes)
}

/// RULES.md, JF-1: an item has a text, so that the summary must do where it is alone.
fn entry(world: &World, item: Item<'_>) -> Entry {
    let (mut content_html, mut content_text, mut summary) = (item.content, None, None);
    match item.summary {
        Summary::Plain(text) if content_html.is_some() => {
            summary = Some(text.into_owned()).filter(|text| !text.is_empty());
        }
        Summary::Plain(text) => content_text = Some(text.into_owned()),
        Summary::Html(html) => content_html = content_html.or(Some(html)),
    }
    Entry {
        id: item.id.into_owned(),
        url: item.link.into_owned(),
        title: item.title,
        content_html,
        content_text,
        summary,
        image: item.image.map(|image| image.url),
        date_published: item.date.map(|date| world.date(date)),
        date_modified: item
            .changed
            .filter(|changed| Some(*changed) != item.date)
            .map(|date| world.date(date)),
        authors: item.creators.iter().map(|name| Author { name: name.clone() }).collect(),
        tags: item.categories.into_iter().map(str::to_owned).collect(),
        language: item.lang.map(str::to_owned),
    }
}
