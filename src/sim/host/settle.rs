//! Settlement and batch upload.

use super::{
    answer::{Host, HostClock},
    fields::{self, Half, Private},
    reply,
};
use crate::iso8583::Message;

impl Host {
    /// 0500: compares the terminal's totals with the books. The answer has no field 39 unless it refuses; its flags say 1
    /// (equal) or 2 (unequal), domestic and foreign.
    pub(super) fn settlement(&mut self, request: &Message, private: &Private, now: HostClock) -> Message {
        if !self.books.knows_batch(private.batch) {
            return reply::short(request, "77", now);
        }
        let Some((domestic, foreign)) = request.text(48).and_then(read_totals) else {
            return reply::short(request, "30", now);
        };
        let totals = self.books.totals(private.batch);
        let ours = Half { debit: totals.debit(), credit: totals.credit() };
        let equal = domestic == ours && !self.faults.is_unbalanced();
        let none = Half::default();
        let answer = ours.write(flag(equal)) + &none.write(flag(foreign == none));
        let uploads = self.books.uploads.entry(private.batch).or_default();
        uploads.settlements = uploads.settlements.saturating_add(1);
        let (rrn, _) = self.books.next_reference(&now.0.hhmmss());
        let mut reply = reply::with_reference(request, "00", &rrn, now);
        reply::echo(&mut reply, request, &[49, 63]);
        reply.set_text(15, &now.0.mmdd()).set_text(48, &answer);
        reply.remove(39);
        reply
    }

    /// 0320: details and the end of the upload. The end closes the batch; said again, it is acknowledged again.
    pub(super) fn upload(&mut self, request: &Message, private: &Private, now: HostClock) -> Message {
        let (rrn, _) = self.books.next_reference(&now.0.hhmmss());
        if !self.books.knows_batch(private.batch) {
            return reply::with_reference(request, "77", &rrn, now);
        }
        let code = if self.count_upload(request, private).is_some() { "00" } else { "30" };
        let mut reply = reply::with_reference(request, code, &rrn, now);
        if is_end(&private.code) {
            reply::echo(&mut reply, request, &[48]);
        }
        reply
    }

    fn count_upload(&mut self, request: &Message, private: &Private) -> Option<()> {
        let uploads = self.books.uploads.entry(private.batch).or_default();
        match private.code.as_str() {
            "201" => uploads.stripe.extend(fields::stripe_details(request.text(48)?)?),
            "203" | "205" => {
                fields::amount(request)?;
                uploads.chip.insert(fields::stan(request)?);
            }
            code if is_end(code) => {
                uploads.end_count = Some(request.text(48)?.parse().ok()?);
                uploads.end_code = Some(code.to_owned());
                if private.batch == self.books.batch {
                    self.books.close_batch();
                }
            }
            _ => uploads.notices = uploads.notices.saturating_add(1),
        }
        Some(())
    }
}

fn is_end(code: &str) -> bool {
    matches!(code, "202" | "207")
}

fn flag(equal: bool) -> char {
    if equal { '1' } else { '2' }
}

/// Domestic and foreign totals: 62 digits, or 31 where a terminal knows domestic cards only.
fn read_totals(digits: &str) -> Option<(Half, Half)> {
    let domestic = Half::read(digits.get(..31)?)?;
    match digits.get(31..)? {
        "" => Some((domestic, Half::default())),
        foreign => Some((domestic, Half::read(foreign)?)),
    }
}
