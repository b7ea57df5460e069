//! The themes that the program brings along, so that a site needs no theme folder.

/// Their names.
pub(super) const NAMES: [&str; 2] = ["schlicht", "zeitung"];

/// The files of an embedded theme, by their paths below its folder.
pub fn files(theme: &str) -> Option<&'static [(&'static str, &'static [u8])]> {
    match theme {
        "schlicht" => Some(&SCHLICHT),
        "zeitung" => Some(&ZEITUNG),
        _ => None,
    }
}

/// Is among the assets where a fragment is fetched.
pub(super) static FETCH_SCRIPT: &[u8] = include_bytes!("fragments.js");

/// Is among the assets where readers can search.
pub(super) static SEARCH_SCRIPT: &[u8] = include_bytes!("search.js");

/// The templates of a newsletter, where a theme has none of its own.
pub(super) static NEWSLETTER: [(&str, &str); 3] = [
    ("newsletter.html", include_str!("newsletter/newsletter.html")),
    ("newsletter.txt", include_str!("newsletter/newsletter.txt")),
    ("newsletter-article.txt", include_str!("newsletter/newsletter-article.txt")),
];

/// Their words, by language.
pub(super) static NEWSLETTER_WORDS: [(&str, &str); 2] =
    [("de", include_str!("newsletter/de.toml")), ("en", include_str!("newsletter/en.toml"))];

macro_rules! theme {
    ($name:literal: $($file:literal),* $(,)?) => {
        [$(($file, include_bytes!(concat!("../../themes/", $name, "/", $file)).as_slice())),*]
    };
}

static SCHLICHT: [(&str, &[u8]); 19] = theme!("schlicht":
    "theme.toml",
    "assets/favicon.svg",
    "assets/style.css",
    "i18n/de.toml",
    "i18n/en.toml",
    "templates/404.html",
    "templates/article.html",
    "templates/base.html",
    "templates/fragments/sidebar.html",
    "templates/gone.html",
    "templates/home.html",
    "templates/job.html",
    "templates/jobs.html",
    "templates/list.html",
    "templates/month.html",
    "templates/page.html",
    "templates/search.html",
    "templates/terms.html",
    "templates/year.html",
);

static ZEITUNG: [(&str, &[u8]); 48] = theme!("zeitung":
    "theme.toml",
    "assets/embeds.js",
    "assets/favicon.svg",
    "assets/style.css",
    "i18n/de.toml",
    "i18n/en.toml",
    "templates/404.html",
    "templates/article.html",
    "templates/base.html",
    "templates/calendar.html",
    "templates/components/block.html",
    "templates/components/comment.html",
    "templates/components/data.html",
    "templates/components/day.html",
    "templates/components/job.html",
    "templates/components/labels.html",
    "templates/components/pager.html",
    "templates/components/picture.html",
    "templates/components/teaser.html",
    "templates/components/term.html",
    "templates/components/trail.html",
    "templates/corrections.html",
    "templates/day.html",
    "templates/fragments/archive.html",
    "templates/fragments/sections.html",
    "templates/fragments/sidebar.html",
    "templates/gone.html",
    "templates/home.html",
    "templates/job.html",
    "templates/jobs.html",
    "templates/list.html",
    "templates/month.html",
    "templates/page.html",
    "templates/partials/article-data.html",
    "templates/partials/article-end.html",
    "templates/partials/article-head.html",
    "templates/partials/blocks.html",
    "templates/partials/boxes.html",
    "templates/partials/card.html",
    "templates/partials/comments.html",
    "templates/partials/job-data.html",
    "templates/partials/onward.html",
    "templates/partials/site-data.html",
    "templates/partials/toc.html",
    "templates/partials/translations.html",
    "templates/search.html",
    "templates/terms.html",
    "templates/year.html",
);
