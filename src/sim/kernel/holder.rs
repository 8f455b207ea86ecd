//! Whether the holder is who he should be: the card's list of methods, gone through in order (Book 3, 10.5).

use super::{
    Dialogue, Slot, Terms, Trouble,
    exchange::{DONE, ask, send},
    flags::{Finding, Step},
};
use crate::{domain::hex, emv::Tag};

const METHODS: Tag = Tag::new(0x8E);
/// Two amounts before the rules.
const AMOUNTS: usize = 8;
/// Most PINs that are asked for in one trade.
const PINS_MAX: u8 = 15;
/// The rule after this one is tried where this one fails.
const GO_ON: u8 = 0x40;
/// Results of a method: not known here, failed, done.
const UNKNOWN: u8 = 0;
const FAILED: u8 = 1;
const DONE_WELL: u8 = 2;

/// What the holder types, entry by entry; nothing is the key that confirms alone.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The digits, in the order of typing. Who has none left types none.
    pub types: &'a [&'a str],
}

/// How the holder was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Not at all.
    None,
    /// A PIN was taken that the issuer checks.
    OnlinePin,
    /// A PIN was asked for and not typed.
    NotTyped,
    /// The card has checked the PIN, and it was right.
    CardPin,
    /// The owner of the telephone has proved himself to it.
    OnDevice,
}

/// Capabilities of the terminal, second byte of tag 9F33.
#[derive(Clone, Copy)]
struct Can(u8);

impl Can {
    fn card_pin(self) -> bool {
        self.0 & 0x80 != 0
    }

    fn does(self, method: u8) -> bool {
        match method {
            0x01 => self.card_pin(),
            0x02 => self.0 & 0x40 != 0,
            0x03 => self.card_pin() && self.0 & 0x20 != 0,
            0x1E => self.0 & 0x20 != 0,
            0x1F => self.0 & 0x08 != 0,
            _ => false,
        }
    }
}

impl Dialogue {
    /// Goes through the card's methods.
    pub(super) fn prove_holder(&mut self, slot: &mut Slot, terms: &Terms, who: Holder<'_>) -> Result<(), Trouble> {
        let can = Can(terms.capabilities[1]);
        let list = self.objects.get(&METHODS).cloned().unwrap_or_default();
        let rules = list.get(AMOUNTS..).unwrap_or_default().as_chunks::<2>().0;
        // No method was tried.
        let mut told = [0x3F, 0x00, 0x00];
        let mut proved = false;
        for rule in rules {
            let [method, condition] = *rule;
            if !applies(condition, method & 0x3F, can) {
                continue;
            }
            let result = self.try_method(slot, method & 0x3F, can, who)?;
            told = [method, condition, result];
            proved = result != FAILED;
            if proved || method & GO_ON == 0 {
                break;
            }
        }
        if !proved {
            self.flags.find(Finding::HOLDER_NOT_PROVED);
        }
        self.flags.done(Step::HolderProof);
        self.objects.insert(Tag::CVM_RESULTS, told.to_vec());
        Ok(())
    }

    fn try_method(&mut self, slot: &mut Slot, method: u8, can: Can, who: Holder<'_>) -> Result<u8, Trouble> {
        match method {
            0x01..=0x03 if !can.does(method) => {
                self.flags.find(Finding::NO_PIN_PAD);
                Ok(FAILED)
            }
            0x01 | 0x03 => self.card_pin(slot, who),
            0x02 => Ok(self.online_pin(who)),
            0x1E if can.does(method) => Ok(UNKNOWN),
            0x1F if can.does(method) => Ok(DONE_WELL),
            0x00 | 0x1E | 0x1F => Ok(FAILED),
            _ => {
                self.flags.find(Finding::UNKNOWN_METHOD);
                Ok(FAILED)
            }
        }
    }

    fn online_pin(&mut self, who: Holder<'_>) -> u8 {
        if who.types.first().is_none_or(|digits| digits.is_empty()) {
            self.flags.find(Finding::PIN_NOT_TYPED);
            self.proof = Proof::NotTyped;
            return FAILED;
        }
        self.flags.find(Finding::ONLINE_PIN);
        self.proof = Proof::OnlinePin;
        UNKNOWN
    }

    /// The card checks the PIN, as often as it lets and the holder types.
    fn card_pin(&mut self, slot: &mut Slot, who: Holder<'_>) -> Result<u8, Trouble> {
        let left = ask(slot, [0x80, 0xCA, 0x9F, 0x17])?;
        if left.status == DONE && left.data.last() == Some(&0) {
            self.flags.find(Finding::PIN_TRIES_GONE);
            return Ok(FAILED);
        }
        for turn in 0..PINS_MAX {
            let typed = who.types.get(usize::from(turn)).copied().unwrap_or_default();
            let Some(block) = plain_block(typed) else {
                self.flags.find(Finding::PIN_NOT_TYPED);
                self.proof = Proof::NotTyped;
                return Ok(FAILED);
            };
            match send(slot, [0x00, 0x20, 0x00, 0x80], &block)?.status {
                DONE => {
                    self.proof = Proof::CardPin;
                    return Ok(DONE_WELL);
                }
                0x63C1..=0x63CF => {}
                _ => break,
            }
        }
        self.flags.find(Finding::PIN_TRIES_GONE);
        Ok(FAILED)
    }
}

/// Whether a rule applies. There is no cash here, and no amount in the lists of the training cards.
fn applies(condition: u8, method: u8, can: Can) -> bool {
    match condition {
        0x00 | 0x02 => true,
        0x03 => can.does(method),
        _ => false,
    }
}

/// The block of a PIN that a card checks; none for no PIN.
fn plain_block(typed: &str) -> Option<Vec<u8>> {
    if !(4..=12).contains(&typed.len()) {
        return None;
    }
    hex::decode(&format!("2{:X}{typed:F<14}", typed.len()))
}
