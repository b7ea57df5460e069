//! What other hosts show: nothing is loaded before a reader asks for it (RULES.md, LAW-3).

use crate::support::Site;

const PAGE: &str = "/articles/2026/11/a/";

fn with(block: &str) -> Site {
    Site::new("")
        .write(
            "content/articles/a.md",
            format!("---\ntitle: A\ndate: 2026-11-23\n---\nVorher.\n\n{block}\n\nNachher.\n"),
        )
        .write(
            "content/articles/p.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='9'/>",
        )
}

const VIDEO: &str = "```embed\nkind: video\nurl: https://www.youtube.com/watch?v=aB3\ntitle: Ein \"Film\" <1>\nposter: p.svg\n```";

#[test]
fn law_3_a_box_is_a_link_until_a_reader_asks_for_more() {
    let site = with(VIDEO).build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    insta::assert_snapshot!(site.texts(PAGE, "figure.embed").concat(), @"Inhalt von youtube-nocookie.com laden Erst dann erfährt youtube-nocookie.com, dass Sie hier sind.Ein „Film“ <1> youtube.com");
    let one = |selector: &str, name: &str| site.attributes(PAGE, selector, name).concat();
    assert_eq!(
        one("figure", "data-frame"),
        "https://www.youtube-nocookie.com/embed/aB3?autoplay=1"
    );
    assert_eq!(one("figure", "data-title"), "Ein „Film“ <1>");
    assert_eq!(one("figure a", "href"), "https://www.youtube.com/watch?v=aB3");
    assert_eq!(one("figure img", "src"), "/articles/p.svg");
    assert_eq!(one("figure p", "class"), "embed-ask");
    site.has(PAGE, "<p class=\"embed-ask\" hidden>")
        .has_not(PAGE, "<iframe")
        .has_not(PAGE, "<script");
    // Of the summaries, feeds and counts, its lines are no part.
    site.has_not("/rss.xml", "kind: video");
}

#[test]
fn law_3_the_theme_loads_its_script_only_where_there_is_a_box() {
    let site = with(VIDEO)
        .write("site.toml", "base_url = 'https://a.example/'\n")
        .write("content/articles/b.md", "---\ntitle: B\ndate: 2026-11-22\n---\nText.\n")
        .build();
    assert_eq!(site.attributes(PAGE, "script[src]", "src"), ["/assets/embeds.js"]);
    assert!(site.attributes("/articles/2026/11/b/", "script[src]", "src").is_empty());
    let script = site.text("/assets/embeds.js");
    assert!(!script.contains("https:") && script.contains("sandbox"), "{script}");
    let site = site.edit("content/articles/a.md", "```embed", "```yaml").build();
    assert!(site.attributes(PAGE, "script[src]", "src").is_empty());
    site.equals_clean();
}

#[test]
fn a_summary_knows_a_box_by_its_title() {
    let block = format!("{VIDEO}\n\n<!-- more -->");
    let site = with(&block).build();
    assert_eq!(site.xml("/rss.xml", "description").last().unwrap(), "Vorher. Ein „Film“ &lt;1&gt;");
}

#[test]
fn a_host_that_is_not_known_needs_the_address_of_its_frame() {
    let block = "```embed\nkind: post\nurl: https://b.example/1\ntitle: T\nframe: https://b.example/e/1\n```";
    let site = with(block).build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    assert_eq!(site.attributes(PAGE, "figure", "data-frame"), ["https://b.example/e/1"]);
    let site = site.edit("content/articles/a.md", "frame: https://b.example/e/1\n", "").build();
    insta::assert_snapshot!(site.report(), @r#"
    warning: how `b.example` is embedded is not known
      ╭▸ content/articles/a.md:9:6
      │
    9 │ url: https://b.example/1
      │      ━━━━━━━━━━━━━━━━━━━
      │
      ╰ hint: add `frame: https://…`, the address that the host gives for embedding; without it there is a link
    "#);
    assert!(site.attributes(PAGE, "figure", "data-frame").is_empty());
    assert_eq!(site.attributes(PAGE, "figure a", "href"), ["https://b.example/1"]);
    // In a quote each line has something before it, so that the block as such must do.
    let quoted = "> ```embed\n> kind: map\n> url: https://b.example/1\n> title: T\n> ```\n";
    let text = format!("---\ntitle: A\ndate: 2026-11-23\n---\n{quoted}");
    let site = site.write("content/articles/a.md", text).build();
    assert_eq!(site.messages(), ["how `b.example` is embedded is not known"]);
    assert!(site.report().contains("a.md:6:3"), "{}", site.report());
    site.equals_clean();
}

#[test]
fn what_is_wrong_with_a_box_is_told_where_it_stands() {
    let site =
        with("```embed\nkind: film\nurl: javascript:alert(1)\ntitel: T\nposter: fehlt.png\n```")
            .build();
    insta::assert_snapshot!(site.report(), @r#"
    warning: `title` is missing
      ╭▸ content/articles/a.md:8:1
      │
    8 │ kind: film
      │ ━━━━━━━━━━ it belongs among these lines
      │
      ╰ hint: say what it is, in words: `title: …`

    warning: there is no kind `film`
      ╭▸ content/articles/a.md:8:7
      │
    8 │ kind: film
      │       ━━━━
      │
      ╰ hint: one of: `video`, `post`, `map`

    warning: `url` is not an address on the web
      ╭▸ content/articles/a.md:9:6
      │
    9 │ url: javascript:alert(1)
      │      ━━━━━━━━━━━━━━━━━━━
      │
      ╰ hint: begin it with `https://`

    warning: there is no key `titel`
       ╭▸ content/articles/a.md:10:1
       │
    10 │ titel: T
       │ ━━━━━
       │
       ╰ hint: did you mean `title`?
    "#);
    // It stays what was written, and cannot run.
    assert!(site.texts(PAGE, "pre code").concat().contains("javascript:alert(1)"));
    site.has_not(PAGE, "href=\"javascript");
    let site = site.write("content/articles/a.md", "---\ntitle: A\ndate: 2026-11-23\n---\n```embed\n- url: x\n```\n\n```embed\nurl: https://youtu.be/a\nframe: http://youtu.be/a\nposter: fehlt.png\n```\n").build();
    insta::assert_snapshot!(site.report(), @r#"
    warning: expected `key: value` lines, found a list
      ╭▸ content/articles/a.md:6:1
      │
    6 │ - url: x
      │ ━
      │
      ╰ hint: write lines `key: value`, without `- ` in front

    warning: `kind` is missing
       ╭▸ content/articles/a.md:10:1
       │
    10 │ url: https://youtu.be/a
       │ ━━━━━━━━━━━━━━━━━━━━━━━ it belongs among these lines
       │
       ╰ hint: one of: `video`, `post`, `map`

    warning: `title` is missing
       ╭▸ content/articles/a.md:10:1
       │
    10 │ url: https://youtu.be/a
       │ ━━━━━━━━━━━━━━━━━━━━━━━ it belongs among these lines
       │
       ╰ hint: say what it is, in words: `title: …`

    warning: the image `fehlt.png` is not there
       ╭▸ content/articles/a.md:10:1
       │
    10 │ url: https://youtu.be/a
       │ ━━━━━━━━━━━━━━━━━━━━━━━ there is no such file
       │
       ╰ hint: put it beside `content/articles/a.md`, or into static/ and begin with `/`

    warning: `frame` is not an address on the web
       ╭▸ content/articles/a.md:11:8
       │
    11 │ frame: http://youtu.be/a
       │        ━━━━━━━━━━━━━━━━━
       │
       ╰ hint: begin it with `https://`
    "#);
}

#[test]
fn the_level_of_what_is_wrong_with_a_box_can_be_set() {
    let settings = "base_url = 'https://a.example/'\ntheme = 't'\n[check]\nembed = 'error'\n";
    let site = with("```embed\nurl: https://youtu.be/a\ntitle: T\n```")
        .write("site.toml", settings)
        .fails();
    assert_eq!(site.messages(), ["`kind` is missing"]);
}
