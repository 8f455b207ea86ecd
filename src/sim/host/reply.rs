//! Answers, field by field (chapter 12 of the 2006 terminal specification).

use super::{HostClock, case::Case, totals::Scheme};
use crate::iso8583::Message;

/// The acquiring institution, field 32.
pub(super) const ACQUIRER: &str = "00085500";
/// Field 44: issuer and acquirer, eleven characters each.
const INSTITUTIONS: &str = "01020000   00085500   ";

/// Characters of field 63 in an approval.
const SCHEME_LENGTH: usize = 123;
/// Where its last block begins.
const REMARK_AT: usize = 63;

/// What every answer has: 12, 13, 39 and, from the request, 11, 41, 42, 60. Answers an echo test, and refuses.
pub(super) fn short(request: &Message, code: &str, now: HostClock) -> Message {
    let mut reply = Message::new(request.mti().answer());
    echo(&mut reply, request, &[11, 41, 42, 60]);
    reply.set_text(12, &now.0.hhmmss()).set_text(13, &now.0.mmdd()).set_text(39, code);
    reply
}

/// A short answer with 32 and 37: sign-on, sign-off, batch upload.
pub(super) fn with_reference(request: &Message, code: &str, rrn: &str, now: HostClock) -> Message {
    let mut reply = short(request, code, now);
    reply.set_text(32, ACQUIRER).set_text(37, rrn);
    reply
}

/// The answer to a trade or its reversal: 3, 4, 15, 25, 32, 37, 44, 49 and 53 on top, 2 and 14 where they are known.
pub(super) fn trade(request: &Message, code: &str, rrn: &str, now: HostClock) -> Message {
    let mut reply = with_reference(request, code, rrn, now);
    echo(&mut reply, request, &[2, 3, 4, 14, 25, 49, 53]);
    reply.set_text(15, &now.0.mmdd()).set_text(44, INSTITUTIONS);
    reply
}

/// Fields 2 and 14, where the host knows the card or the terminal read its number from the track.
pub(super) fn put_card(reply: &mut Message, case: &Case) {
    if let Some(pan) = &case.pan {
        reply.set_text(2, pan);
    }
    if let Some(account) = case.account {
        reply.set_text(14, &account.expiry);
    }
}

/// Field 63 of an approval: the scheme, then blocks of 20, 20, 20 and 60 characters of which the last, the terminal's, holds a
/// remark for the receipt, in GBK.
pub(super) fn scheme(scheme: Scheme, remark: &str) -> Vec<u8> {
    let (remark, _, _) = encoding_rs::GBK.encode(remark);
    let mut text = scheme.letters().as_bytes().to_vec();
    text.resize(REMARK_AT, b' ');
    text.extend(remark.iter().take(SCHEME_LENGTH - REMARK_AT));
    text.resize(SCHEME_LENGTH, b' ');
    text
}

/// Repeats fields of the request that are there and not empty.
pub(super) fn echo(reply: &mut Message, request: &Message, fields: &[u8]) {
    for &field in fields {
        match (request.text(field), request.bytes(field)) {
            (Some(text), _) if !text.is_empty() => reply.set_text(field, text),
            (None, Some(bytes)) if !bytes.is_empty() => reply.set_bytes(field, bytes),
            _ => continue,
        };
    }
}
