use std::borrow::Cow;
use std::fmt;

use super::Mark;
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::value::{SourcePath, UrlPath};

/// The name of the file in the project's root.
pub const FILE: &str = "urls.lock";

const CODE: &str = "urls-lock";

/// In the place of a source or an id that there is none of.
const NOTHING: &str = "-";

/// Every address that was published, once, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    entries: Vec<Entry>,
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: UrlPath,
    pub sort: Sort,
    /// Permanent identity in feeds; empty where there is none.
    pub id: Box<str>,
    /// The file that the page was made from; empty where that is none of its own.
    pub source: SourcePath,
    /// Of articles and pages.
    pub mark: Option<Mark>,
    /// Where it stands, counted from 1; 0 if it is new.
    pub line: u32,
}

/// What stood at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Article,
    Page,
    Job,
    /// A tag, a category, an author.
    Term,
    Month,
    Feed,
}

impl Sort {
    const ALL: [Self; 6] =
        [Self::Article, Self::Page, Self::Job, Self::Term, Self::Month, Self::Feed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Page => "page",
            Self::Job => "job",
            Self::Term => "term",
            Self::Month => "month",
            Self::Feed => "feed",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }
}

impl Lock {
    /// Reads lines in any order, also those of two branches one after the other. What cannot be
    /// understood is told with its line.
    pub fn read(text: &str) -> (Self, Report) {
        let mut report = Report::default();
        let mut entries = Vec::new();
        let mut start = 0;
        for (at, line) in (1..).zip(text.split_inclusive('\n')) {
            let content = line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
            let place = || Place::new(FILE, text, start..start + line.trim_end().len());
            if !content.trim().is_empty() {
                match Entry::parse(content, at) {
                    Ok(entry) => entries.push(entry),
                    Err(diagnostic) => report.push(diagnostic.at(place())),
                }
            }
            start += line.len();
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path).then(a.line.cmp(&b.line)));
        entries.dedup_by(|later, first| {
            let same = later.path == first.path;
            if same && later.id != first.id {
                report.push(two_ids(first, later));
            }
            same
        });
        (Self { entries }, report)
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sorted by their paths.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn find(&self, path: &UrlPath) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.path.cmp(path)).ok()?;
        Some(&self.entries[at])
    }

    /// With what is published now: what is new is added, and a file that was renamed is named
    /// anew. Of what is `away`, so that its address does not tell of it, the mark is that of now, too.
    /// Nothing goes. Says how many lines are new or others.
    pub fn with(&self, published: Vec<Entry>, away: Vec<Entry>) -> (Self, usize) {
        let mut entries = self.entries.clone();
        let mut fresh = Vec::new();
        let mut changed = 0;
        for now in published {
            match entries.binary_search_by(|entry| entry.path.cmp(&now.path)) {
                Err(_) => fresh.push(now),
                Ok(at) => {
                    let known = &mut entries[at];
                    if known.source != now.source || known.sort != now.sort {
                        changed += 1;
                        *known = Entry { id: known.id.clone(), ..now };
                    }
                }
            }
        }
        for now in away {
            if let Ok(at) = entries.binary_search_by(|entry| entry.path.cmp(&now.path)) {
                let known = &mut entries[at];
                changed += usize::from((&known.source, known.mark) != (&now.source, now.mark));
                (known.source, known.mark) = (now.source, now.mark);
            }
        }
        changed += fresh.len();
        entries.append(&mut fresh);
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        (Self { entries }, changed)
    }
}

/// As it is written: sorted, a line an entry.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_nothing = |text: &str| match text {
            "" => NOTHING.to_owned(),
            text => escape(text).into_owned(),
        };
        let (id, source) = (or_nothing(&self.id), or_nothing(self.source.as_str()));
        write!(f, "{}\t{}\t{id}\t{source}", self.path, self.sort.name())?;
        self.mark.map_or(Ok(()), |mark| write!(f, "\t{mark}"))
    }
}

impl Entry {
    fn parse(line: &str, number: u32) -> Result<Self, Diagnostic> {
        let wrong = |message: String| Diagnostic::error(CODE, message);
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
            return Err(wrong("this line is left from a merge".into()).hint(
                "remove it and keep the lines of both sides; with `urls.lock merge=union` in .gitattributes git does so by itself",
            ));
        }
        let parts: Vec<&str> = line.split('\t').collect();
        let (path, sort, id, source, mark) = match parts[..] {
            [path, sort, id, source] => (path, sort, id, source, None),
            [path, sort, id, source, mark] => (path, sort, id, source, Some(mark)),
            _ => {
                let fact = format!("this line has {} parts", parts.len());
                return Err(wrong(fact)
                    .label("expected path, kind, id and source, with tabs between them")
                    .hint(RESTORE));
            }
        };
        let path = UrlPath::new(path)
            .map_err(|fault| wrong(format!("`{path}` is no path")).label(fault).hint(RESTORE))?;
        let sort = Sort::parse(sort).ok_or_else(|| {
            let known = Sort::ALL.map(Sort::name).join(", ");
            wrong(format!("there is no kind `{sort}`")).hint(format!("one of: {known}"))
        })?;
        let read = |text: &str| if text == NOTHING { String::new() } else { unescape(text) };
        let mark = mark.map(|mark| {
            Mark::parse(mark)
                .ok_or_else(|| wrong(format!("`{mark}` is no mark of an article")).hint(RESTORE))
        });
        Ok(Self {
            path,
            sort,
            id: read(id).into(),
            source: SourcePath::new(&read(source)),
            mark: mark.transpose()?,
            line: number,
        })
    }

    pub fn place(&self) -> Place {
        let text = self.to_string();
        let end = text.find('\t').unwrap_or(text.len());
        Place { line: self.line as usize, ..Place::new(FILE, &text, 0..end) }
    }
}

const RESTORE: &str = "bring the line back as it was, from the history of the file";

fn two_ids(first: &Entry, later: &Entry) -> Diagnostic {
    let message =
        format!("`{}` stands here with two ids, `{}` and `{}`", first.path, first.id, later.id);
    Diagnostic::error(CODE, message)
        .at(later.place())
        .hint("keep the line whose id the feeds had first, and remove the other")
}

/// A tab or the end of a line would end the part that it stands in.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '\t', '\n', '\r']) && text != NOTHING {
        return text.into();
    }
    let text = text.replace('\\', "\\\\").replace('\t', "\\t");
    let text = text.replace('\n', "\\n").replace('\r', "\\r");
    if text == NOTHING { format!("\\{NOTHING}").into() } else { text.into() }
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('t')) => plain.push('\t'),
            ('\\', Some('n')) => plain.push('\n'),
            ('\\', Some('r')) => plain.push('\r'),
            ('\\', Some(other)) => plain.push(other),
            (c, _) => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Style, print};
    use proptest::prelude::*;

    fn entry(path: &str, id: &str, source: &str) -> Entry {
        Entry {
            path: UrlPath::new(path).unwrap(),
            sort: Sort::Article,
            id: id.into(),
            source: SourcePath::new(source),
            mark: None,
            line: 0,
        }
    }

    #[test]
    fn lines_stand_in_any_order_and_twice() {
        let (lock, report) = Lock::read(
            "/b/\tpage\tx\tcontent/b.md\n\n/a/\tmonth\t-\t-\r\n/b/\tpage\tx\tcontent/b.md\n",
        );
        assert!(report.is_empty(), "{report:?}");
        assert_eq!(lock.to_string(), "/a/\tmonth\t-\t-\n/b/\tpage\tx\tcontent/b.md\n");
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let (_, report) = Lock::read(
            "/a/\tarticle\tx\ta.md\n<<<<<<< HEAD\n/b/ article\n../c\tarticle\tx\tc.md\n/d/\ttoast\tx\td.md\n/a/\tarticle\ty\ta.md\n",
        );
        insta::assert_snapshot!(print(&report.sorted(), Style::Plain), @"
        error: this line is left from a merge
          ╭▸ urls.lock:2:1
          │
        2 │ <<<<<<< HEAD
          │ ━━━━━━━━━━━━
          │
          ╰ hint: remove it and keep the lines of both sides; with `urls.lock merge=union` in .gitattributes git does so by itself

        error: this line has 1 parts
          ╭▸ urls.lock:3:1
          │
        3 │ /b/ article
          │ ━━━━━━━━━━━ expected path, kind, id and source, with tabs between them
          │
          ╰ hint: bring the line back as it was, from the history of the file

        error: `../c` is no path
          ╭▸ urls.lock:4:1
          │
        4 │ ../c article x c.md
          │ ━━━━━━━━━━━━━━━━━━━ `..` leads elsewhere
          │
          ╰ hint: bring the line back as it was, from the history of the file

        error: there is no kind `toast`
          ╭▸ urls.lock:5:1
          │
        5 │ /d/ toast x d.md
          │ ━━━━━━━━━━━━━━━━
          │
          ╰ hint: one of: article, page, job, term, month, feed

        error: `/a/` stands here with two ids, `x` and `y`
          ╭▸ urls.lock:6:1
          │
        6 │ /a/ article y a.md
          │ ━━━
          │
          ╰ hint: keep the line whose id the feeds had first, and remove the other
        ");
    }

    #[test]
    fn what_is_published_again_changes_nothing() {
        let (lock, added) = Lock::default()
            .with(vec![entry("/b/", "1", "b.md"), entry("/a/", "2", "a.md")], Vec::new());
        assert_eq!(added, 2);
        assert_eq!(lock.with(lock.entries().to_vec(), lock.entries().to_vec()), (lock.clone(), 0));
        let (renamed, changed) = lock.with(vec![entry("/a/", "other", "c.md")], Vec::new());
        assert_eq!(
            (renamed.to_string().as_str(), changed),
            ("/a/\tarticle\t2\tc.md\n/b/\tarticle\t1\tb.md\n", 1)
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(id in ".{0,12}", source in "(-|[a-z\\\\\t\n\r]{0,8})", title: u64, body: Option<u64>) {
            let mark = Some(Mark { title, body });
            let entry = Entry { mark, line: 1, ..entry("/a/", &id, &source) };
            let (lock, report) = Lock::read(&format!("{entry}\n"));
            prop_assert!(report.is_empty(), "{report:?}");
            prop_assert_eq!(lock.entries(), [entry]);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "([/a-z\t.<=]|\\PC|\n){0,60}") {
            let (lock, _) = Lock::read(&text);
            let (again, report) = Lock::read(&lock.to_string());
            prop_assert!(report.is_empty(), "{report:?}");
            prop_assert_eq!(again.to_string(), lock.to_string());
        }
    }
}
