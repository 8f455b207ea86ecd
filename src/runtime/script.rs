//! A program of a test's own, in place of one that the box has.

use std::{fs, process::Command};

use tempfile::TempDir;

/// A folder with a script of this name in it, which runs in that folder.
pub fn folder_with(name: &str, script: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (text, program) = (folder.path().join("script"), folder.path().join(name));
    fs::write(&text, format!("#!/bin/sh\ncd '{}'\n{script}\n", folder.path().display())).unwrap();
    // A file that somebody has open for writing cannot be run, and what this process has open, another test may just be handing
    // on to a program that it starts. So another process writes it.
    let made = Command::new("install").args(["-m", "700"]).args([text, program]).status().unwrap();
    assert!(made.success());
    folder
}
