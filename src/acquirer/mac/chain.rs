//! X9.9 and X9.19, the CBC-MACs of ANSI (ISO 9797-1, MAC algorithms 1 and 3, padding method 1: zeros).
//!
//! X9.9 by the book is single DES. With a double-length key every block is 3DES, as the terminals that say "X9.9" with such
//! a key do; no public source of an acquirer settles it. X9.19, the "retail MAC", is single DES under the left half, and
//! for the last block 3DES: decrypting under the right half and encrypting under the left one again.

use super::xor;
use crate::acquirer::keys::Ready;

/// The last block of the chain: `each` takes all blocks but the last, `last` takes that one.
pub(super) async fn block(each: &Ready<'_>, last: &Ready<'_>, input: &[u8]) -> Result<[u8; 8], String> {
    let mut chained = [0; 8];
    let mut blocks = input.chunks(8).map(filled).peekable();
    while let Some(block) = blocks.next() {
        let key = if blocks.peek().is_some() { each } else { last };
        chained = key.encrypt(xor(chained, block)).await?;
    }
    Ok(chained)
}

/// A block, filled up with zeros.
fn filled(chunk: &[u8]) -> [u8; 8] {
    std::array::from_fn(|i| chunk.get(i).copied().unwrap_or(0))
}
