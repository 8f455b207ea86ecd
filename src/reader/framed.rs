//! A line of bytes on which frames come and go: what every protocol does in the same way, whatever its frames are.

use std::{collections::VecDeque, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};
use zeroize::{Zeroize, Zeroizing};

use super::Fault;

/// How long a device may pause inside a frame.
pub const BYTE_LIMIT: Duration = Duration::from_secs(2);
/// How many bytes are read at once.
const PIECE: usize = 256;

/// Takes frames out of bytes.
pub trait Decode: Default {
    /// What comes out: a frame, or what is wrong with one.
    type Event;
    /// Takes one byte.
    fn push(&mut self, byte: u8) -> Option<Self::Event>;
    /// Whether a frame has begun and not ended, so that its next byte must come soon.
    fn is_inside(&self) -> bool;
    /// Forgets a frame that has begun.
    fn reset(&mut self);
}

/// What is seen on a line.
pub enum Seen<E> {
    /// What has come out of the bytes.
    Event(E),
    /// A frame began and stopped in the middle.
    Stalled,
}

/// A line, and what has come on it.
pub struct Framed<L, D: Decode> {
    line: L,
    decoder: D,
    inbox: VecDeque<D::Event>,
}

impl<L: AsyncRead + AsyncWrite + Unpin, D: Decode> Framed<L, D> {
    /// An open line, on which nothing has come yet.
    pub fn new(line: L) -> Self {
        Framed { line, decoder: D::default(), inbox: VecDeque::new() }
    }

    /// Gives the line back.
    pub fn into_line(self) -> L {
        self.line
    }

    /// Writes all of it, within `limit`.
    ///
    /// # Errors
    /// [`Fault::Lost`] when the line is gone, or takes no bytes.
    pub async fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), Fault> {
        let all = async {
            self.line.write_all(bytes).await?;
            self.line.flush().await
        };
        match timeout(limit, all).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(Fault::Lost("the line takes no bytes".into())),
        }
    }

    /// The next thing on the line. May be dropped and called again.
    ///
    /// # Errors
    /// [`Fault::Lost`] when the line is gone.
    pub async fn next(&mut self) -> Result<Seen<D::Event>, Fault> {
        loop {
            if let Some(event) = self.inbox.pop_front() {
                return Ok(Seen::Event(event));
            }
            if !self.decoder.is_inside() {
                self.fill().await?;
                continue;
            }
            match timeout(BYTE_LIMIT, self.fill()).await {
                Ok(filled) => filled?,
                Err(_) => {
                    self.decoder.reset();
                    return Ok(Seen::Stalled);
                }
            }
        }
    }

    /// It comes next once more.
    pub fn put_back(&mut self, event: D::Event) {
        self.inbox.push_front(event);
    }

    /// Waits for bytes, and forgets what came with them; a frame that has begun is gone on with.
    ///
    /// # Errors
    /// [`Fault::Lost`] when the line is gone.
    pub async fn drain(&mut self) -> Result<(), Fault> {
        self.fill().await?;
        self.inbox.clear();
        Ok(())
    }

    /// Forgets a frame that has begun.
    pub fn drop_begun(&mut self) {
        self.decoder.reset();
    }

    /// Forgets all that has come.
    pub fn forget(&mut self) {
        self.inbox.clear();
        self.decoder.reset();
    }

    /// Reads until the line is gone, for the time in which nothing is asked. Returns why it is gone.
    pub async fn idle(&mut self) -> Fault {
        loop {
            // What a device says unasked means nothing, and a frame left half done is nobody's loss.
            match self.fill().await {
                Ok(()) => self.forget(),
                Err(fault) => return fault,
            }
        }
    }

    /// Reads what is there and decodes it.
    async fn fill(&mut self) -> Result<(), Fault> {
        let mut buffer = Zeroizing::new([0u8; PIECE]);
        let count = self.line.read(buffer.as_mut_slice()).await?;
        if count == 0 {
            return Err(Fault::Lost("the line was closed".into()));
        }
        for byte in &buffer[..count] {
            self.inbox.extend(self.decoder.push(*byte));
        }
        buffer.zeroize();
        Ok(())
    }
}
