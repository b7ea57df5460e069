//! What `check` finds that a build does not look for.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use blattwerk::check::{Baseline, External, Options, Patience};

use crate::support::Site;

/// An article of the day that all tests share, with a text.
fn saying(text: &str) -> Site {
    Site::new("").write("content/articles/one.md", article("One", "", text))
}

fn article(title: &str, lines: &str, text: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-23\n{lines}---\n{text}\n")
}

/// Where something is wrong, and what, for each that `check` finds.
fn found(site: Site) -> Vec<String> {
    let site = site.check();
    let line = |said: &blattwerk::diagnostic::Diagnostic| {
        let place = said.place.as_ref().map_or_else(String::new, |place| place.locus());
        format!("{} {place} {}", said.code, said.message)
    };
    site.outcome().report.iter().map(line).collect()
}

mod links {
    use super::*;

    #[test]
    fn of_raw_html_are_followed_to_the_place_where_they_stand() {
        let site = saying(
            "x\n\n<p><a href=\"/nowhere/\">a</a> <a href='../one/'>b</a> <a href=\"c?d#e\">c</a></p>\n\n<img src=\"no.png\" alt=\"\"> <img src=\"/assets/style.css\">",
        );
        assert_eq!(
            found(site),
            [
                "dead-link content/articles/one.md:7:13 the link to `/nowhere/` leads nowhere",
                "dead-link content/articles/one.md:7:63 the link to `c?d#e` leads nowhere",
                "missing-image content/articles/one.md:9:11 the image `no.png` is not there",
                "missing-alt content/articles/one.md:9:37 the image `/assets/style.css` has no alternative text",
            ]
        );
    }

    #[test]
    fn that_a_text_was_warned_of_already_are_told_once() {
        let site = saying("[a](/nowhere/) ![b](größe.png) [c](gro%C3%9F.md)");
        assert_eq!(found(site).len(), 3);
    }

    #[test]
    fn that_a_template_writes_are_told_once_with_the_template() {
        let site = saying("x")
            .write("templates/article.html", "{% extends 't/article.html' %}{% block main %}<a href=\"/nope/\">x</a>{% endblock %}")
            .write("content/articles/two.md", article("Two", "", "y"))
            .check();
        let said: Vec<_> = site.outcome().report.iter().collect();
        assert_eq!(said.len(), 1, "{}", site.report());
        assert_eq!(
            (said[0].place.as_ref().unwrap().file.as_str(), said[0].repeated),
            ("templates/article.html", 1)
        );
    }

    #[test]
    fn of_jobs_settings_and_comments_are_followed() {
        let site = Site::new("
            -- site.toml --
            [[promo]]
            title = 'Books'
            url = '/books/'
            -- content/jobs.yaml --
            - {title: Dev, url: /apply/}
        ")
        .write("content/articles/one.md", article("One", "", "x"))
        .write("content/comments/one.yaml", "- {name: A, date: 2026-11-24, text: 'see <https://a.example/lost/>'}\n")
        .write("templates/home.html", "{% for job in get_jobs() %}<a href=\"{{ job.url }}\">x</a>{% endfor %}")
        .write("templates/article.html", "{% for promo in config.promo %}<a href=\"{{ promo.url }}\">x</a>{% endfor %}{% for c in page.discussion.items %}{{ c.content | safe }}{% endfor %}");
        let found = found(site);
        let of = |part: &str| found.iter().filter(|line| line.contains(part)).count();
        assert_eq!(of("dead-link site.toml:5:8 the link to `/books/`"), 1, "{found:#?}");
        assert_eq!(of("dead-link content/jobs.yaml:1:21 the link to `/apply/`"), 1, "{found:#?}");
        assert_eq!(
            of("dead-link content/comments/one.yaml:1:43 the link to `https://a.example/lost/`"),
            1,
            "{found:#?}"
        );
    }

    #[test]
    fn with_the_address_of_the_site_are_ours() {
        let site = saying(
            "<a href=\"https://a.example/articles/2026/11/one/\">a</a> <a href=\"https://a.example/lost/\">b</a> <a href=\"https://b.example/\">c</a> <a href=\"mailto:a@a.example\">d</a> <a href=\"//b.example/x\">e</a>",
        );
        assert_eq!(
            found(site),
            [
                "dead-link content/articles/one.md:5:66 the link to `https://a.example/lost/` leads nowhere"
            ]
        );
    }

    #[test]
    fn beside_the_path_of_the_site_are_told_with_the_right_one() {
        let site = saying("<a href=\"/articles/2026/11/one/\">a</a> <a href=\"/other/\">b</a>")
            .with_base_url("https://a.example/archiv/")
            .check();
        assert_eq!(site.messages(), ["the link to `/articles/2026/11/one/` leads nowhere"]);
        assert!(
            site.report().contains("write `/archiv/articles/2026/11/one/`"),
            "{}",
            site.report()
        );
    }

    #[test]
    fn to_places_on_pages_are_followed() {
        let site = saying("## Größe\n\n[a](#groesse) [b](#nowhere) [c](#) [d](#top) <a href=\"/articles/2026/11/two/#x\">e</a> [f](two.md#da) [g](two.md#fort)")
            .write("content/articles/two.md", article("Two", "", "## X {#da}\n\n<a name=\"x\"></a>"));
        assert_eq!(
            found(site),
            [
                "dead-anchor content/articles/one.md:7:19 `#nowhere` leads to no place on its page",
                "dead-anchor content/articles/one.md:7:112 `/articles/2026/11/two/#fort` leads to no place on its page",
            ]
        );
    }

    #[test]
    fn of_fragments_are_followed_once_and_their_places_are_on_every_page() {
        let site = saying("[a](#in-the-sidebar) [b](#not-there)")
            .write(
                "templates/fragments/sidebar.html",
                "<p id=\"in-the-sidebar\"><a href=\"/lost/\">x</a></p>",
            )
            .write("content/articles/two.md", article("Two", "", "x"))
            .check();
        assert_eq!(
            site.messages(),
            ["`#not-there` leads to no place on its page", "the link to `/lost/` leads nowhere"]
        );
        assert!(
            site.report().contains("templates/fragments/sidebar.html:1:33"),
            "{}",
            site.report()
        );
    }

    #[test]
    fn to_what_was_redirected_are_alive() {
        let site = saying("<a href=\"/old/\">a</a> <a href=\"/older/\">b</a>")
            .write("redirects.yaml", "- {from: /old/, to: /}\n- {from: /older/, to: /old/}\n");
        assert!(found(site).is_empty());
    }
}

mod texts {
    use super::*;

    #[test]
    fn wcag_2_4_2_titles_that_two_articles_share() {
        let site = saying("x").write("content/articles/two.md", article("ONE", "", "y"));
        assert_eq!(
            found(site),
            ["duplicate-title content/articles/two.md:2:8 two articles have the title `ONE`"]
        );
    }

    #[test]
    fn wcag_1_3_1_headings_that_skip() {
        let site = saying("### A\n\n## B\n\n#### C\n\n> ##### D\n\n## E");
        assert_eq!(
            found(site),
            [
                "heading-skip content/articles/one.md:5:1 a heading of level 3 follows one of level 1",
                "heading-skip content/articles/one.md:9:1 a heading of level 4 follows one of level 2",
            ]
        );
    }

    #[test]
    fn tags_that_are_nearly_alike() {
        let site = saying("x")
            .write("content/articles/one.md", article("One", "tags: [Sprachmodelle]\n", "x"))
            .write(
                "content/articles/two.md",
                article("Two", "tags: [Sprachmodelle, Sprachmodell]\n", "x"),
            );
        assert_eq!(
            found(site),
            [
                "similar-tags content/articles/two.md:4:7 `Sprachmodelle` and `Sprachmodell` among the tags are nearly alike"
            ]
        );
    }

    #[test]
    fn descriptions_and_place_lines_that_are_missing_if_somebody_asks() {
        let site = saying("x").write(
            "content/articles/two.md",
            article("Two", "description: D\ndateline: Berlin\n", "y"),
        );
        let site = site.write("site.toml", "base_url = 'https://a.example/'\ntheme = 't'\n[check]\nmissing-description = 'warning'\nmissing-dateline = 'error'\nmissing-legal-page = 'off'\n");
        assert_eq!(
            found(site),
            [
                "missing-dateline content/articles/one.md:2:8 this article has no place line",
                "missing-description content/articles/one.md:2:8 this text has no `description`",
            ]
        );
    }

    #[test]
    fn dates_that_disagree_with_the_name_of_the_file() {
        let site = Site::new("")
            .write("content/articles/2026-11-22-one.md", article("One", "", "x"))
            .write("content/articles/2026-11-23-two/index.md", article("Two", "", "x"));
        assert_eq!(
            found(site),
            [
                "date-in-name content/articles/2026-11-22-one.md:3:7 the file's name says 2026-11-22, and its date is 2026-11-23"
            ]
        );
    }
}

mod files {
    use super::*;
    use crate::support::pictures;

    #[test]
    fn pictures_that_no_page_shows() {
        let picture = pictures::jpeg(1000, 10, None);
        let site = Site::new("")
            .write(
                "content/articles/one/index.md",
                article(
                    "One",
                    "",
                    "![a](a.jpg)\n\n<img src=\"b-480w.jpg\" alt=\"\">\n\n[c](c.jpg)",
                ),
            )
            .write("content/articles/one/a.jpg", &picture)
            .write("content/articles/one/b.jpg", &picture)
            .write("content/articles/one/c.jpg", &picture)
            .write("content/articles/one/d.jpg", &picture)
            .write("content/articles/one/notes.txt", "x")
            .write("static/e.jpg", &picture);
        assert_eq!(
            found(site),
            ["unused-image content/articles/one/d.jpg no page shows `content/articles/one/d.jpg`"]
        );
    }

    #[test]
    fn texts_about_tags_that_no_article_has() {
        let site = saying("x").write("content/tags/ki.md", "---\ntitle: KI\n---\n");
        assert_eq!(
            found(site),
            ["orphan-profile content/tags/ki.md no article has `KI` among its tags"]
        );
    }
}

#[test]
fn a_rule_has_its_level_and_strict_raises_it() {
    let site = saying("<a href=\"/x/\">a</a>\n\n### B").write(
        "site.toml",
        "base_url = 'https://a.example/'\ntheme = 't'\n[check]\ndead-link = 'error'\nheading-skip = 'off'\nmissing-legal-page = 'off'\n",
    );
    let site = site.check();
    assert_eq!((site.outcome().report.errors(), site.outcome().report.warnings()), (1, 0));
    assert_eq!(saying("### B").strict().check().outcome().report.errors(), 1);
}

mod the_baseline {
    use super::*;

    fn with(baseline: fn(std::path::PathBuf) -> Baseline, site: Site) -> Site {
        let file = site.root().join("known.txt");
        site.check_with(&Options { baseline: baseline(file), ..Options::default() })
    }

    #[test]
    fn silences_what_it_knows_wherever_that_stands_now() {
        let site = with(Baseline::Write, saying("[a](/x/)\n\n[a](/x/)"));
        assert!(site.messages().is_empty());
        assert_eq!(
            site.read("known.txt").unwrap(),
            "dead-link\tcontent/articles/one.md\tthe link to `/x/` leads nowhere\n".repeat(2)
        );
        let site = site.write(
            "content/articles/one.md",
            article("One", "", "new\n\n[a](/x/) [a](/x/) [a](/x/)\n\n[b](/y/)"),
        );
        let site = with(Baseline::Compare, site);
        assert_eq!(
            site.messages(),
            ["the link to `/x/` leads nowhere", "the link to `/y/` leads nowhere"]
        );
    }

    #[test]
    fn never_silences_what_stops_a_build() {
        let site = saying("x").write("content/articles/two.md", "---\ntitle: Two\n---\n");
        let site = with(Baseline::Write, site);
        assert_eq!(site.messages(), ["`date` is missing"]);
        assert_eq!(site.read("known.txt").unwrap(), "");
    }

    #[test]
    fn that_is_not_there_is_an_error() {
        let site = with(Baseline::Compare, saying("x"));
        assert!(site.messages()[0].ends_with("known.txt` is not there"), "{:?}", site.messages());
    }

    #[test]
    fn is_used_by_the_command() {
        let site = saying("[a](/x/)");
        site.run(["check", "--strict"]).exits(1);
        site.run(["check", "--baseline", "known.txt"])
            .exits(1)
            .complains("add `--update-baseline`");
        site.run(["check", "--baseline", "known.txt", "--update-baseline"])
            .exits(0)
            .says("baseline: 1 noted in");
        site.run(["check", "--strict", "--baseline", "known.txt"])
            .exits(0)
            .says("baseline: 1 known");
        let site = site.write("content/articles/one.md", article("One", "", "mended"));
        site.run(["check", "--strict", "--baseline", "known.txt"]).exits(0).says("1 mended");
        site.run(["check", "--update-baseline"]).exits(2);
    }
}

#[test]
fn sarif_is_for_check_alone() {
    let site = saying("[a](/x/)");
    let run = site.run(["check", "--format", "sarif"]).exits(0);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["runs"][0]["results"][0]["ruleId"], "dead-link");
    site.run(["build", "--format", "sarif"]).exits(2).complains("only `check` prints SARIF");
}

#[test]
fn what_only_a_build_can_do_is_refused() {
    let site = saying("x");
    for flag in ["--verify", "--publish", "--hold-broken"] {
        site.run(["check", flag]).exits(2).complains(&format!("`blattwerk build {flag}`"));
    }
}

mod other_hosts {
    use super::*;

    /// A host that notes what it is asked for, and answers each path by its name.
    fn host() -> (String, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let notes = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut buffer = [0; 4096];
                let length = stream.read(&mut buffer).unwrap_or(0);
                let head = String::from_utf8_lossy(&buffer[..length]).into_owned();
                let line = head.lines().next().unwrap_or_default().replace(" HTTP/1.1", "");
                let (method, path) = line.split_once(' ').unwrap_or_default();
                let status = match path {
                    "/there" => "200 OK",
                    "/only-get" if method == "GET" => "200 OK",
                    "/only-get" => "405 Method Not Allowed",
                    "/moved" => "301 Moved Permanently\r\nLocation: /there",
                    "/secret" => "403 Forbidden",
                    "/gone" => "410 Gone",
                    _ => "404 Not Found",
                };
                notes.lock().unwrap().push(line.clone());
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                );
            }
        });
        (address, asked)
    }

    fn followed(site: Site) -> Site {
        let patience =
            Patience { pause: Duration::from_millis(5), timeout: Duration::from_secs(5) };
        site.check_with(&Options { external: External::Followed(patience), ..Options::default() })
    }

    #[test]
    fn are_asked_politely_and_not_again_for_a_week() {
        let (host, asked) = host();
        let paths = ["/there", "/only-get", "/moved", "/secret", "/gone", "/lost", "/there#part"];
        let mut text: String = paths.iter().map(|path| format!("[x]({host}{path})\n\n")).collect();
        text += "[mail](mailto:a@a.example) [call](tel:+49) <a href=\"/\">home</a>";
        let site = followed(saying(&text));
        assert_eq!(
            site.messages(),
            [
                format!("the link to `{host}/gone` is dead"),
                format!("the link to `{host}/lost` is dead"),
            ]
        );
        assert!(site.report().contains("content/articles/one.md:13:"), "{}", site.report());
        let first = std::mem::take(&mut *asked.lock().unwrap());
        assert_eq!(first.iter().filter(|line| line.ends_with("/there")).count(), 2, "{first:?}");
        assert!(
            first.contains(&"HEAD /there".to_owned())
                && first.contains(&"GET /only-get".to_owned()),
            "{first:?}"
        );
        let site = followed(site);
        let second = std::mem::take(&mut *asked.lock().unwrap());
        assert!(
            second
                .iter()
                .all(|line| ["/secret", "/gone", "/lost"].iter().any(|path| line.ends_with(path))),
            "{second:?}"
        );
        let site = followed(site.at("2026-12-09T00:00:00Z"));
        assert!(asked.lock().unwrap().contains(&"HEAD /there".to_owned()));
        drop(site);
    }

    #[test]
    fn that_do_not_answer_are_dead() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let site = followed(saying(&format!("<a href=\"http://{address}/x\">x</a>")));
        assert_eq!(site.messages(), [format!("the link to `http://{address}/x` is dead")]);
    }

    #[test]
    fn are_left_alone_unless_somebody_asks() {
        let (host, asked) = host();
        let site = saying(&format!("[x]({host}/lost)")).check();
        assert!(site.messages().is_empty() && asked.lock().unwrap().is_empty());
    }
}
