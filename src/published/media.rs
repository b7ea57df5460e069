//! Media types of feeds, as hosts read them (RULES.md, RSS-16): by the ends of names alone they
//! would take feeds for any XML or JSON.

use crate::value::{BaseUrl, percent_decode};

use super::hosts::escaped;

/// Feeds that have one media type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Feeds {
    /// Their paths, with a `*` for what differs within a part: `/*/*/rss.xml`.
    pub paths: String,
    pub media_type: &'static str,
}

impl Feeds {
    fn content_type(&self) -> String {
        format!("{}; charset=utf-8", self.media_type)
    }

    /// What some regular expression of nginx or Caddy takes these paths for.
    fn expression(&self, base: &BaseUrl) -> String {
        let base: String = percent_decode(base.path()).chars().flat_map(escaped).collect();
        format!("^{base}{}$", expression(&self.paths))
    }

    fn name(&self) -> &str {
        self.paths.rsplit_once('/').map_or(&self.paths, |(_, name)| name)
    }
}

fn expression(paths: &str) -> String {
    let parts: Vec<String> =
        paths.split('*').map(|part| part.chars().flat_map(escaped).collect()).collect();
    parts.join("[^/]+")
}

/// `_headers`. Netlify and Cloudflare join the values of all rules that fit a path, so no path may
/// fit two: a placeholder is one folder, where a `*` could be several, or none. Cloudflare reads
/// a hundred rules; there is one for each depth at which feeds lie.
pub(super) fn headers(feeds: &[Feeds], base: &BaseUrl) -> String {
    let rule = |feeds: &Feeds| {
        let parts = feeds.paths.split('/').enumerate().map(|(at, part)| match part {
            // As long as each other, since Cloudflare would find `:f1` in `:f10`.
            "*" => format!(":f{at:02}"),
            part => part.to_owned(),
        });
        let path = parts.collect::<Vec<_>>().join("/");
        format!("{}{path}\n  Content-Type: {}\n", base.path(), feeds.content_type())
    };
    feeds.iter().map(rule).collect()
}

/// Part of `.htaccess`. `ForceType` is in every Apache, `Header` is in a module; and a file there
/// knows names, but no paths.
pub(super) fn htaccess(feeds: &[Feeds]) -> String {
    let mut named: Vec<(&str, &Feeds)> = feeds.iter().map(|feeds| (feeds.name(), feeds)).collect();
    named.sort_unstable();
    named.dedup_by_key(|(name, _)| *name);
    let rule = |(name, feeds): (&str, &Feeds)| {
        format!(
            "<FilesMatch \"^{}$\">\n  ForceType \"{}\"\n</FilesMatch>\n",
            expression(name),
            feeds.content_type()
        )
    };
    named.into_iter().map(rule).collect()
}

/// For the block of the server. Without a charset in the type itself, so that `gzip_types` can
/// name it.
pub(super) fn nginx(feeds: &[Feeds], base: &BaseUrl) -> String {
    let rule = |feeds: &Feeds| {
        let (expression, media_type) = (feeds.expression(base), feeds.media_type);
        format!(
            "location ~ \"{expression}\" {{\n  types {{ }}\n  default_type {media_type};\n  \
             charset utf-8;\n  charset_types {media_type};\n}}\n"
        )
    };
    feeds.iter().map(rule).collect()
}

/// Part of the file for the block of the site. Deferred, or the page for errors would have the
/// type of the feed that is not there.
pub(super) fn caddy(feeds: &[Feeds], base: &BaseUrl) -> String {
    let rule = |(at, feeds): (usize, &Feeds)| {
        let (expression, content_type) = (feeds.expression(base), feeds.content_type());
        let name = format!("@blattwerk_feeds_{at}");
        format!(
            "{name} path_regexp \"{expression}\"\nheader {name} {{\n  \
             Content-Type \"{content_type}\"\n  defer\n}}\n"
        )
    };
    feeds.iter().enumerate().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Host;
    use crate::published::{RulesFile, rules_text};

    fn said(file: RulesFile, hosts: &[Host]) -> String {
        let base = BaseUrl::new("https://a.example/a.b/").unwrap();
        let feeds = [
            ("/archive/atom-*.xml", "application/atom+xml"),
            ("/*/*/rss.xml", "application/rss+xml"),
            ("/rss.xml", "application/rss+xml"),
        ];
        let feeds = feeds.map(|(paths, media_type)| Feeds { paths: paths.to_owned(), media_type });
        rules_text(file, &[], &feeds, hosts, &base)
    }

    #[test]
    fn rss_16_each_host_is_told_in_its_own_words() {
        insta::assert_snapshot!(said(RulesFile::Headers, &[Host::Netlify]), @"
        /a.b/archive/atom-*.xml
          Content-Type: application/atom+xml; charset=utf-8
        /a.b/:f01/:f02/rss.xml
          Content-Type: application/rss+xml; charset=utf-8
        /a.b/rss.xml
          Content-Type: application/rss+xml; charset=utf-8
        ");
        insta::assert_snapshot!(said(RulesFile::Htaccess, &[Host::Apache]), @r#"
        ErrorDocument 404 /a.b/404.html
        ErrorDocument 410 /a.b/404.html
        <FilesMatch "^atom-[^/]+\.xml$">
          ForceType "application/atom+xml; charset=utf-8"
        </FilesMatch>
        <FilesMatch "^rss\.xml$">
          ForceType "application/rss+xml; charset=utf-8"
        </FilesMatch>
        "#);
        insta::assert_snapshot!(said(RulesFile::NginxFeeds, &[Host::Nginx]), @r#"
        location ~ "^/a\.b/archive/atom-[^/]+\.xml$" {
          types { }
          default_type application/atom+xml;
          charset utf-8;
          charset_types application/atom+xml;
        }
        location ~ "^/a\.b/[^/]+/[^/]+/rss\.xml$" {
          types { }
          default_type application/rss+xml;
          charset utf-8;
          charset_types application/rss+xml;
        }
        location ~ "^/a\.b/rss\.xml$" {
          types { }
          default_type application/rss+xml;
          charset utf-8;
          charset_types application/rss+xml;
        }
        "#);
        insta::assert_snapshot!(said(RulesFile::Caddy, &[Host::Caddy]), @r#"
        @blattwerk_feeds_0 path_regexp "^/a\.b/archive/atom-[^/]+\.xml$"
        header @blattwerk_feeds_0 {
          Content-Type "application/atom+xml; charset=utf-8"
          defer
        }
        @blattwerk_feeds_1 path_regexp "^/a\.b/[^/]+/[^/]+/rss\.xml$"
        header @blattwerk_feeds_1 {
          Content-Type "application/rss+xml; charset=utf-8"
          defer
        }
        @blattwerk_feeds_2 path_regexp "^/a\.b/rss\.xml$"
        header @blattwerk_feeds_2 {
          Content-Type "application/rss+xml; charset=utf-8"
          defer
        }
        "#);
    }
}
