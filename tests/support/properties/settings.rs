//! `site.toml`: read, or refused with a reason; what is printed of it says the same.

use blattwerk::config::{Config, FILE};
use blattwerk::value::{Locale, UrlPath};

pub fn settings(bytes: &[u8]) {
    let text = &*super::text(bytes);
    let (config, report) = Config::read(FILE, text);
    let is_fit_for_use = !report.has_errors();
    super::is_fit_to_print(report, text);
    super::is_fit_to_print(config.unknown_fragments(FILE, text, &["sidebar"]), text);
    Config::place_of(FILE, text, "theme");
    let _ = Locale::new(&config.default_language);
    if is_fit_for_use {
        is_within_bounds(&config);
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

/// `blattwerk config` prints settings that can be put in the place of those that it read.
fn says_the_same_again(config: &Config) {
    let printed = toml::to_string_pretty(&config.effective()).expect("settings are TOML");
    let (again, report) = Config::read(FILE, &printed);
    assert!(report.is_empty(), "{report:?} of {printed}");
    let again = toml::to_string_pretty(&again.effective()).expect("settings are TOML");
    assert_eq!(again, printed);
}
