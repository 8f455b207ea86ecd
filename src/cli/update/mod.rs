//! `keytill update`: new versions as signed packages that somebody drops into a folder. They are installed when nothing is in hand,
//! and the version before comes back where the new one does not hold.

mod folder;
mod plan;
mod sign;
mod system;

use std::{cmp::Ordering, fmt::Display, path::PathBuf, process::ExitCode};

use clap::Subcommand;

use super::{
    complain,
    idle::{self, Hand},
};

use folder::{Folder, Found};
use plan::{Begun, Offer, Record, Seen, Step, Way};
use system::{System, Trouble};

/// What can be done about updates.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// One step of what is to be done: look at what was dropped, install it, check the new version, go back. Run as root by
    /// keytill-update.timer
    Run(Place),
    /// What is kept to go back to, what is on trial, and what was set aside and why
    Status(Place),
    /// Vendor: make a key to sign with, readable by its owner alone, and print the public key for boxes
    Key {
        /// Where the key is written; the file must not be there
        #[arg(value_name = "FILE")]
        key: PathBuf,
    },
    /// Vendor: sign a package; the signature is written beside it, as PACKAGE.sig
    Sign {
        /// The key
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The package
        #[arg(value_name = "PACKAGE")]
        package: PathBuf,
    },
}

/// Where things lie on a box.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The folder of updates; packages are dropped into its `incoming`
    #[arg(long, value_name = "DIR", default_value = "/var/lib/keytill-update")]
    folder: PathBuf,
    /// The public key of whoever may sign packages
    #[arg(long, value_name = "FILE", default_value = "/etc/keytill/update.key")]
    key: PathBuf,
    /// The ledger's folder
    #[arg(long, value_name = "DIR", default_value = "/var/lib/keytill")]
    data: PathBuf,
    /// The runtime folder of the terminal
    #[arg(long, value_name = "DIR", default_value = idle::RUNTIME)]
    runtime: PathBuf,
    /// The units that may run the terminal: what is up counts
    #[arg(long, value_name = "UNIT", default_values = ["keytill.service", "keytill-kmscon.service", "keytill-cage.service"])]
    unit: Vec<String>,
    /// Left by the package's scripts where the terminal still had something in hand after an installation: it is restarted when
    /// it has not
    #[arg(long, value_name = "FILE", default_value = "/run/keytill-restart")]
    restart: PathBuf,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Folder(#[from] folder::Fault),
    #[error(transparent)]
    System(#[from] Trouble),
    #[error(transparent)]
    Sign(#[from] sign::Fault),
}

/// Does it and says how it went.
pub fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Run(place) => step(&place),
        Command::Status(place) => status(&place),
        Command::Key { key } => sign::make_key(&key).map_err(Failure::from),
        Command::Sign { key, package } => sign::sign(&key, &package).map_err(Failure::from),
    };
    match done {
        Ok(said) => {
            put_line!("{said}");
            ExitCode::SUCCESS
        }
        Err(failure) => complain(&failure),
    }
}

/// A box in the middle of an update.
struct OnBox<'p> {
    place: &'p Place,
    folder: Folder,
    system: System,
    record: Record,
}

fn step(place: &Place) -> Result<String, Failure> {
    let folder = Folder::open(&place.folder)?;
    let record = folder.record()?;
    let system = System { units: place.unit.clone(), data: place.data.clone() };
    if place.restart.exists() {
        return restart(place, &system);
    }
    let mut here = OnBox { place, folder, system, record };
    let (seen, found) = match here.look()? {
        Ok(seen) => seen,
        Err(said) => return Ok(said),
    };
    let step = plan::next(&here.record, &seen);
    here.take(step, found, &seen)
}

/// The new version is on the disk, and the old one still runs.
fn restart(place: &Place, system: &System) -> Result<String, Failure> {
    match hand(place) {
        Hand::Free(_) => {}
        busy @ (Hand::Starting | Hand::Busy(_)) => return Ok(format!("waits to restart: {busy}")),
    }
    let unit = system.restart()?;
    folder::remove_file(&place.restart)?;
    Ok(format!("{unit} was restarted"))
}

/// Whether the terminal may be ended now; it may not where nobody knows.
fn hand(place: &Place) -> Hand {
    idle::hand(&place.runtime).unwrap_or_else(|error| Hand::Busy(format!("nobody knows what is in hand: {error}")))
}

impl OnBox<'_> {
    /// What is so now; or what was set aside because it cannot be believed.
    fn look(&mut self) -> Result<Result<(Seen, Option<Found>), String>, Failure> {
        let installed = self.system.installed()?;
        let found = self.folder.incoming()?;
        let offer = match &found {
            None => None,
            Some(found) => match self.offer(found, installed.as_deref())? {
                Ok(offer) => Some(offer),
                Err(why) => return Ok(Err(self.set_aside(found, &why)?)),
            },
        };
        Ok(Ok((Seen { installed, offer, health: self.system.health()?, hand: hand(self.place) }, found)))
    }

    /// A package whose signature is right and that is for this box; or why it is not.
    fn offer(&self, found: &Found, installed: Option<&str>) -> Result<Result<Offer, String>, Failure> {
        let package = match sign::check(&self.place.key, found) {
            Ok(sha256) => self.system.describe(&found.package, sha256)?,
            Err(fault @ sign::Fault::NoKey(_)) => return Err(fault.into()),
            Err(fault) => return Ok(Err(fault.to_string())),
        };
        Ok(match package {
            Ok(package) => {
                let order = installed.map_or(Ok(Ordering::Greater), |here| system::compare(&package.version, here))?;
                Ok(Offer { package, order })
            }
            Err(why) => Err(why),
        })
    }

    fn take(&mut self, step: Step, found: Option<Found>, seen: &Seen) -> Result<String, Failure> {
        match (step, found) {
            (Step::Install(begun), found) => self.install(begun, found, seen.offer.as_ref()),
            (Step::Wait(what), _) => Ok(format!("waits: {what}")),
            (Step::Refuse(why), Some(found)) => self.set_aside(&found, &why),
            (Step::Keep, Some(found)) => {
                let package = seen.offer.as_ref().map(|offer| offer.package.clone());
                self.keep(&found, package)
            }
            (Step::Check(trial), _) => {
                let said = format!("on trial: {} good checks in a row, {} failed", trial.good, trial.failures);
                self.record.trial = Some(trial);
                self.folder.save(&self.record)?;
                Ok(said)
            }
            (Step::Stays, _) => {
                self.record.trial = None;
                self.folder.save(&self.record)?;
                self.folder.forget_old(&self.record)?;
                Ok(format!("version {} stays", seen.installed.as_deref().unwrap_or_default()))
            }
            (Step::Nothing | Step::Refuse(_) | Step::Keep, _) => Ok("nothing to do".into()),
        }
    }

    fn keep(&mut self, found: &Found, package: Option<plan::Package>) -> Result<String, Failure> {
        let Some(package) = package else { return Ok("nothing to do".into()) };
        self.folder.keep(found, &package)?;
        let said = format!("the package of {}, which is installed, is kept to go back to", package.version);
        self.record.kept = Some(package);
        self.folder.save(&self.record)?;
        self.folder.remove(found)?;
        Ok(said)
    }

    /// Installs a package, unless its program cannot read the ledger that is there.
    fn install(&mut self, begun: Begun, found: Option<Found>, offer: Option<&Offer>) -> Result<String, Failure> {
        let is_offer = found.as_ref().filter(|_| begun.is_of(offer));
        if let Some(found) = is_offer {
            self.folder.keep(found, &begun.package)?;
        }
        let file = self.folder.kept(&begun.package)?;
        let (version, way) = (begun.package.version.clone(), begun.way);
        if let Err(why) = self.system.reads_ledger(&file, &self.folder.work())? {
            let why = format!("version {version} cannot read the ledger of this box: {why}");
            return match is_offer {
                Some(found) => self.set_aside(found, &why),
                // Nothing is gained by a program that cannot start; somebody must come.
                None => Ok(format!("stays with a version that fails its checks: {why}")),
            };
        }
        self.record.begun = Some(begun.clone());
        self.folder.save(&self.record)?;
        if let Err(why) = self.system.install(&file, way)? {
            self.record.not_installed(&begun);
            self.folder.save(&self.record)?;
            return Ok(format!("version {version} was not installed: {why}"));
        }
        self.record.installed(begun);
        self.folder.save(&self.record)?;
        if let Some(found) = is_offer {
            self.folder.remove(found)?;
        }
        Ok(match way {
            Way::Forward => format!("version {version} is installed and on trial"),
            Way::Back => format!("back to version {version}: the new one failed its checks"),
        })
    }

    fn set_aside(&self, found: &Found, why: &dyn Display) -> Result<String, Failure> {
        self.folder.set_aside(found, &why.to_string())?;
        Ok(format!("{} is set aside: {why}", found.name()))
    }
}

fn status(place: &Place) -> Result<String, Failure> {
    let folder = Folder::open_to_read(&place.folder);
    let record = folder.record()?;
    let version = |package: &Option<plan::Package>| package.as_ref().map_or("none", |p| &p.version).to_owned();
    let mut lines = vec![format!("kept {}", version(&record.kept)), format!("before {}", version(&record.before))];
    if let Some(trial) = &record.trial {
        lines.push(format!("on_trial good {} failed {}", trial.good, trial.failures));
    }
    if let Some(begun) = &record.begun {
        lines.push(format!("begun {}", begun.package.version));
    }
    for (name, why) in folder.aside()? {
        lines.push(format!("set_aside {name}: {why}"));
    }
    Ok(lines.join("\n"))
}
