//! Signatures as the gateway makes and checks them.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::domain::hex;

/// What questions and answers are signed with: 32 bytes. In no log.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Key([u8; 64]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

impl TryFrom<String> for Key {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Key, &'static str> {
        let bytes = hex::decode(&text).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes.map(Key::new).ok_or("a key has 64 hexadecimal digits")
    }
}

impl Key {
    /// From its bytes.
    pub fn new(bytes: [u8; 32]) -> Key {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&bytes);
        Key(block)
    }

    /// Whether a question bears its signature: over method, path, time, nonce and body, each on a line.
    pub(super) fn question(&self, asked: (&str, &str, &str, &str, &[u8]), signature: &str) -> bool {
        let (method, path, time, nonce, body) = asked;
        let fits = nonce.len() == 32 && nonce.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(signature) = hex::decode(signature).filter(|_| fits) else { return false };
        let head = format!("{method}\n{path}\n{time}\n{nonce}\n");
        self.mac(head.as_bytes(), body).verify_slice(&signature).is_ok()
    }

    /// The signature of an answer to a question of this method, path and nonce.
    pub(super) fn answer(&self, status: u16, asked: (&str, &str, &str), time: i64, body: &[u8]) -> String {
        let (method, path, nonce) = asked;
        let head = format!("answer\n{status}\n{method}\n{path}\n{nonce}\n{time}\n");
        hex::encode(&self.mac(head.as_bytes(), body).finalize().into_bytes())
    }

    /// Bytes that nobody without the key can tell.
    pub(super) fn secret_of(&self, text: &str) -> Vec<u8> {
        self.mac(b"code\n", text.as_bytes()).finalize().into_bytes().to_vec()
    }

    /// The signature of a question, as a terminal makes it.
    #[cfg(test)]
    pub(super) fn sign_question(&self, method: &str, path: &str, time: &str, nonce: &str, body: &[u8]) -> String {
        let head = format!("{method}\n{path}\n{time}\n{nonce}\n");
        hex::encode(&self.mac(head.as_bytes(), body).finalize().into_bytes())
    }

    fn mac(&self, head: &[u8], body: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new((&self.0).into());
        mac.update(head);
        mac.update(body);
        mac
    }
}
