//! Views: for each kind of page, all that its template can see.
//!
//! A view borrows from the archive and is serialised for the template. It holds nothing
//! that moves with every article, unless the page shows just that.

mod article;
mod calendar;
mod job;
mod lazy;
mod list;
mod site;

pub(super) use article::{
    FeedImage, MailImage, PageView, Teaser, article, card_teaser, feed_image, image_address,
    mail_image, missing_image, related, report_link, standing_page, teaser,
};
pub(super) use calendar::{CalendarView, CorrectionItem, DayView, calendar, corrections, day};
pub(super) use job::{JobView, incomplete, job};
pub(super) use lazy::{Address, TeaserOf};
pub(super) use list::{
    MonthView, Pager, TermView, TermsView, YearView, base, members, month, pager, term, terms, year,
};
pub(super) use site::{config, theme};
