//! What a caller can choose.

use super::events::Dialect;
use super::images::Loading;
use crate::value::typography::Rules;

pub struct Options<'a> {
    /// Tables, footnotes, strikethrough, task lists, alerts, ids of headings, figures.
    /// Without them the output is plain CommonMark 0.31, to the byte of the
    /// official examples (links are still resolved and scripts still refused).
    pub extensions: bool,
    /// Without it raw HTML is shown as text.
    pub raw_html: bool,
    /// Whether code gets classes to colour; only with `extensions`.
    pub highlight: bool,
    pub external: External,
    pub embeds: Embeds,
    /// How wide pictures are shown, as the attribute `sizes` says it.
    pub sizes: &'a str,
    /// Of a picture that the text begins with.
    pub opening: Loading,
    pub labels: &'a Labels,
    /// The language of anchors, which is that of the site's other slugs.
    pub slugs: &'a str,
    /// The rules of the text's language; without, it stays as it was typed.
    pub typography: Option<Rules<'a>>,
}

impl Options<'_> {
    pub(super) fn dialect(&self) -> Dialect {
        if self.extensions { Dialect::Extended } else { Dialect::CommonMark }
    }
}

/// What becomes of what other hosts show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embeds {
    /// Boxes that a script can fill on demand.
    Boxes,
    /// Links, for readers that run no scripts: feeds, mail.
    Links,
}

/// What links to other sites carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// `target="_blank"`, with `rel="noopener"`.
    pub target_blank: bool,
    pub no_follow: bool,
    pub no_referrer: bool,
}

impl External {
    /// The attributes, each with a blank in front.
    pub(super) fn attributes(self) -> String {
        let target = if self.target_blank { " target=\"_blank\"" } else { "" };
        let rel = [
            (self.target_blank, "noopener"),
            (self.no_follow, "nofollow"),
            (self.no_referrer, "noreferrer"),
        ];
        let rel: Vec<_> = rel.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
        match rel.as_slice() {
            [] => String::new(),
            words => format!("{target} rel=\"{}\"", words.join(" ")),
        }
    }
}

/// The words that a reader sees or hears and no author wrote. English by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub footnotes: String,
    /// From a footnote back to its mark.
    pub back: String,
    /// Names a table that can be scrolled.
    pub table: String,
    /// A ticked box of a task list.
    pub done: String,
    /// An empty box of a task list.
    pub open: String,
    /// Loads what another host shows; `{host}` stands for it.
    pub embed_load: String,
    /// What doing so tells that host.
    pub embed_note: String,
}

impl Labels {
    /// Those of a language, for a theme that has none.
    pub fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some("de") => Self::german(),
            _ => Self::default(),
        }
    }

    fn german() -> Self {
        Labels {
            note: "Hinweis".into(),
            tip: "Tipp".into(),
            important: "Wichtig".into(),
            warning: "Warnung".into(),
            caution: "Vorsicht".into(),
            footnotes: "Fußnoten".into(),
            back: "Zurück zum Text".into(),
            table: "Tabelle".into(),
            done: "erledigt".into(),
            open: "offen".into(),
            embed_load: "Inhalt von {host} laden".into(),
            embed_note: "Erst dann erfährt {host}, dass Sie hier sind.".into(),
        }
    }
}

impl Default for Labels {
    fn default() -> Self {
        Labels {
            note: "Note".into(),
            tip: "Tip".into(),
            important: "Important".into(),
            warning: "Warning".into(),
            caution: "Caution".into(),
            footnotes: "Footnotes".into(),
            back: "Back to the text".into(),
            table: "Table".into(),
            done: "done".into(),
            open: "not done".into(),
            embed_load: "Load this from {host}".into(),
            embed_note: "Only then does {host} learn that you are here.".into(),
        }
    }
}
