//! `keytill idle`: whether a terminal may be restarted or updated now, for scripts.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use super::complain;
use crate::runtime::state::Known;

/// Where the service manager has the runtime folder of a terminal.
pub const RUNTIME: &str = "/run/keytill";
/// How often a waiting script looks.
const LOOK: Duration = Duration::from_millis(250);
/// Nobody waits longer than a day.
const LONGEST: u64 = 86_400;

/// Arguments of `keytill idle`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Wait so long for it at most
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=LONGEST))]
    wait: u64,
    /// The runtime folder of the terminal
    #[arg(long, value_name = "DIR", default_value = RUNTIME)]
    runtime: PathBuf,
}

/// Says whether nothing is in hand: exit status 0 if so, or if no terminal runs as a service.
pub fn run(args: &Args) -> ExitCode {
    let until = Instant::now() + Duration::from_secs(args.wait);
    loop {
        match hand(&args.runtime) {
            Ok(Hand::Free(said)) => {
                put_line!("{said}");
                return ExitCode::SUCCESS;
            }
            Ok(hand) if Instant::now() >= until => {
                put_line!("{hand}");
                return ExitCode::FAILURE;
            }
            Ok(_) => std::thread::sleep(LOOK),
            Err(error) => {
                return complain(&format!("{}: {error}", args.runtime.display()));
            }
        }
    }
}

/// Whether a terminal may be ended now, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hand {
    /// It may.
    Free(String),
    /// It has not shown its first picture: nobody has anything in hand, but it may be building its index anew.
    Starting,
    /// Something is in hand.
    Busy(String),
}

impl fmt::Display for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hand::Free(said) | Hand::Busy(said) => f.write_str(said),
            Hand::Starting => f.write_str("the terminal is starting"),
        }
    }
}

/// Looks at the terminal of a runtime folder.
///
/// # Errors
/// When the folder cannot be read: then nobody knows, and nothing should be ended.
pub fn hand(runtime: &Path) -> io::Result<Hand> {
    Ok(match Known::read(runtime)? {
        Known::NotRunning => Hand::Free("no terminal runs as a service".into()),
        Known::Starting => Hand::Starting,
        Known::Running(state) if state.in_hand.is_empty() => Hand::Free(state.words()),
        Known::Running(state) => Hand::Busy(state.words()),
    })
}
