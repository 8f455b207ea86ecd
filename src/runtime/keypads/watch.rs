//! Hears when devices come and go: inotify(7) on the folders that they appear in.

use std::{
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    task::{Context, Poll},
};

use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use tokio::io::unix::AsyncFd;

use crate::runtime::readable::readable;

/// Names that come and go, and rights that udev gives a moment later.
const NEWS: WatchFlags =
    WatchFlags::CREATE.union(WatchFlags::DELETE).union(WatchFlags::MOVED_TO).union(WatchFlags::ATTRIB);
/// How many bytes of news are read at once; they are not looked at.
const PIECE: usize = 4096;

/// A watch on folders.
pub struct Watch {
    line: AsyncFd<OwnedFd>,
    folders: Vec<PathBuf>,
}

impl Watch {
    /// Begins to watch these folders; of one that does not exist, the nearest above it.
    ///
    /// # Errors
    /// When the system has no inotify to give.
    pub fn begin(folders: Vec<PathBuf>) -> std::io::Result<Watch> {
        let line = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        let watch = Watch { line: readable(line)?, folders };
        watch.renew();
        Ok(watch)
    }

    /// Watches what exists by now. A folder that is watched already stays so.
    pub fn renew(&self) {
        for folder in &self.folders {
            if let Some(there) = nearest(folder) {
                // One that cannot be watched is looked at now and then.
                let _ = inotify::add_watch(&self.line, there, NEWS);
            }
        }
    }

    /// Ready when something has changed.
    pub fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut piece = [0; PIECE];
        loop {
            let Poll::Ready(Ok(mut ready)) = self.line.poll_read_ready(cx) else { return Poll::Pending };
            match ready.try_io(|line| Ok(rustix::io::read(line, &mut piece)?)) {
                Ok(Ok(_)) => return Poll::Ready(()),
                // There is no news that could be read.
                Ok(Err(_)) => return Poll::Pending,
                Err(_would_block) => {}
            }
        }
    }
}

/// The folder, or the nearest one above it that exists.
fn nearest(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.is_dir())
}
