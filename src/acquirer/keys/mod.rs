//! Keys: where the master key lies, the working keys that a sign-on brings under it, and what may go with what.
//!
//! `master` says where the master key is, `field_62` takes the keys of a sign-on apart, `install` checks them, `working`
//! is a working key that the link can use, `fit` says which profiles go with which master key.

mod clear;
mod field_62;
mod fit;
mod install;
mod master;
mod pin;
pub mod remote;
mod store;
mod working;

pub use clear::{ClearKey, Schedule, Sm4Key, Sm4Schedule};
pub use field_62::KeyFault;
pub use fit::{Misfit, fit, pin_misfit};
pub use install::{LinkKeys, install};
pub use master::{PadAnswer, PadEncrypt, Tmk};
pub use pin::PinBlockForm;
pub use store::{KeyStore, StoreFault};
pub use working::{LinkKey, Ready};

#[cfg(test)]
pub(crate) mod tests;
