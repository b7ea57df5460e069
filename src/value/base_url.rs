use std::borrow::Cow;

use super::{UrlPath, percent_decode, percent_encode};

/// Where the site will stand: an origin and, below it, a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://example.org`
    origin: String,
    /// Empty, or `/archiv`: with a slash in front and none at the end, percent-encoded.
    path: String,
}

impl BaseUrl {
    /// Refuses whatever is not `http(s)://host[:port][/path]`; the message says why.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let rest = ["https://", "http://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .ok_or("it does not begin with `https://` or `http://`")?;
        if let Some(c) = rest.chars().find(|&c| "?#@\\\"<>".contains(c) || c.is_whitespace()) {
            return Err(format!("`{c}` cannot stand in it"));
        }
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if host.is_empty() || host.starts_with(':') {
            return Err("it names no host".into());
        }
        // Whoever copies it from a browser copies it encoded.
        let path = UrlPath::new(&percent_decode(path)).map_err(|fault| fault.to_string())?;
        let scheme = &text[..text.len() - rest.len()];
        Ok(Self {
            origin: format!("{scheme}{}", host.to_ascii_lowercase()),
            path: path.encoded().trim_end_matches('/').to_owned(),
        })
    }

    /// From the root of the host, as links inside the site are written: `/archiv/tags/ki/`.
    pub fn link(&self, url: &UrlPath) -> String {
        [&self.path, &*url.encoded()].concat()
    }

    /// With the origin, as feeds, sitemaps and canonical links want it.
    pub fn absolute(&self, url: &UrlPath) -> String {
        [&self.origin, &self.path, &*url.encoded()].concat()
    }

    /// Makes a link from [`BaseUrl::link`] absolute; leaves one with a scheme as it is.
    pub fn absolute_link<'a>(&self, link: &'a str) -> Cow<'a, str> {
        if link.starts_with('/') && !link.starts_with("//") {
            return format!("{}{}", self.origin, percent_encode_link(link)).into();
        }
        Cow::Borrowed(link)
    }

    /// The part of a link's path below the site, decoded; nothing if it leads elsewhere.
    pub fn strip<'a>(&self, link: &'a str) -> Option<&'a str> {
        if link.starts_with("//") {
            return None;
        }
        let rest = link.strip_prefix(self.origin.as_str()).unwrap_or(link);
        let rest = rest.strip_prefix(self.path.as_str())?;
        match rest {
            "" => Some("/"),
            rest if rest.starts_with('/') => Some(rest),
            _ => None,
        }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        host.split_once(':').map_or(host, |(host, _)| host)
    }

    /// Empty, or `/archiv`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}/", self.origin, self.path)
    }
}

/// A link may be encoded already, so its `%` stay, and so do `?` and `#`.
fn percent_encode_link(link: &str) -> String {
    let encode = |part: &str| percent_encode(part).into_owned();
    link.split('%')
        .map(|part| {
            part.split('?')
                .map(|p| p.split('#').map(encode).collect::<Vec<_>>().join("#"))
                .collect::<Vec<_>>()
                .join("?")
        })
        .collect::<Vec<_>>()
        .join("%")
}

/// `https:`, `mailto:`, or the `//` of a host.
pub fn has_scheme(link: &str) -> bool {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme);
    let letters = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    };
    link.starts_with("//") || scheme.is_some_and(letters)
}

/// Whether a text names something for good, as RFC 3987 writes it: a scheme, and behind it no
/// character that an IRI cannot hold.
pub fn is_iri(text: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"{}|\\^`".contains(c);
    let behind = text.split_once(':').map_or("", |(_, behind)| behind);
    has_scheme(text) && !text.starts_with("//") && !behind.is_empty() && text.chars().all(fits)
}

/// Whether a link leads to a host, and not into a mailbox, say.
pub fn is_of_the_web(link: &str) -> bool {
    ["https://", "http://", "//"].iter().any(|start| link.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_link_leads_back_to_its_path(path in "/(\\PC|[/.%~ -]){0,20}", below in "(/[a-zß]{1,5}){0,2}") {
            let base = BaseUrl::new(&format!("https://a.example{below}/")).unwrap();
            if let Ok(url) = UrlPath::new(&path) {
                let (link, absolute) = (base.link(&url), base.absolute(&url));
                prop_assert_eq!(base.absolute_link(&link), absolute.as_str());
                for link in [&link, &absolute] {
                    let below = base.strip(link).expect("it leads to the site");
                    prop_assert_eq!(crate::value::percent_decode(below), url.as_str());
                }
            }
        }
    }

    #[test]
    fn a_sub_path_is_carried_by_every_link() {
        let base = BaseUrl::new("https://Example.org/archiv/").unwrap();
        let url = UrlPath::new("/tags/größe/").unwrap();
        assert_eq!(base.link(&url), "/archiv/tags/gr%C3%B6%C3%9Fe/");
        assert_eq!(base.absolute(&url), "https://example.org/archiv/tags/gr%C3%B6%C3%9Fe/");
        assert_eq!(base.strip("/archiv/tags/"), Some("/tags/"));
        assert_eq!(base.strip("/archive/"), None);
        assert_eq!(base.to_string(), "https://example.org/archiv/");
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        for bad in [
            "example.org",
            "ftp://x.example",
            "https://",
            "https://a b.example",
            "https://u@x.example",
            "https://x.example/?a",
        ] {
            assert!(BaseUrl::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_encoded_link_is_not_encoded_again() {
        let base = BaseUrl::new("https://a.example").unwrap();
        assert_eq!(base.absolute_link("/x%20y/ü?q=1#f"), "https://a.example/x%20y/%C3%BC?q=1#f");
        assert_eq!(base.absolute_link("https://b.example/"), "https://b.example/");
    }
}
