//! The bare RSA operation on blocks of the modulus's length, as EMV uses it for certificates and signatures.

use rsa::{BoxedUint, PublicKey, hazmat::rsa_encrypt};

/// Sizes of a modulus in bits: the shortest that is met, and 248 bytes, the longest that EMV allows.
const SIZES: std::ops::RangeInclusive<usize> = 512..=1984;

/// A block raised to an exponent; none when the key is not one or the block is not of its length. Not guarded against those
/// who measure time, which training keys need not be.
pub fn raise(modulus: &[u8], exponent: &[u8], block: &[u8]) -> Option<Vec<u8>> {
    if block.len() != modulus.len() || exponent.is_empty() || modulus.first().is_none_or(|byte| *byte == 0) {
        return None;
    }
    let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
    let key = PublicKey::new_with_size_limits(number(modulus), number(exponent), SIZES).ok()?;
    take(&key, modulus.len(), block)
}

/// The private half of [`raise`], whose exponent is as long as the modulus.
pub fn sign(modulus: &[u8], private: &[u8], block: &[u8]) -> Option<Vec<u8>> {
    if block.len() != modulus.len() {
        return None;
    }
    let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
    take(&PublicKey::new_unchecked(number(modulus), number(private)), modulus.len(), block)
}

fn take(key: &PublicKey, length: usize, block: &[u8]) -> Option<Vec<u8>> {
    let precision = u32::try_from(length.next_multiple_of(8) * 8).ok()?;
    let block = BoxedUint::from_be_slice(block, precision).ok()?;
    let raised = rsa_encrypt(key, &block).ok()?.to_be_bytes();
    let start = raised.len().checked_sub(length)?;
    Some(raised[start..].to_vec())
}
