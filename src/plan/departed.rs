//! What stands where pages were: each address that was published leads on, or says that its
//! page is gone, or is an error.

use std::collections::{BTreeMap, BTreeSet};

use super::{Feed, Input, Kind, Plan, Route};
use crate::archive::Archive;
use crate::diagnostic::{Diagnostic, Report};
use crate::published::{Entry, Rule, Sort, Target};
use crate::value::UrlPath;

/// The routes that a plan lacks, and what is wrong with redirects and vanished addresses.
pub(super) fn routes(plan: &Plan, input: Input<'_>) -> (Vec<Route>, Report) {
    let mut departures = Departures { plan, input, rules: BTreeMap::new(), found: BTreeMap::new() };
    let mut report = departures.redirects();
    let lost = departures.published();
    report.extend(lost);
    let route = |(url, kind)| Route { url, kind };
    (departures.found.into_iter().map(route).collect(), report)
}

struct Departures<'a> {
    plan: &'a Plan,
    input: Input<'a>,
    /// By the addresses that they stand for.
    rules: BTreeMap<&'a UrlPath, &'a Rule>,
    found: BTreeMap<UrlPath, Kind>,
}

impl<'a> Departures<'a> {
    /// What people say of addresses.
    fn redirects(&mut self) -> Report {
        let redirects = self.input.redirects;
        let mut wrong = Vec::new();
        for rule in redirects.rules() {
            if self.rules.insert(&rule.from, rule).is_some() {
                let message = format!("`{}` is redirected twice", rule.from);
                let diagnostic = Diagnostic::error("redirect", message);
                wrong.push((rule, "from", diagnostic.hint("remove one of the two")));
            }
        }
        let rules = std::mem::take(&mut self.rules);
        for (from, rule) in &rules {
            if let Some(route) = self.plan.at(from.as_str()) {
                let is_said_twice = matches!(&route.kind, Kind::Redirect(to) if rule.to == Target::Moved(to.clone()));
                if !is_said_twice {
                    wrong.push((rule, "from", is_there(route, self.input.archive)));
                }
                continue;
            }
            match self.end(&rules, rule) {
                Ok(kind) => drop(self.found.insert((*from).clone(), kind)),
                Err(diagnostic) => wrong.push((rule, "to", diagnostic)),
            }
        }
        self.rules = rules;
        redirects.complain(wrong)
    }

    /// Where a rule leads in the end: of a chain, each part leads to its last page.
    fn end(&self, rules: &BTreeMap<&UrlPath, &Rule>, first: &'a Rule) -> Result<Kind, Diagnostic> {
        let mut passed = BTreeSet::from([&first.from]);
        let mut rule = first;
        loop {
            let to = match &rule.to {
                Target::Gone => return Ok(Kind::Gone),
                Target::Moved(to) => to,
            };
            if let Some(route) = self.plan.find(to.as_str()) {
                return Ok(Kind::Redirect(final_of(route).clone()));
            }
            // What people say counts more than what follows by itself.
            rule = match (rules.get(to), self.followed(to)) {
                (Some(rule), _) => rule,
                (None, Some(kind)) => return Ok(kind),
                (None, None) => return Err(leads_nowhere(to)),
            };
            if !passed.insert(&rule.from) {
                return Err(leads_in_a_circle(first));
            }
        }
    }

    /// What the archive knows of an address that has no page.
    fn followed(&self, path: &UrlPath) -> Option<Kind> {
        let followed = self.input.archive.followed();
        let moved = followed.moved.get(path).map(|to| Kind::Redirect(to.clone()));
        moved.or_else(|| followed.withheld.contains_key(path).then_some(Kind::Gone))
    }

    /// Every published address at which nothing stands. Says which of them would vanish.
    fn published(&mut self) -> Vec<Diagnostic> {
        let entries = self.input.lock.entries().iter();
        let is_missing = |entry: &&Entry| {
            self.plan.find_file(&entry.path).is_none() && !self.found.contains_key(&entry.path)
        };
        let missing: Vec<&Entry> = entries.filter(is_missing).collect();
        let (feeds, pages): (Vec<&Entry>, Vec<&Entry>) =
            missing.into_iter().partition(|entry| entry.sort == Sort::Feed);
        let mut lost = BTreeSet::new();
        let mut wrong = Vec::new();
        for entry in pages {
            match self.fate(entry) {
                Some(kind) => drop(self.found.insert(entry.path.clone(), kind)),
                None => {
                    lost.insert(&entry.path);
                    wrong.extend(self.would_vanish(entry));
                }
            }
        }
        for entry in feeds {
            let owners = self.owners(&entry.path);
            match owners.iter().find_map(|owner| self.feed_fate(owner)) {
                Some(kind) => drop(self.found.insert(entry.path.clone(), kind)),
                // That its page would vanish is told already.
                None if owners.iter().any(|owner| lost.contains(owner)) => {}
                None => wrong.extend(self.would_vanish(entry)),
            }
        }
        wrong
    }

    fn fate(&self, entry: &Entry) -> Option<Kind> {
        let archive = self.input.archive;
        let lists = archive.withheld_lists();
        match entry.sort {
            Sort::Article | Sort::Page | Sort::Job => self.followed(&entry.path),
            Sort::Term => lists.terms.contains(&entry.path).then_some(Kind::Gone),
            Sort::Month => {
                let mut months = lists.months.iter();
                let path = |(year, month)| super::month_path(self.input.config, year, month);
                months.any(|month| path(*month) == entry.path.as_str()).then_some(Kind::Gone)
            }
            Sort::Feed => None,
        }
    }

    /// What becomes of a feed when its page has left, or has nothing more to tell.
    fn feed_fate(&self, owner: &UrlPath) -> Option<Kind> {
        match (self.found.get(owner), self.plan.at(owner.as_str())) {
            (Some(Kind::Redirect(to)), _) => Some(self.feed_of(to)),
            (_, Some(Route { kind: Kind::Redirect(to), .. })) => Some(self.feed_of(to)),
            (Some(Kind::Gone), _) => Some(Kind::Gone),
            // Its comments were removed, and who reads the feed may still wait for more.
            (_, Some(Route { kind: Kind::Article(id), .. })) => {
                Some(Kind::Feed(Feed::Comments(*id)))
            }
            _ => None,
        }
    }

    /// The pages that a feed can belong to.
    fn owners(&self, feed: &UrlPath) -> Vec<UrlPath> {
        if let Some((year, month)) = super::month_of_feed(feed) {
            let month = UrlPath::new(&super::month_path(self.input.config, year, month));
            return month.ok().into_iter().collect();
        }
        let folder = feed.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let owners = [format!("{folder}/"), format!("{folder}.html")];
        owners.iter().filter_map(|owner| UrlPath::new(owner).ok()).collect()
    }

    fn feed_of(&self, owner: &UrlPath) -> Kind {
        let path = format!("{}/rss.xml", owner.folder());
        match self.plan.at(&path) {
            Some(route) => Kind::Redirect(route.url.clone()),
            None => Kind::Gone,
        }
    }

    /// Nothing where something else is wrong that has to be mended first.
    fn would_vanish(&self, entry: &Entry) -> Option<Diagnostic> {
        let Input { tree, is_whole, .. } = self.input;
        let path = &entry.path;
        let is_own = matches!(entry.sort, Sort::Article | Sort::Page | Sort::Job);
        // What is wrong with its file is told there; and from a file that cannot be read follow
        // tags and months as well.
        if (is_own && tree.has(&entry.source)) || (!is_own && !is_whole) {
            return None;
        }
        let why = match entry.sort {
            Sort::Article | Sort::Page | Sort::Job => format!("`{}` is gone", entry.source),
            Sort::Term => "no article has it any more".into(),
            Sort::Month => "no article is of that month any more".into(),
            Sort::Feed => "the site has no such feed any more".into(),
        };
        let withdrawn =
            format!("if it is withdrawn, add to redirects.yaml: `- {{from: {path}, gone: true}}`");
        let hint = match entry.sort {
            Sort::Article | Sort::Page => {
                format!("where its text stands now, add `aliases: [{path}]`; {withdrawn}")
            }
            Sort::Job | Sort::Term | Sort::Month | Sort::Feed => {
                format!(
                    "if another page stands for it, add to redirects.yaml: `- {{from: {path}, to: /…/}}`; {withdrawn}"
                )
            }
        };
        let message = format!("`{path}` was published and would vanish");
        Some(Diagnostic::error("lost-url", message).at(entry.place()).label(why).hint(hint))
    }
}

/// The page itself, where a route only leads on.
fn final_of(route: &Route) -> &UrlPath {
    match &route.kind {
        Kind::Redirect(to) => to,
        _ => &route.url,
    }
}

fn is_there(route: &Route, archive: &Archive) -> Diagnostic {
    let what = super::draw::describe(&route.kind, archive);
    Diagnostic::error("redirect", format!("`{}` is there: {what}", route.url))
        .hint("remove the redirect, or give the other one another path")
}

fn leads_nowhere(to: &UrlPath) -> Diagnostic {
    Diagnostic::error("redirect", format!("nothing is at `{to}`"))
        .hint("name a page of this site, or write `gone: true` instead of `to`")
}

fn leads_in_a_circle(rule: &Rule) -> Diagnostic {
    Diagnostic::error("redirect", format!("`{}` leads back to itself", rule.from))
        .hint("let one of the redirects on the way lead to a page")
}
