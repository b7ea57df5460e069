//! Law 8: what is data stays data (RULES.md, SEC-1): escaped for where it stands.

use proptest::prelude::*;
use scraper::{Html, Selector};

use crate::support::Site;

/// A text that would mean something in every language of the output.
const HOSTILE: &str = r#"<script>alert(1)</script> "x" 'y' & ]]> --> </title> <img src=x onerror=a()> {{ 1 }} {% x %}"#;

/// Without typography, which would put other quotes in the place of those that were typed.
const AS_TYPED: &str = "[markdown]\ntypography = false\n";

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A site that says a text wherever a site can say one, and leaves it as it was typed.
fn saying(text: &str) -> Site {
    let site = saying_set(text);
    let settings = site.read("site.toml").unwrap_or_default();
    site.write("site.toml", settings + AS_TYPED)
}

/// The same, with typography.
fn saying_set(text: &str) -> Site {
    let text = quoted(text);
    Site::new("")
        .write(
            "site.toml",
            format!(
                "base_url = 'https://a.example/'\ntheme = 't'\ntitle = {text}\ndescription = {text}\n"
            ),
        )
        .write(
            "content/articles/one.md",
            format!(
                "---\ntitle: {text}\ndate: 2026-01-01\nupdated: 2026-02-01\nslug: one\ntags: [{text}]\n\
                 authors: [{text}]\ndateline: [{text}]\nkicker: {text}\ndescription: {text}\n\
                 summary: {text}\nid: {text}\nimage: {{ src: a.svg, alt: {text}, caption: {text} }}\n\
                 sources: [{{ title: {text}, url: 'https://b.example/?a=1&b=2' }}]\n\
                 corrections: [{{ date: 2026-01-02, text: {text} }}]\n---\nText\n"
            ),
        )
        .write("content/articles/two.md", "---\ntitle: Two\ndate: 2026-01-02\n---\n")
        .write("static/articles/2026/01/one/a.svg", "<svg/>")
        .write(
            "content/jobs.yaml",
            format!(
                "- title: {text}\n  company: {text}\n  location: [{text}]\n  description: {text}\n  \
                 tags: [{text}]\n  url: 'https://jobs.example/?a=1&b=\"<script>'\n  posted: 2026-01-01\n"
            ),
        )
        .write(
            "content/jobs/own.md",
            format!("---\ntitle: {text}\ncompany: {text}\nposted: 2026-01-01\n---\nText\n"),
        )
}

/// No page of a site holds an element or an attribute that its theme did not write.
fn assert_harmless(site: &Site) {
    let live = Selector::parse("script, img[src=x], iframe, style, svg").unwrap();
    let all = Selector::parse("*").unwrap();
    for path in site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        let text = site.text(&path);
        let page = Html::parse_document(&text);
        assert!(page.select(&live).next().is_none(), "{path}:\n{text}");
        let handler = |element: scraper::ElementRef<'_>| {
            element.value().attrs().any(|(name, _)| name.starts_with("on"))
        };
        assert!(!page.select(&all).any(handler), "{path}:\n{text}");
    }
}

#[test]
fn sec_1_texts_of_front_matter_are_texts_on_every_page() {
    let site = saying(HOSTILE).build();
    assert_harmless(&site);
    let one = "/articles/2026/01/one/";
    for selector in
        ["title", "h1", ".kicker", ".place", ".description", "a.tag", "a.author", "a.source"]
    {
        assert_eq!(site.texts(one, selector), [HOSTILE], "{selector}");
    }
    assert_eq!(site.attributes(one, "img.lead", "alt"), [HOSTILE]);
    assert_eq!(site.attributes(one, "a.source", "href"), ["https://b.example/?a=1&b=2"]);
    assert!(site.texts(one, ".correction")[0].ends_with(HOSTILE));
    assert_eq!(site.texts("/articles/2026/01/two/", "a.earlier"), [HOSTILE]);
    assert_eq!(site.attributes("/", "a.teaser", "title")[1], HOSTILE);
    assert_eq!(site.texts("/", "title"), [HOSTILE]);
}

#[test]
fn sec_1_typography_makes_nothing_of_a_text_but_a_text() {
    let set = HOSTILE.replace("\"x\" 'y'", "„x“ ‚y‘");
    let site = saying_set(HOSTILE).build();
    assert_harmless(&site);
    let one = "/articles/2026/01/one/";
    assert_eq!(site.texts(one, "h1"), [set.as_str()]);
    assert_eq!(site.attributes(one, "img.lead", "alt"), [set.as_str()]);
    assert_eq!(site.texts(one, "a.author"), [HOSTILE]);
    assert_eq!(site.xml("/rss.xml", "title")[2], set);
    assert_eq!(site.xml("/rss.xml", "guid")[1], HOSTILE);
}

#[test]
fn sec_1_texts_of_jobs_are_texts_on_every_page() {
    let site = saying(HOSTILE).build();
    for url in ["/", "/404.html", "/articles/2026/01/one/", "/jobs/"] {
        assert_eq!(site.texts(url, "aside a"), [HOSTILE, HOSTILE], "{url}");
    }
    let links = site.attributes("/jobs/", "a.job", "href");
    assert!(links.contains(&"https://jobs.example/?a=1&b=\"<script>".to_owned()), "{links:?}");
    assert_eq!(site.texts("/jobs/own/", "h1"), [HOSTILE]);
    assert_eq!(site.texts("/jobs/own/", ".company"), [HOSTILE]);
}

#[test]
fn rss_12_texts_of_front_matter_are_texts_in_feeds() {
    let site = saying(HOSTILE).build();
    assert_eq!(site.xml("/rss.xml", "title"), [HOSTILE, "Two", HOSTILE]);
    // A description is HTML.
    let description = site.xml("/rss.xml", "description").remove(2);
    let seen = scraper::Html::parse_fragment(&description);
    assert_eq!(seen.root_element().text().collect::<String>(), HOSTILE);
    assert!(!description.contains('<'), "{description}");
    assert_eq!(site.xml("/rss.xml", "dc:creator"), [HOSTILE]);
    assert_eq!(site.xml("/rss.xml", "category"), [HOSTILE]);
    assert_eq!(site.xml("/rss.xml", "guid")[1], HOSTILE);
    let titles = site.xml("/jobs/rss.xml", "title");
    assert_eq!(titles[1], format!("{HOSTILE} – {HOSTILE}"));
}

#[test]
fn sm_2_addresses_are_escaped_in_sitemaps() {
    let site = Site::new("")
        .write(
            "content/articles/a.md",
            "---\ntitle: A\ndate: 2026-01-01\npath: \"/a&b'c ü/\"\naliases: [\"/x&y/\"]\n---\n",
        )
        .build();
    let expected = "https://a.example/a&b'c%20%C3%BC/";
    assert_eq!(site.xml("/sitemap-2026-01.xml", "loc"), [expected]);
    assert_eq!(site.attributes("/", "a.teaser", "href"), ["/a&b'c%20%C3%BC/"]);
    assert_eq!(site.attributes("/x&y/", "a", "href"), ["/a&b'c%20%C3%BC/"]);
    assert_eq!(site.xml("/rss.xml", "link"), ["https://a.example/", expected]);
}

#[test]
fn a_link_that_a_browser_would_run_is_refused() {
    let site = Site::new("").write(
        "content/articles/a.md",
        "---\ntitle: A\ndate: 2026-01-01\nsources: [{ title: B, url: 'javascript:alert(1)' }]\n---\n",
    );
    let site = site.try_build();
    assert!(site.outcome().report.has_errors(), "{}", site.text("/articles/2026/01/a/"));
    let jobs = "-- content/jobs.yaml --\n- title: B\n  url: 'javascript:alert(1)'\n";
    assert!(Site::new(jobs).fails().messages()[0].contains("`url` is not an address"));
}

#[test]
fn a_link_in_a_text_that_a_browser_would_run_is_left_out() {
    let site = Site::new("").write(
        "content/articles/a.md",
        "---\ntitle: A\ndate: 2026-01-01\n---\n[b](javascript:alert(1)) ![c](javascript:alert(1))\n\
         [d](java&#x0A;script:alert(1)) <javascript:alert(1)>\n",
    );
    let site = site.build();
    let targets = site.attributes("/articles/2026/01/a/", ".content a", "href");
    assert!(!targets.iter().any(|target| target.contains("script:")), "{targets:?}");
}

#[test]
fn the_query_of_a_search_link_is_encoded() {
    let site = Site::new("")
        .write(
            "content/articles/a.md",
            "---\ntitle: A\ndate: 2026-01-01\ntags: ['R&D + Größe#1']\n---\n",
        )
        .build();
    let links = site.attributes("/articles/2026/01/a/", "a.search", "href");
    assert_eq!(links[0], "https://www.google.com/search?q=R%26D%20%2B%20Gr%C3%B6%C3%9Fe%231");
}

#[test]
fn braces_in_a_text_are_text() {
    let text = "{{ page.title }} {% if x %} {# no comment #} {{ get_env(name='HOME') }}";
    let site = Site::new(&format!("-- site.toml --\n{AS_TYPED}"))
        .write(
            "content/articles/a.md",
            format!("---\ntitle: {}\ndate: 2026-01-01\n---\n{text}\n\n`{text}`\n", quoted(text)),
        )
        .build();
    let url = "/articles/2026/01/a/";
    assert_eq!(site.texts(url, "h1"), [text]);
    assert_eq!(site.texts(url, ".content code"), [text]);
    assert!(site.texts(url, ".content p")[0].contains("{% if x %} {# no comment #}"));
}

#[test]
fn the_environment_is_no_data_of_a_template() {
    let site = Site::new("").write("templates/home.html", "{{ get_env(name='HOME') }}").fails();
    assert!(site.report().contains("get_env"), "{}", site.report());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn sec_1_any_title_is_read_back_as_it_was_written(
        text in "[A-Za-z](\\PC|[<>&\"'\\]\\[{}%#-]|]]>|-->|<script>|\\\\){0,24}[A-Za-z]",
    ) {
        let site = saying(&text).build();
        assert_harmless(&site);
        let one = "/articles/2026/01/one/";
        prop_assert_eq!(&site.texts(one, "h1"), std::slice::from_ref(&text));
        prop_assert_eq!(&site.attributes(one, "img.lead", "alt"), std::slice::from_ref(&text));
        let titles = site.xml("/rss.xml", "title");
        prop_assert_eq!(titles.last().unwrap(), &text);
        for path in site.paths().iter().filter(|path| path.ends_with(".xml")) {
            site.xml(path, "loc");
        }
    }
}

/// What a text may hold that is no letter: controls, marks of direction, a byte order mark.
const UNSEEN: &str = "a\u{0}b\u{7}c\u{1b}[31md\u{9b}e\u{202e}f\u{2066}g\u{feff}h\u{2028}i\u{fffe}j";

/// The structured data of a page, which must be JSON.
#[track_caller]
fn structured(site: &Site, url: &str) -> Vec<serde_json::Value> {
    let scripts = site.texts(url, "script[type='application/ld+json']");
    let parsed = scripts.iter().map(|script| serde_json::from_str(script));
    parsed.map(|data| data.unwrap_or_else(|error| panic!("{url}: {error}: {scripts:?}"))).collect()
}

/// All texts in a piece of JSON.
fn texts_in(data: &serde_json::Value) -> Vec<&str> {
    match data {
        serde_json::Value::String(text) => vec![text],
        serde_json::Value::Array(items) => items.iter().flat_map(texts_in).collect(),
        serde_json::Value::Object(map) => map.values().flat_map(texts_in).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn sec_1_a_text_is_followed_through_the_structured_data_of_the_theme() {
    let site = saying(HOSTILE).edit("site.toml", "theme = 't'", "theme = 'zeitung'").build();
    let article = structured(&site, "/articles/2026/01/one/");
    let texts: Vec<&str> = article.iter().flat_map(texts_in).collect();
    assert!(
        texts.iter().filter(|text| **text == HOSTILE).count() >= 4,
        "{texts:#?}{}",
        site.text("/articles/2026/01/one/")
    );
    let text = quoted(HOSTILE);
    let job = format!(
        "---\ntitle: {text}\ncompany: {text}\nlocation: {text}\ncountry: DE\nposted: 2026-01-01\n---\nText\n"
    );
    let site = site.write("content/jobs/own.md", job).build();
    let job = structured(&site, "/jobs/own/");
    assert!(job.iter().flat_map(texts_in).any(|text| text == HOSTILE), "{job:#?}");
    let pages = site.paths().into_iter().filter(|path| path.ends_with(".html"));
    for path in pages {
        structured(&site, &path);
        let alive = site.texts(&path, "script:not([type]), img[src=x]");
        assert!(!alive.iter().any(|script| script.contains("alert")), "{path}");
    }
    for path in site.paths().iter().filter(|path| path.ends_with(".xml")) {
        site.xml(path, "loc");
    }
}

#[test]
fn sec_1_what_cannot_be_seen_breaks_no_page_feed_or_structured_data() {
    let comment = serde_json::json!([{ "name": UNSEEN, "date": "2026-01-07", "text": UNSEEN }]);
    for theme in ["t", "zeitung"] {
        let site = saying(UNSEEN).edit("site.toml", "theme = 't'", &format!("theme = '{theme}'"));
        let site = site.write("content/comments/one.yaml", comment.to_string()).try_build();
        if site.outcome().report.has_errors() {
            // What cannot be a title is told with its line.
            let placed = |found: &blattwerk::diagnostic::Diagnostic| {
                found.place.as_ref().is_some_and(|place| place.line > 0)
            };
            assert!(site.outcome().report.iter().all(placed), "{}", site.report());
            continue;
        }
        for path in site.paths() {
            if path.ends_with(".xml") {
                site.xml(&path, "title");
            }
            if path.ends_with(".html") {
                structured(&site, &path);
            }
        }
    }
}

#[test]
fn sec_1_a_text_is_data_in_a_fragment_of_its_own() {
    for way in ["ssi", "esi", "fetch"] {
        let site = saying(HOSTILE);
        let settings =
            site.read("site.toml").unwrap() + &format!("[fragments]\nsidebar = '{way}'\n");
        let site = site.write("site.toml", settings).build();
        assert_eq!(site.texts("/fragments/sidebar.html", "aside a"), [HOSTILE, HOSTILE]);
        assert!(site.texts("/fragments/sidebar.html", "script, img").is_empty());
    }
}

#[test]
fn sec_1_a_title_is_no_command_to_a_terminal() {
    let text = quoted("A\u{1b}[2JB\u{9b}31mC\u{202e}D");
    let site = Site::new("").write(
        "content/articles/a.md",
        format!(
            "---\ntitle: {text}\ndate: 2026-01-01\ntags: [{text}]\nx: 1\n---\n[a](/b\u{1b}[2J/)\n"
        ),
    );
    for command in [["list", "articles"], ["list", "tags"], ["build", "-v"], ["check", "-v"]] {
        let run = site.run(command);
        let all = run.stdout + &run.stderr;
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!all.contains(obeyed), "{command:?}: {all:?}");
    }
}
