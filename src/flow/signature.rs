//! What a signature goes up with: its code, and the elements of the slip (field 55 of the 0820/800), the fewest that a host is
//! known to take (FF00, FF01, FF02, FF06, FF0A, FF70).

use encoding_rs::GBK;

use crate::{
    domain::{Picture, Transaction, hex},
    i18n::{Lang, texts},
    signature::{self, FeatureCode},
};

use super::{Setup, slip};

/// The longest value of an element: its length takes one byte in this form.
const LONGEST: usize = 127;

/// The code that binds a signature to its transaction. Where the host has given no reference number, or one that is not all
/// digits, it is made of batch and voucher, as for a transaction without the host.
pub fn code(txn: &Transaction) -> FeatureCode {
    let online = txn
        .host
        .as_ref()
        .and_then(|host| FeatureCode::online(host.settlement_date.as_deref(), host.rrn.as_ref()?).ok());
    online.unwrap_or_else(|| FeatureCode::offline(txn.txn.batch, txn.txn.stan))
}

/// The picture of a signature that is kept as JBIG in hexadecimal, for the slip; none where it cannot be read.
pub(super) fn picture(content: &str) -> Option<Picture> {
    let bitmap = signature::decode(&hex::decode(content)?)?;
    let mut picture = Picture::new(bitmap.width(), bitmap.height());
    for y in 0..i32::from(bitmap.height()) {
        for x in (0..i32::from(bitmap.width())).filter(|x| bitmap.has(*x, y)) {
            picture.ink(x, y);
        }
    }
    Some(picture)
}

/// The elements as tag (two bytes), length (one byte) and value.
pub(super) fn elements(setup: &Setup, txn: &Transaction) -> Vec<u8> {
    let kind = slip::kind_name(txn.kind)(texts(Lang::ZhCn));
    let mut out = Vec::new();
    put(&mut out, 0x00, &gbk(&setup.merchant_name));
    put(&mut out, 0x01, &gbk(&kind));
    put(&mut out, 0x02, &bcd(&txn.operator.to_string()));
    put(&mut out, 0x06, &bcd(&date_time(setup, txn)));
    put(&mut out, 0x0A, txn.currency.numeric().as_bytes());
    put(&mut out, 0x70, &bcd(&format!("{:02}", txn.printed.clamp(1, 99))));
    out
}

/// YYYYMMDDhhmmss: the host's time where it gave one. It says no year.
fn date_time(setup: &Setup, txn: &Transaction) -> String {
    let own = txn.began.civil(setup.offset);
    let host = txn.host.as_ref().and_then(|h| h.time.as_ref()).map(|t| (t.year(own), format!("{}{}", t.date, t.time)));
    let host = host.filter(|(_, t)| t.len() == 10 && t.bytes().all(|b| b.is_ascii_digit()));
    let (year, rest) = host.unwrap_or_else(|| (own.year, own.mmdd() + &own.hhmmss()));
    format!("{year:04}{rest}")
}

fn put(out: &mut Vec<u8>, tag: u8, value: &[u8]) {
    let value = &value[..value.len().min(LONGEST)];
    out.extend_from_slice(&[0xFF, tag, value.len() as u8]);
    out.extend_from_slice(value);
}

fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, _) = GBK.encode(text);
    bytes.into_owned()
}

/// An even number of digits, two a byte.
fn bcd(digits: &str) -> Vec<u8> {
    hex::decode(digits).unwrap_or_default()
}
