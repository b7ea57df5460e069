//! Law 2, for what file times do not tell: files that are changed while a build runs, and
//! files that are changed without another time.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use blattwerk::build::{Phase, Progress};
use blattwerk::plan::Route;

use crate::support::Site;

const SITE: &str = "
    -- site.toml --
    permalink = '/{slug}/'
    [jobs]
    sidebar = 1
    -- templates/404.html --
    {{ load_data(path='data/a.yaml') | json }}
    -- templates/home.html --
    <p>alt</p>{{ trans(key='hallo') }}
    -- themes/t/i18n/de.toml --
    hallo = 'Wort alt'
    -- content/articles/eins.md --
    ---
    title: Eins alt
    date: 2026-01-05
    tags: [KI]
    ---
    Text alt ![Bild](/bild.svg)
    -- content/articles/zwei.md --
    ---
    title: Zwei
    date: 2026-01-06
    tags: [KI]
    ---
    -- content/jobs.yaml --
    - title: Stelle alt
      url: https://j.example/
    -- templates/article.html --
    {% extends 't/article.html' %}{% block more %}{{ page.discussion | json }}{% endblock %}
    -- content/comments/eins.yaml --
    - name: Erika
      date: 2026-01-07
      text: Brief alt
    -- content/tags/ki.md --
    ---
    title: KI
    ---
    Über alt
    -- data/a.yaml --
    a: alt
    -- static/bild.svg --
    <svg width='10' height='10'></svg><!-- alt -->
    -- themes/t/assets/more.css --
    a { content: 'alt' }
";

/// All kinds of files of a project.
const FILES: [&str; 10] = [
    "content/articles/eins.md",
    "content/jobs.yaml",
    "content/comments/eins.yaml",
    "content/tags/ki.md",
    "data/a.yaml",
    "static/bild.svg",
    "templates/home.html",
    "themes/t/i18n/de.toml",
    "themes/t/assets/more.css",
    "site.toml",
];

const PHASES: [Phase; 7] = [
    Phase::Scan,
    Phase::Compare,
    Phase::Parse,
    Phase::Plan,
    Phase::Render,
    Phase::Commit,
    Phase::Keep,
];

fn change(text: &str) -> String {
    text.replace("alt", "neu").replace("'10'", "'20'").replace("sidebar = 1", "sidebar = 0")
}

/// Changes a file when a phase begins, once.
struct Editor<'a> {
    phase: Phase,
    file: &'a Path,
    done: AtomicBool,
}

impl Progress for Editor<'_> {
    fn phase(&self, phase: Phase, _: usize) {
        if phase == self.phase && !self.done.swap(true, Ordering::Relaxed) {
            let text = fs::read_to_string(self.file).unwrap();
            fs::write(self.file, change(&text)).unwrap();
        }
    }

    fn start(&self, _: &Route) {}

    fn done(&self, _: &Route) {}
}

/// A site of which a file was changed while it was built, and the file's text before.
fn edited_during(phase: Phase, path: &str, before: Site) -> (Site, String) {
    let text = before.read(path).unwrap();
    let file = before.root().join(path);
    let editor = Editor { phase, file: &file, done: AtomicBool::new(false) };
    (before.build_telling(&editor), text)
}

#[test]
fn what_is_edited_during_a_build_is_seen_by_the_next() {
    for phase in PHASES {
        for path in FILES {
            let (site, _) = edited_during(phase, path, Site::new(SITE));
            site.build().equals_clean();
        }
    }
}

#[test]
fn what_is_edited_during_a_build_and_taken_back_is_seen_by_the_next() {
    for phase in PHASES {
        for path in FILES {
            let (site, before) = edited_during(phase, path, Site::new(SITE));
            let site = site.write(path, before).build();
            site.equals_clean_after(&format!("{path} was changed in {phase:?}"));
        }
    }
}

#[test]
fn what_is_edited_during_an_incremental_build_and_taken_back_is_seen_by_the_next() {
    for phase in PHASES {
        for path in FILES {
            let site = Site::new(SITE).build().write("content/articles/drei.md", DREI);
            let (site, before) = edited_during(phase, path, site);
            let site = site.write(path, before).build();
            site.equals_clean_after(&format!("{path} was changed in {phase:?}"));
        }
    }
}

const DREI: &str =
    "---\ntitle: Drei\ndate: 2026-01-07\ntags: [KI]\nfollows: eins.md\n---\n[a](/eins/)\n";

/// Writes other bytes of the same length into the same file, and sets its time back.
fn change_unseen(path: &Path) {
    let before = fs::metadata(path).unwrap();
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(&text)).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(before.modified().unwrap()).unwrap();
    let after = fs::metadata(path).unwrap();
    assert_eq!(
        (before.len(), before.modified().unwrap()),
        (after.len(), after.modified().unwrap())
    );
}

/// Longer than file systems round times.
fn settle() {
    std::thread::sleep(Duration::from_millis(2_200));
}

#[test]
fn other_bytes_of_the_same_size_and_time_are_seen() {
    for path in FILES {
        let site = Site::new(SITE).build();
        change_unseen(&site.root().join(path));
        let site = site.build().equals_clean();
        // Nor after a build that changed nothing.
        let site = site.build();
        fs::write(site.root().join(path), Site::new(SITE).read(path).unwrap()).unwrap();
        site.build().equals_clean();
    }
}

#[test]
fn other_bytes_of_the_same_size_and_time_are_seen_once_the_times_are_trusted() {
    let sites: Vec<(&str, Site)> =
        FILES.iter().map(|path| (*path, Site::new(SITE).build())).collect();
    settle();
    // From here on stamps are enough.
    let sites: Vec<(&str, Site)> =
        sites.into_iter().map(|(path, site)| (path, site.build())).collect();
    for (path, site) in sites {
        site.did_nothing();
        change_unseen(&site.root().join(path));
        let site = site.build();
        assert!(site.outcome().rendered > 0, "{path}");
        site.equals_clean();
    }
}

#[test]
fn outputs_that_were_altered_are_put_right_once_the_times_are_trusted() {
    let outputs = ["index.html", "eins/index.html", "rss.xml", "bild.svg", "assets/more.css"];
    let sites: Vec<(&str, Site)> =
        outputs.iter().map(|path| (*path, Site::new(SITE).build())).collect();
    settle();
    let sites: Vec<(&str, Site)> =
        sites.into_iter().map(|(path, site)| (path, site.build())).collect();
    for (path, site) in sites {
        site.did_nothing();
        let file = site.root().join("public").join(path);
        let before = fs::metadata(&file).unwrap().modified().unwrap();
        let mut bytes = fs::read(&file).unwrap();
        bytes[3] ^= 1;
        fs::write(&file, bytes).unwrap();
        fs::File::options().write(true).open(&file).unwrap().set_modified(before).unwrap();
        let site = site.build();
        site.wrote([path]);
        let site = site.equals_clean().remove(&format!("public/{path}")).build();
        site.wrote([path]);
        site.equals_clean();
    }
}

#[test]
fn a_foreign_file_in_the_output_is_left_alone() {
    let site = Site::new(SITE).build().write("public/tags/fremd.txt", "fremd").build();
    assert_eq!(site.outcome().rendered, 0);
    let site = site.remove("content/articles/eins.md").remove("content/articles/zwei.md");
    let site = site.remove("content/tags/ki.md").build();
    assert_eq!(site.paths().iter().filter(|path| path.starts_with("tags/")).count(), 1);
    assert_eq!(site.read("public/tags/fremd.txt").as_deref(), Some("fremd"));
}

#[test]
fn an_empty_folder_in_place_of_a_page_is_told_and_changes_nothing() {
    let site = Site::new(SITE).build().remove("public/eins/index.html");
    fs::create_dir(site.root().join("public/eins/index.html")).unwrap();
    let site = site.edit("content/articles/eins.md", "Eins alt", "Eins neu").fails();
    assert!(site.report().contains("is in the way"), "{}", site.report());
    site.changed_nothing();
    site.remove("public/eins/index.html").build().equals_clean();
}
