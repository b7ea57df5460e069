//! Dates: read, or refused with a reason; written so that others read the same.

use std::sync::LazyLock;

use blattwerk::value::{DateStyle, Locale, Moment};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The first and the last to begin a day, one that has lost a day, one whose days may begin at
/// one o'clock, and one whose offset had seconds for long.
static ZONES: LazyLock<Vec<TimeZone>> = LazyLock::new(|| {
    let names = [
        "UTC",
        "Europe/Berlin",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Pacific/Apia",
        "Asia/Beirut",
        "Africa/Monrovia",
    ];
    names.map(|name| TimeZone::get(name).expect("the zone is known")).into()
});

static GERMAN: LazyLock<Locale> =
    LazyLock::new(|| Locale::new("de").expect("the language is known"));

/// Offsets of old have seconds, which no form of a date can say.
const ROUNDING: SignedDuration = SignedDuration::from_secs(60);

pub fn dates(bytes: &[u8]) {
    let text = super::text(bytes);
    for zone in ZONES.iter() {
        match Moment::parse(&text, zone) {
            Ok(moment) => is_a_date(moment, zone),
            Err(fault) => assert!(!fault.fact.is_empty()),
        }
    }
}

fn is_a_date(moment: Moment, zone: &TimeZone) {
    let at = moment.in_zone(zone);
    let is_near = |read: Timestamp| read.duration_since(moment.timestamp()).abs() < ROUNDING;

    let written = moment.rfc3339(zone);
    assert_eq!(written.get(..10), Some(&*at.date().to_string()), "{written} is of its day");
    assert!(is_near(written.parse().expect("RFC 3339 is read by others")), "{written}");
    // What is rounded can lie before the calendar's beginning.
    if at.year() > 0 {
        let read = Moment::parse(&written, zone).expect("RFC 3339 is read by us");
        assert!(is_near(read.timestamp()), "{written}");
    }

    let written = moment.rfc2822(zone);
    let read = rfc2822::parse(&written).expect("RFC 2822 is read by others");
    assert!(is_near(read.timestamp()), "{written}");

    for style in DateStyle::NAMES.into_iter().filter_map(DateStyle::parse) {
        assert!(!GERMAN.date(&at, style).is_empty());
    }
    assert!(moment.end(zone) >= moment.timestamp(), "{at} ends after it has begun");
    let kept = postcard::to_stdvec(&moment).expect("a date is kept");
    assert_eq!(postcard::from_bytes(&kept), Ok(moment));
}
