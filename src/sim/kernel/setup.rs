//! What the terminal has been given: applications that it takes and keys of those who certify cards.

use crate::sim::issuer;

/// An application that the terminal takes.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its identifier, or the beginning of it.
    pub aid: Vec<u8>,
    /// Whether cards with more behind it are taken.
    pub partial: bool,
    /// Tag 9F09.
    pub version: [u8; 2],
    /// Terminal action code, default: for when no issuer can be reached.
    pub default: [u8; 5],
    /// Terminal action code, denial.
    pub denial: [u8; 5],
    /// Terminal action code, online.
    pub online: [u8; 5],
    /// A tap at or above it is for the issuer to approve, in minor units.
    pub tap_floor: u64,
}

/// A key of one who certifies issuers.
#[derive(Clone, Debug)]
pub struct CaKey {
    /// Registered application provider.
    pub rid: [u8; 5],
    /// Tag 8F.
    pub index: u8,
    /// Public exponent.
    pub exponent: Vec<u8>,
    /// Modulus.
    pub modulus: Vec<u8>,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// In the order of the terminal's preference.
    pub applications: Vec<Application>,
    /// In no order.
    pub keys: Vec<CaKey>,
}

impl Setup {
    /// What a training pad has from the factory: UnionPay's applications and the training issuer's CA.
    pub fn factory() -> Setup {
        let application = Application {
            aid: issuer::RID.to_vec(),
            partial: true,
            version: [0x00, 0x20],
            default: [0xD8, 0x40, 0x00, 0xA8, 0x00],
            denial: [0x00, 0x10, 0x00, 0x00, 0x00],
            online: [0xD8, 0x40, 0x04, 0xF8, 0x00],
            tap_floor: 0,
        };
        let key = CaKey {
            rid: issuer::RID,
            index: issuer::CA_INDEX,
            exponent: issuer::CA_EXPONENT.to_vec(),
            modulus: issuer::CA_MODULUS.to_vec(),
        };
        Setup { applications: vec![application], keys: vec![key] }
    }

    /// The factory's where nothing has been loaded.
    pub fn or_factory(self) -> Setup {
        if self.applications.is_empty() { Setup::factory() } else { self }
    }

    pub(super) fn key(&self, aid: &[u8], index: u8) -> Option<&CaKey> {
        self.keys.iter().find(|key| key.index == index && aid.starts_with(&key.rid))
    }
}
