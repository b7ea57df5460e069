use serde::Serialize;

use crate::article::site_path;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Complaint, Document, Fields, Format, Part, Step};
use crate::value::{Node, UrlPath};

/// The name of the file in the project's root.
pub const FILE: &str = "redirects.yaml";

const CODE: &str = "redirect";

/// What people say of addresses that the site has no longer.
#[derive(Clone, Debug, Default)]
pub struct Redirects {
    /// To find the place of a rule again.
    text: String,
    rules: Vec<Rule>,
}

/// An entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its place in the list.
    at: usize,
    pub from: UrlPath,
    pub to: Target,
}

/// What stands in the place of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Target {
    /// Another page of the site.
    Moved(UrlPath),
    /// Nothing, and that on purpose: HTTP's 410.
    Gone,
}

impl Rule {
    /// Which entry of the list it is.
    pub fn place(&self) -> usize {
        self.at
    }
}

impl Redirects {
    pub fn read(text: &str, config: &Config) -> (Self, Report) {
        let document = document(text);
        let (node, mut report) = document.read();
        let items = match node {
            Node::List(items) => items,
            Node::Null => Vec::new(),
            other => {
                let message = format!("expected a list of redirects, found {}", other.kind());
                let hint = "begin each with `- from: /old/`";
                report.push(Diagnostic::error(CODE, message).in_file(FILE).hint(hint));
                Vec::new()
            }
        };
        let (rules, complaints) = Fields::read_list(items, CODE, |fields| rule(fields, config));
        report.append(document.locate(complaints));
        (Self { text: text.to_owned(), rules }, report)
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What is wrong with some rules, each at the key that is named.
    pub fn complain(&self, wrong: Vec<(&Rule, &str, Diagnostic)>) -> Report {
        let complaints = wrong.into_iter().map(|(rule, key, diagnostic)| Complaint {
            path: vec![Step::Index(rule.at), Step::Key(key.to_owned())],
            part: Part::Value,
            diagnostic,
        });
        document(&self.text).locate(complaints.collect())
    }
}

fn document(text: &str) -> Document<'_> {
    Document::whole(FILE, text, Format::Yaml, CODE)
}

fn rule(fields: &mut Fields, config: &Config) -> Option<Rule> {
    let (from, to) = (path(fields, "from", config), path(fields, "to", config));
    let gone = fields.flag(&["gone"]).unwrap_or(false);
    fields.refuse_rest();
    if !fields.wrote("from") {
        fields.missing("from", "name the address that the site had: `from: /old/`");
    }
    if !fields.wrote("to") && !gone {
        let hint = "say where it is now, `to: /new/`, or that it is withdrawn, `gone: true`";
        fields.missing("to", hint);
    }
    if fields.wrote("to") && gone {
        let diagnostic =
            Diagnostic::error(CODE, "what is gone leads nowhere").hint("remove `gone`, or `to`");
        fields.complain("gone", Part::Value, diagnostic);
        return None;
    }
    let to = if gone { Target::Gone } else { Target::Moved(to?) };
    Some(Rule { at: fields.index(), from: from?, to })
}

/// RULES.md, DEP-2: no redirect leads to another host.
fn path(fields: &mut Fields, key: &'static str, config: &Config) -> Option<UrlPath> {
    let text = fields.text(&[key])?;
    site_path(config, &text)
        .map_err(|fact| {
            let diagnostic = Diagnostic::error(CODE, format!("`{text}` is no path of this site"))
                .label(fact)
                .hint("write it as `/some/where/`");
            fields.complain(key, Part::Value, diagnostic);
        })
        .ok()
}
