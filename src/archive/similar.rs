//! Terms that are nearly alike, and probably meant as one.
//!
//! Looks at names only, as slugs have them. Compares no pair that has nothing in common, so ten
//! thousand terms take no time.

use std::collections::{BTreeMap, BTreeSet};

use super::{Term, Terms};

/// A word must be so long that one letter more, less or other is a slip and no other word: `Haus`
/// and `Maus` are two, `Regulierung` and `Regulirung` are one.
const LONG: usize = 7;

/// So long that two letters are.
const VERY_LONG: usize = 11;

/// Groups of terms that are nearly alike, each in the order of the slugs, and so the groups by
/// their first ones. Terms without articles are in none.
///
/// Alike are terms that differ in hyphens, in the order of their words, in the ending of a plural
/// or a genitive, in an umlaut that is spelled out or without its dots, or in a letter or two of
/// a longer word.
pub fn similar(terms: &Terms) -> Vec<Vec<&Term>> {
    let terms: Vec<&Term> = terms.all().iter().filter(|term| !term.articles.is_empty()).collect();
    let slugs: Vec<&str> = terms.iter().map(|term| term.slug.as_str()).collect();
    groups(&slugs).into_iter().map(|group| group.iter().map(|&at| terms[at]).collect()).collect()
}

/// The places of those slugs that are nearly alike.
fn groups(slugs: &[&str]) -> Vec<Vec<usize>> {
    let mut families = Families((0..slugs.len()).collect());
    let keys: Vec<(String, usize)> = slugs
        .iter()
        .enumerate()
        .flat_map(|(at, slug)| keys(slug).map(move |key| (key, at)))
        .collect();
    for (one, other) in neighbours(keys) {
        families.join(one, other);
    }
    let traces: Vec<(String, usize)> = slugs
        .iter()
        .enumerate()
        .flat_map(|(at, slug)| traces(slug).into_iter().map(move |trace| (trace, at)))
        .collect();
    for (one, other) in pairs(traces) {
        if families.of(one) != families.of(other) && is_slip(slugs[one], slugs[other]) {
            families.join(one, other);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..slugs.len() {
        groups.entry(families.of(at)).or_default().push(at);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// What terms that are alike have in common: their words as stems, in order of the alphabet, or
/// written as one.
fn keys(slug: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = slug.split('-').map(stem).collect();
    let as_one = stem(&slug.replace('-', ""));
    words.sort_unstable();
    [format!("- {}", words.join("-")), as_one].into_iter()
}

/// A word without endings of plurals and genitives, and without its umlauts. Not `-er`: a
/// musician is no music.
fn stem(word: &str) -> String {
    let mut stem = word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    let endings = ["nen", "en", "es", "e", "n", "s"];
    let shorter = |stem: &str| {
        let bare = endings.iter().filter_map(|ending| stem.strip_suffix(ending));
        bare.map(str::len).filter(|&length| length >= 4).min()
    };
    while let Some(length) = shorter(&stem) {
        stem.truncate(length);
    }
    stem
}

/// What is left of a slug when letters of a long word are left out: terms of which one word
/// differs by as many letters share one.
fn traces(slug: &str) -> BTreeSet<String> {
    let words: Vec<&str> = slug.split('-').collect();
    let mut traces = BTreeSet::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.len() + 1 >= LONG) {
        let around =
            |left: &str| format!("{}-{left}-{}", words[..at].join("-"), words[at + 1..].join("-"));
        let once = without_one(word);
        if word.len() + 2 >= VERY_LONG {
            traces.extend(once.iter().flat_map(|word| without_one(word)).map(|left| around(&left)));
        }
        traces.extend(once.iter().map(|left| around(left)));
        traces.insert(around(word));
    }
    traces
}

/// A word without each of its letters but the first.
fn without_one(word: &str) -> BTreeSet<String> {
    (1..word.len()).map(|at| format!("{}{}", &word[..at], &word[at + 1..])).collect()
}

/// Whether two slugs differ in a letter or two of one longer word. A number is another one.
fn is_slip(one: &str, other: &str) -> bool {
    let differ = |(one, other): &(&str, &str)| one != other;
    let mut differing = one.split('-').zip(other.split('-')).filter(differ);
    let (Some((one, other)), None) = (differing.next(), differing.next()) else { return false };
    if one.chars().chain(other.chars()).any(|c| c.is_ascii_digit()) {
        return false;
    }
    let least = one.len().min(other.len());
    let allowed = usize::from(least >= LONG) + usize::from(least >= VERY_LONG);
    strsim::osa_distance(one, other) <= allowed
}

/// Each place with the next one of the same key.
fn neighbours(mut keys: Vec<(String, usize)>) -> Vec<(usize, usize)> {
    keys.sort_unstable();
    let pair = |pair: &[(String, usize)]| (pair[0].0 == pair[1].0).then(|| (pair[0].1, pair[1].1));
    keys.windows(2).filter_map(pair).collect()
}

/// Every two places that share a key.
fn pairs(mut keys: Vec<(String, usize)>) -> Vec<(usize, usize)> {
    keys.sort_unstable();
    let mut pairs = Vec::new();
    for group in keys.chunk_by(|one, other| one.0 == other.0) {
        for (at, (_, one)) in group.iter().enumerate() {
            pairs.extend(group[at + 1..].iter().map(|(_, other)| (*one, *other)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// For each place a smaller one of its group, or itself.
struct Families(Vec<usize>);

impl Families {
    fn of(&self, at: usize) -> usize {
        let mut at = at;
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(slugs: &[&str]) -> Vec<String> {
        let mut slugs = slugs.to_vec();
        slugs.sort_unstable();
        let name =
            |group: Vec<usize>| group.iter().map(|&at| slugs[at]).collect::<Vec<_>>().join(" ");
        groups(&slugs).into_iter().map(name).collect()
    }

    #[test]
    fn what_is_probably_one_is_found() {
        for group in [
            "modell modelle modellen modells",
            "deep-learning deeplearning",
            "ki-regulierung regulierung-ki",
            "grosse-modelle grosses-modell",
            "groesse grosse",
            "kuenste kunst",
            "autorin autorinnen",
            "regulierung regulirung",
            "sprachmodell sprachmodlel",
            "datenschutzverordnung datenschuzverordung",
            "ki-regulierung-eu ki-regulirung-eu",
        ] {
            assert_eq!(alike(&group.split(' ').collect::<Vec<_>>()), [group]);
        }
    }

    #[test]
    fn what_is_probably_two_is_not() {
        for pair in [
            ["haus", "maus"],
            ["iran-krieg", "irak-krieg"],
            ["gpt-4", "gpt-5"],
            ["wahlkampf2024", "wahlkampf2025"],
            ["musik", "musiker"],
            ["sicherheit", "unsicherheit"],
            ["eu-recht", "us-recht"],
            ["ki", "kin"],
            ["cobol-programmierung", "fortran-programmierung"],
        ] {
            assert!(alike(&pair).is_empty(), "{pair:?}");
        }
    }

    #[test]
    fn ten_thousand_terms_are_no_burden() {
        // Letters that have nothing to do with each other, as far as that goes.
        let word = |at: u64| -> String {
            let mut state = at.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let letter = |_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                char::from(b'a' + u8::try_from(state % 26).unwrap())
            };
            (0..8 + at % 8).map(letter).collect()
        };
        let mut words: Vec<String> = (1..10_000).map(word).collect();
        words.push(format!("{}x", words[5000]));
        words.sort_unstable();
        let slugs: Vec<&str> = words.iter().map(String::as_str).collect();
        let started = std::time::Instant::now();
        assert_eq!(groups(&slugs).len(), 1);
        assert!(started.elapsed().as_secs() < 300, "{:?}", started.elapsed());
    }
}
