//! The default theme: nothing is lost on its front page, what is paid says so, and a site can be
//! in one language throughout.

use std::collections::{BTreeMap, BTreeSet};

use blattwerk::theme::embedded_files;

use crate::support::Site;

fn site(settings: &str) -> Site {
    let mut files = format!(
        "
    -- site.toml --
    base_url = 'https://a.example/'
    title = 'Blatt'
    theme = 'zeitung'
    paginate_by = 6
    taxonomies = [{{ name = 'tags', feed = true }}, {{ name = 'categories' }}]
{settings}
    -- content/pages/impressum.md --
    ---
    title: Impressum
    ---
    Ein Verlag.
    -- content/jobs/setzer.md --
    ---
    title: Setzer
    company: Druck & Satz
    location: Köln
    country: DE
    posted: 2026-01-02
    tags: [Politik]
    paid: true
    ---
    Blei.
"
    );
    for number in 1..=15 {
        let section = ["categories: [Politik]", "categories: [Kultur]", "x: 1"][number % 3];
        let more = match number {
            9 => "featured: true",
            11 => "sponsored: true",
            15 => "ai: assisted\n    corrections: [{ date: 2026-01-16, text: </script> falsch }]",
            _ => "y: 1",
        };
        files.push_str(&format!(
            "
    -- content/articles/a{number:02}.md --
    ---
    title: Nummer {number:02}
    date: 2026-01-{number:02}
    authors: [Ada]
    tags: [Zahlen]
    {section}
    {more}
    ---
    Text.
"
        ));
    }
    Site::exactly(&files).build()
}

#[test]
fn every_article_that_is_on_no_numbered_page_is_on_the_front_page_once() {
    let site = site("");
    let mut titles = site.texts("/", "main article a:not([aria-hidden])");
    assert_eq!(
        titles.first().map(String::as_str),
        Some("Nummer 09"),
        "the newest featured one leads"
    );
    titles.sort();
    let numbered = site.texts("/page/1/", "main article a:not([aria-hidden])");
    let all: Vec<String> = (1..=15).map(|number| format!("Nummer {number:02}")).collect();
    let newest: Vec<String> = all.into_iter().filter(|title| !numbered.contains(title)).collect();
    assert_eq!(titles, newest);
}

/// A body edit makes its page, and a new article at the end what shows it: its page with its
/// card, the front page, its tag, section, author and day, the overviews with their counts, the
/// feeds, the sitemaps, and the pages of its neighbours.
#[test]
fn an_edit_writes_one_file_and_a_new_article_few() {
    let site =
        site("").edit("content/articles/a07.md", "Text.", "Text.\n\nNoch ein Absatz.").build();
    assert_eq!(site.written(), ["articles/2026/01/a07/index.html"]);
    let mut site = site;
    for number in 16..=28 {
        let article = format!(
            "---\ntitle: Nummer {number}\ndate: 2026-01-{number}\nauthors: [Ada]\n\
             tags: [Zahlen, A, B, C, D]\ncategories: [Politik]\n---\nText.\n"
        );
        site = site.write(&format!("content/articles/a{number}.md"), article).build();
        let written = site.written();
        assert!(written.len() <= 50, "{number}: {written:?}");
        let others = written.iter().filter(|path| path.starts_with("articles/2026/01/a"));
        // Itself and its card, the one before it, and the ones before it with its first tags.
        assert!(others.count() <= 6, "{number}: {written:?}");
    }
    site.equals_clean();
}

#[test]
fn law_01_every_page_leads_to_the_imprint() {
    let site = site("");
    for path in site.paths().iter().filter(|path| path.ends_with(".html")) {
        let page = site.read(&format!("public/{path}")).unwrap();
        assert!(page.contains(">Impressum</a>"), "{path}");
    }
}

#[test]
fn law_04_what_is_paid_begins_with_its_mark_and_says_so_to_search_engines() {
    let site = site(
        "
    [[promo]]
    title = 'Buch'
    url = 'https://b.example/'
    paid = true
    ",
    );
    for (url, part) in [
        ("/articles/2026/01/a15/", ".promo li"),
        ("/articles/2026/01/a11/", "article .head"),
        ("/jobs/", ".job"),
        ("/jobs/setzer/", ".head"),
        ("/", ".sidebar-job"),
        ("/articles/2026/01/a15/", ".sidebar-job"),
    ] {
        let texts = site.texts(url, part);
        assert!(
            texts.first().is_some_and(|text| text.trim().starts_with("Anzeige")),
            "{url}: {texts:?}"
        );
    }
    let teaser = site.texts("/articles/2026/01/", ".day li").join("\n");
    assert!(teaser.contains("Anzeige"), "{teaser}");
    // Where only its title is named, too.
    let neighbours = site.texts("/articles/2026/01/a12/", ".neighbours p");
    assert!(neighbours[0].contains("Anzeige Nummer 11"), "{neighbours:?}");
    let related = site.texts("/articles/2026/01/a12/", ".related li");
    assert!(related.contains(&"Anzeige Nummer 11".to_owned()), "{related:?}");
    assert_eq!(
        site.attributes("/articles/2026/01/a15/", ".promo a", "rel"),
        ["sponsored nofollow noopener"]
    );
}

#[test]
fn ld_0_the_structured_data_can_be_read_whatever_it_says() {
    let site = site("");
    let data = |url: &str| -> serde_json::Value {
        let scripts = site.texts(url, "script[type='application/ld+json']");
        serde_json::from_str(&scripts[0]).unwrap()
    };
    let article = data("/articles/2026/01/a15/");
    assert_eq!(article["@type"], "NewsArticle");
    assert_eq!(article["correction"][0]["text"], "</script> falsch");
    assert_eq!(data("/articles/2026/01/a11/")["@type"], "AdvertiserContentArticle");
    assert_eq!(data("/jobs/setzer/")["@type"], "JobPosting");
    assert_eq!(data("/")["@graph"][0]["@type"], "WebSite");
    site.has_not("/jobs/", "JobPosting");
}

#[test]
fn a_year_shows_all_of_its_months_in_a_table() {
    let site = site("");
    let months = site.texts("/articles/2026/", ".months tbody th");
    assert_eq!((months.len(), months[0].as_str(), months[11].as_str()), (12, "Januar", "Dezember"));
    let counts = site.texts("/articles/2026/", ".months tbody td");
    assert_eq!((counts[0].trim(), counts[1].trim()), ("15", "0"));
    assert_eq!(site.attributes("/articles/2026/", ".months rect", "width")[..2], ["15", "0"]);
}

#[test]
fn no_style_and_no_script_stands_in_a_page() {
    let site = site("");
    for path in site.paths().iter().filter(|path| path.ends_with(".html")) {
        let page = site.read(&format!("public/{path}")).unwrap();
        for part in ["<style", " style=", " onclick=", "javascript:", "<script src", "<script>"] {
            assert!(!page.contains(part), "SEC-3: {path} holds {part}");
        }
    }
}

#[test]
fn both_languages_have_the_words_that_the_templates_ask_for() {
    for theme in ["zeitung", "schlicht"] {
        let files: BTreeMap<&str, String> = embedded_files(theme)
            .unwrap()
            .iter()
            .map(|(path, bytes)| (*path, String::from_utf8_lossy(bytes).into_owned()))
            .collect();
        let words = |path: &str| -> BTreeSet<String> {
            let table: toml::Table = files[path].parse().unwrap();
            table.keys().cloned().collect()
        };
        assert_eq!(words("i18n/de.toml"), words("i18n/en.toml"), "{theme}");
        let asked =
            files.values().flat_map(|text| text.split("trans(key=\"").skip(1)).filter_map(|rest| {
                rest.split_once('"').filter(|(_, after)| after.starts_with([',', ')']))
            });
        let asked: BTreeSet<String> = asked.map(|(key, _)| key.to_owned()).collect();
        let known = words("i18n/de.toml");
        let missing: Vec<&String> = asked.difference(&known).collect();
        assert!(missing.is_empty(), "{theme}: {missing:?}");
    }
}

#[test]
fn an_english_site_has_no_german_word() {
    let site = site("    default_language = 'en'\n");
    let german: toml::Table = String::from_utf8_lossy(bytes_of("i18n/de.toml")).parse().unwrap();
    let english = String::from_utf8_lossy(bytes_of("i18n/en.toml")).into_owned();
    let words = german
        .values()
        .filter_map(|word| word.as_str())
        .filter(|word| word.len() > 8 && !word.contains('{') && !english.contains(word));
    let pages: Vec<(String, String)> = site
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".html"))
        .map(|path| (path.clone(), site.read(&format!("public/{path}")).unwrap()))
        .collect();
    for word in words {
        for (path, page) in &pages {
            assert!(!page.contains(word), "{path}: {word}");
        }
    }
}

fn bytes_of(path: &str) -> &'static [u8] {
    embedded_files("zeitung").unwrap().iter().find(|(file, _)| *file == path).unwrap().1
}
