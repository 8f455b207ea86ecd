//! The messages against published bitmaps, and their fields one by one.

use super::*;
use crate::{
    acquirer::message::{CardData, ChipDetail, ChipSort, Financial, Finding, ReversalRequest, StripeDetail},
    domain::{
        CardClass, CardSecret, Conduct, Currency, Entry, Expiry, Extra, Kind, Original, Pan, PinBlock, PinUse,
        ReversalReason, Stan, Totals, Track2, TxnRef,
    },
    iso8583::UNIONPAY,
};

#[path = "kinds_tests.rs"]
mod kinds;

const PAN: &str = "6228480000000001234";
const TRACK: &str = "6228480000000001234=30122010000000000";

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}
fn stan(number: u32) -> Stan {
    number.try_into().unwrap()
}
fn batch(number: u32) -> BatchNo {
    number.try_into().unwrap()
}

fn original() -> Original {
    let txn = TxnRef { batch: batch(12), stan: stan(7) };
    let date = "0122".parse().ok();
    Original { txn: Some(txn), rrn: "221301491329".parse().ok(), date, ..Original::default() }
}

fn original_of(kind: Kind) -> Option<Original> {
    let auth_code = match kind {
        Kind::PreAuthAdd | Kind::PreAuthVoid | Kind::Completion | Kind::CompletionAdvice => "A1B2C3".parse().ok(),
        Kind::Void | Kind::CompletionVoid | Kind::LoadVoid | Kind::Refund | Kind::EcashRefund => None,
        Kind::Adjust | Kind::Tip => None,
        _ => return None,
    };
    Some(Original { auth_code, ..original() })
}

fn trade(kind: Kind, entry: Entry) -> Financial {
    let is_chip = matches!(entry, Entry::Chip | Entry::Tap);
    Financial {
        kind,
        stan: stan(21),
        batch: batch(12),
        amount: amount(12_345),
        currency: Currency::Cny,
        card: CardData {
            entry,
            pan: Some(Pan::new(PAN).unwrap()),
            expiry: Some(Expiry::new("3012").unwrap()),
            sequence: Some(1),
            track2: (entry != Entry::Manual).then(|| Track2::new(TRACK).unwrap()),
            pin_block: None,
            chip: if is_chip { vec![0x95, 0x05, 0, 0, 0, 0, 0] } else { Vec::new() },
            code: None,
        },
        original: original_of(kind),
        extra: Extra::default(),
    }
}

fn with_pin(mut trade: Financial) -> Financial {
    trade.card.pin_block = Some(PinBlock::new(&[0xA5; 8]));
    trade
}

fn reversal(kind: Kind, entry: Entry) -> ReversalRequest {
    let Financial { kind, stan, batch, amount, currency, original, card, extra } = trade(kind, entry);
    let secret = CardSecret::Card { pan: Pan::new(PAN).unwrap(), expiry: card.expiry };
    ReversalRequest {
        kind,
        stan,
        batch,
        amount,
        currency,
        entry,
        pin: PinUse::None,
        card: Some(secret),
        sequence: Some(1),
        reason: ReversalReason::NoAnswer,
        chip: card.chip,
        original,
        extra,
    }
}

fn build(request: &Request, profile: &Profile) -> Message {
    let mut message = message(request, profile).unwrap();
    if matches!(request, Request::Financial(_) | Request::Reversal(_)) {
        message.set_bytes(64, &[0; 8]);
    }
    message
}

/// The message's bitmap, after a round trip over the wire that must lose nothing.
fn bitmap(request: &Request, profile: &Profile) -> String {
    let message = build(request, profile);
    let packed = message.pack(&UNIONPAY).unwrap();
    assert_eq!(Message::parse(&UNIONPAY, &packed).unwrap(), message);
    packed[2..10].iter().map(|b| format!("{b:02X}")).collect()
}

/// A bitmap with more fields on top.
fn with(bitmap: &str, fields: &[u8]) -> String {
    let base = u64::from_str_radix(bitmap, 16).unwrap();
    format!("{:016X}", fields.iter().fold(base, |bits, field| bits | 1 << (64 - field)))
}

fn plain(request: Request) -> String {
    bitmap(&request, &Profile::default())
}

fn financial(trade: Financial) -> Request {
    Request::Financial(Box::new(trade))
}

fn reversing(request: ReversalRequest) -> Request {
    Request::Reversal(Box::new(request))
}

#[test]
fn sales_have_the_published_bitmaps() {
    assert_eq!(plain(financial(with_pin(trade(Kind::Sale, Entry::Swipe)))), "302004C020C09811");
    assert_eq!(plain(financial(with_pin(trade(Kind::Sale, Entry::Chip)))), "702406C020C09A11");
    assert_eq!(plain(financial(trade(Kind::Sale, Entry::Tap))), "7024068020C08211");
    assert_eq!(plain(financial(trade(Kind::Sale, Entry::Fallback))), with("3020048000C08011", &[35]));
    let profile: Profile = toml::from_str("security_without_pin = \"0600000000000000\"").unwrap();
    assert_eq!(bitmap(&financial(trade(Kind::Sale, Entry::Tap)), &profile), "7024068020C08A11");
}

#[test]
fn voids_have_the_published_bitmaps() {
    let void = "3020048008C08019";
    assert_eq!(plain(financial(trade(Kind::Void, Entry::Manual))), with(void, &[2, 14]));
    assert_eq!(plain(financial(trade(Kind::Void, Entry::Swipe))), with(void, &[35]));
    // Short chip flow: number, expiry, sequence and track, but no field 55.
    assert_eq!(plain(financial(trade(Kind::Void, Entry::Chip))), with(void, &[2, 14, 23, 35]));
    let mut coded = trade(Kind::Void, Entry::Manual);
    coded.original = Some(Original { auth_code: Some("00123A".parse().unwrap()), ..original() });
    let message = build(&financial(coded), &Profile::default());
    assert_eq!(message.text(38), Some("00123A"));
}

#[test]
fn reversals_have_the_published_bitmaps() {
    assert_eq!(plain(reversing(reversal(Kind::Sale, Entry::Swipe))), "3020048002C08011");
    assert_eq!(plain(reversing(reversal(Kind::Sale, Entry::Chip))), with("3020048002C08011", &[2, 14, 23, 55]));
    assert_eq!(plain(reversing(reversal(Kind::Void, Entry::Swipe))), "3020048002C08019");
    assert_eq!(plain(reversing(reversal(Kind::Void, Entry::Manual))), with("3020048002C08019", &[2, 14]));
    assert_eq!(plain(reversing(reversal(Kind::Void, Entry::Tap))), with("3020048002C08019", &[2, 14, 23]));
}

#[test]
fn management_messages_have_the_published_bitmaps() {
    let operator = "01".parse().unwrap();
    assert_eq!(plain(Request::SignOn { stan: stan(1), batch: batch(12), operator }), "0020000000C00012");
    assert_eq!(plain(Request::SignOff { stan: stan(1), batch: batch(12) }), "0020000000C00010");
    assert_eq!(plain(Request::Echo { batch: batch(12) }), "0000000000C00010");
    assert_eq!(plain(settle(1)), "0020000000C18012");
    assert_eq!(plain(stripes(8)), "0020000000C10010");
    assert_eq!(plain(upload_end(Finding::Balanced)), "0020000000C10010");
    assert_eq!(plain(chip_detail(Finding::Balanced)), with("0000000000C00010", &[2, 4, 11, 22, 23, 55, 62]));
}

#[test]
fn a_chip_sale_field_by_field() {
    let message = build(&financial(with_pin(trade(Kind::Sale, Entry::Chip))), &Profile::default());
    assert_eq!(message.mti(), Mti::new("0200"));
    for (field, text) in [
        (2, PAN),
        (3, "000000"),
        (4, "000000012345"),
        (11, "000021"),
        (14, "3012"),
        (22, "051"),
        (23, "001"),
        (25, "00"),
        (26, "12"),
        (35, TRACK),
        (41, "00000001"),
        (42, "000000000000001"),
        (49, "156"),
        (53, "2600000000000000"),
        (60, "2200001200060"),
    ] {
        assert_eq!(message.text(field), Some(text), "field {field}");
    }
    assert_eq!(message.bytes(52), Some(&[0xA5; 8][..]));
    assert_eq!(message.bytes(55), Some(&[0x95, 0x05, 0, 0, 0, 0, 0][..]));
}

#[test]
fn a_void_reversal_field_by_field() {
    let mut request = reversal(Kind::Void, Entry::Manual);
    request.pin = PinUse::Entered;
    request.reason = ReversalReason::BadMac;
    request.original = Some(Original { auth_code: Some("A1B2C3".parse().unwrap()), ..original() });
    let message = build(&reversing(request), &Profile::default());
    assert_eq!(message.mti(), Mti::new("0400"));
    for (field, text) in [
        (2, PAN),
        (3, "200000"),
        (4, "000000012345"),
        (11, "000021"),
        (14, "3012"),
        (22, "011"),
        (25, "00"),
        (38, "A1B2C3"),
        (39, "A0"),
        (49, "156"),
        (60, "2300001200060"),
        (61, "000012000007"),
    ] {
        assert_eq!(message.text(field), Some(text), "field {field}");
    }
    for field in [26, 35, 36, 37, 52, 53, 55] {
        assert!(!message.has(field), "field {field} does not belong in a reversal");
    }
}

#[test]
fn a_reversal_repeats_what_names_the_trade() {
    for kind in Kind::ALL.into_iter().filter(|k| k.conduct() == Conduct::Reversible) {
        for entry in [Entry::Chip, Entry::Tap, Entry::Swipe, Entry::Fallback, Entry::Manual] {
            let asked = build(&financial(trade(kind, entry)), &Profile::default());
            let taken_back = build(&reversing(reversal(kind, entry)), &Profile::default());
            for field in [2, 3, 4, 11, 14, 22, 23, 25, 41, 42, 49, 60, 61] {
                assert_eq!(asked.text(field), taken_back.text(field), "{kind:?} {entry:?} field {field}");
            }
        }
    }
}

#[test]
fn field_22_says_how_the_card_was_read() {
    let modes = [
        (Entry::Chip, "051", "052"),
        (Entry::Tap, "071", "072"),
        (Entry::Swipe, "021", "022"),
        (Entry::Fallback, "021", "022"),
        (Entry::Manual, "011", "012"),
    ];
    for (entry, pin, no_pin) in modes {
        let kind = if entry == Entry::Manual { Kind::Void } else { Kind::Sale };
        assert_eq!(build(&financial(with_pin(trade(kind, entry))), &Profile::default()).text(22), Some(pin));
        assert_eq!(build(&financial(trade(kind, entry)), &Profile::default()).text(22), Some(no_pin));
    }
}

#[test]
fn field_60_is_as_long_as_the_profile_says() {
    let text = |digits: u8, entry| {
        let profile: Profile = toml::from_str(&format!("trade_f60 = {digits}")).unwrap();
        build(&financial(trade(Kind::Sale, entry)), &profile).text(60).map(str::to_owned).unwrap()
    };
    assert_eq!(text(8, Entry::Chip), "22000012");
    assert_eq!(text(11, Entry::Chip), "22000012000");
    assert_eq!(text(14, Entry::Chip), "22000012000600");
    assert_eq!(text(17, Entry::Chip), "22000012000600000");
    assert_eq!(text(13, Entry::Fallback), "2200001200062");
    // A fallback that does not say so would be refused as a swipe of a chip card.
    assert_eq!(text(8, Entry::Fallback), "2200001200062");
    let short: Profile = toml::from_str("trade_f60 = 8").unwrap();
    assert_eq!(build(&chip_detail(Finding::Balanced), &short).text(60), Some("00000012203"));
}

fn settle(count: u32) -> Request {
    let mut totals = Totals::default();
    totals.add(Kind::Sale, CardClass::Domestic, amount(123_456 - u64::from(count) + 1));
    (1..count).for_each(|_| totals.add(Kind::Sale, CardClass::Domestic, amount(1)));
    (0..2).for_each(|_| totals.add(Kind::Void, CardClass::Domestic, amount(250)));
    let operator = "01".parse().unwrap();
    Request::Settle { stan: stan(40), batch: batch(12), totals, currency: Currency::Cny, operator }
}

#[test]
fn a_settlement_carries_the_totals() {
    let message = build(&settle(321), &Profile::default());
    let half = "0000001234563210000000005000020";
    assert_eq!(message.text(48), Some(format!("{half}{}", "0".repeat(31)).as_str()));
    assert_eq!((message.text(60), message.text(63)), (Some("00000012201"), Some("01 ")));
    let short: Profile = toml::from_str("totals_form = \"domestic\"\noperator_form = \"three-digits\"").unwrap();
    let message = build(&settle(321), &short);
    assert_eq!((message.text(48), message.text(63)), (Some(half), Some("001")));
    assert!(matches!(super::message(&settle(1000), &short), Err(LinkFault::BadRequest { .. })));
}

fn stripes(count: u32) -> Request {
    let detail = |n| StripeDetail {
        stan: stan(n),
        pan: Pan::new(PAN).unwrap(),
        amount: amount(1_000),
        class: if n == 2 { CardClass::Foreign } else { CardClass::Domestic },
    };
    Request::UploadStripe { stan: stan(41), batch: batch(12), details: (1..=count).map(detail).collect() }
}

#[test]
fn stripe_details_stand_in_blocks_of_forty() {
    let message = build(&stripes(2), &Profile::default());
    let expected = "0200000001062284800000000012340000000010000100000206228480000000001234000000001000";
    assert_eq!(message.text(48), Some(expected));
    assert_eq!((message.text(11), message.text(60)), (Some("000041"), Some("00000012201")));
    for count in [0, 9] {
        assert!(matches!(super::message(&stripes(count), &Profile::default()), Err(LinkFault::BadRequest { .. })));
    }
}

fn chip_detail(balance: Finding) -> Request {
    let detail = ChipDetail {
        stan: stan(7),
        pan: Pan::new(PAN).unwrap(),
        amount: amount(1_000),
        currency: Currency::Cny,
        entry: Entry::Chip,
        pin: PinUse::Entered,
        sequence: Some(1),
        chip: vec![0x9F, 0x36, 0x02, 0x00, 0x10],
        class: CardClass::Foreign,
        sort: ChipSort::Approved,
    };
    Request::UploadChip { batch: batch(12), detail: Box::new(detail), balance }
}

#[test]
fn a_chip_detail_says_what_it_is() {
    let message = build(&chip_detail(Finding::Unbalanced), &Profile::default());
    assert_eq!(message.bytes(62), Some(&b"610100000000001000156"[..]));
    assert_eq!((message.text(60), message.text(22)), (Some("0000001220560"), Some("051")));
    assert_eq!(build(&chip_detail(Finding::Balanced), &Profile::default()).text(60), Some("0000001220360"));
}

/// 60.3 of a trade that is told again says whether a chip did it; stripes are named by their number.
#[test]
fn a_notice_of_a_chip_says_so() {
    let told = |entry| {
        let mut again = trade(Kind::Refund, entry);
        (again.card.track2, again.card.pin_block) = (None, None);
        again.card.pan = Some(Pan::new(PAN).unwrap());
        build(&Request::UploadNotice(Box::new(again)), &Profile::default())
    };
    let code = |message: &Message| message.text(60).map(|text| text[8..11].to_owned());
    assert_eq!(code(&told(Entry::Chip)).as_deref(), Some("206"));
    let stripe = told(Entry::Swipe);
    assert_eq!((code(&stripe).as_deref(), stripe.text(2)), (Some("000"), Some(PAN)));
}

fn upload_end(balance: Finding) -> Request {
    Request::UploadEnd { stan: stan(42), batch: batch(12), uploaded: 17, balance }
}

#[test]
fn the_end_of_the_upload_counts() {
    let message = build(&upload_end(Finding::Balanced), &Profile::default());
    assert_eq!((message.text(48), message.text(60)), (Some("0017"), Some("00000012207")));
    assert_eq!(build(&upload_end(Finding::Unbalanced), &Profile::default()).text(60), Some("00000012202"));
}

#[test]
fn what_is_missing_is_said_before_anything_is_sent() {
    let refused = |change: fn(&mut Financial), kind, entry| {
        let mut request = trade(kind, entry);
        change(&mut request);
        matches!(message(&financial(request), &Profile::default()), Err(LinkFault::BadRequest { .. }))
    };
    assert!(refused(|t| t.amount = Amount::ZERO, Kind::Sale, Entry::Chip));
    assert!(refused(|t| t.card.pan = None, Kind::Sale, Entry::Chip));
    assert!(refused(|t| t.card.chip.clear(), Kind::Sale, Entry::Tap));
    assert!(refused(|t| t.card.track2 = None, Kind::Sale, Entry::Swipe));
    assert!(refused(|t| t.original = None, Kind::Void, Entry::Manual));
}
