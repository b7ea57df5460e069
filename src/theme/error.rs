use tera::{Error, ErrorKind};

use super::{CODE, FILTERS, Template, Theme};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::nearest;

/// What Tera brings itself.
const TERA_FILTERS: [&str; 37] = [
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];
const TERA_TESTS: [&str; 17] = [
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];
const TERA_FUNCTIONS: [&str; 2] = ["range", "throw"];

/// Where each template comes from, to place Tera's errors in files; and which functions there
/// are besides Tera's.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    sources: Vec<Source>,
    functions: &'static [&'static str],
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    file: String,
    text: String,
}

impl Templates {
    pub fn of(theme: &Theme, functions: &'static [&'static str]) -> Self {
        let source = |template: &Template| Source {
            name: template.name.clone(),
            file: template.file.clone(),
            text: template.text.clone(),
        };
        Self { sources: theme.templates.iter().map(source).collect(), functions }
    }

    /// One diagnostic for each mistake that an error of Tera tells of.
    pub fn diagnose(&self, error: &Error) -> Vec<Diagnostic> {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = report.span().range.clone();
                let diagnostic = Diagnostic::error(CODE, sentence(report.message()));
                vec![self.placed(diagnostic, report.filename(), |text| Place::new("", text, span))]
            }
            ErrorKind::Msg(message) if message.starts_with("error: ") => {
                message.split("\n\nerror: ").map(|part| self.part_of_message(part)).collect()
            }
            ErrorKind::MissingParent { current, parent } => {
                let message = format!("there is no template `{parent}` to extend");
                vec![
                    self.placed(Diagnostic::error(CODE, message), current, |text| {
                        whole(text, parent)
                    }),
                ]
            }
            ErrorKind::CircularExtend { tpl, .. } => {
                let message = format!("`{tpl}` extends itself, by way of others or alone");
                vec![self.tag_of(tpl, "extends", message)]
            }
            ErrorKind::CircularInclude { tpl, .. } => {
                let message = format!("`{tpl}` includes itself, by way of others or alone");
                vec![self.tag_of(tpl, "include", message)]
            }
            kind => vec![Diagnostic::error(CODE, sentence(&kind.to_string()))],
        }
    }

    /// Names at least the file of the template that was rendered, where nothing else is known.
    pub fn in_file_of(&self, template: &str, diagnostic: Diagnostic) -> Diagnostic {
        if diagnostic.place.is_some() {
            return diagnostic;
        }
        self.placed(diagnostic, template, |_| Place::file(""))
    }

    /// A mistake that lies in the first tag of this kind.
    fn tag_of(&self, template: &str, tag: &str, message: String) -> Diagnostic {
        let diagnostic = Diagnostic::error(CODE, message).hint("remove one of these tags");
        self.placed(diagnostic, template, |text| whole(text, tag))
    }

    /// Tera tells of unknown names in one text: `error: …\n --> name:line:column\n…`.
    fn part_of_message(&self, part: &str) -> Diagnostic {
        let message = part.trim_start_matches("error: ").lines().next().unwrap_or_default();
        let mut diagnostic = Diagnostic::error(CODE, sentence(message));
        if let Some(known) = self.nearest(message) {
            diagnostic = diagnostic.hint(format!("did you mean `{known}`?"));
        }
        let place = part.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let Some((rest, column)) = place.and_then(|place| place.rsplit_once(':')) else {
            return diagnostic;
        };
        let Some((name, line)) = rest.rsplit_once(':') else { return diagnostic };
        let (Ok(line), Ok(column)) = (line.parse::<usize>(), column.parse::<usize>()) else {
            return diagnostic;
        };
        let quoted = message.split('`').nth(1).unwrap_or_default().to_owned();
        self.placed(diagnostic, name, |text| {
            let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let offset: usize = text[start..].chars().take(column - 1).map(char::len_utf8).sum();
            let at = start + offset;
            let length = text[at..].find(&quoted).map_or(1, |before| before + quoted.len());
            Place::new("", text, at..at + length)
        })
    }

    /// The filter, test, function or template that an unknown one may have been meant for.
    fn nearest(&self, message: &str) -> Option<&str> {
        let (kind, name) = message.strip_prefix("Unknown ")?.split_once(" `")?;
        let name = name.trim_end_matches('`');
        match kind {
            "filter" => nearest(name, FILTERS.into_iter().chain(TERA_FILTERS)),
            "test" => nearest(name, TERA_TESTS.into_iter()),
            "function" => nearest(name, self.functions.iter().copied().chain(TERA_FUNCTIONS)),
            "template" => nearest(name, self.sources.iter().map(|source| &*source.name)),
            _ => None,
        }
    }

    fn placed(
        &self,
        diagnostic: Diagnostic,
        name: &str,
        place: impl FnOnce(&str) -> Place,
    ) -> Diagnostic {
        // A template of the theme may be named without the theme's name in front.
        let inherited =
            |source: &&Source| source.name.split_once('/').is_some_and(|(_, rest)| rest == name);
        let exact = self.sources.iter().find(|source| source.name == name);
        match exact.or_else(|| self.sources.iter().find(inherited)) {
            Some(source) => {
                diagnostic.at(Place { file: source.file.clone(), ..place(&source.text) })
            }
            None => diagnostic.in_file(name),
        }
    }
}

fn whole(text: &str, words: &str) -> Place {
    let start = text.find(words).unwrap_or(0);
    Place::new("", text, start..start + words.len())
}

/// Our messages begin in lower case.
fn sentence(message: &str) -> String {
    let mut chars = message.trim().chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", chars.as_str()).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tera_brings_what_we_say_it_does() {
        for (names, template) in [
            (&TERA_FILTERS[..], "{{ 1 | NAME }}"),
            (&TERA_TESTS, "{{ 1 is NAME }}"),
            (&TERA_FUNCTIONS, "{{ NAME() }}"),
        ] {
            for name in names {
                let text = template.replace("NAME", name);
                let added = tera::Tera::new().add_raw_template("t", &text);
                assert!(added.is_ok(), "{name}: {added:?}");
            }
        }
    }
}
