use super::*;
use crate::keypad::Phase;

fn pressed(bytes: &[u8]) -> Vec<Pressed> {
    let mut decoder = Decoder::default();
    let mut pressed = decoder.feed(bytes);
    pressed.extend(decoder.give_up());
    pressed
}

fn keys(bytes: &[u8]) -> Vec<KeyEvent> {
    pressed(bytes).into_iter().filter_map(|p| if let Pressed::Key(key) = p { Some(key) } else { None }).collect()
}

#[test]
fn a_finger_comes_down_moves_and_leaves() {
    let at = |column, row, phase| Pressed::Pointer(Pointer { column, row, phase });
    let touches = [at(0, 0, Phase::Down), at(11, 4, Phase::Drag), at(299, 4, Phase::Up)];
    assert_eq!(pressed(b"\x1b[<0;1;1M\x1b[<32;12;5M\x1b[<0;300;5m"), touches);
    assert_eq!(pressed(b"\x1b[<20;3;4M"), [at(2, 3, Phase::Down)], "with keys held");
}

#[test]
fn a_terminal_says_whether_it_reports_touches() {
    for set in [1, 2, 3] {
        assert_eq!(pressed(format!("\x1b[?1006;{set}$y").as_bytes()), [Pressed::Touchable]);
    }
    // It does not know the mode, or cannot set it; and another mode, or something else.
    for other in ["?1006;0$y", "?1006;4$y", "?1002;1$y", "?1006;1y", "1006;1$y", "?1006;11$y", "?62;4c"] {
        assert_eq!(pressed(format!("\x1b[{other}").as_bytes()), [], "{other}");
    }
    assert_eq!(pressed(b"1\x1b[?1006;2$y2").len(), 3, "keys around it count");
}

#[test]
fn other_buttons_and_broken_touches_are_nothing() {
    let table: [&[u8]; 8] = [
        b"\x1b[<2;3;4M",
        b"\x1b[<64;3;4M",
        b"\x1b[<35;3;4M",
        b"\x1b[<0;0;4M",
        b"\x1b[<0;3M",
        b"\x1b[<0;3;4;5M",
        b"\x1b[<0;99999;4M",
        b"\x1b[M 12",
    ];
    for bytes in table {
        assert_eq!(pressed(bytes), [], "{bytes:?}");
    }
}

fn with(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
    KeyEvent::new(code, modifiers)
}

#[test]
fn every_sequence_of_the_shipped_keypads_is_its_key() {
    let table: [(&[u8], KeyCode); 38] = [
        (b"0", KeyCode::Char('0')),
        (b"\r", KeyCode::Enter),
        (b"\t", KeyCode::Tab),
        (b"\x7f", KeyCode::Backspace),
        (b"\x1b", KeyCode::Esc),
        ("中".as_bytes(), KeyCode::Char('中')),
        (b"\x1b[A", KeyCode::Up),
        (b"\x1b[B", KeyCode::Down),
        (b"\x1b[C", KeyCode::Right),
        (b"\x1b[D", KeyCode::Left),
        (b"\x1bOA", KeyCode::Up),
        (b"\x1b[H", KeyCode::Home),
        (b"\x1b[F", KeyCode::End),
        (b"\x1b[E", KeyCode::KeypadBegin),
        (b"\x1b[G", KeyCode::KeypadBegin),
        (b"\x1b[1~", KeyCode::Home),
        (b"\x1b[2~", KeyCode::Insert),
        (b"\x1b[3~", KeyCode::Delete),
        (b"\x1b[4~", KeyCode::End),
        (b"\x1b[5~", KeyCode::PageUp),
        (b"\x1b[6~", KeyCode::PageDown),
        (b"\x1bOP", KeyCode::F(1)),
        (b"\x1bOS", KeyCode::F(4)),
        (b"\x1b[[A", KeyCode::F(1)),
        (b"\x1b[[E", KeyCode::F(5)),
        (b"\x1b[11~", KeyCode::F(1)),
        (b"\x1b[15~", KeyCode::F(5)),
        (b"\x1b[17~", KeyCode::F(6)),
        (b"\x1b[21~", KeyCode::F(10)),
        (b"\x1b[23~", KeyCode::F(11)),
        (b"\x1b[24~", KeyCode::F(12)),
        (b"\x1b[25~", KeyCode::F(13)),
        (b"\x1b[28~", KeyCode::F(15)),
        (b"\x1b[34~", KeyCode::F(20)),
        (b"\x1bOM", KeyCode::Enter),
        (b"\x1bOp", KeyCode::Char('0')),
        (b"\x1bOy", KeyCode::Char('9')),
        (b"\x1bOk", KeyCode::Char('+')),
    ];
    for (bytes, code) in table {
        assert_eq!(keys(bytes), [KeyEvent::from(code)], "{bytes:?}");
    }
}

#[test]
fn modifiers_are_told() {
    let table: [(&[u8], KeyEvent); 6] = [
        (b"\x08", with(KeyCode::Char('h'), KeyModifiers::CONTROL)),
        (b"\x03", with(KeyCode::Char('c'), KeyModifiers::CONTROL)),
        (b"\x1bx", with(KeyCode::Char('x'), KeyModifiers::ALT)),
        (b"\x1b[1;5A", with(KeyCode::Up, KeyModifiers::CONTROL)),
        (b"\x1b[15;2~", with(KeyCode::F(5), KeyModifiers::SHIFT)),
        (b"\x1b[Z", with(KeyCode::BackTab, KeyModifiers::SHIFT)),
    ];
    for (bytes, key) in table {
        assert_eq!(keys(bytes), [key], "{bytes:?}");
    }
}

#[test]
fn what_is_no_key_is_passed_over_and_what_follows_counts() {
    for bytes in [&b"\xff1"[..], b"\x1b[200~1", b"\x1b[999;9q1", b"\xe4\xb8\x31", b"\x1b[?1;2c1", b"\x1bOz1"] {
        assert_eq!(keys(bytes), [KeyEvent::from(KeyCode::Char('1'))], "{bytes:?}");
    }
    // A key in the middle of a sequence that never ends.
    assert_eq!(keys(b"\x1b[12\x031"), [with(KeyCode::Char('c'), KeyModifiers::CONTROL), KeyCode::Char('1').into()]);
}

#[test]
fn an_esc_waits_for_its_rest_and_is_a_key_when_none_comes() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b"), []);
    assert!(decoder.is_waiting());
    assert_eq!(decoder.give_up(), Some(Pressed::Key(KeyCode::Esc.into())));
    assert!(!decoder.is_waiting());
    assert_eq!(decoder.feed(b"1"), [Pressed::Key(KeyCode::Char('1').into())]);
    assert_eq!(keys(b"\x1b\x1b"), [KeyEvent::from(KeyCode::Esc); 2]);
    assert_eq!(keys(b"\x1b\x1b[A"), [KeyEvent::from(KeyCode::Esc), KeyCode::Up.into()]);
}

#[test]
fn a_key_long_after_an_esc_is_a_key_of_its_own() {
    let late = |rest: &[u8]| {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\x1b"), []);
        decoder.feed_late(rest)
    };
    let both = |code: KeyCode| [KeyCode::Esc, code].map(|code| Pressed::Key(code.into()));
    assert_eq!(late(b"1"), both(KeyCode::Char('1')));
    assert_eq!(late(b"\r"), both(KeyCode::Enter));
    // The rest of a sequence is one, however late: no arrow becomes a cancel.
    assert_eq!(late(b"[A"), [Pressed::Key(KeyCode::Up.into())]);
    assert_eq!(late(b"OM"), [Pressed::Key(KeyCode::Enter.into())]);
    assert_eq!(Decoder::default().feed_late(b"1"), [Pressed::Key(KeyCode::Char('1').into())]);
}

#[test]
fn half_a_sequence_is_no_key() {
    for bytes in [&b"\x1b["[..], b"\x1b[1", b"\x1bO", b"\xe4\xb8", b"\x1b\xe4"] {
        assert_eq!(keys(bytes), [], "{bytes:?}");
    }
}

#[test]
fn a_sequence_without_an_end_is_dropped() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(&[b"\x1b[".as_slice(), &[b'1'; 100]].concat()), []);
    assert!(!decoder.is_waiting());
}

proptest::proptest! {
    #[test]
    fn pieces_make_no_difference(bytes in proptest::collection::vec(
        proptest::prop_oneof![proptest::sample::select(b"\x1b[O~;159<MmAP\r\xe4\xb8\xad".to_vec()), proptest::num::u8::ANY],
        0..60,
    ), cut in 0usize..60) {
        let whole = pressed(&bytes);
        let (first, second) = bytes.split_at(cut.min(bytes.len()));
        let mut decoder = Decoder::default();
        let mut parts = decoder.feed(first);
        parts.extend(decoder.feed(second));
        parts.extend(decoder.give_up());
        proptest::prop_assert_eq!(whole, parts);
    }
}
