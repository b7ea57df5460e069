//! Writes an archive of German articles: the same one for the same number, everywhere.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::words::*;

const FIRST_YEAR: usize = 2015;
const YEARS: usize = 12;
const JOBS: usize = 200;

/// About as long as articles of news sites are, in bytes.
const BODY: usize = 5_000;

/// Writes `content/`, the settings and the theme into a folder that is not there yet.
pub fn write(root: &Path, articles: usize) -> io::Result<()> {
    let content = root.join("content");
    let written: Vec<Article> = (0..articles).map(|at| Article::new(at, articles)).collect();
    for at in 0..articles {
        let article = &written[at];
        let folder = content.join(format!("articles/{:04}/{:02}", article.year, article.month));
        if at == 0 || written[at - 1].month != article.month {
            fs::create_dir_all(&folder)?;
        }
        let mut random = Random(at as u64 + 1);
        let other = &written[random.below(articles)];
        fs::write(folder.join(format!("{}.md", article.slug)), article.text(&mut random, other))?;
    }
    fs::write(content.join("jobs.yaml"), jobs())?;
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/overlay"), root)
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

struct Article {
    at: usize,
    year: usize,
    month: usize,
    title: String,
    slug: String,
}

impl Article {
    /// Spread evenly, so that each month has as many as the others.
    fn new(at: usize, of: usize) -> Self {
        let month = at * (YEARS * 12 - 2) / of;
        let mut random = Random(at as u64 + 1_000_000_007);
        let title = random.fill(random.clone().pick(&TITLES));
        let slug = format!("{}-{at}", blattwerk::value::slugify(&title));
        Self { at, year: FIRST_YEAR + month / 12, month: month % 12 + 1, title, slug }
    }

    fn url(&self) -> String {
        format!("/articles/{:04}/{:02}/{}/", self.year, self.month, self.slug)
    }

    fn text(&self, random: &mut Random, other: &Article) -> String {
        let mut text = String::with_capacity(BODY + 1_000);
        let (day, hour) = (1 + self.at % 28, 6 + self.at % 14);
        let description = random.sentences(2).replace(['*', '`'], "");
        let _ = write!(
            text,
            "---\ntitle: \"{}\"\ndate: {:04}-{:02}-{day:02}T{hour:02}:{:02}:00\ntags: [{}]\nauthor: {}\ndateline: {}\ndescription: \"{description}\"\n---\n\n",
            self.title,
            self.year,
            self.month,
            self.at % 60,
            random.tags().join(", "),
            PEOPLE[random.below(AUTHORS)],
            random.pick(&PLACES).to_uppercase(),
        );
        let _ = write!(text, "{}\n\n", random.sentences(4));
        let _ = write!(text, "Mehr dazu: [{}]({}).\n\n", other.title, other.url());
        while text.len() < BODY {
            let sentences = random.sentences(3 + random.clone().below(3));
            match random.below(8) {
                0 => {
                    let heading = random.fill(random.clone().pick(&HEADINGS));
                    let _ = write!(text, "## {heading}\n\n{sentences}\n\n");
                }
                1 => {
                    let _ = write!(text, "> {sentences}\n\n");
                }
                2 => {
                    for _ in 0..4 {
                        let _ = writeln!(
                            text,
                            "- **{}**: {}",
                            random.pick(&TOPICS),
                            random.sentences(1)
                        );
                    }
                    text.push('\n');
                }
                3 => text.push_str(&random.table()),
                _ => {
                    let _ = write!(text, "{sentences}\n\n");
                }
            }
        }
        if random.below(8) == 0 {
            text.push_str(&random.fill(CODE));
        }
        text
    }
}

fn jobs() -> String {
    let mut random = Random(7);
    let mut text = String::new();
    for at in 0..JOBS {
        let _ = write!(
            text,
            "- title: {} ({at})\n  company: {}\n  location: {}\n  url: https://stellen.example/{at}\n  posted: 2026-{:02}-{:02}\n  valid_through: 2027-01-31\n  tags: [{}]\n",
            random.pick(&PROFESSIONS),
            random.pick(&FIRMS),
            random.pick(&PLACES),
            1 + at % 10,
            1 + at % 28,
            random.tags().join(", "),
        );
    }
    text
}

/// SplitMix64: <https://prng.di.unimi.it/splitmix64.c>
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Puts words into the blanks of a pattern.
    fn fill(&mut self, pattern: &str) -> String {
        let mut text = String::with_capacity(pattern.len() + 40);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (name, after) = after.split_once('}').expect("patterns are closed");
            match name {
                "firm" => text.push_str(self.pick(&FIRMS)),
                "place" => text.push_str(self.pick(&PLACES)),
                "person" => text.push_str(self.pick(&PEOPLE)),
                "topic" => text.push_str(self.pick(&TOPICS)),
                "number" => text.push_str(&(2 + self.below(97)).to_string()),
                _ => unreachable!("there is no such blank"),
            }
            rest = after;
        }
        text + rest
    }

    fn sentences(&mut self, count: usize) -> String {
        let sentences: Vec<String> = (0..count)
            .map(|_| {
                let pattern = self.pick(&SENTENCES);
                self.fill(pattern)
            })
            .collect();
        sentences.join(" ")
    }

    /// Three to five, some far more often than others.
    fn tags(&mut self) -> Vec<&'static str> {
        let count = 3 + self.below(3);
        let mut tags: Vec<&str> = Vec::with_capacity(count);
        while tags.len() < count {
            let end = 1 + self.below(TAGS.len());
            let tag = TAGS[self.below(end)];
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    fn table(&mut self) -> String {
        let mut table = String::from("| Firma | Ort | Anteil |\n| --- | --- | ---: |\n");
        for _ in 0..3 {
            let (firm, place, share) = (self.pick(&FIRMS), self.pick(&PLACES), self.below(100));
            let _ = writeln!(table, "| {firm} | {place} | {share} % |");
        }
        table + "\n"
    }
}
