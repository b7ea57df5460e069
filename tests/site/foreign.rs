//! What archives from other generators hold, each met in `../shared/corpora`.

use blattwerk::archive::Include;

use crate::support::Site;

/// A site with one article, whose front matter gets `lines` more.
fn article(lines: &str) -> Site {
    Site::new("").write(
        "content/articles/a.md",
        format!("---\ntitle: A\ndate: 2026-11-01\n{lines}\n---\nText\n"),
    )
}

/// A site with one job of its own.
fn job(lines: &str) -> Site {
    Site::new("").write("content/jobs/a.md", format!("---\ntitle: A\n{lines}\n---\nText\n"))
}

#[test]
fn a_single_category_is_a_category() {
    let site = article("category: Developer Tools").build();
    assert!(site.has_page("/categories/developer-tools/"));
}

#[test]
fn an_image_that_is_false_is_none() {
    let none: [&str; 0] = [];
    assert_eq!(article("hero: false").build().messages(), none);
    let site = article("image: https://b.example/b.jpg\nhero: false").build();
    assert_eq!(site.messages(), none);
}

#[test]
fn a_key_that_could_not_be_meant_is_no_slip() {
    let none: [&str; 0] = [];
    let lines = "images:\n- name: b.png\nog-description: B\ntag:\n- {a: b}";
    assert_eq!(article(lines).build().messages(), none);
    assert_eq!(article("images:").build().messages(), none);
    assert_eq!(article("images: b.png").build().messages(), ["there is no key `images`"]);
    assert_eq!(article("tag: b").build().messages(), ["there is no key `tag`"]);
}

#[test]
fn a_page_for_errors_of_ones_own_takes_the_place_of_ours() {
    let site = Site::new("")
        .write("content/pages/404.md", "---\ntitle: Weg\npermalink: /404.html\n---\nText\n")
        .build();
    site.has("/404.html", "Text").has_not("/sitemap-pages.xml", "404");
}

#[test]
fn a_file_is_named_where_a_route_of_ours_is_in_its_way() {
    let site = Site::new("")
        .write("content/pages/feed.md", "---\ntitle: A\npath: /sitemap.xml\n---\n")
        .fails();
    insta::assert_snapshot!(site.report(), @"
    error: two routes lead to `/sitemap.xml`
     ╭▸ content/pages/feed.md
     ╰ hint: the other is a sitemap; give one of them another `slug:` or `path:`
    ");
}

#[test]
fn what_is_missing_is_said_with_a_way_out() {
    let site = Site::new(
        "
        -- content/articles/swift-5.5.md --
        ---
        title: A
        date: 2026-11-01
        image: /img/cover.jpg
        ---
        [a](/blog/swift-5-5/), [b](/download/#x), [c](../d/), [e](/files/e.pdf), [f](g.pdf)

        ![An image](/img/b.png)
        -- content/articles/b.md --
        ---
        title: B
        date: 2026-11-01
        ---
        [a](/blog/swift-5-5/)
        ",
    )
    .build();
    insta::assert_snapshot!(site.report(), @"
    warning: the link to `/blog/swift-5-5/` leads nowhere
      ╭▸ content/articles/b.md:5:1
      │
    5 │ [a](/blog/swift-5-5/)
      │ ━━━━━━━━━━━━━━━━━━━━━ there is no such page or file
      │
      ╰ hint: did you mean `/articles/2026/11/swift-5.5/`?

    warning: the image `/img/cover.jpg` is not there
      ╭▸ content/articles/swift-5.5.md:4:8
      │
    4 │ image: /img/cover.jpg
      │        ━━━━━━━━━━━━━━ there is no such file
      │
      ╰ hint: put it at `static/img/cover.jpg`

    warning: the link to `/blog/swift-5-5/` leads nowhere
      ╭▸ content/articles/swift-5.5.md:6:1
      │
    6 │ [a](/blog/swift-5-5/), [b](/download/#x), [c](../d/), [e](/files/e.pdf), [f](g.pd…
      │ ━━━━━━━━━━━━━━━━━━━━━ there is no such page or file
      │
      ╰ hint: did you mean `/articles/2026/11/swift-5.5/`?

    warning: the link to `/download/#x` leads nowhere
      ╭▸ content/articles/swift-5.5.md:6:24
      │
    6 │ [a](/blog/swift-5-5/), [b](/download/#x), [c](../d/), [e](/files/e.pdf), [f](g.pdf)
      │                        ━━━━━━━━━━━━━━━━━ there is no such page or file
      │
      ╰ hint: if another program answers there, write `https://a.example/download/#x`

    warning: the link to `../d/` leads nowhere
      ╭▸ content/articles/swift-5.5.md:6:43
      │
    6 │ [a](/blog/swift-5-5/), [b](/download/#x), [c](../d/), [e](/files/e.pdf), [f](g.pdf)
      ╰╴                                          ━━━━━━━━━━ from this page it leads to `/articles/2026/11/d/`, and nothing is there

    warning: the link to `/files/e.pdf` leads nowhere
      ╭▸ content/articles/swift-5.5.md:6:55
      │
    6 │ [a](/blog/swift-5-5/), [b](/download/#x), [c](../d/), [e](/files/e.pdf), [f](g.pdf)
      │                                                       ━━━━━━━━━━━━━━━━━ there is no such page or file
      │
      ╰ hint: put it at `static/files/e.pdf`

    warning: the link to `g.pdf` leads nowhere
      ╭▸ content/articles/swift-5.5.md:6:74
      │
      ⸬  
    6 │ …ft-5-5/), [b](/download/#x), [c](../d/), [e](/files/e.pdf), [f](g.pdf)
      │                                                              ━━━━━━━━━━ from this page it leads to `/articles/2026/11/swift-5.5/g.pdf`, and nothing is there
      │
      ╰ hint: put it beside `content/articles/swift-5.5.md`, or into static/ and begin with `/`

    warning: the image `/img/b.png` is not there
      ╭▸ content/articles/swift-5.5.md:8:1
      │
    8 │ ![An image](/img/b.png)
      │ ━━━━━━━━━━━━━━━━━━━━━━━ there is no such file
      │
      ╰ hint: put it at `static/img/b.png`
    ");
}

#[test]
fn a_job_keeps_what_it_says_besides() {
    let whole = "company: B\ncountry: DE\nposted: 2026-01-01";
    let site = job(&format!("{whole}\ngs: 15\nkey objectives:\n- B\nlayout: job")).build();
    let none: [&str; 0] = [];
    assert_eq!(site.messages(), none);
    let site = job(&format!("{whole}\nsalery: 15")).build();
    assert_eq!(site.messages(), ["there is no key `salery`"]);
}

#[test]
fn a_job_ends_whatever_the_key_is_called() {
    for key in ["valid_through", "validThrough", "valid_until", "closes", "expires"] {
        let site = job(&format!("{key}: 2026-11-01\napplication link: https://b.example/")).build();
        assert_eq!(site.outcome().jobs, 0, "{key}");
        assert!(site.has_page("/jobs/a/"), "{key}");
    }
}

#[test]
fn a_draft_of_a_job_is_held_back() {
    for line in ["draft: true", "published: false"] {
        let site = job(line).build();
        assert_eq!(site.outcome().held.len(), 1, "{line}");
        assert!(!site.has_page("/jobs/a/"), "{line}");
        let shown = site.showing(Include { drafts: true, ..Include::default() }).build();
        assert!(shown.has_page("/jobs/a/"), "{line}");
    }
}

#[test]
fn what_begins_in_the_last_year_of_the_calendar_never_does() {
    let site = Site::new("")
        .write(
            "site.toml",
            "base_url = 'https://a.example/'\ntheme = 't'\ntimezone = 'America/New_York'\n",
        )
        .write("content/articles/a.md", "---\ntitle: A\ndate: 9999-12-31\n---\n")
        .build();
    assert_eq!(site.outcome().held.len(), 1);
    assert_eq!(site.outcome().next_change, None);
}
