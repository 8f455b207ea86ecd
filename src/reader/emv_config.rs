//! The card applications and public keys that a device is to know, from what the acquirer has sent down.

use sha2::{Digest, Sha256};

use crate::{
    domain::{Aid, CaKey, Currency, HostData, hex},
    emv::{self, Tag},
};

/// Longest application identifier in bytes.
const AID_MAX: usize = 16;
/// Shortest: the provider alone.
const AID_MIN: usize = 5;
/// Longest default DDOL that devices take.
const DDOL_MAX: usize = 20;
/// Longest modulus of a CA key in bytes.
const MODULUS_MAX: usize = 248;

/// What a device is to know. Two with the same content have the same version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmvConfig {
    /// What holds for all applications.
    pub terminal: TerminalData,
    /// The applications, in the acquirer's order.
    pub applications: Vec<Application>,
    /// CA public keys.
    pub keys: Vec<PublicKey>,
}

/// What the cards learn of the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalData {
    /// Field 42, fifteen characters.
    pub merchant: String,
    /// Field 41, eight characters.
    pub terminal: String,
    /// What is paid in; its country is taken from it.
    pub currency: Currency,
}

/// A card application with its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its identifier (9F06).
    pub aid: Vec<u8>,
    /// Whether longer identifiers that begin like it count too (DF01 is 00).
    pub partial: bool,
    /// Its version (9F08).
    pub version: [u8; 2],
    /// Terminal action codes (DF11).
    pub tac_default: [u8; 5],
    /// (DF13.)
    pub tac_denial: [u8; 5],
    /// (DF12.)
    pub tac_online: [u8; 5],
    /// Floor limit in minor units (9F1B).
    pub floor: u32,
    /// Random selection for the host.
    pub random: RandomSelection,
    /// Default DDOL (DF14).
    pub ddol: Vec<u8>,
    /// Limits of a tap; none where the acquirer gives none.
    pub tap: Option<TapLimits>,
}

/// Random selection of small amounts for the host (EMV Book 3, 10.6.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RandomSelection {
    /// Below this amount in minor units the target percentage holds (DF15).
    pub threshold: u32,
    /// Percent, 0 to 99 (DF17).
    pub target: u8,
    /// Percent just below the floor limit, 0 to 99 (DF16).
    pub highest: u8,
}

/// Limits of a tap, in minor units. There is none below which a card may pay by itself (DF19): it would do so while it is read, for a
/// refund as well, and what it has taken off its own balance could be lost with a cancel or a damaged answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TapLimits {
    /// From here on a tap is not taken (DF20).
    pub highest: u32,
    /// From here on the holder must prove who he is (DF21).
    pub cvm: u32,
}

/// A CA public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Registered application provider.
    pub rid: [u8; 5],
    /// Index.
    pub index: u8,
    /// Exponent, one or three bytes.
    pub exponent: Vec<u8>,
    /// Modulus.
    pub modulus: Vec<u8>,
    /// SHA-1 over the four above: provider, index, modulus, exponent.
    pub check: [u8; 20],
}

/// An entry that the acquirer sent and no device can use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{entry} from the acquirer is left out of the card reader's tables: {why}")]
pub struct LeftOut {
    /// Which.
    pub entry: String,
    /// What is wrong with it.
    pub why: &'static str,
}

impl EmvConfig {
    /// What the acquirer has sent down, and what of it cannot be used. None while it has sent no application: then a device
    /// keeps the tables that it has.
    pub fn from_host(terminal: TerminalData, data: &HostData) -> (Option<EmvConfig>, Vec<LeftOut>) {
        let mut left_out = Vec::new();
        let mut keep = |entry: String, why| left_out.push(LeftOut { entry, why });
        let mut applications = Vec::new();
        for aid in &data.aids {
            match application(aid) {
                Ok(application) => applications.push(application),
                Err(why) => keep(format!("application {}", aid.aid), why),
            }
        }
        let mut keys = Vec::new();
        for key in &data.ca_keys {
            match public_key(key) {
                Ok(key) => keys.push(key),
                Err(why) => keep(format!("CA key {} {}", key.rid, key.index), why),
            }
        }
        let config = (!applications.is_empty()).then_some(EmvConfig { terminal, applications, keys });
        (config, left_out)
    }

    /// Ten digits that stand for the content: other content, other digits.
    pub fn version(&self) -> String {
        let digest = Sha256::digest(format!("{self:?}").as_bytes());
        let number = digest.iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        format!("{:010}", number % 10_000_000_000)
    }
}

fn application(from: &Aid) -> Result<Application, &'static str> {
    let tags = hex::decode(&from.tags).ok_or("its parameters are no hexadecimal digits")?;
    emv::check(&tags).map_err(|_| "its parameters are no TLV")?;
    let aid = hex::decode(&from.aid).filter(|aid| (AID_MIN..=AID_MAX).contains(&aid.len()));
    let value = |tag: u32| emv::find(&tags, Tag::new(tag));
    let tac =
        |tag| value(tag).and_then(|v| v.try_into().ok()).ok_or("a terminal action code (DF11, DF12, DF13) is missing");
    let ddol = value(0xDF14).unwrap_or_default();
    if ddol.len() > DDOL_MAX {
        return Err("its DDOL (DF14) is longer than devices take");
    }
    Ok(Application {
        aid: aid.ok_or("its identifier has not 5 to 16 bytes")?,
        partial: value(0xDF01).is_none_or(|v| v == [0]),
        version: value(0x9F08).and_then(|v| v.try_into().ok()).ok_or("its version (9F08) is missing")?,
        tac_default: tac(0xDF11)?,
        tac_denial: tac(0xDF13)?,
        tac_online: tac(0xDF12)?,
        floor: value(0x9F1B).and_then(binary).ok_or("its floor limit (9F1B) is missing")?,
        random: RandomSelection {
            threshold: value(0xDF15).and_then(binary).unwrap_or_default(),
            target: value(0xDF17).and_then(percent).unwrap_or_default(),
            highest: value(0xDF16).and_then(percent).unwrap_or_default(),
        },
        ddol: ddol.to_vec(),
        tap: tap_limits(value),
    })
}

fn tap_limits<'a>(value: impl Fn(u32) -> Option<&'a [u8]>) -> Option<TapLimits> {
    let limit = |tag| value(tag).and_then(decimal);
    Some(TapLimits { highest: limit(0xDF20)?, cvm: limit(0xDF21)? })
}

fn public_key(from: &CaKey) -> Result<PublicKey, &'static str> {
    let bytes = |text: &str| hex::decode(text).ok_or("it is not in hexadecimal digits");
    let modulus = bytes(&from.modulus)?;
    let exponent = bytes(&from.exponent)?;
    if modulus.is_empty() || modulus.len() > MODULUS_MAX || !(1..=3).contains(&exponent.len()) {
        return Err("its modulus has not 1 to 248 bytes, or its exponent not 1 to 3");
    }
    let index = bytes(&from.index)?;
    let [index] = index[..] else { return Err("its index is not one byte") };
    Ok(PublicKey {
        rid: bytes(&from.rid)?.try_into().map_err(|_| "its provider is not five bytes")?,
        index,
        exponent,
        modulus,
        check: bytes(&from.check)?.try_into().map_err(|_| "its check value is not 20 bytes")?,
    })
}

/// Four bytes of a binary number.
fn binary(value: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(value.try_into().ok()?))
}

/// Two decimal digits in one byte.
fn percent(value: &[u8]) -> Option<u8> {
    decimal(value).and_then(|number| u8::try_from(number).ok()).filter(|number| *number <= 99)
}

/// Decimal digits, two in a byte. What is more than a device can hold is the most that it can.
fn decimal(value: &[u8]) -> Option<u32> {
    let digits = value.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    let number = digits.clone().try_fold(0u64, |sum, digit| (digit <= 9).then_some(sum * 10 + u64::from(digit)));
    (value.len() <= 6).then_some(())?;
    Some(u32::try_from(number?).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: &str = "9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000064\
        DF150400000005DF160199DF170150DF14039F3704DF1801019F7B06000000100000DF1906000000000000DF2006000000100000\
        DF2106000000030000";

    fn terminal() -> TerminalData {
        TerminalData { merchant: "898110012345678".into(), terminal: "KT000001".into(), currency: Currency::Cny }
    }

    fn host(tags: &str) -> HostData {
        let aid = Aid { aid: "A000000333010101".into(), tags: tags.into() };
        let key = CaKey {
            rid: "A000000333".into(),
            index: "02".into(),
            expiry: "20301231".into(),
            modulus: "AB".repeat(144),
            exponent: "03".into(),
            check: "00".repeat(20),
        };
        HostData { aids: vec![aid], ca_keys: vec![key], ..HostData::default() }
    }

    #[test]
    fn parameters_of_the_acquirer_become_an_application() {
        let (config, left_out) = EmvConfig::from_host(terminal(), &host(PARAMETERS));
        let config = config.unwrap();
        assert_eq!(left_out, []);
        let application = &config.applications[0];
        assert_eq!(application.tac_online, [0xD8, 0x40, 0x04, 0xF8, 0x00]);
        assert_eq!(application.floor, 100);
        assert_eq!(application.random, RandomSelection { threshold: 5, target: 50, highest: 99 });
        assert_eq!(application.tap, Some(TapLimits { highest: 100_000, cvm: 30_000 }));
        assert_eq!((config.keys[0].index, config.keys[0].modulus.len()), (2, 144));
    }

    #[test]
    fn what_no_device_can_use_is_left_out_and_named() {
        let (config, left_out) = EmvConfig::from_host(terminal(), &host("9F0608A000000333010101"));
        assert_eq!(config, None);
        assert!(left_out[0].to_string().contains("A000000333010101"), "{left_out:?}");
        for bad in ["zz", "9F06", ""] {
            assert_eq!(EmvConfig::from_host(terminal(), &host(bad)).1.len(), 1, "{bad}");
        }
    }

    #[test]
    fn other_content_has_another_version() {
        let of = |tags: &str| EmvConfig::from_host(terminal(), &host(tags)).0.unwrap().version();
        assert_eq!(of(PARAMETERS), of(PARAMETERS));
        assert_ne!(of(PARAMETERS), of(&PARAMETERS.replace("9F1B0400000064", "9F1B0400000065")));
        assert_eq!(of(PARAMETERS).len(), 10);
    }

    #[test]
    fn decimal_numbers_saturate_and_are_digits() {
        assert_eq!(decimal(&[0, 0, 0, 0x01, 0x23, 0x45]), Some(12_345));
        assert_eq!(decimal(&[0x99; 6]), Some(u32::MAX));
        assert_eq!(decimal(&[0x9A]), None);
    }
}
