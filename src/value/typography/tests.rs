//! Sentences before and after. `~` stands for U+00A0, `¦` for U+202F.

use proptest::prelude::*;

use super::*;
use crate::value::slugify;

fn site() -> Typography {
    Typography { home: "de".into(), quotes: Quotes::Language, percent: Blank::Narrow }
}

fn set(tag: &str, text: &str) -> String {
    let text = text.replace('~', "\u{a0}").replace('¦', "\u{202f}");
    site().rules(tag).set(&text).replace('\u{a0}', "~").replace('\u{202f}', "¦")
}

/// All mistakes at once.
fn all(tag: &str, pairs: &[(&str, &str)]) {
    let wrong: Vec<String> = pairs
        .iter()
        .filter(|(before, after)| set(tag, before) != *after)
        .map(|(before, after)| format!("  {before}\n  want {after}\n  have {}\n", set(tag, before)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let moved: Vec<&str> =
        pairs.iter().map(|(_, after)| *after).filter(|after| set(tag, after) != *after).collect();
    assert!(moved.is_empty(), "a second time changes {moved:#?}");
}

#[test]
fn de_1_quotes_stand_in_two_levels() {
    all(
        "de",
        &[
            (r#""Ja", sagte er."#, "„Ja“, sagte er."),
            (r#""Er sagte: 'Ja.'""#, "„Er sagte: ‚Ja.‘“"),
            (
                r#"Er sagte: "Ich komme 'bald', sagte sie.""#,
                "Er sagte: „Ich komme ‚bald‘, sagte sie.“",
            ),
            (r#""Sie rief "Halt!", dann schwieg sie.""#, "„Sie rief ‚Halt!‘, dann schwieg sie.“"),
            (r#"Der 'Fall' ist gelöst."#, "Der ‚Fall‘ ist gelöst."),
            (r#"'Er rief "Halt!"'"#, "‚Er rief „Halt!“‘"),
            (r#""Sie rief "Halt!""."#, "„Sie rief ‚Halt!‘“."),
            (r#"("Ja")"#, "(„Ja“)"),
            (r#""(Nein)""#, "„(Nein)“"),
            (r#"Die "Zeit"-Redaktion"#, "Die „Zeit“-Redaktion"),
            (r#"Anti-"Pegida"-Demo"#, "Anti-„Pegida“-Demo"),
            (r#""Ja"/"Nein""#, "„Ja“/„Nein“"),
            (r#""Wirklich?", fragte sie. "Wirklich!""#, "„Wirklich?“, fragte sie. „Wirklich!“"),
            (r#""... und dann?""#, "„… und dann?“"),
            (r#"Er sagte:"Komm!""#, "Er sagte:„Komm!“"),
            (r#""'Ja', sagte er", sagte sie."#, "„‚Ja‘, sagte er“, sagte sie."),
            (r#"„Wort" und "Wort“"#, "„Wort“ und „Wort“"),
            (r#"„Er sagte "Ja"“"#, "„Er sagte ‚Ja‘“"),
            (r#"»Er sagte "Ja"«"#, "»Er sagte „Ja“«"),
            // A quote of several paragraphs, and one that was never opened.
            (r#""Der erste Absatz."#, "„Der erste Absatz."),
            (r#"Der letzte Absatz.""#, "Der letzte Absatz.“"),
            (r#""Wort" ."#, "„Wort“ ."),
            (
                r#"Das "E-Auto", "Wasserstoff" und "e-Fuels""#,
                "Das „E-Auto“, „Wasserstoff“ und „e-Fuels“",
            ),
            (r#""Ich wollte --", begann er."#, "„Ich wollte~–“, begann er."),
            (r#"Die Zeitung titelte: "Aus!"."#, "Die Zeitung titelte: „Aus!“."),
            (r#"Seine Antwort ["Nein"] kam spät."#, "Seine Antwort [„Nein“] kam spät."),
            // There is no telling.
            (r#"ein " allein"#, r#"ein " allein"#),
            ("\"\"\"drei\"\"\" und ''zwei''", "\"\"\"drei\"\"\" und ''zwei''"),
        ],
    );
}

#[test]
fn de_1_an_apostrophe_opens_nothing() {
    all(
        "de",
        &[
            ("Wie geht's?", "Wie geht’s?"),
            ("So geht´s, so war´s.", "So geht’s, so war’s."),
            ("Hast du 'n Euro?", "Hast du ’n Euro?"),
            ("Das ist 'ne Sache.", "Das ist ’ne Sache."),
            ("'S ist Krieg!", "’S ist Krieg!"),
            ("die '90er und die 90er's", "die ’90er und die 90er’s"),
            ("Damals, in den '80ern, war's gut.", "Damals, in den ’80ern, war’s gut."),
            ("die 90's", "die 90’s"),
            ("der '68 begann", "der ’68 begann"),
            ("Hans' Haus", "Hans’ Haus"),
            ("Grimms und Andersens' Märchen", "Grimms und Andersens’ Märchen"),
            ("'Hans' Haus ist groß'", "‚Hans’ Haus ist groß‘"),
            ("Karl O'Neill und D'Artagnan", "Karl O’Neill und D’Artagnan"),
            (r#""Das geht's!", rief Hans' Bruder."#, "„Das geht’s!“, rief Hans’ Bruder."),
            (r#""'n Abend", sagte er."#, "„’n Abend“, sagte er."),
            (r#"Er sagte: "Rock 'n' Roll lebt.""#, "Er sagte: „Rock ’n’ Roll lebt.“"),
            ("Das Wort 'rein' ist mehrdeutig.", "Das Wort ‚rein‘ ist mehrdeutig."),
            ("Komm 'rein!", "Komm ’rein!"),
            ("1'234'567 Franken", "1'234'567~Franken"),
        ],
    );
}

#[test]
fn de_1_marks_of_measures_are_primed() {
    all(
        "de",
        &[
            ("ein Monitor mit 27\"", "ein Monitor mit 27″"),
            (r#""Der 27" Monitor ist gut", sagte er."#, "„Der 27″ Monitor ist gut“, sagte er."),
            (r#"Er spielt "Doom 2" gern."#, "Er spielt „Doom 2“ gern."),
            (r#""Version 5" und "Version 6""#, "„Version 5“ und „Version 6“"),
            ("48° 8' 14\" N", "48° 8′ 14″ N"),
            ("Er läuft die Runde in 5' 30\".", "Er läuft die Runde in 5′ 30″."),
        ],
    );
}

#[test]
fn de_2_dashes() {
    all(
        "de",
        &[
            ("Das Ende - endlich - kam.", "Das Ende~– endlich~– kam."),
            ("Das Ende -- endlich -- kam.", "Das Ende~– endlich~– kam."),
            ("Das Ende --- endlich --- kam.", "Das Ende~– endlich~– kam."),
            ("Das Ende – endlich – kam.", "Das Ende~– endlich~– kam."),
            ("Das Ende~– endlich~– kam.", "Das Ende~– endlich~– kam."),
            ("2020-2026", "2020–2026"),
            ("In den Jahren 1939-1945 war Krieg.", "In den Jahren 1939–1945 war Krieg."),
            ("die Saison 2025-26", "die Saison 2025–26"),
            ("(1999-2004)", "(1999–2004)"),
            ("S. 12-15", "S.~12–15"),
            ("die Seiten 12-15", "die Seiten 12–15"),
            ("Art. 3-5", "Art.~3–5"),
            ("§§ 3-5 BGB", "§§~3–5 BGB"),
            ("10-20 Prozent", "10–20~Prozent"),
            ("10-20 %", "10–20¦%"),
            ("10-20% mehr", "10–20% mehr"),
            ("8-12 Uhr", "8–12~Uhr"),
            ("8.30-10 Uhr", "8.30–10~Uhr"),
            ("3-4 Tage", "3–4 Tage"),
            ("1,5-2,5 km", "1,5–2,5~km"),
            ("23.-25. November", "23.–25.~November"),
            ("01.01.-31.01.2026", "01.01.–31.01.2026"),
            ("Hamburg--Berlin", "Hamburg–Berlin"),
            ("2020--2026", "2020–2026"),
            // What is none.
            ("2026-11-23", "2026-11-23"),
            ("2026-11", "2026-11"),
            ("im 2026-11-23T08:00", "im 2026-11-23T08:00"),
            ("ISBN 978-3-16-148410-0", "ISBN 978-3-16-148410-0"),
            ("Tel. 030-1234567", "Tel. 030-1234567"),
            ("+49-30-123456", "+49-30-123456"),
            ("GPT-4 und Covid-19", "GPT-4 und Covid-19"),
            ("GPT-4-5", "GPT-4-5"),
            ("die Größen 1-2", "die Größen 1-2"),
            ("1-2 Kinder", "1-2 Kinder"),
            ("ein 3-1 gegen Köln", "ein 3-1 gegen Köln"),
            ("ein 3-Liter-Auto", "ein 3-Liter-Auto"),
            ("Vor- und Nachteile", "Vor- und Nachteile"),
            ("Ein- und -ausgang", "Ein- und -ausgang"),
            ("KI-Modelle von A-Z", "KI-Modelle von A-Z"),
            ("minus -5 Grad", "minus -5~Grad"),
            ("die Option --release", "die Option --release"),
            ("Az. 12-34-2026", "Az.~12-34-2026"),
            ("bericht-2020-2026.pdf", "bericht-2020-2026.pdf"),
            ("/archiv/2020-2026/", "/archiv/2020-2026/"),
            ("---- 8< ----", "---- 8< ----"),
        ],
    );
}

#[test]
fn de_3_blanks_keep_together_what_belongs_together() {
    all(
        "de",
        &[
            ("z.B. Strom", "z.¦B. Strom"),
            ("z. B. Strom", "z.¦B. Strom"),
            ("z.~B. Strom", "z.¦B. Strom"),
            ("Z. B. Strom", "Z.¦B. Strom"),
            ("d. h., das heißt", "d.¦h., das heißt"),
            ("Das gilt u.a. hier.", "Das gilt u.¦a. hier."),
            ("u. a. m.", "u.¦a.¦m."),
            ("i.d.R. und i. d. R.", "i.¦d.¦R. und i.¦d.¦R."),
            ("o.Ä. oder o. Ä.", "o.¦Ä. oder o.¦Ä."),
            ("u. Ä., s. o., s.u., z. T., v. a.", "u.¦Ä., s.¦o., s.¦u., z.¦T., v.¦a."),
            ("(s. o.)", "(s.¦o.)"),
            ("im Jahr 44 v. Chr.", "im Jahr 44 v.¦Chr."),
            ("Frankfurt a. M.", "Frankfurt a.¦M."),
            ("Ein Verein (e.V.)", "Ein Verein (e.¦V.)"),
            ("Ihr habt. Das ist u. U. so.", "Ihr habt. Das ist u.¦U. so."),
            ("Er kam an. A. Meier auch.", "Er kam an. A. Meier auch."),
            ("beispiel.d.hosting.de", "beispiel.d.hosting.de"),
            ("10 % mehr", "10¦% mehr"),
            ("10~% mehr", "10~% mehr"),
            ("10% mehr", "10% mehr"),
            ("100%ig", "100%ig"),
            ("3,5 ‰", "3,5~‰"),
            ("123 km weit", "123~km weit"),
            ("30 Mrd. € und 5 Mio. Euro", "30~Mrd.~€ und 5~Mio.~Euro"),
            ("5 GB zu 20 €", "5~GB zu 20~€"),
            ("120 km/h bei 30 °C", "120~km/h bei 30~°C"),
            ("nach § 5 DDG", "nach §~5 DDG"),
            ("Art. 50 Abs. 4 der KI-Verordnung", "Art.~50 Abs.~4 der KI-Verordnung"),
            ("Nr. 3", "Nr.~3"),
            ("ca. 50 Leute", "ca.~50 Leute"),
            ("um 20 Uhr", "um 20~Uhr"),
            ("Dr. Meier und Prof. Dr. Müller", "Dr.~Meier und Prof.~Dr.~Müller"),
            ("in St. Gallen", "in St.~Gallen"),
            ("am 23. November 2026", "am 23.~November 2026"),
            ("am 5. Jänner", "am 5.~Jänner"),
            ("Er wurde 23. Nach dem Rennen", "Er wurde 23. Nach dem Rennen"),
            ("1.234.567,89 und 12345", "1.234.567,89 und 12345"),
            ("im Jahr 2026 in Berlin", "im Jahr 2026 in Berlin"),
            ("5 Menschen", "5 Menschen"),
            (
                "Siehe https://a.example/z.B./2020-2026?q='x'--y und z.B. hier.",
                "Siehe https://a.example/z.B./2020-2026?q='x'--y und z.¦B. hier.",
            ),
            ("www.a.example/1--2 'n", "www.a.example/1--2 ’n"),
        ],
    );
}

#[test]
fn de_4_an_ellipsis_has_a_blank_where_words_are_missing() {
    all(
        "de",
        &[
            ("er ... kam", "er~… kam"),
            ("er … kam", "er~… kam"),
            ("Sch...", "Sch…"),
            ("Nun ja ...", "Nun ja~…"),
            ("[...] kam", "[…] kam"),
            ("Moment....", "Moment...."),
            ("../oben und .../unten", "../oben und .../unten"),
        ],
    );
}

#[test]
fn de_12_gender_forms_stay() {
    let text = "Leser:innen, Leser*innen, Leser_innen, Leser/-innen, Redakteur (m/w/d)";
    assert_eq!(set("de", text), text);
}

#[test]
fn english_has_its_own_marks_and_no_narrow_blanks() {
    all(
        "en",
        &[
            (r#""Yes," he said, "it's 'fine'.""#, "“Yes,” he said, “it’s ‘fine’.”"),
            ("the '90s and the 1990's", "the ’90s and the 1990’s"),
            ("rock 'n' roll, 'tis true, tell 'em", "rock ’n’ roll, ’tis true, tell ’em"),
            ("the boys' house", "the boys’ house"),
            ("a word--or two---or three", "a word—or two—or three"),
            ("a word - or two -- or three", "a word~– or two~– or three"),
            ("pages 12-15, p. 3, 2020-2026", "pages 12–15, p.~3, 2020–2026"),
            ("e.g. this, i.e. that, z.B. not", "e.g. this, i.e. that, z.B. not"),
            ("Mr. Smith on November 23", "Mr.~Smith on November~23"),
            ("wait ... what?", "wait~… what?"),
            ("5 GB at 10 percent", "5~GB at 10~percent"),
        ],
    );
}

#[test]
fn other_languages_have_the_quotes_of_cldr() {
    for (tag, set_) in [
        ("de-AT", "„a ‚b‘“"),
        ("de-CH", "«a ‹b›»"),
        ("fr", "«¦a «¦b¦»¦»"),
        ("pl", "„a «b»”"),
        ("sv", "”a ’b’”"),
        ("ja", "「a 『b』」"),
        ("tlh", "“a ‘b’”"),
    ] {
        assert_eq!(set(tag, "\"a 'b'\""), set_, "{tag}");
    }
}

#[test]
fn a_site_may_want_other_quotes_in_its_own_language() {
    let with = |quotes| Typography { quotes, ..site() };
    let text = "\"a 'b'\"";
    let book = with(Quotes::parse("book").unwrap());
    assert_eq!(book.rules("de").set(text), "»a ›b‹«");
    assert_eq!(book.rules("de-AT").set(text), "»a ›b‹«");
    assert_eq!(book.rules("en").set(text), "“a ‘b’”");
    let own = with(Quotes::parse("“”‘’").unwrap());
    assert_eq!(own.rules("de").set(text), "“a ‘b’”");
    assert_eq!([own.quotes.name(), book.quotes.name()], ["“”‘’", "book"]);
    for no_quotes in ["", "„“", "abcd", "„“‚‘‘", "„ ‚‘", "Book"] {
        assert_eq!(Quotes::parse(no_quotes), None, "{no_quotes}");
    }
}

#[test]
fn sources_differ_on_the_blank_of_percent() {
    let wide = Typography { percent: Blank::Wide, ..site() };
    assert_eq!(wide.rules("de").set("10 %, z.B."), "10\u{a0}%, z.\u{202f}B.");
}

#[test]
fn what_has_nothing_to_set_is_not_copied() {
    for text in ["", "Ein Satz.", "Größe und Maß", "„Ja“", "3. Platz, 5 Menschen, KI-Modelle"]
    {
        assert!(matches!(site().rules("de").set(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn rules_change_where_the_language_does() {
    let typography = site();
    let (de, en) = (typography.rules("de"), typography.rules("en"));
    let text = "Er rief: \"Say 'no', she said \"no\".\", und ging.";
    let (from, to) = (text.find("Say").unwrap(), text.find("\", und").unwrap());
    let edits = edits(text, &[(0, de), (from, en), (to, de)]);
    assert_eq!(replaced(text, &edits, 0), "Er rief: „Say ‘no’, she said ‘no’.“, und ging.");
}

#[test]
fn time_grows_with_the_text_only() {
    // Together they would take an hour if time were quadratic.
    for piece in [
        "\"",
        "'",
        "\"'",
        "\"a ",
        "'a ",
        "a\" ",
        "a' ",
        "s' ",
        "-",
        " - ",
        "--",
        ".",
        "...",
        "a.",
        "z. ",
        "z.B. ",
        "1",
        "1-",
        "1-2 ",
        "1 ",
        "1.1.-",
        "„",
        "“",
        "“ \"a ",
        "https://",
        "www.",
        "…",
        " …",
        "´",
        "\u{fffc}\"",
        "'n",
        "5\" ",
        "5' \"a ",
        "§ 1 ",
        "Dr. A ",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        set("de", &text);
        set("fr", &text);
    }
}

fn set_twice(text: &str) {
    let typography = site();
    for tag in ["de", "en", "fr", "sv"] {
        let once = typography.rules(tag).set(text);
        assert_eq!(typography.rules(tag).set(&once), once, "{tag}");
    }
}

/// Pieces that mean something, and any others.
const PIECES: &str = "([\"' .,:;()a-zÄ0-9%–…„“‚‘’«»\u{a0}\u{202f}\u{fffc}\n/_-]|\\PC|z\\. ?B\\.|u\\.a\\.|Dr\\. |\
    Nr\\. |S\\. |'n |'90er |\"|'| - | -- |--|---|\\.\\.\\.|2020-2026|10-20 | %| km|23\\. November|https://|\
    Mrd\\. €|§ ){0,40}";

/// Letters and digits alone.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #[test]
    fn a_second_time_changes_nothing(text in PIECES) {
        set_twice(&text);
    }

    #[test]
    fn letters_and_digits_stay_in_their_order(text in PIECES) {
        for tag in ["de", "en", "fr"] {
            prop_assert_eq!(words(&site().rules(tag).set(&text)), words(&text));
        }
    }

    #[test]
    fn nothing_else_is_added_or_taken(text in PIECES) {
        let is_set = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && !"\"'´.-„“‚‘’″′–…".contains(*c);
        let other = |text: &str| text.chars().filter(is_set).collect::<String>();
        prop_assert_eq!(other(&site().rules("de").set(&text)), other(&text));
    }

    /// DE-6: an anchor does not hang on whether its heading is set.
    #[test]
    fn de_6_slugs_stay_what_they_are(text in PIECES) {
        for tag in ["de", "de-CH", "en", "fr"] {
            prop_assert_eq!(slugify(&site().rules(tag).set(&text)), slugify(&text));
        }
    }
}
