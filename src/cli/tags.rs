use serde::Serialize;

use super::Ending;
use super::args::{Common, Tags, TagsList, TagsMerge, TagsRename, TagsWhat, Writing};
use super::commands::{self, failed};
use super::console::{Console, Reader};
use super::summary::counted;
use crate::archive::{Term, similar};
use crate::build::{self, Silent};
use crate::diagnostic::{Diagnostic, Report};
use crate::emit::{self, Replacement};
use crate::published::Target;
use crate::render::World;
use crate::retag::{self, Retagging, Rewritten, Wish};

/// What is wrong with the very tags that may be about to be mended.
const MENDED: [&str; 2] = ["same-term", "no-slug"];

pub(super) fn tags(common: &Common, args: &Tags, console: &Console) -> Ending {
    match &args.what {
        TagsWhat::List(args) => list(common, args, console),
        TagsWhat::Rename(TagsRename { old, new, writing }) => {
            let wish = Wish::Rename { old: old.clone(), new: new.clone() };
            retag(common, &wish, writing, console)
        }
        TagsWhat::Merge(TagsMerge { old, into, writing }) => {
            let wish = Wish::Merge { old: old.clone(), into: into.clone() };
            retag(common, &wish, writing, console)
        }
    }
}

/// A term, for programs.
#[derive(Serialize)]
struct Item<'t> {
    name: &'t str,
    slug: &'t str,
    count: usize,
}

impl<'t> From<&'t Term> for Item<'t> {
    fn from(term: &'t Term) -> Self {
        Self { name: &term.name, slug: &term.slug, count: term.articles.len() }
    }
}

fn list(common: &Common, args: &TagsList, console: &Console) -> Ending {
    let request = match commands::request(common, &args.shown, None) {
        Ok(request) => request,
        Err(misuse) => return failed(&misuse.into(), console),
    };
    let (renderer, report) = build::prepare(&request, &Silent);
    let report = report.sorted();
    let terms = match retag::find_taxonomy(renderer.world(), &args.taxonomy.taxonomy) {
        Ok(terms) => terms,
        Err(diagnostic) if report.has_errors() => {
            let mut all = report;
            all.push(diagnostic);
            return failed(&all, console);
        }
        Err(diagnostic) => return failed(&diagnostic.into(), console),
    };
    console.report(&report);
    if args.similar {
        let groups: Vec<Vec<Item<'_>>> = similar(terms)
            .into_iter()
            .map(|group| group.into_iter().map(Item::from).collect())
            .collect();
        match console.reader {
            Reader::Programs => say_json(&groups, console),
            Reader::People => {
                let groups: Vec<String> = groups.iter().map(|group| lines(group)).collect();
                console.say(&groups.join("\n"));
            }
        }
    } else {
        let used = terms.all().iter().filter(|term| !term.articles.is_empty());
        let items: Vec<Item<'_>> = used.map(Item::from).collect();
        match console.reader {
            Reader::Programs => say_json(&items, console),
            Reader::People => console.say(&lines(&items)),
        }
    }
    if report.has_errors() { Ending::Failed } else { Ending::Done }
}

fn lines(items: &[Item<'_>]) -> String {
    items.iter().map(|item| format!("{:>6}  {}\n", item.count, item.name)).collect()
}

fn say_json(value: &impl Serialize, console: &Console) {
    console.say(&(serde_json::to_string(value).unwrap_or_default() + "\n"));
}

fn retag(common: &Common, wish: &Wish, writing: &Writing, console: &Console) -> Ending {
    let request = match commands::plain_request(common) {
        Ok(request) => request,
        Err(misuse) => return failed(&misuse.into(), console),
    };
    let (renderer, report) = build::prepare(&request, &Silent);
    let in_the_way: Report = report
        .errors_only()
        .iter()
        .filter(|diagnostic| !MENDED.contains(&diagnostic.code.as_ref()))
        .cloned()
        .collect();
    if in_the_way.has_errors() {
        return failed(&in_the_way.sorted(), console);
    }
    let world = renderer.world();
    let retagging = match retag::draw(world, &writing.taxonomy.taxonomy, wish) {
        Ok(retagging) => retagging,
        Err(report) => return failed(&report, console),
    };
    if !writing.dry_run
        && let Err(diagnostic) = write(world, &retagging.files)
    {
        return failed(&diagnostic.into(), console);
    }
    console.report(&retagging.warnings);
    match console.reader {
        Reader::Programs => say_json(&Answer::new(&retagging, writing), console),
        Reader::People => tell(&retagging, writing, console),
    }
    Ending::Done
}

fn write(world: &World, files: &[Rewritten]) -> Result<(), Diagnostic> {
    let files: Vec<Replacement<'_>> = files
        .iter()
        .map(|Rewritten { file, before, after, .. }| Replacement {
            file,
            before: before.as_deref(),
            after,
        })
        .collect();
    if files.is_empty() {
        return Ok(());
    }
    emit::replace(world.tree.root(), &files)
}

fn tell(retagging: &Retagging, writing: &Writing, console: &Console) {
    let Retagging { old, new, files, redirects, .. } = retagging;
    if writing.dry_run {
        console.say(&files.iter().map(difference).collect::<String>());
    }
    let old: Vec<String> = old.iter().map(|name| format!("`{name}`")).collect();
    let becomes = if writing.dry_run { "would become" } else { "is now" };
    let becomes = if old.len() > 1 { becomes.replace("is now", "are now") } else { becomes.into() };
    let changed = counted(files.len(), "file");
    console.tell(&format!("{} {becomes} `{new}`: {changed} changed\n", old.join(", ")));
    for (from, target) in redirects {
        match target {
            Target::Moved(to) => console.tell(&format!("{from} leads to {to}\n")),
            Target::Gone => console.tell(&format!("{from} is gone\n")),
        }
    }
}

/// The lines of a file that differ.
fn difference(file: &Rewritten) -> String {
    let mut text = String::new();
    for change in &file.changes {
        text.push_str(&format!("{}:{}\n", file.file, change.line));
        change.before.iter().for_each(|line| text.push_str(&format!("- {line}\n")));
        change.after.iter().for_each(|line| text.push_str(&format!("+ {line}\n")));
    }
    text
}

/// For programs.
#[derive(Serialize)]
struct Answer<'r> {
    old: &'r [String],
    new: &'r str,
    written: bool,
    files: Vec<File<'r>>,
    redirects: Vec<Redirect<'r>>,
}

#[derive(Serialize)]
struct File<'r> {
    file: &'r str,
    changes: Vec<Lines<'r>>,
}

#[derive(Serialize)]
struct Lines<'r> {
    line: usize,
    before: &'r [String],
    after: &'r [String],
}

#[derive(Serialize)]
struct Redirect<'r> {
    from: &'r str,
    /// Nothing if it is gone.
    to: Option<&'r str>,
}

impl<'r> Answer<'r> {
    fn new(retagging: &'r Retagging, writing: &Writing) -> Self {
        let file = |Rewritten { file, changes, .. }: &'r Rewritten| {
            let lines = changes.iter().map(|change| Lines {
                line: change.line,
                before: &change.before,
                after: &change.after,
            });
            File { file: file.as_str(), changes: lines.collect() }
        };
        let redirects = retagging.redirects.iter().map(|(from, target)| {
            let to = match target {
                Target::Moved(to) => Some(to.as_str()),
                Target::Gone => None,
            };
            Redirect { from: from.as_str(), to }
        });
        Self {
            old: &retagging.old,
            new: &retagging.new,
            written: !writing.dry_run,
            files: retagging.files.iter().map(file).collect(),
            redirects: redirects.collect(),
        }
    }
}
