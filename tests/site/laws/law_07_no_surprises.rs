//! Law 7, as the system sees it: a build talks to no other machine, runs no command, opens
//! nothing outside of the project, and writes into its own folders only (RULES.md, SEC-9).
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Site, pictures};

/// A bit of everything, with the theme that comes with the program.
const SITE: &str = "
    -- site.toml --
    title = 'Blatt'
    theme = 'zeitung'
    [pictures]
    widths = [40]
    -- content/articles/eins.md --
    ---
    title: Eins
    date: 2026-01-05
    tags: [KI]
    image: foto.jpg
    ---
    Text ![Bild](https://b.example/bild.png) [b](https://b.example/)

    ```rust
    let a = 1;
    ```
    -- content/jobs.yaml --
    - title: Stelle
      url: https://j.example/
    -- content/comments/eins.yaml --
    - name: Erika
      date: 2026-01-07
      text: Brief
    -- data/a.yaml --
    a: 1
    -- templates/404.html --
    {{ load_data(path='data/a.yaml') | json }}
";

/// What is opened besides the project, and why.
const ALLOWED: [(&str, &str); 9] = [
    ("/etc/ld.so.", "the loader's list of libraries"),
    ("/lib", "the C library"),
    ("/usr/lib", "the C library"),
    ("/proc/self/", "how much memory was taken, and which group of processors this is"),
    ("/sys/fs/cgroup", "how many processors may be used"),
    ("/sys/devices/system/cpu", "how many processors there are"),
    ("/sys/devices/system/node", "where memory is near: the allocator"),
    ("/proc/sys/vm/overcommit_memory", "whether memory may be promised: the allocator"),
    ("/sys/kernel/mm/transparent_hugepage", "how large its pages are: the allocator"),
];

/// The only folders in which something is written.
const WRITTEN: [&str; 3] = ["public", ".public.blattwerk", ".blattwerk"];

fn site() -> Site {
    Site::new(SITE).write("content/articles/foto.jpg", pictures::jpeg(60, 30, None))
}

/// Runs a command of the program under another one.
fn under(site: &Site, tool: &str, arguments: &[&str], command: &str) -> Option<bool> {
    let status = Command::new(tool)
        .args(arguments)
        .args([env!("CARGO_BIN_EXE_blattwerk"), command, "-q"])
        .env("SOURCE_DATE_EPOCH", "1796083200")
        .current_dir(site.root())
        // Cargo's, where the loader would look first.
        .env_remove("LD_LIBRARY_PATH")
        .stdin(Stdio::null())
        .status();
    status.ok().map(|status| status.success())
}

#[test]
fn sec_9_a_build_needs_no_network() {
    let alone = ["--map-root-user", "--user", "--net"];
    let allowed = Command::new("unshare").args(alone).arg("true").status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("NOT RUN: this machine gives nobody a network of their own");
        return;
    }
    let site = site();
    assert_eq!(under(&site, "unshare", &alone, "build"), Some(true));
    let alone = site.bytes();
    let connected = site.remove("public").remove(".blattwerk").build_by_program();
    assert!(alone.contains_key("articles/2026/01/eins/index.html"));
    assert_eq!(alone, connected.bytes());
}

/// The calls of a command that open, run or connect something; nothing where none is told.
fn calls(site: &Site, command: &str) -> Option<Vec<String>> {
    let trace = site.root().with_file_name("trace");
    let wanted = "trace=execve,execveat,open,openat,openat2,creat,socket,connect,sendto,bind";
    let arguments = ["-f", "-qq", "-s", "4096", "-e", wanted, "-o", trace.to_str()?];
    let done = under(site, "strace", &arguments, command)?;
    #[expect(clippy::disallowed_methods, reason = "tests read files")]
    let lines = String::from_utf8_lossy(&std::fs::read(trace).unwrap_or_default()).into_owned();
    if !lines.contains("execve(") {
        return None;
    }
    assert!(done, "`{command}` fails");
    // After the number of the thread.
    let call = |line: &str| line.split_once(' ').map(|(_, call)| call.trim_start().to_owned());
    Some(lines.lines().filter_map(call).filter(|call| call.contains('(')).collect())
}

/// Whether a path may be opened.
fn is_allowed(path: &str, root: &Path) -> bool {
    let inside = !path.starts_with('/') || Path::new(path).starts_with(root);
    (inside && !path.contains("../"))
        || is_program(path)
        || ALLOWED.iter().any(|(start, _)| path.starts_with(start))
}

/// Whether it is the program itself; the folder that it was built into may be a link.
fn is_program(path: &str) -> bool {
    let program = env!("CARGO_BIN_EXE_blattwerk");
    path == program || std::fs::canonicalize(program).is_ok_and(|own| own == Path::new(path))
}

fn is_written_to(path: &str, root: &Path) -> bool {
    let below = Path::new(path).strip_prefix(root).unwrap_or(Path::new(path));
    let below = below.strip_prefix(".").unwrap_or(below);
    WRITTEN.iter().any(|folder| below.starts_with(folder))
}

#[test]
fn sec_9_nothing_is_run_connected_or_opened_outside_of_the_project() {
    let site = site();
    for command in ["build", "build", "check", "clean"] {
        let Some(calls) = calls(&site, command) else {
            println!("NOT RUN: this machine has no strace, or does not let it trace");
            return;
        };
        let run = calls.iter().filter(|call| call.starts_with("exec")).count();
        assert_eq!(run, 1, "`{command}` runs something: {calls:#?}");
        for call in calls.iter().filter(|call| !call.starts_with("exec")) {
            assert!(call.starts_with("open"), "`{command}` talks to somebody: {call}");
            let path = call.split('"').nth(1).unwrap_or_default();
            assert!(is_allowed(path, site.root()), "`{command}` opens something: {call}");
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| call.contains(flag));
            let ours = is_written_to(path, site.root());
            assert!(!writes || ours, "`{command}` writes something: {call}");
        }
    }
}

#[test]
fn sec_9_what_the_environment_holds_is_on_no_page() {
    let secret = "geheim-7f3a";
    let site = site();
    let mut command = site.command().without_env("NO_COLOR");
    for name in ["HOME", "USER", "LANG", "API_TOKEN", "BLATTWERK_TITLE", "TERA_X", "title"] {
        command = command.env(name, secret);
    }
    command.args(["build"]).run().exits(0);
    let tells = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(secret);
    assert!(!site.bytes().values().any(tells));
}
