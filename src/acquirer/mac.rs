//! The message authentication code of UnionPay terminals (field 64): "ECB" method of Q/CUP 007-2006, appendix B.

use super::keys::{ClearKey, MacKey, PadEncrypt};

/// The MAC of a message under a key in software: eight characters of upper-case hexadecimal text.
///
/// `input` goes from the message type through the end of field 63, its bitmap with bit 64 set.
pub fn unionpay_ecb(key: &ClearKey, input: &[u8]) -> [u8; 8] {
    let (first, second) = as_text(fold(input));
    hex_head(key.encrypt_chained([first, second]))
}

/// The MAC of a message under the link's key, which may lie in the pad: two encryptions, in that case two commands.
///
/// # Errors
/// What the pad said, when the key lies there and it did not encrypt.
pub async fn unionpay_ecb_with(key: &MacKey, pad: Option<&dyn PadEncrypt>, input: &[u8]) -> Result<[u8; 8], String> {
    let (first, second) = as_text(fold(input));
    let once = key.encrypt(pad, first).await?;
    Ok(hex_head(key.encrypt(pad, xor(once, second)).await?))
}

/// Whether two codes are equal, in the same time wherever they differ.
pub fn same(ours: &[u8; 8], theirs: &[u8]) -> bool {
    let Ok(theirs) = <&[u8; 8]>::try_from(theirs) else { return false };
    let difference = ours.iter().zip(theirs).fold(0, |seen, (a, b)| std::hint::black_box(seen | (a ^ b)));
    std::hint::black_box(difference) == 0
}

/// All blocks of eight bytes XORed together, the last one filled up with zeros.
fn fold(input: &[u8]) -> [u8; 8] {
    let (blocks, rest) = input.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    blocks.iter().fold(u64::from_ne_bytes(last), |sum, block| sum ^ u64::from_ne_bytes(*block)).to_ne_bytes()
}

/// The sixteen hexadecimal characters of a block, in two halves.
fn as_text(block: [u8; 8]) -> ([u8; 8], [u8; 8]) {
    let [a, b, c, d, e, f, g, h] = block;
    (hex_head([a, b, c, d, 0, 0, 0, 0]), hex_head([e, f, g, h, 0, 0, 0, 0]))
}

/// The first eight hexadecimal characters of a block.
fn hex_head(block: [u8; 8]) -> [u8; 8] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = [0; 8];
    for (pair, byte) in text.chunks_exact_mut(2).zip(block) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 0x0F)];
    }
    text
}

fn xor(a: [u8; 8], b: [u8; 8]) -> [u8; 8] {
    std::array::from_fn(|i| a[i] ^ b[i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acquirer::keys::tests::{bytes, double};

    /// An 0830 with a list of CA keys, signed by a real host.
    const LISTED: &str = "08300000000002C000153030363730303436343238393733373031373933323330303200110000000137200277319F0605A0000003339F220103DF050832303234313233319F0605A0000003339F220104DF050832303234313233319F0605A0000003339F220102DF050832303231313233319F0605A0000000039F220107DF050832303137313233319F0605A0000000039F220108DF050832303233313233319F0605A0000000039F220109DF050832303233313233319F0605A0000000659F220110DF050832303232313233319F0605A0000000659F220112DF050832303232313233319F0605A0000000659F220114DF050832303232313233319F0605A0000000049F220104DF050832303137313233319F0605A0000000049F220105DF050832303231313233319F0605A0000000049F220106DF05083230323131323331";

    #[test]
    fn a_published_code_comes_out() {
        let key = double("55036372B17543ECB173730768B8D6C4");
        assert_eq!(&unionpay_ecb(&key, &bytes(LISTED)), b"5FE058DB");
    }

    #[tokio::test]
    async fn the_key_in_the_link_gives_the_same_code() {
        let key = MacKey::Software(double("55036372B17543ECB173730768B8D6C4"));
        assert_eq!(&unionpay_ecb_with(&key, None, &bytes(LISTED)).await.unwrap(), b"5FE058DB");
    }

    #[test]
    fn the_last_block_is_filled_with_zeros() {
        let key = double("55036372B17543ECB173730768B8D6C4");
        assert_eq!(unionpay_ecb(&key, b"123456789"), unionpay_ecb(&key, b"123456789\0\0"));
        assert_ne!(unionpay_ecb(&key, b"123456789"), unionpay_ecb(&key, b"123456780"));
    }

    #[test]
    fn only_the_same_code_is_the_same() {
        assert!(same(b"5FE058DB", b"5FE058DB"));
        for wrong in [&b"5FE058DA"[..], b"6FE058DB", b"5FE058D", b"5FE058DB0", b""] {
            assert!(!same(b"5FE058DB", wrong));
        }
    }
}
