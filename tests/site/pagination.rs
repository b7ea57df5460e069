//! Page numbers that stay: lists are cut from the oldest article on.

use crate::support::Site;

/// A site of `count` articles on following days, all with one tag and of one author.
fn site(count: usize) -> Site {
    let site = Site::new(
        "
        -- site.toml --
        paginate_by = 2
        permalink = '/{slug}/'
        ",
    );
    (1..=count).fold(site, add)
}

fn add(site: Site, number: usize) -> Site {
    let text = format!(
        "---\ntitle: Article {number}\ndate: 2026-01-{number:02}\ntags: [KI]\nauthors: [Ada]\n---\n"
    );
    site.write(&format!("content/articles/a{number}.md"), text)
}

#[test]
fn a_new_article_changes_exactly_these_files() {
    // What a page boundary adds: the page that is born, and the one before it, whose link
    // to the newer page changes from the list's own address to that page. Never another.
    let born: [(usize, &[usize]); 6] =
        [(3, &[]), (4, &[1]), (5, &[]), (6, &[1, 2]), (7, &[]), (8, &[2, 3])];
    let mut site = site(2).build();
    for (count, numbered) in born {
        site = add(site, count).build();
        let mut expected = vec![
            // Itself, and the one before it, which leads to it.
            format!("a{count}/index.html"),
            format!("a{}/index.html", count - 1),
            "index.html".into(),
            "tags/ki/index.html".into(),
            "authors/ada/index.html".into(),
            // Here the numbers of articles are shown.
            "tags/index.html".into(),
            "authors/index.html".into(),
            "articles/2026/index.html".into(),
            "articles/2026/01/index.html".into(),
            "rss.xml".into(),
            "tags/ki/rss.xml".into(),
            "sitemap-2026-01.xml".into(),
        ];
        for number in numbered {
            for list in ["", "tags/ki/", "authors/ada/"] {
                expected.push(format!("{list}page/{number}/index.html"));
            }
        }
        site.wrote(expected.iter().map(String::as_str));
        assert_eq!(site.removed(), Vec::<String>::new());
    }
}

#[test]
fn each_feed_more_is_one_file_of_a_new_article() {
    let feeds = "feeds = { atom = true, json = true, authors = true }\npermalink";
    let with_all = add(site(2).edit("site.toml", "permalink", feeds).build(), 3).build().written();
    let with_rss = add(site(2).build(), 3).build().written();
    let more: Vec<&String> = with_all.iter().filter(|path| !with_rss.contains(path)).collect();
    let expected = ["archive/atom-2026-01.xml", "atom.xml", "authors/ada/rss.xml", "feed.json"];
    assert_eq!(more, expected);
}

#[test]
fn a_numbered_page_leads_to_its_neighbours() {
    let site = site(7).build();
    for list in ["", "/tags/ki", "/authors/ada"] {
        let titles = |url: &str| site.texts(&format!("{list}{url}"), "a.teaser");
        let newer = |url: &str| site.attributes(&format!("{list}{url}"), "a.newer", "href");
        let older = |url: &str| site.attributes(&format!("{list}{url}"), "a.older", "href");
        assert_eq!(titles("/"), ["Article 7", "Article 6", "Article 5"]);
        assert_eq!(titles("/page/2/"), ["Article 4", "Article 3"]);
        assert_eq!(titles("/page/1/"), ["Article 2", "Article 1"]);
        assert_eq!(newer("/"), [] as [&str; 0]);
        assert_eq!(older("/"), [format!("{list}/page/2/")]);
        assert_eq!(newer("/page/2/"), [format!("{list}/")]);
        assert_eq!(older("/page/2/"), [format!("{list}/page/1/")]);
        assert_eq!(newer("/page/1/"), [format!("{list}/page/2/")]);
        assert_eq!(older("/page/1/"), [] as [&str; 0]);
    }
}

#[test]
fn only_the_lists_own_address_knows_how_many_there_are() {
    let site = site(7).build();
    assert_eq!(site.texts("/", ".count"), ["7"]);
    assert_eq!(site.texts("/tags/ki/", ".count"), ["7"]);
    assert_eq!(site.texts("/page/2/", ".count"), [] as [&str; 0]);
}

#[test]
fn of_1003_articles_the_lists_own_address_shows_the_newest_28() {
    let site = (1..=1003).fold(Site::new(""), |site, number| {
        let date = format!("2026-01-01T{:02}:{:02}:00Z", number / 60, number % 60);
        let text = format!("---\ntitle: Article {number}\ndate: {date}\n---\n");
        site.write(&format!("content/articles/a{number}.md"), text)
    });
    let site = site.build();
    assert_eq!(site.texts("/", "a.teaser").len(), 28);
    assert_eq!(site.texts("/page/39/", "a.teaser").len(), 25);
    assert!(!site.has_page("/page/40/"));
    assert_eq!(site.texts("/page/1/", "a.teaser").last().unwrap(), "Article 1");
}

#[test]
fn a_taxonomy_can_have_pages_of_another_length() {
    let site = site(7)
        .edit(
            "site.toml",
            "permalink",
            "taxonomies = [{ name = 'tags', paginate_by = 3 }]\npermalink",
        )
        .build();
    assert_eq!(site.texts("/tags/ki/", "a.teaser").len(), 4);
    assert_eq!(site.texts("/page/1/", "a.teaser").len(), 2);
}

#[test]
fn the_word_for_page_can_be_another() {
    let site = site(7).edit("site.toml", "permalink", "paths.page = 'seite'\npermalink").build();
    assert_eq!(site.attributes("/", "a.older", "href"), ["/seite/2/"]);
    assert!(site.has_page("/tags/ki/seite/1/"));
    assert!(!site.has_page("/page/1/"));
}

#[test]
fn an_article_that_goes_takes_the_last_page_with_it() {
    let site = site(6).build();
    assert!(site.has_page("/page/2/"));
    let site = site.remove("content/articles/a6.md").build();
    assert!(!site.has_page("/page/2/"));
    assert!(site.removed().contains(&"tags/ki/page/2/index.html".to_owned()));
    assert!(!site.exists("public/page/2"), "an empty folder is left");
    assert_eq!(site.attributes("/page/1/", "a.newer", "href"), ["/"]);
}

#[test]
fn a_backdated_article_says_how_many_pages_of_lists_move() {
    let site = site(8).build();
    assert_eq!(site.outcome().moved, 0);
    // At the end nothing moves, however many articles are added.
    let site = add(add(site, 9), 10).build();
    assert_eq!(site.outcome().moved, 0);
    // Of the front page's four numbered pages all but the first, and the same for the tag and
    // the author.
    let site = site
        .write(
            "content/articles/old.md",
            "---\ntitle: Old\ndate: 2026-01-02T12:00:00Z\ntags: [KI]\nauthors: [Ada]\n---\n",
        )
        .build();
    assert_eq!(site.outcome().moved, 9);
    let site = add(site.build_by_program(), 11).remove("content/articles/old.md");
    let said = site.run(["build"]);
    said.exits(0).says("9 numbered pages of lists show other articles");
}

#[test]
fn another_title_moves_no_page_of_a_list() {
    let site = site(8).build().edit("content/articles/a2.md", "Article 2", "Two").build();
    assert_eq!(site.outcome().moved, 0);
    site.has("/page/1/", "Two");
}

/// The articles that a numbered page shows.
fn shown(site: &Site, number: usize) -> Vec<String> {
    site.texts(&format!("/page/{number}/"), "a.teaser")
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(6))]

    #[test]
    fn every_article_is_on_one_page_and_a_new_one_moves_none(
        days in proptest::collection::vec(1..28, 0..24usize),
        per in 1usize..6,
    ) {
        let mut site = Site::new(&format!("-- site.toml --\npaginate_by = {per}\n"));
        let article = |day: &str, at: usize| format!("---\ntitle: T{at:02}\ndate: {day}\n---\n");
        for (at, day) in days.iter().enumerate() {
            let text = article(&format!("2026-01-{day:02}"), at);
            site = site.write(&format!("content/articles/a{at:02}.md"), text);
        }
        let site = site.build();
        let last = (1..).take_while(|number| site.has_page(&format!("/page/{number}/"))).count();
        let mut all: Vec<String> = (1..=last).flat_map(|number| shown(&site, number)).collect();
        all.extend(site.texts("/", "a.teaser"));
        all.sort_unstable();
        let expected: Vec<String> = (0..days.len()).map(|at| format!("T{at:02}")).collect();
        proptest::prop_assert_eq!(all, expected);

        let before: Vec<Vec<String>> = (1..=last).map(|number| shown(&site, number)).collect();
        let site = site.write("content/articles/new.md", article("2026-02-01", 99)).build();
        let after: Vec<Vec<String>> = (1..=last).map(|number| shown(&site, number)).collect();
        proptest::prop_assert_eq!(before, after);
        proptest::prop_assert_eq!(&site.texts("/", "a.teaser")[0], "T99");
    }
}
