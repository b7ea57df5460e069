//! Law 4: only what an earlier build wrote is ever removed or replaced (RULES.md, SEC-6).

use crate::support::Site;

const SITE: &str = "
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    ---
";

#[test]
fn a_folder_with_files_of_others_is_refused() {
    let site = Site::new(SITE).write("public/mine.txt", "mine").fails();
    assert_eq!(site.paths(), ["mine.txt"]);
    insta::assert_snapshot!(site.report(), @"
    error: `ROOT/public` holds files that Blattwerk did not write
     │
     ╰ hint: empty it, or name another folder: `output_dir` in site.toml or `-o FOLDER`
    ");
}

#[test]
fn a_folder_that_is_empty_is_taken() {
    let site = Site::new(SITE).write("public/a", "").remove("public/a");
    assert!(site.exists("public"));
    assert!(site.build().has_page("/"));
}

#[test]
fn the_project_itself_and_what_lies_above_it_are_refused() {
    for folder in [".", "", "..", "../..", "/", "content/..", "public/.."] {
        let site =
            Site::new(SITE).edit("site.toml", "theme", &format!("output_dir = '{folder}'\ntheme"));
        site.run(["build"]).exits(1).complains("cannot be the output");
        site.run(["clean"]).exits(1).complains("cannot be the output");
        assert!(site.exists("site.toml") && site.exists("content/articles/eins.md"), "{folder}");
        assert!(!site.exists("index.html") && !site.exists("../index.html"), "{folder}");
    }
}

#[test]
fn the_folders_of_the_project_are_refused() {
    let folders =
        ["content", "content/new", "static", "themes", "themes/t/out", "templates", "data", ".git"];
    for folder in folders {
        let site = Site::new(SITE).into_folder(folder).fails();
        assert!(site.messages()[0].contains("cannot be the output"), "{folder}: {}", site.report());
    }
}

#[test]
fn the_home_folder_is_refused() {
    let site = Site::new(SITE);
    let home = site.root().parent().unwrap().join("home");
    std::fs::create_dir_all(home.join("letters")).unwrap();
    let run = site
        .command()
        .env("HOME", home.to_str().unwrap())
        .args(["build", "-o", home.to_str().unwrap()])
        .run();
    run.exits(1);
    assert!(home.join("letters").is_dir());
}

#[test]
fn a_file_in_place_of_the_output_is_refused() {
    let site = Site::new(SITE).write("public", "a file").try_build();
    assert!(site.messages().iter().any(|message| message.contains("it is a file")));
    assert_eq!(site.read("public").unwrap(), "a file");
}

#[test]
fn a_file_of_others_inside_the_output_is_left_alone() {
    let site = Site::new(SITE)
        .build()
        .write("public/mine.txt", "mine")
        .write("public/articles/mine.txt", "mine")
        .remove("content/articles/eins.md")
        .build();
    assert!(site.removed().contains(&"articles/2026/01/eins/index.html".to_owned()));
    assert_eq!(site.read("public/mine.txt").unwrap(), "mine");
    assert_eq!(site.read("public/articles/mine.txt").unwrap(), "mine");
    assert!(!site.exists("public/articles/2026"), "empty folders are left");
}

const TWO: &str = "---\ntitle: Zwei\ndate: 2026-01-06\n---\n";

#[test]
fn a_file_of_others_in_the_way_of_a_route_is_refused() {
    let path = "public/articles/2026/01/zwei/index.html";
    let site =
        Site::new(SITE).build().write(path, "mine").write("content/articles/zwei.md", TWO).fails();
    site.changed_nothing();
    assert_eq!(site.read(path).unwrap(), "mine");
    insta::assert_snapshot!(site.report(), @"
    error: `ROOT/public/articles/2026/01/zwei/index.html` is in the way: Blattwerk did not write it
     │
     ╰ hint: move it away, or into static/ to have it published
    ");
}

#[test]
fn a_file_of_others_in_the_way_of_a_folder_is_refused_before_anything_is_written() {
    let site = Site::new(SITE)
        .build()
        .write("public/articles/2026/01/zwei", "mine")
        .edit("themes/t/assets/style.css", "1rem", "2rem")
        .write("content/articles/zwei.md", TWO)
        .fails();
    site.changed_nothing();
    assert_eq!(site.read("public/articles/2026/01/zwei").unwrap(), "mine");
}

#[test]
fn a_folder_of_others_in_the_way_of_a_file_is_refused_before_anything_is_written() {
    let site = Site::new(SITE)
        .build()
        .write("public/a.txt/mine", "mine")
        .edit("themes/t/assets/style.css", "1rem", "2rem")
        .write("static/a.txt", "a")
        .fails();
    site.changed_nothing();
}

#[test]
fn a_file_of_others_in_a_folder_that_is_to_become_a_file_is_refused() {
    let site = Site::new(SITE)
        .write("static/a/b.txt", "b")
        .build()
        .write("public/a/mine", "mine")
        .remove("static/a")
        .write("static/a", "now a file")
        .edit("themes/t/assets/style.css", "1rem", "2rem")
        .fails();
    site.changed_nothing();
}

#[test]
fn a_folder_of_ours_can_become_a_file_and_back() {
    let site = Site::new(SITE)
        .write("static/a/b.txt", "b")
        .build()
        .remove("static/a")
        .write("static/a", "now a file")
        .build();
    assert_eq!(site.read("public/a").unwrap(), "now a file");
    let site = site.remove("static/a").write("static/a/b.txt", "b").build();
    assert_eq!(site.read("public/a/b.txt").unwrap(), "b");
}

#[test]
fn clean_removes_only_what_builds_wrote() {
    let site = Site::new(SITE).build().write("public/articles/mine.txt", "mine");
    site.run(["clean"]).exits(0);
    assert_eq!(site.paths(), ["articles/mine.txt"]);
    site.run(["clean"]).exits(1).complains("did not write");
    assert_eq!(site.paths(), ["articles/mine.txt"]);
}

#[test]
fn clean_removes_the_folder_if_nothing_else_is_in_it() {
    let site = Site::new(SITE).build();
    site.run(["clean"]).exits(0).says("removed ");
    assert!(!site.exists("public"));
    site.run(["clean"]).exits(0).says("removed 0 files");
}

#[test]
fn clean_refuses_what_build_refuses() {
    let site = Site::new(SITE);
    for folder in [".", "content", ".."] {
        site.run(["clean", "-o", folder]).exits(1).complains("cannot be the output");
    }
    assert!(site.exists("content/articles/eins.md"));
}

#[test]
fn two_output_folders_know_nothing_of_each_other() {
    let site = Site::new(SITE).build().into_folder("preview").build();
    assert!(site.exists("preview/index.html"));
    site.run(["clean", "-o", "preview"]).exits(0);
    assert!(!site.exists("preview") && site.exists("public/index.html"));
}

#[test]
fn a_folder_of_another_program_beside_the_output_is_left_alone() {
    let site = Site::new(SITE).write(".public.blattwerk/mine.txt", "mine").try_build();
    assert_eq!(site.read(".public.blattwerk/mine.txt").unwrap_or_default(), "mine");
}

#[test]
fn the_only_folder_in_a_folder_of_ours_can_become_a_file() {
    let site = Site::new(SITE)
        .write("static/x/a/b.txt", "b")
        .write("static/x/c/d.txt", "d")
        .build()
        .remove("static/x")
        .write("static/x/a", "now a file")
        .write("static/x/c", "now a file")
        .build();
    assert_eq!(site.read("public/x/a").unwrap(), "now a file");
    assert_eq!(site.read("public/x/c").unwrap(), "now a file");
}

#[cfg(unix)]
mod links {
    use super::*;

    #[test]
    fn sec_6_an_output_that_is_a_link_to_the_project_is_refused() {
        for target in [".", "..", "content", "static", "themes/t", "/", ".git", ".blattwerk"] {
            let site = Site::new(SITE).write("static/a.txt", "a").write(".git/config", "");
            let site = site.write(".blattwerk/a.txt", "").link("public", target);
            site.run(["build"]).exits(1).complains("cannot be the output");
            site.run(["clean"]).exits(1).complains("cannot be the output");
            assert!(site.exists("content/articles/eins.md") && site.exists("static/a.txt"));
        }
    }

    #[test]
    fn sec_6_an_output_that_is_a_link_to_files_of_others_is_refused() {
        let site = Site::new(SITE).write("../others/mine.txt", "mine").link("public", "../others");
        site.run(["build"]).exits(1).complains("holds files that Blattwerk did not write");
        site.run(["clean"]).exits(1);
        assert_eq!(site.read("../others/mine.txt").as_deref(), Some("mine"));
    }

    #[test]
    fn sec_4_what_a_build_writes_for_itself_is_not_written_through_a_link() {
        for name in ["lock", "manifest"] {
            let path = format!(".public.blattwerk/{name}");
            let site = Site::new(SITE).build().write("../mine.txt", "mine");
            let site = site.link(&path, site_of("mine.txt")).edit(ARTICLE, "Eins", "Uno").fails();
            assert!(site.report().contains("it is no file"), "{}", site.report());
            assert_eq!(site.read("../mine.txt").as_deref(), Some("mine"));
            assert!(site.exists(&path));
        }
    }

    const ARTICLE: &str = "content/articles/eins.md";

    /// Beside the site, from a folder in it.
    fn site_of(name: &str) -> String {
        format!("../../{name}")
    }

    #[test]
    fn sec_4_a_manifest_that_is_a_link_is_none() {
        let site = Site::new(SITE).build();
        let manifest = site.read("public/.blattwerk-manifest").unwrap();
        let site = site.write("../manifest", &manifest).remove("public/.blattwerk-manifest");
        let site = site.link("public/.blattwerk-manifest", site_of("manifest")).try_build();
        assert!(site.report().contains("did not write"), "{}", site.report());
        site.run(["clean"]).exits(1);
        assert!(site.has_page("/") && site.read("../manifest") == Some(manifest));
    }

    #[test]
    fn sec_4_a_cache_that_is_a_link_is_neither_read_written_nor_removed() {
        let site = Site::new(SITE).build();
        let name = site.root().join(".blattwerk").read_dir().unwrap().next().unwrap().unwrap();
        let name = name.file_name().into_string().unwrap();
        let site = site.remove(".blattwerk").remove("public").write("../cache/mine.cache", "mine");
        let site = site.link(".blattwerk", "../cache").build().edit(ARTICLE, "Eins", "Uno").build();
        let pictures = "0123456789abcdef0123456789abcdef";
        let site = site.write(&format!("../cache/pictures/{pictures}"), "mine");
        site.run(["clean"]).exits(1).complains("is a link");
        assert_eq!(site.read("../cache/mine.cache").as_deref(), Some("mine"));
        assert!(site.exists(&format!("../cache/pictures/{pictures}")));
        assert_eq!(site.root().join("../cache").read_dir().unwrap().count(), 2);

        // Nor a file in it.
        let site = site.remove(".blattwerk").write("../mine.txt", "mine");
        let site = ["", ".new"].iter().fold(site, |site, ending| {
            site.link(&format!(".blattwerk/{name}{ending}"), site_of("mine.txt"))
        });
        let site = site.build().edit(ARTICLE, "Uno", "Eins").build().equals_clean();
        assert_eq!(site.read("../mine.txt").as_deref(), Some("mine"));
    }

    #[test]
    fn sec_4_a_folder_of_pictures_that_is_a_link_is_left_alone() {
        let picture = crate::support::pictures::jpeg(900, 600, None);
        let key = "0123456789abcdef0123456789abcdef";
        let site = Site::new(SITE).write("content/articles/foto.jpg", picture);
        let site = site.write(&format!("../cache/{key}"), "mine");
        let site = site.link(".blattwerk/pictures", site_of("cache")).build();
        assert!(site.paths().iter().any(|path| path.ends_with("-480w.jpg")), "{:?}", site.paths());
        site.run(["clean"]);
        assert_eq!(site.root().join("../cache").read_dir().unwrap().count(), 1);
    }
}
