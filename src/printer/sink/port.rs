//! Opening the place that bytes go to.

use std::{
    net::SocketAddr,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::{
    event::PollFlags,
    fs::{FileType, Mode, OFlags},
    io::Errno,
    net::{self, AddressFamily, Shutdown, SocketFlags, SocketType, sockopt},
    termios::{self, ControlModes, InputModes, Termios},
};

use super::write::{becomes_ready, read_some};
use crate::printer::{Baud, Config, FlowControl, PrintError, SinkKind};

/// A printer in the network that has taken everything closes its side; one that leaves that to us is waited for no longer.
const LAST_WORD: Duration = Duration::from_secs(1);

/// Where a printer is.
#[derive(Clone, Debug)]
pub(super) struct Port {
    pub(super) kind: SinkKind,
    /// Its name in errors: a path, or an address.
    pub(super) name: PathBuf,
    address: Option<SocketAddr>,
    line: Line,
}

/// The settings of a serial line.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    baud: Baud,
    flow: FlowControl,
}

/// What it is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To write alone.
    Out,
    /// To ask and to hear the answer.
    Both,
}

impl Port {
    /// The configuration's printer; none where there is none.
    pub(super) fn of(config: &Config) -> Result<Option<Port>, PrintError> {
        let line = Line { baud: config.baud, flow: config.flow };
        let port = |name, address| Some(Port { kind: config.kind, name, address, line });
        match (config.kind, &config.path, config.address) {
            (SinkKind::None, ..) => Ok(None),
            (SinkKind::Network, _, Some(address)) => Ok(port(PathBuf::from(address.to_string()), Some(address))),
            (SinkKind::Network, _, None) => Err(PrintError::NoAddress),
            (_, Some(path), _) => Ok(port(path.clone(), None)),
            (kind, None, _) => Err(PrintError::NoPath(name(kind))),
        }
    }

    /// A plain file.
    pub(super) fn file(path: &Path) -> Port {
        Port { kind: SinkKind::File, name: path.into(), address: None, line: Line::default() }
    }

    /// Whether what is there could answer.
    pub(super) fn can_answer(&self) -> bool {
        matches!(self.kind, SinkKind::Device | SinkKind::Serial | SinkKind::Network)
    }

    /// Opens without waiting: a FIFO without a reader or a printer without paper must not hold the thread. Connecting may
    /// take `within`.
    pub(super) fn open(&self, way: Way, within: Duration) -> Result<Connection, PrintError> {
        let failed = |errno: Errno| PrintError::failed("open", self.name.clone(), self.kind, errno);
        if let Some(address) = self.address {
            return connect(address, within).map(Connection::Network).map_err(failed);
        }
        let fd = self.open_path(way).map_err(failed)?;
        let found = FileType::from_raw_mode(rustix::fs::fstat(&fd).map_err(failed)?.st_mode);
        let fits = match self.kind {
            SinkKind::Fifo => found == FileType::Fifo,
            SinkKind::Device | SinkKind::Serial => found == FileType::CharacterDevice,
            SinkKind::File | SinkKind::Network | SinkKind::None => true,
        };
        if !fits {
            return Err(PrintError::WrongKind { path: self.name.clone(), expected: name(self.kind) });
        }
        match self.kind {
            SinkKind::Device => send_bytes_as_they_are(&fd),
            SinkKind::Serial => self.line.set_up(&fd).map_err(failed)?,
            SinkKind::File | SinkKind::Fifo | SinkKind::Network | SinkKind::None => {}
        }
        Ok(Connection::Path(fd))
    }

    fn open_path(&self, way: Way) -> Result<OwnedFd, Errno> {
        let access = if way == Way::Both { OFlags::RDWR } else { OFlags::WRONLY };
        let common = access | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let flags = if self.kind == SinkKind::File { common | OFlags::CREATE | OFlags::APPEND } else { common };
        rustix::fs::open(&self.name, flags, Mode::RUSR | Mode::WUSR)
    }
}

/// An open printer. All of it is in non-blocking mode.
pub(super) enum Connection {
    Path(OwnedFd),
    Network(OwnedFd),
}

impl Connection {
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        match self {
            Connection::Path(fd) | Connection::Network(fd) => fd.as_fd(),
        }
    }

    /// Ends it after the last byte. A connection that is dropped while bytes from the other side lie unread is reset, which
    /// may cost the printer what is still on its way; so it is read to its end first.
    pub(super) fn finish(self) -> Result<(), Errno> {
        let Connection::Network(fd) = self else { return Ok(()) };
        net::shutdown(&fd, Shutdown::Write)?;
        let mut unread = [0; 64];
        let end = std::time::Instant::now() + LAST_WORD;
        loop {
            let left = end.saturating_duration_since(std::time::Instant::now());
            if left.is_zero() || read_some(fd.as_fd(), &mut unread, left)? == 0 {
                return Ok(());
            }
        }
    }
}

fn connect(address: SocketAddr, within: Duration) -> Result<OwnedFd, Errno> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let socket = net::socket_with(family, SocketType::STREAM, flags, None)?;
    match net::connect(&socket, &address) {
        Ok(()) => return Ok(socket),
        Err(Errno::INPROGRESS) => {}
        Err(errno) => return Err(errno),
    }
    if !becomes_ready(socket.as_fd(), PollFlags::OUT, within)? {
        return Err(Errno::TIMEDOUT);
    }
    sockopt::socket_error(&socket)??;
    Ok(socket)
}

impl Line {
    /// Eight bits, no parity, one stop bit, bytes as they are.
    fn set_up(self, fd: &OwnedFd) -> Result<(), Errno> {
        let mut settings = termios::tcgetattr(fd)?;
        settings.make_raw();
        settings.control_modes -= ControlModes::CSTOPB | ControlModes::PARENB | ControlModes::CRTSCTS;
        settings.control_modes |= ControlModes::CREAD | ControlModes::CLOCAL | ControlModes::CS8;
        match self.flow {
            FlowControl::None => {}
            FlowControl::RtsCts => settings.control_modes |= ControlModes::CRTSCTS,
            FlowControl::XonXoff => settings.input_modes |= InputModes::IXON,
        }
        settings.set_speed(self.baud.get())?;
        apply(fd, &settings)
    }
}

/// A serial line would otherwise put a carriage return before each line feed, even where that byte is the number of a
/// command.
/// Its speed is left as the system set it. Other devices have no such settings, and say so with an error.
fn send_bytes_as_they_are(fd: &OwnedFd) {
    if let Ok(mut settings) = termios::tcgetattr(fd) {
        settings.make_raw();
        let _ = apply(fd, &settings);
    }
}

fn apply(fd: &OwnedFd, settings: &Termios) -> Result<(), Errno> {
    termios::tcsetattr(fd, termios::OptionalActions::Now, settings)
}

pub(super) fn name(kind: SinkKind) -> &'static str {
    match kind {
        SinkKind::File => "file",
        SinkKind::Fifo => "fifo",
        SinkKind::Device => "device",
        SinkKind::Serial => "serial",
        SinkKind::Network => "network",
        SinkKind::None => "none",
    }
}
