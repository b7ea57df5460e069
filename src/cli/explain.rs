use serde::Serialize;
use serde_json::Value;

use super::Ending;
use super::args::{Common, Explain};
use super::commands;
use super::console::{Console, Reader};
use crate::build::{self, Cause, Detail, Explanation, Request, When};

/// How many differences are printed for a person.
const SHOWN: usize = 20;

/// How much of a value is printed, in characters.
const LONGEST: usize = 60;

/// For programs.
#[derive(Serialize)]
struct Answer<'e> {
    url: &'e str,
    /// Nothing if it is not rendered.
    cause: Option<&'static str>,
    differences: Vec<Difference<'e>>,
}

#[derive(Serialize)]
struct Difference<'e> {
    what: &'e str,
    before: &'e Option<Value>,
    after: &'e Option<Value>,
}

pub(super) fn explain(common: &Common, args: &Explain, console: &Console) -> Ending {
    let request = match commands::request(common, &args.shown, args.base_url.as_deref()) {
        Ok(request) => Request { output_dir: args.output.folder(), ..request },
        Err(misuse) => {
            console.complain(&misuse);
            return Ending::Misused;
        }
    };
    let when = if args.next { When::Next } else { When::Last };
    match build::explain(&request, &args.path, when) {
        Ok(explanation) => {
            match console.reader {
                Reader::People => console.say(&text(&explanation, when)),
                Reader::Programs => console.say(&(json(&explanation) + "\n")),
            }
            Ending::Done
        }
        Err(report) => commands::failed(&report, console),
    }
}

fn json(explanation: &Explanation) -> String {
    let differences = explanation.details.iter();
    let answer = Answer {
        url: &explanation.url,
        cause: explanation.cause.map(|cause| reason(cause).0),
        differences: differences
            .map(|Detail { what, before, after }| Difference { what, before, after })
            .collect(),
    };
    serde_json::to_string(&answer).unwrap_or_default()
}

fn text(explanation: &Explanation, when: When) -> String {
    let Explanation { url, cause, details } = explanation;
    let Some(cause) = cause else {
        let rendered = match when {
            When::Last => "was not rendered by the last build",
            When::Next => "will not be rendered",
        };
        return format!("{url} {rendered}: all that it is made from is as it was\n");
    };
    let rendered = match when {
        When::Last => "was rendered by the last build",
        When::Next => "will be rendered",
    };
    let mut text = format!("{url} {rendered}: {}\n", reason(*cause).1);
    for detail in details.iter().take(SHOWN) {
        text.push_str(&format!("  {}\n", line(detail)));
    }
    if details.len() > SHOWN {
        text.push_str(&format!("  and {} more\n", details.len() - SHOWN));
    }
    text
}

/// For programs and for people.
fn reason(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::Clean => ("clean", "there was no cache"),
        Cause::New => ("new", "there was no such page before"),
        Cause::Common => ("common", "the settings or the theme differ"),
        Cause::View => ("view", "what it shows differs"),
        Cause::Answers => ("answers", "what its template asks for is answered in another way"),
        Cause::Fragment => {
            ("fragment", "a fragment that it holds is another one, and was put in place")
        }
        Cause::References => ("references", "what its text refers to leads elsewhere"),
        Cause::Output => ("output", "its file in the output was altered or deleted"),
    }
}

fn line(detail: &Detail) -> String {
    let shown = |value: &Option<Value>| match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(value) => shortened(&value.to_string()),
    };
    match (&detail.before, &detail.after) {
        (None, None) => detail.what.clone(),
        (before, after) => format!("{}: {} → {}", detail.what, shown(before), shown(after)),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
