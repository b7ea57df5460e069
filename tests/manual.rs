#![expect(clippy::disallowed_methods, reason = "tests read files")]

//! The manual leaves nothing out, names nothing that is not there, and what it shows runs.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use blattwerk::config::Config;
use blattwerk::value::DateStyle;
use serde_json::Value;
use tempfile::TempDir;

/// 2026-11-23, eight in the morning in Berlin.
const EPOCH: &str = "1795417200";

// ---------------------------------------------------------------- docs/commands.md

#[test]
fn every_command_flag_and_argument_is_documented() {
    let manual = Manual::read("docs/commands.md");
    let mut command = blattwerk::cli::command();
    command.build();
    manual.names_all(words_of(&command));
}

/// What one can type: `build`, `--drafts`, `-D`, `FOLDER`, `articles`.
fn words_of(command: &clap::Command) -> Vec<String> {
    let mut words = Vec::new();
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        let longs = argument.get_long_and_visible_aliases().unwrap_or_default();
        words.extend(longs.iter().map(|long| format!("--{long}")));
        let shorts = argument.get_short_and_visible_aliases().unwrap_or_default();
        words.extend(shorts.iter().map(|short| format!("-{short}")));
        if argument.is_positional() && argument.get_id() != "subcommand" {
            words.push(argument.get_id().as_str().to_uppercase());
        }
        words.extend(argument.get_possible_values().iter().filter_map(value_name));
    }
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        words.push(sub.get_name().to_owned());
        words.extend(words_of(sub));
    }
    words
}

fn value_name(value: &clap::builder::PossibleValue) -> Option<String> {
    // Those of a switch are no words that one types.
    Some(value.get_name().to_owned()).filter(|name| name != "true" && name != "false")
}

#[test]
fn planned_commands_and_flags_are_called_planned() {
    let manual = Manual::read("docs/commands.md");
    let planned: String =
        manual.paragraphs().filter(|paragraph| paragraph.contains("planned")).collect();
    let command = blattwerk::cli::command();
    let commands = command.get_subcommands().filter(|sub| sub.is_hide_set());
    let flags = command
        .find_subcommand("build")
        .into_iter()
        .flat_map(clap::Command::get_arguments)
        .filter(|argument| argument.is_hide_set())
        .filter_map(clap::Arg::get_long);
    let names =
        commands.map(|sub| sub.get_name().to_owned()).chain(flags.map(|flag| format!("--{flag}")));
    Manual { file: manual.file, text: planned }.names_all(names);
}

#[test]
fn every_key_of_the_summary_is_documented() {
    let manual = Manual::read("docs/commands.md").section("## For programs");
    let site = Site::new("base_url = 'https://a.example/'");
    site.write("content/articles/a.md", "---\ntitle: A\ndate: 2026-01-01\ntag: x\n---\n");
    site.write("content/articles/b.md", "---\ntitle: B\ndate: 2026-01-01\ndraft: true\n---\n");
    let output = site.run(&["check", "--format", "json"]);
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    manual.names_all(keys(&summary, &[]));
}

// ---------------------------------------------------------------- docs/content.md

#[test]
fn every_spelling_of_every_key_of_front_matter_is_documented() {
    let manual = Manual::read("docs/content.md").section("### Front matter");
    let spellings: BTreeSet<String> =
        blattwerk::article::KEYS.iter().flat_map(|key| key.iter()).map(|&s| s.to_owned()).collect();
    manual.names_all(spellings.iter().cloned());
    let documented = manual.table_words(2);
    let unknown: Vec<_> = documented.difference(&spellings).collect();
    assert!(unknown.is_empty(), "{} names keys that are none: {unknown:?}", manual.file);
}

#[test]
fn every_key_of_a_job_is_documented() {
    let manual = Manual::read("docs/content.md").section("## Jobs");
    let spellings: BTreeSet<String> =
        blattwerk::job::KEYS.iter().flat_map(|key| key.iter()).map(|&s| s.to_owned()).collect();
    assert_eq!(manual.table_words(2), spellings);
}

#[test]
fn every_key_of_a_comment_is_documented() {
    let manual = Manual::read("docs/content.md").section("## Comments");
    let spellings: BTreeSet<String> =
        blattwerk::comment::KEYS.iter().flat_map(|key| key.iter()).map(|&s| s.to_owned()).collect();
    assert_eq!(manual.table_words(1), spellings);
}

// ---------------------------------------------------------------- docs/site-toml.md

#[test]
fn every_setting_that_config_prints_is_documented() {
    let manual = Manual::read("docs/site-toml.md");
    let text = "
        base_url = 'https://a.example/'
        [news]
        publication = 'A'
        publisher = 'A'
        logo = '/a.png'
        publishing_principles = '/a/'
        corrections_policy = '/a/'
        same_as = ['https://a.example/']
        [robots]
        disallow = ['A']
        [follow]
        newsletter = '/n/'
        google_news = '/g/'
        bing_news = '/b/'
        [comments]
        policy = 'A'
        mail = 'a@a.example'
        url = '/c/'
        report = '/r/'
        [newsletter]
        unsubscribe = 'A'
        imprint = 'A'
        [[book]]
        title = 'A'
        author = 'A'
        publisher = 'A'
        url = '/a/'
        description = 'A'
        tags = ['a']
        [[promo]]
        title = 'A'
        url = '/a/'
        description = 'B'
        [[search_links]]
        name = 'A'
        url = 'https://a.example/?q={query}'
    ";
    let (config, report) = Config::read("site.toml", text);
    assert!(report.is_empty(), "{report:?}");
    let settings = serde_json::to_value(config.effective()).unwrap();
    manual.names_all(keys(&settings, &["extra", "schema"]));
}

#[test]
fn every_setting_that_is_accepted_is_documented() {
    let manual = Manual::read("docs/site-toml.md");
    let maps = [
        "",
        "[paths]",
        "[feeds]",
        "[jobs]",
        "[news]",
        "[sitemaps]",
        "[robots]",
        "[follow]",
        "[comments]",
        "[newsletter]",
        "[assets]",
        "[pictures]",
        "[markdown]",
    ];
    let lists = ["[[promo]]", "[[book]]", "[[search_links]]", "[[taxonomies]]\nname = 'a'"];
    for map in maps.into_iter().chain(lists) {
        // The message about a key that nobody knows lists those that are known.
        let (_, report) = Config::read("site.toml", &format!("{map}\nqqqqqqqqqqqq = 1"));
        let about_it = report.iter().find(|said| said.message.contains("qqqqqqqqqqqq")).unwrap();
        let known = Manual { file: "the message", text: about_it.hint.clone().unwrap() };
        manual.names_all(known.words());
    }
}

#[test]
fn every_example_of_a_setting_is_accepted() {
    for block in Manual::read("docs/site-toml.md").blocks("toml") {
        let head = if block.contains("base_url") { "" } else { "base_url = 'https://a.example/'" };
        let (_, report) = Config::read("site.toml", &format!("{head}\n{block}"));
        assert!(report.is_empty(), "{block}: {report:?}");
    }
}

// ---------------------------------------------------------------- docs/templates.md

#[test]
fn every_function_filter_and_date_format_is_documented() {
    let manual = Manual::read("docs/templates.md");
    manual.section("## Functions").names_all(blattwerk::render::FUNCTIONS);
    manual.section("## Filters").names_all(blattwerk::theme::FILTERS);
    manual.section("## Filters").names_all(DateStyle::NAMES);
}

#[test]
fn every_key_that_a_template_sees_is_documented() {
    let manual = Manual::read("docs/templates.md");
    let site = site_that_dumps_its_views();
    let output = site.run(&["build"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut kinds = BTreeSet::new();
    for file in files(&site.path("public"))
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "html"))
    {
        let view: Value = serde_json::from_str(&read(file)).unwrap();
        kinds.insert(view["kind"].as_str().unwrap().to_owned());
        manual.names_all(keys(&view, &["extra", "taxonomies"]));
        manual.names_all(
            view["page"]["taxonomies"].as_object().iter().flat_map(|map| {
                map.values().flat_map(|terms| keys(terms, &[])).collect::<Vec<_>>()
            }),
        );
    }
    let documented = manual.section("## Which template").last_cells();
    assert_eq!(kinds, documented, "the kinds of pages");
}

/// Every kind of page, each of whose values holds something where it can.
fn site_that_dumps_its_views() -> Site {
    let site = Site::new(
        "base_url = 'https://a.example/'
        theme = 'dump'
        paginate_by = 1
        [follow]
        feeds = true
        [comments]
        policy = 'A'
        mail = 'a@a.example'
        url = 'https://a.example/'
        [search]
        index = true
        [[book]]
        title = 'A'
        url = '/a/'
        tags = ['t']
        [[promo]]
        title = 'A'
        url = '/a/'",
    );
    site.write("themes/dump/theme.toml", "");
    site.write("redirects.yaml", "- {from: /gone/, gone: true}");
    let names = ["home", "list", "article", "page", "terms", "year", "month", "jobs", "job", "404"];
    for name in names.into_iter().chain(["corrections", "calendar", "day", "search"]) {
        let template = format!("themes/dump/templates/{name}.html");
        site.write(&template, "{{ __tera_context | json }}");
    }
    let rich = "image: {src: a.svg, alt: A}\ncorrections: [{date: 2026-01-02, text: A}]\n\
        sources: [{title: A, url: /a/}]\ntranslations: {en: /en/}\nfollows: ../1/index.md";
    for (day, more) in [("1", ""), ("2", rich), ("3", "")] {
        let text = format!(
            "---\ntitle: A\ndate: 2026-01-0{day}\ntags: [t]\ncategories: [c]\nauthors: [a]\n\
            {more}\n---\n## Heading\n\nText\n"
        );
        site.write(&format!("content/articles/{day}/index.md"), &text);
        site.write(&format!("content/articles/{day}/a.svg"), "<svg width='1' height='1'>");
    }
    site.write("content/articles/old.md", "---\ntitle: A\ndate: 2025-01-01\n---\n");
    site.write(
        "content/comments/2.yaml",
        "- {name: A, date: 2026-01-03, text: A, replies: [{name: B, date: 2026-01-04, text: B}]}\n",
    );
    site.write("content/pages/p.md", "---\ntitle: P\n---\n");
    site.write("content/tags/t.md", "---\ntitle: t\n---\nText\n");
    site.write("content/jobs/j.md", "---\ntitle: J\ntags: [t]\n---\nText\n");
    site
}

#[test]
fn the_theme_from_nothing_builds() {
    let blocks =
        Manual::read("docs/templates.md").section("## A theme from nothing").blocks("html");
    let [base, list, text, empty] = &blocks[..] else { panic!("four templates: {blocks:?}") };
    let site = Site::new("base_url = 'https://a.example/'\ntheme = 'mine'");
    site.write("content/articles/a.md", "---\ntitle: Tee\ndate: 2026-01-01\n---\n");
    site.write("themes/mine/theme.toml", "name = 'mine'");
    let names = [
        (base, vec!["base"]),
        (list, vec!["home", "list"]),
        (text, vec!["article", "page"]),
        (empty, vec!["terms", "year", "month", "jobs", "job", "404"]),
    ];
    for (text, names) in names {
        for name in names {
            site.write(&format!("themes/mine/templates/{name}.html"), text);
        }
    }
    let output = site.run(&["build"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(read(&site.path("public/index.html")).contains("Tee"));
}

// ---------------------------------------------------------------- docs/themes.md

/// Writes each file and runs each command, in the order in which they stand.
#[test]
fn the_way_to_a_theme_can_be_walked() {
    let document = read(&project("docs/themes.md"));
    let site = Site(TempDir::new().unwrap());
    let (mut files, mut commands) = (0, 0);
    for block in document.split("\n```").skip(1).step_by(2) {
        let (head, text) = block.split_once('\n').unwrap();
        match head.split_once(' ') {
            Some((_, path)) => {
                site.write(path, &format!("{text}\n"));
                files += 1;
            }
            None if head == "console" => {
                site.shows(text);
                commands += 1;
            }
            None => panic!("a block that is no file and no command: {block}"),
        }
    }
    assert!(files > 20 && commands > 7, "{files} files, {commands} commands");
}

// ---------------------------------------------------------------- docs/diagnostics.md

#[test]
fn every_code_of_a_diagnostic_is_documented_and_no_other() {
    let manual = Manual::read("docs/diagnostics.md");
    let is_code = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "rs");
    let sources = files(&project("src"));
    let codes: BTreeSet<String> =
        sources.iter().filter(is_code).flat_map(|file| codes_in(&read(file))).collect();
    assert_eq!(manual.table_words(1), codes);
}

/// The first argument of `Diagnostic::error` and `warning`, and what `CODE` stands for.
fn codes_in(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    ["Diagnostic::error(", "Diagnostic::warning(", "const CODE: &str ="]
        .into_iter()
        .flat_map(|before| source.split(before).skip(1))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

// ---------------------------------------------------------------- all of them

#[test]
fn the_commands_that_are_shown_run_and_say_what_is_shown() {
    for file in DOCUMENTS {
        let mut shell = Shell::new(file);
        for block in Manual::read(file).blocks("console") {
            shell.run(&block);
        }
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    for file in DOCUMENTS.into_iter().chain(["docs/newsletter.md"]) {
        let manual = Manual::read(file);
        let prose = manual.prose();
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") {
                check_link(file, link);
            }
        }
    }
}

fn check_link(from: &str, link: &str) {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = project(from).parent().unwrap().to_owned();
    let target = if path.is_empty() { project(from) } else { folder.join(path) };
    assert!(target.exists(), "{from} links to {link}, which is not there");
    let slug = |heading: &str| -> String {
        let letters = heading.to_lowercase().replace(' ', "-");
        letters.chars().filter(|&c| c.is_alphanumeric() || c == '-' || c == '_').collect()
    };
    let is_there = anchor.is_empty()
        || read(&target).lines().any(|line| {
            line.starts_with('#') && slug(line.trim_start_matches('#').trim()) == anchor
        });
    assert!(is_there, "{from} links to {link}, which has no such heading");
}

#[test]
fn the_map_of_the_code_is_short_and_true() {
    let map = Manual::read("ARCHITECTURE.md");
    assert!(map.text.lines().count() <= 200, "ARCHITECTURE.md has at most 200 lines");
    let library = read(&project("src/lib.rs"));
    map.names_all(library.lines().filter_map(|line| {
        let name = line.strip_prefix("pub mod ")?.trim_end_matches(';');
        let folder = project("src").join(name).is_dir();
        Some(if folder { format!("src/{name}/") } else { format!("src/{name}.rs") })
    }));
    for path in places_on(&map.section("## Map of the code")) {
        assert!(path.exists(), "ARCHITECTURE.md names {}, which is not there", path.display());
    }
}

/// The files of its lines: `- `src/a/`: …`, and below, indented, `  - `b.rs`, `c.rs`: …`.
fn places_on(map: &Manual) -> Vec<PathBuf> {
    let mut folder = PathBuf::new();
    let mut places = Vec::new();
    for line in map.text.lines() {
        let is_module = line.starts_with("- ");
        let names = line.split(':').next().unwrap_or(line).split('`').skip(1).step_by(2);
        for name in names {
            if is_module {
                folder = project(name);
            }
            places.push(if is_module { folder.clone() } else { folder.join(name) });
        }
    }
    places
}

// ---------------------------------------------------------------- tools

const DOCUMENTS: [&str; 10] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/commands.md",
    "docs/site-toml.md",
    "docs/typography.md",
    "docs/content.md",
    "docs/feeds.md",
    "docs/templates.md",
    "docs/diagnostics.md",
];

/// A document, or a part of one.
struct Manual {
    file: &'static str,
    text: String,
}

impl Manual {
    fn read(file: &'static str) -> Self {
        Self { file, text: read(&project(file)) }
    }

    /// From a heading to the next one of its level or above.
    fn section(&self, heading: &str) -> Self {
        let (_, rest) = self.text.split_once(&format!("\n{heading}")).unwrap_or_else(|| {
            panic!("{} has no heading `{heading}`", self.file);
        });
        let level = heading.bytes().take_while(|&byte| byte == b'#').count();
        let ends = |line: &str| {
            let own = line.bytes().take_while(|&byte| byte == b'#').count();
            (1..=level).contains(&own)
        };
        let lines = rest.lines().take_while(|line| !ends(line));
        Self { file: self.file, text: lines.collect::<Vec<_>>().join("\n") }
    }

    fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.text.split("\n\n")
    }

    /// The texts of all fenced blocks of a language.
    fn blocks(&self, language: &str) -> Vec<String> {
        let parts = self.text.split("```").collect::<Vec<_>>();
        let blocks = parts.iter().skip(1).step_by(2);
        blocks
            .filter_map(|block| block.strip_prefix(&format!("{language}\n")))
            .map(str::to_owned)
            .collect()
    }

    /// The text without what stands between backticks; that of links stays, since its
    /// brackets do.
    fn prose(&self) -> String {
        let outside: String = self.text.split("```").step_by(2).collect();
        outside.split('`').step_by(2).collect()
    }

    /// What stands between backticks, outside of blocks.
    fn words(&self) -> Vec<String> {
        let outside: String = self.text.split("```").step_by(2).collect();
        outside.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// What stands between backticks in the first columns of tables.
    fn table_words(&self, columns: usize) -> BTreeSet<String> {
        let rows = self.text.lines().filter(|line| line.starts_with("| "));
        let cells = rows.flat_map(|row| row.split('|').skip(1).take(columns));
        cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
    }

    /// What stands between backticks in the last column of a table.
    fn last_cells(&self) -> BTreeSet<String> {
        let rows = self.text.lines().filter(|line| line.starts_with("| "));
        let cells = rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next());
        cells
            .filter_map(|cell| cell.trim().strip_prefix('`')?.strip_suffix('`'))
            .filter(|word| *word != "kind")
            .map(str::to_owned)
            .collect()
    }

    /// Fails for all names at once that stand nowhere between backticks: `` `name` ``,
    /// `` `--name VALUE` ``, `` `[name]` ``, `` `name(…)` ``, `` `page.name` ``.
    fn names_all(&self, names: impl IntoIterator<Item = impl Into<String>>) {
        let words = self.words();
        let named = |name: &str| {
            words.iter().any(|word| {
                let mut parts = word.split(|c: char| "[](), =.".contains(c));
                word == name || parts.any(|part| part == name)
            })
        };
        let missing: BTreeSet<String> =
            names.into_iter().map(Into::into).filter(|name| !named(name)).collect();
        assert!(missing.is_empty(), "{} does not name {missing:?}", self.file);
    }
}

/// The keys of all maps in a value, but not those below `opaque` ones.
fn keys(value: &Value, opaque: &[&str]) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| keys(item, opaque)).collect(),
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| {
                let below = if opaque.contains(&key.as_str()) { &Value::Null } else { value };
                std::iter::once(key.clone()).chain(keys(below, opaque))
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => BTreeSet::new(),
    }
}

/// A small site in a folder of its own.
struct Site(TempDir);

impl Site {
    fn new(settings: &str) -> Self {
        let site = Self(TempDir::new().unwrap());
        site.write("site.toml", settings);
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        blattwerk(self.0.path()).args(arguments).output().unwrap()
    }

    /// Runs a command and compares what is shown of it: each diagnostic must be among those that
    /// are told, and without one the command must end well.
    fn shows(&self, step: &str) {
        let (line, shown) = step.split_once('\n').unwrap_or((step, ""));
        let arguments: Vec<&str> = line.strip_prefix("$ blattwerk ").unwrap().split(' ').collect();
        let output = self.run(&arguments);
        let said =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let said = without_numbers(&said);
        assert_eq!(output.status.success(), !shown.contains("error: "), "{line}\n{said}");
        for part in without_numbers(shown).trim_end_matches('…').split("\n\n") {
            assert!(said.contains(part.trim_end()), "{line}\n{part}\nis not in\n{said}");
        }
    }
}

fn blattwerk(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("blattwerk").unwrap();
    command.current_dir(folder).env("SOURCE_DATE_EPOCH", EPOCH);
    command
}

/// Runs what a document shows after `$`, one block after the other.
struct Shell {
    document: &'static str,
    folder: PathBuf,
    work: TempDir,
}

impl Shell {
    fn new(document: &'static str) -> Self {
        let work = TempDir::new().unwrap();
        Self { document, folder: work.path().to_owned(), work }
    }

    fn run(&mut self, block: &str) {
        for step in format!("\n{block}").split("\n$ ").skip(1) {
            let (line, shown) = step.split_once('\n').unwrap_or((step, ""));
            let typed = line.split(" > ").next().unwrap_or(line).split(" #").next().unwrap_or(line);
            let (typed, reads) =
                typed.split_once(" < ").map_or((typed, false), |(typed, _)| (typed, true));
            let words = words_of_a_line(typed);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match &words[..] {
                ["cd", folder] => self.folder.push(folder),
                // It would not end by itself.
                ["blattwerk", "serve", rest @ ..] => self.expect_server(rest, shown),
                ["blattwerk", rest @ ..] if reads => {
                    let mails = Manual::read(self.document).blocks("eml");
                    self.expect_of(mails.concat(), rest, &self.folder, shown);
                }
                ["blattwerk", rest @ ..] => self.expect(rest, &self.folder, shown),
                // The bundled site, but not into the project itself.
                ["cargo", "run", "--release", "--", rest @ ..] => {
                    let output = self.work.path().join("bundled");
                    let output = output.to_str().unwrap();
                    self.expect(&[rest, &["-o", output]].concat(), &project(""), shown);
                }
                // What builds the program, or looks at the result.
                ["cargo" | "just" | "git" | "python3", ..] => {}
                other => panic!("{} shows {other:?}, which this test cannot run", self.document),
            }
        }
    }

    /// Starts a server, and compares the first lines that it prints.
    fn expect_server(&self, arguments: &[&str], shown: &str) {
        let arguments = arguments.iter().filter(|argument| **argument != "--open");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_blattwerk"));
        command.current_dir(&self.folder).arg("serve").args(["--port", "0"]).args(arguments);
        let mut server = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let said: Vec<String> =
            lines.take(shown.trim_end().lines().count().max(1)).map(Result::unwrap).collect();
        server.kill().unwrap();
        server.wait().unwrap();
        if !shown.trim().is_empty() {
            let said = without_numbers(&said.join("\n"));
            assert_eq!(without_numbers(shown.trim_end()), said, "{}", self.document);
        }
    }

    /// Numbers may differ, the lines may not; `…` stands for all that follows.
    fn expect(&self, arguments: &[&str], folder: &Path, shown: &str) {
        self.expect_of(String::new(), arguments, folder, shown);
    }

    /// The same where the command reads something from standard input.
    fn expect_of(&self, input: String, arguments: &[&str], folder: &Path, shown: &str) {
        let output = blattwerk(folder).args(arguments).write_stdin(input).output().unwrap();
        let (said, complained) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let command = format!("{}: blattwerk {}", self.document, arguments.join(" "));
        assert!(output.status.success(), "{command}\n{complained}");
        let (said, shown) = (without_numbers(&said), without_numbers(shown));
        match shown.trim_end().strip_suffix('…') {
            Some(beginning) => assert!(said.starts_with(beginning), "{command}\n{said}"),
            None if shown.trim().is_empty() => {}
            None => assert_eq!(shown.trim_end(), said.trim_end(), "{command}"),
        }
    }
}

/// Splits at blanks, but not in double quotes.
fn words_of_a_line(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

fn without_numbers(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() && plain.ends_with('0') => {}
            c if c.is_ascii_digit() => plain.push('0'),
            c => plain.push(c),
        }
    }
    plain
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
