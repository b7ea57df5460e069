//! `explain`: why a page was rendered, or would be.

use crate::support::Site;

const SITE: &str = "
    -- content/articles/one.md --
    ---
    title: One
    date: 2026-01-01
    tags: [A]
    ---
    See [three](/articles/2026/01/three/).
    -- content/articles/two.md --
    ---
    title: Two
    date: 2026-01-02
    tags: [A]
    summary: The second.
    ---
    Two.
    -- templates/404.html --
    {{ load_data(path='data/a.yaml') }}
    -- data/a.yaml --
    a: 1
";

fn explained<const N: usize>(site: &Site, args: [&str; N]) -> String {
    site.command().args(["explain"]).args(args).run().exits(0).stdout
}

#[test]
fn the_field_of_the_view_that_differs_is_named_with_both_values() {
    let site = Site::new(SITE).build_by_program().edit(
        "content/articles/two.md",
        "title: Two",
        "title: Zwei",
    );
    let next = explained(&site, ["/articles/2026/01/one/", "--next"]);
    assert!(next.contains("will be rendered: what it shows differs"), "{next}");
    assert!(next.contains("page.later.title: \"Two\" → \"Zwei\""), "{next}");
    let site = site.build_by_program();
    let last = explained(&site, ["/articles/2026/01/one/"]);
    assert!(last.contains("was rendered by the last build: what it shows differs"), "{last}");
    assert!(last.contains("page.later.title: \"Two\" → \"Zwei\""), "{last}");
    let next = explained(&site, ["/articles/2026/01/one/", "--next"]);
    assert!(next.contains("will not be rendered"), "{next}");
}

#[test]
fn a_page_is_found_by_its_source_and_by_its_file_too() {
    let site = Site::new(SITE)
        .build_by_program()
        .edit("content/articles/two.md", "Two.", "Zwei.")
        .build_by_program();
    for path in ["content/articles/two.md", "articles/2026/01/two/index.html"] {
        let said = explained(&site, [path]);
        assert_eq!(
            said,
            "/articles/2026/01/two/ was rendered by the last build: what it shows differs\n  content/articles/two.md\n"
        );
    }
    let said = explained(&site, ["/articles/2026/01/one/"]);
    assert!(said.contains("was not rendered by the last build"), "{said}");
}

#[test]
fn a_question_is_named_with_its_arguments() {
    let site =
        Site::new(SITE).build_by_program().edit("data/a.yaml", "a: 1", "a: 2").build_by_program();
    assert_eq!(
        explained(&site, ["/404.html"]),
        "/404.html was rendered by the last build: what its template asks for is answered in another way\n  load_data(path=\"data/a.yaml\")\n"
    );
}

#[test]
fn a_template_and_a_setting_are_named() {
    let site = Site::new(SITE)
        .build_by_program()
        .edit("templates/404.html", "{{", "x {{")
        .build_by_program();
    let said = explained(&site, ["/"]);
    assert!(said.ends_with("the settings or the theme differ\n  templates/404.html\n"), "{said}");
    let site =
        site.write("site.toml", "base_url = 'https://a.example/'\ntheme = 't'\ntitle = 'T'\n");
    let said = explained(&site, ["/", "--next"]);
    assert!(said.ends_with("site.toml.title: \"\" → \"T\"\n"), "{said}");
}

#[test]
fn a_link_that_leads_elsewhere_is_named() {
    let site = Site::new(SITE).build_by_program().files(
        "
        -- content/articles/three.md --
        ---
        title: Three
        date: 2025-01-03
        path: /articles/2026/01/three/
        ---
        ",
    );
    // The new article is the earliest, so it is also the neighbour of the first one.
    let said = explained(&site, ["/articles/2026/01/one/", "--next"]);
    assert!(said.contains("page.earlier"), "{said}");
    let site =
        site.edit("content/articles/three.md", "2025-01-03", "2026-01-03").build_by_program();
    let said = explained(&site, ["/articles/2026/01/one/"]);
    assert!(
        said.contains("what its text refers to leads elsewhere\n  /articles/2026/01/three/: "),
        "{said}"
    );
}

#[test]
fn a_file_of_the_output_that_was_altered_is_named() {
    let site =
        Site::new(SITE).build_by_program().write("public/articles/2026/01/one/index.html", "x");
    let said = explained(&site, ["/articles/2026/01/one/", "--next"]);
    assert!(said.contains("its file in the output was altered or deleted"), "{said}");
}

#[test]
fn what_is_not_there_is_an_error_with_a_way_out() {
    let site = Site::new(SITE);
    site.run(["explain", "/"]).exits(1).complains("nothing is known of the last build");
    let site = site.build_by_program();
    site.run(["explain", "/articles/2025/01/one/"])
        .exits(1)
        .complains("there is no page `/articles/2025/01/one/`")
        .complains("did you mean `/articles/2026/01/one/`?");
}

#[test]
fn programs_get_the_same_as_json() {
    let site = Site::new(SITE).build_by_program().edit(
        "content/articles/two.md",
        "title: Two",
        "title: Zwei",
    );
    let run =
        site.command().args(["explain", "/articles/2026/01/one/", "--next", "--format", "json"]);
    let said = run.run().exits(0).json();
    assert_eq!(said["cause"], "view");
    assert_eq!(said["differences"][0]["what"], "page.later.title");
    assert_eq!(said["differences"][0]["before"], "Two");
}
