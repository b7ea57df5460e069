//! Law 10, where front matter, jobs, data and texts are broken or far too large: each ends in
//! a page, or in a message with a place, soon and in little memory (RULES.md, SEC-7).

use std::time::{Duration, Instant};

use crate::support::Site;

const ARTICLE: &str = "content/articles/b.md";

/// A guard against what never ends, also on a busy machine; how long something takes is no test.
const SOON: Duration = Duration::from_secs(600);

/// An article with these lines in its front matter, besides a title and a date.
fn article(lines: &str) -> Site {
    bare(&format!("title: B\ndate: 2026-01-02\n{lines}"))
}

/// An article with this front matter.
fn bare(front: &str) -> Site {
    Site::new("").write(ARTICLE, format!("---\n{front}\n---\nText\n"))
}

/// An article with this text.
fn body(text: &str) -> Site {
    Site::new("").write(ARTICLE, format!("---\ntitle: B\ndate: 2026-01-02\n---\n{text}\n"))
}

/// A site whose front page reads a file of data.
fn data(name: &str, text: impl AsRef<[u8]>) -> Site {
    let call = format!("{{{{ load_data(path='data/{name}') | length }}}}");
    Site::new("").write("templates/home.html", call).write(&format!("data/{name}"), text)
}

/// Builds soon; what is wrong has a place.
#[track_caller]
fn soon(site: Site) -> Site {
    let start = Instant::now();
    let site = site.try_build();
    assert!(start.elapsed() < SOON, "took {:?}", start.elapsed());
    let placed = |diagnostic: &blattwerk::diagnostic::Diagnostic| diagnostic.place.is_some();
    assert!(site.outcome().report.iter().all(placed), "{}", site.report());
    site
}

/// The first message, with its place: `file:line:column: message: label`.
#[track_caller]
fn first(site: &Site) -> String {
    let first = site.outcome().report.iter().next().expect("something is wrong");
    let place = first.place.as_ref().map(|place| place.locus()).unwrap_or_default();
    let label = first.label.as_ref().map(|label| format!(": {label}")).unwrap_or_default();
    format!("{place}: {}{label}", first.message)
}

fn repeated(times: usize, line: impl Fn(usize) -> String) -> String {
    (0..times).map(line).collect()
}

#[test]
fn sec_7_front_matter_of_ten_megabytes_is_refused_where_it_begins() {
    for front in ["x".repeat(10_000_000), repeated(900_000, |at| format!("\n  k{at}: 1"))] {
        let site = soon(article(&format!("extra: {front}"))).fails();
        assert_eq!(
            first(&site),
            "content/articles/b.md:1:1: this front matter holds more than 1 MB: it begins here"
        );
    }
}

#[test]
fn sec_7_front_matter_of_almost_a_megabyte_is_read() {
    let lines = repeated(50_000, |at| format!("k{at}: {at}\n"));
    let site = article(&lines).write("templates/article.html", "{{ page.extra.k49999 }}").build();
    site.has("/articles/2026/01/b/", "49999");
}

#[test]
fn sec_7_thousands_of_keys_of_which_one_stands_twice_are_read_soon() {
    let lines = repeated(50_000, |at| format!("k{at}: {at}\n"));
    let site = soon(article(&(lines + "k7: 8\n"))).fails();
    assert_eq!(
        first(&site),
        "content/articles/b.md:50004:1: `k7` stands here twice: only the first one would count"
    );
}

#[test]
fn sec_7_of_thousands_of_mistakes_the_first_hundred_are_told_and_how_many_more() {
    let twice = repeated(20_000, |at| format!("k{}: {at}\n", at % 10_000));
    for (site, more) in [
        (article(&format!("tags: [{}]", "1.5, ".repeat(20_000))), "19900"),
        (article(&twice), "9900"),
        (data("a.csv", format!("a,b\n{}", "1\n".repeat(20_000))), ""),
        (data("a.toml", "k = 1\n".repeat(3_000)), ""),
        (Site::new("").write("content/jobs.yaml", "- title: 1.5\n".repeat(10_000)), "9900"),
        (body(&"[a](/nowhere/)\n".repeat(20_000)), "19900"),
        (body(&"![a](nothing.png) ".repeat(20_000)), "19900"),
    ] {
        let site = soon(site);
        let told = site.messages();
        assert!(told.len() <= 101, "{} messages", told.len());
        let said = told.iter().any(|told| *told == format!("this file has {more} mistakes more"));
        assert!(more.is_empty() || said, "{:?}", told.last());
    }
}

#[test]
fn sec_7_a_mistake_is_told_among_thousands_of_warnings() {
    let slips =
        repeated(5_000, |at| format!("tag{}: 1\n", char::from_u32(0x4e00 + at as u32).unwrap()));
    let site = soon(article(&format!("{slips}updated: 2026-13-45"))).fails();
    assert!(site.messages().contains(&"`updated` is not a date".to_owned()));
}

#[test]
fn sec_7_tables_that_are_wide_are_read_soon() {
    let header = repeated(20_000, |at| format!("k{at},")) + "last\n";
    soon(data("a.csv", header + &(",".repeat(20_000) + "\n").repeat(3))).build();
    soon(data("a.toml", repeated(20_000, |at| format!("k{at} = 1\n")))).build();
    soon(data("a.json", format!("{{{}\"a\": 1}}", repeated(20_000, |at| format!("\"k{at}\":1,")))))
        .build();
}

#[test]
fn sec_7_depth_is_refused_in_every_format() {
    let deep = "[".repeat(100_000);
    for (name, text) in [
        ("a.json", deep.clone()),
        ("a.toml", format!("a = {deep}")),
        ("a.toml", "a.".repeat(50_000) + "a = 1"),
        ("a.toml", format!("[{}a]", "a.".repeat(50_000))),
        ("a.yaml", format!("a: {deep}")),
        ("a.yaml", "- ".repeat(100_000)),
        ("a.yaml", "? ".repeat(100_000)),
        ("a.yaml", repeated(2_000, |at| format!("{}a:\n", " ".repeat(at)))),
        ("a.yaml", "a: ".to_owned() + &"{a: ".repeat(100_000)),
    ] {
        let site = soon(data(name, &text)).fails();
        assert!(first(&site).contains(&format!("data/{name}:")), "{}", site.report());
    }
    let site = soon(article(&format!("extra:\n  {}", "- ".repeat(300_000)))).fails();
    assert!(first(&site).starts_with("content/articles/b.md:5:203: this lies too deep"));
    let site = soon(Site::new("").write("site.toml", format!("a = {deep}"))).fails();
    assert!(first(&site).starts_with("site.toml:1:"), "{}", first(&site));
}

#[test]
fn sec_7_aliases_that_multiply_are_refused_where_they_stand() {
    let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for at in 1..12 {
        let aliases = vec![format!("*a{}", at - 1); 9].join(",");
        bomb += &format!("a{at}: &a{at} [{aliases}]\n");
    }
    for (site, file) in [
        (article(&format!("extra:\n  {}", bomb.replace('\n', "\n  "))), ARTICLE),
        (Site::new("").write("content/jobs.yaml", &bomb), "content/jobs.yaml"),
        (data("a.yaml", &bomb), "data/a.yaml"),
    ] {
        let site = soon(site).fails();
        assert!(site.report().contains(&format!("{file}:")), "{}", site.report());
    }
}

#[test]
fn sec_7_a_key_of_a_megabyte_is_no_slip_of_a_known_one() {
    let key = "x".repeat(1_000_000);
    let site = soon(Site::new("").write("site.toml", format!("{key} = 1\n"))).fails();
    assert!(first(&site).starts_with("site.toml:1:1: "));
}

#[test]
fn sec_7_what_yaml_makes_of_a_title_and_a_date() {
    let none: [&str; 0] = [];
    let site = bare("title: 2026\ndate: 2026-01-02").build();
    assert_eq!(site.messages(), none);
    assert_eq!(site.texts("/articles/2026/01/b/", "h1"), ["2026"]);
    for (front, message) in [
        ("title: B\ndate: 2026-13-45", ":3:7: `date` is not a date: there is no month 13"),
        ("title: B\ndate: 2026-02-30", ":3:7: `date` is not a date: month 2 of 2026 has no day 30"),
        ("title: no\ndate: 2026-01-02", ""),
        ("title: [a, b]\ndate: 2026-01-02", ":2:8: `title` must be a text: a list, not a text"),
        ("title: 1.50\ndate: 2026-01-02", ":2:8: `title` must be a text: a number, not a text"),
        (
            "title: B\ntitle: C\ndate: 2026-01-02",
            ":3:1: `title` stands here twice: only the first one would count",
        ),
        ("title: B\n\tdate: 2026-01-02", ":3:1: this is not YAML: this is a tab"),
        ("title: B\ndate: 2026-01-02\ntags:\n\t- a", ":5:1: this is not YAML: this is a tab"),
        ("title: \"\\uD800\"\ndate: 2026-01-02", ":2:"),
        ("title: \"\\uD83D\\uDE00\"\ndate: 2026-01-02", ":2:"),
        ("title: \"\\xZZ\"\ndate: 2026-01-02", ":2:"),
    ] {
        let site = soon(bare(front));
        match message {
            "" => assert_eq!(site.outcome().report.errors(), 0, "{front}"),
            message => {
                let said = first(&site);
                assert!(said.contains(&format!("{ARTICLE}{message}")), "{front}: {said}");
            }
        }
    }
}

#[test]
fn lone_surrogates_are_refused_where_they_stand() {
    for (name, text) in [
        ("a.json", r#"{"a": "\uD800"}"#),
        ("a.json", r#"{"a": "\uDC00\uD800"}"#),
        ("a.toml", r#"a = "\uD800""#),
        ("a.yaml", r#"a: "\uD800""#),
    ] {
        let site = soon(data(name, text)).fails();
        assert!(first(&site).contains(&format!("data/{name}:1:")), "{}", site.report());
    }
    // What JSON writes as two is one character.
    data("a.json", r#"{"a": "\uD83D\uDE00"}"#).build();
    let site = Site::new("").write("site.toml", "title = \"\\uD800\"\n").fails();
    assert!(first(&site).starts_with("site.toml:1:"), "{}", first(&site));
}

#[test]
fn files_that_are_not_utf_8_are_told_with_the_line() {
    let latin = b"---\ntitle: Gr\xf6\xdfe\ndate: 2026-01-02\n---\n";
    let (with_nul, utf_16) = (b"---\ntitle: a\0b\ndate: 2026-01-02\n---\n", b"\xff\xfe-\0-\0-\0");
    for (path, bytes, said) in [
        (ARTICLE, &latin[..], "content/articles/b.md:2:10: this file is not UTF-8"),
        (ARTICLE, utf_16, "content/articles/b.md:1:1: this file is not UTF-8"),
        (ARTICLE, with_nul, "content/articles/b.md:2:9: this is not YAML"),
        ("content/jobs.yaml", b"- title: \xff\n", "content/jobs.yaml:1:10: this file is not UTF-8"),
        (
            "content/comments/b.yaml",
            b"- \xff",
            "content/comments/b.yaml:1:3: this file is not UTF-8",
        ),
        ("content/tags/a.md", b"---\n\xff", "content/tags/a.md:2:1: this file is not UTF-8"),
        ("site.toml", b"title = '\xff'", "site.toml:1:10: this file is not UTF-8"),
        ("themes/t/theme.toml", b"\n\xff", "themes/t/theme.toml:2:1: this file is not UTF-8"),
        ("templates/home.html", b"ab\n\xff", "templates/home.html:2:1: this file is not UTF-8"),
        ("themes/t/i18n/de.toml", b"\xff", "themes/t/i18n/de.toml:1:1: this file is not UTF-8"),
    ] {
        let site = soon(Site::new("").write(path, bytes)).fails();
        let (place, message) = said.split_once(": ").expect("a place and a message");
        let told = |found: &blattwerk::diagnostic::Diagnostic| {
            found.message == message && found.place.as_ref().is_some_and(|at| at.locus() == place)
        };
        assert!(site.outcome().report.iter().any(told), "{said}:\n{}", site.report());
    }
    let site = soon(data("a.csv", b"a\n\xff\n")).fails();
    assert!(first(&site).contains("data/a.csv:2:1: this file is not UTF-8"), "{}", first(&site));
}

#[test]
fn sec_7_ten_thousand_brackets_and_a_line_of_ten_megabytes_become_pages() {
    for text in ["> ".repeat(10_000) + "a", "[".repeat(10_000) + "a", "(".repeat(10_000)] {
        assert!(soon(body(&text)).build().has_page("/articles/2026/01/b/"));
    }
    let site = soon(body(&"ab ".repeat(3_400_000))).build();
    assert!(site.has_page("/articles/2026/01/b/"));
}

#[test]
fn a_build_of_a_site_of_mistakes_takes_little_memory() {
    let run = article(&format!("tags: [{}]", "1.5, ".repeat(150_000)))
        .write("data/a.yaml", "- ".repeat(1_000_000))
        .write("templates/home.html", "{{ load_data(path='data/a.yaml') }}")
        .run(["build", "--format", "json"])
        .exits(1);
    let peak = run.json()["peak_rss_bytes"].as_u64().unwrap_or_default();
    assert!(peak < 500 << 20, "{} MB", peak >> 20);
}
