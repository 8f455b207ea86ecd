//! The acquirer link: UnionPay messages, keys and MAC, and the connection they travel on.
//!
//! The way of a question: `runtime/link.rs` has a [`Request`] and calls [`Link::exchange`]. [`pack`] makes a message of it, `scribe` puts
//! MAC and frame around it. `call` finds a connection: `hosts` says to which host, `line` opens it, `stream` is it, plain or under `tls`.
//! `dialogue` sends, and waits for what belongs to the question. `scribe` checks the MAC, and [`unpack`] makes the [`Answer`].
//! What differs between acquirers is data: [`profile`], [`trades`].

mod call;
mod detail;
mod dialogue;
pub mod download;
mod fault;
mod finding;
mod frame;
pub mod host_config;
mod hosts;
pub mod keys;
mod line;
pub mod link;
pub mod mac;
pub mod message;
pub mod pack;
pub mod profile;
pub mod profiles;
mod scribe;
mod stream;
mod tls;
mod tls_fault;
pub mod track;
pub mod trades;
mod traffic;
pub mod unpack;

pub use host_config::{HostConfig, Place, TlsConfig};
pub use keys::{KeyStore, PadAnswer, PadEncrypt, Tmk};
pub use line::{Found, Lookup};
pub use link::Link;
pub use message::{
    Answer, Balance, CardData, CodeEnquiry, Financial, Finding, Findings, LinkFault, Manage, MasterKeyStep, Request,
    ReversalRequest, WorkingKey, WorkingKeys,
};
pub use profile::{BinForm, EarlyCodes, EarlyDetails, Profile, Seconds};
pub use scribe::Scribe;
pub use stream::Counted;
pub use tls::{Client as TlsClient, server_name};
pub use traffic::Traffic;
