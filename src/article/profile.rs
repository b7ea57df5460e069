use super::{Opened, Profile};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::Part;
use crate::value::{Map, Node, slugify, slugify_in};

/// The keys of a file in `content/tags` or `content/authors`.
pub(super) fn profile(opened: &mut Opened<'_>, config: &Config) -> Option<Profile> {
    let fields = &mut opened.fields;
    let name = fields.text(&["title", "name"]);
    if name.is_none() {
        fields.missing("title", "name the tag or the author as articles do");
    }
    let own_slug = fields.text(&["slug"]);
    let mut description = fields.text(&["description"]);
    // Not the name: articles write it as it stands here.
    if let (Some(rules), Some(text)) = (config.typography(None), &mut description) {
        rules.set_in(text);
    }
    let extra = match fields.node(&["extra"]) {
        Some(Node::Map(map)) => map,
        _ => Map::default(),
    };
    fields.refuse_rest();
    let name = name?;
    let slug = own_slug.clone().unwrap_or_else(|| slugify_in(&config.default_language, &name));
    if slug != slugify(&slug) || slug.is_empty() {
        let key = if own_slug.is_some() { "slug" } else { "title" };
        let diagnostic = Diagnostic::error("front-matter", format!("`{slug}` is no slug"))
            .hint("write `slug:` with small letters, digits and hyphens");
        fields.complain(key, Part::Value, diagnostic);
        return None;
    }
    let body = opened.body;
    Some(Profile { source: opened.file.clone(), name, slug, description, extra, body })
}
