//! The pad's end of the encrypted line: its key under the till's, and packets under its key.

use aes::{
    Aes128,
    cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use rsa::{BoxedUint, PublicKey};

use super::{keys::pack, wire};

/// First byte of encrypted data.
pub(super) const ENCRYPTED: u8 = 0x12;
const BLOCK: usize = 16;

/// The pad's key of a session.
#[derive(Clone)]
pub(super) struct Channel([u8; BLOCK]);

/// The channel that an opening asks for, and the block of the answer: the key under the till's.
pub(super) fn open(block: &[u8]) -> Option<(Channel, Vec<u8>)> {
    let text = std::str::from_utf8(block).ok()?;
    let (mode, rest) = text.split_at_checked(1)?;
    let (length, rest) = rest.split_at_checked(3)?;
    if (mode, length) != ("0", "256") {
        return None;
    }
    let (modulus, rest) = rest.split_at_checked(512)?;
    let (length, exponent) = rest.split_at_checked(1)?;
    if exponent.len() != 2 * length.parse::<usize>().ok()? {
        return None;
    }
    let number = |digits: &str| {
        let bytes = pack(digits)?;
        BoxedUint::from_be_slice(&bytes, 8 * u32::try_from(bytes.len()).ok()?).ok()
    };
    let key = PublicKey::new(number(modulus)?, number(exponent)?).ok()?;
    let mut channel = Channel([0; BLOCK]);
    getrandom::fill(&mut channel.0).ok()?;
    let sealed = key.pkcs1v15_encrypt(&channel.0).ok()?;
    let digits: String = sealed.iter().map(|byte| format!("{byte:02X}")).collect();
    Some((channel, format!("{:03}{digits}", sealed.len()).into_bytes()))
}

impl Channel {
    /// What encrypted data carry; none where length or check is wrong.
    pub(super) fn decrypt(&self, data: &[u8]) -> Option<Vec<u8>> {
        let body = data.get(1..).filter(|body| !body.is_empty() && body.len().is_multiple_of(BLOCK))?;
        let cipher = Aes128::new(&self.0.into());
        let mut before = [0; BLOCK];
        let mut clear = Vec::new();
        for chunk in body.chunks(BLOCK) {
            let sealed: [u8; BLOCK] = chunk.try_into().ok()?;
            let mut block: Block<Aes128> = sealed.into();
            cipher.decrypt_block(&mut block);
            clear.extend(block.iter().zip(before).map(|(a, b)| a ^ b));
            before = sealed;
        }
        let length = usize::from(u16::from_be_bytes([clear[0], clear[1]]));
        let inside = clear.get(4..4 + length)?;
        (wire::crc(inside).to_be_bytes() == clear[2..4]).then(|| inside.to_vec())
    }

    /// The data that carry a reply.
    pub(super) fn encrypt(&self, reply: &[u8]) -> Vec<u8> {
        let mut clear = (reply.len() as u16).to_be_bytes().to_vec();
        clear.extend(wire::crc(reply).to_be_bytes());
        clear.extend(reply);
        clear.resize(clear.len().next_multiple_of(BLOCK), 0);
        let cipher = Aes128::new(&self.0.into());
        let mut before = [0; BLOCK];
        let mut data = vec![ENCRYPTED];
        for chunk in clear.chunks(BLOCK) {
            let mut mixed = before;
            for (to, from) in mixed.iter_mut().zip(chunk) {
                *to ^= from;
            }
            let mut block: Block<Aes128> = mixed.into();
            cipher.encrypt_block(&mut block);
            before = block.into();
            data.extend(before);
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification, 5.2.2.
    #[test]
    fn a_published_packet_is_read_and_written() {
        let channel = Channel(pack("DB3B4D015432AB3223555A1F81759A94").unwrap().try_into().unwrap());
        let clear = pack("4749583031340001000A8001800480349101910E").unwrap();
        let sealed = pack("12EA229EDD36F84C2AA7E00275105C3A8A787FC9B2883540AEE827BA1C5A039496").unwrap();
        assert_eq!(channel.encrypt(&clear), sealed);
        assert_eq!(channel.decrypt(&sealed), Some(clear));
        assert_eq!(channel.decrypt(&sealed[..32]), None);
    }

    #[test]
    fn an_opening_that_is_cut_short_is_refused() {
        let whole = format!("0256{}10D", "F".repeat(512));
        assert!(open(whole.as_bytes()).is_some());
        for length in 0..whole.len() {
            assert!(open(&whole.as_bytes()[..length]).is_none(), "{length}");
        }
    }
}
