//! The training PIN pad: speaks the pad's side of a reader protocol on a pseudo-terminal, plays the cards of the tray and their
//! holders, and takes scripted faults. It wakes only when a byte, a holder or a running wait wants it.

mod abecs;
mod machine;
mod neo2;
mod shell;
mod wallet;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::Duration,
};

use rustix::{
    event::{EventfdFlags, eventfd},
    fd::OwnedFd,
};

use super::by_place;

/// What a pad speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// ABECS 2.20.
    Abecs,
    /// NEO 2, with a keypad, and with the layouts that are not public as our driver has them.
    Neo2,
}

/// How the pad is made.
#[derive(Clone)]
pub struct PadConfig {
    /// What the pad speaks.
    pub protocol: Protocol,
    /// Whether the pad knows no encrypted line, as those before ABECS 2.12.
    pub plain_only: bool,
    /// Master keys by slot (0 to 99); each serves for PINs and for data.
    pub masters: BTreeMap<u8, [u8; 16]>,
    /// Where the link to the pseudo-terminal is put.
    pub dir: PathBuf,
    /// The name of that link; it stays when the pad is unplugged and plugged in again.
    pub link: String,
    /// How long a card or its holder takes over each step. Zero by default.
    pub pace: Duration,
    /// In how long a NEO 2 reader takes one PIN. Real ones say half a minute; zero by default.
    pub pin_interval: Duration,
    /// Whether a NEO 2 reader encrypts what it reads of cards.
    pub encrypts_cards: bool,
    /// How long a pad stays away that a card takes off the line.
    pub away: Duration,
}

impl PadConfig {
    /// A pad with one master key, linked as `pad` in `dir`.
    pub fn new(dir: impl Into<PathBuf>, slot: u8, master: [u8; 16]) -> Self {
        PadConfig {
            protocol: Protocol::Abecs,
            plain_only: false,
            masters: BTreeMap::from([(slot, master)]),
            dir: dir.into(),
            link: "pad".into(),
            pace: Duration::ZERO,
            pin_interval: Duration::ZERO,
            encrypts_cards: false,
            away: Duration::from_secs(3),
        }
    }
}

/// What goes wrong next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PadFault {
    /// The next packet from the till is answered with NAK.
    Nak,
    /// The next packet from the till is taken without ACK.
    LoseAck,
    /// The next packet to the till has a wrong CRC.
    WrongCrc,
    /// Bytes that mean nothing come before the next packet to the till.
    Noise,
    /// The next cancel comes too late: the card is faster, and what it says goes out before the cancel is answered.
    LateCancel,
    /// From now on every byte is written by itself, with this pause between two.
    Slow(Duration),
    /// From now on nothing is answered.
    Freeze,
    /// The end of `Freeze`.
    Thaw,
}

/// What the handle asks of the thread.
enum Ask {
    Present(u8),
    PressCancel,
    Unplug,
    Replug,
    Fault(PadFault),
    Stop,
}

/// A pad that runs on its own thread until this is dropped.
pub struct PadHandle {
    path: PathBuf,
    asks: mpsc::Sender<Ask>,
    bell: Arc<OwnedFd>,
    wakeups: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

/// Makes a pad and plugs it in.
///
/// # Errors
/// What the system said when it gave no pseudo-terminal, or when the link could not be made in the folder.
pub fn spawn(config: PadConfig) -> io::Result<PadHandle> {
    let path = config.dir.join(&config.link);
    let bell = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
    let wakeups = Arc::new(AtomicU64::new(0));
    let (asks, inbox) = mpsc::channel();
    let shell = shell::Shell::new(config, path.clone(), inbox, bell.clone(), wakeups.clone())?;
    let thread = std::thread::Builder::new().name("training-pad".into()).spawn(move || shell.run())?;
    Ok(PadHandle { path, asks, bell, wakeups, thread: Some(thread) })
}

impl PadHandle {
    /// The device for the till to open: a link that always leads to the pad's pseudo-terminal while it is plugged in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Inserts, taps or swipes the card at this place of the tray: now, or as soon as the pad wants a card. Places that
    /// the tray does not have do nothing.
    pub fn present(&self, place: u8) {
        self.ask(Ask::Present(place));
    }

    /// The holder presses cancel. Does nothing while the pad waits for nobody.
    pub fn press_cancel(&self) {
        self.ask(Ask::PressCancel);
    }

    /// Pulls the cable: the line dies for the till and its device is gone.
    pub fn unplug(&self) {
        self.ask(Ask::Unplug);
    }

    /// Plugs the cable in again, under the same path.
    pub fn replug(&self) {
        self.ask(Ask::Replug);
    }

    /// Lets something go wrong.
    pub fn fault(&self, fault: PadFault) {
        self.ask(Ask::Fault(fault));
    }

    /// How often the pad's thread has woken up.
    pub fn wakeups(&self) -> u64 {
        self.wakeups.load(Ordering::Relaxed)
    }

    fn ask(&self, ask: Ask) {
        // A thread that has ended has nothing to be told.
        let _ = self.asks.send(ask);
        let _ = rustix::io::write(&*self.bell, &1u64.to_ne_bytes());
    }
}

impl Drop for PadHandle {
    fn drop(&mut self) {
        self.ask(Ask::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
