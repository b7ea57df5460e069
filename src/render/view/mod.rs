//! Views: for each kind of page, all that its template can see.
//!
//! A view borrows from the archive and is serialised for the template. It holds nothing
//! that moves with every article, unless the page shows just that.

mod article;
mod job;
mod list;
mod site;

pub(super) use article::{Link, PageView, Teaser, article, card_teaser, link, standing_page, teaser};
pub(super) use job::{JobView, job};
pub(super) use list::{MonthView, Pager, TermLink, TermView, TermsView, YearView, month, pager, term, term_link, terms, year};
pub(super) use site::{config, theme};
