//! The tags of images and figures.

use super::links::{attribute, escaped, href};

pub(super) struct Picture<'p> {
    pub(super) url: &'p str,
    pub(super) alt: &'p str,
    pub(super) title: &'p str,
    /// Width and height in pixels.
    pub(super) size: Option<(u32, u32)>,
    pub(super) loading: Loading,
}

#[derive(Clone, Copy)]
pub(super) enum Loading {
    /// When the reader gets near it.
    Lazy,
    /// As plain CommonMark leaves it to the browser.
    Unsaid,
}

/// `<img …>`, its title as an attribute.
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
        Loading::Unsaid => "",
    };
    let (src, alt) = (href(picture.url), attribute("alt", picture.alt));
    format!("<img src=\"{src}\"{alt}{title}{size}{loading} />")
}

/// The image with its title as a caption below it.
pub(super) fn figure(picture: &Picture) -> String {
    let img = tag(&Picture { title: "", ..*picture });
    format!("<figure>{img}<figcaption>{}</figcaption></figure>\n", escaped(picture.title))
}
