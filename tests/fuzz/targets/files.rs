//! Files and texts that people write: a box's settings, a keymap, an acquirer's profile, the host simulator's settings, certificates, a device key,
//! numbers that are typed or scanned, and what a device of the kernel's input layer says. The first byte says which.

use std::{path::Path, sync::Arc, time::Duration};

use keytill::{
    acquirer::{HostConfig, Profile, TlsConfig, profiles},
    cli::Config,
    domain::{
        AuthCode, Expiry, MerchantId, MonthDay, OperatorNo, Pan, PayCode, PayVoucher, ResponseCode, Rrn, TerminalId,
        Track2,
    },
    keypad::{HELD, Keymap, Motion, Pushes, SCAN_MAX, Scan, Signal, Wire},
    ledger::GivenKey,
    sim::host::HostFile,
};

use super::Scratch;

/// One input.
pub fn run(data: &[u8]) {
    let Some((which, data)) = data.split_first() else { return };
    match which {
        b'S' => settings(data),
        b'M' => keymap(data),
        b'P' => profile(data),
        b'H' => host_file(data),
        b'C' => certificates(data),
        b'K' => device_key(data),
        b'N' => numbers(data),
        b'E' => input_events(data),
        _ => {}
    }
}

/// A keymap file. A refusal names the file.
fn keymap(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(error) = Keymap::parse("keypad.toml", text) {
        assert!(error.to_string().contains("keypad.toml"), "{error}");
    }
}

/// Keys of a keypad, and of a scanner. Nothing is pressed that did not go down, and no code is longer than the longest.
fn input_events(data: &[u8]) {
    let keymap =
        Keymap::shipped("pos-4x4").and_then(|text| Keymap::parse("pos-4x4", text).ok()).expect("it is shipped");
    let (mut wire, mut pad, mut scan) = (Wire::default(), Pushes::new(Arc::new(keymap)), Scan::default());
    let (mut downs, mut pushes) = (0, 0);
    for (at, piece) in data.chunks(7).enumerate() {
        let now = Duration::from_millis(37 * at as u64);
        for signal in wire.feed(piece) {
            downs += usize::from(matches!(signal, Signal::Key { motion: Motion::Down, .. }));
            pushes += usize::from(pad.take(signal, now).is_some());
            let read = scan.take(signal, now).or_else(|| scan.quiet(now));
            if let Some(Ok(code)) = read {
                assert!((1..=SCAN_MAX).contains(&code.as_str().len()));
            }
        }
        // CLEAR is down for as long as it is held.
        assert!(pad.due().is_none_or(|due| due <= now + HELD));
        pad.held(now);
    }
    assert!(pushes <= downs);
}

/// A configuration file. A refusal names the file.
fn settings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Config::parse(Path::new("keytill.toml"), text) {
        Ok(config) => drop((config.setup(), config.tmk())),
        Err(error) => assert!(error.to_string().contains("keytill.toml"), "{error}"),
    }
}

/// A refusal names the profile. A base is a shipped one here, or the input would choose files to read.
fn profile(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(table) = toml::from_str::<toml::Table>(text) else { return };
    let base = table.get("base").and_then(toml::Value::as_str);
    if base.is_some_and(|base| profiles::shipped(base).is_none()) {
        return;
    }
    match profiles::resolve(&table) {
        Ok(profile) => drop(HostConfig::plain("192.0.2.1:8000".into(), profile).check()),
        Err(error) => assert!(error.to_string().contains("profile"), "{error}"),
    }
}

/// A refusal names the file.
fn host_file(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(error) = HostFile::parse(Path::new("host-sim.toml"), text) {
        assert!(error.to_string().contains("host-sim.toml"), "{error}");
    }
}

/// CA, certificate and key in one text; each file holds all of it. Nothing of a file is told.
fn certificates(data: &[u8]) {
    let dir = Scratch::new();
    let path = dir.0.join("all.pem");
    std::fs::write(&path, data).expect("the folder is ours");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("the file is ours");
    }
    for own in [None, Some(path.clone())] {
        let tls = TlsConfig {
            ca: path.clone(),
            certificate: own.clone(),
            key: own,
            server_name: None,
            backup_server_name: None,
        };
        let config = HostConfig { tls: Some(tls), ..HostConfig::plain("192.0.2.1:8000".into(), Profile::default()) };
        if let Err(error) = config.check_files() {
            assert!(error.contains("all.pem"), "{error}");
        }
    }
}

/// 32 bytes, or 64 hexadecimal digits with or without a line end, and nothing else. A refusal does not repeat them.
fn device_key(data: &[u8]) {
    let line = data.strip_suffix(b"\n").unwrap_or(data);
    let digits = line.len() == 64 && line.iter().all(u8::is_ascii_hexdigit);
    match GivenKey::read(data) {
        Ok(key) => assert!((data.len() == 32 || digits) && format!("{key:?}") == "GivenKey(..)"),
        Err(error) => assert!(data.len() != 32 && !digits && error.found == data.len()),
    }
}

/// Numbers of cards, codes and papers. What is accepted comes out as it went in, and what may be shown hides the middle.
fn numbers(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(pan) = Pan::new(text) {
        assert_eq!(pan.expose(), text);
        hidden(pan.masked().as_str(), text);
        hidden(&format!("{pan:?}"), text);
    }
    if let Ok(code) = PayCode::new(text) {
        let _ = code.wallet();
        assert_eq!(code.expose(), text);
        hidden(code.masked().as_str(), text);
        hidden(&format!("{code:?}"), text);
    }
    if let Ok(track) = Track2::new(text) {
        let _ = (track.expiry(), track.has_chip());
        assert_eq!(track.expose(), text.replace(['D', 'd'], "="));
        if let Ok(pan) = track.pan() {
            assert!(!format!("{track:?}").contains(pan.expose()), "a number in the log");
        }
    }
    if let Ok(expiry) = Expiry::new(text) {
        assert_eq!(expiry.expose(), text);
    }
    same::<Rrn>(text);
    same::<AuthCode>(text);
    same::<ResponseCode>(text);
    same::<TerminalId>(text);
    same::<MerchantId>(text);
    same::<MonthDay>(text);
    same::<OperatorNo>(text);
    same::<PayVoucher>(text);
}

fn hidden(shown: &str, clear: &str) {
    assert!(!shown.contains(clear) && shown.contains("**"), "a number in the log");
}

fn same<T: std::str::FromStr + std::fmt::Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let shown = value.to_string();
        assert!(shown.parse::<T>().is_ok(), "{shown:?} was written and cannot be read");
    }
}
