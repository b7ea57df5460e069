//! A text that is set says what it said, and setting it again changes nothing.

use blattwerk::value::typography::{Blank, Quotes};
use blattwerk::value::{Typography, slugify};

pub(super) fn typography(text: &str) {
    for quotes in [Quotes::Language, Quotes::Book] {
        let site = Typography { home: "de".into(), quotes, percent: Blank::Wide };
        for tag in ["de", "de-CH", "en", "fr", "sv", "pl", "xx"] {
            let rules = site.rules(tag);
            let set = rules.set(text);
            assert_eq!(rules.set(&set), set, "{tag}, set twice: {text:?}");
            assert_eq!(words(&set), words(text), "{tag}");
            assert_eq!(slugify(&set), slugify(text), "{tag}: {text:?} as {set:?}");
        }
    }
}

/// Letters and digits alone.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
