//! `[keypad]` and the `input` of `[scanner]`: what is read straight from the kernel's input layer.

use std::{path::PathBuf, sync::Arc};

use serde::Deserialize;

use crate::{
    keypad::Keymap,
    runtime::keypads::{self, Chosen, KEYPADS_MOST},
};

use super::{Config, ConfigError};

/// The word for every device that can be the keypad of the keymap.
const AUTO: &str = "auto";

/// Keypads that are read past the console.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keypad {
    /// Which.
    pub devices: Devices,
}

/// A list of devices, or `"auto"`.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Devices {
    /// Every device that can be the keypad of the keymap.
    Word(Word),
    /// These.
    These(Vec<PathBuf>),
}

/// The only word.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// Every device that can be the keypad of the keymap.
    Auto,
}

impl Default for Devices {
    fn default() -> Self {
        Devices::These(Vec::new())
    }
}

impl Keypad {
    /// Whether the table can be used.
    ///
    /// # Errors
    /// A sentence that names the key and what was expected.
    pub fn check(&self) -> Result<(), String> {
        match &self.devices {
            Devices::These(paths) if paths.len() > KEYPADS_MOST => {
                Err(format!("keypad.devices has {} devices; expected at most {KEYPADS_MOST}", paths.len()))
            }
            Devices::These(paths) => paths.iter().find(|path| !path.is_absolute()).map_or(Ok(()), |path| {
                Err(format!(
                    "keypad.devices: {}; expected \"auto\" or paths such as /dev/input/by-id/...",
                    path.display()
                ))
            }),
            Devices::Word(Word::Auto) => Ok(()),
        }
    }
}

impl Config {
    /// Which devices are read.
    pub fn keypads(&self) -> keypads::Config {
        let keypads = match &self.keypad.devices {
            Devices::Word(Word::Auto) => Chosen::Auto,
            Devices::These(paths) if paths.is_empty() => Chosen::None,
            Devices::These(paths) => Chosen::These(paths.clone()),
        };
        keypads::Config { keypads, scanner: self.scanner.input.clone() }
    }
}

/// Which devices are read, by the words of a command line: `auto`, or paths.
pub fn keypads(words: &[String]) -> keypads::Config {
    let keypads = match words {
        [] => Chosen::None,
        words if words.iter().any(|word| word == AUTO) => Chosen::Auto,
        paths => Chosen::These(paths.iter().map(PathBuf::from).collect()),
    };
    keypads::Config { keypads, scanner: None }
}

/// The keymap with this name or in this file.
///
/// # Errors
/// [`ConfigError`] names the file, the line and what was expected.
pub fn keymap(name: &str) -> Result<Arc<Keymap>, ConfigError> {
    let text = match Keymap::shipped(name) {
        Some(text) => text.to_owned(),
        None => std::fs::read_to_string(name).map_err(|error| ConfigError::NoKeymap {
            name: name.into(),
            shipped: Keymap::shipped_names().collect::<Vec<_>>().join(", "),
            error,
        })?,
    };
    Ok(Arc::new(Keymap::parse(name, &text)?))
}

/// The keymap with this name or in this file, which must know what these keypads send.
///
/// # Errors
/// [`ConfigError`] names the file, and what was expected.
pub fn keymap_for(name: &str, keypads: &keypads::Config) -> Result<Arc<Keymap>, ConfigError> {
    let keymap = keymap(name)?;
    match &keypads.keypads {
        Chosen::None if !keymap.is_for_terminals() => {
            Err(ConfigError::KeymapLacks { name: name.into(), table: "keys", why: "[keypad] names no device" })
        }
        Chosen::Auto | Chosen::These(_) if !keymap.is_for_evdev() => {
            Err(ConfigError::KeymapLacks { name: name.into(), table: "evdev", why: "[keypad] names devices" })
        }
        _ => Ok(keymap),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const SHIPPED: &str = include_str!("../../../packaging/keytill.toml");

    fn read(lines: &str) -> Result<keypads::Config, String> {
        let text = SHIPPED.replacen("[keypad]\n", &format!("[keypad]\n{lines}\n"), 1);
        Config::parse(Path::new("box.toml"), &text).map(|config| config.keypads()).map_err(|error| error.to_string())
    }

    #[test]
    fn devices_are_a_word_or_paths() {
        assert_eq!(read(""), Ok(keypads::Config::default()));
        assert_eq!(read("devices = \"auto\"").unwrap().keypads, Chosen::Auto);
        let two = "devices = [\"/dev/input/by-id/a\", \"/dev/input/by-id/b\"]";
        let paths = ["a", "b"].map(|name| Path::new("/dev/input/by-id").join(name)).to_vec();
        assert_eq!(read(two).unwrap().keypads, Chosen::These(paths));
        let nine = format!("devices = [{}]", "\"/dev/input/event1\", ".repeat(9));
        let table = [
            (nine.as_str(), "keypad.devices has 9 devices; expected at most 8"),
            ("devices = [\"event0\"]", "expected \"auto\" or paths"),
            ("devices = \"all\"", "did not match"),
            ("device = \"/dev/input/event0\"", "unknown field"),
        ];
        for (lines, expected) in table {
            let error = read(lines).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn what_the_shipped_file_has_in_comments_is_read() {
        let set = SHIPPED.replace("\n#devices = ", "\ndevices = ").replace("\n#input = ", "\ninput = ");
        let config = Config::parse(Path::new("box.toml"), &set).unwrap();
        let config = config.keypads();
        assert!(matches!(config.keypads, Chosen::These(paths) if paths.len() == 1) && config.scanner.is_some());
    }

    #[test]
    fn a_keymap_must_know_what_the_keypads_send() {
        let terminal = keypads::Config::default();
        let past_it = keypads(&["auto".to_owned()]);
        for name in Keymap::shipped_names() {
            assert!(keymap_for(name, &terminal).is_ok() && keymap_for(name, &past_it).is_ok(), "{name}");
        }
    }
}
