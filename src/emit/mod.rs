//! Pages → output folder: the only writer. Stage, then commit.
//!
//! What differs from the output is first written into a folder beside it. Only when nothing
//! failed are the staged files renamed into place, and what an earlier build wrote and no
//! route leads to any more is removed. A file that no build wrote is never touched.

mod commit;
mod compare;
mod files;
mod manifest;
mod output;
mod stage;
mod update;

use crate::plan::Kind;
use crate::value::{Digest, FileTime, OutputPath, Stamp};

pub use commit::{Committed, Written};
pub use compare::{Comparison, Difference};
pub use files::create_new;
pub use manifest::Manifest;
pub use output::{Output, beside, clean, lies_in, written};
pub use stage::Stage;
pub use update::{Existing, Replacement, put, put_all, read, replace, update};

const CODE: &str = "output";

/// A file that the output is to hold.
#[derive(Clone, Debug)]
pub struct Entry {
    pub path: OutputPath,
    pub rank: Rank,
    pub staged: Staged,
}

/// What is known of a file that the output is to hold.
#[derive(Clone, Copy, Debug)]
pub struct Staged {
    pub digest: Digest,
    /// Of the file as it stands in the output; nothing if it is to be written.
    pub stamp: Option<Stamp>,
}

impl Staged {
    /// A file that stands in the output as it should.
    pub fn same(digest: Digest, stamp: Stamp) -> Self {
        Self { digest, stamp: Some(stamp) }
    }

    fn is_new(self) -> bool {
        self.stamp.is_none()
    }
}

/// A file of the output as an earlier build left it.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    pub digest: Digest,
    pub stamp: Stamp,
    /// When that build was done: stamps that are not settled by then are not trusted.
    pub at: FileTime,
}

/// The order of the commit: what is referred to comes before what refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Asset,
    Page,
    List,
    Feed,
}

impl Rank {
    pub fn of(kind: &Kind) -> Self {
        match kind {
            // Hosts that include a fragment must find it.
            Kind::Asset(_)
            | Kind::File(_)
            | Kind::Picture(..)
            | Kind::Card(_)
            | Kind::Index(_)
            | Kind::Fragment(_) => Self::Asset,
            Kind::Article(_)
            | Kind::Page(_)
            | Kind::Job(_)
            | Kind::PastJob(_)
            | Kind::NotFound
            | Kind::Search
            | Kind::Redirect(_)
            | Kind::Gone => Self::Page,
            Kind::Newest(_)
            | Kind::Numbered(..)
            | Kind::Terms(_)
            | Kind::Year(_)
            | Kind::Month(_)
            | Kind::Corrections
            | Kind::Calendar
            | Kind::Day(_)
            | Kind::Jobs => Self::List,
            Kind::Feed(_) | Kind::Opml | Kind::Sitemap(_) | Kind::Robots | Kind::Rules(_) => {
                Self::Feed
            }
        }
    }
}
