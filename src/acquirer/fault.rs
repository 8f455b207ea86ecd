//! Why the link has no answer to give.

/// Why there is no answer. The first four say that the request did not leave; the rest that it may have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// The host cannot be reached; no byte of the request left the box.
    #[error("host {address} cannot be reached: {reason}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the system said, what to do, and the same of the backup host.
        reason: String,
    },
    /// There is no MAC key yet: the terminal has not signed on.
    #[error("not signed on to the host: there is no MAC key yet")]
    NotSignedOn,
    /// The request could not be built; no byte of it left the box.
    #[error("the request cannot be built: {reason}")]
    BadRequest {
        /// Which field and why, without card data.
        reason: String,
    },
    /// The pad that holds the master key did not make the request's MAC or encrypt its track; no byte of it left the box. It is
    /// the pad's trouble and not the request's: the same request may go later.
    #[error("the request waits for the PIN pad: {reason}")]
    PadSilent {
        /// What the pad said, or that it is not there.
        reason: String,
    },
    /// No answer within the time allowed.
    #[error("no answer from the host within {seconds} s")]
    NoAnswer {
        /// The time allowed.
        seconds: u64,
    },
    /// The connection broke after at least one byte had left.
    #[error("the line to the host broke while waiting for the answer: {reason}")]
    Broken {
        /// What the system said.
        reason: String,
    },
    /// The answer's MAC is wrong or missing.
    #[error("the MAC of the host's answer is wrong")]
    BadMac,
    /// The answer could not be read.
    #[error("the host's answer cannot be read: {reason}")]
    Garbled {
        /// Which field and why, without card data.
        reason: String,
    },
    /// The host refused the sign-on's keys or they failed their check.
    #[error("{reason}")]
    BadKeys {
        /// What is wrong with which key and what to do.
        reason: String,
    },
    /// The pad that holds the master key could not be asked about the sign-on's keys: nothing is wrong with them.
    #[error("{reason}")]
    KeysUnchecked {
        /// What the pad said, or that it is not there.
        reason: String,
    },
}

impl LinkFault {
    /// Whether it is certain that no byte of the request left the box.
    pub fn nothing_left(&self) -> bool {
        use LinkFault::*;
        matches!(self, Unreachable { .. } | NotSignedOn | BadRequest { .. } | PadSilent { .. })
    }
}
