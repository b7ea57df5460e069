//! What templates and texts ask for beyond their view, recorded with the digest of the answer.
//!
//! A page that asked is right as long as the answers are: that is all that a later build
//! needs to know, whatever has changed. Within one build a question is answered once.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};
use tera::{Error, Kwargs, TeraResult, Value};

use super::World;
use super::fragment::Fragment;
use super::functions::{self, Answer};
use super::slots::{Marks, Slot};
use crate::document::nearest;
use crate::value::Digest;

/// A function of ours and the arguments that a template gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Question {
    pub function: String,
    /// As JSON, in the order of their names.
    pub arguments: String,
}

impl Question {
    /// The name of the fragment that it asks for.
    pub fn fragment(&self) -> Option<String> {
        let arguments: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&self.arguments).ok()?;
        let name = arguments.get("name")?.as_str()?;
        (self.function == "fragment").then(|| name.to_owned())
    }
}

impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let arguments: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&self.arguments).unwrap_or_default();
        let arguments: Vec<String> =
            arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
        write!(f, "{}({})", self.function, arguments.join(", "))
    }
}

/// Answers with more items than this are made anew for each page that asks.
const KEPT: usize = 64;

/// A question, and the digest of its answer.
pub struct Answered {
    pub question: Question,
    pub digest: Digest,
    /// The answer itself, once a template has asked.
    value: OnceLock<Value>,
}

/// Answers each question once, since the world that it is asked about is frozen.
pub(super) struct Answers {
    world: Arc<World>,
    marks: Marks,
    /// By name, once all of them are rendered.
    fragments: OnceLock<BTreeMap<String, Fragment>>,
    known: Mutex<HashMap<Question, Arc<Answered>>>,
}

thread_local! {
    /// What the page that this thread renders has asked for; nothing while none is rendered.
    static ASKED: RefCell<Option<Asked>> = const { RefCell::new(None) };
}

/// What a page gets for an inline fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// A mark, to be replaced.
    Mark,
    Content,
}

/// What a page has asked for.
pub(super) struct Asked {
    inline: Inline,
    /// How many marks it got.
    pub marks: usize,
    pub answered: Vec<Arc<Answered>>,
}

/// Does some work on this thread, and tells what was asked meanwhile, each question once.
pub(super) fn recording<T>(inline: Inline, work: impl FnOnce() -> T) -> (T, Asked) {
    ASKED.set(Some(Asked { inline, marks: 0, answered: Vec::new() }));
    let result = work();
    let nothing = Asked { inline, marks: 0, answered: Vec::new() };
    let mut asked = ASKED.take().unwrap_or(nothing);
    asked.answered.sort_unstable_by(|a, b| a.question.cmp(&b.question));
    (result, asked)
}

impl Answers {
    pub fn new(world: Arc<World>, common: Digest) -> Self {
        let (marks, fragments) = (Marks::new(common), OnceLock::new());
        Self { world, marks, fragments, known: Mutex::new(HashMap::new()) }
    }

    /// From now on pages may hold these.
    pub fn set_fragments(&self, fragments: BTreeMap<String, Fragment>) {
        // Rendered once, so a second time does not come.
        let _ = self.fragments.set(fragments);
    }

    /// Answers a template, and records that it asked.
    pub fn answer(&self, function: &'static str, kwargs: &Kwargs) -> TeraResult<Value> {
        let arguments: BTreeMap<String, &Value> =
            kwargs.iter().map(|(name, value)| (name.to_string(), value)).collect();
        let arguments = serde_json::to_string(&arguments)
            .map_err(|error| Error::message(format!("an argument cannot be read: {error}")))?;
        let question = Question { function: function.to_owned(), arguments };
        let answered = self.find(&question, kwargs)?;
        let value = match answered.value.get() {
            Some(value) => value.clone(),
            None => {
                let value =
                    self.ask(&question, kwargs, |answer| Value::from_serializable(answer))?;
                // The HTML of a fragment is ours, whatever escapes.
                let value = if function == "fragment" { value.mark_safe() } else { value };
                // What is long is asked for by few pages, and would stay in memory for all.
                if value.len().is_none_or(|length| length <= KEPT) {
                    let _ = answered.value.set(value.clone());
                }
                value
            }
        };
        let mark = ASKED.with_borrow_mut(|asked| {
            let asked = asked.as_mut()?;
            if !asked.answered.iter().any(|known| Arc::ptr_eq(known, &answered)) {
                asked.answered.push(Arc::clone(&answered));
            }
            let mark = self.mark(function, kwargs).filter(|_| asked.inline == Inline::Mark)?;
            asked.marks += 1;
            Some(mark)
        });
        Ok(mark.unwrap_or(value))
    }

    /// What stands for a fragment until the page is rendered. One that is empty stands for
    /// itself, since templates ask whether there is anything.
    fn mark(&self, function: &str, kwargs: &Kwargs) -> Option<Value> {
        if function != "fragment" {
            return None;
        }
        let name = kwargs.must_get::<&str>("name").ok()?;
        let place = self.fragments.get()?.keys().position(|known| known == name)?;
        let place = u32::try_from(place).ok()?;
        self.inline_html(place).filter(|html| !html.is_empty())?;
        Some(Value::safe_string(&self.marks.of(place)))
    }

    /// A fragment that stands in the pages themselves, by its place among the names.
    pub fn inline_html(&self, place: u32) -> Option<&str> {
        self.fragments.get()?.values().nth(place as usize)?.inline()
    }

    /// All of these, with their names, in the order of their places.
    pub fn all_inline(&self) -> Vec<(&str, &str)> {
        let all = self.fragments.get().into_iter().flatten();
        all.map(|(name, fragment)| (name.as_str(), fragment.inline().unwrap_or_default())).collect()
    }

    /// Puts the fragments in the place of their marks.
    pub fn fill(&self, page: Vec<u8>, marks: usize) -> Option<(Vec<u8>, Vec<Slot>)> {
        match marks {
            0 => Some((page, Vec::new())),
            _ => self.marks.fill(&page, marks, |place| self.inline_html(place)),
        }
    }

    /// The digest of the answer as it would be now; nothing if there is none.
    pub fn digest(&self, question: &Question) -> Option<Digest> {
        let arguments: serde_json::Value = serde_json::from_str(&question.arguments).ok()?;
        let arguments = Value::from_serializable(&arguments).into_map()?;
        let answered = self.find(question, &Kwargs::new(Arc::new(arguments))).ok()?;
        Some(answered.digest)
    }

    fn find(&self, question: &Question, kwargs: &Kwargs) -> TeraResult<Arc<Answered>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answered) = known().get(question) {
            return Ok(Arc::clone(answered));
        }
        let digest = self.ask(question, kwargs, |answer| Digest::of_value(answer))?;
        let (question, value) = (question.clone(), OnceLock::new());
        let answered = Arc::new(Answered { question: question.clone(), digest, value });
        // Of two threads that asked at once, the first one's answer stands, so that each
        // question has one.
        Ok(Arc::clone(known().entry(question).or_insert(answered)))
    }

    /// Asks, and makes something of the answer.
    fn ask<T>(
        &self,
        question: &Question,
        kwargs: &Kwargs,
        make: impl FnOnce(&Answer<'_>) -> T,
    ) -> TeraResult<T> {
        match question.function.as_str() {
            "fragment" => Ok(make(&Answer::Text(self.fragment(kwargs)?.into()))),
            name => Ok(make(&functions::ask(&self.world, name, kwargs)?)),
        }
    }

    /// What hosts replace, and by what.
    pub fn included(&self) -> impl Iterator<Item = (&str, &str)> {
        let config = &self.world.config.fragments;
        self.fragments.get().into_iter().flatten().filter_map(|(name, fragment)| {
            Some((fragment.included(config.way(name))?, fragment.html.as_str()))
        })
    }

    /// The fragment of this name, if it could be rendered.
    pub fn rendered(&self, name: &str) -> Option<&Fragment> {
        self.fragments.get()?.get(name)
    }

    fn fragment(&self, kwargs: &Kwargs) -> TeraResult<&str> {
        let name = kwargs.must_get::<&str>("name")?;
        let Some(fragments) = self.fragments.get() else {
            return Err(Error::message("a fragment cannot hold another fragment"));
        };
        fragments.get(name).map(Fragment::shown).ok_or_else(|| {
            let way_out = match nearest(name, fragments.keys().map(String::as_str)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("add templates/fragments/{name}.html to the theme"),
            };
            Error::message(format!("there is no fragment `{name}`; {way_out}"))
        })
    }
}

/// A link or image of a text, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference<S = String> {
    pub is_image: bool,
    pub destination: S,
}

/// All that a text refers to, also what is missing, and the digest of where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct References<S = String> {
    pub all: Vec<Reference<S>>,
    pub answers: Digest,
}

impl<S> Default for References<S> {
    fn default() -> Self {
        Self { all: Vec::new(), answers: Digest::default() }
    }
}
