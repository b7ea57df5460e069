//! All feeds but those of single articles' comments, by <http://opml.org/spec2.opml>.

use serde::Serialize;

use super::unhyphenated;
use crate::plan::{Feed, Format, TermId};
use crate::render::World;
use crate::render::xml::Xml;

/// All that the list shows.
#[derive(Serialize)]
pub(in crate::render) struct View {
    title: String,
    feeds: Vec<Outline>,
    /// Of each taxonomy whose terms have feeds.
    groups: Vec<(String, Vec<Outline>)>,
}

#[derive(Serialize)]
struct Outline {
    title: String,
    feed: String,
    page: String,
}

pub(in crate::render) fn view(world: &World) -> View {
    let outline = |feed: Feed| Outline {
        title: unhyphenated(world.distinct_feed_title(feed)),
        feed: world.absolute_to(&world.feed_path(feed)),
        page: world.absolute_to(&world.feed_page(feed)),
    };
    let main = Format::ALL.into_iter().map(Feed::Main).chain([Feed::Jobs]);
    let taxonomies = world.archive.taxonomies().iter().enumerate();
    let with_feeds = taxonomies.filter(|(_, terms)| terms.taxonomy.feed && world.config.feeds.rss);
    let groups = with_feeds.map(|(taxonomy, terms)| {
        let shown = terms.all().iter().enumerate().filter(|(_, term)| !term.articles.is_empty());
        let feeds = shown.map(|(term, _)| outline(Feed::Term(TermId { taxonomy, term })));
        (group(world, &terms.taxonomy.name), feeds.collect::<Vec<_>>())
    });
    View {
        title: unhyphenated(world.site_title().to_owned()),
        feeds: main.filter(|feed| world.has_feed(*feed)).map(outline).collect(),
        groups: groups.filter(|(_, feeds)| !feeds.is_empty()).collect(),
    }
}

/// What a reader calls the folder of a taxonomy: a word of the theme, if it has one.
fn group(world: &World, name: &str) -> String {
    let key = format!("taxonomy_{name}");
    Some(world.word(&key, None)).filter(|word| *word != key).unwrap_or_else(|| name.to_owned())
}

/// Without dates: it is the same as long as the feeds are.
pub(in crate::render) fn opml(view: &View) -> Vec<u8> {
    let mut xml = Xml::new("opml", &[("version", "2.0")]);
    xml.open("head", &[]);
    xml.text("title", &view.title);
    xml.close("head");
    xml.open("body", &[]);
    view.feeds.iter().for_each(|feed| outline(&mut xml, feed));
    for (name, feeds) in &view.groups {
        xml.open("outline", &[("text", name)]);
        feeds.iter().for_each(|feed| outline(&mut xml, feed));
        xml.close("outline");
    }
    xml.close("body");
    xml.finish("opml")
}

/// The specification has one type for whatever can be subscribed to.
fn outline(xml: &mut Xml, outline: &Outline) {
    let Outline { title, feed, page } = outline;
    let attributes =
        [("type", "rss"), ("text", title), ("title", title), ("xmlUrl", feed), ("htmlUrl", page)];
    xml.empty("outline", &attributes);
}
