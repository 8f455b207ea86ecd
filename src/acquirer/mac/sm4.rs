//! The UnionPay method over SM4: XOR to one block of sixteen bytes, then two encryptions over its hexadecimal text.
//!
//! **Not confirmed.** It is described on one public page, which gives no value to test against, and whether field 64 then
//! still has eight bytes is not known. The acquirer's own test value must be reproduced before a terminal goes live.

use super::{fold, hex, xor};
use crate::acquirer::keys::Sm4Key;

/// The first eight bytes of the second encryption.
pub(super) fn head(key: &Sm4Key, input: &[u8]) -> [u8; 8] {
    let (key, (first, second)) = (key.schedule(), text(fold(input)));
    let [a, b, c, d, e, f, g, h, ..] = key.encrypt(xor(key.encrypt(first), second));
    [a, b, c, d, e, f, g, h]
}

/// The thirty-two hexadecimal characters of a block, in two halves.
fn text(block: [u8; 16]) -> ([u8; 16], [u8; 16]) {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = block;
    (join(hex([a, b, c, d]), hex([e, f, g, h])), join(hex([i, j, k, l]), hex([m, n, o, p])))
}

fn join(left: [u8; 8], right: [u8; 8]) -> [u8; 16] {
    std::array::from_fn(|i| if i < 8 { left[i] } else { right[i - 8] })
}
