//! How a part that all pages share gets into them: `[fragments]` in site.toml.

use std::fmt::Write as _;

use crate::support::Site;

const JOBS: &str = "
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    ---
    -- content/jobs.yaml --
    - title: Redakteur
      url: https://jobs.example/1
";

/// The site of these settings, which may say how fragments get into its pages.
fn site(settings: &str) -> Site {
    Site::new(JOBS).write(
        "site.toml",
        format!("base_url = 'https://a.example/sub/path/'\ntheme = 't'\n{settings}\n"),
    )
}

fn way(way: &str) -> Site {
    site(&format!("[fragments]\nsidebar = '{way}'"))
}

#[test]
fn a_fragment_is_inline_unless_the_settings_say_otherwise() {
    for site in [site(""), way("inline"), site("[fragments]\nall = 'inline'")] {
        let site = site.build();
        site.has("/articles/2026/01/eins/", "Redakteur");
        assert!(!site.paths().iter().any(|path| path.contains("fragments")), "{:?}", site.paths());
    }
}

#[test]
fn ssi_leaves_the_fragment_to_the_host() {
    let site = way("ssi").build();
    let include = r#"<!--#include virtual="/sub/path/fragments/sidebar.html" -->"#;
    site.has("/articles/2026/01/eins/", include).has_not("/articles/2026/01/eins/", "Redakteur");
    let fragment = site.text("/fragments/sidebar.html");
    assert!(fragment.starts_with("<aside>") && fragment.contains("Redakteur"), "{fragment}");
    assert!(!site.has_page("/assets/fragments.js"));
}

#[test]
fn esi_leaves_the_fragment_to_a_cache() {
    let site = way("esi").build();
    let include = r#"<esi:include src="/sub/path/fragments/sidebar.html"/>"#;
    site.has("/articles/2026/01/eins/", include).has_not("/articles/2026/01/eins/", "Redakteur");
    assert!(site.text("/fragments/sidebar.html").starts_with("<aside>"));
    assert!(!site.has_page("/assets/fragments.js"));
}

#[test]
fn fetch_leaves_a_link_and_a_script_of_ours() {
    let site = way("fetch").build();
    let page = "/articles/2026/01/eins/";
    assert_eq!(site.attributes(page, "div", "data-fragment"), ["/sub/path/fragments/sidebar.html"]);
    assert_eq!(site.attributes(page, "[data-fragment] a", "href"), ["/sub/path/jobs/"]);
    assert_eq!(site.attributes(page, "script", "src"), ["/sub/path/assets/fragments.js"]);
    assert_eq!(site.texts(page, "script"), [""]);
    site.has_not(page, "Redakteur").has("/assets/fragments.js", "data-fragment");
}

#[test]
fn the_link_of_a_fetched_fragment_is_a_word_of_the_theme() {
    let site = way("fetch").write("themes/t/i18n/de.toml", "jobs = 'Stellen & mehr'").build();
    assert_eq!(site.texts("/", "[data-fragment] a"), ["Stellen & mehr"]);
}

#[test]
fn without_a_page_of_jobs_the_link_leads_to_the_fragment() {
    let site = site("fragments = { sidebar = 'fetch' }\njobs = { page = false }").build();
    let links = site.attributes("/", "[data-fragment] a", "href");
    assert_eq!(links, ["/sub/path/fragments/sidebar.html"]);
}

#[test]
fn a_fetched_fragment_is_found_by_readers_and_by_no_search_engine() {
    let site = way("fetch").build();
    let fragment = "/fragments/sidebar.html";
    assert_eq!(site.attributes(fragment, "meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(site.attributes(fragment, "html", "lang"), ["de"]);
    assert_eq!(site.texts(fragment, "body > aside > a"), ["Redakteur"]);
    // What robots.txt forbids to read can be indexed all the same.
    site.has("/robots.txt", "Disallow:\n");
    for path in site.paths().iter().filter(|path| path.ends_with(".xml")) {
        site.has_not(&format!("/{path}"), "fragments/");
    }
}

#[test]
fn the_script_carries_its_digest_where_assets_do() {
    let site = site("[fragments]\nsidebar = 'fetch'\n[assets]\nfingerprint = true").build();
    let script = site.attributes("/", "script", "src");
    let [script] = &script[..] else { panic!("{script:?}") };
    let name = script.strip_prefix("/sub/path/assets/fragments.").unwrap();
    assert_eq!(name.len(), "01234567.js".len(), "{script}");
    assert!(site.has_page(&format!("/assets/fragments.{name}")));
}

#[test]
fn a_theme_may_bring_its_own_script() {
    let site = way("fetch").write("themes/t/assets/fragments.js", "mine()").build();
    assert_eq!(site.text("/assets/fragments.js"), "mine()");
}

#[test]
fn all_stands_for_the_fragments_that_are_not_named() {
    let site = site("[fragments]\nall = 'ssi'\nsidebar = 'esi'")
        .write("themes/t/templates/fragments/foot.html", "Fuß")
        .write("templates/home.html", "{{ fragment(name='foot') }}{{ fragment(name='sidebar') }}")
        .build();
    assert_eq!(
        site.text("/"),
        "<!--#include virtual=\"/sub/path/fragments/foot.html\" -->\
         <esi:include src=\"/sub/path/fragments/sidebar.html\"/>"
    );
    assert_eq!(site.text("/fragments/foot.html"), "Fuß");
}

#[test]
fn two_fetched_fragments_share_a_script() {
    let site = site("[fragments]\nall = 'fetch'")
        .write("themes/t/templates/fragments/foot.html", "Fuß")
        .write("templates/home.html", "{{ fragment(name='foot') }}{{ fragment(name='sidebar') }}")
        .build();
    assert_eq!(site.attributes("/", "script", "type"), ["module", "module"]);
    assert_eq!(site.attributes("/", "div", "data-fragment").len(), 2);
}

#[test]
fn a_fragment_that_is_not_there_or_a_way_that_is_none_is_an_error() {
    let settings = "[fragments]\nsidebat = 'ssi'\nkopf = 'ssi'\n";
    insta::assert_snapshot!(site(settings).fails().report(), @"
    error: the theme has no fragment `sidebat`
      ╭▸ site.toml:4:1
      │
    4 │ sidebat = 'ssi'
      │ ━━━━━━━
      │
      ╰ hint: did you mean `sidebar`?

    error: the theme has no fragment `kopf`
      ╭▸ site.toml:5:1
      │
    5 │ kopf = 'ssi'
      │ ━━━━
      │
      ╰ hint: it has: sidebar
    ");
    let settings = "[fragments]\nsidebar = 'essi'\nall = 'iframe'\nfoot = true\n";
    insta::assert_snapshot!(site(settings).fails().report(), @r#"
    error: there is no way `essi` for a fragment
      ╭▸ site.toml:4:11
      │
    4 │ sidebar = 'essi'
      │           ━━━━━━
      │
      ╰ hint: did you mean "esi"?

    error: there is no way `iframe` for a fragment
      ╭▸ site.toml:5:7
      │
    5 │ all = 'iframe'
      │       ━━━━━━━━
      │
      ╰ hint: one of: inline, fetch, ssi, esi

    error: `foot` cannot get into the pages in this way
      ╭▸ site.toml:6:8
      │
    6 │ foot = true
      │        ━━━━
      │
      ╰ hint: one of: inline, fetch, ssi, esi
    "#);
}

#[test]
fn a_fragment_and_a_file_on_one_path_are_a_clash() {
    let site = way("ssi").write("static/fragments/sidebar.html", "mine").fails();
    insta::assert_snapshot!(site.report(), @"
    error: two routes lead to `/fragments/sidebar.html`
     ╭▸ static/fragments/sidebar.html
     ╰ hint: the other is the fragment `sidebar`; give one of them another `slug:` or `path:`
    ");
}

#[test]
fn a_fragment_that_fails_is_said_once() {
    let site = way("fetch").write("templates/fragments/sidebar.html", "{{ 1 | date }}").fails();
    assert_eq!(site.outcome().report.errors(), 1, "{}", site.report());
}

/// Hundreds of articles in the embedded theme, and some jobs.
fn archive(way: &str) -> Site {
    let mut files = format!(
        "-- site.toml --\nbase_url = 'https://a.example/'\n[fragments]\nsidebar = '{way}'\n"
    );
    for number in 1..=300 {
        let (month, day, tag) = (number / 28 % 12 + 1, number % 28 + 1, number % 20);
        write!(
            files,
            "-- content/articles/{number}.md --\n---\ntitle: Nummer {number}\n\
             date: 2025-{month:02}-{day:02}\ntags: [tag{tag}]\n---\nText\n"
        )
        .unwrap();
    }
    files.push_str("-- content/jobs.yaml --\n");
    for number in 1..=9 {
        writeln!(files, "- {{title: Stelle {number}, url: /s/{number}/, tags: [tag1]}}").unwrap();
    }
    Site::exactly(&files)
}

#[test]
fn a_changed_job_writes_the_fragment_and_what_lists_jobs() {
    for way in ["fetch", "ssi", "esi"] {
        let site = archive(way).build();
        let site = site.edit("content/jobs.yaml", "title: Stelle 1,", "title: Andere,").build();
        site.wrote([
            "fragments/sidebar.html",
            "jobs/index.html",
            "jobs/rss.xml",
            "tags/tag1/index.html",
        ]);
        assert_eq!(site.outcome().rendered, 4, "{way}");
    }
}

#[test]
fn a_changed_job_writes_every_page_that_holds_it() {
    let site = archive("inline").build();
    let site = site.edit("content/jobs.yaml", "title: Stelle 1,", "title: Andere,").build();
    assert!(site.written().len() > 300);
}

#[test]
fn another_way_is_another_site() {
    let site = archive("fetch").build();
    let site = site.edit("site.toml", "'fetch'", "'inline'").build();
    assert_eq!(site.removed(), ["assets/fragments.js", "fragments/sidebar.html"]);
    site.has("/", "Stelle 1").has_not("/", "data-fragment");
    let site = site.edit("site.toml", "'inline'", "'ssi'").build();
    site.has_not("/", "Stelle 1").has("/fragments/sidebar.html", "Stelle 1");
}

/// Two articles, and a sidebar that shows a data file.
const INLINE: &str = "
    -- content/articles/one.md --
    ---
    title: One
    date: 2026-01-01
    ---
    -- content/articles/two.md --
    ---
    title: Two
    date: 2026-01-02
    ---
    -- data/a.yaml --
    text: old
    -- templates/fragments/sidebar.html --
    {% set data = load_data(path='data/a.yaml') %}{{ data.text }}
";

#[test]
fn another_sidebar_is_put_into_the_pages_and_none_is_rendered() {
    let site =
        Site::new(INLINE).build().edit("data/a.yaml", "old", "a much longer <b>new</b>").build();
    assert_eq!(site.outcome().rendered, 0);
    assert_eq!(site.written().len(), 7);
    site.has("/articles/2026/01/one/", "a much longer");
    // And once more, from pages that were put together.
    let site = site.edit("data/a.yaml", "a much longer <b>new</b>", "x").build();
    assert_eq!(site.outcome().rendered, 0);
    site.has_not("/articles/2026/01/one/", "a much longer");
    site.equals_clean();
}

#[test]
fn a_template_that_does_more_with_a_fragment_than_print_it_is_rendered() {
    for template in [
        "{{ fragment(name='sidebar') | upper }}",
        "{{ fragment(name='sidebar') | length }}",
        "{% if 'old' in fragment(name='sidebar') %}old{% endif %}",
        "{% set s = fragment(name='sidebar') %}{{ s }}{{ s }}",
    ] {
        let site = Site::new(INLINE)
            .write("templates/article.html", template)
            .build()
            .edit("data/a.yaml", "old", "another")
            .build();
        assert!(site.outcome().rendered >= 2, "{template}");
        site.equals_clean();
    }
}

#[test]
fn a_sidebar_that_becomes_empty_and_full_again_is_rendered() {
    let ask =
        "{% if fragment(name='sidebar') %}<aside>{{ fragment(name='sidebar') }}</aside>{% endif %}";
    let site = Site::new(INLINE)
        .write("templates/fragments/sidebar.html", "{% set d = load_data(path='data/a.yaml') %}{% if d.text != 'none' %}{{ d.text }}{% endif %}")
        .write("templates/article.html", ask)
        .build()
        .edit("data/a.yaml", "old", "none")
        .build();
    site.has_not("/articles/2026/01/one/", "aside");
    let site = site.equals_clean().edit("data/a.yaml", "none", "new").build();
    site.has("/articles/2026/01/one/", "<aside>new</aside>");
}

#[test]
fn a_page_that_was_altered_is_rendered_even_if_only_the_sidebar_differs() {
    let site = Site::new(INLINE).build().edit("data/a.yaml", "old", "new");
    let page = site.text("/articles/2026/01/one/").replace("One", "Eins");
    let site = site.write("public/articles/2026/01/one/index.html", page).build();
    assert_eq!(site.outcome().rendered, 1);
    site.equals_clean();
}
