//! Finding out what is on a serial line: which protocol, at which speed.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{CardReader, Config, DeviceInfo, Fault, Health, Protocol, abecs, line, neo2};

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The device that was opened.
    pub device: PathBuf,
    /// What it speaks.
    pub protocol: Protocol,
    /// At how many bits a second. A USB device or a pseudo-terminal answers at any.
    pub baud: u32,
    /// What it says of itself.
    pub info: DeviceInfo,
    /// Its keys and tables.
    pub health: Health,
}

/// One try that came to nothing.
#[derive(Clone, Debug, Serialize)]
pub struct Tried {
    /// With which protocol.
    pub protocol: Protocol,
    /// At which speed.
    pub baud: u32,
    /// Why not.
    pub why: String,
}

/// The speeds of each protocol that devices come with, the usual one first.
const SPEEDS: [(Protocol, &[u32]); 2] = [
    (Protocol::Abecs, &[19_200, 115_200, 9_600, 38_400, 57_600]),
    (Protocol::Neo2, &[115_200, 19_200, 9_600, 38_400, 57_600]),
];

/// Tries every protocol at every speed. Must be called within a tokio runtime with I/O and time.
///
/// # Errors
/// Every try with its reason, where none was answered; one alone where the line cannot be opened.
pub async fn detect(device: &Path) -> Result<Found, Vec<Tried>> {
    let mut tries = Vec::new();
    for (protocol, speeds) in SPEEDS {
        for baud in speeds {
            let config = Config { device: device.to_owned(), protocol, baud: Some(*baud), ..Config::default() };
            match look(&config).await {
                Ok((info, health)) => {
                    return Ok(Found { device: device.to_owned(), protocol, baud: *baud, info, health });
                }
                Err(Miss::NotOpened(why)) => return Err(vec![Tried { protocol, baud: *baud, why }]),
                Err(Miss::NoReader(why)) => tries.push(Tried { protocol, baud: *baud, why }),
            }
        }
    }
    Err(tries)
}

/// Why a try came to nothing.
enum Miss {
    /// The line cannot be opened, at whatever speed.
    NotOpened(String),
    /// There is no such reader on it.
    NoReader(String),
}

async fn look(config: &Config) -> Result<(DeviceInfo, Health), Miss> {
    let told = |fault: Fault| match fault {
        Fault::Lost(reason) => Miss::NoReader(reason),
        Fault::Refused(refusal) => Miss::NoReader(refusal.to_string()),
    };
    let line = line::open(config).map_err(|error| Miss::NotOpened(error.to_string()))?;
    match config.protocol {
        Protocol::Neo2 => {
            let line = neo2::greet(line).await.map_err(told)?;
            let mut device = neo2::Driver::open(line, &neo2::Settings::of(config)).await.map_err(told)?;
            let health = device.health().await.map_err(told)?;
            Ok((device.info().clone(), health))
        }
        Protocol::Abecs => {
            let line = abecs::greet(line).await.map_err(told)?;
            let mut device = abecs::Driver::open(line, &abecs::Settings::of(config)).await.map_err(told)?;
            let health = device.health().await.map_err(told)?;
            Ok((device.info().clone(), health))
        }
    }
}
