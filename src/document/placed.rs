use std::ops::Range;

/// One step on the way from a document to a node in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// Which part of a `key: value` is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Key,
    Value,
}

/// A node with its place; scalars as they were written.
#[derive(Clone, Debug)]
pub(super) struct Placed<S> {
    /// In bytes.
    pub range: Range<usize>,
    pub shape: Shape<S>,
}

#[derive(Clone, Debug)]
pub(super) enum Shape<S> {
    Scalar(S),
    List(Vec<Placed<S>>),
    Map(Vec<Entry<S>>),
}

#[derive(Clone, Debug)]
pub(super) struct Entry<S> {
    pub key: String,
    pub key_range: Range<usize>,
    pub node: Placed<S>,
}

impl<S> Placed<S> {
    /// The node that `path` leads to.
    pub fn at(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match (step, &node.shape) {
            (Step::Key(key), Shape::Map(entries)) => {
                entries.iter().find(|entry| entry.key == *key).map(|entry| &entry.node)
            }
            (Step::Index(index), Shape::List(items)) => items.get(*index),
            _ => None,
        })
    }

    /// The bytes that `path` leads to, or as far as it can be followed.
    pub fn find(&self, path: &[Step], part: Part) -> Range<usize> {
        let Some((step, rest)) = path.split_first() else { return self.range.clone() };
        match (step, &self.shape) {
            (Step::Key(key), Shape::Map(entries)) => {
                let Some(entry) = entries.iter().find(|entry| entry.key == *key) else {
                    return self.range.start..self.range.start;
                };
                // What has no text of its own (an empty value) is shown at its key.
                let empty = entry.node.range.is_empty();
                if rest.is_empty() && (part == Part::Key || empty) {
                    return entry.key_range.clone();
                }
                entry.node.find(rest, part)
            }
            (Step::Index(index), Shape::List(items)) => match items.get(*index) {
                Some(item) => item.find(rest, part),
                None => self.range.clone(),
            },
            _ => self.range.clone(),
        }
    }
}
