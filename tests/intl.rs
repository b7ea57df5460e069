//! What `value::locale` writes is what Node's `Intl` writes.
//!
//! Both take it from Unicode's CLDR, by different programs (ICU4X here, ICU4C there), so a
//! difference is a mistake in one of them or in how we ask. Only our own `Uhr` is known to
//! differ and is told to the script. Without Node, or with one of an old CLDR, the tests say
//! so and pass; but for the table of German and English, which Node has filled once.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::Write;
use std::process::Command;

use blattwerk::value::locale::{DateStyle, Locale, Number};
use jiff::ZonedDateTime;
use serde_json::{Value, json};

/// The oldest CLDR that agrees: Node 20.20 has it. ICU4X 2.4 has 49.
const CLDR: u32 = 48;

/// Where the two agree in everything.
const LANGUAGES: [&str; 13] =
    ["de", "de-AT", "de-CH", "de-LU", "en", "en-GB", "fr", "it", "nl", "sv", "ru", "tr", "ja"];

/// Where they agree in all but dates: ICU4X puts a date together from its fields, `Intl`
/// takes one of four whole patterns, and in these languages the patterns have a comma, a
/// space, a `den` or a zero more or less.
const EXCEPT_DATES: [&str; 6] = ["en-AU", "es", "da", "pl", "cs", "hsb"];

/// Made by `node tests/intl/table.mjs > tests/intl/table.json`.
const TABLE: &str = include_str!("intl/table.json");

#[derive(serde::Deserialize)]
struct Table {
    zone: String,
    moments: Vec<String>,
    numbers: Vec<f64>,
    counts: Vec<i64>,
    words: Vec<String>,
    languages: BTreeMap<String, Written>,
    phonebook: Vec<String>,
}

/// What a language makes of them, in their order.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Written {
    /// By the formats of docs/templates.md.
    dates: Vec<BTreeMap<String, String>>,
    numbers: Vec<String>,
    plurals: Vec<String>,
    order: Vec<String>,
}

fn table() -> Table {
    serde_json::from_str(TABLE).unwrap()
}

impl Table {
    /// The same by our own means.
    fn written_by_us(&self, language: &str) -> Written {
        let locale = Locale::new(language).unwrap();
        let number = |float: &f64| locale.number(Number::from_float(*float).unwrap());
        let dates = self.moments.iter().map(|moment| {
            let moment = format!("{moment}[{}]", self.zone).parse::<ZonedDateTime>().unwrap();
            let date = |style: &str| locale.date(&moment, DateStyle::parse(style).unwrap());
            // Node writes a plain space where CLDR has a narrow one, for old web pages.
            let date = |style: &str| (style.to_owned(), date(style).replace('\u{202f}', " "));
            DateStyle::NAMES.iter().copied().map(date).collect()
        });
        Written {
            dates: dates.collect(),
            numbers: self.numbers.iter().map(number).collect(),
            plurals: self.counts.iter().map(|&count| locale.plural(count).to_owned()).collect(),
            order: sorted(&self.words, language),
        }
    }
}

fn sorted(words: &[String], language: &str) -> Vec<String> {
    let locale = Locale::new(language).unwrap();
    let mut words = words.to_vec();
    words.sort_by(|a, b| locale.compare(a, b));
    words
}

#[test]
fn de_9_dates_and_numbers_are_those_of_the_table() {
    let table = table();
    for (language, theirs) in &table.languages {
        let ours = table.written_by_us(language);
        assert_eq!(ours.dates, theirs.dates, "{language}");
        assert_eq!(ours.numbers, theirs.numbers, "{language}");
    }
    assert_eq!(table.languages.keys().collect::<Vec<_>>(), ["de", "de-AT", "de-CH", "en"]);
}

#[test]
fn de_10_words_stand_in_the_order_of_the_table() {
    let table = table();
    for (language, theirs) in &table.languages {
        assert_eq!(sorted(&table.words, language), theirs.order, "{language}, DIN 5007-1");
    }
    assert_eq!(sorted(&table.words, "de-u-co-phonebk"), table.phonebook, "DIN 5007-2");
}

#[test]
fn de_11_plural_forms_are_those_of_the_table() {
    let table = table();
    for (language, theirs) in &table.languages {
        assert_eq!(table.written_by_us(language).plurals, theirs.plurals, "{language}");
    }
}

#[test]
fn the_table_is_what_its_script_prints() {
    let version = |cldr: &str| cldr.split('.').next().and_then(|version| version.parse().ok());
    let Ok(output) = Command::new("node").arg("tests/intl/table.mjs").output() else {
        return say("node is not here: the table was not made again");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let now: Value = serde_json::from_slice(&output.stdout).unwrap();
    // Another CLDR may write other things.
    if now["cldr"].as_str().and_then(version) != Some(CLDR) {
        return say("node has another CLDR: the table was not compared");
    }
    let committed: Value = serde_json::from_str(TABLE).unwrap();
    assert_eq!(now["languages"], committed["languages"]);
    assert_eq!(now["phonebook"], committed["phonebook"]);
}

#[test]
fn dates_are_those_of_intl() {
    let moments = [
        "2026-01-05T08:00:00+01:00[Europe/Berlin]",
        "2026-11-23T20:05:09+01:00[Europe/Berlin]",
        "2024-02-29T00:00:00+01:00[Europe/Vienna]", // a leap day, at midnight
        "2025-12-31T23:59:59+01:00[Europe/Berlin]",
        "2026-03-29T01:59:59+01:00[Europe/Berlin]", // the last second of winter time
        "2026-03-29T03:00:00+02:00[Europe/Berlin]", // and the first of summer time
        "2026-10-25T02:30:00+02:00[Europe/Berlin]", // the hour that comes twice
        "2026-10-25T02:30:00+01:00[Europe/Berlin]",
        "1999-06-01T12:00:00-04:00[America/New_York]",
        "1789-07-14T17:30:00+00:00[UTC]",
    ]
    .map(|moment| moment.parse::<ZonedDateTime>().unwrap());
    let question = json!({
        "languages": LANGUAGES,
        "moments": moments.each_ref().map(|at| json!({
            "at": at.timestamp().as_millisecond(),
            "zone": at.time_zone().iana_name(),
        })),
    });
    let script = r#"
        const styles = {
            full: { dateStyle: "full" },
            long: { dateStyle: "long" },
            short: { dateStyle: "short" },
            datetime: { dateStyle: "long", timeStyle: "short" },
            time: { timeStyle: "short" },
            month_year: { month: "long", year: "numeric" },
            month: { month: "long" },
            day_month: { day: "numeric", month: "long" },
            weekday: { weekday: "long" },
            year: { year: "numeric" },
        };
        function format(language, { at, zone }, [style, options]) {
            const all = { ...options, timeZone: zone, calendar: "gregory" };
            const year = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric" });
            const text = new Intl.DateTimeFormat(language, all)
                .formatToParts(at)
                .map(({ type, value }) => style == "short" && type == "year" ? year.format(at) : value)
                .join("").replaceAll("\u202f", " ");
            if (!language.startsWith("de")) return text;
            if (style == "datetime") return text.replace(" um ", ", ") + " Uhr";
            return style == "time" ? text + " Uhr" : text;
        }
        answer(question.languages.flatMap(language => question.moments.flatMap(moment =>
            Object.entries(styles).map(entry =>
                [[language, moment.at, entry[0]].join(" "), format(language, moment, entry)]))));
    "#;
    let ours = |language: &str| {
        let locale = Locale::new(language).unwrap();
        let mut dates = Vec::new();
        for at in &moments {
            for name in DateStyle::NAMES.iter().filter(|name| !is_for_machines(name)) {
                let label = format!("{language} {} {name}", at.timestamp().as_millisecond());
                let date = locale.date(at, DateStyle::parse(name).unwrap());
                // Node writes a plain space where CLDR has a narrow one, for old web pages.
                dates.push((label, date.replace('\u{202f}', " ")));
            }
        }
        dates
    };
    compare(LANGUAGES.into_iter().flat_map(ours), ask_node(script, &question));
}

fn is_for_machines(style: &str) -> bool {
    matches!(style, "iso" | "rfc3339" | "rfc2822")
}

#[test]
fn numbers_are_those_of_intl() {
    let numbers = [
        0.0,
        7.0,
        999.0,
        1000.0,
        1234.0,
        9999.0,
        10_000.0,
        123_456.0,
        1_234_567.89,
        -1234.5,
        0.1 + 0.2,
        0.123_456,
        -0.000_000_1,
        1e15,
        1e21,
    ];
    let languages = [&LANGUAGES[..], &EXCEPT_DATES].concat();
    let question = json!({ "languages": languages, "numbers": numbers });
    let script = r#"
        const options = { maximumFractionDigits: 6, signDisplay: "negative" };
        answer(question.languages.flatMap(language => question.numbers.map((number, index) =>
            [`${language} number ${index}`, new Intl.NumberFormat(language, options).format(number)])));
    "#;
    let ours = languages.into_iter().flat_map(|language| {
        let locale = Locale::new(language).unwrap();
        let number = move |float| locale.number(Number::from_float(float).unwrap());
        let texts = numbers.map(number).into_iter().enumerate();
        texts.map(move |(index, text)| (format!("{language} number {index}"), text))
    });
    compare(ours, ask_node(script, &question));
}

#[test]
fn plural_forms_are_those_of_intl() {
    let mut numbers: Vec<f64> = (0..=210).map(f64::from).collect();
    numbers.extend([0.5, 1.5, 2.75, 1e6, 1_000_001.0]);
    let languages = [&LANGUAGES[..], &EXCEPT_DATES, &["ar", "cy", "ga", "lt", "sl"]].concat();
    let question = json!({ "languages": languages, "numbers": numbers });
    let script = r#"
        answer(question.languages.flatMap(language => question.numbers.map(number =>
            [`${language} ${number}`, new Intl.PluralRules(language).select(number)])));
    "#;
    let ours = languages.iter().flat_map(|language| {
        let locale = Locale::new(language).unwrap();
        let form = move |float: &f64| locale.plural(Number::from_float(*float).unwrap());
        numbers.iter().map(move |float| (format!("{language} {float}"), form(float).to_owned()))
    });
    compare(ours, ask_node(script, &question));
}

#[test]
fn words_stand_in_the_order_of_intl() {
    // DE-10's lists backwards, and what else begins a title.
    let words = "Götz|Göthe|Goldmann|Goethe|Göbel|Ärger|Arger|Apfel\
        |Maße|Masse|masse|Zebra|zebra|Österreich|Oslo|Übung|Ufer|5G|10|9|2026\
        |„Zitat“|»Zitat«|(m/w/d)|-x|KI|KI-Modelle|KI/ML|KI Labor|K.I.|C|C#|C++\
        |Ångström|Angst|Éclair|eclair|Łódź|Lodz|ﬁn|fin|ẞ|SS|ss|Москва|東京|😀|| ";
    let words: Vec<&str> = words.split('|').collect();
    let languages = ["de", "de-AT", "de-u-co-phonebk", "en", "sv", "da", "pl", "cs", "es"];
    let question = json!({ "languages": languages, "words": words });
    let script = r#"
        answer(question.languages.map(language =>
            [language, [...question.words].sort(new Intl.Collator(language).compare).join(" | ")]));
    "#;
    let ours = languages.into_iter().map(|language| {
        let locale = Locale::new(language).unwrap();
        let mut words = words.clone();
        words.sort_by(|a, b| locale.compare(a, b));
        (language.to_owned(), words.join(" | "))
    });
    compare(ours, ask_node(script, &question));
}

/// The answers of a script that finds `question` and calls `answer` with pairs of a label and
/// a text.
fn ask_node(script: &str, question: &Value) -> Option<Vec<(String, String)>> {
    let around = format!(
        "const question = {question};
         const answer = pairs => console.log(JSON.stringify([process.versions.cldr, pairs]));
         {script}"
    );
    let Ok(output) = Command::new("node").args(["-e", &around]).output() else {
        say("node is not here: nothing was compared");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (cldr, pairs): (String, _) = serde_json::from_slice(&output.stdout).unwrap();
    let version = cldr.split('.').next().and_then(|version| version.parse::<u32>().ok());
    if version.is_none_or(|version| version < CLDR) {
        say(&format!("node has CLDR {cldr}, older than {CLDR}: nothing was compared"));
        return None;
    }
    Some(pairs)
}

/// Past the test harness, which hides what a passing test prints.
#[expect(clippy::explicit_write, reason = "the harness hides what `eprintln` writes")]
fn say(message: &str) {
    writeln!(std::io::stderr(), "tests/intl.rs: {message}").unwrap();
}

/// Shows all differences at once; order and number count too.
fn compare<T: PartialEq + Debug>(ours: impl Iterator<Item = T>, theirs: Option<Vec<T>>) {
    let Some(theirs) = theirs else { return };
    let ours: Vec<T> = ours.collect();
    assert_eq!(ours.len(), theirs.len());
    let differences: Vec<String> = ours
        .iter()
        .zip(&theirs)
        .filter(|(ours, theirs)| ours != theirs)
        .map(|(ours, theirs)| format!("  ours: {ours:?}\n  Intl: {theirs:?}"))
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
