//! Why a command came to nothing, and who listens while it waits.

use std::{future::Future, pin::Pin};

use super::{
    blocks::{BadReply, BlockTooLong},
    frame::TooMuch,
};
use crate::reader::Refusal;

/// Why a command came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The line is gone or the pad is silent: open it again.
    Lost(String),
    /// The pad is there and did not do it.
    Refused(Refusal),
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Fault::Lost(error.to_string())
    }
}

impl From<BadReply> for Fault {
    fn from(error: BadReply) -> Self {
        garbled(error)
    }
}

impl From<super::tlv::BadTlv> for Fault {
    fn from(error: super::tlv::BadTlv) -> Self {
        garbled(error)
    }
}

impl From<BlockTooLong> for Fault {
    fn from(error: BlockTooLong) -> Self {
        garbled(error)
    }
}

impl From<TooMuch> for Fault {
    fn from(error: TooMuch) -> Self {
        garbled(error)
    }
}

/// A fault in what was said, as opposed to a line that is gone.
pub fn garbled(reason: impl std::fmt::Display) -> Fault {
    Fault::Refused(Refusal::Garbled(reason.to_string()))
}

/// Who listens while a command waits for a person.
pub struct Ears<'a> {
    cancelled: Pin<&'a mut (dyn Future<Output = ()> + Send)>,
    heard: bool,
    notice: &'a mut (dyn FnMut(String) + Send),
}

impl<'a> Ears<'a> {
    /// `cancelled` ends when the order is to be stopped; `notice` takes the pad's lines for the operator.
    pub fn new(
        cancelled: Pin<&'a mut (dyn Future<Output = ()> + Send)>,
        notice: &'a mut (dyn FnMut(String) + Send),
    ) -> Self {
        Ears { cancelled, heard: false, notice }
    }

    pub(super) async fn until_cancelled(&mut self) {
        if self.heard {
            std::future::pending::<()>().await;
        }
        self.cancelled.as_mut().await;
        self.heard = true;
    }

    pub(super) fn tell(&mut self, notice: String) {
        (self.notice)(notice);
    }
}
