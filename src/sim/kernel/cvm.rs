//! How the holder proves who he is (EMV Book 3, 10.5): the card's list of methods, and what came of them.

use super::{
    data::Data,
    verification::{HOLDER_NOT_VERIFIED, NO_PIN_PAD, ONLINE_PIN, PIN_NOT_ENTERED, PIN_TRIES_EXCEEDED, UNKNOWN_CVM},
};
use crate::{emv::Tag, sim::bcd::number};

const LIST: Tag = Tag::new(0x8E);
const APPLICATION_CURRENCY: Tag = Tag::new(0x9F42);
/// The card's interchange profile has a list.
const HAS_LIST: u8 = 0x10;
/// In a rule: the next one counts when this fails.
const NEXT_IF_FAILED: u8 = 0x40;
const METHOD: u8 = 0x3F;

const OFFLINE_PIN: u8 = 0x01;
const ONLINE: u8 = 0x02;
const SIGNATURE: u8 = 0x1E;
const NO_CVM: u8 = 0x1F;
/// No method fits.
const NONE_PERFORMED: u8 = 0x3F;

/// Results in the last byte of tag 9F34.
const UNKNOWN: u8 = 0x00;
const FAILED: u8 = 0x01;
const SUCCESSFUL: u8 = 0x02;

/// Which PIN the holder is to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedPin {
    /// None.
    None,
    /// One that goes to the issuer under a key of the pad.
    Online,
    /// One that goes to the card in clear, by [`super::Session::try_pin`].
    Offline,
}

/// What became of the PIN that was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// None was wanted.
    NotWanted,
    /// It was typed and goes to the issuer.
    Online,
    /// The holder typed none.
    Bypassed,
    /// It was given to the card.
    Offline(Tried),
}

/// What the card says to a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is right.
    Right,
    /// It is wrong, and so many tries are left.
    Wrong(u8),
    /// No more tries: they have been used up, in this trade or before.
    Blocked,
}

/// What the holder has proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proved {
    /// By a PIN, or nothing more is wanted.
    Enough,
    /// He is to sign.
    Sign,
    /// Nothing.
    Nothing,
}

/// A rule of the list.
#[derive(Clone, Copy)]
struct Rule {
    code: u8,
    condition: u8,
}

impl Rule {
    fn method(self) -> u8 {
        self.code & METHOD
    }

    /// Whether the terminal can do it (tag 9F33, second byte); none for a method that nobody here knows.
    fn supported(self, capabilities: u8) -> Option<bool> {
        let bit = match self.method() {
            OFFLINE_PIN => 0x80,
            ONLINE => 0x40,
            SIGNATURE => 0x20,
            NO_CVM => 0x08,
            0x00 => return Some(true),
            _ => return None,
        };
        Some(capabilities & bit != 0)
    }
}

/// The rules whose conditions hold in this trade, in order. None where the card has no list.
fn rules(data: &Data) -> Option<Vec<Rule>> {
    data.fixed::<2>(Tag::AIP).filter(|[first, _]| first & HAS_LIST != 0)?;
    let list = data.get(LIST).filter(|list| list.len() >= 10 && list.len().is_multiple_of(2))?;
    let (amounts, rules) = list.split_at(8);
    let (x, y) = (u32::from_be_bytes(amounts[..4].try_into().ok()?), u32::from_be_bytes(amounts[4..].try_into().ok()?));
    let amount = data.get(Tag::AMOUNT).and_then(number).unwrap_or(0);
    let own_currency = data.get(Tag::CURRENCY) == data.get(APPLICATION_CURRENCY);
    let capabilities = data.fixed::<3>(Tag::CAPABILITIES)?[1];
    let kind = data.fixed::<1>(Tag::TYPE)?[0];
    let holds = |rule: &Rule| match rule.condition {
        0x00 => true,
        // Cash without a person, cash with one, sale with cash.
        0x01 => false,
        0x02 => !matches!(kind, 0x01 | 0x09),
        0x03 => rule.supported(capabilities) == Some(true) || rule.supported(capabilities).is_none(),
        0x04 => kind == 0x01,
        0x05 => kind == 0x09,
        0x06 => own_currency && amount < u64::from(x),
        0x07 => own_currency && amount > u64::from(x),
        0x08 => own_currency && amount < u64::from(y),
        0x09 => own_currency && amount > u64::from(y),
        _ => false,
    };
    let all = rules.chunks_exact(2).map(|pair| Rule { code: pair[0], condition: pair[1] });
    Some(all.filter(holds).collect())
}

/// The first PIN that the list leads to.
pub(super) fn wanted(data: &Data) -> WantedPin {
    let capabilities = data.fixed::<3>(Tag::CAPABILITIES).map_or(0, |bytes| bytes[1]);
    for rule in rules(data).unwrap_or_default() {
        match (rule.method(), rule.supported(capabilities)) {
            (OFFLINE_PIN, Some(true)) => return WantedPin::Offline,
            (ONLINE, Some(true)) => return WantedPin::Online,
            (SIGNATURE | NO_CVM, Some(true)) => return WantedPin::None,
            _ if rule.code & NEXT_IF_FAILED == 0 => return WantedPin::None,
            _ => {}
        }
    }
    WantedPin::None
}

/// Goes through the list with what became of the PIN; sets the results (tag 9F34) and the bits that belong to them.
pub(super) fn process(data: &mut Data, pin: Pin) -> Proved {
    let Some(rules) = rules(data) else {
        data.set(Tag::CVM_RESULTS, &[NONE_PERFORMED, 0x00, UNKNOWN]);
        return Proved::Enough;
    };
    let capabilities = data.fixed::<3>(Tag::CAPABILITIES).map_or(0, |bytes| bytes[1]);
    let mut last = [NONE_PERFORMED, 0x00, FAILED];
    for rule in rules {
        last = [rule.code, rule.condition, FAILED];
        let result = match rule.supported(capabilities) {
            None => {
                data.mark(UNKNOWN_CVM);
                FAILED
            }
            Some(supported) => perform(data, rule.method(), supported, pin),
        };
        if result != FAILED {
            data.set(Tag::CVM_RESULTS, &[rule.code, rule.condition, result]);
            return if rule.method() == SIGNATURE { Proved::Sign } else { Proved::Enough };
        }
        if rule.code & NEXT_IF_FAILED == 0 {
            break;
        }
    }
    data.mark(HOLDER_NOT_VERIFIED);
    data.set(Tag::CVM_RESULTS, &last);
    Proved::Nothing
}

fn perform(data: &mut Data, method: u8, supported: bool, pin: Pin) -> u8 {
    match (method, supported) {
        (OFFLINE_PIN | ONLINE, false) => {
            data.mark(NO_PIN_PAD);
            FAILED
        }
        (OFFLINE_PIN, true) => match pin {
            Pin::Offline(Tried::Right) => SUCCESSFUL,
            Pin::Offline(Tried::Blocked | Tried::Wrong(0)) => {
                data.mark(PIN_TRIES_EXCEEDED);
                FAILED
            }
            Pin::Offline(Tried::Wrong(_)) => FAILED,
            _ => not_entered(data),
        },
        (ONLINE, true) => match pin {
            Pin::Online => {
                data.mark(ONLINE_PIN);
                UNKNOWN
            }
            _ => not_entered(data),
        },
        (SIGNATURE, true) => UNKNOWN,
        (NO_CVM, true) => SUCCESSFUL,
        _ => FAILED,
    }
}

fn not_entered(data: &mut Data) -> u8 {
    data.mark(PIN_NOT_ENTERED);
    FAILED
}
