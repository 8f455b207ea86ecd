//! The ABECS PIN pad protocol, versions 2.12 and 2.20: an open standard for serial PIN pads that carry the EMV kernel,
//! the keypad and the keys. The owner publishes the specification at abecs.org.br.
//!
//! `frame` is the link layer as pure bytes, `blocks` the commands inside a frame, `link` the acknowledgements and time
//! limits over a line, `driver` the orders of [`crate::reader::Order`] in terms of commands.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

use super::Fault;

pub mod blocks;
pub mod driver;
pub mod frame;
pub mod ids;
pub mod link;
pub mod secure;
pub mod status;

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod link_tests;

/// How long a pad may take to answer while it is looked for.
const GREETING_LIMIT: Duration = Duration::from_millis(600);

/// Whether a pad is on a line, in little time. Gives the line back.
///
/// # Errors
/// [`Fault`] when none answers.
pub async fn greet<L: AsyncRead + AsyncWrite + Unpin>(line: L) -> Result<L, Fault> {
    link::Link::new(line).greet(GREETING_LIMIT).await
}

pub use driver::{Awaited, ChipChange, Driver, PadEvent, PictureName, Settings};
