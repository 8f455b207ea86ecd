//! The certificates of the training cards (EMV Book 2, 5.1, 6.1 and 6.5): a training CA certifies the issuer, the issuer each
//! card, and the card signs what the terminal gives it. The CA's private key is in the tests, which make the issuer's
//! certificate again.

use sha1::{Digest, Sha1};

use super::rsa;
use crate::domain::hex;

/// The registered application provider of the CA: UnionPay's.
pub const RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x03, 0x33];
/// The index of the CA's key, which no real one has.
pub const CA_INDEX: u8 = 0x99;
/// The public exponent of the CA.
pub const CA_EXPONENT: [u8; 1] = EXPONENT;
/// The public exponent of issuer and cards.
pub const EXPONENT: [u8; 1] = [0x03];
/// The CA's modulus.
pub const CA_MODULUS: [u8; 144] = bytes(
    "E242E2CB3CFE23FE8C071B3050856F26A704FB3F22D8BFD1596E00251BA899D5B20E40B2246C85D1237449C454B68F0C60A20D996AC949BE\
     F6B377E6C57FDE7A220A71A3418E2041BF937AB9C303288ADA471B72EC71C13445D1657ACFEB5CEF4207FD314DCEA31BB3ECB83599465EF7\
     B301DF65D2BBA8CF5D75CA46D12F38CB0D7D70106F086EF6F7F1408D92C5C417",
);
/// The issuer's modulus.
pub const ISSUER_MODULUS: [u8; 128] = bytes(
    "AB2C44A9BF8308A64E9444AF5904667604E9AC7506A4E05A00B95D2378B323CD699728D305B6DF76CD7DBEE952B3C0655AF86930ADC38911\
     969657CF845AF2052D7292BDAF5040045DFF62D73E9044AFD1522B596AA07ED2DD34CC2080C887390F2FD41B83876E6D7814B1CE56B2F079\
     697D7ACB0FA801258127038DB4D14975",
);
/// The issuer's private exponent.
const ISSUER_PRIVATE: [u8; 128] = bytes(
    "721D831BD50205C43462D874E602EEF9589BC84E046DEAE6AB263E17A5CCC288F10F708CAE79EA4F33A929F0E1CD2AEE3CA59B75C92D060B\
     B9B98FDFAD91F6AD068705BB64B29F41CF0EFB859A1B60243683238FF77B1F331BCA36336634A4E609ECEDF9DC7383F71051272103CB36BF\
     64C7B99B802835344603C31E48DABEB3",
);
/// The issuer's key under the CA's (tag 90); its last twenty bytes did not fit and are the remainder (92).
pub const ISSUER_CERTIFICATE: [u8; 144] = bytes(
    "1DB4CFE54896C56B77C4408E99C35DD234DE70B0A9B38905D139F56ECF51857C6B89C1A0EA263E28A67DBDD22CB7FEED4B94944AE9AFC608\
     8A268CAECF125E033ED0383A4A441E854060D943335B063AB9DF07F76C1F9D42C9EB0B7B598B7F9F5DFD3A42E5E97392B0068112C7080255\
     CD27F8B17E6BBD3D32E1E6CB00258064C82D9F000103A77D8216B1A63B3757CF",
);
/// The modulus that all training cards share.
pub const ICC_MODULUS: [u8; 128] = bytes(
    "D5B3BEBA860CE002F1CE6ED9A2FE5CA401E4C85912A76F3FF181972F8FFDAA03D9734FCD18A317738876369B6F1062809C2318CF70668EE4\
     CEB00E9C8FE6111F1D07C7670F16DCBE22CA588859C73B24646EFDAEAEB330C9EE1A30CC047D9E7B913FAC05363D5FA0F15E5C70CF7D9355\
     2C01C90E9DD8EA4ADDAA0222DD1C6CFF",
);
/// Their private exponent.
const ICC_PRIVATE: [u8; 128] = bytes(
    "8E77D47C595DEAACA13449E66CA993180143303B61C4F4D54BABBA1FB553C6AD3BA2353365C20FA25AF979BCF4B59700681765DFA0445F43\
     34755F130A9960BE303BCCF9D8976BF6E9458F17E6DA4C4E9FA2E3AEDD60252DB4ABA408743F79DCE72D0AC06FD88862F4A08F772303C8BE\
     8F9A3FA963FA4DBA202FF4AF850669EB",
);
/// What a certificate of the issuer has besides the part of a modulus.
const ICC_OVERHEAD: usize = 42;
/// SHA-1, RSA.
const ALGORITHMS: [u8; 2] = [0x01, 0x01];

/// The certificate of a card (tag 9F46) over its number, expiry (YYMM) and static data, and what of its modulus did not fit
/// (9F48). None when the number or the expiry is not made of digits.
pub fn icc_certificate(pan: &str, expiry: &str, data: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (year, month) = expiry.split_at_checked(2)?;
    let mut head = vec![0x04];
    head.extend(hex::decode(&format!("{pan:F<20}{month}{year}000001"))?);
    let (certificate, rest) =
        certify(&ISSUER_MODULUS, &ISSUER_PRIVATE, (head, ICC_OVERHEAD), &ICC_MODULUS, &[&EXPONENT[..], data].concat())?;
    Some((certificate, rest))
}

/// A card's signature over a number of its own and what the terminal gave it (tag 9F4B, or the answer to INTERNAL
/// AUTHENTICATE).
pub fn sign_dynamic(number: &[u8], given: &[u8]) -> Option<Vec<u8>> {
    let length = u8::try_from(number.len()).ok()?;
    let mut block = vec![0x05, ALGORITHMS[0], length + 1, length];
    block.extend_from_slice(number);
    block.resize(ICC_MODULUS.len().checked_sub(22)?, 0xBB);
    seal(&ICC_MODULUS, &ICC_PRIVATE, block, given)
}

/// A certificate over a head, a modulus and more, and the part of that modulus that had no room in it.
pub(super) fn certify(
    signer: &[u8],
    private: &[u8],
    (mut block, overhead): (Vec<u8>, usize),
    modulus: &[u8],
    more: &[u8],
) -> Option<(Vec<u8>, Vec<u8>)> {
    let room = signer.len().checked_sub(overhead)?.min(modulus.len());
    block.extend_from_slice(&ALGORITHMS);
    block.extend_from_slice(&[u8::try_from(modulus.len()).ok()?, 1]);
    block.extend_from_slice(&modulus[..room]);
    block.resize(signer.len().checked_sub(22)?, 0xBB);
    let rest = &modulus[room..];
    Some((seal(signer, private, block, &[rest, more].concat())?, rest.to_vec()))
}

/// A block between its marks, with the hash over itself and more, under the private key.
fn seal(modulus: &[u8], private: &[u8], block: Vec<u8>, more: &[u8]) -> Option<Vec<u8>> {
    let hash = Sha1::new().chain_update(&block).chain_update(more).finalize();
    rsa::sign(modulus, private, &[&[0x6A], &block[..], &hash, &[0xBC]].concat())
}

/// Constants as the bytes of their hexadecimal text; text of another length does not compile.
pub(super) const fn bytes<const N: usize>(text: &str) -> [u8; N] {
    assert!(text.len() == 2 * N, "two digits a byte");
    let text = text.as_bytes();
    let mut out = [0; N];
    let mut at = 0;
    while at < N {
        out[at] = nibble(text[2 * at]) << 4 | nibble(text[2 * at + 1]);
        at += 1;
    }
    out
}

const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => digit - b'A' + 10,
    }
}
