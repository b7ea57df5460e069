//! A small archive as numbers, and the files that they stand for.
//!
//! Every thing that an edit can change is a key with a number; what the number means is
//! said here. So an edit is a pair, a sequence of edits can lose any of its parts, and the
//! files follow from the numbers alone.

use std::collections::BTreeMap;

use crate::support::{parse, pictures};

const THEME: &str = include_str!("theme.txt");

pub const ARTICLES: u8 = 12;

/// How many files of comments there may be.
pub const COMMENTS: u8 = 4;

/// Something that an edit can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Article(u8, Part),
    /// An entry of `content/jobs.yaml`.
    Job(u8),
    OwnJob(u8),
    /// What a file of comments says.
    Comments(u8),
    /// To which article it belongs.
    CommentsName(u8),
    Page(u8),
    Profile(u8),
    /// A template of the theme.
    Template(u8),
    /// A template of the site.
    Override(u8),
    Asset(u8),
    Words(u8),
    ThemeToml,
    Setting(Setting),
    Data(u8),
    /// What `urls.lock` says.
    Lock,
    Redirects,
    /// A file that is copied.
    File(u8),
    Clock,
    Options,
    Preview,
    Strict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    There,
    Name,
    Title,
    Date,
    Tags,
    Categories,
    Authors,
    Body,
    Draft,
    Image,
    Follows,
    Template,
    Lang,
    Alias,
    Featured,
    Expiry,
    Publish,
    Slug,
    Extra,
    Summary,
    Updated,
    Feed,
    Corrections,
    Wrong,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    Title,
    PaginateBy,
    Permalink,
    Taxonomies,
    BaseUrl,
    Markdown,
    Jobs,
    Feeds,
    Language,
    Paths,
    Fingerprint,
    Fragments,
    Comments,
    Extra,
    Pictures,
    Hosts,
    Check,
    Search,
    News,
    Sitemaps,
    Wrong,
}

pub const PARTS: [Part; 24] = [
    Part::There,
    Part::Name,
    Part::Title,
    Part::Date,
    Part::Tags,
    Part::Categories,
    Part::Authors,
    Part::Body,
    Part::Draft,
    Part::Image,
    Part::Follows,
    Part::Template,
    Part::Lang,
    Part::Alias,
    Part::Featured,
    Part::Expiry,
    Part::Publish,
    Part::Slug,
    Part::Extra,
    Part::Summary,
    Part::Updated,
    Part::Feed,
    Part::Corrections,
    Part::Wrong,
];

pub const SETTINGS: [Setting; 21] = [
    Setting::Hosts,
    Setting::Check,
    Setting::Search,
    Setting::Title,
    Setting::PaginateBy,
    Setting::Permalink,
    Setting::Taxonomies,
    Setting::BaseUrl,
    Setting::Markdown,
    Setting::Jobs,
    Setting::Feeds,
    Setting::Language,
    Setting::Paths,
    Setting::Fingerprint,
    Setting::Fragments,
    Setting::Comments,
    Setting::Extra,
    Setting::Pictures,
    Setting::News,
    Setting::Sitemaps,
    Setting::Wrong,
];

/// From here on a number stands for a mistake, where a thing can be one.
const MISTAKE: u8 = 246;

/// The templates that an edit may change.
pub const TEMPLATES: [&str; 19] = [
    "base.html",
    "partials/head.html",
    "fragments/sidebar.html",
    "fragments/news.html",
    "article.html",
    "special.html",
    "page.html",
    "home.html",
    "list.html",
    "terms.html",
    "year.html",
    "month.html",
    "jobs.html",
    "job.html",
    "404.html",
    "corrections.html",
    "search.html",
    "calendar.html",
    "day.html",
];

/// How many files there are besides the pictures.
const OTHER_FILES: u8 = 6;

const PICTURES: [&str; 3] =
    ["content/articles/foto.jpg", "content/articles/a3/foto.jpg", "content/articles/muster.png"];

const DATES: [&str; 20] = [
    "2026-03-05",
    "2026-03-05",
    "2026-03-05T23:30:00",
    "2026-03-29T02:30:00",
    "2026-04-01",
    "2026-04-02 08:00",
    "2026-10-25",
    "2026-11-01",
    "2026-11-20",
    "2026-11-21",
    "2026-11-22",
    "2025-12-31T23:59:59Z",
    "2025-01-01",
    "2024-06-01",
    "2026-11-30T12:00:00+01:00",
    "2026-12-01T00:30:00+01:00",
    "2026-12-01T01:00:00+01:00",
    "2026-12-02",
    "2026-12-03",
    "2027-01-01",
];

/// Around the moments at which something appears or vanishes.
const CLOCKS: [&str; 9] = [
    "2026-12-01T00:00:00Z",
    "2026-12-01T06:00:00Z",
    "2026-11-30T23:59:59Z",
    "2026-11-30T22:59:59Z",
    "2026-11-21T00:00:00Z",
    "2026-12-01T23:00:00Z",
    "2026-12-02T23:00:00Z",
    "2026-12-04T00:00:00Z",
    "2027-06-01T00:00:00Z",
];

const TAGS: [&str; 6] = ["KI", "Größe", "Recht", "ki", "Öl", "C"];

const PARAGRAPHS: [&str; 29] = [
    "Ein Absatz.",
    "Ein anderer Absatz mit *Betonung*.",
    "Noch ein Absatz.",
    "[Nachbar](a1.md)",
    "[Nachbar](a2.md)",
    "[Nachbar](/articles/2026/03/a3/)",
    "[Nachbar](@/articles/a4.md)",
    "[Seite](/ueber/)",
    "[nirgends](/nirgends/)",
    "[nirgends](nirgends.md)",
    "[Stichwort](/tags/ki/)",
    "[Stelle](/jobs/eigene-0/)",
    "[Stelle](../jobs/eigene-1.md)",
    "![Bild](bild.svg)",
    "![Bild](/bilder/b.svg)",
    "![](/bilder/b.svg)",
    "![Foto](foto.jpg)",
    "![Foto](/articles/muster.png \"Ein Muster\")",
    "![Bild](fehlt.png)",
    "# Eins\n\n## Zwei\n\n## Zwei",
    "Oben\n\n<!-- more -->\n\nUnten",
    "[^n]: Eine Fußnote.",
    "```rust\nfn main() {}\n```",
    "<b>roh</b>",
    "```embed\nkind: video\nurl: https://youtu.be/a1\ntitle: Ein \"Film\"\nposter: foto.jpg\n```",
    "```embed\nkind: post\nurl: https://b.example/\ntitel: T\n```",
    "Er sagte: \"Ja\" - <i lang=\"en\">\"yes\"</i> ...",
    "> [!NOTE]\n> Hinweis",
    "[weit](https://b.example/) [eigene](https://a.example/ueber/)",
];

/// All numbers; one that was never set is 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model(BTreeMap<Key, u8>);

/// The files of a project by their paths.
pub type Project = BTreeMap<String, Vec<u8>>;

impl Model {
    /// Nine articles on some days, with tags; the rest as small as can be.
    pub fn start() -> Self {
        let mut model = Self::default();
        for slot in 0..9 {
            for (part, value) in [
                (Part::There, 1),
                (Part::Title, slot),
                (Part::Date, slot + 4),
                (Part::Tags, slot * 7),
                (Part::Authors, slot),
                (Part::Body, slot),
            ] {
                model.set(Key::Article(slot, part), value);
            }
        }
        let others = [Key::Job(0), Key::Job(1), Key::OwnJob(0), Key::Page(0), Key::Profile(0)];
        for key in others.into_iter().chain([Key::Comments(0), Key::Comments(1)]) {
            model.set(key, 1);
        }
        model
    }

    pub fn set(&mut self, key: Key, value: u8) {
        self.0.insert(key, value);
    }

    fn get(&self, key: Key) -> u8 {
        self.0.get(&key).copied().unwrap_or_default()
    }

    /// One of several, by the number of a key.
    fn one_of<'t>(&self, key: Key, all: &[&'t str]) -> &'t str {
        all[usize::from(self.get(key)) % all.len()]
    }

    /// Those of several whose bits are set.
    fn some_of<'t>(&self, key: Key, all: &[&'t str]) -> Vec<&'t str> {
        let bits = self.get(key);
        all.iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, name)| *name)
            .collect()
    }

    pub fn clock(&self) -> &'static str {
        self.one_of(Key::Clock, &CLOCKS)
    }

    /// `-D`, `-F`, `-E`.
    pub fn options(&self) -> [bool; 3] {
        // Most builds have none.
        let bits = self.get(Key::Options).saturating_sub(100) % 8;
        [bits & 1, bits & 2, bits & 4].map(|bit| bit > 0)
    }

    pub fn is_preview(&self) -> bool {
        self.get(Key::Preview) > 200
    }

    pub fn is_strict(&self) -> bool {
        self.get(Key::Strict) > 240
    }

    pub fn files(&self) -> Project {
        let mut files = Project::new();
        let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), text.into()));
        add("site.toml", &self.settings());
        (0..ARTICLES).for_each(|slot| self.article(slot, &mut add));
        self.jobs(&mut add);
        self.comments(&mut add);
        self.pages(&mut add);
        self.theme(&mut add);
        self.data(&mut add);
        self.addresses(&mut add);
        self.pictures(&mut files);
        files
    }

    /// What was published: addresses that articles have left, and some that would vanish.
    fn addresses(&self, add: &mut impl FnMut(&str, &str)) {
        let line = |slot: usize| {
            format!("/published/{slot}/\tarticle\ttag:x:{slot}\tcontent/articles/a{slot}.md\n")
        };
        let bits = usize::from(self.get(Key::Lock));
        let mut lock: String = (0..6).filter(|slot| bits >> slot & 1 == 1).map(line).collect();
        if bits % 32 == 31 {
            lock += "/tags/ki/\tterm\t-\t-\n/tags/ki/rss.xml\tfeed\t-\t-\n";
        }
        if bits >= usize::from(MISTAKE) {
            lock += "<<<<<<< \n";
        }
        if bits > 0 {
            add("urls.lock", &lock);
        }
        let rules = [
            "- {from: /r1/, to: /}\n",
            "- {from: /r2/, to: /r1/}\n",
            "- {from: /published/3/, gone: true}\n",
            "- {from: /published/1/, to: /tags/}\n",
        ];
        let mut redirects = self.some_of(Key::Redirects, &rules).concat();
        if self.get(Key::Redirects) >= MISTAKE {
            redirects += "- {from: /r3/, to: /nowhere/}\n";
        }
        if !redirects.is_empty() {
            add("redirects.yaml", &redirects);
        }
    }

    /// A photo and a pattern: absent, whole, cut off, or claiming to be huge.
    fn pictures(&self, files: &mut Project) {
        for (at, path) in PICTURES.iter().enumerate() {
            let value = self.get(Key::File(OTHER_FILES + at as u8));
            if value.is_multiple_of(4) {
                continue;
            }
            let (width, height) = (10 + u32::from(value % 40), 8 + u32::from(value % 3));
            let mut bytes = match path.ends_with("jpg") {
                true => pictures::jpeg(width, height, None),
                false => pictures::png(width, height, pictures::Look::Clear),
            };
            match value {
                MISTAKE.. if !path.ends_with("jpg") => bytes = pictures::bomb(),
                _ if value % 5 == 4 => bytes.truncate(bytes.len() / 2),
                _ => {}
            }
            files.insert((*path).to_owned(), bytes);
        }
    }

    fn settings(&self) -> String {
        let one = |setting, all: &[&str]| self.one_of(Key::Setting(setting), all).to_owned();
        let base = one(Setting::BaseUrl, &["https://a.example/", "https://a.example/unter/"]);
        let mut lines = vec![
            format!("base_url = '{base}'"),
            "theme = 'alles'".into(),
            one(Setting::Title, &["title = 'Archiv'", "title = 'Blatt'", "description = 'Über'"]),
            one(Setting::PaginateBy, &["paginate_by = 2", "paginate_by = 3", "paginate_by = 25"]),
            one(
                Setting::Permalink,
                &["", "permalink = '/{slug}/'", "permalink = '/{year}/{slug}.html'"],
            ),
            one(
                Setting::Taxonomies,
                &[
                    "",
                    "taxonomies = [{ name = 'tags', feed = true, paginate_by = 1 }]",
                    "taxonomies = [{ name = 'tags' }, { name = 'categories', path = 'ressort' }]",
                ],
            ),
        ];
        let sections = [
            one(
                Setting::Markdown,
                &[
                    "",
                    "raw_html = false",
                    "external_links_target_blank = true",
                    "highlighting = false",
                    "typography = false",
                    "quotes = 'book'",
                ],
            ),
            one(Setting::Jobs, &["", "sidebar = 1", "page = false", "feed = false", "sidebar = 0"]),
            one(
                Setting::Feeds,
                &[
                    "",
                    "limit = 2",
                    "rss = false",
                    "atom = true\nfull_text = true\nlimit = 4",
                    "json = true\nauthors = true\nfull_text = true",
                    "atom = true\nrss = false\nlimit = 1",
                ],
            ),
            one(
                Setting::Paths,
                &[
                    "",
                    "page = 'seite'",
                    "tags = 'themen'",
                    "articles = 'archiv'",
                    "calendar = 'kalender'",
                    "corrections = 'korrekturen'",
                ],
            ),
            one(Setting::Fragments, &["", "sidebar = 'fetch'", "sidebar = 'ssi'", "news = 'esi'"]),
            one(
                Setting::Comments,
                &[
                    "",
                    "mail = 'l@a.example'",
                    "url = '/b?{url}&{title}'",
                    "report = '/m?{url}'",
                    "policy = 'Kurz'",
                ],
            ),
            one(
                Setting::News,
                &[
                    "",
                    "publication = 'Blatt'",
                    "publication = 'Archiv'\npublisher = 'Verlag'",
                    "publisher = 'Verlag'\nlogo = '/bilder/b.svg'",
                ],
            ),
            one(Setting::Sitemaps, &["", "limit = 1", "limit = 2", "limit = 5"]),
            one(Setting::Extra, &["", "a = 1", "a = true", "a = ''"]),
            // Cards take a while to draw, so that few lives have them.
            one(
                Setting::Pictures,
                &[
                    "cards = false\nwidths = [16, 32]",
                    "widths = [16]",
                    "cards = false\nwidths = [20, 30]\nwebp = false",
                    "cards = false\nwidths = [16, 32]\nquality = 30",
                    "cards = false\nwidths = []",
                ],
            ),
        ];
        lines.push(one(
            Setting::Hosts,
            &["", "hosts = ['netlify']", "hosts = ['apache', 'nginx']", "hosts = ['gitlab']"],
        ));
        lines.push(one(Setting::Language, &["", "default_language = 'en'", "timezone = 'UTC'"]));
        if self.get(Key::Setting(Setting::Wrong)) >= MISTAKE {
            lines.push("unknown = 1".into());
        }
        lines.extend(
            [
                "markdown",
                "jobs",
                "feeds",
                "paths",
                "fragments",
                "comments",
                "news",
                "sitemaps",
                "extra",
                "pictures",
            ]
            .iter()
            .zip(sections)
            .map(|(name, line)| format!("[{name}]\n{line}")),
        );
        let check = ["", "[check]\ndead-link = 'off'", "[check]\nmissing-alt = 'error'"];
        lines.push(one(Setting::Check, &check));
        // It takes longer than all else of a life, so that few have it.
        let search = ["", "", "", "", "", "[search]\nindex = true"];
        lines.push(one(Setting::Search, &search));
        lines.push(one(Setting::Fingerprint, &["", "[assets]\nfingerprint = true"]));
        lines.join("\n") + "\n"
    }

    fn article(&self, slot: u8, add: &mut impl FnMut(&str, &str)) {
        let get = |part| self.get(Key::Article(slot, part));
        let one = |part, all: &[&str]| self.one_of(Key::Article(slot, part), all).to_owned();
        let some = |part, all: &[&'static str]| self.some_of(Key::Article(slot, part), all);
        if get(Part::There) % 4 == 0 {
            return;
        }
        let path = match get(Part::Name) % 5 {
            0 | 1 => format!("a{slot}.md"),
            2 => format!("b{slot}.md"),
            3 => format!("a{slot}/index.md"),
            _ => format!("2026/03/a{slot}.md"),
        };
        let list = |names: Vec<&str>| format!("[{}]", names.join(", "));
        let mut lines = vec![
            // Titles are typed: what is set hangs on the settings and the language.
            match get(Part::Title) {
                title if title % 3 == 2 => format!("title: Ein \"Titel\" - z.B. {title}"),
                title => format!("title: Titel {title}"),
            },
            format!("date: {}", one(Part::Date, &DATES)),
            format!("tags: {}", list(some(Part::Tags, &TAGS))),
            format!("categories: {}", list(some(Part::Categories, &["Politik", "Technik"]))),
            format!("authors: {}", list(some(Part::Authors, &["Ada", "Émile", "ada"]))),
            one(
                Part::Image,
                &[
                    "",
                    "image: /bilder/b.svg",
                    "image: { src: bild.svg, alt: Bild }",
                    "image: { src: bild.svg, alt: Bild, ai: generated }",
                    "image: fehlt.png",
                    "image: https://b.example/c.png",
                    "image: foto.jpg",
                    "image: /articles/muster.png",
                ],
            ),
            one(
                Part::Follows,
                &["", "follows: a1.md", "follows: content/articles/a2.md", "follows: /nirgends/"],
            ),
            one(Part::Template, &["", "", "template: special.html", "template: page.html"]),
            one(Part::Lang, &["", "", "lang: en", "lang: fr", "lang: de-AT"]),
            one(Part::Expiry, &["", "", "expiry_date: 2026-12-02", "expiry_date: 2026-11-30"]),
            one(Part::Publish, &["", "", "publish_date: 2026-12-02", "publish_date: 2026-11-20"]),
            one(
                Part::Extra,
                &[
                    "",
                    "ask: a1.md",
                    "ask: /ueber/",
                    "where: style.css",
                    "where: /",
                    "extra: { n: true }",
                    "extra: { n: 1 }",
                    "tag: ein Versehen",
                ],
            ),
            one(Part::Summary, &["", "summary: Kurz", "description: Beschrieben", "kicker: Oben"]),
            one(Part::Updated, &["", "updated: 2026-11-23", "updated: 2026-11-24"]),
            one(Part::Feed, &["", "", "feed: false", "noindex: true", "sponsored: true"]),
            one(
                Part::Corrections,
                &[
                    "",
                    "",
                    "comments: false",
                    "corrections: [{ date: 2026-11-23, text: Falsch }]",
                    "corrections: [{ date: 2026-11-23, text: Anders }, { date: 2026-11-24, text: A }]",
                ],
            ),
            one(Part::Slug, &["", "", "slug: neu"]),
        ];
        if get(Part::Slug) % 3 == 2 {
            let last = lines.len() - 1;
            lines[last] = format!("slug: {}", if get(Part::Slug) < MISTAKE { "s" } else { "a1" });
            if get(Part::Slug) < MISTAKE {
                lines[last] += &slot.to_string();
            }
        }
        if get(Part::Draft) % 4 == 3 {
            lines.push("draft: true".into());
        }
        if get(Part::Featured) % 2 == 1 {
            lines.push("featured: true".into());
        }
        if get(Part::Alias) % 3 == 2 {
            lines.push(format!("aliases: [/alt/{slot}/]"));
        }
        match get(Part::Wrong) {
            0..MISTAKE => {}
            250 => lines.push("draft: vielleicht".into()),
            251 => lines.push("aliases: [/]".into()),
            252 => lines.push("template: fehlt.html".into()),
            _ => lines.push("title: [".into()),
        }
        let body = get(Part::Body);
        let paragraphs = [body, body / 3, body.wrapping_mul(11)]
            .map(|at| PARAGRAPHS[usize::from(at) % PARAGRAPHS.len()]);
        let front: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        let text = format!("---\n{}\n---\n{}\n", front.join("\n"), paragraphs.join("\n\n"));
        add(&format!("content/articles/{path}"), &text);
    }

    fn jobs(&self, add: &mut impl FnMut(&str, &str)) {
        let mut list = String::new();
        let fields = |value: u8| {
            let ends = ["", "valid_through: 2026-11-30", "valid_through: 2026-12-01"];
            let more = ["", "tags: [KI]", "paid: true", "extra: { n: true }", "extra: { n: 1 }"];
            let posted = ["", "posted: 2026-11-20", "posted: 2026-12-02"];
            let value = usize::from(value);
            [ends[value % 3], more[value / 3 % 5], posted[value / 15 % 3]]
        };
        for at in 0..3 {
            let value = self.get(Key::Job(at));
            if value.is_multiple_of(8) {
                continue;
            }
            let scheme = if value >= MISTAKE { "javascript" } else { "https" };
            list += &format!("- title: Stelle {}\n  url: {scheme}://j.example/{at}\n", value % 5);
            for field in fields(value).iter().filter(|field| !field.is_empty()) {
                list += &format!("  {field}\n");
            }
        }
        if !list.is_empty() {
            add("content/jobs.yaml", &list);
        }
        for at in 0..2 {
            let value = self.get(Key::OwnJob(at));
            if value.is_multiple_of(8) {
                continue;
            }
            let mut text = format!("---\ntitle: Eigene {}\n", value % 5);
            for field in fields(value).iter().filter(|field| !field.is_empty()) {
                text += &format!("{field}\n");
            }
            text += &format!("---\n{}\n", PARAGRAPHS[usize::from(value) % PARAGRAPHS.len()]);
            add(&format!("content/jobs/eigene-{at}.md"), &text);
        }
    }

    fn comments(&self, add: &mut impl FnMut(&str, &str)) {
        for at in 0..COMMENTS {
            let value = self.get(Key::Comments(at));
            if value.is_multiple_of(4) {
                continue;
            }
            let slot = at * 2;
            let path = match self.get(Key::CommentsName(at)) % 6 {
                0 | 1 => format!("a{slot}.yaml"),
                2 => format!("b{slot}.yaml"),
                3 => format!("a{slot}/index.yaml"),
                4 => format!("2026/03/a{slot}.yml"),
                _ => format!("a{}.yaml", slot + 1),
            };
            let mut text = String::new();
            for number in 0..value % 4 {
                let date =
                    ["2026-11-23", "2026-11-24T08:00", "2027-01-01"][usize::from(value / 4 % 3)];
                let said = PARAGRAPHS[usize::from(value / 3 + number) % PARAGRAPHS.len()];
                let said = said.replace('\n', "\n    ");
                text += &format!("- name: N{}\n  date: {date}\n  text: |\n    {said}\n", value % 5);
                if (value / 5 + number).is_multiple_of(3) {
                    text += "  approved: false\n";
                }
                if value % 3 == 1 {
                    text += &format!("  id: {}\n", number + value % 2);
                    text +=
                        "  replies: [{ name: R, date: 2026-11-25, text: Danke, editor: true }]\n";
                }
            }
            match value {
                0..MISTAKE => {}
                250 => text += "- name: A\n",
                251 => text += "  - [",
                252 => text.insert_str(0, "- { name: A, date: 2026-11-23, text: A, ip: 1 }\n"),
                _ => text.insert_str(0, "- { name: A, date: 2026-13-23, text: A, id: 1 }\n"),
            }
            add(&format!("content/comments/{path}"), &text);
        }
    }

    fn pages(&self, add: &mut impl FnMut(&str, &str)) {
        for (at, name) in ["ueber", "hilfe/index"].iter().enumerate() {
            let value = self.get(Key::Page(at as u8));
            if value.is_multiple_of(8) {
                continue;
            }
            let body = PARAGRAPHS[usize::from(value) % PARAGRAPHS.len()];
            let draft = if value % 16 == 15 { "draft: true\n" } else { "" };
            let text = format!("---\ntitle: Seite {}\n{draft}---\n{body}\n", value % 5);
            add(&format!("content/pages/{name}.md"), &text);
        }
        for (at, name) in ["tags/ki", "authors/ada", "tags/niemand"].iter().enumerate() {
            let value = self.get(Key::Profile(at as u8));
            if value.is_multiple_of(4) {
                continue;
            }
            let body = PARAGRAPHS[usize::from(value) % PARAGRAPHS.len()];
            let name = name.rsplit('/').next().unwrap_or(name);
            let title = [name, "Umbenannt", "KI"][usize::from(value) % 3];
            let text = format!(
                "---\ntitle: {title}\nslug: {name}\ndescription: Über {}\n---\n{body}\n",
                value % 5
            );
            add(&format!("content/{name}.md"), &text);
        }
    }

    fn theme(&self, add: &mut impl FnMut(&str, &str)) {
        for (path, text) in parse(THEME) {
            let name = path.strip_prefix("themes/alles/templates/").expect("only templates");
            let at = TEMPLATES.iter().position(|known| *known == name).expect("all are listed");
            let value = self.get(Key::Template(at as u8));
            if value == MISTAKE {
                continue;
            }
            add(&path, &changed(&text, value));
        }
        for (at, name) in TEMPLATES.iter().enumerate() {
            let value = self.get(Key::Override(at as u8));
            let text = match (value % 4, name.contains('/')) {
                (0, _) | (1, true) => continue,
                (1, false) => format!("{{% extends \"alles/{name}\" %}}"),
                (_, _) => format!("<p>{value}</p>{{{{ lang }}}}"),
            };
            add(&format!("templates/{name}"), &changed(&text, value));
        }
        let style = self.get(Key::Asset(0));
        add("themes/alles/assets/style.css", &format!("a {{ margin: {style}px }}\n"));
        if self.get(Key::Asset(1)) % 2 == 1 {
            add("themes/alles/assets/a.js", &format!("{}\n", self.get(Key::Asset(1))));
        }
        for (at, language) in ["de", "en"].iter().enumerate() {
            let value = self.get(Key::Words(at as u8));
            if value % 8 == 7 && at > 0 {
                continue;
            }
            let wrong = if value >= MISTAKE { "hello = 1\n" } else { "" };
            let text = format!(
                "{wrong}hello = \"{language} {}\"\njobs = \"Stellen {}\"\n\
                 [articles]\none = \"{{count}} Text {language}\"\nother = \"{{count}} Texte\"\n",
                value % 5,
                value % 2,
            );
            add(&format!("themes/alles/i18n/{language}.toml"), &text);
        }
        let value = self.get(Key::ThemeToml);
        let parent = if value % 4 == 3 { "parent = 'eltern'\n" } else { "" };
        add("themes/alles/theme.toml", &format!("{parent}[extra]\nn = {value}\n"));
        add("themes/eltern/theme.toml", "[extra]\nm = 2\n");
        add("themes/eltern/assets/eltern.css", "b { margin: 0 }\n");
        add("themes/eltern/i18n/fr.toml", "hello = \"fr\"\n");
    }

    fn data(&self, add: &mut impl FnMut(&str, &str)) {
        let value = |at| self.get(Key::Data(at));
        // Values whose compact forms are alike.
        let alike = ["true", "1", "''", "0", "false", "-1", "[]", "null", "{}", "x"];
        let wrong = if value(0) >= MISTAKE { "[" } else { "" };
        let one = alike[usize::from(value(0)) % alike.len()];
        add("data/a.yaml", &format!("a: {wrong}{one}\n"));
        if value(1) != MISTAKE {
            add("data/b.json", &format!("[{}]\n", value(1) % 3));
        }
        add("data/c.csv", &format!("a,b\n{},2\n", value(2)));
        let files = [
            "static/bilder/b.svg",
            "content/articles/bild.svg",
            "content/articles/a3/bild.svg",
            "static/robots.txt",
            "static/daten.csv",
            "static/ueber/index.html",
        ];
        for (at, path) in files.iter().enumerate() {
            let value = self.get(Key::File(at as u8));
            // The last one clashes with a page, if that is there.
            let is_there =
                if at == files.len() - 1 { value >= MISTAKE } else { !value.is_multiple_of(4) };
            if is_there {
                let side = value % 7 + 1;
                add(path, &format!("<svg width=\"{side}\" height=\"{side}\"></svg>{value}"));
            }
        }
    }
}

/// A template with another text, or with a mistake.
fn changed(text: &str, value: u8) -> String {
    let end = match value {
        0 => return text.to_owned(),
        247 => "{% if %}",
        248 => "{{ nothing.there }}",
        249 => "{{ 'a' | date }}",
        _ => match value % 3 {
            // Says nothing.
            0 => "{# nothing #}",
            1 => "<i></i>",
            _ => "{{ config.title }}",
        },
    };
    // What stands outside of a block of a template that extends another is not shown.
    let place = ["</body>", "{% endblock %}"].iter().find_map(|place| text.rfind(place));
    match place {
        Some(at) => format!("{}{end}{}", &text[..at], &text[at..]),
        None => format!("{text}{end}"),
    }
}
