//! The acquirer link: UnionPay messages, keys and MAC, and the connection they travel on.

pub mod keys;
pub mod mac;
pub mod message;
pub mod profile;

pub use keys::{PadEncrypt, Tmk};
pub use message::{Answer, CardData, Financial, Finding, LinkFault, Request, ReversalRequest, WorkingKey, WorkingKeys};
pub use profile::{HostConfig, Profile};
