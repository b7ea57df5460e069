//! `blattwerk serve`: what is shown after an edit, and how it is sent.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::support::Site;
use crate::support::server::{Response, until};

fn site() -> Site {
    Site::new(
        "
        -- site.toml --
        permalink = '/{slug}/'
        -- content/articles/eins.md --
        ---
        title: Eins
        date: 2026-01-01
        ---
        Der Text.
        -- content/articles/zwei.md --
        ---
        title: Zwei
        date: 2026-01-02
        ---
        Noch ein Text.
        ",
    )
}

fn has_errors(state: &serde_json::Value) -> bool {
    state["errors"].as_array().is_some_and(|errors| !errors.is_empty())
}

#[test]
fn an_edit_is_shown_and_nothing_is_written() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    let first = events.next();
    let site = site.edit("content/articles/eins.md", "Der Text", "Ein anderer Text");
    let next = events.next();
    assert_ne!(first["generation"], next["generation"]);
    assert!(server.page("/eins/").contains("Ein anderer Text"));
    let site = site.edit("content/articles/eins.md", "title: Eins", "title: Uno");
    server.shows("/", "Uno").shows("/zwei/", "Uno");
    assert!(!site.exists("public") && !site.exists(".blattwerk"));
}

/// Editors write a new file and rename it; some write an empty file first.
#[test]
fn a_file_that_is_saved_by_rename_is_shown_and_no_error_flashes() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    let path = site.root().join("content/articles/eins.md");
    // On a machine that is busy, the file may lie there empty for longer than it should.
    let mut was_quick = true;
    for round in 0..5 {
        let text = format!("---\ntitle: Eins\ndate: 2026-01-01\n---\nRunde {round}.\n");
        fs::write(site.root().join("content/articles/.eins.md.swp"), "x").unwrap();
        fs::write(site.root().join("content/articles/eins.md~"), "x").unwrap();
        let begun = Instant::now();
        fs::write(&path, "").unwrap();
        std::thread::sleep(Duration::from_millis(15));
        fs::write(path.with_extension("neu"), &text).unwrap();
        fs::rename(path.with_extension("neu"), &path).unwrap();
        was_quick &= begun.elapsed() < Duration::from_millis(50);
        server.shows("/eins/", &format!("Runde {round}."));
    }
    let path = site.root().join("content/articles/ende.md");
    fs::write(path, "---\ntitle: Ende\ndate: 2026-01-03\n---\n").unwrap();
    server.shows("/", "Ende").says("ende.md");
    let page = server.get("/").text();
    let of_page = page.split("data-generation=\"").nth(1).and_then(|rest| rest.split('"').next());
    let number = |generation: Option<&str>| -> u64 {
        generation.and_then(|text| text.rsplit('-').next()?.parse().ok()).unwrap()
    };
    let last = number(of_page);
    // What is sent late tells of the newest generation, so that one may be left out.
    events.until(|state| {
        assert!(!was_quick || !has_errors(state), "{state}");
        number(state["generation"].as_str()) >= last
    });
}

#[test]
fn articles_and_folders_come_and_go() {
    let site = site();
    let server = site.serve([]);
    let text = "---\ntitle: Drei\ndate: 2026-01-03\n---\n";
    let site = site.write("content/articles/neu/tief/drei.md", text);
    server.shows("/", "Drei").shows("/drei/", "Drei");
    let site = site.edit("content/articles/neu/tief/drei.md", "Drei", "Drei und mehr");
    server.shows("/drei/", "Drei und mehr");
    let root = site.root().to_owned();
    fs::rename(root.join("content/articles/neu"), root.join("content/articles/alt")).unwrap();
    server.shows("/drei/", "Drei und mehr");
    let site = site.edit("content/articles/alt/tief/drei.md", "Drei und mehr", "Umgezogen");
    server.shows("/drei/", "Umgezogen");
    let _site = site.remove("content/articles/alt");
    assert!(until(|| server.get("/drei/").status == 404));
}

#[test]
fn folders_that_were_not_there_are_watched_once_they_come_and_when_they_come_back() {
    let site = site();
    let server = site.serve([]);
    let site = site.write("templates/404.html", "Erste Fassung");
    server.shows("/404.html", "Erste Fassung");
    let site = site.write("templates/404.html", "Zweite Fassung");
    server.shows("/404.html", "Zweite Fassung");
    let site = site.remove("templates");
    server.shows_no_more("/404.html", "Zweite Fassung");
    let site = site.write("templates/404.html", "Dritte Fassung");
    server.shows("/404.html", "Dritte Fassung");
    let site = site.write("templates/404.html", "Vierte Fassung");
    server.shows("/404.html", "Vierte Fassung");
    let root = site.root().to_owned();
    fs::rename(root.join("content"), root.join("weg")).unwrap();
    assert!(until(|| server.get("/eins/").status == 404));
    fs::rename(root.join("weg"), root.join("content")).unwrap();
    server.shows("/eins/", "Der Text");
    let _site = site.edit("content/articles/eins.md", "Der Text", "Wieder da");
    server.shows("/eins/", "Wieder da");
}

#[test]
fn a_thousand_files_at_once_are_few_looks() {
    let site = site();
    let server = site.serve([]);
    for number in 0..1000 {
        let text = format!("---\ntitle: Nummer {number}\ndate: 2026-01-03\n---\n");
        fs::write(site.root().join(format!("content/articles/n{number}.md")), text).unwrap();
    }
    server.shows("/n999/", "Nummer 999").shows("/n0/", "Nummer 0");
    let looks = server.said().lines().filter(|line| line.ends_with(" ms")).count();
    assert!(looks < 30, "{}", server.said());
}

#[test]
fn a_mistake_leaves_the_last_good_page_and_is_told_until_it_is_mended() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    let good = server.page("/eins/");
    let site = site.edit("content/articles/eins.md", "title: Eins", "title: [<script>");
    let state = events.until(has_errors);
    let error = &state["errors"][0];
    assert_eq!(error["file"], "content/articles/eins.md");
    assert_eq!((error["line"].as_u64(), error["column"].as_u64()), (Some(2), Some(8)));
    let line =
        [&error["before"], &error["marked"], &error["after"]].map(|part| part.as_str().unwrap());
    assert_eq!(line.concat(), "title: [<script>");
    assert_eq!(error["hint"], "close it with `]`");
    assert_eq!(server.page("/eins/"), good);
    assert_eq!(server.get("/zwei/").status, 200);
    server.says("this is not YAML");
    let site = site.edit("content/articles/eins.md", "title: [<script>", "title: Heil");
    events.until(|state| !has_errors(state));
    server.shows("/eins/", "Heil").says("mended");
    drop(site);
}

#[test]
fn slips_in_settings_and_templates_do_not_end_the_server() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    let good = server.page("/eins/");
    let settings = site.read("site.toml").unwrap();
    let site = site.write("site.toml", "base_url = ");
    assert_eq!(events.until(has_errors)["errors"][0]["file"], "site.toml");
    assert_eq!(server.page("/eins/"), good);
    let site = site.write("site.toml", settings);
    events.until(|state| !has_errors(state));
    let site = site.write("templates/article.html", "{{ page.title ");
    let state = events.until(has_errors);
    assert_eq!(state["errors"][0]["file"], "templates/article.html");
    assert_eq!(server.page("/eins/"), good);
    let site = site.write("templates/article.html", "{{ page.nichts.da }}");
    let state = events.until(|state| state["errors"][0]["page"].is_string());
    assert_eq!(state["errors"][0]["repeated"], 1, "{state}");
    assert_eq!(server.page("/eins/"), good);
    let site = site.remove("site.toml");
    events.until(|state| {
        state["errors"][0]["message"].as_str().is_some_and(|text| text.contains("site.toml"))
    });
    let site = site.write(
        "site.toml",
        "base_url = 'https://a.example/'\ntheme = 't'\npermalink = '/{slug}/'\n",
    );
    let site = site.remove("templates");
    events.until(|state| !has_errors(state));
    assert_eq!(server.page("/eins/"), good);
    drop(site);
}

/// Of a page nobody has asked for no earlier version is known.
#[test]
fn a_page_that_was_never_good_says_what_is_wrong() {
    let site = site().write("templates/article.html", "{{ page.nichts.da }} <b>");
    let server = site.serve([]);
    let answer = server.get("/eins/");
    assert_eq!(answer.status, 500);
    let text = answer.text();
    assert!(text.contains("templates/article.html:1:"), "{text}");
    assert!(text.contains("&lt;b&gt;") && !text.contains("<b>"), "{text}");
    assert!(text.contains("/_blattwerk/reload.js"));
    assert_eq!(server.get("/404.html").status, 200);
}

#[test]
fn mistakes_of_pages_that_nobody_asks_for_are_told() {
    let site = site().write("templates/404.html", "{{ nichts.da }}");
    let server = site.serve([]);
    let state = server.events().until(has_errors);
    assert_eq!(state["errors"][0]["page"], "/404.html");
    server.says("templates/404.html");
    let _site = site.write("templates/404.html", "Gut");
    server.says("mended");
    assert!(!has_errors(&server.events().next()));
}

#[test]
fn a_page_that_somebody_asks_for_at_once_is_never_older_than_its_text() {
    let site = site();
    let server = site.serve([]);
    for round in 0..20 {
        let text = format!("---\ntitle: Eins\ndate: 2026-01-01\n---\nRunde {round}.\n");
        fs::write(site.root().join("content/articles/eins.md"), text).unwrap();
        assert!(server.page("/eins/").contains(&format!("Runde {round}.")), "{round}");
    }
}

#[test]
fn a_changed_stylesheet_is_named_and_so_is_the_edited_article() {
    let site = site().write("themes/t/assets/stil.css", "a {}");
    let server = site.serve(["--navigate"]);
    let mut events = server.events();
    events.next();
    let site = site.write("themes/t/assets/stil.css", "a { color: red }");
    let state =
        events.until(|state| state["changed"].as_array().is_some_and(|all| !all.is_empty()));
    assert_eq!(state["changed"], serde_json::json!(["/assets/stil.css"]));
    assert_eq!(server.get("/assets/stil.css").text(), "a { color: red }");
    let _site = site.edit("content/articles/zwei.md", "Noch ein Text", "Anders");
    let state = events.until(|state| state["navigate"].is_string());
    assert_eq!(state["navigate"], "/zwei/");
}

#[test]
fn what_the_clock_brings_is_shown_when_it_is_time() {
    let now = jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap();
    let soon = now + Duration::from_secs(3);
    let text = format!("---\ntitle: Morgen\ndate: 2026-01-03\npublish_date: {soon}\n---\n");
    let site = site().write("content/articles/morgen.md", text);
    let server = site.serve_with(&["--port", "0"]);
    assert_eq!(server.get("/morgen/").status, 404);
    server.shows("/", "Morgen").shows("/morgen/", "Morgen");
}

/// Nobody asks for the page that was edited, which would find the edit too.
#[test]
fn changes_are_found_without_events_too() {
    let site = site();
    let server = site.serve(["--poll"]);
    let site = site.edit("content/articles/eins.md", "title: Eins", "title: Gefunden");
    server.shows("/", "Gefunden");
    let site = site.edit("content/articles/eins.md", "title: Gefunden", "title: Noch einmal");
    server.shows("/", "Noch einmal");
    let _site = site.write("content/articles/neu.md", "---\ntitle: Neu\ndate: 2026-01-03\n---\n");
    server.shows("/", "Neu");
}

#[test]
fn slips_in_settings_and_in_the_theme_are_mended_too() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    let settings = site.read("site.toml").unwrap();
    for _ in 0..2 {
        let broken = site.root().join("site.toml");
        fs::write(&broken, format!("unbekannt = 1\n{settings}")).unwrap();
        let state = events.until(has_errors);
        assert_eq!(state["errors"].as_array().unwrap().len(), 1, "{state}");
        fs::write(&broken, &settings).unwrap();
        events.until(|state| !has_errors(state));
    }
    let theme = site.read("themes/t/theme.toml").unwrap();
    let site = site.write("themes/t/theme.toml", format!("unbekannt = 1\n{theme}"));
    events.until(has_errors);
    let site = site.write("themes/t/theme.toml", theme);
    events.until(|state| !has_errors(state));
    let _site = site.edit("content/articles/eins.md", "Der Text", "Wieder gut");
    server.shows("/eins/", "Wieder gut");
}

#[test]
fn a_mistake_of_more_pages_than_are_told_is_mended_on_all_of_them() {
    let mut site = site()
        .write("templates/article.html", "{{ load_data(path='data/a.yaml') }}")
        .write("data/a.yaml", "gut");
    for number in 0..250 {
        let text = format!("---\ntitle: Nummer {number}\ndate: 2026-01-03\n---\n");
        site = site.write(&format!("content/articles/n{number}.md"), text);
    }
    let server = site.serve([]);
    let mut events = server.events();
    assert!(!has_errors(&events.next()));
    let site = site.write("data/a.yaml", "a: [");
    let state = events.until(|state| state["errors"][0]["repeated"].as_u64() > Some(200));
    assert_eq!((state["errors"].as_array().unwrap().len(), &state["more"]), (1, &0.into()));
    let _site = site.write("data/a.yaml", "gut");
    events.until(|state| !has_errors(state));
    std::thread::sleep(Duration::from_millis(500));
    assert!(!has_errors(&server.events().next()));
}

/// Its text is no longer the one that its card was made of.
#[test]
fn of_an_article_that_nobody_saw_before_it_was_broken_no_mixture_is_shown() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    let text = "---\ntitle: [\ndate: 2026-01-01\n---\nHalb alt, halb neu.\n";
    let site = site.write("content/articles/eins.md", text);
    events.until(has_errors);
    let site = site.edit("content/articles/zwei.md", "Noch ein Text", "Noch ein neuer Text");
    for url in ["/eins/", "/zwei/"] {
        let answer = server.get(url);
        assert_eq!(answer.status, 500, "{url}");
        assert!(answer.text().contains("content/articles/eins.md:2:8"), "{}", answer.text());
    }
    let text = "---\ntitle: Eins\ndate: 2026-01-01\n---\nGanz neu.\n";
    let _site = site.write("content/articles/eins.md", text);
    server.shows("/eins/", "Ganz neu").shows("/zwei/", "Noch ein neuer Text");
}

#[test]
fn settings_in_a_folder_of_their_own_are_watched_also_when_it_comes_back() {
    let site = site();
    let settings = site.read("site.toml").unwrap();
    let titled = |title: &str| format!("title = '{title}'\n{settings}");
    let site = site.write("conf/andere.toml", titled("Erster")).remove("site.toml");
    let site = site.write("templates/404.html", "{{ config.title }}");
    let server = site.serve(["-c", "conf/andere.toml"]);
    server.shows("/404.html", "Erster");
    let site = site.write("conf/andere.toml", titled("Zweiter"));
    server.shows("/404.html", "Zweiter");
    let site = site.remove("conf");
    server.says("there is no `conf/andere.toml`");
    let site = site.write("conf/andere.toml", titled("Dritter"));
    server.shows("/404.html", "Dritter");
    let _site = site.write("conf/andere.toml", titled("Vierter"));
    server.shows("/404.html", "Vierter");
}

#[test]
fn settings_among_the_data_do_not_hide_the_rest_of_it() {
    let site = site();
    let settings = site.read("site.toml").unwrap();
    let site = site.write("data/site.toml", settings).write("data/tief/a.yaml", "Erstes");
    let site = site.write("templates/404.html", "{{ load_data(path='data/tief/a.yaml') }}");
    let server = site.serve(["-c", "data/site.toml"]);
    server.shows("/404.html", "Erstes");
    let _site = site.write("data/tief/a.yaml", "Zweites");
    server.shows("/404.html", "Zweites");
}

#[test]
fn another_path_of_the_site_takes_the_preview_along() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    events.next();
    let settings = site.read("site.toml").unwrap().replace("a.example/", "a.example/neu/");
    let _site = site.write("site.toml", settings);
    events.next();
    let page = server.request("GET", "/neu/eins/", &[]).text();
    let script = page.split("<script src=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(server.request("GET", script, &[]).status, 200, "{script}");
    assert_eq!(server.request("GET", "/eins/", &[]).status, 404);
}

#[cfg(unix)]
#[test]
fn what_a_link_inside_the_project_leads_to_is_followed() {
    let site = site();
    let target = site.root().join("content/articles/eins.md");
    let site = site.link("content/articles/verweis.md", target);
    let site = site.edit("content/articles/eins.md", "title: Eins", "title: Eins\nslug: eins");
    let site = site.remove("content/articles/eins.md");
    let text = "---\ntitle: Ziel\ndate: 2026-01-01\nslug: ziel\n---\nErster Text.\n";
    let site = site.write("data/ziel.md", text).remove("content/articles/verweis.md");
    let target = site.root().join("data/ziel.md");
    let site = site.link("content/articles/verweis.md", target);
    let server = site.serve([]);
    server.shows("/", "Ziel");
    let _site = site.edit("data/ziel.md", "title: Ziel", "title: Anders");
    server.shows("/", "Anders");
}

#[test]
fn a_fetched_sidebar_that_has_changed_is_named() {
    let site = site()
        .write("templates/fragments/sidebar.html", "{{ load_data(path='data/a.yaml') }}")
        .write("data/a.yaml", "Erstes");
    let settings = site.read("site.toml").unwrap();
    let site = site.write("site.toml", format!("{settings}[fragments]\nsidebar = 'fetch'\n"));
    let server = site.serve([]);
    let mut events = server.events();
    events.next();
    let _site = site.write("data/a.yaml", "Zweites");
    let state =
        events.until(|state| state["changed"].as_array().is_some_and(|all| !all.is_empty()));
    assert_eq!(state["changed"], serde_json::json!(["/fragments/sidebar.html"]));
}

#[test]
fn a_build_beside_it_disturbs_neither() {
    let site = site();
    let server = site.serve([]);
    let site = site.build_by_program();
    assert!(site.text("/eins/").contains("Der Text"));
    let site = site.edit("content/articles/eins.md", "Der Text", "Ein anderer").build_by_program();
    server.shows("/eins/", "Ein anderer");
    assert!(site.text("/eins/").contains("Ein anderer"));
    assert!(!site.text("/eins/").contains("_blattwerk"));
    let looks = server.said().lines().filter(|line| line.ends_with(" ms")).count();
    assert_eq!(looks, 1, "{}", server.said());
}

#[test]
fn without_reload_pages_are_what_a_build_writes() {
    let site = site().build();
    let server = site.serve(["--no-reload"]);
    assert_eq!(server.get("/eins/").text(), site.text("/eins/"));
    assert_eq!(server.get("/_blattwerk/events").status, 404);
    assert_eq!(server.get("/_blattwerk/reload.js").status, 404);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once_with_success_open_streams_or_not() {
    let site = site();
    let server = site.serve([]);
    let mut events = server.events();
    events.next();
    let half = server.connect();
    let begun = Instant::now();
    assert_eq!(server.interrupt(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    drop(half);
}

/// Of an archive that takes a while to open.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_success_also_before_it_is_ready() {
    let mut site = site();
    for number in 0..3000 {
        let text = format!("---\ntitle: Nummer {number}\ndate: 2026-01-03\n---\n");
        site = site.write(&format!("content/articles/n{number}.md"), text);
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_blattwerk"));
    command.args(["serve", "--port", "0"]).current_dir(site.root());
    let mut process = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(400));
    crate::support::server::interrupt(&process);
    assert_eq!(process.wait().unwrap().code(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_left_to_whoever_has_it() {
    let site = site();
    let first = site.serve([]);
    let port = first.port.to_string();
    let second = site.serve_with(&["--port", &port]);
    assert_ne!(first.port, second.port);
    second.says(&format!("port {port} is taken"));
    assert_eq!((first.get("/").status, second.get("/").status), (200, 200));
    let run = site.run(["serve", "--port", "0", "--interface", "192.0.2.1"]).exits(1);
    run.complains("name an address of this machine with `--interface`");
}

#[test]
fn it_listens_for_this_machine_alone() {
    let site = site();
    let server = site.serve([]);
    let (v4, v6) = (("127.0.0.1", server.port), ("::1", server.port));
    assert!(std::net::TcpStream::connect(v4).is_ok());
    // A machine may have no IPv6.
    if std::net::TcpListener::bind(("::1", 0)).is_ok() {
        assert!(std::net::TcpStream::connect(v6).is_ok());
    }
    let others = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    // Sends nothing; it only finds the address that other machines would use.
    if others.connect("192.0.2.1:9").is_ok() {
        let address = others.local_addr().unwrap().ip();
        assert!(
            address.is_loopback() || std::net::TcpStream::connect((address, server.port)).is_err()
        );
    }
}

// How it is sent

#[test]
fn a_page_has_the_digest_of_its_bytes_and_is_sent_once() {
    let site = site();
    let server = site.serve([]);
    let first = server.get("/eins/");
    assert_eq!(first.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let tag = first.header("etag").unwrap().to_owned();
    assert!(first.text().contains(&format!("data-page={tag}")), "{tag}");
    let again = |tags: &str| server.request("GET", "/eins/", &[("If-None-Match", tags)]);
    for known in [&tag, &format!("W/{tag}"), &format!("\"x\", {tag}"), "*"] {
        let answer = again(known);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!(answer.header("etag"), Some(&*tag));
    }
    assert_eq!(again("\"x\"").status, 200);
    let site = site.edit("content/articles/zwei.md", "Noch ein Text", "Anders");
    server.shows("/zwei/", "Anders");
    assert_eq!(again(&tag).status, 304, "another text is another page");
    let _site = site.edit("content/articles/eins.md", "Der Text", "Anders");
    server.shows("/eins/", "Anders");
    assert_eq!(again(&tag).status, 200);
}

#[test]
fn head_answers_as_get_does_without_a_body() {
    let site = site().write("static/a.bin", [1, 2, 3]);
    let server = site.serve([]);
    for path in ["/eins/", "/rss.xml", "/a.bin", "/nirgends/"] {
        let (get, head) = (server.request("GET", path, &[]), server.request("HEAD", path, &[]));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        for name in ["etag", "content-type", "content-length", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[test]
fn texts_are_compressed_and_their_tag_is_weak_then() {
    let site =
        site().write("static/a.bin", vec![0; 9000]).write("static/a.css", "a {}\n".repeat(900));
    let server = site.serve([]);
    let gzip = [("Accept-Encoding", "gzip")];
    for path in ["/eins/", "/rss.xml", "/a.css", "/_blattwerk/reload.js"] {
        let (packed, plain) =
            (server.request("GET", path, &gzip), server.request("GET", path, &[]));
        assert_eq!(packed.header("content-encoding"), Some("gzip"), "{path}");
        assert_eq!(packed.header("vary"), Some("accept-encoding"), "{path}");
        assert!(packed.body.len() < plain.body.len(), "{path}");
        if let Some(tag) = plain.header("etag") {
            assert_eq!(packed.header("etag"), Some(&*format!("W/{tag}")), "{path}");
        }
    }
    let binary = server.request("GET", "/a.bin", &gzip);
    assert_eq!((binary.header("content-encoding"), binary.body.len()), (None, 9000));
}

#[test]
fn parts_of_media_can_be_asked_for() {
    let bytes: Vec<u8> = (0..=255).cycle().take(2000).collect();
    let site = site().write("static/film.mp4", &bytes);
    let server = site.serve([]);
    let whole = server.get("/film.mp4");
    assert_eq!(whole.header("content-type"), Some("video/mp4"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    let tag = whole.header("etag").unwrap().to_owned();
    let part = |range: &str, more: &[(&str, &str)]| {
        server.request(
            "GET",
            "/film.mp4",
            &[&[("Range", range), ("Accept-Encoding", "gzip")], more].concat(),
        )
    };
    let answer = part("bytes=500-699", &[]);
    assert_eq!((answer.status, &answer.body[..]), (206, &bytes[500..700]));
    assert_eq!(answer.header("content-range"), Some("bytes 500-699/2000"));
    assert_eq!(part("bytes=-10", &[]).body, &bytes[1990..]);
    assert_eq!(part("bytes=9000-", &[]).status, 416);
    assert_eq!(part("bytes=0-9", &[("If-Range", &tag)]).status, 206);
    assert_eq!(part("bytes=0-9", &[("If-Range", "\"other\"")]).status, 200);
}

#[test]
fn addresses_lead_where_a_host_would_lead_them() {
    let site = site().edit(
        "content/articles/eins.md",
        "title: Eins",
        "title: Eins\naliases: [/früher/]\ntags: [Größe]",
    );
    let site = site.build();
    let server = site.serve([]);
    let moved = server.get("/eins?a=b");
    assert_eq!((moved.status, moved.header("location")), (307, Some("/eins/?a=b")));
    assert_eq!(server.get("/eins/index.html").status, 200);
    assert_eq!(server.get("/fr%C3%BCher/").text(), site.text("/früher/"));
    assert_eq!(server.get("/eins/?x=1#y").status, 200);
    let missing = server.get("/nirgends/");
    assert_eq!(missing.status, 404);
    assert_eq!(crate::support::server::without_script(&missing.text()), site.text("/404.html"));
    assert_eq!(server.get("/tags/").header("content-type"), Some("text/html; charset=utf-8"));
}

/// RULES.md, RSS-16.
#[test]
fn rss_16_each_file_has_its_media_type() {
    let site = site()
        .files("-- site.toml --\nbase_url = 'https://a.example/'\ntheme = 't'\n[feeds]\natom = true\njson = true\n")
        .write("static/a.json", "{}")
        .write("static/a.svg", "<svg/>")
        .write("static/a.js", "")
        .write("static/a.webp", "")
        .write("static/a.woff2", "")
        .write("static/a.webmanifest", "{}")
        .write("static/ohne", "");
    let server = site.serve([]);
    for (path, media) in [
        ("/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/a.json", "application/json; charset=utf-8"),
        ("/a.svg", "image/svg+xml; charset=utf-8"),
        ("/a.js", "text/javascript; charset=utf-8"),
        ("/a.webp", "image/webp"),
        ("/a.woff2", "font/woff2"),
        ("/a.webmanifest", "application/manifest+json; charset=utf-8"),
        ("/ohne", "application/octet-stream"),
    ] {
        assert_eq!(server.get(path).header("content-type"), Some(media), "{path}");
    }
}

// RULES.md, SEC-8

#[test]
fn sec_8_only_get_and_head_are_answered() {
    let site = site();
    let server = site.serve([]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW"] {
        let answer = server.request(method, "/eins/", &[]);
        assert!(matches!(answer.status, 405 | 400), "{method}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(server.request("POST", "/", &[]).header("allow"), Some("GET, HEAD"));
}

#[test]
fn sec_8_a_name_that_is_not_this_machines_is_refused() {
    let site = site();
    let server = site.serve(["--allow-host", "preview.example"]);
    let by = |host: &str| server.request("GET", "/eins/", &[("Host", host)]).status;
    for host in ["localhost", "127.0.0.1:1", "[::1]", "PREVIEW.example:80"] {
        assert_eq!(by(host), 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "192.168.1.1", ""] {
        assert_eq!(by(host), 403, "{host}");
    }
    let raw = |text: &str| Response::parse(&server.raw(text.as_bytes())).status;
    assert_eq!(raw("GET /eins/ HTTP/1.0\r\n\r\n"), 400);
    assert_eq!(
        raw(
            "GET /eins/ HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
        ),
        400
    );
    let answer = server.request("GET", "/_blattwerk/events", &[("Host", "evil.example")]);
    assert_eq!(answer.status, 403);
}

#[test]
fn sec_8_pages_of_other_sites_hear_no_events() {
    let site = site();
    let server = site.serve([]);
    let events =
        |headers: &[(&str, &str)]| server.request("HEAD", "/_blattwerk/events", headers).status;
    let own = format!("http://localhost:{}", server.port);
    assert_eq!(events(&[]), 200);
    assert_eq!(events(&[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]), 200);
    assert_eq!(events(&[("Origin", "https://evil.example")]), 403);
    assert_eq!(events(&[("Origin", "null")]), 403);
    assert_eq!(events(&[("Origin", "http://localhost:1")]), 403);
    assert_eq!(events(&[("Sec-Fetch-Site", "cross-site")]), 403);
}

#[test]
fn sec_8_no_path_leads_out_of_the_site() {
    let site = site().write("../geheim.txt", "geheim").write("static/a.txt", "offen");
    let server = site.serve([]);
    for path in [
        "/../geheim.txt",
        "/%2e%2e/geheim.txt",
        "/a/%2e%2e/%2e%2e/geheim.txt",
        "/..%2fgeheim.txt",
        "/..%5cgeheim.txt",
        "/%252e%252e/geheim.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/a.txt%00.html",
        "/a.txt/",
        "/static/a.txt",
        "/content/articles/eins.md",
        "/site.toml",
        "/.blattwerk/",
        "/c:/windows/",
        "/%ff",
        "/\u{e4}",
        "*",
        "http://evil.example/geheim.txt",
    ] {
        let answer = server.raw(
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        );
        let answer = Response::parse(&answer);
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("geheim"), "{path}");
    }
    assert_eq!(server.get("/a.txt").text(), "offen");
}

/// Also one that was a file of the project when it was found.
#[cfg(unix)]
#[test]
fn sec_8_no_link_leads_out_of_the_site() {
    let site = site().write("../geheim.txt", "geheim").write("static/ordner/a.txt", "offen");
    let site = site.write("static/seite.html", "offen");
    let secret = site.root().join("../geheim.txt");
    let site = site.link("static/b.txt", &secret);
    let server = site.serve([]);
    assert_eq!(server.get("/b.txt").status, 404);
    let site = site.remove("static/b.txt");
    server.shows("/ordner/a.txt", "offen");
    let site = site.remove("static/ordner/a.txt").link("static/ordner/a.txt", &secret);
    let site = site.remove("static/seite.html").link("static/seite.html", &secret);
    let site = site.remove("content/articles/eins.md").link("content/articles/eins.md", &secret);
    for _ in 0..50 {
        for path in ["/ordner/a.txt", "/seite.html", "/eins/"] {
            assert!(!server.get(path).text().contains("geheim"), "{path}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    drop(site);
}

#[test]
fn sec_8_who_says_nothing_is_sent_away() {
    let site = site();
    let server = site.serve([]);
    let mut silent = server.connect();
    let mut slow = server.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
    let begun = Instant::now();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    let _ = silent.read_to_end(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(19), "{:?}", begun.elapsed());
    assert!(!rest.starts_with(b"HTTP/1.1 200"));
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn sec_8_many_connections_are_too_many_and_the_server_lives_on() {
    let site = site();
    let server = site.serve([]);
    let crowd: Vec<_> = (0..560).map(|_| server.connect()).collect();
    let mut late = server.connect();
    late.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    late.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    assert!(late.read(&mut [0; 16]).is_err(), "it was answered beside 560 others");
    drop(crowd);
    late.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    let mut answer = Vec::new();
    late.read_to_end(&mut answer).unwrap();
    assert_eq!(Response::parse(&answer).status, 200);
}

#[test]
fn sec_8_requests_that_are_too_big_or_nonsense_are_refused() {
    let site = site();
    let server = site.serve([]);
    let long = "a".repeat(2_000_000);
    for request in [
        format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(500)),
        "\0\0\0\0\r\n\r\n".to_owned(),
        "GET / HTTP/9\r\n\r\n".to_owned(),
    ] {
        let mut stream = server.connect();
        // The server may close before all is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", &request[..30.min(request.len())]);
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_page_that_takes_long_is_named_while_somebody_waits_for_it() {
    let loops = "{% for a in range(end=100000) %}".repeat(2) + &"{% endfor %}".repeat(2);
    let site = Site::new("").write("templates/404.html", loops);
    let server = site.serve([]);
    let mut connection = server.connect();
    std::io::Write::write_all(
        &mut connection,
        b"GET /404.html HTTP/1.1\r\nHost: localhost\r\n\r\n",
    )
    .unwrap();
    server.says("/404.html takes long: does a loop in its template never end?");
}
