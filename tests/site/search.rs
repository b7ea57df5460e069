//! Searching the archive: which files its index has, and when they are written.

use crate::support::{Command, Site};

fn archive() -> Site {
    Site::new(
        "
        -- site.toml --
        [search]
        index = true
        [feeds]
        rss = false
        -- themes/t/templates/search.html --
        <form data-search='{{ search.runtime }}'>{% for year in search.years %}
        <option data-parts='{{ year.parts | join(sep=' ') }}'>{{ year.year }}</option>{% endfor %}</form>
        <meta name='robots' content='{% if noindex %}noindex{% endif %}'>
        -- content/articles/alt.md --
        ---
        title: Rechenmaschinen
        date: 2024-03-01
        ---
        Ein Text über Relais.
        -- content/articles/mitte.md --
        ---
        title: Netze
        date: 2025-05-01
        ---
        Ein Text über Röhren.
        -- content/articles/neu.md --
        ---
        title: Modelle
        date: 2026-01-01
        ---
        Ein Text über Chips.
        ",
    )
}

/// The years whose part of the index was written, by the paths.
fn parts(paths: &[String]) -> Vec<&str> {
    let mut parts: Vec<&str> = paths
        .iter()
        .filter_map(|path| path.strip_prefix("search/pagefind/")?.split_once('/'))
        .map(|(part, _)| part)
        .collect();
    parts.dedup();
    parts
}

#[test]
fn an_archive_has_an_index_only_if_asked() {
    let site = archive().edit("site.toml", "index = true", "index = false").build();
    assert!(!site.has_page("/search/"));
    assert!(site.paths().iter().all(|path| !path.contains("search")));
}

#[test]
fn each_year_is_a_part_that_the_page_names() {
    let site = archive().build();
    assert_eq!(parts(&site.paths()), ["2024", "2025", "2026", "core"]);
    assert_eq!(site.texts("/search/", "option"), ["2026", "2025", "2024"]);
    let named = site.attributes("/search/", "option", "data-parts");
    assert_eq!(
        named,
        ["/search/pagefind/2026/", "/search/pagefind/2025/", "/search/pagefind/2024/"]
    );
    for name in ["pagefind.js", "pagefind-worker.js", "wasm.de.pagefind", "pagefind-entry.json"] {
        assert!(site.exists(&format!("public/search/pagefind/core/{name}")), "{name}");
    }
    site.has("/assets/search.js", "data-search");
}

#[test]
fn meta_6_the_page_for_searching_is_in_no_sitemap_and_has_noindex() {
    let site = archive().build();
    assert_eq!(site.attributes("/search/", "meta[name=robots]", "content"), ["noindex"]);
    site.has_not("/sitemap-pages.xml", "search");
}

#[test]
fn a_second_build_makes_no_index() {
    archive().build().build().changed_nothing().did_nothing();
}

#[test]
fn a_new_article_writes_the_part_of_its_year_only() {
    let site = archive().build().files(
        "
        -- content/articles/neuer.md --
        ---
        title: Roboter
        date: 2026-02-01
        ---
        Noch ein Text.
        ",
    );
    let site = site.build();
    assert_eq!(parts(&site.written()), ["2026"]);
    site.equals_clean();
}

#[test]
fn an_edit_writes_the_part_of_its_year_only() {
    let site = archive().build().edit("content/articles/alt.md", "Relais", "Walzen").build();
    assert_eq!(parts(&site.written()), ["2024"]);
    site.equals_clean();
}

#[test]
fn the_part_of_a_year_goes_with_its_last_article() {
    let site = archive().build().remove("content/articles/mitte.md").build();
    assert_eq!(parts(&site.removed()), ["2025"]);
    assert_eq!(site.texts("/search/", "option"), ["2026", "2024"]);
    site.equals_clean();
}

#[test]
fn what_nobody_shall_find_is_not_in_the_index() {
    let hidden = archive().edit("content/articles/mitte.md", "title:", "noindex: true\ntitle:");
    assert_eq!(parts(&hidden.build().paths()), ["2024", "2026", "core"]);
}

#[test]
fn a_file_of_the_index_that_was_damaged_is_made_again() {
    let site = archive().build();
    let file = site.paths().into_iter().find(|path| path.contains("2025/index/")).unwrap();
    let site = site.write(&format!("public/{file}"), "nothing").build();
    assert_eq!(site.written(), [file]);
    site.equals_clean();
}

#[test]
fn law_6_no_other_file_stands_in_the_folder_of_the_index() {
    insta::assert_snapshot!(
        archive().write("static/search/pagefind/a.txt", "a").fails().report(),
        @r"
    error: `/search/pagefind/a.txt` lies among the files of the search
     ╭▸ static/search/pagefind/a.txt
     ╰ hint: move it, or change `search` in `[paths]` of site.toml
    "
    );
}

#[test]
fn a_theme_without_the_page_is_told_which_template_it_lacks() {
    let site = archive().remove("themes/t/templates/search.html").fails();
    assert!(site.report().contains("there is no template `search.html`"), "{}", site.report());
}

#[test]
fn check_makes_no_index() {
    let site = archive().build().check();
    assert_eq!(site.report(), "");
}

#[test]
fn serve_searches_what_the_last_build_has_finished() {
    let site = archive().build();
    let server = site.serve([]);
    let page = "/search/pagefind/2025/pagefind-entry.json";
    assert_eq!(server.get(page).status, 200);
    assert_eq!(server.page(page), site.text(page));
    assert_eq!(server.get("/search/pagefind/2027/pagefind-entry.json").status, 404);
    assert_eq!(server.get("/search/pagefind/..%2f..%2f..%2fsite.toml").status, 404);
    assert_eq!(server.get("/search/pagefind/%2e%2e/%2e%2e/site.toml").status, 404);
    server.shows("/search/", "data-search");
}

#[test]
fn a_year_of_more_than_a_thousand_articles_is_cut_by_months() {
    let mut site = archive();
    for number in 0..=1000 {
        let month = number % 12 + 1;
        let text = format!("---\ntitle: A{number}\ndate: 2023-{month:02}-01\n---\nText {number}\n");
        site = site.write(&format!("content/articles/2023/a{number}.md"), text);
    }
    let site = site.build();
    let all = site.paths();
    let months = parts(&all).into_iter().filter(|part| part.starts_with("2023")).count();
    assert_eq!(months, 12);
    let of_2023 = &site.attributes("/search/", "option", "data-parts")[3];
    assert!(
        of_2023.starts_with("/search/pagefind/2023-12/ /search/pagefind/2023-11/"),
        "{of_2023}"
    );
}

#[test]
fn a_search_needs_no_other_command() {
    // The index is made inside the program: nothing is run, and the environment says nothing.
    let site = archive();
    let run = Command::in_folder(site.root()).env("PATH", "/nowhere").args(["build", "-q"]).run();
    run.exits(0);
}
