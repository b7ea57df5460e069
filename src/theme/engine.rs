use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, Kwargs, State, Tera, Value};

use super::{Templates, Theme, filters};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::value::Locale;

/// A page beyond this is a template that does not end.
const LARGEST_PAGE: usize = 64 << 20;

/// The templates, ready to render.
pub struct Engine {
    tera: Tera,
    templates: Templates,
}

/// The languages that pages are written in, with what is needed to write in them.
#[derive(Clone, Debug)]
pub struct Languages {
    default: Locale,
    others: Arc<BTreeMap<String, Locale>>,
}

impl Languages {
    /// A language that is not known is written like the default one.
    pub fn new(default: Locale, others: impl Iterator<Item = String>) -> Self {
        let others =
            others.filter_map(|name| Some((name.clone(), Locale::new(&name).ok()?))).collect();
        Self { default, others: Arc::new(others) }
    }

    pub fn get(&self, name: Option<&str>) -> &Locale {
        name.and_then(|name| self.others.get(name)).unwrap_or(&self.default)
    }

    /// Those besides the default one, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.others.keys().map(String::as_str)
    }

    /// The language of the page that a template is rendered for.
    pub fn of(&self, state: &State) -> &Locale {
        match state.get::<String>("lang") {
            Ok(Some(name)) => self.get(Some(&name)),
            _ => &self.default,
        }
    }
}

impl Engine {
    /// Sets up Tera: our filters, the theme's words, and `register` for the functions that
    /// know the archive, whose names are `functions`. Mistakes in templates are found here, all
    /// of those that can be found without rendering.
    pub fn new(
        theme: &Theme,
        config: &Config,
        languages: &Languages,
        functions: &'static [&'static str],
        register: impl FnOnce(&mut Tera),
    ) -> (Self, Report) {
        let mut tera = Tera::new();
        let prefixes: Vec<String> = theme.prefixes().map(|name| format!("{name}/")).collect();
        tera.set_fallback_prefixes(prefixes).expect("no template was added yet");
        filters::register(&mut tera, config, languages);
        register_trans(&mut tera, theme, languages);
        register(&mut tera);
        let templates = Templates::of(theme, functions);
        let all =
            theme.templates.iter().map(|template| (template.name.as_str(), template.text.as_str()));
        let report = match tera.add_raw_templates(all) {
            Ok(()) => Report::default(),
            Err(error) => mistakes(theme, &tera, &templates, &error),
        };
        (Self { tera, templates }, report)
    }

    /// Whether a template is there, of the site, the theme, or one of its parents.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// Sets what every template sees.
    pub fn set_global(&mut self, name: &'static str, value: Value) {
        self.tera.global_context().insert_value(name, value);
    }

    pub fn add_function(&mut self, register: impl FnOnce(&mut Tera)) {
        register(&mut self.tera);
    }

    /// Renders a template; the page is capped, so that one that never ends ends.
    pub fn render(&self, template: &str, context: &Context) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut page = Capped(Vec::with_capacity(32 << 10));
        match self.tera.render_to(template, context, &mut page) {
            Ok(()) => Ok(page.0),
            Err(_) if page.0.len() >= LARGEST_PAGE => {
                let message = format!("`{template}` writes more than {} MB", LARGEST_PAGE >> 20);
                let hint = "does one of its loops never end?";
                let diagnostic = Diagnostic::error(super::CODE, message).hint(hint);
                Err(vec![self.templates.in_file_of(template, diagnostic)])
            }
            Err(error) => {
                let diagnostics = self.templates.diagnose(&error).into_iter();
                Err(diagnostics.map(|found| self.templates.in_file_of(template, found)).collect())
            }
        }
    }
}

/// Tera stops at the first template that it cannot parse; each is tried by itself, so that
/// all mistakes are told at once.
fn mistakes(theme: &Theme, tera: &Tera, templates: &Templates, error: &tera::Error) -> Report {
    let mut report = Report::default();
    let mut others = Vec::new();
    for template in &theme.templates {
        let mut alone = tera.clone();
        let (name, mut text) = (template.name.as_str(), template.text.as_str());
        if let Err(error) = alone.add_raw_template(name, text)
            && let tera::ErrorKind::SyntaxError(_) = error.kind()
        {
            report.extend(templates.diagnose(&error));
            text = "";
        }
        others.push((name, text));
    }
    if report.is_empty() {
        report.extend(templates.diagnose(error));
    } else if let Err(error) = tera.clone().add_raw_templates(others) {
        // What those that can be parsed lack.
        report.extend(templates.diagnose(&error));
    }
    report
}

fn register_trans(tera: &mut Tera, theme: &Theme, languages: &Languages) {
    let (words, languages) = (theme.words.clone(), languages.clone());
    tera.register_function("trans", move |kwargs: Kwargs, state: &State| {
        let key = kwargs.must_get::<&str>("key")?;
        let count = kwargs.get::<i64>("count")?;
        let locale = match kwargs.get::<&str>("lang")? {
            Some(name) => languages.get(Some(name)),
            None => languages.of(state),
        };
        let blank = |(name, value): (&tera::value::Key<'static>, &Value)| {
            let name = name.as_str()?;
            (!matches!(name, "key" | "count" | "lang"))
                .then(|| (name.to_owned(), value.to_string()))
        };
        let blanks: Vec<(String, String)> = kwargs.iter().filter_map(blank).collect();
        words.get(locale, key, count, &blanks).map_err(tera::Error::message)
    });
}

struct Capped(Vec<u8>);

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST_PAGE {
            self.0.resize(LARGEST_PAGE, b' ');
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
