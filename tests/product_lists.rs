//! `keytill products`, as the program runs it: a large list, its bad lines, and files that are no lists.
//!
//! Apart from the tests of the file itself: a program that is being started has for a moment the locks of whoever starts it.
#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "support/folder.rs"]
mod folder;

use std::{
    fmt::Write as _,
    fs,
    process::{Command, Output},
};

use folder::Folder;

const LINES: usize = 50_000;
/// One of so many lines is bad in the large list.
const BAD_EVERY: usize = LINES / 100;

fn products(folder: &Folder, what: &str, list: Option<&[u8]>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keytill"));
    command.args(["products", what, "--data"]).arg(folder.path());
    if let Some(bytes) = list {
        let file = folder.join("list.csv");
        fs::write(&file, bytes).unwrap();
        command.arg(file);
    }
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// An EAN-13 of the shop's own, as a label scale makes them.
fn ean(number: usize) -> String {
    let digits = format!("2{number:011}");
    let sum: u32 =
        digits.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A list with a product a line, and where asked a hundred bad lines of five kinds among them.
fn list(with_bad: bool) -> String {
    let mut text = String::from("number,barcodes,name,price,stock\n");
    for number in 1..=LINES {
        let code = ean(number);
        let bad = if with_bad && number % BAD_EVERY == 0 { number / BAD_EVERY % 5 } else { 5 };
        match bad {
            0 => writeln!(text, "{number},{code},农夫山泉{number},-3.50,1"),
            1 => writeln!(text, "{},,农夫山泉{number},3.50,1", number - 1),
            2 => writeln!(text, "{number},{},农夫山泉{number},3.50,1", ean(number - 1)),
            3 => writeln!(text, "{number},{code},农夫山泉{number},3.50"),
            4 => writeln!(text, "{number},{code},,3.50,1"),
            _ => writeln!(text, "{number},{code},农夫山泉{number},{}.50,{}", number % 90 + 1, number % 7),
        }
        .unwrap();
    }
    text
}

#[test]
fn each_of_a_hundred_bad_lines_is_named_and_nothing_is_taken() {
    let folder = Folder::new();
    let bad = list(true);
    for what in ["check", "import"] {
        let output = products(&folder, what, Some(bad.as_bytes()));
        let text = told(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        let named: Vec<&str> = text.lines().filter(|line| line.starts_with("line ")).collect();
        assert_eq!(named.len(), 100, "{named:?}");
        for (index, line) in named.iter().enumerate() {
            // The header is line 1.
            assert!(line.starts_with(&format!("line {}", (index + 1) * BAD_EVERY + 1)), "{line}");
        }
        assert!(text.contains("bad 100") && text.contains("100 problems; nothing was changed"), "{text}");
        let exported = products(&folder, "export", None);
        assert_eq!(String::from_utf8_lossy(&exported.stdout).lines().count(), 1, "the header alone");
    }
}

#[test]
fn a_large_list_comes_out_as_it_went_in() {
    let folder = Folder::new();
    let checked = products(&folder, "check", Some(list(false).as_bytes()));
    assert!(checked.status.success() && told(&checked).contains("added 50000"), "{}", told(&checked));
    assert!(!told(&checked).contains("imported"));
    let imported = products(&folder, "import", Some(list(false).as_bytes()));
    assert!(imported.status.success() && told(&imported).contains("imported"), "{}", told(&imported));
    let exported = products(&folder, "export", None).stdout;
    let again = products(&folder, "check", Some(&exported));
    assert!(told(&again).contains("added 0\nchanged 0\nunchanged 50000\nbad 0"), "{}", told(&again));
}

#[test]
fn files_that_are_no_lists_say_what_they_are() {
    let folder = Folder::new();
    let utf16: Vec<u8> = "\u{feff}number,name,price\n1,水,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, said) in [
        (utf16.as_slice(), "UTF-16"),
        (b"".as_slice(), "empty"),
        (b"number,name\n1,a\n".as_slice(), "price"),
        (b"number,name,price,colour\n".as_slice(), "colour"),
        (b"PK\x03\x04\x14\x00".as_slice(), "column"),
    ] {
        let output = products(&folder, "import", Some(bytes));
        let text = told(&output);
        assert!(output.status.code() == Some(1) && text.contains(said) && text.contains("list.csv"), "{text}");
    }
}
