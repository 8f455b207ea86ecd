//! The acquirer link: UnionPay messages, keys and MAC, and the connection they travel on.

pub mod message;

pub use message::{Answer, CardData, Financial, Finding, LinkFault, Request, ReversalRequest, WorkingKey, WorkingKeys};
