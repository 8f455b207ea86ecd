//! The TCP connection: opened within its time limit, kept between messages, made anew when it has gone stale.

use std::{io, time::Duration};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout},
};

use super::{message::LinkFault, profile::HostConfig};

/// An open connection that is waiting for its next message.
pub struct Kept {
    stream: TcpStream,
    since: Instant,
}

impl Kept {
    /// Puts a connection aside. Nothing of an earlier exchange may be left on it.
    pub fn new(stream: TcpStream) -> Kept {
        Kept { stream, since: Instant::now() }
    }

    /// The connection, unless it has been closed, has lain idle for too long, or holds bytes that nobody asked for:
    /// the rest of something late would be read as the beginning of the next answer.
    pub fn take(self, idle_limit: Duration) -> Option<TcpStream> {
        let fresh = self.since.elapsed() < idle_limit && is_quiet(&self.stream);
        fresh.then_some(self.stream)
    }
}

/// Opens a connection.
///
/// # Errors
/// [`LinkFault::Unreachable`] with what the system said.
pub async fn open(config: &HostConfig) -> Result<TcpStream, LinkFault> {
    let limit = config.profile.connect_timeout.duration();
    let connected = match timeout(limit, TcpStream::connect(&config.address)).await {
        Ok(connected) => connected.map_err(|error| unreachable(config, error.to_string()))?,
        Err(_) => return Err(unreachable(config, format!("no connection within {} s", limit.as_secs()))),
    };
    connected.set_nodelay(true).map_err(|error| unreachable(config, error.to_string()))?;
    Ok(connected)
}

/// That the host cannot be reached.
pub fn unreachable(config: &HostConfig, reason: String) -> LinkFault {
    LinkFault::Unreachable { address: config.address.clone(), reason }
}

/// Whether nothing has come from the other side, neither bytes nor the end. Asks the kernel: the runtime may not have
/// heard of it yet.
fn is_quiet(stream: &TcpStream) -> bool {
    let mut fds = [PollFd::new(stream, PollFlags::IN | PollFlags::RDHUP)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    loop {
        match poll(&mut fds, Some(&at_once)) {
            Ok(ready) => return ready == 0,
            Err(error) if io::Error::from(error).kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
}
