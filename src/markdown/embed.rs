//! What another host shows, in a box that asks the host for nothing before a reader does
//! (RULES.md, LAW-3).
//!
//! A fenced block `embed`, with YAML in it. Without a script the box is a link; what a script puts
//! in its place stands in its `data-` attributes. Knows how a few hosts are embedded; for all
//! others the author says it.

use super::links::{attribute, escaped};
use super::options::Labels;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::document::{Document, Fields, Format, Part};

pub(super) const CODE: &str = "embed";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Embed {
    kind: Kind,
    /// Where a reader finds it without us.
    pub(super) url: String,
    pub(super) title: String,
    /// A picture beside the text, as written.
    pub(super) poster: Option<String>,
    /// What is loaded on demand; without one the box is a link.
    frame: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    Video,
    #[default]
    Post,
    Map,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Video, Self::Post, Self::Map];

    fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Post => "post",
            Self::Map => "map",
        }
    }

    /// What the frame may do, as the attribute `allow` says it.
    fn allow(self) -> &'static str {
        match self {
            Self::Video => "autoplay; encrypted-media; fullscreen; picture-in-picture",
            Self::Post | Self::Map => "fullscreen",
        }
    }
}

/// Whether a fence begins such a block, by what stands behind it.
pub(super) fn is_embed(info: &str) -> bool {
    info.split_whitespace().next() == Some("embed")
}

/// Reads the lines of a block. One without an address is none, and its lines stay code.
pub(super) fn read(lines: &str) -> (Option<Embed>, Report) {
    read_placed(&Document::whole("", lines, Format::Yaml, CODE))
}

/// What is wrong with a block, at its place in a file.
pub fn embed_report(document: &Document) -> Report {
    read_placed(document).1
}

/// The code of what is said about embeds, for whoever makes the document.
pub const EMBED: &str = CODE;

/// All that is wrong is a warning: other programs write blocks of this name, too.
fn read_placed(document: &Document) -> (Option<Embed>, Report) {
    let (map, mut report) = document.read_map();
    let mut found = None;
    if !report.has_errors() {
        let mut fields = Fields::new(map, CODE);
        found = embed(&mut fields);
        fields.refuse_rest();
        report.append(document.locate(fields.into_complaints()));
    }
    let warning = |said: &Diagnostic| Diagnostic { severity: Severity::Warning, ..said.clone() };
    (found, report.iter().map(warning).collect())
}

fn embed(fields: &mut Fields) -> Option<Embed> {
    let kind = kind(fields);
    let url = address(fields, "url");
    if url.is_none() && !fields.has("url") {
        fields.missing("url", "say where it is: `url: https://…`");
    }
    let title = fields.text(&["title"]).filter(|title| !title.trim().is_empty());
    if title.is_none() && !fields.has("title") {
        fields.missing("title", "say what it is, in words: `title: …`");
    }
    let poster = fields.text(&["poster"]);
    let own = address(fields, "frame");
    let url = url?;
    let frame = own.or_else(|| frame(&url));
    if frame.is_none() && !fields.has("frame") {
        let message = format!("how `{}` is embedded is not known", host(&url));
        let hint = "add `frame: https://…`, the address that the host gives for embedding; without it there is a link";
        fields.complain("url", Part::Value, Diagnostic::warning(CODE, message).hint(hint));
    }
    let title = title.unwrap_or_else(|| host(&url).to_owned());
    Some(Embed { kind, title, poster, frame, url })
}

fn kind(fields: &mut Fields) -> Kind {
    let names = Kind::ALL.map(Kind::name).join("`, `");
    let Some(name) = fields.text(&["kind"]) else {
        if !fields.has("kind") {
            fields.missing("kind", &format!("one of: `{names}`"));
        }
        return Kind::default();
    };
    Kind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_else(|| {
        let diagnostic = Diagnostic::warning(CODE, format!("there is no kind `{name}`"))
            .hint(format!("one of: `{names}`"));
        fields.complain("kind", Part::Value, diagnostic);
        Kind::default()
    })
}

/// On the web, and encrypted: a page that is would not show anything else.
fn address(fields: &mut Fields, key: &'static str) -> Option<String> {
    let text = fields.text(&[key])?;
    let has_host = text
        .strip_prefix("https://")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
    if has_host && !text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some(text);
    }
    let diagnostic = Diagnostic::warning(CODE, format!("`{key}` is not an address on the web"))
        .hint("begin it with `https://`");
    fields.complain(key, Part::Value, diagnostic);
    None
}

fn host(url: &str) -> &str {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    host.strip_prefix("www.").unwrap_or(host)
}

/// What a host shows in a frame for an address that people share. A video begins at once: the
/// reader has asked for it.
fn frame(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let (_, path) = rest.split_once('/')?;
    match host(url).trim_start_matches("m.") {
        "youtube.com" => youtube(path),
        "youtu.be" => youtube_of(until(path, &['?', '#', '/'])),
        "vimeo.com" => vimeo(path),
        "openstreetmap.org" => open_street_map(path),
        _ => None,
    }
}

fn until<'t>(text: &'t str, ends: &[char]) -> &'t str {
    &text[..text.find(ends).unwrap_or(text.len())]
}

fn youtube(path: &str) -> Option<String> {
    let shorter = ["shorts/", "live/", "embed/"].iter().find_map(|start| path.strip_prefix(start));
    match shorter {
        Some(id) => youtube_of(until(id, &['?', '#', '/'])),
        None => youtube_of(parameter(path.strip_prefix("watch?")?, "v")?),
    }
}

/// By the host of theirs that sets no cookies before something is played.
fn youtube_of(id: &str) -> Option<String> {
    let fits =
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    fits.then(|| format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1"))
}

/// `76979871`, or `76979871/8272103f6e` of one that is not listed.
fn vimeo(path: &str) -> Option<String> {
    let mut parts = until(path, &['?', '#']).split('/');
    let id = parts.next().filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))?;
    let is_hash = |hash: &&str| !hash.is_empty() && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let hash = parts.next().filter(is_hash).map(|hash| format!("&h={hash}")).unwrap_or_default();
    Some(format!("https://player.vimeo.com/video/{id}?dnt=1&autoplay=1{hash}"))
}

/// `#map=15/52.5163/13.3777`, with `?mlat=52.5163&mlon=13.3777` if a place is marked.
fn open_street_map(path: &str) -> Option<String> {
    let (before, fragment) = path.split_once('#')?;
    let mut view = parameter(fragment, "map")?.split('/');
    let zoom: u32 = view.next()?.parse().ok().filter(|zoom| (0..=19).contains(zoom))?;
    let (lat, lon) = (degrees(view.next()?, 85.0)?, degrees(view.next()?, 180.0)?);
    // A box of about 640 pixels, where one tile of 256 is 360 degrees wide at zoom 0. In the middle
    // latitudes it is about as high as a page shows it; the host shows a little more or less.
    let wide = 360.0 / 256.0 / f64::from(1_u32 << zoom) * 320.0;
    let high = wide * 0.4;
    let sides = [lon - wide, lat - high, lon + wide, lat + high].map(|side| format!("{side:.5}"));
    let marker = before.split_once('?').and_then(|(_, query)| {
        let (lat, lon) = (parameter(query, "mlat")?, parameter(query, "mlon")?);
        Some(format!("&marker={:.5}%2C{:.5}", degrees(lat, 85.0)?, degrees(lon, 180.0)?))
    });
    let marker = marker.unwrap_or_default();
    let sides = sides.join("%2C");
    Some(format!(
        "https://www.openstreetmap.org/export/embed.html?bbox={sides}&layer=mapnik{marker}"
    ))
}

fn degrees(text: &str, most: f64) -> Option<f64> {
    text.parse().ok().filter(|degrees: &f64| degrees.abs() <= most)
}

fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let mut pairs = until(query, &['#']).split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The box. `link` is its start tag, `poster` the tag of its picture or empty.
pub(super) fn html(embed: &Embed, link: &str, poster: &str, labels: &Labels) -> String {
    let Embed { kind, url, title, frame, .. } = embed;
    let host = host(url);
    let text = escaped(title);
    let caption = format!(
        "<figcaption>{link}{text}</a> <span class=\"embed-host\">{}</span></figcaption>",
        escaped(host)
    );
    let Some(frame) = frame else {
        return format!("<figure class=\"embed\">{poster}{caption}</figure>\n");
    };
    let to = self::host(frame);
    let [button, note] =
        [&labels.embed_load, &labels.embed_note].map(|word| escaped(&word.replace("{host}", to)));
    let data = attribute("data-frame", frame)
        + &attribute("data-title", title)
        + &attribute("data-allow", kind.allow());
    format!(
        "<figure class=\"embed embed-{}\"{data}>{poster}<p class=\"embed-ask\" hidden><button type=\"button\">{button}</button> <span>{note}</span></p>{caption}</figure>\n",
        kind.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_share_becomes_what_the_host_embeds() {
        for (url, expected) in [
            (
                "https://www.youtube.com/watch?v=aB-3_x&t=9",
                "https://www.youtube-nocookie.com/embed/aB-3_x?autoplay=1",
            ),
            (
                "https://m.youtube.com/watch?list=a&v=aB3",
                "https://www.youtube-nocookie.com/embed/aB3?autoplay=1",
            ),
            ("https://youtu.be/aB3?si=x", "https://www.youtube-nocookie.com/embed/aB3?autoplay=1"),
            (
                "https://www.youtube.com/shorts/aB3",
                "https://www.youtube-nocookie.com/embed/aB3?autoplay=1",
            ),
            ("https://vimeo.com/123", "https://player.vimeo.com/video/123?dnt=1&autoplay=1"),
            (
                "https://vimeo.com/123/4af",
                "https://player.vimeo.com/video/123?dnt=1&autoplay=1&h=4af",
            ),
            (
                "https://www.openstreetmap.org/?mlat=50&mlon=8#map=10/50.5/8.25",
                "https://www.openstreetmap.org/export/embed.html?bbox=7.81055%2C50.32422%2C8.68945%2C50.67578&layer=mapnik&marker=50.00000%2C8.00000",
            ),
        ] {
            assert_eq!(frame(url).as_deref(), Some(expected), "{url}");
        }
        for url in [
            "https://www.youtube.com/@somebody",
            "https://www.youtube.com/watch?v=a\"b",
            "https://vimeo.com/about",
            "https://www.openstreetmap.org/#map=99/1/1",
            "https://www.openstreetmap.org/#map=9/NaN/1",
            "https://evil.example/youtube.com/watch?v=a",
            "https://youtube.com",
        ] {
            assert_eq!(frame(url), None, "{url}");
        }
    }
}
