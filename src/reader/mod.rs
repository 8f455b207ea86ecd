//! The card reader and PIN pad: what may be asked of it, and the serial protocols that ask.

pub mod api;

pub use api::{
    Authorise, Authorised, Begin, Complete, Completed, DeviceInfo, HostWord, Order, Outcome, PinPolicy, Presented,
    Refusal, Report,
};
