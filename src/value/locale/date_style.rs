//! The ways of writing a moment, by the names templates know them under.

/// How much of a moment to write; the examples are German.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateStyle {
    /// `Montag, 23. November 2026`
    Full,
    /// `23. November 2026`
    Long,
    /// `23.11.2026`: always with all four digits of the year.
    Short,
    /// `23. November 2026, 08:00 Uhr`
    DateTime,
    /// `08:00 Uhr`
    Time,
    /// `November 2026`
    MonthYear,
    /// `November`
    Month,
    /// `23. November`
    DayMonth,
    /// `Montag`
    Weekday,
    /// `2026`
    Year,
    /// `2026-11-23`, in every language.
    Iso,
    /// `2026-11-23T08:00:00+01:00`, in every language.
    Rfc3339,
    /// `Mon, 23 Nov 2026 08:00:00 +0100`, in every language (RSS-4).
    Rfc2822,
}

const STYLES: [(&str, DateStyle); 13] = [
    ("full", DateStyle::Full),
    ("long", DateStyle::Long),
    ("short", DateStyle::Short),
    ("datetime", DateStyle::DateTime),
    ("time", DateStyle::Time),
    ("month_year", DateStyle::MonthYear),
    ("month", DateStyle::Month),
    ("day_month", DateStyle::DayMonth),
    ("weekday", DateStyle::Weekday),
    ("year", DateStyle::Year),
    ("iso", DateStyle::Iso),
    ("rfc3339", DateStyle::Rfc3339),
    ("rfc2822", DateStyle::Rfc2822),
];

impl DateStyle {
    /// The names templates use, for messages.
    pub const NAMES: [&str; STYLES.len()] = {
        let mut names = [""; STYLES.len()];
        let mut i = 0;
        while i < STYLES.len() {
            names[i] = STYLES[i].0;
            i += 1;
        }
        names
    };

    /// The style of this name, if it is one of [`Self::NAMES`].
    pub fn parse(name: &str) -> Option<Self> {
        STYLES.iter().find(|(known, _)| *known == name).map(|(_, style)| *style)
    }
}
