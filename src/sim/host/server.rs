//! The host behind a socket: blocking threads that sleep until something comes.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{Books, Host, HostClock, HostFaults, Reaction, frame::with_length};

/// The most connections at one time; further ones are closed at once.
const MAX_CONNECTIONS: usize = 16;
/// The most answers that wait to be late at one time; further ones are not sent.
const MAX_LATE: usize = 64;
/// The shortest frame that can hold a message.
const SHORTEST: usize = 21;

/// A running host. Dropping it shuts the host down.
pub struct HostHandle {
    address: SocketAddr,
    faults: HostFaults,
    shared: Arc<Shared>,
}

struct Shared {
    host: Mutex<Host>,
    delay: Duration,
    state: Mutex<State>,
    stopped: Condvar,
}

#[derive(Default)]
struct State {
    stop: bool,
    late: usize,
    next_id: u64,
    connections: HashMap<u64, TcpStream>,
}

/// Runs a host on this listener, on threads of its own.
///
/// # Errors
///
/// When the listener has no address or a thread cannot be started.
pub fn serve(listener: TcpListener, host: Host) -> io::Result<HostHandle> {
    let address = listener.local_addr()?;
    let faults = host.faults();
    let delay = host.config().delay;
    let shared =
        Arc::new(Shared { host: Mutex::new(host), delay, state: Mutex::default(), stopped: Condvar::default() });
    let served = Arc::clone(&shared);
    thread::Builder::new().name("host-accept".into()).spawn(move || accept(&listener, &served))?;
    Ok(HostHandle { address, faults, shared })
}

impl HostHandle {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its faults.
    pub fn faults(&self) -> &HostFaults {
        &self.faults
    }

    /// A copy of the books of a terminal, by field 41.
    pub fn snapshot_of(&self, terminal: &str) -> Option<Books> {
        lock(&self.shared.host).books_of(terminal).cloned()
    }

    /// The settlement file of a terminal, by field 41; of the first one where that is empty. None where there is no such
    /// terminal, or nothing to pay out.
    pub fn payout_of(&self, terminal: &str) -> Option<String> {
        let host = lock(&self.shared.host);
        let first = host.config().terminals.first().map(|setup| setup.terminal.as_str().to_owned());
        host.payout_of(if terminal.is_empty() { first.as_deref()? } else { terminal })
    }

    /// A copy of the books of its first terminal.
    pub fn snapshot(&self) -> Books {
        lock(&self.shared.host).books().clone()
    }

    /// Stops listening and closes every connection. Late answers are not sent any more.
    pub fn shutdown(&self) {
        let mut state = lock(&self.shared.state);
        if state.stop {
            return;
        }
        state.stop = true;
        for connection in state.connections.values() {
            let _ = connection.shutdown(Shutdown::Both);
        }
        drop(state);
        self.shared.stopped.notify_all();
        // The accepting thread is asleep in the system; a connection wakes it.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

impl Drop for HostHandle {
    fn drop(&mut self) {
        self.shutdown();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if lock(&shared.state).stop {
            return;
        }
        let Ok(stream) = stream else {
            // Out of file descriptors or the like: give others the time to close theirs.
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        if lock(&shared.host).faults().is_down() {
            continue;
        }
        let Some(id) = register(shared, &stream) else { continue };
        let served = Arc::clone(shared);
        let spawned = thread::Builder::new().name("host-line".into()).spawn(move || {
            if let Err(error) = talk(stream, &served) {
                tracing::debug!(%error, "a line to the training host ended");
            }
            close(&served, id);
        });
        if spawned.is_err() {
            close(shared, id);
        }
    }
}

fn register(shared: &Shared, stream: &TcpStream) -> Option<u64> {
    let _ = stream.set_nodelay(true);
    let copy = stream.try_clone().ok()?;
    let mut state = lock(&shared.state);
    if state.stop || state.connections.len() >= MAX_CONNECTIONS {
        return None;
    }
    state.next_id += 1;
    let id = state.next_id;
    state.connections.insert(id, copy);
    Some(id)
}

/// Shutting down, not only dropping: an answer that waits to be late holds a copy of the stream.
fn close(shared: &Shared, id: u64) {
    if let Some(stream) = lock(&shared.state).connections.remove(&id) {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

fn talk(mut stream: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    loop {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length < SHORTEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame too short to hold a message"));
        }
        let mut frame = vec![0; length];
        stream.read_exact(&mut frame)?;
        let reaction = {
            let mut host = lock(&shared.host);
            if host.faults().is_down() {
                return Ok(());
            }
            host.answer(&frame, HostClock::system())
        };
        match reaction {
            Reaction::Answer(frame) => {
                if pause(shared, shared.delay) == Pause::Stopped {
                    return Ok(());
                }
                stream.write_all(&with_length(&frame))?;
            }
            Reaction::Answers(frames) => {
                if pause(shared, shared.delay) == Pause::Stopped {
                    return Ok(());
                }
                let all: Vec<u8> = frames.iter().flat_map(|frame| with_length(frame)).collect();
                stream.write_all(&all)?;
            }
            Reaction::AnswerLate(frame, after) => answer_late(shared, &stream, frame, after)?,
            Reaction::Silence => {}
            Reaction::Drop => return Ok(()),
            Reaction::Raw(bytes) => return stream.write_all(&bytes),
        }
    }
}

fn answer_late(shared: &Arc<Shared>, stream: &TcpStream, frame: Vec<u8>, after: Duration) -> io::Result<()> {
    {
        let mut state = lock(&shared.state);
        if state.late >= MAX_LATE {
            return Ok(());
        }
        state.late += 1;
    }
    let mut stream = stream.try_clone()?;
    let served = Arc::clone(shared);
    thread::Builder::new().name("host-late".into()).spawn(move || {
        if pause(&served, after) == Pause::Over {
            // The terminal may have hung up, which is its right.
            let _ = stream.write_all(&with_length(&frame));
        }
        lock(&served.state).late -= 1;
    })?;
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Pause {
    Over,
    Stopped,
}

/// Waits without polling until the time is over or the host stops.
fn pause(shared: &Shared, time: Duration) -> Pause {
    if time.is_zero() {
        return Pause::Over;
    }
    let end = Instant::now() + time;
    let mut state = lock(&shared.state);
    while !state.stop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Pause::Over;
        }
        state = shared.stopped.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
    }
    Pause::Stopped
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
