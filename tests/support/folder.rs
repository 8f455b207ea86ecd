//! A folder of a test's own, gone when the test is over.

#![allow(dead_code, reason = "each program uses only a part of it")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// Dropping it removes it with everything in it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::Builder::new().prefix("keytill-test-").tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// A script of this name that can be run.
    pub fn script(&self, name: &str, lines: &str) -> PathBuf {
        let text = self.join("script");
        fs::write(&text, format!("#!/bin/sh\n{lines}")).unwrap();
        self.program(name, &text)
    }

    /// A copy of a file under this name that everybody may run. A file that somebody has open for writing cannot be run, and what
    /// this process has open, another test may just be handing on to a program that it starts. So another process writes it.
    pub fn program(&self, name: &str, from: &Path) -> PathBuf {
        let to = self.join(name);
        let made = Command::new("install").args(["-m", "755"]).args([from, &to]).status().unwrap();
        assert!(made.success());
        to
    }
}
