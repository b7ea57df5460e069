use std::fs::Metadata;
use std::time::Duration;
#[cfg(not(unix))]
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// A moment by the clock of a file system, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileTime(i64);

/// File systems round times, FAT to two seconds; within them a file can change unseen.
const ROUNDING: i64 = 2_000_000_000;

/// What a file system tells of a file without reading it.
///
/// Two equal stamps mean equal bytes, if the first was [settled](Stamp::is_settled).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    size: u64,
    modified: FileTime,
    /// When its name, owner or contents changed; cannot be set by programs.
    changed: FileTime,
    inode: u64,
}

impl Stamp {
    #[cfg(unix)]
    pub fn of(file: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let time = |seconds: i64, nanoseconds: i64| {
            FileTime(seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds))
        };
        Self {
            size: file.size(),
            modified: time(file.mtime(), file.mtime_nsec()),
            changed: time(file.ctime(), file.ctime_nsec()),
            inode: file.ino(),
        }
    }

    #[cfg(not(unix))]
    pub fn of(file: &Metadata) -> Self {
        let modified = file.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let modified = FileTime::since_epoch(modified.unwrap_or_default());
        Self { size: file.len(), modified, changed: modified, inode: 0 }
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether the file was left alone long enough before `at` that a later change must give
    /// it another stamp.
    pub fn is_settled(&self, at: FileTime) -> bool {
        self.modified.max(self.changed).0 < at.0.saturating_sub(ROUNDING)
    }
}

impl FileTime {
    pub fn since_epoch(since: Duration) -> Self {
        Self(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
    }
}
