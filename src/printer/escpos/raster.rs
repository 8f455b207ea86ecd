//! Pictures by GS v 0, which prints dots as they come.

use crate::domain::Picture;

/// So many rows go out in one command: small printers hold no more, and the strips join without a gap.
const STRIP: usize = 128;

/// The commands that print a picture from the left edge.
pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let stride = picture.stride();
    let mut out = Vec::with_capacity(picture.bytes().len() + 16);
    for strip in picture.bytes().chunks(STRIP * stride) {
        let rows = strip.len() / stride;
        // A row has 128 bytes at most and a strip 128 rows, so both numbers fit.
        out.extend([0x1D, 0x76, 0x30, 0x00, low(stride), high(stride), low(rows), high(rows)]);
        out.extend(strip);
    }
    out
}

fn low(number: usize) -> u8 {
    (number & 0xFF) as u8
}

fn high(number: usize) -> u8 {
    (number >> 8 & 0xFF) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_high_picture_goes_out_in_strips() {
        let mut picture = Picture::new(12, 130);
        picture.ink(11, 129);
        let bytes = encode(&picture);
        assert_eq!(bytes[..8], [0x1D, 0x76, 0x30, 0, 2, 0, 128, 0]);
        assert_eq!(bytes[8 + 256..8 + 256 + 8], [0x1D, 0x76, 0x30, 0, 2, 0, 2, 0]);
        assert_eq!(bytes[bytes.len() - 4..], [0, 0, 0, 0x10]);
    }
}
