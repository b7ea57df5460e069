//! The oracle of law 2: a build with a cache against one without.
//!
//! A small archive lives through a sequence of edits. After each step it is built twice:
//! into its own output, with what was kept from the steps before, and into an empty folder
//! from nothing. Both must say the same and leave the same files; and so must a
//! [preview](preview) that has looked on from the beginning (law 9).

mod disk;
mod model;
mod preview;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use blattwerk::archive::Include;
use blattwerk::build::{self, Outcome, Request, Reuse, Silent, Strictness};
use blattwerk::diagnostic::{Style, print};
use blattwerk::value::BaseUrl;
use proptest::prelude::*;
use tempfile::TempDir;

use disk::{Manner, all_files};
use model::{ARTICLES, COMMENTS, Key, Model, PARTS, Project, SETTINGS, TEMPLATES};

/// What happens between two builds.
#[derive(Clone)]
pub struct Step {
    /// Whether what made the last build fail is taken back first.
    mend: bool,
    edits: Vec<Edit>,
    manner: Manner,
    again: Again,
}

/// On one line each, so that a failure fits on a screen.
impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { mend, edits, manner, again } = self;
        let mend = if *mend { "mended" } else { "as it is" };
        write!(f, "{mend}, {edits:?}, {manner:?}, again: {again:?}")
    }
}

#[derive(Clone, Debug)]
enum Edit {
    Set(Key, u8),
    Output(Tampering, u16),
    Cache(Spoiling, u16),
}

/// What may happen to the output.
#[derive(Clone, Copy, Debug)]
pub enum Tampering {
    Delete,
    Alter,
    /// The same length and the same time, other bytes.
    AlterUnseen,
    Empty,
    Touch,
    /// A file that is none of ours.
    Foreign,
    DeleteAll,
    Save,
    /// The output as it was saved, its files with the stamps of then.
    Restore,
    /// What a killed build leaves behind.
    LeftStage,
}

/// What may happen to the cache.
#[derive(Clone, Copy, Debug)]
pub enum Spoiling {
    Cut,
    Flip,
    OtherProgram,
    FolderInstead,
    Delete,
    SeenGarbage,
    Save,
    /// An older one, which is whole.
    Restore,
}

/// Whether the step is built once more, and what happens before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    No,
    Same,
    /// Every file is written again as it is.
    Touched,
}

fn key() -> impl Strategy<Value = Key> {
    let part = proptest::sample::select(PARTS.to_vec());
    let setting = proptest::sample::select(SETTINGS.to_vec());
    let template = 0..u8::try_from(TEMPLATES.len()).unwrap();
    prop_oneof![
        20 => (0..ARTICLES, part).prop_map(|(slot, part)| Key::Article(slot, part)),
        2 => (0..3u8).prop_map(Key::Job),
        2 => (0..2u8).prop_map(Key::OwnJob),
        4 => (0..COMMENTS).prop_map(Key::Comments),
        1 => (0..COMMENTS).prop_map(Key::CommentsName),
        2 => (0..2u8).prop_map(Key::Page),
        2 => (0..3u8).prop_map(Key::Profile),
        1 => template.clone().prop_map(Key::Template),
        1 => template.prop_map(Key::Override),
        1 => (0..2u8).prop_map(Key::Asset),
        1 => (0..2u8).prop_map(Key::Words),
        1 => Just(Key::ThemeToml),
        2 => setting.prop_map(Key::Setting),
        2 => (0..3u8).prop_map(Key::Data),
        2 => Just(Key::Lock),
        2 => Just(Key::Redirects),
        3 => (0..9u8).prop_map(Key::File),
        2 => Just(Key::Clock),
        1 => Just(Key::Options),
        1 => Just(Key::Preview),
        1 => Just(Key::Strict),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let tampering = proptest::sample::select(vec![
        Tampering::Delete,
        Tampering::Alter,
        Tampering::AlterUnseen,
        Tampering::Empty,
        Tampering::Touch,
        Tampering::Foreign,
        Tampering::DeleteAll,
        Tampering::Save,
        Tampering::Restore,
        Tampering::LeftStage,
    ]);
    let spoiling = proptest::sample::select(vec![
        Spoiling::Cut,
        Spoiling::Flip,
        Spoiling::OtherProgram,
        Spoiling::FolderInstead,
        Spoiling::Delete,
        Spoiling::SeenGarbage,
        Spoiling::Save,
        Spoiling::Restore,
    ]);
    // The highest numbers stand for mistakes.
    let value = prop_oneof![15 => any::<u8>(), 1 => 246..=255u8];
    prop_oneof![
        20 => (key(), value).prop_map(|(key, value)| Edit::Set(key, value)),
        2 => (tampering, any::<u16>()).prop_map(|(what, which)| Edit::Output(what, which)),
        1 => (spoiling, any::<u16>()).prop_map(|(what, which)| Edit::Cache(what, which)),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
    let manner = prop_oneof![
        3 => Just(Manner::Rename),
        3 => Just(Manner::InPlace),
        2 => Just(Manner::Unseen),
    ];
    let again =
        prop_oneof![3 => Just(Again::No), 1 => Just(Again::Same), 1 => Just(Again::Touched)];
    let mend = proptest::bool::weighted(0.9);
    (mend, proptest::collection::vec(edit(), 0..4), manner, again)
        .prop_map(|(mend, edits, manner, again)| Step { mend, edits, manner, again })
}

/// An archive that lives through steps.
pub struct Life {
    temporary: TempDir,
    root: PathBuf,
    model: Model,
    /// As of the last build without errors.
    good: Model,
    on_disk: Project,
    /// What stands where caches should be, if it is no file.
    folders_instead: Vec<PathBuf>,
    looking: Option<preview::Looking>,
}

impl Life {
    pub fn new() -> Self {
        let temporary = TempDir::new().expect("the system has a place for temporary files");
        let root = temporary.path().join("site");
        let model = Model::start();
        let (good, on_disk) = (model.clone(), Project::new());
        let (folders_instead, looking) = (Vec::new(), None);
        let mut life = Self { temporary, root, model, good, on_disk, folders_instead, looking };
        life.write(Manner::Rename);
        life
    }

    /// Lives through a step, and compares; an error says what differs.
    pub fn step(&mut self, step: &Step) -> Result<(), String> {
        self.clear_the_way();
        if step.mend {
            self.model = self.good.clone();
        }
        for edit in &step.edits {
            match edit {
                Edit::Set(key, value) => self.model.set(*key, *value),
                Edit::Output(what, which) => self.tamper(*what, usize::from(*which)),
                Edit::Cache(what, which) => self.spoil(*what, usize::from(*which)),
            }
        }
        let changed = self.write(step.manner);
        self.look(changed, step.again != Again::Touched);
        let before = all_files(&self.output());
        let outcome = build::build(&self.request(), &Silent);
        let caches = self.caches();
        let clean = self.clean_build();
        let result = self.compare(&before, &outcome, &clean);
        let result = result.and_then(|()| self.compare_look(&clean, &all_files(&self.clean())));
        self.forget_clean(&caches);
        result?;
        if outcome.report.has_errors() {
            return Ok(());
        }
        self.good = self.model.clone();
        match step.again {
            Again::Touched => self.touch(),
            Again::Same => {}
            Again::No => return Ok(()),
        }
        self.build_again(&outcome)
    }

    fn request(&self) -> Request {
        let [drafts, future, expired] = self.model.options();
        let preview = BaseUrl::new("https://preview.example/").unwrap();
        Request {
            root: self.root.clone(),
            config_file: None,
            output_dir: None,
            base_url: self.model.is_preview().then_some(preview),
            include: Include { drafts, future, expired },
            strictness: match self.model.is_strict() {
                true => Strictness::WarningsAreErrors,
                false => Strictness::Lenient,
            },
            reuse: Reuse::Cache,
            publishing: build::Publishing::Not,
            broken: build::Broken::Refuse,
            now: self.model.clock().parse().unwrap(),
        }
    }

    fn clean_build(&self) -> Outcome {
        let output_dir = Some(self.clean());
        build::build(&Request { output_dir, reuse: Reuse::Nothing, ..self.request() }, &Silent)
    }

    fn output(&self) -> PathBuf {
        self.root.join("public")
    }

    fn clean(&self) -> PathBuf {
        self.temporary.path().join("clean")
    }

    fn compare(&self, before: &Project, warm: &Outcome, cold: &Outcome) -> Result<(), String> {
        same("the diagnostics differ", &said(warm), &said(cold))?;
        same("the numbers differ", &numbers(warm), &numbers(cold))?;
        let after = all_files(&self.output());
        if warm.report.has_errors() {
            return same_files("a build with errors changed the output", before, &after);
        }
        let foreign = |path: &str| path.rsplit('/').next().unwrap_or(path).starts_with("fremd");
        let (others, ours): (Project, Project) =
            after.into_iter().partition(|(path, _)| foreign(path));
        let others_before: Project =
            before.iter().filter(|(path, _)| foreign(path)).map(clone).collect();
        same_files("foreign files were changed", &others_before, &others)?;
        same_files("the output differs from a clean one", &all_files(&self.clean()), &ours)
    }

    /// Nothing has changed, so nothing is to be done.
    fn build_again(&self, first: &Outcome) -> Result<(), String> {
        let before = all_files(&self.output());
        let outcome = build::build(&self.request(), &Silent);
        same("a second build says other things", &said(&outcome), &said(first))?;
        same("a second build counts otherwise", &numbers(&outcome), &numbers(first))?;
        same_files("a second build changed the output", &before, &all_files(&self.output()))?;
        let committed = outcome.committed.expect("there were no errors");
        let done = [outcome.rendered, committed.written, committed.removed];
        // A cache that is spoilt where nobody looked yet is found out only now.
        if outcome.notes.is_empty() && done != [0, 0, 0] {
            return Err(format!("a second build rendered, wrote and removed {done:?}"));
        }
        Ok(())
    }

    /// Whether the last step was built without errors.
    fn is_good(&self) -> bool {
        self.model == self.good
    }

    /// Lives through steps until one of them goes wrong.
    pub fn through(mut self, steps: &[Step]) -> Result<(), String> {
        let mut good = 0;
        for (at, step) in steps.iter().enumerate() {
            self.step(step).map_err(|what| format!("in step {at}, {step:?}: {what}"))?;
            good += usize::from(self.is_good());
        }
        // A site that never builds would prove nothing; of few steps all may go wrong by chance.
        let mended = steps.iter().filter(|step| step.mend).count();
        let enough = mended < 16 || good * 4 >= mended;
        enough.then_some(()).ok_or_else(|| "hardly any step was built".into())
    }
}

fn clone<'a>((path, bytes): (&'a String, &'a Vec<u8>)) -> (String, Vec<u8>) {
    (path.clone(), bytes.clone())
}

fn said(outcome: &Outcome) -> String {
    print(&outcome.report, Style::Plain)
}

fn numbers(outcome: &Outcome) -> String {
    let Outcome { articles, jobs, routes, held, next_change, committed, .. } = outcome;
    let is_committed = committed.is_some();
    format!("{articles} {jobs} {routes} {is_committed} {next_change:?} {held:#?}")
}

fn same(what: &str, one: &str, other: &str) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
    let (ones, others) = (lines(one), lines(other));
    let at = ones.iter().zip(&others).take_while(|(one, other)| one == other).count();
    let rest = |lines: &[String]| lines.iter().skip(at).take(12).cloned().collect::<Vec<_>>();
    Err(format!("{what}:\n{}\n-- but --\n{}", rest(&ones).join("\n"), rest(&others).join("\n")))
}

fn same_files(what: &str, expected: &Project, found: &Project) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let text = |files: &Project, path: &str| {
        files
            .get(path)
            .map_or("(no such file)".into(), |bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    let paths: BTreeMap<&String, ()> =
        expected.keys().chain(found.keys()).map(|p| (p, ())).collect();
    let differing: Vec<&String> = paths
        .into_keys()
        .filter(|path| expected.get(*path) != found.get(*path))
        .filter(|path| *path != ".blattwerk-manifest")
        .collect();
    let Some(first) = differing.first() else { return Err(format!("{what}: only the manifest")) };
    let parts = same("", &text(expected, first), &text(found, first)).unwrap_err();
    Err(format!("{what}, in {}: {differing:?}\n{first}{parts}", differing.len()))
}

/// For messages: a path below a folder.
fn below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
}
