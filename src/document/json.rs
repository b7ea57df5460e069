use std::collections::HashSet;

use super::Fault;
use crate::diagnostic::Severity;
use crate::value::{Map, Node};

pub(super) fn read(text: &str) -> (Node, Vec<Fault>) {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => (node(value), Vec::new()),
        Err(error) => {
            let start = offset(text, error.line(), error.column());
            let fault = Fault {
                severity: Severity::Error,
                range: start..start + 1,
                message: "this is not JSON".into(),
                label: Some(error.to_string()),
                hint: None,
            };
            (Node::Null, vec![fault])
        }
    }
}

/// A list of maps whose keys are the first line's cells.
pub(super) fn read_csv(text: &str) -> (Node, Vec<Fault>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let each_once = header.iter().collect::<HashSet<_>>().len() == header.len();
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.push(Node::Map(row(&header, each_once, &record))),
            Err(error) => faults.push(csv_fault(&error)),
        }
    }
    (Node::List(rows), faults)
}

fn row(header: &csv::StringRecord, each_once: bool, record: &csv::StringRecord) -> Map {
    let cells = header.iter().zip(record);
    let cells = cells.map(|(key, cell)| (key.to_owned(), Node::Text(cell.to_owned())));
    if each_once {
        return cells.collect();
    }
    let mut row = Map::default();
    row.extend(cells);
    row
}

fn csv_fault(error: &csv::Error) -> Fault {
    let start = error.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
    Fault {
        severity: Severity::Error,
        range: start..start + 1,
        message: "this row does not fit".into(),
        label: Some(error.to_string()),
        hint: Some("give each row as many cells as the first line has".into()),
    }
}

fn node(value: serde_json::Value) -> Node {
    use serde_json::Value;
    match value {
        Value::Null => Node::Null,
        Value::Bool(value) => Node::Bool(value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Node::Int(integer),
            None => Node::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Node::Text(text),
        Value::Array(items) => Node::List(items.into_iter().map(node).collect()),
        Value::Object(map) => {
            Node::Map(map.into_iter().map(|(key, value)| (key, node(value))).collect())
        }
    }
}

/// Lines from 1; columns count bytes from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before + column.saturating_sub(1)
}
