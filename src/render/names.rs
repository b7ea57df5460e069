//! What the templates of a site see, by names: a sample of its pages tells.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{World, html};
use crate::plan::{Kind, Route};
use crate::theme::Shape;

/// How many articles, and pages of lists, are looked at. All have the same names, but a list
/// that is empty does not tell what its items have.
const SAMPLE: usize = 2_000;

/// For each template that makes pages or fragments, what it sees. `config` and `theme` are seen
/// by all.
pub(super) fn seen(world: &World, config: Value, theme: Value) -> BTreeMap<String, Shape> {
    let mut seen: BTreeMap<String, Shape> = BTreeMap::new();
    let mut add = |template: &str, names: Map<String, Value>| {
        let known = seen.remove(template).unwrap_or_default();
        seen.insert(template.to_owned(), known.and(Shape::of(&Value::Object(names))));
    };
    let globals = Map::from_iter([("config".to_owned(), config), ("theme".to_owned(), theme)]);
    let routes = world.plan.routes();
    let step = routes.len().div_ceil(SAMPLE).max(1);
    let sample = routes
        .iter()
        .enumerate()
        .filter(|(at, route)| at % step == 0 || !is_one_of_many(world, route));
    for (_, route) in sample {
        if let Some(draft) = html::draft(world, route) {
            let mut names = draft.names();
            names.extend(globals.clone());
            add(draft.template, names);
        }
    }
    for name in world.theme.fragments() {
        let mut names = globals.clone();
        names.insert("lang".into(), Value::Null);
        add(&format!("fragments/{name}.html"), names);
    }
    seen
}

fn is_one_of_many(world: &World, route: &Route) -> bool {
    match route.kind {
        Kind::Article(id) => world.archive.article(id).card.template.is_none(),
        Kind::Numbered(..) => true,
        _ => false,
    }
}
