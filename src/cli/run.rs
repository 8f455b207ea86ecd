//! `keytill run`: the terminal of a box.

use std::{path::PathBuf, sync::Once};

use crate::{
    acquirer::{KeyStore, Tmk},
    ledger::DeviceKey,
    runtime::{self, CtrlC, Ended, log, private},
};

use super::{Config, Failure, LangArg, config, console, demo, start};

/// Arguments of `keytill run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The configuration file; packaging/keytill.toml names every key
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The language of the screens, whatever the file says
    #[arg(long)]
    lang: Option<LangArg>,
}

/// Runs live and training worlds in turn until one ends.
pub fn run(args: Args) -> Result<Ended, Failure> {
    // Before the first secret is read. The log begins later.
    let mut gaps = private::close_memory();
    loop {
        let config = Config::read(&args.config)?;
        log::start(&config.log).map_err(|error| Failure::Data { dir: config.data.clone(), error })?;
        gaps.drain(..).for_each(|gap| tracing::warn!("{gap}"));
        match start(live(&config, args.lang)?)? {
            Ended::OtherWorld => {}
            ended => return Ok(ended),
        }
        // Training has a ledger of its own inside the data folder.
        match demo::train(&config, args.lang)? {
            Ended::OtherWorld => {}
            ended => return Ok(ended),
        }
    }
}

fn live(config: &Config, lang: Option<LangArg>) -> Result<runtime::World, Failure> {
    let tmk = match config.tmk() {
        in_pad @ Tmk::Pad { .. } => in_pad,
        given => {
            tracing::warn!("the master key is read from a file, as allow_software_master_key permits");
            KeyStore::in_data(&config.data).newest(given)?
        }
    };
    let (lang, lang_chosen) = console::language(lang, config.language, config.glyphs);
    Ok(runtime::World {
        setup: config.setup(),
        host: config.host.clone(),
        tmk,
        reader: config.reader.clone(),
        printer: config.printer.clone(),
        archive: config.receipt.archive(&config.printer),
        data: config.data.clone(),
        device_key: device_key(config)?,
        retention: config.journal.retention(),
        mobile: config.mobile.clone(),
        voice: config.voice.clone(),
        scanner: config.scanner.clone(),
        keymap: config::keymap_for(&config.keymap, &config.keypads())?,
        keypads: config.keypads(),
        lang,
        lang_chosen,
        glyphs: config.glyphs.resolve(),
        touch: config.touch.screen(),
        ctrl_c: CtrlC::Ignored,
        present: None,
        faults: None,
        office: config.office(),
        seat: config.seat.config(&config.data),
        gateway: config.gateway(),
        pay_shown: None,
        messages: None,
    })
}

/// What wraps the keys of card numbers; a key in a file is told once.
fn device_key(config: &Config) -> Result<DeviceKey, Failure> {
    static TOLD: Once = Once::new();
    let key = config.device_key()?;
    if matches!(key, DeviceKey::File) {
        TOLD.call_once(|| tracing::warn!("no device key came as a systemd credential; it lies in {FILE}"));
    }
    Ok(key)
}

/// Where the device key lies without a credential, for the log.
const FILE: &str = "keys/device.key of the data folder, and whoever copies that folder has it";
