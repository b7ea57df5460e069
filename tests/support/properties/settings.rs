//! `site.toml`: read, or refused with a reason; what is printed of it says the same.

use blattwerk::article;
use blattwerk::config::{Config, FILE};
use blattwerk::value::{Locale, SourcePath, UrlPath};

use super::paths::is_a_url;

pub fn settings(bytes: &[u8]) {
    let text = &*super::text(bytes);
    let (config, report) = Config::read(FILE, text);
    let is_fit_for_use = !report.has_errors();
    super::is_fit_to_print(report, text);
    super::is_fit_to_print(config.unknown_fragments(FILE, text, &["sidebar"]), text);
    Config::place_of(FILE, text, &["theme"]);
    let _ = Locale::new(&config.default_language);
    if is_fit_for_use {
        is_within_bounds(&config);
        gives_articles_a_place(&config);
        says_the_same_again(&config);
    }
}

fn is_within_bounds(config: &Config) {
    assert!(config.paginate_by > 0 && config.feeds.limit > 0);
    assert!(config.taxonomies.iter().all(|taxonomy| taxonomy.paginate_by != Some(0)));
    let paths = &config.paths;
    let own = [&paths.page, &paths.authors, &paths.jobs, &paths.corrections, &paths.calendar];
    let taxonomies = config.taxonomies.iter().map(|taxonomy| &taxonomy.path);
    for word in own.into_iter().chain(taxonomies) {
        assert!(!word.is_empty() && UrlPath::new(&format!("/{word}/")).is_ok(), "{word}");
    }
    let pictures = &config.pictures;
    assert!((1..=100).contains(&pictures.quality));
    assert!(pictures.widths.is_sorted() && pictures.widths.iter().all(|width| *width > 0));
    if let Some(rules) = config.typography(None) {
        rules.set("\"10 % von 'a'\" - so ...");
    }
}

/// Whatever pattern their URLs have.
fn gives_articles_a_place(config: &Config) {
    let file = SourcePath::new("content/articles/a.md");
    let text = "---\ntitle: A\ndate: 2026-01-02\ncategories: [Ort]\n---\nText\n";
    let (article, report) = article::parse(&file, text, config);
    match article {
        Some(article) => is_a_url(&article.card.url),
        None => assert!(report.has_errors()),
    }
    super::is_fit_to_print(report, text);
}

/// `blattwerk config` prints settings that can be put in the place of those that it read.
fn says_the_same_again(config: &Config) {
    let printed = toml::to_string_pretty(&config.effective()).expect("settings are TOML");
    let (again, report) = Config::read(FILE, &printed);
    assert!(report.is_empty(), "{report:?} of {printed}");
    let again = toml::to_string_pretty(&again.effective()).expect("settings are TOML");
    assert_eq!(again, printed);
}
