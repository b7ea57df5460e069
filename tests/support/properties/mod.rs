//! What holds of any input, whoever wrote it.
//!
//! Each of these takes the bytes of one input and panics where a property does not hold. The
//! fuzz targets in `fuzz/` call them with inputs that they make up, `tests/regressions.rs` with
//! those that are kept. They use only what the library shows to everybody.

mod cache;
mod dates;
mod front_matter;
mod html;
mod markdown;
mod paths;
mod settings;
mod typography;

use std::borrow::Cow;

use blattwerk::diagnostic::{Item, Report, Style, print};

pub use cache::cache;
pub use dates::dates;
pub use front_matter::front_matter;
pub use markdown::markdown;
pub use paths::paths;
pub use settings::settings;

/// What is no UTF-8 is refused where files are read, and stands here mended.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// What is said about a text names places that it has, and can be printed on a terminal.
fn is_fit_to_print(report: Report, text: &str) {
    let lines = text.split('\n').count();
    for place in report.iter().filter_map(|diagnostic| diagnostic.place_in_line()) {
        assert!((1..=lines).contains(&place.line), "{place:?} is in the text");
        assert!(place.text.get(place.underline.clone()).is_some(), "{place:?} can be underlined");
    }
    let report = report.sorted();
    let items: Vec<Item<'_>> = report.iter().map(Item::from).collect();
    serde_json::to_string(&items).expect("programs can read it");
    print(&report, Style::Colour);
    let printed = print(&report, Style::Plain);
    let obeyed = |c: char| c.is_control() && c != '\n';
    assert!(!printed.contains(obeyed), "a terminal would obey {printed:?}");
}
