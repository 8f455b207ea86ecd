//! A trade with a card: read (GCX), first cryptogram and PIN (GOX), tracks (GTK), more objects (GED), last word (FCX).

use super::{
    commands::{Answer, BAD_CALL, BAD_PARAMETER, MISSING_PARAMETER, NO_CARD, Refused},
    keys::{Key, pack, pin_block},
    machine::{Pad, Wanted},
    wire::{self, Params},
};
use crate::{
    domain::{Entry, hex},
    emv::{Tag, Tlv},
    sim::{
        CardConduct, TestCard, chip,
        kernel::{Decision, Objects, Order, Proof, Terms, Trouble, Word},
        pad::hand::InHand,
    },
};

const MUTE: Refused = 60;
const BAD_DATA: Refused = 69;
const NO_APPLICATION: Refused = 70;
const NOT_ALLOWED: Refused = 71;
const BLOCKED: Refused = 79;
const TAP_LOST: Refused = 81;
const TAP_REFUSED: Refused = 83;
const SEE_PHONE: Refused = 86;
/// From which amount on a tap wants a PIN, where the order does not say: any.
const TAP_LIMIT: Tag = Tag::new(0xDF_8126);
/// What the pad can do, where the order does not say.
const CAPABILITIES: [u8; 3] = [0xE0, 0xE1, 0xC8];

/// What the pad knows of the card in hand.
pub(super) struct Session {
    pub(super) card: &'static TestCard,
    /// How it was read.
    pub(super) entry: Entry,
    /// A chip; none for a stripe.
    chip: Option<InHand>,
    tracks_given: bool,
}

fn status_of(trouble: Trouble, entry: Entry) -> Refused {
    match (trouble, entry) {
        (Trouble::Mute | Trouble::Gone, Entry::Tap) => TAP_LOST,
        (Trouble::Blocked | Trouble::NoApplication, Entry::Tap) => TAP_REFUSED,
        (Trouble::Mute, _) => MUTE,
        (Trouble::Gone, _) => NO_CARD,
        (Trouble::NoApplication, _) => NO_APPLICATION,
        (Trouble::Blocked, _) => BLOCKED,
        (Trouble::NotAllowed, _) => NOT_ALLOWED,
        (Trouble::SeePhone, _) => SEE_PHONE,
        (Trouble::BadData, _) => BAD_DATA,
    }
}

impl Pad {
    /// The reply to GCX once a card is there. A chip that says nothing is refused; the next time its stripe is read.
    pub(super) fn read_card(&mut self, card: &'static TestCard, order: Order, tags: &[u8]) -> Vec<u8> {
        let after_chip = self.mute.take() == Some(card.place);
        if card.entry == Entry::Swipe || after_chip {
            self.session = Some(Session { card, entry: Entry::Swipe, chip: None, tracks_given: false });
            let failed = if after_chip { b"1" } else { b"0" };
            return wire::reply(b"GCX", &[(0x804F, b"00".to_vec()), (0x8050, failed.to_vec())]);
        }
        match self.chips.open(card, &self.tables.setup(), order) {
            Err(trouble) => {
                self.mute = (trouble == Trouble::Mute).then_some(card.place);
                wire::status(b"GCX", status_of(trouble, card.entry))
            }
            Ok(chip) => {
                let reply = wire::reply(b"GCX", &known(&chip.dialogue.objects(), card.entry, tags));
                self.session = Some(Session { card, entry: card.entry, chip: Some(chip), tracks_given: false });
                reply
            }
        }
    }

    pub(super) fn gox(&mut self, params: &Params) -> Result<Answer, Refused> {
        let terms = terms(params)?;
        let asks_pin = terms.capabilities[1] & 0x40 != 0;
        let key = self.checked_key(params, asks_pin)?;
        let session = self.session.as_mut().ok_or(BAD_CALL)?;
        let (card, entry) = (session.card, session.entry);
        let chip = session.chip.as_mut().ok_or(BAD_CALL)?;
        if card.card == CardConduct::UnplugsPad {
            return Ok(Answer::Unplug);
        }
        let decision = match entry {
            Entry::Tap => chip.dialogue.decision().ok_or(BAD_CALL),
            _ => {
                let decision = self.chips.first(chip, &self.tables.setup(), &terms, card);
                decision.map_err(|trouble| status_of(trouble, entry))
            }
        };
        let proof = chip.dialogue.proof();
        let objects = chip.dialogue.objects();
        let decision = decision.inspect_err(|_| self.session = None)?;
        let block = (asks_pin && proof == Proof::OnlinePin).then(|| pin_block(card.typed_pin, card.pan)).flatten();
        let block = block.zip(key).map(|(block, key)| key.encrypt(block));
        let pin = match (proof, &block) {
            (Proof::CardPin, _) => b'1',
            (_, Some(_)) => b'2',
            _ => b'0',
        };
        let first = match decision {
            Decision::Approved => b'0',
            Decision::Declined => b'1',
            Decision::AskIssuer => b'2',
        };
        let mut reply = vec![(0x8056, vec![first, b'0', pin, b'0', b'0', b'0'])];
        reply.extend(block.map(|block| (0x8057, block.to_vec())));
        reply.push((0x8054, wanted(params.get(4).unwrap_or_default(), &objects)));
        let typing = asks_pin && !matches!(proof, Proof::None | Proof::OnDevice);
        let notice = typing.then_some("TYPING PIN");
        Ok(Answer::Later { name: b"GOX".to_vec(), notice, reply: wire::reply(b"GOX", &reply) })
    }

    /// The key for the PIN; the parameters are checked even where no PIN is asked for.
    fn checked_key(&self, params: &Params, asks_pin: bool) -> Result<Option<Key>, Refused> {
        params.get(0x0010).ok_or(MISSING_PARAMETER)?;
        if params.get(0x0002).ok_or(MISSING_PARAMETER)? != b"1" {
            return Err(BAD_PARAMETER);
        }
        params.get(0x0009).ok_or(MISSING_PARAMETER)?;
        if !asks_pin {
            return Ok(None);
        }
        self.working_key(params).map(Some)
    }

    pub(super) fn gtk(&mut self) -> Result<Answer, Refused> {
        let session = self.session.as_mut().filter(|s| !s.tracks_given).ok_or(BAD_CALL)?;
        session.tracks_given = true;
        let mut reply = vec![(0x8045, packed(&chip::track2(session.card)))];
        if session.entry != Entry::Swipe {
            reply.push((0x804A, packed(session.card.pan)));
        }
        Ok(Answer::Now(wire::reply(b"GTK", &reply)))
    }

    /// GED: more of the chip's objects, and none of its number.
    pub(super) fn more_objects(&self, params: &Params) -> Result<Answer, Refused> {
        let list = params.get(0x0004).ok_or(MISSING_PARAMETER)?;
        let chip = self.session.as_ref().and_then(|session| session.chip.as_ref()).ok_or(BAD_CALL)?;
        Ok(Answer::Now(wire::reply(b"GED", &[(0x8054, wanted(list, &chip.dialogue.objects()))])))
    }

    pub(super) fn fcx(&mut self, params: &Params) -> Result<Answer, Refused> {
        let word = word(params)?;
        let session = self.session.take().filter(|s| s.entry == Entry::Chip).ok_or(BAD_CALL)?;
        let mut chip = session.chip.filter(|chip| chip.dialogue.decision().is_some()).ok_or(BAD_CALL)?;
        if session.card.card == CardConduct::UnplugsPadLate {
            return Ok(Answer::Unplug);
        }
        let end = self.chips.second(&mut chip, word, params.get(5).unwrap_or_default());
        let end = end.map_err(|trouble| status_of(trouble, session.entry))?;
        let result = if end.approved { b"000" } else { b"100" };
        let mut reply = vec![(0x8058, result.to_vec())];
        reply.push((0x8054, wanted(params.get(4).unwrap_or_default(), &chip.dialogue.objects())));
        if !end.scripts.is_empty() {
            reply.push((0x8059, end.scripts));
        }
        Ok(Answer::Later { name: b"FCX".to_vec(), notice: None, reply: wire::reply(b"FCX", &reply) })
    }
}

pub(super) fn gcx(params: &Params) -> Result<Answer, Refused> {
    let date = params.number(0x0015).ok_or(MISSING_PARAMETER)?;
    let order = Order {
        amount: params.number(0x0013).unwrap_or(0),
        kind: params.get(0x0021).and_then(|v| v.first()).copied().unwrap_or(0),
        currency: params.number(0x0022).and_then(|code| u16::try_from(code).ok()).unwrap_or(156),
        date: pack(&format!("{date:06}")).and_then(|date| date.try_into().ok()).ok_or(BAD_PARAMETER)?,
        sequence: 0,
        tap_limit: tap_limit(params),
    };
    params.number(0x0016).ok_or(MISSING_PARAMETER)?;
    let tap = params.get(0x0017).is_some_and(|options| options.first() == Some(&b'1'));
    let tags = params.get(4).unwrap_or_default().to_vec();
    Ok(Answer::Wait(Wanted::Card { order, tap, tags }))
}

fn tap_limit(params: &Params) -> u64 {
    let told = params.get(5).and_then(|objects| crate::emv::find(objects, TAP_LIMIT));
    told.and_then(|limit| limit.try_into().ok()).map_or(0, |limit| u32::from_be_bytes(limit).into())
}

/// The floor limit of the risk parameters (four bytes, then six for a random selection, which this pad does not make), whether
/// the options forbid an approval by the card alone, and what the till lets the pad do. Without either no card approves by itself.
fn terms(params: &Params) -> Result<Terms, Refused> {
    let floor = match params.get(0x001A) {
        Some([a, b, c, d, rest @ ..]) if rest.len() == 6 => u32::from_be_bytes([*a, *b, *c, *d]),
        Some(_) => return Err(BAD_PARAMETER),
        None => 0,
    };
    let must_ask = params.get(0x0018).and_then(|options| options.get(1)) == Some(&b'1');
    let capabilities = params.get(5).and_then(|objects| crate::emv::find(objects, Tag::CAPABILITIES));
    let capabilities = capabilities.and_then(|value| value.try_into().ok()).unwrap_or(CAPABILITIES);
    Ok(Terms { capabilities, floor: floor.into(), must_ask })
}

fn word(params: &Params) -> Result<Word, Refused> {
    let code = params.get(0x001C).map(|code| code.try_into().map_err(|_| BAD_PARAMETER)).transpose()?;
    match params.get(0x0019).and_then(<[u8]>::first).ok_or(MISSING_PARAMETER)? {
        b'0' => code.map(Word::Approved).ok_or(MISSING_PARAMETER),
        b'1' => code.map(Word::Declined).ok_or(MISSING_PARAMETER),
        b'2' => Ok(Word::NoHost),
        _ => Err(BAD_PARAMETER),
    }
}

/// What is told of a chip when it has been read.
fn known(objects: &Objects, entry: Entry, tags: &[u8]) -> Vec<(u16, Vec<u8>)> {
    let digits = |tag: Tag| objects.get(&tag).map(|value| hex::encode(value)).unwrap_or_default();
    let kind = if entry == Entry::Tap { b"06" } else { b"03" };
    vec![
        (0x804F, kind.to_vec()),
        (0x8050, b"0".to_vec()),
        (0x8051, b"010101".to_vec()),
        (0x8052, digits(Tag::PAN).trim_end_matches('F').as_bytes().to_vec()),
        (0x8053, digits(Tag::SEQUENCE).into_bytes()),
        (0x805B, objects.get(&Tag::LABEL).cloned().unwrap_or_default()),
        (0x805C, b"156".to_vec()),
        (0x805D, digits(Tag::EXPIRY).into_bytes()),
        (0x8054, wanted(tags, objects)),
    ]
}

/// The wanted tags as BER-TLV, in the order asked for, without card number and tracks. Tags that the card has not are left out.
fn wanted(list: &[u8], objects: &Objects) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = list;
    while let Some(first) = rest.first() {
        let length = if first & 0x1F == 0x1F { 2 } else { 1 };
        let Some((bytes, after)) = rest.split_at_checked(length) else { break };
        let tag = Tag::new(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)));
        if let Some(value) = objects.get(&tag).filter(|_| !tag.is_secret()) {
            Tlv::new(tag, value).write(&mut out);
        }
        rest = after;
    }
    out
}

/// Text of digits and `D` in four bits each, filled with `F`.
fn packed(text: &str) -> Vec<u8> {
    let even = if text.len().is_multiple_of(2) { text.to_owned() } else { format!("{text}F") };
    pack(&even).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::CARDS;

    #[test]
    fn tags_come_in_the_order_asked_for_and_secret_ones_never() {
        let objects = Objects::from([
            (Tag::AMOUNT, vec![0, 0, 0, 1, 0x23, 0x45]),
            (Tag::ATC, vec![0, 7]),
            (Tag::TYPE, vec![0]),
            (Tag::PAN, vec![0x62]),
        ]);
        let out = wanted(&[0x9F, 0x02, 0x5A, 0x99, 0x9F, 0x36, 0x9C], &objects);
        assert_eq!(out, b"\x9F\x02\x06\x00\x00\x00\x01\x23\x45\x9F\x36\x02\x00\x07\x9C\x01\x00");
    }

    #[test]
    fn tracks_fit_their_limits() {
        for card in &CARDS {
            assert!(chip::track2(card).len() <= 37);
            assert!(packed(&chip::track2(card)).len() <= 28);
        }
    }
}
