//! The "ECB" method of UnionPay terminals: Q/CUP 007-2006, appendix B. XOR to one block, then two encryptions over its
//! hexadecimal text. DES under a key of 8 bytes, 3DES under one of 16.

use super::{fold, hex, hex_head, xor};
use crate::acquirer::keys::{ClearKey, Ready};

/// The MAC of a message under a key in software: eight characters of upper-case hexadecimal text.
///
/// `input` goes from the message type through the end of field 63, its bitmap with bit 64 set.
pub fn unionpay_ecb(key: &ClearKey, input: &[u8]) -> [u8; 8] {
    let key = key.schedule();
    let (first, second) = text(fold(input));
    hex_head(key.encrypt(xor(key.encrypt(first), second)))
}

/// The block of which field 64 has the beginning.
pub(super) async fn block(key: &Ready<'_>, input: &[u8]) -> Result<[u8; 8], String> {
    let (first, second) = text(fold(input));
    let once = key.encrypt(first).await?;
    key.encrypt(xor(once, second)).await
}

/// The sixteen hexadecimal characters of a block, in two halves.
fn text([a, b, c, d, e, f, g, h]: [u8; 8]) -> ([u8; 8], [u8; 8]) {
    (hex([a, b, c, d]), hex([e, f, g, h]))
}
