//! What each language does: data only. A new language is a line, or a line and its habits.

/// An opening and a closing mark.
pub(super) type Pair<'a> = (&'a str, &'a str);

pub(super) struct Language {
    /// As BCP 47 writes it. One with a region stands for that region only.
    tag: &'static str,
    /// The outer quotes, and those within quotes.
    pub(super) quotes: [Pair<'static>; 2],
    pub(super) habits: &'static Habits,
}

/// What is not done with quotes. All lists of words are short: they are searched one by one.
pub(super) struct Habits {
    /// `--` with nothing around it, between letters.
    pub(super) joined: &'static str,
    /// `---`
    pub(super) long: &'static str,
    /// With the blanks that belong into them, which are narrow then. The longer ones of those
    /// that begin alike come first.
    pub(super) abbreviations: &'static [&'static str],
    /// Before a name.
    pub(super) titles: &'static [&'static str],
    /// Before a number that names something, each with a point. Between two numbers behind one
    /// is no minus.
    pub(super) numbered: &'static [&'static str],
    /// Before a number that counts something, each with a point.
    pub(super) counted: &'static [&'static str],
    /// As `numbered`, but too long to be kept on the number's line.
    pub(super) spelled: &'static [&'static str],
    /// Behind a day: `23. November`
    pub(super) months: &'static [&'static str],
    /// Before a day: `November 23`
    pub(super) months_before: &'static [&'static str],
    /// Behind a number, besides [`UNITS`].
    pub(super) units: &'static [&'static str],
    /// Behind a number, but too long to be kept on its line.
    pub(super) measures: &'static [&'static str],
    /// Words that begin with an apostrophe.
    pub(super) elided: &'static [&'static str],
}

/// The language of a tag: that of its region, else that of its main language, else one
/// without habits.
pub(super) fn language(tag: &str) -> &'static Language {
    let find = |tag: &str| LANGUAGES.iter().find(|known| known.tag.eq_ignore_ascii_case(tag));
    let mut parts = tag.splitn(3, '-');
    let (main, region) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let own = main.len() + 1 + region.len();
    find(tag.get(..own).unwrap_or(tag)).or_else(|| find(main)).unwrap_or(&LANGUAGES[0])
}

/// Symbols that all languages share, in the order of their bytes.
pub(super) const UNITS: [&str; 79] = [
    "$", "%", "A", "Ah", "Bit", "Byte", "C", "CHF", "EB", "EUR", "F", "GB", "GBP", "GHz", "GW",
    "GWh", "Gbit", "Gbit/s", "GiB", "Hz", "J", "K", "KB", "MB", "MHz", "MW", "MWh", "Mbit",
    "Mbit/s", "MiB", "N", "PB", "PS", "Pa", "TB", "THz", "TW", "TWh", "USD", "V", "W", "Wh", "bar",
    "bit", "cm", "cm²", "cm³", "dB", "dm", "dpi", "g", "h", "ha", "kB", "kHz", "kW", "kWh", "kg",
    "km", "km/h", "km²", "l", "m", "m/s", "mW", "mg", "min", "ml", "mm", "ms", "m²", "m³", "nm",
    "ns", "ppm", "px", "s", "t", "°",
];

/// The same, outside of ASCII.
pub(super) const SIGNS: [&str; 8] = ["£", "°C", "°F", "µg", "µm", "Ω", "‰", "€"];

/// Words that stand between a number and its unit: `30 Mrd. €`.
pub(super) const MULTIPLES: [&str; 4] = ["Bio", "Mio", "Mrd", "Tsd"];

/// Of a title, in bytes.
pub(super) const LONGEST_TITLE: usize = 5;

/// Before the number.
pub(super) const SIGNS_BEFORE: [&str; 6] = ["§", "§§", "€", "EUR", "CHF", "USD"];

// A word a line would be pages long.
#[rustfmt::skip]
const GERMAN: Habits = Habits {
    joined: "–",
    long: "–",
    abbreviations: &[
        "a. a. O.", "a. D.", "a. d.", "a. G.", "a. M.", "a. o.", "a. S.", "b. w.", "c. t.",
        "d. h.", "d. i.", "d. J.", "d. M.", "d. Ä.", "e. G.", "e. h.", "e. K.", "e. V.", "h. c.",
        "h. M.", "i. A.", "i. Allg.", "i. B.", "i. Br.", "i. d. F.", "i. d. R.", "i. d. S.",
        "i. e. S.", "i. e.", "i. E.", "i. H. v.", "i. J.", "i. O.", "i. R.", "i. S. d.",
        "i. S. v.", "i. V. m.", "i. V.", "i. w. S.", "i. Ü.", "k. A.", "k. o.", "m. a. W.",
        "m. E.", "m. W.", "n. Chr.", "n. v.", "o. a.", "o. B.", "o. D.", "o. dgl.", "o. g.",
        "o. J.", "o. k.", "o. O.", "o. V.", "o. Ä.", "p. a.", "p. P.", "s. a.", "s. o.", "s. t.",
        "s. u.", "s. v.", "u. a. m.", "u. a.", "u. d. M.", "u. dgl.", "u. E.", "u. M.", "u. U.",
        "u. v. a. m.", "u. v. a.", "u. v. m.", "u. W.", "u. Z.", "u. Ä.", "v. a.", "v. Chr.",
        "v. H.", "v. l. n. r.", "v. o.", "v. r. n. l.", "v. T.", "v. u. Z.", "v. u.", "w. o.",
        "z. B.", "z. H.", "z. Hd.", "z. K.", "z. S.", "z. T.", "z. w. V.", "z. Z.", "z. Zt.",
        "ü. d. M.", "ü. M.",
    ],
    titles: &["Dr.", "Fr.", "Frl.", "Hr.", "Hrn.", "Ing.", "Mag.", "Prof.", "St."],
    numbered: &[
        "Abb.", "Abs.", "Abschn.", "Anm.", "Art.", "Az.", "Bd.", "Fn.", "Kap.", "Nr.", "Nrn.",
        "Rdnr.", "Rn.", "Rz.", "S.", "Sp.", "Tab.", "Taf.", "Ziff.",
    ],
    counted: &["ca.", "rd.", "max.", "min.", "mind.", "bzw."],
    spelled: &["Artikel", "Kapitel", "Seite", "Seiten", "Paragrafen", "Ziffern", "Zeilen"],
    months: &[
        "Januar", "Jänner", "Februar", "Feber", "März", "April", "Mai", "Juni", "Juli", "August",
        "September", "Oktober", "November", "Dezember", "Jan.", "Feb.", "Mär.", "Apr.", "Jun.",
        "Jul.", "Aug.", "Sep.", "Sept.", "Okt.", "Nov.", "Dez.",
    ],
    months_before: &[],
    units: &["Dollar", "Euro", "Franken", "Grad", "Prozent", "Uhr", "Millionen", "Milliarden"],
    measures: &[
        "Jahre", "Jahren", "Kilometer", "Kilometern", "Meter", "Metern", "Minuten", "Monate",
        "Monaten", "Punkte", "Prozentpunkte", "Sekunden", "Stunden", "Tage", "Tagen", "Tausend",
        "Wochen",
    ],
    elided: &[
        "n", "ne", "nem", "nen", "ner", "nes", "s", "ran", "rauf", "raus", "rein", "rum", "runter",
        "rüber", "nauf", "naus", "nunter", "tschuldigung",
    ],
};

#[rustfmt::skip]
const ENGLISH: Habits = Habits {
    joined: "—",
    long: "—",
    abbreviations: &[],
    titles: &["Dr.", "Mr.", "Mrs.", "Ms.", "Mx.", "Prof.", "Rev.", "St."],
    numbered: &[
        "Art.", "Ch.", "Fig.", "No.", "Nos.", "Vol.", "ch.", "fig.", "no.", "p.", "pp.", "vol.",
    ],
    counted: &["c.", "ca."],
    spelled: &["chapter", "chapters", "page", "pages"],
    months: &[],
    months_before: &[
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ],
    units: &["percent", "million", "billion", "trillion"],
    measures: &[
        "days", "degrees", "dollars", "euros", "feet", "hours", "inches", "kilometers",
        "kilometres", "meters", "metres", "miles", "minutes", "months", "pounds", "seconds",
        "weeks", "years",
    ],
    elided: &["bout", "cause", "em", "gainst", "n", "neath", "round", "til", "tis", "twas"],
};

const PLAIN: Habits = Habits {
    joined: "–",
    long: "—",
    abbreviations: &[],
    titles: &[],
    numbered: &[],
    counted: &[],
    spelled: &[],
    months: &[],
    months_before: &[],
    units: &[],
    measures: &[],
    elided: &[],
};

const fn line(
    tag: &'static str,
    outer: Pair<'static>,
    inner: Pair<'static>,
    habits: &'static Habits,
) -> Language {
    Language { tag, quotes: [outer, inner], habits }
}

const LOW: Pair = ("„", "“");
const LOW_SINGLE: Pair = ("‚", "‘");
const HIGH: Pair = ("“", "”");
const HIGH_SINGLE: Pair = ("‘", "’");
const POINTED: Pair = ("«", "»");
const POINTED_SINGLE: Pair = ("‹", "›");
const RIGHT: Pair = ("”", "”");
const RIGHT_SINGLE: Pair = ("’", "’");
const MIXED: Pair = ("„", "”");
/// The blanks are those of French print; CLDR has none.
const SPACED: Pair = ("«\u{202f}", "\u{202f}»");

pub(super) const BOOK: [Pair; 2] = [("»", "«"), ("›", "‹")];

/// The quotes are those of CLDR 48 (`delimiters`), but for Swiss German, where CLDR has the
/// German ones and print has those of the Federal Chancellery's rules (RULES.md, DE-1). The
/// first line stands for all other languages.
const LANGUAGES: [Language; 54] = [
    line("und", HIGH, HIGH_SINGLE, &PLAIN),
    line("de", LOW, LOW_SINGLE, &GERMAN),
    line("de-CH", POINTED, POINTED_SINGLE, &GERMAN),
    line("de-LI", POINTED, POINTED_SINGLE, &GERMAN),
    line("en", HIGH, HIGH_SINGLE, &ENGLISH),
    line("ar", ("”", "“"), ("’", "‘"), &PLAIN),
    line("be", POINTED, LOW, &PLAIN),
    line("bg", LOW, LOW, &PLAIN),
    line("bs", MIXED, HIGH_SINGLE, &PLAIN),
    line("ca", POINTED, HIGH, &PLAIN),
    line("cs", LOW, LOW_SINGLE, &PLAIN),
    line("da", HIGH, HIGH_SINGLE, &PLAIN),
    line("dsb", LOW, LOW_SINGLE, &PLAIN),
    line("el", POINTED, HIGH, &PLAIN),
    line("eo", HIGH, POINTED, &PLAIN),
    line("es", HIGH, HIGH_SINGLE, &PLAIN),
    line("et", LOW, LOW_SINGLE, &PLAIN),
    line("eu", POINTED, HIGH, &PLAIN),
    line("fa", POINTED, POINTED_SINGLE, &PLAIN),
    line("fi", RIGHT, RIGHT_SINGLE, &PLAIN),
    line("fr", SPACED, SPACED, &PLAIN),
    line("fr-CA", SPACED, ("”", "“"), &PLAIN),
    line("fr-CH", POINTED, POINTED_SINGLE, &PLAIN),
    line("he", RIGHT, RIGHT_SINGLE, &PLAIN),
    line("hr", LOW, LOW_SINGLE, &PLAIN),
    line("hsb", LOW, LOW_SINGLE, &PLAIN),
    line("hu", MIXED, ("»", "«"), &PLAIN),
    line("is", LOW, LOW_SINGLE, &PLAIN),
    line("it", POINTED, HIGH, &PLAIN),
    line("ja", ("「", "」"), ("『", "』"), &PLAIN),
    line("ko", HIGH, HIGH_SINGLE, &PLAIN),
    line("lb", LOW, LOW_SINGLE, &PLAIN),
    line("lt", LOW, LOW, &PLAIN),
    line("lv", HIGH, HIGH_SINGLE, &PLAIN),
    line("mk", LOW, LOW_SINGLE, &PLAIN),
    line("nb", POINTED, HIGH_SINGLE, &PLAIN),
    line("nl", HIGH_SINGLE, HIGH_SINGLE, &PLAIN),
    line("nn", POINTED, HIGH_SINGLE, &PLAIN),
    line("no", POINTED, HIGH_SINGLE, &PLAIN),
    line("pl", MIXED, POINTED, &PLAIN),
    line("pt", HIGH, HIGH_SINGLE, &PLAIN),
    line("pt-PT", POINTED, HIGH, &PLAIN),
    line("rm", POINTED, POINTED_SINGLE, &PLAIN),
    line("ro", MIXED, POINTED, &PLAIN),
    line("ru", POINTED, LOW, &PLAIN),
    line("sk", LOW, LOW_SINGLE, &PLAIN),
    line("sl", LOW, LOW_SINGLE, &PLAIN),
    line("sq", HIGH, HIGH_SINGLE, &PLAIN),
    line("sr", MIXED, RIGHT_SINGLE, &PLAIN),
    line("sv", RIGHT, RIGHT_SINGLE, &PLAIN),
    line("tr", HIGH, HIGH_SINGLE, &PLAIN),
    line("uk", POINTED, LOW, &PLAIN),
    line("zh", HIGH, HIGH_SINGLE, &PLAIN),
    line("zh-Hant", ("「", "」"), ("『", "』"), &PLAIN),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_its_region_else_its_main_language_else_none() {
        let tag = |tag| language(tag).tag;
        assert_eq!(["de", "de-AT", "DE-ch", "de-CH-1996"].map(tag), ["de", "de", "de-CH", "de-CH"]);
        assert_eq!(
            ["en-GB", "tlh", "", "-", "de-u-co-phonebk"].map(tag),
            ["en", "und", "und", "und", "de"]
        );
    }

    #[test]
    fn units_are_in_order_so_that_they_are_found() {
        assert!(UNITS.is_sorted() && SIGNS.is_sorted());
    }

    #[test]
    fn names_of_numbers_and_titles_have_a_point_and_titles_are_short() {
        for language in &LANGUAGES {
            let Habits { numbered, counted, titles, .. } = *language.habits;
            assert!([numbered, counted, titles].concat().iter().all(|name| name.ends_with('.')));
            assert!(titles.iter().all(|title| title.len() <= LONGEST_TITLE));
        }
    }

    #[test]
    fn of_abbreviations_that_begin_alike_the_longer_comes_first() {
        for language in &LANGUAGES {
            let all = language.habits.abbreviations;
            for (at, short) in all.iter().enumerate() {
                let behind = all[at + 1..].iter().find(|long| long.starts_with(short));
                assert_eq!(behind, None, "{short} hides it");
            }
        }
    }
}
