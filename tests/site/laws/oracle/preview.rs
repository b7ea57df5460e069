//! The third one beside the two builds: what is shown while people write. It looks again after
//! each step, and must say the same and show the same files.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use blattwerk::build::{
    Edition, Findings, Outcome, Pace, Preview, Request, Scope, Silent, Strictness,
};
use blattwerk::diagnostic::{Style, print};
use blattwerk::render::Page;
use blattwerk::source::Touched;

use super::model::Project;
use super::{Life, said, same, same_files};

/// A preview, with the options that it was begun with.
pub struct Looking {
    request: Request,
    preview: Preview,
    edition: Edition,
    findings: Findings,
    /// What was not read since, as the templates had mistakes.
    unread: Scope,
}

impl Looking {
    fn begin(request: Request) -> Self {
        let (preview, edition, findings) = Preview::open(request.clone(), &Silent);
        let unread = Scope::Everything;
        let mut looking = Self { request, preview, edition, findings, unread };
        looking.read();
        looking
    }

    fn read(&mut self) {
        let Edition { renderer, scope, .. } = &self.edition;
        self.unread = self.unread.clone().and(scope.clone());
        let (is_done, _) = self.findings.look_over(renderer, &self.unread, &|| Pace::Go);
        assert_eq!(is_done, renderer.is_ready());
        if is_done {
            self.unread = Scope::Texts(BTreeSet::new());
        }
        self.findings.forget_all_but(renderer);
    }

    fn has_options_of(&self, request: &Request) -> bool {
        let Request { base_url, include, .. } = &self.request;
        (base_url, include) == (&request.base_url, &request.include)
    }
}

impl Life {
    /// Looks again at some files, or at whatever may have changed.
    pub(super) fn look(&mut self, changed: BTreeSet<PathBuf>, is_known: bool) {
        let request = self.request();
        match &mut self.looking {
            Some(looking) if looking.has_options_of(&request) => {
                let touched = if is_known { Touched::Paths(changed) } else { Touched::Anything };
                if let Some(edition) = looking.preview.again(&touched, request.now) {
                    looking.edition = edition;
                    looking.read();
                }
            }
            other => *other = Some(Looking::begin(request)),
        }
    }

    /// Whether the last look shows what a clean build writes.
    pub(super) fn compare_look(&self, cold: &Outcome, clean: &Project) -> Result<(), String> {
        let Looking { edition, findings, .. } = self.looking.as_ref().expect("there was a look");
        if !edition.renderer.is_ready() {
            // Pages are not read then, and what is wrong with their texts is told later.
            let told = edition.report.has_errors() && cold.report.has_errors();
            return told.then_some(()).ok_or_else(|| "the templates lack no mistake".into());
        }
        let mut report = edition.report.clone();
        report.append(findings.report(&edition.renderer));
        let report = match self.request().strictness {
            Strictness::Lenient => report.sorted(),
            Strictness::WarningsAreErrors => report.sorted().stricter(),
        };
        same("a look says other things", &print(&report, Style::Plain), &said(cold))?;
        if cold.report.has_errors() {
            return Ok(());
        }
        let world = edition.renderer.world();
        let shown = world.plan.routes().iter().filter_map(|route| {
            let bytes = match edition.renderer.page(route).page? {
                Page::Bytes(bytes) => bytes,
                Page::Copy(source) => std::fs::read(source.under(&self.root)).unwrap(),
            };
            Some((route.url.output().to_string(), bytes))
        });
        // Rules of a host may begin with a dot. What is searched is shown as a build left it.
        let is_shown = |path: &str| path != ".blattwerk-manifest" && !path.contains("/pagefind/");
        let written = clean.iter().filter(|(path, _)| is_shown(path));
        let written = written.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        same_files("a look shows other files", &written, &shown.collect())
    }
}
