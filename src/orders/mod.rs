//! The order gateway as a terminal speaks to it: what is asked, in which HTTP request, how that is signed, and what an answer
//! means. The interface is `docs/orders.openapi.yaml`.
//!
//! Everything here is pure: no socket, no clock. What is sent and heard is in `runtime`.

mod answer;
mod call;
mod sign;

pub use answer::{Answer, Open, Payment, Refusal, Trouble};
pub use call::{Ask, What};
pub use sign::{BadKey, GatewayKey, Nonce, Stamp};

/// The longest answer, in bytes.
pub const ANSWER_MAX: usize = 16 << 10;
