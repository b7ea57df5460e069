use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::SerializeStruct;

use super::calendar::OnThisDay;
use super::lazy::{Address, Date};
use super::list::{TermLink, term_link};
use crate::archive::{ArticleId, Term};
use crate::article::{Ai, Card, IMAGE, Image, Source as Evidence, place_of};
use crate::diagnostic::Diagnostic;
use crate::picture::{CARD, Format};
use crate::plan::{Kind, card_path};
use crate::render::World;
use crate::render::body::{Links, Target, where_to_put};
use crate::render::picture::{Offer, Served};
use crate::source::Form;
use crate::theme::urlencode;
use crate::value::{Map, Moment, UrlPath, has_scheme, is_of_the_web};

#[derive(Serialize)]
pub(in crate::render) struct Link<'a> {
    title: &'a str,
    path: Address<'a>,
    permalink: Address<'a>,
    lang: &'a str,
    /// RULES.md, LAW-4: what is paid says so wherever it is named.
    sponsored: bool,
}

/// What other pages may show of an article.
#[derive(Serialize)]
pub(in crate::render) struct Teaser<'a> {
    title: &'a str,
    path: Address<'a>,
    permalink: Address<'a>,
    date: Option<Date<'a>>,
    updated: Option<Date<'a>>,
    kicker: Option<&'a str>,
    summary: &'a str,
    description: Option<&'a str>,
    dateline: &'a [String],
    authors: &'a [String],
    section: Option<&'a str>,
    image: Option<ImageView<'a>>,
    featured: bool,
    sponsored: bool,
    lang: &'a str,
}

#[derive(Serialize)]
struct ImageView<'a> {
    path: ImageAddress<'a>,
    permalink: ImageAddress<'a>,
    width: Option<u32>,
    height: Option<u32>,
    srcset: Option<Offer<'a>>,
    srcset_webp: Option<Offer<'a>>,
    alt: &'a str,
    caption: Option<&'a str>,
    credit: Option<&'a str>,
    ai: Option<Ai>,
}

/// Of the site, or of another host.
#[derive(Serialize)]
#[serde(untagged)]
enum ImageAddress<'a> {
    Here(Address<'a>),
    Elsewhere(&'a str),
}

/// What the page of an article, or of `content/pages`, shows besides its body.
#[derive(Serialize)]
pub(in crate::render) struct PageView<'a> {
    title: &'a str,
    path: Address<'a>,
    permalink: Address<'a>,
    id: &'a str,
    slug: &'a str,
    lang: &'a str,
    summary: &'a str,
    description: Option<&'a str>,
    kicker: Option<&'a str>,
    dateline: &'a [String],
    date: Option<Date<'a>>,
    updated: Option<Date<'a>>,
    authors: Vec<TermLink<'a>>,
    taxonomies: BTreeMap<&'a str, Vec<TermLink<'a>>>,
    section: Option<TermLink<'a>>,
    image: Option<ImageView<'a>>,
    social_image: Option<SocialImage<'a>>,
    corrections: Vec<CorrectionView<'a>>,
    sources: &'a [Evidence],
    ai: Option<Ai>,
    featured: bool,
    sponsored: bool,
    pub noindex: bool,
    comments: bool,
    comment_link: CommentLink<'a>,
    on_this_day: OnThisDay<'a>,
    translations: Vec<Translation<'a>>,
    earlier: Option<Link<'a>>,
    later: Option<Link<'a>>,
    follows: Option<Link<'a>>,
    followed_by: Vec<Link<'a>>,
    related: Related<'a>,
    later_by_tag: Vec<Later<'a>>,
    search_links: SearchLinks<'a>,
    extra: &'a Map,
}

#[derive(Serialize)]
struct CorrectionView<'a> {
    date: Date<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Translation<'a> {
    lang: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Later<'a> {
    tag: TermLink<'a>,
    article: Link<'a>,
}

#[derive(Serialize)]
struct SearchLink {
    name: String,
    url: String,
}

/// Where a topic is searched for, if the settings say nothing (RULES.md, DISC-5).
const SEARCH: [(&str, &str); 3] = [
    ("Google", "https://www.google.com/search?q={query}"),
    ("Bing", "https://www.bing.com/search?q={query}"),
    ("Google News", "https://news.google.com/search?q={query}{edition}"),
];

pub(in crate::render) fn link(world: &World, id: ArticleId) -> Link<'_> {
    let card = &world.archive.article(id).card;
    let (path, permalink) = Address::both(world, &card.url);
    let lang = language(world, card);
    Link { title: &card.title, path, permalink, lang, sponsored: card.sponsored }
}

pub(in crate::render) fn teaser(world: &World, id: ArticleId) -> Teaser<'_> {
    let article = world.archive.article(id);
    let section = world.archive.taxonomy("categories").and_then(|terms| terms.of(id).next());
    Teaser {
        section: section.map(Term::shown),
        ..card_teaser(world, &article.card, Some(article.date))
    }
}

/// The teaser of a page of `content/pages` knows no section.
pub(in crate::render) fn card_teaser<'a>(
    world: &'a World,
    card: &'a Card,
    date: Option<Moment>,
) -> Teaser<'a> {
    let (path, permalink) = Address::both(world, &card.url);
    Teaser {
        title: &card.title,
        path,
        permalink,
        date: date.map(|moment| Date { world, moment }),
        updated: card.updated.map(|moment| Date { world, moment }),
        kicker: card.kicker.as_deref(),
        summary: card.summary(),
        description: card.description.as_deref(),
        dateline: &card.dateline,
        authors: &card.authors,
        section: None,
        image: image(world, card).ok().flatten(),
        featured: card.featured,
        sponsored: card.sponsored,
        lang: language(world, card),
    }
}

fn language<'a>(world: &'a World, card: &'a Card) -> &'a str {
    card.lang.as_deref().unwrap_or(&world.config.default_language)
}

/// The view of an article's page.
pub(in crate::render) fn article(world: &World, id: ArticleId) -> PageView<'_> {
    let article = world.archive.article(id);
    let view = page(world, &article.card, Some(article.date));
    let terms_of = |name: &str| {
        let terms = world
            .archive
            .taxonomies()
            .iter()
            .enumerate()
            .find(|(_, terms)| terms.taxonomy.name == name);
        let links =
            terms.map(|(at, terms)| terms.of(id).map(|term| term_link(world, at, term)).collect());
        links.unwrap_or_default()
    };
    let names = world.config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
    let archive = &world.archive;
    let later_by_tag = archive.later_by_tag(id).into_iter().map(|(tag, later)| Later {
        tag: term_link(world, world.tags(), tag),
        article: link(world, later),
    });
    PageView {
        authors: terms_of("authors"),
        section: terms_of("categories").into_iter().next(),
        taxonomies: names.map(|name| (name, terms_of(name))).collect(),
        earlier: archive.earlier(id).map(|id| link(world, id)),
        later: archive.later(id).map(|id| link(world, id)),
        follows: archive.follows(id).map(|id| link(world, id)),
        followed_by: archive.followed_by(id).iter().map(|&id| link(world, id)).collect(),
        comment_link: CommentLink { world, card: Some(&article.card) },
        on_this_day: OnThisDay { world, date: Some(article.date) },
        related: Related { world, id: Some(id) },
        later_by_tag: later_by_tag.collect(),
        search_links: SearchLinks {
            world,
            topic: Some((topic(world, id), language(world, &article.card))),
        },
        ..view
    }
}

pub(in crate::render) fn standing_page(world: &World, at: usize) -> PageView<'_> {
    let page_source = &world.archive.pages()[at];
    page(world, &page_source.card, page_source.date)
}

fn page<'a>(world: &'a World, card: &'a Card, date: Option<Moment>) -> PageView<'a> {
    let (path, permalink) = Address::both(world, &card.url);
    let slug = card.url.as_str().trim_end_matches('/').trim_end_matches(".html");
    PageView {
        title: &card.title,
        path,
        permalink,
        id: &card.id,
        slug: slug.rsplit('/').next().unwrap_or_default(),
        lang: language(world, card),
        summary: card.summary(),
        description: card.description.as_deref(),
        kicker: card.kicker.as_deref(),
        dateline: &card.dateline,
        date: date.map(|moment| Date { world, moment }),
        updated: card.updated.map(|moment| Date { world, moment }),
        authors: Vec::new(),
        taxonomies: BTreeMap::new(),
        section: None,
        image: image(world, card).ok().flatten(),
        social_image: social_image(world, card),
        corrections: card
            .corrections
            .iter()
            .map(|correction| CorrectionView {
                date: Date { world, moment: correction.date },
                text: &correction.text,
            })
            .collect(),
        sources: &card.sources,
        ai: card.ai,
        featured: card.featured,
        sponsored: card.sponsored,
        noindex: card.noindex,
        comments: card.comments,
        comment_link: CommentLink { world, card: None },
        on_this_day: OnThisDay { world, date: None },
        translations: card
            .translations
            .iter()
            .map(|(lang, url)| Translation { lang, url })
            .collect(),
        earlier: None,
        later: None,
        follows: None,
        followed_by: Vec::new(),
        related: Related { world, id: None },
        later_by_tag: Vec::new(),
        search_links: SearchLinks { world, topic: None },
        extra: &card.extra,
    }
}

/// What the article is about, in a word: its first tag, or else its title.
fn topic(world: &World, id: ArticleId) -> &str {
    let tag = world.archive.taxonomy("tags").and_then(|tags| tags.of(id).next());
    tag.map_or(&world.archive.article(id).card.title, |tag| &tag.name)
}

/// The related articles. Finding them takes long, so a fingerprint takes a digest that may be
/// known from before.
struct Related<'a> {
    world: &'a World,
    id: Option<ArticleId>,
}

impl Serialize for Related<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { world, id } = *self;
        match serializer.is_human_readable() {
            true => serializer.collect_seq(id.map(|id| related(world, id)).unwrap_or_default()),
            false => id.map(|id| world.related_digest(id)).serialize(serializer),
        }
    }
}

pub(in crate::render) fn related(world: &World, id: ArticleId) -> Vec<Link<'_>> {
    world.archive.related(id).into_iter().map(|id| link(world, id)).collect()
}

/// Where a topic is searched for; what the settings say of it is the same for all pages.
struct SearchLinks<'a> {
    world: &'a World,
    /// The words, and the language of who searches for them.
    topic: Option<(&'a str, &'a str)>,
}

impl World {
    /// The patterns of addresses at which a topic is searched.
    pub fn search_patterns(&self) -> impl Iterator<Item = &str> {
        let own = self.config.search_links.iter().map(|link| link.url.as_str());
        let ours =
            SEARCH.iter().map(|(_, url)| *url).filter(|_| self.config.search_links.is_empty());
        own.chain(ours)
    }
}

impl Serialize for SearchLinks<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.topic.serialize(serializer);
        }
        let Some((topic, lang)) = self.topic else { return serializer.collect_seq([(); 0]) };
        let query = urlencode(topic);
        let edition = edition(lang);
        let fill = |name: &str, url: &str| SearchLink {
            name: name.to_owned(),
            url: url.replace("{query}", &query),
        };
        match &self.world.config.search_links[..] {
            [] => serializer.collect_seq(
                SEARCH.iter().map(|(name, url)| fill(name, &url.replace("{edition}", &edition))),
            ),
            own => serializer.collect_seq(own.iter().map(|link| fill(&link.name, &link.url))),
        }
    }
}

/// Where a comment on an article goes, if one is welcome. It follows from what a fingerprint has
/// already: the article's title and address, and the settings.
struct CommentLink<'a> {
    world: &'a World,
    card: Option<&'a Card>,
}

impl Serialize for CommentLink<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_unit();
        }
        let card = self.card.filter(|card| card.comments);
        card.and_then(|card| comment_link(self.world, card)).serialize(serializer)
    }
}

/// The form on the web, or else a mail with a subject (RFC 6068).
fn comment_link(world: &World, card: &Card) -> Option<String> {
    let settings = &world.config.comments;
    if let Some(url) = &settings.url {
        return Some(filled(url, &world.absolute(&card.url), &card.title));
    }
    let subject = world.titled_word("comment_subject", None, &card.title, "Kommentar zu: {title}");
    Some(format!("{}?subject={}", mailbox(settings.mail.as_deref()?)?, urlencode(&subject)))
}

/// Where a comment is reported: with its address, or to the editors by mail.
pub(in crate::render) fn report_link(world: &World, card: &Card, anchor: &str) -> Option<String> {
    let settings = &world.config.comments;
    let address = format!("{}#{anchor}", world.absolute(&card.url));
    let to = match &settings.report {
        Some(report) if !report.starts_with("mailto:") => {
            return Some(filled(report, &address, &card.title));
        }
        Some(mailbox) => mailbox.clone(),
        None => mailbox(settings.mail.as_deref()?)?,
    };
    let subject = world.titled_word("report_subject", None, &card.title, "Meldung zu: {title}");
    let sign = if to.contains('?') { '&' } else { '?' };
    Some(format!("{to}{sign}subject={}&body={}", urlencode(&subject), urlencode(&address)))
}

/// What is filled in holds no braces any more.
fn filled(url: &str, address: &str, title: &str) -> String {
    url.replace("{url}", &urlencode(address)).replace("{title}", &urlencode(title))
}

fn mailbox(mail: &str) -> Option<String> {
    let (name, host) = mail.split_once('@')?;
    Some(format!("mailto:{}@{}", urlencode(name), urlencode(host)))
}

/// What chooses the edition of Google News: that of the tag's region, else that of the country
/// where most readers of the language are, else that of the reader.
fn edition(lang: &str) -> String {
    const COUNTRIES: [(&str, &str); 12] = [
        ("de", "DE"),
        ("en", "US"),
        ("fr", "FR"),
        ("it", "IT"),
        ("es", "ES"),
        ("nl", "NL"),
        ("pl", "PL"),
        ("pt", "BR"),
        ("ru", "RU"),
        ("sv", "SE"),
        ("tr", "TR"),
        ("uk", "UA"),
    ];
    let mut parts = lang.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_country = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let own = parts.take_while(|part| part.len() > 1).find(is_country);
    let usual = || COUNTRIES.iter().find(|(known, _)| *known == language);
    match own.map(str::to_ascii_uppercase).or_else(|| Some(usual()?.1.to_owned())) {
        Some(country) => format!("&hl={language}&gl={country}&ceid={country}:{language}"),
        None => String::new(),
    }
}

/// Where the picture of an article comes from.
enum Source<'a> {
    Elsewhere(&'a str),
    Here(&'a UrlPath, Option<Served<'a>>),
}

fn source<'a>(
    world: &'a World,
    card: &'a Card,
    image: &'a Image,
) -> Result<Source<'a>, Missing<'a>> {
    // A whole address of the site's own is a path like any other.
    let own = world.config.base_url.strip(&image.src).filter(|_| has_scheme(&image.src));
    if own.is_none() && has_scheme(&image.src) {
        return Ok(Source::Elsewhere(&image.src));
    }
    let links = Links { world, source: &card.source, url: &card.url };
    match links.follow(own.unwrap_or(&image.src)) {
        Target::Url(url) => Ok(Source::Here(url, world.picture(url))),
        Target::Held | Target::Failed | Target::Missing => Err(Missing(&image.src)),
    }
}

/// Where the picture of an article is, if there is one.
pub(in crate::render) fn image_address(world: &World, card: &Card) -> Option<String> {
    match source(world, card, card.image.as_ref()?).ok()? {
        Source::Elsewhere(src) => Some(src.to_owned()),
        Source::Here(url, _) => Some(world.absolute(url)),
    }
}

/// The picture of an article; one of another host is shown without its size.
fn image<'a>(world: &'a World, card: &'a Card) -> Result<Option<ImageView<'a>>, Missing<'a>> {
    let Some(image) = &card.image else { return Ok(None) };
    let (path, permalink, served) = match source(world, card, image)? {
        Source::Elsewhere(src) => {
            (ImageAddress::Elsewhere(src), ImageAddress::Elsewhere(src), None)
        }
        Source::Here(url, served) => {
            let (path, permalink) = Address::both(world, url);
            (ImageAddress::Here(path), ImageAddress::Here(permalink), served)
        }
    };
    Ok(Some(ImageView {
        path,
        permalink,
        width: served.map(|served| served.picture.width),
        height: served.map(|served| served.picture.height),
        srcset: served.map(|served| served.offer(Format::Same)),
        srcset_webp: served.map(|served| served.offer(Format::WebP)),
        alt: image.alt.as_deref().unwrap_or_default(),
        caption: image.caption.as_deref(),
        credit: image.credit.as_deref(),
        ai: image.ai,
    }))
}

/// The picture of an article in a mail, as large as it is shown there.
#[derive(Serialize)]
pub(in crate::render) struct MailImage<'a> {
    url: String,
    width: u32,
    height: u32,
    alt: &'a str,
    credit: Option<&'a str>,
}

/// Only one of the site itself: another host would learn who reads the mail.
pub(in crate::render) fn mail_image<'a>(world: &'a World, card: &'a Card) -> Option<MailImage<'a>> {
    let image = card.image.as_ref()?;
    let Ok(Source::Here(_, Some(served))) = source(world, card, image) else { return None };
    let (path, width, height) = served.for_mail();
    Some(MailImage {
        url: world.absolute(&path),
        width,
        height,
        alt: image.alt.as_deref().unwrap_or_default(),
        credit: image.credit.as_deref(),
    })
}

/// What networks show of an article: its picture, or else a card.
struct SocialImage<'a> {
    world: &'a World,
    alt: &'a str,
    shown: Shown<'a>,
}

enum Shown<'a> {
    Elsewhere(&'a str),
    Picture(Served<'a>),
    /// Drawn from the title.
    Card(&'a UrlPath),
    /// A file that somebody put in its place.
    OwnCard(Served<'a>),
}

impl Serialize for SocialImage<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { world, alt, shown } = self;
        if !serializer.is_human_readable() {
            // The rest stands in the view already.
            return match shown {
                Shown::Elsewhere(_) => 0.serialize(serializer),
                Shown::Picture(_) => 1.serialize(serializer),
                Shown::Card(_) => 2.serialize(serializer),
                Shown::OwnCard(served) => (3, served.picture).serialize(serializer),
            };
        }
        let absolute = |url: &UrlPath| world.absolute(url);
        let (permalink, size, kind) = match shown {
            Shown::Elsewhere(src) => ((*src).to_owned(), None, None),
            Shown::Picture(served) | Shown::OwnCard(served) => {
                let (url, width, height) = served.for_networks();
                (absolute(&url), Some((width, height)), served.picture.form.media_type())
            }
            Shown::Card(url) => (absolute(url), Some(CARD), Form::Png.media_type()),
        };
        let mut image = serializer.serialize_struct("SocialImage", 5)?;
        image.serialize_field("permalink", &permalink)?;
        image.serialize_field("width", &size.map(|(width, _)| width))?;
        image.serialize_field("height", &size.map(|(_, height)| height))?;
        image.serialize_field("alt", alt)?;
        image.serialize_field("type", &kind)?;
        image.end()
    }
}

fn social_image<'a>(world: &'a World, card: &'a Card) -> Option<SocialImage<'a>> {
    if let Some(image) = &card.image {
        let alt = image.alt.as_deref().unwrap_or_default();
        match source(world, card, image).ok() {
            Some(Source::Elsewhere(src)) => {
                return Some(SocialImage { world, alt, shown: Shown::Elsewhere(src) });
            }
            Some(Source::Here(_, Some(served))) if served.picture.form != Form::Other => {
                return Some(SocialImage { world, alt, shown: Shown::Picture(served) });
            }
            _ => {}
        }
    }
    let route = world.plan.find(&card_path(&card.url))?;
    let shown = match route.kind {
        Kind::Card(_) => Shown::Card(&route.url),
        _ => Shown::OwnCard(world.picture(&route.url)?),
    };
    Some(SocialImage { world, alt: &card.title, shown })
}

/// The picture of an article as its feed item has it; what is drawn by lines few readers show.
#[derive(Clone, Serialize)]
pub(in crate::render) struct FeedImage {
    pub url: String,
    media_type: Option<&'static str>,
    /// Width and height, if it is the site's own.
    size: Option<(String, String)>,
}

impl FeedImage {
    /// As Media RSS names them.
    pub fn attributes(&self) -> Vec<(&'static str, &str)> {
        let mut attributes = vec![("url", self.url.as_str()), ("medium", "image")];
        attributes.extend(self.media_type.map(|media| ("type", media)));
        if let Some((width, height)) = &self.size {
            attributes.extend([("width", width.as_str()), ("height", height.as_str())]);
        }
        attributes
    }
}

pub(in crate::render) fn feed_image(world: &World, card: &Card) -> Option<FeedImage> {
    match source(world, card, card.image.as_ref()?).ok()? {
        Source::Elsewhere(src) if src.starts_with("//") => {
            Some(FeedImage { url: format!("https:{src}"), media_type: None, size: None })
        }
        Source::Elsewhere(src) if is_of_the_web(src) => {
            Some(FeedImage { url: src.to_owned(), media_type: None, size: None })
        }
        Source::Here(_, Some(served)) if served.picture.form != Form::Other => {
            let (url, width, height) = served.for_networks();
            Some(FeedImage {
                url: world.absolute(&url),
                media_type: served.picture.form.media_type(),
                size: Some((width.to_string(), height.to_string())),
            })
        }
        Source::Elsewhere(_) | Source::Here(..) => None,
    }
}

/// What an image was called that is not there.
struct Missing<'a>(&'a str);

/// Says that the picture of an article or page is missing, on its own page only. The file is
/// read again for the place.
pub(in crate::render) fn missing_image(world: &World, card: &Card) -> Option<Diagnostic> {
    let Missing(src) = image(world, card).err()?;
    let text = world.tree.read_text(&card.source).unwrap_or_default();
    let message = format!("the image `{src}` is not there");
    let diagnostic = Diagnostic::warning("missing-image", message)
        .at(place_of(&card.source, &text, IMAGE))
        .label("there is no such file")
        .hint(where_to_put(src, &card.source));
    Some(diagnostic)
}
