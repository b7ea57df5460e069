//! `build --verify`: whether the output is what a clean build writes.

use blattwerk::diagnostic::{Style, print};

use crate::support::Site;

const SITE: &str = "
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    ---
    -- content/articles/entwurf.md --
    ---
    title: Entwurf
    date: 2026-01-06
    draft: true
    ---
    -- content/jobs.yaml --
    - title: Redakteur
      url: https://jobs.example/1
    -- static/a.txt --
    a
";

/// What a verification says of the output.
fn said(site: &Site) -> String {
    print(&site.verify().report, Style::Plain)
}

#[test]
fn a_build_says_how_many_files_it_compared() {
    let site = Site::new(SITE);
    let files = site.run(["build", "--verify"]).exits(0);
    let count = site.output().len();
    files.says(&format!("verified: {count} files compared with a clean build, no difference\n"));
    let json = site.run(["build", "--verify", "--format", "json"]).exits(0).json();
    assert_eq!((&json["compared"], &json["different"]), (&count.into(), &0.into()));
    let json = site.run(["build", "--format", "json"]).exits(0).json();
    assert!(json["compared"].is_null());
}

#[test]
fn it_holds_with_every_option() {
    let site = Site::new(SITE);
    site.run(["build", "--verify"]).exits(0);
    for (flag, value) in [
        ("--output-dir", "elsewhere/deep"),
        ("-u", "https://b.example/sub/"),
        ("--at", "2026-01-05"),
        ("--config", "site.toml"),
    ] {
        site.run(["build", "--verify", flag, value]).exits(0).says("no difference");
    }
    for flag in ["-D", "-F", "-E", "--strict", "--full", "--timings", "-v"] {
        site.run(["build", "--verify", flag]).exits(0).says("no difference");
    }
    assert_eq!(site.run(["build", "--verify", "-q"]).exits(0).stdout, "");
}

#[test]
fn each_file_that_is_not_as_a_clean_build_writes_it_is_an_error() {
    let site = Site::new(SITE).build();
    let manifest = site.read("public/.blattwerk-manifest").unwrap();
    let stale = format!("{manifest}{}  zz.html\n", "0".repeat(32));
    let site = site
        .write("public/index.html", "another")
        .write("public/zz.html", "stale")
        .write("public/.blattwerk-manifest", stale)
        .remove("public/a.txt");
    insta::assert_snapshot!(said(&site), @"
    error: `.blattwerk-manifest` is not what a clean build writes
     ╭▸ public/.blattwerk-manifest
     ╰ hint: `blattwerk build --full` puts it right; if nobody edited the site meanwhile, please report it

    error: `a.txt` is missing, and a clean build writes it
     ╭▸ public/a.txt
     ╰ hint: `blattwerk build --full` puts it right; if nobody edited the site meanwhile, please report it

    error: `index.html` is not what a clean build writes
     ╭▸ public/index.html
     ╰ hint: `blattwerk build --full` puts it right; if nobody edited the site meanwhile, please report it

    error: `zz.html` is there, and a clean build does not write it
     ╭▸ public/zz.html
     ╰ hint: `blattwerk build --full` puts it right; if nobody edited the site meanwhile, please report it
    ");
    assert_eq!(site.verify().different, 4);
}

#[test]
fn one_byte_is_enough() {
    let site = Site::new(SITE).build();
    let text = site.read("public/index.html").unwrap();
    let site = site.write("public/index.html", text.replacen("<main>", "<Main>", 1));
    assert_eq!(site.verify().different, 1);
}

#[test]
fn the_program_ends_with_1_if_two_builds_differ() {
    // What a template sees is printed in another order each time.
    let site = Site::new(SITE).write("templates/404.html", "{{ __tera_context }}");
    let run = site.run(["build", "--verify"]).exits(1);
    let run = run.complains("`404.html` is not what a clean build writes");
    // The other one is the manifest, which holds the digest.
    run.complains("public/404.html").says("compared with a clean build, 2 differences\n");
    let json = site.run(["build", "--verify", "--format", "json"]).exits(1).json();
    assert_eq!((&json["errors"], &json["different"]), (&2.into(), &2.into()));
    let said = &json["diagnostics"][1];
    assert_eq!((&said["code"], &said["file"]), (&"verify".into(), &"public/404.html".into()));
}

#[test]
fn files_of_others_are_not_looked_at() {
    let site = Site::new(SITE).build().write("public/mine.txt", "mine");
    assert_eq!(said(&site), "");
}

#[test]
fn it_leaves_nothing_behind_and_changes_nothing() {
    let site = Site::new(SITE).build();
    let caches = || {
        let entries = std::fs::read_dir(site.root().join(".blattwerk")).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>()
    };
    let (output, kept) = (site.output(), caches());
    site.verify();
    assert_eq!((site.output(), caches()), (output, kept));
    assert!(!site.exists(".public.blattwerk"));
}

#[test]
fn what_a_killed_one_left_behind_is_removed() {
    let site = Site::new(SITE)
        .write(".public.blattwerk/clean/index.html", "")
        .write(".public.blattwerk/.clean.blattwerk/files/index.html", "")
        .build();
    assert!(!site.exists(".public.blattwerk"));
}

#[test]
fn a_site_with_errors_is_not_compared() {
    let site = Site::new(SITE).write("content/articles/a.md", "nothing");
    let run = site.run(["build", "--verify"]).exits(1).complains("front matter");
    assert!(!run.stdout.contains("verified"), "{}", run.stdout);
}

#[test]
fn check_has_nothing_to_compare() {
    let site = Site::new(SITE);
    site.run(["check", "--verify"]).exits(2).complains("`check` writes nothing");
}
