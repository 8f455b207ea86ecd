//! A panic anywhere gives the terminal back, leaves a report without secrets, and ends the program; the next start goes
//! on where the ledger stands.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    panic::PanicHookInfo,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::ledger::panic_is_contained;

use super::{blackbox, log::redact, painter::restore};

/// The exit code after a panic, as the language itself has it.
const EXIT: i32 = 101;

/// So many reports are kept in the folder, the newest: a program that stops at each start must not fill the disk.
const REPORTS_MAX: usize = 20;

/// Installs the hook; reports go to this folder.
pub fn install(folder: PathBuf) {
    static FIRST: AtomicBool = AtomicBool::new(true);
    std::panic::set_hook(Box::new(move |info| {
        // The ledger catches the panics of a damaged index and builds it again.
        if panic_is_contained() {
            return;
        }
        if FIRST.swap(false, Ordering::SeqCst) {
            restore();
            report(&folder, info);
        }
        // A thread that is gone would leave the others waiting for it: nothing goes on after a panic.
        std::process::exit(EXIT);
    }));
}

fn report(folder: &Path, info: &PanicHookInfo<'_>) {
    let trace = std::backtrace::Backtrace::force_capture();
    let version = env!("CARGO_PKG_VERSION");
    let text = redact(&format!("keytill {version} stopped over a fault of its own.\n{info}\n\n{trace}\n"));
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let path = folder.join(format!("panic-{seconds}.txt"));
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    let_go(folder);
    tracing::error!("stopped over a fault: {}", redact(&info.to_string()));
    // What was before; without a report of its own where that fails.
    if let Err(error) = blackbox::write(folder, blackbox::WrittenFor::Panic) {
        tracing::warn!(%error, "the black box could not be kept");
    }
    let mut stderr = std::io::stderr();
    let place = match written {
        Ok(()) => format!("The report is in {}.", path.display()),
        Err(error) => format!("No report could be written to {}: {error}.", path.display()),
    };
    let _ = writeln!(stderr, "keytill stopped over a fault of its own. {place} Start it again: no payment is lost.");
}

/// Removes the oldest reports. What cannot be removed stays: nothing more can be said here.
fn let_go(folder: &Path) {
    let named = |path: PathBuf| {
        let time = path.file_name()?.to_str()?.strip_prefix("panic-")?.strip_suffix(".txt")?.parse::<u64>().ok()?;
        Some((time, path))
    };
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut reports: Vec<(u64, PathBuf)> = files.filter_map(|entry| named(entry.path())).collect();
    reports.sort();
    for (_, old) in reports.into_iter().rev().skip(REPORTS_MAX) {
        let _ = fs::remove_file(old);
    }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, process::Command};

    use super::*;
    use crate::{blackbox::Tape, keypad::pointer, runtime::private};

    const FOLDER: &str = "KEYTILL_TEST_PANIC_FOLDER";

    /// Not a test of its own: it panics in a process of its own, for the one below.
    #[test]
    #[ignore = "run by the test below"]
    fn a_panic_with_a_card_number() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        private::close_memory();
        blackbox::start(480);
        install(folder.into());
        panic!("card 6210948000000000707 cannot be read");
    }

    #[test]
    fn the_newest_reports_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: String| folder.path().join(name);
        for time in 95..95 + REPORTS_MAX + 3 {
            fs::write(path(format!("panic-{time}.txt")), "old").unwrap();
        }
        fs::write(path("panic-of-others.txt".into()), "not one").unwrap();
        let_go(folder.path());
        let left = fs::read_dir(&folder).unwrap().count();
        let oldest = [97, 98].map(|time| path(format!("panic-{time}.txt")).exists());
        assert_eq!((left, oldest), (REPORTS_MAX + 1, [false, true]));
    }

    #[test]
    fn a_panic_behind_closed_memory_leaves_a_report_without_the_card_number() {
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "runtime::panic::tests::a_panic_with_a_card_number"])
            .env(FOLDER, folder.path())
            .output()
            .unwrap();
        let mut reports: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let boxes = blackbox::files(folder.path());
        reports.retain(|path| !boxes.contains(path));
        let why = boxes.iter().map(|path| Tape::parse(&fs::read(path).unwrap()).map(|tape| tape.head.why));
        assert_eq!(why.collect::<Vec<_>>(), [Ok("panic".to_owned())], "the black box was kept too");
        let [report] = &reports[..] else { panic!("one report: {reports:?} {child:?}") };
        let text = fs::read_to_string(report).unwrap();
        let mode = report.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((child.status.code(), mode), (Some(EXIT), 0o600));
        assert!(text.contains("card 621094*********0707 cannot be read"), "{text}");
        // The trace names functions, for which the program reads itself.
        assert!(text.contains("a_panic_with_a_card_number"), "{text}");
        let said = [child.stdout, child.stderr].concat();
        assert!(said.windows(pointer::QUIET.len()).any(|bytes| bytes == pointer::QUIET), "touches are switched off");
        assert!(!String::from_utf8_lossy(&said).contains("6210948000000000707"));
    }
}
