//! Why a command came to nothing, and who listens while it waits.

use std::{future::Future, pin::Pin};

use super::Refusal;
use crate::emv;

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

impl From<emv::TlvError> for Fault {
    fn from(error: emv::TlvError) -> Self {
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

    pub(in crate::reader) async fn until_cancelled(&mut self) {
        if self.heard {
            std::future::pending::<()>().await;
        }
        self.cancelled.as_mut().await;
        self.heard = true;
    }

    pub(in crate::reader) fn tell(&mut self, notice: String) {
        (self.notice)(notice);
    }
}
