//! A report as SARIF 2.1.0, which code hosts show beside the lines that it is about.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Diagnostic, Report, Severity};

/// One run of this program, as a whole document.
pub fn sarif(report: &Report) -> String {
    let codes: BTreeSet<&str> = report.iter().map(|diagnostic| &*diagnostic.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = report.iter().map(result).collect();
    let driver = json!({
        "name": "blattwerk",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            // Columns count characters, as everywhere in this program.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    document.to_string()
}

fn result(diagnostic: &Diagnostic) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let said = [Some(&diagnostic.message), diagnostic.label.as_ref(), diagnostic.hint.as_ref()];
    let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level,
        "message": { "text": said.join("; ") },
    });
    if let Some(location) = location(diagnostic) {
        result["locations"] = json!([{ "physicalLocation": location }]);
    }
    result
}

fn location(diagnostic: &Diagnostic) -> Option<Value> {
    let place = diagnostic.place.as_ref()?;
    let uri = crate::value::percent_encode(&place.file);
    let mut location = json!({ "artifactLocation": { "uri": uri } });
    if let Some(place) = diagnostic.place_in_line() {
        let underlined = place.text.get(place.underline.clone()).unwrap_or_default();
        let end = place.column + underlined.chars().count();
        location["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": end,
        });
    }
    Some(location)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn a_report_is_a_document_of_results_with_their_places() {
        let place = Place::new("content/ä b.md", "eins\nzwölf [x](/y/)", 16..19);
        let report: Report = [
            Diagnostic::warning("dead-link", "the link to `/y/` leads nowhere")
                .at(place)
                .hint("mend it"),
            Diagnostic::error("output", "it is full"),
        ]
        .into_iter()
        .collect();
        let document: Value = serde_json::from_str(&sarif(&report)).unwrap();
        let results = &document["runs"][0]["results"];
        assert_eq!(results[0]["message"]["text"], "the link to `/y/` leads nowhere; mend it");
        assert_eq!(results[0]["level"], "warning");
        let location = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "content/%C3%A4%20b.md");
        let region = json!({ "startLine": 2, "startColumn": 11, "endColumn": 14 });
        assert_eq!(location["region"], region);
        assert_eq!(results[1]["locations"], Value::Null);
        assert_eq!(document["runs"][0]["tool"]["driver"]["rules"][1]["id"], "output");
    }
}
