//! Law 10: nothing a user writes can panic, or use time or memory without bounds.

use proptest::prelude::*;

use crate::support::Site;

const ARTICLE: &str =
    "-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\ntags: [KI]\n---\nText\n";

/// Bytes that are no text, text that is no YAML, and YAML that is nearly right.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    let words = proptest::sample::select(vec![
        "---\n",
        "---",
        "title: ",
        "date: ",
        "2026-01-01",
        "\n",
        "\r\n",
        "  ",
        "\t",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        ": ",
        "#",
        "&a ",
        "*a",
        "!!int ",
        "|",
        ">",
        "null",
        "~",
        "1e999",
        "-0",
        "<<: *a",
        "? ",
        "\u{feff}",
        "\u{2028}",
        "\0",
        "ü",
        "🦄",
        "base_url = ",
        "[[",
        "]]",
        "=",
        "{{",
        "}}",
        "{%",
        "%}",
        "if",
        "for x in y",
        "endfor",
        "block",
        "tags: ",
        "extra: ",
        "image: ",
        "0001-01-01",
        "9999-12-31T23:59:59Z",
        "-9999-01-01",
        "2026-02-30",
        "24:00",
        "+99:99",
    ]);
    let worded =
        proptest::collection::vec(words, 0..24).prop_map(|words| words.concat().into_bytes());
    prop_oneof![3 => worded, 1 => proptest::collection::vec(any::<u8>(), 0..120)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_an_article(bytes in garbage()) {
        Site::new(ARTICLE).write("content/articles/b.md", bytes).try_build();
    }

    #[test]
    fn any_bytes_can_be_front_matter(bytes in garbage()) {
        let text = [b"---\ntitle: B\ndate: 2026-01-02\n".as_slice(), &bytes, b"\n---\nText\n"].concat();
        Site::new(ARTICLE).write("content/articles/b.md", text).try_build();
    }

    #[test]
    fn any_value_can_stand_at_any_key(value in garbage(), key in 0usize..30) {
        let key = [
            "title", "date", "updated", "publish_date", "expiry_date", "draft", "published", "slug",
            "path", "aliases", "id", "tags", "categories", "authors", "description", "summary",
            "dateline", "kicker", "image", "corrections", "sources", "follows", "ai", "featured",
            "lang", "translations", "template", "extra", "taxonomies", "layout",
        ][key];
        let text = [b"---\n", key.as_bytes(), b": ", &value, b"\n---\nText\n"].concat();
        Site::new(ARTICLE).write("content/articles/2026-01-02-b.md", text).try_build();
    }

    #[test]
    fn any_bytes_can_be_the_settings(bytes in garbage()) {
        Site::new(ARTICLE).write("site.toml", bytes).try_build();
    }

    #[test]
    fn any_bytes_can_be_the_jobs(bytes in garbage()) {
        Site::new(ARTICLE).write("content/jobs.yaml", bytes).try_build();
    }

    #[test]
    fn any_bytes_can_be_comments(bytes in garbage()) {
        Site::new(ARTICLE).write("content/comments/a.yaml", bytes).try_build();
    }

    #[test]
    fn any_text_can_be_a_comment(text in "(\\PC|[\n\t *_`#>\\[\\]()!|~<&-]|&#[0-9]{1,7};|https://|<script>){0,60}") {
        let comments = serde_json::json!([{ "name": text.clone() + "A", "date": "2026-01-02", "text": text + "A" }]);
        let site = Site::new(ARTICLE).write("content/comments/a.yaml", comments.to_string()).build();
        site.xml("/articles/2026/01/a/rss.xml", "title");
    }

    #[test]
    fn any_bytes_can_be_a_template(bytes in garbage()) {
        Site::new(ARTICLE).write("templates/article.html", bytes).try_build();
    }

    #[test]
    fn any_bytes_can_be_data(bytes in garbage(), format in 0usize..4) {
        let file = ["yaml", "toml", "json", "csv"].map(|ending| format!("data/a.{ending}"))[format].clone();
        Site::new(ARTICLE)
            .write("templates/home.html", format!("{{{{ load_data(path='{file}') }}}}"))
            .write(&file, bytes)
            .try_build();
    }

    #[test]
    fn any_bytes_can_be_words_of_a_theme(bytes in garbage()) {
        Site::new(ARTICLE)
            .write("templates/home.html", "{{ trans(key='a', n=1, count=2) }}")
            .write("themes/t/i18n/de.toml", &bytes)
            .write("themes/t/theme.toml", &bytes)
            .try_build();
    }

    #[test]
    fn any_text_can_be_a_body(text in "(\\PC|[\\n\\t *_`#>\\[\\]()!|~<&-]|\\[\\^a\\]|<!-- more -->|:::|```){0,60}") {
        let text = format!("---\ntitle: B\ndate: 2026-01-02\n---\n{text}");
        Site::new(ARTICLE).write("content/articles/b.md", text).build();
    }

    #[test]
    fn any_bytes_can_be_the_manifest(bytes in garbage()) {
        Site::new(ARTICLE).build().write("public/.blattwerk-manifest", bytes).try_build();
    }

    #[test]
    fn any_call_of_a_function_is_answered(
        name in proptest::sample::select(blattwerk::render::FUNCTIONS.to_vec()),
        argument in proptest::sample::select(vec!["path", "kind", "tag", "limit", "key", "name", "year", "month", "count"]),
        value in proptest::sample::select(vec!["'x'", "''", "-1", "0", "1.5", "true", "[1]", "99999999999", "none"]),
    ) {
        Site::new(ARTICLE)
            .write("templates/home.html", format!("{{{{ {name}({argument}={value}) }}}}"))
            .try_build();
    }

    #[test]
    fn any_value_can_be_filtered(
        name in proptest::sample::select(blattwerk::theme::FILTERS.to_vec()),
        value in proptest::sample::select(vec!["'x'", "''", "-1", "1.5", "1e300", "true", "[1]", "'9999-99-99'", "config", "none"]),
        argument in proptest::sample::select(vec!["", "format='%'", "format='%Q'", "lang='xx'", "one='a', other='b'"]),
    ) {
        Site::new(ARTICLE)
            .write("templates/home.html", format!("{{{{ {value} | {name}({argument}) }}}}"))
            .try_build();
    }
}

#[test]
fn the_program_itself_ends_with_1_whatever_is_wrong() {
    let nested = format!("---\ntitle: B\ndate: 2026-01-02\nextra: {}\n---\n", "[".repeat(100_000));
    for (path, bytes) in [
        ("content/articles/b.md", b"\xff\xfe".to_vec()),
        ("content/articles/b.md", nested.into_bytes()),
        ("content/jobs.yaml", b"- - - -\n".to_vec()),
        ("site.toml", b"\x00".to_vec()),
        ("templates/article.html", b"{{ 1 / 0 }}{% for a in b %}".to_vec()),
        ("content/articles/\u{1f984}.md", b"---\ntitle: B\ndate: 2026-01-02\n---\n".to_vec()),
    ] {
        let run = Site::new(ARTICLE).write(path, bytes).run(["build"]).exits(1);
        assert!(!run.stderr.contains("panicked"), "{path}: {}", run.stderr);
    }
}

#[test]
fn sec_7_quotes_and_lists_may_be_nested_deeply() {
    for text in [
        ">".repeat(10_000) + " x",
        "- ".repeat(5_000) + "x",
        "*".repeat(20_000) + "x",
        "[".repeat(20_000) + "x",
        "![".repeat(10_000) + "x",
        "`".repeat(30_000) + "x",
        "<div>".repeat(10_000),
        "|a".repeat(5_000) + "\n" + &"|-".repeat(5_000),
        "x".repeat(2_000_000),
        "[^a]".repeat(5_000) + "\n\n[^a]: x\n",
    ] {
        let text = format!("---\ntitle: B\ndate: 2026-01-02\n---\n{text}\n");
        Site::new("").write("content/articles/b.md", text).build();
    }
}

#[test]
fn sec_7_templates_that_call_themselves_end() {
    for (home, other) in [
        ("{% include 'list.html' %}", "{% include 'home.html' %}"),
        ("{% extends 'list.html' %}", "{% extends 'home.html' %}"),
        ("{% extends 'home.html' %}", ""),
    ] {
        let site = Site::new(ARTICLE)
            .write("templates/home.html", home)
            .write("templates/list.html", other);
        site.run(["build"]).exits(1).complains("error");
    }
}

#[test]
fn sec_7_a_fragment_that_holds_itself_is_refused() {
    let site = Site::new(ARTICLE)
        .write("templates/fragments/sidebar.html", "{{ fragment(name='sidebar') }}")
        .fails();
    assert!(site.report().contains("a fragment cannot hold another fragment"));
}

#[test]
fn sec_7_a_page_that_grows_without_end_is_capped() {
    let line = "x".repeat(1000);
    let template = format!(
        "{{% for a in range(end=1000) %}}{{% for b in range(end=1000) %}}{line}{{% endfor %}}{{% endfor %}}"
    );
    let site = Site::new(ARTICLE).write("templates/home.html", template).fails();
    assert!(site.report().contains("writes more than 64 MB"), "{}", site.report());
}

#[test]
fn sec_7_themes_that_are_their_own_parents_end() {
    let site = Site::new(ARTICLE).write("themes/t/theme.toml", "parent = 't'\n").fails();
    assert!(site.report().contains("is its own parent"), "{}", site.report());
}

#[test]
fn sec_7_aliases_in_yaml_that_multiply_are_refused() {
    let mut bomb =
        String::from("---\ntitle: B\ndate: 2026-01-02\nextra:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for n in 1..12 {
        let aliases = vec![format!("*a{}", n - 1); 9].join(",");
        bomb.push_str(&format!("  a{n}: &a{n} [{aliases}]\n"));
    }
    Site::new("").write("content/articles/b.md", bomb + "---\n").fails();
}

#[test]
fn a_picture_that_is_none_has_no_size() {
    Site::new("-- content/articles/b/index.md --\n---\ntitle: B\ndate: 2026-01-02\nimage: a.png\n---\n![a](a.png) ![b](b.svg)\n")
        .write("content/articles/b/a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff")
        .write("content/articles/b/b.svg", "<svg width='999999999999999' viewBox='a b c'>")
        .build();
}

#[test]
fn dates_at_the_ends_of_the_calendar_are_dates_or_errors() {
    for date in [
        "0001-01-01",
        "0000-01-01",
        "9999-12-31",
        "9999-12-31T23:59:59-12:00",
        "-009999-01-01",
        "9999-12-31T23:59:60Z",
    ] {
        let text = format!("---\ntitle: B\ndate: {date}\nexpiry_date: {date}\n---\n");
        let site = Site::new("").write("content/articles/b.md", text);
        site.showing(blattwerk::archive::Include { drafts: true, future: true, expired: true })
            .try_build();
    }
}

#[test]
fn sec_7_a_page_whose_template_loops_for_long_is_named_while_it_runs() {
    use std::io::{BufRead, BufReader};
    let loops = "{% for a in range(end=100000) %}".repeat(2) + &"{% endfor %}".repeat(2);
    let site = Site::new(ARTICLE).write("templates/year.html", loops);
    let mut build = std::process::Command::new(env!("CARGO_BIN_EXE_blattwerk"))
        .arg("build")
        .current_dir(site.root())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let said = BufReader::new(build.stderr.take().expect("it is piped")).lines().next();
    let runs = build.try_wait().unwrap().is_none();
    build.kill().unwrap();
    build.wait().unwrap();
    let said = said.expect("it says something").unwrap();
    assert_eq!(said, "/articles/2026/ takes long: does a loop in its template never end?");
    assert!(runs, "it was named when it was done");
}

#[test]
fn sec_7_what_is_wrong_with_a_template_that_calls_itself_has_a_place() {
    for (home, place, message) in [
        (
            "a\n{% include 'home.html' %}",
            "templates/home.html:2:4",
            "`home.html` includes itself, by way of others or alone",
        ),
        (
            "{% component a() %}{{ <a/> }}{% endcomponent %}{{ <a/> }}",
            "templates/home.html",
            "maximum render recursion depth for components exceeded",
        ),
        (
            "{% for a in range(end=1000000000) %}{% endfor %}",
            "templates/home.html:1:13",
            "function `range` would produce 1000000000 elements, which exceeds the limit of 100000",
        ),
    ] {
        let site = Site::new(ARTICLE).write("templates/home.html", home).fails();
        let found = site.outcome().report.iter().next().expect("it fails");
        assert_eq!(found.message, message);
        assert_eq!(found.place.as_ref().unwrap().locus(), place);
    }
}

#[test]
fn sec_7_a_picture_that_claims_to_be_huge_is_told_and_takes_no_memory() {
    let side = 100_000_u32.to_be_bytes();
    let mut png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".to_vec();
    png.extend(side.into_iter().chain(side).chain([8, 6, 0, 0, 0, 0, 0, 0, 0]));
    let run = Site::new("-- content/articles/b/index.md --\n---\ntitle: B\ndate: 2026-01-02\nimage: a.png\n---\n![a](a.png)\n")
        .write("content/articles/b/a.png", png)
        .run(["build", "--format", "json"])
        .exits(1);
    let outcome = run.json();
    let peak = outcome["peak_rss_bytes"].as_u64().unwrap_or_default();
    assert!(peak < 300 << 20, "{} MB", peak >> 20);
    let told = outcome["diagnostics"].to_string();
    assert!(told.contains("claims 100000 × 100000 pixels"), "{told}");
    assert!(told.contains("content/articles/b/a.png"), "{told}");
}
