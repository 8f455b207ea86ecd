use super::*;

const CLEAR: &str = "KEY_BACKSPACE";

fn keymap(more: &str) -> Arc<Keymap> {
    let digits: String = (0..=9).map(|d| format!("{d} = [\"KEY_{d}\", \"KEY_KP{d}\"]\n")).collect();
    let text = format!(
        "name = \"test\"\nlayout = \"telephone\"\n{more}\n[evdev]\n{digits}enter = [\"KEY_KPENTER\"]\n\
         clear = [\"{CLEAR}\"]\ncancel = [\"KEY_ESC\"]\nmenu = [\"shift-KEY_8\"]\n"
    );
    Arc::new(Keymap::parse("test", &text).unwrap())
}

/// A keypad whose device and program share a clock.
struct Pad(Pushes);

impl Pad {
    fn new() -> Pad {
        Pad(Pushes::new(keymap("")))
    }

    fn moves(&mut self, ms: u64, name: &str, motion: Motion) -> Option<Push> {
        let at = Duration::from_millis(ms);
        self.0.take(Signal::Key { at, code: Keycode::named(name).unwrap(), motion }, at)
    }

    fn down(&mut self, ms: u64, name: &str) -> Option<Push> {
        self.moves(ms, name, Motion::Down)
    }

    fn up(&mut self, ms: u64, name: &str) {
        assert_eq!(self.moves(ms, name, Motion::Up), None);
    }

    fn held(&mut self, ms: u64) -> Option<Push> {
        self.0.held(Duration::from_millis(ms))
    }
}

fn key(key: Key) -> Option<Push> {
    Some(Push::Key(key))
}

#[test]
fn a_push_counts_once_when_the_key_goes_down_however_long_it_is_held() {
    let mut pad = Pad::new();
    assert_eq!(pad.down(1000, "KEY_KPENTER"), key(Key::Enter));
    for repeat in 0..200 {
        assert_eq!(pad.moves(1250 + 33 * repeat, "KEY_KPENTER", Motion::Repeat), None);
    }
    pad.up(8000, "KEY_KPENTER");
    assert_eq!(pad.down(8100, "KEY_5"), key(Key::Digit(5)));
    assert_eq!(pad.moves(8400, "KEY_5", Motion::Repeat), None);
    // The next key may go down before the last one is up.
    assert_eq!(pad.down(8450, "KEY_KP6"), key(Key::Digit(6)));
    pad.up(8460, "KEY_5");
    pad.up(8500, "KEY_KP6");
    assert_eq!(pad.down(8600, "KEY_5"), key(Key::Digit(5)));
}

#[test]
fn a_contact_that_bounces_is_one_push() {
    let mut pad = Pad::new();
    assert_eq!(pad.down(100, "KEY_1"), key(Key::Digit(1)));
    pad.up(103, "KEY_1");
    assert_eq!(pad.down(105, "KEY_1"), None);
    pad.up(200, "KEY_1");
    // It bounces when it is let go, too.
    assert_eq!(pad.down(204, "KEY_1"), None);
    pad.up(206, "KEY_1");
    // Another key is another push; so is the same one as soon as a finger can.
    assert_eq!(pad.down(208, "KEY_2"), key(Key::Digit(2)));
    assert_eq!(pad.down(206 + Keymap::BOUNCE_MS, "KEY_1"), key(Key::Digit(1)));
}

#[test]
fn a_clock_that_was_set_back_takes_no_key_away() {
    let mut pad = Pad::new();
    assert_eq!(pad.down(50_000, "KEY_1"), key(Key::Digit(1)));
    pad.up(50_080, "KEY_1");
    assert_eq!(pad.down(1_000, "KEY_1"), key(Key::Digit(1)));
}

#[test]
fn a_keypad_that_sends_two_zeros_at_once_may_have_no_bounce() {
    let mut pad = Pad(Pushes::new(keymap("bounce_ms = 0")));
    for at in [0, 2] {
        assert_eq!(pad.down(at, "KEY_KP0"), key(Key::Digit(0)));
        pad.up(at + 1, "KEY_KP0");
    }
}

#[test]
fn clear_that_is_held_takes_back_everything_once() {
    let mut pad = Pad::new();
    assert_eq!(pad.down(1000, CLEAR), key(Key::Clear));
    assert_eq!(pad.0.due(), Some(Duration::from_millis(1000) + HELD));
    assert_eq!(pad.moves(1250, CLEAR, Motion::Repeat), None);
    assert_eq!(pad.held(1799), None);
    assert_eq!(pad.held(1800), Some(Push::Held));
    assert_eq!(pad.held(5000), None);
    assert_eq!(pad.0.due(), None);
    pad.up(5000, CLEAR);
    // Let go in time, it is one digit.
    assert_eq!(pad.down(6000, CLEAR), key(Key::Clear));
    pad.up(6799, CLEAR);
    assert_eq!(pad.held(7000), None);
}

#[test]
fn clear_that_is_held_beside_another_key_or_bounces() {
    let mut pad = Pad::new();
    assert_eq!(pad.down(1000, CLEAR), key(Key::Clear));
    assert_eq!(pad.down(1200, "KEY_1"), key(Key::Digit(1)));
    assert_eq!(pad.held(3000), None, "another key was pressed meanwhile");
    pad.up(3100, CLEAR);
    assert_eq!(pad.down(4000, CLEAR), key(Key::Clear));
    pad.up(4002, CLEAR);
    assert_eq!(pad.down(4004, CLEAR), None);
    assert_eq!(pad.held(4804), Some(Push::Held), "it bounced and is held");
}

#[test]
fn no_other_key_means_more_when_it_is_held() {
    let mut pad = Pad::new();
    for (at, name) in [(0, "KEY_KPENTER"), (2000, "KEY_ESC"), (4000, "KEY_0")] {
        assert!(pad.down(at, name).is_some());
        assert_eq!(pad.0.due(), None, "{name}");
        pad.up(at + 1900, name);
    }
}

#[test]
fn shift_tells_a_star_from_an_eight() {
    let mut pad = Pad::new();
    assert_eq!(pad.down(0, "KEY_LEFTSHIFT"), None);
    assert_eq!(pad.down(1, "KEY_8"), key(Key::Menu));
    pad.up(2, "KEY_8");
    assert_eq!(pad.down(40, "KEY_9"), Some(Push::Unknown), "a bracket is no 9");
    pad.up(60, "KEY_LEFTSHIFT");
    assert_eq!(pad.down(100, "KEY_8"), key(Key::Digit(8)));
}

#[test]
fn keys_that_only_change_others_are_nothing_and_unknown_ones_are_told() {
    let mut pad = Pad::new();
    for (at, name) in ["KEY_NUMLOCK", "KEY_LEFTCTRL", "KEY_CAPSLOCK"].into_iter().enumerate() {
        assert_eq!(pad.down(at as u64 * 100, name), None, "{name}");
    }
    assert_eq!(pad.down(900, "KEY_F9"), Some(Push::Unknown));
    let button = Signal::Key { at: Duration::ZERO, code: Keycode::of(0x110), motion: Motion::Down };
    assert_eq!(pad.0.take(button, Duration::ZERO), None, "a mouse");
}

#[test]
fn after_a_loss_nothing_is_held() {
    let mut pad = Pad::new();
    assert_eq!(pad.down(0, "KEY_LEFTSHIFT"), None);
    assert_eq!(pad.down(100, CLEAR), Some(Push::Unknown));
    assert_eq!(pad.0.take(Signal::Lost, Duration::ZERO), None);
    assert_eq!(pad.down(200, "KEY_8"), key(Key::Digit(8)));
    assert_eq!(pad.down(300, CLEAR), key(Key::Clear));
    pad.0.take(Signal::Lost, Duration::ZERO);
    assert_eq!(pad.held(9000), None);
}
