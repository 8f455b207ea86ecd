//! Receipts as text, as ESC/POS, and on their way to files, FIFOs and devices.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use keytill::{
    domain::receipt::{Line, Receipt, Size},
    printer::{Cause, Config, Paper, PrintError, Sink, SinkKind, escpos, text},
};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

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
    assert_eq!(Paper32::of(&evil).as_text(), "a？[2Jb？c？？\n");
}

#[test]
fn escpos_begins_with_a_reset_in_chinese_mode_and_ends_with_a_cut() {
    let bytes = escpos::encode(&slip(), Paper::Mm80);
    assert!(bytes.starts_with(b"\x1b@\x1c&"));
    assert!(bytes.ends_with(b"\n\x1dVB\0"));
    let narrow = escpos::encode(&slip(), Paper::Mm58);
    assert!(narrow.ends_with(b"\n\x1bd\x04\x1dVB\0"), "without a cutter the paper goes past the tear bar");
    // 签购单, centred, both kinds of letters doubled, then back to one.
    let title = b"\x1ba\x01\x1d!\x11\x1c!\x0c\xc7\xa9\xb9\xba\xb5\xa5\n\x1d!\x00\x1c!\x00";
    assert!(bytes.windows(title.len()).any(|w| w == title), "{bytes:02x?}");
}

#[test]
fn escpos_says_what_the_text_form_says() {
    for (paper, columns) in [(Paper::Mm58, 32), (Paper::Mm80, 48)] {
        let printed = Printed::decode(&escpos::encode(&slip(), paper), columns);
        assert_eq!(printed.as_text(), text::render(&slip(), paper.columns()));
    }
}

#[test]
fn characters_outside_gbk_show_as_missing() {
    // A name with a four-byte character, a face, the euro, private use; the narrow yen sign becomes the wide one.
    let odd = Receipt { lines: vec![Line::Text("𠮷野 😀 € \u{e001} ö ¥5 é".into())] };
    assert_eq!(Paper32::of(&odd).as_text(), "？野 ？ ？ ？ ？ ￥5 é\n");
}

#[test]
fn large_pairs_have_half_the_columns() {
    let pair = |a: &str, b: &str| Receipt { lines: vec![Line::Pair(a.into(), b.into(), Size::Large)] };
    let fits = Paper32::of(&pair("金额", "1,234.56"));
    assert_eq!(fits.rows, [row("金额    1,234.56", 2)]);
    let too_long = Paper32::of(&pair("金额 AMOUNT", "1,234,567.89"));
    assert_eq!(too_long.rows, [row("金额 AMOUNT", 2), row("    1,234,567.89", 2)]);
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
        for row in Paper32::of(&receipt).rows {
            let columns: usize = row.text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            prop_assert!(columns * row.scale <= 32, "{row:?}");
        }
    }
}

// A printer of a few lines: it knows the commands above and nothing else.

#[derive(Debug, PartialEq)]
struct Row {
    text: String,
    centred: Centred,
    scale: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Centred {
    Yes,
    No,
}

fn row(text: &str, scale: usize) -> Row {
    Row { text: text.into(), centred: Centred::No, scale }
}

struct Printed {
    rows: Vec<Row>,
    columns: usize,
}

struct Paper32;

impl Paper32 {
    fn of(receipt: &Receipt) -> Printed {
        Printed::decode(&escpos::encode(receipt, Paper::Mm58), 32)
    }
}

const CUT: &str = "<cut>";

impl Printed {
    fn decode(mut bytes: &[u8], columns: usize) -> Printed {
        let mut rows = Vec::new();
        let (mut chinese, mut ascii_size, mut chinese_size, mut centred) = (0, 0, 0, Centred::No);
        let mut line: Vec<u8> = Vec::new();
        while let Some(&first) = bytes.first() {
            let used = match bytes {
                [0x1B, b'@', ..] => 2,
                [0x1C, b'&', ..] => {
                    chinese = 1;
                    2
                }
                [0x1D, b'!', n, ..] => {
                    ascii_size = *n;
                    3
                }
                [0x1C, b'!', n, ..] => {
                    chinese_size = *n;
                    3
                }
                [0x1B, b'a', n, ..] => {
                    assert!(line.is_empty(), "alignment within a line");
                    centred = if *n == 1 { Centred::Yes } else { Centred::No };
                    3
                }
                // The feed to the tear bar is no blank line of the receipt.
                [0x1B, b'd', 4, 0x1D, b'V', b'B', 0, ..] => 3,
                [0x1B, b'd', n, ..] => {
                    rows.extend((0..*n).map(|_| row("", 1)));
                    3
                }
                [0x1D, b'V', b'B', 0, ..] => {
                    rows.push(row(CUT, 1));
                    4
                }
                [b'\n', ..] => {
                    let scale = match (ascii_size, chinese_size) {
                        (0, 0) => 1,
                        (0x11, 0x0C) => 2,
                        other => panic!("ASCII and Chinese of different size: {other:?}"),
                    };
                    let (text, _, bad) = encoding_rs::GBK.decode(&line);
                    assert!(!bad, "not GBK: {line:02x?}");
                    rows.push(Row { text: text.into_owned(), centred, scale });
                    line.clear();
                    1
                }
                [0x20..=0x7E, ..] => {
                    line.push(first);
                    1
                }
                [0x81..=0xFE, second @ 0x40..=0xFE, ..] => {
                    assert_eq!(chinese, 1, "Chinese outside Chinese mode");
                    line.extend([first, *second]);
                    2
                }
                other => panic!("unknown command {:02x?}", &other[..other.len().min(4)]),
            };
            bytes = &bytes[used..];
        }
        assert!(line.is_empty(), "the last line is not ended");
        Printed { rows, columns }
    }

    fn as_text(&self) -> String {
        self.rows.iter().map(|row| self.row_as_text(row) + "\n").collect()
    }

    fn row_as_text(&self, row: &Row) -> String {
        match (row.text.as_str(), row.centred) {
            (CUT, _) => "- ".repeat(self.columns / 2).trim_end().to_owned(),
            (text, Centred::Yes) => " ".repeat((self.columns - text.width()) / 2) + text,
            (text, Centred::No) => text.to_owned(),
        }
    }
}

// Sinks.

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("keytill-printer-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn fifo(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn sink(kind: SinkKind, path: &Path) -> Sink {
    Sink::new(&Config { kind, path: Some(path.into()), ..Config::default() }).unwrap()
}

fn refused(kind: SinkKind, path: &Path, cause: Cause, advice: &str) -> PrintError {
    let error = sink(kind, path).print(&slip()).unwrap_err();
    let message = error.to_string();
    assert_eq!(error.cause(), cause, "{message}");
    assert!(message.contains(path.to_str().unwrap()), "{message}");
    assert!(message.contains(advice), "{message}");
    error
}

#[test]
fn a_file_grows_by_both_forms() {
    let folder = Folder::new("file");
    let config = Config {
        kind: SinkKind::File,
        path: Some(folder.path("out.bin")),
        text_path: Some(folder.path("out.txt")),
        paper: Paper::Mm80,
    };
    let mut sink = Sink::new(&config).unwrap();
    sink.print(&slip()).unwrap();
    sink.print(&slip()).unwrap();
    assert_eq!(fs::read(folder.path("out.bin")).unwrap(), escpos::encode(&slip(), Paper::Mm80).repeat(2));
    assert_eq!(fs::read_to_string(folder.path("out.txt")).unwrap(), text::render(&slip(), 48).repeat(2));
}

#[test]
fn without_a_printer_only_the_text_is_kept() {
    let folder = Folder::new("none");
    let config = Config { text_path: Some(folder.path("out.txt")), ..Config::default() };
    Sink::new(&config).unwrap().print(&slip()).unwrap();
    assert_eq!(fs::read_to_string(folder.path("out.txt")).unwrap(), text::render(&slip(), 32));
    Sink::new(&Config::default()).unwrap().print(&slip()).unwrap();
}

#[test]
fn a_fifo_without_a_reader_is_told_at_once() {
    let folder = Folder::new("nobody");
    let path = folder.fifo("printer");
    refused(SinkKind::Fifo, &path, Cause::NobodyReads, "start the print service");
}

#[test]
fn a_fifo_with_a_reader_gets_every_byte() {
    let folder = Folder::new("reader");
    let path = folder.fifo("printer");
    // Far more than a pipe holds, so that writes are partial.
    let long = Receipt { lines: vec![Line::Text("付款".repeat(100)); 1000] };
    let expected = escpos::encode(&long, Paper::Mm58);
    assert!(expected.len() > 200_000);
    let reader = std::thread::spawn({
        let path = path.clone();
        move || {
            let mut bytes = Vec::new();
            fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        }
    });
    let mut sink = sink(SinkKind::Fifo, &path);
    while let Err(error) = sink.print(&long) {
        assert_eq!(error.cause(), Cause::NobodyReads, "{error}");
        std::thread::yield_now();
    }
    assert!(reader.join().unwrap() == expected);
}

#[test]
fn places_that_cannot_be_opened() {
    let folder = Folder::new("missing");
    let missing = folder.path("no-such/printer");
    refused(SinkKind::File, &missing, Cause::NotThere, "make its folder");
    refused(SinkKind::Fifo, &missing, Cause::NotThere, "mkfifo");
    refused(SinkKind::Device, &missing, Cause::NotThere, "switch the printer on");
    refused(SinkKind::File, &folder.0, Cause::Settings, "correct [printer] path");
    let file = folder.path("file");
    fs::write(&file, "").unwrap();
    refused(SinkKind::Device, &file, Cause::Settings, "not a device");
    refused(SinkKind::Fifo, &file, Cause::Settings, "not a fifo");
    assert!(fs::read(&file).unwrap().is_empty());
}

#[test]
fn a_full_disk_is_not_an_empty_paper_roll() {
    let full = Path::new("/dev/full");
    refused(SinkKind::File, full, Cause::DiskFull, "free some space");
    let error = refused(SinkKind::Device, full, Cause::OutOfPaper, "put in paper");
    assert!(error.to_string().contains("cannot write"), "{error}");
}

#[test]
fn nothing_goes_to_paper_when_the_copy_cannot_be_opened() {
    let folder = Folder::new("copy");
    let config = Config {
        kind: SinkKind::File,
        path: Some(folder.path("out.bin")),
        text_path: Some(folder.path("no-such/out.txt")),
        paper: Paper::Mm58,
    };
    Sink::new(&config).unwrap().print(&slip()).unwrap_err();
    assert!(!folder.path("out.bin").exists());
}

#[test]
fn a_serial_line_gets_the_bytes_unchanged() {
    use rustix::pty;
    let master = pty::openpt(pty::OpenptFlags::RDWR | pty::OpenptFlags::NOCTTY).unwrap();
    pty::grantpt(&master).unwrap();
    pty::unlockpt(&master).unwrap();
    let name = pty::ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    // Held open: a pseudo-terminal forgets unread bytes when its last user leaves.
    let _line = fs::File::options().write(true).open(&name).unwrap();
    sink(SinkKind::Device, Path::new(&name)).print(&slip()).unwrap();
    let expected = escpos::encode(&slip(), Paper::Mm58);
    let mut bytes = vec![0; expected.len()];
    fs::File::from(master).read_exact(&mut bytes).unwrap();
    assert_eq!(bytes, expected);
}

#[test]
fn the_configuration() {
    let read = |text: &str| toml::from_str::<Config>(text);
    let config = read("kind = \"fifo\"\npath = \"/run/printer\"\npaper = \"80mm\"").unwrap();
    assert_eq!((config.kind, config.paper, config.text_path), (SinkKind::Fifo, Paper::Mm80, None));
    assert_eq!(read("").unwrap(), Config::default());
    assert!(read("kind = \"fifo\"\ncolour = 1").unwrap_err().to_string().contains("colour"));
    assert!(read("paper = \"A4\"").unwrap_err().to_string().contains("58mm"));
    let error = Sink::new(&read("kind = \"device\"").unwrap()).unwrap_err();
    assert!(error.to_string().contains("kind = \"device\" needs a path"), "{error}");
}
