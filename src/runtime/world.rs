//! What the loop is started with, and how it ends.

use std::{path::PathBuf, sync::Arc};

use tokio::sync::mpsc::Receiver;

use crate::{
    acquirer::{HostConfig, Tmk},
    app::LangChoice,
    domain::{Lang, Mobile},
    flow::Setup,
    keypad::Keymap,
    ledger::{DeviceKey, Retention},
    printer, reader,
    screen::{FaultOrder, PaysWhen},
    ui::Glyphs,
};

use super::{
    gateway::GatewayConfig, input::CtrlC, keypads, ledger::OpenFailure, office::ServiceConfig, touch::Touchscreen,
};

/// Holds the card at a place of the training tray to the pad.
pub type Present = Box<dyn Fn(u8) + Send>;

/// Lets the training host do something wrong with its next messages; none: it forgets all faults.
pub type OrderFaults = Box<dyn Fn(Option<FaultOrder>) + Send>;

/// Lets the customer of the training world pay the code that is shown.
pub type PayShown = Box<dyn Fn(String, PaysWhen) + Send>;

/// Everything that a run needs.
pub struct World {
    /// The box.
    pub setup: Setup,
    /// The host.
    pub host: HostConfig,
    /// The master key.
    pub tmk: Tmk,
    /// The reader.
    pub reader: reader::Config,
    /// The printer.
    pub printer: printer::Config,
    /// Where receipts are saved for the back office, if they are.
    pub archive: Option<printer::Archive>,
    /// The ledger's folder.
    pub data: PathBuf,
    /// What wraps the keys of its card numbers.
    pub device_key: DeviceKey,
    /// How long the segments of its journal are kept.
    pub retention: Retention,
    /// Where the modem is asked about, if there is one.
    pub mobile: Option<super::mobile::Config>,
    /// What speaks.
    pub voice: super::voice::Config,
    /// Scanners.
    pub scanner: super::scanner::Config,
    /// The keypad.
    pub keymap: Arc<Keymap>,
    /// Keypads and scanners that are read past the console.
    pub keypads: keypads::Config,
    /// The language before sign-in.
    pub lang: Lang,
    /// How firmly it was chosen: some choices win over the operator's usual one.
    pub lang_chosen: LangChoice,
    /// The glyphs of the screen.
    pub glyphs: Glyphs,
    /// Which screens a finger can use.
    pub touch: Touchscreen,
    /// Whether Ctrl-C ends the program.
    pub ctrl_c: CtrlC,
    /// The training tray.
    pub present: Option<Present>,
    /// The training host's faults.
    pub faults: Option<OrderFaults>,
    /// The enrolment service.
    pub office: Option<ServiceConfig>,
    /// Where second screens come in; none: there are none.
    pub seat: Option<super::SeatConfig>,
    /// The order gateway.
    pub gateway: Option<GatewayConfig>,
    /// The customer of the training world.
    pub pay_shown: Option<PayShown>,
    /// Short messages of the training world: to whom, and the code.
    pub messages: Option<Receiver<(Mobile, String)>>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// In good order, by a key.
    Quit,
    /// By this signal.
    Signal(i32),
    /// To go on in the other world: training, or back from it.
    OtherWorld,
    /// To start anew, as a technician has ordered.
    Restart,
}

impl Ended {
    /// What those at second screens are told.
    pub(super) fn words(self) -> &'static str {
        match self {
            Ended::Quit | Ended::Signal(_) => "the terminal has ended",
            Ended::OtherWorld => "the terminal goes to its other world; attach again",
            Ended::Restart => "the terminal starts anew; attach again",
        }
    }
}

/// Why a run could not start, or not go on.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] OpenFailure),
    /// The terminal.
    #[error("the terminal cannot be used: {0}")]
    Terminal(std::io::Error),
    /// The printer's settings.
    #[error(transparent)]
    Printer(#[from] printer::PrintError),
    /// Threads, signals or the asynchronous runtime.
    #[error("the system refuses what the program needs: {0}")]
    Runtime(#[from] std::io::Error),
    /// The first passwords could not be made.
    #[error("the first operators cannot be created: {0}")]
    Operators(String),
}
