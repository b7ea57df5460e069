use jiff::tz::TimeZone;

use crate::config::{Config, PermalinkPart};
use crate::value::{Moment, SourcePath, UrlPath, percent_decode, slugify_in};

/// Where the pages stand.
const PAGES: &str = "content/pages/";

/// The name that an article's URL ends in, and a date in front of it: `2026-11-23-name.md`.
///
/// Of `name/index.md` the folder's name counts.
pub(super) fn name_and_date(file: &SourcePath) -> (&str, Option<&str>) {
    let name = match file.stem() {
        "index" => file.folder().rsplit('/').next().unwrap_or_default(),
        stem => stem,
    };
    match date_in_front(name) {
        Some(length) => (name[length..].trim_start_matches(['-', '_', ' ']), Some(&name[..length])),
        None => (name, None),
    }
}

/// The day that a file's name begins with.
pub fn date_in_name(file: &SourcePath, zone: &TimeZone) -> Option<Moment> {
    Moment::parse(name_and_date(file).1?, zone).ok()
}

/// How many bytes `2026-11-23` or `2026-7-1` takes at the beginning of a name.
fn date_in_front(name: &str) -> Option<usize> {
    let mut parts = name.splitn(3, '-');
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    let day = digits(rest);
    let fits = year.len() == 4
        && digits(year) == 4
        && (1..=2).contains(&month.len())
        && digits(month) == month.len()
        && (1..=2).contains(&day)
        && rest[day..].starts_with(['-', '_', ' ']);
    fits.then(|| year.len() + month.len() + day + 2)
}

/// The URL that the site's pattern gives an article; the message says what is missing.
pub(super) fn permalink(
    config: &Config,
    date: Moment,
    slug: &str,
    section: Option<&str>,
) -> Result<UrlPath, String> {
    let day = civil(date, &config.timezone);
    let mut url = String::new();
    for part in &config.permalink.0 {
        match part {
            PermalinkPart::Text(text) => url.push_str(text),
            PermalinkPart::Year => url.push_str(&format!("{:04}", day.year())),
            PermalinkPart::Month => url.push_str(&format!("{:02}", day.month())),
            PermalinkPart::Day => url.push_str(&format!("{:02}", day.day())),
            PermalinkPart::Slug => url.push_str(slug),
            PermalinkPart::Section => {
                let section = section
                    .map(|section| slugify_in(&config.default_language, section))
                    .filter(|slug| !slug.is_empty());
                url.push_str(
                    &section
                        .ok_or("the permalink names {section}, and this article has no category")?,
                );
            }
        }
    }
    UrlPath::new(&url).map_err(|fault| fault.to_string())
}

fn civil(date: Moment, zone: &TimeZone) -> jiff::civil::Date {
    date.in_zone(zone).date()
}

/// The URL of a page: its place below `content/pages`.
pub(super) fn page(file: &SourcePath, slug: &str) -> Result<UrlPath, String> {
    let mut folder = file.folder();
    if file.stem() == "index" {
        folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    let below = format!("{folder}/");
    let below = below.strip_prefix(PAGES).unwrap_or_default();
    UrlPath::new(&format!("/{below}{slug}/")).map_err(|fault| fault.to_string())
}

/// A whole URL as people write it: below the site, with or without its address in front. The
/// message says why it is none.
pub fn whole(config: &Config, text: &str) -> Result<UrlPath, String> {
    let path = if text.contains("://") || text.starts_with("//") {
        config.own_url.strip(text).ok_or("it leads to another host")?
    } else {
        text
    };
    let path = &*percent_decode(path);
    if path.contains(['#', '?']) {
        return Err("a `#` or `?` is not part of a path".into());
    }
    let file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let folder = if path.ends_with('/') || file { "" } else { "/" };
    UrlPath::new(&format!("{path}{folder}")).map_err(|fault| fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_front_of_a_name_is_no_part_of_it() {
        let read = |path: &str| {
            let path = SourcePath::new(path);
            let (name, date) = name_and_date(&path);
            (name.to_owned(), date.map(str::to_owned))
        };
        let some = |name: &str, date: &str| (name.to_owned(), Some(date.to_owned()));
        assert_eq!(read("content/articles/2026-11-23-tee.md"), some("tee", "2026-11-23"));
        assert_eq!(read("content/articles/2017-11-8-tee.md"), some("tee", "2017-11-8"));
        assert_eq!(read("content/articles/2026-11-23-tee/index.md"), some("tee", "2026-11-23"));
        assert_eq!(read("content/articles/2026-11-plan.md"), ("2026-11-plan".into(), None));
        assert_eq!(read("content/articles/gpt-4-1-2.md"), ("gpt-4-1-2".into(), None));
    }
}
