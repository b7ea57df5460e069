//! Tags that get another name, or become one: which files of the project say what then.
//!
//! Reads and computes everything, and finds what stands in the way. Writes nothing: whoever asked
//! does, at once, when all of it is known.

mod addresses;
mod words;

use rayon::prelude::*;

use crate::archive::Terms;
use crate::article::{Profile, front_matter, lists_of_terms};
use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Alone, Change, Document, Edited, Exchange, Format, TextList, nearest};
use crate::job;
use crate::published::Target;
use crate::render::World;
use crate::value::{Node, SourcePath, UrlPath};

use words::{Key, Word, Words};

const CODE: &str = "tags";

/// What is to become of some terms of a taxonomy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// One gets a name that none has.
    Rename { old: String, new: String },
    /// Some become another one.
    Merge { old: Vec<String>, into: String },
}

/// What follows from it.
#[derive(Debug)]
pub struct Retagging {
    /// The names that go.
    pub old: Vec<String>,
    pub new: String,
    /// The files of the project that say something else then.
    pub files: Vec<Rewritten>,
    /// What `redirects.yaml` says besides.
    pub redirects: Vec<(UrlPath, Target)>,
    /// What is left for people to do.
    pub warnings: Report,
}

/// A file that says something else.
#[derive(Debug)]
pub struct Rewritten {
    pub file: SourcePath,
    /// Nothing if it is not there yet.
    pub before: Option<String>,
    pub after: String,
    pub changes: Vec<Change>,
}

/// The terms that go, and the one that is there then.
struct Understood<'w> {
    old: Vec<&'w Word<'w>>,
    new: Key,
    name: String,
}

/// Looks at every file that may have the terms, also those that are not shown.
pub fn draw(world: &World, taxonomy: &str, wish: &Wish) -> Result<Retagging, Report> {
    let terms = find_taxonomy(world, taxonomy)?;
    let words = Words::gather(world, terms)?;
    let understood = match wish {
        Wish::Rename { old, new } => renamed(&words, old, new)?,
        Wish::Merge { old, into } => merged(&words, old, into)?,
    };
    let (mut files, mut report) = rewrite(world, &words, &understood);
    let mut warnings = named_in_settings(world, &words, &understood);
    match profiles(world, &words, &understood, wish, &mut warnings) {
        Ok(more) => files.extend(more),
        Err(diagnostic) => report.push(diagnostic),
    }
    let mut redirects = Vec::new();
    match addresses::moved(world, &words, &understood) {
        Ok((entries, file)) => {
            redirects = entries;
            files.extend(file);
        }
        Err(diagnostic) => report.push(diagnostic),
    }
    if report.has_errors() {
        return Err(report.sorted());
    }
    let old = understood.old.iter().map(|word| word.name.clone()).collect();
    Ok(Retagging { old, new: understood.name, files, redirects, warnings })
}

/// The terms of a taxonomy that somebody names.
pub fn find_taxonomy<'w>(world: &'w World, name: &str) -> Result<&'w Terms, Diagnostic> {
    world.archive.taxonomy(name).ok_or_else(|| {
        let all = world.archive.taxonomies().iter();
        let known: Vec<&str> = all.map(|terms| terms.taxonomy.name.as_str()).collect();
        Diagnostic::error(CODE, format!("there is no taxonomy `{name}`"))
            .hint(format!("one of: {}", known.join(", ")))
    })
}

fn renamed<'w>(words: &'w Words<'w>, old: &str, new: &str) -> Result<Understood<'w>, Diagnostic> {
    let name = new.trim().to_owned();
    let old = find(words, old)?;
    if name.contains(char::is_control) {
        return Err(Diagnostic::error(CODE, format!("`{}` is no name", name.escape_debug()))
            .hint("write it in one line"));
    }
    let mut new = words.key(&name);
    // An address that the profile gives is not that of a name.
    if let Some(profile) = old.profile.filter(|_| words.has_own_slug(old)) {
        new.slug.clone_from(&profile.slug);
    }
    if new.slug.is_empty() {
        return Err(Diagnostic::error(CODE, format!("`{name}` gives no URL"))
            .hint("use a name with a letter or a digit"));
    }
    let other = words.all().find(|word| word.key.slug == new.slug && word.key != old.key);
    match other {
        Some(other) if other.key == new || other.is_called(&name) => {
            let hint = format!("to make them one: blattwerk tags merge {:?} {name:?}", old.name);
            Err(Diagnostic::error(CODE, format!("`{}` is there already", other.name)).hint(hint))
        }
        // Two words of one address: to give one of them another is the way out.
        Some(other) if new.slug != old.key.slug => {
            let message =
                format!("`{name}` would stand at `{}`, where `{}` stands", new.slug, other.name);
            Err(Diagnostic::error(CODE, message).hint("use another name"))
        }
        _ => Ok(Understood { old: vec![old], new, name }),
    }
}

fn merged<'w>(words: &'w Words<'w>, old: &[String], into: &str) -> Result<Understood<'w>, Report> {
    let mut report = Report::default();
    let into = find(words, into).map_err(|diagnostic| report.push(diagnostic)).ok();
    let mut found: Vec<&Word<'_>> = Vec::new();
    for name in old {
        match find(words, name) {
            Ok(word) if into.is_some_and(|into| into.key == word.key) => report.push(
                Diagnostic::error(CODE, format!("`{name}` cannot become itself"))
                    .hint("name the tags that go, and at the end the one that stays"),
            ),
            Ok(word) if found.iter().any(|other| other.key == word.key) => {}
            Ok(word) => found.push(word),
            Err(diagnostic) => report.push(diagnostic),
        }
    }
    match into {
        Some(into) if !report.has_errors() => {
            Ok(Understood { old: found, new: into.key.clone(), name: into.name.clone() })
        }
        _ => Err(report),
    }
}

fn find<'w>(words: &'w Words<'w>, name: &str) -> Result<&'w Word<'w>, Diagnostic> {
    words.find(name).ok_or_else(|| {
        let known = words.all().flat_map(Word::spellings);
        let hint = match nearest(name.trim(), known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("blattwerk tags list --taxonomy {} names all", words.taxonomy()),
        };
        Diagnostic::error(CODE, format!("there is no `{name}` in {}", words.taxonomy())).hint(hint)
    })
}

/// Articles, drafts and expired ones too, and jobs.
fn rewrite(world: &World, words: &Words<'_>, to: &Understood<'_>) -> (Vec<Rewritten>, Report) {
    let goes = |name: &str| to.old.iter().any(|word| word.key == words.key(name));
    let is_old = |name: &str| name != to.name && goes(name);
    let is_new = |name: &str| name == to.name || (!goes(name) && words.key(name) == to.new);
    let exchange = || Exchange { is_old: &is_old, is_new: &is_new, new: &to.name };
    let concerned = words.bearers().filter(|bearer| bearer.names.iter().any(|name| is_old(name)));
    let concerned: Vec<_> = concerned.collect();
    let rewritten: Vec<Result<Option<Rewritten>, Diagnostic>> = concerned
        .par_iter()
        .map(|bearer| {
            let text = world.tree.read_text(&bearer.file)?;
            let document = document(&bearer.file, &text)?;
            let lists = lists(&bearer.file, &document.read().0, words.taxonomy());
            let edited = document.exchange(&lists, &exchange())?;
            Ok(edited.map(|edited| Rewritten::new(&bearer.file, Some(text.clone()), edited)))
        })
        .collect();
    let (mut files, mut report) = (Vec::new(), Report::default());
    for one in rewritten {
        match one {
            Ok(file) => files.extend(file),
            Err(diagnostic) => report.push(diagnostic),
        }
    }
    (files, report)
}

impl Rewritten {
    fn new(file: &SourcePath, before: Option<String>, edited: Edited) -> Self {
        let Edited { text, changes } = edited;
        Self { file: file.clone(), before, after: text, changes }
    }
}

/// The part of a file that names terms.
fn document<'t>(file: &'t SourcePath, text: &'t str) -> Result<Document<'t>, Diagnostic> {
    match file.as_str() {
        job::FILE => Ok(Document::whole(job::FILE, text, Format::Yaml, CODE)),
        _ => front_matter(file, text, CODE),
    }
}

/// Where it names them.
fn lists(file: &SourcePath, node: &Node, taxonomy: &str) -> Vec<TextList> {
    match node {
        Node::List(items) if file.as_str() == job::FILE => {
            (0..items.len()).map(|at| job::list_of_tags().of_entry(at)).collect()
        }
        _ if file.as_str().starts_with("content/jobs/") => vec![job::list_of_tags()],
        _ => lists_of_terms(taxonomy),
    }
}

/// The title of a text about a term follows its name. Of terms that become one, the text of the
/// only one that has any is that of the other.
fn profiles(
    world: &World,
    words: &Words<'_>,
    to: &Understood<'_>,
    wish: &Wish,
    warnings: &mut Report,
) -> Result<Option<Rewritten>, Diagnostic> {
    let mut own: Vec<(&Word<'_>, &Profile)> =
        to.old.iter().filter_map(|word| Some((*word, word.profile?))).collect();
    let has_one = words.all().any(|word| word.key == to.new && word.profile.is_some());
    let may_follow = match wish {
        Wish::Rename { .. } => true,
        Wish::Merge { .. } => !has_one && own.len() == 1 && !words.has_own_slug(own[0].0),
    };
    let following = if may_follow { own.pop() } else { None };
    for (word, profile) in own {
        warnings.push(
            Diagnostic::warning(
                CODE,
                format!("no page shows the text about `{}` any more", word.name),
            )
            .in_file(&profile.source)
            .hint(format!("take it over into that about `{}`, or delete it", to.name)),
        );
    }
    let Some((_, Profile { source, name, .. })) = following else { return Ok(None) };
    let text = world.tree.read_text(source)?;
    let is_old = |text: &str| text == name && text != to.name;
    let exchange = Exchange { is_old: &is_old, is_new: &|_| false, new: &to.name };
    let lists = ["title", "name"].map(|key| TextList::at_key(key, Alone::Whole));
    let edited = front_matter(source, &text, CODE)?.exchange(&lists, &exchange)?;
    Ok(edited.map(|edited| Rewritten::new(source, Some(text.clone()), edited)))
}

/// Books name tags in the settings, which nobody but people changes.
fn named_in_settings(world: &World, words: &Words<'_>, to: &Understood<'_>) -> Report {
    if words.taxonomy() != "tags" {
        return Report::default();
    }
    let goes = |name: &String| to.old.iter().any(|word| word.key.slug == words.key(name).slug);
    let is_new = |name: &String| words.key(name).slug == to.new.slug;
    let named = world.config.books.iter().flat_map(|book| &book.tags);
    let named: std::collections::BTreeSet<&String> =
        named.filter(|name| goes(name) && !is_new(name)).collect();
    named
        .into_iter()
        .map(|name| {
            Diagnostic::warning(CODE, format!("a book goes with `{name}`"))
                .in_file(crate::config::FILE)
                .hint(format!("write `{}` there", to.name))
        })
        .collect()
}
