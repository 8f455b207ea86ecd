//! Keypads that are read past the console, by the real program: events come from a FIFO, with the bytes that the kernel gives, and
//! from a real device where this machine lets one be made.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use evdevil::{
    event::{InputEvent, Key as Known, KeyEvent, KeyState},
    uinput::UinputDevice,
};
use keytill::keypad::{Key, Keycode, Keymap, Motion, encode};
use rustix::fs::{CWD, Mode, mkfifoat};

use crate::terminal::*;

/// A person pushes a key so long, and takes so long from one to the next.
const STEP: Duration = Duration::from_millis(40);
/// The program takes a second ENTER within 400 ms for a bouncing key where money is at stake.
const BETWEEN_ENTERS: Duration = Duration::from_millis(430);
/// Codes that no console knows: KEY_F13 and what follows it.
const UNKNOWN: u16 = 183;

/// A keypad without a device.
struct Pad {
    line: File,
    at: Duration,
}

impl Pad {
    fn plug(path: &Path) -> Pad {
        mkfifoat(CWD, path, Mode::RWXU).unwrap();
        // Both ends, so that opening does not wait for the program.
        let line = OpenOptions::new().read(true).write(true).open(path).unwrap();
        Pad { line, at: Duration::from_secs(1) }
    }

    fn moves(&mut self, code: Keycode, motion: Motion) {
        self.at += STEP;
        self.line.write_all(&encode(self.at, code, motion)).unwrap();
    }

    fn tap(&mut self, code: Keycode) {
        self.moves(code, Motion::Down);
        self.moves(code, Motion::Up);
    }

    fn taps(&mut self, names: &str) {
        for name in names.split_whitespace() {
            self.tap(Keycode::named(&format!("KEY_{name}")).unwrap());
        }
    }
}

/// The keys in the order in which they are asked for.
fn asked() -> Vec<(String, Key)> {
    let digits = (1..=9).chain([0]).map(Key::Digit);
    let others = [Key::Enter, Key::Clear, Key::Cancel, Key::DoubleZero, Key::Menu, Key::Up, Key::Down];
    let all = digits.chain(others).chain([Key::F1, Key::F2, Key::F3, Key::F4, Key::Feed]);
    all.map(|key| (key.usual_label(keytill::domain::Lang::En).to_owned(), key)).collect()
}

#[test]
fn a_keypad_that_no_console_knows_is_learnt_and_sells() {
    let folder = Folder::new();
    let (device, file) = (folder.join("keypad"), folder.join("learnt.toml"));
    let mut pad = Pad::plug(&device);

    // Learnt: the key of each question has a code that no console knows; UP is not on it.
    let learn = ["keys", "learn", "--device", &text(&device), "--output", &text(&file), "--name", "Fuel pump"];
    let mut till = Till::start(&learn);
    let code =
        |key: Key| Keycode::of(UNKNOWN + u16::try_from(Key::ALL.iter().position(|k| *k == key).unwrap()).unwrap());
    for (label, key) in asked() {
        till.see(&label);
        // A key that is another one already is refused.
        if key == Key::Digit(2) {
            pad.tap(code(Key::Digit(1)));
            till.see("that is 1 already");
        }
        pad.tap(code(if key == Key::Up { Key::Cancel } else { key }));
    }
    till.see("written");
    assert!(till.ended().success());
    let keymap = Keymap::parse("learnt", &fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(keymap.name(), "Fuel pump");
    assert!(!keymap.is_for_terminals());

    // And used: a sale by its keys alone.
    let args = ["demo", "--lang", "en", "--data", &text(folder.join("data")), "--keypad", &text(&device)];
    let args: Vec<&str> = args.into_iter().chain(["--keymap", text(&file).leak()]).collect();
    let till = Till::start(&args);
    let mut type_in = |digits: &str, then: Option<Key>| {
        digits.bytes().for_each(|digit| pad.tap(code(Key::Digit(digit - b'0'))));
        if let Some(key) = then {
            std::thread::sleep(BETWEEN_ENTERS);
            pad.tap(code(key));
        }
    };
    till.see("Type your two-digit number");
    type_in("01", Some(Key::Enter));
    till.see("Type your password");
    type_in("0000", Some(Key::Enter));
    till.see("Transactions");
    type_in("11", None);
    till.see("Type the amount");
    type_in("1234", Some(Key::Enter));
    till.see("Choose a training card");
    type_in("1", None);
    till.see("APPROVED");
    till.see("12.34");
}

#[test]
fn held_bounced_and_pulled_out() {
    let folder = Folder::new();
    let device = folder.join("keypad");
    let mut pad = Pad::plug(&device);
    let data = text(folder.join("data"));
    // In ASCII the digits of an amount are text.
    let till = Till::start(&["demo", "--lang", "en", "--glyphs", "ascii", "--data", &data, "--keypad", &text(&device)]);
    till.see("Type your two-digit number");
    pad.taps("KP0 KP1 KPENTER");
    till.see("Type your password");
    pad.taps("0 0 0 0");
    till.see("****");
    // Not by the first sign alone: the terminal's own keyboard goes on beside it.
    std::thread::sleep(BETWEEN_ENTERS);
    till.type_bytes(b"\r");
    till.see("Transactions");
    pad.taps("1 1");
    till.see("Type the amount");
    // A contact that bounces is one push, and a key that is held is one digit.
    let seven = Keycode::named("KEY_7").unwrap();
    pad.moves(seven, Motion::Down);
    for motion in [Motion::Up, Motion::Down] {
        pad.at += Duration::from_millis(2);
        pad.line.write_all(&encode(pad.at, seven, motion)).unwrap();
    }
    (0..10).for_each(|_| pad.moves(seven, Motion::Repeat));
    pad.moves(seven, Motion::Up);
    pad.taps("8 9");
    till.see("¥  7 . 8 9");
    // CLEAR that is held takes back everything.
    pad.moves(Keycode::named("KEY_BACKSPACE").unwrap(), Motion::Down);
    till.see("0 . 7 8");
    till.see("0 . 0 0");
    pad.moves(Keycode::named("KEY_BACKSPACE").unwrap(), Motion::Up);
    // Pulled out, it is told; it comes back and goes on.
    fs::remove_file(&device).unwrap();
    drop(pad);
    till.see("Keypad gone");
    let mut pad = Pad::plug(&device);
    till.see_gone("Keypad gone");
    pad.taps("4 2");
    till.see("0 . 4 2");
}

#[test]
fn what_arrives_is_shown_and_ten_seconds_end_it() {
    let folder = Folder::new();
    let device = folder.join("keypad");
    let mut pad = Pad::plug(&device);
    let mut till = Till::start(&["keys", "test", "--device", &text(&device), "--keymap", "pos-4x4"]);
    till.see("POS keypad, 4 x 4");
    pad.taps("F10 SPACE LEFTSHIFT");
    till.see("KEY_F10 (68)            down      menu, MENU");
    till.see("KEY_SPACE (57)          down      no key of this keymap");
    pad.moves(Keycode::named("KEY_LEFTSHIFT").unwrap(), Motion::Down);
    pad.taps("8");
    till.see("KEY_8 (9)               down      up, UP");
    till.see("ten seconds without a key: the end");
    assert!(till.ended().success());
    // A keyboard that is grabbed has a Ctrl-C all the same.
    let mut till = Till::start(&["keys", "test", "--device", &text(&device)]);
    till.see("Ten seconds");
    pad.moves(Keycode::named("KEY_LEFTCTRL").unwrap(), Motion::Down);
    pad.taps("C");
    assert!(till.ended().success());
    assert!(!till.shows("ten seconds without a key"));
    // On the terminal itself, the bytes.
    let mut till = Till::start(&["keys", "test"]);
    till.see("Ctrl-C");
    till.type_bytes(b"\x1b[24~");
    till.see("1B 5B 32 34 7E          feed, FEED");
    till.type_bytes(b"\x03");
    assert!(till.ended().success());
}

#[test]
fn a_keymap_that_does_not_know_the_keypad_is_refused_and_so_is_a_file_that_is_there() {
    let folder = Folder::new();
    let file = folder.join("old.toml");
    let pc = Keymap::shipped("pc").unwrap();
    fs::write(&file, &pc[..pc.find("[evdev]").unwrap()]).unwrap();
    let data = text(folder.join("data"));
    let (code, said) = refusal(&["demo", "--data", &data, "--keypad", "auto", "--keymap", &text(&file)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("has no table [evdev]") && said.contains("keytill keys learn"), "{said}");
    let (code, said) = refusal(&["keys", "learn", "--output", &text(&file)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("old.toml"), "{said}");
    let (code, said) = refusal(&["keys", "test", "--device", &text(folder.join("nothing"))]);
    assert_eq!(code, Some(1));
    assert!(said.contains("/dev/input/by-id"), "{said}");
}

/// A keyboard of the kernel's, or why this machine has none.
fn real_keyboard() -> Result<(UinputDevice, PathBuf), String> {
    let failed = |error: std::io::Error| format!("/dev/uinput: {error}");
    let keys = (1..=UNKNOWN + 30).map(Known::from_raw);
    let device =
        UinputDevice::builder().and_then(|made| made.with_keys(keys)?.build("keytill test")).map_err(failed)?;
    let name = device.sysname().map_err(failed)?;
    let folder = Path::new("/sys/devices/virtual/input").join(name);
    let event = || {
        let entry = fs::read_dir(&folder)
            .ok()?
            .flatten()
            .find(|entry| entry.file_name().to_string_lossy().starts_with("event"))?;
        Some(Path::new("/dev/input").join(entry.file_name()))
    };
    let found = within_patience(|| event().is_some_and(|path| path.exists()));
    event().filter(|_| found).map(|path| (device, path)).ok_or_else(|| "the device has no file below /dev/input".into())
}

#[test]
fn a_real_device_of_the_kernel_is_grabbed_and_read() {
    let (device, path) = match real_keyboard() {
        Ok(made) => made,
        Err(why) => return println!("NOT CHECKED here: {why}"),
    };
    let folder = Folder::new();
    let data = text(folder.join("data"));
    let till = Till::start(&["demo", "--lang", "en", "--data", &data, "--keypad", &text(&path)]);
    till.see("Type your two-digit number");
    for key in [Known::KEY_KP0, Known::KEY_KP1, Known::KEY_KPENTER] {
        for state in [KeyState::PRESSED, KeyState::RELEASED] {
            let event: InputEvent = KeyEvent::new(key, state).into();
            device.write_events(&[event]).unwrap();
            std::thread::sleep(STEP);
        }
    }
    till.see("Type your password");
    let busy = refusal(&["keys", "test", "--device", &text(&path)]);
    assert!(busy.1.contains("another program has grabbed it"), "{busy:?}");
    drop(device);
    till.see("Keypad gone");
}

#[test]
fn a_keyboard_is_learnt_from_the_terminal() {
    let folder = Folder::new();
    let file = folder.join("learnt.toml");
    let mut till = Till::start(&["keys", "learn", "--layout", "calculator", "--output", &text(&file)]);
    till.see("1 ...");
    // A sequence that no keypad has, and then what is asked for, one at a time.
    till.type_bytes(b"\x1b[99~");
    till.see("1B 5B 39 39 7E is no single key");
    let presses: [(&str, &[u8]); 13] = [
        ("1 ...", b"1"),
        ("2 ...", b"2"),
        ("3 ...", b"3"),
        ("4 ...", b"4"),
        ("5 ...", b"5"),
        ("6 ...", b"6"),
        ("7 ...", b"7"),
        ("8 ...", b"8"),
        ("9 ...", b"9"),
        ("0 ...", b"0"),
        ("ENTER", b"\r"),
        ("CLEAR", b"\x7f"),
        ("CANCEL 取消 ...", b"\x1b"),
    ];
    for (asked, bytes) in presses {
        till.see(asked);
        till.type_bytes(bytes);
    }
    // What is not on the keypad is left out with CANCEL.
    for key in ["00", "MENU 功能", "UP 上翻", "DOWN 下翻", "F1", "F2", "F3", "F4", "FEED 走纸"] {
        till.see(&format!("{key} ..."));
        till.type_bytes(b"\x1b");
    }
    till.see("written");
    assert!(till.ended().success());
    let keymap = Keymap::parse("learnt", &fs::read_to_string(&file).unwrap()).unwrap();
    assert!(keymap.is_for_terminals() && !keymap.is_for_evdev());
}
