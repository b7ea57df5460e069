//! Law 2: an incremental build equals a clean one.

use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::oracle::{Life, Step, step};
use crate::support::Site;

/// About how many steps are taken in all.
fn steps() -> u32 {
    #[expect(clippy::disallowed_methods, reason = "`.ci/run` asks for more")]
    let asked = std::env::var("BLATTWERK_STEPS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(300)
}

fn config() -> Config {
    Config {
        cases: steps() / 20,
        max_shrink_iters: 5_000,
        max_shrink_time: 60_000,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn after_any_edits_the_output_is_that_of_a_clean_build(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        Life::new().through(&steps).map_err(TestCaseError::fail)?;
    }
}

/// In the test above all files are so young that no file time is trusted. Here several sites
/// take a step each, and then all of them wait until times can be trusted.
#[test]
fn after_any_edits_the_output_is_that_of_a_clean_build_also_once_times_are_trusted() {
    let mut runner = TestRunner::new(Config::default());
    let mut lives: Vec<(Life, Vec<Step>)> = (0..24).map(|_| (Life::new(), Vec::new())).collect();
    for _ in 0..=steps() / 100 {
        for (life, steps) in &mut lives {
            steps.push(step().new_tree(&mut runner).unwrap().current());
            let result = life.step(&steps[steps.len() - 1]);
            assert!(result.is_ok(), "after {steps:#?}: {}", result.unwrap_err());
        }
        std::thread::sleep(Duration::from_millis(2_100));
    }
}

/// What the oracle found, as small as it can be.
#[test]
fn a_renamed_file_is_named_anew_in_what_is_said_about_it() {
    let text = "---\ntitle: A\ndate: 2026-01-01\nslug: a\n---\n[a](/nirgends/)\n";
    let site = Site::new("").write("content/articles/old.md", text).build();
    let site = site.remove("content/articles/old.md").write("content/articles/new.md", text);
    let site = site.build().equals_clean();
    assert!(site.report().contains("content/articles/new.md"), "{}", site.report());
}

#[test]
fn a_language_that_another_article_brings_changes_the_pages_that_ask_for_it() {
    let site = Site::new(
        "
        -- templates/404.html --
        {{ 1234 | number(lang='fr') }}
        -- content/articles/a.md --
        ---
        title: A
        date: 2026-01-01
        ---
        ",
    );
    let site = site.build().edit("content/articles/a.md", "title: A", "title: A\nlang: fr");
    site.build().equals_clean();
}

#[test]
fn of_two_equally_related_articles_the_newer_one_comes_first_also_once_they_change_places() {
    let site = Site::new(
        "
        -- site.toml --
        permalink = '/{slug}/'
        -- content/articles/x.md --
        ---
        title: X
        date: 2026-01-01
        tags: [A]
        ---
        -- content/articles/y.md --
        ---
        title: Y
        date: 2026-01-02
        tags: [B]
        ---
        -- content/articles/between.md --
        ---
        title: Between
        date: 2026-01-08
        ---
        -- content/articles/z.md --
        ---
        title: Z
        date: 2026-01-09
        tags: [A, B]
        ---
        ",
    );
    let site = site.build();
    assert_eq!(site.texts("/z/", "a.related"), ["Y", "X"]);
    let site = site.edit("content/articles/x.md", "2026-01-01", "2026-01-03").build();
    assert_eq!(site.texts("/z/", "a.related"), ["X", "Y"]);
    site.equals_clean();
}

#[test]
fn a_related_article_of_another_file_with_another_title_is_shown_with_that() {
    let site = Site::new(
        "
        -- site.toml --
        permalink = '/{slug}/'
        -- content/articles/x.md --
        ---
        title: X
        date: 2026-01-01
        tags: [A]
        ---
        -- content/articles/between.md --
        ---
        title: Between
        date: 2026-01-08
        ---
        -- content/articles/z.md --
        ---
        title: Z
        date: 2026-01-09
        tags: [A]
        ---
        ",
    );
    let text = "---\ntitle: Neu\nslug: x\ndate: 2026-01-01\ntags: [A]\n---\n";
    let site = site.build().remove("content/articles/x.md").write("content/articles/w.md", text);
    let site = site.build();
    assert_eq!(site.texts("/z/", "a.related"), ["Neu"]);
    site.equals_clean();
}

#[test]
fn a_fragment_of_its_own_follows_the_data_that_it_asks_for() {
    for way in ["fetch", "ssi", "esi"] {
        let site = Site::new("")
            .write("templates/fragments/sidebar.html", "{{ load_data(path='data/a.json') }}")
            .write("data/a.json", "1")
            .write("site.toml", "base_url = 'https://a.example/'\ntheme = 't'\n")
            .files(&format!("-- data/b.json --\n{way}"));
        let settings = site.read("site.toml").unwrap();
        let site = site.write("site.toml", format!("{settings}[fragments]\nsidebar = '{way}'\n"));
        let site = site.build().write("data/a.json", "2").build();
        assert!(site.read("public/fragments/sidebar.html").unwrap().contains('2'), "{way}");
        site.equals_clean();
    }
}
