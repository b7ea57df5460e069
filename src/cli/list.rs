use serde::Serialize;

use super::Ending;
use super::args::{Common, List, ListWhat};
use super::commands;
use super::console::{Console, Reader};
use super::summary::{HeldItem, held_line};
use crate::build::{self, Silent};
use crate::render::World;

/// One line of a listing, for programs.
#[derive(Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
}

impl Row {
    const NONE: Self = Self { date: None, url: None, title: None, source: None, count: None };
}

pub(super) fn list(common: &Common, args: &List, console: &Console) -> Ending {
    let request = match commands::request(common, &args.shown, None) {
        Ok(request) => request,
        Err(misuse) => {
            console.complain(&misuse);
            return Ending::Misused;
        }
    };
    let (renderer, report) = build::prepare(&request, &Silent);
    let report = report.sorted();
    console.report(&report);
    let world = renderer.world();
    if args.what == ListWhat::Held {
        print_held(world, console);
    } else {
        print(&rows(world, args.what), console);
    }
    if report.has_errors() { Ending::Failed } else { Ending::Done }
}

fn rows(world: &World, what: ListWhat) -> Vec<Row> {
    let World { archive, plan, .. } = world;
    match what {
        ListWhat::Articles => archive
            .articles()
            .iter()
            .rev()
            .map(|article| Row {
                date: Some(world.date(article.date)),
                url: Some(article.card.url.to_string()),
                title: Some(article.card.title.clone()),
                source: Some(article.card.source.to_string()),
                ..Row::NONE
            })
            .collect(),
        ListWhat::Jobs => archive
            .jobs()
            .iter()
            .map(|job| Row {
                date: job.posted.map(|date| world.date(date)),
                url: job.page.as_ref().map(|page| page.url.to_string()).or_else(|| job.url.clone()),
                title: Some(job.title.clone()),
                source: Some(job.source.to_string()),
                ..Row::NONE
            })
            .collect(),
        ListWhat::Tags => archive
            .taxonomy("tags")
            .into_iter()
            .flat_map(|tags| tags.all())
            .map(|tag| Row {
                count: Some(tag.articles.len()),
                title: Some(tag.name.clone()),
                ..Row::NONE
            })
            .collect(),
        ListWhat::Routes => plan
            .routes()
            .iter()
            .map(|route| Row { url: Some(route.url.to_string()), ..Row::NONE })
            .collect(),
        ListWhat::Held => Vec::new(),
    }
}

fn print(rows: &[Row], console: &Console) {
    if console.reader == Reader::Programs {
        console.say(&(serde_json::to_string(rows).unwrap_or_default() + "\n"));
        return;
    }
    for row in rows {
        let count = row.count.map(|count| format!("{count:>6}"));
        let date = row.date.as_ref().map(|date| date.chars().take(16).collect());
        let parts = [date, count, row.url.clone(), row.title.clone()];
        console.say(&(parts.into_iter().flatten().collect::<Vec<String>>().join("  ") + "\n"));
    }
}

fn print_held(world: &World, console: &Console) {
    let held = world.archive.held();
    match console.reader {
        Reader::Programs => {
            let items: Vec<HeldItem<'_>> = held.iter().map(HeldItem::from).collect();
            console.say(&(serde_json::to_string(&items).unwrap_or_default() + "\n"));
        }
        Reader::People => held
            .iter()
            .for_each(|held| console.say(&(held_line(held).trim_start().to_owned() + "\n"))),
    }
}
