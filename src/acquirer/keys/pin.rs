//! The forms of field 52. PINs are enciphered by the PIN pad and never come here.

use serde::{Deserialize, Serialize};

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
