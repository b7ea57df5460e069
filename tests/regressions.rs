//! Inputs that broke something once, and some that try to: `tests/regressions/TARGET/`.
//!
//! The fuzz targets in `fuzz/` find them; a file that they leave behind is put there, under a
//! name that says what it does.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

#[path = "support/properties/mod.rs"]
mod properties;

use std::fs;
use std::path::{Path, PathBuf};

#[track_caller]
fn replay(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions").join(target);
    let entries = fs::read_dir(&folder).expect("the target has a folder");
    let mut inputs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{target} has an input");
    for input in inputs {
        // Shown if this is the one that fails.
        println!("{}", input.display());
        property(&fs::read(input).unwrap());
    }
}

#[test]
fn front_matter_of_any_kind_is_read_or_refused() {
    replay("front_matter", properties::front_matter);
}

#[test]
fn markdown_of_any_kind_is_rendered_and_stays_text() {
    replay("markdown", properties::markdown);
}

#[test]
fn no_path_leads_out() {
    replay("paths", properties::paths);
}

#[test]
fn settings_of_any_kind_are_read_or_refused() {
    replay("settings", properties::settings);
}

#[test]
fn a_cache_of_any_kind_is_absent_or_read_as_written() {
    replay("cache", properties::cache);
}

#[test]
fn dates_of_any_kind_are_read_or_refused() {
    replay("dates", properties::dates);
}
