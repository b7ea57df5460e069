use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::archive::{Archive, ArticleId};
use crate::config::Config;
use crate::markdown::{External, Labels, Options};
use crate::plan::Plan;
use crate::source::Tree;
use crate::theme::{Languages, Theme, Words};
use crate::value::{Locale, Moment, UrlPath};

/// All that pages are made from, frozen before the first one is rendered.
#[derive(Debug)]
pub struct World {
    pub config: Config,
    pub tree: Tree,
    pub archive: Archive,
    pub plan: Plan,
    pub theme: Theme,
    pub languages: Languages,
    labels: BTreeMap<String, Labels>,
    default_labels: Labels,
    /// For hints only, so it is made when the first one is needed.
    by_name: OnceLock<Vec<ArticleId>>,
}

impl World {
    pub fn new(
        config: Config,
        tree: Tree,
        archive: Archive,
        plan: Plan,
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

    /// The oldest article whose URL ends in a name.
    pub fn article_named(&self, name: &str) -> Option<&UrlPath> {
        let name_of = |id: ArticleId| last_part(&self.archive.article(id).card.url);
        let by_name = self.by_name.get_or_init(|| {
            let mut ids: Vec<ArticleId> = self.archive.ids().collect();
            ids.sort_by(|a, b| name_of(*a).cmp(name_of(*b)));
            ids
        });
        let at = by_name.partition_point(|id| name_of(*id) < name);
        let id = by_name.get(at).filter(|id| name_of(**id) == name)?;
        Some(&self.archive.article(*id).card.url)
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

    /// The words that Markdown adds to a text of a language.
    pub fn labels(&self, lang: Option<&str>) -> &Labels {
        lang.and_then(|lang| self.labels.get(lang)).unwrap_or(&self.default_labels)
    }

    pub fn markdown<'a>(&self, labels: &'a Labels) -> Options<'a> {
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
            labels,
        }
    }
}

/// `tee` of `/articles/2026/11/tee/` and of `/2026/tee.html`.
fn last_part(url: &UrlPath) -> &str {
    let url = url.as_str().trim_end_matches('/');
    let name = url.rsplit('/').next().unwrap_or(url);
    name.strip_suffix(".html").unwrap_or(name)
}

fn labels(words: &Words, locale: &Locale) -> Labels {
    let word = |key: &str, default: String| words.get(locale, key, None, &[]).unwrap_or(default);
    let default = Labels::default();
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
    }
}
