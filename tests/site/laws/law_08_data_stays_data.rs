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
    assert_eq!(site.xml("/rss.xml", "description")[2], HOSTILE);
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
