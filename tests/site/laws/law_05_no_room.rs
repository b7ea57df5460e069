//! Law 5, where nothing can be written: the old site stays as it was, a message says why,
//! and the next build mends all.

use std::process::Command;

use crate::support::{NOW, Site};

/// Six hundred KB of output.
fn archive() -> Site {
    let settings = "
        -- site.toml --
        title = 'Alt'
        permalink = '/{slug}/'
    ";
    (1..=20).fold(Site::new(settings), |site, number| {
        let text = format!(
            "---\ntitle: Titel {number}\ndate: 2026-01-{number:02}\nsummary: Kurz\n---\n{}\n",
            "Ein Satz. ".repeat(3_000)
        );
        site.write(&format!("content/articles/a{number}.md"), text)
    })
}

#[test]
fn a_file_where_files_are_staged_is_told_and_left_alone() {
    let site = archive().build().edit("site.toml", "Alt", "Neu");
    let site = site.write(".public.blattwerk", "mine").fails();
    assert!(site.report().contains("`ROOT/.public.blattwerk`"), "{}", site.report());
    site.changed_nothing();
    assert_eq!(site.read(".public.blattwerk").as_deref(), Some("mine"));
    site.remove(".public.blattwerk").build().equals_clean();
}

/// Runs a script with mounts of its own; nothing if the machine does not allow it.
fn with_mounts(site: &Site, script: &str) -> Option<String> {
    let own = ["--user", "--map-root-user", "--mount"];
    let allowed = Command::new("unshare")
        .args(own)
        .args(["sh", "-c", "mount -t tmpfs tmpfs /mnt"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !allowed {
        println!("NOT RUN: this machine allows no mounts of one's own");
        return None;
    }
    // The folder of the site, and beside it one for a small disk.
    let output = Command::new("unshare")
        .args(own)
        .args(["sh", "-euc", script])
        .current_dir(site.root())
        .env("BUILD", format!("{} build --at {NOW}", env!("CARGO_BIN_EXE_blattwerk")))
        .output()
        .expect("the script is run");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    Some(text)
}

#[test]
fn a_full_disk_leaves_the_old_site_and_is_mended_by_the_next_build() {
    let script = "
        mkdir ../small ../before
        mount -t tmpfs -o size=3m tmpfs ../small
        cp -r . ../small/site
        cd ../small/site
        $BUILD -q
        cp -r public/. ../../before
        sed -i s/Alt/Neu/ site.toml
        # From no room at all to almost enough.
        for room in 0 8 40 100 200 400 600 700; do
            rm -f ../filler
            free=$(df -k --output=avail .. | tail -1)
            head -c $(( (free - room) * 1024 )) /dev/zero > ../filler
            if $BUILD -q 2> ../../said; then
                echo built with $room KB
                break
            fi
            grep -q 'the disk is full' ../../said || { cat ../../said; exit 1; }
            echo full with $room KB
            diff -r public ../../before
        done
        rm -f ../filler
        $BUILD -q
        $BUILD -q -o ../../clean --full
        diff -r public ../../clean
        test ! -e .public.blattwerk
        $BUILD --format json | grep -q '\"rendered\":0'
    ";
    if let Some(said) = with_mounts(&archive(), script) {
        assert!(said.contains("full with 0 KB") && said.contains("full with 400 KB"), "{said}");
    }
}

#[test]
fn an_output_that_is_a_mount_of_its_own_is_told() {
    let script = "
        $BUILD -q
        cp -r public ../before
        sed -i s/Alt/Neu/ site.toml
        mount --bind public public
        if $BUILD -q 2> ../said; then exit 1; fi
        cat ../said
        diff -r public ../before
        umount public
        $BUILD -q
        $BUILD -q -o ../clean --full
        diff -r public ../clean
    ";
    if let Some(said) = with_mounts(&archive(), script) {
        assert!(said.contains("it lies in a mount of its own"), "{said}");
    }
}

#[test]
fn a_project_that_is_read_only_is_built_elsewhere_without_a_cache() {
    let script = "
        mount --bind . .
        cd \"$PWD\"
        mount -o remount,ro,bind .
        $BUILD -v -o ../elsewhere
        $BUILD -v -o ../elsewhere
        $BUILD -q -o ../clean --full
        diff -r ../elsewhere ../clean
        if $BUILD -q; then exit 1; fi
    ";
    if let Some(said) = with_mounts(&archive(), script) {
        assert!(said.contains("nothing is kept for the next build"), "{said}");
        assert!(said.contains("the file system is read-only"), "{said}");
    }
}
