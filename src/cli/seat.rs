//! What `attach`, `status` and `events` share: the way to the socket, and who says that he is there.

use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::seat::{Frames, Hello, TO_CLIENT_MAX, ToClient, ToTerminal, VERSION, Want, fingerprint};

/// Where a box has its socket when nothing else is said, the first that is there: the folder of the Debian package's units, which
/// technicians reach, and the data folder of `packaging/keytill.toml`.
const USUAL: [&str; 2] = ["/run/keytill/seat.sock", "/var/lib/keytill/seat.sock"];
/// How long the terminal may take to answer a question.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// The longest file of sshd that is read.
const AUTH_INFO_MAX: u64 = 64 << 10;

/// Where the terminal is.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The socket of the running terminal: seat.sock in its data folder, or [seat] socket of its configuration [default:
    /// /run/keytill/seat.sock where it is there, else /var/lib/keytill/seat.sock]
    #[arg(long, value_name = "PATH")]
    pub socket: Option<PathBuf>,
}

/// Why there is no conversation.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nobody listens there, or this user may not go there.
    #[error("no terminal answers at {}: {error}; is it running, and is this its socket (--socket)?", path.display())]
    NoTerminal { path: PathBuf, error: io::Error },
    /// It broke.
    #[error("the connection to the terminal broke: {0}")]
    Broken(#[from] io::Error),
    /// What comes is no frame.
    #[error("the terminal says what is not understood: {0}")]
    Bad(#[from] crate::seat::BadFrame),
    /// The terminal has ended it, and says why.
    #[error("{0}")]
    Ended(String),
}

impl Place {
    /// Connects.
    ///
    /// # Errors
    /// [`Failure::NoTerminal`] names the path.
    pub fn connect(&self) -> Result<UnixStream, Failure> {
        let path = self.socket.clone().unwrap_or_else(|| usual(USUAL.map(Path::new)));
        UnixStream::connect(&path).map_err(|error| Failure::NoTerminal { path, error })
    }
}

/// The first of two places that is there, else the second.
fn usual([first, second]: [&Path; 2]) -> PathBuf {
    if first.exists() { first.into() } else { second.into() }
}

/// The greeting, with what sshd says of whoever is here.
pub fn hello(want: Want) -> Hello {
    let auth_info = std::env::var_os("SSH_USER_AUTH").and_then(|path| {
        let mut text = String::new();
        std::fs::File::open(path).ok()?.take(AUTH_INFO_MAX).read_to_string(&mut text).ok()?;
        Some(text)
    });
    // Client's address and port, and the box's own.
    let from = std::env::var("SSH_CONNECTION").ok();
    Hello {
        version: VERSION,
        want,
        ssh_key: auth_info.as_deref().and_then(fingerprint),
        ssh_from: from.and_then(|words| words.split(' ').next().map(str::to_owned)),
    }
}

/// Whether the greeting was said. Whoever is not let in may be told why before it, and then nobody listens to it any more: what was
/// told is there to be read.
///
/// # Errors
/// [`Failure::Broken`] when something else was the matter.
pub fn said(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A conversation in lines.
pub struct Lines {
    stream: UnixStream,
    frames: Frames,
}

impl Lines {
    /// Says what is wanted.
    ///
    /// # Errors
    /// [`Failure`] says what went wrong.
    pub fn ask(place: &Place, want: Want) -> Result<Lines, Failure> {
        let mut stream = place.connect()?;
        stream.set_write_timeout(Some(ANSWER_WITHIN))?;
        said(stream.write_all(&ToTerminal::Hello(hello(want)).encode()))?;
        Ok(Lines { stream, frames: Frames::new(TO_CLIENT_MAX) })
    }

    /// How long a line is waited for; none: for ever.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the system does not want to.
    pub fn within(&self, time: Option<Duration>) -> Result<(), Failure> {
        Ok(self.stream.set_read_timeout(time)?)
    }

    /// The next line; none when the terminal has no more, or has ended in good order.
    ///
    /// # Errors
    /// [`Failure`] says what went wrong.
    pub fn next(&mut self) -> Result<Option<String>, Failure> {
        let mut piece = [0; 4096];
        loop {
            if let Some(frame) = self.frames.take()? {
                match ToClient::parse(frame)? {
                    ToClient::Line(line) => return Ok(Some(line)),
                    ToClient::End(why) if why.is_empty() => return Ok(None),
                    ToClient::End(why) => return Err(Failure::Ended(why)),
                    ToClient::Paint(_) => {}
                }
                continue;
            }
            match self.stream.read(&mut piece)? {
                0 => return Ok(None),
                count => self.frames.feed(&piece[..count]),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_s_socket_goes_before_that_of_the_data_folder() {
        let [there, not_there, other] = ["/", "/nowhere/seat.sock", "/var/nowhere/seat.sock"].map(Path::new);
        assert_eq!(usual([there, other]), there);
        assert_eq!(usual([not_there, other]), other);
    }
}
