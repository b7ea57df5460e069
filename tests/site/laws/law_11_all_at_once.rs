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
    insta::assert_snapshot!(site.report(), @"
    error: `date` is not a date
      ╭▸ content/articles/tee.md:3:7
      │
    3 │ date: 2026-13-01
      │       ━━━━━━━━━━ there is no month 13
      │
      ╰ hint: write it as `2026-01-13`

    error: `draft` must be yes or no
      ╭▸ content/articles/tee.md:4:8
      │
    4 │ draft: maybe
      │        ━━━━━ not yes or no
      │
      ╰ hint: write `true` or `false`

    error: `slug` cannot be a part of a URL
      ╭▸ content/articles/tee.md:5:7
      │
    5 │ slug: a/b
      │       ━━━ a `/` belongs into `path`
      │
      ╰ hint: write it as `a-b`

    error: `tags` must be a text
      ╭▸ content/articles/tee.md:6:7
      │
    6 │ tags: 3.5
      │       ━━━ a number, not a text
      │
      ╰ hint: put it in quotes
    ");
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
    insta::assert_snapshot!(site.report(), @r#"
    warning: there is no key `tag`
      ╭▸ content/articles/a.md:4:1
      │
    4 │ tag: KI
      │ ━━━
      │
      ╰ hint: did you mean `tags`? otherwise move it below `extra:`

    warning: the image `nowhere.png` is not there
      ╭▸ content/articles/a.md:5:8
      │
    5 │ image: nowhere.png
      │        ━━━━━━━━━━━ there is no such file
      │
      ╰ hint: put it beside `content/articles/a.md`, or into static/ and begin with `/`

    warning: the link to `../c.md` leads nowhere
      ╭▸ content/articles/a.md:7:19
      │
    7 │ See [b](b.md) and [c](../c.md).
      ╰╴                  ━━━━━━━━━━━━ there is no such page or file

    error: this is not YAML
      ╭▸ content/articles/b.md:2:9
      │
    2 │ title: B: wrong
      │         ━ mapping values are not allowed in this context
      │
      ╰ hint: put the value in quotes: `title: "B: wrong"`

    error: two routes lead to `/articles/2026/01/a/`
     ╭▸ content/articles/same.md
     ╰ hint: the other is content/articles/a.md; give one of them another `slug:` or `path:`

    error: `url` is missing
      ╭▸ content/jobs.yaml:1:3
      │
    1 │ - title: Redakteur
      │   ━━━━━━━━━━━━━━━━ it belongs among these lines
      │
      ╰ hint: say where to apply, or give the job a file of its own in content/jobs/

    error: `title` is missing
      ╭▸ content/jobs.yaml:2:3
      │
    2 │ - titel: Redakteurin
      │   ━━━━━━━━━━━━━━━━━━ it belongs among these lines
      │
      ╰ hint: add `title: …`

    warning: there is no key `titel`
      ╭▸ content/jobs.yaml:2:3
      │
    2 │ - titel: Redakteurin
      │   ━━━━━
      │
      ╰ hint: did you mean `title`? otherwise move it below `extra:`

    error: `url` is not an address
      ╭▸ content/jobs.yaml:3:8
      │
    3 │   url: javascript:x
      │        ━━━━━━━━━━━━
      │
      ╰ hint: begin it with `https://` or `mailto:`

    warning: `content/news/x.md` is not read
     ╭▸ content/news/x.md
     ╰ hint: move it into one of content/articles/, content/pages/, content/jobs/, content/tags/, content/categories/, content/authors/

    error: `date` is not a date
      ╭▸ content/pages/p.md:3:7
      │
    3 │ date: gestern
      │       ━━━━━━━ this is not a date
      │
      ╰ hint: write it as `2026-11-23` or `2026-11-23T08:00:00+01:00`

    error: there is no key `titel`
      ╭▸ site.toml:3:1
      │
    3 │ titel = 'Archiv'
      │ ━━━━━
      │
      ╰ hint: did you mean `title`?

    error: `paginate_by` must be a whole number of at least 1
      ╭▸ site.toml:4:15
      │
    4 │ paginate_by = 'viele'
      │               ━━━━━━━ not a whole number of at least 1
      │
      ╰ hint: write it in digits, without quotes: `10`

    error: unexpected end of input
      ╭▸ templates/404.html:1:9
      │
    1 │ {{ page.title
      ╰╴        ━━━━━

    error: unknown function `nothing`
      ╭▸ templates/year.html:1:4
      │
    1 │ {{ nothing(here=1) }}
      ╰╴   ━━━━━━━
    "#);
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
    assert!(
        site.report().contains("templates/home.html")
            && site.report().contains("templates/404.html")
    );
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

#[test]
fn a_warm_build_says_what_a_cold_one_says_also_if_it_is_strict() {
    let site = Site::new(
        "
        -- content/articles/a.md --
        ---
        title: A
        date: 2026-01-01
        tag: ein Versehen
        image: fehlt.png
        ---
        [nirgends](/nirgends/) ![](b.png)
        -- content/articles/b.md --
        ---
        title: B
        date: 2026-01-02
        tags: [KI, ki]
        ---
        ## Zwei

        ## Zwei {#zwei}
        -- content/tags/ki.md --
        ---
        title: KI
        ---
        [auch](nirgends.md)
        -- content/jobs/j.md --
        ---
        title: J
        ---
        ![](c.png)
        ",
    );
    let site = site.build();
    let cold = site.report();
    assert!(site.outcome().report.warnings() > 6, "{cold}");
    // Nothing changed; then another page did.
    let site = site.build();
    assert_eq!(site.report(), cold);
    let site = site.write("content/pages/p.md", "---\ntitle: P\n---\n").build();
    assert_eq!(site.report(), cold);
    // Strictly, the same are errors, whether it is known what to say or not.
    let site = site.strict().fails();
    let strict = site.report();
    assert_eq!(strict, cold.replace("warning: ", "error: "));
    assert_eq!(site.remove(".blattwerk").fails().report(), strict);
}
