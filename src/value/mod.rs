//! Plain values: paths, URLs, slugs, dates, digests.
