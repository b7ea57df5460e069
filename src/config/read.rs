//! Key by key.

use jiff::tz::TimeZone;

use super::sections::*;
use super::{Config, FILE};
use crate::diagnostic::{Diagnostic, Level, Levels, RULES};
use crate::document::{Fields, Part, nearest};
use crate::value::typography::{Blank, Quotes};
use crate::value::{BaseUrl, Map, Node, Typography, UrlPath, is_iri};

pub(super) fn config(fields: &mut Fields) -> Config {
    let base_url = base_url(fields);
    let (timezone_name, timezone) = timezone(fields);
    let default_language = language(fields);
    let markdown = |fields: &mut Fields| markdown(fields, &default_language);
    let follow = |fields: &mut Fields| follow(fields, &base_url);
    let config = Config {
        own_url: base_url.clone(),
        base_url: base_url.clone(),
        title: fields.text(&["title"]).unwrap_or_default(),
        description: fields.text(&["description"]).unwrap_or_default(),
        timezone,
        timezone_name,
        theme: fields.text(&["theme"]).unwrap_or_else(|| "zeitung".into()),
        output_dir: fields.text(&["output_dir"]).unwrap_or_else(|| "public".into()),
        paginate_by: positive(fields, "paginate_by").unwrap_or(25),
        permalink: permalink(fields),
        paths: Paths::default(),
        taxonomies: Vec::new(),
        feeds: section(fields, "feeds", feeds).unwrap_or_else(|| feeds(&mut empty())),
        jobs: section(fields, "jobs", jobs).unwrap_or_else(|| jobs(&mut empty())),
        news: section(fields, "news", news).unwrap_or_default(),
        sitemaps: section(fields, "sitemaps", sitemaps).unwrap_or_else(|| sitemaps(&mut empty())),
        robots: section(fields, "robots", robots).unwrap_or_default(),
        follow: section(fields, "follow", follow).unwrap_or_else(|| follow(&mut empty())),
        promo: fields.maps(&["promo"], promo),
        books: fields.maps(&["book"], book),
        search: section(fields, "search", search).unwrap_or_default(),
        search_links: fields.maps(&["search_links"], search_link),
        comments: section(fields, "comments", comments).unwrap_or_default(),
        newsletter: section(fields, "newsletter", newsletter)
            .unwrap_or_else(|| newsletter(&mut empty())),
        assets: Assets { fingerprint: section(fields, "assets", fingerprint).unwrap_or(false) },
        fragments: fields.map(&["fragments"], fragments).unwrap_or_default(),
        pictures: section(fields, "pictures", pictures).unwrap_or_else(|| pictures(&mut empty())),
        markdown: section(fields, "markdown", markdown).unwrap_or_else(|| markdown(&mut empty())),
        hosts: hosts(fields),
        check: fields.map(&["check"], check).unwrap_or_default(),
        schema: fields.map(&["schema"], schema).unwrap_or_default(),
        extra: extra(fields),
        default_language: default_language.clone(),
    };
    fields.planned("deploy");
    let (paths, words) = paths(fields);
    let taxonomies = taxonomies(fields, &words);
    Config { paths, taxonomies, ..config }
}

/// For the defaults of a section that is not there.
fn empty() -> Fields {
    Fields::new(Map::default(), "setting")
}

fn section<T>(
    fields: &mut Fields,
    name: &'static str,
    read: impl FnOnce(&mut Fields) -> T,
) -> Option<T> {
    fields.map(&[name], |section| {
        let value = read(section);
        section.refuse_rest();
        value
    })
}

fn base_url(fields: &mut Fields) -> BaseUrl {
    let placeholder = || BaseUrl::new("https://example.invalid/").expect("this is an address");
    let Some(text) = fields.text(&["base_url"]) else {
        if !fields.has("base_url") {
            fields.missing(
                "base_url",
                &format!("add to {FILE}: base_url = \"https://example.org/\""),
            );
        }
        return placeholder();
    };
    BaseUrl::new(&text).unwrap_or_else(|fact| {
        let diagnostic = Diagnostic::error("setting", "`base_url` is not an address")
            .label(fact)
            .hint("write it as \"https://example.org/\"");
        fields.complain("base_url", Part::Value, diagnostic);
        placeholder()
    })
}

fn timezone(fields: &mut Fields) -> (String, TimeZone) {
    let name = fields.text(&["timezone"]).unwrap_or_else(|| "Europe/Berlin".into());
    let zone = TimeZone::get(&name).unwrap_or_else(|_| {
        let diagnostic = Diagnostic::error("setting", format!("there is no time zone `{name}`"))
            .hint("write it as the IANA does: \"Europe/Berlin\", \"UTC\"");
        fields.complain("timezone", Part::Value, diagnostic);
        TimeZone::UTC
    });
    (name, zone)
}

fn language(fields: &mut Fields) -> String {
    let language = fields.text(&["default_language"]).unwrap_or_else(|| "de".into());
    let subtags_fit = language.split('-').all(|tag| {
        (2..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !subtags_fit {
        let diagnostic = Diagnostic::error("setting", "`default_language` is not a language")
            .hint("write it as \"de\", \"de-AT\" or \"en\"");
        fields.complain("default_language", Part::Value, diagnostic);
        return "de".into();
    }
    language
}

fn permalink(fields: &mut Fields) -> Permalink {
    let Some(text) = fields.text(&["permalink"]) else { return Permalink::default() };
    Permalink::parse(&text).unwrap_or_else(|fact| {
        let diagnostic = Diagnostic::error("setting", "`permalink` is not a pattern for URLs")
            .label(fact)
            .hint(format!("write it as \"{}\"", Permalink::DEFAULT));
        fields.complain("permalink", Part::Value, diagnostic);
        Permalink::default()
    })
}

fn positive(fields: &mut Fields, name: &'static str) -> Option<usize> {
    fields.number(&[name], 1).and_then(|number| usize::try_from(number).ok())
}

fn count(fields: &mut Fields, name: &'static str) -> Option<usize> {
    fields.number(&[name], 0).and_then(|number| usize::try_from(number).ok())
}

fn extra(fields: &mut Fields) -> Map {
    fields.map(&["extra"], |section| section.rest()).unwrap_or_default()
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            page: "page".into(),
            articles: "articles".into(),
            authors: "authors".into(),
            jobs: "jobs".into(),
            corrections: "corrections".into(),
            search: "search".into(),
            calendar: "calendar".into(),
        }
    }
}

/// The words for taxonomies besides the fixed ones.
fn paths(fields: &mut Fields) -> (Paths, Vec<(String, String)>) {
    let read = |fields: &mut Fields| {
        let default = Paths::default();
        let mut own =
            |name, default| word(fields, name).filter(|word| !word.is_empty()).unwrap_or(default);
        let paths = Paths {
            page: own("page", default.page),
            authors: own("authors", default.authors),
            jobs: own("jobs", default.jobs),
            corrections: own("corrections", default.corrections),
            search: own("search", default.search),
            calendar: own("calendar", default.calendar),
            articles: word(fields, "articles").unwrap_or(default.articles),
        };
        let words = ["tags", "categories"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), word(fields, name)?)))
            .collect();
        (paths, words)
    };
    section(fields, "paths", read).unwrap_or_default()
}

fn word(fields: &mut Fields, name: &'static str) -> Option<String> {
    let text = fields.text(&[name])?;
    let word = text.trim_matches('/').to_owned();
    if let Err(fault) = UrlPath::new(&word) {
        let diagnostic = Diagnostic::error("setting", format!("`{text}` cannot stand in a URL"))
            .label(fault)
            .hint("write it with small letters, digits and hyphens");
        fields.complain(name, Part::Value, diagnostic);
        return None;
    }
    Some(word)
}

fn taxonomies(fields: &mut Fields, words: &[(String, String)]) -> Vec<Taxonomy> {
    let word = |name: &str| {
        let own = words.iter().find(|(taxonomy, _)| taxonomy == name);
        own.map_or_else(|| name.to_owned(), |(_, word)| word.clone())
    };
    if !fields.has("taxonomies") {
        let standard = |name: &str, feed| Taxonomy {
            name: name.into(),
            path: word(name),
            feed,
            paginate_by: None,
        };
        return vec![standard("tags", true), standard("categories", false)];
    }
    fields.maps(&["taxonomies"], |entry| {
        let Some(name) = entry.text(&["name"]) else {
            entry.missing("name", "give the taxonomy a name: { name = \"tags\" }");
            return None;
        };
        if name == "comments" {
            // What lies beside the profiles of a taxonomy is published.
            let diagnostic = Diagnostic::error("setting", "no taxonomy can be named `comments`")
                .label("content/comments/ holds what readers wrote")
                .hint("give it another name, and `path = \"comments\"`");
            entry.complain("name", Part::Value, diagnostic);
        }
        let taxonomy = Taxonomy {
            path: self::word(entry, "path")
                .filter(|path| !path.is_empty())
                .unwrap_or_else(|| word(&name)),
            feed: entry.flag(&["feed"]).unwrap_or(false),
            paginate_by: positive(entry, "paginate_by"),
            name,
        };
        entry.refuse_rest();
        Some(taxonomy)
    })
}

fn feeds(fields: &mut Fields) -> Feeds {
    Feeds {
        rss: fields.flag(&["rss"]).unwrap_or(true),
        atom: fields.flag(&["atom"]).unwrap_or(false),
        json: fields.flag(&["json"]).unwrap_or(false),
        full_text: fields.flag(&["full_text"]).unwrap_or(false),
        authors: fields.flag(&["authors"]).unwrap_or(false),
        limit: positive(fields, "limit").unwrap_or(30),
        hub: hub(fields),
        id: feed_id(fields),
    }
}

fn hub(fields: &mut Fields) -> Option<String> {
    let text = fields.text(&["hub"])?;
    if BaseUrl::new(&text).is_err() {
        let diagnostic = Diagnostic::error("setting", "`hub` is not an address")
            .hint("write that of a WebSub hub: \"https://hub.example.org/\"");
        fields.complain("hub", Part::Value, diagnostic);
        return None;
    }
    Some(text)
}

fn feed_id(fields: &mut Fields) -> Option<String> {
    let text = fields.text(&["id"])?;
    if !is_iri(&text) {
        let diagnostic = Diagnostic::error("setting", "`id` is no IRI")
            .label("RFC 4287 wants one that begins with a scheme")
            .hint("write the address that the site had first: \"https://example.org/\"");
        fields.complain("id", Part::Value, diagnostic);
        return None;
    }
    Some(text)
}

fn jobs(fields: &mut Fields) -> Jobs {
    Jobs {
        sidebar: count(fields, "sidebar").unwrap_or(8),
        page: fields.flag(&["page"]).unwrap_or(true),
        feed: fields.flag(&["feed"]).unwrap_or(true),
    }
}

fn news(fields: &mut Fields) -> News {
    News {
        publication: publication(fields),
        publisher: fields.text(&["publisher"]),
        logo: web_address(fields, "logo"),
        publishing_principles: web_address(fields, "publishing_principles"),
        corrections_policy: web_address(fields, "corrections_policy"),
        same_as: same_as(fields),
    }
}

/// RULES.md, SM-4: the name as news services show it, which is without what they add in brackets.
fn publication(fields: &mut Fields) -> Option<String> {
    let name = fields.text(&["publication"]).filter(|name| !name.trim().is_empty())?;
    if name.contains(['(', ')']) {
        let diagnostic = Diagnostic::error("setting", "`publication` has something in brackets")
            .hint("write the name alone, as news services show it, without what they add");
        fields.complain("publication", Part::Value, diagnostic);
        return None;
    }
    Some(name)
}

fn same_as(fields: &mut Fields) -> Vec<String> {
    let addresses = fields.texts(&["same_as"]).unwrap_or_default();
    let whole = |text: &&String| text.starts_with("https://") || text.starts_with("http://");
    if let Some(other) = addresses.iter().find(|text| !whole(text)) {
        let message = format!("`{other}` is not an address on the web");
        let hint = "begin each with `https://`";
        fields.complain("same_as", Part::Value, Diagnostic::error("setting", message).hint(hint));
        return Vec::new();
    }
    addresses
}

fn sitemaps(fields: &mut Fields) -> Sitemaps {
    let limit = positive(fields, "limit").unwrap_or(Sitemaps::LIMIT);
    if limit > Sitemaps::LIMIT {
        let message = format!("`limit` is above {}", Sitemaps::LIMIT);
        let hint = "search engines refuse a sitemap that holds more";
        fields.complain("limit", Part::Value, Diagnostic::error("setting", message).hint(hint));
    }
    Sitemaps { limit: limit.min(Sitemaps::LIMIT) }
}

fn robots(fields: &mut Fields) -> Robots {
    let names = fields.texts(&["disallow"]).unwrap_or_default();
    // RFC 9309, section 2.2.1. Anything else would be a line of its own, or match nobody.
    let fits = |name: &&String| name.bytes().all(|b| b.is_ascii_alphabetic() || b"-_".contains(&b));
    if let Some(other) = names.iter().find(|name| !fits(name)) {
        let message = format!("`{other}` is not the name of a crawler");
        let hint =
            "letters, `-` and `_` only: \"GPTBot\"; to keep all out, write static/robots.txt";
        fields.complain("disallow", Part::Value, Diagnostic::error("setting", message).hint(hint));
        return Robots::default();
    }
    Robots { disallow: names }
}

fn search(fields: &mut Fields) -> Search {
    Search { index: fields.flag(&["index"]).unwrap_or(false) }
}

fn follow(fields: &mut Fields, base: &BaseUrl) -> Follow {
    Follow {
        preferred_source: preferred_source(fields, base),
        newsletter: address(fields, "newsletter"),
        google_news: address(fields, "google_news"),
        bing_news: address(fields, "bing_news"),
        feeds: fields.flag(&["feeds"]).unwrap_or(true),
    }
}

/// RULES.md, DISC-4: Google knows a source by its host alone.
fn preferred_source(fields: &mut Fields, base: &BaseUrl) -> Option<String> {
    let wanted = fields.flag(&["preferred_source"]).unwrap_or(false);
    if wanted && !base.path().is_empty() {
        let diagnostic = Diagnostic::error("setting", "the site cannot be a preferred source")
            .label("Google knows a source by its host, and `base_url` has a path")
            .hint("remove it");
        fields.complain("preferred_source", Part::Value, diagnostic);
        return None;
    }
    let address = || format!("https://www.google.com/preferences/source?q={}", base.host());
    wanted.then(address)
}

/// A link that a browser follows: to the web, to a mailbox, or inside the site.
fn address(fields: &mut Fields, name: &'static str) -> Option<String> {
    let text = fields.text(&[name])?;
    let followed =
        ["https://", "http://", "mailto:", "/"].iter().any(|start| text.starts_with(start));
    if !followed {
        let diagnostic = Diagnostic::error("setting", format!("`{name}` is not an address"))
            .hint("begin it with `https://`, `mailto:` or `/`");
        fields.complain(name, Part::Value, diagnostic);
        return None;
    }
    Some(text)
}

/// The same without mailboxes.
fn web_address(fields: &mut Fields, name: &'static str) -> Option<String> {
    let text = address(fields, name)?;
    if text.starts_with("mailto:") {
        let diagnostic =
            Diagnostic::error("setting", format!("`{name}` is not an address on the web"))
                .hint("begin it with `https://` or `/`");
        fields.complain(name, Part::Value, diagnostic);
        return None;
    }
    Some(text)
}

fn promo(fields: &mut Fields) -> Option<Promo> {
    let (title, url) = (fields.text(&["title"]), address(fields, "url"));
    if title.is_none() {
        fields.missing("title", "a link needs a title and a url");
    }
    if url.is_none() {
        fields.missing("url", "a link needs a title and a url");
    }
    let description = fields.text(&["description"]);
    let paid = fields.flag(&["paid"]).unwrap_or(false);
    fields.refuse_rest();
    Some(Promo { title: title?, url: url?, description, paid })
}

fn book(fields: &mut Fields) -> Option<Book> {
    let (title, url) = (fields.text(&["title"]), address(fields, "url"));
    if title.is_none() {
        fields.missing("title", "a book tip needs a title and a url");
    }
    if url.is_none() {
        fields.missing("url", "a book tip needs a title and a url");
    }
    let (author, publisher) = (fields.text(&["author"]), fields.text(&["publisher"]));
    let description = fields.text(&["description"]);
    let paid = fields.flag(&["paid"]).unwrap_or(false);
    let tags = fields.comma_texts(&["tags"]).unwrap_or_default();
    fields.refuse_rest();
    Some(Book { title: title?, author, publisher, url: url?, description, paid, tags })
}

fn comments(fields: &mut Fields) -> Comments {
    let policy = fields.text(&["policy"]).filter(|text| !text.trim().is_empty());
    let (mail, url) = (mail(fields), letter_url(fields, "url"));
    Comments { policy, mail, url, report: letter_url(fields, "report") }
}

fn newsletter(fields: &mut Fields) -> Newsletter {
    let text = |fields: &mut Fields, name| {
        fields.text(&[name]).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    Newsletter {
        folder: text(fields, "folder").unwrap_or_else(|| "newsletter".into()),
        unsubscribe: text(fields, "unsubscribe"),
        imprint: text(fields, "imprint"),
        jobs: count(fields, "jobs").unwrap_or(5),
    }
}

/// An address without a name and without a comment: what stands before the `@` and behind it
/// can stand in a `mailto:` (RFC 6068).
fn mail(fields: &mut Fields) -> Option<String> {
    let text = fields.text(&["mail"])?;
    let fits = |part: &str, also: &str| {
        let one = |c: char| c.is_alphanumeric() || also.contains(c);
        !part.is_empty() && part.split('.').all(|piece| !piece.is_empty() && piece.chars().all(one))
    };
    let parts = text.split_once('@');
    if parts.is_some_and(|(name, host)| fits(name, "!#$%&'*+-/=?^_`{|}~") && fits(host, "-")) {
        return Some(text);
    }
    let diagnostic = Diagnostic::error("setting", "`mail` is not a mail address")
        .hint("write it as \"letters@example.org\"");
    fields.complain("mail", Part::Value, diagnostic);
    None
}

/// Where a letter is written, with blanks that are filled in.
fn letter_url(fields: &mut Fields, name: &'static str) -> Option<String> {
    let url = address(fields, name)?;
    let filled = Comments::BLANKS.iter().fold(url.clone(), |url, blank| url.replace(blank, ""));
    if filled.contains(['{', '}']) {
        let diagnostic =
            Diagnostic::error("setting", format!("`{name}` has a blank that nothing fills"))
                .hint("write `{url}` or `{title}` where those of the article belong");
        fields.complain(name, Part::Value, diagnostic);
        return None;
    }
    Some(url)
}

fn search_link(fields: &mut Fields) -> Option<SearchLink> {
    let (name, url) = (fields.text(&["name"]), address(fields, "url"));
    if let Some(url) = url.as_deref().filter(|url| !url.contains("{query}")) {
        let diagnostic = Diagnostic::error("setting", "`url` has no place for the query")
            .hint(format!("write `{{query}}` where the topic belongs: \"{url}?q={{query}}\""));
        fields.complain("url", Part::Value, diagnostic);
    }
    fields.refuse_rest();
    match (name, url) {
        (Some(name), Some(url)) => Some(SearchLink { name, url }),
        _ => {
            fields.missing("name", "a search link needs a name and a url");
            None
        }
    }
}

fn fingerprint(fields: &mut Fields) -> bool {
    fields.flag(&["fingerprint"]).unwrap_or(false)
}

/// Whether the theme has the fragments that are named is asked [later](super::Config).
fn fragments(fields: &mut Fields) -> Fragments {
    let named: Vec<(String, Node)> =
        fields.left_over().map(|(name, node)| (name.to_owned(), node.clone())).collect();
    let mut fragments = Fragments::default();
    for (name, node) in named {
        let text = if let Node::Text(text) = &node { text.as_str() } else { "" };
        match Way::parse(text) {
            Some(way) if name == Fragments::ALL => fragments.all = way,
            Some(way) => drop(fragments.by_name.insert(name, way)),
            None => {
                let message = match &node {
                    Node::Text(way) => format!("there is no way `{way}` for a fragment"),
                    _ => format!("`{name}` cannot get into the pages in this way"),
                };
                let hint = hint(text, Way::names());
                let diagnostic = Diagnostic::error("setting", message).hint(hint);
                fields.complain(&name, Part::Value, diagnostic);
            }
        }
    }
    fragments
}

fn pictures(fields: &mut Fields) -> Pictures {
    Pictures {
        widths: widths(fields).unwrap_or_else(|| Pictures::WIDTHS.into()),
        webp: fields.flag(&["webp"]).unwrap_or(true),
        quality: quality(fields).unwrap_or(Pictures::QUALITY),
        cards: fields.flag(&["cards"]).unwrap_or(true),
    }
}

/// Each width is a file more of each picture, or two.
const MOST_WIDTHS: usize = 6;

fn widths(fields: &mut Fields) -> Option<Vec<u32>> {
    let (key, node) = fields.take(&["widths"])?;
    let width = |node: &Node| match node {
        Node::Int(width) => u32::try_from(*width).ok().filter(|width| (16..=4096).contains(width)),
        _ => None,
    };
    let widths: Option<Vec<u32>> = match &node {
        Node::List(items) if items.len() <= MOST_WIDTHS => items.iter().map(width).collect(),
        _ => None,
    };
    let Some(mut widths) = widths else {
        let message = format!("`{key}` are not widths of pictures");
        let diagnostic = Diagnostic::error("setting", message)
            .label(format!("expected at most {MOST_WIDTHS} whole numbers from 16 to 4096"))
            .hint("write it as [480, 960, 1600], or as [] for none");
        fields.complain(&key, Part::Value, diagnostic);
        return None;
    };
    widths.sort_unstable();
    widths.dedup();
    Some(widths)
}

fn quality(fields: &mut Fields) -> Option<u8> {
    let number = fields.number(&["quality"], 1)?;
    let quality = u8::try_from(number).ok().filter(|quality| *quality <= 100);
    if quality.is_none() {
        let diagnostic = Diagnostic::error("setting", "`quality` is above 100")
            .hint("80 looks as good as the original to almost everybody");
        fields.complain("quality", Part::Value, diagnostic);
    }
    quality
}

fn markdown(fields: &mut Fields, language: &str) -> MarkdownOptions {
    MarkdownOptions {
        highlight: fields.flag(&["highlighting"]).unwrap_or(true),
        raw_html: fields.flag(&["raw_html"]).unwrap_or(true),
        external_target_blank: fields.flag(&["external_links_target_blank"]).unwrap_or(false),
        external_no_follow: fields.flag(&["external_links_no_follow"]).unwrap_or(false),
        external_no_referrer: fields.flag(&["external_links_no_referrer"]).unwrap_or(false),
        typographic: fields.flag(&["typography"]).unwrap_or(true),
        typography: Typography {
            home: language.to_owned(),
            quotes: quotes(fields),
            percent: percent(fields),
        },
    }
}

fn quotes(fields: &mut Fields) -> Quotes {
    let Some(text) = fields.text(&["quotes"]) else { return Quotes::default() };
    Quotes::parse(&text).unwrap_or_else(|| {
        let diagnostic = Diagnostic::error("setting", format!("`{text}` are no quotes"))
            .hint("write \"language\", \"book\", or four characters: \"„“‚‘\"");
        fields.complain("quotes", Part::Value, diagnostic);
        Quotes::default()
    })
}

fn percent(fields: &mut Fields) -> Blank {
    let Some(text) = fields.text(&["percent_space"]) else { return Blank::default() };
    Blank::parse(&text).unwrap_or_else(|| {
        let diagnostic = Diagnostic::error("setting", format!("there is no space `{text}`"))
            .hint(format!("one of: {}", Blank::NAMES.join(", ")));
        fields.complain("percent_space", Part::Value, diagnostic);
        Blank::default()
    })
}

fn hosts(fields: &mut Fields) -> Vec<Host> {
    let names = fields.texts(&["hosts"]).unwrap_or_default();
    let mut hosts = Vec::new();
    for name in names {
        match Host::parse(&name) {
            Some(host) if hosts.contains(&host) => {}
            Some(host) => hosts.push(host),
            None => {
                let hint = hint(&name, Host::names());
                let message = format!("there are no rules for a host `{name}`");
                let diagnostic = Diagnostic::error("setting", message).hint(hint);
                fields.complain("hosts", Part::Value, diagnostic);
            }
        }
    }
    hosts
}

/// What was meant, or what there is.
fn hint<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.collect();
    match nearest(name, known.iter().copied()) {
        Some(known) => format!("did you mean \"{known}\"?"),
        None => format!("one of: {}", known.join(", ")),
    }
}

fn check(fields: &mut Fields) -> Levels {
    let named: Vec<(String, Node)> =
        fields.left_over().map(|(rule, node)| (rule.to_owned(), node.clone())).collect();
    let mut levels = Levels::default();
    for (rule, node) in named {
        let text = if let Node::Text(text) = &node { text.as_str() } else { "" };
        let Some(level) = Level::parse(text) else {
            let diagnostic = Diagnostic::error("setting", format!("`{rule}` has no such level"))
                .hint(format!("one of: {}", Level::names().collect::<Vec<_>>().join(", ")));
            fields.complain(&rule, Part::Value, diagnostic);
            continue;
        };
        if levels.set(&rule, level).is_none() {
            let hint = hint(&rule, RULES.iter().map(|(rule, _)| *rule));
            let diagnostic =
                Diagnostic::error("setting", format!("there is no rule `{rule}`")).hint(hint);
            fields.complain(&rule, Part::Key, diagnostic);
        }
    }
    levels
}

fn schema(fields: &mut Fields) -> Schema {
    let keys: Vec<(String, Node)> =
        fields.left_over().map(|(key, node)| (key.to_owned(), node.clone())).collect();
    let mut schema = Schema::default();
    for (key, node) in keys {
        let kind = match &node {
            Node::Text(name) => SchemaType::parse(name),
            _ => None,
        };
        match kind {
            Some(kind) => drop(schema.insert(key, kind)),
            None => {
                let diagnostic = Diagnostic::error("setting", format!("`{key}` has no known type"))
                    .hint(format!("one of: {}", SchemaType::NAMES));
                fields.complain(&key, Part::Value, diagnostic);
            }
        }
    }
    schema
}
