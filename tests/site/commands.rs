//! The program as it is used: commands, flags, what is printed where, exit codes.

use std::collections::BTreeSet;

use crate::support::{Command, Site};

const SITE: &str = "
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    ---
    -- content/articles/zwei.md --
    ---
    title: Zwei
    date: 2026-02-05
    tags: [KI, Öl]
    ---
    -- content/articles/entwurf.md --
    ---
    title: Entwurf
    date: 2026-02-05
    draft: true
    ---
    -- content/articles/bald.md --
    ---
    title: Bald
    date: 2027-02-05
    ---
    -- content/articles/vorbei.md --
    ---
    title: Vorbei
    date: 2026-02-05
    expiry_date: 2026-03-05
    ---
    -- content/jobs.yaml --
    - title: Redakteur
      url: https://jobs.example/1
      posted: 2026-01-01
";

const WARNING: &str = "---\ntitle: Tot\ndate: 2026-01-06\n---\n[tot](/tot/)\n";

// init, new

#[test]
fn init_gives_a_site_that_builds_without_a_theme_folder() {
    let site = Site::exactly("");
    site.run(["init", "new"]).exits(0).says("cd new && blattwerk build");
    let run = site.run(["build", "-r", "new", "--strict"]).exits(0);
    assert_eq!(run.stderr, "");
    assert!(site.exists("new/public/index.html") && !site.exists("new/themes"));
    assert!(site.exists("new/public/impressum/index.html"));
}

#[test]
fn init_touches_no_site_that_is_there() {
    let site = Site::new(SITE);
    site.run(["init"]).exits(1).complains("holds a site already");
    let other = Site::exactly("-- .gitignore --\nmine\n");
    other.run(["init"]).exits(0);
    assert_eq!(other.read(".gitignore").unwrap(), "mine\n");
}

#[test]
fn new_article_begins_a_draft() {
    let site = Site::new("");
    let path = "content/articles/2026/12/die-groesse-der-strasse.md";
    site.run(["new", "article", "Die \"Größe\" der Straße"]).exits(0).says(path);
    insta::assert_snapshot!(site.read(path).unwrap(), @r#"
    ---
    title: "Die \"Größe\" der Straße"
    date: 2026-12-01T01:00:00+01:00
    id: tag:a.example,2026-12-01:die-groesse-der-strasse
    draft: true
    tags: []
    authors: []
    ---
    "#);
    site.run(["new", "article", "Die \"Größe\" der Straße"]).exits(1).complains("is there already");
    site.run(["build", "-D", "--strict"]).exits(0);
    assert_eq!(
        site.texts("/articles/2026/12/die-groesse-der-strasse/", "h1"),
        ["Die „Größe“ der Straße"]
    );
}

#[test]
fn new_article_takes_a_slug_and_a_date() {
    let site = Site::new("");
    site.run(["new", "article", "A", "--slug", "b", "--at", "2026-07-01 08:00"]).exits(0);
    let text = site.read("content/articles/2026/07/b.md").unwrap();
    assert!(text.contains("date: 2026-07-01T08:00:00+02:00"), "{text}");
    for slug in ["../b", "B c", ""] {
        site.run(["new", "article", "A", "--slug", slug]).exits(1);
    }
    site.run(["new", "article", "…"]).exits(1).complains("--slug");
}

// build, check

#[test]
fn build_says_how_many_are_held_back_and_why() {
    let run = Site::new(SITE).run(["build"]).exits(0);
    assert!(run.stdout.starts_with("built 2 articles and 1 job: "), "{}", run.stdout);
    run.says("held back: 1 draft, 1 of the future, 1 expired")
        .says("the site changes next at 2027-02-04T23:00:00Z");
}

#[test]
fn a_flag_shows_what_is_held_back() {
    for (flag, url) in [
        ("-D", "/articles/2026/02/entwurf/"),
        ("-F", "/articles/2027/02/bald/"),
        ("-E", "/articles/2026/02/vorbei/"),
    ] {
        let site = Site::new(SITE);
        site.run(["build", flag]).exits(0).says("built 3 articles");
        assert!(site.has_page(url), "{flag}");
        site.run(["build"]).exits(0).says("built 2 articles");
        assert!(!site.has_page(url), "{flag}");
    }
}

#[test]
fn the_clock_is_at_then_the_environment_then_now() {
    let site = Site::new(SITE);
    site.run(["build", "--at", "2027-02-05"]).exits(0).says("built 3 articles");
    site.run(["build", "--at", "2027-02-04 23:59"]).exits(0).says("built 2 articles");
    site.command()
        .env("SOURCE_DATE_EPOCH", "1900000000")
        .args(["build"])
        .run()
        .exits(0)
        .says("built 3 articles");
    site.command().without_env("SOURCE_DATE_EPOCH").args(["build"]).run().exits(0);
    site.run(["build", "--at", "morgen"]).exits(2).complains("is not a time");
    site.command()
        .env("SOURCE_DATE_EPOCH", "gestern")
        .args(["build"])
        .run()
        .exits(2)
        .complains("SOURCE_DATE_EPOCH");
}

#[test]
fn strict_takes_warnings_for_errors() {
    let site = Site::new(SITE).write("content/articles/tot.md", WARNING);
    site.run(["build"]).exits(0).says("1 warning").complains("warning: ");
    site.run(["build", "--strict"]).exits(1).complains("error: ");
    site.run(["check", "--strict"]).exits(1);
}

#[test]
fn check_writes_nothing() {
    let site = Site::new(SITE);
    site.run(["check"]).exits(0).says("checked 2 articles");
    assert!(!site.exists("public") && !site.exists(".public.blattwerk"));
    let site = site.write("content/articles/falsch.md", "falsch");
    site.run(["check"]).exits(1).complains("content/articles/falsch.md:1:1");
}

#[test]
fn errors_go_to_stderr_and_end_with_1() {
    let site = Site::new(SITE).write("content/articles/falsch.md", "falsch");
    let run = site.run(["build"]).exits(1).says("1 error and 0 warnings; nothing was written");
    insta::assert_snapshot!(run.stderr, @"
    error: this file has no front matter
      ╭▸ content/articles/falsch.md:1:1
      │
    1 │ falsch
      │ ━━━━━━
      │
      ╰ hint: begin it with a line `---`, then `title: …` and `date: …`, then a line `---`
    ");
}

#[test]
fn quiet_prints_errors_only() {
    let site = Site::new(SITE).write("content/articles/tot.md", WARNING);
    let run = site.run(["build", "-q"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let site = site.write("content/articles/falsch.md", "falsch");
    let run = site.run(["build", "-q"]).exits(1).complains("error: ");
    assert!(run.stdout.is_empty() && !run.stderr.contains("warning: "), "{}", run.stderr);
}

#[test]
fn verbose_names_what_is_held_back() {
    Site::new(SITE)
        .run(["build", "-v"])
        .exits(0)
        .says("content/articles/entwurf.md: draft")
        .says("content/articles/bald.md: not before 2027-02-04T23:00:00Z");
}

#[test]
fn what_is_no_terminal_gets_no_colours() {
    let site = Site::new(SITE).write("content/articles/falsch.md", "falsch");
    let plain = site.run(["build"]).exits(1);
    assert!(!plain.stderr.contains('\u{1b}') && !plain.stdout.contains('\u{1b}'));
    let asked = site.command().env("NO_COLOR", "1").args(["build"]).run().exits(1);
    assert_eq!(asked.stderr, plain.stderr);
}

#[test]
fn a_folder_can_be_named_from_anywhere() {
    let site = Site::new(SITE);
    let parent = site.root().parent().unwrap();
    let run = |args: [&str; 5]| {
        Command::in_folder(parent).env("SOURCE_DATE_EPOCH", "1790000000").args(args).run()
    };
    run(["build", "--root", "site", "-o", "out"]).exits(0);
    assert!(parent.join("out/index.html").is_file() && !site.exists("out"));
    run(["build", "-r", "site", "-d", "site/www"]).exits(0);
    assert!(site.exists("www/index.html"));
}

#[test]
fn another_address_changes_absolute_addresses() {
    for flag in ["-u", "-b", "--base-url"] {
        let site = Site::new(SITE);
        site.run(["build", flag, "https://preview.example/x"]).exits(0);
        site.has("/", "https://preview.example/x/");
    }
    Site::new(SITE).run(["build", "-u", "preview"]).exits(2).complains("is not an address");
}

// --format json

#[test]
fn build_ends_with_one_object_for_programs() {
    let site = Site::new(SITE).write("content/articles/tot.md", WARNING);
    let run = site.run(["build", "--format", "json"]).exits(0);
    assert_eq!(run.stderr, "");
    let summary = run.json();
    let keys: BTreeSet<&str> = summary.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "articles",
        "jobs",
        "routes",
        "rendered",
        "moved",
        "written",
        "removed",
        "unchanged",
        "errors",
        "warnings",
        "seconds",
        "peak_rss_bytes",
        "next_change",
        "diagnostics",
        "held",
        "waiting",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert_eq!((summary["articles"].as_u64(), summary["jobs"].as_u64()), (Some(3), Some(1)));
    assert_eq!(summary["next_change"], "2027-02-04T23:00:00Z");
    assert_eq!(summary["written"].as_u64().unwrap() as usize, site.paths().len());
    assert_eq!(summary["routes"], summary["written"]);
    let diagnostic = &summary["diagnostics"][0];
    for key in ["severity", "code", "message", "file", "line", "column", "hint"] {
        assert!(diagnostic.get(key).is_some(), "{key}");
    }
    assert_eq!(diagnostic["severity"], "warning");
    assert_eq!(diagnostic["file"], "content/articles/tot.md");
    assert_eq!((diagnostic["line"].as_u64(), diagnostic["column"].as_u64()), (Some(5), Some(1)));
}

#[test]
fn a_build_with_errors_ends_with_one_object_too() {
    let site = Site::new(SITE).write("content/articles/falsch.md", "falsch");
    let summary = site.run(["build", "--format", "json"]).exits(1).json();
    assert_eq!(summary["errors"], 1);
    assert_eq!(summary["written"], 0);
    assert_eq!(summary["diagnostics"][0]["severity"], "error");
}

#[test]
fn other_commands_tell_programs_their_errors_on_stderr() {
    let site = Site::exactly("");
    for args in [["list"], ["config"], ["clean"]] {
        let run = site.command().args(args).args(["--format", "json"]).run().exits(1);
        assert!(run.stderr.contains("there is no `site.toml`"), "{args:?}: {}", run.stderr);
    }
    let site = Site::new(SITE);
    site.run(["build", "--minify", "--format", "json"]).exits(2).complains("--minify");
}

// due

#[test]
fn due_says_when_the_site_changes_by_the_clock_alone() {
    let site = Site::new(SITE);
    assert_eq!(site.run(["due"]).exits(0).stdout, "2027-02-05T00:00:00+01:00\n");
    assert_eq!(
        site.run(["due", "--format", "json"]).exits(0).stdout,
        "{\"next_change\":\"2027-02-05T00:00:00+01:00\"}\n"
    );
    let before = site.run(["due", "--at", "2026-02-06"]).exits(0);
    assert_eq!(before.stdout, "2026-03-05T00:00:00+01:00\n");
    let last = site.run(["due", "--at", "2027-02-05"]).exits(0);
    assert_eq!(last.stdout, "nothing changes by the clock alone\n");
    let none = site.run(["due", "-F", "--format", "json"]).exits(0);
    assert_eq!(none.stdout, "{\"next_change\":null}\n");
}

#[test]
fn due_names_the_first_moment_at_which_another_site_is_built() {
    let site = Site::new(SITE);
    let at = site.run(["due"]).stdout.trim().to_owned();
    let build = |at: &str| {
        let run = site.command().args(["build", "--at", at]).run().exits(0);
        (run, site.bytes()).1
    };
    let now = build("2026-12-01");
    assert_eq!(now, build("2027-02-04T23:59:59"));
    assert_ne!(now, build(&at));
}

#[test]
fn due_writes_nothing_and_ends_as_other_commands_do() {
    let site = Site::new(SITE);
    site.run(["due"]).exits(0);
    assert!(!site.exists("public") && !site.exists(".blattwerk"));
    site.run(["due", "--at", "morgen"]).exits(2).complains("is not a time");
    let broken = site.write("content/articles/a.md", "---\ntitle: A\ndate: morgen\n---\n");
    let run = broken.run(["due"]).exits(1).complains("`date` is not a date");
    assert_eq!(run.stdout, "");
}

#[test]
fn what_is_held_back_has_the_same_reason_in_a_second_build() {
    let both = "---\ntitle: Nie\ndate: 2026-12-20\nexpiry_date: 2026-12-10\n---\n";
    let site = Site::new("").write("content/articles/nie.md", both).build();
    let later = site.at("2026-12-15T00:00:00Z").build();
    let reasons = |site: &Site| format!("{:?}", site.outcome().held);
    let warm = reasons(&later);
    assert_eq!(warm, reasons(&later.remove(".blattwerk").build()));
}

// list, clean, config, completion

#[test]
fn list_names_what_the_site_has() {
    let site = Site::new(SITE);
    let listed = |what: &str| site.run(["list", what]).exits(0).stdout;
    insta::assert_snapshot!(listed("articles"), @"
    2026-02-05T00:00  /articles/2026/02/zwei/  Zwei
    2026-01-05T00:00  /articles/2026/01/eins/  Eins
    ");
    insta::assert_snapshot!(listed("held"), @"
    content/articles/bald.md: not before 2027-02-04T23:00:00Z
    content/articles/entwurf.md: draft
    content/articles/vorbei.md: expired at 2026-03-04T23:00:00Z
    ");
    insta::assert_snapshot!(listed("jobs"), @"2026-01-01T00:00  https://jobs.example/1  Redakteur");
    insta::assert_snapshot!(listed("tags"), @"
    2  KI
    1  Öl
    ");
    assert_eq!(site.run(["list"]).stdout, listed("articles"));
    let routes = listed("routes");
    assert!(routes.lines().any(|line| line == "/tags/ki/"), "{routes}");
    assert!(routes.lines().count() > 20);
}

#[test]
fn list_is_for_programs_too() {
    let site = Site::new(SITE);
    let articles = site.run(["list", "--format", "json"]).exits(0).json();
    assert_eq!(articles[0]["title"], "Zwei");
    assert_eq!(articles[0]["source"], "content/articles/zwei.md");
    let held = site.run(["list", "held", "--format", "json"]).exits(0).json();
    assert_eq!(held[0]["reason"], "future");
    assert_eq!(held.as_array().unwrap().len(), 3);
}

#[test]
fn config_prints_a_value_for_every_key() {
    let site = Site::new("-- site.toml --\ntitle = 'Archiv'\n");
    let printed = site.run(["config"]).exits(0).says("title = \"Archiv\"").stdout;
    // What is printed can be a site.toml itself.
    let again = Site::new("").write("site.toml", &printed);
    assert_eq!(again.run(["config"]).exits(0).stdout, printed);
    again.run(["build"]).exits(0);
    let values = site.run(["config", "--format", "json"]).exits(0).json();
    assert_eq!(values["paginate_by"], 25);
    assert_eq!(values["timezone"], "Europe/Berlin");
}

#[test]
fn completion_is_printed_for_shells() {
    let site = Site::exactly("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        site.run(["completion", shell]).exits(0).says("blattwerk");
    }
    site.run(["completion", "tea"]).exits(2);
}

#[test]
fn clean_removes_the_cache_too() {
    let site = Site::new(SITE);
    site.run(["build"]).exits(0);
    site.run(["build", "-D", "-o", "preview"]).exits(0);
    assert!(site.exists(".blattwerk"));
    site.run(["clean"]).exits(0);
    assert!(!site.exists(".blattwerk") && site.exists("preview"));
    let again = site.run(["build", "-v", "-D", "-o", "preview"]).exits(0);
    again.says("0 files written").says("without a cache: there is none");
}

// What is not understood

#[test]
fn what_is_planned_says_so_and_ends_with_2() {
    let site = Site::new(SITE);
    let said = "is planned, but does not work in this version yet";
    for command in ["import", "deploy"] {
        site.run([command]).exits(2).complains(&format!("`{command}` {said}"));
        site.run([command, "--any", "thing"]).exits(2).complains(said);
    }
    site.run(["build", "--minify"]).exits(2).complains(&format!("`--minify` {said}"));
    assert!(!site.exists("public"));
}

#[test]
fn what_is_unknown_ends_with_2() {
    let site = Site::new(SITE);
    for args in [["build", "--colour"], ["builds", "-q"], ["list", "things"], ["--format", "xml"]] {
        site.run(args).exits(2);
    }
    site.run([]).exits(2);
    site.run(["build", "-q", "-v"]).exits(2);
}

#[test]
fn help_and_version_are_no_mistakes() {
    let site = Site::exactly("");
    let help = site.run(["--help"]).exits(0).stdout;
    for command in
        ["init", "new", "build", "serve", "check", "list", "tags", "clean", "config", "completion"]
    {
        assert!(help.contains(&format!("\n  {command} ")), "{command}: {help}");
    }
    assert!(!help.contains("deploy"), "{help}");
    site.run(["--version"]).exits(0).says(env!("CARGO_PKG_VERSION"));
    site.run(["build", "--help"]).exits(0);
}

#[test]
fn a_folder_without_a_site_is_an_error() {
    let site = Site::exactly("");
    for command in ["build", "check", "list", "clean", "config"] {
        site.run([command]).exits(1).complains("blattwerk init");
    }
    site.run(["new", "article", "A"]).exits(1);
    site.run(["build", "-r", "nowhere"]).exits(1);
}

#[test]
fn two_builds_at_once_do_not_meet() {
    let site = Site::new(SITE).build().write(".public.blattwerk/lock", "");
    let path = site.root().join(".public.blattwerk/lock");
    let lock = std::fs::File::options().write(true).open(path).unwrap();
    lock.lock().unwrap();
    site.run(["build"]).exits(1).complains("another build is writing");
    drop(lock);
    site.run(["build"]).exits(0);
}
