use std::fmt::Write as _;

use rayon::prelude::*;

use crate::value::{Digest, OutputPath};

/// Its name in the output.
pub(super) const FILE: &str = ".blattwerk-manifest";

/// The first line; another one is another program's, or another version's.
const HEAD: &str = "blattwerk manifest 1";

/// All that stands in an output because a build wrote it: path and digest, sorted by path,
/// each path once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(Vec<(OutputPath, Digest)>);

impl Manifest {
    /// Of two entries for one path the first counts.
    pub(super) fn sorted(mut entries: Vec<(OutputPath, Digest)>) -> Self {
        entries.par_sort_by(|(one, _), (other, _)| one.cmp(other));
        entries.dedup_by(|(one, _), (other, _)| one == other);
        Self(entries)
    }

    /// Whether a text is a manifest at all.
    pub(super) fn is_one(text: &str) -> bool {
        text.strip_prefix(HEAD).is_some_and(|rest| rest.starts_with('\n'))
    }

    /// Lines that cannot be read, or that lead out of the output, are left out: then their
    /// files count as foreign, and are not touched.
    pub fn parse(text: &str) -> Option<Self> {
        let lines = text.strip_prefix(HEAD)?.strip_prefix('\n')?.par_lines();
        let entry = |line: &str| {
            let (digest, path) = line.split_once("  ")?;
            Some((OutputPath::new(path).ok()?, digest.parse().ok()?))
        };
        Some(Self::sorted(lines.filter_map(entry).collect()))
    }

    pub fn print(&self) -> String {
        let mut text = String::with_capacity(HEAD.len() + self.0.len() * 96);
        text.push_str(HEAD);
        for (path, digest) in &self.0 {
            // Memory takes all that is written.
            let _ = write!(text, "\n{digest}  {path}");
        }
        text.push('\n');
        text
    }

    pub fn contains(&self, path: &OutputPath) -> bool {
        self.0.binary_search_by(|(known, _)| known.cmp(path)).is_ok()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&OutputPath, Digest)> {
        self.0.iter().map(|(path, digest)| (path, *digest))
    }

    /// Both, where they differ with what `self` says.
    pub(super) fn union(&self, other: &Self) -> Self {
        let others = other.0.iter().filter(|(path, _)| !self.contains(path));
        Self::sorted(self.0.iter().chain(others).cloned().collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_printed_is_read_again() {
        let path = OutputPath::new("tags/ki  x/index.html").unwrap();
        let manifest = Manifest::sorted(vec![(path, Digest::of(b"a"))]);
        assert_eq!(Manifest::parse(&manifest.print()), Some(manifest));
    }

    #[test]
    fn sec_6_a_manifest_cannot_name_files_outside_of_the_output() {
        let digest = Digest::of(b"");
        let text =
            format!("{HEAD}\n{digest}  ../site.toml\n{digest}  /etc/passwd\n{digest}  a/../../b\n");
        assert_eq!(Manifest::parse(&text), Some(Manifest::default()));
    }

    #[test]
    fn another_format_is_no_manifest() {
        assert_eq!(Manifest::parse("blattwerk manifest 2\n"), None);
    }
}
