//! The host's own DES and SM4, written apart from the terminal's so that neither hides a mistake of the other.

use des::{
    Des, TdesEde2,
    cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use sm4::Sm4;
use zeroize::Zeroizing;

use super::config::MacMethod;

/// A DES key of 8 bytes, a two-key 3DES key of 16, or an SM4 key of 16.
#[derive(Clone)]
pub struct Key(Zeroizing<Vec<u8>>, Cipher);

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// DES or two-key 3DES, by the length.
    Des,
    /// SM4.
    Sm4,
}

/// How a PIN block is bound to the card number (digit 1 of field 53).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinForm {
    /// 1: not at all.
    WithoutPan,
    /// 2: by its twelve digits left of the check digit.
    WithPan,
}

impl Key {
    /// A DES key of these bytes; none unless they are 8 or 16.
    pub fn new(bytes: &[u8]) -> Option<Key> {
        matches!(bytes.len(), 8 | 16).then(|| Key(Zeroizing::new(bytes.to_vec()), Cipher::Des))
    }

    /// A key of 16 bytes for this cipher.
    pub fn of(cipher: Cipher, bytes: &[u8; 16]) -> Key {
        Key(Zeroizing::new(bytes.to_vec()), cipher)
    }

    /// A random key.
    ///
    /// # Errors
    ///
    /// When the system has no randomness.
    pub fn random(cipher: Cipher, length: KeyLength) -> Result<Key, getrandom::Error> {
        let mut bytes = Zeroizing::new(vec![0; length as usize]);
        getrandom::fill(&mut bytes)?;
        Ok(Key(bytes, cipher))
    }

    /// What it is for.
    pub fn cipher(&self) -> Cipher {
        self.1
    }

    /// The clear key.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Encrypts one block.
    pub fn encrypt(&self, block: [u8; 8]) -> [u8; 8] {
        self.scheduled().encrypt(block)
    }

    /// The key ready for several blocks.
    pub(in crate::sim) fn scheduled(&self) -> Scheduled {
        match (Des::new_from_slice(&self.0), TdesEde2::new_from_slice(&self.0)) {
            (Ok(des), _) => Scheduled::Single(des),
            (_, Ok(des)) => Scheduled::Double(des),
            _ => Scheduled::None,
        }
    }

    /// Decrypts one block.
    pub fn decrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block = Array(block);
        if let Ok(des) = Des::new_from_slice(&self.0) {
            des.decrypt_block(&mut block);
        } else if let Ok(des) = TdesEde2::new_from_slice(&self.0) {
            des.decrypt_block(&mut block);
        }
        block.0
    }

    /// Encrypts one block of SM4; a DES key leaves it as it is.
    fn encrypt_sm4(&self, block: [u8; 16]) -> [u8; 16] {
        let mut block = Array(block);
        if let (Cipher::Sm4, Ok(sm4)) = (self.1, Sm4::new_from_slice(&self.0)) {
            sm4.encrypt_block(&mut block);
        }
        block.0
    }

    /// Another key under this one, block by block (ECB).
    pub fn wrap(&self, other: &Key) -> Vec<u8> {
        match self.1 {
            Cipher::Des => blocks::<8>(&other.0).flat_map(|block| self.encrypt(block)).collect(),
            Cipher::Sm4 => blocks::<16>(&other.0).flat_map(|block| self.encrypt_sm4(block)).collect(),
        }
    }

    /// The check value: the first bytes of an encrypted block of zeros.
    pub fn check_value(&self, count: usize) -> Vec<u8> {
        let zeros = match self.1 {
            Cipher::Des => self.encrypt([0; 8]).to_vec(),
            Cipher::Sm4 => self.encrypt_sm4([0; 16]).to_vec(),
        };
        zeros.into_iter().take(count).collect()
    }

    /// The UnionPay "ECB" MAC as field 64 carries it: eight characters of hexadecimal text.
    pub fn mac(&self, input: &[u8]) -> [u8; 8] {
        let folded = blocks::<8>(input).fold([0; 8], xor);
        let text = hex_text(folded);
        let (left, right) = halves(&text);
        let once = self.encrypt(left);
        halves(&hex_text(self.encrypt(xor(once, right)))).0
    }

    /// Field 64 by one of the methods: text for UnionPay's, raw bytes for the two of ANSI.
    pub fn mac_by(&self, method: MacMethod, input: &[u8]) -> [u8; 8] {
        match method {
            MacMethod::UnionpayEcb => self.mac(input),
            MacMethod::X99 => self.chain(input),
            MacMethod::X919 => self.retail_mac(input),
            MacMethod::Sm4 => self.sm4_mac(input),
        }
    }

    /// The UnionPay method over SM4, from one public page and without a published value: XOR of blocks of sixteen bytes, then
    /// two encryptions over its hexadecimal text. The first eight characters of the result's text.
    fn sm4_mac(&self, input: &[u8]) -> [u8; 8] {
        let folded = blocks::<16>(input).fold([0; 16], xor);
        let text: Vec<u8> = folded.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect();
        let half = |from: usize| std::array::from_fn(|i| text[from + i]);
        let sealed = self.encrypt_sm4(xor(self.encrypt_sm4(half(0)), half(16)));
        halves(&hex_text(std::array::from_fn(|i| sealed[i]))).0
    }

    /// CBC with a zero start: the last block. Short blocks are filled with zeros.
    fn chain(&self, input: &[u8]) -> [u8; 8] {
        let key = self.scheduled();
        blocks::<8>(input).fold([0; 8], |sum, block| key.encrypt(xor(sum, block)))
    }

    /// ISO 9797-1 algorithm 3: CBC under the left half, then the last block through the right and the left half.
    fn retail_mac(&self, input: &[u8]) -> [u8; 8] {
        let (Some(left), Some(right)) = (self.0.get(..8).and_then(Key::new), self.0.get(8..).and_then(Key::new)) else {
            return self.chain(input);
        };
        left.encrypt(right.decrypt(left.chain(input)))
    }

    /// Track data whose inner block was encrypted: the eight bytes that end one byte before the last.
    pub fn open_track(&self, packed: &mut [u8]) {
        let Some(end) = packed.len().checked_sub(1) else { return };
        let block = end.checked_sub(8).and_then(|start| packed.get_mut(start..end));
        let Some(block) = block.and_then(|slice| slice.first_chunk_mut::<8>()) else { return };
        *block = self.decrypt(*block);
    }

    /// The PIN in an encrypted X9.8 block; none when the block is not one, as after a wrong key or card number.
    pub fn open_pin(&self, block: [u8; 8], pan: &str, form: PinForm) -> Option<Zeroizing<String>> {
        // How a PIN block of SM4 fits field 52 is not public.
        if self.1 == Cipher::Sm4 {
            return None;
        }
        let mask = match form {
            PinForm::WithoutPan => [0; 8],
            PinForm::WithPan => pan_mask(pan)?,
        };
        let clear = Zeroizing::new(xor(self.decrypt(block), mask));
        let length = usize::from(clear[0]);
        if !(4..=12).contains(&length) {
            return None;
        }
        let nibbles: Zeroizing<Vec<u8>> = Zeroizing::new(clear[1..].iter().flat_map(|b| [b >> 4, b & 15]).collect());
        let (pin, fill) = nibbles.split_at(length);
        let sound = pin.iter().all(|&digit| digit <= 9) && fill.iter().all(|&nibble| nibble == 15);
        sound.then(|| Zeroizing::new(pin.iter().map(|digit| char::from(b'0' + digit)).collect()))
    }
}

/// A DES key that is ready for several blocks; a key of another cipher leaves them as they are.
pub(in crate::sim) enum Scheduled {
    Single(Des),
    Double(TdesEde2),
    None,
}

impl Scheduled {
    pub(in crate::sim) fn encrypt(&self, block: [u8; 8]) -> [u8; 8] {
        let mut block = Array(block);
        match self {
            Scheduled::Single(des) => des.encrypt_block(&mut block),
            Scheduled::Double(des) => des.encrypt_block(&mut block),
            Scheduled::None => {}
        }
        block.0
    }
}

/// Eight bytes or sixteen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLength {
    /// DES.
    Single = 8,
    /// 3DES with two keys.
    Double = 16,
}

/// `0000` and the twelve digits left of the check digit.
pub(super) fn pan_mask(pan: &str) -> Option<[u8; 8]> {
    let digits = pan.as_bytes().get(pan.len().checked_sub(13)?..pan.len() - 1)?;
    let mut mask = [0; 8];
    for (byte, pair) in mask[2..].iter_mut().zip(digits.chunks(2)) {
        if !pair.iter().all(u8::is_ascii_digit) {
            return None;
        }
        *byte = (pair[0] - b'0') << 4 | (pair[1] - b'0');
    }
    Some(mask)
}

/// Blocks of so many bytes, the last one filled with zeros.
fn blocks<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.chunks(N).map(|chunk| {
        let mut block = [0; N];
        block[..chunk.len()].copy_from_slice(chunk);
        block
    })
}

pub(in crate::sim) fn xor<const N: usize>(a: [u8; N], b: [u8; N]) -> [u8; N] {
    std::array::from_fn(|i| a[i] ^ b[i])
}

fn hex_text(block: [u8; 8]) -> [u8; 16] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    std::array::from_fn(|i| {
        let byte = block[i / 2];
        DIGITS[usize::from(if i % 2 == 0 { byte >> 4 } else { byte & 15 })]
    })
}

fn halves(text: &[u8; 16]) -> ([u8; 8], [u8; 8]) {
    (std::array::from_fn(|i| text[i]), std::array::from_fn(|i| text[i + 8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
    }
    fn key(text: &str) -> Key {
        Key::new(&hex(text)).unwrap()
    }

    #[test]
    fn published_working_keys_wrap_as_published() {
        let tmk = key("258FB0AB70D025CDB99DF2C4D302D646");
        let pin = key("D931648F3DE313A4A22C15DCA4F4299E");
        assert_eq!(tmk.wrap(&pin), hex("46F161A743497B32EAC760DF5EA57DF5"));
        assert_eq!(pin.check_value(4), hex("900ECCE3"));
        let mac = key("AB7C577CC7A18045");
        assert_eq!(tmk.wrap(&mac), hex("977731A7EA402DDF"));
        assert_eq!(mac.check_value(4), hex("CFF1592A"));
    }

    #[test]
    fn a_published_pin_block_opens() {
        let pin_key = key("0123456789ABCDEFFEDCBA9876543210");
        let block = hex("BA2ADC4EBA48F711").try_into().unwrap();
        let open = |pan, form| pin_key.open_pin(block, pan, form).map(|pin| pin.to_string());
        assert_eq!(open("5432101234567890", PinForm::WithPan).as_deref(), Some("1234"));
        assert_eq!(open("5432101234567890", PinForm::WithoutPan), None);
        assert_eq!(open("1", PinForm::WithPan), None);
        assert_eq!(pan_mask("123456789012345678").unwrap(), hex("0000678901234567")[..]);
    }

    #[test]
    fn the_last_steps_of_a_published_mac() {
        let mac_key = key("55036372B17543ECB173730768B8D6C4");
        assert_eq!(mac_key.encrypt(*b"1212B04E"), hex("8B29461A844BA5EC")[..]);
        // The published XOR of the whole message stands for it: XOR over one block is the block itself.
        assert_eq!(mac_key.mac(&hex("1212B04E1227809C")), *b"5FE058DB");
    }

    #[test]
    fn a_published_sm4_key_wraps_as_published() {
        let sm4 = |text: &str| Key::of(Cipher::Sm4, &hex(text).try_into().unwrap());
        let (master, working) = (sm4("1234567890ABCDEFABCDEF0987654321"), sm4("F351D490994603795C6EBEE8FAEBB481"));
        assert_eq!(master.wrap(&working), hex("3D66234C49E4296FF9C78D8BACBD6A76"));
        assert_eq!(working.check_value(8), hex("861E83E31FAEBF10"));
    }

    #[test]
    fn published_retail_macs() {
        let mac_key = key("0123456789ABCDEFFEDCBA9876543210");
        let mac = |text: &str| mac_key.mac_by(MacMethod::X919, text.as_bytes())[..4].to_vec();
        assert_eq!(mac("Now is the time for all "), hex("A1C72E74"));
        assert_eq!(mac("Now is the time for it"), hex("2E2B1428"));
    }

    #[test]
    fn the_mac_of_a_published_message() {
        let head = "08300000000002C00015303036373030343634323839373337303137393332333030320011000000013720027731";
        let ca_keys = "9F0605A0000003339F220103DF050832303234313233319F0605A0000003339F220104DF050832303234313233319F0605A0000003339F220102DF050832303231313233319F0605A0000000039F220107DF050832303137313233319F0605A0000000039F220108DF050832303233313233319F0605A0000000039F220109DF050832303233313233319F0605A0000000659F220110DF050832303232313233319F0605A0000000659F220112DF050832303232313233319F0605A0000000659F220114DF050832303232313233319F0605A0000000049F220104DF050832303137313233319F0605A0000000049F220105DF050832303231313233319F0605A0000000049F220106DF05083230323131323331";
        let input = hex(&format!("{head}{ca_keys}"));
        assert_eq!(key("55036372B17543ECB173730768B8D6C4").mac(&input), *b"5FE058DB");
    }
}
