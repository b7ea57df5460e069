use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::placed::{Entry, Placed, Shape};
use super::{Fault, twice};
use crate::diagnostic::Severity;
use crate::value::{Map, Node};

/// A TOML scalar, understood.
type Tree = Placed<Node>;

pub(super) fn read(text: &str) -> (Node, Vec<Fault>) {
    let (tree, faults) = read_placed(text);
    (tree.map_or(Node::Null, node), faults)
}

pub(super) fn read_placed(text: &str) -> (Option<Tree>, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors.iter().map(|error| fault(text, error)).collect();
    let shape = map(table.into_inner());
    (Some(Placed { range: 0..0, shape }), faults)
}

fn fault(text: &str, error: &toml::de::Error) -> Fault {
    let range = error.span().unwrap_or(0..0);
    let written = text.get(range.clone()).unwrap_or_default();
    let objection = error.message();
    if objection == "duplicate key" {
        return twice(written, range);
    }
    let hint = if objection.contains("must be quoted") {
        format!("put it in quotes: \"{written}\"")
    } else if let Some((_, expected)) = objection.rsplit_once(", expected `") {
        format!("add `{}", expected.replace("``", "`"))
    } else {
        "write it as `key = \"value\"`, `key = 3` or `key = true`".to_owned()
    };
    Fault {
        severity: Severity::Error,
        range,
        message: "this is not TOML".into(),
        label: Some(objection.to_owned()),
        hint: Some(hint),
    }
}

fn map(table: DeTable<'_>) -> Shape<Node> {
    let mut entries: Vec<Entry<Node>> = table
        .into_iter()
        .map(|(key, value)| Entry {
            key_range: key.span(),
            key: key.into_inner().into_owned(),
            node: placed(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_range.start);
    Shape::Map(entries)
}

fn placed(value: Spanned<DeValue<'_>>) -> Tree {
    let range = value.span();
    let shape = match value.into_inner() {
        DeValue::Table(table) => map(table),
        DeValue::Array(items) => Shape::List(items.into_iter().map(placed).collect()),
        DeValue::String(text) => Shape::Scalar(Node::Text(text.into_owned())),
        DeValue::Boolean(value) => Shape::Scalar(Node::Bool(value)),
        DeValue::Datetime(value) => Shape::Scalar(Node::Text(value.to_string())),
        DeValue::Float(value) => Shape::Scalar(float(value.as_str())),
        DeValue::Integer(value) => {
            let integer = i64::from_str_radix(value.as_str(), value.radix());
            Shape::Scalar(integer.map_or_else(|_| float(value.as_str()), Node::Int))
        }
    };
    Placed { range, shape }
}

fn float(text: &str) -> Node {
    text.parse().map_or_else(|_| Node::Text(text.to_owned()), Node::Float)
}

fn node(tree: Tree) -> Node {
    match tree.shape {
        Shape::Scalar(scalar) => scalar,
        Shape::List(items) => Node::List(items.into_iter().map(node).collect()),
        Shape::Map(entries) => Node::Map(
            entries.into_iter().map(|entry| (entry.key, node(entry.node))).collect::<Map>(),
        ),
    }
}
