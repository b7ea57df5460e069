//! Law 3: a second build writes nothing.

use crate::support::Site;

const SITE: &str = "
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    ---
    -- content/articles/zwei/index.md --
    ---
    title: Zwei
    date: 2026-01-06
    ---
    -- content/articles/zwei/daten.csv --
    a,b
    -- content/jobs.yaml --
    - title: Redakteur
      url: https://jobs.example/1
    -- content/comments/zwei.yaml --
    - {name: Erika, date: 2026-01-07, text: Ja.}
    -- static/a.txt --
    a
";

#[test]
fn a_second_build_touches_nothing() {
    let site = Site::new(SITE).build().build();
    site.changed_nothing();
    let committed = site.outcome().committed.unwrap();
    assert_eq!((committed.written, committed.removed), (0, 0));
    assert_eq!(committed.unchanged, site.paths().len());
}

#[test]
fn new_times_of_equal_files_touch_nothing() {
    let site = Site::new(SITE).build();
    let source = site.read("content/articles/eins.md").unwrap();
    site.write("content/articles/eins.md", source).build().changed_nothing();
}

#[test]
fn a_later_hour_touches_nothing() {
    Site::new(SITE).build().at("2026-12-01T05:00:00Z").build().changed_nothing();
}

#[test]
fn a_second_build_in_a_new_process_touches_nothing() {
    let site = Site::new(SITE);
    site.run(["build"]).exits(0);
    let first = site.output();
    let summary = site.run(["build", "--format", "json"]).exits(0).json();
    assert_eq!(summary["written"], 0);
    assert_eq!(first, site.output());
}

#[test]
fn an_edited_body_changes_its_page_and_no_other() {
    Site::new(SITE)
        .write(
            "content/articles/drei.md",
            "---\ntitle: Drei\ndate: 2026-01-07\nsummary: Kurz\n---\nText\n",
        )
        .build()
        .edit("content/articles/drei.md", "\nText\n", "\nAnderer Text\n")
        .build()
        .wrote(["articles/2026/01/drei/index.html"]);
}

#[test]
fn no_folder_is_left_beside_the_output() {
    let site = Site::new(SITE).build().build();
    assert!(!site.exists(".public.blattwerk"));
}
