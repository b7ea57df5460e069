//! Which names a template mentions, and whether what it sees has them.
//!
//! Tera takes a name that is not there for "no" where a template asks `{% if … %}`, so a slip
//! in it would stay unseen. Its syntax tree is its own, so templates are read here as tokens.
//! What cannot be followed that way (answers of functions, filters, components) is taken for
//! right: nothing that works is ever called wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Theme;
use super::tokens::{Tag, Token, tags};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::nearest;

/// What a value holds, as far as names go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Whatever a template asks of it.
    #[default]
    Any,
    List(Box<Shape>),
    Map(BTreeMap<String, Shape>),
}

/// Maps whose keys are those of one site, which a theme for many sites asks for in vain.
const OPEN: [&str; 2] = ["extra", "taxonomies"];

impl Shape {
    pub fn of(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Array(items) => {
                Self::List(Box::new(items.iter().map(Self::of).fold(Self::Any, Self::and)))
            }
            serde_json::Value::Object(fields) => {
                let shape = |(name, value): (&String, &serde_json::Value)| {
                    let open = OPEN.contains(&name.as_str());
                    (name.clone(), if open { Self::Any } else { Self::of(value) })
                };
                Self::Map(fields.iter().map(shape).collect())
            }
            _ => Self::Any,
        }
    }

    /// What either of two values holds. What one of them does not tell the other may.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Map(mut one), Self::Map(other)) => {
                for (name, shape) in other {
                    let known = one.remove(&name).unwrap_or_default();
                    one.insert(name, known.and(shape));
                }
                Self::Map(one)
            }
            (Self::List(one), Self::List(other)) => Self::List(Box::new(one.and(*other))),
            (Self::Any, shape) | (shape, _) => shape,
        }
    }

    /// Nothing if there is no such field.
    fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(fields) => fields.get(name),
            Self::Any | Self::List(_) => Some(&ANY),
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let fields = match self {
            Self::Map(fields) => Some(fields),
            _ => None,
        };
        fields.into_iter().flat_map(|fields| fields.keys().map(String::as_str))
    }
}

const ANY: Shape = Shape::Any;

/// Says of every name in the theme's templates that is not among what they see.
///
/// `seen` has for each template that makes pages what it sees; the templates that it extends
/// or includes see the same.
pub fn unknown_names(theme: &Theme, seen: &BTreeMap<String, Shape>) -> Vec<Diagnostic> {
    let read: Vec<Vec<Tag<'_>>> =
        theme.templates.iter().map(|template| tags(&template.text)).collect();
    let mut shapes: Vec<Option<Shape>> = vec![None; read.len()];
    for (name, shape) in seen {
        for at in reached(theme, &read, name) {
            let known = shapes[at].take().unwrap_or_default();
            shapes[at] = Some(known.and(shape.clone()));
        }
    }
    let borrowed: Vec<BTreeSet<&str>> = borrowed(theme, &read);
    let mut all = Vec::new();
    for (at, template) in theme.templates.iter().enumerate() {
        let Some(shape) = &shapes[at] else { continue };
        let mut reader = Reader { scopes: vec![Scope::default()], root: shape, found: Vec::new() };
        for name in &borrowed[at] {
            reader.bind(name, Shape::Any);
        }
        reader.template(&read[at]);
        let found = reader.found.into_iter();
        all.extend(found.map(|unknown| unknown.diagnostic(&template.file, &template.text)));
    }
    all
}

/// The places of a template and of all that it extends or includes.
fn reached(theme: &Theme, read: &[Vec<Tag<'_>>], name: &str) -> Vec<usize> {
    let mut reached = Vec::new();
    let mut next: Vec<usize> = theme.place(name).into_iter().collect();
    while let Some(at) = next.pop() {
        if !reached.contains(&at) {
            reached.push(at);
            next.extend(
                read[at]
                    .iter()
                    .flat_map(|tag| tag.templates())
                    .filter_map(|name| theme.place(name)),
            );
        }
    }
    reached
}

/// For each template, the names that the templates which include it have bound.
fn borrowed<'t>(theme: &Theme, read: &[Vec<Tag<'t>>]) -> Vec<BTreeSet<&'t str>> {
    let mut borrowed = vec![BTreeSet::new(); read.len()];
    // Once for each level that an included template may include others again.
    for _ in 0..read.len() {
        let before = borrowed.clone();
        for (at, tags) in read.iter().enumerate() {
            let own = tags.iter().flat_map(Tag::bound);
            let bound: Vec<&str> = own.chain(before[at].iter().copied()).collect();
            let included =
                tags.iter().filter(|tag| tag.is("include")).flat_map(|tag| tag.templates());
            for place in included.filter_map(|name| theme.place(name)) {
                borrowed[place].extend(&bound);
            }
        }
        if borrowed == before {
            break;
        }
    }
    borrowed
}

struct Unknown {
    span: Range<usize>,
    /// What is said to have the name; empty at the top.
    owner: String,
    name: String,
    nearest: Option<String>,
}

impl Unknown {
    fn diagnostic(self, file: &str, text: &str) -> Diagnostic {
        let Self { span, owner, name, nearest } = self;
        let whole =
            |name: &str| if owner.is_empty() { name.to_owned() } else { format!("{owner}.{name}") };
        let message = format!("there is no `{}` where this template is used", whole(&name));
        let hint = match nearest {
            Some(known) => format!("did you mean `{}`?", whole(&known)),
            None => "`{{ __tera_context }}` prints all that a template sees".into(),
        };
        Diagnostic::warning("unknown-name", message).at(Place::new(file, text, span)).hint(hint)
    }
}

#[derive(Default)]
struct Scope<'t> {
    /// The tag that ends it; none for the template itself.
    end: Option<&'static str>,
    names: BTreeMap<&'t str, Shape>,
}

/// Follows a template from tag to tag with what is bound at each place.
struct Reader<'t, 's> {
    scopes: Vec<Scope<'t>>,
    root: &'s Shape,
    found: Vec<Unknown>,
}

impl<'t> Reader<'t, '_> {
    fn template(&mut self, tags: &[Tag<'t>]) {
        for tag in tags {
            self.tag(tag);
        }
    }

    fn tag(&mut self, tag: &Tag<'t>) {
        if self.is_in_component() && !tag.is("endcomponent") {
            return;
        }
        if self.scopes.last().and_then(|scope| scope.end).is_some_and(|end| tag.is(end)) {
            self.scopes.pop();
            return;
        }
        let (names, value) = tag.binding();
        if tag.is("component") {
            self.scopes.push(Scope { end: Some("endcomponent"), ..Scope::default() });
            return;
        }
        self.expression(value);
        let shape = self.shape_of(value);
        if tag.is("for") {
            self.scopes.push(Scope { end: Some("endfor"), ..Scope::default() });
            let item = match shape {
                Shape::List(item) if names.len() == 1 => *item,
                _ => Shape::Any,
            };
            names.iter().for_each(|name| self.bind(name, item.clone()));
        } else {
            names.iter().for_each(|name| self.bind(name, shape.clone()));
        }
    }

    fn is_in_component(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.end == Some("endcomponent"))
    }

    fn bind(&mut self, name: &'t str, shape: Shape) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(name, shape);
        }
    }

    fn lookup(&self, name: &str) -> Option<&Shape> {
        let scopes = self.scopes.iter().rev();
        scopes.filter_map(|scope| scope.names.get(name)).next().or_else(|| self.root.field(name))
    }

    /// What an expression is, if it is a name and nothing else.
    fn shape_of(&self, tokens: &[Token<'t>]) -> Shape {
        let Some((path, [])) = path(tokens) else { return Shape::Any };
        let mut shape = self.lookup(path[0].text);
        for name in &path[1..] {
            shape = shape.and_then(|shape| shape.field(name.text));
        }
        shape.cloned().unwrap_or_default()
    }

    fn expression(&mut self, tokens: &[Token<'t>]) {
        // The names of a component's arguments look like names of values.
        if tokens.first().is_some_and(Token::opens_component) {
            return;
        }
        let comprehended = comprehended(tokens);
        let mut at = 0;
        while at < tokens.len() {
            let Some((path, rest)) = path(&tokens[at..]) else {
                at += 1;
                continue;
            };
            let is_value = !leads_to_no_value(&tokens[..at])
                && !rest.first().is_some_and(|token| matches!(token.text, "(" | "=" | ":"))
                && !comprehended.contains(&path[0].text)
                && !is_asked_whether_defined(rest);
            if is_value {
                self.value(path.iter());
            }
            at = tokens.len() - rest.len();
        }
    }

    fn value<'p>(&mut self, mut path: impl Iterator<Item = &'p Token<'t>>)
    where
        't: 'p,
    {
        let Some(first) = path.next().filter(|first| !is_word_of_tera(first.text)) else { return };
        let mut owner = String::new();
        let mut next = Some(first);
        let mut shape = None;
        while let Some(name) = next {
            let found = match &shape {
                None => self.lookup(name.text).cloned(),
                Some(shape) => Shape::field(shape, name.text).cloned(),
            };
            let Some(found) = found else {
                let nearest = self.nearest(shape.as_ref(), name.text);
                self.found.push(Unknown {
                    span: name.span(),
                    owner,
                    name: name.text.to_owned(),
                    nearest,
                });
                return;
            };
            owner = if owner.is_empty() {
                name.text.to_owned()
            } else {
                format!("{owner}.{}", name.text)
            };
            shape = Some(found);
            next = path.next();
        }
    }

    fn nearest(&self, shape: Option<&Shape>, name: &str) -> Option<String> {
        let bound = self.scopes.iter().flat_map(|scope| scope.names.keys().copied());
        match shape {
            Some(shape) => nearest(name, shape.names()),
            None => nearest(name, self.root.names().chain(bound)),
        }
        .map(str::to_owned)
    }
}

/// The name at the beginning, with the fields that are asked of it, and what follows.
fn path<'a, 't>(tokens: &'a [Token<'t>]) -> Option<(Vec<Token<'t>>, &'a [Token<'t>])> {
    let (first, mut rest) = tokens.split_first().filter(|(first, _)| first.is_name())?;
    let mut path = vec![*first];
    while let [dot, name, after @ ..] = rest
        && matches!(dot.text, "." | "?.")
        && name.is_name()
    {
        path.push(*name);
        rest = after;
    }
    Some((path, rest))
}

/// Whether the next name is that of a filter, a test or a field.
fn leads_to_no_value(before: &[Token<'_>]) -> bool {
    match before {
        [.., is, not] if is.text == "is" && not.text == "not" => true,
        [.., last] => matches!(last.text, "." | "?." | "|" | "is"),
        [] => false,
    }
}

/// `x is defined`, `x | default(…)`: here a name may be missing on purpose.
fn is_asked_whether_defined(rest: &[Token<'_>]) -> bool {
    let words: Vec<&str> = rest.iter().take(3).map(|token| token.text).collect();
    matches!(
        words[..],
        ["is", "defined" | "undefined", ..]
            | ["is", "not", "defined" | "undefined"]
            | ["|", "default", ..]
    )
}

/// The names that `[x for x in …]` binds.
fn comprehended<'t>(tokens: &[Token<'t>]) -> Vec<&'t str> {
    let mut names = Vec::new();
    let mut rest = tokens.iter();
    while rest.by_ref().any(|token| token.text == "for") {
        names.extend(rest.by_ref().take_while(|token| token.text != "in").map(|token| token.text));
    }
    names
}

fn is_word_of_tera(name: &str) -> bool {
    const WORDS: [&str; 14] = [
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
        "for",
        "true",
        "false",
        "none",
        "loop",
        "as",
        "__tera_context",
    ];
    WORDS.contains(&name.to_lowercase().as_str())
}
