//! The issuer of the training cards: its keys, what it computes with them, and the certificates that it gives its cards.
//! The card and the host look here, because an issuer and its cards share these keys and rules. The terminal has none of it.
//!
//! **All keys here are made up for training and published with this program. They protect nothing.**

mod certificates;
mod cryptogram;
mod keys;
mod request;
pub mod rsa;

pub use certificates::{
    CA_EXPONENT, CA_INDEX, CA_MODULUS, EXPONENT, ISSUER_CERTIFICATE, ISSUER_MODULUS, RID, icc_certificate, sign_dynamic,
};
pub use cryptogram::{CVN, INPUT, input};
pub use keys::{CardKeys, TransactionKey};
pub use request::{Request, balance, with_cryptogram, with_cryptogram_under};

#[cfg(test)]
mod tests;
