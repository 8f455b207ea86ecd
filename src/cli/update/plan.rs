//! What is done about an update: decided from what is known, and nothing else. One step at a time, so that a box whose power goes
//! at any moment goes on from what is on its disk.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::cli::idle::Hand;

/// So many failed checks of its health, and a new version is given up.
pub const FAILURES: u8 = 3;
/// So many failed checks, and a new version is given up that is still starting. It may be building its index anew, but with a check each
/// minute the service manager has cut its start off by then (`TimeoutStartSec=300`).
pub const PATIENCE: u8 = 6;
/// So many good ones in a row, and it stays.
pub const GOOD: u8 = 3;
/// So often an installation is tried.
pub const TRIES: u8 = 5;
/// So many versions that failed are remembered, the newest.
pub const BAD_MAX: usize = 20;

/// A package that lies in the folder of kept ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// The version, as dpkg has it.
    pub version: String,
    /// SHA-256 of its file, which is named after it: 64 hexadecimal digits.
    pub sha256: String,
}

/// A new version that must show itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// How many checks failed.
    pub failures: u8,
    /// How many went well since.
    pub good: u8,
    /// How often the service manager had started it again at the last check; none before the first.
    pub restarts: Option<u32>,
}

/// What is on the disk about updates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// An installation that has begun; whether it ended is not known.
    pub begun: Option<Begun>,
    /// The version that is installed.
    pub kept: Option<Package>,
    /// The version before it, to go back to.
    pub before: Option<Package>,
    /// The installed version must show itself.
    pub trial: Option<Trial>,
    /// How often the offer has been tried, and its SHA-256.
    pub tried: Option<(String, u8)>,
    /// SHA-256 of versions that failed.
    pub bad: Vec<String>,
}

/// An installation that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Of what.
    pub package: Package,
    /// Which way.
    pub way: Way,
}

/// To a new version, or to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// To a new one.
    Forward,
    /// To the one before.
    Back,
}

/// What lies in the folder of incoming packages, looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub package: Package,
    /// Its version against the installed one.
    pub order: Ordering,
}

/// Why a package is not taken. It is set aside with the reason beside it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is older.
    #[error("version {offered} is older than {installed}, which is installed")]
    Older {
        /// What is offered.
        offered: String,
        /// What there is.
        installed: String,
    },
    /// There is nothing to go back to.
    #[error(
        "nobody could go back from it: the package of {installed}, which is installed, is not kept here. Put that package with \
         its signature into the folder first"
    )]
    NoWayBack {
        /// What is installed.
        installed: String,
    },
    /// It has failed here before.
    #[error("version {0} has failed on this box before")]
    Failed(String),
    /// It was tried often enough.
    #[error("version {0} could not be installed, {TRIES} times; the log of keytill-update says why")]
    NotInstalled(String),
}

/// How the service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether the service manager has it as active, which means that it has said that it is ready.
    pub active: bool,
    /// How often it was started again by itself.
    pub restarts: u32,
}

/// What is so now.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The installed version; none where the package is not installed or only half.
    pub installed: Option<String>,
    /// A package that was signed by whoever may, for this box.
    pub offer: Option<Offer>,
    /// The service.
    pub health: Health,
    /// Whether the terminal may be ended now.
    pub hand: Hand,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// Install this, unless the ledger cannot be read by it.
    Install(Begun),
    /// Wait: this is in hand.
    Wait(String),
    /// Set the offer aside.
    Refuse(Refusal),
    /// Keep the offer: it is what is installed.
    Keep,
    /// A check has gone so; the trial is from now on this.
    Check(Trial),
    /// The new version stays.
    Stays,
}

/// The next step.
pub fn next(record: &Record, seen: &Seen) -> Step {
    if let Some(begun) = &record.begun {
        // The power went in the middle of it. Nothing is in hand: the terminal has not been started since, or is the old one.
        return when_free(seen, Step::Install(begun.clone()));
    }
    if let Some(trial) = &record.trial {
        return try_on(trial, record, seen);
    }
    seen.offer.as_ref().map_or(Step::Nothing, |offer| judge(offer, record, seen))
}

fn try_on(trial: &Trial, record: &Record, seen: &Seen) -> Step {
    let checked = check(trial, seen.health);
    if checked.good >= GOOD {
        return Step::Stays;
    }
    let back = |package: &Package| Step::Install(Begun { package: package.clone(), way: Way::Back });
    match (&record.before, &seen.hand) {
        // It has come up in the end, and shows itself from now on.
        _ if checked.good > 0 => Step::Check(checked),
        (Some(before), Hand::Starting) if checked.failures >= PATIENCE => back(before),
        (Some(before), Hand::Free(_) | Hand::Busy(_)) if checked.failures >= FAILURES => when_free(seen, back(before)),
        _ => Step::Check(checked),
    }
}

/// One check more.
fn check(trial: &Trial, health: Health) -> Trial {
    let quiet = trial.restarts.is_none_or(|before| health.restarts <= before);
    let restarts = Some(health.restarts);
    if health.active && quiet {
        Trial { good: trial.good.saturating_add(1), restarts, ..*trial }
    } else {
        Trial { failures: trial.failures.saturating_add(1), good: 0, restarts }
    }
}

fn judge(offer: &Offer, record: &Record, seen: &Seen) -> Step {
    let Package { version, sha256 } = &offer.package;
    let installed = seen.installed.clone().unwrap_or_default();
    if record.bad.contains(sha256) {
        return Step::Refuse(Refusal::Failed(version.clone()));
    }
    if record.tried.as_ref().is_some_and(|(tried, times)| tried == sha256 && *times >= TRIES) {
        return Step::Refuse(Refusal::NotInstalled(version.clone()));
    }
    match offer.order {
        Ordering::Less => Step::Refuse(Refusal::Older { offered: version.clone(), installed }),
        Ordering::Equal => Step::Keep,
        Ordering::Greater if record.kept.as_ref().is_none_or(|kept| kept.version != installed) => {
            Step::Refuse(Refusal::NoWayBack { installed })
        }
        Ordering::Greater => {
            when_free(seen, Step::Install(Begun { package: offer.package.clone(), way: Way::Forward }))
        }
    }
}

fn when_free(seen: &Seen, step: Step) -> Step {
    match &seen.hand {
        Hand::Free(_) => step,
        hand @ (Hand::Starting | Hand::Busy(_)) => Step::Wait(hand.to_string()),
    }
}

impl Begun {
    /// Whether it is of what lies in the folder of incoming packages. After the power was cut in the middle of it, another package may
    /// lie there.
    pub fn is_of(&self, offer: Option<&Offer>) -> bool {
        self.way == Way::Forward && offer.is_some_and(|offer| offer.package == self.package)
    }
}

impl Record {
    /// An installation has ended well.
    pub fn installed(&mut self, done: Begun) {
        let old = self.kept.replace(done.package);
        self.begun = None;
        self.tried = None;
        match done.way {
            Way::Forward => {
                self.before = old;
                self.trial = Some(Trial::default());
            }
            Way::Back => {
                // What failed is not tried again, and there is nothing older to go back to.
                self.bad.extend(old.map(|package| package.sha256));
                let over = self.bad.len().saturating_sub(BAD_MAX);
                self.bad.drain(..over);
                self.before = None;
                self.trial = None;
            }
        }
    }

    /// An installation did not go through.
    pub fn not_installed(&mut self, begun: &Begun) {
        self.begun = None;
        if begun.way == Way::Forward {
            let sha256 = &begun.package.sha256;
            let before = self.tried.as_ref().filter(|(tried, _)| tried == sha256).map_or(0, |(_, times)| *times);
            self.tried = Some((sha256.clone(), before.saturating_add(1)));
        }
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
