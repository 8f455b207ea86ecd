//! What a trade becomes on paper: its record, the part that is sealed, its request, and what the answers add to it.

use crate::{
    acquirer::{Answer, CardData, Financial},
    domain::{
        CardSecret, ChipUse, Currency, Entry, Extra, Fact, Kind, Now, Parcel, PinUse, Transaction, TxnRef, hex,
        transaction::ChipTags,
    },
    emv::{self, Tag, Tlv},
    flow::CardSource,
    reader::{Authorised, Completed},
};

use super::Trade;

impl Trade {
    /// Record, sealed part and request of this trade.
    pub(super) fn prepare(
        &mut self,
        txn: TxnRef,
        currency: Currency,
        now: Now,
    ) -> Option<(Transaction, CardSecret, Financial)> {
        let (card, secret, chip) = match (&self.authorised, &self.secret) {
            (Some(authorised), _) => self.card_present(authorised)?,
            (None, Some(secret)) => (number_alone(self.kind, secret), secret.clone(), None),
            (None, None) => return None,
        };
        let record = Transaction {
            entry: card.entry,
            pin: if card.pin_block.is_some() { PinUse::Entered } else { PinUse::None },
            pan: secret.masked(),
            pan_in_request: card.pan.is_some() || card.code.is_some(),
            card_sequence: card.sequence,
            chip,
            ..self.record(txn, currency, now)
        };
        let financial = Financial {
            kind: self.kind,
            stan: txn.stan,
            batch: txn.batch,
            amount: self.amount,
            currency,
            card,
            original: self.original.clone(),
            extra: self.extra.clone(),
        };
        Some((record, secret, financial))
    }

    /// The record of this trade without a card, as of one in cash; one by a shown code differs in its entry.
    pub(super) fn record(&self, txn: TxnRef, currency: Currency, now: Now) -> Transaction {
        Transaction {
            approver: self.approver,
            original: self.original.clone(),
            extra: self.extra.clone(),
            basket: self.basket,
            ..Transaction::begun(txn, self.kind, (self.amount, currency), self.operator, now.wall)
        }
    }

    /// Whether the host says that the wallet's owner has still to confirm.
    pub(super) fn is_in_progress(&self, answer: &Answer) -> bool {
        matches!(self.source, CardSource::Code(_)) && answer.code.as_str() == "09"
    }

    /// What the answers of host and card add to the record.
    pub(super) fn final_extra(&self, answer: &Answer, card: &Completed) -> Option<Box<Extra>> {
        // Byte 5, bit 7 of the terminal verification results: issuer authentication failed.
        let verified = emv::find(&card.tags, Tag::TVR).and_then(|tvr| tvr.get(4)).is_none_or(|b| b & 0x40 == 0);
        let mut extra = self.extra.clone();
        extra.voucher = answer.voucher.clone().or(extra.voucher);
        extra.terms = answer.terms.clone().or(extra.terms);
        extra.issuer_unverified = !verified;
        (extra != self.extra).then(|| Box::new(extra))
    }

    /// The notice of an issuer script, where one was run.
    pub(super) fn script_due(&self, txn: TxnRef, card: &Completed) -> Option<Fact> {
        if card.script_results.is_empty() {
            return None;
        }
        let mut all = Vec::new();
        Tlv::new(Tag::SCRIPT_RESULTS, &card.script_results).write(&mut all);
        all.extend_from_slice(&card.tags);
        all.extend_from_slice(self.authorised.as_ref().map_or(&[], |a| a.tags.as_slice()));
        let content = hex::encode(&emv::select(&emv::SCRIPT_NOTICE, &all));
        Some(Fact::ParcelDue { txn, parcel: Parcel::Script, content })
    }

    fn card_present(&self, authorised: &Authorised) -> Option<(CardData, CardSecret, Option<ChipTags>)> {
        let presented = self.card.as_ref()?;
        let fallback = presented.entry == Entry::Swipe && self.chip_failed;
        let entry = if fallback { Entry::Fallback } else { presented.entry };
        let stripe = matches!(entry, Entry::Swipe | Entry::Fallback);
        let mut chip = emv::select(&emv::REQUEST, &authorised.tags);
        if self.kind == Kind::EcashSale {
            Tlv::new(Tag::new(0x8A), b"Y1").write(&mut chip);
        }
        let card = CardData {
            entry,
            pan: (!stripe).then(|| authorised.pan.clone()),
            expiry: if stripe { None } else { authorised.expiry },
            sequence: authorised.sequence,
            track2: authorised.track2.clone(),
            pin_block: authorised.pin_block.clone(),
            chip,
            code: None,
        };
        let secret = CardSecret::Card { pan: authorised.pan.clone(), expiry: authorised.expiry };
        let chip = (!authorised.tags.is_empty()).then(|| ChipTags {
            request: hex::encode(&card.chip),
            reversal: hex::encode(&emv::select(&emv::REVERSAL, &authorised.tags)),
            label: presented.label.clone(),
            aid: emv::find(&authorised.tags, Tag::DF_NAME).map(hex::encode),
            certificate: emv::find(&authorised.tags, Tag::CRYPTOGRAM).map(hex::encode),
        });
        Some((card, secret, chip))
    }

    /// Whether a chip waits for the host's word. One that was only read has been let go.
    pub(super) fn has_chip_in_slot(&self) -> bool {
        self.kind.chip_use() == ChipUse::Full && self.card.as_ref().is_some_and(|c| c.entry == Entry::Chip)
    }

    /// The chip data after an approval: the certificate of the second cryptogram where there is one.
    pub(super) fn final_chip(&self, tags: &[u8]) -> Option<ChipTags> {
        let authorised = self.authorised.as_ref().filter(|a| !a.tags.is_empty())?;
        let presented = self.card.as_ref()?;
        let newest = |tag| emv::find(tags, tag).or_else(|| emv::find(&authorised.tags, tag));
        Some(ChipTags {
            request: String::new(),
            reversal: hex::encode(&emv::select(&emv::REVERSAL, &authorised.tags)),
            label: presented.label.clone(),
            aid: newest(Tag::DF_NAME).map(hex::encode),
            certificate: newest(Tag::CRYPTOGRAM).map(hex::encode),
        })
    }

    /// The chip data of a reversal after the card's refusal: 9F10 goes along.
    pub(super) fn reversal_chip(&self, tags: &[u8]) -> Option<ChipTags> {
        let chip = self.final_chip(tags)?;
        if tags.is_empty() {
            return Some(chip);
        }
        let authorised = self.authorised.as_ref()?;
        let mut all = tags.to_vec();
        all.extend_from_slice(&authorised.tags);
        Some(ChipTags { reversal: hex::encode(&emv::select(&emv::REVERSAL_CARD_DECLINED, &all)), ..chip })
    }

    /// Forgets card data that is not needed any more.
    pub(super) fn wipe(&mut self) {
        self.authorised = None;
        self.secret = None;
        self.request = None;
    }
}

/// A number without its card: sealed with the original, typed, or shown as a code. The code itself is for the sale alone;
/// what goes back to it has the host's voucher.
fn number_alone(kind: Kind, secret: &CardSecret) -> CardData {
    let (entry, code) = match secret {
        CardSecret::Card { .. } => (Entry::Manual, None),
        CardSecret::Code(code) => (Entry::Code, Some(code.clone()).filter(|_| kind == Kind::Sale)),
        CardSecret::Voucher(_) => (Entry::Code, None),
    };
    CardData {
        entry,
        pan: secret.pan().cloned(),
        expiry: secret.expiry(),
        sequence: None,
        track2: None,
        pin_block: None,
        chip: Vec::new(),
        code,
    }
}
