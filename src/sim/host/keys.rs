//! The working keys of one sign-on.

use super::crypto::{Cipher, Key, KeyLength};

/// Whether the MAC key of a double-length sign-on has 16 bytes or 8 and a zero half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MacKeyForm {
    /// 16 bytes.
    #[default]
    Double,
    /// 8 bytes, then 8 zero bytes that are not encrypted.
    SingleAndZeros,
}

/// What a sign-on asks for (60.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySet {
    /// 001: 24 bytes, DES.
    Single,
    /// 003: 40 bytes, 3DES.
    Double,
    /// 004: 60 bytes, 3DES and a track key.
    DoubleWithTrack,
}

/// The keys that a terminal and the host share until the next sign-on.
#[derive(Clone)]
pub struct SessionKeys {
    /// PIK.
    pub pin: Key,
    /// MAK.
    pub mac: Key,
    /// TDK.
    pub track: Option<Key>,
}

impl KeySet {
    /// The set that a network management code asks for.
    pub fn of_code(code: &str) -> Option<KeySet> {
        match code {
            "001" => Some(KeySet::Single),
            "003" => Some(KeySet::Double),
            "004" => Some(KeySet::DoubleWithTrack),
            _ => None,
        }
    }
}

impl SessionKeys {
    /// Fresh random keys.
    ///
    /// # Errors
    ///
    /// When the system has no randomness.
    pub fn random(cipher: Cipher, set: KeySet, form: MacKeyForm) -> Result<SessionKeys, getrandom::Error> {
        let (pin, mac) = match (set, form) {
            _ if cipher == Cipher::Sm4 => (KeyLength::Double, KeyLength::Double),
            (KeySet::Single, _) => (KeyLength::Single, KeyLength::Single),
            (_, MacKeyForm::Double) => (KeyLength::Double, KeyLength::Double),
            (_, MacKeyForm::SingleAndZeros) => (KeyLength::Double, KeyLength::Single),
        };
        let track = match set {
            KeySet::DoubleWithTrack => Some(Key::random(cipher, KeyLength::Double)?),
            KeySet::Single | KeySet::Double => None,
        };
        Ok(SessionKeys { pin: Key::random(cipher, pin)?, mac: Key::random(cipher, mac)?, track })
    }

    /// Field 62 of the sign-on answer: each key under the master key with its check value, a short MAC key beside a long PIN key
    /// filled with zeros. Check values have so many bytes: four with DES.
    pub fn field_62(&self, master: &Key, check_bytes: usize) -> Vec<u8> {
        let width = self.pin.expose().len();
        let mut out = Vec::new();
        for key in [Some(&self.pin), Some(&self.mac), self.track.as_ref()].into_iter().flatten() {
            let mut wrapped = master.wrap(key);
            wrapped.resize(width.max(wrapped.len()), 0);
            out.extend(wrapped);
            out.extend(key.check_value(check_bytes));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_62_has_the_known_lengths_and_the_zero_half() {
        let master = Key::new(&[7; 16]).unwrap();
        let field = |set, form| SessionKeys::random(Cipher::Des, set, form).unwrap().field_62(&master, 4);
        assert_eq!(field(KeySet::Single, MacKeyForm::Double).len(), 24);
        assert_eq!(field(KeySet::DoubleWithTrack, MacKeyForm::Double).len(), 60);
        assert_ne!(field(KeySet::Double, MacKeyForm::Double)[28..36], [0; 8]);
        let short = field(KeySet::Double, MacKeyForm::SingleAndZeros);
        assert_eq!((short.len(), &short[28..36]), (40, &[0; 8][..]));
    }
}
