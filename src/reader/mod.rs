//! The card reader and PIN pad: what may be asked of it, and the serial protocols that ask.

pub mod abecs;
pub mod api;
pub mod config;
pub mod line;
pub mod task;

pub use api::{
    Authorise, Authorised, Begin, Complete, Completed, DeviceInfo, HostWord, Offline, Order, Outcome, PinPolicy,
    Presented, Refusal, Report, TapOffer,
};
pub use config::{Config, Protocol};
pub use task::{CipherOrder, run};
