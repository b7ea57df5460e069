//! Boxes for what other hosts show.

use super::Writer;
use crate::markdown::destinations::{Link, Versions};
use crate::markdown::events::Spanned;
use crate::markdown::images::{self, Loading, Picture};
use crate::markdown::options::Embeds;
use crate::markdown::{FindingKind, embed, links};

impl<'a> Writer<'a, '_> {
    /// The box of a block with these lines; false if it is none.
    pub(super) fn embed(&mut self, lines: &str, block: &[Spanned<'a>]) -> bool {
        let (embed, said) = embed::read(lines);
        let range = match (block.get(1), block.iter().rev().nth(1)) {
            (Some((_, first)), Some((_, last))) if block.len() > 2 => first.start..last.end,
            _ => block[0].1.clone(),
        };
        if !said.is_empty() {
            self.find(&range, FindingKind::Embed { lines: lines.to_owned() });
        }
        let Some(mut embed) = embed else { return false };
        if let Some(rules) = self.options.typography {
            rules.set_in(&mut embed.title);
        }
        let attributes = match self.destinations.link(&embed.url) {
            Link::To { external: true, .. } => self.options.external.attributes(),
            Link::To { external: false, .. } | Link::AsWritten | Link::Broken { .. } => {
                String::new()
            }
        };
        let link = links::start_tag(&embed.url, "", &attributes);
        match self.options.embeds {
            Embeds::Links => {
                self.html(format!("<p>{link}{}</a></p>\n", links::escaped(&embed.title)));
            }
            Embeds::Boxes => {
                let poster = embed.poster.as_deref().map(|poster| self.poster(poster, &range));
                let poster = poster.unwrap_or_default();
                self.html(embed::html(&embed, &link, &poster, self.options.labels));
            }
        }
        true
    }

    /// The title says what it shows, so it has no text of its own.
    fn poster(&mut self, destination: &str, range: &std::ops::Range<usize>) -> String {
        if links::image_runs_script(destination) {
            let destination = destination.to_owned();
            self.find(range, FindingKind::UnsafeDestination { destination });
            return String::new();
        }
        let (url, size, versions) = self.picture_at(destination, range);
        let sizes = self.options.sizes;
        let (versions, url): (&Versions, &str) = (&versions, &url);
        let loading = Loading::Lazy;
        images::tag(&Picture { url, alt: "", title: "", size, versions, sizes, loading })
    }
}
