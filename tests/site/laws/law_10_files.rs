//! Law 10, where files are not what one expects: pipes, files that nobody may read, files that
//! vanish while a build runs. Each is told with its name, and nothing waits for ever.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use blattwerk::build::{Phase, Progress};
use blattwerk::plan::Route;

use crate::support::{Site, pictures};

const SITE: &str = "
    -- site.toml --
    permalink = '/{slug}/'
    -- templates/404.html --
    {{ load_data(path='data/a.yaml') | json }}
    -- templates/home.html --
    <p>alt</p>{{ trans(key='hallo') }}
    -- themes/t/i18n/de.toml --
    hallo = 'Wort'
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    ---
    Text ![Bild](/bild.svg) ![Foto](foto.jpg)
    -- content/jobs.yaml --
    - title: Stelle
      url: https://j.example/
    -- templates/article.html --
    {% extends 't/article.html' %}{% block more %}{{ page.discussion | json }}{% endblock %}
    -- content/comments/eins.yaml --
    - name: Erika
      date: 2026-01-07
      text: Brief
    -- content/tags/ki.md --
    ---
    title: KI
    ---
    Text
    -- content/pages/info.md --
    ---
    title: Info
    ---
    Text
    -- data/a.yaml --
    a: 1
    -- static/bild.svg --
    <svg width='10' height='10'></svg>
    -- themes/t/assets/more.css --
    a { color: red }
";

/// All kinds of files of a project.
const FILES: [&str; 12] = [
    "content/articles/eins.md",
    "content/articles/foto.jpg",
    "content/jobs.yaml",
    "content/comments/eins.yaml",
    "content/tags/ki.md",
    "content/pages/info.md",
    "data/a.yaml",
    "static/bild.svg",
    "templates/home.html",
    "themes/t/i18n/de.toml",
    "themes/t/assets/more.css",
    "site.toml",
];

fn site() -> Site {
    Site::new(SITE).write("content/articles/foto.jpg", pictures::jpeg(900, 600, None))
}

/// A pipe into which nobody writes: who opens it waits.
fn pipe(site: Site, path: &str) -> Site {
    let site = match site.exists(path) {
        true => site.remove(path),
        false => site.write(path, "").remove(path),
    };
    let made = Command::new("mkfifo").arg(site.root().join(path)).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there wherever a shell is");
    site
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_told_and_not_waited_for() {
    for path in FILES {
        let run = pipe(site(), path).run(["build"]);
        assert!(run.stderr.contains(path), "{path}: {}", run.stderr);
    }
}

#[test]
fn a_pipe_in_the_place_of_what_a_build_wrote_is_not_waited_for() {
    for path in ["public/index.html", "public/.blattwerk-manifest", "public/rss.xml"] {
        let site = pipe(site().build(), path);
        let run = site.run(["build"]);
        assert!(run.code == 0 || run.stderr.contains("public"), "{path}: {}", run.stderr);
        site.run(["build", "--verify"]);
        site.run(["clean"]);
    }
    for name in ["lock", "manifest"] {
        let path = format!(".public.blattwerk/{name}");
        let site = pipe(site(), &path);
        site.run(["build"]).exits(1).complains(&format!("{path}` is in the way: it is no file"));
        assert!(site.exists(&path));
    }
}

#[test]
fn a_pipe_in_the_place_of_the_cache_is_not_waited_for() {
    let site = site().build_by_program();
    let names: Vec<String> = kept(&site).collect();
    assert!(names.len() > 1, "{names:?}");
    for name in names {
        let copy = pipe(site.copied(), &name).edit("content/articles/eins.md", "Eins", "Uno");
        copy.run(["build"]).exits(0);
        let copy = pipe(copy, &format!("{name}.new")).edit("content/jobs.yaml", "Stelle", "Posten");
        copy.run(["build"]).exits(0);
        copy.build().equals_clean();
    }
}

/// The files of the cache.
fn kept(site: &Site) -> impl Iterator<Item = String> {
    let root = site.root().to_owned();
    let files = walkdir::WalkDir::new(root.join(".blattwerk")).into_iter().flatten();
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(move |entry| entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned())
}

#[test]
fn a_file_that_nobody_may_read_is_told() {
    let forbid =
        |path: PathBuf| fs::set_permissions(path, fs::Permissions::from_mode(0o0)).unwrap();
    let probe = site();
    forbid(probe.root().join("site.toml"));
    if fs::read(probe.root().join("site.toml")).is_ok() {
        println!("NOT RUN: who runs this may read everything");
        return;
    }
    for path in FILES.into_iter().chain(["static", "content/articles"]) {
        let site = site();
        forbid(site.root().join(path));
        let run = site.run(["build"]).exits(1);
        assert!(run.stderr.contains(path), "{path}: {}", run.stderr);
        assert!(run.stderr.contains("permission denied"), "{path}: {}", run.stderr);
        fs::set_permissions(site.root().join(path), fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Does something when a phase begins, once.
struct Meanwhile<'a> {
    phase: Phase,
    act: &'a (dyn Fn() + Sync),
    done: AtomicBool,
}

impl Progress for Meanwhile<'_> {
    fn phase(&self, phase: Phase, _: usize) {
        if phase == self.phase && !self.done.swap(true, Ordering::Relaxed) {
            (self.act)();
        }
    }

    fn start(&self, _: &Route) {}

    fn done(&self, _: &Route) {}
}

fn builds_while(site: Site, phase: Phase, act: &(dyn Fn() + Sync)) -> Site {
    site.build_telling(&Meanwhile { phase, act, done: AtomicBool::new(false) })
}

#[test]
fn a_file_that_vanishes_before_it_is_read_is_told_or_not_missed() {
    for path in FILES {
        for phase in [Phase::Compare, Phase::Plan] {
            let site = site();
            let file = site.root().join(path);
            let text = fs::read(&file).unwrap();
            let site = builds_while(site, phase, &|| fs::remove_file(&file).unwrap());
            let report = site.report();
            // What was read before is not missed; the next build sees that it is gone.
            if site.outcome().report.has_errors() {
                assert!(report.contains(path) && report.contains("gone"), "{path}: {report}");
            }
            site.write(path, text).build();
        }
    }
}

#[test]
fn a_folder_that_vanishes_before_it_is_read_is_told() {
    for folder in ["content", "static", "data", "templates", "themes"] {
        let site = site();
        let path = site.root().join(folder);
        let moved = site.root().join("moved");
        let site = builds_while(site, Phase::Parse, &|| fs::rename(&path, &moved).unwrap());
        assert!(site.report().contains(folder), "{folder}: {}", site.report());
    }
}

#[test]
fn names_that_are_no_text_are_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let site = site();
    let name = OsStr::from_bytes(b"static/\xff.txt");
    if fs::write(site.root().join(name), "").is_err() {
        println!("NOT RUN: this file system takes no such names");
        return;
    }
    let site = site.fails();
    assert!(site.report().contains("a file's name is not UTF-8"), "{}", site.report());
}

#[test]
fn sec_5_files_whose_names_no_host_could_serve_are_told() {
    for name in ["con.txt", "a:b", "a?b", "a\\b", "a|b", "a\u{7}b", "a\nb", "a.", "~a", "AUX"] {
        let path = format!("static/{name}");
        let site = site();
        if fs::write(site.root().join(&path), "").is_err() {
            println!("NOT RUN: this file system takes no `{name:?}`");
            continue;
        }
        let site = site.fails();
        let place = |found: &blattwerk::diagnostic::Diagnostic| {
            found.place.as_ref().is_some_and(|place| place.file == path)
        };
        assert!(site.outcome().report.iter().any(place), "{name:?}: {}", site.report());
        let report = site.report();
        let raw = report.contains(|c: char| c.is_control() && c != '\n');
        assert!(!raw, "a terminal would obey: {report:?}");
    }
}
