//! Sales in the training world, and what every book says of them afterwards.

use std::fs;

use crate::terminal::*;

#[test]
fn the_promised_path_ends_on_approved_and_is_in_every_book() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.see("TRAINING - no real money");
    till.keys("0 1 Enter 0 0 0 0 Enter");
    till.see("Back office");
    till.keys("1");
    till.see("Settlement");
    till.keys("1");
    till.see("Type the amount");
    till.keys("1 2 3 4 Enter");
    till.see("Choose a training card");
    till.keys("1");
    till.see("APPROVED");
    till.see("12.34");
    till.see("Receipt printed");
    let voucher = till.voucher();

    // The export works beside the running program.
    let output = String::from_utf8(journal("export", folder.path()).stdout).unwrap();
    let line: serde_json::Value = serde_json::from_str(output.trim()).unwrap();
    let mut names: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    names.retain(|name| !["entry", "auth_code", "response_code", "original_stan"].contains(name));
    names.retain(|name| !name.starts_with("reversal_"));
    let mut promised = ["stan", "batch", "kind", "state", "amount_minor", "currency", "pan", "rrn"].to_vec();
    promised.extend(["operator", "approver", "time", "bill", "given_minor"]);
    promised.extend(["rate", "card_type", "fee_minor", "net_minor", "fee_not_known", "arrival", "arrival_provisional"]);
    promised.sort_unstable();
    names.sort_unstable();
    assert_eq!(names, promised);
    let [row] = &export(folder.path())[..] else { panic!("one line") };
    assert_eq!((row.stan, row.batch, row.kind.as_str(), row.state.as_str()), (voucher, 1, "sale", "approved"));
    assert_eq!((row.amount_minor, row.currency.as_str(), row.operator.as_str()), (1234, "CNY", "01"));
    assert_eq!((row.pan.as_str(), row.approver.as_deref(), row.entry.as_str()), ("621094*********0707", None, "chip"));
    assert_eq!(row.rrn.as_ref().map(String::len), Some(12));
    assert!(row.time.len() == 20 && row.time.ends_with('Z'), "{}", row.time);

    let verified = String::from_utf8(journal("verify", folder.path()).stdout).unwrap();
    let lines: Vec<&str> = verified.lines().collect();
    let [head, facts, ok] = lines[..] else { panic!("{verified}") };
    let head = head.strip_prefix("head ").unwrap();
    assert!(head.len() == 64 && head.chars().all(|c| c.is_ascii_hexdigit()), "{verified}");
    assert!(facts.strip_prefix("facts ").unwrap().parse::<u32>().unwrap() > 5, "{verified}");
    assert_eq!(ok, "ok");
    assert_agree(folder.path());
}

#[test]
fn a_receipt_is_printed_and_a_reprint_is_marked_copy() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 1, "Receipt printed");
    let receipts = || fs::read_to_string(folder.join("receipts.txt")).unwrap();
    let rrn = export(folder.path())[0].rrn.clone().unwrap();
    let first = receipts();
    for part in ["CNY 12.34", "621094*********0707", "TRAINING", rrn.as_str(), "000001"] {
        assert!(first.contains(part), "{part} is missing:\n{first}");
    }
    assert!(!first.contains("DUPLICATE"), "{first}");
    assert!(fs::read(folder.join("receipts.escpos")).unwrap().starts_with(b"\x1b@"));

    till.leave();
    till.keys("4");
    till.see("Enter for the last one");
    till.keys("Enter");
    till.see("Receipt printed");
    let copy = receipts()[first.len()..].to_owned();
    assert!(copy.contains("DUPLICATE") && copy.contains(&rrn), "{copy}");
    assert_eq!(export(folder.path()).len(), 1);
}

#[test]
fn in_chinese_the_same_path_ends_on_paid() {
    let folder = Folder::new();
    let mut till = Till::start(&["demo", "--lang", "zh-CN", "--data", &text(folder.path())]);
    till.see("请输入两位操作员号");
    till.keys("01 Enter 0000 Enter");
    till.see("后台");
    till.keys("1");
    till.see("结算");
    till.keys("1");
    till.see("请输入金额");
    till.keys("1234 Enter");
    till.see("请选一张训练卡");
    till.keys("1");
    till.see("已付款");
    till.see("12.34");
    till.keys("Esc");
    till.see("结算");
    till.keys("1");
    till.see("请输入金额");
    till.keys("500 Enter");
    till.see("请选一张训练卡");
    till.keys("4");
    till.see("结果未知，正在冲正");
    till.see("请勿重收");
    till.see("未付款");
    assert_eq!(states(folder.path()), ["approved", "reversed"]);
    assert_agree(folder.path());
}

/// What a card of the tray leads to.
struct Course {
    card: u8,
    /// The verdict's word, then its reason.
    verdict: [&'static str; 2],
    /// What the journal says in the end; none for a sale that never got a number.
    state: Option<&'static str>,
}

const PAID: &str = "APPROVED";
const NOT_PAID: &str = "NOT PAID";
const UNKNOWN: &str = "NOT KNOWN - being reversed";

const fn course(card: u8, word: &'static str, reason: &'static str, state: Option<&'static str>) -> Course {
    Course { card, verdict: [word, reason], state }
}

const COURSES: [Course; 14] = [
    course(1, PAID, "Give the goods", Some("approved")),
    course(2, NOT_PAID, "Not enough funds", Some("declined")),
    course(3, NOT_PAID, "Wrong PIN", Some("declined")),
    course(4, UNKNOWN, "No answer from the bank within 5 s", Some("reversed")),
    course(5, UNKNOWN, "No answer from the bank within 5 s", Some("reversed")),
    course(6, UNKNOWN, "The MAC of the answer was wrong", Some("reversed")),
    course(7, PAID, "Give the goods", Some("approved")),
    course(8, PAID, "Give the goods", Some("approved")),
    course(9, UNKNOWN, "the card was gone", Some("reversed")),
    course(10, UNKNOWN, "The bank approved, the card refused", Some("reversed")),
    course(11, NOT_PAID, "The card reader is gone", None),
    course(12, UNKNOWN, "the reader was gone", Some("reversed")),
    course(13, UNKNOWN, "The line broke while waiting", Some("reversed")),
    course(14, UNKNOWN, "The answer could not be read", Some("reversed")),
];

/// Sells with these cards one after the other, then once more with a good card, and compares all books.
fn run_courses(cards: &[u8]) {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    let mut expected = Vec::new();
    for course in cards.iter().map(|card| &COURSES[usize::from(*card) - 1]) {
        let [word, reason] = course.verdict;
        till.see("Reader OK");
        till.sell("1234", course.card, word);
        till.see(reason);
        if word == UNKNOWN {
            assert!(till.shows("Do not charge again"), "card {}:\n{}", course.card, till.screen());
            till.see("Reversed: no money moved");
            till.see("Queue 0");
        }
        till.leave();
        expected.extend(course.state);
    }
    till.see("Reader OK");
    till.sell("99", 1, PAID);
    expected.push("approved");
    assert_eq!(states(folder.path()), expected, "{cards:?}");
    assert_agree(folder.path());
}

#[test]
fn each_card_of_the_tray_ends_in_its_verdict_and_all_books_agree() {
    let tills: [&[u8]; 6] = [&[1, 2, 3, 7, 8], &[4, 6], &[5, 9], &[10, 13, 14], &[11], &[12]];
    assert_eq!(tills.iter().map(|cards| cards.len()).sum::<usize>(), COURSES.len());
    std::thread::scope(|scope| {
        for cards in tills {
            scope.spawn(|| run_courses(cards));
        }
    });
}

#[test]
fn a_second_start_goes_on_with_the_batch() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("100", 1, PAID);
    let first = till.voucher();
    till.leave();
    till.sell("200", 7, PAID);
    till.leave();
    till.keys("Ctrl-C");
    assert_eq!(till.ended().code(), Some(0));

    till.restart();
    till.sign_in_to_sell();
    till.see("Count 2");
    till.sell("300", 8, PAID);
    assert!(till.voucher() > first + 1);
    till.see("Count 3");
    let rows = export(folder.path());
    assert_eq!(rows.iter().map(|row| row.amount_minor).collect::<Vec<_>>(), [100, 200, 300]);
    assert!(rows.iter().all(|row| row.batch == 1 && row.state == "approved"), "{rows:#?}");
    assert!(rows.windows(2).all(|pair| pair[0].stan < pair[1].stan), "{rows:#?}");
    assert_agree(folder.path());
}
