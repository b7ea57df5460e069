//! The themes that the program brings along, so that a site needs no theme folder.

/// The files of an embedded theme, by their paths below its folder.
pub fn files(theme: &str) -> Option<&'static [(&'static str, &'static [u8])]> {
    match theme {
        "schlicht" => Some(&SCHLICHT),
        _ => None,
    }
}

/// Is among the assets where a fragment is fetched.
pub(super) static FETCH_SCRIPT: &[u8] = include_bytes!("fragments.js");

macro_rules! theme {
    ($name:literal: $($file:literal),* $(,)?) => {
        [$(($file, include_bytes!(concat!("../../themes/", $name, "/", $file)).as_slice())),*]
    };
}

static SCHLICHT: [(&str, &[u8]); 17] = theme!("schlicht":
    "theme.toml",
    "assets/favicon.svg",
    "assets/style.css",
    "i18n/de.toml",
    "i18n/en.toml",
    "templates/404.html",
    "templates/article.html",
    "templates/base.html",
    "templates/fragments/sidebar.html",
    "templates/home.html",
    "templates/job.html",
    "templates/jobs.html",
    "templates/list.html",
    "templates/month.html",
    "templates/page.html",
    "templates/terms.html",
    "templates/year.html",
);
