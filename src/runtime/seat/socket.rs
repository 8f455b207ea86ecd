//! The socket itself: where it lies, who may open it, and that it goes with the program.

use std::{
    fs,
    io::{self, ErrorKind},
    os::unix::{
        fs::{FileTypeExt, PermissionsExt, chown},
        net,
    },
    path::{Path, PathBuf},
};

use tokio::net::UnixListener;

use super::{peer::group_number, server::Rules};

/// The owner and the group read and write; connecting takes the right to write.
const MODE: u32 = 0o660;

/// Where to listen, and for whom.
#[derive(Clone, Debug)]
pub struct Config {
    /// The path of the socket.
    pub socket: PathBuf,
    /// Whose members are let in, beside root and the terminal's own user.
    pub group: Option<String>,
}

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum NoSocket {
    /// It cannot be made.
    #[error("{}: {error}", path.display())]
    Refused { path: PathBuf, error: io::Error },
    /// Something else lies there.
    #[error("{}: this is no socket; remove it, or name another path in [seat]", .0.display())]
    InTheWay(PathBuf),
    /// Another terminal listens there.
    #[error("{}: another terminal listens there", .0.display())]
    Taken(PathBuf),
    /// There is no such group.
    #[error("[seat] group {0:?} is not in /etc/group; make it with groupadd")]
    NoGroup(String),
}

/// Dropping it takes the socket's name away.
pub struct Socket(PathBuf);

impl Socket {
    /// Begins to listen.
    ///
    /// # Errors
    /// [`NoSocket`] names the path.
    pub fn open(config: &Config) -> Result<(Socket, UnixListener, Rules), NoSocket> {
        let path = config.socket.clone();
        make_way(&path)?;
        let group = config.group.as_deref();
        let number = group.map(|name| group_number(name).ok_or_else(|| NoSocket::NoGroup(name.into()))).transpose()?;
        let refused = |error| NoSocket::Refused { path: path.clone(), error };
        let listener = UnixListener::bind(&path).map_err(refused)?;
        let socket = Socket(path.clone());
        if number.is_some() {
            chown(&path, None, number).map_err(refused)?;
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(MODE)).map_err(refused)?;
        Ok((socket, listener, Rules { group: config.group.clone() }))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Removes what a program that was killed has left behind.
fn make_way(path: &Path) -> Result<(), NoSocket> {
    let kind = match fs::symlink_metadata(path) {
        Ok(found) => found.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(NoSocket::Refused { path: path.into(), error }),
    };
    if !kind.is_socket() {
        return Err(NoSocket::InTheWay(path.into()));
    }
    if net::UnixStream::connect(path).is_ok() {
        return Err(NoSocket::Taken(path.into()));
    }
    fs::remove_file(path).map_err(|error| NoSocket::Refused { path: path.into(), error })
}
