use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::archive::{Archive, ArticleId};
use crate::config::Config;
use crate::markdown::{Embeds, External, Labels, Loading, Options};
use crate::plan::{Kind, Plan};
use crate::source::Tree;
use crate::theme::{Languages, Theme, Words};
use crate::value::{Digest, Locale, Moment, UrlPath};

/// All that pages are made from, frozen before the first one is rendered.
#[derive(Debug)]
pub struct World {
    pub config: Config,
    pub tree: Tree,
    pub archive: Archive,
    pub plan: Arc<Plan>,
    pub theme: Theme,
    pub languages: Languages,
    /// By article, each once a page shows it.
    teasers: Arc<[OnceLock<Digest>]>,
    /// By article, of its related ones, each once somebody asks or remembers.
    related: Arc<[OnceLock<Digest>]>,
    labels: BTreeMap<String, Labels>,
    default_labels: Labels,
    /// The letters of a page's name, and the place of its route. For hints only, so it is made
    /// when the first one is needed.
    by_name: OnceLock<Vec<(String, usize)>>,
}

impl World {
    pub fn new(
        config: Config,
        tree: Tree,
        archive: Archive,
        plan: Arc<Plan>,
        theme: Theme,
        locale: Locale,
    ) -> Self {
        let cards = archive.articles().iter().map(|article| &article.card);
        let cards = cards.chain(archive.pages().iter().map(|page| &page.card));
        let mut names: Vec<String> = cards.filter_map(|card| card.lang.clone()).collect();
        names.extend(theme.words.languages().map(str::to_owned));
        names.sort_unstable();
        names.dedup();
        let by_language = names
            .iter()
            .filter_map(|name| Some((name.clone(), labels(&theme.words, &Locale::new(name).ok()?))))
            .collect();
        let default_labels = labels(&theme.words, &locale);
        let languages = Languages::new(locale, names.into_iter());
        Self {
            related: archive.articles().iter().map(|_| OnceLock::new()).collect(),
            teasers: archive.articles().iter().map(|_| OnceLock::new()).collect(),
            config,
            tree,
            archive,
            plan,
            theme,
            languages,
            labels: by_language,
            default_labels,
            by_name: OnceLock::new(),
        }
    }

    /// Takes over what another world has found out of articles whose cards are all the same.
    pub fn inherit(&mut self, other: &Self) {
        self.teasers = Arc::clone(&other.teasers);
        self.related = Arc::clone(&other.related);
    }

    /// The article, page or job with the name that `path` ends in, whatever its address:
    /// dates in URLs are easily mistaken, and other generators write dots and hyphens in
    /// another way.
    pub fn namesake(&self, path: &str) -> Option<&UrlPath> {
        let routes = self.plan.routes();
        let by_name = self.by_name.get_or_init(|| {
            let named = routes.iter().enumerate().filter(|(_, route)| {
                matches!(
                    route.kind,
                    Kind::Article(_) | Kind::Page(_) | Kind::Job(_) | Kind::PastJob(_)
                )
            });
            let mut names: Vec<(String, usize)> =
                named.map(|(at, route)| (letters(route.url.as_str()), at)).collect();
            names.sort_unstable();
            names
        });
        let wanted = letters(path);
        let from = by_name.partition_point(|(name, _)| *name < wanted);
        let (name, at) = by_name.get(from)?;
        (*name == wanted && !name.is_empty()).then(|| &routes[*at].url)
    }

    /// Of what other pages may show of an article.
    pub(super) fn teaser_digest(&self, id: ArticleId) -> Digest {
        *self.teasers[id.index()].get_or_init(|| Digest::of_value(&super::view::teaser(self, id)))
    }

    /// Of the titles and addresses of the related articles of one.
    pub(super) fn related_digest(&self, id: ArticleId) -> Digest {
        *self.related[id.index()].get_or_init(|| Digest::of_value(&super::view::related(self, id)))
    }

    /// The same, if somebody knows it already.
    pub fn known_related_digest(&self, id: ArticleId) -> Option<Digest> {
        self.related[id.index()].get().copied()
    }

    /// Takes over what was known of the related articles of one.
    pub fn learn_related(&self, id: ArticleId, digest: Digest) {
        let _ = self.related[id.index()].set(digest);
    }

    /// From the root of the host, as links are written.
    pub fn link(&self, url: &UrlPath) -> String {
        self.config.base_url.link(url)
    }

    pub fn absolute(&self, url: &UrlPath) -> String {
        self.config.base_url.absolute(url)
    }

    /// In the site's zone, as RFC 3339 writes it.
    pub fn date(&self, moment: Moment) -> String {
        moment.rfc3339(&self.config.timezone)
    }

    /// A word of the theme, or the key itself where no language knows it.
    pub fn word(&self, key: &str, lang: Option<&str>) -> String {
        self.theme
            .words
            .get(self.languages.get(lang), key, None, &[])
            .unwrap_or_else(|_| key.to_owned())
    }

    /// A word of the theme in which `{title}` is filled in, or ours where no language knows it.
    pub fn titled_word(&self, key: &str, lang: Option<&str>, title: &str, ours: &str) -> String {
        let blanks = [("title".to_owned(), title.to_owned())];
        let word = self.theme.words.get(self.languages.get(lang), key, None, &blanks);
        word.unwrap_or_else(|_| ours.replace("{title}", title))
    }

    /// The words that Markdown adds to a text of a language.
    pub fn labels(&self, lang: Option<&str>) -> &Labels {
        lang.and_then(|lang| self.labels.get(lang)).unwrap_or(&self.default_labels)
    }

    /// A text of the settings, in the site's language, set.
    pub fn set<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.config.typography(None).map_or(text.into(), |rules| rules.set(text))
    }

    /// How a text of a language is rendered.
    pub fn markdown(&self, lang: Option<&str>, opening: Loading) -> Options<'_> {
        let settings = &self.config.markdown;
        Options {
            extensions: true,
            raw_html: settings.raw_html,
            highlight: settings.highlight,
            external: External {
                target_blank: settings.external_target_blank,
                no_follow: settings.external_no_follow,
                no_referrer: settings.external_no_referrer,
            },
            embeds: Embeds::Boxes,
            sizes: &self.theme.sizes,
            opening,
            labels: self.labels(lang),
            slugs: &self.config.default_language,
            typography: self.config.typography(lang),
        }
    }
}

/// `swift55` of `/2021/swift-5.5/`, of `/2021/Swift-5-5.html` and of `swift_5.5.md`.
fn letters(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".html").or_else(|| name.strip_suffix(".md")).unwrap_or(name);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn labels(words: &Words, locale: &Locale) -> Labels {
    let word = |key: &str, default: String| words.get(locale, key, None, &[]).unwrap_or(default);
    let default = Labels::of(locale.as_str());
    Labels {
        note: word("alert_note", default.note),
        tip: word("alert_tip", default.tip),
        important: word("alert_important", default.important),
        warning: word("alert_warning", default.warning),
        caution: word("alert_caution", default.caution),
        footnotes: word("footnotes", default.footnotes),
        back: word("footnote_back", default.back),
        table: word("table", default.table),
        done: word("task_done", default.done),
        open: word("task_open", default.open),
        embed_load: word("embed_load", default.embed_load),
        embed_note: word("embed_note", default.embed_note),
    }
}
