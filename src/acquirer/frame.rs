//! What surrounds a message on the wire: two bytes of length, the transport header (TPDU), the message header.

use tokio::io::{AsyncRead, AsyncReadExt};
use zeroize::Zeroizing;

use super::{message::LinkFault, profile::Profile};

/// The longest frame taken from a host, in bytes after the length. Real answers stay below 1,200.
pub const MAX_ANSWER: usize = 4_096;
const TPDU: usize = 5;
const HEADER: usize = 6;
/// Message type and bitmap, without which there is no message.
const SHORTEST: usize = TPDU + HEADER + 10;
/// What a host that speaks TLS says to a message in clear: an alert of TLS 1.x.
const TLS_ALERT: usize = 0x1503;

/// The frame around a packed message.
///
/// # Errors
/// [`LinkFault::BadRequest`] when the length does not fit its two bytes.
pub fn encode(profile: &Profile, message: &[u8]) -> Result<Zeroizing<Vec<u8>>, LinkFault> {
    let inner = TPDU + HEADER + message.len();
    let length = u16::try_from(inner)
        .map_err(|_| LinkFault::BadRequest { reason: format!("a frame of {inner} bytes, above {}", u16::MAX) })?;
    let mut frame = Zeroizing::new(Vec::with_capacity(2 + inner));
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(profile.tpdu.bytes());
    frame.extend_from_slice(profile.header.bytes());
    frame.extend_from_slice(message);
    Ok(frame)
}

/// A frame as it came, without its length. At least as long as both headers and the head of a message.
pub struct Frame(Zeroizing<Vec<u8>>);

impl Frame {
    /// A frame that came by another way than a line.
    ///
    /// # Errors
    /// [`LinkFault::Garbled`] for a length out of bounds.
    pub fn of(bytes: &[u8]) -> Result<Frame, LinkFault> {
        if !(SHORTEST..=MAX_ANSWER).contains(&bytes.len()) {
            return Err(LinkFault::Garbled { reason: bad_length(bytes.len()) });
        }
        Ok(Frame(Zeroizing::new(bytes.to_vec())))
    }

    /// The message, from its type on.
    pub fn message(&self) -> &[u8] {
        &self.0[TPDU + HEADER..]
    }

    /// The transport header.
    pub fn tpdu(&self) -> &[u8] {
        &self.0[..TPDU]
    }

    /// The sixth digit of the message header: what the host wants done after the trade.
    pub fn order(&self) -> u8 {
        self.0[TPDU + 2] & 0x0F
    }
}

/// Waits for one frame. The caller sets the time limit.
///
/// # Errors
/// [`LinkFault::Broken`] when the connection ends first, [`LinkFault::Garbled`] for a length out of bounds.
pub async fn read<R: AsyncRead + Unpin>(stream: &mut R) -> Result<Frame, LinkFault> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).await.map_err(broken)?;
    let length = usize::from(u16::from_be_bytes(length));
    if !(SHORTEST..=MAX_ANSWER).contains(&length) {
        return Err(LinkFault::Garbled { reason: bad_length(length) });
    }
    let mut bytes = Zeroizing::new(vec![0; length]);
    stream.read_exact(&mut bytes).await.map_err(broken)?;
    Ok(Frame(bytes))
}

fn bad_length(length: usize) -> String {
    let hint = match length {
        TLS_ALERT => "; these are the first bytes of TLS: the host wants [host.tls]",
        _ => "",
    };
    format!("a frame of {length} bytes, where {SHORTEST} to {MAX_ANSWER} are expected{hint}")
}

fn broken(error: std::io::Error) -> LinkFault {
    let reason = match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "the host closed the connection".to_owned(),
        _ => error.to_string(),
    };
    LinkFault::Broken { reason }
}
