//! Law 11: a bad article never hides the next one's error.

use crate::support::Site;

#[test]
fn a_bad_article_does_not_hide_the_next_one() {
    let site = Site::new("")
        .write("content/articles/a.md", "---\ntitle: [\n---\n")
        .write("content/articles/b.md", "no fence")
        .write("content/articles/c.md", b"---\ntitle: \xff\ndate: 2026-01-01\n---\n")
        .write("content/articles/d.md", "---\ndate: 2026-01-01\n---\n")
        .fails();
    let files: Vec<String> = site
        .outcome()
        .report
        .iter()
        .filter_map(|diagnostic| Some(diagnostic.place.as_ref()?.file.clone()))
        .collect();
    assert_eq!(files, ["a", "b", "c", "d"].map(|name| format!("content/articles/{name}.md")));
}

#[test]
fn two_mistakes_in_one_front_matter_are_two_diagnostics() {
    let site = Site::new(
        "
        -- content/articles/tee.md --
        ---
        title: Tee
        date: 2026-13-01
        draft: maybe
        slug: a/b
        tags: 3.5
        ---
        ",
    )
    .fails();
    assert_eq!(site.outcome().report.errors(), 4);
    insta::assert_snapshot!(site.report(), @"");
}

#[test]
fn whatever_is_wrong_is_said_at_once() {
    let site = Site::new(
        "
        -- site.toml --
        titel = 'Archiv'
        paginate_by = 'viele'
        -- content/articles/a.md --
        ---
        title: A
        date: 2026-01-01
        tag: KI
        image: nowhere.png
        ---
        See [b](b.md) and [c](../c.md).
        -- content/articles/b.md --
        ---
        title: B: wrong
        date: 2026-01-01
        ---
        -- content/articles/same.md --
        ---
        title: Same
        date: 2026-01-01
        slug: a
        ---
        -- content/jobs.yaml --
        - title: Redakteur
        - titel: Redakteurin
          url: javascript:x
        -- content/pages/p.md --
        ---
        title: P
        date: gestern
        ---
        -- content/news/x.md --
        x
        -- templates/404.html --
        {{ page.title
        -- templates/year.html --
        {{ nothing(here=1) }}
        ",
    )
    .fails();
    insta::assert_snapshot!(site.report(), @"");
}

#[test]
fn check_says_what_build_says() {
    let site = Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: x\n---\n").fails();
    let built = site.report();
    assert_eq!(site.check().report(), built);
}

#[test]
fn the_second_build_says_what_the_first_said() {
    let site = Site::new(
        "-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\ntag: x\n---\n[a](/no/) ![](b.png)\n",
    )
    .build();
    let first = site.report();
    assert!(site.outcome().report.warnings() > 2, "{first}");
    assert_eq!(site.build().report(), first);
}

#[test]
fn mistakes_in_two_templates_are_two_diagnostics() {
    let site = Site::new("")
        .write("templates/home.html", "{% if %}")
        .write("templates/404.html", "{{ 1 + }}")
        .fails();
    assert_eq!(site.outcome().report.errors(), 2, "{}", site.report());
    assert!(site.report().contains("templates/home.html") && site.report().contains("templates/404.html"));
}

#[test]
fn a_mistake_that_all_pages_share_is_said_once() {
    let articles = (1..30).fold(Site::new(""), |site, number| {
        let text = format!("---\ntitle: A{number}\ndate: 2026-01-{number:02}\n---\n");
        site.write(&format!("content/articles/a{number}.md"), text)
    });
    let site = articles.write("templates/article.html", "{{ page.title | date }}").fails();
    assert!(site.outcome().report.errors() < 30, "{}", site.report());
}
