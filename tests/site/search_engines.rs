//! What search engines, networks and news services are told: structured data, meta elements,
//! sitemaps, robots.txt; and that all of them say the same.

use std::collections::BTreeMap;

use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::Site;

const PAGE: &str = "/articles/2026/11/tee/";
const ADDRESS: &str = "https://a.example/articles/2026/11/tee/";

/// A paper in the default theme, with an article that has all there is to say about one.
fn paper(settings: &str) -> Site {
    let settings: Vec<&str> = settings.lines().map(str::trim).collect();
    let settings = settings.join("\n        ");
    Site::exactly(&format!(
        "
        -- site.toml --
        base_url = 'https://a.example/'
        title = 'Blatt'
        description = 'Nachrichten für Leser'
        theme = 'zeitung'
        taxonomies = [{{ name = 'tags', feed = true }}, {{ name = 'categories' }}]
        {settings}
        -- content/pages/impressum.md --
        ---
        title: Impressum
        ---
        Ein Verlag.
        -- content/pages/datenschutz.md --
        ---
        title: Datenschutz
        ---
        Keine Daten.
        -- content/articles/2026/11/tee.md --
        ---
        title: \"Tee - 'gut' für z.B. Leser*innen\"
        date: 2026-11-29T08:15
        updated: 2026-11-29T09:00
        authors: [Ada Muster, Redaktion]
        categories: [Kultur]
        tags: [Tee, Kanne]
        description: Ein Text über Tee.
        corrections: [{{date: 2026-11-30T10:00, text: Es war Kaffee.}}]
        sources: [{{title: Ein Buch, url: 'https://buch.example/'}}, {{title: Ein Gespräch}}]
        translations: {{en: https://tea.example/}}
        image: {{src: kanne.svg, alt: Eine Kanne, credit: 'Foto: A', ai: generated}}
        ---
        Vier Wörter über Tee.
        -- content/articles/2026/11/kanne.svg --
        <svg xmlns='http://www.w3.org/2000/svg' width='1600' height='900'/>
        -- content/comments/2026/11/tee.yaml --
        - {{id: 1, name: Erika, date: 2026-11-29T10:00, text: 'Sehr **gut**', replies: [{{id: 2, name: Blatt, date: 2026-11-29T11:00, text: Danke}}]}}
        -- content/articles/2026/10/alt.md --
        ---
        title: Alt
        date: 2026-10-01
        ---
        Text.
        -- content/jobs/setzer.md --
        ---
        title: Setzer (m/w/d)
        company: Druck
        location: [Köln, Bonn]
        country: DE
        posted: 2026-11-02
        valid_through: 2026-12-24
        employment_type: FULL_TIME
        url: https://druck.example/
        ---
        Blei.
        "
    ))
}

/// The structured data of a page by its types; of each there is one at most.
#[track_caller]
fn data(site: &Site, url: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for script in site.texts(url, "script[type='application/ld+json']") {
        let value: Value = serde_json::from_str(&script)
            .unwrap_or_else(|error| panic!("{url}: {error}\n{script}"));
        assert_eq!(value["@context"], "https://schema.org", "{url}");
        let parts = match value.get("@graph") {
            Some(Value::Array(parts)) => parts.clone(),
            _ => vec![value],
        };
        for part in parts {
            let kind = part["@type"].as_str().unwrap().to_owned();
            assert!(found.insert(kind, part).is_none(), "{url}");
        }
    }
    found
}

fn meta(site: &Site, url: &str, property: &str) -> Vec<String> {
    site.attributes(url, &format!("meta[property='{property}']"), "content")
}

// Structured data.

#[test]
fn ld_1_and_2_an_article_says_all_that_it_shows() {
    let site = paper("extra.collective_authors = ['Redaktion']\nnews.logo = '/logo.png'\nnews.publisher = 'Verlag'").build();
    let article = &data(&site, PAGE)["NewsArticle"];
    let title = site.texts(PAGE, "h1").concat();
    let base = "https://a.example/";
    let expected = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "url": ADDRESS,
        "mainEntityOfPage": ADDRESS,
        "inLanguage": "de",
        "datePublished": "2026-11-29T08:15:00+01:00",
        "dateModified": "2026-11-30T10:00:00+01:00",
        "isAccessibleForFree": true,
        "wordCount": 4,
        "description": "Ein Text über Tee.",
        "author": [
            {"@type": "Person", "name": "Ada Muster", "url": format!("{base}authors/ada-muster/")},
            {"@type": "Organization", "name": "Redaktion", "url": format!("{base}authors/redaktion/")},
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": "https://a.example/#publisher",
            "name": "Verlag",
            "url": base,
            "logo": {"@type": "ImageObject", "url": "https://a.example/logo.png"},
        },
        "articleSection": "Kultur",
        "keywords": ["Tee", "Kanne"],
        "image": [{
            "@type": "ImageObject",
            "url": "https://a.example/articles/2026/11/kanne.svg",
            "width": 1600,
            "height": 900,
            "creditText": "Foto: A",
            "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        }],
        "commentCount": 2,
        "comment": [{
            "@type": "Comment",
            "url": format!("{ADDRESS}#comment_1"),
            "datePublished": "2026-11-29T10:00:00+01:00",
            "text": "Sehr gut",
            "author": {"@type": "Person", "name": "Erika"},
            "comment": [{
                "@type": "Comment",
                "url": format!("{ADDRESS}#comment_2"),
                "datePublished": "2026-11-29T11:00:00+01:00",
                "text": "Danke",
                "author": {"@type": "Person", "name": "Blatt"},
            }],
        }],
        "correction": [{
            "@type": "CorrectionComment",
            "datePublished": "2026-11-30T10:00:00+01:00",
            "text": "Es war Kaffee.",
        }],
        "citation": [
            {"@type": "CreativeWork", "name": "Ein Buch", "url": "https://buch.example/"},
            {"@type": "CreativeWork", "name": "Ein Gespräch"},
        ],
    });
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    assert_eq!(pretty(article), pretty(&expected));
}

#[test]
fn ld_3_every_page_below_the_front_page_says_where_it_stands_and_shows_it() {
    let site = paper("paginate_by = 1").build();
    let pages = site.paths();
    let below = pages.iter().filter(|path| {
        path.ends_with(".html") && !["index.html", "404.html"].contains(&path.as_str())
    });
    for path in below {
        let url = format!("/{path}");
        let trail = &data(&site, &url)["BreadcrumbList"]["itemListElement"];
        let items = trail.as_array().unwrap();
        assert!(items.len() >= 2, "{url}: {trail}");
        let mut shown = site.texts(&url, ".trail a");
        shown.push(items.last().unwrap()["name"].as_str().unwrap().to_owned());
        for (at, item) in items.iter().enumerate() {
            assert_eq!(item["position"], at + 1, "{url}");
            assert_eq!(item["name"], shown[at], "{url}");
            let is_last = at + 1 == items.len();
            assert_eq!(item.get("item").is_none(), is_last, "{url}");
            if let Some(address) = item.get("item") {
                let path = address.as_str().unwrap().strip_prefix("https://a.example").unwrap();
                assert!(site.has_page(path), "{url} leads to {path}");
            }
        }
    }
    assert!(!data(&site, "/").contains_key("BreadcrumbList"));
    assert_eq!(site.texts(PAGE, ".trail a"), ["Startseite", "Kultur"]);
    assert_eq!(site.texts("/tags/tee/", ".trail a"), ["Startseite", "Schlagwörter"]);
}

#[test]
fn ld_4_the_front_page_alone_says_what_the_site_is_and_who_publishes_it() {
    let site = paper(
        "[news]
        publication = 'Das Blatt'
        publisher = 'Verlag'
        logo = 'https://a.example/logo.png'
        publishing_principles = '/impressum/'
        same_as = ['https://social.example/@blatt']",
    )
    .build();
    let front = data(&site, "/");
    assert_eq!(front.keys().collect::<Vec<_>>(), ["NewsMediaOrganization", "WebSite"]);
    let (paper, web) = (&front["NewsMediaOrganization"], &front["WebSite"]);
    assert_eq!(web["name"], "Blatt");
    assert_eq!(web["alternateName"], "Das Blatt");
    assert_eq!(web["publisher"]["@id"], paper["@id"]);
    assert_eq!(paper["name"], "Verlag");
    assert_eq!(paper["logo"]["url"], "https://a.example/logo.png");
    assert_eq!(paper["publishingPrinciples"], "https://a.example/impressum/");
    assert_eq!(paper["correctionsPolicy"], "https://a.example/corrections/");
    assert_eq!(paper["sameAs"], json!(["https://social.example/@blatt"]));
    for path in site.paths().iter().filter(|path| path.ends_with(".html") && *path != "index.html")
    {
        let found = data(&site, &format!("/{path}"));
        assert!(
            !found.contains_key("WebSite") && !found.contains_key("NewsMediaOrganization"),
            "{path}"
        );
    }
}

#[test]
fn ld_5_to_7_a_job_is_structured_on_its_own_page_while_it_is_open() {
    let site = paper("").build();
    let job = &data(&site, "/jobs/setzer/")["JobPosting"];
    assert_eq!(job["title"], "Setzer");
    assert_eq!(job["description"], "<p>Blei.</p>\n");
    assert_eq!(job["datePosted"], "2026-11-02");
    assert_eq!(job["validThrough"], "2026-12-25T00:00:00+01:00", "a day counts until its end");
    assert_eq!(job["hiringOrganization"]["name"], "Druck");
    assert_eq!(job["employmentType"], "FULL_TIME");
    assert_eq!(job["jobLocation"][1]["address"]["addressLocality"], "Bonn");
    assert_eq!(job["jobLocation"][1]["address"]["addressCountry"], "DE");
    let others = |site: &Site| {
        let pages = site.paths().into_iter().filter(|path| path.ends_with(".html"));
        pages.filter(|path| site.text(path).contains("JobPosting")).collect::<Vec<_>>()
    };
    assert_eq!(others(&site), ["jobs/setzer/index.html"]);
    let site = site.at("2026-12-24T22:59:59Z").build();
    assert_eq!(others(&site).len(), 1);
    let site = site.at("2026-12-24T23:00:00Z").build();
    assert_eq!(others(&site), [] as [&str; 0]);
    let site = site
        .at("2026-12-01T00:00:00Z")
        .edit("content/jobs/setzer.md", "location: [Köln, Bonn]\n", "remote: true\n")
        .build();
    let job = &data(&site, "/jobs/setzer/")["JobPosting"];
    assert_eq!(job["jobLocationType"], "TELECOMMUTE");
    assert_eq!(job["applicantLocationRequirements"]["name"], "DE");
}

#[test]
fn ld_5_what_a_job_lacks_is_told_with_its_place() {
    let site = Site::new(
        "
        -- content/jobs/setzer.md --
        ---
        # Noch zu ergänzen.
        title: Setzer
        country: DE
        ---
        -- content/jobs.yaml --
        - {title: Anderswo, url: 'https://b.example/'}
        ",
    )
    .build();
    insta::assert_snapshot!(site.report(), @r#"
    warning: this job has no `company`, `posted`, `description`
      ╭▸ content/jobs/setzer.md:3:8
      │
    3 │ title: Setzer
      │        ━━━━━━ search engines do not list it as a job
      │
      ╰ hint: add `company: …`, who employs; `posted: 2026-11-23`, since when it is open; a text below the front matter, or `description: …`
    "#);
    assert!(data(&site, "/jobs/setzer/").is_empty());
    let site = site.write(
        "site.toml",
        "base_url = 'https://a.example/'\ntheme = 't'\n[check]\nincomplete-job = 'off'\n",
    );
    assert_eq!(site.build().messages(), [] as [&str; 0]);
}

// Meta elements.

#[test]
fn meta_1_to_3_and_6_every_page_of_both_themes_has_what_it_needs_once() {
    for theme in ["zeitung", "schlicht"] {
        let long = "Sehr langer Satz über Tee und Kannen. ".repeat(9);
        let site = paper("paginate_by = 1\n")
            .edit("site.toml", "'zeitung'", &format!("'{theme}'"))
            .edit("content/articles/2026/11/tee.md", "Ein Text über Tee.", &long)
            .build();
        let mut titles = BTreeMap::new();
        for path in site.paths().iter().filter(|path| path.ends_with(".html")) {
            let url = format!("/{path}");
            let page = site.text(&url);
            assert!(page.find("<meta charset").unwrap() < 1000, "{theme}{url}");
            assert_eq!(page.matches("<title>").count(), 1, "{theme}{url}");
            assert!(!page.contains("user-scalable"), "{theme}{url}");
            let title = site.texts(&url, "title").concat();
            if let Some(other) = titles.insert(title.clone(), url.clone()) {
                panic!("{theme}: {url} and {other} have the title {title}");
            }
            let address = format!("https://a.example/{}", path.trim_end_matches("index.html"));
            let canonical = site.attributes(&url, "link[rel=canonical]", "href");
            assert_eq!(canonical.concat(), address);
            assert_eq!(meta(&site, &url, "og:url"), canonical);
            for property in ["og:title", "og:type", "og:locale", "og:site_name"] {
                assert_eq!(meta(&site, &url, property).len(), 1, "{theme}{url} {property}");
            }
            assert_eq!(meta(&site, &url, "og:locale"), ["de_DE"]);
            for description in site.attributes(&url, "meta[name=description]", "content") {
                assert!(description.chars().count() <= 160, "{theme}{url}: {description}");
            }
            let robots = site.attributes(&url, "meta[name=robots]", "content");
            let expected = if path == "404.html" { "noindex" } else { "max-image-preview:large" };
            assert_eq!(robots, [expected], "{theme}{url}");
        }
    }
}

#[test]
fn meta_2_an_article_tells_networks_what_it_is_about_and_shows() {
    for theme in ["zeitung", "schlicht"] {
        let site = paper("").edit("site.toml", "'zeitung'", &format!("'{theme}'")).build();
        let one = |property: &str| meta(&site, PAGE, property).concat();
        assert_eq!(one("og:type"), "article");
        assert_eq!(one("article:published_time"), "2026-11-29T08:15:00+01:00");
        assert_eq!(one("article:modified_time"), "2026-11-30T10:00:00+01:00");
        assert_eq!(one("article:section"), "Kultur");
        assert_eq!(meta(&site, PAGE, "article:tag"), ["Tee", "Kanne"]);
        assert_eq!(meta(&site, PAGE, "article:author")[0], "https://a.example/authors/ada-muster/");
        // The picture is drawn in lines, which no network shows: so there is a card.
        assert_eq!(one("og:image"), format!("{ADDRESS}card.png"));
        assert_eq!((one("og:image:width"), one("og:image:height")), ("1200".into(), "630".into()));
        assert_eq!(one("og:image:type"), "image/png");
        assert_eq!(one("og:image:alt"), site.texts(PAGE, "h1").concat());
        let card = site.attributes(PAGE, "meta[name='twitter:card']", "content");
        assert_eq!(card, ["summary_large_image"]);
    }
}

#[test]
fn meta_5_a_translated_article_names_all_languages_itself_too_and_one_for_all_others() {
    for theme in ["zeitung", "schlicht"] {
        let site = paper("").edit("site.toml", "'zeitung'", &format!("'{theme}'")).build();
        let pairs = |site: &Site| {
            let of = |name: &str| site.attributes(PAGE, "link[hreflang]", name);
            of("hreflang").into_iter().zip(of("href")).collect::<Vec<_>>()
        };
        let pair = |lang: &str, url: &str| (lang.to_owned(), url.to_owned());
        let english = "https://tea.example/";
        assert_eq!(
            pairs(&site),
            [pair("de", ADDRESS), pair("en", english), pair("x-default", ADDRESS)]
        );
        let site = site
            .edit(
                "content/articles/2026/11/tee.md",
                "translations: {en:",
                "lang: fr\ntranslations: {de:",
            )
            .build();
        assert_eq!(
            pairs(&site),
            [pair("fr", ADDRESS), pair("de", english), pair("x-default", english)]
        );
        assert!(site.attributes("/articles/2026/10/alt/", "link[hreflang]", "href").is_empty());
    }
}

// One truth.

/// What one place says of the article; what it does not speak of is nothing.
#[derive(Debug, Default, PartialEq)]
struct Said {
    title: Option<String>,
    published: Option<String>,
    changed: Option<String>,
    authors: Option<Vec<String>>,
}

fn some(texts: Vec<String>) -> Option<String> {
    texts.into_iter().next()
}

/// What the Atom feed says of the newest article.
fn atom(site: &Site) -> Said {
    let text = site.text("/atom.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    let entry = document.descendants().find(|node| node.has_tag_name((ATOM, "entry"))).unwrap();
    let texts = |name: &str| {
        let nodes = entry.descendants().filter(|node| node.has_tag_name((ATOM, name)));
        nodes.filter_map(|node| node.text().map(str::to_owned)).collect::<Vec<String>>()
    };
    Said {
        title: some(texts("title")),
        published: some(texts("published")),
        changed: some(texts("updated")),
        authors: Some(texts("name")),
    }
}

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// What the JSON Feed says of the newest article.
fn json_feed(site: &Site) -> Said {
    let feed: Value = serde_json::from_str(&site.text("/feed.json")).unwrap();
    let item = &feed["items"][0];
    let text = |key: &str| item[key].as_str().map(str::to_owned);
    let authors = item["authors"].as_array().unwrap().iter();
    let authors = authors.map(|author| author["name"].as_str().unwrap().to_owned());
    Said {
        title: text("title"),
        published: text("date_published"),
        changed: text("date_modified"),
        authors: Some(authors.collect()),
    }
}

/// Every place that says something of the article. Another feed is another line.
fn all_that_is_said(site: &Site) -> Vec<(&'static str, Said)> {
    let times = site.attributes(PAGE, ".credits time", "datetime");
    let article = data(site, PAGE).remove("NewsArticle").unwrap();
    let text = |key: &str| article[key].as_str().map(str::to_owned);
    let authors = article["author"].as_array().unwrap().iter();
    let authors = authors.map(|author| author["name"].as_str().unwrap().to_owned()).collect();
    let seconds = |text: &str| jiff::fmt::rfc2822::parse(text).unwrap().timestamp().to_string();
    vec![
        (
            "the page",
            Said {
                title: some(site.texts(PAGE, "h1")),
                published: times.first().cloned(),
                changed: times.get(1).cloned(),
                authors: Some(site.texts(PAGE, "a[rel=author]")),
            },
        ),
        (
            "structured data",
            Said {
                title: text("headline"),
                published: text("datePublished"),
                changed: text("dateModified"),
                authors: Some(authors),
            },
        ),
        (
            "Open Graph",
            Said {
                title: some(meta(site, PAGE, "og:title")),
                published: some(meta(site, PAGE, "article:published_time")),
                changed: some(meta(site, PAGE, "article:modified_time")),
                authors: None,
            },
        ),
        (
            "the feed",
            Said {
                title: site.xml("/rss.xml", "title").get(1).cloned(),
                published: some(site.xml("/rss.xml", "pubDate")).map(|date| seconds(&date)),
                changed: some(site.xml("/rss.xml", "lastBuildDate")).map(|date| seconds(&date)),
                authors: Some(site.xml("/rss.xml", "dc:creator")),
            },
        ),
        ("the Atom feed", atom(site)),
        ("the JSON Feed", json_feed(site)),
        (
            "the sitemap",
            Said { changed: some(site.xml("/sitemap-2026-11.xml", "lastmod")), ..Said::default() },
        ),
        (
            "the sitemap of news",
            Said {
                title: some(site.xml("/news-sitemap.xml", "news:title")),
                published: some(site.xml("/news-sitemap.xml", "news:publication_date")),
                ..Said::default()
            },
        ),
    ]
}

#[test]
fn meta_4_pages_data_feeds_and_sitemaps_say_the_same() {
    let settings = "news.publication = 'Blatt'\nfeeds.atom = true\nfeeds.json = true";
    let site = paper(settings).build();
    let title = "Tee\u{a0}– ‚gut‘ für z.\u{202f}B. Leser*innen";
    for (place, said) in all_that_is_said(&site) {
        let is = |said: &Option<String>, expected: &str| {
            said.as_ref().is_none_or(|said| {
                let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
                said == expected || (moment(said).is_some() && moment(said) == moment(expected))
            })
        };
        assert!(is(&said.title, title), "{place}: {said:?}");
        assert!(is(&said.published, "2026-11-29T08:15:00+01:00"), "{place}: {said:?}");
        assert!(is(&said.changed, "2026-11-30T10:00:00+01:00"), "{place}: {said:?}");
        let authors = said.authors.clone().unwrap_or_default();
        assert!(
            said.authors.is_none() || authors == ["Ada Muster", "Redaktion"],
            "{place}: {said:?}"
        );
    }
}

#[test]
fn meta_4_what_was_changed_before_it_was_published_was_not() {
    let site = paper("")
        .edit(
            "content/articles/2026/10/alt.md",
            "date: 2026-10-01",
            "date: 2026-10-01\nupdated: 2026-09-30",
        )
        .build();
    let url = "/articles/2026/10/alt/";
    assert_eq!(data(&site, url)["NewsArticle"]["dateModified"], "2026-10-01T00:00:00+02:00");
    assert!(meta(&site, url, "article:modified_time").is_empty());
    assert_eq!(site.attributes(url, ".credits time", "datetime").len(), 1);
}

// Sitemaps and robots.txt.

/// The elements of an XML file in their order, by their names with the prefixes.
fn elements(site: &Site, url: &str) -> Vec<String> {
    let text = site.text(url);
    let tags = text.split('<').filter(|tag| !tag.starts_with(['/', '?']));
    tags.filter_map(|tag| tag.split([' ', '>', '/']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn sm_1_a_sitemap_that_would_hold_too_much_is_cut() {
    let site = paper("sitemaps.limit = 2").build();
    let named = site.xml("/sitemap.xml", "loc");
    assert!(named.contains(&"https://a.example/sitemap-pages-2.xml".to_owned()), "{named:?}");
    let mut all: Vec<String> = Vec::new();
    for address in &named {
        let found = site.xml(address.strip_prefix("https://a.example").unwrap(), "loc");
        assert!((1..=2).contains(&found.len()), "{address}: {found:?}");
        all.extend(found);
    }
    let whole = site.edit("site.toml", "sitemaps.limit = 2", "").build();
    let maps = whole.xml("/sitemap.xml", "loc").into_iter();
    let mut expected: Vec<String> = maps
        .flat_map(|address| whole.xml(address.strip_prefix("https://a.example").unwrap(), "loc"))
        .collect();
    all.sort();
    expected.sort();
    assert_eq!(all, expected);
    let there: Vec<String> =
        whole.paths().into_iter().filter(|path| path.starts_with("sitemap-")).collect();
    assert_eq!(there.len(), 4, "{there:?}");
}

#[test]
fn sm_1_a_sitemap_without_addresses_is_none() {
    let site = Site::new(
        "-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\nnoindex: true\n---\n",
    )
    .build();
    let there: Vec<String> =
        site.paths().into_iter().filter(|path| path.starts_with("sitemap")).collect();
    assert_eq!(there, ["sitemap-pages.xml", "sitemap.xml"]);
    assert_eq!(site.xml("/sitemap.xml", "loc"), ["https://a.example/sitemap-pages.xml"]);
    site.equals_clean();
}

#[test]
fn sm_4_the_sitemap_of_news_holds_two_days() {
    let site = paper("news.publication = 'Blatt'")
        .write(
            "content/articles/ad.md",
            "---\ntitle: Kauf\ndate: 2026-11-30\nsponsored: true\n---\n",
        )
        .write("content/articles/no.md", "---\ntitle: Nein\ndate: 2026-11-30\nnoindex: true\n---\n")
        .write(
            "content/articles/en.md",
            "---\ntitle: Te\u{ad}a & <b>\ndate: 2026-11-30\nlang: en-GB\n---\n",
        )
        .write(
            "content/articles/zh.md",
            "---\ntitle: Cha\ndate: 2026-11-30T01:00\nlang: zh-Hant\n---\n",
        )
        .build();
    let news = "/news-sitemap.xml";
    assert_eq!(
        site.xml(news, "news:title"),
        ["Cha", "Tea & <b>", "Tee\u{a0}– ‚gut‘ für z.\u{202f}B. Leser*innen"]
    );
    assert_eq!(site.xml(news, "news:language"), ["zh-tw", "en", "de"]);
    assert_eq!(site.xml(news, "news:name"), ["Blatt"; 3]);
    assert_eq!(site.xml(news, "news:publication_date")[2], "2026-11-29T08:15:00+01:00");
    assert_eq!(site.xml(news, "loc")[2], ADDRESS);
    assert_eq!(
        elements(&site, news)[..9],
        [
            "urlset",
            "url",
            "loc",
            "news:news",
            "news:publication",
            "news:name",
            "news:language",
            "news:publication_date",
            "news:title"
        ]
    );
    assert!(
        !site.xml("/sitemap.xml", "loc").concat().contains("news"),
        "its own place is robots.txt"
    );
}

#[test]
fn sm_4_without_a_publication_there_is_no_sitemap_of_news() {
    let site = paper("").build();
    assert!(!site.has_page("/news-sitemap.xml"));
    site.has_not("/robots.txt", "news");
}

#[test]
fn sm_5_the_clock_alone_takes_an_article_out_of_the_news() {
    let site = paper("news.publication = 'Blatt'").at("2026-12-01T07:14:59Z").build();
    let next = |site: &Site| site.outcome().next_change.map(|at| at.to_string());
    assert_eq!(next(&site).as_deref(), Some("2026-12-01T07:15:00Z"));
    assert_eq!(site.xml("/news-sitemap.xml", "loc"), [ADDRESS]);
    let site = site.at("2026-12-01T07:15:00Z").build();
    site.wrote(["news-sitemap.xml"]);
    // One address must stand in a sitemap; this one does not say that it is news.
    assert_eq!(site.xml("/news-sitemap.xml", "loc"), ["https://a.example/"]);
    assert_eq!(site.xml("/news-sitemap.xml", "news:title"), [] as [&str; 0]);
    assert_eq!(next(&site).as_deref(), Some("2026-12-24T23:00:00Z"), "the job is over");
    let site = site.equals_clean().at("2026-12-03T00:00:00Z").build();
    site.did_nothing();
    // Back in time it is news again.
    let site = site.at("2026-12-01T00:00:00Z").build();
    site.wrote(["news-sitemap.xml"]);
    site.equals_clean();
}

#[test]
fn sm_6_the_picture_of_an_article_stands_in_the_sitemap() {
    let site = paper("").build();
    let map = "/sitemap-2026-11.xml";
    assert_eq!(site.xml(map, "image:loc"), ["https://a.example/articles/2026/11/kanne.svg"]);
    assert_eq!(
        elements(&site, map),
        ["urlset", "url", "loc", "lastmod", "image:image", "image:loc"]
    );
    site.has_not("/sitemap-2026-10.xml", "image");
    let site = site.remove("content/articles/2026/11/kanne.svg").build();
    site.has_not(map, "image");
    site.equals_clean();
}

#[test]
fn sm_7_robots_txt_names_sitemaps_and_whom_it_keeps_out() {
    let site = paper("news.publication = 'Blatt'\nrobots.disallow = ['GPTBot', 'CCBot']").build();
    insta::assert_snapshot!(site.text("/robots.txt"), @r#"
    User-agent: *
    Disallow:

    User-agent: GPTBot
    Disallow: /

    User-agent: CCBot
    Disallow: /

    Sitemap: https://a.example/sitemap.xml
    Sitemap: https://a.example/news-sitemap.xml
    "#);
}

#[test]
fn sm_7_a_robots_txt_that_nobody_reads_is_told() {
    let site = paper("").edit("site.toml", "a.example/", "a.example/blatt/").check();
    insta::assert_snapshot!(site.report(), @r#"
    warning: no crawler reads robots.txt below `/blatt`
      ╭▸ site.toml:1:12
      │
    1 │ base_url = 'https://a.example/blatt/'
      │            ━━━━━━━━━━━━━━━━━━━━━━━━━━ it is looked for at the root of the host only
      │
      ╰ hint: add `Sitemap: https://a.example/blatt/sitemap.xml` to https://a.example/robots.txt
    "#);
}

#[test]
fn settings_for_search_engines_are_looked_at() {
    let site = paper(
        "[news]
        publication = 'Blatt (Köln)'
        logo = 'mailto:a@a.example'
        same_as = ['@blatt']
        [sitemaps]
        limit = 50001
        [robots]
        disallow = ['*']
        [comments]
        report = 'https://a.example/?a={address}'",
    )
    .fails();
    insta::assert_snapshot!(site.report(), @r#"
    error: `publication` has something in brackets
      ╭▸ site.toml:7:15
      │
    7 │ publication = 'Blatt (Köln)'
      │               ━━━━━━━━━━━━━━
      │
      ╰ hint: write the name alone, as news services show it, without what they add

    error: `logo` is not an address on the web
      ╭▸ site.toml:8:8
      │
    8 │ logo = 'mailto:a@a.example'
      │        ━━━━━━━━━━━━━━━━━━━━
      │
      ╰ hint: begin it with `https://` or `/`

    error: `@blatt` is not an address on the web
      ╭▸ site.toml:9:11
      │
    9 │ same_as = ['@blatt']
      │           ━━━━━━━━━━
      │
      ╰ hint: begin each with `https://`

    error: `limit` is above 50000
       ╭▸ site.toml:11:9
       │
    11 │ limit = 50001
       │         ━━━━━
       │
       ╰ hint: search engines refuse a sitemap that holds more

    error: `*` is not the name of a crawler
       ╭▸ site.toml:13:12
       │
    13 │ disallow = ['*']
       │            ━━━━━
       │
       ╰ hint: letters, `-` and `_` only: "GPTBot"; to keep all out, write static/robots.txt

    error: `report` has a blank that nothing fills
       ╭▸ site.toml:15:10
       │
    15 │ report = 'https://a.example/?a={address}'
       │          ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
       │
       ╰ hint: write `{url}` or `{title}` where those of the article belong
    "#);
}

#[test]
fn a_logo_that_is_not_there_is_told() {
    let site = paper("[news]\nlogo = '/logo.png'\n").check();
    insta::assert_snapshot!(site.report(), @r#"
    warning: the logo `/logo.png` is not there
      ╭▸ site.toml:7:8
      │
    7 │ logo = '/logo.png'
      │        ━━━━━━━━━━━
      │
      ╰ hint: put it at `static/logo.png`
    "#);
    let site = site.write("static/logo.png", "A").check();
    assert!(!site.report().contains("logo"), "{}", site.report());
}

// The law.

/// All pages of the site that this project is, and one that was withdrawn.
fn bundled() -> Site {
    Site::bundled().write("redirects.yaml", "- {from: /weg/, gone: true}\n").build()
}

#[test]
fn rss_12_every_xml_file_of_the_bundled_site_is_read_by_a_strict_parser() {
    let site = bundled();
    let is_xml = |path: &String| path.ends_with(".xml") || path.ends_with(".opml");
    let files: Vec<String> = site.paths().into_iter().filter(is_xml).collect();
    assert!(files.len() > 50, "{files:?}");
    for file in files {
        let text = site.text(&format!("/{file}"));
        roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

#[test]
fn law_1_and_2_every_page_of_the_bundled_site_leads_to_imprint_and_privacy() {
    let site = bundled();
    let pages: Vec<String> =
        site.paths().into_iter().filter(|path| path.ends_with(".html")).collect();
    assert!(
        pages.iter().any(|path| path == "weg/index.html")
            && pages.iter().any(|path| path == "404.html")
    );
    let links = Selector::parse("a[href]").unwrap();
    for path in pages {
        let page = site.text(&format!("/{path}"));
        // What leads on at once is no page to read.
        if page.contains("http-equiv=\"refresh\"") {
            continue;
        }
        let page = Html::parse_document(&page);
        let found: Vec<(String, String)> = page
            .select(&links)
            .map(|link| {
                (
                    link.value().attr("href").unwrap().to_owned(),
                    link.text().collect::<String>().trim().to_owned(),
                )
            })
            .collect();
        for (href, text) in [("/impressum/", "Impressum"), ("/datenschutz/", "Datenschutz")] {
            let leads = found.iter().any(|(to, shown)| to == href && shown.starts_with(text));
            assert!(leads, "{path} does not lead to {href}");
        }
    }
}

#[test]
fn law_1_and_2_a_german_site_without_imprint_and_privacy_is_told() {
    let site = Site::exactly("-- site.toml --\nbase_url = 'https://a.example/'\n").check();
    insta::assert_snapshot!(site.report(), @r#"
    warning: there is no page `Datenschutz`
      ╭▸ site.toml:1:12
      │
    1 │ base_url = 'https://a.example/'
      │            ━━━━━━━━━━━━━━━━━━━━ whoever publishes in Germany needs one that each page leads to
      │
      ╰ hint: write content/pages/datenschutz.md; the theme leads there from every page

    warning: there is no page `Impressum`
      ╭▸ site.toml:1:12
      │
    1 │ base_url = 'https://a.example/'
      │            ━━━━━━━━━━━━━━━━━━━━ whoever publishes in Germany needs one that each page leads to
      │
      ╰ hint: write content/pages/impressum.md; the theme leads there from every page
    "#);
    let without = |settings: &str| {
        let text = format!("base_url = 'https://a.example/'\n{settings}");
        Site::exactly("").write("site.toml", text).check().messages()
    };
    assert_eq!(without("default_language = 'en'"), [] as [&str; 0]);
    assert_eq!(without("[check]\nmissing-legal-page = 'off'"), [] as [&str; 0]);
    let footer = "[extra]\nfooter = [{title = 'Impressum', path = 'https://b.example/i/'}]";
    assert_eq!(without(footer), ["there is no page `Datenschutz`"]);
}

#[test]
fn law_5_a_correction_is_shown_dated_listed_and_a_change() {
    for theme in ["zeitung", "schlicht"] {
        let site = paper("").edit("site.toml", "'zeitung'", &format!("'{theme}'")).build();
        let shown = site.texts(PAGE, ".corrections p").concat();
        assert!(shown.contains("30. November 2026") && shown.contains("Es war Kaffee."), "{shown}");
        assert_eq!(
            site.attributes(PAGE, ".corrections time", "datetime"),
            ["2026-11-30T10:00:00+01:00"]
        );
        if theme == "zeitung" {
            site.has("/corrections/", "Es war Kaffee.");
        }
    }
}

#[test]
fn law_6_and_9_a_picture_says_who_made_it_and_whether_a_machine_did() {
    for theme in ["zeitung", "schlicht"] {
        let site = paper("").edit("site.toml", "'zeitung'", &format!("'{theme}'")).build();
        let shown = site.texts(PAGE, ".hero figcaption").concat();
        assert!(
            shown.contains("Foto: A") && shown.contains("von künstlicher Intelligenz erzeugt"),
            "{shown}"
        );
        // Also where the text shows the picture, so that it does not stand above it.
        let site = site
            .edit(
                "content/articles/2026/11/tee.md",
                "Vier Wörter",
                "![Kanne](kanne.svg)\n\nVier Wörter",
            )
            .build();
        let shown = site.texts(PAGE, "p.note").concat();
        assert!(
            shown.contains("Foto: A") && shown.contains("von künstlicher Intelligenz erzeugt"),
            "{theme}: {shown}"
        );
    }
    let site = paper("")
        .edit("content/articles/2026/11/tee.md", "ai: generated", "ai: vielleicht")
        .fails();
    insta::assert_snapshot!(site.report(), @r#"
    error: `ai` cannot be `vielleicht`
       ╭▸ content/articles/2026/11/tee.md:12:65
       │
       ⸬  
    12 │ …e: {src: kanne.svg, alt: Eine Kanne, credit: 'Foto: A', ai: vielleicht}
       │                                                              ━━━━━━━━━━
       │
       ╰ hint: one of: `none`, `assisted`, `generated`
    "#);
}

#[test]
fn law_8_a_comment_can_be_reported_and_shows_no_address() {
    for theme in ["zeitung", "schlicht"] {
        let site = paper("comments.mail = 'a&b@a.example'")
            .edit("site.toml", "'zeitung'", &format!("'{theme}'"))
            .edit(
                "content/comments/2026/11/tee.yaml",
                "name: Erika",
                "name: Erika, email: erika@privat.example",
            )
            .build();
        let links = |site: &Site| site.attributes(PAGE, ".comments a[rel=nofollow]", "href");
        let at = "https%3A%2F%2Fa.example%2Farticles%2F2026%2F11%2Ftee%2F%23comment_";
        let found = links(&site);
        assert_eq!(found.len(), 2, "{theme}: one for each comment");
        assert!(
            found[0].starts_with(
                "mailto:a%26b@a.example?subject=Meldung%20eines%20Kommentars%20zu%3A%20Tee"
            ),
            "{found:?}"
        );
        assert!(found[0].ends_with(&format!("&body={at}1")), "{found:?}");
        for path in site.paths() {
            assert!(
                !String::from_utf8_lossy(&site.bytes()[&path]).contains("privat.example"),
                "{path}"
            );
        }
        let site = site
            .edit(
                "site.toml",
                "comments.mail = 'a&b@a.example'",
                "comments.report = 'https://a.example/m?u={url}'",
            )
            .build();
        assert_eq!(links(&site)[1], format!("https://a.example/m?u={at}2"));
        let site =
            site.edit("site.toml", "comments.report = 'https://a.example/m?u={url}'", "").build();
        assert!(links(&site).is_empty());
    }
}
