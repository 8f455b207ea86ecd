//! A device of the kernel's input layer, opened and grabbed.

use std::{
    fs::OpenOptions,
    io,
    os::{
        fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd},
        unix::fs::{FileTypeExt, OpenOptionsExt},
    },
    path::{Path, PathBuf},
};

use evdevil::{Evdev, event::Key as Known};
use rustix::fs::OFlags;

use crate::keypad::{EVENT_BYTES, Keycode, Signal, Wire};

/// How many events are read at once.
const PIECE: usize = 64 * EVENT_BYTES;
/// Where the kernel has its input devices.
pub const FOLDER: &str = "/dev/input";
/// The clock of events that nobody sets: CLOCK_MONOTONIC of clock_gettime(2).
const MONOTONIC: i32 = 1;

/// Whether others may read a device as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It is grabbed (EVIOCGRAB): neither the console nor any other program hears its keys.
    Alone,
    /// It is only looked at.
    Shared,
}

/// Why a device is not there.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// It cannot be opened.
    #[error("{}: {error}; compare it with /dev/input/by-id, and the rights of its file", path.display())]
    Open {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Somebody else has it.
    #[error("{}: another program has grabbed it", path.display())]
    Grabbed {
        /// Which.
        path: PathBuf,
    },
}

/// An open device: its keys, until it is pulled out or dropped.
#[derive(Debug)]
pub struct Device {
    path: PathBuf,
    name: String,
    keys: Vec<Keycode>,
    line: OwnedFd,
    wire: Wire,
}

impl Device {
    /// Opens a device of the input layer; or a FIFO that has the same bytes, for tests, which cannot be grabbed.
    ///
    /// # Errors
    /// [`DeviceError`] names the device and what to do.
    pub fn open(path: &Path, hold: Hold) -> Result<Device, DeviceError> {
        let failed = |error| DeviceError::Open { path: path.into(), error };
        if std::fs::metadata(path).map_err(failed)?.file_type().is_fifo() {
            let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
            let line = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(failed)?;
            return Ok(Device::of(path, "FIFO".into(), Vec::new(), line.into()));
        }
        let device = Evdev::open(path).map_err(failed)?;
        if hold == Hold::Alone {
            device.grab().map_err(|error| match error.kind() {
                io::ErrorKind::ResourceBusy => DeviceError::Grabbed { path: path.into() },
                _ => failed(error),
            })?;
        }
        device.set_nonblocking(true).map_err(failed)?;
        // An older kernel goes on with the wall clock, which the bounce of a key does not mind.
        let _ = device.set_clockid(MONOTONIC);
        let keys = device.supported_keys().map_err(failed)?;
        let keys = keys.iter().map(|key: Known| Keycode::of(key.raw())).filter(|code| code.is_key()).collect();
        let name = device.name().unwrap_or_default();
        Ok(Device::of(path, name, keys, device.into()))
    }

    fn of(path: &Path, name: String, keys: Vec<Keycode>, line: OwnedFd) -> Device {
        let name = name.chars().filter(|sign| !sign.is_control()).take(60).collect();
        Device { path: path.into(), name, keys, line, wire: Wire::default() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it calls itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has a key.
    pub fn has(&self, code: Keycode) -> bool {
        self.keys.contains(&code)
    }

    /// How many keys it has; buttons of a mouse are none.
    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// What has come; [`io::ErrorKind::WouldBlock`] when that is nothing.
    ///
    /// # Errors
    /// When it has been pulled out.
    pub fn read(&mut self) -> io::Result<Vec<Signal>> {
        let mut piece = [0; PIECE];
        match rustix::io::read(&self.line, &mut piece)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => Ok(self.wire.feed(&piece[..count])),
        }
    }
}

impl AsFd for Device {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.line.as_fd()
    }
}

impl AsRawFd for Device {
    fn as_raw_fd(&self) -> RawFd {
        self.line.as_raw_fd()
    }
}

/// The devices of the input layer, in the order of their numbers; none where there is no such folder.
pub fn all() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(FOLDER) else { return Vec::new() };
    let number = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix("event")?.parse::<u32>().ok();
    let mut found: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter_map(|path| Some((number(&path)?, path))).collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}
