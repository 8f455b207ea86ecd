//! Script notices (0620) and signatures (0820, 60.1 = 07).

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{books::ScriptNotice, check, chip, desk::Desk, entry::Signature, fields, reply};
use crate::{
    emv::{self, Tag},
    iso8583::Message,
};

/// The largest picture that field 62 can hold.
const MAX_PICTURE: usize = 999;
/// What the slip in a signature's field 55 must have: merchant name, type, operator, date and time, currency, copies.
const SLIP: [u8; 6] = [0x00, 0x01, 0x02, 0x06, 0x0A, 0x70];
/// Bytes of a digest that the books keep.
const DIGEST: usize = 8;

impl Desk<'_> {
    /// 0620: books what became of an issuer's script. Said again, it is acknowledged again.
    pub(super) fn script_notice(&mut self) -> Message {
        let needed = [11, 22, 32, 37, 38, 41, 42, 49, 55, 60, 61];
        if let Err(why) = check::present(self.request, &needed) {
            let code = self.bad(why);
            return self.refuse_trade(code);
        }
        let data = self.request.bytes(55).filter(|data| emv::check(data).is_ok());
        let results = data.and_then(|data| emv::find(data, Tag::SCRIPT_RESULTS));
        let named = fields::original(self.request).zip(fields::stan(self.request));
        let right_code = self.private.code == "951";
        let (true, Some((original, stan)), Some(results)) = (right_code, named, results) else {
            let code = self.bad("60.3 is not 951, field 61 names no original, or field 55 has no DF31");
            return self.refuse_trade(code);
        };
        let rrn = self.request.text(37);
        let is_known = self.till.books.entries.get(&original).is_some_and(|entry| Some(entry.rrn.as_str()) == rrn);
        if !is_known {
            return self.refuse_trade("25");
        }
        let notice = ScriptNotice { batch: self.private.batch, stan, original, results: hex(results) };
        self.till.books.keep_script(notice);
        self.till.changed = true;
        let mut answer = reply::trade(self.request, "00", rrn.unwrap_or_default(), self.now);
        if let Some(counter) = self.request.bytes(55).and_then(chip::counter) {
            answer.set_bytes(55, &counter);
        }
        answer
    }

    /// 0820/800: books the signature of a transaction. Its own STAN is the transaction's.
    pub(super) fn signature(&mut self) -> Message {
        let needed = [4, 11, 37, 55, 62];
        if let Err(why) = check::present(self.request, &needed) {
            let code = self.bad(why);
            return self.short(code);
        }
        let right_code = matches!(self.private.code.as_str(), "800" | "000");
        let picture = self.request.bytes(62).filter(|picture| (1..=MAX_PICTURE).contains(&picture.len()));
        let slip = self.request.bytes(55).is_some_and(has_slip);
        let (true, true, Some(picture), Some(stan)) = (right_code, slip, picture, fields::stan(self.request)) else {
            let code = self.bad("60.3 is not 800, field 55 lacks a part of the slip, or field 62 is empty");
            return self.short(code);
        };
        let digest = Sha256::digest(picture);
        let signature = Signature { bytes: picture.len(), digest: hex(&digest[..DIGEST]) };
        let (rrn, amount) = (self.request.text(37), fields::amount(self.request));
        let entry = self.till.books.entries.get_mut(&(self.private.batch, stan));
        let entry = entry.filter(|entry| Some(entry.rrn.as_str()) == rrn && Some(entry.standing_amount()) == amount);
        let Some(entry) = entry else {
            *self.why.borrow_mut() = Some("no trade of this STAN, reference number and amount".into());
            return self.short("25");
        };
        entry.signature = Some(signature);
        let rrn = entry.rrn.clone();
        self.till.changed = true;
        reply::with_reference(self.request, "00", &rrn, self.now)
    }
}

/// Whether the tags FFxx that every slip has are there. These tags have two bytes whatever the third bit says.
fn has_slip(data: &[u8]) -> bool {
    let mut found = Vec::new();
    let mut rest = data;
    while let [0xFF, tag, length, more @ ..] = rest {
        let (length, more) = match (length, more) {
            (0x81, [length, more @ ..]) => (length, more),
            (length, more) => (length, more),
        };
        let Some(next) = more.get(usize::from(*length)..) else { return false };
        found.push(*tag);
        rest = next;
    }
    rest.is_empty() && SLIP.iter().all(|tag| found.contains(tag))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}
