//! `keytill doctor reader`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::json;

use crate::{
    cli::{Config, complain},
    reader::{self, Found, Tried},
};

/// Where readers are looked for when no device is named. Names by id come first: they stay the same.
const FOLDERS: [(&str, &str); 4] =
    [("/dev/serial/by-id", ""), ("/dev", "ttyACM"), ("/dev", "ttyUSB"), ("/dev", "ttyAMA")];

/// Arguments of `keytill doctor reader`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The device; without it, all USB serial devices are tried
    #[arg(long, value_name = "PATH")]
    device: Option<PathBuf>,
    /// Compare what is found with the [reader] part of this configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Say it as JSON
    #[arg(long)]
    json: bool,
}

/// What can keep the search from beginning.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] crate::cli::ConfigError),
    #[error("the runtime cannot be started: {0}")]
    Runtime(std::io::Error),
}

/// Looks for a reader and says what it found.
pub fn run(args: Args) -> ExitCode {
    match look(args) {
        Ok(code) => code,
        Err(failure) => complain(&failure),
    }
}

fn look(args: Args) -> Result<ExitCode, Failure> {
    let config = args.config.as_deref().map(Config::read).transpose()?.map(|config| config.reader);
    let named = args.device.or_else(|| config.as_ref().map(|config| config.device.clone()));
    let devices = named.map_or_else(candidates, |device| vec![device]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Runtime)?;
    let mut tried = Vec::new();
    for device in &devices {
        match runtime.block_on(reader::detect(device)) {
            Ok(found) => {
                let differs = config.as_ref().and_then(|config| difference(config, &found));
                if args.json {
                    put_line!("{}", as_json(&found, differs.as_deref()))
                } else {
                    tell(&found, differs.as_deref())
                }
                return Ok(if differs.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS });
            }
            Err(tries) => tried.push((device.as_path(), tries)),
        }
    }
    not_found(&tried, args.json);
    Ok(ExitCode::FAILURE)
}

/// Serial devices that may be a reader.
fn candidates() -> Vec<PathBuf> {
    let inside = |(folder, begins): &(&str, &str)| {
        let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let fits = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins));
        let mut found: Vec<PathBuf> = names.filter(fits).collect();
        found.sort();
        found
    };
    FOLDERS.iter().flat_map(inside).collect()
}

/// What the configuration says otherwise, and what to write there.
fn difference(config: &reader::Config, found: &Found) -> Option<String> {
    let mut lines = Vec::new();
    if config.protocol != found.protocol {
        lines.push(format!("protocol = \"{}\"", found.protocol.name()));
    }
    if config.baud() != found.baud {
        lines.push(format!("baud = {}", found.baud));
    }
    (!lines.is_empty()).then(|| format!("the configuration says otherwise; write under [reader]: {}", lines.join(", ")))
}

fn tell(found: &Found, differs: Option<&str>) {
    let Found { device, protocol, baud, info, health } = found;
    put_line!("{}: {} at {baud} baud", device.display(), protocol.name());
    put_line!("  device   {}, serial {}, version {}", info.model, info.serial, info.version);
    put_line!("  takes    {}", ways(info));
    put_line!("  line     {}", if info.capabilities.secure_line { "encrypted" } else { "in clear" });
    put_line!("  keys     PIN slots {}, data slots {}", slots(&health.pin_slots), slots(&health.data_slots));
    put_line!(
        "  tables   {}",
        health.tables.as_deref().unwrap_or("none that it tells of: they are loaded when the terminal starts")
    );
    if health.pin_slots.is_empty() {
        put_line!("  remedy   the pad has no master key for PINs: it must be loaded by its maker or the acquirer");
    }
    if let Some(differs) = differs {
        put_line!("  remedy   {differs}");
    }
}

fn ways(info: &reader::DeviceInfo) -> String {
    let ways = info.capabilities.ways();
    let named = [(ways.insert, "chip"), (ways.tap, "tap"), (ways.swipe, "stripe")];
    let list: Vec<&str> = named.into_iter().filter_map(|(has, name)| has.then_some(name)).collect();
    if list.is_empty() { "it does not say".into() } else { list.join(", ") }
}

fn slots(slots: &[u8]) -> String {
    if slots.is_empty() {
        return "none".into();
    }
    slots.iter().map(u8::to_string).collect::<Vec<_>>().join(" ")
}

fn not_found(tried: &[(&Path, Vec<Tried>)], as_json: bool) {
    if as_json {
        let list: Vec<_> = tried.iter().map(|(device, tries)| json!({ "device": device, "tried": tries })).collect();
        put_line!("{}", json!({ "found": false, "devices": list }));
        return;
    }
    if tried.is_empty() {
        put_line!("no serial device is there: plug the reader in, or name one with --device (such as /dev/ttyS0)");
    }
    for (device, tries) in tried {
        put_line!("{}: no reader answers", device.display());
        for Tried { protocol, baud, why } in tries {
            put_line!("  {} at {baud:>6}: {why}", protocol.name());
        }
    }
    if !tried.is_empty() {
        put_line!("remedy: switch the reader on, check the cable, and stop the terminal while this looks for it");
    }
}

fn as_json(found: &Found, differs: Option<&str>) -> serde_json::Value {
    let Found { device, protocol, baud, info, health } = found;
    let ways = info.capabilities.ways();
    json!({
        "found": true,
        "device": device,
        "protocol": protocol.name(),
        "baud": baud,
        "model": info.model,
        "serial": info.serial,
        "version": info.version,
        "chip": ways.insert,
        "tap": ways.tap,
        "stripe": ways.swipe,
        "encrypted_line": info.capabilities.secure_line,
        "pin_slots": health.pin_slots,
        "data_slots": health.data_slots,
        "tables": health.tables,
        "differs": differs,
    })
}
