//! Pictures of the program for the documents: it runs the real demo on a pseudo-terminal, goes through a sale, a sale
//! without an answer, the first sale once more and a settlement, then some screens arranged for touch, a code to be scanned and a signature, and writes each frame as
//! an SVG of text.
//!
//! Run it after `cargo build --release`, with `cargo run --release --example frame_svg [FOLDER]`; the folder is
//! `docs/screens` where none is named. The clock of the frames is set to 14:05, so that a second run gives the same pictures, but for the code, which
//! names the port of the training gateway.

#[path = "../bench/pty.rs"]
mod pty;
mod svg;

use std::{
    ffi::OsString,
    io::Result,
    path::{Path, PathBuf},
    time::Duration,
};

use keytill::{
    i18n::{Lang, texts},
    keypad::Debounce,
};
use pty::{Program, keys};

/// How long a screen may take to come: the reversal after a sale without an answer takes the longest.
const SCREEN_WITHIN: Duration = Duration::from_secs(40);
/// What the clock shows in every frame.
const CLOCK: &str = "14:05";
/// A silence after which a frame is complete.
const SETTLED: Duration = Duration::from_millis(200);

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("docs/screens"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    for lang in [Lang::En, Lang::ZhCn] {
        for size in [(80, 24), (40, 15)] {
            let temporary = tempfile::tempdir()?;
            let data = temporary.path();
            show(lang, size, data, &folder)?;
            show_touch(lang, size, data, &folder)?;
            show_code(lang, size, data, &folder)?;
            show_signature(lang, size, data, &folder)?;
        }
    }
    Ok(())
}

/// The demo with its data in this folder, and these arguments besides.
fn start(lang: Lang, size: (u16, u16), data: &Path, more: &[&str]) -> Result<Program> {
    let program = std::env::current_exe()?.with_file_name("../keytill");
    let mut command: Vec<OsString> = vec![program.into()];
    command.extend(["demo", "--lang", code(lang)].iter().chain(more).map(OsString::from));
    command.extend([OsString::from("--data"), data.into()]);
    Program::start(&command, size)
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::ZhCn => "zh-CN",
    }
}

/// Writes what is shown into the folder.
fn save(till: &mut Program, name: &str, lang: Lang, size: (u16, u16), folder: &Path) -> Result<()> {
    // The halves of overwritten wide glyphs look different from terminal to terminal; a fresh frame has none.
    till.redraw()?;
    till.settle(SETTLED)?;
    let file = folder.join(format!("{name}.{}.{}x{}.svg", code(lang), size.0, size.1));
    std::fs::write(file, svg::picture(till.screen(), CLOCK))
}

/// The menu of transactions and a sum, arranged for touch.
fn show_touch(lang: Lang, size: (u16, u16), data: &Path, folder: &Path) -> Result<()> {
    let t = texts(lang);
    let mut till = start(lang, size, data, &["--touch", "on"])?;
    till.wait_for(&t.sign_in_ask_number(), SCREEN_WITHIN)?;
    press(&mut till, "01{ENTER}0000{ENTER}", &t.mode_back_office())?;
    press(&mut till, "1", &t.kind_sale())?;
    save(&mut till, "touch-menu", lang, size, folder)?;
    press(&mut till, "1", &t.amount_ask())?;
    press(&mut till, "1234", "▀▀▀")?;
    save(&mut till, "touch-amount", lang, size, folder)?;
    till.end()
}

/// A code that the customer scans.
fn show_code(lang: Lang, size: (u16, u16), data: &Path, folder: &Path) -> Result<()> {
    let t = texts(lang);
    let mut till = start(lang, size, data, &[])?;
    till.wait_for(&format!("{} {}", t.status_reader(), t.status_ok()), SCREEN_WITHIN)?;
    press(&mut till, "01{ENTER}0000{ENTER}", &t.mode_back_office())?;
    press(&mut till, "1", &t.kind_sale())?;
    press(&mut till, "89", &t.amount_ask())?;
    press(&mut till, "1234{ENTER}", "▀▄")?;
    save(&mut till, "code", lang, size, folder)?;
    till.end()
}

/// A cardholder signs with the mouse.
fn show_signature(lang: Lang, size: (u16, u16), data: &Path, folder: &Path) -> Result<()> {
    let t = texts(lang);
    let mut till = start(lang, size, data, &["--signature", "screen"])?;
    till.wait_for(&format!("{} {}", t.status_reader(), t.status_ok()), SCREEN_WITHIN)?;
    press(&mut till, "01{ENTER}0000{ENTER}", &t.mode_back_office())?;
    press(&mut till, "1", &t.kind_sale())?;
    press(&mut till, "1", &t.amount_ask())?;
    // Another sum than before: the same card would be asked about.
    press(&mut till, "5678{ENTER}", &t.tray_ask())?;
    press(&mut till, "1", &t.verdict_paid())?;
    press(&mut till, "{ENTER}", &t.signature_ask())?;
    for stroke in STROKES {
        for (at, (x, y)) in stroke.iter().enumerate() {
            let (column, row) = (size.0 * x / 100, 7 + (size.1 - 11) * y / 100);
            till.send(format!("\x1b[<{};{column};{row}M", if at == 0 { 0 } else { 32 }).as_bytes())?;
            if at + 1 == stroke.len() {
                till.send(format!("\x1b[<0;{column};{row}m").as_bytes())?;
            }
        }
    }
    till.settle(SETTLED)?;
    save(&mut till, "signature", lang, size, folder)?;
    till.end()
}

/// A made-up signature: strokes of points, in hundredths of the pad.
const STROKES: [&[(u16, u16)]; 3] = [
    &[(15, 70), (22, 20), (28, 70), (20, 55)],
    &[(32, 60), (38, 25), (42, 75), (50, 35), (55, 70), (62, 40), (70, 65), (85, 30)],
    &[(25, 90), (80, 85)],
];

/// Goes through the screens of one language at one size.
fn show(lang: Lang, size: (u16, u16), data: &Path, folder: &Path) -> Result<()> {
    let t = texts(lang);
    let mut till = start(lang, size, data, &[])?;
    let keep = |till: &mut Program, name: &str| save(till, name, lang, size, folder);
    till.wait_for(&format!("{} {}", t.status_reader(), t.status_ok()), SCREEN_WITHIN)?;
    press(&mut till, "01", "01")?;
    keep(&mut till, "sign-in")?;
    press(&mut till, "{ENTER}0000{ENTER}", &t.mode_back_office())?;
    press(&mut till, "1", &t.kind_sale())?;
    press(&mut till, "1", &t.amount_ask())?;
    press(&mut till, "1234", "▀▀▀")?;
    keep(&mut till, "amount")?;
    press(&mut till, "{ENTER}", &t.tray_ask())?;
    keep(&mut till, "tray")?;
    press(&mut till, "1", &t.printed())?;
    keep(&mut till, "approved")?;
    press(&mut till, "{ENTER}1", &t.amount_ask())?;
    press(&mut till, "56.{ENTER}", &t.tray_ask())?;
    press(&mut till, "4", &t.step_bank())?;
    keep(&mut till, "bank")?;
    press(&mut till, "", &t.verdict_unknown())?;
    keep(&mut till, "not-known")?;
    press(&mut till, "", &t.verdict_not_paid())?;
    keep(&mut till, "reversed")?;
    // The card that paid at first pays the same again.
    press(&mut till, "{ENTER}1", &t.amount_ask())?;
    press(&mut till, "1234{ENTER}", &t.tray_ask())?;
    press(&mut till, "1", &t.same_sale())?;
    keep(&mut till, "same-sale")?;
    press(&mut till, "{ESC}", &t.verdict_same_sale())?;
    // The supervisor signs in, for the settlement in the back office; its question, then its result.
    press(&mut till, "{ENTER}{ESC}{ESC}", &t.sign_in_ask_number())?;
    press(&mut till, "00{ENTER}123456{ENTER}", &t.mode_back_office())?;
    press(&mut till, "2", &t.settlement_title())?;
    press(&mut till, "4", &t.hint_settle())?;
    keep(&mut till, "settle")?;
    press(&mut till, "{ENTER}", &t.settlement_balanced())?;
    keep(&mut till, "settled")?;
    till.end()
}

fn press(till: &mut Program, pressed: &str, then: &str) -> Result<()> {
    for key in keys(pressed)? {
        till.send(&key)?;
        // A second ENTER soon after this one would count as a bounce of the key.
        till.settle(if key == b"\r" { Debounce::QUIET } else { Duration::from_millis(40) })?;
    }
    till.wait_for(then, SCREEN_WITHIN)?;
    till.settle(SETTLED)
}
