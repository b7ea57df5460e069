use tera::{Error, ErrorKind};

use super::{CODE, Template, Theme};
use crate::diagnostic::{Diagnostic, Place};

/// Where each template comes from, to place Tera's errors in files.
#[derive(Clone, Debug, Default)]
pub struct Templates(Vec<Source>);

#[derive(Clone, Debug)]
struct Source {
    name: String,
    file: String,
    text: String,
}

impl Templates {
    pub fn of(theme: &Theme) -> Self {
        let source = |template: &Template| Source {
            name: template.name.clone(),
            file: template.file.clone(),
            text: template.text.clone(),
        };
        Self(theme.templates.iter().map(source).collect())
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
            kind => vec![Diagnostic::error(CODE, sentence(&kind.to_string()))],
        }
    }

    /// Tera tells of unknown names in one text: `error: …\n --> name:line:column\n…`.
    fn part_of_message(&self, part: &str) -> Diagnostic {
        let message = part.trim_start_matches("error: ").lines().next().unwrap_or_default();
        let diagnostic = Diagnostic::error(CODE, sentence(message));
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

    fn placed(
        &self,
        diagnostic: Diagnostic,
        name: &str,
        place: impl FnOnce(&str) -> Place,
    ) -> Diagnostic {
        match self.0.iter().find(|source| source.name == name) {
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
