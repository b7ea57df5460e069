//! A path → what a host would send for it. Knows no HTTP beyond status and media type.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Bytes;

use super::Reload;
use super::events::generation;
use super::front::{Front, Rendered, Shown};
use crate::diagnostic::{Report, Style, print};
use crate::emit;
use crate::plan::{Kind, Plan, Route};
use crate::published::Target;
use crate::render::{Made, Page, World};
use crate::source::Touched;
use crate::value::{Digest, OutputPath, UrlPath, percent_decode};
use crate::watch::Seen;

/// Below it, beside the site and whatever path that has, stands what the server itself has to say.
pub(super) const OWN: &str = "/_blattwerk";

/// How often a page is rendered again since its text has changed meanwhile.
const TRIES: usize = 5;

const HTML: &str = "text/html; charset=utf-8";

pub(super) enum Answer {
    Page {
        status: Status,
        media: String,
        page: Arc<Rendered>,
    },
    /// A file of the project, as it is.
    File {
        path: PathBuf,
        media: String,
        digest: Digest,
    },
    /// To another path of the same host.
    Redirect(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Found,
    NotFound,
    /// Published once, and withdrawn.
    Gone,
    /// The site has errors, and no earlier version of the page is known.
    Broken,
}

impl Front {
    /// What is sent for a path of the host, percent-encoded.
    pub fn answer(&self, path: &str) -> Answer {
        let _asking = self.asking();
        for _ in 0..TRIES {
            let looks = self.looks();
            let shown = self.shown();
            let asked = Asked { front: self, shown: &shown };
            let touched = match asked.answer(path) {
                Ok(answer) => return answer,
                Err(Moved(touched)) => touched,
            };
            // The desk has looked at it already, and found mistakes.
            if self.is_behind() {
                return asked.last_good(path);
            }
            // Its text is another one than the edition knows, so the desk looks first.
            let touched = Touched::Paths(BTreeSet::from([touched]));
            if !self.wait(looks, Seen::Touched(touched)) {
                return asked.last_good(path);
            }
        }
        Asked { front: self, shown: &self.shown() }.last_good(path)
    }
}

/// A file is another one than the edition knows: what is made of it now, no build would write.
struct Moved(PathBuf);

/// An edition that somebody asks for a page.
struct Asked<'a> {
    front: &'a Front,
    shown: &'a Shown,
}

impl Asked<'_> {
    fn answer(&self, path: &str) -> Result<Answer, Moved> {
        let world = self.shown.renderer.world();
        match self.find(path) {
            Find::Index(file) => Ok(self.index(&file)),
            Find::Route(route) if route.kind == Kind::Gone => self.route(route, Status::Gone),
            Find::Route(route) => self.route(route, Status::Found),
            Find::Told(Target::Moved(to)) => Ok(Answer::Redirect(world.link(to))),
            Find::Told(Target::Gone) => self.error_page(Status::Gone),
            Find::Elsewhere(route) => Ok(Answer::Redirect(world.link(&route.url))),
            Find::Home => Ok(Answer::Redirect(format!("{}/", world.config.base_url.path()))),
            Find::Nothing => self.error_page(Status::NotFound),
        }
    }

    fn error_page(&self, status: Status) -> Result<Answer, Moved> {
        match self.shown.renderer.world().plan.find("/404.html") {
            Some(route) => self.route(route, status),
            None => Ok(self.plain(status, "there is no such page")),
        }
    }

    fn find(&self, path: &str) -> Find<'_> {
        let world = self.shown.renderer.world();
        let base = percent_decode(world.config.base_url.path()).into_owned();
        let folder = world.index_folder();
        let of_index = folder.as_deref().and_then(|folder| of_index(folder, &base, path));
        of_index.unwrap_or_else(|| find(&world.plan, &base, path))
    }

    /// A file of the index for searching. Making one takes too long to wait for it, so this is the
    /// last that a build has finished.
    fn index(&self, file: &UrlPath) -> Answer {
        let World { config, tree, .. } = self.shown.renderer.world();
        let folder = self.front.output.as_deref().unwrap_or(Path::new(&config.output_dir));
        let Some(bytes) = emit::written(&tree.root().join(folder), &file.output()) else {
            return self.plain(Status::NotFound, "no build has made this part of the index yet");
        };
        let page = Arc::new(Rendered { digest: Digest::of(&bytes), bytes: bytes.into() });
        Answer::Page { status: Status::Found, media: media_of(&file.output()), page }
    }

    /// The page as it was before its text was another one than the edition knows.
    fn last_good(&self, path: &str) -> Answer {
        let Find::Route(route) = self.find(path) else { return self.broken() };
        match self.front.rendered(&self.key(route).0, None) {
            Some(page) => Answer::Page { status: Status::Found, media: media(route), page },
            None => self.broken(),
        }
    }

    /// By what a page is kept, and whether it holds for this generation alone. Of a picture the
    /// digest of its view says all, and making it takes long.
    fn key(&self, route: &Route) -> (String, Option<u64>) {
        let Shown { renderer, generation, .. } = self.shown;
        if route.kind.is_picture()
            && let Ok(view) = renderer.view_digest(route)
        {
            return (view.to_string(), None);
        }
        (route.url.to_string(), Some(*generation))
    }

    fn route(&self, route: &Route, status: Status) -> Result<Answer, Moved> {
        let Shown { renderer, generation, .. } = self.shown;
        self.stands(route)?;
        let media = media(route);
        let (key, of) = self.key(route);
        if let Some(page) = self.front.rendered(&key, of) {
            return Ok(Answer::Page { status, media, page });
        }
        self.front.progress.start(route);
        let Made { page, report, .. } = renderer.page(route);
        self.front.progress.done(route);
        // It may have changed while it was read.
        self.stands(route)?;
        let answer = match page {
            Some(page) if !report.has_errors() => self.sent(route, status, media.clone(), page),
            _ => Err(report),
        };
        match answer {
            Ok(answer) => {
                if let Answer::Page { page, .. } = &answer {
                    self.front.keep(&key, *generation, page);
                }
                Ok(answer)
            }
            Err(report) => {
                let report = report.at(&renderer.world().config.check);
                self.front.complain(*generation, route.url.as_str(), report);
                let before = self.front.rendered(&key, None);
                Ok(before
                    .map_or_else(|| self.broken(), |page| Answer::Page { status, media, page }))
            }
        }
    }

    /// Refuses a page whose texts are others than the edition knows.
    fn stands(&self, route: &Route) -> Result<(), Moved> {
        let tree = &self.shown.renderer.world().tree;
        let mut texts = self.shown.renderer.texts_of(route);
        match texts.find(|text| !tree.stands(text)) {
            Some(text) => Err(Moved(text.under(tree.root()))),
            None => Ok(()),
        }
    }

    fn sent(
        &self,
        route: &Route,
        status: Status,
        media: String,
        page: Page,
    ) -> Result<Answer, Report> {
        let tree = &self.shown.renderer.world().tree;
        let bytes = match page {
            Page::Copy(source) if !is_html(&media) => {
                let (digest, path) = (tree.digest(&source)?, tree.locate_inside(&source)?);
                return Ok(Answer::File { path, media, digest });
            }
            Page::Copy(source) => tree.read(&source)?,
            Page::Bytes(bytes) => bytes,
        };
        let page = self.page(route, &media, bytes);
        Ok(Answer::Page { status, media, page })
    }

    /// A page as it is sent: with fragments where the host would put them, and the script.
    fn page(&self, route: &Route, media: &str, bytes: Vec<u8>) -> Arc<Rendered> {
        // A fragment is put into pages that have the script, and a redirect does not stay.
        let is_page =
            is_html(media) && !matches!(route.kind, Kind::Fragment(_) | Kind::Redirect(_));
        if !is_page {
            return Arc::new(Rendered { digest: Digest::of(&bytes), bytes: bytes.into() });
        }
        let bytes = self.shown.renderer.with_includes(bytes);
        let digest = Digest::of(&bytes);
        Arc::new(Rendered { digest, bytes: self.with_script(bytes, digest) })
    }

    fn with_script(&self, page: Vec<u8>, digest: Digest) -> Bytes {
        if self.front.reload == Reload::Off {
            return page.into();
        }
        let generation = generation(self.shown.generation);
        let script = format!(
            "<script src=\"{OWN}/reload.js\" data-page=\"{digest}\" \
             data-generation=\"{generation}\" defer></script>\n"
        );
        let at = memchr::memmem::rfind(&page, b"</body>").unwrap_or(page.len());
        [&page[..at], script.as_bytes(), &page[at..]].concat().into()
    }

    /// What stands where no good page is known. The script shows the errors above it; who has no
    /// scripts reads them here.
    fn broken(&self) -> Answer {
        let errors = self.front.errors();
        match errors.is_empty() {
            true => self.plain(Status::Broken, "its text was changed just now; try again"),
            false => self.plain(Status::Broken, &print(&errors, Style::Plain)),
        }
    }

    fn plain(&self, status: Status, text: &str) -> Answer {
        let mut escaped = String::new();
        // Memory takes all that is written.
        let _ = pulldown_cmark_escape::escape_html(&mut escaped, text);
        let title = match status {
            Status::NotFound => "Not found",
            Status::Gone => "Gone",
            Status::Found | Status::Broken => "This page cannot be shown yet",
        };
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n</head>\n\
             <body>\n<h1>{title}</h1>\n<pre>{escaped}</pre>\n</body>\n</html>\n"
        )
        .into_bytes();
        let digest = Digest::of(&page);
        let page = Arc::new(Rendered { digest, bytes: self.with_script(page, digest) });
        Answer::Page { status, media: HTML.into(), page }
    }
}

enum Find<'p> {
    Route(&'p Route),
    /// A file of the index for searching, most of which no route leads to.
    Index(UrlPath),
    /// A host sends to the route's own address.
    Elsewhere(&'p Route),
    /// The site stands below a path, and somebody asked for the host itself.
    Home,
    /// A host tells by its rules what became of a page.
    Told(&'p Target),
    Nothing,
}

/// Whether a path is that of a file in the folder of the index.
fn of_index<'p>(folder: &str, base: &str, path: &str) -> Option<Find<'p>> {
    let path = percent_decode(path);
    let path = path.strip_prefix(base).filter(|path| path.starts_with(folder))?;
    Some(Find::Index(UrlPath::new(path).ok()?))
}

fn find<'p>(plan: &'p Plan, base: &str, path: &str) -> Find<'p> {
    let encoded = path.to_ascii_lowercase();
    // A slash that is no slash, as in `a%2f..%2fb`, stands in no path of a site.
    if ["%2f", "%5c", "%00"].iter().any(|part| encoded.contains(part)) {
        return Find::Nothing;
    }
    let path = percent_decode(path);
    let Some(path) = path.strip_prefix(base) else {
        return if path == "/" { Find::Home } else { Find::Nothing };
    };
    if path.is_empty() {
        return Find::Home;
    }
    let Some(route) = path.starts_with('/').then(|| plan.find(path)).flatten() else {
        return plan.told(path).map_or(Find::Nothing, Find::Told);
    };
    let url = route.url.as_str();
    let is_its_file = path.strip_suffix("index.html") == Some(url);
    if path == url || is_its_file { Find::Route(route) } else { Find::Elsewhere(route) }
}

/// What a file is, for browsers; of feeds what RULES.md, RSS-16, asks for.
fn media(route: &Route) -> String {
    if let Kind::Rules(_) = route.kind {
        return "text/plain; charset=utf-8".into();
    }
    if let Some(media_type) = route.kind.feed_type() {
        return format!("{media_type}; charset=utf-8");
    }
    media_of(&route.url.output())
}

fn media_of(output: &OutputPath) -> String {
    let guess = mime_guess::from_path(output.as_str()).first_or_octet_stream();
    let is_text = guess.type_() == "text"
        || matches!(guess.subtype().as_str(), "javascript" | "json" | "xml" | "svg")
        || guess.suffix().is_some_and(|suffix| suffix == "xml" || suffix == "json");
    match guess.essence_str() {
        // Old names of types that have one by now.
        "text/xml" => "application/xml; charset=utf-8".into(),
        "application/javascript" | "application/x-javascript" => {
            "text/javascript; charset=utf-8".into()
        }
        essence if is_text => format!("{essence}; charset=utf-8"),
        essence => essence.into(),
    }
}

fn is_html(media: &str) -> bool {
    media.starts_with("text/html")
}
