//! The acquirer link: UnionPay messages, keys and MAC, and the connection they travel on.

mod detail;
mod dialogue;
pub mod download;
mod finding;
mod frame;
pub mod keys;
mod line;
pub mod link;
pub mod mac;
pub mod message;
pub mod pack;
pub mod profile;
pub mod trades;
pub mod unpack;

pub use keys::{PadAnswer, PadEncrypt, Tmk};
pub use link::Link;
pub use message::{
    Answer, Balance, CardData, Financial, Finding, Findings, LinkFault, Manage, Request, ReversalRequest, WorkingKey,
    WorkingKeys,
};
pub use profile::{BinForm, EarlyCodes, EarlyDetails, HostConfig, Profile, Seconds};
