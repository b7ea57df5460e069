use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Config, Fragments, Permalink, PermalinkPart, SchemaType};
use crate::value::Map;

/// Every setting with the value that counts, in the shape of `site.toml`.
#[derive(Serialize)]
pub struct Effective<'a> {
    base_url: String,
    title: &'a str,
    description: &'a str,
    default_language: &'a str,
    timezone: &'a str,
    theme: &'a str,
    output_dir: &'a str,
    paginate_by: usize,
    permalink: String,
    hosts: Vec<&'static str>,
    taxonomies: Vec<Taxonomy<'a>>,
    paths: Paths<'a>,
    feeds: Feeds<'a>,
    jobs: Jobs,
    news: News<'a>,
    sitemaps: Sitemaps,
    robots: Robots<'a>,
    follow: Follow<'a>,
    assets: Assets,
    fragments: BTreeMap<&'a str, &'static str>,
    pictures: Pictures<'a>,
    markdown: Markdown<'a>,
    comments: Comments<'a>,
    newsletter: Newsletter<'a>,
    promo: &'a [super::Promo],
    book: &'a [super::Book],
    search: Search,
    search_links: Vec<SearchLink<'a>>,
    check: BTreeMap<&'static str, &'static str>,
    schema: BTreeMap<&'a str, &'static str>,
    extra: &'a Map,
}

#[derive(Serialize)]
struct Taxonomy<'a> {
    name: &'a str,
    path: &'a str,
    feed: bool,
    paginate_by: usize,
}

#[derive(Serialize)]
struct Paths<'a> {
    page: &'a str,
    articles: &'a str,
    authors: &'a str,
    jobs: &'a str,
    corrections: &'a str,
    search: &'a str,
    calendar: &'a str,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "so are the settings")]
struct Feeds<'a> {
    rss: bool,
    atom: bool,
    json: bool,
    full_text: bool,
    authors: bool,
    limit: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    hub: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

#[derive(Serialize)]
struct Search {
    index: bool,
}

#[derive(Serialize)]
struct Jobs {
    sidebar: usize,
    page: bool,
    feed: bool,
}

#[derive(Serialize)]
struct News<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publishing_principles: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrections_policy: Option<&'a str>,
    same_as: &'a [String],
}

#[derive(Serialize)]
struct Sitemaps {
    limit: usize,
}

#[derive(Serialize)]
struct Robots<'a> {
    disallow: &'a [String],
}

#[derive(Serialize)]
struct Follow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    newsletter: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    google_news: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bing_news: Option<&'a str>,
    preferred_source: bool,
    feeds: bool,
}

#[derive(Serialize)]
struct Comments<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a str>,
}

#[derive(Serialize)]
struct Newsletter<'a> {
    folder: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsubscribe: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imprint: Option<&'a str>,
    jobs: usize,
}

#[derive(Serialize)]
struct Assets {
    fingerprint: bool,
}

#[derive(Serialize)]
struct Pictures<'a> {
    widths: &'a [u32],
    webp: bool,
    quality: u8,
    cards: bool,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "so are the settings")]
struct Markdown<'a> {
    highlighting: bool,
    raw_html: bool,
    external_links_target_blank: bool,
    external_links_no_follow: bool,
    external_links_no_referrer: bool,
    typography: bool,
    quotes: Cow<'a, str>,
    percent_space: &'static str,
}

#[derive(Serialize)]
struct SearchLink<'a> {
    name: &'a str,
    url: &'a str,
}

impl Config {
    pub fn effective(&self) -> Effective<'_> {
        Effective {
            base_url: self.base_url.to_string(),
            title: &self.title,
            description: &self.description,
            default_language: &self.default_language,
            timezone: &self.timezone_name,
            theme: &self.theme,
            output_dir: &self.output_dir,
            paginate_by: self.paginate_by,
            permalink: print(&self.permalink),
            hosts: self.hosts.iter().map(|host| host.name()).collect(),
            taxonomies: self
                .taxonomies
                .iter()
                .map(|taxonomy| self.effective_taxonomy(taxonomy))
                .collect(),
            paths: Paths {
                page: &self.paths.page,
                articles: &self.paths.articles,
                authors: &self.paths.authors,
                jobs: &self.paths.jobs,
                corrections: &self.paths.corrections,
                search: &self.paths.search,
                calendar: &self.paths.calendar,
            },
            feeds: Feeds {
                rss: self.feeds.rss,
                atom: self.feeds.atom,
                json: self.feeds.json,
                full_text: self.feeds.full_text,
                authors: self.feeds.authors,
                limit: self.feeds.limit,
                hub: self.feeds.hub.as_deref(),
                id: self.feeds.id.as_deref(),
            },
            jobs: Jobs { sidebar: self.jobs.sidebar, page: self.jobs.page, feed: self.jobs.feed },
            news: self.effective_news(),
            sitemaps: Sitemaps { limit: self.sitemaps.limit },
            robots: Robots { disallow: &self.robots.disallow },
            follow: Follow {
                newsletter: self.follow.newsletter.as_deref(),
                google_news: self.follow.google_news.as_deref(),
                bing_news: self.follow.bing_news.as_deref(),
                preferred_source: self.follow.preferred_source.is_some(),
                feeds: self.follow.feeds,
            },
            assets: Assets { fingerprint: self.assets.fingerprint },
            fragments: self.effective_fragments(),
            pictures: Pictures {
                widths: &self.pictures.widths,
                webp: self.pictures.webp,
                quality: self.pictures.quality,
                cards: self.pictures.cards,
            },
            markdown: Markdown {
                highlighting: self.markdown.highlight,
                raw_html: self.markdown.raw_html,
                external_links_target_blank: self.markdown.external_target_blank,
                external_links_no_follow: self.markdown.external_no_follow,
                external_links_no_referrer: self.markdown.external_no_referrer,
                typography: self.markdown.typographic,
                quotes: self.markdown.typography.quotes.name(),
                percent_space: self.markdown.typography.percent.name(),
            },
            comments: Comments {
                policy: self.comments.policy.as_deref(),
                mail: self.comments.mail.as_deref(),
                url: self.comments.url.as_deref(),
                report: self.comments.report.as_deref(),
            },
            newsletter: Newsletter {
                folder: &self.newsletter.folder,
                unsubscribe: self.newsletter.unsubscribe.as_deref(),
                imprint: self.newsletter.imprint.as_deref(),
                jobs: self.newsletter.jobs,
            },
            promo: &self.promo,
            book: &self.books,
            search: Search { index: self.search.index },
            search_links: self
                .search_links
                .iter()
                .map(|link| SearchLink { name: &link.name, url: &link.url })
                .collect(),
            check: self.check.all().map(|(rule, level)| (rule, level.name())).collect(),
            schema: self
                .schema
                .iter()
                .map(|(key, kind)| (key.as_str(), type_name(*kind)))
                .collect(),
            extra: &self.extra,
        }
    }

    fn effective_news(&self) -> News<'_> {
        let news = &self.news;
        News {
            publication: news.publication.as_deref(),
            publisher: news.publisher.as_deref(),
            logo: news.logo.as_deref(),
            publishing_principles: news.publishing_principles.as_deref(),
            corrections_policy: news.corrections_policy.as_deref(),
            same_as: &news.same_as,
        }
    }

    fn effective_fragments(&self) -> BTreeMap<&str, &'static str> {
        let Fragments { all, by_name } = &self.fragments;
        let named = by_name.iter().map(|(name, way)| (name.as_str(), way.name()));
        named.chain([(Fragments::ALL, all.name())]).collect()
    }

    fn effective_taxonomy<'a>(&self, taxonomy: &'a super::Taxonomy) -> Taxonomy<'a> {
        Taxonomy {
            name: &taxonomy.name,
            path: &taxonomy.path,
            feed: taxonomy.feed,
            paginate_by: taxonomy.paginate_by.unwrap_or(self.paginate_by),
        }
    }
}

fn print(permalink: &Permalink) -> String {
    let part = |part: &PermalinkPart| match part {
        PermalinkPart::Text(text) => text.clone(),
        PermalinkPart::Year => "{year}".into(),
        PermalinkPart::Month => "{month}".into(),
        PermalinkPart::Day => "{day}".into(),
        PermalinkPart::Section => "{section}".into(),
        PermalinkPart::Slug => "{slug}".into(),
    };
    permalink.0.iter().map(part).collect()
}

fn type_name(kind: SchemaType) -> &'static str {
    match kind {
        SchemaType::Text => "text",
        SchemaType::Number => "number",
        SchemaType::Flag => "bool",
        SchemaType::Date => "date",
        SchemaType::List => "list",
        SchemaType::Map => "map",
    }
}
