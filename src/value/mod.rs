//! Plain values: paths, URLs, slugs, dates, digests.

pub mod slug;
