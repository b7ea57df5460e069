//! What is known of a site before any of its contents is read: settings, language, theme
//! chain, and the files.

use super::{Kept, Phase, Progress, Request};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Report};
use crate::published::{LOCK, Published, REDIRECTS};
use crate::source::{self, Tree};
use crate::theme;
use crate::value::{Digest, Locale};

pub(super) struct Site {
    pub config: Config,
    pub locale: Locale,
    pub chain: Vec<String>,
    pub tree: Tree,
    pub published: Published,
    /// Of the texts of `urls.lock` and `redirects.yaml`.
    pub addresses: Digest,
    /// Of the text of `site.toml`, and of all that was said so far.
    pub said: Digest,
    pub settings_text: String,
    /// What was said about the files as such.
    pub scan_said: Report,
}

/// What a build remembers of its settings.
pub(super) struct Settings {
    pub text: String,
    /// Of their text, and of all that was said about them.
    pub said: Digest,
    /// Of what they mean. Derived, so no setting can be forgotten; the digest of the program,
    /// which a cache names, holds that form still.
    pub digest: Digest,
}

impl Settings {
    pub fn of(site: &Site) -> Self {
        let digest = Digest::of(format!("{:?}", site.config).as_bytes());
        Self { text: site.settings_text.clone(), said: site.said, digest }
    }
}

impl Site {
    pub fn open(request: &Request, progress: &dyn Progress) -> (Self, Report) {
        Self::open_with(request, |chain| {
            progress.phase(Phase::Scan, 0);
            Tree::scan(&request.root, chain)
        })
    }

    /// The same with a tree that somebody makes for a chain of themes.
    pub fn open_with(
        request: &Request,
        tree: impl FnOnce(&[String]) -> (Tree, Report),
    ) -> (Self, Report) {
        let mut report = Report::default();
        let text = settings_text(request, &mut report);
        let config = settings(request, &text, &mut report);
        let locale = locale(&config, &mut report);
        let named_at = || Config::place_of(settings_file(request), &text, &["theme"]);
        let chain = theme::chain(&request.root, &config.theme, named_at).kept(&mut report);
        let (tree, scan_said) = tree(&chain);
        report.append(scan_said.clone());
        let files = address_files(request, &mut report);
        let published = Published::read(&files[0], &files[1], &config).kept(&mut report);
        let addresses = Digest::of_value(&files);
        let said = Digest::of_value(&(&text, addresses, &report));
        let settings_text = text;
        let site = Self {
            config,
            locale,
            chain,
            tree,
            published,
            addresses,
            said,
            settings_text,
            scan_said,
        };
        (site, report)
    }
}

/// What was published, and what people say of it.
pub(super) fn published(request: &Request, config: &Config) -> (Published, Report) {
    let mut report = Report::default();
    let files = address_files(request, &mut report);
    (Published::read(&files[0], &files[1], config).kept(&mut report), report)
}

fn address_files(request: &Request, report: &mut Report) -> [String; 2] {
    [LOCK, REDIRECTS].map(|file| root_text(request, file, report))
}

/// The text of a file that a project may have in its root.
fn root_text(request: &Request, file: &str, report: &mut Report) -> String {
    let text = source::read_root_file(&request.root, file).transpose();
    text.unwrap_or_else(|diagnostic| {
        report.push(diagnostic);
        None
    })
    .unwrap_or_default()
}

/// The settings of a project, as the arguments change them.
pub fn read_config(request: &Request, report: &mut Report) -> Config {
    let text = settings_text(request, report);
    settings(request, &text, report)
}

fn settings_file(request: &Request) -> &str {
    request.config_file.as_deref().unwrap_or(config::FILE)
}

fn settings_text(request: &Request, report: &mut Report) -> String {
    let file = settings_file(request);
    match source::read_root_file(&request.root, file) {
        Some(Ok(text)) => text,
        Some(Err(diagnostic)) => {
            report.push(diagnostic);
            String::new()
        }
        None => {
            let message = format!("there is no `{file}` in `{}`", request.root.display());
            let hint = "go to the folder of your site, name it with `-r FOLDER`, or make a new site with `blattwerk init`";
            report.push(Diagnostic::error("setting", message).hint(hint));
            // An empty file would only add that its keys are missing.
            String::from("base_url = \"https://example.invalid/\"")
        }
    }
}

pub(super) fn settings(request: &Request, text: &str, report: &mut Report) -> Config {
    let file = settings_file(request);
    let config = Config::read(file, text).kept(report);
    match &request.base_url {
        Some(base_url) => config.at_base_url(base_url.clone()),
        None => config,
    }
}

pub(super) fn locale(config: &Config, report: &mut Report) -> Locale {
    Locale::new(&config.default_language).unwrap_or_else(|error| {
        let message = format!("`default_language = \"{}\"`: {error}", config.default_language);
        report.push(Diagnostic::error("setting", message).in_file(config::FILE).hint(error.hint()));
        Locale::new("de").expect("German is known")
    })
}
