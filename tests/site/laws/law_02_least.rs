//! Law 2, counted: a build does no more than what differs.

use crate::support::Site;

const SETTINGS: &str = "
    -- site.toml --
    permalink = '/{slug}/'
    paginate_by = 25
";

/// An article of the `number`th day, with five tags that all others have too.
fn add(site: Site, number: usize) -> Site {
    let (month, day) = (number / 28 + 1, number % 28 + 1);
    let text = format!(
        "---\ntitle: Titel {number}\ndate: 2026-{month:02}-{day:02}\ntags: [A, B, C, D, E]\n\
         authors: [Ada]\nsummary: Kurz\n---\nText {number}\n"
    );
    site.write(&format!("content/articles/a{number}.md"), text)
}

fn archive(count: usize) -> Site {
    (0..count).fold(Site::new(SETTINGS), add)
}

#[track_caller]
fn rendered(site: &Site, count: usize) {
    let committed = site.outcome().committed.unwrap();
    assert_eq!((site.outcome().rendered, committed.written), (count, count));
}

#[test]
fn a_body_edit_renders_and_writes_its_page_and_nothing_else() {
    let site = archive(60).build();
    let site = site.edit("content/articles/a30.md", "Text 30", "Anderer Text").build();
    site.wrote(["a30/index.html"]);
    rendered(&site, 1);
    site.equals_clean();
}

#[test]
fn a_new_article_with_five_tags_writes_fifty_files_at_most_also_at_page_boundaries() {
    // Pages are born with the 225th and with the 250th article.
    let mut site = archive(222).build();
    let mut most = 0;
    for number in 222..253 {
        site = add(site, number);
        // In between nothing is born.
        if (228..247).contains(&number) {
            continue;
        }
        site = site.build();
        let committed = site.outcome().committed.unwrap();
        // The page of the month before knows how many articles this one has, and need not
        // show it.
        assert!(site.outcome().rendered <= committed.written + 1, "{}", site.outcome().rendered);
        if number != 247 {
            assert!(committed.written <= 50, "{number}: {:#?}", site.written());
            most = most.max(committed.written);
        }
    }
    assert!(site.has_page("/page/9/") && site.has_page("/tags/e/page/9/"));
    assert!(most > 30, "no page was born: {most}");
    site.equals_clean();
}

#[test]
fn a_new_title_renders_the_pages_that_show_it() {
    let site = archive(5).build().edit("content/articles/a2.md", "Titel 2", "Neu").build();
    let mut expected = vec!["a2/index.html", "index.html", "rss.xml", "authors/ada/index.html"];
    // Its neighbours lead to it; later ones as to a relative.
    expected.extend(["a1/index.html", "a3/index.html", "a4/index.html"]);
    expected.push("articles/2026/01/index.html");
    for tag in ["a", "b", "c", "d", "e"] {
        expected.push(Box::leak(format!("tags/{tag}/index.html").into_boxed_str()));
        expected.push(Box::leak(format!("tags/{tag}/rss.xml").into_boxed_str()));
    }
    site.wrote(expected.iter().copied());
    rendered(&site, expected.len());
}

#[test]
fn a_job_renders_the_pages_that_show_jobs() {
    // The sidebar stands on every page; without it, only the lists of jobs know.
    let site = archive(5)
        .write("templates/fragments/sidebar.html", "")
        .write("content/jobs.yaml", "- {title: Eins, url: 'https://j.example/'}\n")
        .build();
    let site = site.edit("content/jobs.yaml", "Eins", "Zwei").build();
    site.wrote(["jobs/index.html", "jobs/rss.xml"]);
    rendered(&site, 2);
}

#[test]
fn a_template_that_changes_nothing_renders_all_and_writes_nothing() {
    let site = archive(3).write("templates/404.html", "a").build();
    let site = site.write("templates/404.html", "a{# b #}").build();
    assert_eq!(site.outcome().committed.unwrap().written, 0);
    assert!(site.outcome().rendered > 0);
    site.changed_nothing();
}

#[test]
fn what_is_touched_renders_nothing() {
    let site = archive(30).build().shuffle_times().build();
    site.did_nothing();
}

#[test]
fn a_fresh_checkout_with_cache_and_output_renders_and_writes_nothing() {
    let site = archive(30).build();
    let other = site.copied().build();
    other.did_nothing();
    // And what is edited there is seen.
    let other = other.edit("content/articles/a7.md", "Text 7", "Anders").build();
    other.wrote(["a7/index.html"]);
    rendered(&other, 1);
    other.equals_clean();
}

#[test]
fn a_second_build_renders_nothing() {
    archive(30).build().build().did_nothing();
}

#[test]
fn a_build_after_one_with_errors_takes_over_what_the_last_good_one_knew() {
    let site = archive(30).build().edit("content/articles/a7.md", "date: 2026", "date: x").fails();
    let site = site.edit("content/articles/a7.md", "date: x", "date: 2026").build();
    site.did_nothing();
}

#[test]
fn each_set_of_options_has_a_cache_of_its_own() {
    let drafts = blattwerk::archive::Include { drafts: true, ..Default::default() };
    let site = archive(30)
        .write("content/articles/d.md", "---\ntitle: D\ndate: 2026-11-01\ndraft: true\n---\n");
    let site = site.build().showing(drafts).build();
    assert!(site.has_page("/d/"));
    let site = site.showing(Default::default()).build();
    assert!(!site.has_page("/d/"));
    // Only what the other build wrote is put right.
    assert!(site.outcome().rendered < 20, "{}", site.outcome().rendered);
    site.equals_clean();
}
