//! Front matter, key by key.

use super::{Ai, CODE, Card, Correction, Image, Opened, Source, teaser};
use super::{address, markup};
use crate::config::{Config, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::{Alone, Fields, Part, Step, TextList};
use crate::value::{Digest, Map, Moment, Node, SourcePath, UrlPath, slug_of_name, slugify};

/// Every key of an article's front matter with its accepted spellings, the first of which is
/// the one that the manual teaches.
pub const KEYS: [&[&str]; 33] = [
    TITLE,
    DATE,
    UPDATED,
    PUBLISH,
    EXPIRY,
    DRAFT,
    PUBLISHED,
    SLUG,
    PATH,
    ALIASES,
    ID,
    TAGS,
    CATEGORIES,
    AUTHORS,
    DESCRIPTION,
    SUMMARY,
    DATELINE,
    KICKER,
    IMAGE,
    CORRECTIONS,
    SOURCES,
    FOLLOWS,
    AI,
    LANG,
    TRANSLATIONS,
    TEMPLATE,
    EXTRA,
    TAXONOMIES,
    &["featured"],
    &["sponsored"],
    &["noindex"],
    &["comments"],
    &["feed"],
];

const TITLE: &[&str] = &["title"];
const DATE: &[&str] = &["date", "published_date"];
const UPDATED: &[&str] = &["updated", "lastmod", "modified", "last_modified_at"];
const PUBLISH: &[&str] = &["publish_date", "publishDate", "pubdate"];
const EXPIRY: &[&str] = &["expiry_date", "expiryDate", "expires", "unpublishdate"];
pub const DRAFT: &[&str] = &["draft", "is_draft"];
pub const PUBLISHED: &[&str] = &["published"];
const SLUG: &[&str] = &["slug"];
const PATH: &[&str] = &["path", "url", "permalink"];
const ALIASES: &[&str] = &["aliases", "redirect_from"];
const ID: &[&str] = &["id", "guid"];
const TAGS: &[&str] = &["tags"];
const CATEGORIES: &[&str] = &["categories", "category"];
const TAXONOMIES: &[&str] = &["taxonomies"];
const AUTHORS: &[&str] = &["authors", "author"];
const DESCRIPTION: &[&str] = &["description"];
const SUMMARY: &[&str] = &["summary", "excerpt"];
const DATELINE: &[&str] = &["dateline"];
const KICKER: &[&str] = &["kicker"];
pub const IMAGE: &[&str] = &["image", "cover", "featured_image", "hero"];
const CORRECTIONS: &[&str] = &["corrections"];
const SOURCES: &[&str] = &["sources"];
const FOLLOWS: &[&str] = &["follows"];
const AI: &[&str] = &["ai"];
const LANG: &[&str] = &["lang"];
const TRANSLATIONS: &[&str] = &["translations"];
const TEMPLATE: &[&str] = &["template"];
const EXTRA: &[&str] = &["extra", "params", "data"];

/// The date of an article: its own, else the one in its file's name, else a
/// `publish_date` that stands alone.
pub(super) fn date(fields: &mut Fields, file: &SourcePath, config: &Config) -> Option<Moment> {
    if DATE.iter().any(|name| fields.has(name)) {
        return fields.moment(DATE, &config.timezone).or_else(|| keep_reading(fields));
    }
    fields.moment(DATE, &config.timezone);
    if let (_, Some(text)) = address::name_and_date(file)
        && let Ok(moment) = Moment::parse(text, &config.timezone)
    {
        return Some(moment);
    }
    if PUBLISH.iter().any(|name| fields.has(name)) {
        return fields.moment(PUBLISH, &config.timezone).or_else(|| keep_reading(fields));
    }
    fields.missing("date", "add `date: 2026-11-23`, or begin the file's name with a date");
    keep_reading(fields)
}

/// The mistakes in the other keys are to be found too, so a wrong date does not end the
/// reading; the article is dropped for its error all the same.
#[expect(clippy::unnecessary_wraps, reason = "stands at the end of a chain of options")]
fn keep_reading(_: &Fields) -> Option<Moment> {
    Some(Moment::new(jiff::Timestamp::UNIX_EPOCH))
}

pub(super) fn optional_date(fields: &mut Fields, config: &Config) -> Option<Moment> {
    fields.moment(DATE, &config.timezone)
}

/// Everything but the date. `date` is that of an article; a page has none here.
pub(super) fn card(opened: &mut Opened<'_>, date: Option<Moment>, config: &Config) -> Option<Card> {
    let file = opened.file;
    let fields = &mut opened.fields;
    let zone = &config.timezone;
    let title = plain_text(fields, TITLE).filter(|title| !title.trim().is_empty());
    if title.is_none() {
        fields.missing("title", "add `title: …`");
    }
    let (updated, publish) = (fields.moment(UPDATED, zone), fields.moment(PUBLISH, zone));
    let expiry = fields.moment(EXPIRY, zone);
    let draft = is_draft(fields);
    let terms = terms(fields, config);
    let section = section(config, &terms);
    let url = url(fields, file, date, section.as_deref(), config);
    let aliases = aliases(fields, config);
    let own_id = fields.text(ID);
    let description = plain_text(fields, DESCRIPTION);
    let summary = plain_text(fields, SUMMARY);
    let lang = fields.text(LANG);
    let rules = config.typography(lang.as_deref());
    let corrections = corrections(fields, config);
    let mut card = Card {
        id: own_id
            .or_else(|| Some(permanent_id(config, date, aliases.first().or(url.as_ref())?)))
            .unwrap_or_default(),
        url: url.clone().unwrap_or_else(|| UrlPath::new("/").expect("the root is a path")),
        title: title.clone().unwrap_or_default().trim().to_owned(),
        own_summary: None,
        description,
        kicker: plain_text(fields, KICKER),
        dateline: fields.texts(DATELINE).unwrap_or_default(),
        updated: changed(date, updated, &corrections),
        publish,
        expiry,
        draft,
        aliases,
        terms,
        authors: fields.texts(AUTHORS).unwrap_or_default(),
        image: image(fields),
        corrections,
        sources: sources(fields),
        follows: fields.text(FOLLOWS),
        ai: ai(fields),
        featured: fields.flag(&["featured"]).unwrap_or(false),
        sponsored: fields.flag(&["sponsored"]).unwrap_or(false),
        noindex: fields.flag(&["noindex"]).unwrap_or(false),
        comments: fields.flag(&["comments"]).unwrap_or(true),
        feed: fields.flag(&["feed"]).unwrap_or(true),
        lang,
        translations: translations(fields),
        template: fields.text(TEMPLATE),
        extra: extra(fields, config),
        source: file.clone(),
        body: opened.body,
        digest: Digest::default(),
    };
    if let Some(rules) = rules {
        card.set(rules);
    }
    let summary = match summary {
        Some(mut summary) => {
            if let Some(rules) = rules {
                rules.set_in(&mut summary);
            }
            summary
        }
        None => teaser(opened.text, card.description.as_deref(), rules),
    };
    card.own_summary = Some(summary).filter(|summary| Some(summary) != card.description.as_ref());
    (title.is_some() && url.is_some()).then_some(card)
}

/// RULES.md, LAW-5 and META-4: a correction is a change, too, and what is older than the article is
/// none. Once, here, so that pages, feeds and sitemaps say the same.
fn changed(
    date: Option<Moment>,
    updated: Option<Moment>,
    corrections: &[Correction],
) -> Option<Moment> {
    let corrected = corrections.iter().map(|correction| correction.date);
    let last = corrected.chain(updated).max()?;
    Some(last).filter(|last| date.is_none_or(|date| *last > date))
}

/// A text in which HTML means nothing.
fn plain_text(fields: &mut Fields, names: &[&'static str]) -> Option<String> {
    let written = names.iter().find(|name| fields.has(name)).copied();
    let text = fields.text(names)?;
    if let Some((key, warning)) = written.zip(written.and_then(|key| markup::warning(key, &text))) {
        fields.complain(key, Part::Value, warning);
    }
    Some(text)
}

pub fn is_draft(fields: &mut Fields) -> bool {
    fields.flag(DRAFT).unwrap_or(false) | !fields.flag(PUBLISHED).unwrap_or(true)
}

fn terms(fields: &mut Fields, config: &Config) -> Vec<Vec<String>> {
    let tags = fields.comma_texts(TAGS);
    let categories = fields.comma_texts(CATEGORIES);
    let mut own: Vec<Option<Vec<String>>> = config
        .taxonomies
        .iter()
        .map(|taxonomy| match taxonomy.name.as_str() {
            "tags" => tags.clone(),
            "categories" => categories.clone(),
            _ => None,
        })
        .collect();
    let nested = fields.map(TAXONOMIES, |inner| {
        let names: Vec<String> = inner.left_over().map(|(name, _)| name.to_owned()).collect();
        let mut found = Vec::new();
        for name in names {
            match config.taxonomies.iter().position(|taxonomy| taxonomy.name == name) {
                Some(at) => found.push((at, inner.texts_of(&name))),
                None => {
                    let known: Vec<&str> =
                        config.taxonomies.iter().map(|t| t.name.as_str()).collect();
                    let diagnostic =
                        Diagnostic::warning(CODE, format!("there is no taxonomy `{name}`")).hint(
                            format!(
                                "declare it under `taxonomies` in site.toml; known: {}",
                                known.join(", ")
                            ),
                        );
                    inner.complain(&name, Part::Key, diagnostic);
                }
            }
        }
        found
    });
    for (at, texts) in nested.into_iter().flatten() {
        own[at].get_or_insert_default().extend(texts);
    }
    own.into_iter().map(|terms| distinct(terms.unwrap_or_default())).collect()
}

/// Where front matter names the terms of a taxonomy, in all spellings.
pub fn lists_of_terms(taxonomy: &str) -> Vec<TextList> {
    let (keys, alone) = match taxonomy {
        "tags" => (TAGS, Alone::AtCommas),
        "categories" => (CATEGORIES, Alone::AtCommas),
        "authors" => (AUTHORS, Alone::Whole),
        _ => (&[][..], Alone::Whole),
    };
    let own = keys.iter().map(|key| TextList::at_key(key, alone));
    let nested = TAXONOMIES.iter().map(|key| TextList {
        path: vec![Step::Key((*key).to_owned()), Step::Key(taxonomy.to_owned())],
        alone: Alone::Whole,
    });
    own.chain(nested).collect()
}

/// Each term once, in the order of the file.
fn distinct(terms: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::with_capacity(terms.len());
    for term in terms {
        if !seen.contains(&term) {
            seen.push(term);
        }
    }
    seen
}

fn section(config: &Config, terms: &[Vec<String>]) -> Option<String> {
    let at = config.taxonomies.iter().position(|taxonomy| taxonomy.name == "categories")?;
    terms.get(at)?.first().cloned()
}

fn url(
    fields: &mut Fields,
    file: &SourcePath,
    date: Option<Moment>,
    section: Option<&str>,
    config: &Config,
) -> Option<UrlPath> {
    let slug = slug(fields, file, config);
    if let Some((key, node)) = fields.take(PATH) {
        let Node::Text(text) = node else {
            let label = format!("{}, not a path", node.kind());
            fields.complain(
                &key,
                Part::Value,
                Diagnostic::error(CODE, format!("`{key}` must be a path"))
                    .label(label)
                    .hint("write it as `/some/where/`, in quotes if it is a number"),
            );
            return None;
        };
        return address::whole(config, &text)
            .map_err(|fact| refuse_path(fields, &key, &text, fact))
            .ok();
    }
    let slug = slug?;
    let url = match date {
        Some(date) => address::permalink(config, date, &slug, section),
        None => address::page(file, &slug),
    };
    let own_slug = fields.wrote("slug");
    url.map_err(|fact| {
        let diagnostic = Diagnostic::error(CODE, "this article has no URL")
            .label(&fact)
            .hint("give it a `path:` of its own");
        fields.complain(if own_slug { "slug" } else { "title" }, Part::Value, diagnostic);
    })
    .ok()
}

fn slug(fields: &mut Fields, file: &SourcePath, config: &Config) -> Option<String> {
    if let Some(slug) = fields.text(SLUG) {
        let part = slug.trim_matches('/');
        let fact = match UrlPath::new(part) {
            Ok(_) if part.contains('/') => "a `/` belongs into `path`".to_owned(),
            Ok(_) if part.is_empty() => "it is empty".to_owned(),
            Ok(_) => return Some(part.to_owned()),
            Err(fault) => fault.to_string(),
        };
        refuse_path(fields, "slug", part, fact);
        return None;
    }
    let (name, _) = address::name_and_date(file);
    let slug = slug_of_name(&config.default_language, name);
    if slug.is_empty() && !PATH.iter().any(|key| fields.has(key)) {
        let diagnostic = Diagnostic::error(CODE, format!("the name `{name}` gives no URL"))
            .hint("add `slug:` with small letters, digits and hyphens, or rename the file");
        fields.complain("title", Part::Value, diagnostic);
        return None;
    }
    Some(slug)
}

fn refuse_path(fields: &mut Fields, key: &str, text: &str, fact: String) {
    let parts: Vec<String> = text.split('/').map(slugify).filter(|part| !part.is_empty()).collect();
    let diagnostic =
        Diagnostic::error(CODE, format!("`{key}` cannot be a part of a URL")).label(fact);
    let written = match key {
        "slug" => parts.join("-"),
        _ => format!("/{}/", parts.join("/")),
    };
    // The names of devices are words like any other, and remain what they are.
    let hint = match parts.is_empty() || UrlPath::new(&written).is_err() {
        true => "write other words, of small letters, digits and hyphens".to_owned(),
        false => format!("write it as `{written}`"),
    };
    fields.complain(key, Part::Value, diagnostic.hint(hint));
}

fn aliases(fields: &mut Fields, config: &Config) -> Vec<UrlPath> {
    let written = ALIASES.iter().find(|name| fields.has(name)).copied().unwrap_or("aliases");
    let texts = fields.texts(ALIASES).unwrap_or_default();
    let mut aliases = Vec::new();
    for text in texts {
        match address::whole(config, &text) {
            Ok(alias) => aliases.push(alias),
            Err(fact) => refuse_path(fields, written, &text, fact),
        }
    }
    aliases
}

/// `tag:` URIs (RFC 4151) name a host and a day on which it was one's own.
fn permanent_id(config: &Config, date: Option<Moment>, url: &UrlPath) -> String {
    let day = date.map_or_else(
        || "2000-01-01".into(),
        |date| date.in_zone(&config.timezone).date().to_string(),
    );
    format!("tag:{},{day}:{}", config.own_url.host(), url.encoded())
}

fn image(fields: &mut Fields) -> Option<Image> {
    // `hero: false` keeps a theme from showing `image`, or there is none at all.
    fields.pass_over_no(IMAGE);
    let as_map = IMAGE.iter().any(|name| matches!(fields.peek(name), Some(Node::Map(_))));
    if !as_map {
        let src = fields.text(IMAGE)?;
        return Some(Image { src, alt: None, caption: None, credit: None, ai: None });
    }
    fields.map(IMAGE, |image| {
        let src = image.text(&["src", "path", "url"]);
        if src.is_none() {
            image.missing("src", "name the file: `src: picture.jpg`");
        }
        let image_of = |src| Image {
            src,
            alt: image.text(&["alt"]),
            caption: image.text(&["caption"]),
            credit: image.text(&["credit"]),
            ai: ai(image),
        };
        src.map(image_of)
    })?
}

fn corrections(fields: &mut Fields, config: &Config) -> Vec<Correction> {
    fields.maps(CORRECTIONS, |entry| {
        let (date, text) = (entry.moment(&["date"], &config.timezone), entry.text(&["text"]));
        if text.is_none() {
            entry.missing("text", "say what was corrected: `text: …`");
        }
        if date.is_none() && !entry.wrote("date") {
            entry.missing("date", "say when: `date: 2026-11-23`");
        }
        entry.refuse_rest();
        Some(Correction { date: date?, text: text? })
    })
}

fn sources(fields: &mut Fields) -> Vec<Source> {
    fields.maps(SOURCES, |entry| {
        let (title, url) = (entry.text(&["title"]), web_address(entry, "url"));
        entry.refuse_rest();
        if title.is_none() && !entry.wrote("url") {
            entry.missing("title", "name the source: `title: …`, `url: …`");
        }
        let title = title.or_else(|| url.clone())?;
        Some(Source { title, url })
    })
}

/// Where a link of a theme leads: on the web or on this site. Anything else a browser might run.
fn web_address(fields: &mut Fields, name: &'static str) -> Option<String> {
    let url = fields.text(&[name])?;
    if !is_web_address(&url) {
        refuse_address(fields, name);
        return None;
    }
    Some(url)
}

fn is_web_address(url: &str) -> bool {
    ["https://", "http://", "/"].iter().any(|start| url.starts_with(start))
}

fn refuse_address(fields: &mut Fields, key: &str) {
    let diagnostic = Diagnostic::error(CODE, format!("`{key}` is not an address"))
        .hint("begin it with `https://`, or with `/` if it is on this site");
    fields.complain(key, Part::Value, diagnostic);
}

fn ai(fields: &mut Fields) -> Option<Ai> {
    let text = fields.text(AI)?;
    let ai = Ai::parse(&text);
    if ai.is_none() {
        let diagnostic = Diagnostic::error(CODE, format!("`ai` cannot be `{text}`"))
            .hint("one of: `none`, `assisted`, `generated`");
        fields.complain("ai", Part::Value, diagnostic);
    }
    ai
}

fn translations(fields: &mut Fields) -> Vec<(String, String)> {
    let read = |inner: &mut Fields| {
        let languages: Vec<(String, Node)> =
            inner.left_over().map(|(key, node)| (key.to_owned(), node.clone())).collect();
        let mut found = Vec::new();
        for (language, node) in languages {
            match node {
                Node::Text(url) if is_web_address(&url) => found.push((language, url)),
                Node::Text(_) => refuse_address(inner, &language),
                other => {
                    let diagnostic = Diagnostic::error(CODE, "a translation must be a URL")
                        .label(format!("{}, not a URL", other.kind()))
                        .hint("write it as `{en: https://example.org/en/}`");
                    inner.complain(&language, Part::Value, diagnostic);
                }
            }
        }
        found
    };
    fields.map(TRANSLATIONS, read).unwrap_or_default()
}

/// `extra` itself, the keys that the site declares, and whatever else stands there.
fn extra(fields: &mut Fields, config: &Config) -> Map {
    let mut extra = match fields.node(EXTRA) {
        Some(Node::Map(map)) => map,
        Some(other) => std::iter::once(("value".to_owned(), other)).collect(),
        None => Map::default(),
    };
    let rest = fields.rest();
    for (key, node) in rest.iter() {
        match config.schema.get(key) {
            Some(kind) => check_type(fields, key, node, *kind, config),
            // Jekyll's stands in every file of an archive that comes from there.
            None if key == "layout" => {}
            None => fields.warn_of_slip(key, node),
        }
    }
    extra.extend(rest);
    extra
}

fn check_type(fields: &mut Fields, key: &str, node: &Node, kind: SchemaType, config: &Config) {
    let date = |text: &str| Moment::parse(text, &config.timezone).is_ok();
    let fits = match (kind, node) {
        (_, Node::Null) => true,
        (SchemaType::Date, Node::Text(text)) => date(text),
        (kind, node) => kind.fits(node),
    };
    if !fits {
        let diagnostic = Diagnostic::error("schema", format!("`{key}` must be {}", kind.wanted()))
            .label(format!("{} that is not {}", node.kind(), kind.wanted()))
            .hint("its type is declared under `[schema]` in site.toml");
        fields.complain(key, Part::Value, diagnostic);
    }
}

/// The endings of files that hold Markdown.
pub const MARKDOWN: [&str; 4] = ["md", "markdown", "mdown", "mkd"];

/// Whether a file holds Markdown, by its ending.
pub fn is_markdown(file: &SourcePath) -> bool {
    MARKDOWN.contains(&file.extension())
}
