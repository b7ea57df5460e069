//! Dates, numbers, plural forms and word order as a language has them.
//!
//! All of it is Unicode's CLDR, by way of ICU: no month names and no separators stand here.
//! Only the German `08:00 Uhr` is ours. The calendar is the Gregorian one for every
//! language, since an archive's months and addresses are. Does not translate a theme's words.

mod date_style;
mod number;

use std::cell::RefCell;
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_datetime::fieldsets::enums::CompositeDateTimeFieldSet as Fields;
use icu_datetime::fieldsets::enums::{
    CalendarPeriodFieldSet, DateAndTimeFieldSet, DateFieldSet, TimeFieldSet,
};
use icu_datetime::fieldsets::{E, M, MD, T, Y, YM, YMD, YMDE};
use icu_datetime::input::{Date, DateTime, Time};
use icu_datetime::options::YearStyle;
use icu_datetime::preferences::HourCycle;
use icu_datetime::{
    DateTimeFormatter, DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter,
};
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_plurals::{PluralCategory, PluralRules, PluralRulesPreferences};
use jiff::ZonedDateTime;
use jiff::fmt::rfc2822;

pub use date_style::DateStyle;
pub use number::Number;

/// A language as BCP 47 writes it, known to ICU. Cheap to clone, shared by threads.
#[derive(Clone)]
pub struct Locale(Arc<Language>);

struct Language {
    tag: String,
    preferences: Preferences,
    collator: CollatorBorrowed<'static>,
    clock: Clock,
}

/// What a tag asks of each part of ICU: plain values, unlike the formatters made from them.
#[derive(Clone, Copy, Default)]
struct Preferences {
    dates: DateTimeFormatterPreferences,
    numbers: DecimalFormatterPreferences,
    plurals: PluralRulesPreferences,
}

/// How times of day are written.
enum Clock {
    /// `08:00 Uhr`
    German,
    /// As ICU has it: `08:00`, `8:00 AM`.
    Plain,
}

/// Why a text is no [`Locale`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocaleError {
    /// It is not written as BCP 47 asks.
    Malformed(String),
    /// It is well written, but names a language without data in ICU.
    Unknown(String),
}

impl Locale {
    /// Reads a tag such as `de`, `de-AT` or `de-u-co-phonebk`, in any case. Takes a hundred
    /// times as long as writing a date, so make one for each language and keep it.
    pub fn new(tag: &str) -> Result<Self, LocaleError> {
        let malformed = || LocaleError::Malformed(tag.to_owned());
        let unknown = || LocaleError::Unknown(tag.to_owned());

        let parsed = tag.parse().map_err(|_| malformed())?;
        let dates = DateTimeFormatterPreferences::from_locale_strict(&parsed);
        let numbers = DecimalFormatterPreferences::from_locale_strict(&parsed);
        let plurals = PluralRulesPreferences::from_locale_strict(&parsed);
        let order = CollatorPreferences::from_locale_strict(&parsed);
        let preferences = Preferences {
            dates: dates.map_err(|_| malformed())?,
            numbers: numbers.map_err(|_| malformed())?,
            plurals: plurals.map_err(|_| malformed())?,
        };
        let order = order.map_err(|_| malformed())?;

        // Made here only to see that it can be: every thread makes its own.
        let complete = Formatters::new(preferences).is_some();
        if !complete || january(preferences) == january(Preferences::default()) {
            return Err(unknown());
        }
        let clock = match (parsed.id.language.as_str(), preferences.dates.hour_cycle) {
            ("de", None | Some(HourCycle::H23)) => Clock::German,
            _ => Clock::Plain,
        };
        Ok(Self(Arc::new(Language {
            tag: parsed.to_string(),
            preferences,
            collator: Collator::try_new(order, Default::default()).map_err(|_| unknown())?,
            clock,
        })))
    }

    /// The tag in BCP 47's own spelling, as the HTML attribute `lang` takes it.
    pub fn as_str(&self) -> &str {
        &self.0.tag
    }

    /// The moment on its own zone's clock.
    pub fn date(&self, at: &ZonedDateTime, style: DateStyle) -> String {
        let formatters = self.formatters();
        let written = |formatter: &Dates| write(formatter, at);
        let time = || match self.0.clock {
            Clock::German => written(&formatters.time) + " Uhr",
            Clock::Plain => written(&formatters.time),
        };
        match style {
            DateStyle::Full => written(&formatters.full),
            DateStyle::Long => written(&formatters.long),
            DateStyle::Short => written(&formatters.short),
            DateStyle::DateTime => match self.0.clock {
                // ICU joins them with `um`, which is for sentences.
                Clock::German => format!("{}, {}", written(&formatters.long), time()),
                Clock::Plain => written(&formatters.date_time),
            },
            DateStyle::Time => time(),
            DateStyle::MonthYear => written(&formatters.month_year),
            DateStyle::Month => written(&formatters.month),
            DateStyle::DayMonth => written(&formatters.day_month),
            DateStyle::Weekday => written(&formatters.weekday),
            DateStyle::Year => written(&formatters.year),
            DateStyle::Iso => at.date().to_string(),
            DateStyle::Rfc3339 => at.timestamp().display_with_offset(at.offset()).to_string(),
            // jiff declines the years before 0, which RFC 2822 has no way to write.
            DateStyle::Rfc2822 => rfc2822::to_string(at)
                .unwrap_or_else(|_| at.strftime("%a, %-d %b %Y %H:%M:%S %z").to_string()),
        }
    }

    /// The number with this language's separators: `1.234.567,89`.
    pub fn number(&self, number: impl Into<Number>) -> String {
        self.formatters().number.format(&number.into().0).to_string()
    }

    /// Which of CLDR's plural forms goes with the number: `zero`, `one`, `two`, `few`,
    /// `many` or `other`.
    pub fn plural(&self, number: impl Into<Number>) -> &'static str {
        match self.formatters().plurals.category_for(&number.into().0) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }

    /// The order of a dictionary: DIN 5007-1 for `de`, 5007-2 for `de-u-co-phonebk`. Equal
    /// only for equal texts, so that a sorted list is the same on every machine.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.0.collator.compare(a, b).then_with(|| a.cmp(b))
    }

    fn formatters(&self) -> Rc<Formatters> {
        // ICU's formatters cannot leave the thread that made them, and making one takes
        // longer than using it a hundred times. So each thread keeps its own.
        thread_local! {
            static MADE: RefCell<Vec<(Locale, Rc<Formatters>)>> = const { RefCell::new(Vec::new()) };
        }
        MADE.with_borrow_mut(|made| {
            if let Some((_, formatters)) = made.iter().find(|(locale, _)| locale == self) {
                return Rc::clone(formatters);
            }
            let formatters = Formatters::new(self.0.preferences)
                .expect("`Locale::new` has made them once, from data that does not change");
            let formatters = Rc::new(formatters);
            made.push((self.clone(), Rc::clone(&formatters)));
            formatters
        })
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.tag == other.0.tag
    }
}

impl Eq for Locale {}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_tuple("Locale").field(&self.0.tag).finish()
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0.tag)
    }
}

impl LocaleError {
    /// The way out, in the imperative.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "write it as BCP 47 does: `de`, `de-AT`, `en-GB`",
            Self::Unknown(_) => "take the shortest code of ISO 639: `de`, not `deu`",
        }
    }
}

impl fmt::Display for LocaleError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Malformed(tag) => write!(f, "`{tag}` is not a language tag"),
            Self::Unknown(tag) => write!(f, "`{tag}` is not a language that ICU knows"),
        }
    }
}

impl std::error::Error for LocaleError {}

type Dates = DateTimeFormatter<Fields>;

/// Everything ICU makes for one language. Fast to use, slow to make.
struct Formatters {
    full: Dates,
    long: Dates,
    short: Dates,
    date_time: Dates,
    time: Dates,
    month_year: Dates,
    month: Dates,
    day_month: Dates,
    weekday: Dates,
    year: Dates,
    number: DecimalFormatter,
    plurals: PluralRules,
}

impl Formatters {
    /// Nothing if ICU lacks data.
    fn new(preferences: Preferences) -> Option<Self> {
        let four_digits = YearStyle::Full;
        let date = |fields| dates(preferences, Fields::Date(fields));
        let period = |fields| dates(preferences, Fields::CalendarPeriod(fields));
        let time = TimeFieldSet::T(T::hm());
        let date_time = DateAndTimeFieldSet::YMDT(YMD::long().with_time_hm());
        Some(Self {
            full: date(DateFieldSet::YMDE(YMDE::long()))?,
            long: date(DateFieldSet::YMD(YMD::long()))?,
            short: date(DateFieldSet::YMD(YMD::short().with_year_style(four_digits)))?,
            date_time: dates(preferences, Fields::DateTime(date_time))?,
            time: dates(preferences, Fields::Time(time))?,
            month_year: period(CalendarPeriodFieldSet::YM(YM::long()))?,
            month: period(CalendarPeriodFieldSet::M(M::long()))?,
            day_month: date(DateFieldSet::MD(MD::long()))?,
            weekday: date(DateFieldSet::E(E::long()))?,
            year: period(CalendarPeriodFieldSet::Y(Y::long().with_year_style(four_digits)))?,
            number: DecimalFormatter::try_new(preferences.numbers, Default::default()).ok()?,
            plurals: PluralRules::try_new_cardinal(preferences.plurals).ok()?,
        })
    }
}

fn dates(preferences: Preferences, fields: Fields) -> Option<Dates> {
    // Made for the Gregorian calendar alone and only then for any: a formatter made for any
    // calendar brings the data of them all into the program, almost a megabyte.
    let gregorian = Date::try_new_gregorian(1970, 1, 1).ok()?;
    let formatter = FixedCalendarDateTimeFormatter::try_new(preferences.dates, fields).ok()?;
    Some(formatter.into_formatter(*gregorian.calendar()))
}

/// The first month's name. For a language it does not know ICU answers with its root, where
/// that is `M01`.
fn january(preferences: Preferences) -> Option<String> {
    let month = Fields::CalendarPeriod(CalendarPeriodFieldSet::M(M::long()));
    Some(write(&dates(preferences, month)?, &ZonedDateTime::default()))
}

/// Writes what the clock of the moment's own zone shows.
fn write(formatter: &Dates, at: &ZonedDateTime) -> String {
    let date = Date::try_new_gregorian(
        at.year().into(),
        at.month().unsigned_abs(),
        at.day().unsigned_abs(),
    );
    let date = date.expect("jiff's dates are days of the same calendar");
    let [hour, minute, second] = [at.hour(), at.minute(), at.second()].map(i8::unsigned_abs);
    let time = Time::try_new(hour, minute, second, 0).expect("jiff's clock stays within a day");
    formatter.format(&DateTime { date, time }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        Locale::new(tag).unwrap()
    }

    fn at(moment: &str) -> ZonedDateTime {
        moment.parse().unwrap()
    }

    fn every_style(tag: &str, moment: &str) -> Vec<String> {
        let at = at(moment);
        let style = |name| DateStyle::parse(name).unwrap();
        DateStyle::NAMES.map(|name| locale(tag).date(&at, style(name))).into()
    }

    #[test]
    fn a_german_date_reads_as_de_9_asks_in_every_style() {
        assert_eq!(
            every_style("de", "2026-11-23T08:00[Europe/Berlin]"),
            [
                "Montag, 23. November 2026",
                "23. November 2026",
                "23.11.2026",
                "23. November 2026, 08:00 Uhr",
                "08:00 Uhr",
                "November 2026",
                "November",
                "23. November",
                "Montag",
                "2026",
                "2026-11-23",
                "2026-11-23T08:00:00+01:00",
                "Mon, 23 Nov 2026 08:00:00 +0100",
            ]
        );
    }

    #[test]
    fn an_english_date_reads_as_icu_has_it() {
        assert_eq!(
            every_style("en", "2026-01-05T17:04[UTC]"),
            [
                "Monday, January 5, 2026",
                "January 5, 2026",
                "1/5/2026",
                "January 5, 2026 at 5:04\u{202f}PM",
                "5:04\u{202f}PM",
                "January 2026",
                "January",
                "January 5",
                "Monday",
                "2026",
                "2026-01-05",
                "2026-01-05T17:04:00+00:00",
                "Mon, 5 Jan 2026 17:04:00 +0000",
            ]
        );
        let british = locale("en-GB").date(&at("2026-01-05T17:04[UTC]"), DateStyle::DateTime);
        assert_eq!(british, "5 January 2026 at 17:04");
    }

    #[test]
    fn a_day_has_no_leading_zero_beside_a_month_in_letters_but_two_digits_in_figures() {
        let at = at("2026-01-05T00:00[Europe/Berlin]");
        assert_eq!(locale("de").date(&at, DateStyle::Full), "Montag, 5. Januar 2026"); // DE-9
        assert_eq!(locale("de").date(&at, DateStyle::Short), "05.01.2026");
    }

    #[test]
    fn january_is_jaenner_in_austria() {
        let at = at("2026-01-05T00:00[Europe/Vienna]");
        assert_eq!(locale("de-AT").date(&at, DateStyle::Long), "5. Jänner 2026"); // DE-9
        assert_eq!(locale("de-AT").date(&at, DateStyle::Month), "Jänner");
    }

    #[test]
    fn the_hour_that_comes_twice_differs_only_in_its_offset() {
        let berlin = locale("de");
        let first = at("2026-10-25T02:30+02:00[Europe/Berlin]");
        let second = at("2026-10-25T02:30+01:00[Europe/Berlin]");
        assert_eq!(berlin.date(&first, DateStyle::Time), "02:30 Uhr");
        assert_eq!(berlin.date(&second, DateStyle::Time), "02:30 Uhr");
        assert_eq!(berlin.date(&first, DateStyle::Rfc3339), "2026-10-25T02:30:00+02:00");
        assert_eq!(berlin.date(&second, DateStyle::Rfc2822), "Sun, 25 Oct 2026 02:30:00 +0100");
    }

    #[test]
    fn no_year_makes_a_style_panic() {
        for moment in ["-009999-01-03T00:00[UTC]", "0000-01-01T00:00[UTC]", "9999-12-30T00:00[UTC]"]
        {
            assert_eq!(every_style("de", moment).len(), DateStyle::NAMES.len());
        }
    }

    #[test]
    fn the_month_of_an_archive_is_gregorian_in_every_language() {
        let at = at("2026-11-23T08:00[UTC]");
        assert_eq!(locale("th").date(&at, DateStyle::Year), "ค.ศ. 2026");
        assert_eq!(locale("fa-u-nu-latn").date(&at, DateStyle::MonthYear), "نوامبر 2026");
        assert_eq!(locale("de-u-ca-buddhist").date(&at, DateStyle::Year), "2026");
    }

    #[test]
    fn a_clock_of_twelve_hours_is_not_followed_by_uhr() {
        let at = at("2026-11-23T20:00[Europe/Berlin]");
        assert_eq!(locale("de-u-hc-h23").date(&at, DateStyle::Time), "20:00 Uhr");
        assert_eq!(locale("de-u-hc-h12").date(&at, DateStyle::Time), "8:00\u{202f}PM");
    }

    #[test]
    fn a_style_is_known_by_its_name_and_by_no_other() {
        assert_eq!(DateStyle::parse("month_year"), Some(DateStyle::MonthYear));
        assert_eq!(DateStyle::parse("Full"), None);
        assert_eq!(DateStyle::parse(""), None);
    }

    #[test]
    fn separators_follow_the_country() {
        let number = |tag, float| locale(tag).number(Number::from_float(float).unwrap());
        assert_eq!(number("de", 1_234_567.89), "1.234.567,89");
        assert_eq!(number("de-CH", 1_234_567.89), "1'234'567.89"); // DE-9
        assert_eq!(number("en", 1_234_567.89), "1,234,567.89");
        assert_eq!(number("de", -0.5), "-0,5");
        assert_eq!(locale("de").number(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(locale("de").number(100), "100");
    }

    #[test]
    fn a_number_keeps_its_fraction_but_not_the_noise_of_floats() {
        let german = |float| Number::from_float(float).map(|number| locale("de").number(number));
        assert_eq!(german(0.1 + 0.2).unwrap(), "0,3");
        assert_eq!(german(0.123_456).unwrap(), "0,123456");
        assert_eq!(german(1200.0).unwrap(), "1.200");
        assert_eq!(german(-0.000_000_1).unwrap(), "0");
        assert_eq!(german(1e21).unwrap(), "1.000.000.000.000.000.000.000");
        assert_eq!(german(f64::NAN), None);
        assert_eq!(german(f64::INFINITY), None);
    }

    #[test]
    fn one_comment_is_one_and_none_or_two_are_other() {
        let comments = |tag, count: i64| locale(tag).plural(count);
        assert_eq!([0, 1, 2].map(|n| comments("de", n)), ["other", "one", "other"]); // DE-11
        assert_eq!([1, 3, 5].map(|n| comments("pl", n)), ["one", "few", "many"]);
        assert_eq!(locale("de").plural(Number::from_float(1.5).unwrap()), "other");
    }

    fn sorted(tag: &str, words: &str) -> String {
        let locale = locale(tag);
        let mut words: Vec<&str> = words.split(' ').collect();
        words.sort_by(|a, b| locale.compare(a, b));
        words.join(" ")
    }

    #[test]
    fn german_words_stand_as_in_a_dictionary() {
        let order = "5G Ähre Apfel Arger Ärger Göbel Goethe Goldmann Göthe Götz Masse Maße"; // DE-10
        assert_eq!(
            sorted("de", "Maße Masse Götz Göthe Goldmann Goethe Göbel Ärger Arger Apfel Ähre 5G"),
            order
        );
    }

    #[test]
    fn german_names_stand_as_in_a_phone_book_if_asked() {
        let order = "Ärger Apfel Arger Göbel Goethe Göthe Götz Goldmann"; // DE-10
        assert_eq!(
            sorted("de-u-co-phonebk", "Götz Göthe Goldmann Goethe Göbel Arger Apfel Ärger"),
            order
        );
    }

    #[test]
    fn texts_that_differ_are_never_equal_in_order() {
        assert_ne!(locale("de").compare("\u{e4}", "a\u{308}"), Ordering::Equal);
    }

    #[test]
    fn a_tag_comes_back_in_the_spelling_of_bcp_47() {
        assert_eq!(locale("DE-at").as_str(), "de-AT");
        assert_eq!(locale("zh-hant").as_str(), "zh-Hant");
        assert_eq!(locale("de-DE-u-co-phonebk").as_str(), "de-DE-u-co-phonebk");
    }

    #[test]
    fn a_language_without_data_is_refused_by_name() {
        for tag in ["xx", "deu", "und", "xx-DE-u-nu-arab"] {
            let error = Locale::new(tag).unwrap_err();
            assert_eq!(error.to_string(), format!("`{tag}` is not a language that ICU knows"));
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for tag in ["", "d", "de-", "de DE", "german", "de-u-co-nonsense"] {
            assert_eq!(Locale::new(tag), Err(LocaleError::Malformed(tag.to_owned())));
        }
    }

    #[test]
    fn a_locale_serves_several_threads() {
        let german = locale("de");
        let at = at("2026-11-23T08:00[Europe/Berlin]");
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(german.date(&at, DateStyle::Month), "November"));
            }
        });
    }
}
