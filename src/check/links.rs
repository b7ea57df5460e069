//! Where the links and pictures of all pages lead, whoever wrote them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::External;
use super::html::{Part, read};
use super::located::Located;
use crate::build::{Examined, Inspect};
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::picture;
use crate::plan::{Kind, Route};
use crate::render::{Page, Renderer, Slot, World};
use crate::value::{Digest, SourcePath, UrlPath, has_scheme, is_of_the_web, percent_decode};

/// How many pieces the table of known addresses has, so that threads seldom wait.
const PIECES: usize = 64;

/// What is found out of pages while they are rendered.
pub(super) struct Inspection {
    external: External,
    /// Of each route, what can be referred to on its page.
    ids: OnceLock<Vec<OnceLock<Box<[u32]>>>>,
    /// Of each route, whether a page shows it or leads to it.
    used: OnceLock<Vec<AtomicBool>>,
    known: Vec<Mutex<HashMap<Digest, Where>>>,
    located: Located,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    /// What is to be looked at once all pages are known.
    anchors: Vec<Anchor>,
    /// What stands in no text of a page itself, with how many pages have it.
    common: BTreeMap<(Cow<'static, str>, String), Common>,
    /// Links to other hosts, with the first page that has them.
    external: BTreeMap<String, usize>,
}

/// A link to a place on a page.
struct Anchor {
    from: usize,
    to: usize,
    link: String,
}

struct Common {
    diagnostic: Diagnostic,
    /// The first of the pages that have it.
    page: usize,
    pages: usize,
}

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// To a route, by its place.
    Route(usize),
    /// To a host that is not ours, or to what the host tells of by its rules.
    Elsewhere,
    Nowhere,
    /// Below the host, but not below the path at which the site stands.
    Beside,
}

/// A link to another host, and the place of one that leads there.
pub(super) struct ExternalLink {
    pub url: String,
    pub place: Place,
}

impl Inspection {
    pub fn new(external: External) -> Self {
        Self {
            external,
            ids: OnceLock::new(),
            used: OnceLock::new(),
            known: (0..PIECES).map(|_| Mutex::default()).collect(),
            located: Located::default(),
            found: Mutex::default(),
        }
    }

    fn ids(&self, world: &World) -> &[OnceLock<Box<[u32]>>] {
        self.ids.get_or_init(|| world.plan.routes().iter().map(|_| OnceLock::new()).collect())
    }

    fn used(&self, world: &World) -> &[AtomicBool] {
        let unused = || world.plan.routes().iter().map(|_| AtomicBool::new(false)).collect();
        self.used.get_or_init(unused)
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inspect for Inspection {
    fn page(&self, renderer: &Renderer, route: &Route, made: &Examined<'_>) -> Report {
        let world = renderer.world();
        let output = route.url.output();
        let is_html = [".html", ".htm"].iter().any(|end| output.as_str().ends_with(end));
        let Some(at) = world.plan.place_of(&route.url).filter(|_| is_html) else {
            return Report::default();
        };
        let mut looking = Looking::at(self, renderer, route, at);
        match made.page {
            Page::Bytes(bytes) => {
                let fragments = renderer.inline_fragments();
                for part in between(bytes, made.slots, &fragments) {
                    looking.read(part);
                }
            }
            Page::Copy(source) => match world.tree.read(source) {
                Ok(bytes) => looking.read(&bytes),
                Err(diagnostic) => return diagnostic.into(),
            },
        }
        looking.finish(made.said)
    }
}

/// What stands on a page besides inline fragments, which are the same on all and looked at once.
/// A fragment is whole: none ends in a tag.
fn between<'p>(
    page: &'p [u8],
    slots: &[Slot],
    fragments: &[(&str, &str)],
) -> impl Iterator<Item = &'p [u8]> {
    let length =
        |slot: &Slot| fragments.get(slot.fragment as usize).map_or(0, |(_, html)| html.len());
    let ends = slots.iter().map(|slot| slot.at as usize + length(slot));
    let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    let stops = slots.iter().map(|slot| slot.at as usize).chain([page.len()]);
    let stops: Vec<usize> = stops.collect();
    starts.into_iter().zip(stops).filter_map(|(start, stop)| page.get(start..stop))
}

/// One page that is looked at.
struct Looking<'a> {
    inspection: &'a Inspection,
    renderer: &'a Renderer,
    route: &'a Route,
    at: usize,
    ids: Vec<u32>,
    /// Those with an anchor: the route that they lead to.
    links: Vec<(usize, String)>,
    wrong: Vec<Wrong>,
}

/// What is wrong, with the words of the page that say so.
struct Wrong {
    words: String,
    diagnostic: Diagnostic,
}

impl<'a> Looking<'a> {
    fn at(inspection: &'a Inspection, renderer: &'a Renderer, route: &'a Route, at: usize) -> Self {
        let (ids, links, wrong) = (Vec::new(), Vec::new(), Vec::new());
        Self { inspection, renderer, route, at, ids, links, wrong }
    }

    fn read(&mut self, html: &[u8]) {
        read(html, &mut |part| {
            let wrong = self.part(&part);
            self.wrong.extend(wrong);
        });
    }

    fn part(&mut self, part: &Part<'_>) -> Option<Wrong> {
        match part {
            Part::Id(id) => {
                self.ids.push(hash(id));
                None
            }
            Part::NoAlt(src) => Some(Wrong {
                words: (*src).to_owned(),
                diagnostic: Diagnostic::warning(
                    "missing-alt",
                    format!("the image `{src}` has no alternative text"),
                )
                .hint("say in `alt` what it shows, or write `alt=\"\"` if it shows nothing new"),
            }),
            Part::Link(link) => self.leads(link, Shown::Link),
            Part::Image(link) => self.leads(link, Shown::Image),
            Part::Resource(link) => self.leads(link, Shown::Resource),
        }
    }

    fn leads(&mut self, link: &str, shown: Shown) -> Option<Wrong> {
        let (address, anchor) = link.split_once('#').map_or((link, None), |(a, b)| (a, Some(b)));
        let to = match address.is_empty() {
            // What a fragment is put into, it does not know.
            true if matches!(self.route.kind, Kind::Fragment(_)) => return None,
            true => Where::Route(self.at),
            false => self.follow(address),
        };
        let world = self.renderer.world();
        match to {
            Where::Route(to) => {
                self.inspection.used(world)[to].store(true, Ordering::Relaxed);
                if anchor.is_some_and(is_id) && matches!(shown, Shown::Link | Shown::Resource) {
                    self.links.push((to, link.to_owned()));
                }
                None
            }
            Where::Elsewhere => {
                // No mailbox can be asked, nor what a host leads on.
                let is_asked = shown == Shown::Link
                    && self.inspection.external != External::Ignored
                    && is_of_the_web(address)
                    && !is_search(world, address);
                if is_asked {
                    let mut found = self.inspection.found();
                    let first = found.external.entry(address.to_owned()).or_insert(self.at);
                    *first = self.at.min(*first);
                }
                None
            }
            Where::Nowhere => Some(self.nowhere(link, address, shown)),
            Where::Beside => {
                let base = world.config.base_url.path();
                let wrong = self.nowhere(link, address, shown);
                let hint = format!("the site stands below `{base}/`: write `{base}{link}`");
                Some(Wrong { diagnostic: wrong.diagnostic.hint(hint), ..wrong })
            }
        }
    }

    fn nowhere(&self, link: &str, address: &str, shown: Shown) -> Wrong {
        let world = self.renderer.world();
        let diagnostic = match shown {
            Shown::Image => {
                Diagnostic::warning("missing-image", format!("the image `{link}` is not there"))
                    .label("there is no such file")
            }
            Shown::Link | Shown::Resource => {
                let namesake = world.namesake(&percent_decode(address));
                Diagnostic::warning("dead-link", format!("the link to `{link}` leads nowhere"))
                    .label("there is no such page or file")
                    .maybe_hint(namesake.map(|url| format!("did you mean `{url}`?")))
            }
        };
        Wrong { words: link.to_owned(), diagnostic }
    }

    /// Where an address leads; of those that do not depend on the page, each is looked up once.
    fn follow(&self, address: &str) -> Where {
        let world = self.renderer.world();
        if !address.starts_with('/') && !address.contains("://") {
            return look_up(world, &self.route.url, address);
        }
        let digest = Digest::of(address.as_bytes());
        let piece = digest.to_u64() as usize % PIECES;
        let mut known = self.inspection.known[piece].lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry(digest).or_insert_with(|| look_up(world, &self.route.url, address))
    }

    /// Tells what is wrong with the texts of the page; what is wrong with all pages alike is told
    /// once, at the end.
    fn finish(self, said: &Report) -> Report {
        let world = self.renderer.world();
        let mut report = Report::default();
        for Wrong { words, diagnostic } in
            self.wrong.into_iter().filter(|wrong| !is_said(said, wrong))
        {
            match Located::in_texts(self.renderer, self.route, &words) {
                Some(place) => report.push(diagnostic.at(place)),
                None => {
                    let place = self.inspection.located.in_common(world, &words);
                    let diagnostic = Diagnostic { place, ..diagnostic };
                    self.inspection.found().common(diagnostic, words, self.at);
                }
            }
        }
        let mut ids = self.ids;
        ids.sort_unstable();
        ids.dedup();
        let _ = self.inspection.ids(world)[self.at].set(ids.into());
        let from = self.at;
        let anchors = self.links.into_iter().map(|(to, link)| Anchor { from, to, link });
        self.inspection.found().anchors.extend(anchors);
        report
    }
}

/// Whether an address asks a search engine, as those do that follow from titles: there are as
/// many as articles, and nobody wrote them.
fn is_search(world: &World, address: &str) -> bool {
    world.search_patterns().any(|pattern| {
        let start = pattern.split('{').next().unwrap_or(pattern);
        address.starts_with(start)
    })
}

/// How something stands on a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Link,
    Image,
    Resource,
}

impl Found {
    fn common(&mut self, diagnostic: Diagnostic, words: String, page: usize) {
        let common = self.common.entry((diagnostic.code.clone(), words));
        let common = common.or_insert(Common { diagnostic, page, pages: 0 });
        common.pages += 1;
        common.page = common.page.min(page);
    }
}

impl Inspection {
    /// What only the whole site tells: anchors, what pages have in common, pictures that nobody
    /// shows; and the links to other hosts.
    pub fn finish(self, renderer: &Renderer) -> (Report, Vec<ExternalLink>) {
        let world = renderer.world();
        let routes = world.plan.routes();
        let (mut report, of_fragments) = self.fragments(renderer);
        let mut found = std::mem::take(&mut *self.found());
        let anchors = std::mem::take(&mut found.anchors);
        for Anchor { from, to, link } in anchors {
            let (address, anchor) = link.split_once('#').unwrap_or((&link, ""));
            // What is no page, or could not be rendered, has no ids that we know of.
            let ids = self.ids(world)[to].get().map(|ids| &**ids);
            let wanted = [hash(&percent_decode(anchor)), hash(anchor)];
            let is_among = |ids: &[u32]| wanted.iter().any(|id| ids.binary_search(id).is_ok());
            if ids.is_none_or(is_among) || is_among(&of_fragments) {
                continue;
            }
            let page = &routes[to].url;
            let diagnostic = Diagnostic::warning(
                "dead-anchor",
                format!("`{link}` leads to no place on its page"),
            )
            .label(format!("nothing at `{page}` has the id `{anchor}`"))
            .hint(format!(
                "name an id that is there, or give a heading this one: `## … {{#{anchor}}}`"
            ));
            let words = if address.is_empty() { format!("#{anchor}") } else { link.clone() };
            let in_texts = Located::in_texts(renderer, &routes[from], &words).or_else(|| {
                Located::anchor_in_texts(renderer, &routes[from], &format!("#{anchor}"))
            });
            match in_texts {
                Some(place) => report.push(diagnostic.at(place)),
                None => {
                    let place = self.located.in_common(world, &words);
                    found.common(Diagnostic { place, ..diagnostic }, words, from);
                }
            }
        }
        for (_, Common { diagnostic, page, pages }) in found.common {
            let diagnostic = diagnostic.on_page(&routes[page].url);
            report.push(Diagnostic { repeated: pages - 1, ..diagnostic });
        }
        report.extend(self.unused_images(world));
        // What nobody wrote, a template has made of titles and the like.
        let external = found.external.into_iter().filter_map(|(url, page)| {
            let place = Located::in_texts(renderer, &routes[page], &url)
                .or_else(|| self.located.in_common(world, &url))?;
            Some(ExternalLink { url, place })
        });
        (report, external.collect())
    }

    /// What is wrong with inline fragments, as if they stood on the front page alone; and what
    /// can be referred to in them, on whatever page.
    fn fragments(&self, renderer: &Renderer) -> (Report, Vec<u32>) {
        let plan = &renderer.world().plan;
        let Some(at) = plan.find("/").and_then(|home| plan.place_of(&home.url)) else {
            return Default::default();
        };
        let mut looking = Looking::at(self, renderer, &plan.routes()[at], at);
        for (_, html) in renderer.inline_fragments() {
            looking.read(html.as_bytes());
        }
        let mut ids = looking.ids.clone();
        ids.sort_unstable();
        // Anchors of the front page are looked at there.
        looking.links.retain(|(to, _)| *to != at);
        (looking.finish(&Report::default()), ids)
    }

    /// Pictures of the content that no page shows, in any size, or leads to.
    fn unused_images(&self, world: &World) -> Vec<Diagnostic> {
        let used = self.used(world);
        let mut shown: BTreeMap<&SourcePath, bool> = BTreeMap::new();
        for (route, used) in world.plan.routes().iter().zip(used) {
            let source = match &route.kind {
                Kind::File(source) | Kind::Picture(source, _) => source,
                _ => continue,
            };
            if source.as_str().starts_with("content/") && is_image(source) {
                *shown.entry(source).or_default() |= used.load(Ordering::Relaxed);
            }
        }
        let unused = shown.into_iter().filter(|(_, used)| !used);
        unused
            .map(|(source, _)| {
                Diagnostic::warning("unused-image", format!("no page shows `{source}`"))
                    .in_file(source)
                    .hint("show it, or remove it; it is published all the same")
            })
            .collect()
    }
}

fn is_image(source: &SourcePath) -> bool {
    let end = source.extension().to_ascii_lowercase();
    picture::has_variants(&end) || matches!(end.as_str(), "svg" | "gif" | "avif" | "webp")
}

/// Whether something was told already when the page was rendered.
fn is_said(said: &Report, wrong: &Wrong) -> bool {
    let decoded = percent_decode(&wrong.words);
    said.iter().any(|said| {
        said.message.contains(&format!("`{}`", wrong.words))
            || said.message.contains(&format!("`{decoded}`"))
    })
}

/// Whether an anchor names something on a page. Of an empty one and of `top` HTML says that they
/// mean the beginning, and of `:~:` that it is meant for the browser.
fn is_id(anchor: &str) -> bool {
    !anchor.is_empty() && !anchor.eq_ignore_ascii_case("top") && !anchor.starts_with(":~:")
}

fn look_up(world: &World, page: &UrlPath, address: &str) -> Where {
    let base = &world.config.base_url;
    let address = address.split('?').next().unwrap_or(address);
    let path = if address.is_empty() {
        page.as_str().to_owned()
    } else if let Some(path) = base.strip(address) {
        path.to_owned()
    } else if address.starts_with('/') && !address.starts_with("//") {
        let is_ours = world.plan.find(&percent_decode(address)).is_some();
        return if is_ours { Where::Beside } else { Where::Elsewhere };
    } else if has_scheme(address) {
        return Where::Elsewhere;
    } else {
        let folder = page.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        joined(folder, address)
    };
    let path = percent_decode(&path);
    match world.plan.find_place(&path) {
        Some(at) => Where::Route(at),
        None if world.plan.told(&path).is_some() => Where::Elsewhere,
        None => Where::Nowhere,
    }
}

/// A relative address, from a folder.
fn joined(folder: &str, address: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let is_folder = address.ends_with(['/', '.']) && !parts.is_empty();
    format!("/{}{}", parts.join("/"), if is_folder { "/" } else { "" })
}

fn hash(text: &str) -> u32 {
    // Of the ids of one page, two hardly ever share one of four thousand million numbers.
    (Digest::of(text.as_bytes()).to_u64() >> 32) as u32
}
