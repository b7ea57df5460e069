//! Rules that compare articles, tags and files with each other.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::archive::{Archive, Term, Terms, similar};
use crate::article::{Card, date_in_name, place_of};
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::markdown::headings;
use crate::render::World;
use crate::value::{Moment, SourcePath};

/// Finds what breaks a rule.
type Look = fn(&World) -> Vec<Diagnostic>;

/// What breaks them; of rules that are off nothing is looked for.
pub(super) fn look(world: &World) -> Report {
    let rules: [(&str, Look); 7] = [
        ("duplicate-title", duplicate_titles),
        ("missing-description", missing_descriptions),
        ("missing-dateline", missing_datelines),
        ("date-in-name", dates_in_names),
        ("orphan-profile", orphan_profiles),
        ("heading-skip", heading_skips),
        ("similar-tags", similar_tags),
    ];
    let on = rules.into_iter().filter(|(rule, _)| world.config.check.is_on(rule));
    on.flat_map(|(_, look)| look(world)).collect()
}

fn cards(archive: &Archive) -> impl Iterator<Item = (&Card, Option<Moment>)> {
    let articles = archive.articles().iter();
    let articles = articles.map(|article| (&article.card, Some(article.date)));
    articles.chain(archive.pages().iter().map(|page| (&page.card, page.date)))
}

/// Where a key stands in a file, or the file as such.
fn place(world: &World, source: &SourcePath, keys: &[&str]) -> Place {
    match world.tree.read_text(source) {
        Ok(text) => place_of(source, &text, keys),
        Err(_) => Place::file(source),
    }
}

/// RULES.md, section 6: WCAG 2.4.2. Of each title the first article may keep it.
fn duplicate_titles(world: &World) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, &Card> = BTreeMap::new();
    let mut found = Vec::new();
    for (card, _) in cards(&world.archive) {
        let title = card.title.to_lowercase();
        match first.get(&title) {
            None => drop(first.insert(title, card)),
            Some(other) => found.push(
                Diagnostic::warning(
                    "duplicate-title",
                    format!("two articles have the title `{}`", card.title),
                )
                .at(place(world, &card.source, &["title"]))
                .hint(format!(
                    "the other is {}; readers and search engines cannot tell them apart",
                    other.source
                )),
            ),
        }
    }
    found
}

fn missing_descriptions(world: &World) -> Vec<Diagnostic> {
    let without = cards(&world.archive).filter(|(card, _)| card.description.is_none());
    let missing = |(card, _): (&Card, _)| {
        Diagnostic::warning("missing-description", "this text has no `description`")
            .at(place(world, &card.source, &["title"]))
            .hint("add `description: …`: one sentence for search engines and feeds")
    };
    without.map(missing).collect()
}

fn missing_datelines(world: &World) -> Vec<Diagnostic> {
    let articles = world.archive.articles().iter().map(|article| &article.card);
    let without = articles.filter(|card| card.dateline.is_empty());
    let missing = |card: &Card| {
        Diagnostic::warning("missing-dateline", "this article has no place line")
            .at(place(world, &card.source, &["title"]))
            .hint("add `dateline: Berlin`")
    };
    without.map(missing).collect()
}

fn dates_in_names(world: &World) -> Vec<Diagnostic> {
    let zone = &world.config.timezone;
    let disagree = |(card, date): (&Card, Option<Moment>)| {
        let date = date?.in_zone(zone).date();
        let named = date_in_name(&card.source, zone)?.in_zone(zone).date();
        (date != named).then(|| {
            let message = format!("the file's name says {named}, and its date is {date}");
            Diagnostic::warning("date-in-name", message)
                .at(place(world, &card.source, &["date", "published_date"]))
                .hint("rename the file, or correct the date; its URL follows from the date")
        })
    };
    cards(&world.archive).filter_map(disagree).collect()
}

/// Texts about tags that no article has.
fn orphan_profiles(world: &World) -> Vec<Diagnostic> {
    let of = |terms: &Terms| {
        let orphans = terms.all().iter().filter(|term| term.articles.is_empty());
        let told = orphans.filter_map(|term| {
            let profile = term.profile.as_ref()?;
            let name = &terms.taxonomy.name;
            let message = format!("no article has `{}` among its {name}", profile.name);
            Some(
                Diagnostic::warning("orphan-profile", message)
                    .in_file(&profile.source)
                    .hint("remove the file, or correct its title: it is not shown"),
            )
        });
        told.collect::<Vec<_>>()
    };
    world.archive.taxonomies().iter().flat_map(of).collect()
}

/// RULES.md, section 6: WCAG 1.3.1. The title of a text is a heading of level 1.
fn heading_skips(world: &World) -> Vec<Diagnostic> {
    let cards: Vec<&Card> = cards(&world.archive).map(|(card, _)| card).collect();
    cards.par_iter().flat_map_iter(|card| heading_skips_in(world, card)).collect()
}

fn heading_skips_in(world: &World, card: &Card) -> Vec<Diagnostic> {
    let Ok(text) = world.tree.read_text(&card.source) else { return Vec::new() };
    let start = card.body.start;
    let mut before = 1;
    let mut found = Vec::new();
    for (level, range) in headings(text.get(start..).unwrap_or_default()) {
        if level > before + 1 {
            let place = Place::new(&card.source, &text, start + range.start..start + range.end);
            let message = format!("a heading of level {level} follows one of level {before}");
            let hint = format!("begin it with `{}`", "#".repeat(before + 1));
            found.push(Diagnostic::warning("heading-skip", message).at(place).hint(hint));
        }
        before = level;
    }
    found
}

/// Each group once, where the one is written that the fewest articles have.
fn similar_tags(world: &World) -> Vec<Diagnostic> {
    let groups = world.archive.taxonomies().iter().filter(|terms| terms.taxonomy.name != "authors");
    groups
        .flat_map(|terms| similar(terms).into_iter().map(|group| alike(world, terms, &group)))
        .collect()
}

fn alike(world: &World, terms: &Terms, group: &[&Term]) -> Diagnostic {
    let mut by_articles = group.to_vec();
    by_articles.sort_by_key(|term| std::cmp::Reverse(term.articles.len()));
    let names: Vec<String> = by_articles.iter().map(|term| format!("`{}`", term.name)).collect();
    let taxonomy = &terms.taxonomy.name;
    let message = format!("{} among the {taxonomy} are nearly alike", names.join(" and "));
    let diagnostic = Diagnostic::warning("similar-tags", message).hint(
        "make them one with `blattwerk tags merge`, or say `similar-tags = \"off\"` in `[check]` if they are not",
    );
    let rarest = by_articles.last().and_then(|term| term.articles.first());
    match rarest {
        Some(article) => {
            let card = &world.archive.article(*article).card;
            diagnostic.at(place(world, &card.source, &[taxonomy, "taxonomies"]))
        }
        None => diagnostic,
    }
}
