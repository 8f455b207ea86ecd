//! How the terminal is, for scripts: one object of JSON. `docs/seats.md` says what each word means.

use serde::{Deserialize, Serialize};

use crate::{
    domain::receipt::Condition,
    flow::{LinkStatus, PrinterStatus, ReaderStatus, Storage, World},
};

use super::super::{Model, SessionId};

/// How the terminal is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Of the program.
    pub version: String,
    /// Its number at the acquirer.
    pub terminal: String,
    /// `live` or `training`.
    pub world: String,
    /// Whether it can take a payment now.
    pub ready: bool,
    /// The host's line: `online`, `signing-on`, `offline`, `key-fault` or `signed-off`; with the last fault.
    pub host: Part,
    /// Whether the terminal is signed on to the host.
    pub signed_on: bool,
    /// The open batch.
    pub batch: u32,
    /// Its transactions that moved money.
    pub transactions: usize,
    /// What still has to go up to the host.
    pub queue: usize,
    /// What a person must find out.
    pub unresolved: usize,
    /// `up`, `starting` or `down`.
    pub reader: Part,
    /// `ok`, `printing`, `trouble`, `unknown` or `none`.
    pub printer: Part,
    /// `ready`, `low` or `stopped`.
    pub storage: Part,
    /// Who is signed in at the terminal.
    pub operator: Option<String>,
    /// Whether a payment is under way.
    pub payment: bool,
    /// How many technicians sit at second screens.
    pub seats: usize,
    /// The last error in the log since the start.
    pub last_error: Option<String>,
}

/// A part of the box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How it is.
    pub state: String,
    /// What is to be said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Part {
    fn of(state: &str, detail: Option<String>) -> Part {
        Part { state: state.into(), detail }
    }
}

/// How the terminal is now. The log's last error is the runtime's to know.
pub fn status(model: &Model, last_error: Option<String>) -> Status {
    let terminal = &model.terminal;
    let host = match terminal.line.status() {
        LinkStatus::Online => "online",
        LinkStatus::SigningOn => "signing-on",
        LinkStatus::Offline => "offline",
        LinkStatus::KeyFault => "key-fault",
        LinkStatus::SignedOff => "signed-off",
    };
    let reader = match &terminal.reader {
        ReaderStatus::Up(info) => Part::of("up", Some(format!("{} {} {}", info.model, info.serial, info.version))),
        ReaderStatus::Starting => Part::of("starting", None),
        ReaderStatus::Down(reason) => Part::of("down", Some(reason.clone())),
    };
    let storage = match &terminal.storage {
        Storage::Ready => Part::of("ready", None),
        Storage::Low => Part::of("low", None),
        Storage::Stopped(reason) => Part::of("stopped", Some(reason.clone())),
    };
    Status {
        version: env!("CARGO_PKG_VERSION").into(),
        terminal: terminal.setup.terminal.to_string(),
        world: if terminal.setup.world == World::Live { "live" } else { "training" }.into(),
        ready: terminal.can_start().is_ok(),
        host: Part::of(host, terminal.line.trouble().map(|why| format!("{why:?}"))),
        signed_on: terminal.line.is_signed_on(),
        batch: terminal.book.batch.get(),
        transactions: terminal.book.counted(),
        queue: terminal.queued(),
        unresolved: terminal.book.unresolved().count(),
        reader,
        printer: printer(model),
        storage,
        operator: model.sessions.get(&SessionId::KEYPAD).and_then(|session| session.operator).map(|no| no.to_string()),
        payment: terminal.trade.is_some(),
        seats: model.sessions.len().saturating_sub(1),
        last_error,
    }
}

fn printer(model: &Model) -> Part {
    match (&model.terminal.printer, model.terminal.condition) {
        (PrinterStatus::Busy(_), _) => Part::of("printing", None),
        (PrinterStatus::Trouble(cause), _) => Part::of("trouble", Some(format!("{cause:?}"))),
        (PrinterStatus::Ready, Condition::None) => Part::of("none", None),
        (PrinterStatus::Ready, Condition::Unknown) => Part::of("unknown", None),
        (PrinterStatus::Ready, Condition::Well | Condition::Silent | Condition::PaperLow) => Part::of("ok", None),
        (PrinterStatus::Ready, condition) => Part::of("trouble", Some(format!("{condition:?}"))),
    }
}
