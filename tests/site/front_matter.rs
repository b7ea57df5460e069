//! What front matter may say, in which spellings, and what is said of mistakes in it.

use blattwerk::archive::Include;
use serde_json::{Value, json};

use crate::support::Site;

const ALL: Include = Include { drafts: true, future: true, expired: true };

/// A site whose article pages are what their template sees, as JSON.
fn seen(article: &str) -> Site {
    Site::new("")
        .write("templates/article.html", "{{ page | json }}")
        .write("content/articles/a.md", article)
        .showing(ALL)
}

/// What a template sees of an article with this front matter besides a title.
fn page(front: &str) -> Value {
    let site = seen(&format!("---\ntitle: A\n{front}\n---\nText\n")).build();
    assert_eq!(site.messages(), [] as [&str; 0], "{}", site.report());
    only_page(&site)
}

/// The page of the only article, wherever it stands.
fn only_page(site: &Site) -> Value {
    let archive = site.run(["list", "--format", "json", "-D", "-F", "-E"]).exits(0).json();
    let url = archive[0]["url"].as_str().unwrap();
    serde_json::from_str(&site.text(url)).unwrap()
}

fn dated(front: &str) -> Value {
    page(&format!("date: 2026-01-05\n{front}"))
}

fn fails(front: &str) -> String {
    seen(&format!("---\n{front}---\nText\n")).fails().report()
}

// Fences and encodings.

#[test]
fn what_editors_leave_around_front_matter_is_accepted() {
    for article in [
        "\u{feff}---\ntitle: A\ndate: 2026-01-05\n---\nText\n",
        "---\r\ntitle: A\r\ndate: 2026-01-05\r\n---\r\nText\r\n",
        "\u{feff}---\r\ntitle: A\r\ndate: 2026-01-05\r\n---\r\nText\r\n",
        "---  \t\ntitle: A\ndate: 2026-01-05\n--- \nText\n",
        "\n\n---\ntitle: A\ndate: 2026-01-05\n---\n\nText\n",
        "---\ntitle: A\ndate: 2026-01-05\nsummary: Text\n---",
        "---\ntitle: A\ndate: 2026-01-05\nsummary: Text\n---\n",
    ] {
        let site = seen(article).build();
        let page = only_page(&site);
        assert_eq!(page["title"], "A", "{article:?}");
        assert_eq!(page["summary"], "Text", "{article:?}");
        assert_eq!(page["date"], "2026-01-05T00:00:00+01:00", "{article:?}");
    }
}

#[test]
fn a_wrong_fence_is_shown() {
    insta::assert_snapshot!(seen("----\ntitle: A\n----\n").fails().report(), @"
    error: this is not the beginning of a front matter
      ╭▸ content/articles/a.md:1:1
      │
    1 │ ----
      │ ━━━━ three hyphens are needed here, and nothing else
      │
      ╰ hint: write `---`
    ");
    insta::assert_snapshot!(seen("+++\ntitle = 'A'\n+++\n").fails().report(), @"
    error: this front matter is TOML
      ╭▸ content/articles/a.md:1:1
      │
    1 │ +++
      │ ━━━
      │
      ╰ hint: write it as YAML: lines `key: value` between two lines `---`
    ");
    insta::assert_snapshot!(seen("---\ntitle: A\n--\nText\n").fails().report(), @"
    error: the front matter has no end
      ╭▸ content/articles/a.md:3:1
      │
    3 │ --
      │ ━━ this is not a fence
      │
      ╰ hint: write `---`, without blanks in front
    ");
    insta::assert_snapshot!(seen("\u{feff}---\ntitle: A\n\nText\n").fails().report(), @"
    error: the front matter has no end
      ╭▸ content/articles/a.md:1:1
      │
    1 │ ---
      │ ━━━ it begins here
      │
      ╰ hint: close it with a line `---`
    ");
    insta::assert_snapshot!(seen("Text\n").fails().report(), @"
    error: this file has no front matter
      ╭▸ content/articles/a.md:1:1
      │
    1 │ Text
      │ ━━━━
      │
      ╰ hint: begin it with a line `---`, then `title: …` and `date: …`, then a line `---`
    ");
    insta::assert_snapshot!(seen("").fails().report(), @"
    error: this file has no front matter
      ╭▸ content/articles/a.md:1:1
      │
    1 │
      │ ━
      │
      ╰ hint: begin it with a line `---`, then `title: …` and `date: …`, then a line `---`
    ");
}

#[test]
fn a_file_that_is_not_utf_8_shows_the_byte() {
    let site = Site::new("").write("content/articles/a.md", b"---\ntitle: Gr\xfc\xdfe\n---\n");
    insta::assert_snapshot!(site.fails().report(), @"
    error: this file is not UTF-8
      ╭▸ content/articles/a.md:2:10
      │
    2 │ title: Gr��e
      │          ━ this byte does not belong into UTF-8
      │
      ╰ hint: save it as UTF-8, or: iconv -f windows-1252 -t utf-8 content/articles/a.md
    ");
}

// Mistakes, each with file, line, column, the line itself and a hint.

#[test]
fn a_title_is_required() {
    insta::assert_snapshot!(fails("date: 2026-01-05\n"), @"
    error: `title` is missing
      ╭▸ content/articles/a.md:2:1
      │
    2 │ date: 2026-01-05
      │ ━━━━━━━━━━━━━━━━ it belongs among these lines
      │
      ╰ hint: add `title: …`
    ");
    assert!(fails("title:\ndate: 2026-01-05\n").contains("`title` is missing"));
    assert!(fails("title: '  '\ndate: 2026-01-05\n").contains("`title` is missing"));
}

#[test]
fn a_date_is_required() {
    insta::assert_snapshot!(fails("title: A\n"), @"
    error: `date` is missing
      ╭▸ content/articles/a.md:2:1
      │
    2 │ title: A
      │ ━━━━━━━━ it belongs among these lines
      │
      ╰ hint: add `date: 2026-11-23`, or begin the file's name with a date
    ");
}

#[test]
fn a_title_and_a_date_that_are_missing_are_two_diagnostics() {
    let site = seen("---\nkicker: A\n---\n").fails();
    assert_eq!(site.messages(), ["`date` is missing", "`title` is missing"]);
}

#[test]
fn a_date_that_is_none_gets_a_hint() {
    let said = |date: &str| fails(&format!("title: A\ndate: {date}\n"));
    insta::assert_snapshot!(said("2026-02-30"), @"
    error: `date` is not a date
      ╭▸ content/articles/a.md:3:7
      │
    3 │ date: 2026-02-30
      │       ━━━━━━━━━━ month 2 of 2026 has no day 30
      │
      ╰ hint: the nearest day is `2026-02-28`
    ");
    insta::assert_snapshot!(said("23.11.2026"), @"
    error: `date` is not a date
      ╭▸ content/articles/a.md:3:7
      │
    3 │ date: 23.11.2026
      │       ━━━━━━━━━━ this is not a date
      │
      ╰ hint: write it as `2026-11-23`
    ");
    for (date, part) in [
        ("11/23/2026", "2026-11-23"),
        ("2026-13-01", "there is no month 13"),
        ("2026-01-05T25:00:00", "25"),
        ("2026-01-05T08:00:00+25:00", "25"),
        ("gestern", "this is not a date"),
        ("[2026]", "must be a date"),
        ("true", "must be a date"),
    ] {
        assert!(said(date).contains(part), "{date}: {}", said(date));
    }
}

#[test]
fn sec_7_a_key_that_stands_twice_is_an_error() {
    insta::assert_snapshot!(fails("title: A\ndate: 2026-01-05\ntitle: B\n"), @"
    error: `title` stands here twice
      ╭▸ content/articles/a.md:4:1
      │
    4 │ title: B
      │ ━━━━━ only the first one would count
      │
      ╰ hint: remove one of the two
    ");
}

#[test]
fn a_value_of_a_wrong_type_is_an_error() {
    insta::assert_snapshot!(fails("title: [A]\ndate: 2026-01-05\ndraft: 3\nauthors: {a: b}\n"), @r#"
    error: `title` must be a text
      ╭▸ content/articles/a.md:2:8
      │
    2 │ title: [A]
      │        ━━━ a list, not a text
      │
      ╰ hint: write a single text

    error: `draft` must be yes or no
      ╭▸ content/articles/a.md:4:8
      │
    4 │ draft: 3
      │        ━ not yes or no
      │
      ╰ hint: write `true` or `false`

    error: `authors` must be a list of texts
      ╭▸ content/articles/a.md:5:10
      │
    5 │ authors: {a: b}
      │          ━━━━━━ a map, not a list of texts
      │
      ╰ hint: write it as `["one", "two"]`
    "#);
}

#[test]
fn sec_7_traps_of_yaml_are_errors_with_a_way_out() {
    let said = |front: &str| fails(&format!("date: 2026-01-05\n{front}\n"));
    insta::assert_snapshot!(said("title: KI: ein Anfang"), @r#"
    error: this is not YAML
      ╭▸ content/articles/a.md:3:10
      │
    3 │ title: KI: ein Anfang
      │          ━ mapping values are not allowed in this context
      │
      ╰ hint: put the value in quotes: `title: "KI: ein Anfang"`
    "#);
    insta::assert_snapshot!(said("title: A\nextra:\n\ta: 1"), @"
    error: this is not YAML
      ╭▸ content/articles/a.md:5:1
      │
    5 │  a: 1
      │ ━ this is a tab
      │
      ╰ hint: indent with blanks, not with tabs
    ");
    // `yes` and `1e3` could have been written otherwise, and would show as something else.
    for front in ["title: true", "title: 1e3", "title: 1.10", "title: A\ntags: [true]"] {
        assert!(said(front).contains("put it in quotes"), "{front}: {}", said(front));
    }
}

#[test]
fn a_slip_that_keeps_front_matter_from_being_yaml_is_shown_where_it_is() {
    let place = |front: &str| {
        let report = fails(&format!("{front}\ndate: 2026-01-05\n"));
        let place = report.lines().find_map(|line| line.split_once("a.md:")).unwrap().1;
        let hint = report.lines().find_map(|line| line.split_once("hint: ")).unwrap().1;
        format!("{place} {hint}")
    };
    for (front, said) in [
        ("title: [A", "2:8 close it with `]`"),
        ("title: A\ntags: {a: b", "3:7 close it with `}`"),
        ("title: A\n\tkicker: B", "3:1 indent with blanks, not with tabs"),
        ("title: \"A", "2:8 close the quotes: `title: \"A\"`"),
        ("title: 'Ada's'", "2:13 write it as `title: \"Ada's\"`"),
        ("title: \"A\" B", "2:12 put the whole value in quotes: `title: \"\\\"A\\\" B\"`"),
        ("title: @A", "2:8 put the value in quotes: `title: \"@A\"`"),
        ("title: 'A'\nkicker: *A", "3:9 put the value in quotes: `kicker: \"*A\"`"),
        ("title: - A", "2:8 put the value in quotes: `title: \"- A\"`"),
        ("title: A\n  kicker: B", "3:9 remove the blanks in front of this line"),
        (
            "title: A\nextra:\n    a: 1\n  b: 2",
            "5:3 begin it as far in as the lines that it belongs to",
        ),
        ("title:A", "2:1 put a blank behind the colon: `title: A`"),
        ("title: A\nnothing else", "3:1 write it as `key: value`, or remove it"),
    ] {
        assert_eq!(place(front), said, "{front}");
    }
}

#[test]
fn every_mistake_has_a_line_and_a_way_out() {
    for mistake in [
        "title: {a: b}",
        "draft: maybe",
        "updated: 2026-01-32",
        "updated: 2026-32-01",
        "updated: 2026-01-05T25:00",
        "tags: {a: b}",
        "authors: [[a]]",
        "image: [a.png]",
        "image: {alt: A}",
        "path: 3",
        "slug: con",
        "slug: '?'",
        "aliases: ['../a']",
        "corrections: yes",
        "corrections: [a]",
        "sources: [{url: x}]",
        "translations: [en]",
        "translations: {en: 3}",
        "translations: {en: x}",
        "taxonomies: [a]",
        "ai: much",
        "- a",
    ] {
        let title = if mistake.starts_with(['t', '-']) { "" } else { "title: A\n" };
        let site = seen(&format!("---\n{title}{mistake}\n---\n")).at("2026-11-23T12:00:00Z");
        let site = site.fails();
        for said in site.outcome().report.iter() {
            let line = said.place.as_ref().map(|place| place.line);
            assert!(line > Some(0) && said.hint.is_some(), "{}", site.report());
        }
    }
}

#[test]
fn a_hint_never_gives_the_mistake_back() {
    let said = fails("title: A\ndate: 2026-01-05\nslug: con\n");
    assert!(said.contains("is a device on Windows"), "{said}");
    assert!(!said.contains("write it as `con`"), "{said}");
}

#[test]
fn numbers_that_are_texts_are_texts() {
    assert_eq!(dated("tags: [2026, 5]")["taxonomies"]["tags"][0]["name"], "2026");
    let site = seen("---\ntitle: 2026\ndate: 2026-01-05\n---\n").build();
    assert_eq!(only_page(&site)["title"], "2026");
}

#[test]
fn the_norway_problem_is_none() {
    assert_eq!(dated("dateline: NO")["dateline"], json!(["NO"]));
}

#[test]
fn two_articles_can_be_wrong_at_once() {
    let site = seen("---\ntitle: [\n---\n").write("content/articles/b.md", "---\ndate: x\n---\n");
    assert_eq!(site.fails().outcome().report.errors(), 3);
}

// Unknown keys.

#[test]
fn an_unknown_key_is_kept_in_extra() {
    let page = dated("colour: blue\nextra: { depth: 3 }");
    assert_eq!(page["extra"], json!({ "depth": 3, "colour": "blue" }));
}

#[test]
fn a_slip_in_a_key_is_a_warning_with_the_nearest_key() {
    let site =
        seen("---\ntitle: A\ndate: 2026-01-05\ntag: KI\nupdatd: 2026-01-06\n---\nText\n").build();
    insta::assert_snapshot!(site.report(), @"
    warning: there is no key `tag`
      ╭▸ content/articles/a.md:4:1
      │
    4 │ tag: KI
      │ ━━━
      │
      ╰ hint: did you mean `tags`? otherwise move it below `extra:`

    warning: there is no key `updatd`
      ╭▸ content/articles/a.md:5:1
      │
    5 │ updatd: 2026-01-06
      │ ━━━━━━
      │
      ╰ hint: did you mean `updated`? otherwise move it below `extra:`
    ");
    assert_eq!(only_page(&site)["extra"], json!({ "tag": "KI", "updatd": "2026-01-06" }));
}

#[test]
fn jekylls_layout_is_no_slip() {
    assert_eq!(dated("layout: post")["title"], "A");
}

#[test]
fn a_site_can_declare_keys_with_types() {
    let schema = "[schema]\nrating = 'number'\nlive = 'date'\n";
    let with = |front: &str| {
        seen(&format!("---\ntitle: A\ndate: 2026-01-05\n{front}---\nText\n")).edit(
            "site.toml",
            "theme = 't'\n",
            &format!("theme = 't'\n{schema}"),
        )
    };
    let site = with("rating: 3\nlive: 2026-01-01\n").build();
    assert_eq!(only_page(&site)["extra"]["rating"], 3);
    let site = with("rating: good\nlive: soon\n").fails();
    insta::assert_snapshot!(site.report(), @"
    error: `rating` must be a number
      ╭▸ content/articles/a.md:4:9
      │
    4 │ rating: good
      │         ━━━━ a text that is not a number
      │
      ╰ hint: its type is declared under `[schema]` in site.toml

    error: `live` must be a date
      ╭▸ content/articles/a.md:5:7
      │
    5 │ live: soon
      │       ━━━━ a text that is not a date
      │
      ╰ hint: its type is declared under `[schema]` in site.toml
    ");
}

// Keys and their spellings.

#[test]
fn every_spelling_of_a_key_says_the_same() {
    for key in ["updated", "lastmod", "modified", "last_modified_at"] {
        assert_eq!(dated(&format!("{key}: 2026-01-06"))["updated"], "2026-01-06T00:00:00+01:00");
    }
    for key in ["authors", "author"] {
        assert_eq!(dated(&format!("{key}: Ada, Countess"))["authors"][0]["name"], "Ada, Countess");
        assert_eq!(dated(&format!("{key}: [Ada, Bob]"))["authors"][1]["name"], "Bob");
    }
    for key in ["path", "url", "permalink"] {
        assert_eq!(dated(&format!("{key}: /x/y/"))["path"], "/x/y/");
    }
    for key in ["id", "guid"] {
        assert_eq!(dated(&format!("{key}: abc"))["id"], "abc");
    }
    for key in ["extra", "params", "data"] {
        assert_eq!(dated(&format!("{key}: {{ a: 1 }}"))["extra"]["a"], 1);
    }
    for key in ["summary", "excerpt"] {
        assert_eq!(dated(&format!("{key}: Kurz"))["summary"], "Kurz");
    }
}

#[test]
fn every_spelling_of_an_image_says_the_same() {
    for key in ["image", "cover", "featured_image", "hero"] {
        let page = dated(&format!("{key}: https://b.example/a.jpg"));
        assert_eq!(page["image"]["path"], "https://b.example/a.jpg");
    }
    let page =
        dated("image: { src: 'https://b.example/a.jpg', alt: Ein Bild, caption: Da, credit: Ada }");
    assert_eq!(page["image"]["alt"], "Ein Bild");
    assert_eq!(page["image"]["credit"], "Ada");
}

#[test]
fn what_holds_an_article_back_has_many_spellings() {
    let held = |front: &str| {
        let site = seen(&format!("---\ntitle: A\ndate: 2026-01-05\n{front}\n---\n"));
        let site = site.showing(Include::default()).build();
        site.outcome().held.len()
    };
    for front in ["draft: true", "is_draft: yes", "published: false", "draft: on"] {
        assert_eq!(held(front), 1, "{front}");
    }
    for front in ["draft: false", "published: true", "published: yes"] {
        assert_eq!(held(front), 0, "{front}");
    }
    for key in ["publish_date", "publishDate", "pubdate"] {
        assert_eq!(held(&format!("{key}: 2027-01-01")), 1, "{key}");
        assert_eq!(held(&format!("{key}: 2026-02-01")), 0, "{key}");
    }
    for key in ["expiry_date", "expiryDate", "expires", "unpublishdate"] {
        assert_eq!(held(&format!("{key}: 2026-02-01")), 1, "{key}");
        assert_eq!(held(&format!("{key}: 2027-02-01")), 0, "{key}");
    }
}

#[test]
fn two_spellings_of_one_key_are_a_warning() {
    let site = seen("---\ntitle: A\ndate: 2026-01-05\nauthor: Ada\nauthors: [Bob]\n---\n").build();
    assert_eq!(site.messages(), ["`author` says the same as `authors`, which stands here too"]);
    assert_eq!(only_page(&site)["authors"][0]["name"], "Bob");
}

#[test]
fn tags_are_a_list_or_a_text_split_at_commas_only() {
    let names = |front: &str| -> Vec<String> {
        let tags = dated(front)["taxonomies"]["tags"].clone();
        tags.as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().into()).collect()
    };
    assert_eq!(names("tags: [KI, Recht und Ordnung]"), ["KI", "Recht und Ordnung"]);
    assert_eq!(names("tags: KI, Recht und Ordnung"), ["KI", "Recht und Ordnung"]);
    assert_eq!(names("tags: ein Tag"), ["ein Tag"]);
    assert_eq!(names("tags:\n- KI\n-\n- KI\n- ''\n- Öl"), ["KI", "Öl"]);
    assert_eq!(names("taxonomies: { tags: [KI, Öl] }"), ["KI", "Öl"]);
    assert_eq!(names("tags:"), [] as [&str; 0]);
}

#[test]
fn the_first_category_is_the_section() {
    assert_eq!(dated("categories: [Politik, Recht]")["section"]["name"], "Politik");
    assert_eq!(dated("tags: [KI]")["section"], Value::Null);
}

#[test]
fn a_taxonomy_that_the_site_does_not_have_is_a_warning() {
    let site = seen("---\ntitle: A\ndate: 2026-01-05\ntaxonomies: { series: [x] }\n---\n").build();
    assert_eq!(site.messages(), ["there is no taxonomy `series`"]);
}

#[test]
fn a_taxonomy_of_the_sites_own_has_pages() {
    let site = Site::new("-- site.toml --\ntaxonomies = [{ name = 'series', feed = true }]\n")
        .write(
            "content/articles/a.md",
            "---\ntitle: A\ndate: 2026-01-05\ntaxonomies: { series: [X Y] }\n---\n",
        )
        .build();
    assert_eq!(site.texts("/series/x-y/", "a.teaser"), ["A"]);
    assert!(site.has_page("/series/x-y/rss.xml") && !site.has_page("/tags/"));
}

#[test]
fn flags_are_yes_or_no() {
    for (text, value) in
        [("true", true), ("yes", true), ("ja", true), ("no", false), ("off", false)]
    {
        assert_eq!(dated(&format!("featured: {text}"))["featured"], value, "{text}");
    }
}

#[test]
fn ai_is_one_of_three() {
    for value in ["none", "assisted", "generated"] {
        assert_eq!(dated(&format!("ai: {value}"))["ai"], value);
    }
    insta::assert_snapshot!(fails("title: A\ndate: 2026-01-05\nai: much\n"), @"
    error: `ai` cannot be `much`
      ╭▸ content/articles/a.md:4:5
      │
    4 │ ai: much
      │     ━━━━
      │
      ╰ hint: one of: `none`, `assisted`, `generated`
    ");
}

#[test]
fn corrections_need_a_date_and_a_text() {
    let page = dated("corrections: [{ date: 2026-01-06, text: Es war anders. }]");
    assert_eq!(page["corrections"][0]["text"], "Es war anders.");
    let said = fails(
        "title: A\ndate: 2026-01-05\ncorrections:\n- text: Es war anders.\n- date: 2026-01-06\n",
    );
    assert!(said.contains("`date` is missing") && said.contains("`text` is missing"), "{said}");
}

// Dates.

#[test]
fn de_9_a_date_without_a_zone_is_the_sites() {
    let date = |text: &str| page(&format!("date: {text}"))["date"].as_str().unwrap().to_owned();
    assert_eq!(date("2026-01-05"), "2026-01-05T00:00:00+01:00");
    assert_eq!(date("2026-07-05"), "2026-07-05T00:00:00+02:00");
    assert_eq!(date("2026-01-05 08:30"), "2026-01-05T08:30:00+01:00");
    assert_eq!(date("2026-01-05T08:30:15"), "2026-01-05T08:30:15+01:00");
    assert_eq!(date("2026-01-05T08:30:00Z"), "2026-01-05T09:30:00+01:00");
    assert_eq!(date("2026-01-05T08:30:00-05:00"), "2026-01-05T14:30:00+01:00");
    assert_eq!(date("2026-01-05 08:30:00 +0200"), "2026-01-05T07:30:00+01:00");
    assert_eq!(date("'2026-01-05'"), "2026-01-05T00:00:00+01:00");
    // An hour that the clocks skip, and one that they show twice.
    assert_eq!(date("2026-03-29T02:30"), "2026-03-29T03:30:00+02:00");
    assert_eq!(date("2026-10-25T02:30"), "2026-10-25T02:30:00+02:00");
}

#[test]
fn the_month_of_an_article_is_that_of_the_sites_zone() {
    let article = "---\ntitle: A\ndate: 2026-01-31T23:30:00Z\n---\n";
    assert!(seen(article).build().has_page("/articles/2026/02/a/"));
    let site =
        seen(article).edit("site.toml", "theme = 't'", "theme = 't'\ntimezone = 'UTC'").build();
    assert!(site.has_page("/articles/2026/01/a/"));
}

#[test]
fn todays_article_is_shown_from_midnight_of_the_sites_zone_on() {
    let shown = |now: &str| {
        let site = seen("---\ntitle: A\ndate: 2026-11-23\n---\n").showing(Include::default());
        site.at(now).build().has_page("/articles/2026/11/a/")
    };
    assert!(!shown("2026-11-22T22:59:59Z"));
    assert!(shown("2026-11-22T23:00:00Z"));
}

#[test]
fn a_date_can_stand_in_the_name_of_the_file() {
    let named = |name: &str, front: &str| {
        let site = seen("---\ntitle: A\ndate: 2000-01-01\n---\n")
            .remove("content/articles/a.md")
            .write(
                &format!("content/articles/{name}"),
                format!("---\ntitle: A\n{front}---\nText\n"),
            )
            .build();
        let page = only_page(&site);
        (page["path"].as_str().unwrap().to_owned(), page["date"].as_str().unwrap()[..10].to_owned())
    };
    let pair = |path: &str, date: &str| (path.to_owned(), date.to_owned());
    assert_eq!(named("2026-01-05-tee.md", ""), pair("/articles/2026/01/tee/", "2026-01-05"));
    assert_eq!(named("2026-01-05-tee/index.md", ""), pair("/articles/2026/01/tee/", "2026-01-05"));
    let own = "date: 2026-02-06\n";
    assert_eq!(named("2026-01-05-tee.md", own), pair("/articles/2026/02/tee/", "2026-02-06"));
    let published = "published_date: 2026-02-06\n";
    assert_eq!(named("tee.md", published), pair("/articles/2026/02/tee/", "2026-02-06"));
    let publish = "publish_date: 2026-02-06\n";
    assert_eq!(named("tee.md", publish), pair("/articles/2026/02/tee/", "2026-02-06"));
}

// Addresses.

#[test]
fn de_7_the_name_of_the_file_becomes_the_slug_and_never_the_title() {
    for (file, slug) in [
        ("Größe und Straße.md", "groesse-und-strasse"),
        ("Gro\u{308}ße.md", "groesse"),
        ("KI\u{2011}Modelle.md", "ki-modelle"),
        ("R&D.md", "r-und-d"),
        ("some_slug.md", "some_slug"),
        ("Ünter_strich.md", "uenter-strich"),
        ("swift-5.5.md", "swift-5.5"),
        ("Leser-innen.md", "leser-innen"),
    ] {
        let site = Site::new("")
            .write(
                &format!("content/articles/{file}"),
                "---\ntitle: Ganz anders\ndate: 2026-01-05\n---\n",
            )
            .build();
        assert!(site.has_page(&format!("/articles/2026/01/{slug}/")), "{file}: {:?}", site.paths());
    }
}

#[test]
fn de_7_a_name_without_letters_is_an_error_and_no_hash() {
    let site =
        Site::new("").write("content/articles/….md", "---\ntitle: A\ndate: 2026-01-05\n---\n");
    insta::assert_snapshot!(site.fails().report(), @"
    error: the name `…` gives no URL
      ╭▸ content/articles/….md:2:8
      │
    2 │ title: A
      │        ━
      │
      ╰ hint: add `slug:` with small letters, digits and hyphens, or rename the file
    ");
}

#[test]
fn a_slug_is_taken_as_it_is_written() {
    assert_eq!(
        dated("slug: Über-Uns_2")["permalink"],
        "https://a.example/articles/2026/01/%C3%9Cber-Uns_2/"
    );
    assert_eq!(dated("slug: Über-Uns_2")["slug"], "Über-Uns_2");
}

#[test]
fn a_path_may_be_a_file_a_folder_or_a_whole_address() {
    for (written, path) in [
        ("/x/y/", "/x/y/"),
        ("/x/y", "/x/y/"),
        ("x/y", "/x/y/"),
        ("/x/y.html", "/x/y.html"),
        ("https://a.example/x/", "/x/"),
    ] {
        assert_eq!(dated(&format!("path: {written}"))["path"], path, "{written}");
    }
    let said = fails("title: A\ndate: 2026-01-05\npath: https://b.example/x/\n");
    assert!(said.contains("it leads to another host"), "{said}");
    assert!(fails("title: A\ndate: 2026-01-05\npath: /x?a=1\n").contains("not part of a path"));
}

#[test]
fn aliases_are_a_list_or_one() {
    for front in
        ["aliases: [/alt/]", "aliases: /alt/", "redirect_from: /alt", "redirect_from: [/alt/]"]
    {
        let site = seen(&format!("---\ntitle: A\ndate: 2026-01-05\n{front}\n---\n")).build();
        assert!(site.has_page("/alt/"), "{front}");
    }
}

// The teaser's text.

#[test]
fn the_summary_is_the_first_that_there_is() {
    let summary = |front: &str, text: &str| {
        let site = seen(&format!("---\ntitle: A\ndate: 2026-01-05\n{front}---\n{text}\n")).build();
        only_page(&site)["summary"].as_str().unwrap().to_owned()
    };
    let more = "Vor *mehr*.\n\n<!-- more -->\n\nDanach.";
    assert_eq!(summary("summary: Kurz\ndescription: Für Suchende\n", more), "Kurz");
    assert_eq!(summary("description: Für Suchende\n", more), "Vor mehr.");
    assert_eq!(summary("description: Für Suchende\n", "Erster.\n\nZweiter."), "Für Suchende");
    assert_eq!(
        summary("", "# Titel\n\nErster [Absatz](/) & mehr.\n\nZweiter."),
        "Erster Absatz & mehr."
    );
    assert_eq!(summary("", ""), "");
}
