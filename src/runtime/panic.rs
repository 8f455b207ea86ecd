//! A panic anywhere gives the terminal back, leaves a report without secrets, and ends the program; the next start goes
//! on where the ledger stands.

use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    panic::PanicHookInfo,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::ledger::panic_is_contained;

use super::{log::redact, painter::restore};

/// The exit code after a panic, as the language itself has it.
const EXIT: i32 = 101;

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
    tracing::error!("stopped over a fault: {}", redact(&info.to_string()));
    let mut stderr = std::io::stderr();
    let place = match written {
        Ok(()) => format!("The report is in {}.", path.display()),
        Err(error) => format!("No report could be written to {}: {error}.", path.display()),
    };
    let _ = writeln!(stderr, "keytill stopped over a fault of its own. {place} Start it again: no payment is lost.");
}
