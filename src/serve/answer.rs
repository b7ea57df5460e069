//! A path → what a host would send for it. Knows no HTTP beyond status and media type.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;

use super::Reload;
use super::events::generation;
use super::front::{Front, Rendered, Shown};
use crate::diagnostic::{Report, Style, print};
use crate::plan::{Feed, Kind, Plan, Route};
use crate::render::{Made, Page, Renderer};
use crate::source::Touched;
use crate::value::{Digest, SourcePath, percent_decode};
use crate::watch::Seen;

/// Below it, beside the site, stands what the server itself has to say.
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
    /// The site has errors, and no earlier version of the page is known.
    Broken,
}

impl Front {
    /// What is sent for a path of the host, percent-encoded.
    pub fn answer(&self, path: &str) -> Answer {
        let _asking = self.asking();
        let mut shown = self.shown();
        for _ in 0..TRIES {
            let looks = self.looks();
            let asked = Asked { front: self, shown: &shown };
            let (answer, moved) = asked.answer(path);
            let Some(moved) = moved else { return answer };
            if self.is_behind() {
                return asked.last_good(path).unwrap_or(answer);
            }
            // Its text is another one than the edition knows, so the desk looks first.
            let touched = Touched::Paths(BTreeSet::from([moved]));
            if !self.wait(looks, Seen::Touched(touched)) {
                return answer;
            }
            shown = self.shown();
        }
        let asked = Asked { front: self, shown: &shown };
        asked.answer(path).0
    }
}

/// An edition that somebody asks for a page.
struct Asked<'a> {
    front: &'a Front,
    shown: &'a Shown,
}

impl Asked<'_> {
    /// The answer, and a file that has changed since the edition was made.
    fn answer(&self, path: &str) -> (Answer, Option<PathBuf>) {
        let world = self.shown.renderer.world();
        let base = percent_decode(world.config.base_url.path()).into_owned();
        match find(&world.plan, &base, path) {
            Find::Route(route) => self.route(route, Status::Found),
            Find::Elsewhere(route) => (Answer::Redirect(world.link(&route.url)), None),
            Find::Home => (Answer::Redirect(format!("{}/", world.config.base_url.path())), None),
            Find::Nothing => match world.plan.find("/404.html") {
                Some(route) => self.route(route, Status::NotFound),
                None => (self.plain(Status::NotFound, "there is no such page"), None),
            },
        }
    }

    /// The page as it was before the site had errors. By now its text may be another one than
    /// the edition knows.
    fn last_good(&self, path: &str) -> Option<Answer> {
        let world = self.shown.renderer.world();
        let base = percent_decode(world.config.base_url.path()).into_owned();
        let Find::Route(route) = find(&world.plan, &base, path) else { return None };
        let page = self.front.rendered(route.url.as_str(), None)?;
        Some(Answer::Page { status: Status::Found, media: media(route), page })
    }

    fn route(&self, route: &Route, status: Status) -> (Answer, Option<PathBuf>) {
        let Shown { renderer, generation, .. } = self.shown;
        let (url, media) = (route.url.as_str(), media(route));
        let tree = &renderer.world().tree;
        let moved = renderer.texts_of(route).find(|text| !tree.stands(text));
        if let Some(page) = self.front.rendered(url, Some(*generation)) {
            return (
                Answer::Page { status, media, page },
                moved.map(|text| text.under(tree.root())),
            );
        }
        let Made { page, report, .. } = renderer.page(route);
        // Looked at afterwards too: it may have changed while it was read.
        let moved = moved.or_else(|| renderer.texts_of(route).find(|text| !tree.stands(text)));
        let moved = moved.map(|text| text.under(tree.root()));
        let answer = match page {
            Some(page) if !report.has_errors() => self.sent(route, status, media.clone(), page),
            _ => Err(report),
        };
        match answer {
            Ok(answer) => {
                if let Answer::Page { page, .. } = &answer
                    && moved.is_none()
                {
                    self.front.keep(url, *generation, page);
                }
                (answer, moved)
            }
            Err(report) => {
                if moved.is_none() {
                    self.front.complain(*generation, url, report);
                }
                let before = self.front.rendered(url, None);
                let answer = match before {
                    Some(page) => Answer::Page { status, media, page },
                    None => self.broken(),
                };
                (answer, moved)
            }
        }
    }

    fn sent(
        &self,
        route: &Route,
        status: Status,
        media: String,
        page: Page,
    ) -> Result<Answer, Report> {
        let renderer = &self.shown.renderer;
        match page {
            Page::Copy(source) if !is_html(&media) => file(renderer, &source, media),
            Page::Copy(source) => {
                let bytes = renderer.world().tree.read(&source).map_err(Report::from)?;
                Ok(Answer::Page { status, media, page: self.page(route, bytes) })
            }
            Page::Bytes(bytes) => Ok(Answer::Page { status, media, page: self.page(route, bytes) }),
        }
    }

    /// A page as it is sent: with fragments where the host would put them, and the script.
    fn page(&self, route: &Route, bytes: Vec<u8>) -> Arc<Rendered> {
        // A fragment is put into pages that have the script, and a redirect does not stay.
        let is_page =
            is_html(&media(route)) && !matches!(route.kind, Kind::Fragment(_) | Kind::Redirect(_));
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
        let base = self.shown.renderer.world().config.base_url.path();
        let generation = generation(self.shown.generation);
        let script = format!(
            "<script src=\"{base}{OWN}/reload.js\" data-page=\"{digest}\" \
             data-generation=\"{generation}\" defer></script>\n"
        );
        let at = memchr::memmem::rfind(&page, b"</body>").unwrap_or(page.len());
        [&page[..at], script.as_bytes(), &page[at..]].concat().into()
    }

    /// What stands where no good page is known. The script shows the errors above it; who has no
    /// scripts reads them here.
    fn broken(&self) -> Answer {
        self.plain(Status::Broken, &print(&self.front.errors(), Style::Plain))
    }

    fn plain(&self, status: Status, text: &str) -> Answer {
        let mut escaped = String::new();
        // Memory takes all that is written.
        let _ = pulldown_cmark_escape::escape_html(&mut escaped, text);
        let title = match status {
            Status::NotFound => "Not found",
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

/// Refuses a file that leads out of the project by now.
fn file(renderer: &Renderer, source: &SourcePath, media: String) -> Result<Answer, Report> {
    let tree = &renderer.world().tree;
    let digest = tree.digest(source).map_err(Report::from)?;
    let gone = || {
        let message = format!("`{source}` leads out of the project");
        Report::from(crate::diagnostic::Diagnostic::error("link", message).in_file(source))
    };
    let path = tree.locate_inside(source).ok_or_else(gone)?;
    Ok(Answer::File { path, media, digest })
}

enum Find<'p> {
    Route(&'p Route),
    /// A host sends to the route's own address.
    Elsewhere(&'p Route),
    /// The site stands below a path, and somebody asked for the host itself.
    Home,
    Nothing,
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
        return Find::Nothing;
    };
    let url = route.url.as_str();
    let is_its_file = path.strip_suffix("index.html") == Some(url);
    if path == url || is_its_file { Find::Route(route) } else { Find::Elsewhere(route) }
}

/// What a file is, for browsers; of feeds what RULES.md, RSS-16, asks for.
fn media(route: &Route) -> String {
    if let Kind::Feed(Feed::Main | Feed::Term(_) | Feed::Jobs | Feed::Comments(_)) = route.kind {
        return "application/rss+xml; charset=utf-8".into();
    }
    let output = route.url.output();
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
