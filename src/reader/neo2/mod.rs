//! The NEO 2 protocol of ID TECH's readers ("ViVOtech2"): readers with EMV kernels for chip and tap and with a stripe head, some
//! with a keypad, as they are built into unattended boxes.
//!
//! `frame` is the codec, `link` one command at a time over a line, `driver` the orders of [`crate::reader::Order`] in
//! terms of commands. What no public source has stands in [`unpublished`] alone.

pub mod callback;
pub mod driver;
pub mod frame;
pub mod link;
pub mod status;
pub mod stripe;
pub mod tags;
pub mod unpublished;

#[cfg(test)]
mod link_tests;

pub use driver::{Driver, Settings};

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

use super::Fault;

/// How long a reader may take to answer while it is looked for.
const GREETING_LIMIT: Duration = Duration::from_millis(600);

/// Whether a reader is on a line, in little time. Gives the line back.
///
/// # Errors
/// [`Fault`] when none answers.
pub async fn greet<L: AsyncRead + AsyncWrite + Unpin>(line: L) -> Result<L, Fault> {
    let mut link = link::Link::new(line);
    link.greet(GREETING_LIMIT).await?;
    Ok(link.into_line())
}
