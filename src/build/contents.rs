//! All files of the content, parsed in parallel.

use rayon::prelude::*;

use super::progress::{Phase, Progress};
use crate::archive::Contents;
use crate::article::{self, is_markdown};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::job;
use crate::source::Tree;
use crate::value::SourcePath;

pub(super) fn parse(tree: &Tree, config: &Config, progress: &dyn Progress) -> (Contents, Report) {
    let files = tree.below("content");
    progress.phase(Phase::Parse, files.len());
    let mut report = Report::default();
    let mut contents = Contents {
        articles: all(tree, "content/articles", &mut report, |file, text| {
            article::parse(file, text, config)
        }),
        pages: all(tree, "content/pages", &mut report, |file, text| {
            article::parse_page(file, text, config)
        }),
        jobs: all(tree, "content/jobs", &mut report, |file, text| {
            job::parse_page(file, text, config)
        }),
        profiles: Vec::new(),
    };
    let names = config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).chain(["authors"]);
    for name in names.clone() {
        let profiles = all(tree, &format!("content/{name}"), &mut report, article::parse_profile);
        contents.profiles.extend(profiles.into_iter().map(|profile| (name.to_owned(), profile)));
    }
    contents.jobs.extend(job_list(tree, config, &mut report));
    let folders: Vec<String> = ["articles", "pages", "jobs"]
        .into_iter()
        .chain(names)
        .map(|name| format!("content/{name}/"))
        .collect();
    report.append(files.iter().filter_map(|file| not_read(tree, file, &folders)).collect());
    (contents, report)
}

/// Parses the Markdown files of a folder; a text is dropped as soon as it is understood.
fn all<T: Send>(
    tree: &Tree,
    folder: &str,
    report: &mut Report,
    parse: impl Fn(&SourcePath, &str) -> (Option<T>, Report) + Sync,
) -> Vec<T> {
    let one = |file: &SourcePath| match tree.read_text(file) {
        Ok(text) => parse(file, &text),
        Err(diagnostic) => (None, diagnostic.into()),
    };
    let parsed: Vec<_> =
        tree.below(folder).par_iter().filter(|file| is_markdown(file)).map(one).collect();
    let mut values = Vec::with_capacity(parsed.len());
    for (value, problems) in parsed {
        values.extend(value);
        report.append(problems);
    }
    values
}

fn job_list(tree: &Tree, config: &Config, report: &mut Report) -> Vec<job::Job> {
    let file = SourcePath::new(job::FILE);
    if !tree.has(&file) {
        return Vec::new();
    }
    match tree.read_text(&file) {
        Ok(text) => {
            let (jobs, problems) = job::parse_list(&text, config);
            report.append(problems);
            jobs
        }
        Err(diagnostic) => {
            report.push(diagnostic);
            Vec::new()
        }
    }
}

/// No file of the content is passed over in silence.
fn not_read(tree: &Tree, file: &SourcePath, folders: &[String]) -> Option<Diagnostic> {
    if file.as_str().starts_with("content/comments/") {
        let message = "comments are planned, but do not work in this version yet";
        return Some(Diagnostic::warning("not-read", message).in_file(file));
    }
    if !folders.iter().any(|folder| file.as_str().starts_with(folder.as_str())) {
        let known = folders.join(", ");
        return (file.as_str() != job::FILE).then(|| {
            Diagnostic::warning("not-read", format!("`{file}` is not read"))
                .in_file(file)
                .hint(format!("move it into one of {known}"))
        });
    }
    let page = matches!(file.extension().to_ascii_lowercase().as_str(), "html" | "htm");
    let has_front_matter = || tree.read(file).is_ok_and(|bytes| bytes.starts_with(b"---"));
    (page && has_front_matter()).then(|| {
        Diagnostic::warning(
            "not-read",
            "this HTML file is copied as it is, and its front matter is not read",
        )
        .in_file(file)
        .hint("rename it to `.md` to make a page of it; HTML may stand in Markdown")
    })
}
