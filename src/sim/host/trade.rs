//! Sales, voids and reversals.

use super::{
    BookEntry, BookState, Fault,
    answer::{Host, HostClock, Outcome},
    crypto::{Key, PinForm, xor},
    fields::{self, Private},
    reply,
};
use crate::{
    domain::{Amount, Kind},
    emv::{self, Tag, Tlv},
    iso8583::Message,
    sim::{HostConduct, TestCard, by_pan},
};

/// Field 63 of an approval: the scheme, then four blank blocks of 20, 20, 20 and 60.
const SCHEME_LENGTH: usize = 123;
/// The key behind the training issuer's answers to cryptograms. Training cards believe anything of eight bytes.
const ISSUER_KEY: [u8; 16] = *b"KeytillTrainIssu";

/// The verdict on a sale or void, before it is booked.
struct Verdict {
    kind: Kind,
    amount: Amount,
    code: &'static str,
    original: Option<(u32, u32)>,
    card: Option<&'static TestCard>,
}

impl Host {
    /// 0200: a sale (000000) or a void (200000). `ordered` is a code to refuse it with.
    pub(super) fn trade(
        &mut self,
        request: &Message,
        private: &Private,
        ordered: Option<&'static str>,
        now: HostClock,
    ) -> Outcome {
        let (Some(stan), Some(amount)) = (fields::stan(request), fields::amount(request)) else {
            return self.refuse_trade(request, "30", now);
        };
        if private.batch != self.books.batch {
            return self.refuse_trade(request, "77", now);
        }
        if self.books.entry(private.batch, stan).is_some() {
            return self.refuse_trade(request, "94", now);
        }
        let mut verdict = match (request.text(3), private.kind.as_str()) {
            (Some("000000"), "22") => self.judge_sale(request, amount),
            (Some("200000"), "23") => self.judge_void(request, amount),
            _ => return self.refuse_trade(request, "40", now),
        };
        verdict.code = ordered.unwrap_or(verdict.code);
        self.book(request, stan, &verdict, now)
    }

    fn refuse_trade(&mut self, request: &Message, code: &str, now: HostClock) -> Outcome {
        let (rrn, _) = self.books.next_reference(&now.0.hhmmss());
        reply::trade(request, code, &rrn, now).into()
    }

    fn judge_sale(&self, request: &Message, amount: Amount) -> Verdict {
        let card = fields::card_number(request).and_then(by_pan);
        let code = match card {
            _ if amount.is_zero() => "13",
            None => "14",
            Some(card) => match (self.judge_pin(request, card), card.host) {
                (Some(code), _) => code,
                (None, HostConduct::Decline(code)) => code,
                (None, _) => "00",
            },
        };
        Verdict { kind: Kind::Sale, amount, code, original: None, card }
    }

    /// Why the PIN is not good enough; none when it is right, or when field 22 says that there is none.
    fn judge_pin(&self, request: &Message, card: &TestCard) -> Option<&'static str> {
        let announced = request.text(22).is_some_and(|entry| entry.ends_with('1'));
        let Some(block) = request.bytes(52).and_then(|block| block.try_into().ok()) else {
            return announced.then_some("55");
        };
        let Some(keys) = &self.keys else { return Some("99") };
        let form = match request.text(53).and_then(|text| text.chars().next()) {
            Some('1') => PinForm::WithoutPan,
            _ => PinForm::WithPan,
        };
        match keys.pin.open_pin(block, card.pan, form) {
            None => Some("99"),
            Some(pin) if pin.as_str() != card.pin => Some("55"),
            Some(_) => None,
        }
    }

    fn judge_void(&self, request: &Message, amount: Amount) -> Verdict {
        let card = fields::card_number(request).and_then(by_pan);
        let original = fields::original(request);
        let found = original.and_then(|(batch, stan)| self.books.entry(batch, stan)).filter(|entry| {
            entry.batch == self.books.batch
                && entry.kind == Kind::Sale
                && entry.state == BookState::Approved
                && request.text(37) == Some(entry.rrn.as_str())
                && card.is_none_or(|card| fields::masked(card.pan) == entry.pan)
        });
        let code = match found {
            None => "25",
            Some(entry) if entry.amount != amount => "64",
            Some(_) => card.and_then(|card| self.judge_pin(request, card)).unwrap_or("00"),
        };
        Verdict { kind: Kind::Void, amount, code, original, card }
    }

    fn book(&mut self, request: &Message, stan: u32, verdict: &Verdict, now: HostClock) -> Outcome {
        let (rrn, authorisation) = self.books.next_reference(&now.0.hhmmss());
        let approved = verdict.code == "00";
        let batch = self.books.batch;
        let entry = BookEntry {
            batch,
            stan,
            kind: verdict.kind,
            amount: verdict.amount,
            state: if approved { BookState::Approved } else { BookState::Declined },
            code: verdict.code.to_owned(),
            rrn: rrn.clone(),
            pan: fields::card_number(request).map(fields::masked).unwrap_or_default(),
            original: verdict.original.filter(|_| approved),
            reversals: 0,
        };
        self.set_original(&entry, BookState::Voided);
        self.books.entries.insert((batch, stan), entry);

        let mut reply = reply::trade(request, verdict.code, &rrn, now);
        if verdict.kind == Kind::Sale {
            reply::echo(&mut reply, request, &[23]);
        }
        if let Some(card) = verdict.card {
            reply.set_text(2, card.pan).set_text(14, card.expiry);
        }
        if let Some(chip) = request.bytes(55) {
            reply.set_bytes(55, &chip_answer(chip, verdict.code));
        }
        if approved {
            reply.set_text(38, &authorisation).set_text(63, &format!("{:SCHEME_LENGTH$}", "CUP"));
        }
        let conduct = verdict.card.filter(|_| approved && verdict.kind == Kind::Sale);
        Outcome { reply, conduct: conduct.and_then(|card| self.fault_of(card.host)) }
    }

    fn fault_of(&self, conduct: HostConduct) -> Option<Fault> {
        match conduct {
            HostConduct::Approve | HostConduct::Decline(_) => None,
            HostConduct::Silent => Some(Fault::NoAnswer),
            HostConduct::Late => Some(Fault::Late(self.config.late_after)),
            HostConduct::BadMac => Some(Fault::BadMac),
            HostConduct::Drop => Some(Fault::Drop),
            HostConduct::Garbage => Some(Fault::Garbage),
        }
    }

    /// 0400: takes back what was approved under the same batch and STAN, as often as it is asked.
    pub(super) fn reversal(&mut self, request: &Message, private: &Private, now: HostClock) -> Message {
        let stan = fields::stan(request).unwrap_or(0);
        let code = self.take_back(request, private.batch, stan);
        let known = self.books.entry(private.batch, stan).map(|entry| entry.rrn.clone());
        let rrn = known.unwrap_or_else(|| self.books.next_reference(&now.0.hhmmss()).0);
        reply::trade(request, code, &rrn, now)
    }

    fn take_back(&mut self, request: &Message, batch: u32, stan: u32) -> &'static str {
        let open = batch == self.books.batch;
        let Some(entry) = self.books.entries.get_mut(&(batch, stan)) else { return "25" };
        if fields::amount(request) != Some(entry.amount) {
            return "64";
        }
        entry.reversals = entry.reversals.saturating_add(1);
        match entry.state {
            BookState::Reversed | BookState::Declined => "00",
            // A settled or voided sale has been acted upon: that is not for a machine to undo, and 25 or 12 would tell the
            // terminal that all is well.
            BookState::Voided => "21",
            BookState::Approved if !open => "21",
            BookState::Approved => {
                entry.state = BookState::Reversed;
                let entry = entry.clone();
                self.set_original(&entry, BookState::Approved);
                "00"
            }
        }
    }

    /// Moves the sale that an approved void names: to voided with the void, back to approved with the void's reversal.
    fn set_original(&mut self, void: &BookEntry, state: BookState) {
        if let Some(original) = void.original.and_then(|key| self.books.entries.get_mut(&key)) {
            original.state = state;
        }
    }
}

/// Field 55 of an answer: 91 with eight bytes that depend on the cryptogram and the two characters of field 39, and the counter.
fn chip_answer(chip: &[u8], code: &str) -> Vec<u8> {
    let cryptogram = emv::find(chip, Tag::CRYPTOGRAM).and_then(|value| value.try_into().ok()).unwrap_or([0; 8]);
    let mut response = [0; 8];
    response[..2].copy_from_slice(code.as_bytes().get(..2).unwrap_or(b"00"));
    let proof = Key::new(&ISSUER_KEY).map(|key| key.encrypt(xor(cryptogram, response))).unwrap_or_default();
    let mut out = Vec::new();
    Tlv::new(Tag::ISSUER_AUTH, &[&proof[..], &response[..2]].concat()).write(&mut out);
    if let Some(counter) = emv::find(chip, Tag::ATC) {
        Tlv::new(Tag::ATC, counter).write(&mut out);
    }
    out
}
