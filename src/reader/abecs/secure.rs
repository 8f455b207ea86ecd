//! The encrypted line: a key pair of the till, a key of the pad under it, and packets under that key.
//!
//! It keeps card numbers off the cable. It does not say who the pad is: whoever sits in the line from the beginning can
//! play the pad, as the specification has no certificate.

use std::fmt;

use aes::Aes128;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::NoPadding};
use crc::{CRC_16_XMODEM, Crc};
use getrandom::SysRng;
use rsa::{PrivateKey, traits::PublicKeyParts};
use zeroize::{Zeroize, Zeroizing};

use super::{
    blocks::{Command, Reply},
    frame::MAX_DATA,
};
use crate::{
    domain::hex,
    reader::fault::{Fault, garbled},
};

/// First byte of a packet whose data are encrypted.
pub const ENCRYPTED: u8 = 0x12;
/// Bits of the modulus; the specification knows no other.
const RSA_BITS: usize = 2048;
/// Bytes of the pad's key and of a block.
const BLOCK: usize = 16;
/// Length and check before the data.
const HEAD: usize = 4;
/// Longest command or reply that fits an encrypted packet.
pub const MAX_CLEAR: usize = (MAX_DATA - 1) / BLOCK * BLOCK - HEAD;
const CHECK: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);

/// The till's key pair, for one session.
pub struct KeyPair(PrivateKey);

impl KeyPair {
    /// A new pair. Takes some 20 to 80 ms: not for a thread that somebody waits for.
    ///
    /// # Errors
    /// [`Fault`] when the system gives no random numbers.
    pub fn generate() -> Result<KeyPair, Fault> {
        let made = PrivateKey::new(&mut SysRng, RSA_BITS);
        made.map(KeyPair).map_err(|error| garbled(format!("no key pair for the encrypted line: {error}")))
    }

    /// A pair whose factors are known, for published examples.
    #[cfg(test)]
    fn known(p: &[u8], q: &[u8], exponent: u64) -> KeyPair {
        use rsa::BoxedUint;
        let factor = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, RSA_BITS as u32 / 2).unwrap();
        KeyPair(PrivateKey::from_p_q(factor(p), factor(q), BoxedUint::from(exponent)).unwrap())
    }

    /// The command that opens the pad with an encrypted line.
    pub fn opening(&self) -> Command {
        let (modulus, exponent) = (self.0.n_bytes(), self.0.e_bytes());
        let block =
            format!("0{:03}{}{}{}", modulus.len(), hex::encode(&modulus), exponent.len(), hex::encode(&exponent));
        Command::new(b"OPN").block(block.as_bytes())
    }

    /// The channel that the pad's answer to [`KeyPair::opening`] opens. None where the pad knows no encrypted line.
    ///
    /// # Errors
    /// [`Fault`] when the answer is not what the specification says, or was not made for this key pair.
    pub fn channel(&self, reply: &Reply) -> Result<Option<Channel>, Fault> {
        if reply.body.is_empty() {
            return Ok(None);
        }
        let bad = || garbled("the pad's key for the encrypted line cannot be read");
        let text = std::str::from_utf8(&reply.body).map_err(|_| bad())?;
        let (length, digits) = text.split_at_checked(3).ok_or_else(bad)?;
        let sealed = hex::decode(digits).filter(|bytes| length.parse() == Ok(bytes.len())).ok_or_else(bad)?;
        let opened = Zeroizing::new(self.0.pkcs1v15_decrypt(&sealed).map_err(|_| bad())?);
        let key = opened.as_slice().try_into().map_err(|_| bad())?;
        Ok(Some(Channel { key: Zeroizing::new(key) }))
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyPair(..)")
    }
}

/// The pad's key of this session.
pub struct Channel {
    key: Zeroizing<[u8; BLOCK]>,
}

impl Channel {
    /// The data of the packet that carries this command.
    ///
    /// # Errors
    /// [`Fault`] above [`MAX_CLEAR`].
    pub fn seal(&self, clear: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let length = u16::try_from(clear.len()).ok().filter(|_| clear.len() <= MAX_CLEAR);
        let length = length.ok_or_else(|| garbled(format!("more than {MAX_CLEAR} bytes for the encrypted line")))?;
        let mut out = Zeroizing::new(Vec::with_capacity(1 + HEAD + clear.len() + BLOCK));
        out.push(ENCRYPTED);
        out.extend(length.to_be_bytes());
        out.extend(CHECK.checksum(clear).to_be_bytes());
        out.extend(clear);
        let filled = 1 + (out.len() - 1).next_multiple_of(BLOCK);
        out.resize(filled, 0);
        let cipher = cbc::Encryptor::<Aes128>::new((&*self.key).into(), &[0; BLOCK].into());
        let sealed = cipher.encrypt_padded::<NoPadding>(&mut out[1..], filled - 1).map(|_| ());
        wipe_stack();
        sealed.map_err(|_| garbled("an encrypted packet"))?;
        Ok(out)
    }

    /// What a packet carries whose data begin with [`ENCRYPTED`].
    ///
    /// # Errors
    /// [`Fault`] when its length or its check is wrong.
    pub fn open(&self, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let bad = || garbled("an encrypted packet cannot be read");
        let mut blocks = Zeroizing::new(data.get(1..).unwrap_or_default().to_vec());
        if blocks.is_empty() || blocks.len() % BLOCK != 0 {
            return Err(bad());
        }
        let cipher = cbc::Decryptor::<Aes128>::new((&*self.key).into(), &[0; BLOCK].into());
        let opened = cipher.decrypt_padded::<NoPadding>(&mut blocks).map(|_| ());
        wipe_stack();
        opened.map_err(|_| bad())?;
        let clear = blocks.as_slice();
        let length = usize::from(u16::from_be_bytes([clear[0], clear[1]]));
        let inside = clear.get(HEAD..HEAD + length).ok_or_else(bad)?;
        if CHECK.checksum(inside).to_be_bytes() != clear[2..HEAD] {
            return Err(bad());
        }
        Ok(Zeroizing::new(inside.to_vec()))
    }
}

/// A cipher works on copies of its blocks, which nobody wipes: they are on the stack below the caller, where this is too.
#[inline(never)]
fn wipe_stack() {
    const DEPTH: usize = 16 * 1024;
    [0xFF_u8; DEPTH].zeroize();
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Channel(..)")
    }
}

#[cfg(test)]
mod tests;
