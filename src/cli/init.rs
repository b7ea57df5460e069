//! `init` and `new`: files that a user begins with.

use std::path::Path;

use jiff::tz::TimeZone;

use super::args::{Common, New, NewWhat};
use super::console::Console;
use super::{Ending, clock, commands};
use crate::build;
use crate::diagnostic::{Diagnostic, Report};
use crate::emit::create_new;
use crate::value::{Moment, slugify, slugify_in};

const SITE: &str = include_str!("init/site.toml");
const ARTICLE: &str = include_str!("init/article.md");
const IMPRINT: &str = include_str!("init/impressum.md");
const PRIVACY: &str = include_str!("init/datenschutz.md");
const JOBS: &str = include_str!("init/jobs.yaml");

/// Writes a small site; nothing that is there already is touched.
pub(super) fn init(folder: &Path, console: &Console) -> Ending {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    let written = clock::now(None, &zone).and_then(|now| {
        let now = Moment::new(now);
        let day = now.in_zone(&zone).date();
        let article =
            format!("content/articles/{:04}/{:02}/erste-meldung.md", day.year(), day.month());
        let files = [
            ("site.toml", SITE.to_owned()),
            (&article, ARTICLE.replace("{date}", &now.rfc3339(&zone))),
            ("content/pages/impressum.md", IMPRINT.to_owned()),
            ("content/pages/datenschutz.md", PRIVACY.to_owned()),
            ("content/jobs.yaml", JOBS.to_owned()),
            (".gitattributes", "urls.lock merge=union\n".to_owned()),
            (".gitignore", "/public\n/.blattwerk\n/.public.blattwerk\n".to_owned()),
        ];
        if folder.join("site.toml").exists() {
            return Err(Diagnostic::error(
                "init",
                format!("`{}` holds a site already", folder.display()),
            )
            .hint("name another folder: `blattwerk init FOLDER`"));
        }
        for (path, text) in &files {
            // A .gitignore or a text of one's own stays as it is.
            if !folder.join(path).exists() {
                create_new(&folder.join(path), text)?;
            }
        }
        Ok(())
    });
    match written {
        Ok(()) => {
            let go = if folder == Path::new(".") {
                String::new()
            } else {
                format!("cd {} && ", folder.display())
            };
            console
                .tell(&format!("a new site in {}\nnext: {go}blattwerk build\n", folder.display()));
            Ending::Done
        }
        Err(diagnostic) => commands::failed(&diagnostic.into(), console),
    }
}

/// Writes the beginning of an article.
pub(super) fn new(common: &Common, args: &New, console: &Console) -> Ending {
    let NewWhat::Article { title, slug, at } = &args.what;
    let mut report = Report::default();
    let written = commands::plain_request(common).and_then(|request| {
        let config = build::read_config(&request, &mut report);
        if report.has_errors() {
            return Ok(None);
        }
        let slug = slug.clone().unwrap_or_else(|| slugify_in(&config.default_language, title));
        if slug.is_empty() || slug != slugify(&slug) {
            return Err(Diagnostic::error("new", format!("`{slug}` cannot be the end of a URL"))
                .hint("add `--slug` with small letters, digits and hyphens"));
        }
        let date = Moment::new(clock::now(at.as_deref(), &config.timezone)?);
        let day = date.in_zone(&config.timezone).date();
        let path = format!("content/articles/{:04}/{:02}/{slug}.md", day.year(), day.month());
        let id = format!("tag:{},{day}:{slug}", config.own_url.host());
        let text = format!(
            "---\ntitle: {}\ndate: {}\nid: {id}\ndraft: true\ntags: []\nauthors: []\n---\n\n",
            quoted(title),
            date.rfc3339(&config.timezone),
        );
        create_new(&common.root.join(&path), &text)?;
        Ok(Some(path))
    });
    match written {
        Ok(Some(path)) => {
            console.tell(&format!("{path}\n"));
            return Ending::Done;
        }
        Ok(None) => {}
        Err(diagnostic) => report.push(diagnostic),
    }
    commands::failed(&report, console)
}

/// As a YAML scalar in double quotes, which hold anything.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
