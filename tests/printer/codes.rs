//! QR codes and pictures on paper, read by a reader that shares no code with what wrote them.

use keytill::{
    domain::{
        Picture, Qr, QrLevel,
        receipt::{Line, Receipt},
    },
    printer::{
        Paper, QrWay,
        escpos::{Device, encode},
        text,
    },
};
use proptest::prelude::*;

use super::{
    escpos::{Code, Dots, Item, Printed, read_codes},
    of,
};

const URL: &str = "https://r.example/99999906/000000000017";

fn code(text: &str) -> Receipt {
    of([
        Line::Text("above".into()),
        Line::Qr(Qr { text: text.into(), level: QrLevel::Medium, module: 6 }),
        Line::Text("below".into()),
        Line::Cut,
    ])
}

fn printed(receipt: &Receipt, qr: QrWay, paper: Paper) -> Printed {
    Printed::decode(&encode(receipt, &Device { qr, paper, ..Device::default() }), paper.columns().into())
}

fn native(printed: &Printed) -> Vec<&Code> {
    printed.items.iter().filter_map(|item| if let Item::Code(code) = item { Some(code) } else { None }).collect()
}

fn dots(printed: &Printed) -> Vec<&Dots> {
    printed.items.iter().filter_map(|item| if let Item::Dots(dots) = item { Some(dots) } else { None }).collect()
}

#[test]
fn a_code_is_read_from_the_paper() {
    for paper in [Paper::Mm58, Paper::Mm80] {
        let by_printer = printed(&code(URL), QrWay::Native, paper);
        assert_eq!(native(&by_printer).len(), 1);
        assert!(dots(&by_printer).is_empty());
        assert_eq!(read_codes(&by_printer.sheet()), [URL]);
        let by_us = printed(&code(URL), QrWay::Raster, paper);
        assert!(native(&by_us).is_empty());
        assert_eq!(read_codes(&by_us.sheet()), [URL]);
        // In the middle, both ways.
        let picture = dots(&by_us)[0];
        let first = picture.rows.iter().filter_map(|row| row.iter().position(|dot| *dot)).min().unwrap();
        let last = picture.rows.iter().filter_map(|row| row.iter().rposition(|dot| *dot)).max().unwrap();
        assert!((first + last + 1).abs_diff(paper.dots().into()) <= 1, "{first} to {last}");
    }
}

#[test]
fn a_code_too_wide_gets_smaller_modules() {
    let long = format!("{URL}?{}", "x".repeat(400));
    for qr in [QrWay::Native, QrWay::Raster] {
        let printed = printed(&code(&long), qr, Paper::Mm58);
        assert_eq!(read_codes(&printed.sheet()), std::slice::from_ref(&long));
    }
}

/// Some printers take 1018 bytes of data and no more; from there on we draw it ourselves. What no code can hold is printed as
/// text, so that nothing of a receipt is lost.
#[test]
fn a_code_too_long_for_the_printer_is_drawn_and_one_too_long_for_any_is_written() {
    let exactly = "x".repeat(1018);
    assert_eq!(native(&printed(&code(&exactly), QrWay::Native, Paper::Mm80))[0].text, exactly);
    let more = printed(&code(&"x".repeat(1019)), QrWay::Native, Paper::Mm80);
    assert!(native(&more).is_empty());
    assert_eq!(dots(&more).len(), 1);
    let too_long = printed(&code(&"7".repeat(8000)), QrWay::Native, Paper::Mm80);
    assert!(native(&too_long).is_empty() && dots(&too_long).is_empty());
    assert_eq!(too_long.as_text().matches('7').count(), 8000);
}

#[test]
fn levels_and_sizes_go_to_the_printer() {
    for (level, number) in [(QrLevel::Low, 0), (QrLevel::Medium, 1), (QrLevel::Quartile, 2), (QrLevel::High, 3)] {
        let receipt = of([Line::Qr(Qr { text: "1".into(), level, module: 3 })]);
        let printed = printed(&receipt, QrWay::Native, Paper::Mm58);
        assert_eq!((native(&printed)[0].level, native(&printed)[0].module), (number, 3));
    }
    for (module, used) in [(0, 1), (16, 13), (255, 13)] {
        let receipt = of([Line::Qr(Qr { text: "1".into(), level: QrLevel::Low, module })]);
        assert_eq!(native(&printed(&receipt, QrWay::Native, Paper::Mm58))[0].module, used, "{module}");
    }
}

#[test]
fn as_text_a_code_is_what_it_says() {
    let shown = text::render(&code(URL), 32);
    assert_eq!(shown.lines().take(4).collect::<Vec<_>>(), ["above", &URL[..32], &URL[32..], "below"]);
    let shown = text::render(&code("a\u{1b}[2Jb\u{202e}"), 32);
    assert_eq!(shown.lines().nth(1), Some("a?[2Jb?"), "what could steer a terminal");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_stands_in_a_code_is_read_from_it(text in "\\PC{1,120}") {
        for qr in [QrWay::Native, QrWay::Raster] {
            prop_assert_eq!(read_codes(&printed(&code(&text), qr, Paper::Mm80).sheet()), [text.clone()]);
        }
    }
}

#[test]
fn a_picture_comes_out_dot_for_dot_in_the_middle() {
    let mut picture = Picture::new(100, 300);
    for (x, y) in [(0, 0), (99, 0), (50, 150), (0, 299), (99, 299)] {
        picture.ink(x, y);
    }
    let printed = printed(&of([Line::Picture(picture.clone())]), QrWay::Native, Paper::Mm58);
    let dots = dots(&printed)[0];
    assert_eq!(dots.rows.len(), 300, "strips join");
    let left = (384 - 100) / 2;
    for (y, row) in dots.rows.iter().enumerate() {
        let expected = (0..row.len()).map(|x| picture.has(x as i32 - left, y as i32)).collect::<Vec<_>>();
        assert_eq!(row, &expected, "row {y}");
    }
    assert_eq!(text::render(&of([Line::Picture(picture)]), 32), "[100x300]\n");
}

#[test]
fn a_picture_wider_than_the_paper_is_cut_off() {
    let mut picture = Picture::new(1000, 2);
    picture.ink(0, 0);
    picture.ink(384, 1);
    picture.ink(383, 1);
    let printed = printed(&of([Line::Picture(picture)]), QrWay::Native, Paper::Mm58);
    let dots = dots(&printed)[0];
    assert_eq!(dots.width, 384);
    assert!(dots.rows[0][0] && dots.rows[1][383]);
}
