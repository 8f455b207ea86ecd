//! PIN blocks under SM4. Real PINs are enciphered by the PIN pad and never come here; this is for the simulated side, and
//! for the day when a pad takes SM4 keys.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Sm4Key;

/// How long field 52 is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinBlockForm {
    /// Eight bytes, as the field table has it: DES and 3DES.
    #[default]
    #[serde(rename = "8-bytes")]
    Eight,
    /// Sixteen bytes, one block of SM4. How they fit into field 52, which is eight bytes long, is not in any public
    /// source: some hosts are said to take a field with a length of three digits, others a private field.
    #[serde(rename = "16-bytes")]
    Sixteen,
}

/// A clear X9.8 block under an SM4 key: the eight bytes, then eight zero bytes, as one block.
pub fn sm4_pin_block(key: &Sm4Key, clear: &[u8; 8]) -> [u8; 16] {
    let mut block = Zeroizing::new([0; 16]);
    block[..8].copy_from_slice(clear);
    key.encrypt(*block)
}
