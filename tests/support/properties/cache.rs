//! The cache: absent, or read as it was written; whatever its file holds.
#![expect(clippy::disallowed_methods, reason = "a cache that nobody would write is written")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use blattwerk::article::{Article, Profile, StandingPage};
use blattwerk::cache::{Bytes, Chunks, FileRecord, Kept, PageRecord, Records, Store, decode};
use blattwerk::comment::Discussion;
use blattwerk::diagnostic::Report;
use blattwerk::job::Job;
use blattwerk::value::{Digest, FileTime, Stamp};
use tempfile::TempDir;

/// The first byte says what is done with the others.
pub fn cache(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    match kind % 7 {
        0 => drop(recalled(rest)),
        // Of this program, with anything in it.
        1 => drop(recalled(&[&VALID.head, rest].concat())),
        // Of this program, with digests that fit.
        2 => drop(recalled(&VALID.sealed(&[], rest))),
        3 => drop(recalled(&VALID.sealed(&VALID.blobs, &changed(&VALID.records, rest)))),
        4 => is_absent_or_as_written(rest),
        5 => notes_change_nothing(rest),
        _ => is_parsed_or_not(rest),
    }
}

/// The parsed form of a file, of whichever kind.
fn is_parsed_or_not(blob: &[u8]) {
    drop(postcard::from_bytes::<Article>(blob));
    drop(postcard::from_bytes::<StandingPage>(blob));
    drop(postcard::from_bytes::<Profile>(blob));
    drop(postcard::from_bytes::<Job>(blob));
    drop(postcard::from_bytes::<Discussion>(blob));
    drop(postcard::from_bytes::<Report>(blob));
}

/// As it was written, apart from some bits.
fn is_absent_or_as_written(changes: &[u8]) {
    let file = changed(&VALID.file(), changes);
    if let Some(recalled) = recalled(&file) {
        assert_eq!(Some(recalled), VALID.recalled);
    }
}

/// That some files were looked at later only says whose stamps can be trusted.
fn notes_change_nothing(seen: &[u8]) {
    let place = Place::new();
    fs::write(place.file("cache"), VALID.file()).expect("a file is written");
    fs::write(place.file("seen"), seen).expect("a file is written");
    let kept = place.store().open().expect("the cache is whole");
    assert!(kept.records().is_ok());
}

/// Some bytes, changed at places: each is named by two bytes, a third says what to change.
fn changed(bytes: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for change in changes.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % changed.len();
        changed[place] ^= change[2];
    }
    changed
}

/// Everything that a build reads of a cache, if it is one.
fn recalled(file: &[u8]) -> Option<String> {
    let place = Place::new();
    fs::write(place.file("cache"), file).expect("a file is written");
    let kept = place.store().open().ok()?;
    read(&kept)
}

fn read(kept: &Kept) -> Option<String> {
    let records = kept.records().ok()?;
    let blobs = kept.blobs().ok()?;
    let files: Vec<FileRecord<'_>> = records.files.all()?;
    let pages: Vec<PageRecord<'_>> = records.pages.all()?;
    let spans = files.iter().filter_map(|file| file.parsed);
    let articles = spans.filter_map(|span| span.of(&blobs)).map(postcard::from_bytes::<Article>);
    let articles: Vec<Option<Article>> = articles.map(Result::ok).collect();
    let pieces = records.pages.pieces().iter().map(|piece| decode::<PageRecord<'_>>(*piece));
    assert!(pieces.into_iter().all(|piece| piece.is_some()));
    let notes = pages.iter().filter_map(|page| page.notes).map(|span| span.of(records.notes.0));
    let notes: Vec<Option<&[u8]>> = notes.collect();
    Some(format!("{records:?} {files:?} {pages:?} {articles:?} {notes:?}"))
}

/// A folder with one cache.
struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Self {
        let root = TempDir::new().expect("there is room");
        fs::create_dir(root.path().join(".blattwerk")).expect("there is room");
        Self { root }
    }

    fn store(&self) -> Store {
        Store::new(self.root.path(), key())
    }

    fn file(&self, ending: &str) -> PathBuf {
        file(self.root.path(), ending)
    }
}

fn key() -> Digest {
    Digest::of(b"a")
}

fn file(root: &Path, ending: &str) -> PathBuf {
    root.join(".blattwerk").join(format!("{}.{ending}", key().short()))
}

/// A cache as the program writes it, in its parts.
struct Valid {
    head: Vec<u8>,
    blobs: Vec<u8>,
    records: Vec<u8>,
    recalled: Option<String>,
}

static VALID: LazyLock<Valid> = LazyLock::new(|| {
    let place = Place::new();
    write(&place.store());
    let file = fs::read(place.file("cache")).expect("there is a cache");
    let kept = place.store().open().expect("the cache is whole");
    let recalled = read(&kept);
    assert!(recalled.is_some());
    let blobs = kept.blobs().expect("the cache is whole");
    let (head, rest) = file.split_at(HEAD);
    let (parts, _) = rest.split_at(rest.len() - TRAILER);
    let records = parts[blobs.len()..].to_vec();
    let valid = Valid { head: head.to_vec(), blobs, records, recalled };
    assert_eq!(valid.file(), file, "the format is still this one");
    valid
});

const HEAD: usize = 32;
const TRAILER: usize = 72;

impl Valid {
    fn file(&self) -> Vec<u8> {
        self.sealed(&self.blobs, &self.records)
    }

    /// A file of these parts, as whole as any.
    fn sealed(&self, blobs: &[u8], records: &[u8]) -> Vec<u8> {
        let part = |bytes: &[u8]| {
            [&(bytes.len() as u64).to_le_bytes()[..], &Digest::of(bytes).to_bytes()].concat()
        };
        let lengths = [part(blobs), part(records)].concat();
        let check = Digest::of(&lengths).to_bytes();
        [&self.head, blobs, records, &lengths, &check, &self.head[..8]].concat()
    }
}

/// Two files and two pages, with something at each place.
fn write(store: &Store) {
    let writer = store.begin().expect("there is room");
    let article = super::front_matter::article("a", "extra: {a: [1, b, {c: 0.5}]}");
    let article = postcard::to_stdvec(&article.expect("it is an article")).expect("it is kept");
    let parsed = writer.put(&article);
    let notes = writer.note(b"notes");
    let (stamp, digest) = (Stamp::default(), Digest::of(b"b"));
    let file = |path| FileRecord { path, stamp, digest, picture: None, parsed };
    let files = vec![postcard::to_stdvec(&[file("a.md"), file("b.md")][..]).expect("it is kept")];
    let page = |url| PageRecord {
        url,
        view: digest,
        output: digest,
        stamp,
        questions: 0,
        notes,
        members: Some(1),
        related: Some((2, digest)),
        cause: Some(3),
    };
    let pages = vec![postcard::to_stdvec(&[page("/a/"), page("/b/")][..]).expect("it is kept")];
    let records = Records {
        scanned: FileTime::default(),
        outline: Some(digest),
        summary: Bytes(b"summary"),
        files: Chunks::new(2, &files),
        shared: vec![Bytes(b"questions")],
        fragments: vec![("sidebar", Bytes(b"aside"))],
        pages: Chunks::new(2, &pages),
        before: Bytes(b"before"),
        ..Records::default()
    };
    writer.finish(records).expect("there is room");
}
