//! Law 5: a build with errors changes nothing in the output.

use crate::support::Site;

const SITE: &str = "
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    ---
    Text
    -- content/jobs.yaml --
    - title: Redakteur
      url: https://jobs.example/1
    -- data/a.yaml --
    a: 1
";

/// A good site, and then a change of every page beside the one that is wrong.
fn changed() -> Site {
    Site::new(SITE).build().edit("content/articles/eins.md", "title: Eins", "title: Uno")
}

#[track_caller]
fn mended_by(site: Site, mend: impl FnOnce(Site) -> Site) {
    let site = site.fails();
    site.changed_nothing();
    assert!(!site.exists(".public.blattwerk"), "what was staged is left");
    let site = mend(site).build();
    assert!(!site.written().is_empty());
    let clean = site.bytes();
    let again = site.remove("public").build().bytes();
    assert_eq!(clean, again);
}

#[test]
fn front_matter_that_is_wrong_leaves_the_last_good_site() {
    let site =
        changed().write("content/articles/zwei.md", "---\ntitle: Zwei\ndate: gestern\n---\n");
    mended_by(site, |site| site.edit("content/articles/zwei.md", "gestern", "2026-01-06"));
}

#[test]
fn a_setting_that_is_wrong_leaves_the_last_good_site() {
    let site = changed().edit("site.toml", "theme", "paginate_by = 0\ntheme");
    mended_by(site, |site| site.edit("site.toml", "paginate_by = 0", "paginate_by = 10"));
}

#[test]
fn a_template_that_cannot_be_read_leaves_the_last_good_site() {
    let site = changed().write("templates/article.html", "{% if %}");
    mended_by(site, |site| site.remove("templates/article.html"));
}

#[test]
fn a_template_that_fails_leaves_the_last_good_site() {
    let site = changed().write("templates/article.html", "{{ page.title | date }}");
    mended_by(site, |site| site.remove("templates/article.html"));
}

#[test]
fn a_fragment_that_fails_leaves_the_last_good_site() {
    let site =
        changed().write("templates/fragments/sidebar.html", "{{ load_data(path='data/b.yaml') }}");
    mended_by(site, |site| site.write("data/b.yaml", "b: 1"));
}

#[test]
fn two_routes_on_one_path_leave_the_last_good_site() {
    let site = changed()
        .write("content/articles/zwei.md", "---\ntitle: Zwei\ndate: 2026-01-06\nslug: eins\n---\n");
    mended_by(site, |site| site.edit("content/articles/zwei.md", "slug: eins", "slug: zwei"));
}

#[test]
fn a_job_that_is_wrong_leaves_the_last_good_site() {
    let site = changed().edit("content/jobs.yaml", "https:", "javascript:");
    mended_by(site, |site| site.edit("content/jobs.yaml", "javascript:", "https:"));
}

#[test]
fn a_data_file_that_is_wrong_leaves_the_last_good_site() {
    let site = changed()
        .write("templates/home.html", "{% set data = load_data(path='data/a.yaml') %}{{ data.a }}")
        .edit("data/a.yaml", "a: 1", "a: [");
    mended_by(site, |site| site.edit("data/a.yaml", "a: [", "a: 2"));
}

#[test]
fn a_theme_that_is_not_there_leaves_the_last_good_site() {
    let site = changed().edit("site.toml", "theme = 't'", "theme = 'u'");
    mended_by(site, |site| site.edit("site.toml", "theme = 'u'", "theme = 't'"));
}

#[test]
fn warnings_under_strict_leave_the_last_good_site() {
    let site = changed().edit("content/articles/eins.md", "Text", "[Text](/nirgends/)").strict();
    mended_by(site, |site| site.edit("content/articles/eins.md", "(/nirgends/)", "(/)"));
}

#[test]
fn a_site_that_never_was_good_has_no_output() {
    let site = Site::new(SITE).write("content/articles/zwei.md", "Kein Titel").fails();
    assert!(!site.exists("public"));
    assert!(!site.exists(".public.blattwerk"));
}

#[test]
fn a_build_that_was_killed_is_finished_by_the_next() {
    // What a kill leaves behind: staged files beside the output, and an output in which
    // some files are new already, which its manifest names.
    let site = changed().write(".public.blattwerk/lock", "").write(".public.blattwerk/files/x", "");
    let site = site.write("public/index.html", "half");
    let site = site.build();
    let mended = site.bytes();
    assert!(!site.exists(".public.blattwerk/files/x"));
    assert_eq!(mended, site.remove("public").build().bytes());
}

#[test]
fn a_manifest_that_is_broken_off_is_mended_or_refused() {
    let site = Site::new(SITE).build();
    let manifest = site.read("public/.blattwerk-manifest").unwrap();
    let whole = site.bytes();
    let cut = manifest.floor_char_boundary(manifest.len() / 2);
    let site = site.write("public/.blattwerk-manifest", &manifest[..cut]).build();
    assert_eq!(site.bytes(), whole);
}
