//! From the host's message to an answer. Hosts differ, so this takes what it can use and asks only for what the
//! outcome hangs on.

use encoding_rs::GBK;

use crate::{
    domain::{Amount, BatchNo, HostResult, HostTime, Kind, PayVoucher, ResponseCode, transaction::InstalmentTerms},
    iso8583::Message,
};

use super::message::{Answer, Balance, BalanceSign, Findings, LinkFault, Request};

/// The answer to a request, without the keys of a sign-on. `order` is the sixth digit of the message header.
///
/// # Errors
/// [`LinkFault::Garbled`] when field 39 is missing (except in a 0510, which has none), or when the host approved
/// another amount than it was asked for.
pub fn answer(request: &Request, message: &Message, order: u8) -> Result<Answer, LinkFault> {
    let code = response_code(request, message)?;
    check_amount(request, message, &code)?;
    let host_time = host_time(message);
    let (scheme, texts) = remarks(message.bytes(63).unwrap_or_default());
    let result = HostResult {
        rrn: not_blank(message, 37).and_then(|text| text.parse().ok()),
        auth_code: not_blank(message, 38).and_then(|text| text.parse().ok()),
        time: host_time.clone(),
        acquirer: not_blank(message, 32).map(str::to_owned),
        settlement_date: message.text(15).map(str::to_owned),
        institutions: institutions(message.bytes(44).unwrap_or_default()),
        scheme,
        texts,
        code: code.clone(),
    };
    Ok(Answer {
        code,
        result,
        host_time,
        batch: batch(message),
        chip: message.bytes(55).unwrap_or_default().to_vec(),
        keys: None,
        finding: finding(request, message),
        body: body(request, message),
        balance: balance(message),
        voucher: voucher(message),
        terms: terms(request, message),
        order,
    })
}

/// Field 39; only a settlement answer may do without.
fn response_code(request: &Request, message: &Message) -> Result<ResponseCode, LinkFault> {
    let text = match (request, message.text(39)) {
        (Request::Settle { .. }, None) => "00",
        (_, None) => return Err(garbled("field 39 is missing")),
        (_, Some(text)) => text,
    };
    text.parse().map_err(|_| garbled("field 39 is not two characters"))
}

/// An approval must be for the whole amount: what the books say is what moved.
fn check_amount(request: &Request, message: &Message, code: &ResponseCode) -> Result<(), LinkFault> {
    let asked = match request {
        Request::Financial(asked) if asked.kind != Kind::Balance => asked.amount,
        Request::Enquiry(asked) => asked.amount,
        _ => return Ok(()),
    };
    let answered = message.text(4).and_then(|digits| digits.parse().ok()).and_then(|n| Amount::from_minor(n).ok());
    match answered {
        Some(amount) if amount != asked && code.is_approval() => {
            Err(garbled("the host approved another amount (field 4) than it was asked for"))
        }
        _ => Ok(()),
    }
}

fn not_blank(message: &Message, field: u8) -> Option<&str> {
    message.text(field).filter(|text| !text.trim().is_empty())
}

/// Fields 13 and 12, where both are there.
fn host_time(message: &Message) -> Option<HostTime> {
    Some(HostTime { date: message.text(13)?.to_owned(), time: message.text(12)?.to_owned() })
}

/// 60.2, however long or short field 60 is otherwise.
fn batch(message: &Message) -> Option<BatchNo> {
    let number: u32 = message.part_text(60, 2)?.parse().ok()?;
    BatchNo::try_from(number).ok()
}

/// Field 44: eleven characters of issuer, the rest acquirer; some hosts send it short.
fn institutions(field: &[u8]) -> Option<(String, String)> {
    let (issuer, acquirer) = field.split_at(field.len().min(11));
    let pair = (readable(issuer), readable(acquirer));
    if pair.0.is_empty() && pair.1.is_empty() { None } else { Some(pair) }
}

/// Field 63: the card scheme, then texts of issuer, UnionPay, acquirer and terminal of 20, 20, 20 and up to 60 bytes.
fn remarks(field: &[u8]) -> (Option<String>, Vec<String>) {
    let (scheme, mut rest) = field.split_at(field.len().min(3));
    let mut texts = Vec::new();
    for width in [20, 20, 20, usize::MAX] {
        let (text, after) = rest.split_at(rest.len().min(width));
        texts.push(readable(text));
        rest = after;
    }
    texts.retain(|text| !text.is_empty());
    (Some(readable(scheme)).filter(|scheme| !scheme.is_empty()), texts)
}

/// A host's text, out of GBK, without control characters: it goes to screens and printers, which must not obey it.
fn readable(bytes: &[u8]) -> String {
    let (text, _) = GBK.decode_without_bom_handling(bytes);
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    clean.trim().to_owned()
}

/// What the host found in a settlement.
fn finding(request: &Request, message: &Message) -> Option<Findings> {
    let Request::Settle { totals, .. } = request else { return None };
    Some(Findings::read(message.text(48).unwrap_or_default(), totals))
}

/// Field 62 of a management answer. That of a sign-on holds keys and is left to the link.
fn body(request: &Request, message: &Message) -> Vec<u8> {
    match request {
        Request::Manage(_) => message.bytes(62).unwrap_or_default().to_vec(),
        _ => Vec::new(),
    }
}

/// Field 54: account type 2, amount type 2, currency 3, sign 1, amount 12. Of several the first that says "available" (02).
fn balance(message: &Message) -> Option<Balance> {
    let entries = message.bytes(54)?.as_chunks::<20>().0;
    let entry = entries.iter().find(|entry| entry[2..4] == *b"02")?;
    let sign = match entry[7] {
        b'C' => BalanceSign::Credit,
        b'D' => BalanceSign::Debit,
        _ => return None,
    };
    let minor = std::str::from_utf8(&entry[8..]).ok()?.parse().ok()?;
    Some(Balance { amount: Amount::from_minor(minor).ok()?, sign })
}

/// The value of tag A4 in field 59: name, two or three digits of length, twenty digits.
fn voucher(message: &Message) -> Option<PayVoucher> {
    let text = std::str::from_utf8(message.bytes(59)?).ok()?;
    let rest = text.strip_prefix("A4")?;
    let value = rest.strip_prefix("020").or_else(|| rest.strip_prefix("20"))?;
    value.get(..PayVoucher::DIGITS)?.parse().ok()
}

/// Field 62 of an instalment's answer (use 11): first amount 12, currency 3, fee 12.
fn terms(request: &Request, message: &Message) -> Option<InstalmentTerms> {
    if !matches!(request, Request::Financial(f) if f.kind == Kind::Instalment) {
        return None;
    }
    let text = std::str::from_utf8(message.bytes(62)?).ok()?;
    let amount = |range: std::ops::Range<usize>| Amount::from_minor(text.get(range)?.parse().ok()?).ok();
    Some(InstalmentTerms { first: amount(0..12)?, fee: amount(15..27)? })
}

fn garbled(reason: &str) -> LinkFault {
    LinkFault::Garbled { reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "unpack_tests.rs"]
mod tests;
