//! What a page of HTML refers to, and what can be referred to in it.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::emitters::{Emitter, ForwardingEmitter};
use html5gum::{Span, Tokenizer};

/// A part of a page that matters for links.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'p> {
    Id(&'p str),
    /// What a reader can follow.
    Link(&'p str),
    /// What a browser loads and shows.
    Image(&'p str),
    /// Anything else that a browser loads or a program follows.
    Resource(&'p str),
    /// An image without an alternative text, not even an empty one.
    NoAlt(&'p str),
}

/// Reads a page, as lenient as browsers are, and tells of each part in its order.
pub(super) fn read(html: &[u8], tell: &mut dyn FnMut(Part<'_>)) {
    let mut reading =
        Reading { tell, tag: Tag::Other, attribute: Attribute::Other, image: None, meta: None };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        reading.event(&event);
        None
    });
    emitter.naively_switch_states(true);
    let mut tokens = Tokenizer::new_with_emitter(html, TagsOnly(emitter));
    // Reading from memory does not fail, and no event makes a token.
    while let Some(Ok(())) = tokens.next() {}
}

/// Lets texts and mistakes pass unseen, which are most of a page.
struct TagsOnly<E>(E);

impl<E: Emitter> ForwardingEmitter for TagsOnly<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_string(&mut self, _: &[u8]) {}
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Anchor,
    Area,
    Img,
    Link,
    /// Loads what its `src` names.
    Source,
    Object,
    Meta,
    Use,
    Other,
}

impl Tag {
    fn of(name: &[u8]) -> Self {
        match name {
            b"a" => Self::Anchor,
            b"area" => Self::Area,
            b"img" => Self::Img,
            b"link" => Self::Link,
            b"audio" | b"embed" | b"iframe" | b"script" | b"source" | b"track" | b"video" => {
                Self::Source
            }
            b"object" => Self::Object,
            b"meta" => Self::Meta,
            b"use" => Self::Use,
            _ => Self::Other,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Alt,
    Content,
    Data,
    Href,
    Id,
    Name,
    Poster,
    Property,
    Src,
    Srcset,
    Other,
}

impl Attribute {
    fn of(name: &[u8]) -> Self {
        match name {
            b"alt" => Self::Alt,
            b"content" => Self::Content,
            b"data" => Self::Data,
            b"href" => Self::Href,
            b"id" => Self::Id,
            b"name" => Self::Name,
            b"poster" => Self::Poster,
            b"property" => Self::Property,
            b"src" => Self::Src,
            b"srcset" => Self::Srcset,
            _ => Self::Other,
        }
    }
}

/// An image whose tag is not at its end.
#[derive(Default)]
struct Image {
    src: String,
    has_alt: bool,
}

/// What a page says of itself, whose tag is not at its end.
#[derive(Default)]
struct Meta {
    /// Whether its content is an address.
    is_address: bool,
    content: String,
}

struct Reading<'t> {
    tell: &'t mut dyn FnMut(Part<'_>),
    tag: Tag,
    attribute: Attribute,
    image: Option<Image>,
    meta: Option<Meta>,
}

impl Reading<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag::of(name);
                self.image = (self.tag == Tag::Img).then(Image::default);
                self.meta = (self.tag == Tag::Meta).then(Meta::default);
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = Attribute::of(name);
                if let Some(image) =
                    self.image.as_mut().filter(|_| self.attribute == Attribute::Alt)
                {
                    image.has_alt = true;
                }
            }
            CallbackEvent::AttributeValue { value } if self.attribute != Attribute::Other => {
                self.value(&String::from_utf8_lossy(value));
            }
            CallbackEvent::CloseStartTag { .. } => self.close(),
            _ => {}
        }
    }

    fn value(&mut self, value: &str) {
        let trimmed = value.trim();
        let part = match (self.tag, self.attribute) {
            (_, Attribute::Id) | (Tag::Anchor, Attribute::Name) => Part::Id(value),
            (Tag::Anchor | Tag::Area, Attribute::Href) => Part::Link(trimmed),
            (Tag::Img, Attribute::Src) => {
                if let Some(image) = &mut self.image {
                    trimmed.clone_into(&mut image.src);
                }
                Part::Image(trimmed)
            }
            (Tag::Img | Tag::Source, Attribute::Srcset) => {
                return candidates(trimmed).for_each(|url| (self.tell)(Part::Image(url)));
            }
            (Tag::Source, Attribute::Poster) => Part::Image(trimmed),
            (Tag::Source, Attribute::Src)
            | (Tag::Link | Tag::Use, Attribute::Href)
            | (Tag::Object, Attribute::Data) => Part::Resource(trimmed),
            (Tag::Meta, _) => return self.about_itself(trimmed),
            _ => return,
        };
        (self.tell)(part);
    }

    fn about_itself(&mut self, value: &str) {
        let Some(meta) = &mut self.meta else { return };
        match self.attribute {
            Attribute::Content => value.clone_into(&mut meta.content),
            Attribute::Property | Attribute::Name => {
                meta.is_address |= matches!(value, "og:image" | "og:url" | "twitter:image");
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        if let Some(image) = self.image.take().filter(|image| !image.has_alt) {
            (self.tell)(Part::NoAlt(&image.src));
        }
        if let Some(meta) = self.meta.take().filter(|meta| meta.is_address) {
            (self.tell)(Part::Resource(&meta.content));
        }
    }
}

/// The addresses of a `srcset`.
fn candidates(srcset: &str) -> impl Iterator<Item = &str> {
    srcset.split(',').filter_map(|candidate| candidate.split_whitespace().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(html: &str) -> Vec<String> {
        let mut parts = Vec::new();
        read(html.as_bytes(), &mut |part| parts.push(format!("{part:?}")));
        parts
    }

    #[test]
    fn links_images_and_ids_are_found_wherever_they_stand() {
        let html = "<link rel=x href='/a.css'><h1 id=top>x</h1><A HREF=\" /b/?x&amp;y \">b</A>\
            <img src=c.png alt><img src=d.png srcset='e.png 2x, f.png 3x'><a name=old></a>\
            <meta property=og:image content=/g.png><meta name=description content=/h>\
            <svg><use href='#i'/></svg><video poster=j.png src=k.mp4></video>";
        assert_eq!(
            parts(html),
            [
                "Resource(\"/a.css\")",
                "Id(\"top\")",
                "Link(\"/b/?x&y\")",
                "Image(\"c.png\")",
                "Image(\"d.png\")",
                "Image(\"e.png\")",
                "Image(\"f.png\")",
                "NoAlt(\"d.png\")",
                "Id(\"old\")",
                "Resource(\"/g.png\")",
                "Resource(\"#i\")",
                "Image(\"j.png\")",
                "Resource(\"k.mp4\")",
            ]
        );
    }

    #[test]
    fn what_is_no_tag_is_none() {
        assert!(
            parts(
                "<script>'<a href=/x/>'</script><!-- <a href=/y/> --><title><a href=/z/></title>"
            )
            .is_empty()
        );
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(html in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&html, &mut |_| ());
        }
    }
}
