//! A body read, rendered, and dropped; and where the links and pictures in it lead.

use super::World;
use super::questions::{Reference, References};
use crate::article::{Body, is_markdown};
use crate::diagnostic::{Diagnostic, Place, Report, Severity};
use crate::document::{Document, Format};
use crate::markdown::{
    self, EMBED, Embeds, Finding, FindingKind, Image, Link, Loading, Options, Rendered, Resolver,
    embed_report,
};
use crate::published;
use crate::value::{Digest, SourcePath, UrlPath, has_scheme, is_of_the_web, percent_decode};

/// A text of a file, to be rendered for a page.
#[derive(Clone, Copy)]
pub(super) struct Text<'w> {
    pub source: &'w SourcePath,
    pub body: Body,
    pub lang: Option<&'w str>,
    /// Of a picture that it begins with.
    pub opening: Loading,
}

/// Of how many wrong boxes the mistakes are told.
const MOST_EMBEDS: usize = 100;

/// Renders a text for the page at `url`.
pub(super) fn render(world: &World, of: Text<'_>, url: &UrlPath) -> (Rendered, References, Report) {
    let Text { source, body, .. } = of;
    let text = match world.tree.read_text(source) {
        Ok(text) => text,
        Err(diagnostic) => return (nothing(), References::default(), diagnostic.into()),
    };
    let options = world.markdown(of.lang, of.opening);
    let (mut rendered, references) = render_read(world, of, &text, url, &options);
    let findings = std::mem::take(&mut rendered.findings);
    let (embeds, findings): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|finding| matches!(finding.kind, FindingKind::Embed { .. }));
    let describe = |finding: Finding| describe(&finding, source, &text, body.start);
    let mut report = Report::of_text(source, findings, |_| Severity::Warning, describe);
    // As of all mistakes in one text, the first are enough; each is read again.
    let said = embeds.iter().take(MOST_EMBEDS);
    let said = said.map(|finding| describe_embed(finding, source, &text, body.start));
    let said: Vec<Diagnostic> =
        said.flat_map(|report| report.iter().cloned().collect::<Vec<_>>()).collect();
    report.append(Report::of_text(source, said, |said| said.severity, |said| said));
    (rendered, references, report)
}

/// The same for another page than its own, where nothing is said about it, and code has no
/// colours, and what other hosts show is a link.
pub(super) fn render_quietly(
    world: &World,
    of: Text<'_>,
    url: &UrlPath,
) -> Result<(Rendered, References), Diagnostic> {
    let options =
        Options { highlight: false, embeds: Embeds::Links, ..world.markdown(of.lang, of.opening) };
    Ok(render_read(world, of, &world.tree.read_text(of.source)?, url, &options))
}

fn render_read(
    world: &World,
    of: Text<'_>,
    text: &str,
    url: &UrlPath,
    options: &Options<'_>,
) -> (Rendered, References) {
    let Text { source, body, .. } = of;
    let mut recorder = Recorder { links: Links { world, source, url }, asked: Asked::default() };
    let text = text.get(body.start..).unwrap_or_default();
    let rendered = markdown::render(text, options, &mut recorder);
    (rendered, recorder.asked.finish())
}

/// Whether everything that a text refers to still leads where it led.
pub(super) fn lead_as_before(
    world: &World,
    source: &SourcePath,
    url: &UrlPath,
    before: &References<&str>,
) -> bool {
    let links = Links { world, source, url };
    let answer = |reference: &Reference<&str>| match reference.is_image {
        true => Digest::of_value(&links.image(reference.destination)),
        false => Digest::of_value(&links.link(reference.destination)),
    };
    let answers: Vec<Digest> = before.all.iter().map(answer).collect();
    Digest::of_value(&answers) == before.answers
}

/// Where each reference leads, by what stands there.
pub(super) fn answers(
    world: &World,
    source: &SourcePath,
    url: &UrlPath,
    references: &[Reference],
) -> Vec<(String, serde_json::Value)> {
    let links = Links { world, source, url };
    let answer = |reference: &Reference| {
        let Reference { is_image, destination } = reference;
        let answer = match is_image {
            true => serde_json::to_value(links.image(destination)),
            false => serde_json::to_value(links.link(destination)),
        };
        (destination.clone(), answer.unwrap_or_default())
    };
    references.iter().map(answer).collect()
}

/// Follows links, and notes which, and where they led.
struct Recorder<'w> {
    links: Links<'w>,
    asked: Asked,
}

#[derive(Default)]
struct Asked {
    all: Vec<Reference>,
    /// The digests of the answers.
    answers: Vec<Digest>,
}

impl Asked {
    fn finish(self) -> References {
        References { all: self.all, answers: Digest::of_value(&self.answers) }
    }
}

impl Resolver for Recorder<'_> {
    fn link(&mut self, destination: &str) -> Link {
        let link = self.links.link(destination);
        // What leads to other hosts, or stays on the page, does so whatever the site holds.
        if destination.starts_with(['#', '?']) || has_scheme(destination) {
            return link;
        }
        self.asked.all.push(Reference { is_image: false, destination: destination.to_owned() });
        self.asked.answers.push(Digest::of_value(&link));
        link
    }

    fn image(&mut self, destination: &str) -> Image {
        let image = self.links.image(destination);
        if has_scheme(destination) {
            return image;
        }
        self.asked.all.push(Reference { is_image: true, destination: destination.to_owned() });
        self.asked.answers.push(Digest::of_value(&image));
        image
    }
}

fn nothing() -> Rendered {
    Rendered { html: String::new(), toc: Vec::new(), words: 0, findings: Vec::new() }
}

pub(super) fn describe(
    finding: &Finding,
    source: &SourcePath,
    text: &str,
    start: usize,
) -> Diagnostic {
    let range = start + finding.range.start..start + finding.range.end;
    let place = Place::new(source, text, range);
    match &finding.kind {
        FindingKind::BrokenLink { destination, why, hint } => {
            Diagnostic::warning("dead-link", format!("the link to `{destination}` leads nowhere"))
                .label(why)
                .maybe_hint(hint.as_ref())
        }
        FindingKind::BrokenImage { destination, why, hint } => {
            Diagnostic::warning("missing-image", format!("the image `{destination}` is not there"))
                .label(why)
                .maybe_hint(hint.as_ref())
        }
        FindingKind::UnsafeDestination { destination } => Diagnostic::warning(
            "unsafe-link",
            format!("`{destination}` is left out, since a browser might run it"),
        ),
        FindingKind::MissingAlt { destination } => Diagnostic::warning(
            "missing-alt",
            format!("the image `{destination}` has no alternative text"),
        )
        .hint("say in the brackets what it shows: `![a chart of …](…)`"),
        FindingKind::DuplicateId { id } => {
            Diagnostic::warning("same-anchor", format!("two headings ask for the id `{id}`"))
                .hint("give one of them another")
        }
        FindingKind::UnusedFootnote { label } => Diagnostic::warning(
            "unused-footnote",
            format!("nothing refers to the footnote `{label}`"),
        )
        .hint(format!("write `[^{label}]` where it belongs, or remove it")),
        FindingKind::Embed { .. } => {
            Diagnostic::warning(EMBED, "this block `embed` is not understood")
        }
    }
    .at(place)
}

/// Read again in the file, for the places. Where each line has something before it, in a list or
/// a quote, the block as such must do.
fn describe_embed(finding: &Finding, source: &SourcePath, text: &str, start: usize) -> Report {
    let FindingKind::Embed { lines } = &finding.kind else { return Report::default() };
    let range = start + finding.range.start..start + finding.range.end;
    let (file, format, code) = (source.as_str(), Format::Yaml, EMBED);
    if text.get(range.clone()) == Some(lines) {
        return embed_report(&Document { file, text, range, format, code });
    }
    let place = Place::new(source, text, range);
    let said = embed_report(&Document::whole(file, lines, format, code));
    said.iter().map(|said| said.clone().at(place.clone())).collect()
}

/// Where the links of one text lead.
pub(super) struct Links<'w> {
    pub world: &'w World,
    pub source: &'w SourcePath,
    /// The page on which the text stands.
    pub url: &'w UrlPath,
}

/// A file or page of the site that a text refers to.
pub(super) enum Target<'w> {
    Url(&'w UrlPath),
    /// There, but not shown.
    Held,
    /// There, but with errors of its own, which are told elsewhere.
    Failed,
    Missing,
}

impl<'w> Links<'w> {
    /// Follows a path without a query or an anchor.
    pub(super) fn follow(&self, path: &str) -> Target<'w> {
        let path = percent_decode(path);
        if is_markdown(&SourcePath::new(&path)) {
            return self.follow_source(&path);
        }
        if let Some(route) = path.starts_with('/').then(|| self.route(&path)).flatten() {
            return Target::Url(route);
        }
        if path.starts_with('/') {
            return Target::Missing;
        }
        let beside = self.source.join(&path).and_then(|source| self.world.plan.file(&source));
        match beside.or_else(|| self.route(&self.beside_the_page(&path)?)) {
            Some(url) => Target::Url(url),
            None => Target::Missing,
        }
    }

    fn route(&self, path: &str) -> Option<&'w UrlPath> {
        let plan = &self.world.plan;
        let below = self.world.config.base_url.strip(path);
        if let Some(route) = plan.find(path).or_else(|| plan.find(below?)) {
            return Some(&route.url);
        }
        // What the host would lead on needs no detour.
        match plan.told(path).or_else(|| plan.told(below?))? {
            published::Target::Moved(to) => Some(to),
            published::Target::Gone => None,
        }
    }

    /// A relative path, from the page's own URL.
    fn beside_the_page(&self, path: &str) -> Option<String> {
        let page = SourcePath::new(&self.url.output().to_string());
        let joined = page.join(path)?;
        let folder = if path.ends_with('/') || path.ends_with("..") { "/" } else { "" };
        Some(format!("/{joined}{folder}"))
    }

    fn follow_source(&self, path: &str) -> Target<'w> {
        let World { archive, tree, .. } = self.world;
        let from_root = path.trim_start_matches("@/").trim_start_matches('/');
        let candidates = [
            self.source.join(path).filter(|_| !path.starts_with(['/', '@'])),
            Some(SourcePath::new(from_root)),
            Some(SourcePath::new(&format!("content/{from_root}"))),
        ];
        let mut found = Target::Missing;
        for source in candidates.into_iter().flatten() {
            if let Some(id) = archive.by_source(&source) {
                return Target::Url(&archive.article(id).card.url);
            }
            let page = archive.pages().iter().find(|page| page.card.source == source);
            let job = || {
                archive.jobs().iter().chain(archive.past_jobs()).find(|job| job.source == source)
            };
            if let Some(url) =
                page.map(|page| &page.card.url).or_else(|| Some(&job()?.page.as_ref()?.url))
            {
                return Target::Url(url);
            }
            if archive.held().iter().any(|held| held.source == source) {
                found = Target::Held;
            } else if tree.has(&source) {
                found = Target::Failed;
            }
        }
        found
    }
}

impl Links<'_> {
    pub(super) fn link(&self, destination: &str) -> Link {
        if destination.is_empty() || destination.starts_with(['#', '?']) {
            return Link::AsWritten;
        }
        if has_scheme(destination) {
            let own = self.world.config.base_url.strip(destination).is_some();
            return if is_of_the_web(destination) && !own {
                Link::To { url: destination.to_owned(), external: true }
            } else {
                Link::AsWritten
            };
        }
        let end = destination.find(['#', '?']).unwrap_or(destination.len());
        let (path, rest) = destination.split_at(end);
        match self.follow(path) {
            Target::Url(url) => {
                Link::To { url: format!("{}{rest}", self.world.link(url)), external: false }
            }
            Target::Failed => Link::AsWritten,
            Target::Held => broken_link("this article is not shown yet, or no longer", None),
            Target::Missing => self.missing_link(path, destination),
        }
    }

    pub(super) fn image(&self, destination: &str) -> Image {
        if has_scheme(destination) || destination.is_empty() {
            return Image::AsWritten;
        }
        let end = destination.find(['#', '?']).unwrap_or(destination.len());
        match self.follow(&destination[..end]) {
            Target::Url(url) => {
                let served = self.world.picture(url);
                Image::At {
                    url: self.world.link(url),
                    size: served.map(|served| (served.picture.width, served.picture.height)),
                    versions: served.map(|served| served.versions()).unwrap_or_default(),
                }
            }
            Target::Held | Target::Failed | Target::Missing => Image::Broken {
                why: "there is no such file".into(),
                hint: Some(where_to_put(&destination[..end], self.source)),
            },
        }
    }
}

impl Links<'_> {
    fn missing_link(&self, path: &str, destination: &str) -> Link {
        let decoded = percent_decode(path);
        let relative = !decoded.starts_with('/') && !is_markdown(&SourcePath::new(&decoded));
        let why = match self.beside_the_page(&decoded).filter(|_| relative) {
            Some(url) => format!("from this page it leads to `{url}`, and nothing is there"),
            None => "there is no such page or file".to_owned(),
        };
        let namesake = self.world.namesake(&decoded);
        let hint = namesake.map(|url| format!("did you mean `{url}`?"));
        broken_link(&why, hint.or_else(|| self.way_out(&decoded, destination)))
    }

    /// A file can be put where the link leads; a page may be there that we know nothing of.
    fn way_out(&self, path: &str, destination: &str) -> Option<String> {
        let file = SourcePath::new(path);
        match file.extension() {
            _ if is_markdown(&file) => None,
            "" | "html" | "htm" | "php" => path.starts_with('/').then(|| {
                let address = self.world.config.base_url.absolute_link(destination);
                format!("if another program answers there, write `{address}`")
            }),
            _ => Some(where_to_put(path, self.source)),
        }
    }
}

/// Where a file that is missing would be found.
pub(super) fn where_to_put(path: &str, source: &SourcePath) -> String {
    match path.strip_prefix('/') {
        Some(path) => format!("put it at `static/{path}`"),
        None => format!("put it beside `{source}`, or into static/ and begin with `/`"),
    }
}

fn broken_link(why: &str, hint: Option<String>) -> Link {
    Link::Broken { why: why.into(), hint }
}
