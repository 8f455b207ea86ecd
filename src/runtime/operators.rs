//! The operators of a ledger: those that a terminal is shipped with, and passwords that are set while no terminal runs.

use std::path::Path;

use super::{StartError, ledger, password};
use crate::{
    domain::{Book, Fact, MerchantId, OperatorNo, TerminalId, WallTime, ids::BadId, operator::PasswordHash},
    enrol::{Roster, RosterError},
    ledger::{DeviceKey, Ledger, Opened, Retention},
};

/// The operators that a terminal is shipped with, and their passwords. With money that is real, no sale begins before they
/// have been changed.
const SHIPPED: [(&str, &str); 3] = [("01", "0000"), ("00", "123456"), ("99", "12345678")];

/// A fresh ledger gets the operators that a terminal is shipped with.
pub(super) fn create(ledger: &mut Ledger, at: WallTime) -> Result<Book, StartError> {
    let mut facts = Vec::new();
    for (number, digits) in SHIPPED {
        let operator: OperatorNo = number.parse().map_err(|e: BadId| StartError::Operators(e.to_string()))?;
        let password = password::hash(digits).map_err(StartError::Operators)?;
        facts.push(Fact::OperatorSet { operator, password, by: None, tracked: true });
    }
    commit(ledger, at, facts)
}

/// Sets passwords in the ledger of a data folder, each with its operator, as the administrator does. A number that is not there
/// is made.
///
/// # Errors
/// [`StartError`]: a terminal runs on the folder, or its ledger cannot be opened or written.
pub fn set_passwords(
    data: &Path,
    device_key: DeviceKey,
    retention: Retention,
    at: WallTime,
    passwords: &[(OperatorNo, &str)],
) -> Result<(), StartError> {
    let Opened { mut ledger, book, .. } = ledger::open(data, device_key, retention, at)?;
    if book.operators.is_empty() {
        create(&mut ledger, at)?;
    }
    let mut facts = Vec::new();
    for (operator, digits) in passwords {
        let password = password::hash(digits).map_err(StartError::Operators)?;
        let by = Some(OperatorNo::ADMINISTRATOR);
        facts.push(Fact::OperatorSet { operator: *operator, password, by, tracked: true });
    }
    commit(&mut ledger, at, facts).map(drop)
}

/// Why a roster was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It does not fit this terminal, or not now.
    #[error("the roster is refused: {0}")]
    Roster(#[from] RosterError),
    /// A terminal runs on the folder, or its ledger cannot be opened or written.
    #[error(transparent)]
    Ledger(#[from] StartError),
}

/// Takes a roster into the ledger of a data folder, if it fits this merchant and terminal at this time; where it is only looked at,
/// nothing is written of it.
///
/// # Errors
/// [`NotTaken`]; nothing of the roster has been taken then.
pub fn take_roster(
    data: &Path,
    (device_key, retention): (DeviceKey, Retention),
    names: (&MerchantId, &TerminalId),
    at: WallTime,
    roster: Roster,
    only_look: bool,
) -> Result<(), NotTaken> {
    let opened = ledger::open(data, device_key, retention, at).map_err(StartError::from)?;
    let Opened { mut ledger, mut book, .. } = opened;
    if book.operators.is_empty() {
        book = create(&mut ledger, at)?;
    }
    roster.fits(names, &book, at)?;
    if only_look {
        return Ok(());
    }
    let fact = Fact::RosterTaken { serial: roster.serial, entries: roster.operators, by: None };
    commit(&mut ledger, at, vec![fact])?;
    Ok(())
}

/// The argon2id verifier of a password, for a roster.
///
/// # Errors
/// What the system refuses.
pub fn verifier(digits: &str) -> Result<PasswordHash, String> {
    password::hash(digits)
}

fn commit(ledger: &mut Ledger, at: WallTime, facts: Vec<Fact>) -> Result<Book, StartError> {
    ledger.commit(at, facts, Vec::new()).map_err(|error| StartError::Operators(error.to_string()))?;
    Ok(ledger.book().clone())
}
