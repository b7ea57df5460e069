//! Where links and images lead: asks the resolver, once per destination.

use std::collections::HashMap;

/// Knows where links and images lead. Asked once per destination, in the order
/// of the output; the answer holds for all places that name it. Not asked about
/// mail addresses in angle brackets, nor about scripts, which are refused.
pub trait Resolver {
    /// `destination` is as written in the text, with entities and escapes undone.
    fn link(&mut self, destination: &str) -> Link;
    fn image(&mut self, destination: &str) -> Image;
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Link {
    AsWritten,
    /// An external one gets the attributes of [`External`](super::External).
    To {
        url: String,
        external: bool,
    },
    /// Kept as written, and reported.
    Broken {
        why: String,
        hint: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Image {
    AsWritten,
    At {
        url: String,
        /// Width and height in pixels.
        size: Option<(u32, u32)>,
        versions: Versions,
    },
    /// Kept as written, and reported.
    Broken {
        why: String,
        hint: Option<String>,
    },
}

/// What a browser can choose from: texts for the attribute `srcset`, each if there is any.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Versions {
    /// In the picture's own format.
    pub same: Option<String>,
    pub webp: Option<String>,
}

/// Leaves every link and image as written.
pub struct Unresolved;

impl Resolver for Unresolved {
    fn link(&mut self, _: &str) -> Link {
        Link::AsWritten
    }

    fn image(&mut self, _: &str) -> Image {
        Image::AsWritten
    }
}

pub(super) struct Destinations<'r> {
    resolver: &'r mut dyn Resolver,
    links: HashMap<String, Link>,
    images: HashMap<String, Image>,
}

impl<'r> Destinations<'r> {
    pub(super) fn new(resolver: &'r mut dyn Resolver) -> Self {
        Destinations { resolver, links: HashMap::new(), images: HashMap::new() }
    }

    pub(super) fn link(&mut self, destination: &str) -> Link {
        if let Some(known) = self.links.get(destination) {
            return known.clone();
        }
        let link = self.resolver.link(destination);
        self.links.insert(destination.to_owned(), link.clone());
        link
    }

    pub(super) fn image(&mut self, destination: &str) -> Image {
        if let Some(known) = self.images.get(destination) {
            return known.clone();
        }
        let image = self.resolver.image(destination);
        self.images.insert(destination.to_owned(), image.clone());
        image
    }
}
