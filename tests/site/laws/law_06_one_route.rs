//! Law 6: one path, one route (RULES.md, SEC-5, DE-8, DEP-2); both sources are named.

use crate::support::Site;

/// Two articles and more front matter for each.
fn two(one: &str, other: &str) -> Site {
    Site::new("-- site.toml --\npermalink = '/{slug}/'\n")
        .write(
            "content/articles/one.md",
            format!("---\ntitle: One\ndate: 2026-01-01\n{one}\n---\n"),
        )
        .write(
            "content/articles/two.md",
            format!("---\ntitle: Two\ndate: 2026-01-02\n{other}\n---\n"),
        )
}

#[track_caller]
fn names_both(site: Site, one: &str, other: &str) {
    let site = site.fails();
    let report = site.report();
    assert_eq!(site.outcome().report.errors(), 1, "{report}");
    assert!(report.contains(one) && report.contains(other), "{report}");
}

const ONE: &str = "content/articles/one.md";
const TWO: &str = "content/articles/two.md";

#[test]
fn two_articles_of_one_slug() {
    let site = two("slug: same", "slug: same").fails();
    insta::assert_snapshot!(site.report(), @"
    error: two routes lead to `/same/`
     ╭▸ content/articles/two.md
     ╰ hint: the other is content/articles/one.md; give one of them another `slug:` or `path:`
    ");
}

#[test]
fn sec_5_paths_that_differ_in_case_only() {
    let site = two("slug: Same", "slug: same").fails();
    insta::assert_snapshot!(site.report(), @"
    error: `/Same/` and `/same/` are one file where letters' case or form is ignored
     ╭▸ content/articles/two.md
     ╰ hint: the other is content/articles/one.md; give one of them another `slug:` or `path:`
    ");
}

#[test]
fn sec_5_a_composed_and_a_decomposed_umlaut() {
    names_both(two("slug: f\u{fc}r", "slug: fu\u{308}r"), ONE, TWO);
}

#[test]
fn sec_5_a_file_and_a_folder() {
    let site = two("path: /a.html", "path: /a.html/b/").fails();
    insta::assert_snapshot!(site.report(), @"
    error: `/a.html` would have to be a file and a folder, for `/a.html/b/`
     ╭▸ content/articles/two.md
     ╰ hint: the file comes from content/articles/one.md; give one of them another `slug:` or `path:`
    ");
}

#[test]
fn dep_2_an_alias_on_an_article() {
    names_both(two("aliases: [/two/]", ""), ONE, TWO);
}

#[test]
fn dep_2_two_articles_with_one_alias() {
    names_both(two("aliases: [/old/]", "aliases: [/old/]"), ONE, TWO);
}

#[test]
fn dep_2_an_article_may_name_its_own_address_as_an_alias() {
    two("aliases: [/one/, /old/]", "").build().has("/old/", "url=/one/");
}

#[test]
fn dep_2_an_alias_leads_to_the_article() {
    let site = two("aliases: [/old/, /older.html]", "").build();
    for alias in ["/old/", "/older.html"] {
        assert_eq!(
            site.attributes(alias, "link[rel=canonical]", "href"),
            ["https://a.example/one/"]
        );
        site.has(alias, "noindex").has(alias, "url=/one/");
    }
}

#[test]
fn the_address_of_a_tag_and_a_page() {
    let site = two("tags: [KI]", "").write("content/pages/tags/ki.md", "---\ntitle: KI\n---\n");
    names_both(site, "content/pages/tags/ki.md", "`KI` in tags");
}

#[test]
fn the_front_page_and_a_page() {
    let site = two("path: /", "");
    names_both(site, ONE, "list of all articles");
}

#[test]
fn a_numbered_page_and_an_article() {
    let site = two("path: /page/1/", "").edit("site.toml", "theme", "paginate_by = 1\ntheme");
    names_both(site, ONE, "list of all articles");
}

#[test]
fn a_feed_and_a_file_of_the_author() {
    names_both(two("", "").write("static/rss.xml", "mine"), "static/rss.xml", "feed");
}

#[test]
fn a_sitemap_and_a_file_of_the_author() {
    names_both(two("", "").write("static/sitemap.xml", "mine"), "static/sitemap.xml", "sitemap");
}

#[test]
fn an_asset_and_a_file_of_the_author() {
    names_both(
        two("", "").write("static/assets/style.css", ""),
        "static/assets/style.css",
        "asset",
    );
}

#[test]
fn a_static_file_and_an_article() {
    names_both(two("", "").write("static/one/index.html", "mine"), "static/one/index.html", ONE);
}

#[test]
fn two_files_of_the_author_that_differ_in_case_only() {
    // Some file systems cannot even hold both.
    let site = two("", "").write("static/A.txt", "").write("static/a.txt", "");
    if site.exists("static/A.txt") && site.root().join("static").read_dir().unwrap().count() == 2 {
        names_both(site, "static/A.txt", "static/a.txt");
    }
}

#[test]
fn two_taxonomies_of_one_word() {
    let site = two("tags: [KI]\ncategories: [KI]", "").edit(
        "site.toml",
        "theme",
        "paths = { tags = 'x', categories = 'x' }\ntheme",
    );
    let site = site.fails();
    assert!(site.report().contains("tags") && site.report().contains("categories"));
}

#[test]
fn de_8_words_that_would_share_an_address() {
    names_both(two("tags: ['C#']", "tags: ['C++']"), "C#", "C++");
    names_both(two("tags: [Maße]", "tags: [Masse]"), "Maße", "Masse");
}

#[test]
fn de_8_a_file_of_its_own_tells_two_tags_apart() {
    let site = two("tags: ['C']", "tags: ['C#']")
        .write("content/tags/c-sharp.md", "---\ntitle: 'C#'\nslug: c-sharp\n---\n")
        .build();
    assert_eq!(site.texts("/tags/c/", "a.teaser"), ["One"]);
    assert_eq!(site.texts("/tags/c-sharp/", "a.teaser"), ["Two"]);
}

#[test]
fn spellings_of_one_tag_share_a_page_under_the_oldest_spelling() {
    let site = two("tags: [KI-Modelle]", "tags: [ki modelle]").build();
    assert_eq!(site.texts("/tags/ki-modelle/", "h1"), ["KI-Modelle"]);
    assert_eq!(site.texts("/tags/ki-modelle/", "a.teaser"), ["Two", "One"]);
    assert_eq!(site.messages(), ["`ki modelle` in tags is `KI-Modelle` elsewhere"]);
}

#[test]
fn rss_3_two_articles_of_one_id() {
    names_both(two("id: x", "id: x"), ONE, TWO);
}

#[test]
fn three_clashes_are_three_errors() {
    let site = two("slug: same", "slug: same")
        .write(
            "content/articles/three.md",
            "---\ntitle: Three\ndate: 2026-01-03\nslug: Same\n---\n",
        )
        .write("static/rss.xml", "mine")
        .fails();
    assert_eq!(site.outcome().report.errors(), 3, "{}", site.report());
}

#[test]
fn sec_5_letters_that_some_file_system_takes_for_one() {
    // The long s and the final sigma have the same capital as s and sigma; the sign for Kelvin
    // is a k.
    for (one, other) in [
        ("mass\u{17f}", "masss"),
        ("\u{3bb}\u{3cc}\u{3b3}\u{3bf}\u{3c2}", "\u{3bb}\u{3cc}\u{3b3}\u{3bf}\u{3c3}"),
        ("\u{212a}i", "ki"),
        ("Ü", "u\u{308}"),
    ] {
        names_both(two(&format!("slug: {one}"), &format!("slug: {other}")), ONE, TWO);
    }
}

#[test]
fn sec_5_an_alias_and_a_static_file_that_differ_in_case_only() {
    names_both(two("aliases: [/Old/]", "aliases: [/old/]"), ONE, TWO);
    names_both(two("", "").write("static/Two/index.html", ""), "static/Two/index.html", TWO);
    names_both(two("aliases: [/A.html]", "").write("static/a.html", ""), ONE, "static/a.html");
}

#[test]
fn sec_5_a_file_of_the_author_and_a_folder() {
    names_both(two("", "").write("static/two", "a file"), "static/two", TWO);
    names_both(
        two("path: /a.html", "").write("static/A.html/b.txt", ""),
        ONE,
        "static/A.html/b.txt",
    );
}

#[test]
fn sec_5_tags_that_differ_in_unicode_form_share_a_page() {
    let site = two("tags: [Büro]", "tags: [\"Bu\u{308}ro\"]").build();
    assert_eq!(site.texts("/tags/buero/", "a.teaser"), ["Two", "One"]);
}
