//! Reversals: what was approved is taken back, as often as it is asked.

use super::{BookState, Books, check, chip, desk::Desk, effects, fields, kinds::Trade, reply};
use crate::iso8583::Message;

impl Desk<'_> {
    /// 0400: takes back what was approved under the same batch and STAN.
    pub(super) fn reversal(&mut self, trade: Option<Trade>) -> Message {
        let Some((trade, stan)) = trade.zip(fields::stan(self.request)) else {
            let code =
                self.bad("fields 3, 22, 25 and 60.1 are not those of a trade that is reversed, or field 11 is missing");
            return self.refuse_trade(code);
        };
        if let Err(why) = check::reversal(trade, self.request) {
            let code = self.bad(why);
            return self.refuse_trade(code);
        }
        let code = self.take_back(trade, stan);
        let known = self.till.books.entry(self.private.batch, stan).map(|entry| (entry.rrn.clone(), entry.pan.clone()));
        let (rrn, pan) = known.unwrap_or_else(|| (self.next_reference().0, String::new()));
        let mut answer = reply::trade(self.request, code, &rrn, self.now);
        self.finish(&mut answer, trade, &pan);
        answer
    }

    /// The card, which a reversal after a swipe does not name; the chip's counter; no field 44 for pre-authorisations.
    fn finish(&self, answer: &mut Message, trade: Trade, pan: &str) {
        if let Some(account) = self.config.accounts.iter().find(|account| account.masked() == pan) {
            answer.set_text(2, &account.pan).set_text(14, &account.expiry);
        }
        if let Some(counter) = self.request.bytes(55).and_then(chip::counter) {
            answer.set_bytes(55, &counter);
        }
        if trade.is_pre_auth_family() {
            answer.remove(44);
        }
    }

    fn take_back(&mut self, trade: Trade, stan: u32) -> &'static str {
        self.till.changed = true;
        let batch = self.private.batch;
        let books = &mut self.till.books;
        let open = batch == books.batch;
        let Some(entry) = books.entries.get_mut(&(batch, stan)) else { return "25" };
        // Neither 25 nor 12 for what is there under another name: both would tell the terminal that all is well.
        if entry.kind != trade {
            return "30";
        }
        if fields::amount(self.request) != Some(entry.amount) {
            return "64";
        }
        entry.reversals = entry.reversals.saturating_add(1);
        let acted_upon = !entry.refunded.is_zero() || entry.adjusted.is_some();
        match entry.state {
            BookState::Reversed | BookState::Declined => "00",
            // What has been settled, voided, refunded or completed has been acted upon: that is not for a machine to undo.
            BookState::Voided | BookState::Completed => "21",
            _ if !open || acted_upon => "21",
            BookState::Approved | BookState::InProgress => undo(books, (batch, stan)),
        }
    }
}

fn undo(books: &mut Books, key: (u32, u32)) -> &'static str {
    let Some(entry) = books.entries.get_mut(&key) else { return "25" };
    let stood = entry.state == BookState::Approved;
    entry.state = BookState::Reversed;
    let entry = entry.clone();
    if stood {
        effects::undo(books, &entry);
    }
    "00"
}
