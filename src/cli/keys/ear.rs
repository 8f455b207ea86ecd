//! What a person presses, on a terminal or on devices of the kernel's input layer, heard without a screen.

use std::{
    fmt,
    io::{self, IsTerminal},
    path::PathBuf,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use crate::{
    keypad::{Decoder, Keycode, Motion, Pressed, Signal},
    runtime::keypads::{Device, DeviceError, Hold, all},
};

/// The rest of a sequence comes within this, or not at all.
const REST_OF_SEQUENCE: Duration = Duration::from_millis(30);
/// How many bytes are read at once.
const PIECE: usize = 256;
/// A device with fewer keys is no keypad: mice and power buttons have a few.
const KEYS_LEAST: usize = 12;
/// The byte of Ctrl-C.
const CTRL_C: u8 = 3;

/// Why nothing can be heard.
#[derive(Debug, thiserror::Error)]
pub enum EarError {
    /// No terminal and no device.
    #[error("standard input is no terminal; run it on one, or name a keypad with --device")]
    NoTerminal,
    /// The word `auto` has found nothing.
    #[error(
        "no device below /dev/input has {KEYS_LEAST} keys or can be opened; plug the keypad in, and run it as root"
    )]
    NoDevice,
    /// A device cannot be opened.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The terminal does not do as it is told.
    #[error("the terminal cannot be used: {0}")]
    Terminal(io::Error),
}

/// One thing that was heard.
#[derive(Debug)]
pub enum Heard {
    /// Bytes of the terminal that belong together, and the keys that they are.
    Bytes(Vec<u8>, Vec<Pressed>),
    /// A device, by its place in the list, has spoken.
    Device(usize, Vec<Signal>),
    /// A device has been pulled out.
    Gone(usize),
    /// Nothing, for as long as was asked.
    Quiet,
    /// Ctrl-C, or the end of the terminal.
    End,
}

/// Where keys come from, by the words of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// The terminal.
    Terminal,
    /// Every device with enough keys.
    Auto,
    /// These devices.
    Devices(Vec<PathBuf>),
}

impl From {
    /// Of the words after `--device`.
    pub fn of(words: &[String]) -> From {
        match words {
            [] => From::Terminal,
            words if words.iter().any(|word| word == "auto") => From::Auto,
            paths => From::Devices(paths.iter().map(PathBuf::from).collect()),
        }
    }
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == From::Terminal { "this terminal" } else { "the kernel's input layer" })
    }
}

/// Listens. The terminal is put into raw mode meanwhile, and given back when this is dropped.
pub struct Ear {
    terminal: Option<Raw>,
    devices: Vec<Option<Device>>,
    names: Vec<String>,
    /// The Ctrl keys that are held. A keyboard that is grabbed sends its Ctrl-C to no terminal.
    controls: Vec<Keycode>,
}

/// A terminal in raw mode.
struct Raw;

impl Raw {
    fn begin() -> Result<Raw, EarError> {
        crossterm::terminal::enable_raw_mode().map_err(EarError::Terminal)?;
        Ok(Raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

impl Ear {
    /// Begins to listen. Beside devices the terminal is listened to as well, where there is one: for Ctrl-C.
    ///
    /// # Errors
    /// [`EarError`], which says what to do.
    pub fn open(from: &From) -> Result<Ear, EarError> {
        let devices = match from {
            From::Terminal => Vec::new(),
            From::Auto => found()?,
            From::Devices(paths) => {
                paths.iter().map(|path| Device::open(path, Hold::Alone)).collect::<Result<_, _>>()?
            }
        };
        let is_terminal = io::stdin().is_terminal();
        if devices.is_empty() && !is_terminal {
            return Err(EarError::NoTerminal);
        }
        let names = devices.iter().map(|device| format!("{} ({})", device.path().display(), device.name())).collect();
        let terminal = if is_terminal { Some(Raw::begin()?) } else { None };
        Ok(Ear { terminal, devices: devices.into_iter().map(Some).collect(), names, controls: Vec::new() })
    }

    /// Where devices are and what they call themselves.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Waits for what comes next, at most so long.
    ///
    /// # Errors
    /// When the system cannot wait.
    pub fn next(&mut self, within: Duration) -> io::Result<Heard> {
        let until = Instant::now() + within;
        loop {
            let ready = self.wait(until.saturating_duration_since(Instant::now()))?;
            match ready {
                Ready::None if Instant::now() >= until => return Ok(Heard::Quiet),
                Ready::None => {}
                Ready::Terminal => return Ok(self.bytes()),
                Ready::Device(at) => match self.devices.get_mut(at).and_then(Option::as_mut).map(Device::read) {
                    Some(Ok(signals)) if signals.iter().any(|signal| self.is_ctrl_c(*signal)) => return Ok(Heard::End),
                    Some(Ok(signals)) => return Ok(Heard::Device(at, signals)),
                    Some(Err(error)) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Some(Err(_)) | None => {
                        self.devices[at] = None;
                        return Ok(Heard::Gone(at));
                    }
                },
            }
        }
    }

    fn is_ctrl_c(&mut self, signal: Signal) -> bool {
        let Signal::Key { code, motion, .. } = signal else { return false };
        if code.is_control() {
            self.controls.retain(|held| *held != code);
            if motion != Motion::Up {
                self.controls.push(code);
            }
        }
        motion == Motion::Down && code == Keycode::C && !self.controls.is_empty()
    }

    /// The bytes of one key, or of several that came at once.
    fn bytes(&mut self) -> Heard {
        let (mut all, mut pressed, mut decoder) = (Vec::new(), Vec::new(), Decoder::default());
        let mut piece = [0; PIECE];
        loop {
            match rustix::io::read(rustix::stdio::stdin(), &mut piece) {
                Ok(0) | Err(Errno::IO) => return Heard::End,
                Ok(count) => {
                    all.extend_from_slice(&piece[..count]);
                    pressed.extend(decoder.feed(&piece[..count]));
                }
                Err(_) => {}
            }
            let more = (all.len() < PIECE).then(|| self.wait_for_terminal(REST_OF_SEQUENCE));
            if more != Some(true) {
                break;
            }
        }
        pressed.extend(decoder.give_up());
        if all.contains(&CTRL_C) { Heard::End } else { Heard::Bytes(all, pressed) }
    }

    fn wait_for_terminal(&self, within: Duration) -> bool {
        let stdin = io::stdin();
        let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
        poll(&mut fds, Some(&timespec(within))).is_ok_and(|count| count > 0)
    }

    fn wait(&self, within: Duration) -> io::Result<Ready> {
        let stdin = io::stdin();
        let mut fds: Vec<PollFd<'_>> = Vec::new();
        let mut sources = Vec::new();
        if self.terminal.is_some() {
            fds.push(PollFd::new(&stdin, PollFlags::IN));
            sources.push(Ready::Terminal);
        }
        for (at, device) in self.devices.iter().enumerate() {
            let Some(device) = device else { continue };
            fds.push(PollFd::new(device, PollFlags::IN));
            sources.push(Ready::Device(at));
        }
        match poll(&mut fds, Some(&timespec(within))) {
            Ok(_) => {}
            Err(Errno::INTR) => return Ok(Ready::None),
            Err(error) => return Err(error.into()),
        }
        let ready = fds.iter().position(|fd| !fd.revents().is_empty());
        Ok(ready.and_then(|at| sources.get(at).copied()).unwrap_or(Ready::None))
    }
}

/// What can be read.
#[derive(Clone, Copy)]
enum Ready {
    None,
    Terminal,
    Device(usize),
}

/// Every device with enough keys, grabbed.
fn found() -> Result<Vec<Device>, EarError> {
    let shared = |path: &PathBuf| Device::open(path, Hold::Shared).is_ok_and(|device| device.count() >= KEYS_LEAST);
    let paths: Vec<PathBuf> = all().into_iter().filter(shared).collect();
    if paths.is_empty() {
        return Err(EarError::NoDevice);
    }
    Ok(paths.iter().map(|path| Device::open(path, Hold::Alone)).collect::<Result<_, _>>()?)
}

fn timespec(duration: Duration) -> Timespec {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    Timespec { tv_sec: seconds, tv_nsec: i64::from(duration.subsec_nanos()) }
}
