//! Law 5, the hard way: the program is killed at any moment.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{NOW, Site};

const ARTICLES: usize = 300;

/// How many builds are killed.
const KILLS: u32 = if cfg!(debug_assertions) { 12 } else { 60 };

fn archive() -> Site {
    let settings = "
        -- site.toml --
        title = 'Alt'
        permalink = '/{slug}/'
    ";
    (0..ARTICLES).fold(Site::new(settings), |site, number| {
        let (month, day) = (number / 28 + 1, number % 28 + 1);
        let text = format!(
            "---\ntitle: Titel {number}\ndate: 2025-{:02}-{day:02}\ntags: [T{}]\n---\n{}\n",
            month.min(12),
            number % 9,
            "Ein Satz. ".repeat(100)
        );
        site.write(&format!("content/articles/a{number}.md"), text)
    })
}

fn start(root: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_blattwerk"))
        .args(["build", "-q", "--at", NOW])
        .current_dir(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

type Output = BTreeMap<String, Vec<u8>>;

/// The output that a build from nothing would leave.
fn clean(site: &Site) -> Output {
    let copy = site.copied().remove("public").remove(".blattwerk").build();
    pages(&copy)
}

fn pages(site: &Site) -> Output {
    site.bytes().into_iter().filter(|(path, _)| path != ".blattwerk-manifest").collect()
}

/// Every page changes with the title, and some pages and their routes come and go.
fn edit(site: Site, round: u32) -> Site {
    let (from, to) = if round.is_multiple_of(2) { ("Alt", "Neu") } else { ("Neu", "Alt") };
    let site = site.edit("site.toml", &format!("'{from}'"), &format!("'{to}'"));
    let extra = "---\ntitle: Mehr\ndate: 2025-06-01\ntags: [Neu, T1]\n---\n";
    match round.is_multiple_of(2) {
        true => site.write("content/articles/mehr.md", extra),
        false => site.remove("content/articles/mehr.md"),
    }
}

#[test]
fn a_build_that_is_killed_at_any_moment_leaves_whole_files_and_is_mended_by_the_next() {
    let mut site = archive();
    let started = Instant::now();
    start(site.root()).wait().unwrap();
    let mut whole = started.elapsed();
    let mut old = pages(&site);
    assert_eq!(old, clean(&site));
    let odd = clean(&edit(site.copied(), 0));
    let outputs = [old.clone(), odd];
    let mut killed = 0;
    for round in 0..KILLS {
        site = edit(site, round);
        let new = &outputs[usize::from(round.is_multiple_of(2))];
        // Spread over the whole build, twice over.
        let part = f64::from(round * 7 % KILLS) / f64::from(KILLS);
        let mut child = start(site.root());
        std::thread::sleep(whole.mul_f64(part));
        child.kill().unwrap();
        let done = child.wait().unwrap().success();
        killed += u32::from(!done);
        for (path, bytes) in pages(&site) {
            let is_whole = old.get(&path) == Some(&bytes) || new.get(&path) == Some(&bytes);
            assert!(is_whole, "round {round}: {path} is neither old nor new");
        }
        if let Some(page) = old
            .keys()
            .find(|path| new.contains_key(*path) && !site.exists(&format!("public/{path}")))
        {
            panic!("round {round}: {page} is in both, and is gone");
        }
        // Twice: a build that is cut off right after another one.
        if round % 3 == 0 {
            let mut child = start(site.root());
            std::thread::sleep(whole.mul_f64(1.0 - part));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let again = Instant::now();
        assert!(start(site.root()).wait().unwrap().success(), "round {round}");
        whole = whole.max(again.elapsed()).min(whole * 2);
        assert!(pages(&site) == *new, "round {round}: the next build differs from a clean one");
        assert!(!site.exists(".public.blattwerk"), "round {round}: what was staged is left");
        old = new.clone();
    }
    println!("{killed} of {KILLS} builds were killed before they were done");
    assert!(killed > KILLS / 4, "{killed} builds were killed before they were done");
}

#[test]
fn two_builds_at_once_in_one_folder_break_nothing() {
    let site = archive();
    let complains = |child: &mut Child| {
        let mut text = String::new();
        let mut stderr = child.stderr.take().expect("it is piped");
        std::io::Read::read_to_string(&mut stderr, &mut text).unwrap();
        text
    };
    let begin = || {
        Command::new(env!("CARGO_BIN_EXE_blattwerk"))
            .args(["build", "-q", "--at", NOW])
            .current_dir(site.root())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    };
    let mut done = 0;
    for _ in 0..5 {
        let mut builds = [begin(), begin(), begin()];
        for build in &mut builds {
            let text = complains(build);
            match build.wait().unwrap().code() {
                Some(0) => done += 1,
                code => {
                    assert_eq!(code, Some(1), "{text}");
                    assert!(text.contains("another build is writing"), "{text}");
                    assert!(text.contains("wait until it is done"), "{text}");
                }
            }
        }
    }
    assert!(done >= 5);
    std::thread::sleep(Duration::from_millis(10));
    let site = site.build().equals_clean();
    site.build().did_nothing();
}
