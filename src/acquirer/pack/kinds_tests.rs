//! One row for every transaction of the key table: its message field by field, and its reversal where there is one.

use super::*;
use crate::{
    acquirer::message::{CodeEnquiry, Manage, ManageType, ScriptNotice, SignatureUpload},
    domain::{
        Conduct, HostResult, PayCode, Wallet,
        transaction::{AuthorityMode, OfflineAuthority},
    },
};

/// A row: what is asked, the fields of the bitmap beside 3, 11, 22, 25, 41, 42, 49, 60 and 64, and what those of
/// interest hold.
struct Row {
    kind: Kind,
    entry: Entry,
    mti: &'static str,
    /// Of the request.
    also: &'static [u8],
    texts: &'static [(u8, &'static str)],
    /// The same of the reversal; none where there is no reversal.
    reversal: Option<&'static [u8]>,
}

const ALWAYS: [u8; 8] = [3, 11, 22, 25, 41, 42, 49, 60];

#[rustfmt::skip]
const ROWS: [Row; 30] = [
    Row { kind: Kind::Balance, entry: Entry::Swipe, mti: "0200", also: &[35], reversal: None,
        texts: &[(3, "310000"), (22, "022"), (25, "00"), (60, "0100001200060")] },
    Row { kind: Kind::Balance, entry: Entry::Chip, mti: "0200", also: &[2, 14, 23, 35, 55], reversal: None,
        texts: &[(22, "052"), (23, "001")] },
    Row { kind: Kind::Sale, entry: Entry::Swipe, mti: "0200", also: &[4, 35], reversal: Some(&[4, 39]),
        texts: &[(3, "000000"), (4, "000000012345"), (25, "00"), (60, "2200001200060")] },
    Row { kind: Kind::Sale, entry: Entry::Tap, mti: "0200", also: &[2, 4, 14, 23, 35, 55],
        reversal: Some(&[2, 4, 14, 23, 39, 55]), texts: &[(22, "072")] },
    Row { kind: Kind::Instalment, entry: Entry::Chip, mti: "0200", also: &[2, 4, 14, 23, 35, 55, 62],
        reversal: Some(&[2, 4, 14, 23, 39, 55]), texts: &[(3, "000000"), (25, "64"), (60, "2200001200060")] },
    Row { kind: Kind::Void, entry: Entry::Manual, mti: "0200", also: &[2, 4, 14, 37, 61],
        reversal: Some(&[2, 4, 14, 39, 61]), texts: &[(3, "200000"), (22, "012"), (60, "2300001200060"), (61, "000012000007")] },
    Row { kind: Kind::Void, entry: Entry::Swipe, mti: "0200", also: &[4, 35, 37, 61], reversal: Some(&[4, 39, 61]),
        texts: &[(22, "022"), (37, "221301491329")] },
    Row { kind: Kind::Refund, entry: Entry::Swipe, mti: "0220", also: &[4, 35, 37, 61, 63], reversal: None,
        texts: &[(3, "200000"), (60, "2500001200060"), (61, "0000000000000122"), (63, "000")] },
    Row { kind: Kind::Refund, entry: Entry::Chip, mti: "0220", also: &[2, 4, 14, 23, 35, 37, 61, 63], reversal: None,
        texts: &[(22, "052")] },
    Row { kind: Kind::PreAuth, entry: Entry::Chip, mti: "0100", also: &[2, 4, 14, 23, 35, 55],
        reversal: Some(&[2, 4, 14, 23, 39, 55]), texts: &[(3, "030000"), (25, "06"), (60, "1000001200060")] },
    Row { kind: Kind::PreAuth, entry: Entry::Swipe, mti: "0100", also: &[4, 35], reversal: Some(&[4, 39]), texts: &[] },
    Row { kind: Kind::PreAuthAdd, entry: Entry::Swipe, mti: "0100", also: &[4, 35, 38, 61],
        reversal: Some(&[4, 38, 39, 61]), texts: &[(25, "60"), (60, "1000001200060"), (61, "0000000000000000"), (38, "A1B2C3")] },
    Row { kind: Kind::PreAuthVoid, entry: Entry::Manual, mti: "0100", also: &[2, 4, 14, 38, 61],
        reversal: Some(&[2, 4, 14, 38, 39, 61]), texts: &[(3, "200000"), (25, "06"), (60, "1100001200060"), (61, "0000000000000122")] },
    Row { kind: Kind::PreAuthVoid, entry: Entry::Chip, mti: "0100", also: &[2, 4, 14, 23, 35, 38, 61],
        reversal: Some(&[2, 4, 14, 23, 38, 39, 61]), texts: &[] },
    Row { kind: Kind::Completion, entry: Entry::Manual, mti: "0200", also: &[2, 4, 14, 38, 61],
        reversal: Some(&[2, 4, 14, 38, 39, 61]), texts: &[(3, "000000"), (25, "06"), (60, "2000001200060"), (61, "0000000000000122")] },
    Row { kind: Kind::Completion, entry: Entry::Chip, mti: "0200", also: &[2, 4, 14, 35, 38, 61],
        reversal: Some(&[2, 4, 14, 38, 39, 61]), texts: &[(22, "052")] },
    Row { kind: Kind::CompletionAdvice, entry: Entry::Swipe, mti: "0220", also: &[4, 35, 38, 61], reversal: None,
        texts: &[(60, "2400001200060"), (61, "0000000000000122")] },
    Row { kind: Kind::CompletionAdvice, entry: Entry::Manual, mti: "0220", also: &[2, 4, 14, 38, 61], reversal: None, texts: &[] },
    Row { kind: Kind::CompletionVoid, entry: Entry::Manual, mti: "0200", also: &[2, 4, 14, 37, 61],
        reversal: Some(&[2, 4, 14, 39, 61]), texts: &[(3, "200000"), (25, "06"), (60, "2100001200060"), (61, "0000120000070122")] },
    Row { kind: Kind::Offline, entry: Entry::Manual, mti: "0220", also: &[2, 4, 14, 61, 63], reversal: None,
        texts: &[(22, "012"), (60, "3000001200060"), (61, "00000000000000000112345678901"), (63, "VIS")] },
    Row { kind: Kind::Adjust, entry: Entry::Manual, mti: "0220", also: &[2, 4, 14, 37, 61, 63], reversal: None,
        texts: &[(60, "3200001200060"), (61, "00001200000701220112345678901")] },
    Row { kind: Kind::Tip, entry: Entry::Manual, mti: "0220", also: &[2, 4, 14, 37, 48, 61, 63], reversal: None,
        texts: &[(48, "000000000345"), (60, "3400001200060")] },
    Row { kind: Kind::EcashSale, entry: Entry::Chip, mti: "0200", also: &[2, 4, 14, 23, 35, 55, 63], reversal: None,
        texts: &[(3, "000000"), (60, "3600001200060"), (63, "VIS")] },
    Row { kind: Kind::EcashRefund, entry: Entry::Chip, mti: "0220", also: &[2, 4, 14, 23, 35, 37, 61, 63], reversal: None,
        texts: &[(3, "200000"), (60, "2700001200060")] },
    Row { kind: Kind::LoadOwn, entry: Entry::Chip, mti: "0200", also: &[2, 4, 14, 23, 35, 55],
        reversal: Some(&[2, 4, 14, 23, 39, 55]), texts: &[(3, "600000"), (25, "91"), (60, "4500001200060")] },
    Row { kind: Kind::LoadOther, entry: Entry::Chip, mti: "0200", also: &[2, 4, 14, 23, 35, 55],
        reversal: Some(&[2, 4, 14, 23, 39, 55]), texts: &[(3, "620000"), (25, "91"), (60, "4700001200060")] },
    Row { kind: Kind::LoadCash, entry: Entry::Chip, mti: "0200", also: &[2, 4, 14, 23, 35, 55],
        reversal: Some(&[2, 4, 14, 23, 39, 55]), texts: &[(3, "630000"), (25, "91"), (60, "4600001200060")] },
    Row { kind: Kind::LoadVoid, entry: Entry::Chip, mti: "0200", also: &[2, 4, 14, 23, 35, 37, 61],
        reversal: Some(&[2, 4, 14, 23, 39, 61]), texts: &[(3, "170000"), (25, "91"), (60, "5100001200060"), (61, "000012000007")] },
    Row { kind: Kind::Sale, entry: Entry::Code, mti: "0200", also: &[4, 59], reversal: Some(&[4, 39, 59]),
        texts: &[(3, "000000"), (22, "032"), (60, "2200001200060"), (59, "A30196228123456789012345")] },
    Row { kind: Kind::Void, entry: Entry::Code, mti: "0200", also: &[4, 37, 59, 61], reversal: Some(&[4, 39, 59, 61]),
        texts: &[(22, "032"), (60, "2300001200060"), (59, "A402012345678901234567890")] },
];

const CODE: &str = "6228123456789012345";

fn request(row: &Row) -> Financial {
    let mut asked = trade(row.kind, row.entry);
    let authority = OfflineAuthority { mode: AuthorityMode::Telephone, institution: "12345678901".into() };
    match row.kind {
        Kind::Instalment => asked.extra.periods = Some(12),
        Kind::Offline | Kind::Adjust => asked.extra.authorised = Some(authority),
        Kind::Tip => asked.extra.tip = Some(amount(345)),
        _ => {}
    }
    if matches!(row.kind, Kind::Offline | Kind::Adjust | Kind::Tip | Kind::EcashSale) {
        asked.extra.scheme = Some("VIS".into());
    }
    if row.entry == Entry::Code {
        (asked.card.pan, asked.card.expiry, asked.card.track2, asked.card.sequence) = (None, None, None, None);
        asked.card.code = (row.kind == Kind::Sale).then(|| PayCode::new(CODE).unwrap());
        asked.extra.wallet = Some(Wallet::UnionPay);
        if let Some(original) = &mut asked.original {
            original.voucher = Some("12345678901234567890".parse().unwrap());
        }
    }
    asked
}

fn reversal_of(asked: &Financial) -> ReversalRequest {
    let secret = match &asked.card.code {
        Some(code) => CardSecret::Code(code.clone()),
        None => CardSecret::Card { pan: Pan::new(PAN).unwrap(), expiry: asked.card.expiry },
    };
    let Financial { kind, stan, batch, amount, currency, card, original, extra } = asked.clone();
    ReversalRequest {
        kind,
        stan,
        batch,
        amount,
        currency,
        entry: card.entry,
        pin: PinUse::None,
        card: Some(secret).filter(|_| card.entry != Entry::Code || card.code.is_some()),
        sequence: card.sequence,
        reason: ReversalReason::NoAnswer,
        chip: card.chip,
        original,
        extra,
    }
}

fn fields(also: &[u8]) -> Vec<u8> {
    let mut all: Vec<u8> = ALWAYS.into_iter().chain(also.iter().copied()).chain([64]).collect();
    all.sort_unstable();
    all
}

#[test]
fn every_transaction_has_its_fields() {
    for row in &ROWS {
        let asked = request(row);
        let name = format!("{:?} by {:?}", row.kind, row.entry);
        let message = build(&financial(asked.clone()), &Profile::default());
        assert_eq!(message.mti().as_str(), row.mti, "{name}");
        assert_eq!(message.fields().collect::<Vec<_>>(), fields(row.also), "{name}");
        for (field, text) in row.texts {
            assert_eq!(message.text(*field), Some(*text), "{name}, field {field}");
        }
        assert_eq!(row.reversal.is_some(), row.kind.conduct() == Conduct::Reversible, "{name}");
        let Some(also) = row.reversal else { continue };
        let taken_back = build(&reversing(reversal_of(&asked)), &Profile::default());
        assert_eq!(taken_back.mti().as_str(), "0400", "{name}");
        assert_eq!(taken_back.fields().collect::<Vec<_>>(), fields(also), "{name}, reversal");
        for field in [3, 4, 11, 22, 25, 60] {
            assert_eq!(taken_back.text(field), message.text(field), "{name}, reversal, field {field}");
        }
    }
}

#[test]
fn every_kind_has_a_row() {
    for kind in Kind::ALL {
        assert!(ROWS.iter().any(|row| row.kind == kind), "{kind:?}");
    }
}

/// The rows of the published table of bitmaps, with the conditional fields that a card by track brings.
#[test]
fn the_published_bitmaps_come_out() {
    let published = [
        (Kind::Balance, Entry::Swipe, "2020048000C08011", &[35][..]),
        (Kind::Sale, Entry::Swipe, "3020048000C08011", &[35]),
        (Kind::Void, Entry::Swipe, "3020048008C08019", &[35]),
        (Kind::PreAuthVoid, Entry::Manual, "3020048004C08019", &[2, 14]),
        (Kind::Completion, Entry::Manual, "3020048004C08019", &[2, 14]),
        (Kind::CompletionVoid, Entry::Manual, "3020048008C08019", &[2, 14]),
    ];
    for (kind, entry, base, also) in published {
        let row = Row { kind, entry, mti: "", also: &[], texts: &[], reversal: None };
        assert_eq!(plain(financial(request(&row))), with(base, also), "{kind:?}");
    }
    // The table has a refund without field 37; chapter 12 and the field's terminals have it.
    let refund = Row { kind: Kind::Refund, entry: Entry::Swipe, mti: "", also: &[], texts: &[], reversal: None };
    assert_eq!(plain(financial(request(&refund))), with("3020048000C0801B", &[35, 37]));
}

#[test]
fn field_62_of_an_instalment_says_how_many() {
    let row = Row { kind: Kind::Instalment, entry: Entry::Swipe, mti: "", also: &[], texts: &[], reversal: None };
    let message = build(&financial(request(&row)), &Profile::default());
    assert_eq!(message.bytes(62), Some(format!("12{:30}", "").as_bytes()));
}

#[test]
fn the_void_of_an_instalment_says_so_in_field_25() {
    let mut void = trade(Kind::Void, Entry::Manual);
    void.extra.periods = Some(12);
    assert_eq!(build(&financial(void), &Profile::default()).text(25), Some("64"));
}

#[test]
fn a_host_that_deviates_gets_its_own_forms() {
    let profile = crate::acquirer::profiles::shipped("shengfutong").unwrap();
    let sale = Row { kind: Kind::Sale, entry: Entry::Code, mti: "", also: &[], texts: &[], reversal: None };
    let message = build(&financial(request(&sale)), &profile);
    assert_eq!((message.text(3), message.text(22), message.text(25)), (Some("450000"), Some("001"), Some("01")));
    assert_eq!((message.bytes(62), message.has(59)), (Some(CODE.as_bytes()), false));
    let refund = Row { kind: Kind::Refund, entry: Entry::Code, mti: "", also: &[], texts: &[], reversal: None };
    let message = build(&financial(request(&refund)), &profile);
    assert_eq!((message.text(47), message.text(63)), (Some("TXNWAY=SFT01"), Some("000")));
    let tap = build(&financial(trade(Kind::Sale, Entry::Tap)), &profile);
    assert_eq!(tap.text(60), Some("2200001200060"), "13 digits have no room for 60.6");
    let lakala = crate::acquirer::profiles::shipped("lakala").unwrap();
    let tap = build(&financial(trade(Kind::Sale, Entry::Tap)), &lakala);
    assert_eq!(tap.text(60), Some("22000012000609"));
}

fn host_result() -> HostResult {
    HostResult {
        code: "00".parse().unwrap(),
        rrn: "221301491329".parse().ok(),
        auth_code: "A1B2C3".parse().ok(),
        time: Some(crate::domain::HostTime { date: "0122".into(), time: "140509".into() }),
        acquirer: Some("03080000".into()),
        settlement_date: Some("0123".into()),
        institutions: None,
        scheme: None,
        texts: Vec::new(),
    }
}

#[test]
fn a_script_notice_names_its_transaction() {
    let notice = ScriptNotice {
        stan: stan(31),
        original: TxnRef { batch: batch(12), stan: stan(7) },
        kind: Kind::PreAuth,
        batch: batch(12),
        amount: amount(12_345),
        currency: Currency::Cny,
        entry: Entry::Chip,
        pin: PinUse::Entered,
        card: Some(CardSecret::Card { pan: Pan::new(PAN).unwrap(), expiry: Expiry::new("3012").ok() }),
        sequence: Some(1),
        host: host_result(),
        chip: vec![0xDF, 0x31, 1, 0x20],
    };
    let message = message(&Request::Script(Box::new(notice)), &Profile::default()).unwrap();
    assert_eq!(message.mti().as_str(), "0620");
    let expected = [2, 3, 4, 11, 22, 23, 32, 37, 38, 41, 42, 49, 55, 60, 61];
    assert_eq!(message.fields().collect::<Vec<_>>(), expected);
    for (field, text) in
        [(3, "030000"), (11, "000031"), (22, "051"), (32, "03080000"), (60, "0000001295160"), (61, "0000120000070122")]
    {
        assert_eq!(message.text(field), Some(text), "field {field}");
    }
}

#[test]
fn a_signature_goes_up_under_its_transaction() {
    let upload = |picture| {
        Request::Signature(Box::new(SignatureUpload {
            txn: TxnRef { batch: batch(12), stan: stan(7) },
            card: Some(CardSecret::Card { pan: Pan::new(PAN).unwrap(), expiry: None }),
            amount: amount(12_345),
            host: host_result(),
            slip: vec![0xFF, 0x02, 1, 1],
            picture,
        }))
    };
    let sent = message(&upload(vec![7; 999]), &Profile::default()).unwrap();
    assert_eq!(sent.mti().as_str(), "0820");
    assert_eq!(sent.fields().collect::<Vec<_>>(), [2, 4, 11, 15, 37, 41, 42, 55, 60, 62]);
    assert_eq!((sent.text(11), sent.text(60)), (Some("000007"), Some("07000012800")));
    for wrong in [Vec::new(), vec![7; 1000]] {
        assert!(matches!(message(&upload(wrong), &Profile::default()), Err(LinkFault::BadRequest { .. })));
    }
}

#[test]
fn a_payment_by_code_is_asked_after_by_batch_and_number() {
    let enquiry = CodeEnquiry {
        stan: stan(31),
        original: TxnRef { batch: batch(12), stan: stan(7) },
        amount: amount(12_345),
        currency: Currency::Cny,
        wallet: Some(Wallet::WeChat),
    };
    let request = Request::Enquiry(Box::new(enquiry));
    assert!(request.has_mac());
    let sent = |profile: &Profile| message(&request, profile).unwrap();
    let usual = sent(&Profile::default());
    assert_eq!(usual.mti().as_str(), "0200");
    assert_eq!(usual.fields().collect::<Vec<_>>(), [3, 4, 11, 22, 25, 41, 42, 49, 60, 61]);
    for (field, text) in
        [(3, "670000"), (4, "000000012345"), (11, "000031"), (22, "032"), (60, "0100001200060"), (61, "000012000007")]
    {
        assert_eq!(usual.text(field), Some(text), "field {field}");
    }
    // As a profile has it.
    let other = sent(&crate::acquirer::profiles::shipped("shengfutong").unwrap());
    assert_eq!((other.text(22), other.text(25)), (Some("001"), Some("01")));
}

#[test]
fn downloads_have_the_published_bitmaps() {
    let manage = |mti, code, body| Request::Manage(Manage { mti, batch: batch(12), code, body });
    let sent = |request| plain(request);
    assert_eq!(sent(manage(ManageType::Network, "360", None)), "0000000000C00010");
    assert_eq!(sent(manage(ManageType::Notice, "372", Some(b"100".to_vec()))), "0000000000C00014");
    let key = message(&manage(ManageType::Network, "370", Some(vec![0x9F, 0x06])), &Profile::default()).unwrap();
    assert_eq!((key.mti().as_str(), key.text(60), key.bytes(62)), ("0800", Some("00000012370"), Some(&[0x9F, 6][..])));
}

#[test]
fn notices_are_the_requests_without_what_belongs_to_their_moment() {
    let refund = trade(Kind::Refund, Entry::Chip);
    let mut notice = refund.clone();
    (notice.card.track2, notice.card.pin_block) = (None, None);
    let message = message(&Request::UploadNotice(Box::new(notice)), &Profile::default()).unwrap();
    assert_eq!(message.mti().as_str(), "0320");
    assert!(!message.has(64) && !message.has(35) && !message.has(52));
    // One of a chip says 206 in 60.3.
    assert_eq!((message.text(3), message.text(60)), (Some("200000"), Some("2500001220660")));
    let mut swiped = trade(Kind::Refund, Entry::Swipe);
    swiped.card.track2 = None;
    let message = super::message(&Request::UploadNotice(Box::new(swiped)), &Profile::default()).unwrap();
    assert_eq!((message.text(2), message.text(60)), (Some(PAN), Some("2500001200060")));
}
