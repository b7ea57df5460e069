//! STYLE, rule 1: a module uses only those above it in `lib.rs`.

use std::collections::BTreeMap;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

fn read(path: &Path) -> String {
    std::fs::File::open(path).and_then(std::io::read_to_string).unwrap()
}

/// The modules in the order of `lib.rs`.
fn modules() -> Vec<String> {
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    read(&Path::new(ROOT).join("lib.rs")).lines().filter_map(name).collect()
}

/// What a source file names behind `crate::`, and in which line.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        for rest in line.split("crate::").skip(1) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.push((at + 1, rest[..end].to_owned()));
        }
    }
    found
}

#[test]
fn a_module_uses_only_those_above_it() {
    let modules = modules();
    let place: BTreeMap<&str, usize> =
        modules.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut looks_down = Vec::new();
    for entry in walkdir::WalkDir::new(ROOT).sort_by_file_name().into_iter().filter_map(Result::ok)
    {
        let path = entry.path().strip_prefix(ROOT).unwrap();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let first = path.components().next().unwrap().as_os_str().to_str().unwrap();
        let Some(&own) = place.get(first.trim_end_matches(".rs")) else { continue };
        for (line, name) in uses(&read(entry.path())) {
            match place.get(name.as_str()) {
                Some(&other) if other <= own => {}
                Some(_) => looks_down.push(format!("{}:{line} uses {name}", path.display())),
                None => looks_down.push(format!("{}:{line}: no module {name}", path.display())),
            }
        }
    }
    assert!(looks_down.is_empty(), "{looks_down:#?}");
    assert!(modules.len() >= 15);
}

#[test]
fn every_module_says_what_it_does() {
    for name in modules() {
        let file = [format!("{name}/mod.rs"), format!("{name}.rs")]
            .into_iter()
            .map(|file| Path::new(ROOT).join(file))
            .find(|file| file.is_file())
            .unwrap();
        assert!(read(&file).starts_with("//! "), "{name}");
    }
}
