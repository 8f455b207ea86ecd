//! `keytill keys`: the keys of a keypad, learnt and shown, and the master key.
//!
//! `fetch` gets a master key over the line, for a technician. The terminal must not be running: it would go on with the
//! old one.

mod ear;
mod learn;
mod test;

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

use crate::{
    acquirer::{KeyStore, Link, LinkFault, MasterKeyStep, Request, Tmk, keys::StoreFault},
    domain::{BatchNo, ResponseCode},
    ledger::{Lock, OpenError},
    runtime::private,
};

use super::{Config, ConfigError, complain};

/// What can be done about keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask for each key of the terminal in turn and write a keymap file: for keypads that none of the shipped ones fits.
    Learn(learn::Args),
    /// Show what arrives when a key is pressed: bytes, codes of the kernel, key of the terminal. Ten seconds without a key
    /// end it, and so does Ctrl-C.
    Test(test::Args),
    /// Fetch a new master key from the host under RSA (0800/350 and 351) and keep it in the data folder; for boxes whose
    /// master key lies in this program. The PIN pad must be given the same key by the acquirer's own way
    Fetch {
        /// The configuration file
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Fetch it although nothing proves who the host is: without [host.tls]
        #[arg(long)]
        without_tls: bool,
    },
}

/// Why there is no new master key.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(
        "the master key lies in the PIN pad (keys.tmk is not set), which this program cannot load; ask the acquirer"
    )]
    InPad,
    #[error("without [host.tls] anyone on the line can answer with a key of his own; set it up, or say --without-tls")]
    NoTls,
    #[error(transparent)]
    InUse(#[from] OpenError),
    #[error("the runtime cannot be started: {0}")]
    Runtime(std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreFault),
    #[error(transparent)]
    Link(#[from] LinkFault),
    #[error("the host refused with code {0}; ask the acquirer")]
    Refused(ResponseCode),
}

/// Does it and says how it went.
pub fn run(command: Command) -> ExitCode {
    let (config, without_tls) = match command {
        Command::Learn(args) => return learn::run(&args),
        Command::Test(args) => return test::run(&args),
        Command::Fetch { config, without_tls } => (config, without_tls),
    };
    // There is no log here, and no time for a key to be swapped out.
    let _ = private::close_memory();
    let line = if without_tls { Line::AsItIs } else { Line::TlsAlone };
    match fetch(&config, line) {
        Ok(()) => {
            put_line!("a new master key is in use; give the PIN pad the same one before the next sale");
            ExitCode::SUCCESS
        }
        Err(failure) => complain(&failure),
    }
}

/// Over which line a master key may come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    TlsAlone,
    AsItIs,
}

fn fetch(config: &std::path::Path, line: Line) -> Result<(), Failure> {
    let config = Config::read(config)?;
    let Tmk::Software(_) = config.tmk() else { return Err(Failure::InPad) };
    if config.host.tls.is_none() && line == Line::TlsAlone {
        return Err(Failure::NoTls);
    }
    let store = KeyStore::in_data(&config.data);
    let _alone = Lock::take(&config.data)?;
    let tmk = store.newest(config.tmk())?;
    let link = Link::new(config.host.clone(), tmk, None).keeping(store);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    runtime.map_err(Failure::Runtime)?.block_on(both_steps(link))
}

async fn both_steps(mut link: Link) -> Result<(), Failure> {
    for step in [MasterKeyStep::Fetch, MasterKeyStep::Activate] {
        // Field 60.2 does not matter before a sign-on, which brings the batch.
        let answer = link.exchange(&Request::MasterKey { batch: BatchNo::FIRST, step }).await?;
        if !answer.code.is_approval() {
            return Err(Failure::Refused(answer.code));
        }
    }
    Ok(())
}
