//! Customers who have agreed to be remembered: their mobile number, their name, and which sales were theirs.
//!
//! Nobody is kept without a [`Consent`]: the type of a customer has one. Whoever takes it back is erased, with all that was
//! linked; the payments stay in the journal, which knows no customers. Knows no terminal and no screen. A change goes through
//! three steps: [`Customers`] plans it, [`CustomerStore`] makes it durable, [`Customers::take`] takes it in.

mod customer;
mod export;
mod register;
mod store;

pub use crate::domain::{BadMobile, Mobile};
pub use customer::{CONSENT_WORDS, Consent, Customer, PURCHASES_MAX, Purchase};
pub use export::export;
pub use register::{CUSTOMERS_MAX, Change, Customers, DIGITS_FEWEST, Refused};
pub use store::{CustomerStore, OpenedCustomers, StoreError, read};
