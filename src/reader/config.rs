//! The `[reader]` part of the configuration.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize, de};

/// Where the reader is and what it speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The serial device; a name under `/dev/serial/by-id` stays the same when devices come and go.
    pub device: PathBuf,
    /// What it speaks.
    pub protocol: Protocol,
    /// Bits per second of a real serial line, where they are not the protocol's usual ones; a USB one does not care.
    pub baud: Option<u32>,
    /// Whether the line to it is encrypted.
    pub encryption: Encryption,
    /// What the pad shows between sales, a PNG of the size of its display. Pads that know the letters of western Europe alone
    /// can say something in Chinese so.
    pub idle_picture: Option<PathBuf>,
    /// What it shows while a card is to be taken out.
    pub remove_card_picture: Option<PathBuf>,
    /// Whether a NEO 2 reader has a keypad with a master key for PINs. ABECS pads say so themselves.
    pub keypad: bool,
    /// Whether a NEO 2 reader is asked to take chips.
    pub neo2_chip: Neo2Chip,
    /// The number of the pad's application tables that count, 1 to 99.
    #[serde(deserialize_with = "acquirer")]
    pub acquirer: u8,
}

/// The protocols that are built in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// ABECS 2.12 and 2.20.
    #[default]
    Abecs,
    /// NEO 2 of ID TECH.
    Neo2,
}

/// Whether the line to a pad is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// Where the pad can.
    #[default]
    WhenPossible,
    /// Always: a pad that cannot is not used.
    Required,
    /// Never, so that a line can be listened to while looking for a fault.
    Off,
}

/// Whether a NEO 2 reader is asked to take chips in its slot. How it is told the host's answer is in no public document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Neo2Chip {
    /// It is not: taps and stripes alone.
    #[default]
    Off,
    /// It is, in the form that this program's simulator understands, and most likely no reader.
    Assumed,
}

impl Protocol {
    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Abecs => "abecs",
            Protocol::Neo2 => "neo2",
        }
    }

    /// The bits per second that its devices come with.
    pub fn usual_baud(self) -> u32 {
        match self {
            Protocol::Abecs => 19_200,
            Protocol::Neo2 => 115_200,
        }
    }
}

impl Config {
    /// The bits per second of the line.
    pub fn baud(&self) -> u32 {
        self.baud.unwrap_or(self.protocol.usual_baud())
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            device: "/dev/ttyACM0".into(),
            protocol: Protocol::Abecs,
            baud: None,
            encryption: Encryption::WhenPossible,
            idle_picture: None,
            remove_card_picture: None,
            keypad: false,
            neo2_chip: Neo2Chip::Off,
            acquirer: 1,
        }
    }
}

fn acquirer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    match u8::deserialize(deserializer)? {
        number @ 1..=99 => Ok(number),
        other => Err(de::Error::custom(format!("acquirer must be 1 to 99, not {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_fill_what_is_not_said_and_unknown_names_are_refused() {
        let config: Config = toml::from_str("device = '/dev/ttyS1'\nacquirer = 3").unwrap();
        assert_eq!(config, Config { device: "/dev/ttyS1".into(), acquirer: 3, ..Config::default() });
        for bad in ["devise = '/dev/ttyS1'", "acquirer = 0", "acquirer = 100", "protocol = 'morse'"] {
            assert!(toml::from_str::<Config>(bad).is_err(), "{bad}");
        }
    }
}
