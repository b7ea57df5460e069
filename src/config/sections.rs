use std::collections::BTreeMap;

use crate::value::{Node, Typography};

/// Words in URLs, without slashes at their ends.
#[derive(Clone, Debug)]
pub struct Paths {
    /// Before the number of a list's page.
    pub page: String,
    /// Before years and months; may be empty.
    pub articles: String,
    pub authors: String,
    pub jobs: String,
    /// Of the page of all corrections.
    pub corrections: String,
    /// Of the page where readers search.
    pub search: String,
    /// Before month and day: what was published on this day of the year.
    pub calendar: String,
}

/// One way to group articles: `tags`, `categories`, or one of the site's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taxonomy {
    pub name: String,
    /// The word in URLs.
    pub path: String,
    pub feed: bool,
    pub paginate_by: Option<usize>,
}

impl Taxonomy {
    /// Where a term stands, without a `/` at its end.
    pub fn term_path(&self, slug: &str) -> String {
        format!("/{}/{slug}", self.path)
    }
}

#[derive(Clone, Debug)]
pub struct Feeds {
    pub rss: bool,
    /// That of the whole site, and its archive by month.
    pub atom: bool,
    /// That of the whole site.
    pub json: bool,
    /// Whether those of the whole site hold the texts of articles, or only their summaries.
    pub full_text: bool,
    /// Whether each author has one.
    pub authors: bool,
    /// How many of the newest articles.
    pub limit: usize,
    /// Whom readers ask to be told of what is new (WebSub).
    pub hub: Option<String>,
    /// What the Atom feed is known by, if not by the address of the site.
    pub id: Option<String>,
}

impl Feeds {
    pub fn any(&self) -> bool {
        self.rss || self.atom || self.json
    }
}

#[derive(Clone, Debug)]
pub struct Jobs {
    /// How many stand in the sidebar.
    pub sidebar: usize,
    /// Whether there is a page of all jobs, and own jobs have pages.
    pub page: bool,
    pub feed: bool,
}

/// What search engines and news services are told of the publication.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct News {
    /// Its name, as news services know it. Without one there is no sitemap of news.
    pub publication: Option<String>,
    /// Who publishes it, if that is not the site's title.
    pub publisher: Option<String>,
    pub logo: Option<String>,
    pub publishing_principles: Option<String>,
    pub corrections_policy: Option<String>,
    /// Its other addresses on the web.
    pub same_as: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Sitemaps {
    /// How many addresses one file holds at most.
    pub limit: usize,
}

impl Sitemaps {
    /// RULES.md, SM-1: the most that the protocol allows.
    pub const LIMIT: usize = 50_000;
}

/// What robots.txt says besides where the sitemaps are.
#[derive(Clone, Debug, Default)]
pub struct Robots {
    /// Crawlers that are to read nothing, by the names that they look for.
    pub disallow: Vec<String>,
}

/// The "don't miss anything" box: addresses outside of the site, each if it is given.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Follow {
    pub newsletter: Option<String>,
    pub google_news: Option<String>,
    pub bing_news: Option<String>,
    /// Where a reader of Google's can prefer the site.
    pub preferred_source: Option<String>,
    pub feeds: bool,
}

/// A link under each article.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Promo {
    pub title: String,
    pub url: String,
    pub description: Option<String>,
    pub paid: bool,
}

/// A book tip.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Book {
    pub title: String,
    pub author: Option<String>,
    pub publisher: Option<String>,
    pub url: String,
    pub description: Option<String>,
    pub paid: bool,
    /// Names of tags, for the articles that it goes with.
    pub tags: Vec<String>,
}

/// What readers are told about comments, and how one reaches the editors.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Comments {
    /// Plain text.
    pub policy: Option<String>,
    /// A mail address.
    pub mail: Option<String>,
    /// `{url}` and `{title}` in it are replaced by those of the article.
    pub url: Option<String>,
    /// Where a reader reports a comment: a mailbox, or a form with the same blanks.
    pub report: Option<String>,
}

impl Comments {
    /// What [`url`](Self::url) may leave to be filled in.
    pub const BLANKS: [&str; 2] = ["{url}", "{title}"];
}

/// Whether readers can search all texts.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Whether an index is made, and a page that searches it.
    pub index: bool,
}

/// What `newsletter` writes.
#[derive(Clone, Debug)]
pub struct Newsletter {
    /// From the project's root.
    pub folder: String,
    /// What stands where the link to unsubscribe leads: what the sender's program replaces by it.
    pub unsubscribe: Option<String>,
    /// Who sends it, and from where, in one line.
    pub imprint: Option<String>,
    /// How many job listings it names.
    pub jobs: usize,
}

/// "Search this topic at …": `{query}` in the URL is replaced.
#[derive(Clone, Debug)]
pub struct SearchLink {
    pub name: String,
    pub url: String,
}

/// Where a site is deployed, for the rules that its host reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Netlify,
    Cloudflare,
    Gitlab,
    Apache,
    Nginx,
    Caddy,
}

impl Host {
    const ALL: [Self; 6] =
        [Self::Netlify, Self::Cloudflare, Self::Gitlab, Self::Apache, Self::Nginx, Self::Caddy];

    pub fn name(self) -> &'static str {
        match self {
            Self::Netlify => "netlify",
            Self::Cloudflare => "cloudflare",
            Self::Gitlab => "gitlab",
            Self::Apache => "apache",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|host| host.name() == name)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }
}

#[derive(Clone, Debug)]
pub struct Assets {
    /// Whether style sheets and scripts carry their digest in their name.
    pub fingerprint: bool,
}

/// How a fragment gets into the pages that show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Its HTML stands in each of them.
    #[default]
    Inline,
    /// A script puts it in place.
    Fetch,
    /// The host includes it: server side includes.
    Ssi,
    /// A cache before the host includes it: edge side includes.
    Esi,
}

impl Way {
    const ALL: [Self; 4] = [Self::Inline, Self::Fetch, Self::Ssi, Self::Esi];

    pub fn name(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Fetch => "fetch",
            Self::Ssi => "ssi",
            Self::Esi => "esi",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }
}

/// The ways of all fragments.
#[derive(Clone, Debug, Default)]
pub struct Fragments {
    /// Of those that are not named.
    pub all: Way,
    pub by_name: BTreeMap<String, Way>,
}

impl Fragments {
    /// The key that stands for all fragments that are not named.
    pub const ALL: &str = "all";

    pub fn way(&self, name: &str) -> Way {
        self.by_name.get(name).copied().unwrap_or(self.all)
    }
}

/// What is made of the pictures of the content, and of titles.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Of the smaller versions, in pixels, sorted.
    pub widths: Vec<u32>,
    /// Whether each also becomes WebP.
    pub webp: bool,
    /// Of JPEG and WebP, from 1 to 100.
    pub quality: u8,
    /// Whether articles without a picture get a card that is drawn from their title.
    pub cards: bool,
}

impl Pictures {
    pub const WIDTHS: [u32; 3] = [480, 960, 1600];
    pub const QUALITY: u8 = 80;
}

#[derive(Clone, Debug)]
pub struct MarkdownOptions {
    pub highlight: bool,
    pub raw_html: bool,
    pub external_target_blank: bool,
    pub external_no_follow: bool,
    pub external_no_referrer: bool,
    /// Whether texts are set.
    pub typographic: bool,
    pub typography: Typography,
}

/// A URL pattern: `/articles/{year}/{month}/{slug}/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permalink(pub Vec<PermalinkPart>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PermalinkPart {
    Text(String),
    Year,
    Month,
    Day,
    Section,
    Slug,
}

impl Permalink {
    pub const DEFAULT: &str = "/articles/{year}/{month}/{slug}/";

    /// The message says what is wrong with the pattern.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.starts_with('/') {
            return Err("it does not begin with `/`".into());
        }
        if !text.ends_with('/') && !text.ends_with(".html") {
            return Err("it ends neither in `/` nor in `.html`".into());
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a `{` is not closed")?;
            parts.push(PermalinkPart::Text(before.to_owned()));
            parts.push(match name {
                "year" => PermalinkPart::Year,
                "month" => PermalinkPart::Month,
                "day" => PermalinkPart::Day,
                "section" => PermalinkPart::Section,
                "slug" => PermalinkPart::Slug,
                _ => return Err(format!("`{{{name}}}` is none of {{year}}, {{month}}, {{day}}, {{section}}, {{slug}}")),
            });
            rest = after;
        }
        parts.push(PermalinkPart::Text(rest.to_owned()));
        if !parts.contains(&PermalinkPart::Slug) {
            return Err("without `{slug}` all articles would share one URL".into());
        }
        Ok(Self(parts))
    }
}

impl Default for Permalink {
    fn default() -> Self {
        Self::parse(Self::DEFAULT).expect("the default is a pattern")
    }
}

/// The front matter keys of a site's own, with their types.
pub type Schema = BTreeMap<String, SchemaType>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaType {
    Text,
    Number,
    Flag,
    Date,
    List,
    Map,
}

impl SchemaType {
    pub const NAMES: &str = "text, number, bool, date, list, map";

    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Self::Text,
            "number" => Self::Number,
            "bool" => Self::Flag,
            "date" => Self::Date,
            "list" => Self::List,
            "map" => Self::Map,
            _ => return None,
        })
    }

    /// With its article, for messages.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Flag => "`true` or `false`",
            Self::Date => "a date",
            Self::List => "a list",
            Self::Map => "a map",
        }
    }

    /// Whether a node is of this type; a date is read by whoever knows the time zone.
    pub fn fits(self, node: &Node) -> bool {
        match self {
            Self::Text => matches!(node, Node::Text(_) | Node::Int(_)),
            Self::Number => matches!(node, Node::Int(_) | Node::Float(_)),
            Self::Flag => matches!(node, Node::Bool(_)),
            Self::Date => matches!(node, Node::Text(_)),
            Self::List => matches!(node, Node::List(_)),
            Self::Map => matches!(node, Node::Map(_)),
        }
    }
}
