//! Keymap files: the shipped ones are complete, broken ones say where and what.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyEventState, KeyModifiers};
use keytill::{
    domain::Lang,
    keypad::{Chord, Key, Keycode, Keymap, Layout, Shift},
};
use proptest::prelude::*;

fn shipped(name: &str) -> Keymap {
    Keymap::parse(name, Keymap::shipped(name).unwrap()).unwrap()
}

fn press(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// Events that a plain terminal can send.
fn terminal_events() -> Vec<KeyEvent> {
    let named = [
        KeyCode::Enter,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Insert,
        KeyCode::KeypadBegin,
    ];
    let codes = named.into_iter().chain((1..=12).map(KeyCode::F)).chain((' '..='~').map(KeyCode::Char));
    codes.map(press).collect()
}

#[test]
fn every_shipped_keymap_has_every_key_and_a_label_for_it() {
    assert_eq!(Keymap::shipped_names().count(), 5);
    for name in Keymap::shipped_names() {
        let keymap = shipped(name);
        let reached: Vec<Key> = terminal_events().iter().filter_map(|e| keymap.key(e)).collect();
        for key in Key::ALL {
            assert!(reached.contains(&key), "{name} has no way to press {key}");
            for lang in [Lang::ZhCn, Lang::En] {
                assert!(!keymap.label(key, lang).is_empty(), "{name}: {key}");
            }
        }
        for digit in 0..=9u8 {
            assert_eq!(keymap.key(&press(KeyCode::Char((b'0' + digit) as char))), Some(Key::Digit(digit)), "{name}");
        }
    }
    assert_eq!(Keymap::shipped("abacus"), None);
}

#[test]
fn every_shipped_keymap_has_every_key_for_the_kernel_too() {
    for name in Keymap::shipped_names() {
        let keymap = shipped(name);
        assert!(keymap.is_for_terminals() && keymap.is_for_evdev());
        let chords =
            (1..0x300).map(Keycode::of).flat_map(|code| [Shift::Up, Shift::Held].map(|shift| Chord { code, shift }));
        let reached: Vec<Key> = chords.filter_map(|chord| keymap.pushed(chord)).collect();
        for key in Key::ALL {
            assert!(reached.contains(&key), "{name} has no way to press {key}");
        }
        for digit in 0..=9u8 {
            for code in [format!("KEY_{digit}"), format!("KEY_KP{digit}")] {
                let chord = Chord { code: Keycode::named(&code).unwrap(), shift: Shift::Up };
                assert_eq!(keymap.pushed(chord), Some(Key::Digit(digit)), "{name}: {code}");
            }
        }
        // A whole keyboard could be it; a mouse with a few keys could not.
        assert!(keymap.fits(|_| true) && !keymap.fits(|code| code.number() > 0x70));
    }
}

#[test]
fn every_keymap_file_is_shipped() {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/keymaps")).unwrap();
    for file in files {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(Keymap::shipped(name.trim_end_matches(".toml")).is_some(), "{name} is not in the program");
    }
}

#[test]
fn the_pc_keyboard() {
    let keymap = shipped("pc");
    assert_eq!(keymap.layout(), Layout::Calculator);
    let table = [
        (press(KeyCode::Enter), Some(Key::Enter)),
        (press(KeyCode::Backspace), Some(Key::Clear)),
        (KeyEvent::new(KeyCode::Char('h'), KeyModifiers::CONTROL), Some(Key::Clear)),
        (press(KeyCode::Delete), Some(Key::Clear)),
        (press(KeyCode::Esc), Some(Key::Cancel)),
        (press(KeyCode::Char('*')), Some(Key::Menu)),
        (KeyEvent::new(KeyCode::Char('*'), KeyModifiers::SHIFT), Some(Key::Menu)),
        (KeyEvent::new(KeyCode::Char('M'), KeyModifiers::SHIFT), Some(Key::Menu)),
        (press(KeyCode::Char('.')), Some(Key::DoubleZero)),
        (press(KeyCode::F(12)), Some(Key::Feed)),
        (press(KeyCode::Up), Some(Key::Up)),
        (press(KeyCode::F(4)), Some(Key::F4)),
        (press(KeyCode::Char('q')), None),
        (press(KeyCode::F(5)), None),
        (KeyEvent::new(KeyCode::Enter, KeyModifiers::ALT), None),
        (KeyEvent::new(KeyCode::Char('m'), KeyModifiers::CONTROL), None),
        (KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat), Some(Key::Enter)),
        (KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release), None),
    ];
    for (event, key) in table {
        assert_eq!(keymap.key(&event), key, "{event:?}");
    }
}

#[test]
fn the_number_pad_works_without_num_lock() {
    let keymap = shipped("usb-numpad");
    assert_eq!(keymap.key(&press(KeyCode::Home)), Some(Key::Digit(7)));
    assert_eq!(keymap.key(&press(KeyCode::KeypadBegin)), Some(Key::Digit(5)));
    assert_eq!(keymap.key(&press(KeyCode::Char('/'))), Some(Key::Cancel));
    assert_eq!(keymap.key(&press(KeyCode::Char('+'))), Some(Key::Down));
    assert_eq!(keymap.label(Key::Cancel, Lang::ZhCn), "/");
}

#[test]
fn a_key_of_the_number_block_counts_as_its_twin_unless_it_has_an_entry() {
    let on_pad =
        |code| KeyEvent::new_with_kind_and_state(code, KeyModifiers::NONE, KeyEventKind::Press, KeyEventState::KEYPAD);
    let plain = Keymap::parse("plain", &file("")).unwrap();
    assert_eq!(plain.key(&on_pad(KeyCode::Enter)), Some(Key::Enter));
    assert_eq!(plain.key(&on_pad(KeyCode::Char('5'))), Some(Key::Digit(5)));
    let apart = Keymap::parse("apart", &file("menu = [\"kp_enter\"]\nfeed = [\"kp_+\", \"shift-f1\"]")).unwrap();
    assert_eq!(apart.key(&on_pad(KeyCode::Enter)), Some(Key::Menu));
    assert_eq!(apart.key(&press(KeyCode::Enter)), Some(Key::Enter));
    assert_eq!(apart.key(&on_pad(KeyCode::Char('+'))), Some(Key::Feed));
    assert_eq!(apart.key(&press(KeyCode::Char('+'))), None);
    assert_eq!(apart.key(&KeyEvent::new(KeyCode::F(1), KeyModifiers::SHIFT)), Some(Key::Feed));
}

#[test]
fn labels_are_the_usual_words_unless_the_file_says_otherwise() {
    let keymap = Keymap::parse("x", &file("[labels]\nenter = { en = \"OK\" }")).unwrap();
    assert_eq!(keymap.label(Key::Enter, Lang::En), "OK");
    assert_eq!(keymap.label(Key::Enter, Lang::ZhCn), "确认");
    assert_eq!(keymap.label(Key::Digit(7), Lang::ZhCn), "7");
}

/// A sound file of 16 lines, with more text behind.
fn file(more: &str) -> String {
    let digits: String = (0..=9).map(|d| format!("{d} = [\"{d}\"]\n")).collect();
    format!(
        "name = \"test\"\nlayout = \"telephone\"\n[keys]\n{digits}enter = [\"enter\"]\nclear = [\"backspace\"]\n\
         cancel = [\"esc\"]\n{more}\n"
    )
}

#[test]
fn a_broken_file_names_file_line_and_what_was_expected() {
    let sound = file("");
    let table = [
        (file("knob = [\"f1\"]"), 17, "unknown key `knob`; expected one of 0..9 00 enter"),
        (file("menu = [\"clutch\"]"), 17, "unknown event `clutch`; expected one character, or one of enter"),
        (file("menu = [\"f25\"]"), 17, "unknown event `f25`"),
        (file("menu = [\"ctrl-\"]"), 17, "unknown event `ctrl-`"),
        (file("menu = [\"ctrl-m\"]"), 17, "expected `enter`, because"),
        (file("menu = [\n  \"f1\",\n  \"esc\"]"), 19, "event `esc` stands at `menu` and at `cancel`"),
        (file("menu = \"f1\""), 17, "expected a list of events"),
        (file("menu = [1]"), 17, "expected a list of events"),
        (file("enter = [\"f1\"]"), 17, "not a TOML file"),
        (sound.replace("[\"esc\"]", "[]"), 16, "key `cancel` has no event; expected at least one"),
        (sound.replace("enter = [\"enter\"]\n", ""), 3, "key `enter` has no event"),
        (sound.replace("clear = [\"backspace\"]\n", ""), 3, "key `clear` has no event"),
        (sound.replace("7 = [\"7\"]\n", ""), 3, "key `7` has no event"),
        (sound.replace("telephone", "dial"), 2, "`layout` cannot be used; expected \"telephone\" or \"calculator\""),
        (sound.replace("name = \"test\"\n", ""), 1, "`name` is missing; expected a text"),
        (sound.replace("\"test\"", "\"\\u001b[2J\""), 1, "`name` cannot be used"),
        (sound.replace("layout = \"telephone\"\n", ""), 1, "`layout` is missing"),
        (
            format!("colour = 1\n{sound}"),
            1,
            "unknown entry `colour`; expected name, layout, bounce_ms, beside, [labels], [keys] or",
        ),
        (format!("bounce_ms = 101\n{sound}"), 1, "`bounce_ms` cannot be used; expected a whole number of milliseconds"),
        (format!("bounce_ms = -1\n{sound}"), 1, "`bounce_ms` cannot be used"),
        (
            format!("bounce_ms = 0x14\n{sound}\n[evdev]\n0 = [\"KEY_O\"]\n1 = [\"BTN_LEFT\"]"),
            22,
            "unknown event `BTN_LEFT`",
        ),
        (file("[evdev]\n0 = [\"KEY_ZERO\"]"), 18, "expected a name of linux/input-event-codes.h"),
        (file("[evdev]\n0 = [\"KEY_0\"]\n1 = [\"KEY_0\"]"), 19, "event `KEY_0` stands at `1` and at `0`"),
        (file("[evdev]\n0 = [\"KEY_LEFTSHIFT\"]"), 18, "expected a key that is not Shift"),
        (file("[evdev]\n0 = [\"KEY_0\"]"), 17, "key `1` has no event"),
        ("name = \"x\"\nlayout = \"telephone\"".into(), 1, "`[keys]` is missing"),
        ("name = \"x\"\nkeys = 5".into(), 2, "`keys` cannot be used; expected a table"),
        ("name = \"x\"\nlayout = = 3".into(), 2, "not a TOML file"),
        (file("[labels]\nknob = { zh = \"钮\" }"), 18, "unknown key `knob`"),
        (file("[labels]\nenter = { fr = \"valider\" }"), 18, "expected { zh"),
        (file("[labels]\nenter = { zh = \"请在此处确认付款\" }"), 18, "each of 1 to 12 columns"),
        (file(&"#".repeat(70_000)), 1, "expected at most 65536"),
    ];
    for (text, line, expected) in table {
        let error = Keymap::parse("box.toml", &text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("keymap box.toml, line {line}: ")), "{error}\n{text}");
        assert!(error.contains(expected), "{error}\nlacks: {expected}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Keymap::parse("any", &text);
    }

    #[test]
    fn any_event_text_is_read_or_refused(event in "(ctrl-|alt-|shift-|kp_){0,3}\\PC{0,6}", key in "[a-z0-9]{1,5}") {
        let event = event.replace(['"', '\\'], "");
        let _ = Keymap::parse("any", &file(&format!("{key} = [\"{event}\"]")));
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(at in 0usize..1500, with in any::<char>()) {
        let mut chars: Vec<char> = Keymap::shipped("pc").unwrap().chars().collect();
        let at = at % chars.len();
        chars[at] = with;
        let _ = Keymap::parse("any", &chars.into_iter().collect::<String>());
    }
}
