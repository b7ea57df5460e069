use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};

/// A point in time, and whether only its day was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    at: Timestamp,
    whole_day: bool,
}

/// Nanoseconds since 1970, and whether only the day was given.
impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.at.as_nanosecond(), self.whole_day).serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (at, whole_day) = <(i128, bool)>::deserialize(deserializer)?;
        let at = Timestamp::from_nanosecond(at).map_err(serde::de::Error::custom)?;
        Ok(Self { at, whole_day })
    }
}

/// Why a text is no date, in two parts of a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFault {
    pub fact: String,
    pub hint: Option<String>,
}

impl Moment {
    pub fn new(at: Timestamp) -> Self {
        Self { at, whole_day: false }
    }

    /// Reads RFC 3339, and what people write instead: a blank for the `T`, no seconds, no
    /// offset (then it is `zone`'s), a blank before the offset, no time at all.
    ///
    /// A day without a time is its first moment in `zone`.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<Self, DateFault> {
        let text = text.trim();
        let (day, rest) = split_day(text)?;
        let date = check_day(day)?;
        if rest.trim().is_empty() {
            return Ok(Self { at: local(date.at(0, 0, 0, 0), zone)?, whole_day: true });
        }
        let (time, offset) = split_offset(rest.trim_start_matches(['T', 't', ' ']).trim());
        let civil = date.to_datetime(check_time(time)?);
        let at = match offset {
            Some(offset) => local(civil, &TimeZone::fixed(check_offset(offset)?))?,
            None => local(civil, zone)?,
        };
        let moment = Self { at, whole_day: false };
        // An offset can take the first day of the calendar into the year before, which no form
        // of a date can say.
        if moment.in_zone(zone).year() < 0 { Err(out_of_range()) } else { Ok(moment) }
    }

    pub fn timestamp(self) -> Timestamp {
        self.at
    }

    /// Whether a day was given without a time.
    pub fn is_whole_day(self) -> bool {
        self.whole_day
    }

    pub fn in_zone(self, zone: &TimeZone) -> ZonedDateTime {
        self.at.to_zoned_datetime(zone.clone())
    }

    /// `2026-11-23T08:00:00+01:00`
    pub fn rfc3339(self, zone: &TimeZone) -> String {
        let zoned = self.in_zone(zone);
        self.at.display_with_offset(zoned.offset()).to_string()
    }

    /// `Mon, 23 Nov 2026 08:00:00 +0100`: English, whatever the site's language is
    /// (RULES.md, RSS-4).
    pub fn rfc2822(self, zone: &TimeZone) -> String {
        // Only years before 0 have no such form, and those are no dates of articles.
        jiff::fmt::rfc2822::to_string(&self.in_zone(zone)).unwrap_or_default()
    }

    /// The moment from which this is over: a day lasts until its end in `zone`.
    pub fn end(self, zone: &TimeZone) -> Timestamp {
        let next_day =
            || self.in_zone(zone).date().tomorrow().ok()?.to_zoned_datetime(zone.clone()).ok();
        match self.whole_day.then(next_day).flatten() {
            Some(midnight) => midnight.timestamp(),
            None => self.at,
        }
    }
}

/// The last day of the calendar, which people write for "never", begins west of Greenwich
/// after the last moment that can be told in every zone; that moment is taken for it.
fn local(civil: DateTime, zone: &TimeZone) -> Result<Timestamp, DateFault> {
    match civil.to_zoned_datetime(zone.clone()) {
        Ok(zoned) => Ok(zoned.timestamp()),
        Err(_) if civil.year() == 9999 => Ok(Timestamp::MAX),
        Err(_) => Err(out_of_range()),
    }
}

fn out_of_range() -> DateFault {
    fault("it lies outside the years that a calendar holds", None)
}

fn fault(fact: impl Into<String>, hint: Option<String>) -> DateFault {
    DateFault { fact: fact.into(), hint }
}

/// Year, month and day as written, and what follows them.
fn split_day(text: &str) -> Result<([&str; 3], &str), DateFault> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
    let (day, rest) = text.split_at(end);
    let parts: Vec<&str> = day.split('-').collect();
    match parts[..] {
        [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) => {
            Ok(([y, m, d], rest))
        }
        _ => Err(fault("this is not a date", Some(in_other_order(text)))),
    }
}

/// Offers the right order for `23.11.2026` and `11/23/2026`.
fn in_other_order(text: &str) -> String {
    let numbers: Vec<u32> =
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    match (text.contains('.'), &numbers[..]) {
        (true, &[d, m, y]) if y > 31 => format!("write it as `{y:04}-{m:02}-{d:02}`"),
        (false, &[m, d, y]) if y > 31 && m <= 12 => format!("write it as `{y:04}-{m:02}-{d:02}`"),
        _ => "write it as `2026-11-23` or `2026-11-23T08:00:00+01:00`".to_owned(),
    }
}

fn check_day([year, month, day]: [&str; 3]) -> Result<Date, DateFault> {
    let number = |part: &str| part.parse::<i8>().unwrap_or(i8::MAX);
    let year: i16 = year.parse().unwrap_or(i16::MAX);
    let (month, day) = (number(month), number(day));
    if !(1..=12).contains(&month) {
        let turned_round = (1..=12).contains(&day) && (1..=31).contains(&month);
        let hint = match turned_round {
            true => format!("write it as `{year:04}-{day:02}-{month:02}`"),
            false => "write year, month and day: `2026-11-23`".to_owned(),
        };
        return Err(fault(format!("there is no month {month}"), Some(hint)));
    }
    Date::new(year, month, day).map_err(|_| {
        let nearest = Date::new(year, month, 1).map(|first| match day {
            0 => first,
            _ => first.last_of_month(),
        });
        let hint = nearest.ok().map(|date| format!("the nearest day is `{date}`"));
        fault(format!("month {month} of {year} has no day {day}"), hint)
    })
}

/// `08:00:00+01:00`, `08:00 +0100`, `08:00Z` → the time, and the offset if there is one.
fn split_offset(text: &str) -> (&str, Option<&str>) {
    match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (text[..at].trim(), Some(&text[at..])),
        None => (text, None),
    }
}

fn check_time(text: &str) -> Result<Time, DateFault> {
    let wrong = || fault(format!("`{text}` is not a time"), Some("write it as `08:00:00`".into()));
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let parts: Result<Vec<i8>, _> = clock.split(':').map(str::parse).collect();
    let (hour, minute, second) = match parts.map_err(|_| wrong())?[..] {
        [h, m] => (h, m, 0),
        [h, m, s] => (h, m, s),
        _ => return Err(wrong()),
    };
    let hint = || Some("write it between `00:00:00` and `23:59:59`".to_owned());
    Time::new(hour, minute, second, 0)
        .map_err(|_| fault(format!("there is no time {clock}"), hint()))
}

fn check_offset(text: &str) -> Result<Offset, DateFault> {
    if text.eq_ignore_ascii_case("z") {
        return Ok(Offset::UTC);
    }
    let wrong = || fault(format!("`{text}` is not an offset"), Some("write it as `+01:00`".into()));
    let digits: String = text[1..].chars().filter(|&c| c != ':').collect();
    // `-4`, as Ruby reads it and so archives from Jekyll hold it.
    let digits = if digits.len() == 1 { format!("0{digits}") } else { digits };
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let hours: i32 = digits[..2].parse().map_err(|_| wrong())?;
    let minutes: i32 = digits[2..].parse().unwrap_or(0);
    let sign = if text.starts_with('-') { -1 } else { 1 };
    // RFC 3339, section 5.6: `time-hour` ends at 23 in offsets too.
    if hours > 23 || minutes > 59 {
        return Err(wrong());
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn read(text: &str) -> String {
        match Moment::parse(text, &berlin()) {
            Ok(moment) => moment.timestamp().to_string(),
            Err(fault) => fault.fact,
        }
    }

    #[test]
    fn all_that_people_write_for_a_date_is_read() {
        for text in [
            "2026-11-23T08:00:00+01:00",
            "2026-11-23T08:00",
            "2026-11-23 08:00:00",
            "2026-11-23 08:00:00 +0100",
            "2026-11-23 08:00 +01",
            "2026-11-23 02:00:00 -5",
            "2026-11-23T07:00:00Z",
            "2026-11-23T07:00:00.123z",
            "2026-11-23T02:00:00-05:00",
        ] {
            assert_eq!(read(text), "2026-11-23T07:00:00Z", "{text}");
        }
    }

    #[test]
    fn de_9_a_day_begins_in_the_zone_of_the_site() {
        assert_eq!(read("2026-11-23"), "2026-11-22T23:00:00Z");
        assert_eq!(read("2026-7-1"), "2026-06-30T22:00:00Z");
    }

    #[test]
    fn the_last_day_of_the_calendar_is_a_date_everywhere() {
        for zone in ["America/New_York", "UTC", "Pacific/Kiritimati"] {
            let zone = TimeZone::get(zone).unwrap();
            for text in ["9999-12-31", "9999-12-31T23:59:59", "9999-12-31T23:59:59Z"] {
                let never = Moment::parse(text, &zone).unwrap();
                assert_eq!(never.in_zone(&zone).year(), 9999, "{text}");
                assert!(never.end(&zone) >= never.timestamp());
            }
        }
    }

    #[test]
    fn a_day_ends_in_the_zone_of_the_site() {
        let day = Moment::parse("2026-10-25", &berlin()).unwrap();
        assert_eq!(day.end(&berlin()).to_string(), "2026-10-25T23:00:00Z");
    }

    #[test]
    fn what_is_no_date_says_why() {
        assert_eq!(read("2026-13-01"), "there is no month 13");
        assert_eq!(read("2026-02-29"), "month 2 of 2026 has no day 29");
        assert_eq!(read("2026-11-23T25:00"), "there is no time 25:00");
        assert_eq!(read("2026-11-23 morgens"), "`morgens` is not a time");
        assert_eq!(read("2026-11-23T08:00+25:00"), "`+25:00` is not an offset");
        assert_eq!(read("2026-11-23T08:00+123"), "`+123` is not an offset");
        assert_eq!(read("gestern"), "this is not a date");
    }

    #[test]
    fn a_date_in_another_order_is_turned_round_in_the_hint() {
        let hint = |text| Moment::parse(text, &berlin()).unwrap_err().hint.unwrap();
        assert_eq!(hint("23.11.2026"), "write it as `2026-11-23`");
        assert_eq!(hint("11/23/2026"), "write it as `2026-11-23`");
        assert_eq!(hint("2026-23-11"), "write it as `2026-11-23`");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[0-9TZ:+. -]{0,30}|\\PC{0,20}") {
            let _ = Moment::parse(&text, &berlin());
        }
    }
}
