//! What is done to files between two builds.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::model::Project;
use super::{Life, Spoiling, Tampering, below};

/// How a changed file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As most editors save.
    Rename,
    InPlace,
    /// In place, and the time of the last change is set back.
    Unseen,
}

impl Life {
    /// Brings the folder of the site to what the model says; returns what was touched.
    pub(super) fn write(&mut self, manner: Manner) -> BTreeSet<PathBuf> {
        let files = self.model.files();
        let mut touched = BTreeSet::new();
        for path in self.on_disk.keys().filter(|path| !files.contains_key(*path)) {
            fs::remove_file(self.root.join(path)).unwrap();
            touched.insert(self.root.join(path));
        }
        for (path, bytes) in
            files.iter().filter(|(path, bytes)| self.on_disk.get(*path) != Some(bytes))
        {
            put(&self.root.join(path), bytes, manner);
            touched.insert(self.root.join(path));
        }
        self.on_disk = files;
        touched
    }

    /// Writes every file again, with the bytes that it has.
    pub(super) fn touch(&self) {
        for (path, bytes) in &self.on_disk {
            put(&self.root.join(path), bytes, Manner::Rename);
        }
    }

    pub(super) fn caches(&self) -> Vec<PathBuf> {
        self.kept("cache")
    }

    fn kept(&self, ending: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root.join(".blattwerk")).into_iter().flatten().flatten();
        let files = entries.map(|entry| entry.path());
        files.filter(|path| path.extension().is_some_and(|own| own == ending)).collect()
    }

    /// Removes a clean output, and the cache that its build left.
    pub(super) fn forget_clean(&self, caches: &[PathBuf]) {
        let _ = fs::remove_dir_all(self.clean());
        for path in self.caches().iter().filter(|path| !caches.contains(path)) {
            fs::remove_file(path).unwrap();
        }
    }

    /// Removes the folders that stand where caches should be.
    pub(super) fn clear_the_way(&mut self) {
        for folder in self.folders_instead.drain(..) {
            let _ = fs::remove_dir_all(folder);
        }
    }

    pub(super) fn spoil(&mut self, what: Spoiling, which: usize) {
        let saved = self.temporary.path().join("saved-cache");
        for path in self.caches() {
            if !path.is_file() {
                continue;
            }
            let mut bytes = fs::read(&path).unwrap();
            let at = (bytes.len() * which) >> 16;
            match what {
                Spoiling::Cut => fs::write(path, &bytes[..at]).unwrap(),
                Spoiling::Flip => {
                    bytes[at] ^= 1 << (which % 8);
                    fs::write(path, bytes).unwrap();
                }
                Spoiling::OtherProgram => {
                    bytes[16 + which % 16] ^= 1;
                    fs::write(path, bytes).unwrap();
                }
                Spoiling::FolderInstead => {
                    fs::remove_file(&path).unwrap();
                    fs::create_dir_all(path.join("x")).unwrap();
                    self.folders_instead.push(path);
                }
                Spoiling::Delete => fs::remove_file(path).unwrap(),
                Spoiling::SeenGarbage => fs::write(path.with_extension("seen"), [7; 9]).unwrap(),
                Spoiling::Save => copy(&path, &saved.join(path.file_name().unwrap())),
                Spoiling::Restore => {}
            }
        }
        if let Spoiling::Restore = what {
            for (name, _) in all_files(&saved) {
                copy(&saved.join(&name), &self.root.join(".blattwerk").join(&name));
            }
        }
    }

    pub(super) fn tamper(&mut self, what: Tampering, which: usize) {
        let (output, saved) = (self.output(), self.temporary.path().join("saved-output"));
        let files: Vec<(String, Vec<u8>)> = all_files(&output)
            .into_iter()
            .filter(|(path, _)| !path.starts_with(".blatt"))
            .collect();
        if files.is_empty() {
            return;
        }
        let (path, bytes) = &files[which % files.len()];
        let path = output.join(path);
        match what {
            Tampering::Delete => fs::remove_file(path).unwrap(),
            Tampering::Alter => fs::write(path, [bytes, "verdorben".as_bytes()].concat()).unwrap(),
            Tampering::AlterUnseen => {
                let mut bytes = bytes.clone();
                if let Some(byte) = bytes.last_mut() {
                    *byte ^= 1;
                }
                put(&path, &bytes, Manner::Unseen);
            }
            Tampering::Empty => fs::write(path, "").unwrap(),
            Tampering::Touch => fs::write(path, bytes).unwrap(),
            Tampering::Foreign => {
                fs::write(output.join(format!("fremd-{which}")), "fremd").unwrap()
            }
            Tampering::DeleteAll => fs::remove_dir_all(output).unwrap(),
            Tampering::Save => {
                let _ = fs::remove_dir_all(&saved);
                for (path, _) in all_files(&output) {
                    copy(&output.join(&path), &saved.join(&path));
                }
            }
            Tampering::Restore if saved.exists() => {
                fs::remove_dir_all(&output).unwrap();
                fs::rename(saved, output).unwrap();
            }
            Tampering::Restore => {}
            Tampering::LeftStage => {
                let stage = self.root.join(".public.blattwerk");
                put(&stage.join("files/index.html"), b"half", Manner::InPlace);
                put(&stage.join("lock"), b"", Manner::InPlace);
            }
        }
    }
}

fn put(path: &Path, bytes: &[u8], manner: Manner) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let modified = fs::metadata(path).and_then(|found| found.modified());
    if manner == Manner::Rename {
        let beside = path.with_extension("neu~");
        fs::write(&beside, bytes).unwrap();
        return fs::rename(beside, path).unwrap();
    }
    let mut file = File::create(path).unwrap();
    file.write_all(bytes).unwrap();
    if let (Manner::Unseen, Ok(modified)) = (manner, modified) {
        file.set_modified(modified).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
}

/// The bytes of all files below a folder, by path.
pub(super) fn all_files(folder: &Path) -> Project {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (below(folder, entry.path()), fs::read(entry.path()).unwrap())).collect()
}
