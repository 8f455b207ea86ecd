//! Card data. None of these types can be printed in clear: `Debug` and serialisation show six and four digits at most,
//! and the bytes are wiped when a value is dropped. They lie behind a pointer, so that a value that is moved leaves no copy where it
//! was: nobody would wipe that one.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use super::PayVoucher;

/// Why some text is not card data. Never carries the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCard {
    /// Not 12 to 19 digits.
    #[error("a card number must be 12 to 19 digits")]
    Pan,
    /// Not `PAN`, a separator, then expiry and more, within 37 characters.
    #[error("track 2 must be up to 37 digits with one '=' or 'D' after the card number")]
    Track2,
    /// Not the digits of a payment code.
    #[error("a payment code must be 16 to 24 digits that begin as a known wallet's do")]
    Code,
    /// Not four digits YYMM.
    #[error("an expiry date must be four digits, year then month")]
    Expiry,
}

/// A primary account number of 12 to 19 digits.
#[derive(Clone, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct Pan {
    digits: Box<[u8; 19]>,
    len: u8,
}

impl Pan {
    /// Takes 12 to 19 ASCII digits.
    ///
    /// # Errors
    /// [`BadCard::Pan`] for anything else.
    pub fn new(text: &str) -> Result<Self, BadCard> {
        if !(12..=19).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadCard::Pan);
        }
        let mut pan = Pan { digits: Box::new([0; 19]), len: text.len() as u8 };
        pan.digits[..text.len()].copy_from_slice(text.as_bytes());
        Ok(pan)
    }

    /// The clear digits, for the wire and for sealing only.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.len)]).expect("only ASCII digits are stored")
    }

    /// First six and last four digits.
    pub fn masked(&self) -> MaskedPan {
        MaskedPan::of(self.expose())
    }
}

impl fmt::Debug for Pan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pan({})", self.masked().as_str())
    }
}

/// A card number with all but its first six and last four digits starred out; by default none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MaskedPan(String);

impl MaskedPan {
    /// At least twelve digits, masked.
    fn of(clear: &str) -> MaskedPan {
        MaskedPan(format!("{}{}{}", &clear[..6], "*".repeat(clear.len() - 10), &clear[clear.len() - 4..]))
    }

    /// `622848******1234`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits, which people use to tell cards apart.
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len().saturating_sub(4)..]
    }
}

impl fmt::Display for MaskedPan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Track 2 without sentinels; the separator is stored as `=`.
#[derive(Clone, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct Track2 {
    text: Box<[u8; 37]>,
    len: u8,
}

impl Track2 {
    /// Takes up to 37 digits with one `=` or `D` after the card number.
    ///
    /// # Errors
    /// [`BadCard::Track2`] for anything else.
    pub fn new(text: &str) -> Result<Self, BadCard> {
        let valid = |b: u8| b.is_ascii_digit() || b == b'=';
        let mut track = Track2 { text: Box::new([0; 37]), len: text.len() as u8 };
        if text.len() > 37 {
            return Err(BadCard::Track2);
        }
        for (slot, byte) in track.text.iter_mut().zip(text.bytes()) {
            *slot = if byte == b'D' || byte == b'd' { b'=' } else { byte };
        }
        let stored = &track.text[..text.len()];
        let separators = stored.iter().filter(|b| **b == b'=').count();
        let long_enough = stored.iter().position(|b| *b == b'=').is_some_and(|at| at >= 12 && text.len() >= at + 5);
        if separators == 1 && long_enough && stored.iter().all(|b| valid(*b)) {
            Ok(track)
        } else {
            Err(BadCard::Track2)
        }
    }

    /// The clear text with `=` as separator, for the wire only.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.text[..usize::from(self.len)]).expect("only ASCII is stored")
    }

    /// The card number before the separator.
    ///
    /// # Errors
    /// [`BadCard::Pan`] when it is longer than 19 digits.
    pub fn pan(&self) -> Result<Pan, BadCard> {
        Pan::new(self.expose().split('=').next().unwrap_or_default())
    }

    /// The expiry date after the separator.
    ///
    /// # Errors
    /// [`BadCard::Expiry`] when the track has none.
    pub fn expiry(&self) -> Result<Expiry, BadCard> {
        let rest = self.expose().split('=').nth(1).unwrap_or_default();
        Expiry::new(rest.get(..4).unwrap_or_default())
    }

    /// Whether the service code says that the card has a chip (first digit 2 or 6).
    pub fn has_chip(&self) -> bool {
        let rest = self.expose().split('=').nth(1).unwrap_or_default();
        matches!(rest.as_bytes().get(4), Some(b'2' | b'6'))
    }
}

impl fmt::Debug for Track2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Track2(..)")
    }
}

/// An expiry date as YYMM.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
pub struct Expiry([u8; 4]);

impl Expiry {
    /// Takes four digits, year then month.
    ///
    /// # Errors
    /// [`BadCard::Expiry`] when they are not digits or the month is not 01 to 12.
    pub fn new(yymm: &str) -> Result<Self, BadCard> {
        let bytes: [u8; 4] = yymm.as_bytes().try_into().map_err(|_| BadCard::Expiry)?;
        let month = yymm.get(2..).and_then(|m| m.parse::<u8>().ok());
        match month {
            Some(1..=12) if bytes.iter().all(u8::is_ascii_digit) => Ok(Expiry(bytes)),
            _ => Err(BadCard::Expiry),
        }
    }

    /// The four digits YYMM, for the wire and for sealing only.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII digits are stored")
    }
}

impl fmt::Debug for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Expiry(..)")
    }
}

/// An encrypted PIN block from the PIN pad (field 52). This program never sees a clear one.
#[derive(Clone, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct PinBlock(Box<[u8; 8]>);

impl PinBlock {
    /// Takes the eight bytes that the pad made. They are copied from where they are to where they stay: a value that is handed on
    /// leaves copies on the stack, which nobody wipes.
    pub fn new(block: &[u8; 8]) -> Self {
        let mut kept = Box::new([0; 8]);
        kept.copy_from_slice(block);
        PinBlock(kept)
    }

    /// The eight bytes, for the wire only.
    pub fn expose(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Debug for PinBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinBlock(..)")
    }
}

/// What a later void, reversal or batch upload still needs of a card or a payment code; kept on disk only sealed under
/// the batch's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardSecret {
    /// A card.
    Card {
        /// The full card number.
        pan: Pan,
        /// The expiry date, where the card gave one.
        expiry: Option<Expiry>,
    },
    /// A payment code that the customer showed.
    Code(PayCode),
    /// Neither: the host knows a payment by code of an earlier day by its voucher.
    Voucher(PayVoucher),
}

impl CardSecret {
    /// Masked, for records and receipts.
    pub fn masked(&self) -> MaskedPan {
        match self {
            CardSecret::Card { pan, .. } => pan.masked(),
            CardSecret::Code(code) => code.masked(),
            CardSecret::Voucher(voucher) => MaskedPan::of(voucher.as_str()),
        }
    }

    /// The card number; none of a payment by code.
    pub fn pan(&self) -> Option<&Pan> {
        match self {
            CardSecret::Card { pan, .. } => Some(pan),
            CardSecret::Code(_) | CardSecret::Voucher(_) => None,
        }
    }

    /// The expiry date, where there is one.
    pub fn expiry(&self) -> Option<Expiry> {
        match self {
            CardSecret::Card { expiry, .. } => *expiry,
            CardSecret::Code(_) | CardSecret::Voucher(_) => None,
        }
    }
}

/// A payment code that a customer shows: 16 to 24 digits, good once and for about a minute.
#[derive(Clone, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct PayCode {
    digits: Box<[u8; 24]>,
    len: u8,
}

/// Whose code it is, by its first digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wallet {
    /// 62, nineteen digits.
    UnionPay,
    /// 10 to 15, eighteen digits.
    #[serde(rename = "we_chat")]
    WeChat,
    /// 25 to 30, 16 to 24 digits.
    Alipay,
    /// 01: digital renminbi and banks. No public source confirms it.
    Other,
    /// Digital renminbi, where the order gateway says so.
    Ecny,
}

impl PayCode {
    /// Takes the digits of a code.
    ///
    /// # Errors
    /// [`BadCard::Code`] for anything but 16 to 24 digits of a wallet that is known.
    pub fn new(text: &str) -> Result<Self, BadCard> {
        if !(16..=24).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadCard::Code);
        }
        let mut code = PayCode { digits: Box::new([0; 24]), len: text.len() as u8 };
        code.digits[..text.len()].copy_from_slice(text.as_bytes());
        code.try_wallet().map(|_| code)
    }

    /// The clear digits, for the wire and for sealing only.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.len)]).expect("only ASCII digits are stored")
    }

    /// Whose code it is.
    pub fn wallet(&self) -> Wallet {
        self.try_wallet().unwrap_or(Wallet::Other)
    }

    /// First six and last four digits.
    pub fn masked(&self) -> MaskedPan {
        MaskedPan::of(self.expose())
    }

    fn try_wallet(&self) -> Result<Wallet, BadCard> {
        match (&self.expose()[..2], self.len) {
            ("62", 19) => Ok(Wallet::UnionPay),
            ("10" | "11" | "12" | "13" | "14" | "15", 18) => Ok(Wallet::WeChat),
            ("25" | "26" | "27" | "28" | "29" | "30", _) => Ok(Wallet::Alipay),
            ("01", _) => Ok(Wallet::Other),
            _ => Err(BadCard::Code),
        }
    }
}

impl fmt::Debug for PayCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayCode({})", self.masked().as_str())
    }
}

/// How the card reached the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Chip in the slot (field 22 `05`).
    Chip,
    /// Contactless chip (field 22 `07`).
    Tap,
    /// Magnetic stripe (field 22 `02`).
    Swipe,
    /// Magnetic stripe after the chip failed (field 22 `02` with 60.5 = 2).
    Fallback,
    /// No card present; the number was typed or comes from the original record (field 22 `01`).
    Manual,
    /// A code that the customer showed (field 22 `03`).
    Code,
    /// A code that the terminal showed: it goes through the order gateway and never to the acquirer.
    ShownCode,
    /// Notes and coins. No host hears of it.
    Cash,
}

impl Entry {
    /// Whether a card took part, present or by its number.
    pub fn is_card(self) -> bool {
        !matches!(self, Entry::Code | Entry::ShownCode | Entry::Cash)
    }
}

#[cfg(test)]
mod tests;
