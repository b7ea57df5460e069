//! Articles, pages, profiles, jobs and comments: read, or refused with a reason.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::LazyLock;

use blattwerk::article::{self, Article, Body};
use blattwerk::comment::{self, Comment};
use blattwerk::config::{self, Config};
use blattwerk::diagnostic::Report;
use blattwerk::job;
use blattwerk::value::SourcePath;
use serde::Serialize;
use serde::de::DeserializeOwned;

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let text = "
        base_url = 'https://a.example/archiv/'
        permalink = '/{section}/{year}/{month}/{day}/{slug}/'
        taxonomies = [{ name = 'tags' }, { name = 'categories' }, { name = 'orte' }]
        [schema]
        t = 'text'
        n = 'number'
        b = 'bool'
        d = 'date'
        l = 'list'
        m = 'map'
    ";
    let (config, report) = Config::read(config::FILE, text);
    assert!(report.is_empty(), "{report:?}");
    config
});

pub fn front_matter(bytes: &[u8]) {
    let text = &*super::text(bytes);
    let file = &SourcePath::new("content/articles/2026-01-02-b.md");
    let bodies = [
        understood(article::parse(file, text, &CONFIG), text).map(|article| article.card.body),
        understood(article::parse_page(file, text, &CONFIG), text).map(|page| page.card.body),
        understood(article::parse_profile(file, text, &CONFIG), text).map(|profile| profile.body),
        understood(job::parse_page(file, text, &CONFIG), text)
            .and_then(|job| job.page)
            .map(|page| page.body),
    ];
    for Body { start, .. } in bodies.into_iter().flatten() {
        assert!(text.get(start..).is_some(), "a body begins in its file");
    }
    article::place_of(file, text, article::IMAGE);
    let (jobs, report) = job::parse_list(text, &CONFIG);
    understood((Some(jobs), report), text);
    comments(file, text);
}

/// Nothing is dropped in silence, and what was understood is the same from a cache.
fn understood<T>((read, report): (Option<T>, Report), text: &str) -> Option<T>
where
    T: Debug + Serialize + DeserializeOwned,
{
    assert!(read.is_some() || report.has_errors(), "what is dropped is told");
    super::is_fit_to_print(report, text);
    let kept = postcard::to_stdvec(&read.as_ref()?).expect("it is kept");
    let recalled: T = postcard::from_bytes(&kept).expect("it is recalled");
    assert_eq!(postcard::to_stdvec(&recalled).as_ref(), Ok(&kept), "{read:?}");
    read
}

fn comments(file: &SourcePath, text: &str) {
    let discussion = understood(comment::parse(file, text, &CONFIG), text);
    let (comments, _) = comment::read(file, text, &CONFIG.timezone);
    let mut ids = BTreeSet::new();
    let count = take_ids(&comments, &mut ids);
    assert_eq!(discussion.map(|discussion| discussion.count), Some(count));
}

/// How many there are, with answers; no two have one id.
fn take_ids(comments: &[Comment], ids: &mut BTreeSet<String>) -> usize {
    let one = |comment: &Comment| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(!comment.id.is_empty() && comment.id.bytes().all(fits), "{}", comment.id);
        assert!(ids.insert(comment.id.clone()), "{} is the id of two", comment.id);
        1 + take_ids(&comment.replies, ids)
    };
    comments.iter().map(one).sum()
}

/// An article of this front matter, in the file of this name; for other properties.
pub(super) fn article(name: &str, front: &str) -> Option<Article> {
    let file = SourcePath::new(&format!("content/articles/{name}.md"));
    let text = format!("---\ntitle: A\ndate: 2026-01-02\ncategories: [Ort]\n{front}\n---\n");
    understood(article::parse(&file, &text, &CONFIG), &text)
}
