//! What was published on a day of any year, and what was corrected.

use std::cmp::Reverse;
use std::ops::Bound;

use serde::{Serialize, Serializer};

use super::article::{Link, link};
use super::lazy::{Date, TeaserOf};
use crate::archive::{ArticleId, MonthDay};
use crate::article::Correction;
use crate::plan::Kind;
use crate::render::World;
use crate::value::Moment;

#[derive(Serialize)]
pub(in crate::render) struct CorrectionItem<'a> {
    date: Date<'a>,
    text: &'a str,
    article: Link<'a>,
}

#[derive(Serialize)]
pub(in crate::render) struct CalendarView<'a> {
    months: Vec<CalendarMonth<'a>>,
}

#[derive(Serialize)]
struct CalendarMonth<'a> {
    date: Date<'a>,
    days: Vec<DayLink<'a>>,
}

#[derive(Serialize)]
struct DayLink<'a> {
    date: Date<'a>,
    path: String,
}

#[derive(Serialize)]
pub(in crate::render) struct DayView<'a> {
    date: Date<'a>,
    path: String,
    years: Vec<YearOfDay<'a>>,
    earlier: Option<DayLink<'a>>,
    later: Option<DayLink<'a>>,
}

#[derive(Serialize)]
struct YearOfDay<'a> {
    year: i16,
    articles: Vec<TeaserOf<'a>>,
}

/// The corrections of all articles, the newest first.
pub(in crate::render) fn corrections(world: &World) -> Vec<CorrectionItem<'_>> {
    let of = |id: ArticleId| {
        let corrections = world.archive.article(id).card.corrections.iter();
        corrections.map(move |correction| (id, correction))
    };
    let mut all: Vec<(ArticleId, &Correction)> = world.archive.ids().rev().flat_map(of).collect();
    all.sort_by_key(|(_, correction)| Reverse(correction.date));
    all.into_iter()
        .map(|(id, correction)| CorrectionItem {
            date: Date { world, moment: correction.date },
            text: &correction.text,
            article: link(world, id),
        })
        .collect()
}

/// All months, each with those of its days that have articles.
pub(in crate::render) fn calendar(world: &World) -> CalendarView<'_> {
    let days = |month| {
        let days = world.archive.calendar().keys().filter(move |day| day.month == month);
        days.map(|day| day_link(world, *day)).collect()
    };
    let month = |month| CalendarMonth {
        date: in_2000(world, MonthDay { month, day: 1 }),
        days: days(month),
    };
    CalendarView { months: (1..=12).map(month).collect() }
}

pub(in crate::render) fn day(world: &World, day: MonthDay) -> DayView<'_> {
    let calendar = world.archive.calendar();
    let mut years: Vec<YearOfDay<'_>> = Vec::new();
    for &id in calendar.get(&day).into_iter().flatten().rev() {
        let year = world.archive.article(id).date.in_zone(&world.config.timezone).year();
        let teaser = TeaserOf { world, id };
        match years.last_mut() {
            Some(last) if last.year == year => last.articles.push(teaser),
            _ => years.push(YearOfDay { year, articles: vec![teaser] }),
        }
    }
    let DayLink { date, path } = day_link(world, day);
    let after = (Bound::Excluded(day), Bound::Unbounded);
    let neighbour = |day: Option<(&MonthDay, _)>| Some(day_link(world, *day?.0));
    DayView {
        date,
        path,
        years,
        earlier: neighbour(calendar.range(..day).next_back()),
        later: neighbour(calendar.range(after).next()),
    }
}

fn day_link(world: &World, day: MonthDay) -> DayLink<'_> {
    DayLink { date: in_2000(world, day), path: world.link_to(&world.day_path(day)) }
}

/// A day of no year, as a date that the calendar has: 2000 was a leap year.
fn in_2000(world: &World, MonthDay { month, day }: MonthDay) -> Date<'_> {
    let text = format!("2000-{month:02}-{day:02}");
    let moment = Moment::parse(&text, &world.config.timezone);
    Date { world, moment: moment.expect("each day of a year is one of 2000") }
}

/// The page of the day of the year on which an article appeared. It follows from the article's
/// date and the theme, which a fingerprint has already.
pub(super) struct OnThisDay<'a> {
    pub world: &'a World,
    pub date: Option<Moment>,
}

impl Serialize for OnThisDay<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_unit();
        }
        let Self { world, date } = self;
        let day = date.map(|date| MonthDay::of(date.in_zone(&world.config.timezone).date()));
        day.and_then(|day| world.stands(&world.day_path(day), &Kind::Day(day)))
            .serialize(serializer)
    }
}

impl World {
    pub(in crate::render) fn day_path(&self, day: MonthDay) -> String {
        format!("{}{day}/", self.calendar_path())
    }

    pub(in crate::render) fn calendar_path(&self) -> String {
        format!("/{}/", self.config.paths.calendar)
    }

    pub(in crate::render) fn corrections_path(&self) -> String {
        format!("/{}/", self.config.paths.corrections)
    }

    /// A link to a page, if the plan has it there.
    pub(in crate::render) fn stands(&self, path: &str, kind: &Kind) -> Option<String> {
        let route = self.plan.find(path).filter(|route| route.kind == *kind)?;
        Some(self.link(&route.url))
    }
}
