//! The mobile line in the status bar: what a modem on a real D-Bus says, where this machine can have one, and the bytes to the host.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::terminal::*;

fn with_mobile(rig: &Rig, keys: &str) {
    let config = fs::read_to_string(&rig.config).unwrap();
    fs::write(&rig.config, format!("{config}\n[mobile]\nseconds = 5\n{keys}\n")).unwrap();
}

#[test]
fn signal_network_and_bytes_stand_in_the_status_bar_and_the_bytes_outlive_a_restart() {
    let rig = Rig::new(&Plan::default());
    let answer = text(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mmcli-connected.json"));
    let program = rig.folder.script("mmcli", &format!("cat '{answer}'\n"));
    with_mobile(&rig, &format!("program = \"{}\"", text(program)));
    let mut till = rig.start();
    till.see("中国移动 67%");
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.leave();
    let counts = || fs::read_to_string(rig.data().join("line-use.json")).unwrap_or_default();
    let month = || -> u64 {
        let counts: serde_json::Value = serde_json::from_str(&counts()).unwrap_or_default();
        counts["month_bytes"].as_u64().unwrap_or_default()
    };
    // Sign-on and a sale at least.
    assert!(within_patience(|| month() > 500), "{}", counts());
    drop(till);
    let before = month();
    // Another sign-on comes on top.
    let till = rig.start();
    till.see("中国移动 67%");
    assert!(within_patience(|| month() > before), "{before}: {}", counts());
}

/// The modem, or why this machine has none.
fn modem() -> Result<(Child, String), String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/modem.py");
    Command::new("mmcli").arg("--version").output().map_err(|error| format!("mmcli: {error}"))?;
    // The system's own, which Debian's packages are for.
    let mut program = Command::new("/usr/bin/python3");
    program.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = program.spawn().map_err(|error| error.to_string())?;
    let mut address = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut address).map_err(|error| error.to_string())?;
    if address.is_empty() { Err("no bus or no dbusmock".into()) } else { Ok((child, address.trim().to_owned())) }
}

#[test]
fn a_modem_on_a_real_bus_is_seen() {
    let (mut modem, address) = match modem() {
        Ok(modem) => modem,
        Err(reason) => return println!("NOT CHECKED here: a modem on a real bus: {reason}"),
    };
    let rig = Rig::new(&Plan::default());
    with_mobile(&rig, "");
    let mut program = command();
    program.env("DBUS_SYSTEM_BUS_ADDRESS", address);
    let till = Till::start_as(program, &["run", "--lang", "en", "--config", &text(&rig.config)]);
    till.see("中国移动 67%");
    // The bus goes, and with it everybody who knows of a modem.
    drop(modem.stdin.take());
    modem.wait().unwrap();
    till.see("Mobile no modem");
}
