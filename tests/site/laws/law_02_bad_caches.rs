//! Law 2, with a cache that is no good: it can be absent, never wrong.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs;
use std::path::PathBuf;

use crate::support::Site;

const SITE: &str = "
    -- site.toml --
    paginate_by = 2
    permalink = '/{slug}/'
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    ---
    [nirgends](/nirgends/)
    -- content/articles/zwei.md --
    ---
    title: Zwei
    date: 2026-01-06
    tags: [KI]
    ---
    -- content/articles/drei.md --
    ---
    title: Drei
    date: 2026-01-07
    tags: [KI]
    ---
";

/// A site that was built, and then changed.
fn built() -> Site {
    let site = Site::new(SITE).build();
    site.edit("content/articles/zwei.md", "title: Zwei", "title: Anders")
}

fn cache(site: &Site) -> PathBuf {
    let entries = fs::read_dir(site.root().join(".blattwerk")).expect("there is a cache");
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths.find(|path| path.extension().is_some_and(|ending| ending == "cache")).unwrap()
}

/// Builds with a cache that was spoilt; the result must be right, and a note say why.
#[track_caller]
fn with_cache(spoil: impl FnOnce(Vec<u8>) -> Vec<u8>, why: &str) {
    let site = built();
    let path = cache(&site);
    let bytes = spoil(fs::read(&path).unwrap());
    fs::write(path, bytes).unwrap();
    let site = site.build().equals_clean();
    let notes = &site.outcome().notes;
    assert!(notes.iter().any(|note| note.contains(why)), "{notes:?}");
    // The next one has a good cache again.
    site.build().did_nothing();
}

#[test]
fn a_cache_of_another_program_is_not_used() {
    let other = |mut bytes: Vec<u8>| {
        bytes[16..32].fill(7);
        bytes
    };
    with_cache(other, "another program wrote it");
}

#[test]
fn a_cache_that_is_no_cache_is_not_used() {
    with_cache(|_| Vec::new(), "it is damaged");
    with_cache(|_| vec![0; 5000], "it is damaged");
    with_cache(|bytes| bytes.repeat(2), "it is damaged");
    with_cache(|bytes| [bytes, vec![0]].concat(), "it is damaged");
}

#[test]
fn a_cache_that_was_cut_short_anywhere_is_not_used() {
    let length = fs::metadata(cache(&built())).unwrap().len();
    let length = usize::try_from(length).unwrap();
    let around = [0, 1, 15, 16, 17, 31, 32, 33, 71, 72, 103, 104, 105];
    let near_the_end = (1..80).step_by(9).map(|from| length - from);
    let between = (0..length).step_by(length / 12);
    for at in around.into_iter().chain(near_the_end).chain(between) {
        with_cache(|bytes| bytes[..at.min(bytes.len() - 1)].to_vec(), "built clean");
    }
}

#[test]
fn a_cache_with_a_wrong_bit_anywhere_is_not_used() {
    let length = fs::metadata(cache(&built())).unwrap().len();
    let length = usize::try_from(length).unwrap();
    let places = (0..length).step_by(length / 40).chain(length - 72..length);
    for at in places {
        let flip = |mut bytes: Vec<u8>| {
            let at = at.min(bytes.len() - 1);
            bytes[at] ^= 1 << (at % 8);
            bytes
        };
        let site = built();
        let path = cache(&site);
        let kept = fs::read(&path).unwrap();
        // Times take more bytes or fewer, so that caches differ a little in length.
        let length = kept.len();
        fs::write(&path, flip(kept)).unwrap();
        let site = site.build().equals_clean();
        // The mark at the very end repeats the one at the beginning.
        let said = site.outcome().notes.iter().any(|note| note.contains("built clean"));
        assert!(said || at >= length - 8, "bit of byte {at} of {length}");
    }
}

#[test]
fn a_folder_in_place_of_the_cache_is_told_and_left_alone() {
    let site = built();
    let path = cache(&site);
    fs::remove_file(&path).unwrap();
    fs::create_dir_all(path.join("mine")).unwrap();
    let site = site.build().equals_clean();
    let notes = site.outcome().notes.join("\n");
    assert!(notes.contains("built clean, without a cache"), "{notes}");
    assert!(notes.contains("nothing is kept for the next build"), "{notes}");
    assert!(path.join("mine").is_dir());
    fs::remove_dir_all(&path).unwrap();
    site.build().build().did_nothing();
}

#[test]
fn a_file_in_place_of_the_folder_of_caches_is_told_and_left_alone() {
    let site = built().remove(".blattwerk").write(".blattwerk", "mine").build().equals_clean();
    let notes = site.outcome().notes.join("\n");
    assert!(notes.contains("nothing is kept for the next build"), "{notes}");
    assert_eq!(site.read(".blattwerk").as_deref(), Some("mine"));
}

#[test]
fn a_note_about_what_was_seen_that_is_spoilt_changes_nothing() {
    // A build without changes leaves one.
    let site = Site::new(SITE).build().build();
    let seen = cache(&site).with_extension("seen");
    for bytes in [&[][..], &[0; 100], &[255; 24], b"text"] {
        fs::write(&seen, bytes).unwrap();
    }
    let site = site.build();
    site.did_nothing();
    site.edit("content/articles/zwei.md", "Zwei", "Zwai").build().equals_clean();
}

#[test]
fn an_older_cache_of_the_same_site_is_no_mistake() {
    let site = Site::new(SITE).build();
    let path = cache(&site);
    let old = fs::read(&path).unwrap();
    let site = site.edit("content/articles/zwei.md", "Zwei", "Anders").build();
    fs::write(&path, &old).unwrap();
    let site = site.build().equals_clean();
    // The sources as they were then, the output as it is now.
    fs::write(&path, &old).unwrap();
    site.edit("content/articles/zwei.md", "Anders", "Zwei").build().equals_clean();
}

#[test]
fn the_cache_of_another_site_is_no_mistake() {
    let other = Site::new(SITE).edit("content/articles/eins.md", "Eins", "Fremd").build();
    let site = built();
    fs::copy(cache(&other), cache(&site)).unwrap();
    site.build().equals_clean();
}

#[test]
fn verbose_says_why_a_build_was_clean() {
    let site = Site::new(SITE);
    site.run(["build", "-v"])
        .exits(0)
        .says("built clean, without a cache: there is none for this output and these options");
    let path = cache(&site);
    let mut bytes = fs::read(&path).unwrap();
    bytes[40] ^= 1;
    fs::write(&path, bytes).unwrap();
    let site = site.edit("content/articles/zwei.md", "Zwei", "Anders");
    site.run(["build", "-v"]).exits(0).says("built clean, without a cache: it is damaged");
    site.run(["build", "-v", "--full"]).exits(0).says("it was not asked for");
    fs::write(&path, "").unwrap();
    let run = site.run(["build"]).exits(0);
    assert!(!run.stdout.contains("without a cache"), "{}", run.stdout);
}
