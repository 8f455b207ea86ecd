//! Receipts as text, as ESC/POS, as files for the back office, and on their way to files, FIFOs, devices, serial lines and the
//! network. What stands on paper is what a printer of our own (`escpos/`) makes of the bytes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "printer/archive.rs"]
mod archive;
#[path = "printer/codes.rs"]
mod codes;
mod escpos;
#[path = "support/folder.rs"]
mod folder;
#[path = "printer/glyphs.rs"]
mod glyphs;
#[path = "printer/sinks.rs"]
mod sinks;
#[path = "printer/status.rs"]
mod status;

use keytill::{
    domain::receipt::{Line, Receipt, Size},
    printer::{
        CutWay, DrawerPin, Paper,
        escpos::{Device, encode},
        text,
    },
};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use escpos::{Cut, Item, Printed, row};

fn slip() -> Receipt {
    let pair = |a: &str, b: &str| Line::Pair(a.into(), b.into(), Size::Normal);
    Receipt {
        lines: vec![
            Line::Centred("签购单".into(), Size::Large),
            Line::Centred("Merchant copy".into(), Size::Normal),
            Line::Rule,
            pair("商户名称", "好运来便利店"),
            pair("商户号 MERCHANT NO", "898110012345678"),
            pair("卡号", "622848******1239"),
            pair("金额 AMOUNT", "￥ 1,234.56"),
            Line::Feed(1),
            Line::Text("本人确认以上交易，同意将其记入本卡账户。".into()),
            Line::Text("I acknowledge satisfactory receipt of the goods".into()),
            Line::Cut,
        ],
    }
}

#[test]
fn the_text_form_at_32_columns() {
    let expected = "             签购单
         Merchant copy
--------------------------------
商户名称            好运来便利店
商户号 MERCHANT NO
                 898110012345678
卡号            622848******1239
金额 AMOUNT          ￥ 1,234.56

本人确认以上交易，同意将其记入本
卡账户。
I acknowledge satisfactory
receipt of the goods
- - - - - - - - - - - - - - - -
";
    assert_eq!(text::render(&slip(), 32), expected);
}

#[test]
fn the_text_form_at_48_columns() {
    let expected = "                     签购单
                 Merchant copy
------------------------------------------------
商户名称                            好运来便利店
商户号 MERCHANT NO               898110012345678
卡号                            622848******1239
金额 AMOUNT                          ￥ 1,234.56

本人确认以上交易，同意将其记入本卡账户。
I acknowledge satisfactory receipt of the goods
- - - - - - - - - - - - - - - - - - - - - - - -
";
    assert_eq!(text::render(&slip(), 48), expected);
}

#[test]
fn control_characters_never_reach_a_terminal_or_printer() {
    let evil = Receipt { lines: vec![Line::Text("a\u{1b}[2Jb\u{202e}c\u{7}\u{9b}".into())] };
    assert_eq!(text::render(&evil, 32), "a?[2Jb?c??\n");
    assert_eq!(on_narrow(&evil).as_text(), "a？[2Jb？c？？\n");
}

#[test]
fn escpos_begins_with_a_reset_in_chinese_mode_and_ends_with_a_cut() {
    let bytes = encode(&slip(), &Device { paper: Paper::Mm80, ..Device::default() });
    assert!(bytes.starts_with(b"\x1b@\x1c&"));
    assert!(bytes.ends_with(b"\n\x1dVB\0"));
    let narrow = encode(&slip(), &Device { paper: Paper::Mm58, ..Device::default() });
    assert!(narrow.ends_with(b"\n\x1bd\x04\x1dVB\0"), "without a cutter the paper goes past the tear bar");
    // 签购单, centred, both kinds of letters doubled, then back to one.
    let title = b"\x1ba\x01\x1d!\x11\x1c!\x0c\xc7\xa9\xb9\xba\xb5\xa5\n\x1d!\x00\x1c!\x00";
    assert!(bytes.windows(title.len()).any(|w| w == title), "{bytes:02x?}");
}

#[test]
fn escpos_says_what_the_text_form_says() {
    for (paper, columns) in [(Paper::Mm58, 32), (Paper::Mm80, 48)] {
        let printed = Printed::decode(&encode(&slip(), &Device { paper, ..Device::default() }), columns);
        assert_eq!(printed.as_text(), text::render(&slip(), paper.columns()));
    }
}

#[test]
fn characters_outside_gbk_show_as_missing() {
    // A name with a four-byte character, a face, the euro, private use; the narrow yen sign becomes the wide one.
    let odd = Receipt { lines: vec![Line::Text("𠮷野 😀 € \u{e001} ö ¥5 é".into())] };
    assert_eq!(on_narrow(&odd).as_text(), "？野 ？ ？ ？ ？ ￥5 é\n");
}

#[test]
fn large_pairs_have_half_the_columns() {
    let pair = |a: &str, b: &str| Receipt { lines: vec![Line::Pair(a.into(), b.into(), Size::Large)] };
    let fits = on_narrow(&pair("金额", "1,234.56"));
    assert_eq!(fits.rows(), [&row("金额    1,234.56", 2)]);
    let too_long = on_narrow(&pair("金额 AMOUNT", "1,234,567.89"));
    assert_eq!(too_long.rows(), [&row("金额 AMOUNT", 2), &row("    1,234,567.89", 2)]);
}

#[test]
fn long_words_break_and_odd_widths_do_not_hang() {
    let long = Receipt {
        lines: vec![Line::Text("x".repeat(40)), Line::Pair("标".repeat(20), "值".repeat(20), Size::Normal)],
    };
    assert_eq!(text::render(&long, 32).lines().map(UnicodeWidthStr::width).collect::<Vec<_>>(), [32, 8, 32, 8, 32, 32]);
    for width in 0..4 {
        assert!(!text::render(&long, width).is_empty());
    }
}

proptest! {
    #[test]
    fn no_row_is_wider_than_the_paper(words in "\\PC{0,120}", label in "\\PC{0,40}", value in "\\PC{0,40}") {
        let receipt = Receipt { lines: vec![
            Line::Text(words.clone()), Line::Centred(words, Size::Large), Line::Pair(label, value, Size::Large),
        ] };
        for row in text::render(&receipt, 32).lines() {
            // A joined emoji measures less as a whole than its parts do, never more.
            prop_assert!(row.chars().map(|c| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)).sum::<usize>() <= 32);
        }
        for row in on_narrow(&receipt).rows() {
            let columns: usize = row.text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            prop_assert!(columns * row.scale <= 32, "{row:?}");
        }
    }
}

/// What stands on paper of 58 mm.
fn on_narrow(receipt: &Receipt) -> Printed {
    Printed::decode(&encode(receipt, &Device { paper: Paper::Mm58, ..Device::default() }), 32)
}

/// A receipt of these lines.
fn of(lines: impl IntoIterator<Item = Line>) -> Receipt {
    Receipt { lines: lines.into_iter().collect() }
}

#[test]
fn each_way_to_cut() {
    let cut = |cut, paper: Paper| {
        let bytes = encode(&of([Line::Cut]), &Device { cut, paper, ..Device::default() });
        (Printed::decode(&bytes, paper.columns().into()).items, bytes)
    };
    for paper in [Paper::Mm58, Paper::Mm80] {
        assert_eq!(cut(CutWay::Partial, paper).0, [Item::Cut(Cut::Partly)]);
        assert_eq!(cut(CutWay::Full, paper).0, [Item::Cut(Cut::Through)]);
        // By hand: the paper comes out past the edge, and no command for a cutter is sent.
        assert!(cut(CutWay::None, paper).1.ends_with(b"\x1b@\x1c&\x1bd\x04"));
    }
}

#[test]
fn the_drawer_opens_by_the_pin_that_it_hangs_on() {
    for (drawer, pin) in [(DrawerPin::Two, 0), (DrawerPin::Five, 1)] {
        let bytes = encode(&of([Line::Drawer, Line::Text("x".into())]), &Device { drawer, ..Device::default() });
        assert_eq!(Printed::decode(&bytes, 32).items, [Item::Drawer(pin), Item::Row(row("x", 1))]);
    }
    assert_eq!(text::render(&of([Line::Drawer]), 32), "");
}
