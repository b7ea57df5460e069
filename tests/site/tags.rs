//! `blattwerk tags`: what is listed, what is written into which file, and what stays as it was.

use std::collections::BTreeMap;

use crate::support::Site;

const SITE: &str = "
    -- site.toml --
    title = 'A'
    taxonomies = [{ name = 'tags', feed = true }, { name = 'categories' }, { name = 'orte' }]
    -- content/articles/eins.md --
    ---
    title: Modell # kein Tag
    date: 2026-01-05
    tags: [Modell, \"Öl\"]   # zwei
    ---
    Text über das [Modell](/tags/modell/).
    -- content/articles/zwei.md --
    ---
    title: Zwei
    date: 2026-02-05
    tags:
      - Modelle
      # das andere
      - Modell
      - Recht
    categories: Modell
    ---
    -- content/articles/drei.md --
    ---
    title: Drei
    date: 2026-03-05
    tags: Recht, modell
    authors: [Anna Ähre]
    taxonomies: {orte: [Köln]}
    ---
    -- content/articles/entwurf.md --
    ---
    title: Entwurf
    date: 2026-03-05
    draft: true
    tags: [Modell]
    ---
    -- content/articles/vorbei.md --
    ---
    title: Vorbei
    date: 2026-02-05
    expiry_date: 2026-03-05
    tags: [Modell, Nur Vorbei]
    ---
    -- content/jobs.yaml --
    # Stellen
    - title: Redakteur
      url: https://jobs.example/1
      posted: 2026-01-01
      tags: [Modell]
    -- content/jobs/eigene.md --
    ---
    title: Eigene
    company: Verlag
    country: DE
    description: Kurz.
    posted: 2026-01-01
    tags: Modell
    ---
    -- content/tags/x.md --
    ---
    title: Modell # der Name
    description: Über Modelle
    ---
";

/// What differs between two outputs, with all names of the tag made one.
fn differing(before: &Site, after: &Site, names: &[(&str, &str)]) -> Vec<String> {
    let texts = |site: &Site| -> BTreeMap<String, String> {
        let text = |bytes: Vec<u8>| {
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            names.iter().for_each(|(old, new)| text = text.replace(old, new));
            text
        };
        site.bytes().into_iter().map(|(path, bytes)| (path, text(bytes))).collect()
    };
    let (before, after) = (texts(before), texts(after));
    let mut paths: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| path != ".blattwerk-manifest" && before.get(path) != after.get(path));
    paths
}

// list

#[test]
fn tags_list_counts_articles() {
    let site = Site::new(SITE);
    let run = site.run(["tags", "list"]).exits(0);
    insta::assert_snapshot!(run.stdout, @"
         3  Modell
         1  Modelle
         1  Öl
         2  Recht
    ");
    site.run(["tags", "list", "--taxonomy", "authors"]).exits(0).says("     1  Anna Ähre\n");
    site.run(["tags", "list", "-E"]).exits(0).says("     1  Nur Vorbei\n");
    let run = site.run(["tags", "list", "--taxonomy", "orte", "--format", "json"]).exits(0);
    assert_eq!(run.stdout, "[{\"name\":\"Köln\",\"slug\":\"koeln\",\"count\":1}]\n");
    let run = site.run(["tags", "list", "--taxonomy", "tag"]).exits(1);
    run.complains("there is no taxonomy `tag`")
        .complains("one of: tags, categories, orte, authors");
}

#[test]
fn tags_list_similar_shows_those_that_are_probably_one() {
    let site = Site::new(SITE);
    let run = site.run(["tags", "list", "--similar"]).exits(0);
    assert_eq!(run.stdout, "     3  Modell\n     1  Modelle\n");
    let json = site.run(["tags", "list", "--similar", "--format", "json"]).exits(0).json();
    assert_eq!(json[0][1]["name"], "Modelle");
    assert_eq!(site.run(["tags", "list", "--similar", "--taxonomy", "orte"]).exits(0).stdout, "");
}

// rename

#[test]
fn tags_rename_writes_the_new_name_and_nothing_else() {
    let site = Site::new(SITE);
    let before = site.copied();
    let run = site.run(["tags", "rename", "Modell", "KI-Systeme: neu"]).exits(0);
    assert_eq!(run.stderr, "");
    assert_eq!(
        run.stdout,
        "`Modell` is now `KI-Systeme: neu`: 9 files changed\n\
         /tags/modell/ leads to /tags/ki-systeme-neu/\n\
         /tags/modell/rss.xml leads to /tags/ki-systeme-neu/rss.xml\n"
    );
    let new = "KI-Systeme: neu";
    for (file, from, to) in [
        ("content/articles/eins.md", "[Modell, \"Öl\"]", format!("[\"{new}\", \"Öl\"]")),
        ("content/articles/zwei.md", "- Modell\n", format!("- \"{new}\"\n")),
        ("content/articles/drei.md", "Recht, modell", format!("\"Recht, {new}\"")),
        ("content/articles/entwurf.md", "[Modell]", format!("[\"{new}\"]")),
        ("content/articles/vorbei.md", "[Modell,", format!("[\"{new}\",")),
        ("content/jobs.yaml", "[Modell]", format!("[\"{new}\"]")),
        ("content/jobs/eigene.md", "tags: Modell", format!("tags: \"{new}\"")),
        ("content/tags/x.md", "title: Modell #", format!("title: \"{new}\" #")),
    ] {
        let expected = before.read(file).unwrap().replacen(from, &to, 1);
        assert_eq!(site.read(file).unwrap(), expected, "{file}");
    }
    assert_eq!(
        site.read("redirects.yaml").unwrap(),
        "- from: /tags/modell/\n  to: /tags/ki-systeme-neu/\n\
         - from: /tags/modell/rss.xml\n  to: /tags/ki-systeme-neu/rss.xml\n"
    );
    site.run(["tags", "list"]).exits(0).says("     3  KI-Systeme: neu\n");
}

#[test]
fn after_a_rename_the_site_differs_by_the_tag_only() {
    // A word that is sorted to the same place.
    let before = Site::new(SITE).build();
    let site = before.copied();
    site.run(["tags", "rename", "Modell", "Modelk"]).exits(0);
    let site = site.build();
    let names = [("Modelk", "Modell"), ("modelk", "modell")];
    let paths = differing(&before, &site, &names);
    assert_eq!(paths, ["tags/modelk/index.html", "tags/modelk/rss.xml", "tags/modell/index.html",]);
    site.has("/tags/modell/", "/tags/modelk/");
    site.has("/tags/modelk/", "Zwei");
}

#[test]
fn a_rename_in_spelling_only_needs_no_redirect() {
    let site = Site::new(SITE);
    let run = site.run(["tags", "rename", "modell", "MODELL"]).exits(0);
    assert_eq!(run.stdout, "`Modell` is now `MODELL`: 8 files changed\n");
    assert!(!site.exists("redirects.yaml"));
    let site = site.build();
    assert_eq!(site.messages(), [] as [&str; 0]);
    assert!(site.read("content/articles/drei.md").unwrap().contains("tags: Recht, MODELL\n"));
    assert!(site.run(["tags", "rename", "MODELL", "MODELL"]).exits(0).stdout.contains("0 files"));
}

#[test]
fn a_tag_can_be_renamed_there_and_back_and_further() {
    let site =
        Site::new(SITE).write("redirects.yaml", "# meine\n- from: /alt/\n  to: /tags/modell/\n");
    let site = site.build().publish();
    site.run(["tags", "rename", "Modell", "A-Wort"]).exits(0);
    let site = site.publish();
    site.has("/alt/", "/tags/a-wort/").has("/tags/modell/", "/tags/a-wort/");
    site.run(["tags", "rename", "A-Wort", "B-Wort"]).exits(0);
    let site = site.publish();
    site.has("/alt/", "/tags/b-wort/").has("/tags/modell/", "/tags/b-wort/");
    site.run(["tags", "rename", "B-Wort", "Modell"]).exits(0);
    let site = site.publish();
    site.has("/alt/", "/tags/modell/").has("/tags/a-wort/", "/tags/modell/");
    site.has("/tags/modell/", "Zwei");
    assert!(site.read("redirects.yaml").unwrap().starts_with("# meine\n- from: /alt/\n"));
}

#[test]
fn categories_authors_and_own_taxonomies_are_renamed_too() {
    let site = Site::new(SITE);
    site.run(["tags", "rename", "Modell", "Technik", "--taxonomy", "categories"]).exits(0);
    assert!(site.read("content/articles/zwei.md").unwrap().contains("categories: Technik\n"));
    assert!(site.read("content/articles/eins.md").unwrap().contains("tags: [Modell,"));
    site.run(["tags", "rename", "Anna Ähre", "A, B", "--taxonomy", "authors"]).exits(0);
    site.run(["tags", "rename", "koeln", "Aachen", "--taxonomy", "orte"]).exits(0);
    let text = site.read("content/articles/drei.md").unwrap();
    assert!(text.contains("authors: [\"A, B\"]\ntaxonomies: {orte: [Aachen]}\n"), "{text}");
    let site = site.build();
    site.has("/authors/anna-aehre/", "/authors/a-b/").has("/orte/koeln/", "/orte/aachen/");
}

#[test]
fn what_no_article_shows_needs_no_redirect() {
    let site = Site::new(SITE);
    let run = site.run(["tags", "rename", "Nur Vorbei", "Anders"]).exits(0);
    assert_eq!(run.stdout, "`Nur Vorbei` is now `Anders`: 1 file changed\n");
    site.build();
}

#[test]
fn what_was_published_and_is_held_back_stays_gone() {
    let site = Site::new(SITE).at("2026-03-01T00:00:00Z").publish();
    let site = site.at("2026-12-01T00:00:00Z").build();
    site.command()
        .env("SOURCE_DATE_EPOCH", "1796083200")
        .args(["tags", "rename", "Nur Vorbei", "X"])
        .run()
        .exits(0)
        .says("/tags/nur-vorbei/ is gone\n");
    site.build();
}

// merge

#[test]
fn tags_merge_leaves_one_of_them() {
    let before = Site::new(SITE).build();
    let site = before.copied();
    let run = site.run(["tags", "merge", "Modell", "Recht", "Modelle"]).exits(0);
    assert_eq!(run.stderr, "");
    assert!(run.stdout.starts_with("`Modell`, `Recht` are now `Modelle`: "), "{}", run.stdout);
    let text = site.read("content/articles/zwei.md").unwrap();
    assert!(text.contains("tags:\n  - Modelle\n  # das andere\ncategories:"), "{text}");
    assert!(site.read("content/articles/drei.md").unwrap().contains("tags: Modelle\n"));
    // The only text about one of them is that of all.
    assert!(site.read("content/tags/x.md").unwrap().contains("title: Modelle # der Name\n"));
    let site = site.build();
    site.has("/tags/modell/", "/tags/modelle/").has("/tags/recht/", "/tags/modelle/");
    site.run(["tags", "list"]).exits(0).says("     3  Modelle\n     1  Öl\n");
}

#[test]
fn a_text_about_a_tag_that_goes_is_not_lost_unnoticed() {
    let site = Site::new(SITE).write("content/tags/modelle.md", "---\ntitle: Modelle\n---\n");
    let run = site.run(["tags", "merge", "Modell", "Modelle"]).exits(0);
    run.complains("no page shows the text about `Modell` any more").complains("content/tags/x.md");
    assert!(site.read("content/tags/x.md").unwrap().contains("title: Modell #"));
    site.build();
}

#[test]
fn two_words_of_one_address_are_told_apart_and_mended() {
    let site = Site::new(
        "
        -- content/articles/a.md --
        ---
        title: A
        date: 2026-01-01
        tags: [C, C#]
        ---
    ",
    );
    let site = site.fails();
    let run = site.run(["tags", "rename", "C#", "C-Sharp"]).exits(0);
    assert_eq!(run.stdout, "`C#` is now `C-Sharp`: 1 file changed\n");
    assert!(site.read("content/articles/a.md").unwrap().contains("tags: [C, C-Sharp]\n"));
    site.build();
}

// what is written, and how

#[test]
fn a_dry_run_prints_the_lines_and_writes_nothing() {
    let site = Site::new(SITE);
    let before = site.copied();
    let run = site.run(["tags", "merge", "Modelle", "Modell", "--dry-run"]).exits(0);
    insta::assert_snapshot!(run.stdout, @"
    content/articles/zwei.md:5
    -   - Modelle
    redirects.yaml:1
    + - from: /tags/modelle/
    +   to: /tags/modell/
    + - from: /tags/modelle/rss.xml
    +   to: /tags/modell/rss.xml
    `Modelle` would become `Modell`: 2 files changed
    /tags/modelle/ leads to /tags/modell/
    /tags/modelle/rss.xml leads to /tags/modell/rss.xml
    ");
    for file in ["content/articles/zwei.md", "redirects.yaml"] {
        assert_eq!(site.read(file), before.read(file));
    }
    let run = site.run(["tags", "rename", "Öl", "Gas", "--dry-run", "--format", "json"]).exits(0);
    insta::assert_snapshot!(run.stdout, @r#"{"old":["Öl"],"new":"Gas","written":false,"files":[{"file":"content/articles/eins.md","changes":[{"line":4,"before":["tags: [Modell, \"Öl\"]   # zwei"],"after":["tags: [Modell, \"Gas\"]   # zwei"]}]},{"file":"redirects.yaml","changes":[{"line":1,"before":[],"after":["- from: /tags/oel/","  to: /tags/gas/","- from: /tags/oel/rss.xml","  to: /tags/gas/rss.xml"]}]}],"redirects":[{"from":"/tags/oel/","to":"/tags/gas/"},{"from":"/tags/oel/rss.xml","to":"/tags/gas/rss.xml"}]}"#);
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let text =
        "\u{feff}---\r\ntitle: A\r\ndate: 2026-01-01\r\ntags:\r\n- Alt\r\n- B\r\n---\r\nText\r\n";
    let site = Site::new("").write("content/articles/a.md", text);
    site.run(["tags", "rename", "Alt", "Neu"]).exits(0);
    assert_eq!(site.read("content/articles/a.md").unwrap(), text.replace("Alt", "Neu"));
}

#[test]
fn if_one_file_cannot_be_changed_none_is() {
    let site = Site::new(SITE).write(
        "content/articles/anker.md",
        "---\ntitle: &t Modell\ndate: 2026-01-01\ntags: [*t]\n---\n",
    );
    let before = site.copied();
    let run = site.run(["tags", "rename", "Modell", "Neu"]).exits(1);
    assert_eq!(run.stdout, "");
    insta::assert_snapshot!(run.stderr, @"
    error: here `Neu` cannot be written without touching more
      ╭▸ content/articles/anker.md:4:7
      │
    4 │ tags: [*t]
      │       ━━━━
      │
      ╰ hint: write it there by hand, then run the command again; nothing was changed
    ");
    for file in ["content/articles/eins.md", "content/jobs.yaml", "redirects.yaml"] {
        assert_eq!(site.read(file), before.read(file));
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new(SITE);
    let path = site.root().join("content/articles/eins.md");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    site.run(["tags", "rename", "Öl", "Gas"]).exits(0);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    let site = site
        .write("data/fremd.md", "---\ntitle: F\ndate: 2026-01-01\ntags: [Gas]\n---\n")
        .link("content/articles/fremd.md", "../../data/fremd.md");
    site.run(["tags", "rename", "Gas", "Luft"]).exits(1).complains("is a link");
    assert!(site.read("content/articles/eins.md").unwrap().contains("\"Gas\""));
}

#[test]
fn what_cannot_be_done_says_why() {
    let site = Site::new(SITE);
    let wrong = |args: [&str; 4], message: &str, hint: &str| {
        site.run(args).exits(1).complains(message).complains(hint);
    };
    wrong(
        ["tags", "rename", "Modul", "X"],
        "there is no `Modul` in tags",
        "did you mean `Modell`?",
    );
    wrong(["tags", "rename", "Xyzzy", "X"], "there is no `Xyzzy` in tags", "blattwerk tags list");
    wrong(["tags", "rename", "Öl", "…"], "`…` gives no URL", "a letter or a digit");
    wrong(["tags", "rename", "Öl", "recht"], "`Recht` is there already", "blattwerk tags merge");
    wrong(["tags", "merge", "Öl", "Gas"], "there is no `Gas` in tags", "blattwerk tags list");
    wrong(["tags", "merge", "Öl", "öl"], "cannot become itself", "the one that stays");
    site.run(["tags", "merge", "Öl"]).exits(2);
    site.run(["tags", "rename", "Öl"]).exits(2);
    let site = site.write("content/articles/falsch.md", "---\ntitle: [\n---\n");
    site.run(["tags", "rename", "Öl", "Gas"]).exits(1).complains("content/articles/falsch.md");
    assert!(!site.exists("redirects.yaml"));
}

#[test]
fn a_book_that_goes_with_the_tag_is_told() {
    let book = "[[book]]\ntitle = 'B'\nurl = 'https://b.example/'\ntags = ['Öl']\n";
    let site = Site::new(SITE);
    let settings = site.read("site.toml").unwrap();
    let site = site.write("site.toml", settings + book);
    let run = site.run(["tags", "rename", "Öl", "Gas"]).exits(0);
    run.complains("a book goes with `Öl`").complains("write `Gas` there");
}
