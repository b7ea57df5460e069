use super::{CODE, Key, Rewritten, Understood, Word, Words};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Format, yaml_text};
use crate::plan::{Feed, Kind, List, Plan};
use crate::published::{REDIRECTS, Redirects, Target};
use crate::render::World;
use crate::source::read_root_file;
use crate::value::{Map, Node, SourcePath, UrlPath};

type Moved = (Vec<(UrlPath, Target)>, Option<Rewritten>);

/// What `redirects.yaml` must say so that no address of the terms that go is lost.
pub(super) fn moved(
    world: &World,
    words: &Words<'_>,
    to: &Understood<'_>,
) -> Result<Moved, Diagnostic> {
    let path = |slug: &str| UrlPath::new(&format!("{}/", words.path(slug)));
    let new = path(&to.new.slug).map_err(|fault| {
        Diagnostic::error(CODE, format!("`{}` gives no URL", to.name)).label(fault)
    })?;
    let written = read_root_file(world.tree.root(), REDIRECTS).transpose()?;
    let text = written.as_deref().unwrap_or_default();
    let redirects = Redirects::read(text, &world.config).0;
    let says = |path: &UrlPath| redirects.rules().iter().any(|rule| rule.from == *path);
    let mut entries = Vec::new();
    for word in &to.old {
        let goes = |key: &Key| to.old.iter().any(|word| word.key == *key);
        let stays = |other: &Word<'_>| other.key.slug == word.key.slug && !goes(&other.key);
        if word.key.slug == to.new.slug || words.all().any(stays) {
            continue;
        }
        let Ok(old) = path(&word.key.slug) else { continue };
        match what_stands(&world.plan, &old) {
            Stands::List => entries.push((old.clone(), Target::Moved(new.clone()))),
            // All its articles are held back, as they will be under the new name.
            Stands::Gone if !says(&old) => entries.push((old.clone(), Target::Gone)),
            Stands::Gone | Stands::Other | Stands::Nothing => {}
        }
        if let Some((old, new)) = feed(&old).zip(feed(&new))
            && matches!(
                world.plan.find(old.as_str()).map(|route| &route.kind),
                Some(Kind::Feed(Feed::Term(_)))
            )
        {
            entries.push((old, Target::Moved(new)));
        }
    }
    // Where the list comes to stand now, no redirect can.
    let arrives = |rule_from: &UrlPath| {
        entries.iter().any(|(_, target)| matches!(target, Target::Moved(to) if to == rule_from))
    };
    let rules = redirects.rules().iter();
    let ends: Vec<usize> =
        rules.filter(|rule| arrives(&rule.from)).map(crate::published::Rule::place).collect();
    let is_taken = match what_stands(&world.plan, &new) {
        Stands::List | Stands::Nothing => false,
        Stands::Gone | Stands::Other => arrives(&new) && !says(&new),
    };
    if is_taken {
        let message = format!("`{}` would stand at `{new}`, where another page stands", to.name);
        return Err(Diagnostic::error(CODE, message).hint("use another name"));
    }
    if entries.is_empty() {
        return Ok((entries, None));
    }
    let more: Vec<(String, Node)> = entries.iter().map(entry).collect();
    let document = Document::whole(REDIRECTS, text, Format::Yaml, CODE);
    let edited = document.with_entries(&ends, &more).ok_or_else(|| {
        let lines: String = more.into_iter().map(|(lines, _)| lines).collect();
        Diagnostic::error(CODE, "redirects.yaml is written in a way that cannot be added to")
            .in_file(REDIRECTS)
            .hint(format!("write each entry in lines of its own, as these:\n{}", lines.trim_end()))
    })?;
    Ok((entries, Some(Rewritten::new(&SourcePath::new(REDIRECTS), written.clone(), edited))))
}

/// What stands at the address of a term.
enum Stands {
    List,
    Gone,
    Other,
    Nothing,
}

fn what_stands(plan: &Plan, path: &UrlPath) -> Stands {
    match (plan.find(path.as_str()).map(|route| &route.kind), plan.told(path.as_str())) {
        (Some(Kind::Newest(List::Term(_))), _) => Stands::List,
        (Some(Kind::Gone), _) | (None, Some(Target::Gone)) => Stands::Gone,
        (Some(_), _) | (None, Some(Target::Moved(_))) => Stands::Other,
        (None, None) => Stands::Nothing,
    }
}

fn feed(list: &UrlPath) -> Option<UrlPath> {
    UrlPath::new(&format!("{list}rss.xml")).ok()
}

/// An entry of the list: its lines, and what they say.
fn entry((from, target): &(UrlPath, Target)) -> (String, Node) {
    let text = |path: &UrlPath| Node::Text(path.to_string());
    let from_line = format!("- from: {}\n", yaml_text(from.as_str()));
    let (key, value, said) = match target {
        Target::Moved(to) => ("to", yaml_text(to.as_str()), text(to)),
        Target::Gone => ("gone", "true".to_owned(), Node::Bool(true)),
    };
    let map: Map = [("from".to_owned(), text(from)), (key.to_owned(), said)].into_iter().collect();
    (format!("{from_line}  {key}: {value}\n"), Node::Map(map))
}
