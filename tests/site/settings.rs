//! What `site.toml` may say, and what is said of mistakes in it.

use crate::support::Site;

fn with(settings: &str) -> Site {
    Site::new("").write("site.toml", settings)
}

fn fails(settings: &str) -> String {
    with(&format!("base_url = 'https://a.example/'\ntheme = 't'\n{settings}\n")).fails().report()
}

#[test]
fn base_url_is_the_only_required_key() {
    with("base_url = 'https://a.example/'\n").build();
    insta::assert_snapshot!(with("title = 'A'\n").fails().report(), @r#"
    error: `base_url` is missing
      ╭▸ site.toml:1:1
      │
    1 │ title = 'A'
      │ ━ it belongs among these lines
      │
      ╰ hint: add to site.toml: base_url = "https://example.org/"
    "#);
    insta::assert_snapshot!(with("").fails().report(), @r#"
    error: `base_url` is missing
      ╭▸ site.toml:1:1
      │
    1 │
      │ ━ it belongs among these lines
      │
      ╰ hint: add to site.toml: base_url = "https://example.org/"
    "#);
}

#[test]
fn base_url_is_an_address() {
    for bad in [
        "a.example",
        "ftp://a.example/",
        "https://",
        "https:///x/",
        "https://a.example/?a",
        "//a.example/",
    ] {
        let report = with(&format!("base_url = '{bad}'\n")).fails().report();
        assert!(report.contains("`base_url` is not an address"), "{bad}: {report}");
    }
    insta::assert_snapshot!(with("base_url = 'a.example'\n").fails().report(), @r#"
    error: `base_url` is not an address
      ╭▸ site.toml:1:12
      │
    1 │ base_url = 'a.example'
      │            ━━━━━━━━━━━ it does not begin with `https://` or `http://`
      │
      ╰ hint: write it as "https://example.org/"
    "#);
}

#[test]
fn without_site_toml_there_is_no_site() {
    let site = Site::exactly("-- content/articles/a.md --\nText\n");
    site.run(["build"]).exits(1).complains("there is no `site.toml`").complains("blattwerk init");
}

#[test]
fn an_unknown_key_is_an_error_with_the_nearest_known_one() {
    insta::assert_snapshot!(fails("titel = 'A'"), @"
    error: there is no key `titel`
      ╭▸ site.toml:3:1
      │
    3 │ titel = 'A'
      │ ━━━━━
      │
      ╰ hint: did you mean `title`?
    ");
    insta::assert_snapshot!(fails("[paths]\ntag = 'stichworte'"), @"
    error: there is no key `tag`
      ╭▸ site.toml:4:1
      │
    4 │ tag = 'stichworte'
      │ ━━━
      │
      ╰ hint: did you mean `tags`?
    ");
    insta::assert_snapshot!(fails("[feeds]\nqqqqqqqq = 1"), @r#"
        error: there is no key `qqqqqqqq`
          ╭▸ site.toml:4:1
          │
        4 │ qqqqqqqq = 1
          │ ━━━━━━━━
          │
          ╰ hint: known here: `atom`, `authors`, `full_text`, `hub`, `id`, `json`, `limit`, `rss`
        "#);
}

#[test]
fn all_unknown_keys_are_said_at_once() {
    let site = with(
        "base_url = 'https://a.example/'\ntheme = 't'\na1 = 1\nb2 = 2\n[jobs]\nc3 = 3\n[[promo]]\nd4 = 4\n",
    );
    let site = site.fails();
    let unknown: Vec<String> =
        site.messages().into_iter().filter(|message| message.contains("there is no key")).collect();
    assert_eq!(unknown.len(), 4, "{}", site.report());
}

#[test]
fn a_setting_of_a_wrong_type_is_an_error() {
    insta::assert_snapshot!(fails("title = 3.5\npaginate_by = -1\nfeeds = 'rss'"), @"
    error: `title` must be a text
      ╭▸ site.toml:3:9
      │
    3 │ title = 3.5
      │         ━━━ a number, not a text
      │
      ╰ hint: put it in quotes

    error: `paginate_by` must be a whole number of at least 1
      ╭▸ site.toml:4:15
      │
    4 │ paginate_by = -1
      │               ━━ not a whole number of at least 1
      │
      ╰ hint: write it in digits, without quotes: `10`

    error: `feeds` must be a map
      ╭▸ site.toml:5:9
      │
    5 │ feeds = 'rss'
      │         ━━━━━ a text, not a map
      │
      ╰ hint: write keys and values below a line `[feeds]`
    ");
    for (settings, hint) in [
        ("paginate_by = '25'", "remove the quotes"),
        ("taxonomies = ['tags']", "write keys and values below a line `[[taxonomies]]`"),
        ("extra = 3", "write keys and values below a line `[extra]`"),
        ("title = ['A']", "write a single text"),
        ("[paths]\ntags = 'a?b'", "write it with small letters, digits and hyphens"),
    ] {
        assert!(fails(settings).contains(hint), "{}", fails(settings));
    }
}

#[test]
fn sec_7_a_setting_that_stands_twice_is_an_error() {
    insta::assert_snapshot!(fails("title = 'A'\ntitle = 'B'"), @"
    error: `title` stands here twice
      ╭▸ site.toml:4:1
      │
    4 │ title = 'B'
      │ ━━━━━ only the first one would count
      │
      ╰ hint: remove one of the two
    ");
}

#[test]
fn settings_that_are_no_toml_show_the_place() {
    insta::assert_snapshot!(fails("title = A"), @r#"
    error: this is not TOML
      ╭▸ site.toml:3:9
      │
    3 │ title = A
      │         ━ string values must be quoted, expected literal string
      │
      ╰ hint: put it in quotes: "A"
    "#);
    for (settings, hint) in
        [("title = 'A", "add `'`"), ("[feeds\nrss = true", "add `]`"), ("title 'A'", "add `=`")]
    {
        assert!(fails(settings).contains(hint), "{}", fails(settings));
    }
}

#[test]
fn a_time_zone_and_a_language_must_be_known() {
    insta::assert_snapshot!(fails("timezone = 'Europe/Berlinn'"), @r#"
    error: there is no time zone `Europe/Berlinn`
      ╭▸ site.toml:3:12
      │
    3 │ timezone = 'Europe/Berlinn'
      │            ━━━━━━━━━━━━━━━━
      │
      ╰ hint: write it as the IANA does: "Europe/Berlin", "UTC"
    "#);
    insta::assert_snapshot!(fails("default_language = 'deutsch!'"), @r#"
    error: `default_language` is not a language
      ╭▸ site.toml:3:20
      │
    3 │ default_language = 'deutsch!'
      │                    ━━━━━━━━━━
      │
      ╰ hint: write it as "de", "de-AT" or "en"
    "#);
}

#[test]
fn a_permalink_is_a_pattern() {
    for (pattern, part) in [
        ("articles/{slug}/", "does not begin with `/`"),
        ("/{slug}", "ends neither in `/` nor in `.html`"),
        ("/{year}/", "without `{slug}`"),
        ("/{slug}/{titel}/", "{titel}"),
        ("/{slug/", "not closed"),
    ] {
        let report = fails(&format!("permalink = '{pattern}'"));
        assert!(report.contains(part), "{pattern}: {report}");
    }
}

#[test]
fn a_permalink_with_a_section_needs_a_category() {
    let site =
        Site::new("-- site.toml --\npermalink = '/{section}/{year}-{month}-{day}/{slug}.html'\n")
            .write(
                "content/articles/a.md",
                "---\ntitle: A\ndate: 2026-01-05\ncategories: [Netz & Politik]\n---\n",
            );
    assert!(site.build().has_page("/netz-und-politik/2026-01-05/a.html"));
    let site = Site::new("-- site.toml --\npermalink = '/{section}/{slug}/'\n")
        .write("content/articles/a.md", "---\ntitle: A\ndate: 2026-01-05\n---\n");
    assert!(site.fails().report().contains("has no category"));
}

#[test]
fn words_in_urls_can_be_others() {
    let site = Site::new(
        "
        -- site.toml --
        paths = { tags = 'stichworte', authors = 'leute', jobs = 'stellen', articles = 'archiv' }
        -- content/articles/a.md --
        ---
        title: A
        date: 2026-01-05
        tags: [KI]
        authors: [Ada]
        ---
        ",
    )
    .build();
    for url in [
        "/stichworte/ki/",
        "/leute/ada/",
        "/stellen/",
        "/archiv/2026/01/",
        "/stichworte/ki/rss.xml",
    ] {
        assert!(site.has_page(url), "{url}: {:?}", site.paths());
    }
}

#[test]
fn what_is_planned_says_so() {
    let report = fails("[deploy.live]\nto = 'A'");
    assert!(report.contains("is planned, but does not work in this version yet"), "{report}");
}

#[test]
fn a_slip_in_a_rule_a_level_or_a_host_finds_the_nearest() {
    insta::assert_snapshot!(fails("hosts = ['netlfy']\n[check]\ndead-lnk = 'error'\nmissing-alt = true\n"), @r#"
    error: there are no rules for a host `netlfy`
      ╭▸ site.toml:3:9
      │
    3 │ hosts = ['netlfy']
      │         ━━━━━━━━━━
      │
      ╰ hint: did you mean "netlify"?

    error: there is no rule `dead-lnk`
      ╭▸ site.toml:5:1
      │
    5 │ dead-lnk = 'error'
      │ ━━━━━━━━
      │
      ╰ hint: did you mean "dead-link"?

    error: `missing-alt` has no such level
      ╭▸ site.toml:6:15
      │
    6 │ missing-alt = true
      │               ━━━━
      │
      ╰ hint: one of: off, warning, error
    "#);
}

#[test]
fn a_theme_that_is_not_there_is_an_error() {
    insta::assert_snapshot!(with("base_url = 'https://a.example/'\ntheme = 'abendblatt'\n").fails().report(), @"
    error: there is no theme `abendblatt`
      ╭▸ site.toml:2:9
      │
    2 │ theme = 'abendblatt'
      │         ━━━━━━━━━━━━
      │
      ╰ hint: add themes/abendblatt/theme.toml, or use the embedded theme `zeitung`
    ");
    insta::assert_snapshot!(with("base_url = 'https://a.example/'\ntheme = 'schlich'\n").fails().report(), @"
    error: there is no theme `schlich`
      ╭▸ site.toml:2:9
      │
    2 │ theme = 'schlich'
      │         ━━━━━━━━━
      │
      ╰ hint: did you mean `schlicht`?
    ");
}

#[test]
fn a_byte_order_mark_and_crlf_are_accepted() {
    let site =
        with("\u{feff}base_url = 'https://a.example/'\r\ntheme = 't'\r\ntitle = 'A'\r\n").build();
    assert_eq!(site.texts("/", "title"), ["A"]);
}

#[test]
fn another_file_can_hold_the_settings() {
    let site = with("base_url = 'https://a.example/'\ntheme = 't'\n").write(
        "other.toml",
        "base_url = 'https://b.example/'\ntheme = 't'\noutput_dir = 'other'\n",
    );
    site.run(["build", "-c", "other.toml"]).exits(0);
    assert!(site.read("other/index.html").unwrap().contains("https://b.example/"));
    assert!(!site.exists("public"));
    site.run(["build", "-c", "none.toml"]).exits(1).complains("there is no `none.toml`");
}

#[test]
fn mistakes_in_another_file_name_that_file() {
    let site = with("").write("other.toml", "base_url = 'x'\n");
    site.run(["build", "-c", "other.toml"]).exits(1).complains("other.toml:1:12");
}

#[test]
fn a_search_link_needs_a_place_for_the_query() {
    let report = fails("[[search_links]]\nname = 'S'\nurl = 'https://s.example/'");
    assert!(report.contains("no place for the query"), "{report}");
    let site = Site::new(
        "-- site.toml --\nsearch_links = [{ name = 'S', url = 'https://s.example/?q={query}' }]\n",
    )
    .write("content/articles/a.md", "---\ntitle: A\ndate: 2026-01-05\ntags: ['K I']\n---\n")
    .build();
    assert_eq!(
        site.attributes("/articles/2026/01/a/", "a.search", "href"),
        ["https://s.example/?q=K%20I"]
    );
}

#[test]
fn rss_can_be_switched_off() {
    let site = Site::new("-- site.toml --\n[feeds]\nrss = false\n")
        .write("content/articles/a.md", "---\ntitle: A\ndate: 2026-01-05\ntags: [KI]\n---\n")
        .build();
    assert!(!site.paths().iter().any(|path| path.ends_with("rss.xml")));
    site.has_not("/", "rss.xml");
}

#[test]
fn the_page_of_jobs_can_be_switched_off() {
    let site = Site::new("-- site.toml --\n[jobs]\npage = false\n")
        .write("content/jobs.yaml", "- title: Redakteur\n  url: https://jobs.example/\n")
        .write("content/jobs/eigene.md", "---\ntitle: Eigene\nurl: https://jobs.example/2\n---\n")
        .build();
    assert!(!site.paths().iter().any(|path| path.starts_with("jobs")));
    assert_eq!(site.texts("/", "aside a"), ["Eigene", "Redakteur"]);
    assert!(!site.text("/sitemap-pages.xml").contains("/jobs/"));
}

#[test]
fn book_tips_are_there_for_the_theme() {
    let book = "[[book]]\ntitle = 'Maß'\nurl = 'https://b.example/'";
    let site = Site::new("-- templates/404.html --\n{{ config.books | json }}\n");
    let settings = site.read("site.toml").unwrap();
    let more = "\nauthor = 'Ada'\npublisher = 'Verlag'\ndescription = 'Kurz'\npaid = true\ntags = 'KI, Recht'\n";
    let site = site.write("site.toml", format!("{settings}{book}\n{book}{more}")).build();
    let books: serde_json::Value = serde_json::from_str(&site.text("/404.html")).unwrap();
    assert_eq!(
        books,
        serde_json::json!([
            {"title": "Maß", "author": null, "publisher": null, "url": "https://b.example/",
             "description": null, "paid": false, "tags": []},
            {"title": "Maß", "author": "Ada", "publisher": "Verlag", "url": "https://b.example/",
             "description": "Kurz", "paid": true, "tags": ["KI", "Recht"]},
        ])
    );
    let report = fails("[[book]]\nautor = 'Ada'\nurl = 'javascript:alert(1)'\n");
    for message in ["`title` is missing", "`url` is not an address", "there is no key `autor`"] {
        assert!(report.contains(message), "{message}: {report}");
    }
}
