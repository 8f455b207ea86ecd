//! Scripted days in real frames, written down for checks by other programs (`tests/interop/decode_day.py`).
//!
//! `cargo run --example day_capture -- FOLDER` writes two files for each acquirer: `NAME.core.jsonl` is a day of the terminal's
//! own core against the training host, `NAME.hand.jsonl` has every request of the acquirer link, made by hand. Both in the form
//! of the training host's capture: requests and answers, and the clear keys of each sign-on. Test cards only.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "day_capture/by_core.rs"]
mod by_core;
#[path = "day_capture/by_hand.rs"]
mod by_hand;
#[path = "day_capture/desk.rs"]
mod desk;
#[path = "../support/mod.rs"]
mod support;
#[allow(dead_code, reason = "each program uses only a part of it")]
#[path = "../mixed/world.rs"]
mod world;

use std::path::{Path, PathBuf};

use keytill::{
    acquirer::{EarlyDetails, Profile, profiles},
    sim::host::{HostConfig, MacKeyForm, MacMethod},
};

/// What differs from a shipped profile, as a configuration would say it.
const SINGLE: &str = "base = \"unionpay\"\nsign_on = \"001\"\nsecurity_with_pin = \"2000000000000000\"\n";
const X9_9: &str = "base = \"unionpay\"\nmac = \"x9.9\"\n";
const X9_19: &str = "base = \"unionpay\"\nmac = \"x9.19\"\n";
const SM4: &str = "base = \"unionpay\"\nmac = \"sm4\"\n";

/// An acquirer: the name of its files, its profile, what its host does.
struct Acquirer {
    name: &'static str,
    profile: &'static str,
    mac: MacMethod,
    mac_key: MacKeyForm,
}

const fn acquirer(name: &'static str, profile: &'static str) -> Acquirer {
    Acquirer { name, profile, mac: MacMethod::UnionpayEcb, mac_key: MacKeyForm::Double }
}

const ACQUIRERS: [Acquirer; 9] = [
    acquirer("unionpay", "base = \"unionpay\""),
    acquirer("unionpay-2g", "base = \"unionpay-2g\""),
    acquirer("lakala", "base = \"lakala\""),
    acquirer("shengfutong", "base = \"shengfutong\""),
    acquirer("single", SINGLE),
    Acquirer { mac_key: MacKeyForm::SingleAndZeros, ..acquirer("zero-half", "base = \"unionpay\"") },
    Acquirer { mac: MacMethod::X99, ..acquirer("x9.9", X9_9) },
    Acquirer { mac: MacMethod::X919, ..acquirer("x9.19", X9_19) },
    Acquirer { mac: MacMethod::Sm4, ..acquirer("sm4", SM4) },
];

impl Acquirer {
    fn profile(&self) -> Profile {
        world::profile(profiles::resolve(&toml::from_str(self.profile).unwrap()).unwrap())
    }

    /// Its host, with a file for what crosses the wire.
    fn host(&self, capture: PathBuf) -> HostConfig {
        HostConfig {
            mac: self.mac,
            mac_key: self.mac_key,
            capture: Some(capture),
            ..world::host_config(EarlyDetails::None)
        }
    }

    fn write(&self, folder: &Path) {
        let file = |how: &str| {
            let path = folder.join(format!("{}.{how}.jsonl", self.name));
            let _ = std::fs::remove_file(&path);
            path
        };
        // Under SM4 nothing with a PIN can be sent, and a shop sells nothing without.
        if self.mac != MacMethod::Sm4 {
            by_core::day(self.profile(), self.host(file("core")));
        }
        by_hand::day(self.profile(), self.host(file("hand")));
    }
}

fn main() {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: day_capture FOLDER");
        std::process::exit(2);
    };
    std::fs::create_dir_all(&folder).unwrap();
    for acquirer in &ACQUIRERS {
        acquirer.write(&folder);
    }
}
