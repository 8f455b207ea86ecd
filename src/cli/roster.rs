//! `keytill operators roster`: operators that the acquirer or head office sends as a signed file. What a box does with one, and
//! what head office makes one with.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use ring::signature::{Ed25519KeyPair, KeyPair};
use zeroize::Zeroizing;

use super::{Config, ConfigError, complain, now};
use crate::{
    domain::{Role, hex, operator::weakness},
    enrol::{
        Roster, RosterError,
        roster::{FILE_MAX, seal},
    },
    runtime::{NotTaken, read_bounded, take_roster, verifier},
};

/// Bytes of a private key.
const SEED: usize = 32;

/// What can be done with rosters.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say whether a terminal would take a roster; it is not taken
    Check(OnBox),
    /// Take a roster: its operators are those of the terminal, and those of the roster before that are not in it are withdrawn
    Take(OnBox),
    /// Head office: make a key to sign with, readable by its owner alone, and print the public key for configurations
    Key {
        /// Where the key is written; the file must not be there
        #[arg(value_name = "FILE")]
        key: PathBuf,
    },
    /// Head office: print the verifier of a password, which is read from standard input
    Verifier,
    /// Head office: sign a roster
    Sign {
        /// The key
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The roster, as JSON; docs/enrolment.md has an example
        #[arg(value_name = "ROSTER")]
        roster: PathBuf,
        /// Where the signed file is written
        #[arg(value_name = "SIGNED")]
        signed: PathBuf,
    },
}

/// A signed roster and the box that it is for.
#[derive(Debug, Args)]
pub struct OnBox {
    /// The configuration file of the box, which has the public key: `[enrolment] roster_key`
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The signed file
    #[arg(value_name = "SIGNED")]
    roster: PathBuf,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{}: no roster_key in [enrolment], so no roster is believed; head office has the key", .0.display())]
    NoKey(PathBuf),
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("{}: {error}", path.display())]
    Roster { path: PathBuf, error: RosterError },
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    #[error("{}: no key of {SEED} bytes as hexadecimal digits; \"keytill operators roster key\" makes one", .0.display())]
    BadKey(PathBuf),
    #[error("standard input cannot be read: {0}")]
    Input(io::Error),
    #[error("the password has 4 to 8 digits, not all the same and not in a row")]
    Weak,
    #[error("{0}")]
    System(String),
}

/// Does it and says how it went.
pub fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Check(on) => take(&on, true),
        Command::Take(on) => take(&on, false),
        Command::Key { key } => make_key(&key),
        Command::Verifier => print_verifier(),
        Command::Sign { key, roster, signed } => sign(&key, &roster, &signed),
    };
    match done {
        Ok(said) => {
            put_line!("{said}");
            ExitCode::SUCCESS
        }
        Err(failure) => complain(&failure),
    }
}

fn take(on: &OnBox, only_look: bool) -> Result<String, Failure> {
    let config = Config::read(&on.config)?;
    let key = config.enrolment.roster_key.as_ref().ok_or_else(|| Failure::NoKey(on.config.clone()))?;
    let roster =
        Roster::open(&read(&on.roster)?, key).map_err(|error| Failure::Roster { path: on.roster.clone(), error })?;
    let (serial, count) = (roster.serial, roster.operators.len());
    let profile = &config.host.profile;
    let names = (&profile.merchant, &profile.terminal);
    let ledger = (config.device_key()?, config.journal.retention());
    take_roster(&config.data, ledger, names, now(), roster, only_look)?;
    let verb = if only_look { "can be taken" } else { "taken" };
    Ok(format!("roster {serial} {verb}: {count} operators"))
}

fn make_key(path: &Path) -> Result<String, Failure> {
    let mut seed = Zeroizing::new([0; SEED]);
    getrandom::fill(&mut *seed).map_err(|error| Failure::System(error.to_string()))?;
    let pair = pair(&*seed, path)?;
    let failed = |error| Failure::File { path: path.into(), error };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let text = Zeroizing::new(hex::encode(&*seed));
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(format!("roster_key = \"{}\"", hex::encode(pair.public_key().as_ref())))
}

fn print_verifier() -> Result<String, Failure> {
    let mut text = Zeroizing::new(String::new());
    io::stdin().lock().take(64).read_to_string(&mut text).map_err(Failure::Input)?;
    let digits = text.trim();
    if weakness(Role::Operator, digits).is_some() {
        return Err(Failure::Weak);
    }
    Ok(verifier(digits).map_err(Failure::System)?.0)
}

fn sign(key: &Path, roster: &Path, signed: &Path) -> Result<String, Failure> {
    let text = read(key).map(Zeroizing::new)?;
    let seed = std::str::from_utf8(&text).ok().and_then(|text| hex::decode(text.trim())).map(Zeroizing::new);
    let pair = pair(&seed.ok_or_else(|| Failure::BadKey(key.into()))?, key)?;
    let content = read(roster)?;
    let read = Roster::read(&content).map_err(|error| Failure::Roster { path: roster.into(), error })?;
    let file = seal(&content, &pair);
    if file.len() > FILE_MAX {
        return Err(Failure::Roster { path: roster.into(), error: RosterError::TooLong });
    }
    fs::write(signed, file).map_err(|error| Failure::File { path: signed.into(), error })?;
    Ok(format!("roster {} signed: {} operators", read.serial, read.operators.len()))
}

fn pair(seed: &[u8], path: &Path) -> Result<Ed25519KeyPair, Failure> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Failure::BadKey(path.into()))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_bounded(path, FILE_MAX).map_err(|error| Failure::File { path: path.into(), error })
}
