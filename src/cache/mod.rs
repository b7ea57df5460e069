//! What earlier builds computed, by digests: the cache.
//!
//! The contract: it can be absent, never wrong. It holds no truth of its own and answers
//! only "this was computed before, from inputs with this digest". It is replaced as a whole,
//! after the output was committed. One of another program, one that was cut off or altered,
//! or one that cannot be read is no cache: then everything is computed anew.
//!
//! Knows digests, stamps and bytes; what the bytes mean is known to whoever wrote them.

mod pictures;
mod store;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::source::Told;
use crate::value::{Digest, FileTime, Stamp};

pub use pictures::{Pictures, Recall};
pub use store::{Absent, FOLDER, Kept, Store, Writer, clear, now};

/// All that is kept of a build.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Records<'a> {
    /// Stamps of sources that are not settled then are not trusted.
    pub scanned: FileTime,
    /// The same for the output.
    pub committed: FileTime,
    /// Of what reading a source depends on besides its bytes.
    pub settings: Digest,
    /// Of what every page depends on.
    pub common: Digest,
    /// Of what all pages show, texts aside.
    pub outline: Option<Digest>,
    /// What the build as a whole was made from, and what it said.
    #[serde(borrow)]
    pub summary: Bytes<'a>,
    /// The files of the project, sorted by path.
    pub files: Chunks<'a>,
    /// What several pages have in common: the questions that they asked.
    pub shared: Vec<Bytes<'a>>,
    /// The names of the fragments, and what pages held of them; empty if it stands elsewhere.
    pub fragments: Vec<(&'a str, Bytes<'a>)>,
    /// The routes, in the order of the plan.
    pub pages: Chunks<'a>,
    /// What was [noted](Writer::note) of them.
    pub notes: Bytes<'a>,
    /// What the build before had in the place of what differs, to explain the difference.
    pub before: Bytes<'a>,
}

/// A file of the project, and what was made of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileRecord<'a> {
    pub path: &'a str,
    pub stamp: Stamp,
    pub digest: Digest,
    /// What it tells of itself, if somebody asked.
    pub picture: Option<Told>,
    /// Where its parsed form stands among the [blobs](Writer::put).
    pub parsed: Option<Span>,
}

/// A route, and what its page was made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageRecord<'a> {
    pub url: &'a str,
    /// Of its view.
    pub view: Digest,
    /// Of the bytes that stand in the output.
    pub output: Digest,
    pub stamp: Stamp,
    /// Its place in [`Records::shared`].
    pub questions: u32,
    /// Where it stands among the notes what its text refers to, and what was said about it.
    pub notes: Option<Span>,
    /// Of a numbered page of a list, the digest of what stands on it.
    pub members: Option<u64>,
    /// Of an article, what its related ones follow from, and the digest of these.
    pub related: Option<(u64, Digest)>,
    /// Why the last build rendered it, by a number; nothing if it did not.
    pub cause: Option<u8>,
}

/// Many records, in pieces that several threads can write and read at once.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Chunks<'a> {
    pub count: usize,
    #[serde(borrow)]
    chunks: Vec<Bytes<'a>>,
}

/// How many records stand in one piece.
pub const CHUNK: usize = 2048;

/// How many pieces are read at a time.
const AT_ONCE: usize = 8;

impl<'a> Chunks<'a> {
    /// Puts pieces together that were encoded one by one.
    pub fn new(count: usize, chunks: &'a [Vec<u8>]) -> Self {
        Self { count, chunks: chunks.iter().map(|chunk| Bytes(chunk)).collect() }
    }

    /// The pieces, to be [decoded](decode) in parallel.
    pub fn pieces(&self) -> &[Bytes<'a>] {
        &self.chunks
    }

    /// All records, in their order; none if one of them cannot be read.
    pub fn all<T: Deserialize<'a> + Send>(&self) -> Option<Vec<T>> {
        // No record is shorter than a byte: so a count that is too high asks for no more memory
        // than there can be records.
        let most = self.chunks.iter().map(|chunk| chunk.0.len()).sum();
        let mut all = Vec::with_capacity(self.count.min(most));
        // Piece by piece, so that no second copy of all records is held meanwhile.
        for pieces in self.chunks.chunks(AT_ONCE) {
            let decoded: Option<Vec<Vec<T>>> = pieces.par_iter().map(|one| decode(*one)).collect();
            decoded?.into_iter().for_each(|piece| all.extend(piece));
        }
        Some(all)
    }
}

/// The records of one piece.
pub fn decode<'a, T: Deserialize<'a>>(chunk: Bytes<'a>) -> Option<Vec<T>> {
    postcard::from_bytes(chunk.0).ok()
}

/// Some of the bytes that were put beside the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    at: u64,
    length: u32,
}

impl Span {
    /// The bytes among all blobs; none if they do not reach so far.
    pub fn of(self, blobs: &[u8]) -> Option<&[u8]> {
        let at = usize::try_from(self.at).ok()?;
        blobs.get(at..at.checked_add(self.length as usize)?)
    }

    /// Adds bytes to blobs that were read.
    pub fn appended(blobs: &mut Vec<u8>, bytes: &[u8]) -> Option<Self> {
        let (at, length) = (blobs.len() as u64, u32::try_from(bytes.len()).ok()?);
        blobs.extend_from_slice(bytes);
        Some(Self { at, length })
    }
}

/// Bytes that are written and read in one piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes<'a>(pub &'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'a [u8]>::deserialize(deserializer).map(Self)
    }
}
