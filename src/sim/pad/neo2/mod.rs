//! The reader's side of NEO 2, written apart from the driver's so that one checks the other.

mod answers;
mod machine;
#[cfg(test)]
mod machine_tests;
mod settings;
mod trade;
mod wire;

pub(super) use machine::Reader;
