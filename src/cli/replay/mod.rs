//! `keytill replay`: a black box shown again, in real time, step by step, or as text.

mod text;
mod watch;

use std::{fs, io, path::PathBuf, process::ExitCode};

use clap::value_parser;

use super::complain;
use crate::blackbox::{BadTape, Tape, What};

/// A file is no longer than this, in bytes: whatever is longer is no black box.
const FILE_MAX: u64 = 4 << 20;

/// Arguments of `keytill replay`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: blackbox-TIME.ktb of a data folder, or from a bundle
    file: PathBuf,
    /// So many times as fast; a pause of more than two seconds is shown as two
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = value_parser!(u16).range(1..=1000))]
    speed: u16,
    /// Wait for a key before each picture
    #[arg(long)]
    step: bool,
    /// Print everything as text, for scripts and for reading
    #[arg(long, conflicts_with_all = ["step", "speed"])]
    text: bool,
}

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{} cannot be read: {error}", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error("{}: {error}", path.display())]
    Bad { path: PathBuf, error: BadTape },
    #[error("{} has no picture; --text shows what else is in it", path.display())]
    NoPicture { path: PathBuf },
    #[error("the pictures and the row below them need {}x{} cells and this terminal has {}x{}: make it larger, or use --text", wanted.0, wanted.1, here.0, here.1)]
    TooSmall { wanted: (u16, u16), here: (u16, u16) },
    #[error("standard input and output must be a terminal; --text does without")]
    NoTerminal,
    #[error("the terminal cannot be used: {0}")]
    Terminal(io::Error),
}

/// Shows a black box.
pub fn run(args: &Args) -> ExitCode {
    match show(args) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough, such as `head`, is no fault.
        Err(Failure::Terminal(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

fn show(args: &Args) -> Result<(), Failure> {
    let tape = read(&args.file)?;
    if args.text {
        return text::print(&tape, &mut io::BufWriter::new(io::stdout().lock())).map_err(Failure::Terminal);
    }
    let has_picture = tape.moments.iter().any(|moment| matches!(moment.what, What::Whole { .. }));
    if !has_picture {
        return Err(Failure::NoPicture { path: args.file.clone() });
    }
    let pace = if args.step { watch::Pace::Steps } else { watch::Pace::Times(args.speed) };
    watch::show(&tape, pace)
}

fn read(path: &PathBuf) -> Result<Tape, Failure> {
    let failed = |error| Failure::Read { path: path.clone(), error };
    let length = fs::metadata(path).map_err(failed)?.len();
    if length > FILE_MAX {
        return Err(Failure::Bad { path: path.clone(), error: BadTape::Other });
    }
    let bytes = fs::read(path).map_err(failed)?;
    Tape::parse(&bytes).map_err(|error| Failure::Bad { path: path.clone(), error })
}
