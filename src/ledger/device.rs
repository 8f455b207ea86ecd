//! The key that wraps the batch keys: a file beside them, or one that the system hands over at each start.

use zeroize::Zeroizing;

use super::vault::{KEY, Key, to_key};

/// Where the device key comes from.
#[derive(Clone, Default)]
pub enum DeviceKey {
    /// A file in the ledger's folder, for its owner alone, made when it is first needed.
    #[default]
    File,
    /// The system hands it over, as systemd does with a credential. It is never written to the ledger's folder.
    Given(GivenKey),
}

/// A device key that was handed over. Wiped when dropped, never shown.
#[derive(Clone)]
pub struct GivenKey(Key);

/// Why some bytes are no device key. Never carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must hold 32 bytes, or 64 hexadecimal digits with or without a line end, not {found} bytes of another form")]
pub struct BadDeviceKey {
    /// How many bytes there were.
    pub found: usize,
}

impl GivenKey {
    /// Takes 32 bytes as they are, or 64 hexadecimal digits with or without a line end.
    ///
    /// # Errors
    /// [`BadDeviceKey`] for anything else.
    pub fn read(bytes: &[u8]) -> Result<GivenKey, BadDeviceKey> {
        let bad = BadDeviceKey { found: bytes.len() };
        if bytes.len() == KEY {
            return to_key(bytes).map(GivenKey).ok_or(bad);
        }
        let (pairs, rest) = bytes.strip_suffix(b"\n").unwrap_or(bytes).as_chunks::<2>();
        if pairs.len() != KEY || !rest.is_empty() {
            return Err(bad);
        }
        let mut key = Zeroizing::new([0; KEY]);
        for (slot, [high, low]) in key.iter_mut().zip(pairs) {
            *slot = digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low).ok_or(bad)?;
        }
        Ok(GivenKey(key))
    }

    pub(super) fn expose(&self) -> &Key {
        &self.0
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl std::fmt::Debug for GivenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GivenKey(..)")
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DeviceKey::File => "File",
            DeviceKey::Given(_) => "Given(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_bytes_or_64_digits_and_nothing_else() {
        let bytes: [u8; KEY] = std::array::from_fn(|at| at as u8 * 7);
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        for good in [bytes.to_vec(), digits.clone().into(), digits.to_uppercase().into(), format!("{digits}\n").into()]
        {
            assert_eq!(**GivenKey::read(&good).unwrap().expose(), bytes, "{good:?}");
        }
        let long = [&bytes[..], b"\n"].concat();
        let odd = format!("{}g", &digits[..63]);
        for bad in [&b""[..], &bytes[..31], &long, &digits.as_bytes()[..62], odd.as_bytes(), &[b'0'; 66]] {
            assert_eq!(GivenKey::read(bad).unwrap_err(), BadDeviceKey { found: bad.len() });
        }
        let key = DeviceKey::Given(GivenKey::read(&bytes).unwrap());
        assert_eq!(format!("{key:?}"), "Given(..)");
    }
}
