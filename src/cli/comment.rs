use std::io::{IsTerminal, Read, stdin};

use serde::Serialize;

use super::Ending;
use super::args::{Comment as Args, CommentAdd, CommentWhat, Common};
use super::commands::{self, failed};
use super::console::{Console, Reader};
use crate::archive::Reason;
use crate::article::{Card, MARKDOWN};
use crate::build::{self, Silent};
use crate::comment::{self, Comment, Filed, Filing, Letter};
use crate::diagnostic::{Diagnostic, Report};
use crate::document::nearest;
use crate::emit::{self, Replacement};
use crate::plan::Kind;
use crate::render::World;
use crate::value::{Moment, SourcePath, percent_decode};

const CODE: &str = "comment";

/// Of a mail, with all that is attached to it.
const LARGEST: u64 = 64 << 20;

/// Characters of a text that tell what it is about.
const EXCERPT: usize = 60;

/// How many articles of one name are told apart.
const MOST_NAMED: usize = 5;

pub(super) fn comment(common: &Common, args: &Args, console: &Console) -> Ending {
    let done = match &args.what {
        CommentWhat::Add(args) => add(common, args, console),
        CommentWhat::List => list(common, console),
    };
    match done {
        Ok(()) => Ending::Done,
        Err(report) => failed(&report, console),
    }
}

fn add(common: &Common, args: &CommentAdd, console: &Console) -> Result<(), Report> {
    let request = commands::plain_request(common)?;
    let name = args.name.as_deref().map(own_name).transpose()?;
    let mail = mail()?;
    let (renderer, report) = build::prepare(&request, &Silent);
    let world = renderer.world();
    let card = article(world, &args.article).map_err(|diagnostic| {
        // What has errors cannot be found, perhaps.
        let mut all = report.errors_only().sorted();
        all.push(diagnostic);
        all
    })?;
    if !card.comments {
        let message = format!("`{}` takes no comments", card.source);
        let hint = "remove `comments: false` there, or write the comment by hand";
        return Err(Diagnostic::error(CODE, message).in_file(&card.source).hint(hint).into());
    }
    let letter = comment::read_letter(&mail)?;
    let name = name.or_else(|| letter.name.clone()).ok_or_else(|| {
        Diagnostic::error(CODE, "this mail tells an address of its sender, and no name")
            .hint("addresses are never kept: add `--name NAME`, as the reader signs")
    })?;
    // What a reader's clock says of the future is not so.
    let date = Moment::new(letter.date.map_or(request.now, |date| date.min(request.now)));
    let filed = comment::file(&world.tree, &world.config, &card.source, &name, date, &letter)?;
    if let Filed::New(Filing { file, before, after, .. }) = &filed {
        let replacement = Replacement { file, before: before.as_deref(), after };
        emit::replace(world.tree.root(), &[replacement])?;
    }
    if letter.text.contains(char::REPLACEMENT_CHARACTER) {
        let message = "some characters of this mail cannot be read, and stand there as `\u{fffd}`";
        let hint = "mend them before you approve it";
        console.complain(&Diagnostic::warning(CODE, message).in_file(filed.file()).hint(hint));
    }
    let date = world.date(date);
    tell(&Answer::new(card, &filed, &name, &date, &letter), &filed, console);
    Ok(())
}

fn own_name(text: &str) -> Result<String, Diagnostic> {
    comment::name(text).ok_or_else(|| {
        Diagnostic::error("usage", format!("`--name {}` is no name", text.escape_debug()))
            .hint("write it as the reader signs; an address is never kept")
    })
}

fn mail() -> Result<Vec<u8>, Diagnostic> {
    let stdin = stdin();
    if stdin.is_terminal() {
        return Err(Diagnostic::error("usage", "the mail is read from standard input")
            .hint("blattwerk comment add ARTICLE < mail.eml"));
    }
    let mut mail = Vec::new();
    let read = stdin.lock().take(LARGEST + 1).read_to_end(&mut mail);
    read.map_err(|error| Diagnostic::error(CODE, format!("the mail cannot be read: {error}")))?;
    if mail.len() as u64 > LARGEST {
        let message = format!("the mail has more than {} MB", LARGEST >> 20);
        return Err(Diagnostic::error(CODE, message).hint("remove what is attached to it"));
    }
    Ok(mail)
}

/// The article that somebody names by its file, its URL or the end of it.
fn article<'w>(world: &'w World, named: &str) -> Result<&'w Card, Diagnostic> {
    let sources = sources(named);
    if let Some(id) = sources.iter().find_map(|source| world.archive.by_source(source)) {
        return Ok(&world.archive.article(id).card);
    }
    if let Some(card) = by_url(world, named) {
        return Ok(card);
    }
    let articles = world.archive.articles().iter().map(|article| &article.card);
    let name = named.trim_matches('/');
    let found: Vec<&Card> = articles.clone().filter(|card| slug(card) == name).collect();
    match found[..] {
        [card] => return Ok(card),
        [] => {}
        _ => {
            let paths = found.iter().take(MOST_NAMED).map(|card| card.source.as_str());
            let paths = paths.collect::<Vec<_>>().join(", ");
            return Err(Diagnostic::error(
                CODE,
                format!("`{named}` is the name of several articles"),
            )
            .hint(format!("name one of the files: {paths}")));
        }
    }
    let is_it = |source: &SourcePath| sources.contains(source) || file_name(source) == name;
    if let Some(held) = world.archive.held().iter().find(|held| is_it(&held.source)) {
        let why = match held.reason {
            Reason::Draft => "it is a draft".to_owned(),
            Reason::Broken => "it has errors".to_owned(),
            Reason::Future(at) => format!("not before {at}"),
            Reason::Expired(at) => format!("it expired at {at}"),
        };
        return Err(Diagnostic::error(CODE, format!("`{}` is not published: {why}", held.source))
            .in_file(&held.source)
            .hint("comments go with articles that are shown"));
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    let last = last.rsplit_once('.').map_or(last, |(name, _)| name);
    let hint = match nearest(last, articles.map(slug)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`blattwerk list` names all articles".to_owned(),
    };
    Err(Diagnostic::error(CODE, format!("there is no article `{named}`")).hint(hint))
}

/// The files that a path may mean.
fn sources(named: &str) -> Vec<SourcePath> {
    let bare = named.trim_start_matches("./").trim_matches('/');
    let folders = ["", "content/", "content/articles/"];
    let paths = folders.iter().flat_map(|folder| {
        let path = format!("{folder}{bare}");
        let below = MARKDOWN.map(|ending| format!("{path}/index.{ending}"));
        let with = MARKDOWN.map(|ending| format!("{path}.{ending}"));
        [vec![path], below.into(), with.into()].concat()
    });
    paths.map(|path| SourcePath::new(&path)).collect()
}

/// Also by an address that it had.
fn by_url<'w>(world: &'w World, named: &str) -> Option<&'w Card> {
    let path = world.config.base_url.strip(named).unwrap_or(named);
    let path = path.split(['#', '?']).next().unwrap_or(path);
    let path = percent_decode(path.trim_end_matches("index.html"));
    let path = format!("/{}", path.trim_start_matches('/'));
    let slashed = format!("{}/", path.trim_end_matches('/'));
    let mut route = [path, slashed].iter().find_map(|path| world.plan.find(path))?;
    if let Kind::Redirect(to) = &route.kind {
        route = world.plan.find(to.as_str())?;
    }
    match route.kind {
        Kind::Article(id) => Some(&world.archive.article(id).card),
        _ => None,
    }
}

/// The last part of an article's URL.
fn slug(card: &Card) -> &str {
    let url = card.url.as_str().trim_end_matches('/');
    let last = url.rsplit('/').next().unwrap_or(url);
    last.strip_suffix(".html").unwrap_or(last)
}

/// The name of an article's file, or folder, without an ending.
fn file_name(source: &SourcePath) -> &str {
    let path = source.as_str();
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let path = path.strip_suffix("/index").unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

/// For programs.
#[derive(Serialize)]
struct Answer<'a> {
    article: &'a str,
    file: &'a str,
    /// Nothing if it was there before.
    line: Option<usize>,
    filed: bool,
    name: &'a str,
    date: &'a str,
    text: &'a str,
}

impl<'a> Answer<'a> {
    fn new(
        card: &'a Card,
        filed: &'a Filed,
        name: &'a str,
        date: &'a str,
        letter: &'a Letter,
    ) -> Self {
        let line = match filed {
            Filed::New(filing) => Some(filing.line),
            Filed::Before(_) => None,
        };
        Self {
            article: card.source.as_str(),
            file: filed.file().as_str(),
            line,
            filed: line.is_some(),
            name,
            date,
            text: &letter.text,
        }
    }
}

fn tell(answer: &Answer<'_>, filed: &Filed, console: &Console) {
    match (console.reader, filed) {
        (Reader::Programs, _) => {
            console.say(&(serde_json::to_string(answer).unwrap_or_default() + "\n"));
        }
        (Reader::People, Filed::Before(file)) => {
            console.tell(&format!("{file} holds this mail already; nothing was changed\n"));
        }
        (Reader::People, Filed::New(Filing { file, line, entry, .. })) => {
            console.say(&format!("{file}:{line}\n"));
            console.tell(entry);
            console.tell("to approve it, remove the line `approved: false`\n");
        }
    }
}

/// A comment that waits, for programs.
#[derive(Serialize)]
struct Waiting {
    file: String,
    name: String,
    date: String,
    text: String,
}

fn list(common: &Common, console: &Console) -> Result<(), Report> {
    let request = commands::plain_request(common)?;
    let (renderer, _) = build::prepare(&request, &Silent);
    let world = renderer.world();
    let mut waiting = Vec::new();
    let mut report = Report::default();
    for file in world.tree.below(comment::FOLDER).iter().filter(|file| comment::is_file(file)) {
        let (all, said) = match world.tree.read_text(file) {
            Ok(text) => comment::read_all(file, &text, &world.config.timezone),
            Err(diagnostic) => (Vec::new(), diagnostic.into()),
        };
        report.append(said.errors_only());
        waiting.extend(comment::waiting(&all).into_iter().map(|comment: &Comment| Waiting {
            file: file.to_string(),
            name: comment.name.clone(),
            date: world.date(comment.date),
            text: comment.text.trim().to_owned(),
        }));
    }
    match console.reader {
        Reader::Programs => {
            console.say(&(serde_json::to_string(&waiting).unwrap_or_default() + "\n"));
        }
        Reader::People => waiting.iter().for_each(|Waiting { file, name, date, text }| {
            let date: String = date.chars().take(16).collect();
            console.say(&format!("{file}  {date}  {name}: {}\n", excerpt(text)));
        }),
    }
    if report.has_errors() { Err(report) } else { Ok(()) }
}

fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.chars().count() > EXCERPT {
        true => words.chars().take(EXCERPT - 1).collect::<String>() + "…",
        false => words,
    }
}
