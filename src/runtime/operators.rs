//! The operators of a ledger: those that a terminal is shipped with, and passwords that are set while no terminal runs.

use std::path::Path;

use super::{StartError, ledger, password};
use crate::{
    domain::{Book, Fact, MerchantId, OperatorNo, TerminalId, WallTime, operator::PasswordHash},
    enrol::{Roster, RosterError},
    ledger::{DeviceKey, Ledger, Opened, Retention},
};

/// The operators that a terminal is shipped with, and their passwords. With money that is real, no sale begins before they
/// have been changed.
const SHIPPED: [(OperatorNo, &str); 3] =
    [(OperatorNo::FIRST, "0000"), (OperatorNo::SUPERVISOR, "123456"), (OperatorNo::ADMINISTRATOR, "12345678")];

/// The book of a ledger; a fresh one gets the operators that a terminal is shipped with.
pub(super) fn with_shipped(ledger: &mut Ledger, book: Book, at: WallTime) -> Result<Book, StartError> {
    if !book.operators.is_empty() {
        return Ok(book);
    }
    let mut facts = Vec::new();
    for (operator, digits) in SHIPPED {
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
    with_shipped(&mut ledger, book, at)?;
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
    let Opened { mut ledger, book, .. } = opened;
    let book = with_shipped(&mut ledger, book, at)?;
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
