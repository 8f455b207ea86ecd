//! The acquirer link: UnionPay messages, keys and MAC, and the connection they travel on.

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
