//! Redirects and media types as hosts read them, each in the words and within the limits of its
//! own (RULES.md, section 7).

use crate::config::Host;
use crate::value::{BaseUrl, UrlPath, percent_decode};

use super::Target;
use super::media::{self, Feeds};

/// A file of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RulesFile {
    /// `_redirects`, of Netlify, Cloudflare Pages and GitLab Pages.
    Underscore,
    /// `_headers`, of Netlify and Cloudflare Pages.
    Headers,
    /// `.htaccess`, of Apache.
    Htaccess,
    /// Redirects, for beside the block of a server.
    Nginx,
    /// Media types, for the block of a server.
    NginxFeeds,
    Caddy,
}

impl RulesFile {
    pub const fn path(self) -> &'static str {
        match self {
            Self::Underscore => "/_redirects",
            Self::Headers => "/_headers",
            Self::Htaccess => "/.htaccess",
            Self::Nginx => "/redirects.nginx.conf",
            Self::NginxFeeds => "/feeds.nginx.conf",
            Self::Caddy => "/redirects.caddy",
        }
    }

    const fn of(host: Host) -> &'static [Self] {
        match host {
            Host::Netlify | Host::Cloudflare => &[Self::Underscore, Self::Headers],
            Host::Gitlab => &[Self::Underscore],
            Host::Apache => &[Self::Htaccess],
            Host::Nginx => &[Self::Nginx, Self::NginxFeeds],
            Host::Caddy => &[Self::Caddy],
        }
    }

    /// The files that some hosts read.
    pub fn of_all(hosts: &[Host]) -> Vec<Self> {
        let mut files: Vec<Self> = hosts.iter().copied().flat_map(Self::of).copied().collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Whether a site with or without redirects and feeds needs it. What a configuration includes
    /// by its name must be there: a server does not start without.
    pub const fn is_needed(self, has_redirects: bool, has_feeds: bool) -> bool {
        match self {
            Self::Underscore => has_redirects,
            Self::Headers => has_feeds,
            Self::Htaccess => has_redirects || has_feeds,
            Self::Nginx | Self::NginxFeeds | Self::Caddy => true,
        }
    }

    pub const fn has_redirects(self) -> bool {
        match self {
            Self::Underscore | Self::Htaccess | Self::Nginx | Self::Caddy => true,
            Self::Headers | Self::NginxFeeds => false,
        }
    }
}

/// A page that is elsewhere, or gone.
pub type Departed = (UrlPath, Target);

/// How much a host reads.
struct Limit {
    rules: usize,
    /// Bytes of the whole file.
    bytes: usize,
    /// Characters of a line.
    line: usize,
}

impl Limit {
    const NONE: Self = Self { rules: usize::MAX, bytes: usize::MAX, line: usize::MAX };

    fn of(host: Host) -> Self {
        match host {
            // More than ten thousand slow each request down.
            Host::Netlify => Self { rules: 10_000, ..Self::NONE },
            Host::Cloudflare => Self { rules: 2_000, line: 1_000, ..Self::NONE },
            Host::Gitlab => Self { rules: 1_000, bytes: 64 << 10, ..Self::NONE },
            Host::Apache | Host::Nginx | Host::Caddy => Self::NONE,
        }
    }
}

/// Which of some departed pages all hosts can be told of, the first ones first; of the others,
/// pages tell. Both in the order that they came in.
pub fn split(
    departed: Vec<Departed>,
    hosts: &[Host],
    base: &BaseUrl,
) -> (Vec<Departed>, Vec<Departed>) {
    let mut limits: Vec<Limit> = hosts.iter().copied().map(Limit::of).collect();
    departed.into_iter().partition(|one| {
        if hosts.is_empty() || !is_plain(&one.0) || !can_be_told(&one.1, hosts) {
            return false;
        }
        let line = underscore_line(one, hosts, base);
        let length = line.chars().count();
        let fits = limits
            .iter()
            .all(|limit| limit.rules > 0 && length <= limit.line && line.len() <= limit.bytes);
        for limit in limits.iter_mut().filter(|_| fits) {
            limit.rules -= 1;
            limit.bytes -= line.len();
        }
        fits
    })
}

/// Cloudflare and GitLab answer with no status that would say that a page is gone.
fn can_be_told(target: &Target, hosts: &[Host]) -> bool {
    match target {
        // Apache takes what stands behind these for no part of the path.
        Target::Moved(to) => !hosts.contains(&Host::Apache) || !to.as_str().contains(['?', '#']),
        Target::Gone => !hosts.iter().any(|host| matches!(host, Host::Cloudflare | Host::Gitlab)),
    }
}

/// Whether every host takes a path for itself and not for a pattern.
fn is_plain(path: &UrlPath) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-._~/,@=!&'+".contains(c);
    path.as_str().chars().all(plain)
}

/// The text of a file of rules.
pub fn text(
    file: RulesFile,
    departed: &[Departed],
    feeds: &[Feeds],
    hosts: &[Host],
    base: &BaseUrl,
) -> String {
    let lines =
        |line: &dyn Fn(&Departed) -> String| -> String { departed.iter().map(line).collect() };
    match file {
        RulesFile::Underscore => lines(&|one| underscore_line(one, hosts, base)),
        RulesFile::Headers => media::headers(feeds, base),
        RulesFile::Htaccess => {
            let error = base.link(&not_found());
            format!("ErrorDocument 404 {error}\nErrorDocument 410 {error}\n")
                + &lines(&|one| htaccess_line(one, base))
                + &media::htaccess(feeds)
        }
        RulesFile::Nginx => nginx(departed, base),
        RulesFile::NginxFeeds => media::nginx(feeds, base),
        RulesFile::Caddy => lines(&|one| caddy_line(one, base)) + &media::caddy(feeds, base),
    }
}

fn not_found() -> UrlPath {
    UrlPath::new("/404.html").expect("this is a path")
}

/// Netlify lets a file win over a rule, unless the rule insists. The others do not know `!`.
fn underscore_line((from, to): &Departed, hosts: &[Host], base: &BaseUrl) -> String {
    let only_netlify = hosts.iter().all(|host| !matches!(host, Host::Cloudflare | Host::Gitlab));
    let insist = if only_netlify { "!" } else { "" };
    let from = base.link(from);
    match to {
        Target::Moved(to) => format!("{from} {} 301{insist}\n", base.link(to)),
        Target::Gone => format!("{from} {} 404{insist}\n", base.link(&not_found())),
    }
}

/// `Redirect` would take all that begins so, too.
fn htaccess_line((from, to): &Departed, base: &BaseUrl) -> String {
    let path = percent_decode(&base.link(from)).into_owned();
    let (path, end) = match path.strip_suffix('/') {
        Some(path) => (path, "/?"),
        None => (path.as_str(), ""),
    };
    let pattern: String = path.chars().flat_map(escaped).collect();
    match to {
        // It encodes what it is told; and `$` would begin a variable.
        Target::Moved(to) => {
            let to = percent_decode(&base.link(to)).replace('$', "\\$");
            format!("RedirectMatch 301 \"^{pattern}{end}$\" \"{to}\"\n")
        }
        Target::Gone => format!("RedirectMatch 410 \"^{pattern}{end}$\"\n"),
    }
}

/// A letter of a path as a regular expression has it.
pub(super) fn escaped(c: char) -> impl Iterator<Item = char> {
    let is_meta = c.is_ascii() && !c.is_ascii_alphanumeric() && !"/-_~,@=!&'".contains(c);
    is_meta.then_some('\\').into_iter().chain([c])
}

/// `$` would begin a variable.
fn without_variables(link: &str) -> String {
    link.replace('$', "%24")
}

/// Volatile, since the page for errors is another address, and neither moved nor gone.
fn nginx(departed: &[Departed], base: &BaseUrl) -> String {
    let mut moved = String::from("map $uri $blattwerk_moved {\n  volatile;\n  default \"\";\n");
    let mut gone = String::from("map $uri $blattwerk_gone {\n  volatile;\n  default \"\";\n");
    for (from, to) in departed {
        let path = percent_decode(&base.link(from)).into_owned();
        let with_and_without = [path.as_str(), path.trim_end_matches('/')];
        let both = if path.ends_with('/') { &with_and_without[..] } else { &with_and_without[..1] };
        for path in both.iter().filter(|path| !path.is_empty()) {
            match to {
                Target::Moved(to) => {
                    let to = without_variables(&base.link(to));
                    moved.push_str(&format!("  \"{path}\" \"{to}\";\n"));
                }
                Target::Gone => gone.push_str(&format!("  \"{path}\" 1;\n")),
            }
        }
    }
    format!("{moved}}}\n{gone}}}\n")
}

fn caddy_line((from, to): &Departed, base: &BaseUrl) -> String {
    let path = percent_decode(&base.link(from)).into_owned();
    let rule = |path: &str| match to {
        Target::Moved(to) => format!("redir \"{path}\" \"{}\" 301\n", base.link(to)),
        Target::Gone => format!("error \"{path}\" 410\n"),
    };
    match path.strip_suffix('/') {
        Some(without) if !without.is_empty() => rule(without) + &rule(&path),
        _ => rule(&path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn departed() -> Vec<Departed> {
        let path = |text: &str| UrlPath::new(text).unwrap();
        vec![
            (path("/alt/größe/"), Target::Moved(path("/neu/größe/"))),
            (path("/a+b.html"), Target::Moved(path("/neu/$1/"))),
            (path("/weg/"), Target::Gone),
        ]
    }

    fn said(file: RulesFile, hosts: &[Host]) -> String {
        let base = BaseUrl::new("https://a.example/archiv/").unwrap();
        text(file, &departed(), &[], hosts, &base)
    }

    #[test]
    fn each_host_is_told_in_its_own_words() {
        insta::assert_snapshot!(said(RulesFile::Underscore, &[Host::Netlify]), @"
        /archiv/alt/gr%C3%B6%C3%9Fe/ /archiv/neu/gr%C3%B6%C3%9Fe/ 301!
        /archiv/a+b.html /archiv/neu/$1/ 301!
        /archiv/weg/ /archiv/404.html 404!
        ");
        insta::assert_snapshot!(said(RulesFile::Underscore, &[Host::Gitlab, Host::Netlify]), @"
        /archiv/alt/gr%C3%B6%C3%9Fe/ /archiv/neu/gr%C3%B6%C3%9Fe/ 301
        /archiv/a+b.html /archiv/neu/$1/ 301
        /archiv/weg/ /archiv/404.html 404
        ");
        insta::assert_snapshot!(said(RulesFile::Htaccess, &[Host::Apache]), @r#"
        ErrorDocument 404 /archiv/404.html
        ErrorDocument 410 /archiv/404.html
        RedirectMatch 301 "^/archiv/alt/größe/?$" "/archiv/neu/größe/"
        RedirectMatch 301 "^/archiv/a\+b\.html$" "/archiv/neu/\$1/"
        RedirectMatch 410 "^/archiv/weg/?$"
        "#);
        insta::assert_snapshot!(said(RulesFile::Nginx, &[Host::Nginx]), @r#"
        map $uri $blattwerk_moved {
          volatile;
          default "";
          "/archiv/alt/größe/" "/archiv/neu/gr%C3%B6%C3%9Fe/";
          "/archiv/alt/größe" "/archiv/neu/gr%C3%B6%C3%9Fe/";
          "/archiv/a+b.html" "/archiv/neu/%241/";
        }
        map $uri $blattwerk_gone {
          volatile;
          default "";
          "/archiv/weg/" 1;
          "/archiv/weg" 1;
        }
        "#);
        insta::assert_snapshot!(said(RulesFile::Caddy, &[Host::Caddy]), @r#"
        redir "/archiv/alt/größe" "/archiv/neu/gr%C3%B6%C3%9Fe/" 301
        redir "/archiv/alt/größe/" "/archiv/neu/gr%C3%B6%C3%9Fe/" 301
        redir "/archiv/a+b.html" "/archiv/neu/$1/" 301
        error "/archiv/weg" 410
        error "/archiv/weg/" 410
        "#);
    }

    #[test]
    fn beyond_a_hosts_limit_there_are_pages() {
        let base = BaseUrl::new("https://a.example/").unwrap();
        let one = |at: usize| {
            let path = UrlPath::new(&format!("/{at:05}/")).unwrap();
            (path, Target::Moved(UrlPath::new("/neu/").unwrap()))
        };
        let told = |hosts: &[Host]| {
            let (rules, pages) = split((0..12_000).map(one).collect(), hosts, &base);
            assert_eq!(rules.len() + pages.len(), 12_000);
            rules.len()
        };
        assert_eq!(told(&[]), 0);
        assert_eq!(told(&[Host::Netlify]), 10_000);
        assert_eq!(told(&[Host::Netlify, Host::Cloudflare]), 2_000);
        assert_eq!(told(&[Host::Gitlab]), 1_000);
        assert_eq!(told(&[Host::Apache, Host::Nginx, Host::Caddy]), 12_000);
    }

    #[test]
    fn a_line_that_is_too_long_and_a_path_that_would_be_a_pattern_become_pages() {
        let base = BaseUrl::new("https://a.example/").unwrap();
        let to = || Target::Moved(UrlPath::new("/neu/").unwrap());
        let path = |text: &str| UrlPath::new(text).unwrap();
        let long = ["/x".repeat(500), "/".into()].concat();
        let departed =
            vec![(path(&long), to()), (path("/a{b}/"), to()), (path("/weg/"), Target::Gone)];
        let (rules, pages) = split(departed, &[Host::Cloudflare], &base);
        assert!(rules.is_empty(), "{rules:?}");
        assert_eq!(pages.len(), 3);
    }
}
