//! Characters that the printer has no glyph for.

use keytill::{
    domain::receipt::{Line, Receipt, Size},
    printer::{
        Config, Font, FontError, Paper, Sink, SinkKind,
        escpos::{Device, encode, wants_font},
    },
};
use proptest::prelude::*;

use super::{
    escpos::{Item, Printed, font, row},
    folder::Folder,
    of,
};

/// Bytes and paper with a font that has a box for each of these characters.
fn with_font(receipt: &Receipt, chars: &str, paper: Paper) -> Printed {
    let folder = Folder::new();
    let path = folder.join("boxes.ttf");
    std::fs::write(&path, font::boxes(chars)).unwrap();
    let font = Font::open(&path).unwrap();
    let bytes = encode(receipt, &Device { font: Some(&font), paper, ..Device::default() });
    Printed::decode(&bytes, paper.columns().into())
}

/// The dots of a picture that have ink: from, to, in x and y.
fn inked(item: &Item) -> (usize, usize, usize, usize) {
    let Item::Dots(dots) = item else { panic!("{item:?} is no picture") };
    let ink = dots.rows.iter().enumerate().flat_map(|(y, row)| {
        row.iter().enumerate().filter(|(_, dot)| **dot).map(move |(x, _)| (x, y)).collect::<Vec<_>>()
    });
    let ink: Vec<(usize, usize)> = ink.collect();
    let x = || ink.iter().map(|(x, _)| *x);
    let y = || ink.iter().map(|(_, y)| *y);
    (x().min().unwrap(), x().max().unwrap(), y().min().unwrap(), y().max().unwrap())
}

/// A rare name: its row goes out as a picture, the others as text; the characters stand in their columns.
#[test]
fn a_row_with_a_rare_character_is_a_picture() {
    let receipt = of([
        Line::Text("普通".into()),
        Line::Pair("姓名".into(), "𠮷野".into(), Size::Normal),
        Line::Text("end".into()),
    ]);
    assert!(wants_font(&receipt));
    let printed = with_font(&receipt, "𠮷", Paper::Mm58);
    assert_eq!(printed.items[0], Item::Row(row("普通", 1)));
    assert_eq!(printed.items[2], Item::Row(row("end", 1)));
    // 𠮷 is the last but one of 16 wide characters: columns 28 and 29. The font has no 野, so nothing stands there.
    let (left, right, top, bottom) = inked(&printed.items[1]);
    assert!(left >= 28 * 12 && right < 30 * 12 && right - left >= 14, "{left} to {right}");
    assert!(bottom < 24 && bottom - top >= 14, "{top} to {bottom}");
}

#[test]
fn large_and_centred_rows_are_drawn_large_and_centred() {
    let receipt = of([Line::Centred("𠮷".into(), Size::Large)]);
    for paper in [Paper::Mm58, Paper::Mm80] {
        let printed = with_font(&receipt, "𠮷", paper);
        let (left, right, top, bottom) = inked(&printed.items[0]);
        assert!((left + right + 1).abs_diff(paper.dots().into()) <= 6, "{left} to {right}");
        assert!(right - left >= 30 && bottom - top >= 30, "{left} to {right}, {top} to {bottom}");
    }
}

/// What is in GBK, and what no font could draw, needs none.
#[test]
fn ordinary_receipts_read_no_font() {
    for text in ["本人确认以上交易", "￥¥ 12.34", "a\u{1b}b\u{202e}c\u{e001}\tx"] {
        assert!(!wants_font(&of([Line::Text(text.into())])), "{text}");
    }
    for text in ["𠮷", "😀", "€", "ö"] {
        assert!(wants_font(&of([Line::Centred(text.into(), Size::Large)])), "{text}");
    }
}

#[test]
fn a_glyph_that_the_font_lacks_shows_as_missing() {
    let printed = with_font(&of([Line::Text("𠮷😀".into())]), "x", Paper::Mm58);
    assert_eq!(printed.as_text(), "？？\n");
}

#[test]
fn a_font_that_is_none_is_named() {
    let folder = Folder::new();
    let path = folder.join("font.ttf");
    assert!(matches!(Font::open(&path), Err(FontError::Read { .. })));
    for bytes in [&b""[..], b"not a font", &font::boxes("x")[..100]] {
        std::fs::write(&path, bytes).unwrap();
        let error = Font::open(&path).unwrap_err().to_string();
        assert!(error.contains("font.ttf") && error.contains("choose another"), "{error}");
    }
    // A receipt is printed all the same, with marks.
    let out = folder.join("out");
    let config = Config { kind: SinkKind::File, path: Some(out.clone()), font: Some(path), ..Config::default() };
    Sink::new(&config).unwrap().print(&of([Line::Text("𠮷".into())])).unwrap();
    assert_eq!(Printed::decode(&std::fs::read(out).unwrap(), 32).as_text(), "？\n");
}

proptest! {
    /// The decoder takes pairs of two bytes and ASCII alone: no four bytes of GB18030, no single byte above 7F.
    #[test]
    fn every_text_comes_back_or_shows_what_is_missing(text in "[\\PC\u{20000}-\u{2ffff}]{0,30}") {
        let printed = Printed::decode(&encode(&of([Line::Text(text.clone())]), &Device { paper: Paper::Mm80, ..Device::default() }), 80);
        let back: String = printed.rows().iter().map(|row| row.text.as_str()).collect();
        let squeezed = |text: &str| text.chars().filter(|c| *c != ' ').collect::<Vec<_>>();
        let (sent, back) = (squeezed(&text), squeezed(&back));
        prop_assert_eq!(sent.len(), back.len());
        for (sent, back) in sent.into_iter().zip(back) {
            prop_assert!(sent == back || back == '？' || (sent, back) == ('¥', '￥'), "{} became {}", sent, back);
        }
    }
}
