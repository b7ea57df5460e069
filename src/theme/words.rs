use std::collections::BTreeMap;

use super::CODE;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Document, Fields, Format, Part, nearest};
use crate::value::{Locale, Node};

/// The words of a theme in each of its languages.
#[derive(Clone, Debug, Default)]
pub struct Words {
    languages: BTreeMap<String, BTreeMap<String, Word>>,
}

#[derive(Clone, Debug)]
enum Word {
    Text(String),
    /// By plural category, as CLDR names them: `one`, `other`.
    Plural(BTreeMap<String, String>),
}

impl Words {
    /// Adds a file of a theme; what a child said before stands.
    pub(super) fn add(&mut self, language: &str, file: &str, text: &str) -> Report {
        let document = Document::whole(file, text, Format::Toml, CODE);
        let (map, mut report) = document.read_map();
        let mut fields = Fields::new(map.clone(), CODE);
        let words = self.languages.entry(language.to_owned()).or_default();
        for (key, node) in map {
            let word = match node {
                Node::Text(text) => Some(Word::Text(text)),
                Node::Map(forms) => plural(forms),
                _ => None,
            };
            match word {
                Some(word) => drop(words.entry(key).or_insert(word)),
                None => {
                    let message =
                        format!("`{key}` must be a text or have the forms `one` and `other`");
                    fields.complain(&key, Part::Value, Diagnostic::error(CODE, message));
                }
            }
        }
        report.append(document.locate(fields.into_complaints()));
        report
    }

    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// A word with its blanks filled; the message says what is missing.
    ///
    /// A language that the theme does not know falls back to its main language, then to
    /// English, then to whatever comes first.
    pub fn get(
        &self,
        locale: &Locale,
        key: &str,
        count: Option<i64>,
        blanks: &[(String, String)],
    ) -> Result<String, String> {
        let language = locale.as_str();
        let main = language.split('-').next().unwrap_or(language);
        let known = [language, main, "en"].into_iter().filter_map(|name| self.languages.get(name));
        let word = known.chain(self.languages.values()).find_map(|words| words.get(key));
        let word = word.ok_or_else(|| self.unknown(key))?;
        let text = match (word, count) {
            (Word::Text(text), _) => text,
            (Word::Plural(forms), Some(count)) => {
                let form = forms.get(locale.plural(count)).or_else(|| forms.get("other"));
                form.ok_or_else(|| format!("`{key}` has no form for {count}"))?
            }
            (Word::Plural(_), None) => return Err(format!("`{key}` needs a `count`")),
        };
        let count = count.map(|count| ("count".to_owned(), locale.number(count)));
        Ok(fill(text, blanks.iter().chain(&count)))
    }

    fn unknown(&self, key: &str) -> String {
        let known = self.languages.values().flat_map(|words| words.keys());
        match nearest(key, known.map(String::as_str)) {
            Some(near) => format!("no language of the theme knows `{key}`; did you mean `{near}`?"),
            None => format!("no language of the theme knows `{key}`"),
        }
    }
}

fn plural(forms: crate::value::Map) -> Option<Word> {
    let forms = forms.into_iter().map(|(category, node)| match node {
        Node::Text(text) => Some((category, text)),
        _ => None,
    });
    forms.collect::<Option<BTreeMap<_, _>>>().map(Word::Plural)
}

fn fill<'b>(text: &str, blanks: impl Iterator<Item = &'b (String, String)>) -> String {
    let mut filled = text.to_owned();
    for (name, value) in blanks {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}
