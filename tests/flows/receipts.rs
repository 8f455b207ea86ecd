//! Copies and duplicates, the signature and the address on them, and what is said of the printer before a sale.

use keytill::{
    domain::{
        Book, Fact, HostTime, Qr, WallTime,
        receipt::{Condition, Line, Receipt, Size},
    },
    flow::{CardholderCopy, Copies, Demand, ReceiptRules, ReceiptUrl, Rules, Setup, SignatureOn},
};

use super::support::*;

const MERCHANT: &str = "商户存根(MERCHANT COPY)";
const CARDHOLDER: &str = "持卡人存根(CARDHOLDER COPY)";
const DUPLICATE: &str = "重打印凭证(DUPLICATE)";

fn with(receipts: ReceiptRules) -> Till {
    Till::ready_with(Setup { receipts, ..setup() })
}

fn url(template: &str) -> Option<ReceiptUrl> {
    Some(ReceiptUrl::try_from(template.to_owned()).unwrap())
}

/// The marks of the copies on a slip, in their order, and `/` for each cut.
fn marks(receipt: &Receipt) -> Vec<&'static str> {
    let found = receipt.lines.iter().filter_map(|line| match line {
        Line::Centred(text, _) => [MERCHANT, CARDHOLDER, DUPLICATE].into_iter().find(|known| known == text),
        Line::Cut => Some("/"),
        Line::Drawer => Some("drawer"),
        _ => None,
    });
    found.collect()
}

fn last(till: &Till) -> &Receipt {
    &till.printed.last().unwrap().receipt
}

fn codes(receipt: &Receipt) -> Vec<&Qr> {
    receipt.lines.iter().filter_map(|line| if let Line::Qr(qr) = line { Some(qr) } else { None }).collect()
}

fn has_text(receipt: &Receipt, wanted: &str) -> bool {
    format!("{receipt:?}").contains(wanted)
}

/// The lines up to the first cut, and those behind it.
fn halves(receipt: &Receipt) -> (Receipt, Receipt) {
    let at = receipt.lines.iter().position(|line| *line == Line::Cut).unwrap();
    let (first, second) = receipt.lines.split_at(at + 1);
    (Receipt { lines: first.to_vec() }, Receipt { lines: second.to_vec() })
}

#[test]
fn both_copies_come_at_once_with_a_cut_between_them() {
    let mut till = Till::ready();
    till.sold_stripe(1234);
    assert_eq!(marks(last(&till)), [MERCHANT, "/", CARDHOLDER, "/"]);
    let (merchant, cardholder) = halves(last(&till));
    assert!(has_text(&merchant, "持卡人签名") && !has_text(&cardholder, "持卡人签名"), "one of them is signed");
    for part in [&merchant, &cardholder] {
        assert!(has_text(part, "CNY 12.34") && has_text(part, "622848*********1234") && !has_text(part, PAN));
    }
    assert_eq!(till.record(2).printed, 1);
    till.keys("1 4 E");
    assert_eq!(marks(last(&till)), [DUPLICATE, MERCHANT, "/", DUPLICATE, CARDHOLDER, "/"]);
}

#[test]
fn one_copy_is_the_merchants() {
    let mut till = with(ReceiptRules { copies: Copies::One, ..ReceiptRules::default() });
    till.sold_stripe(1234);
    assert_eq!(marks(last(&till)), [MERCHANT, "/"]);
    till.keys("1 4 E");
    assert_eq!(marks(last(&till)), [DUPLICATE, MERCHANT, "/"]);
}

#[test]
fn the_customers_copy_waits_for_its_key() {
    let rules = ReceiptRules { cardholder: CardholderCopy::Key, ..ReceiptRules::default() };
    let mut till = with(rules.clone());
    till.sell_stripe(1234).host(approved()).must_show(&["APPROVED", "customer copy"]);
    assert_eq!(marks(last(&till)), [MERCHANT, "/"]);
    till.keys("E").must_show(&["APPROVED"]).must_not_show(&["customer copy"]);
    assert_eq!((marks(last(&till)), till.printed.len()), (vec![CARDHOLDER, "/"], 2));
    till.keys("E").must_not_show(&["APPROVED"]);
    assert_eq!((till.printed.len(), till.record(2).printed), (2, 2));
    // A reprint brings both; whoever leaves without the copy gets none.
    till.keys("4 E");
    assert_eq!(marks(last(&till)), [DUPLICATE, MERCHANT, "/", DUPLICATE, CARDHOLDER, "/"]);
    let mut till = with(rules);
    till.sell_stripe(1234).host(approved()).keys("C").must_not_show(&["APPROVED"]);
    assert_eq!(till.printed.len(), 1);
}

/// A copy that is due belongs to the trade that is shown: a signature that comes in between changes nothing about it.
#[test]
fn the_customers_copy_waits_behind_the_signature() {
    let rules = Rules { signature: SignatureOn::Screen, ..Rules::default() };
    let receipts = ReceiptRules { cardholder: CardholderCopy::Key, ..ReceiptRules::default() };
    let mut till = Till::ready_with(Setup { rules, receipts, ..setup() });
    till.sell_stripe(1234).host(approved()).must_not_show(&["customer copy"]);
    till.keys("E").scribble().keys("E").must_show(&["customer copy"]);
    assert_eq!(marks(last(&till)), [MERCHANT, "/"]);
    till.keys("E");
    assert_eq!(marks(last(&till)), [CARDHOLDER, "/"]);
}

#[test]
fn a_signature_from_the_screen_is_a_picture_on_the_merchants_copy() {
    let rules = Rules { signature: SignatureOn::Screen, ..Rules::default() };
    let mut till = Till::ready_with(Setup { rules, ..setup() });
    till.sell_stripe(1234).host(approved()).keys("E").scribble().keys("E E");
    let pictures = |receipt: &Receipt| {
        let of = |line: &Line| if let Line::Picture(picture) = line { Some(picture.clone()) } else { None };
        receipt.lines.iter().filter_map(of).collect::<Vec<_>>()
    };
    let (merchant, cardholder) = halves(last(&till));
    let [picture] = &pictures(&merchant)[..] else { panic!("no picture in {merchant:?}") };
    assert_eq!((picture.width(), picture.height()), (240, 80));
    let ink = picture.bytes().iter().map(|byte| byte.count_ones()).sum::<u32>();
    assert!(ink > 200, "{ink} dots");
    assert!(pictures(&cardholder).is_empty() && has_text(&cardholder, "电子签名"));
    till.keys("4 E");
    assert_eq!(pictures(&halves(last(&till)).0), std::slice::from_ref(picture), "a duplicate has it too");
}

#[test]
fn the_address_stands_on_the_customers_copy_alone() {
    let template = "https://r.example/{merchant}/{terminal}/{date}/{batch}/{voucher}/{rrn}";
    let mut till = with(ReceiptRules { url: url(template), ..ReceiptRules::default() });
    till.sold_stripe(1234);
    let (merchant, cardholder) = halves(last(&till));
    assert!(codes(&merchant).is_empty());
    let expected = "https://r.example/123456789012345/99999906/20260122/000001/000002/000000000017";
    assert_eq!(codes(&cardholder).iter().map(|qr| qr.text.as_str()).collect::<Vec<_>>(), [expected]);
    let receipts = ReceiptRules { copies: Copies::One, url: url(template), ..ReceiptRules::default() };
    assert_eq!(codes(last(with(receipts).sold_stripe(1234))).len(), 1, "the only copy has it");
    // One that the host has not numbered has no such address, and says nothing of one.
    till.keys("1 3 1").must_show(&["QR code"]);
    let mut till = with(ReceiptRules { url: url(template), ..ReceiptRules::default() });
    super::kinds::offline(&mut till);
    assert!(codes(last(&till)).is_empty() && !has_text(last(&till), "扫码"));
    till.must_not_show(&["QR code"]);
    till.keys("M").must_show(&["Help: "]);
}

#[test]
fn the_drawer_opens_once() {
    let mut till = with(ReceiptRules { drawer: Demand::Yes, ..ReceiptRules::default() });
    till.sold_stripe(1234);
    assert_eq!(marks(last(&till)), ["drawer", MERCHANT, "/", CARDHOLDER, "/"]);
    till.keys("1 4 E");
    assert!(!marks(last(&till)).contains(&"drawer"), "a duplicate is no reason to open it");
}

/// The slip of a settlement can be printed again until the next one, after a power cut too, and says that it is one.
#[test]
fn the_slip_of_a_settlement_is_printed_again() {
    let mut till = Till::ready();
    till.sold_stripe(1234);
    till.keys("1 4").must_not_show(&["slip of the last settlement"]);
    till.keys("v").must_show(&["No settlement slip is kept"]);
    till.keys("C 5 E").must_show(&["BALANCED"]);
    let first = last(&till).clone();
    assert!(has_text(&first, "结算单(SETTLEMENT)") && !has_text(&first, DUPLICATE));
    for restart in [false, true] {
        if restart {
            till.restart(Cut::Kept).sign_in("01");
            till.keys("1");
        } else {
            till.keys("E");
        }
        till.keys("4").must_show(&["slip of the last settlement"]);
        till.keys("v").must_show(&["Receipt printed"]);
        let mut again = last(&till).clone();
        assert!(till.printed.last().unwrap().save_as.is_none(), "the back office has it");
        assert_eq!(again.lines.remove(1), Line::Centred(DUPLICATE.into(), Size::Large));
        assert_eq!(again, first);
    }
}

/// Each first print has a name of its own, and no duplicate has one.
#[test]
fn names_of_saved_receipts() {
    let mut till = with(ReceiptRules { cardholder: CardholderCopy::Key, ..ReceiptRules::default() });
    till.sell_stripe(1234).host(approved()).keys("E E 4 E C 5 E");
    let names: Vec<Option<&str>> = till.printed.iter().map(|job| job.save_as.as_deref()).collect();
    let [Some(merchant), Some(cardholder), None, Some(settlement)] = names[..] else { panic!("{names:?}") };
    assert!(merchant.starts_with("20260122-1405") && merchant.ends_with("-000001-000002"), "{merchant}");
    assert_eq!(cardholder, format!("{merchant}-cardholder"));
    assert!(settlement.starts_with("20260122-1405") && settlement.ends_with("-000001-settlement"), "{settlement}");
}

/// The printer is asked once when somebody is about to sell, and what is known to be wrong is said before the card is there.
#[test]
fn a_printer_that_cannot_print_is_told_before_the_sale() {
    for (condition, said, bar) in [
        (Condition::PaperOut, "out of paper - print later", "Printer no paper"),
        (Condition::CoverOpen, "the cover is open - print later", "Printer cover open"),
        (Condition::Gone, "no printer - print later", "Printer gone"),
        (Condition::Offline, "offline - print later", "Printer offline"),
        (Condition::Fault, "printer fault - print later", "Printer trouble"),
    ] {
        let mut till = Till::ready();
        let asked = till.printer_asked;
        till.condition = condition;
        till.keys("1 1").must_show(&[bar]);
        assert_eq!(till.printer_asked, asked + 1);
        till.keys("1234E").must_show(&[said, "Step 1 of 4"]);
        assert_eq!(till.printer_asked, asked + 1, "one question for one sale");
        // The sale goes on all the same.
        till.card(stripe()).must_not_show(&[said]);
        till.authorised(stripe_without_pin()).host(approved());
        till.must_show(&["APPROVED"]);
        // The next one is told as soon as it begins.
        till.keys("E 1").must_show(&[said]);
    }
}

#[test]
fn what_is_not_known_to_be_wrong_is_no_warning() {
    for (condition, bar) in [
        (Condition::Unknown, "Printer unknown"),
        (Condition::Silent, "Printer OK"),
        (Condition::Well, "Printer OK"),
        (Condition::PaperLow, "Printer paper low"),
        (Condition::None, "Printer none"),
    ] {
        let mut till = Till::ready();
        till.condition = condition;
        till.keys("1 1").must_show(&[bar]);
        till.keys("1234E").must_not_show(&["print later"]);
    }
}

/// A failed job is bad news until the printer itself says that it is well; of a printer that says nothing it stays.
#[test]
fn paper_that_was_put_in_ends_the_trouble() {
    for (condition, bar) in [(Condition::Well, "Printer OK"), (Condition::Unknown, "Printer trouble")] {
        let mut till = Till::ready();
        till.condition = condition;
        till.unplug_printer().sell_stripe(1234).host(approved());
        till.must_show(&["Not printed - do not charge again", bar]);
    }
}

/// Nothing is said to have been printed where there is no printer.
#[test]
fn without_a_printer_nothing_is_called_printed() {
    let mut till = Till::ready();
    till.condition = Condition::None;
    till.sell_stripe(1234).host(approved()).must_show(&["APPROVED", "No printer"]).must_not_show(&["Receipt printed"]);
    till.keys("E 4 E").must_show(&["Reprint receipt", "No printer"]).must_not_show(&["Receipt printed"]);
    till.keys("C C C").sign_in("00").keys("2 9 1 1 E").must_show(&["X report", "No printer"]);
    till.must_not_show(&["Report printed"]);
}

/// Books of before have no slip, and those of now can be read by programs that know nothing of it.
#[test]
fn a_book_without_a_slip_is_read() {
    let mut book = book();
    let json = serde_json::to_string(&book).unwrap();
    assert!(!json.contains("last_slip"));
    assert_eq!(serde_json::from_str::<Book>(&json).unwrap(), book);
    let receipt = Box::new(Receipt { lines: vec![Line::Cut] });
    book.apply(NOON, &Fact::SettlementSlip { receipt }).unwrap();
    assert_eq!(serde_json::from_str::<Book>(&serde_json::to_string(&book).unwrap()).unwrap(), book);
}

/// The host says no year, and its clock may be on the other side of New Year.
#[test]
fn a_receipt_of_new_year_s_eve_has_the_right_year() {
    // 2025-12-31 23:59:50 in China; the host answers 12 seconds later.
    let mut till = Till::ready();
    till.set_wall(WallTime(1_767_196_790_000)).sell_stripe(1234);
    let mut answer = approved();
    answer.result.time = Some(HostTime { date: "0101".into(), time: "000002".into() });
    till.host(answer).must_show(&["APPROVED"]);
    let slip = format!("{:?}", till.printed.last().unwrap().receipt);
    assert!(slip.contains("2026-01-01 00:00:02"), "{slip}");
}
