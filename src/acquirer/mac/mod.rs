//! The message authentication code (field 64): the method of UnionPay terminals and the others that acquirers ask for.
//!
//! All of them cover the message from its type through the end of field 63, its bitmap with bit 64 set; transport header,
//! header and length are left out.

mod chain;
mod sm4;
mod unionpay;

#[cfg(test)]
mod tests;

use super::{
    keys::{LinkKey, PadEncrypt},
    profile::{MacForm, MacMethod, MacMode},
};

pub use unionpay::unionpay_ecb;

/// Why there is no MAC.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MacFault {
    /// The pad did not encrypt, there is none, or the key is for another cipher.
    #[error("{0}")]
    Key(String),
    /// A method of SM4 with a key of DES, or in a pad.
    #[error("mac = \"sm4\" needs an SM4 key in this program; set another mac in the profile")]
    NotSm4,
}

impl From<String> for MacFault {
    fn from(reason: String) -> Self {
        MacFault::Key(reason)
    }
}

/// The MAC of a message as field 64 carries it.
///
/// A key in the pad costs one command a block: two for `unionpay-ecb`, one for each eight bytes of the message for `x9.9`
/// and `x9.19`.
///
/// # Errors
/// [`MacFault`] when the pad did not encrypt or the key is not one for this method.
pub async fn code(
    method: MacMethod,
    key: &LinkKey,
    pad: Option<&dyn PadEncrypt>,
    input: &[u8],
) -> Result<[u8; 8], MacFault> {
    let block = match method.mode {
        MacMode::UnionpayEcb => unionpay::block(&key.ready(pad)?, input).await?,
        MacMode::X9_9 => {
            let key = key.ready(pad)?;
            chain::block(&key, &key, input).await?
        }
        MacMode::X9_19 => chain::block(&key.ready_left_half(pad)?, &key.ready(pad)?, input).await?,
        MacMode::Sm4 => match key {
            LinkKey::Sm4(key) => sm4::head(key, input),
            LinkKey::Software(_) | LinkKey::Pad(_) => return Err(MacFault::NotSm4),
        },
    };
    Ok(match method.form {
        MacForm::Text => hex_head(block),
        MacForm::Bytes => block,
    })
}

/// Whether two codes are equal, in the same time wherever they differ.
pub fn same(ours: &[u8; 8], theirs: &[u8]) -> bool {
    let Ok(theirs) = <&[u8; 8]>::try_from(theirs) else { return false };
    let difference = ours.iter().zip(theirs).fold(0, |seen, (a, b)| std::hint::black_box(seen | (a ^ b)));
    std::hint::black_box(difference) == 0
}

/// All blocks of so many bytes XORed together, the last one filled up with zeros.
fn fold<const N: usize>(input: &[u8]) -> [u8; N] {
    let (blocks, rest) = input.as_chunks::<N>();
    let mut folded = blocks.iter().fold([0; N], |sum, block| xor(sum, *block));
    for (sum, byte) in folded.iter_mut().zip(rest) {
        *sum ^= byte;
    }
    folded
}

/// The first eight hexadecimal characters of a block.
fn hex_head(block: [u8; 8]) -> [u8; 8] {
    let [a, b, c, d, ..] = block;
    hex([a, b, c, d])
}

/// The eight hexadecimal characters of four bytes, in upper case.
fn hex(four: [u8; 4]) -> [u8; 8] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = [0; 8];
    for (pair, byte) in text.chunks_exact_mut(2).zip(four) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 0x0F)];
    }
    text
}

fn xor<const N: usize>(a: [u8; N], b: [u8; N]) -> [u8; N] {
    std::array::from_fn(|i| a[i] ^ b[i])
}
