//! `keytill operators set-passwords`: passwords for a box before it goes to its shop. The terminal must not be running.

use std::{
    io::{self, Read},
    path::PathBuf,
    process::ExitCode,
    time::SystemTime,
};

use clap::Subcommand;
use zeroize::Zeroizing;

use super::{Config, ConfigError, complain};
use crate::{
    domain::{
        OperatorNo, WallTime,
        ids::BadId,
        operator::{Weakness, weakness},
    },
    runtime::{StartError, private, set_passwords},
};

/// More than every number with its password has.
const INPUT_MAX: u64 = 4096;

/// What can be done about operators.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set passwords, in place of those that every terminal is shipped with. Standard input has a line for each: the number, a
    /// space, the password; so none of them stands in the list of processes or the history of a shell
    SetPasswords {
        /// The configuration file
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Operators from the acquirer or head office: a signed file
    #[command(subcommand)]
    Roster(super::roster::Command),
}

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("standard input cannot be read: {0}")]
    Input(#[from] io::Error),
    #[error("line {line} is not a number of two digits, a space and a password")]
    Form { line: usize },
    #[error("line {line}: {error}")]
    Number { line: usize, error: BadId },
    #[error("line {line}: the password of {operator} has {min} to {max} digits")]
    Length { line: usize, operator: OperatorNo, min: usize, max: usize },
    #[error("line {line}: the password of {operator} is too easy to guess: all one digit, or digits in a row")]
    Regular { line: usize, operator: OperatorNo },
    #[error("standard input has no line; nothing was changed")]
    Nothing,
    #[error(
        "standard input has more than {INPUT_MAX} bytes, which all numbers with their passwords do not have; nothing was changed"
    )]
    TooLong,
}

/// Does it and says how it went.
pub fn run(command: Command) -> ExitCode {
    let _ = private::close_memory();
    let config = match command {
        Command::SetPasswords { config } => config,
        Command::Roster(command) => return super::roster::run(command),
    };
    match set(&config) {
        Ok(count) => {
            put_line!("{count} passwords set");
            ExitCode::SUCCESS
        }
        Err(failure) => complain(&failure),
    }
}

fn set(config: &std::path::Path) -> Result<usize, Failure> {
    let config = Config::read(config)?;
    let mut text = Zeroizing::new(String::new());
    io::stdin().lock().take(INPUT_MAX + 1).read_to_string(&mut text)?;
    let passwords = parse(&text)?;
    let at = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let at = WallTime(i64::try_from(at.as_millis()).unwrap_or(0));
    set_passwords(&config.data, config.device_key()?, config.journal.retention(), at, &passwords)?;
    Ok(passwords.len())
}

/// Every line, or the first that will not do. What is too long may have been cut in the middle of a password.
fn parse(text: &str) -> Result<Vec<(OperatorNo, &str)>, Failure> {
    if text.len() as u64 > INPUT_MAX {
        return Err(Failure::TooLong);
    }
    let mut passwords = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let (number, password) = text.trim().split_once(' ').ok_or(Failure::Form { line })?;
        let operator: OperatorNo = number.parse().map_err(|error| Failure::Number { line, error })?;
        let role = operator.role();
        match weakness(role, password) {
            None => passwords.push((operator, password)),
            Some(Weakness::Regular) => return Err(Failure::Regular { line, operator }),
            Some(Weakness::Length) => {
                let (min, max) = (role.password_min(), role.password_max());
                return Err(Failure::Length { line, operator, min, max });
            }
        }
    }
    if passwords.is_empty() { Err(Failure::Nothing) } else { Ok(passwords) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_looked_at_before_any_counts() {
        assert_eq!(parse("01 2580\n00 258013\n").unwrap().len(), 2);
        let said = |text: &str| parse(text).unwrap_err().to_string();
        assert!(said("01 2580\n00").starts_with("line 2 is not"), "{}", said("01 2580\n00"));
        assert!(said("1 2580").starts_with("line 1: "));
        assert!(said("00 2580").contains("6 to 12 digits"));
        assert!(said("01 1234").contains("too easy"));
        assert!(said("").contains("nothing was changed"));
        assert!(said(&"01 25800852\n".repeat(400)).contains("more than 4096 bytes"));
        assert!(!said("01 1234").contains("1234"), "no password in an error");
    }
}
