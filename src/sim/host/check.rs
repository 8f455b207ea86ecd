//! Which fields a trade must have and which it must not (chapter 12 of the terminal specification).

use super::kinds::{Trade, is_variant};
use crate::{
    emv::{self, Tag},
    iso8583::Message,
};

/// Tags that field 55 of a question to the issuer must have.
const MANDATORY: [u32; 14] =
    [0x9F26, 0x9F27, 0x9F10, 0x9F37, 0x9F36, 0x95, 0x9A, 0x9C, 0x9F02, 0x5F2A, 0x82, 0x9F1A, 0x9F03, 0x9F33];
/// Reasons for a reversal (field 39).
const REASONS: [&str; 4] = ["98", "96", "A0", "06"];

/// The fields of one kind of trade, beside those that every trade has.
struct Rule {
    required: &'static [u8],
    forbidden: &'static [u8],
}

fn rule(trade: Trade) -> Rule {
    use Trade::*;
    let (required, forbidden): (&[u8], &[u8]) = match trade {
        Balance => (&[49], &[4]),
        Sale | Instalment | PreAuth => (&[4, 49], &[37, 39]),
        // Only the number, sequence and expiry are read from the card: no chip data.
        Void | LoadVoid => (&[4, 37, 49, 61], &[55]),
        CompletionVoid => (&[4, 37, 49, 61], &[55]),
        Refund => (&[4, 49, 61, 63], &[55]),
        PreAuthAdd => (&[4, 38, 49, 61], &[]),
        PreAuthVoid | Completion => (&[4, 38, 49, 61], &[55]),
        CompletionAdvice => (&[4, 38, 49, 61], &[26, 52, 55]),
        OfflineSettlement => (&[2, 4, 63], &[35, 36, 52, 55]),
        Adjust | TipAdjust => (&[2, 4, 61, 63], &[35, 36, 52, 55]),
        EcashSale => (&[4, 49, 55, 63], &[52]),
        EcashRefund => (&[4, 49, 61], &[52]),
        LoadDesignated | LoadOther | LoadCash => (&[4, 49, 55], &[]),
        QrSale => (&[4, 49], &[2, 35, 36, 52, 55]),
        QrVoid => (&[4, 49, 61], &[35, 36, 52, 55]),
        QrRefund => (&[4, 37, 49, 61], &[35, 36, 52, 55]),
    };
    Rule { required, forbidden }
}

/// Checks the fields of a request, and says in a few words what is missing, too much, or of another form.
pub(super) fn fields(trade: Trade, request: &Message) -> Result<(), String> {
    let rule = rule(trade);
    present(request, [11, 22].iter().chain(rule.required))?;
    absent(request, rule.forbidden)?;
    let currency =
        request.text(49).is_none_or(|text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()));
    if !currency {
        return Err("field 49 is not three digits".into());
    }
    entry(trade, request)?;
    pin(request)?;
    code(trade, request)?;
    chip(trade, request)
}

/// A payment by code has its code or its voucher number in field 59; one acquirer has the code in 62, voids by 38, and says in
/// 47 with which wallet it refunds.
fn code(trade: Trade, request: &Message) -> Result<(), String> {
    match (trade, is_variant(request)) {
        (Trade::QrSale, true) if request.has(62) => Ok(()),
        (Trade::QrVoid, true) => present(request, &[38]),
        (Trade::QrVoid, false) => present(request, &[37, 59]),
        (Trade::QrRefund, _) if request.has(47) => Ok(()),
        (Trade::QrSale | Trade::QrRefund, _) => present(request, &[59]),
        _ => Ok(()),
    }
}

/// Whether all these fields are there.
pub(super) fn present<'f>(request: &Message, fields: impl IntoIterator<Item = &'f u8>) -> Result<(), String> {
    let missing = fields.into_iter().find(|field| !request.has(**field));
    missing.map_or(Ok(()), |field| Err(format!("field {field} is missing")))
}

fn absent(request: &Message, fields: &[u8]) -> Result<(), String> {
    let surplus = fields.iter().find(|field| request.has(**field));
    surplus.map_or(Ok(()), |field| Err(format!("field {field} does not belong here")))
}

/// What the entry mode (field 22) says must be there in a fresh trade.
fn entry(trade: Trade, request: &Message) -> Result<(), String> {
    if !is_fresh(trade) {
        return Ok(());
    }
    let mode = request.text(22).unwrap_or_default();
    match mode.get(..2) {
        Some("01") => present(request, &[2]),
        Some("02" | "80" | "90" | "91") if request.has(36) => Ok(()),
        Some("02" | "80" | "90" | "91") => present(request, &[35]),
        Some("05" | "07" | "95" | "96" | "98") => present(request, &[2, 55]),
        _ => Err(format!("field 22 says {mode}, which no card is read by")),
    }
}

/// Field 52 comes with 26, 53 and an entry mode that says so.
fn pin(request: &Message) -> Result<(), String> {
    if !request.has(52) {
        return Ok(());
    }
    present(request, &[26, 53])?;
    let announced = request.text(22).is_some_and(|mode| mode.ends_with('1'));
    if announced { Ok(()) } else { Err("field 52 is there, and field 22 says that there is no PIN".into()) }
}

/// Field 55 is TLV, and complete where the issuer is asked; its amount is the one of field 4.
fn chip(trade: Trade, request: &Message) -> Result<(), String> {
    let Some(data) = request.bytes(55) else { return Ok(()) };
    emv::check(data).map_err(|error| format!("field 55: {error}"))?;
    if !is_fresh(trade) && trade != Trade::EcashSale {
        return Ok(());
    }
    if let Some(tag) = MANDATORY.iter().find(|tag| emv::find(data, Tag::new(**tag)).is_none()) {
        return Err(format!("field 55: {tag:X} is missing"));
    }
    let same = trade == Trade::Balance || amount_of(data).as_deref() == request.text(4);
    if same { Ok(()) } else { Err("field 55: 9F02 is not the amount of field 4".into()) }
}

/// 9F02 as twelve digits.
fn amount_of(data: &[u8]) -> Option<String> {
    let value = emv::find(data, Tag::AMOUNT)?;
    Some(value.iter().map(|byte| format!("{byte:02X}")).collect())
}

/// Whether a trade begins something, with a card in hand.
pub(super) fn is_fresh(trade: Trade) -> bool {
    use Trade::*;
    matches!(trade, Balance | Sale | Instalment | PreAuth | LoadDesignated | LoadOther | LoadCash)
}

/// Checks the fields of a reversal: neither track nor PIN nor reference number, a known reason, and the original's field 61
/// where it had one.
pub(super) fn reversal(trade: Trade, request: &Message) -> Result<(), String> {
    present(request, &[3, 4, 11, 22, 25, 39, 49])?;
    absent(request, &[26, 35, 36, 37, 52])?;
    if trade.names_original() {
        present(request, &[61])?;
    }
    let reason = request.text(39).unwrap_or_default();
    if REASONS.contains(&reason) { Ok(()) } else { Err(format!("field 39 says {reason}, which is no reason")) }
}
