//! `keytill doctor`: what is the matter with a part of the box, each with a plain remedy.

mod reader;

use std::process::ExitCode;

use clap::Subcommand;

/// Which part to look at.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the card reader: which device, which protocol, which speed, which keys and tables. The terminal must not be
    /// running: a line is for one program
    Reader(reader::Args),
}

/// Looks, says what it found, and gives the exit code: 0 where all is well.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Reader(args) => reader::run(args),
    }
}
