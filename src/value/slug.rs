//! Turns any text into one part of a URL: `Größe & Maß` → `groesse-und-mass`.
//!
//! German letters become what German readers expect, other scripts become
//! Latin. Does not make slugs unique, and does not invent one where the text
//! holds no letter and no digit: both need to know more than the text.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Where a word may be divided; shown only where it is.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// The slug of a German `text`: ASCII lower case letters, digits and single hyphens
/// between them. Empty if `text` holds no letter and no digit.
pub fn slugify(text: &str) -> String {
    slugify_in("de", text)
}

/// The same of a text in the language of this tag, which has another word for `&`.
pub fn slugify_in(language: &str, text: &str) -> String {
    let mut slug = Slug { text: String::with_capacity(text.len()), gap: false, and: and(language) };
    if text.is_ascii() {
        slug.push_all(text.chars());
    } else {
        // What cannot be seen goes first: it could keep a letter and its accent apart.
        slug.push_all(text.chars().filter(|&c| !is_invisible(c)).nfc());
    }
    slug.text
}

/// The slug of a file's name: the name in lower case, if that can stand in a URL as it is.
///
/// Dots and underscores stay, so that `swift-5.5-released.md` and `a_b.md` keep the addresses
/// that they had with other generators; in a name they divide words, as `_` in a title does
/// not.
pub fn slug_of_name(language: &str, name: &str) -> String {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let divides = |c: char| "-_.".contains(c);
    if name.bytes().all(fits) && !name.starts_with(divides) && !name.ends_with(divides) {
        return name.to_ascii_lowercase();
    }
    slugify_in(language, &name.replace('_', "-"))
}

/// How `&` is read; not at all where that is not known.
fn and(language: &str) -> &'static str {
    const WORDS: [(&str, &str); 11] = [
        ("de", "und"),
        ("en", "and"),
        ("da", "og"),
        ("es", "y"),
        ("fr", "et"),
        ("it", "e"),
        ("nb", "og"),
        ("nl", "en"),
        ("no", "og"),
        ("pt", "e"),
        ("sv", "och"),
    ];
    let main = language.split('-').next().unwrap_or_default();
    let known = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(main));
    known.map_or("", |(_, word)| word)
}

struct Slug {
    text: String,
    /// Whether a hyphen is due before the next letter.
    gap: bool,
    /// How `&` is read.
    and: &'static str,
}

impl Slug {
    fn push_all(&mut self, chars: impl Iterator<Item = char>) {
        let mut chars = chars.peekable();
        let mut before = ' ';
        while let Some(c) = chars.next() {
            let inside = before.is_alphabetic() && chars.peek().is_some_and(|c| c.is_alphabetic());
            if !(inside && is_gender_mark(c)) {
                self.push(c);
            }
            before = c;
        }
    }

    fn push(&mut self, c: char) {
        match c {
            c if c.is_ascii_alphanumeric() => self.put(c),
            'ä' | 'Ä' => self.put_all("ae"),
            'ö' | 'Ö' => self.put_all("oe"),
            'ü' | 'Ü' => self.put_all("ue"),
            'ß' | 'ẞ' => self.put_all("ss"),
            '&' => {
                self.gap = true;
                self.put_all(self.and);
                self.gap = true;
            }
            c if is_apostrophe(c) => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => {
                self.put_all(deunicode_char(c).unwrap_or(" "));
            }
            _ => self.gap = true,
        }
    }

    fn put_all(&mut self, latin: &str) {
        for c in latin.chars() {
            match c {
                c if c.is_ascii_alphanumeric() => self.put(c),
                c if is_apostrophe(c) => {}
                _ => self.gap = true,
            }
        }
    }

    fn put(&mut self, c: char) {
        if self.gap && !self.text.is_empty() {
            self.text.push('-');
        }
        self.gap = false;
        self.text.push(c.to_ascii_lowercase());
    }
}

/// `Leser:innen`, `Leser*innen` and `Leser_innen` are one word.
fn is_gender_mark(c: char) -> bool {
    matches!(c, ':' | '*' | '_')
}

/// Apostrophes, and the accents that are typed in their place.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | '＇' | '´' | '`')
}

/// Soft hyphens, zero-width characters, marks of direction, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn examples() {
        for (text, slug) in [
            ("Größe und Straße", "groesse-und-strasse"),
            ("ÄÖÜ ẞ", "aeoeue-ss"),
            ("Gro\u{308}ße", "groesse"),
            ("Größe & Maß", "groesse-und-mass"),
            ("R&D", "r-und-d"),
            ("KI\u{2011}Modelle", "ki-modelle"),
            ("2020–2026 — ein Rückblick", "2020-2026-ein-rueckblick"),
            ("Straßen\u{AD}bahn\u{200B}netz", "strassenbahnnetz"),
            ("u\u{AD}\u{308}ber", "ueber"),
            ("So geht’s, so geht's, so geht´s", "so-gehts-so-gehts-so-gehts"),
            ("Leser:innen, Leser*innen, Leser_innen", "leserinnen-leserinnen-leserinnen"),
            ("Stand: 8:30 Uhr", "stand-8-30-uhr"),
            ("Entwickler (m/w/d)", "entwickler-m-w-d"),
            ("GPT-4.5: „Fertig!“", "gpt-4-5-fertig"),
            ("Café Škoda Łódź Ærø", "cafe-skoda-lodz-aero"),
            ("Ольга", "olga"),
            ("北亰", "bei-jing"),
            ("KI/ML", "ki-ml"),
            ("--a--  b--", "a-b"),
            ("🦄 …", ""),
            ("", ""),
        ] {
            assert_eq!(slugify(text), slug, "{text}");
        }
    }

    #[test]
    fn an_ampersand_is_read_in_the_language_of_the_site() {
        for (language, slug) in
            [("de-CH", "r-und-d"), ("en", "r-and-d"), ("fr", "r-et-d"), ("ja", "r-d"), ("", "r-d")]
        {
            assert_eq!(slugify_in(language, "R&D"), slug, "{language}");
        }
    }

    #[test]
    fn a_name_that_fits_into_a_url_keeps_its_dots_and_underscores() {
        for (name, slug) in [
            ("swift-5.5-released", "swift-5.5-released"),
            ("the_handbook", "the_handbook"),
            ("31C3", "31c3"),
            ("_TEMPLATE", "template"),
            ("digital-refugee-labs Kopie", "digital-refugee-labs-kopie"),
            ("Straßen_bäume", "strassen-baeume"),
            ("...", ""),
            ("", ""),
        ] {
            assert_eq!(slug_of_name("de", name), slug, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_slug_holds_nothing_but_letters_digits_and_single_hyphens(text in any::<String>()) {
            let slug = slugify(&text);
            prop_assert!(slug.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }

        #[test]
        fn a_slug_is_a_part_of_a_path_unless_windows_keeps_it(text in any::<String>()) {
            let slug = slugify(&text);
            prop_assume!(!slug.is_empty() && slug.len() <= 255);
            match crate::value::UrlPath::new(&format!("/{slug}/")) {
                Ok(url) => prop_assert_eq!(url.encoded(), format!("/{slug}/")),
                Err(fault) => prop_assert!(fault.to_string().contains("device")),
            }
        }

        #[test]
        fn a_name_of_a_file_is_its_own_slug(name in "(\\PC|[a-zA-Z0-9._-]){0,20}") {
            let slug = slug_of_name("de", &name);
            prop_assert_eq!(slug_of_name("de", &slug), slug);
        }

        #[test]
        fn a_slug_is_its_own_slug(text in any::<String>()) {
            let slug = slugify(&text);
            prop_assert_eq!(slugify(&slug), slug);
        }

        #[test]
        fn composed_and_decomposed_letters_are_the_same(text in any::<String>()) {
            let (composed, decomposed) = (text.nfc().to_string(), text.nfd().to_string());
            prop_assert_eq!(slugify(&composed), slugify(&decomposed));
        }

        #[test]
        fn soft_hyphens_change_nothing(text in "[a-zA-ZäöüßÄÖÜ0-9 :*&-]{0,20}") {
            let hyphenated: String = text.chars().flat_map(|c| [c, '\u{AD}']).collect();
            prop_assert_eq!(slugify(&hyphenated), slugify(&text));
        }
    }
}
