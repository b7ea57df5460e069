//! Law 7: nothing writes outside of the output or reads outside of the project
//! (RULES.md, SEC-4, SEC-5).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::support::Site;

const SECRET: &str = "the-secret-of-another-folder";

/// Everything in the folder around the site, except the site's output.
fn around(site: &Site) -> BTreeSet<PathBuf> {
    let parent = site.root().parent().unwrap();
    walkdir::WalkDir::new(parent)
        .into_iter()
        .filter_map(Result::ok)
        .map(|entry| entry.path().to_owned())
        .filter(|path| {
            !["public", ".blattwerk"].iter().any(|ours| path.starts_with(site.root().join(ours)))
        })
        .collect()
}

/// Writes a file beside the site that no build may read.
fn secret(site: &Site, name: &str) -> PathBuf {
    let path = site.root().parent().unwrap().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = format!("---\ntitle: {SECRET}\ndate: 2026-01-01\n---\n{SECRET}\n");
    std::fs::File::create(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
        .unwrap();
    path
}

fn tells_the_secret(site: &Site) -> bool {
    let holds = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(SECRET);
    site.report().contains(SECRET) || site.bytes().values().any(holds)
}

/// Words that have led programs astray.
fn hostile() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "../out",
        "../../out",
        "/../out/",
        "a/../../../out",
        "..",
        ".",
        "/",
        "//out",
        "\\out",
        "..\\..\\out",
        "c:\\out",
        "c:/out",
        "%2e%2e/out",
        "%2e%2e%2fout",
        "..%2fout",
        "~/out",
        "~root",
        "a\0b",
        "\u{202e}out",
        "con",
        "NUL.html",
        "out.",
        "out ",
        "out\n",
        "../secret.md",
        "../../secret.md",
        "../../../secret.md",
        "/etc/passwd",
        "file:///etc/passwd",
        "public/../../out",
        ".blattwerk-manifest",
        "../.public.blattwerk/x",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "[a./\\\\%2e~: ]{0,16}", 1 => "\\PC{0,12}"]
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn sec_4_no_word_of_front_matter_leads_out(word in hostile(), key in 0usize..12) {
        let key = [
            "slug", "path", "aliases", "tags", "categories", "authors", "image", "template",
            "follows", "id", "lang", "url",
        ][key];
        let site = Site::new("").write(
            "content/articles/a.md",
            format!("---\ntitle: A\ndate: 2026-01-01\n{key}: {}\n---\n", quoted(&word)),
        );
        secret(&site, "secret.md");
        let before = around(&site);
        let site = site.try_build();
        prop_assert_eq!(around(&site), before);
        prop_assert!(!tells_the_secret(&site));
    }

    #[test]
    fn sec_4_no_setting_leads_out(word in hostile(), key in 0usize..9) {
        let key = [
            "permalink", "paths.page", "paths.tags", "paths.jobs", "paths.articles", "paths.authors",
            "theme", "default_language", "base_url",
        ][key];
        let word = if key == "permalink" { format!("/{word}/{{slug}}/") } else { word };
        let mut settings = format!("{key} = {}\n", quoted(&word));
        for (other, line) in [("theme", "theme = 't'\n"), ("base_url", "base_url = 'https://a.example/'\n")] {
            if key != other {
                settings.push_str(line);
            }
        }
        let site = Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\ntags: [A]\nauthors: [A]\n---\n")
            .write("site.toml", settings);
        secret(&site, "secret.md");
        secret(&site, "out/theme.toml");
        let before = around(&site);
        let site = site.try_build();
        prop_assert_eq!(around(&site), before);
        prop_assert!(!tells_the_secret(&site));
    }

    #[test]
    fn sec_4_no_link_or_question_reads_outside(word in hostile()) {
        let site = Site::new("")
            .write(
                "content/articles/a.md",
                format!("---\ntitle: A\ndate: 2026-01-01\n---\n![x](<{word}>) [y](<{word}>)\n"),
            )
            .write("templates/home.html", format!("{{{{ load_data(path={}) }}}}", quoted(&word)))
            .write("templates/404.html", format!("{{% include {} %}}", quoted(&word)))
            .write("templates/year.html", format!("{{{{ get_url(path={}) }}}}", quoted(&word)));
        secret(&site, "secret.md");
        let before = around(&site);
        let site = site.try_build();
        prop_assert_eq!(around(&site), before);
        prop_assert!(!tells_the_secret(&site));
    }
}

/// What no path may hold, wherever a path can be said: each is told with its place.
const OUT: [&str; 10] = [
    "../out/",
    "/../out/",
    "/a/../../out/",
    "c:/out/",
    "a\\out/",
    "/%2e%2e/out/",
    "/%2E%2e%2fout/",
    "/a\0b/",
    "/a\u{7}b/",
    "/~out/",
];

#[test]
fn sec_4_a_path_that_leads_out_is_told_with_its_place() {
    for path in OUT {
        for (key, line) in [("path", 4), ("url", 4), ("slug", 4), ("aliases", 4)] {
            let value = if key == "slug" { path.trim_end_matches('/') } else { path };
            let text = format!("---\ntitle: A\ndate: 2026-01-01\n{key}: {}\n---\n", quoted(value));
            let site = Site::new("").write("content/articles/a.md", text).try_build();
            let told = site.outcome().report.iter().any(|found| {
                found.is_error() && found.place.as_ref().is_some_and(|place| place.line == line)
            });
            assert!(told, "{key}: {value:?}: {}{:?}", site.report(), site.paths());
        }
    }
}

#[test]
fn sec_4_data_is_read_from_the_project_only_and_the_call_is_told() {
    for path in OUT.into_iter().chain(["/etc/passwd", "../secret.yaml", "data/../../secret.yaml"]) {
        let site = Site::new("-- data/a.yaml --\na: 1\n");
        secret(&site, "secret.yaml");
        let call = format!("\n{{{{ load_data(path={}) | json }}}}", quoted(path));
        let site = site.write("templates/home.html", call).fails();
        assert!(site.report().contains("templates/home.html:2:"), "{}", site.report());
        assert!(!tells_the_secret(&site));
    }
}

#[test]
fn sec_4_a_tag_never_leads_out_whatever_it_is_called() {
    for tag in OUT.into_iter().chain(["..", "/", "%2e%2e", "\u{202e}a", "\u{feff}a", "a\u{200b}b"])
    {
        let text = format!("---\ntitle: A\ndate: 2026-01-01\ntags: [{}]\n---\n", quoted(tag));
        let site = Site::new("").write("content/articles/a.md", text);
        let before = around(&site);
        let site = site.try_build();
        assert_eq!(around(&site), before);
        let named =
            |path: &String| path.starts_with("tags/") && path.contains(['~', '%', '\\', ':']);
        assert!(!site.paths().iter().any(named), "{tag:?}: {:?}", site.paths());
    }
}

#[test]
fn sec_5_names_that_windows_keeps_are_refused() {
    for slug in ["con", "aux", "lpt1", "a:b", "a?b", "a*b", "a|b", "a<b", "a."] {
        let site = Site::new("").write(
            "content/articles/a.md",
            format!("---\ntitle: A\ndate: 2026-01-01\nslug: {}\n---\n", quoted(slug)),
        );
        let site = site.fails();
        assert_eq!(site.messages(), ["`slug` cannot be a part of a URL"], "{slug}");
    }
}

#[test]
fn sec_5_a_tag_that_windows_keeps_is_refused() {
    let site = Site::new(
        "-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\ntags: [CON]\n---\n",
    )
    .fails();
    assert!(site.report().contains("`con` is a device on Windows"), "{}", site.report());
}

#[test]
fn sec_5_a_long_name_is_refused_and_not_cut() {
    let slug = "ü".repeat(200);
    let site = Site::new("").write(
        "content/articles/a.md",
        format!("---\ntitle: A\ndate: 2026-01-01\nslug: {slug}\n---\n"),
    );
    assert!(site.fails().report().contains("longer than 255 bytes"));
}

#[cfg(unix)]
mod links {
    use super::*;

    /// A link out of the project is an error, and what it leads to is not read.
    #[track_caller]
    fn refused(site: Site) {
        let before = around(&site);
        let site = site.try_build();
        assert!(!tells_the_secret(&site), "{}", site.report());
        let refused =
            site.messages().iter().any(|message| message.contains("leads out of the project"));
        assert!(refused, "this link was followed: {}", site.report());
        assert_eq!(around(&site), before);
    }

    fn outside(name: &str) -> (Site, PathBuf) {
        let site = Site::new(
            "-- static/a.txt --\na\n-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\n---\n",
        );
        let path = secret(&site, name);
        (site, path)
    }

    #[test]
    fn a_file_of_the_content() {
        let (site, path) = outside("secret.md");
        refused(site.link("content/articles/b.md", path));
    }

    #[test]
    fn a_relative_link_in_the_content() {
        let (site, _) = outside("secret.md");
        refused(site.link("content/articles/b.md", "../../../secret.md"));
    }

    #[test]
    fn a_folder_of_static() {
        let (site, path) = outside("secret/secret.md");
        refused(site.link("static/b", path.parent().unwrap()));
    }

    #[test]
    fn a_folder_of_the_project_itself() {
        for folder in ["content", "static", "data", "templates"] {
            let (site, path) = outside("secret/secret.md");
            let site = match site.exists(folder) {
                true => site.remove(folder),
                false => site,
            };
            refused(site.link(folder, path.parent().unwrap()));
        }
    }

    #[test]
    fn a_file_of_the_data() {
        let (site, path) = outside("secret.yaml");
        let site = site.write("templates/home.html", "{{ load_data(path='data/b.yaml') }}");
        refused(site.link("data/b.yaml", path));
    }

    #[test]
    fn a_template() {
        let (site, path) = outside("secret.html");
        refused(site.link("templates/404.html", path));
    }

    #[test]
    fn a_file_of_the_theme() {
        let (site, path) = outside("secret.css");
        refused(site.link("themes/t/assets/b.css", path));
    }

    #[test]
    fn a_theme() {
        let (site, path) = outside("theme/assets/secret.css");
        let theme = path.parent().unwrap().parent().unwrap();
        std::fs::copy(site.root().join("themes/t/theme.toml"), theme.join("theme.toml")).unwrap();
        refused(site.remove("themes/t").link("themes/t", theme));
    }

    #[test]
    fn the_folder_of_the_themes() {
        let (site, path) = outside("themes/t/assets/secret.css");
        let themes = path.ancestors().nth(3).unwrap();
        std::fs::copy(site.root().join("themes/t/theme.toml"), themes.join("t/theme.toml"))
            .unwrap();
        refused(site.remove("themes").link("themes", themes));
    }

    #[test]
    fn the_settings() {
        let (site, _) = outside("secret.md");
        let settings = site.root().parent().unwrap().join("site.toml");
        std::fs::copy(site.root().join("site.toml"), &settings).unwrap();
        refused(site.remove("site.toml").link("site.toml", settings));
    }

    #[test]
    fn a_link_inside_of_the_project_is_followed() {
        let (site, _) = outside("secret.md");
        let site = site.link("static/b.txt", "a.txt").build();
        assert_eq!(site.read("public/b.txt").unwrap(), "a\n");
    }

    #[test]
    fn a_link_that_leads_in_a_circle_is_an_error() {
        let (site, _) = outside("secret.md");
        let site = site.link("static/b", ".").fails();
        assert!(site.report().contains("leads back to a folder"), "{}", site.report());
    }

    /// Replaces a part of the output by a link to a folder outside.
    fn linked_output(part: &str) -> (Site, PathBuf) {
        let (site, path) = outside("elsewhere/index.html");
        let site = site.build();
        let elsewhere = path.parent().unwrap().to_owned();
        (site.remove(&format!("public/{part}")).link(&format!("public/{part}"), &elsewhere), path)
    }

    fn read(path: &Path) -> String {
        std::fs::File::open(path).and_then(std::io::read_to_string).unwrap()
    }

    #[test]
    fn nothing_is_written_through_a_folder_of_the_output_that_is_a_link() {
        let (site, path) = linked_output("articles/2026/01/a");
        let site = site.edit("content/articles/a.md", "title: A", "title: B").try_build();
        assert!(site.outcome().report.has_errors());
        assert!(read(&path).contains(SECRET));
    }

    #[test]
    fn nothing_is_removed_through_a_folder_of_the_output_that_is_a_link() {
        let (site, path) = linked_output("articles/2026/01/a");
        let site = site.remove("content/articles/a.md").try_build();
        assert!(read(&path).contains(SECRET), "{}", site.report());
    }

    #[test]
    fn nothing_is_written_through_a_file_of_the_output_that_is_a_link() {
        let (site, path) = linked_output("index.html");
        let file = path.clone();
        let site = site.remove("public/index.html").link("public/index.html", &file);
        let site = site.edit("content/articles/a.md", "title: A", "title: B").try_build();
        assert!(read(&path).contains(SECRET));
        if !site.outcome().report.has_errors() {
            assert!(!site.root().join("public/index.html").is_symlink());
        }
    }

    #[test]
    fn clean_removes_nothing_through_a_link() {
        let (site, path) = linked_output("articles/2026/01/a");
        site.run(["clean"]);
        assert!(read(&path).contains(SECRET));
    }

    #[test]
    fn the_folder_for_staging_is_no_link() {
        let (site, path) = outside("elsewhere/files/index.html");
        let elsewhere = path.ancestors().nth(2).unwrap().to_owned();
        let site = site.link(".public.blattwerk", elsewhere).try_build();
        assert!(read(&path).contains(SECRET), "{}", site.report());
    }
}

#[test]
fn sec_6_a_manifest_that_names_other_files_removes_none() {
    let site =
        Site::new("-- content/articles/a.md --\n---\ntitle: A\ndate: 2026-01-01\n---\n").build();
    let path = secret(&site, "secret.md");
    let manifest = site.read("public/.blattwerk-manifest").unwrap();
    let digest = manifest.lines().nth(1).unwrap().split("  ").next().unwrap().to_owned();
    let hostile = format!(
        "{manifest}{digest}  ../site.toml\n{digest}  ../../secret.md\n{digest}  {}\n{digest}  a/../../site.toml\n",
        path.display()
    );
    let site = site.write("public/.blattwerk-manifest", hostile).build();
    site.run(["clean"]).exits(0);
    assert!(site.exists("site.toml") && path.exists());
}

#[test]
fn dep_3_what_nobody_means_to_publish_is_not_published() {
    let site = Site::new("")
        .write("static/.git/config", "")
        .write("static/.DS_Store", "")
        .write("static/.env", "")
        .write("static/a.txt~", "")
        .write("static/#a.txt#", "")
        .write("static/.a.txt.swp", "")
        .write("static/.well-known/security.txt", "mail")
        .write("static/.nojekyll", "")
        .build();
    let of_author: Vec<String> = site
        .paths()
        .into_iter()
        .filter(|path| path.contains("a.txt") || path.starts_with('.'))
        .collect();
    assert_eq!(of_author, [".nojekyll", ".well-known/security.txt"]);
}

#[test]
fn dep_3_the_pictures_of_a_draft_are_not_published() {
    let site = Site::new(
        "-- content/articles/a/index.md --\n---\ntitle: A\ndate: 2026-01-01\ndraft: true\n---\n",
    )
    .write("content/articles/a/secret.svg", "<svg/>")
    .build();
    assert!(!site.paths().iter().any(|path| path.contains("secret")));
}

#[test]
fn sec_5_long_names_and_devices_are_told_wherever_a_path_can_be_said() {
    let long = "ä".repeat(128);
    for name in [long.as_str(), "con", "aux.x", "lpt9"] {
        for line in [
            format!("path: /a/{name}/b/"),
            format!("aliases: ['/{name}/']"),
            format!("slug: {name}"),
            format!("url: /{name}.html"),
        ] {
            let text = format!("---\ntitle: A\ndate: 2026-01-01\n{line}\n---\n");
            let site = Site::new("").write("content/articles/a.md", text).fails();
            let place = |found: &blattwerk::diagnostic::Diagnostic| {
                found.place.as_ref().is_some_and(|place| place.line == 4)
            };
            assert!(site.outcome().report.iter().any(place), "{line}: {}", site.report());
        }
    }
    for tag in ["a".repeat(256), "ß".repeat(200), "NUL".into()] {
        let text = format!("---\ntitle: A\ndate: 2026-01-01\ntags: [{tag}]\n---\n");
        let site = Site::new("").write("content/articles/a.md", text).fails();
        assert!(site.report().contains(&format!("`{tag}` in tags")), "{}", site.report());
    }
}

#[test]
fn sec_4_what_leads_elsewhere_unseen_is_encoded_where_it_is_a_link() {
    for name in ["\u{202e}a", "a\u{feff}", "a\u{200b}b", "\u{2066}a"] {
        let text = format!(
            "---\ntitle: A\ndate: 2026-01-01\npath: {}\n---\n",
            quoted(&format!("/{name}/"))
        );
        let site = Site::new("").write("content/articles/a.md", text).try_build();
        if !site.outcome().report.has_errors() {
            let links = site.attributes("/", "a.teaser", "href");
            assert!(links.iter().all(|link| link.is_ascii()), "{links:?}");
        }
    }
}
