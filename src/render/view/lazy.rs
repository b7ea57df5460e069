//! Parts of views that are written out only for a template.
//!
//! A fingerprint takes from them what the rest follows from: of an address the route, of a
//! date the moment, of a teaser its digest, which is found once for all pages that show it.
//! What the settings add is the same for all pages, and stands in their common digest.

use serde::{Serialize, Serializer};

use crate::archive::ArticleId;
use crate::render::World;
use crate::value::{Moment, UrlPath};

/// Where a page stands, from the root of the host or with the whole address.
#[derive(Clone, Copy)]
pub(in crate::render) struct Address<'a> {
    world: &'a World,
    target: Target<'a>,
    form: Form,
}

#[derive(Clone, Copy, Serialize)]
enum Target<'a> {
    Url(&'a UrlPath),
    /// The word of a taxonomy in URLs, and the slug of a term.
    Term(&'a str, &'a str),
}

#[derive(Clone, Copy)]
enum Form {
    Link,
    Absolute,
}

impl<'a> Address<'a> {
    /// The link and the whole address of a route.
    pub fn both(world: &'a World, url: &'a UrlPath) -> (Self, Self) {
        Self::forms(world, Target::Url(url))
    }

    pub fn of_term(world: &'a World, taxonomy: &'a str, slug: &'a str) -> (Self, Self) {
        Self::forms(world, Target::Term(taxonomy, slug))
    }

    fn forms(world: &'a World, target: Target<'a>) -> (Self, Self) {
        (Self { world, target, form: Form::Link }, Self { world, target, form: Form::Absolute })
    }

    pub fn text(&self) -> String {
        match (self.target, self.form) {
            (Target::Url(url), Form::Link) => self.world.link(url),
            (Target::Url(url), Form::Absolute) => self.world.absolute(url),
            (Target::Term(taxonomy, slug), form) => {
                let path = ["/", taxonomy, "/", slug, "/"].concat();
                match form {
                    Form::Link => self.world.link_to(&path),
                    Form::Absolute => self.world.absolute_to(&path),
                }
            }
        }
    }
}

impl Serialize for Address<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (serializer.is_human_readable(), self.form) {
            (true, _) => serializer.serialize_str(&self.text()),
            (false, Form::Link) => self.target.serialize(serializer),
            // The two forms always come together.
            (false, Form::Absolute) => serializer.serialize_unit(),
        }
    }
}

/// A date, as RFC 3339 writes it in the site's zone.
#[derive(Clone, Copy)]
pub(in crate::render) struct Date<'a> {
    pub world: &'a World,
    pub moment: Moment,
}

impl Serialize for Date<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.serialize_str(&self.world.date(self.moment)),
            false => self.moment.serialize(serializer),
        }
    }
}

/// The teaser of an article.
#[derive(Clone, Copy)]
pub(in crate::render) struct TeaserOf<'a> {
    pub world: &'a World,
    pub id: ArticleId,
}

impl Serialize for TeaserOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => super::teaser(self.world, self.id).serialize(serializer),
            false => self.world.teaser_digest(self.id).serialize(serializer),
        }
    }
}
