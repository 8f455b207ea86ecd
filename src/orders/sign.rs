//! Signatures of questions and answers: HMAC-SHA-256 under a key that the gateway and this terminal share.
//!
//! A question signs its method, path, time, nonce and body. An answer signs its status, its time and body, and what it is the
//! answer to: so no answer can be given twice, or to another question.

use std::{fmt, sync::Arc};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::domain::hex;

use crate::web::Call;

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a block of the hash, to which HMAC fills a key up with zeros.
const BLOCK: usize = 64;

/// The key of a terminal at the gateway. Wiped when the last use of it ends, never shown.
#[derive(Clone)]
pub struct GatewayKey(Arc<Zeroizing<[u8; BLOCK]>>);

impl fmt::Debug for GatewayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GatewayKey(..)")
    }
}

/// Why some bytes are no key. Never carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must hold 64 hexadecimal digits, with or without a line end")]
pub struct BadKey;

/// What tells one question from all others: 32 hexadecimal digits, drawn anew for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// From sixteen random bytes.
    pub fn new(random: [u8; 16]) -> Nonce {
        Nonce(hex::encode(&random))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// When a question is asked, and its nonce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970 UTC.
    pub time: i64,
    /// The nonce.
    pub nonce: Nonce,
}

impl GatewayKey {
    /// Takes 64 hexadecimal digits, with or without a line end.
    ///
    /// # Errors
    /// [`BadKey`] for anything else, and for a key of one byte alone, which nobody has drawn by lot.
    pub fn read(bytes: &[u8]) -> Result<GatewayKey, BadKey> {
        let text = std::str::from_utf8(bytes.strip_suffix(b"\n").unwrap_or(bytes)).map_err(|_| BadKey)?;
        let decoded = Zeroizing::new(hex::decode(text).ok_or(BadKey)?);
        if decoded.len() != KEY || decoded.iter().all(|byte| *byte == decoded[0]) {
            return Err(BadKey);
        }
        let mut key = Zeroizing::new([0; BLOCK]);
        key[..KEY].copy_from_slice(&decoded);
        Ok(GatewayKey(Arc::new(key)))
    }

    /// The signature of a question, 64 hexadecimal digits. `path` is the whole path as it is sent.
    pub fn question(&self, call: &Call, path: &str, stamp: &Stamp) -> String {
        let time = stamp.time.to_string();
        let parts = [call.method, path, time.as_str(), stamp.nonce.as_str(), call.body.as_deref().unwrap_or_default()];
        hex::encode(&self.mac(&parts.map(str::as_bytes)).finalize().into_bytes())
    }

    /// Whether an answer to that question bears the gateway's signature.
    pub fn signed(&self, asked: (&Call, &str, &Stamp), status: u16, time: &str, body: &[u8], signature: &str) -> bool {
        let (call, path, stamp) = asked;
        let status = status.to_string();
        let head = [status.as_str(), call.method, path, stamp.nonce.as_str(), time].map(str::as_bytes);
        let [status, method, path, nonce, time] = head;
        let Some(signature) = hex::decode(signature) else { return false };
        self.mac(&[b"answer", status, method, path, nonce, time, body]).verify_slice(&signature).is_ok()
    }

    /// Over the parts, a line end between each two.
    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&(**self.0).into());
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                mac.update(b"\n");
            }
            mac.update(part);
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    fn asked() -> (Call, Stamp) {
        let call = Call { method: "POST", path: "/v1/m/t/orders".into(), body: Some("{}".into()) };
        (call, Stamp { time: 1_769_061_909, nonce: Nonce::new([7; 16]) })
    }

    /// Computed with Python's hmac.
    #[test]
    fn signatures_are_those_of_another_program() {
        let key = GatewayKey::read(format!("{HEX}\n").as_bytes()).unwrap();
        let (call, stamp) = asked();
        assert_eq!(
            key.question(&call, &call.path, &stamp),
            "A724969A457A5799D98B6DA2FC81B1F63F3F05E1A54C9617F6D8D41D3D765D2B"
        );
        let answer = "337A077DF66FA03D65DB91BE0C97DDD8E376D7092FD3E7FDA9CAED26B100166D";
        let judge = |status, time: &str, body: &[u8], signature: &str| {
            key.signed((&call, &call.path, &stamp), status, time, body, signature)
        };
        assert!(judge(201, "1769061910", b"{}", answer));
        // Nothing of it can be changed, nor given as the answer to another question.
        assert!(!judge(200, "1769061910", b"{}", answer));
        assert!(!judge(201, "1769061911", b"{}", answer));
        assert!(!judge(201, "1769061910", b"{ }", answer));
        assert!(!judge(201, "1769061910", b"{}", &answer[..62]) && !judge(201, "1769061910", b"{}", ""));
        let other = Stamp { nonce: Nonce::new([8; 16]), ..stamp.clone() };
        assert!(!key.signed((&call, &call.path, &other), 201, "1769061910", b"{}", answer));
    }

    #[test]
    fn a_key_is_32_bytes_drawn_by_lot_and_is_never_shown() {
        for bad in ["", "00", &HEX[1..], &format!("{HEX}00"), &"00".repeat(32), &format!("x{}", &HEX[1..])] {
            assert!(GatewayKey::read(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(format!("{:?}", GatewayKey::read(HEX.as_bytes()).unwrap()), "GatewayKey(..)");
    }
}
