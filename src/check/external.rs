//! Whether links to other hosts still lead somewhere.
//!
//! Asks politely: one request at a time of each host, with a pause between two of them, for the
//! head of an answer where that is enough; and does not ask again for a week what was there.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use super::links::ExternalLink;
use crate::cache;
use crate::diagnostic::{Diagnostic, Report};
use crate::emit;

/// How hosts are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Between two requests of one host.
    pub pause: Duration,
    /// For one answer.
    pub timeout: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { pause: Duration::from_secs(1), timeout: Duration::from_secs(20) }
    }
}

/// How many hosts are asked at once.
const HOSTS: usize = 16;

/// The longest wait that a host can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// When each address was last there.
#[derive(Default, Serialize, Deserialize)]
struct Known(BTreeMap<String, Timestamp>);

/// What came of asking for an address.
enum Verdict {
    Alive,
    /// The host does not let programs in, so people must look.
    Unclear,
    Dead(String),
}

/// Asks for each address, and says which are dead, and how many were asked for.
pub(super) fn follow(
    root: &Path,
    links: Vec<ExternalLink>,
    patience: Patience,
    now: Timestamp,
) -> (Report, String) {
    let file = Path::new(cache::FOLDER).join("external.cache");
    let mut known = read(&root.join(&file));
    known.0.retain(|_, seen| *seen <= now && now < *seen + (7 * 24).hours());
    let total = links.len();
    let (fresh, links): (Vec<_>, Vec<_>) =
        links.into_iter().partition(|link| known.0.contains_key(&link.url));
    let mut report = Report::default();
    let mut unclear = 0;
    for (link, verdict) in ask_all(links, patience) {
        match verdict {
            Verdict::Alive => drop(known.0.insert(link.url, now)),
            Verdict::Unclear => unclear += 1,
            Verdict::Dead(why) => report.push(dead(link, &why)),
        }
    }
    // That it cannot be kept hinders nothing.
    let printed = serde_json::to_string(&known).unwrap_or_default();
    let _ = emit::update(root, &file, |text| (text != printed).then_some(printed));
    let mut note =
        format!("{total} links to other hosts, {} of them asked for", total - fresh.len());
    if unclear > 0 {
        note.push_str(&format!("; {unclear} hosts do not answer programs"));
    }
    (report, note)
}

fn read(file: &Path) -> Known {
    let text = emit::read(file).ok().flatten().unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn dead(link: ExternalLink, why: &str) -> Diagnostic {
    let ExternalLink { url, place } = link;
    Diagnostic::warning("dead-external", format!("the link to `{url}` is dead"))
        .at(place)
        .label(why)
        .hint("correct it, or link to a copy in an archive of the web")
}

/// Host by host, some of them at once; in the order of the addresses.
fn ask_all(links: Vec<ExternalLink>, patience: Patience) -> Vec<(ExternalLink, Verdict)> {
    let mut by_host: BTreeMap<String, Vec<ExternalLink>> = BTreeMap::new();
    for link in links {
        by_host.entry(host(&link.url).to_owned()).or_default().push(link);
    }
    let threads = by_host.len().min(HOSTS);
    let hosts = Mutex::new(by_host.into_values());
    let done = Mutex::new(Vec::new());
    let agent = agent(patience);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(links) = next(&hosts) {
                    let asked = ask_host(&agent, links, patience.pause);
                    done.lock().unwrap_or_else(PoisonError::into_inner).extend(asked);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by(|(one, _), (other, _)| one.url.cmp(&other.url));
    done
}

fn next<T>(all: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    all.lock().unwrap_or_else(PoisonError::into_inner).next()
}

/// What stands between the scheme and the path.
fn host(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest)
}

fn agent(patience: Patience) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(patience.timeout))
        .http_status_as_error(false)
        .max_redirects(10)
        .user_agent(concat!("blattwerk/", env!("CARGO_PKG_VERSION"), " (link check)"));
    config.build().into()
}

fn ask_host(
    agent: &Agent,
    links: Vec<ExternalLink>,
    pause: Duration,
) -> Vec<(ExternalLink, Verdict)> {
    let mut is_first = true;
    let ask = |link: ExternalLink| {
        if !std::mem::replace(&mut is_first, false) {
            thread::sleep(pause);
        }
        let verdict = ask(agent, &link.url, pause);
        (link, verdict)
    };
    links.into_iter().map(ask).collect()
}

/// For the head; where a host does not like that, for the whole.
fn ask(agent: &Agent, url: &str, pause: Duration) -> Verdict {
    let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
    match agent.head(&url).call() {
        Ok(answer) if answer.status().is_success() => return Verdict::Alive,
        Ok(answer) => wait(&answer, pause),
        Err(_) => thread::sleep(pause),
    }
    match agent.get(&url).call() {
        Ok(answer) => verdict(answer.status()),
        Err(error) => Verdict::Dead(error.to_string()),
    }
}

/// As long as a host asks for, within reason.
fn wait(answer: &Response<Body>, pause: Duration) {
    let asked = answer.headers().get(header::RETRY_AFTER);
    let seconds = asked.and_then(|value| value.to_str().ok()?.trim().parse().ok());
    thread::sleep(seconds.map_or(pause, Duration::from_secs).min(LONGEST_WAIT));
}

fn verdict(status: StatusCode) -> Verdict {
    match status.as_u16() {
        200..=399 => Verdict::Alive,
        // 999 is what one big network answers programs with.
        401 | 403 | 407 | 429 | 451 | 503 | 999 => Verdict::Unclear,
        _ => Verdict::Dead(format!("the host answers `{status}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_found() {
        assert_eq!(host("https://a.example:8080/x?y"), "a.example:8080");
        assert_eq!(host("//a.example"), "a.example");
    }
}
