//! What the service manager is told, where one listens: that the terminal is ready, what it does, and that its loop still turns.
//!
//! The protocol is one datagram of `NAME=value` lines to the socket of `NOTIFY_SOCKET`, as sd_notify(3) has it.

use std::{
    env, io,
    os::{
        linux::net::SocketAddrExt,
        unix::{
            ffi::OsStrExt,
            net::{SocketAddr, UnixDatagram},
        },
    },
    time::Duration,
};

/// The way to the service manager.
pub struct Notify {
    socket: UnixDatagram,
    /// How often the loop must be heard of; none: no watchdog waits.
    every: Option<Duration>,
    /// When it is said next, on the monotonic clock.
    next: Duration,
    status: String,
    failed: bool,
}

impl Notify {
    /// The service manager that has started this process, if one has and wants to be told.
    pub fn here() -> Option<Notify> {
        let name = env::var_os("NOTIFY_SOCKET")?;
        let socket = connect(name.as_bytes())
            .inspect_err(|error| tracing::warn!("the service manager cannot be told anything: {error}"))
            .ok()?;
        let pid = env::var("WATCHDOG_PID").ok();
        let every = watchdog(env::var("WATCHDOG_USEC").ok().as_deref(), pid.as_deref(), std::process::id());
        Some(Notify { socket, every, next: Duration::ZERO, status: String::new(), failed: false })
    }

    /// The first picture is on the screen.
    pub fn ready(&mut self) {
        self.send("READY=1");
    }

    /// The program ends in good order.
    pub fn stopping(&mut self) {
        self.send("STOPPING=1");
    }

    /// What the terminal does, in a few words; said when it changes.
    pub fn status(&mut self, status: &str) {
        if self.status != status {
            status.clone_into(&mut self.status);
            self.send(&format!("STATUS={status}"));
        }
    }

    /// The loop has come round. Said no more often than the watchdog needs.
    pub fn alive(&mut self, now: Duration) {
        let Some(every) = self.every.filter(|_| now >= self.next) else { return };
        self.next = now + every;
        self.send("WATCHDOG=1");
    }

    /// When the loop must come round again, on the monotonic clock.
    pub fn next(&self) -> Option<Duration> {
        self.every.map(|_| self.next)
    }

    /// Nobody waits for the service manager: where its queue is full, this word is lost and the next one is said.
    fn send(&mut self, text: &str) {
        match self.socket.send(text.as_bytes()) {
            Ok(_) => self.failed = false,
            Err(error) => {
                if !self.failed {
                    tracing::warn!("the service manager was not told {text:?}: {error}");
                }
                self.failed = true;
            }
        }
    }
}

fn connect(name: &[u8]) -> io::Result<UnixDatagram> {
    let address = match name {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        path => SocketAddr::from_pathname(std::path::Path::new(std::ffi::OsStr::from_bytes(path)))?,
    };
    let socket = UnixDatagram::unbound()?;
    socket.connect_addr(&address)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Half of the time after which the watchdog bites, where it watches this process.
fn watchdog(micros: Option<&str>, pid: Option<&str>, own: u32) -> Option<Duration> {
    let micros: u64 = micros?.parse().ok().filter(|micros| *micros > 0)?;
    let meant = pid.is_none_or(|pid| pid.parse() == Ok(own));
    meant.then(|| Duration::from_micros(micros) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(socket: &UnixDatagram) -> Vec<String> {
        let mut all = Vec::new();
        let mut bytes = [0; 256];
        while let Ok(count) = socket.recv(&mut bytes) {
            all.push(String::from_utf8_lossy(&bytes[..count]).into_owned());
        }
        all
    }

    #[test]
    fn a_manager_is_told_what_changed_and_that_the_loop_turns() {
        let name = format!("keytill-notify-test-{}", std::process::id());
        let manager = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        manager.set_nonblocking(true).unwrap();
        let socket = connect(format!("@{name}").as_bytes()).unwrap();
        let every = watchdog(Some("20000000"), Some("7"), 7);
        let mut notify = Notify { socket, every, next: Duration::ZERO, status: String::new(), failed: false };
        notify.ready();
        notify.status("nothing in hand");
        notify.status("nothing in hand");
        for second in [0, 5, 9, 10, 11, 25] {
            notify.alive(Duration::from_secs(second));
        }
        notify.stopping();
        let said = ["READY=1", "STATUS=nothing in hand", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"];
        assert_eq!(heard(&manager), said);
        assert_eq!(notify.next(), Some(Duration::from_secs(35)));
    }

    #[test]
    fn the_watchdog_of_another_process_is_not_fed() {
        assert_eq!(watchdog(Some("1000000"), Some("8"), 7), None);
        assert_eq!(watchdog(Some("1000000"), None, 7), Some(Duration::from_millis(500)));
        assert_eq!(watchdog(Some("0"), None, 7), None);
        assert_eq!(watchdog(Some("soon"), None, 7), None);
        assert_eq!(watchdog(None, None, 7), None);
    }

    #[test]
    fn a_manager_that_is_gone_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manager");
        let manager = UnixDatagram::bind(&path).unwrap();
        let socket = connect(path.as_os_str().as_bytes()).unwrap();
        let other = UnixDatagram::unbound().unwrap();
        other.connect(&path).unwrap();
        drop(manager);
        std::fs::remove_file(&path).unwrap();
        // A program that another test is just starting may have a copy of it for a moment; there is room for a few words and no more.
        while other.send(b"x").is_ok() {}
        let mut notify = Notify { socket, every: None, next: Duration::ZERO, status: String::new(), failed: false };
        notify.ready();
        assert!(notify.failed);
    }
}
