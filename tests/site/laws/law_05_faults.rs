//! Law 5, one operation at a time: each call that reads or changes files fails once, or
//! from then on, or the program is killed at it, and nothing is broken by it.
#![cfg(target_os = "linux")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use rayon::prelude::*;

use crate::support::{NOW, Site, pictures};

/// A call of the system, and what it can fail with.
const CALLS: [(&str, &[Cause]); 20] = [
    ("openat", &[FULL, BROKEN]),
    ("open", &[FULL, BROKEN]),
    ("read", &[BROKEN]),
    ("pread64", &[BROKEN]),
    ("write", &[FULL, BROKEN]),
    ("pwrite64", &[FULL, BROKEN]),
    ("mkdir", &[FULL]),
    ("mkdirat", &[FULL]),
    ("rename", &[FULL, BROKEN]),
    ("renameat", &[FULL, BROKEN]),
    ("renameat2", &[FULL, BROKEN]),
    ("unlink", &[BROKEN]),
    ("unlinkat", &[BROKEN]),
    ("rmdir", &[BROKEN]),
    ("ftruncate", &[FULL]),
    ("copy_file_range", &[FULL]),
    ("flock", &[BROKEN]),
    ("getdents64", &[BROKEN]),
    ("statx", &[BROKEN]),
    ("newfstatat", &[BROKEN]),
];

/// The name of an error, and how it is told.
type Cause = (&'static str, &'static str);
const FULL: Cause = ("ENOSPC", "the disk is full");
const BROKEN: Cause = ("EIO", "Input/output error");

/// In the place of an error: nobody is told anything.
const KILLED: Cause = ("SIGKILL", "");

/// What is also tried with all later calls failing too.
const CHANGES: [&str; 3] = ["rename", "unlink", "rmdir"];

/// What the loader and the system's libraries look at.
const ELSEWHERE: [&str; 7] = ["/usr/", "/lib", "/etc/", "/proc/", "/sys/", "/dev/", "/\""];

/// One of how many faults is tried.
const STRIDE: usize = if cfg!(debug_assertions) { 15 } else { 1 };

const SITE: &str = "
    -- site.toml --
    title = 'Alt'
    paginate_by = 3
    [pictures]
    widths = [40]
    -- content/pages/info.md --
    ---
    title: Info
    ---
    ![Ein Bild](/bild.svg)
    -- content/jobs.yaml --
    - title: Redakteur
      url: https://jobs.example/1
    -- static/bild.svg --
    <svg width='640' height='480'></svg>
    -- static/wird-ordner --
    eine Datei
    -- static/wird-datei/eins --
    eine Datei
    -- static/bleibt.txt --
    Text
    -- static/anders.txt --
    vorher
";

fn article(number: usize, text: &str) -> String {
    format!(
        "---\ntitle: Titel {number}\ndate: 2026-01-{number:02}\ntags: [T{}]\nimage: /bild.svg\n---\n{text}\n",
        number % 3
    )
}

fn path(number: usize) -> String {
    format!("content/articles/a{number}.md")
}

fn before() -> Site {
    let site = Site::new(SITE).write("content/articles/foto.jpg", pictures::jpeg(60, 30, None));
    (1..=8).fold(site, |site, number| site.write(&path(number), article(number, "Alt")))
}

/// Some pages change, one comes and one goes; a file becomes a folder, and a folder a file.
fn edited(site: Site) -> Site {
    site.write(&path(3), article(3, "Neu").replace("Titel", "Neues"))
        .write(&path(9), article(9, "Neu"))
        .remove(&path(5))
        .remove("static/wird-ordner")
        .write("static/wird-ordner/eins", "eine Datei")
        .remove("static/wird-datei")
        .write("static/wird-datei", "eine Datei")
        .write("static/anders.txt", "nachher")
        .write("content/articles/foto.jpg", pictures::jpeg(60, 20, None))
        .write("redirects.yaml", "- {from: /articles/2026/01/a5/, gone: true}\n")
}

type Output = BTreeMap<String, Vec<u8>>;

/// A call that fails, counted by its name in each thread, and whether all later ones fail
/// too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    call: &'static str,
    number: usize,
    error: Cause,
    lasting: bool,
    /// The call as it was traced when nothing failed.
    line: String,
}

fn traced(site: &Site, arguments: &[String]) -> Option<(String, std::process::Output)> {
    let trace = site.root().with_file_name("trace");
    let output = Command::new("strace")
        // Of what is read and written a little is enough; paths are always whole.
        .args(["-f", "-qq", "-y", "-s", "64", "-o"])
        .arg(&trace)
        .args(arguments)
        .arg(env!("CARGO_BIN_EXE_blattwerk"))
        .args(["build", "-q", "--publish", "--at", NOW])
        .current_dir(site.root())
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    #[expect(clippy::disallowed_methods, reason = "tests read files")]
    let lines = String::from_utf8_lossy(&std::fs::read(trace).unwrap_or_default()).into_owned();
    Some((lines, output))
}

/// All calls of a build in which nothing fails, each by name, number and line.
fn calls(trace: &str, root: &Path) -> Vec<(&'static str, usize, String)> {
    let (root, program) = (root.to_str().unwrap(), env!("CARGO_BIN_EXE_blattwerk"));
    let mut counted: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let Some((name, rest)) = call.trim_start().split_once('(') else { continue };
        let Some((name, _)) = CALLS.iter().find(|(known, _)| *known == name) else { continue };
        let number = counted.entry((thread, name)).or_default();
        *number += 1;
        let elsewhere = ELSEWHERE.iter().any(|folder| {
            rest.contains(&format!("\"{folder}")) || rest.contains(&format!("<{folder}"))
        });
        if rest.contains(root) || !(rest.contains(program) || elsewhere) {
            found.entry((*name, *number)).or_insert_with(|| call.trim_start().to_owned());
        }
    }
    found.into_iter().map(|((name, number), line)| (name, number, line)).collect()
}

fn faults(calls: Vec<(&'static str, usize, String)>) -> Vec<Fault> {
    let of = |(call, number, line): (&'static str, usize, String)| {
        let causes = CALLS.iter().find(|(known, _)| *known == call).map_or(&[][..], |(_, all)| all);
        // Room is needed by what is made.
        let may = |cause: &&Cause| {
            **cause != FULL || !call.starts_with("open") || line.contains("O_CREAT")
        };
        let changes = CHANGES.iter().any(|name| call.starts_with(name));
        let once_and_for_good = |error: Cause| {
            let lasting = (error == FULL || changes).then_some((error, true));
            [(error, false)].into_iter().chain(lasting)
        };
        let errors = causes.iter().filter(may).copied().flat_map(once_and_for_good);
        let all: Vec<_> = errors.chain([(KILLED, false)]).collect();
        all.into_iter()
            .map(move |(error, lasting)| Fault { call, number, error, lasting, line: line.clone() })
            .collect::<Vec<_>>()
    };
    calls.into_iter().flat_map(of).collect()
}

struct Law {
    template: Site,
    old: Output,
    new: Output,
    /// The addresses that were published before, and those that are afterwards.
    locks: [Option<String>; 2],
}

impl Law {
    /// What is wrong after a fault, and whether the build failed.
    fn broken_by(&self, fault: &Fault) -> Result<Option<i32>, String> {
        let site = self.template.copied();
        let mut failed = String::new();
        self.try_with(&site, fault, &mut failed).map_err(|reason| format!("{reason}\n{failed}"))
    }

    fn try_with(
        &self,
        site: &Site,
        fault: &Fault,
        failed: &mut String,
    ) -> Result<Option<i32>, String> {
        let Fault { call, number, error: (error, cause), lasting, .. } = fault;
        let more = if *lasting { "+" } else { "" };
        let arguments = [
            "-e".to_owned(),
            format!("trace={call}"),
            "-e".to_owned(),
            match error.starts_with("SIG") {
                true => format!("inject={call}:signal={error}:when={number}"),
                false => format!("inject={call}:error={error}:when={number}{more}"),
            },
        ];
        let (trace, output) = traced(site, &arguments).ok_or("it does not start")?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code();
        let killed = trace.contains("+++ killed by SIGKILL +++");
        failed.extend(trace.lines().find(|line| line.contains("(INJECTED)")));
        if !(trace.contains("(INJECTED)") || killed) || code == Some(127) {
            return Ok(None);
        }
        let code = if killed { Some(1) } else { code };
        if said.contains("panicked") || !matches!(code, Some(0..=2)) {
            return Err(format!("ends with {code:?}: {said}"));
        }
        let found = site.bytes();
        for (path, bytes) in &found {
            let whole = [&self.old, &self.new].into_iter().any(|all| all.get(path) == Some(bytes));
            if !whole && path != MANIFEST {
                return Err(format!("ends with {code:?}, {path} is neither old nor new: {said}"));
            }
        }
        if let Some(path) =
            self.old.keys().find(|path| self.new.contains_key(*path) && !found.contains_key(*path))
        {
            return Err(format!("ends with {code:?}, {path} is in both, and is gone: {said}"));
        }
        let lock = site.read("urls.lock");
        if !self.locks.contains(&lock) {
            return Err(format!("ends with {code:?}, urls.lock is neither old nor new: {lock:?}"));
        }
        if lock == self.locks[1]
            && found.iter().any(|(path, bytes)| self.new.get(path) != Some(bytes))
        {
            return Err(format!(
                "ends with {code:?}, and publishes what it has not written: {said}"
            ));
        }
        if code == Some(0) && found != self.new {
            return Err(format!("says that all is well, and is not: {said}"));
        }
        // What cannot be written cannot be told.
        let silenced =
            trace.lines().any(|line| line.contains("(INJECTED)") && line.contains("write(2<"));
        let told = said.contains(cause) || (*lasting && said.contains("No space left on device"));
        let is_told = said.contains('`') && told;
        if !(code == Some(0) || killed || silenced || is_told) {
            return Err(format!("ends with {code:?} and says: {said}"));
        }
        let run = site.run(["build", "-q", "--publish"]);
        if run.code != 0 {
            return Err(format!("is not mended ({code:?}, {said}): {}", run.stderr));
        }
        if site.read("urls.lock") != self.locks[1] {
            return Err(format!("publishes something else ({code:?}, {said})"));
        }
        let mended = site.bytes();
        if mended != self.new {
            let paths = |all: &Output| all.keys().cloned().collect::<BTreeSet<_>>();
            let (paths, expected) = (paths(&mended), paths(&self.new));
            let different: Vec<_> = paths.symmetric_difference(&expected).collect();
            return Err(format!("is mended to another site ({code:?}, {said}): {different:?}"));
        }
        if site.exists(".public.blattwerk") {
            return Err("leaves what was staged".to_owned());
        }
        Ok(code)
    }
}

const MANIFEST: &str = ".blattwerk-manifest";

#[test]
fn every_operation_may_fail_and_the_next_build_mends_all() {
    let published = |site: Site| {
        site.run(["build", "-q", "--publish"]).exits(0);
        site
    };
    let old = published(before());
    let template = edited(old.copied());
    let new = published(template.copied().remove("public").remove(".blattwerk"));
    let locks = [old.read("urls.lock"), new.read("urls.lock")];
    let law = Law { old: old.bytes(), new: new.bytes(), locks, template };
    let dry = law.template.copied();
    let Some((trace, output)) = traced(&dry, &[]).filter(|(trace, _)| trace.contains("execve("))
    else {
        println!("NOT RUN: this machine has no strace, or does not let it trace");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(dry.bytes(), law.new);
    let calls = calls(&trace, dry.root());
    let faults = faults(calls);
    let tried: Vec<&Fault> = faults.iter().step_by(STRIDE).collect();
    let results: Vec<_> = tried.par_iter().map(|fault| law.broken_by(fault)).collect();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (fault, result) in tried.into_iter().zip(results) {
        let count = counts.entry(fault.call).or_default();
        match result {
            Ok(None) => count[2] += 1,
            Ok(Some(0)) => count[0] += 1,
            Ok(Some(_)) => count[1] += 1,
            Err(reason) => wrong.push(format!("{fault:?} {reason}")),
        }
    }
    for (call, [fine, failed, void]) in counts {
        println!(
            "{call}: {fine} built all the same, {failed} failed and told why, {void} never happened"
        );
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}
