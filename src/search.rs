//! Some articles → the files of an index that browsers search without a server.
//!
//! The index is pagefind's: words are stemmed, a browser fetches the few pieces that a search
//! needs, and several indexes are searched as one. Knows no archive; nothing is read or written.

use pagefind::api::{PagefindIndex, SyntheticFile};
use pagefind::options::PagefindServiceConfig;

/// How a browser finds an index in a folder.
pub const ENTRY: &str = "pagefind-entry.json";

/// How many excerpts stand in one file: one a file would double the files of a site.
const EXCERPTS: usize = 25;

/// What runs the search in browsers.
const SCRIPTS: [&str; 2] = ["pagefind.js", "pagefind-worker.js"];

/// A letter of a script that has not been written for three thousand years: an index without a
/// word is none.
const UNWRITTEN: &str = "\u{10000}";

/// What is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Root-relative.
    pub url: String,
    pub title: String,
    /// As readers see it.
    pub date: String,
    /// Shown above the title.
    pub kicker: Option<String>,
    /// All of it, plain.
    pub text: String,
}

/// A file of an index, by its name below the folder of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// An index over some texts, with their words stemmed as those of a language. The same texts in
/// the same order give the same bytes. The error says in a few words what went wrong.
///
/// Takes some 75 bytes of memory for each byte of text, until it is done.
pub fn index(found: Vec<Found>, language: &str) -> Result<Vec<IndexFile>, String> {
    let all = files(found, language)?;
    let is_part = |file: &IndexFile| file.name == ENTRY || file.name.contains(".pf_");
    Ok(all.into_iter().filter(is_part).collect())
}

/// What runs the search in browsers, with an index of nothing, to which others are added.
pub fn runtime(language: &str) -> Result<Vec<IndexFile>, String> {
    let nothing = Found {
        url: String::new(),
        title: UNWRITTEN.into(),
        date: String::new(),
        kicker: None,
        text: UNWRITTEN.into(),
    };
    let all = files(vec![nothing], language)?;
    let runs = |file: &IndexFile| {
        SCRIPTS.contains(&&*file.name)
            || file.name == ENTRY
            || file.name.contains(".pf_")
            || file.name.starts_with("wasm.")
    };
    Ok(all.into_iter().filter(runs).collect())
}

/// All that pagefind makes, sorted by name.
fn files(found: Vec<Found>, language: &str) -> Result<Vec<IndexFile>, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| said(&error))?;
    let made = runtime.block_on(async {
        let language = language.to_ascii_lowercase();
        let options = PagefindServiceConfig::builder()
            .keep_index_url(true)
            .force_language(language.clone())
            .max_fragments(fragments(found.len()))
            .build();
        let mut index = PagefindIndex::new(Some(options)).map_err(|error| said(&error))?;
        for one in found {
            let shown =
                [("title", Some(one.title)), ("date", Some(one.date)), ("kicker", one.kicker)];
            let shown = shown.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?)));
            index
                .add_custom_record(
                    one.url,
                    one.text,
                    language.clone(),
                    Some(shown.collect()),
                    None,
                    None,
                )
                .await
                .map_err(|error| said(&error))?;
        }
        index.get_files().await.map_err(|error| said(&error))
    });
    let mut files: Vec<IndexFile> = made?.into_iter().map(named).collect();
    files.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

fn named(file: SyntheticFile) -> IndexFile {
    let name = file.filename.to_string_lossy().replace('\\', "/");
    IndexFile { name, bytes: file.contents }
}

/// In how many files the excerpts of so many texts stand, so that each but the last holds
/// [`EXCERPTS`] and keeps them when texts are added.
fn fragments(texts: usize) -> u32 {
    u32::try_from(texts.div_ceil(EXCERPTS)).unwrap_or(u32::MAX).max(1)
}
