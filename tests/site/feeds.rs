//! RSS, Atom and JSON Feed, the archive by month, the list of feeds, and how readers find them.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};
use serde_json::Value;

use crate::support::{Site, pictures};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const HISTORY: &str = "http://purl.org/syndication/history/1.0";
const THREAD: &str = "http://purl.org/syndication/thread/1.0";
const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// Every format of the feed of the whole site.
const MAIN: [&str; 3] = ["/rss.xml", "/atom.xml", "/feed.json"];

/// Articles in three months, with everything that feeds tell of, and all feeds.
fn site(settings: &str) -> Site {
    let head = "
        -- site.toml --
        title = 'Archiv'
        description = 'Was bleibt'
        permalink = '/{slug}/'
        [feeds]
        atom = true
        json = true
        authors = true
        ";
    let settings = settings.replace('\n', "\n        ");
    Site::new(&format!("{head}{settings}\n")).files(
        "
        -- content/articles/alt.md --
        ---
        title: Alt
        date: 2026-01-05
        tags: [KI]
        authors: [Ada]
        summary: Kurz & gut
        ---
        Ein [Verweis](neu.md) und eine Note[^1].

        [^1]: Die Note.

        -- content/articles/mittel.md --
        ---
        title: Mittel
        date: 2026-02-06T10:00
        updated: 2026-02-07
        tags: [KI, Recht]
        authors: [Ada, Bob]
        ---
        Text

        -- content/articles/neu.md --
        ---
        title: Neu
        date: 2026-11-23
        lang: en
        ---
        Text
        ",
    )
}

fn full(settings: &str) -> Site {
    site(&format!("full_text = true\n{settings}"))
}

fn json(site: &Site, url: &str) -> Value {
    serde_json::from_str(&site.text(url)).unwrap()
}

/// The texts of the children of some elements, by their names without a prefix.
fn children(text: &str, parent: &str, name: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap();
    let parents = document.descendants().filter(|node| node.tag_name().name() == parent);
    let found =
        parents.flat_map(|node| node.children()).filter(|node| node.tag_name().name() == name);
    found.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

/// The ids of a feed, whatever its format is.
fn ids(site: &Site, url: &str) -> Vec<String> {
    let text = site.text(url);
    match url {
        _ if url.ends_with(".json") => {
            let items = json(site, url)["items"].clone();
            items
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].as_str().unwrap().into())
                .collect()
        }
        _ if url.contains("atom") => children(&text, "entry", "id"),
        _ => children(&text, "item", "guid"),
    }
}

/// Where the links of a feed lead that have a relation, without those of its entries.
fn links(site: &Site, url: &str, relation: &str) -> Vec<String> {
    let text = site.text(url);
    let document = Document::parse(&text).unwrap();
    let of_feed = |node: &Node<'_, '_>| {
        ["feed", "channel"].contains(&node.parent_element().unwrap().tag_name().name())
    };
    let links = document.descendants().filter(|node| node.has_tag_name((ATOM, "link")));
    links
        .filter(|node| of_feed(node) && node.attribute("rel") == Some(relation))
        .map(|node| node.attribute("href").unwrap().to_owned())
        .collect()
}

// Atom.

/// What RFC 4287 asks of each feed and each of its entries.
#[track_caller]
fn is_valid_atom(text: &str) {
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    assert!(root.has_tag_name((ATOM, "feed")), "{text}");
    let of = |node: Node<'_, '_>, name: &str| -> Vec<String> {
        let own = node.children().filter(|child| child.has_tag_name((ATOM, name)));
        own.map(|child| child.text().unwrap_or_default().to_owned()).collect()
    };
    let mut known = BTreeSet::new();
    let entries = root.children().filter(|child| child.has_tag_name((ATOM, "entry")));
    for node in entries.chain([root]) {
        for name in ["id", "title", "updated"] {
            assert_eq!(of(node, name).len(), 1, "{name} in {text}");
        }
        let id = of(node, "id").remove(0);
        assert!(url::Url::parse(&id).is_ok(), "{id}");
        assert!(known.insert(id), "an id that stands twice: {text}");
        for date in of(node, "updated").iter().chain(&of(node, "published")) {
            // Only a date with an offset is a moment.
            assert!(date.parse::<jiff::Timestamp>().is_ok(), "{date}");
        }
        let alternates = node.children().filter(|child| {
            child.has_tag_name((ATOM, "link")) && child.attribute("rel") == Some("alternate")
        });
        assert_eq!(alternates.count(), 1, "{text}");
    }
    assert_eq!(root.children().filter(|child| child.has_tag_name((ATOM, "author"))).count(), 1);
}

#[test]
fn atom_1_every_feed_has_what_the_standard_asks_for() {
    for site in [
        site("").build(),
        full("").build(),
        Site::new("-- site.toml --\nfeeds.atom = true\n").build(),
    ] {
        let atoms = site.paths().into_iter().filter(|path| path.contains("atom"));
        let texts: Vec<String> = atoms.map(|path| site.text(&format!("/{path}"))).collect();
        assert!(!texts.is_empty());
        texts.iter().for_each(|text| is_valid_atom(text));
    }
}

#[test]
fn atom_1_an_id_that_is_no_iri_becomes_one_that_stays() {
    let site = site("").edit("content/articles/neu.md", "lang", "id: 17\nlang").build();
    let before = ids(&site, "/atom.xml");
    assert!(before[0].starts_with("urn:uuid:"), "{before:?}");
    assert_eq!(ids(&site, "/feed.json")[0], "17");
    let site = site.edit("site.toml", "https://a.example/", "https://b.example/").build();
    assert_eq!(ids(&site, "/atom.xml")[0], before[0]);
}

#[test]
fn atom_1_the_id_of_the_feed_is_the_sites_address_or_what_the_settings_say() {
    let id = |site: &Site| children(&site.text("/atom.xml"), "feed", "id").remove(0);
    let site = site("").build();
    assert_eq!(id(&site), "https://a.example/");
    let site = site.with_base_url("https://preview.example/").build();
    assert_eq!(id(&site), "https://a.example/");
    let site = site.edit("site.toml", "atom = true", "atom = true\nid = 'tag:x,2020:a'").build();
    assert_eq!(id(&site), "tag:x,2020:a");
    assert_eq!(children(&site.text("/archive/atom-2026-01.xml"), "feed", "id"), ["tag:x,2020:a"]);
}

#[test]
fn atom_2_an_entry_says_when_it_was_published_and_when_it_changed() {
    let site = site("").build();
    let text = site.text("/atom.xml");
    let dates = |name: &str| children(&text, "entry", name);
    assert_eq!(
        dates("published"),
        ["2026-11-23T00:00:00+01:00", "2026-02-06T10:00:00+01:00", "2026-01-05T00:00:00+01:00"]
    );
    assert_eq!(
        dates("updated"),
        ["2026-11-23T00:00:00+01:00", "2026-02-07T00:00:00+01:00", "2026-01-05T00:00:00+01:00"]
    );
    assert_eq!(links(&site, "/atom.xml", "self"), ["https://a.example/atom.xml"]);
    site.has("/atom.xml", "<category term=\"Recht\"/>")
        .has("/atom.xml", "xml:lang=\"de\"")
        .has("/atom.xml", "<entry xml:lang=\"en\">");
}

#[test]
fn atom_3_an_entry_leads_to_the_feed_of_its_comments() {
    let site = full("").write("content/comments/neu.yaml", COMMENTS).build();
    let text = site.text("/atom.xml");
    let document = Document::parse(&text).unwrap();
    let replies = document.descendants().find(|node| node.attribute("rel") == Some("replies"));
    let replies = replies.unwrap();
    assert_eq!(replies.attribute("href"), Some("https://a.example/neu/rss.xml"));
    assert_eq!(replies.attribute((THREAD, "count")), Some("2"));
}

// JSON Feed.

#[test]
fn jf_1_a_json_feed_fits_its_schema() {
    let schema: Value = serde_json::from_str(include_str!("feeds/json-feed-1.1.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let rich = full("hub = 'https://hub.example/'\n").edit(
        "content/articles/neu.md",
        "lang",
        "image: https://b.example/x.png\nlang",
    );
    let empty = Site::new("-- site.toml --\nfeeds.json = true\n");
    for site in [site(""), full(""), rich, empty] {
        let feed = json(&site.build(), "/feed.json");
        let faults: Vec<String> =
            validator.iter_errors(&feed).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}: {feed:#}");
    }
    // The schema itself refuses what it should.
    let good = json(&site("").build(), "/feed.json");
    for (at, bad) in [
        ("/version", Value::from("1.1")),
        ("/items/0/id", Value::from(17)),
        ("/items/0/url", Value::from("/neu/")),
        ("/items/0/date_published", Value::from("2026-11-23")),
        ("/items/0/content_text", Value::Null),
        ("/title", Value::Null),
    ] {
        let mut feed = good.clone();
        *feed.pointer_mut(at).unwrap() = bad;
        assert!(!validator.is_valid(&feed), "{at}");
    }
}

#[test]
fn jf_1_a_json_feed_says_what_the_others_say() {
    let site = site("").build();
    let feed = json(&site, "/feed.json");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], "https://a.example/feed.json");
    assert_eq!(feed["language"], "de");
    let item = &feed["items"][1];
    assert_eq!(item["title"], "Mittel");
    assert_eq!(item["url"], "https://a.example/mittel/");
    assert_eq!(item["date_published"], "2026-02-06T10:00:00+01:00");
    assert_eq!(item["date_modified"], "2026-02-07T00:00:00+01:00");
    assert_eq!(item["authors"], serde_json::json!([{"name": "Ada"}, {"name": "Bob"}]));
    assert_eq!(item["tags"], serde_json::json!(["KI", "Recht"]));
    assert_eq!(feed["items"][0]["language"], "en");
    assert_eq!(feed["items"][2]["content_text"], "Kurz & gut");
}

// What other people's programs read.

#[test]
fn readers_of_feeds_read_all_formats_alike() {
    let site = full("").build();
    let read = |url: &str| feed_rs::parser::parse(site.text(url).as_bytes()).unwrap();
    for url in MAIN {
        let feed = read(url);
        let seen: Vec<_> = feed
            .entries
            .iter()
            .map(|entry| {
                (
                    entry.title.as_ref().unwrap().content.clone(),
                    entry
                        .links
                        .iter()
                        .find(|link| link.rel.as_deref() != Some("replies"))
                        .unwrap()
                        .href
                        .clone(),
                    entry.published.unwrap().timestamp(),
                    entry.authors.iter().map(|author| author.name.clone().unwrap()).collect(),
                    entry.categories.iter().map(|category| category.term.clone()).collect(),
                )
            })
            .collect();
        let owned = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
        let page = |name: &str| format!("https://a.example/{name}/");
        assert_eq!(
            seen,
            [
                (
                    "Neu".into(),
                    page("neu"),
                    at("2026-11-23T00:00:00+01:00"),
                    owned(&[]),
                    owned(&[])
                ),
                (
                    "Mittel".into(),
                    page("mittel"),
                    at("2026-02-06T10:00:00+01:00"),
                    owned(&["Ada", "Bob"]),
                    owned(&["KI", "Recht"])
                ),
                (
                    "Alt".into(),
                    page("alt"),
                    at("2026-01-05T00:00:00+01:00"),
                    owned(&["Ada"]),
                    owned(&["KI"])
                ),
            ],
            "{url}"
        );
        let text = feed.entries[2].content.as_ref().and_then(|content| content.body.clone());
        assert!(text.unwrap().contains("href=\"https://a.example/neu/\""), "{url}");
    }
}

// Identity.

#[test]
fn rss_3_atom_1_jf_1_an_article_keeps_its_id_in_every_format() {
    let site =
        site("").edit("content/articles/neu.md", "lang", "id: tag:x,2026:neu\nlang").publish();
    let before: Vec<Vec<String>> = MAIN.iter().map(|url| ids(&site, url)).collect();
    assert_eq!(before[0][0], "tag:x,2026:neu");
    assert!(before.iter().all(|ids| *ids == before[0]), "{before:?}");
    // One has an id, the other only a line in `urls.lock`.
    let site = site
        .edit("content/articles/neu.md", "title: Neu", "title: Anders\nslug: anders")
        .edit("content/articles/mittel.md", "title: Mittel", "title: Mitte\nslug: mitte")
        .edit("site.toml", "https://a.example/", "https://b.example/unter/")
        .build();
    for (url, before) in MAIN.iter().zip(before) {
        assert_eq!(ids(&site, url), before, "{url}");
        site.has(url, "https://b.example/unter/anders/").has(url, "https://b.example/unter/mitte/");
    }
}

// Full texts.

const COMMENTS: &str =
    "- {name: A, date: 2026-11-23, text: A}\n- {name: B, date: 2026-11-24, text: B}\n";

#[test]
fn without_full_text_an_edit_in_a_text_changes_no_feed() {
    let site = site("").build().edit("content/articles/neu.md", "Text", "Anderer Text").build();
    // The summary follows from the text, so that this is about one that does not.
    let site = site.edit("content/articles/alt.md", "Die Note", "Eine Note").build();
    site.wrote(["alt/index.html"]);
}

#[test]
fn a_full_text_stands_in_every_format_of_the_sites_feed() {
    let site = full("").build();
    for url in MAIN {
        let text = match url {
            "/feed.json" => {
                json(&site, url)["items"][2]["content_html"].as_str().unwrap().to_owned()
            }
            "/atom.xml" => children(&site.text(url), "entry", "content").remove(2),
            _ => children(&site.text(url), "item", "encoded").remove(2),
        };
        insta::allow_duplicates! {
            insta::assert_snapshot!(text, @r#"
        <p>Ein <a href="https://a.example/neu/">Verweis</a> und eine Note<sup><a href="https://a.example/alt/#fn_1">1</a></sup>.</p>
        <section><ol>
        <li>
        <p>Die Note. <a href="https://a.example/alt/#fnref_1">↩︎</a></p>
        </li>
        </ol></section>
        "#);
        }
    }
    // Those of tags and authors, and the archive, keep to summaries.
    for url in ["/tags/ki/rss.xml", "/authors/ada/rss.xml", "/archive/atom-2026-01.xml"] {
        site.has_not(url, "Die Note");
    }
}

#[test]
fn rss_7_the_full_text_stands_behind_the_description() {
    let text = full("").build().text("/rss.xml");
    let items: Vec<&str> = text.split("<item>").skip(1).collect();
    assert_eq!(items.len(), 3);
    for item in items {
        let (short, long) = (item.find("<description>"), item.find("<content:encoded>"));
        assert!(short.unwrap() < long.unwrap(), "{item}");
    }
}

#[test]
fn an_edit_in_a_text_changes_its_page_and_the_feeds_that_hold_it() {
    let site = full("").build().edit("content/articles/alt.md", "Die Note", "Eine Note").build();
    site.wrote(["alt/index.html", "rss.xml", "atom.xml", "feed.json"]);
    for url in MAIN {
        site.has(url, "Eine Note");
    }
    let site = site.equals_clean();
    site.build().did_nothing();
}

#[test]
fn law_02_a_link_whose_target_moved_changes_the_feeds() {
    let site = full("limit = 1\n")
        .edit("content/articles/neu.md", "Text", "[Verweis](../pages/ueber.md) ![](b.svg)")
        .files("-- content/pages/ueber.md --\n---\ntitle: A\n---\n")
        .build();
    site.has("/atom.xml", "https://a.example/ueber/");
    let site = site.edit("content/pages/ueber.md", "title", "slug: wir\ntitle").build();
    for url in MAIN {
        site.has(url, "https://a.example/wir/");
    }
    let site =
        site.equals_clean().write("content/articles/b.svg", "<svg width='1' height='1'/>").build();
    for url in MAIN {
        site.has(url, "https://a.example/articles/b.svg");
    }
    site.equals_clean();
}

#[test]
fn rss_15_a_full_feed_counts_the_comments_that_are_there() {
    let site = full("").write("content/comments/neu.yaml", COMMENTS).build();
    let text = site.text("/rss.xml");
    assert_eq!(site.xml("/rss.xml", "slash:comments"), ["2"]);
    assert_eq!(site.xml("/rss.xml", "wfw:commentRss"), ["https://a.example/neu/rss.xml"]);
    assert_eq!(site.xml("/rss.xml", "comments"), ["https://a.example/neu/#comments"]);
    assert!(!site.xml("/rss.xml", "lastBuildDate").is_empty(), "{text}");
    let more = format!("{COMMENTS}- {{name: C, date: 2026-11-25, text: C}}\n");
    let site = site.write("content/comments/neu.yaml", more).build();
    // The theme of this test shows no comments on the page itself.
    let mut written = site.written();
    written.retain(|path| path != "neu/index.html");
    assert_eq!(written, ["atom.xml", "neu/rss.xml", "rss.xml"]);
    assert_eq!(site.xml("/rss.xml", "slash:comments"), ["3"]);
    site.equals_clean();
}

#[test]
fn a_feed_of_comments_that_has_moved_follows_them_at_its_old_address() {
    let site = site("").write("content/comments/neu.yaml", COMMENTS).publish();
    let site = site
        .edit("content/articles/neu.md", "lang", "slug: anders\nlang")
        .build()
        .edit("content/comments/neu.yaml", "text: B", "text: Geändert")
        .build();
    site.has("/anders/rss.xml", "Geändert").has("/neu/rss.xml", "Geändert");
    site.equals_clean();
}

// Titles and pictures.

#[test]
fn rss_9_titles_are_plain_text_twice_over() {
    let site =
        site("").edit("content/articles/neu.md", "title: Neu", "title: 'A & B <b>C</b>'").build();
    site.has("/rss.xml", "<title>A &#x26; B &#x3C;b&#x3E;C&#x3C;/b&#x3E;</title>");
    assert_eq!(site.xml("/rss.xml", "title")[1], "A & B <b>C</b>");
}

#[test]
fn a_description_is_html_in_which_the_summary_is_a_text() {
    let site =
        site("").edit("content/articles/alt.md", "Kurz & gut", "'Kurz & <b>gut</b>'").build();
    assert_eq!(site.xml("/rss.xml", "description")[3], "Kurz &amp; &lt;b&gt;gut&lt;/b&gt;");
    assert_eq!(children(&site.text("/atom.xml"), "entry", "summary")[2], "Kurz & <b>gut</b>");
}

#[test]
fn rss_13_the_picture_of_an_article_comes_with_its_size() {
    let site = site("")
        .edit("content/articles/neu.md", "lang", "image: foto.jpg\nlang")
        .edit("content/articles/alt.md", "tags", "image: https://b.example/x.png\ntags")
        .write("content/articles/foto.jpg", pictures::jpeg(64, 48, None))
        .build();
    for url in ["/rss.xml", "/atom.xml", "/archive/atom-2026-11.xml"] {
        let text = site.text(url);
        let document = Document::parse(&text).unwrap();
        let all: Vec<Node<'_, '_>> =
            document.descendants().filter(|node| node.has_tag_name((MEDIA, "content"))).collect();
        let of = |name: &str| all[0].attribute(name).unwrap();
        assert_eq!(
            ["url", "medium", "type", "width", "height"].map(of),
            ["https://a.example/articles/foto.jpg", "image", "image/jpeg", "64", "48"]
        );
        if let Some(other) = all.get(1) {
            assert_eq!(other.attribute("url"), Some("https://b.example/x.png"));
        }
    }
    assert_eq!(
        json(&site, "/feed.json")["items"][0]["image"],
        "https://a.example/articles/foto.jpg"
    );
}

#[test]
fn rss_14_a_channel_says_its_language_how_long_it_holds_and_who_made_it() {
    let site = site("").build();
    for url in ["/rss.xml", "/tags/ki/rss.xml", "/authors/ada/rss.xml"] {
        assert_eq!(site.xml(url, "language"), ["de"]);
        assert_eq!(site.xml(url, "ttl"), ["60"]);
        assert_eq!(site.xml(url, "generator"), ["Blattwerk"]);
    }
}

#[test]
fn rss_1_a_site_without_a_title_is_called_by_its_host() {
    let site = Site::new("").build();
    assert_eq!(site.xml("/rss.xml", "title"), ["a.example"]);
}

// The archive.

/// The documents of the archive, from the subscription on, as a reader walks them.
fn walked(site: &Site) -> Vec<String> {
    let mut walked: Vec<String> = Vec::new();
    let mut url = "/atom.xml".to_owned();
    while let [earlier] = &links(site, &url, "prev-archive")[..] {
        url = earlier.strip_prefix("https://a.example").unwrap().to_owned();
        assert!(!walked.contains(&url), "a circle: {walked:?}");
        walked.push(url.clone());
    }
    walked
}

#[test]
fn arc_1_a_reader_walks_from_the_newest_month_to_the_oldest() {
    let site = site("").build();
    assert_eq!(
        walked(&site),
        ["/archive/atom-2026-11.xml", "/archive/atom-2026-02.xml", "/archive/atom-2026-01.xml"]
    );
    for url in walked(&site) {
        let text = site.text(&url);
        let document = Document::parse(&text).unwrap();
        let marks = document.root_element().children();
        assert_eq!(
            marks.filter(|node| node.has_tag_name((HISTORY, "archive"))).count(),
            1,
            "{url}"
        );
        assert_eq!(links(&site, &url, "current"), ["https://a.example/atom.xml"]);
        assert_eq!(links(&site, &url, "self"), [format!("https://a.example{url}")]);
        // It would change a month when another one is over.
        assert_eq!(links(&site, &url, "next-archive"), [] as [&str; 0]);
    }
    site.has_not("/atom.xml", "fh:archive/");
}

#[test]
fn arc_2_an_article_of_a_later_month_changes_no_document_of_the_archive() {
    let archive = |site: &Site| -> BTreeMap<String, Vec<u8>> {
        site.bytes().into_iter().filter(|(path, _)| path.starts_with("archive/")).collect()
    };
    let mut site = full("").build();
    for day in ["2026-11-24", "2026-11-30", "2026-12-01"] {
        let before = archive(&site);
        let text = format!(
            "---\ntitle: {day}\ndate: {day}\ntags: [KI]\nauthors: [Ada]\n---\n[A](alt.md)\n"
        );
        site = site.write(&format!("content/articles/{day}.md"), text).build();
        let after = archive(&site);
        let own = format!("archive/atom-{}.xml", &day[..7]);
        for (path, bytes) in before.iter().filter(|(path, _)| **path != own) {
            assert_eq!(after.get(path), Some(bytes), "{path} after {day}");
        }
        assert_ne!(after.get(&own), before.get(&own));
    }
    // Nor does an edit in a text, even where feeds hold texts.
    let before = archive(&site);
    let site = site.edit("content/articles/alt.md", "Die Note", "Eine Note").build();
    assert_eq!(archive(&site), before);
}

#[test]
fn arc_3_every_article_that_feeds_may_show_stands_in_one_document_of_the_archive() {
    let many = (1..=9).fold(site("limit = 4\n"), |site, number| {
        let more = ["", "feed: false\n", "noindex: true\n", "draft: true\n"][number % 4];
        let text = format!("---\ntitle: T{number}\ndate: 2026-0{number}-10\n{more}---\n");
        site.write(&format!("content/articles/t{number}.md"), text)
    });
    let site = many.build();
    let archived: Vec<String> = walked(&site).iter().flat_map(|url| ids(&site, url)).collect();
    let distinct: BTreeSet<&String> = archived.iter().collect();
    assert_eq!(distinct.len(), archived.len());
    let expected: BTreeSet<String> = ["alt", "mittel", "neu", "t4", "t8"]
        .iter()
        .map(|name| format!("https://a.example/{name}/"))
        .collect();
    let links: BTreeSet<String> = walked(&site)
        .iter()
        .flat_map(|url| {
            let text = site.text(url);
            let document = Document::parse(&text).unwrap();
            let entries = document.descendants().filter(|node| node.has_tag_name((ATOM, "entry")));
            entries
                .flat_map(|entry| entry.children())
                .filter(|node| node.attribute("rel") == Some("alternate"))
                .map(|node| node.attribute("href").unwrap().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(links, expected);
    // What is subscribed to is the newest of them.
    let current = ids(&site, "/atom.xml");
    assert_eq!(current.len(), 4);
    assert_eq!(current, archived[..4]);
}

#[test]
fn arc_4_an_archive_needs_the_atom_feed() {
    let site =
        Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\n---\n").build();
    assert!(!site.paths().iter().any(|path| path.contains("atom")), "{:?}", site.paths());
}

#[test]
fn a_published_archive_is_not_lost_unnoticed() {
    let site = site("").publish();
    let lock = site.read("urls.lock").unwrap();
    for path in ["/atom.xml", "/feed.json", "/feeds.opml", "/archive/atom-2026-01.xml"] {
        assert!(lock.contains(&format!("{path}\tfeed\t")), "{path}: {lock}");
    }
    // A month all of whose articles are held back is gone, and so is what the archive has of it.
    let site = site.edit("content/articles/alt.md", "tags", "draft: true\ntags").build();
    site.has("/archive/atom-2026-01.xml", "noindex");
    assert_eq!(walked(&site).len(), 2);
    let site = site.edit("site.toml", "atom = true", "atom = false").fails();
    let messages = site.messages();
    for path in ["/atom.xml", "/archive/atom-2026-02.xml"] {
        assert!(
            messages.contains(&format!("`{path}` was published and would vanish")),
            "{messages:?}"
        );
    }
}

// Discovery.

#[test]
fn disc_1_a_page_names_its_feeds_in_every_format_its_own_first() {
    let site = site("").write("content/comments/alt.yaml", COMMENTS).build();
    let seen = |url: &str| -> Vec<(String, String)> {
        let of = |name: &str| site.attributes(url, "link[rel=alternate]", name);
        of("href").into_iter().zip(of("type")).collect()
    };
    let (rss, atom, json) =
        ("application/rss+xml", "application/atom+xml", "application/feed+json");
    let main = [("/rss.xml", rss), ("/atom.xml", atom), ("/feed.json", json)];
    let with = |before: &[&str], after: &[&str]| -> Vec<(String, String)> {
        let own = |urls: &[&str]| {
            urls.iter().map(|url| (url.to_string(), rss.to_owned())).collect::<Vec<_>>()
        };
        let main = main.iter().map(|(url, media)| (url.to_string(), media.to_string()));
        own(before).into_iter().chain(main).chain(own(after)).collect()
    };
    assert_eq!(seen("/"), with(&[], &[]));
    assert_eq!(seen("/tags/ki/"), with(&["/tags/ki/rss.xml"], &[]));
    assert_eq!(seen("/authors/ada/"), with(&["/authors/ada/rss.xml"], &[]));
    assert_eq!(seen("/jobs/"), with(&["/jobs/rss.xml"], &[]));
    assert_eq!(seen("/alt/"), with(&[], &["/alt/rss.xml"]));
    for url in ["/", "/tags/ki/", "/alt/", "/jobs/"] {
        let titles = site.attributes(url, "link[rel=alternate]", "title");
        assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len(), "{titles:?}");
    }
}

#[test]
fn disc_1_both_themes_name_the_feeds_in_the_head_and_in_the_box() {
    for theme in ["zeitung", "schlicht"] {
        let site = site("[follow]\npreferred_source = true\n")
            .edit("site.toml", "theme = 't'", &format!("theme = '{theme}'"))
            .build();
        let links = site.attributes("/alt/", "link[rel=alternate]", "type");
        assert_eq!(links, ["application/rss+xml", "application/atom+xml", "application/feed+json"]);
        let in_box = site.attributes("/alt/", ".follow a", "href");
        for url in [
            "/rss.xml",
            "/atom.xml",
            "/feed.json",
            "/tags/ki/rss.xml",
            "/feeds.opml",
            "https://www.google.com/preferences/source?q=a.example",
        ] {
            assert!(in_box.iter().any(|link| link == url), "{theme}, {url}: {in_box:?}");
        }
        let names = site.texts("/alt/", ".follow a");
        assert!(names.contains(&"Atom: Archiv".to_owned()), "{names:?}");
        let site = site.write("content/comments/alt.yaml", COMMENTS).build();
        assert_eq!(site.texts("/alt/", "#comments").len(), 1, "{theme}");
    }
}

#[test]
fn disc_2_the_list_of_feeds_names_each_but_those_of_single_articles() {
    let site = site("").write("content/comments/alt.yaml", COMMENTS).build();
    let text = site.text("/feeds.opml");
    let document = Document::parse(&text).unwrap();
    assert_eq!(document.root_element().attribute("version"), Some("2.0"));
    let outlines = document.descendants().filter(|node| node.attribute("type") == Some("rss"));
    let listed: BTreeSet<String> = outlines
        .map(|node| {
            assert!(node.attribute("text").is_some_and(|text| !text.is_empty()));
            assert!(node.attribute("htmlUrl").unwrap().starts_with("https://a.example/"));
            node.attribute("xmlUrl").unwrap().to_owned()
        })
        .collect();
    let is_feed = |path: &String| {
        let whole = ["atom.xml", "feed.json", "rss.xml"].iter().any(|name| path.ends_with(name));
        whole && !path.starts_with("alt/")
    };
    let there: BTreeSet<String> = site
        .paths()
        .into_iter()
        .filter(is_feed)
        .map(|path| format!("https://a.example/{path}"))
        .collect();
    assert_eq!(listed, there);
    // A new article of known tags and authors leaves it as it is.
    let site = site
        .write(
            "content/articles/x.md",
            "---\ntitle: X\ndate: 2026-11-24\ntags: [KI]\nauthors: [Ada]\n---\n",
        )
        .build();
    assert!(!site.written().contains(&"feeds.opml".to_owned()), "{:?}", site.written());
}

#[test]
fn disc_2_authors_have_feeds_if_the_settings_say_so() {
    let site = site("").build();
    assert_eq!(site.xml("/authors/ada/rss.xml", "title"), ["Ada – Archiv", "Mittel", "Alt"]);
    let site = site.edit("site.toml", "authors = true", "authors = false").build();
    assert!(!site.has_page("/authors/ada/rss.xml"));
}

#[test]
fn disc_3_a_hub_is_named_in_every_feed() {
    let site = site("hub = 'https://hub.example/'\n").build();
    for url in ["/rss.xml", "/atom.xml", "/tags/ki/rss.xml", "/jobs/rss.xml"] {
        assert_eq!(links(&site, url, "hub"), ["https://hub.example/"], "{url}");
        assert_eq!(links(&site, url, "self").len(), 1, "{url}");
    }
    let hubs = serde_json::json!([{"type": "WebSub", "url": "https://hub.example/"}]);
    assert_eq!(json(&site, "/feed.json")["hubs"], hubs);
    assert_eq!(links(&site, "/archive/atom-2026-01.xml", "hub"), [] as [&str; 0]);
}

#[test]
fn disc_3_disc_4_what_cannot_be_is_said_with_its_place() {
    let site = Site::new(
        "
        -- site.toml --
        base_url = 'https://a.example/unter/'
        theme = 't'
        [feeds]
        hub = 'hub.example'
        id = 'archiv'
        [follow]
        preferred_source = true
        ",
    )
    .fails();
    insta::assert_snapshot!(site.report(), @r#"
        error: `hub` is not an address
          ╭▸ site.toml:4:7
          │
        4 │ hub = 'hub.example'
          │       ━━━━━━━━━━━━━
          │
          ╰ hint: write that of a WebSub hub: "https://hub.example.org/"

        error: `id` is no IRI
          ╭▸ site.toml:5:6
          │
        5 │ id = 'archiv'
          │      ━━━━━━━━ RFC 4287 wants one that begins with a scheme
          │
          ╰ hint: write the address that the site had first: "https://example.org/"

        error: the site cannot be a preferred source
          ╭▸ site.toml:7:20
          │
        7 │ preferred_source = true
          │                    ━━━━ Google knows a source by its host, and `base_url` has a path
          │
          ╰ hint: remove it
        "#);
}

#[test]
fn without_feeds_there_is_neither_a_list_of_them_nor_a_link() {
    let site = Site::new("-- site.toml --\nfeeds.rss = false\n").build();
    assert!(!site.has_page("/feeds.opml"));
    assert_eq!(site.attributes("/", "link[rel=alternate]", "href"), [] as [&str; 0]);
    // Atom and JSON do without RSS.
    let site = site
        .edit("site.toml", "feeds.rss = false", "feeds = { rss = false, atom = true, json = true }")
        .build();
    assert_eq!(site.attributes("/", "link[rel=alternate]", "href"), ["/atom.xml", "/feed.json"]);
    let feeds: Vec<String> =
        site.paths().into_iter().filter(|path| path.ends_with("rss.xml")).collect();
    assert_eq!(feeds, [] as [&str; 0]);
}

// RULES.md, RSS-16: what hosts are told.

/// All feeds, on a host.
fn on_host(hosts: &str) -> Site {
    site("")
        .edit("site.toml", "title = 'Archiv'", &format!("title = 'Archiv'\nhosts = [{hosts}]"))
        .edit("site.toml", "https://a.example/", "https://a.example/x/")
}

#[test]
fn rss_16_hosts_are_told_the_media_types_of_feeds_without_any_redirect() {
    let site = on_host("'netlify', 'cloudflare'")
        .edit("site.toml", "'/{slug}/'", "'/{year}/{month}/{slug}/'")
        .build();
    assert_eq!(
        site.text("/_headers"),
        "\
/x/:f01/:f02/rss.xml
  Content-Type: application/rss+xml; charset=utf-8
/x/:f01/rss.xml
  Content-Type: application/rss+xml; charset=utf-8
/x/archive/atom-*.xml
  Content-Type: application/atom+xml; charset=utf-8
/x/atom.xml
  Content-Type: application/atom+xml; charset=utf-8
/x/feed.json
  Content-Type: application/feed+json; charset=utf-8
/x/feeds.opml
  Content-Type: text/x-opml; charset=utf-8
/x/rss.xml
  Content-Type: application/rss+xml; charset=utf-8
"
    );
    assert!(!site.has_page("/_redirects"));
    // A month and a tag more are nothing new to the host; feeds of comments lie elsewhere.
    let article = "---\ntitle: Mehr\ndate: 2026-10-01\ntags: [Neues]\n---\n";
    let site = site.write("content/articles/mehr.md", article).build();
    let written = site.written();
    assert!(written.contains(&"tags/neues/rss.xml".into()), "{written:?}");
    assert!(written.contains(&"archive/atom-2026-10.xml".into()), "{written:?}");
    assert!(!written.contains(&"_headers".into()), "{written:?}");
    let site = site.write("content/comments/neu.yaml", COMMENTS).build();
    site.has("/_headers", "/x/:f01/:f02/:f03/rss.xml\n  Content-Type: application/rss+xml");
    site.equals_clean();
}

#[test]
fn rss_16_each_host_has_the_files_that_it_reads() {
    let files = [
        "_headers",
        "_redirects",
        ".htaccess",
        "feeds.nginx.conf",
        "redirects.nginx.conf",
        "redirects.caddy",
    ];
    let written = |site: &Site| -> Vec<&str> {
        files.into_iter().filter(|file| site.exists(&format!("public/{file}"))).collect()
    };
    assert_eq!(written(&on_host("'gitlab'").build()), [] as [&str; 0]);
    let site = on_host("'apache'").build();
    assert_eq!(written(&site), [".htaccess"]);
    site.has("/.htaccess", "ForceType \"application/feed+json; charset=utf-8\"");
    // What a configuration includes by its name must be there, also where it says nothing.
    let servers = ["feeds.nginx.conf", "redirects.nginx.conf", "redirects.caddy"];
    let site = on_host("'nginx', 'caddy'").build();
    assert_eq!(written(&site), servers);
    site.has("/feeds.nginx.conf", "default_type application/rss+xml;");
    let feeds = "atom = true\njson = true\n";
    let site = site.edit("site.toml", feeds, "rss = false\n").build();
    assert_eq!(written(&site), servers);
    assert_eq!(site.text("/feeds.nginx.conf"), "");
    let site = site.edit("site.toml", "'nginx', 'caddy'", "'netlify', 'apache'").build();
    assert_eq!(written(&site), [] as [&str; 0]);
    site.equals_clean();
}

#[test]
fn rss_16_a_file_of_ones_own_takes_the_place_unless_redirects_would_be_lost() {
    let site = on_host("'netlify', 'apache'")
        .write("static/_headers", "/*\n  X-Frame-Options: DENY\n")
        .write("static/.htaccess", "Options -Indexes\n")
        .build();
    assert_eq!(site.text("/_headers"), "/*\n  X-Frame-Options: DENY\n");
    assert_eq!(site.text("/.htaccess"), "Options -Indexes\n");
    let site = site.write("redirects.yaml", "- {from: /weg/, gone: true}\n").fails();
    insta::assert_snapshot!(site.report(), @"
    error: two routes lead to `/.htaccess`
     ╭▸ static/.htaccess
     ╰ hint: the other is what is written for `hosts` in site.toml; remove the file, or take the host out of `hosts`
    ");
}

// Whatever a title holds.

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn sec_1_rss_12_no_title_breaks_a_feed(
        title in "([\\PC&&[^\u{ad}]]|[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\u{fffe}\u{ffff}]|\\]\\]>|<b>|&amp;|&#x0;|-->|\"|'){1,20}",
    ) {
        let quoted = serde_json::to_string(&format!("T{title}T")).unwrap();
        let site = full("").write(
            "content/articles/neu.md",
            format!("---\ntitle: {quoted}\nsummary: {quoted}\ntags: [{quoted}]\nauthors: [{quoted}]\ndate: 2026-11-23\n---\n{title}\n"),
        );
        let site = site.edit("site.toml", "'Archiv'", &quoted).try_build();
        if site.outcome().report.errors() > 0 {
            return Ok(());
        }
        for url in ["/rss.xml", "/atom.xml", "/archive/atom-2026-11.xml", "/feeds.opml"] {
            let text = site.text(url);
            proptest::prop_assert!(Document::parse(&text).is_ok(), "{}: {}", url, text);
        }
        let read = json(&site, "/feed.json")["items"][0]["title"].as_str().unwrap().to_owned();
        let plain: String = read.chars().filter(|c| !c.is_control() && !"\u{fffe}\u{ffff}".contains(*c)).collect();
        let in_rss = children(&site.text("/rss.xml"), "item", "title").remove(0);
        let seen: String = in_rss.chars().filter(|c| !c.is_control()).collect();
        proptest::prop_assert_eq!(&seen, &plain);
        let in_atom = children(&site.text("/atom.xml"), "entry", "title").remove(0);
        proptest::prop_assert_eq!(in_atom, in_rss);
    }
}
