use std::collections::HashMap;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What a YAML, TOML, JSON or CSV document says, whatever it was written in.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Node {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Map),
}

impl Node {
    /// With its article, for messages: `a number`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a yes or no",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// For people and templates a node is what it holds; in compact formats, which do not tell
/// what follows, its kind comes first.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return Tagged::from(self).serialize(serializer);
        }
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(map) => map.serialize(serializer),
        }
    }
}

/// Reads what was written in a compact format.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match OwnedTagged::deserialize(deserializer)? {
            OwnedTagged::Null => Self::Null,
            OwnedTagged::Bool(value) => Self::Bool(value),
            OwnedTagged::Int(value) => Self::Int(value),
            OwnedTagged::Float(value) => Self::Float(value),
            OwnedTagged::Text(value) => Self::Text(value),
            OwnedTagged::List(items) => Self::List(items),
            OwnedTagged::Map(map) => Self::Map(map),
        })
    }
}

#[derive(serde::Serialize)]
enum Tagged<'n> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'n str),
    List(&'n [Node]),
    Map(&'n Map),
}

/// With the variants of [`Tagged`], in their order.
#[derive(serde::Deserialize)]
enum OwnedTagged {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Map),
}

impl<'n> From<&'n Node> for Tagged<'n> {
    fn from(node: &'n Node) -> Self {
        match node {
            Node::Null => Self::Null,
            Node::Bool(value) => Self::Bool(*value),
            Node::Int(value) => Self::Int(*value),
            Node::Float(value) => Self::Float(*value),
            Node::Text(value) => Self::Text(value),
            Node::List(items) => Self::List(items),
            Node::Map(map) => Self::Map(map),
        }
    }
}

/// Keys in the order in which they were written, each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<(String, Node)>);

impl Map {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// Sets a key, in its old place if it is there already.
    pub fn insert(&mut self, key: impl Into<String>, node: Node) {
        let key = key.into();
        match self.0.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = node,
            None => self.0.push((key, node)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.iter().map(|(key, node)| (key.as_str(), node))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl IntoIterator for Map {
    type Item = (String, Node);
    type IntoIter = std::vec::IntoIter<(String, Node)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Sets many keys, each in its old place if it is there already.
impl Extend<(String, Node)> for Map {
    fn extend<I: IntoIterator<Item = (String, Node)>>(&mut self, entries: I) {
        let known = self.0.iter().enumerate().map(|(at, (key, _))| (key.clone(), at));
        let mut places: HashMap<String, usize> = known.collect();
        for (key, node) in entries {
            match places.get(&key) {
                Some(&at) => self.0[at].1 = node,
                None => {
                    places.insert(key.clone(), self.0.len());
                    self.0.push((key, node));
                }
            }
        }
    }
}

/// The caller vouches that no key comes twice.
impl FromIterator<(String, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Node)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, node) in &self.0 {
            map.serialize_entry(key, node)?;
        }
        map.end()
    }
}

/// Reads what was written in a compact format.
impl<'de> Deserialize<'de> for Map {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compact_format_gives_back_what_it_was_given() {
        let inner = Map::from_iter([("b".to_owned(), Node::Float(0.5))]);
        let items = vec![Node::Null, Node::Bool(true), Node::Int(-3), Node::Map(inner)];
        let node = Node::List(vec![Node::Text("ä".into()), Node::List(items)]);
        let bytes = postcard::to_stdvec(&node).unwrap();
        assert_eq!(postcard::from_bytes::<Node>(&bytes).unwrap(), node);
    }
}
