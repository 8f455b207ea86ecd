//! What a training card gives: numbers, tracks, chip tags and cryptograms.

use std::collections::BTreeMap;

use super::keys::{Key, pack};
use crate::{domain::Entry, sim::TestCard};

/// UnionPay credit application.
const AID: &[u8] = &[0xA0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x02];
/// The key that all training cards share; the training issuer does not check cryptograms.
const CARD_KEY: [u8; 16] = *b"training card\0\0\0";

/// What the till said about the trade.
#[derive(Clone, Debug, Default)]
pub(in crate::sim::pad) struct Trade {
    pub amount: u64,
    pub date: u64,
    pub kind: u8,
    pub currency: u64,
    /// The floor limit of the risk parameters; 0 until GOX brings them.
    pub floor: u64,
    /// Whether GOX forbids an approval by the card alone.
    pub must_ask: bool,
}

impl Trade {
    /// Whether the terminal's risk management wants the issuer asked: an amount at the floor limit is above it.
    fn exceeds_floor(&self) -> bool {
        self.amount >= self.floor
    }

    /// Whether the card may approve by itself. Loads, balances and pre-authorisations always ask the issuer.
    pub(in crate::sim::pad) fn may_end_offline(&self) -> bool {
        self.kind == 0 && !self.must_ask && !self.exceeds_floor()
    }
}

/// How the holder proved who he is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::sim::pad) enum Proof {
    /// A PIN was typed.
    Pin,
    /// A PIN was wanted and not typed.
    Bypassed,
    /// None was wanted.
    None,
}

/// Which cryptogram the card makes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::sim::pad) enum Cryptogram {
    /// Ask the issuer.
    Request,
    /// Approved.
    Certificate,
    /// Declined.
    Refusal,
}

impl Cryptogram {
    fn information(self) -> u8 {
        match self {
            Cryptogram::Request => 0x80,
            Cryptogram::Certificate => 0x40,
            Cryptogram::Refusal => 0x00,
        }
    }
}

pub(in crate::sim::pad) fn label(card: &TestCard) -> &'static [u8] {
    if card.entry == Entry::Swipe { b"" } else { b"UnionPay Credit" }
}

/// Track 2 as text: number, expiry, service code (a chip or none), discretionary digits.
pub(in crate::sim::pad) fn track2(card: &TestCard) -> String {
    let service = if card.entry == Entry::Swipe { "120" } else { "220" };
    format!("{}D{}{service}1234567", card.pan, card.expiry)
}

/// Text of digits and `D` in four bits each, filled with `F`.
pub(in crate::sim::pad) fn packed(text: &str) -> Vec<u8> {
    let even = if text.len().is_multiple_of(2) { text.to_owned() } else { format!("{text}F") };
    pack(&even).unwrap_or_default()
}

/// The chip's tags for one cryptogram.
pub(in crate::sim::pad) fn tags(
    card: &TestCard,
    trade: &Trade,
    counter: u16,
    unpredictable: [u8; 4],
    proof: Proof,
    cryptogram: Cryptogram,
) -> BTreeMap<u32, Vec<u8>> {
    let amount = decimal(trade.amount, 6);
    let counter_bytes = counter.to_be_bytes();
    let input =
        [amount.as_slice(), &unpredictable, &counter_bytes, &[cryptogram.information()], card.pan.as_bytes()].concat();
    let made = Key::new(&CARD_KEY).map(|key| key.chain(&input)).unwrap_or_default();
    let issuer_data = [pack("07010103A00000010A0100000000").unwrap_or_default(), made[..4].to_vec()].concat();
    let (results, verification) = match proof {
        Proof::Pin => ("000004", "420300"),
        Proof::Bypassed => ("000008", "420301"),
        Proof::None => ("000000", "1F0302"),
    };
    let risk = if trade.exceeds_floor() { "8000" } else { "0000" };
    let status = if cryptogram == Cryptogram::Request { "E800" } else { "F800" };
    let capabilities = if proof == Proof::None { "E028C8" } else { "E0E1C8" };
    let hex = |text: &str| pack(text).unwrap_or_default();
    BTreeMap::from([
        (0x9F26, made.to_vec()),
        (0x9F27, vec![cryptogram.information()]),
        (0x9F10, issuer_data),
        (0x9F37, unpredictable.to_vec()),
        (0x9F36, counter_bytes.to_vec()),
        (0x95, hex(&format!("{results}{risk}"))),
        (0x9A, decimal(trade.date, 3)),
        (0x9C, vec![trade.kind]),
        (0x9F02, amount),
        (0x5F2A, decimal(trade.currency, 2)),
        (0x82, hex("7C00")),
        (0x9F1A, hex("0156")),
        (0x9F03, vec![0; 6]),
        (0x9F33, hex(capabilities)),
        (0x9F34, hex(verification)),
        (0x9F35, vec![0x22]),
        (0x9F1E, b"KT000001".to_vec()),
        (0x84, AID.to_vec()),
        (0x4F, AID.to_vec()),
        (0x9F09, hex("0020")),
        (0x9F41, decimal(u64::from(counter), 4)),
        (0x5F34, decimal(u64::from(card.sequence), 1)),
        (0x9B, hex(status)),
        (0x50, label(card).to_vec()),
        (0x9F12, label(card).to_vec()),
    ])
}

/// The wanted tags as BER-TLV, in the order asked for. Tags that the card has not are left out.
pub(in crate::sim::pad) fn wanted(list: &[u8], tags: &BTreeMap<u32, Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = list;
    while let Some(first) = rest.first() {
        let length = if first & 0x1F == 0x1F { 2 } else { 1 };
        let Some((tag, after)) = rest.split_at_checked(length) else { break };
        let number = tag.iter().fold(0, |n, b| (n << 8) | u32::from(*b));
        if let Some(value) = tags.get(&number) {
            out.extend(tag);
            out.push(value.len() as u8);
            out.extend(value);
        }
        rest = after;
    }
    out
}

/// A number as packed decimal digits in so many bytes.
fn decimal(number: u64, bytes: usize) -> Vec<u8> {
    let digits = format!("{number:0width$}", width = 2 * bytes);
    pack(&digits[digits.len() - 2 * bytes..]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::CARDS;

    #[test]
    fn tags_come_in_the_order_asked_for() {
        let trade = Trade { amount: 12_345, date: 261_122, currency: 156, ..Trade::default() };
        let tags = tags(&CARDS[0], &trade, 7, [1, 2, 3, 4], Proof::Pin, Cryptogram::Request);
        let out = wanted(&[0x9F, 0x02, 0x99, 0x9F, 0x36, 0x9C], &tags);
        assert_eq!(out, b"\x9F\x02\x06\x00\x00\x00\x01\x23\x45\x9F\x36\x02\x00\x07\x9C\x01\x00");
    }

    #[test]
    fn a_sale_below_the_floor_limit_may_end_offline() {
        let trade = Trade { amount: 999, floor: 1000, ..Trade::default() };
        assert!(trade.may_end_offline());
        for other in [
            Trade { amount: 1000, ..trade.clone() },
            Trade { floor: 0, ..trade.clone() },
            Trade { must_ask: true, ..trade.clone() },
            Trade { kind: 3, ..trade.clone() },
        ] {
            assert!(!other.may_end_offline(), "{other:?}");
        }
    }

    #[test]
    fn tracks_fit_their_limits() {
        for card in &CARDS {
            assert!(track2(card).len() <= 37);
            assert!(packed(&track2(card)).len() <= 28);
        }
    }
}
