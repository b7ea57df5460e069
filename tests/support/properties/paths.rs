//! Slugs, URLs and files: nothing leads out, and what is encoded is decoded to the same.

use std::path::{Component, Path};

use blattwerk::value::{
    BaseUrl, OutputPath, SourcePath, UrlPath, percent_decode, percent_encode, slug_of_name, slugify,
};

use super::front_matter::article;

pub fn paths(bytes: &[u8]) {
    let text = &*super::text(bytes);
    slugs(text);
    encoding(text);
    if let Ok(url) = UrlPath::new(text) {
        is_a_url(&url);
    }
    if let Ok(output) = OutputPath::new(text) {
        stays_in_the_output(&output);
    }
    let (one, other) = text.split_once('\n').unwrap_or(("content/articles/2026/a.md", text));
    // Files are found by their names.
    if !one.split('/').any(|name| matches!(name, "" | "." | "..")) {
        stays_in_the_project(&SourcePath::new(one), other);
    }
    is_an_address(one, other);
    of_articles(text);
}

fn slugs(text: &str) {
    let slug = slugify(text);
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    assert!(slug.bytes().all(fits), "{slug}");
    assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"), "{slug}");
    assert_eq!(slugify(&slug), slug);

    let slug = slug_of_name("de", text);
    assert!(slug.bytes().all(|byte| fits(byte) || b"_.".contains(&byte)), "{slug}");
    assert!(!slug.starts_with('.') && !slug.ends_with('.'), "{slug}");
    assert_eq!(slug_of_name("de", &slug), slug);
}

fn encoding(text: &str) {
    let encoded = percent_encode(text);
    assert!(encoded.is_ascii() && !encoded.contains(|c: char| c.is_control() || c == ' '));
    assert_eq!(percent_decode(&encoded), text);

    let is_encoded = |at: usize| {
        let pair = text.as_bytes().get(at + 1..at + 3);
        pair.is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    let encoded = text.match_indices('%').filter(|(at, _)| is_encoded(*at)).count();
    let decoded = percent_decode(text);
    assert!(encoded > 0 || decoded == text, "{text:?} became {decoded:?}");
}

pub(super) fn is_a_url(url: &UrlPath) {
    assert_eq!(UrlPath::new(url.as_str()).as_ref(), Ok(url));
    assert_eq!(percent_decode(&url.encoded()), url.as_str());
    assert!(!url.folder().ends_with('/') && url.as_str().starts_with(url.folder()), "{url}");
    let output = url.output();
    assert_eq!(OutputPath::new(output.as_str()).as_ref(), Ok(&output));
    stays_in_the_output(&output);
}

/// Also where it is decoded once more than it should be, as some hosts do.
fn stays_in_the_output(output: &OutputPath) {
    stays_below(&output.under(Path::new("/root")), Path::new("/root"));
    let elsewhere = |c: char| c.is_control() || "\\:\"<>|?*".contains(c);
    assert!(!output.as_str().contains(elsewhere), "{output}");
    assert!(output.as_str().split('/').all(|name| name.len() <= 255), "{output}");
    let decoded = percent_decode(output.as_str());
    assert!(!decoded.split(['/', '\\']).any(|name| matches!(name, "." | "..")), "{output}");
    let folded = output.folded();
    if let Ok(again) = OutputPath::new(&folded) {
        assert_eq!(again.folded(), folded);
    }
}

fn stays_in_the_project(file: &SourcePath, reference: &str) {
    if let Some(joined) = file.join(reference) {
        let names = joined.as_str().split('/').filter(|_| !joined.as_str().is_empty());
        assert!(names.into_iter().all(|name| !matches!(name, "" | "." | "..")), "{joined}");
        stays_below(&joined.under(Path::new("/root")), Path::new("/root"));
    }
}

fn stays_below(file: &Path, root: &Path) {
    let below = file.strip_prefix(root).expect("it begins at the root");
    let is_name = |part: Component<'_>| matches!(part, Component::Normal(_));
    assert!(below.components().all(is_name), "{}", file.display());
}

fn is_an_address(base: &str, url: &str) {
    let (Ok(base), Ok(url)) = (BaseUrl::new(base), UrlPath::new(url)) else { return };
    let encoded = url.encoded();
    assert_eq!(base.strip(&base.link(&url)), Some(&*encoded));
    assert_eq!(base.strip(&base.absolute(&url)), Some(&*encoded));
    assert_eq!(base.absolute_link(&base.link(&url)), base.absolute(&url));
    assert_eq!(BaseUrl::new(&base.to_string()).as_ref(), Ok(&base));
}

/// What an article asks for, and what follows from the name of its file.
fn of_articles(text: &str) {
    let quoted = serde_json::to_string(text).expect("any text is JSON");
    let asked = ["slug", "path", "aliases", "categories"].map(|key| format!("{key}: {quoted}"));
    let asked = asked.iter().filter_map(|front| article("a", front));
    for article in asked.chain(article(text, "")) {
        is_a_url(&article.card.url);
        article.card.aliases.iter().for_each(is_a_url);
    }
}
