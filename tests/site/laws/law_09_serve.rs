//! Law 9: what `serve` answers is what `build` writes. That it is so after any edits, the oracle
//! of law 2 looks too.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::path::Path;

use crate::support::server::{Response, Server, until, without_script};
use crate::support::{Command, Site, pictures};

/// Compares every file of an output with the answer at its address.
fn compare(server: &Server, output: &Path, base: &str) -> usize {
    let mut compared = 0;
    for entry in walkdir::WalkDir::new(output).sort_by_file_name() {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(output).unwrap().to_str().unwrap();
        if !entry.file_type().is_file() || path.starts_with('.') {
            continue;
        }
        let written = std::fs::read(entry.path()).unwrap();
        let url = format!("{base}/{}", path.strip_suffix("index.html").unwrap_or(path));
        let url = url.replace('%', "%25").replace(' ', "%20");
        let answer = server.request("GET", &url, &[]);
        assert_eq!(answer.status, 200, "{url}");
        let is_page = answer.header("content-type") == Some("text/html; charset=utf-8");
        let shown = match is_page {
            true => without_script(&answer.text()).into_bytes(),
            false => answer.body,
        };
        assert!(shown == written, "{url}:\n{}", String::from_utf8_lossy(&shown));
        compared += 1;
    }
    compared
}

fn rich() -> Site {
    Site::new(
        "
        -- content/articles/2026/01/eins.md --
        ---
        title: Eins
        date: 2026-01-01
        tags: [KI]
        aliases: [/alt/]
        ---
        Text mit [Verweis](zwei.md).
        -- content/articles/2026/02/zwei/index.md --
        ---
        title: Zwei
        date: 2026-02-01
        tags: [KI, Größe]
        ---
        ![Bild](bild.jpg)
        -- content/pages/impressum.md --
        ---
        title: Impressum
        ---
        -- content/jobs.yaml --
        - {title: Job (m/w/d), company: A, url: 'https://a.example/', posted: 2026-11-01}
        -- static/seite.html --
        <html><body>Von Hand</body></html>
        -- static/mit leerzeichen.txt --
        Text
        ",
    )
    .write("content/articles/2026/02/zwei/bild.jpg", pictures::jpeg(1200, 800, None))
    .write("static/film.mp4", vec![7_u8; 3000])
}

#[test]
fn every_answer_is_the_file_that_a_build_writes() {
    let site = rich().build();
    let compared = compare(&site.serve([]), &site.root().join("public"), "");
    assert!(compared > 30, "{compared}");
}

#[test]
fn below_a_path_too() {
    let site = rich().write("site.toml", "base_url = 'https://a.example/archiv/'\ntheme = 't'\n");
    let site = site.build();
    let server = site.serve([]);
    assert!(compare(&server, &site.root().join("public"), "/archiv") > 30);
    let home = server.request("GET", "/", &[]);
    assert_eq!((home.status, home.header("location")), (307, Some("/archiv/")));
    assert_eq!(server.request("GET", "/tags/", &[]).status, 404);
    assert_eq!(server.request("GET", "/archivx/", &[]).status, 404);
}

/// What was published and has gone is told by pages or, where there are hosts, by their rules:
/// `serve` answers as such a host does.
#[test]
fn what_has_left_its_address_is_answered_as_a_host_would() {
    let site = rich()
        .write("redirects.yaml", "- {from: /weg/, gone: true}\n- {from: /neu/, to: /alt/}\n")
        .build();
    let compared = |answer: Response| (answer.status, answer.header("location").map(str::to_owned));
    {
        let server = site.serve([]);
        assert_eq!(compared(server.request("GET", "/weg/", &[])).0, 410);
        assert_eq!(compared(server.request("GET", "/neu/", &[])).0, 200);
    }
    let site = site
        .write("site.toml", "base_url = 'https://a.example/x/'\ntheme = 't'\nhosts = ['nginx']\n")
        .build();
    let server = site.serve([]);
    assert!(compare(&server, &site.root().join("public"), "/x") > 30);
    let moved = (307, Some("/x/articles/2026/01/eins/".to_owned()));
    assert_eq!(compared(server.request("GET", "/x/neu/", &[])), moved);
    assert_eq!(compared(server.request("GET", "/x/alt", &[])), moved);
    assert_eq!(compared(server.request("GET", "/x/weg/", &[])).0, 410);
    // The next edit is seen at once.
    let site = site.write("redirects.yaml", "- {from: /neu/, to: /impressum/}\n");
    assert!(until(|| {
        let answer = server.request("GET", "/x/neu/", &[]);
        answer.header("location") == Some("/x/impressum/")
    }));
    assert_eq!(compared(server.request("GET", "/x/weg/", &[])).0, 404);
    drop(site);
}

#[test]
fn drafts_and_another_address_are_shown_as_they_would_be_built() {
    let site = rich().write(
        "content/articles/entwurf.md",
        "---\ntitle: E\ndate: 2026-03-01\ndraft: true\n---\n",
    );
    site.run(["build", "--drafts", "-u", "https://preview.example/"]).exits(0);
    let server = site.serve(["--drafts", "-u", "https://preview.example/"]);
    compare(&server, &site.root().join("public"), "");
    assert_eq!(server.get("/articles/2026/03/entwurf/").status, 200);
}

/// A sidebar that the host puts in its place stands there as if it were inline.
#[test]
fn included_fragments_are_put_in_their_place() {
    let inline = rich().write("templates/fragments/sidebar.html", "<p>Seite</p>").build();
    for way in ["ssi", "esi"] {
        let settings = format!(
            "base_url = 'https://a.example/'\ntheme = 't'\n[fragments]\nsidebar = '{way}'\n"
        );
        let site = rich()
            .write("templates/fragments/sidebar.html", "<p>Seite</p>")
            .write("site.toml", settings);
        let server = site.serve([]);
        for url in ["/", "/tags/ki/", "/articles/2026/01/eins/"] {
            assert_eq!(server.page(url), inline.text(url), "{way} {url}");
        }
        assert!(server.page("/").contains("<p>Seite</p>"));
    }
}

#[test]
fn the_bundled_site_too() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The index for searching is the one that the last build has put into the output folder.
    let copy = tempfile::TempDir::new().unwrap();
    for part in ["site.toml", "urls.lock", "content", "themes"] {
        for entry in walkdir::WalkDir::new(project.join(part)) {
            let entry = entry.unwrap();
            let target = copy.path().join(entry.path().strip_prefix(project).unwrap());
            match entry.file_type().is_dir() {
                true => std::fs::create_dir(target).unwrap(),
                false => drop(std::fs::copy(entry.path(), target).unwrap()),
            }
        }
    }
    let at = "2026-11-23T12:00:00+01:00";
    Command::in_folder(copy.path()).args(["build", "--at", at]).run().exits(0);
    let server = Server::start(copy.path(), &["--port", "0", "--at", at]);
    assert!(compare(&server, &copy.path().join("public"), "") > 250);
}
