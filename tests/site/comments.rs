//! Readers' comments: where they stand, what they cannot do, and what is said of mistakes.

use serde_json::{Value, json};

use crate::support::Site;

const PAGE: &str = "/articles/2026/11/tee/";
const FEED: &str = "/articles/2026/11/tee/rss.xml";
const FILE: &str = "content/comments/2026/11/tee.yaml";

/// A template that shows all that there is to see of a discussion.
const TEMPLATE: &str = "{% extends \"t/article.html\" %}{% block more %}
{% for comment in page.discussion.items or [] %}<div class=\"letter\" id=\"{{ comment.id }}\"><b>{{ comment.name }}</b>
<div class=\"text\">{{ comment.content }}</div></div>{% endfor %}
<script type=\"application/json\">{{ page.discussion | json }}</script>
{% if page.comment_link %}<a class=\"write\" href=\"{{ page.comment_link }}\">{{ page.comments }}</a>{% endif %}
{% endblock %}";

/// An archive of three articles, the middle one of which has these comments.
fn site(comments: &str) -> Site {
    let article =
        |title: &str, day| format!("---\ntitle: {title}\ndate: 2026-11-{day}\n---\nText\n");
    Site::new("")
        .write("templates/article.html", TEMPLATE)
        .write("content/articles/2026/11/before.md", article("Before", 22))
        .write("content/articles/2026/11/tee.md", article("Tee", 23))
        .write("content/articles/2026/11/after.md", article("After", 24))
        .write(FILE, comments)
}

/// What the template of the article sees.
fn seen(site: &Site) -> Value {
    serde_json::from_str(&site.texts(PAGE, "script").concat()).unwrap()
}

const TWO: &str = "
- id: 17
  name: Erika Beispiel
  date: 2026-11-23T08:15
  text: Ein **guter** Text.
  replies:
  - name: Die Redaktion
    date: 2026-11-24
    editor: yes
    lang: en
    text: Thank you!
";

#[test]
fn an_article_shows_its_comments_and_the_answers() {
    let site = site(TWO).build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    assert_eq!(
        seen(&site),
        json!({
            "count": 2,
            "feed": FEED,
            "items": [{
                "id": "comment_17",
                "name": "Erika Beispiel",
                "date": "2026-11-23T08:15:00+01:00",
                "content": "<p>Ein <strong>guter</strong> Text.</p>\n",
                "lang": null,
                "editor": false,
                "report": null,
                "replies": [{
                    "id": "comment_2026-11-24-die-redaktion",
                    "name": "Die Redaktion",
                    "date": "2026-11-24T00:00:00+01:00",
                    "content": "<p>Thank you!</p>\n",
                    "lang": "en",
                    "editor": true,
                    "report": null,
                    "replies": [],
                }],
            }],
        })
    );
    site.has("/articles/2026/11/before/", "<script type=\"application/json\">null</script>");
    assert_eq!(site.texts(PAGE, ".text strong"), ["guter"]);
}

#[test]
fn an_article_in_a_folder_has_comments_too() {
    for (article, comments) in [
        ("a/index.md", "a.yaml"),
        ("a/index.md", "a/index.yaml"),
        ("a.markdown", "a.yml"),
        ("2026-11-23-a.md", "2026-11-23-a.yaml"),
    ] {
        let site = Site::new("")
            .write(&format!("content/articles/{article}"), "---\ntitle: A\ndate: 2026-11-23\n---\n")
            .write(&format!("content/comments/{comments}"), TWO)
            .build();
        assert_eq!(site.messages(), [] as [&str; 0], "{article}");
        assert!(site.has_page("/articles/2026/11/a/rss.xml"), "{article}");
        assert!(!site.paths().iter().any(|path| path.contains("yaml")), "{:?}", site.paths());
    }
}

#[test]
fn the_feed_of_comments_holds_them_the_newest_first() {
    let site = site(TWO).build();
    let article = "https://a.example/articles/2026/11/tee/";
    assert_eq!(site.xml(FEED, "title"), ["Kommentare zu: Tee", "Die Redaktion", "Erika Beispiel"]);
    assert_eq!(
        site.xml(FEED, "link")[..3],
        [
            article.to_owned(),
            format!("{article}#comment_2026-11-24-die-redaktion"),
            format!("{article}#comment_17")
        ]
    );
    assert_eq!(
        site.xml(FEED, "guid"),
        [
            "tag:a.example,2026-11-23:/articles/2026/11/tee/#comment_2026-11-24-die-redaktion",
            "tag:a.example,2026-11-23:/articles/2026/11/tee/#comment_17"
        ]
    );
    assert_eq!(site.xml(FEED, "lastBuildDate"), ["Tue, 24 Nov 2026 00:00:00 +0100"]);
    assert_eq!(site.xml(FEED, "dc:creator"), ["Die Redaktion", "Erika Beispiel"]);
    assert_eq!(site.xml(FEED, "description")[2], "<p>Ein <strong>guter</strong> Text.</p>\n");
    site.has(
        FEED,
        "<atom:link href=\"https://a.example/articles/2026/11/tee/rss.xml\" rel=\"self\"",
    );
    // An identity of its own: the article may move.
    let site = site.edit("content/articles/2026/11/tee.md", "title: Tee", "title: Tee\nid: a-1");
    assert_eq!(site.build().xml(FEED, "guid")[1], "a-1#comment_17");
}

#[test]
fn disc_1_an_article_names_the_feed_of_the_site_first_and_then_that_of_its_comments() {
    let site = site(TWO).build();
    let feeds = "link[type='application/rss+xml']";
    assert_eq!(site.attributes(PAGE, feeds, "href"), ["/rss.xml", FEED]);
    assert_eq!(site.attributes(PAGE, feeds, "title")[1], "Kommentare zu: Tee");
    assert_eq!(site.attributes("/articles/2026/11/after/", feeds, "href"), ["/rss.xml"]);
    assert!(!site.has_page("/articles/2026/11/after/rss.xml"));
    let sitemaps = ["/sitemap-2026-11.xml", "/sitemap-pages.xml"];
    for sitemap in sitemaps {
        site.has_not(sitemap, "tee/rss.xml");
    }
}

#[test]
fn without_comments_or_without_feeds_there_is_no_feed_of_comments() {
    assert!(!site("[]").build().has_page(FEED));
    assert!(!site("").build().has_page(FEED));
    let site =
        site(TWO).edit("site.toml", "theme = 't'", "theme = 't'\n[feeds]\nrss = false").build();
    assert!(!site.has_page(FEED));
    assert_eq!(seen(&site)["feed"], Value::Null);
}

#[test]
fn a_page_that_ends_in_html_has_the_feed_in_the_folder_of_its_name() {
    let site = site(TWO)
        .edit("site.toml", "theme = 't'", "theme = 't'\npermalink = '/{year}/{slug}.html'")
        .build();
    assert!(site.has_page("/2026/tee/rss.xml"), "{:?}", site.paths());
    assert_eq!(site.xml("/2026/tee/rss.xml", "link")[0], "https://a.example/2026/tee.html");
}

#[test]
fn a_comment_changes_the_page_of_its_article_and_its_feed_and_nothing_else() {
    let site = site(TWO).build();
    let new = "- name: Ada\n  date: 2026-11-25\n  text: Ja.\n";
    let site = site.write(FILE, format!("{TWO}{new}")).build();
    site.wrote(["articles/2026/11/tee/index.html", "articles/2026/11/tee/rss.xml"]);
    assert_eq!(site.outcome().rendered, 2);
    let site = site.edit(FILE, "Ja.", "Nein.").build();
    site.wrote(["articles/2026/11/tee/index.html", "articles/2026/11/tee/rss.xml"]);
    assert_eq!(site.outcome().rendered, 2);
    let site = site.equals_clean();
    site.build().did_nothing();
}

#[test]
fn the_first_comment_brings_a_feed_and_the_last_one_takes_it_away() {
    let site = site(TWO).remove(FILE).build();
    let site = site.write(FILE, TWO).build();
    site.wrote(["articles/2026/11/tee/index.html", "articles/2026/11/tee/rss.xml"]);
    let site = site.equals_clean().write(FILE, "[]").build();
    site.wrote(["articles/2026/11/tee/index.html"]);
    assert_eq!(site.removed(), ["articles/2026/11/tee/rss.xml"]);
    site.equals_clean();
}

#[test]
fn law_8_a_comment_that_is_removed_is_nowhere_any_more() {
    let site = site(TWO).build();
    let site = site.write(FILE, "- name: Ada\n  date: 2026-11-25\n  text: Ja.\n").build();
    for (path, bytes) in site.bytes() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Erika") && !text.contains("guter"), "{path}");
    }
    site.equals_clean();
}

#[test]
fn law_8_an_address_of_a_reader_is_never_shown() {
    let site = site(
        "- name: Ada\n  date: 2026-11-25\n  text: Ja.\n  email: ada@b.example\n  IP: 192.0.2.7\n",
    )
    .build();
    insta::assert_snapshot!(site.report(), @"
    warning: `email` is never shown, and not read
      ╭▸ content/comments/2026/11/tee.yaml:4:3
      │
    4 │   email: ada@b.example
      │   ━━━━━
      │
      ╰ hint: remove it: whoever sees this file sees it

    warning: `IP` is never shown, and not read
      ╭▸ content/comments/2026/11/tee.yaml:5:3
      │
    5 │   IP: 192.0.2.7
      │   ━━
      │
      ╰ hint: remove it: whoever sees this file sees it
    ");
    for (path, bytes) in site.bytes() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("ada@b.example") && !text.contains("192.0.2.7"), "{path}");
    }
    assert_eq!(seen(&site)["count"], 1);
    // Also by a build that reads the file no more.
    let site = site.edit("content/articles/2026/11/before.md", "Text", "Anders").build();
    assert_eq!(site.messages().len(), 2);
    site.equals_clean();
}

#[test]
fn an_article_that_wants_no_more_comments_shows_those_that_it_has() {
    let site = site(TWO)
        .edit("site.toml", "theme = 't'", "theme = 't'\n[comments]\nmail = 'l@a.example'")
        .edit("content/articles/2026/11/tee.md", "title: Tee", "title: Tee\ncomments: false")
        .build();
    assert_eq!(seen(&site)["count"], 2);
    assert_eq!(site.attributes(PAGE, "a.write", "href"), [] as [&str; 0]);
    assert_eq!(site.texts("/articles/2026/11/after/", "a.write"), ["true"]);
}

#[test]
fn comments_on_an_article_that_is_held_back_are_held_back() {
    let site = site(TWO)
        .edit("content/articles/2026/11/tee.md", "title: Tee", "title: Tee\ndraft: true")
        .build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    assert!(!site.has_page(PAGE) && !site.has_page(FEED));
}

// How a comment reaches the editors.

fn link(settings: &str, title: &str) -> Vec<String> {
    let settings = format!("theme = 't'\n[comments]\n{settings}");
    let site = site("").edit("site.toml", "theme = 't'", &settings).edit(
        "content/articles/2026/11/tee.md",
        "title: Tee",
        &format!("title: {title}"),
    );
    site.build().attributes(PAGE, "a.write", "href")
}

#[test]
fn a_comment_goes_to_a_mailbox_with_a_subject() {
    assert_eq!(
        link("mail = 'letters+a&b@a.example'", "'Größe & Maß: 100 %?'"),
        [
            "mailto:letters%2Ba%26b@a.example?subject=Kommentar%20zu%3A%20Gr%C3%B6%C3%9Fe%20%26%20Ma%C3%9F%3A%20100%E2%80%AF%25%3F"
        ]
    );
    assert_eq!(link("policy = 'Nichts'", "Tee"), [] as [&str; 0]);
}

#[test]
fn a_comment_goes_to_a_form_with_the_address_and_the_title_filled_in() {
    assert_eq!(
        link(
            "url = 'https://b.example/?artikel={url}&titel={title}'\nmail = 'l@a.example'",
            "'{url} & mehr'"
        ),
        [
            "https://b.example/?artikel=https%3A%2F%2Fa.example%2Farticles%2F2026%2F11%2Ftee%2F&titel=%7Burl%7D%20%26%20mehr"
        ]
    );
}

#[test]
fn a_comment_link_follows_the_title() {
    let site = site("")
        .edit("site.toml", "theme = 't'", "theme = 't'\n[comments]\nmail = 'l@a.example'")
        .build()
        .edit("content/articles/2026/11/tee.md", "title: Tee", "title: Kaffee")
        .build();
    site.has(PAGE, "subject=Kommentar%20zu%3A%20Kaffee");
    site.equals_clean();
}

#[test]
fn the_theme_can_name_feed_and_subject_in_its_own_words() {
    let site = site(TWO)
        .edit("site.toml", "theme = 't'", "theme = 't'\n[comments]\nmail = 'l@a.example'")
        .write("themes/t/i18n/en.toml", "comments_on = 'Letters on {title}'\n")
        .write(
            "themes/t/i18n/de.toml",
            "comments_on = 'Briefe zu {title}'\ncomment_subject = 'Brief: {title}'\n",
        )
        .build();
    assert_eq!(site.xml(FEED, "title")[0], "Briefe zu Tee");
    assert_eq!(site.xml(FEED, "language"), ["de"]);
    site.has(PAGE, "subject=Brief%3A%20Tee");
    let site =
        site.edit("content/articles/2026/11/tee.md", "title: Tee", "title: Tee\nlang: en").build();
    assert_eq!(site.xml(FEED, "title")[0], "Letters on Tee");
    assert_eq!(site.xml(FEED, "language"), ["en"]);
    // The editors read their own language.
    site.has(PAGE, "subject=Brief%3A%20Tee");
    site.equals_clean();
}

#[test]
fn settings_of_comments_that_are_wrong_are_told() {
    let settings = "theme = 't'\n[comments]\nmail = 'Leser <l@a.example>'\nurl = '/brief?an={titel}'\npolcy = 'A'";
    let site = site("").edit("site.toml", "theme = 't'", settings).fails();
    insta::assert_snapshot!(site.report(), @r#"
    error: `mail` is not a mail address
      ╭▸ site.toml:4:8
      │
    4 │ mail = 'Leser <l@a.example>'
      │        ━━━━━━━━━━━━━━━━━━━━━
      │
      ╰ hint: write it as "letters@example.org"

    error: `url` has a blank that nothing fills
      ╭▸ site.toml:5:7
      │
    5 │ url = '/brief?an={titel}'
      │       ━━━━━━━━━━━━━━━━━━━
      │
      ╰ hint: write `{url}` or `{title}` where those of the article belong

    error: there is no key `polcy`
      ╭▸ site.toml:6:1
      │
    6 │ polcy = 'A'
      │ ━━━━━
      │
      ╰ hint: did you mean `policy`?
    "#);
}

// What a comment cannot do.

/// The comments of people who mean no good; more stand in the tests of the renderer.
fn hostile(text: &str) -> Site {
    let comment = json!([{ "name": text, "date": "2026-11-23", "text": text }]);
    site(&comment.to_string()).build()
}

#[test]
fn sec_2_comments_cannot_carry_script_style_or_form() {
    for text in [
        "<script>alert(1)</script>",
        "</div></script><script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "<form action='https://b.example/'><input name=a><button>Los</button></form>",
        "<iframe src='https://b.example/'></iframe>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)' onclick='alert(1)'>A</a>",
        "[A](javascript:alert(1))",
        "[A](java&#x0A;script:alert(1))",
        "[A](&#106;avascript&colon;alert(1))",
        "<javascript:alert(1)>",
        "![A](https://b.example/a.png)",
        "![A](x \"t\" onerror=alert(1))",
        "{{ config.title }} {% include 'x' %}",
        "<h1 id=inhalt class=masthead style='color:red'>A</h1>",
        "<!-- --!><script>alert(1)</script>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "`</code><script>alert(1)</script>`",
        "```\n</pre><script>alert(1)</script>\n```",
    ] {
        let site = hostile(text);
        for what in [
            "script:not([type])",
            "style",
            "form",
            "input",
            "button",
            "iframe",
            "img",
            "svg",
            "math",
            "h2",
            "[onclick]",
            "[onerror]",
            "[onload]",
            "[style]",
        ] {
            assert_eq!(
                site.texts(PAGE, &format!(".letter {what}")),
                [] as [&str; 0],
                "{what} in {text}"
            );
        }
        assert_eq!(site.texts(PAGE, ".letter").len(), 1, "{text}");
        for address in site.attributes(PAGE, ".letter a", "href") {
            assert!(address.starts_with("https://"), "{address}");
        }
        // Well-formed, and no markup in titles.
        site.xml(FEED, "title");
        site.has_not(FEED, "<script");
    }
}

#[test]
fn sec_2_comments_cannot_take_the_ids_of_the_page() {
    let site = site(
        "- {id: inhalt, name: A, date: 2026-11-23, text: '# Groß {#masthead}'}\n\
         - {id: location, name: A, date: 2026-11-23, text: '<b id=\"x\" name=\"y\">z</b>'}\n",
    )
    .write(
        "content/articles/2026/11/tee.md",
        "---\ntitle: Tee\ndate: 2026-11-23\n---\n# Inhalt\n\n# Comment inhalt\n",
    )
    .build();
    assert_eq!(
        site.attributes(PAGE, "[id]", "id"),
        ["inhalt", "comment-inhalt", "comment_inhalt", "comment_location"]
    );
    assert_eq!(site.attributes(PAGE, ".letter [name]", "name"), [] as [&str; 0]);
}

#[test]
fn sec_2_a_name_cannot_turn_the_line_round() {
    let site = hostile("Ada\u{202e}\n\n\u{200b}\u{200b}\u{200b}  Love&#x202e;lace\u{7}");
    assert_eq!(site.texts(PAGE, ".letter b"), ["Ada \u{200b} Love&#x202e;lace"]);
    assert!(!site.text(PAGE).contains('\u{202e}'));
    assert!(!site.text(FEED).contains('\u{202e}'));
}

// What is said of mistakes.

#[test]
fn all_mistakes_in_comments_are_told_at_once() {
    let site = site(
        "- id: 1
  name: Ada
  date: 2026-13-01
  text: [A, B]
- id: 1
  name: ''
  date: 2026-11-23
  text: Ja.
  replies:
  - id: 'eine id'
    name: {first: Ada}
    text: Nein.
  - Vielleicht.
- name: Ada
  date: 2026-11-23
  test: A
  editor: vielleicht
- Ja
",
    )
    .fails();
    insta::assert_snapshot!(site.report(), @"
    error: `date` is not a date
      ╭▸ content/comments/2026/11/tee.yaml:3:9
      │
    3 │   date: 2026-13-01
      │         ━━━━━━━━━━ there is no month 13
      │
      ╰ hint: write it as `2026-01-13`

    error: `text` must be a text
      ╭▸ content/comments/2026/11/tee.yaml:4:9
      │
    4 │   text: [A, B]
      │         ━━━━━━ a list, not a text
      │
      ╰ hint: write a single text

    error: `name` is missing
      ╭▸ content/comments/2026/11/tee.yaml:5:3
      │
    5 │ - id: 1
      │   ━━━━━ it belongs among these lines
      │
      ╰ hint: say who wrote it: `name: …`

    error: `1` is the id of two comments
      ╭▸ content/comments/2026/11/tee.yaml:5:7
      │
    5 │ - id: 1
      │       ━
      │
      ╰ hint: give one of them another, or leave it out

    error: `date` is missing
       ╭▸ content/comments/2026/11/tee.yaml:10:5
       │
    10 │   - id: 'eine id'
       │     ━━━━━━━━━━━━━ it belongs among these lines
       │
       ╰ hint: say when: `date: 2026-11-23T08:00`

    error: `eine id` is no id
       ╭▸ content/comments/2026/11/tee.yaml:10:9
       │
    10 │   - id: 'eine id'
       │         ━━━━━━━━━
       │
       ╰ hint: write up to 64 letters, digits, `-` and `_`, or leave it out

    error: `name` must be a text
       ╭▸ content/comments/2026/11/tee.yaml:11:11
       │
    11 │     name: {first: Ada}
       │           ━━━━━━━━━━━━ a map, not a text
       │
       ╰ hint: write a single text

    error: `replies` must be a list of maps
       ╭▸ content/comments/2026/11/tee.yaml:13:5
       │
    13 │   - Vielleicht.
       │     ━━━━━━━━━━━ a text, not a list of maps
       │
       ╰ hint: write each entry below it as `- key: value`

    error: `text` is missing
       ╭▸ content/comments/2026/11/tee.yaml:14:3
       │
    14 │ - name: Ada
       │   ━━━━━━━━━ it belongs among these lines
       │
       ╰ hint: add what was written: `text: …`

    error: there is no key `test`
       ╭▸ content/comments/2026/11/tee.yaml:16:3
       │
    16 │   test: A
       │   ━━━━
       │
       ╰ hint: did you mean `text`?

    error: `editor` must be yes or no
       ╭▸ content/comments/2026/11/tee.yaml:17:11
       │
    17 │   editor: vielleicht
       │           ━━━━━━━━━━ not yes or no
       │
       ╰ hint: write `true` or `false`

    error: expected `key: value` lines, found a text
       ╭▸ content/comments/2026/11/tee.yaml:18:3
       │
    18 │ - Ja
       │   ━━
       │
       ╰ hint: write lines `key: value` behind the `- `
    ");
    // Also when nothing is read again.
    let report = site.report();
    assert_eq!(site.fails().report(), report);
}

#[test]
fn answers_have_a_depth() {
    let nested = |depth: usize| {
        (1..=depth).fold(String::new(), |text, level| {
            let blanks = "  ".repeat(level - 1);
            format!("{text}{blanks}- name: N{level}\n{blanks}  date: 2026-11-23\n{blanks}  text: T\n{blanks}  replies:\n")
        })
    };
    assert_eq!(seen(&site(&nested(8)).build())["count"], 8);
    insta::assert_snapshot!(site(&nested(10)).fails().report(), @"
    error: answers go more than 8 deep
       ╭▸ content/comments/2026/11/tee.yaml:32:17
       │
    32 │                 replies:
       │                 ━━━━━━━
       │
       ╰ hint: put these beside the comment that they answer
    ");
}

#[test]
fn what_is_no_list_of_comments_is_told() {
    insta::assert_snapshot!(site("name: Ada\ntext: Ja.\n").fails().report(), @"
    error: expected a list of comments, found a map
      ╭▸ content/comments/2026/11/tee.yaml:1:1
      │
    1 │ name: Ada
      │ ━━━━━━━━━
      │
      ╰ hint: begin each comment with `- name: …`
    ");
    insta::assert_snapshot!(site("- name: Ada\n text: Ja.\n").fails().report(), @"
    error: this is not YAML
      ╭▸ content/comments/2026/11/tee.yaml:2:2
      │
    2 │  text: Ja.
      │  ━ while parsing a block collection, did not find expected '-' indicator
      │
      ╰ hint: remove the blanks in front of this line
    ");
}

#[test]
fn comments_without_an_article_are_a_warning_that_names_the_nearest_one() {
    let site = site(TWO)
        .write("content/comments/2026/11/tea.yaml", "[]")
        .write("content/comments/2026/12/after.yaml", "[]")
        .write("content/comments/2026/11/kaffee-und-kuchen.yaml", "[]")
        .write("content/comments/note.txt", "A")
        .build();
    insta::assert_snapshot!(site.report(), @"
    warning: no article belongs to `content/comments/2026/11/kaffee-und-kuchen.yaml`
     ╭▸ content/comments/2026/11/kaffee-und-kuchen.yaml
     ╰ hint: an article `content/articles/2026/11/kaffee-und-kuchen.md` would have these comments

    warning: no article belongs to `content/comments/2026/11/tea.yaml`
     ╭▸ content/comments/2026/11/tea.yaml
     ╰ hint: is it `content/comments/2026/11/tee.yaml`?

    warning: no article belongs to `content/comments/2026/12/after.yaml`
     ╭▸ content/comments/2026/12/after.yaml
     ╰ hint: is it `content/comments/2026/11/after.yaml`?

    warning: `content/comments/note.txt` is not read
     ╭▸ content/comments/note.txt
     ╰ hint: comments stand in files whose names end in `.yaml`
    ");
    let site = site.build();
    site.did_nothing();
    site.equals_clean();
}

#[test]
fn an_article_with_two_files_of_comments_is_an_error() {
    let site = site(TWO).write("content/comments/2026/11/tee.yml", "[]").fails();
    insta::assert_snapshot!(site.report(), @"
    error: `content/articles/2026/11/tee.md` has two files of comments
     ╭▸ content/comments/2026/11/tee.yml
     ╰ hint: the other is content/comments/2026/11/tee.yaml; put all into one
    ");
}

#[test]
fn comments_without_an_id_get_one_that_stays() {
    let comment = |name: &str, date: &str, text: &str| {
        format!("- {{name: {name}, date: {date}, text: {text}}}\n")
    };
    let ids = |comments: &[String]| {
        let seen = seen(&site(&comments.concat()).build());
        let items = seen["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let day = comment("Größe", "2026-11-23", "A");
    let time = comment("Ada", "2026-11-23T08:15", "A");
    let signs = comment("'!'", "2026-11-23", "A");
    assert_eq!(
        ids(&[day.clone(), time.clone(), signs, day.clone()]),
        [
            "comment_2026-11-23-groesse",
            "comment_2026-11-23-0815-ada",
            "comment_2026-11-23",
            "comment_2026-11-23-groesse-2"
        ]
    );
    // Neither a corrected text nor a comment in front changes it.
    assert_eq!(ids(&[time, comment("Größe", "2026-11-23", "B")])[1], "comment_2026-11-23-groesse");
    let own = "- {id: 2026-11-23-groesse, name: B, date: 2026-11-23, text: B}\n".to_owned();
    assert_eq!(ids(&[day, own]), ["comment_2026-11-23-groesse-2", "comment_2026-11-23-groesse"]);
}

#[test]
fn no_taxonomy_can_publish_the_files_of_comments() {
    let site = site(TWO)
        .edit("site.toml", "theme = 't'", "theme = 't'\ntaxonomies = [{ name = 'comments' }]")
        .fails();
    assert!(site.report().contains("no taxonomy can be named `comments`"), "{}", site.report());
}

#[test]
fn explain_names_the_file_of_comments() {
    let site = site(TWO).build_by_program().edit(FILE, "guter", "schlechter");
    for path in [PAGE, FILE] {
        let said = site.run(["explain", path, "--next"]).exits(0).stdout;
        assert_eq!(said, format!("{PAGE} will be rendered: what it shows differs\n  {FILE}\n"));
    }
    let said = site.run(["explain", FEED, "--next"]).exits(0).stdout;
    assert_eq!(said, format!("{FEED} will be rendered: what it shows differs\n  {FILE}\n"));
}

#[test]
fn schlicht_shows_comments_the_policy_and_where_to_write() {
    let site = site(TWO)
        .edit(
            "site.toml",
            "theme = 't'",
            "theme = 'schlicht'\n[comments]\npolicy = 'Wir kürzen & wählen aus.'\nmail = 'l@a.example'",
        )
        .remove("templates")
        .build();
    let comments = "section.comments";
    assert_eq!(site.texts(PAGE, &format!("{comments} h2")), ["2 Kommentare"]);
    assert_eq!(site.texts(PAGE, &format!("{comments} .note")), ["Wir kürzen & wählen aus."]);
    assert_eq!(site.texts(PAGE, &format!("{comments} li li bdi")), ["Die Redaktion"]);
    assert_eq!(site.attributes(PAGE, &format!("{comments} li li"), "lang"), ["en"]);
    assert_eq!(site.texts(PAGE, &format!("{comments} strong")), ["guter"]);
    let other = "/articles/2026/11/after/";
    assert_eq!(site.texts(other, &format!("{comments} h2")), ["0 Kommentare"]);
    assert_eq!(
        site.attributes(other, &format!("{comments} p a"), "href"),
        ["mailto:l@a.example?subject=Kommentar%20zu%3A%20After"]
    );
}

#[test]
fn de_1_comments_are_set_in_their_language_and_their_code_is_not() {
    let site = site(
        "- name: Ada\n  date: 2026-11-23\n  text: 'Das ist \"gut\" - z. B. `\"a\"`.'\n\
         - name: Bob\n  date: 2026-11-24\n  lang: en\n  text: 'That is \"good\".'\n",
    );
    let texts = site.build().texts(PAGE, ".text");
    assert_eq!(texts[0].trim(), "Das ist „gut“\u{a0}– z.\u{202f}B. \"a\".");
    assert_eq!(texts[1].trim(), "That is “good”.");
}
