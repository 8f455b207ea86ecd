//! The fingerprint of an SSH key, as `ssh-keygen -l` and sshd's log write it.

use sha2::{Digest, Sha256};

/// The longest line of a key that is read.
const LINE_MAX: usize = 16 << 10;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The fingerprint of the first public key in the file of `SSH_USER_AUTH` (sshd's `ExposeAuthInfo`): lines such as
/// `publickey ssh-ed25519 AAAA...`.
pub fn fingerprint(auth_info: &str) -> Option<String> {
    let line = auth_info.lines().find(|line| line.starts_with("publickey ") && line.len() <= LINE_MAX)?;
    let blob = decode(line.split_whitespace().nth(2)?)?;
    Some(format!("SHA256:{}", encode(&Sha256::digest(&blob))))
}

/// Base64 of RFC 4648, section 4; none where a character is not of it.
fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for sign in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == sign)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

/// The same without the padding.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for piece in bytes.chunks(3) {
        let bits = piece.iter().fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - piece.len()));
        for place in 0..=piece.len() {
            let value = usize::try_from((bits >> (18 - 6 * place)) & 63).unwrap_or(0);
            text.push(char::from(ALPHABET[value]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `ssh-keygen -lf` of OpenSSH.
    #[test]
    fn a_key_has_the_fingerprint_that_openssh_says() {
        let line = "publickey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n";
        assert_eq!(fingerprint(line).unwrap(), "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
        assert_eq!(fingerprint("password\n"), None);
        assert_eq!(fingerprint("publickey ssh-ed25519 !!!\n"), None);
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, coded) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded).unwrap(), plain.as_bytes());
        }
    }
}
