//! A trade from its request to its place in the books and its answer.

use super::{
    BookEntry, BookState, Fault,
    books::Key,
    case::Case,
    check,
    desk::{Code, Desk, Outcome},
    effects,
    kinds::{Trade, is_variant},
    reply,
    totals::Scheme,
};
use crate::{domain::Amount, sim::HostConduct};

/// The verdict on a trade that is not refused.
pub(super) struct Verdict {
    /// Field 39: 00, or 09 for a payment by code that is in progress.
    pub(super) code: Code,
    /// The transaction that it is about.
    pub(super) original: Option<Key>,
    /// Field 38 of the answer; a fresh one where it says nothing.
    pub(super) authorisation: Option<String>,
    /// More fields of the answer.
    pub(super) extra: Vec<(u8, String)>,
    /// The payment voucher number of a payment by code.
    pub(super) voucher: String,
    /// How often a payment that is in progress must be asked about.
    pub(super) to_ask: u32,
    /// What goes wrong with the answer because of the card or code.
    pub(super) conduct: Option<Fault>,
}

impl Verdict {
    /// An approval with nothing special about it.
    pub(super) fn approved() -> Verdict {
        Verdict {
            code: "00",
            original: None,
            authorisation: None,
            extra: Vec::new(),
            voucher: String::new(),
            to_ask: 0,
            conduct: None,
        }
    }

    /// An approval that is about another transaction.
    pub(super) fn about(original: Key) -> Verdict {
        Verdict { original: Some(original), ..Verdict::approved() }
    }

    fn refused(code: Code) -> Verdict {
        Verdict { code, ..Verdict::approved() }
    }
}

impl<'a> Desk<'a> {
    /// A trade: read, judged, booked, answered. `ordered` is a code to refuse it with.
    pub(super) fn trade(&mut self, trade: Trade, ordered: Option<Code>) -> Outcome {
        let case = match self.case(trade) {
            Ok(case) => case,
            Err(code) => return self.refuse_trade(code).into(),
        };
        if self.private.batch != self.till.books.batch {
            let code = self.refuse("77", format!("batch {:06} is open", self.till.books.batch));
            return self.refuse_trade(code).into();
        }
        if let Some(entry) = self.till.books.entry(self.private.batch, case.stan).cloned() {
            return self.repeated(&case, &entry).into();
        }
        let verdict = self.judge(&case).unwrap_or_else(Verdict::refused);
        self.book(&case, ordered.map_or(verdict, Verdict::refused))
    }

    /// A STAN that is taken: what was told already is acknowledged with 94 or refused as before; all else is refused with 94.
    fn repeated(&mut self, case: &Case, entry: &BookEntry) -> crate::iso8583::Message {
        if !case.trade.is_advice() {
            return self.refuse_trade("94");
        }
        let same = (entry.kind, entry.amount, entry.pan.as_str()) == (case.trade, case.amount, case.masked().as_str());
        let code = match entry.state {
            _ if !same => self.refuse("64", "this STAN was another trade or amount"),
            BookState::Declined => entry.code.as_str(),
            _ => "94",
        };
        reply::trade(self.request, code, &entry.rrn, self.now)
    }

    fn judge(&self, case: &Case) -> Result<Verdict, Code> {
        use Trade::*;
        match case.trade {
            Balance | Sale | Instalment | PreAuth | LoadDesignated | LoadOther | LoadCash => self.judge_fresh(case),
            Void | CompletionVoid | QrVoid | LoadVoid => self.judge_void(case),
            Refund | EcashRefund | QrRefund => self.judge_refund(case),
            PreAuthAdd => self.judge_more(case),
            PreAuthVoid | Completion | CompletionAdvice => self.judge_pre_auth_end(case),
            OfflineSettlement => self.judge_offline(case),
            Adjust => self.judge_adjust(case),
            TipAdjust => self.judge_tip(case),
            EcashSale => self.judge_ecash(case),
            QrSale => self.judge_code(case),
        }
    }

    fn book(&mut self, case: &Case<'a>, verdict: Verdict) -> Outcome {
        let (rrn, fresh) = self.next_reference();
        let entry = self.entry(case, &verdict, rrn, fresh);
        if entry.state == BookState::Approved {
            effects::apply(&mut self.till.books, &entry);
        }
        let reply = self.answer_to(case, &verdict, &entry);
        self.till.books.entries.insert(entry.key(), entry);
        self.till.changed = true;
        Outcome { conduct: verdict.conduct, ..reply.into() }
    }

    fn entry(&self, case: &Case, verdict: &Verdict, rrn: String, fresh: String) -> BookEntry {
        let original = verdict.original.and_then(|key| self.till.books.entries.get(&key));
        let from_number = || case.pan.as_deref().map(|pan| Scheme::of_number(pan));
        let scheme =
            original.map(|entry| entry.scheme).or(case.account.map(|account| account.scheme)).or_else(from_number);
        let pan = match (case.pan.is_some(), original) {
            (false, Some(original)) => original.pan.clone(),
            _ if case.trade == Trade::QrSale => self.code_name(),
            _ => case.masked(),
        };
        BookEntry {
            batch: self.till.books.batch,
            stan: case.stan,
            kind: case.trade,
            amount: case.amount,
            state: match verdict.code {
                "00" => BookState::Approved,
                "09" if verdict.to_ask > 0 => BookState::InProgress,
                _ => BookState::Declined,
            },
            code: verdict.code.to_owned(),
            rrn,
            pan,
            original: verdict.original,
            reversals: 0,
            date: self.now.0.mmdd(),
            day: self.now.0.to_string().split(' ').next().unwrap_or_default().to_owned(),
            auth: verdict.authorisation.clone().unwrap_or(fresh),
            entry_mode: self.request.text(22).unwrap_or_default().to_owned(),
            scheme: scheme.unwrap_or_default(),
            chip: self.request.has(55) && check::is_fresh(case.trade),
            adjusted: None,
            added: Amount::ZERO,
            refunded: Amount::ZERO,
            voucher: verdict.voucher.clone(),
            to_ask: verdict.to_ask,
            signature: None,
        }
    }

    fn answer_to(&self, case: &Case, verdict: &Verdict, entry: &BookEntry) -> crate::iso8583::Message {
        let mut reply = reply::trade(self.request, verdict.code, &entry.rrn, self.now);
        reply::put_card(&mut reply, case);
        if check::is_fresh(case.trade) {
            reply::echo(&mut reply, self.request, &[23]);
        }
        if let Some(data) = self.chip_answer(case, verdict.code) {
            reply.set_bytes(55, &data);
        }
        if entry.state == BookState::Approved && !matches!(case.trade, Trade::Balance | Trade::EcashSale) {
            reply.set_bytes(63, &reply::scheme(entry.scheme, &self.config.rules.remark));
            if !case.trade.is_by_code() || is_variant(self.request) {
                reply.set_text(38, &entry.auth);
            }
        }
        for (field, text) in &verdict.extra {
            match field {
                62 => reply.set_bytes(62, text.as_bytes()),
                field => reply.set_text(*field, text),
            };
        }
        if case.trade == Trade::Balance {
            reply.remove(15);
        }
        reply
    }

    /// What goes wrong with the answer to a payment of this card.
    pub(super) fn fault_of(&self, conduct: HostConduct) -> Option<Fault> {
        match conduct {
            HostConduct::Approve
            | HostConduct::Decline(_)
            | HostConduct::Scripts
            | HostConduct::BadScript
            | HostConduct::BadArpc => None,
            HostConduct::Silent => Some(Fault::NoAnswer),
            HostConduct::Late => Some(Fault::Late(self.config.late_after)),
            HostConduct::BadMac => Some(Fault::BadMac),
            HostConduct::Drop => Some(Fault::Drop),
            HostConduct::Garbage => Some(Fault::Garbage),
        }
    }
}
