//! TPDU, header and message.

/// Bytes of the TPDU.
const TPDU: usize = 5;
/// Bytes of the header.
const HEADER: usize = 6;

/// The envelope of a request, from which its answer's is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    tpdu: [u8; TPDU],
    header: [u8; HEADER],
}

impl Envelope {
    /// Takes a frame (without its length) apart; none when it is too short or does not begin with 60.
    pub fn open(frame: &[u8]) -> Option<(Envelope, &[u8])> {
        let (tpdu, rest) = frame.split_first_chunk()?;
        let (header, message) = rest.split_first_chunk()?;
        (tpdu[0] == 0x60).then_some((Envelope { tpdu: *tpdu, header: *header }, message))
    }

    /// Puts an answer into its frame: destination and source swapped, header digit 6 as given (0 when nothing is asked of the
    /// terminal).
    pub fn answer(&self, message: &[u8], order: u8) -> Vec<u8> {
        let [id, to_high, to_low, from_high, from_low] = self.tpdu;
        let mut frame = vec![id, from_high, from_low, to_high, to_low];
        let mut header = self.header;
        header[2] = header[2] & 0xF0 | order & 0x0F;
        frame.extend(header);
        frame.extend(message);
        frame
    }
}

/// A frame behind its two-byte length, as it goes over a socket.
pub fn with_length(frame: &[u8]) -> Vec<u8> {
    let length = u16::try_from(frame.len()).unwrap_or(u16::MAX);
    let mut out = length.to_be_bytes().to_vec();
    out.extend(&frame[..usize::from(length)]);
    out
}
