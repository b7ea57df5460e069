//! The tags of images and figures.

use super::destinations::Versions;
use super::links::{attribute, escaped, href};

#[derive(Clone, Copy)]
pub(super) struct Picture<'p> {
    pub(super) url: &'p str,
    pub(super) alt: &'p str,
    pub(super) title: &'p str,
    /// Width and height in pixels.
    pub(super) size: Option<(u32, u32)>,
    pub(super) versions: &'p Versions,
    /// How wide it is shown.
    pub(super) sizes: &'p str,
    pub(super) loading: Loading,
}

/// When a browser is to fetch a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// When the reader gets near it.
    Lazy,
    /// At once, since it is on the first screen.
    Eager,
    /// As plain CommonMark leaves it to the browser.
    Unsaid,
}

/// `<img …>`, its title as an attribute; in a `<picture>` where there is WebP.
pub(super) fn tag(picture: &Picture) -> String {
    let title = match picture.title {
        "" => String::new(),
        title => attribute("title", title),
    };
    let size = picture
        .size
        .map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\""))
        .unwrap_or_default();
    let loading = match picture.loading {
        Loading::Lazy => " loading=\"lazy\" decoding=\"async\"",
        Loading::Eager => " fetchpriority=\"high\"",
        Loading::Unsaid => "",
    };
    let offer = |srcset: &String| attribute("srcset", srcset) + &attribute("sizes", picture.sizes);
    let same = picture.versions.same.as_ref().map(offer).unwrap_or_default();
    let (src, alt) = (href(picture.url), attribute("alt", picture.alt));
    let img = format!("<img src=\"{src}\"{same}{alt}{title}{size}{loading} />");
    match picture.versions.webp.as_ref().map(offer) {
        Some(webp) => {
            format!("<picture><source type=\"image/webp\"{webp} />{img}</picture>")
        }
        None => img,
    }
}

/// The image with its title as a caption below it.
pub(super) fn figure(picture: &Picture) -> String {
    let img = tag(&Picture { title: "", ..*picture });
    format!("<figure>{img}<figcaption>{}</figcaption></figure>\n", escaped(picture.title))
}
