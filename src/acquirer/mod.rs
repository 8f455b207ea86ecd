//! The acquirer link: UnionPay messages, keys and MAC, and the connection they travel on.

mod dialogue;
mod frame;
pub mod keys;
mod line;
pub mod link;
pub mod mac;
pub mod message;
pub mod pack;
pub mod profile;
pub mod track;
pub mod unpack;

pub use keys::{PadAnswer, PadEncrypt, Tmk};
pub use link::Link;
pub use message::{Answer, CardData, Financial, Finding, LinkFault, Request, ReversalRequest, WorkingKey, WorkingKeys};
pub use profile::{HostConfig, Profile, Seconds};
