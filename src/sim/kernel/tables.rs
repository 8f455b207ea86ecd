//! The tables of a pad: applications with their limits, and the public keys of CAs.

use crate::sim::issuer;

/// A card application that the pad takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its identifier.
    pub aid: Vec<u8>,
    /// Whether longer identifiers that begin like it count too (application selection indicator).
    pub partial: bool,
    /// Its version; the first is the terminal's (tag 9F09).
    pub version: [u8; 2],
    /// When to decline or ask the issuer: default, denial, online.
    pub default: [u8; 5],
    /// See `default`.
    pub denial: [u8; 5],
    /// See `default`.
    pub online: [u8; 5],
    /// Floor limit in minor units.
    pub floor: u64,
    /// Limits of a tap; none where it cannot be tapped.
    pub tap: Option<TapLimits>,
}

/// Limits of a tap in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TapLimits {
    /// From here on the issuer is asked.
    pub floor: u64,
    /// From here on the card is to be inserted.
    pub highest: u64,
    /// From here on the holder must prove who he is.
    pub cvm: u64,
}

/// The public key of a CA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaKey {
    /// Registered application provider.
    pub rid: [u8; 5],
    /// Index.
    pub index: u8,
    /// Modulus.
    pub modulus: Vec<u8>,
    /// Exponent.
    pub exponent: Vec<u8>,
}

/// The tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// Applications.
    pub applications: Vec<Application>,
    /// Public keys.
    pub keys: Vec<CaKey>,
}

impl Tables {
    /// What a pad knows before anything was loaded: every UnionPay application, and the training CA.
    pub fn training() -> Tables {
        let application = Application {
            aid: vec![0xA0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01],
            partial: true,
            version: [0x00, 0x20],
            default: [0xD8, 0x40, 0x00, 0xA8, 0x00],
            denial: [0x00, 0x10, 0x00, 0x00, 0x00],
            online: [0xD8, 0x40, 0x04, 0xF8, 0x00],
            floor: 0,
            tap: Some(TapLimits { floor: 0, highest: u64::MAX, cvm: 0 }),
        };
        Tables { applications: vec![application], keys: vec![CaKey::training()] }
    }
}

impl CaKey {
    /// The training CA's.
    pub fn training() -> CaKey {
        CaKey {
            rid: issuer::RID,
            index: issuer::CA_INDEX,
            modulus: issuer::CA_MODULUS.to_vec(),
            exponent: issuer::CA_EXPONENT.to_vec(),
        }
    }
}
