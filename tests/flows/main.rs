//! The money rules, driven through the pure core: `(state, events) -> (effects, screen)`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod sale;
#[path = "../support/mod.rs"]
mod support;
mod table;
