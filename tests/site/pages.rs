//! What is written: pages, lists, months, jobs, feeds, sitemaps; and that all links hold.

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use crate::support::Site;

const ARCHIVE: &str = "
    -- content/articles/2025/12/alt.md --
    ---
    title: Alt
    date: 2025-12-31
    tags: [KI]
    authors: [Ada]
    aliases: [/frueher/, /frueher.html]
    ---
    Siehe [Neu](../../2026/01/neu/index.md), [Neu](@/articles/2026/01/neu/index.md#teil) und
    [alle](/tags/).
    -- content/articles/2026/01/neu/index.md --
    ---
    title: Neu & größer
    date: 2026-01-05
    updated: 2026-01-07
    tags: [KI, Öl & Gas]
    categories: [Politik]
    authors: [Ada, Émile]
    image: { src: bild.svg, alt: Bild }
    follows: 2025/12/alt.md
    ---
    ## Teil
    ![Bild](bild.svg) ![Logo](/logo.svg) [Daten](daten/a.csv) [Alt](/articles/2025/12/alt/)[^1]

    [^1]: Fußnote
    -- content/articles/2026/01/neu/bild.svg --
    <svg width=\"4\" height=\"3\"></svg>
    -- content/articles/2026/01/neu/daten/a.csv --
    a,b
    -- content/articles/2026/01/dritter.md --
    ---
    title: Dritter
    date: 2026-01-06
    tags: [Öl & Gas]
    ---
    -- content/articles/2026/02/vierter.md --
    ---
    title: Vierter
    date: 2026-02-06
    tags: [KI]
    ---
    -- content/pages/impressum.md --
    ---
    title: Impressum
    ---
    [Start](/)
    -- content/pages/ueber/uns.md --
    ---
    title: Über uns
    ---
    [Impressum](../impressum.md)
    -- content/tags/ki.md --
    ---
    title: KI
    description: Künstliche Intelligenz
    ---
    Siehe [Alt](/articles/2025/12/alt/).
    -- content/jobs.yaml --
    - title: Redakteur
      url: https://jobs.example/1
      posted: 2026-01-01
      tags: [KI]
    - title: Chauffeur
      url: https://jobs.example/2
      posted: 2026-01-02
      tags: [Verkehr]
    -- content/jobs/eigene.md --
    ---
    title: Eigene
    company: Verlag
    country: DE
    posted: 2026-01-03
    ---
    Mehr [über uns](/ueber/uns/).
    -- static/logo.svg --
    <svg/>
";

fn archive(settings: &str) -> Site {
    Site::new(ARCHIVE).edit("site.toml", "theme = 't'\n", &format!("theme = 't'\n{settings}"))
}

// Links.

/// Everything that the pages, feeds and sitemaps of a site lead to, with where it stands.
fn links(site: &Site) -> Vec<(String, String)> {
    let mut links = Vec::new();
    for path in site.paths() {
        let text = site.text(&path);
        if path.ends_with(".html") {
            let page = Html::parse_document(&text);
            for (selector, name) in [("[href]", "href"), ("[src]", "src")] {
                let selector = Selector::parse(selector).unwrap();
                let values = page.select(&selector).filter_map(|found| found.value().attr(name));
                links.extend(values.map(|value| (path.clone(), value.to_owned())));
            }
        } else if path.ends_with(".xml") {
            let document = roxmltree::Document::parse(&text).unwrap();
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                let text = matches!(node.tag_name().name(), "link" | "loc").then(|| node.text());
                let value = text.flatten().or_else(|| node.attribute("href"));
                links.extend(value.map(|value| (path.clone(), value.to_owned())));
            }
        }
    }
    links
}

#[track_caller]
fn every_link_leads_somewhere(site: &Site, base: &str) {
    let paths: BTreeSet<String> = site.paths().into_iter().collect();
    let own = format!("https://a.example{base}");
    let mut followed = 0;
    for (from, link) in links(site) {
        let path = match link.strip_prefix(&own).or_else(|| link.strip_prefix(base)) {
            Some(path) => path,
            None if link.starts_with('#') || link.contains("://") => {
                assert!(!link.starts_with("https://a.example"), "{from}: {link} leaves {base}");
                continue;
            }
            None => panic!("{from}: {link} does not begin with {base}"),
        };
        let path = path.split(['#', '?']).next().unwrap();
        let path = blattwerk::value::percent_decode(path);
        let file = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.into()
        };
        assert!(paths.contains(&file), "{from}: {link} leads nowhere; there are {paths:#?}");
        followed += 1;
    }
    assert!(followed > 200, "only {followed} links");
}

#[test]
fn every_link_holds() {
    let site = archive("").build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    every_link_leads_somewhere(&site, "/");
}

#[test]
fn every_link_holds_under_a_sub_path() {
    let site = archive("paginate_by = 1\n")
        .edit("site.toml", "https://a.example/", "https://a.example/archiv/")
        .build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    every_link_leads_somewhere(&site, "/archiv/");
}

#[test]
fn every_link_holds_for_permalinks_that_end_in_html() {
    let links = |site: Site| {
        ["Alt](/articles/2025/12/alt/)", "(/articles/2025/12/alt/)"]
            .iter()
            .fold(site, |site, _| site)
    };
    let site = links(archive("permalink = '/{year}/{slug}.html'\n"))
        .edit(
            "content/articles/2026/01/neu/index.md",
            "(/articles/2025/12/alt/)",
            "(/2025/alt.html)",
        )
        .edit("content/tags/ki.md", "(/articles/2025/12/alt/)", "(/2025/alt.html)")
        .edit("site.toml", "https://a.example/", "https://a.example/archiv/")
        .build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    every_link_leads_somewhere(&site, "/archiv/");
    assert!(site.has_page("/2026/neu.html"));
    assert!(site.has_page("/2026/neu/bild.svg") && site.has_page("/2026/neu/daten/a.csv"));
}

#[test]
fn links_written_with_the_sub_path_or_the_whole_address_hold() {
    let site = Site::new("")
        .edit("site.toml", "https://a.example/", "https://a.example/archiv/")
        .write("content/articles/a.md", "---\ntitle: A\ndate: 2026-01-05\n---\n[x](/archiv/tags/) [y](https://a.example/archiv/tags/) [z](/tags/)\n")
        .write("content/articles/b.md", "---\ntitle: B\ndate: 2026-01-06\ntags: [KI]\n---\n")
        .build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    let targets = site.attributes("/articles/2026/01/a/", ".content a", "href");
    assert_eq!(targets, ["/archiv/tags/", "https://a.example/archiv/tags/", "/archiv/tags/"]);
}

#[test]
fn a_dead_link_is_a_warning_with_its_place() {
    let site = Site::new(
        "-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-05\n---\nEin [toter](/tot/) und\nein [anderer](b.md).\n",
    );
    insta::assert_snapshot!(site.build().report(), @"
    warning: the link to `/tot/` leads nowhere
      ╭▸ content/articles/a.md:5:5
      │
    5 │ Ein [toter](/tot/) und
      │     ━━━━━━━━━━━━━━ there is no such page or file
      │
      ╰ hint: if another program answers there, write `https://a.example/tot/`

    warning: the link to `b.md` leads nowhere
      ╭▸ content/articles/a.md:6:5
      │
    6 │ ein [anderer](b.md).
      ╰╴    ━━━━━━━━━━━━━━━ there is no such page or file
    ");
}

#[test]
fn a_link_to_what_is_held_back_is_a_warning() {
    let site =
        Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-05\n---\n[b](b.md)\n")
            .write("content/articles/b.md", "---\ntitle: B\ndate: 2026-01-05\ndraft: true\n---\n")
            .build();
    assert!(
        site.report().contains("this article is not shown yet, or no longer"),
        "{}",
        site.report()
    );
}

// Articles.

#[test]
fn an_article_leads_to_its_neighbours() {
    let site = archive("").build();
    let of = |url: &str, class: &str| site.texts(url, &format!("a.{class}"));
    let new = "/articles/2026/01/neu/";
    assert_eq!(of(new, "earlier"), ["Alt"]);
    assert_eq!(of(new, "later"), ["Dritter"]);
    assert_eq!(of(new, "follows"), ["Alt"]);
    assert_eq!(of("/articles/2025/12/alt/", "followed-by"), ["Neu & größer"]);
    assert_eq!(of("/articles/2025/12/alt/", "earlier"), [] as [&str; 0]);
    assert_eq!(of("/articles/2026/02/vierter/", "later"), [] as [&str; 0]);
}

#[test]
fn an_article_has_its_pictures_beside_it() {
    let site = archive("").build();
    let new = "/articles/2026/01/neu/";
    assert_eq!(site.attributes(new, "img.lead", "src"), ["/articles/2026/01/neu/bild.svg"]);
    let pictures = site.attributes(new, ".content img", "src");
    assert_eq!(pictures, ["/articles/2026/01/neu/bild.svg", "/logo.svg"]);
    assert_eq!(site.attributes(new, ".content img", "width")[0], "4");
}

/// Articles on following days with these tags, the oldest first.
fn tagged(tags: &[&str]) -> Site {
    tags.iter().enumerate().fold(Site::new(""), |site, (at, tags)| {
        let day = at + 1;
        let text = format!("---\ntitle: A{day}\ndate: 2026-01-{day:02}\ntags: [{tags}]\n---\n");
        site.write(&format!("content/articles/a{day}.md"), text)
    })
}

fn related(site: &Site, number: usize) -> Vec<String> {
    site.texts(&format!("/articles/2026/01/a{number}/"), "a.related")
}

#[test]
fn the_five_best_older_articles_are_related_rare_tags_first() {
    let site =
        tagged(&["rar", "oft", "oft", "oft", "oft", "oft", "oft", "anders", "oft, rar", "oft"])
            .build();
    assert_eq!(related(&site, 9), ["A1", "A7", "A6", "A5", "A4"]);
    assert_eq!(related(&site, 1), [] as [&str; 0]);
    assert_eq!(related(&site, 8), [] as [&str; 0]);
    assert_eq!(related(&site, 3), ["A2"]);
}

#[test]
fn more_shared_tags_count_more() {
    let site = tagged(&["a, b, c", "a", "b", "c", "a, b, c"]).build();
    assert_eq!(related(&site, 5), ["A1", "A4", "A3", "A2"]);
}

#[test]
fn a_new_article_changes_no_older_ones_relatives() {
    let tags = ["a, b", "a", "b, c", "a, c", "c"];
    let before = tagged(&tags).build();
    let after = tagged(&[&tags[..], &["a, b, c"]].concat()).build();
    for number in 1..=5 {
        assert_eq!(related(&before, number), related(&after, number));
    }
}

#[test]
fn an_article_leads_to_what_came_later_under_its_first_three_tags() {
    let site = tagged(&["a, b, c, d", "d", "c", "a, b", "a"]).build();
    let first = "/articles/2026/01/a1/";
    assert_eq!(site.texts(first, "a.later-by-tag"), ["A4", "A3"]);
    assert_eq!(site.attributes(first, "a.later-by-tag", "title"), ["a", "c"]);
    assert_eq!(site.texts("/articles/2026/01/a5/", "a.later-by-tag"), [] as [&str; 0]);
}

#[test]
fn a_new_article_with_five_tags_changes_at_most_three_older_pages_by_them() {
    let site = tagged(&["a", "b", "c", "d", "e", "x"]).build();
    let site = site
        .write(
            "content/articles/a7.md",
            "---\ntitle: A7\ndate: 2026-01-07\ntags: [a, b, c, d, e]\n---\n",
        )
        .build();
    let older = |path: &&String| path.starts_with("articles/2026/01/a") && !path.contains("/a7/");
    let changed: Vec<String> = site.written().iter().filter(older).cloned().collect();
    // The sixth is its neighbour.
    let expected =
        ["a1", "a2", "a3", "a6"].map(|name| format!("articles/2026/01/{name}/index.html"));
    assert_eq!(changed, expected);
}

// Lists.

#[test]
fn tags_are_listed_in_the_order_of_the_language() {
    let site = tagged(&["Zebra, Ärger, Apfel, Öl, 5G, Oskar"]).build();
    let names: Vec<String> =
        site.texts("/tags/", "a.term").iter().map(|text| text.replace(" (1)", "")).collect();
    assert_eq!(names, ["5G", "Apfel", "Ärger", "Öl", "Oskar", "Zebra"]);
    assert_eq!(site.attributes("/tags/", "a.term", "title"), ["#", "A", "A", "O", "O", "Z"]);
}

#[test]
fn a_tag_has_a_text_of_its_own() {
    let site = archive("").build();
    assert_eq!(site.texts("/tags/ki/", ".description"), ["Künstliche Intelligenz"]);
    assert_eq!(site.texts("/tags/ki/", "a.teaser"), ["Vierter", "Neu & größer", "Alt"]);
    assert!(site.has_page("/tags/oel-und-gas/"));
}

#[test]
fn authors_and_categories_are_lists_too() {
    let site = archive("").build();
    assert_eq!(site.texts("/authors/ada/", "a.teaser"), ["Neu & größer", "Alt"]);
    assert_eq!(site.texts("/authors/emile/", "a.teaser"), ["Neu & größer"]);
    assert_eq!(site.texts("/categories/politik/", "a.teaser"), ["Neu & größer"]);
    assert_eq!(site.texts("/authors/", "a.term"), ["Ada (2)", "Émile (1)"]);
}

#[test]
fn months_hold_all_titles_by_day_and_years_their_counts() {
    let site = archive("").build();
    assert_eq!(site.texts("/articles/2026/", "a.month"), ["Januar 2026 (2)", "Februar 2026 (1)"]);
    assert_eq!(site.texts("/articles/2026/", "a.earlier"), ["2025"]);
    assert_eq!(site.texts("/articles/2026/01/", "h2"), ["6. Januar 2026", "5. Januar 2026"]);
    assert_eq!(site.texts("/articles/2026/01/", "a.teaser"), ["Dritter", "Neu & größer"]);
    assert_eq!(site.attributes("/articles/2026/01/", "a.earlier", "href"), ["/articles/2025/12/"]);
    assert_eq!(site.attributes("/articles/2026/01/", "a.later", "href"), ["/articles/2026/02/"]);
}

#[test]
fn articles_of_one_moment_stand_in_the_order_of_their_urls() {
    let site = ["c", "a", "b"].iter().fold(Site::new(""), |site, name| {
        site.write(
            &format!("content/articles/{name}.md"),
            format!("---\ntitle: {name}\ndate: 2026-01-05\n---\n"),
        )
    });
    assert_eq!(site.build().texts("/", "a.teaser"), ["c", "b", "a"]);
}

#[test]
fn a_site_without_articles_is_a_site() {
    let site = Site::new("").build();
    assert!(site.has_page("/") && site.has_page("/rss.xml") && site.has_page("/404.html"));
    assert_eq!(site.xml("/rss.xml", "item").len(), 0);
}

#[test]
fn de_9_dates_are_written_as_the_language_writes_them() {
    let dates = "{% for f in ['full', 'long', 'short', 'iso', '%d.%m.'] %}{{ page.date | date(format=f) }}|{% endfor %}";
    let article = "---\ntitle: A\ndate: 2026-01-05T08:05\n---\n";
    let site = Site::new("")
        .write("content/articles/a.md", article)
        .write("templates/article.html", dates);
    site.build().has(
        "/articles/2026/01/a/",
        "Montag, 5. Januar 2026|5. Januar 2026|05.01.2026|2026-01-05|05.01.|",
    );
    let site = Site::new("")
        .write("content/articles/a.md", article.replace("title", "lang: en\ntitle"))
        .write("templates/article.html", dates);
    site.build().has("/articles/2026/01/a/", "Monday, January 5, 2026|");
    let site = Site::new("-- site.toml --\ndefault_language = 'de-AT'\n")
        .write("content/articles/a.md", article)
        .write("templates/article.html", "{{ page.date | date }}");
    site.build().has("/articles/2026/01/a/", "5. Jänner 2026");
}

// Jobs.

#[test]
fn jobs_stand_in_the_sidebar_of_every_page_and_are_the_same_on_all() {
    let site = archive("").build();
    let pages: Vec<String> = site
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".html") && !path.starts_with("frueher"))
        .collect();
    assert!(pages.len() > 20);
    for page in pages {
        assert_eq!(site.texts(&page, "aside a"), ["Eigene", "Chauffeur", "Redakteur"], "{page}");
    }
}

#[test]
fn a_job_more_changes_every_page_and_nothing_but_its_sidebar() {
    let site = archive("").build();
    let html = site.paths().into_iter().filter(|path| path.ends_with(".html")).count();
    let jobs = site.read("content/jobs.yaml").unwrap();
    let site = site
        .write("content/jobs.yaml", jobs + "- title: Neue\n  url: https://jobs.example/9\n")
        .build();
    let aliases = 2;
    assert_eq!(
        site.written().iter().filter(|path| path.ends_with(".html")).count(),
        html - aliases
    );
}

#[test]
fn the_sidebar_shows_as_many_jobs_as_the_settings_say() {
    let site = archive("jobs = { sidebar = 2 }\n").build();
    assert_eq!(site.texts("/", "aside a"), ["Eigene", "Chauffeur"]);
    assert_eq!(site.texts("/jobs/", "a.job").len(), 3);
}

#[test]
fn a_mistake_in_the_sidebar_is_said_once() {
    let site = archive("").write("templates/fragments/sidebar.html", "{{ 1 | date }}").fails();
    assert_eq!(site.outcome().report.errors(), 1, "{}", site.report());
}

#[test]
fn the_own_address_of_a_tag_shows_the_jobs_of_the_tag() {
    let site = archive("paginate_by = 1\n").build();
    assert_eq!(site.texts("/tags/ki/", ".jobs b"), ["Redakteur"]);
    assert_eq!(site.texts("/tags/ki/page/1/", ".jobs b"), [] as [&str; 0]);
    assert_eq!(site.texts("/tags/oel-und-gas/", ".jobs b"), [] as [&str; 0]);
}

const OVER: &str = "
    -- content/jobs.yaml --
    - title: Bis heute
      url: https://jobs.example/1
      posted: 2026-01-01
      valid_through: 2026-11-30
    - title: Bis morgen
      url: https://jobs.example/2
      posted: 2026-01-01
      valid_through: 2026-12-01
    - title: Ab morgen
      url: https://jobs.example/3
      posted: 2026-12-02
    -- content/jobs/eigene.md --
    ---
    title: Eigene
    posted: 2026-01-01
    valid_through: 2026-11-30
    ---
    Text
";

#[test]
fn ld_7_a_day_as_the_end_of_a_job_means_its_end_in_the_zone_of_the_site() {
    let shown = |now: &str| Site::new(OVER).at(now).build().texts("/", "aside a");
    assert_eq!(shown("2026-11-30T22:59:59Z"), ["Bis heute", "Bis morgen", "Eigene"]);
    assert_eq!(shown("2026-11-30T23:00:00Z"), ["Bis morgen"]);
    assert_eq!(shown("2026-12-01T23:00:00Z"), ["Ab morgen"]);
}

#[test]
fn ld_7_a_job_that_is_over_is_in_no_list_sidebar_feed_or_sitemap() {
    let site = Site::new(OVER).build();
    assert_eq!(site.texts("/jobs/", "a.job"), ["Bis morgen"]);
    assert_eq!(site.xml("/jobs/rss.xml", "item").len(), 1);
    assert!(!site.text("/sitemap-pages.xml").contains("eigene"));
    for path in site.paths().iter().filter(|path| *path != "jobs/eigene/index.html") {
        assert!(!site.text(path).contains("Bis heute"), "{path}");
        assert!(!site.text(path).contains("Eigene"), "{path}");
    }
}

#[test]
fn ld_7_the_own_page_of_a_job_that_is_over_stays_and_says_so() {
    let site = Site::new(OVER).build();
    assert_eq!(site.texts("/jobs/eigene/", ".expired"), ["over"]);
    assert_eq!(site.attributes("/jobs/eigene/", "meta[name=robots]", "content"), ["noindex"]);
    let site = Site::new(OVER).at("2026-11-01T00:00:00Z").build();
    assert_eq!(site.texts("/jobs/eigene/", ".expired"), [] as [&str; 0]);
    assert_eq!(site.attributes("/jobs/eigene/", "meta[name=robots]", "content"), [] as [&str; 0]);
}

#[test]
fn the_next_change_by_the_clock_is_known() {
    let next = |now: &str| {
        let site = Site::new(OVER).at(now).build();
        site.outcome().next_change.map(|at| at.to_string()).unwrap_or_default()
    };
    assert_eq!(next("2026-11-30T22:00:00Z"), "2026-11-30T23:00:00Z");
    assert_eq!(next("2026-11-30T23:00:00Z"), "2026-12-01T23:00:00Z");
    assert_eq!(next("2026-12-02T00:00:00Z"), "");
}

// What is held back.

#[test]
fn what_is_held_back_is_nowhere_in_the_output() {
    let site = Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-05\n---\n")
        .write("content/articles/b.md", "---\ntitle: Geheim\ndate: 2026-01-06\ndraft: true\ntags: [Geheim]\naliases: [/geheim/]\nauthors: [Geheim]\n---\n")
        .write("content/articles/c.md", "---\ntitle: Geheim\ndate: 2027-01-06\ntags: [Geheim]\n---\n")
        .write("content/articles/d.md", "---\ntitle: Geheim\ndate: 2026-01-06\nexpiry_date: 2026-11-30\n---\n")
        .write("content/pages/e.md", "---\ntitle: Geheim\ndraft: true\n---\n")
        .build();
    for path in site.paths() {
        assert!(!path.contains("geheim") && !site.text(&path).contains("Geheim"), "{path}");
    }
    assert_eq!(site.outcome().held.len(), 4);
}

#[test]
fn an_article_appears_and_vanishes_by_the_clock_alone() {
    let site = Site::new(
        "-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-05\npublish_date: 2026-02-01\nexpiry_date: 2026-03-01T00:00\n---\n",
    );
    let site = site.at("2026-01-31T22:59:59Z").build();
    assert!(!site.has_page("/articles/2026/01/a/"));
    let site = site.at("2026-01-31T23:00:00Z").build();
    assert!(site.has_page("/articles/2026/01/a/"));
    let site = site.at("2026-02-28T23:00:00Z").build();
    assert!(!site.has_page("/articles/2026/01/a/") && !site.exists("public/articles"));
}

// Files and templates of the site.

#[test]
fn robots_txt_and_404_html_of_the_author_replace_ours() {
    let ours = Site::new("").build();
    ours.has("/robots.txt", "Sitemap: https://a.example/sitemap.xml");
    let site = Site::new("-- static/robots.txt --\nmine\n-- static/404.html --\nmine\n").build();
    assert_eq!(site.text("/robots.txt"), "mine\n");
    assert_eq!(site.text("/404.html"), "mine\n");
}

#[test]
fn a_template_of_the_site_builds_on_the_one_it_replaces() {
    let site = archive("")
        .write(
            "templates/404.html",
            "{% extends 't/404.html' %}{% block main %}mine {{ super() }}{% endblock %}",
        )
        .build();
    site.has("/404.html", "mine <h1>404</h1>");
}

#[test]
fn a_theme_uses_what_its_parent_has() {
    let site = archive("")
        .write("themes/u/theme.toml", "parent = 't'\n[extra]\ncolour = 'blue'\n")
        .write(
            "themes/u/templates/404.html",
            "{{ theme.extra.colour }} {{ get_url(path='style.css') }}",
        )
        .edit("site.toml", "theme = 't'", "theme = 'u'")
        .build();
    assert_eq!(site.text("/404.html"), "blue /assets/style.css");
    assert_eq!(site.texts("/", "a.teaser").len(), 4);
}

#[test]
fn an_article_can_ask_for_another_template() {
    let site = archive("")
        .write("templates/lang.html", "long: {{ page.title }}")
        .edit("content/articles/2026/01/dritter.md", "title", "template: lang.html\ntitle")
        .build();
    assert_eq!(site.text("/articles/2026/01/dritter/"), "long: Dritter");
    let site = site.remove("templates/lang.html").fails();
    insta::assert_snapshot!(site.report(), @"
    error: there is no template `lang.html`
     ╭▸ content/articles/2026/01/dritter.md
     ├ note: met on /articles/2026/01/dritter/
     ╰ hint: add themes/t/templates/lang.html, or remove `template:`
    ");
}

#[test]
fn assets_can_carry_their_digest() {
    let site = archive("[assets]\nfingerprint = true\n").build();
    let link = site.attributes("/", "link[rel=stylesheet]", "href").remove(0);
    assert!(link.starts_with("/assets/style.") && link.len() > "/assets/style.css".len(), "{link}");
    assert!(site.has_page(&link));
    let site = site.edit("themes/t/assets/style.css", "1rem", "2rem").build();
    assert!(!site.has_page(&link));
}

#[test]
fn files_are_copied_byte_by_byte() {
    let bytes: Vec<u8> = (0..=255u8).cycle().take(200_000).collect();
    let site = Site::new("").write("static/a/b.bin", &bytes).build();
    assert_eq!(site.bytes()["a/b.bin"], bytes);
    let mut other = bytes.clone();
    other[150_000] ^= 1;
    site.write("static/a/b.bin", other).build().wrote(["a/b.bin"]);
}

#[test]
fn no_file_of_the_content_is_passed_over_in_silence() {
    let site = Site::new("-- content/news/a.md --\nA\n-- content/comments/a.md --\nA\n").build();
    let messages = site.messages();
    assert!(messages.contains(&"`content/news/a.md` is not read".to_owned()), "{messages:?}");
    assert!(messages.contains(&"`content/comments/a.md` is not read".to_owned()), "{messages:?}");
}

// Feeds.

/// The value of an attribute of the first element with this name.
fn attribute(site: &Site, url: &str, element: &str, name: &str) -> String {
    let text = site.text(url);
    let document = roxmltree::Document::parse(&text).unwrap();
    let node = document.descendants().find(|node| node.tag_name().name() == element).unwrap();
    node.attribute(name).unwrap_or_default().to_owned()
}

#[test]
fn rss_1_a_channel_has_a_title_a_link_and_a_description() {
    let site = archive("title = 'Archiv'\ndescription = 'Was bleibt'\n").build();
    for (feed, title, link) in [
        ("/rss.xml", "Archiv", "https://a.example/"),
        ("/tags/ki/rss.xml", "KI – Archiv", "https://a.example/tags/ki/"),
    ] {
        assert_eq!(site.xml(feed, "title")[0], title);
        assert_eq!(site.xml(feed, "link")[0], link);
        assert!(!site.xml(feed, "description")[0].is_empty());
        assert_eq!(site.xml(feed, "language"), ["de"]);
    }
}

#[test]
fn rss_2_every_address_of_a_feed_is_absolute() {
    let site =
        archive("").edit("site.toml", "https://a.example/", "https://a.example/archiv/").build();
    for feed in ["/rss.xml", "/tags/ki/rss.xml", "/jobs/rss.xml"] {
        for link in site.xml(feed, "link") {
            assert!(link.starts_with("https://"), "{feed}: {link}");
        }
        let own = attribute(&site, feed, "link", "href");
        assert!(own.is_empty() || own == format!("https://a.example/archiv{feed}"), "{own}");
    }
}

#[test]
fn rss_3_an_item_keeps_its_identity() {
    let guids = |site: &Site| site.xml("/rss.xml", "guid");
    let site = archive("").build();
    let before = guids(&site);
    assert_eq!(attribute(&site, "/rss.xml", "guid", "isPermaLink"), "false");
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 4);
    // Another title, another preview, and another URL with the old one as an alias.
    let site =
        site.edit("content/articles/2026/02/vierter.md", "title: Vierter", "title: Vier").build();
    assert_eq!(guids(&site), before);
    let site = site.with_base_url("https://preview.example/x/").build();
    assert_eq!(guids(&site), before);
    let moved = "slug: vier\naliases: [/articles/2026/02/vierter/]\ntitle";
    let site = site.edit("content/articles/2026/02/vierter.md", "title", moved).build();
    assert_eq!(guids(&site), before);
}

#[test]
fn rss_3_two_jobs_behind_one_address_are_two_items() {
    let site = Site::new("-- content/jobs.yaml --\n- title: Redakteur\n  url: https://jobs.example/\n- title: Fotograf\n  url: https://jobs.example/\n").build();
    let guids = site.xml("/jobs/rss.xml", "guid");
    assert_eq!(guids.len(), 2);
    assert_ne!(guids[0], guids[1]);
}

#[test]
fn rss_4_dates_are_those_of_rfc_822_in_english() {
    let site = archive("").build();
    assert_eq!(
        site.xml("/rss.xml", "pubDate"),
        [
            "Fri, 6 Feb 2026 00:00:00 +0100",
            "Tue, 6 Jan 2026 00:00:00 +0100",
            "Mon, 5 Jan 2026 00:00:00 +0100",
            "Wed, 31 Dec 2025 00:00:00 +0100",
        ]
    );
}

#[test]
fn rss_5_a_feed_changed_last_when_its_newest_content_did() {
    let site = archive("").build();
    assert_eq!(site.xml("/rss.xml", "lastBuildDate"), ["Fri, 6 Feb 2026 00:00:00 +0100"]);
    assert_eq!(
        site.xml("/tags/oel-und-gas/rss.xml", "lastBuildDate"),
        ["Wed, 7 Jan 2026 00:00:00 +0100"]
    );
}

#[test]
fn rss_6_a_feed_names_its_own_address() {
    let site = archive("").build();
    for feed in ["/rss.xml", "/tags/ki/rss.xml", "/jobs/rss.xml"] {
        let text = site.text(feed);
        let own = format!(
            "<atom:link href=\"https://a.example{feed}\" rel=\"self\" type=\"application/rss+xml\"/>"
        );
        assert!(text.contains(&own), "{feed}: {text}");
    }
}

#[test]
fn rss_7_a_description_stands_before_the_full_text() {
    let text = archive("").build().text("/rss.xml");
    assert!(text.contains("<description>"));
    for item in text.split("<item>").skip(1) {
        if let Some(full) = item.find("<content:encoded>") {
            assert!(item.find("<description>").is_some_and(|short| short < full));
        }
    }
}

#[test]
fn rss_12_control_characters_do_not_break_a_feed() {
    let site = Site::new("").write(
        "content/articles/a.md",
        "---\ntitle: \"A\\x0bB\\x01\\uFFFEC ]]> D\"\ndate: 2026-01-05\n---\nText\u{b}mit\u{1}\n",
    );
    let site = site.build();
    assert_eq!(site.xml("/rss.xml", "title")[1], "ABC ]]> D");
    assert!(!site.text("/rss.xml").contains('\u{b}'));
}

#[test]
fn rss_17_a_feed_holds_the_newest_and_none_that_do_not_want_to_be_in_it() {
    let site = archive("feeds = { limit = 2 }\n")
        .edit("content/articles/2026/02/vierter.md", "title", "feed: false\ntitle")
        .edit("content/articles/2026/01/dritter.md", "title", "noindex: true\ntitle")
        .build();
    assert_eq!(site.xml("/rss.xml", "title")[1..], ["Neu & größer", "Alt"]);
}

#[test]
fn disc_1_a_page_names_its_own_feed_first() {
    let site = archive("").build();
    let feeds = |url: &str| site.attributes(url, "link[rel=alternate]", "href");
    assert_eq!(feeds("/"), ["/rss.xml"]);
    assert_eq!(feeds("/tags/ki/"), ["/tags/ki/rss.xml", "/rss.xml"]);
    assert_eq!(feeds("/jobs/"), ["/jobs/rss.xml", "/rss.xml"]);
    assert_eq!(feeds("/authors/ada/"), ["/rss.xml"]);
}

// Sitemaps.

#[test]
fn sm_1_an_index_names_every_sitemap() {
    let site = archive("").build();
    let named: BTreeSet<String> = site.xml("/sitemap.xml", "loc").into_iter().collect();
    let there: BTreeSet<String> = site
        .paths()
        .into_iter()
        .filter(|path| path.starts_with("sitemap-"))
        .map(|path| format!("https://a.example/{path}"))
        .collect();
    assert_eq!(named, there);
    assert_eq!(named.len(), 5);
}

/// All addresses that the sitemaps name.
fn mapped(site: &Site) -> Vec<String> {
    let maps = site.paths().into_iter().filter(|path| path.starts_with("sitemap-"));
    maps.flat_map(|path| site.xml(&path, "loc")).collect()
}

#[test]
fn sm_2_addresses_are_absolute_encoded_and_of_one_host() {
    let site = archive("")
        .edit("content/articles/2026/02/vierter.md", "title", "slug: größe & maß\ntitle")
        .build();
    let addresses = mapped(&site);
    assert!(
        addresses
            .contains(&"https://a.example/articles/2026/02/gr%C3%B6%C3%9Fe%20&%20ma%C3%9F/".into())
    );
    for address in addresses {
        assert!(address.starts_with("https://a.example/") && address.is_ascii(), "{address}");
    }
    let text = site.text("/sitemap-2026-02.xml");
    assert!(text.find("<loc>").unwrap() < text.find("<lastmod>").unwrap());
    assert!(!text.contains("changefreq") && !text.contains("priority"));
}

#[test]
fn sm_3_sitemaps_hold_every_page_that_is_to_be_found_once_and_no_other() {
    let site = archive("paginate_by = 1\n")
        .edit("content/articles/2026/01/dritter.md", "title", "noindex: true\ntitle")
        .edit("content/articles/2026/02/vierter.md", "title", "draft: true\ntitle")
        .build();
    let mut found = mapped(&site);
    found.sort_unstable();
    let mut expected: Vec<String> = site
        .paths()
        .iter()
        .filter(|path| path.ends_with("index.html"))
        .map(|path| format!("https://a.example/{}", path.trim_end_matches("index.html")))
        .filter(|url| !["/page/", "/frueher", "/dritter/"].iter().any(|part| url.contains(part)))
        .collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn sm_3_lastmod_is_the_last_change_of_the_content() {
    let site = archive("").build();
    assert_eq!(
        site.xml("/sitemap-2026-01.xml", "lastmod"),
        ["2026-01-07T00:00:00+01:00", "2026-01-06T00:00:00+01:00"]
    );
}

#[test]
fn meta_1_every_page_names_its_own_address() {
    let site = archive("paginate_by = 1\n").build();
    for (url, address) in [
        ("/", "https://a.example/"),
        ("/page/1/", "https://a.example/page/1/"),
        ("/articles/2026/01/neu/", "https://a.example/articles/2026/01/neu/"),
    ] {
        assert_eq!(site.attributes(url, "link[rel=canonical]", "href"), [address]);
    }
    assert_eq!(site.attributes("/404.html", "meta[name=robots]", "content"), ["noindex"]);
}
