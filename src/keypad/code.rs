//! Key codes of Linux's input layer, as a keymap file writes them: `KEY_KPENTER`, `shift-KEY_8`, `code-183`.

use std::fmt;

use evdevil::event::Key as Known;

/// The highest code of a key, KEY_MAX of linux/input-event-codes.h.
const CODE_MAX: u16 = 0x2ff;
/// Names of what is not a key of a keypad: buttons of mice, pads and touch screens.
const BUTTON: &str = "BTN_";
/// Before the number of a code without a name.
const BARE: &str = "code-";
const SHIFTED: &str = "shift-";

/// What a key is called in a keymap file.
pub(super) const EXPECTED: &str = "a name of linux/input-event-codes.h such as KEY_KP1, or code- and a number of 1 to 767, \
     with shift- before it if needed";

/// A key code of Linux's input layer (linux/input-event-codes.h).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keycode(u16);

impl Keycode {
    /// KEY_C, which with Ctrl ends programs without a screen.
    pub const C: Keycode = Keycode(46);

    /// The code with this number.
    pub const fn of(number: u16) -> Keycode {
        Keycode(number)
    }

    /// Its number.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The code that a keymap file means: none for what is no code of a key.
    pub fn named(text: &str) -> Option<Keycode> {
        let code = match text.strip_prefix(BARE) {
            Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => Keycode(number.parse().ok()?),
            Some(_) => return None,
            None => Keycode(text.parse::<Known>().ok()?.raw()),
        };
        code.is_key().then_some(code)
    }

    /// Whether it is a key, and not a button of a mouse or the finger on a touch screen.
    pub fn is_key(self) -> bool {
        (1..=CODE_MAX).contains(&self.0) && !self.kernel_name().starts_with(BUTTON)
    }

    /// Whether it is a key that only changes others, or a lock: cheap keypads press Num Lock around each of their keys.
    pub fn is_modifier(self) -> bool {
        let known = Known::from_raw(self.0);
        const MODIFIERS: [Known; 11] = [
            Known::KEY_LEFTSHIFT,
            Known::KEY_RIGHTSHIFT,
            Known::KEY_LEFTCTRL,
            Known::KEY_RIGHTCTRL,
            Known::KEY_LEFTALT,
            Known::KEY_RIGHTALT,
            Known::KEY_LEFTMETA,
            Known::KEY_RIGHTMETA,
            Known::KEY_CAPSLOCK,
            Known::KEY_NUMLOCK,
            Known::KEY_SCROLLLOCK,
        ];
        MODIFIERS.contains(&known)
    }

    /// Whether it is a Ctrl.
    pub fn is_control(self) -> bool {
        matches!(Known::from_raw(self.0), Known::KEY_LEFTCTRL | Known::KEY_RIGHTCTRL)
    }

    /// Whether it is a Shift.
    pub fn is_shift(self) -> bool {
        matches!(Known::from_raw(self.0), Known::KEY_LEFTSHIFT | Known::KEY_RIGHTSHIFT)
    }

    /// The kernel's name, or something else where it has none.
    fn kernel_name(self) -> String {
        format!("{:?}", Known::from_raw(self.0))
    }
}

impl fmt::Display for Keycode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kernel_name();
        // Only a name that is read back as this code is one.
        if name.parse::<Known>().is_ok_and(|known| known.raw() == self.0) {
            return f.write_str(&name);
        }
        write!(f, "{BARE}{}", self.0)
    }
}

/// Whether Shift is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shift {
    /// It is not.
    #[default]
    Up,
    /// It is: keypads that send `*` hold it for KEY_8.
    Held,
}

/// A code with or without Shift: what one push of a key is to the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key.
    pub code: Keycode,
    /// Whether Shift was held.
    pub shift: Shift,
}

impl Chord {
    /// Reads the text of a keymap file; the error says what was expected.
    pub(super) fn parse(text: &str) -> Result<Chord, &'static str> {
        let (shift, rest) = match text.strip_prefix(SHIFTED) {
            Some(rest) => (Shift::Held, rest),
            None => (Shift::Up, text),
        };
        let code = Keycode::named(rest).ok_or(EXPECTED)?;
        if code.is_modifier() {
            return Err("a key that is not Shift, Ctrl, Alt or a lock, because those only change others");
        }
        Ok(Chord { code, shift })
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.shift == Shift::Held {
            f.write_str(SHIFTED)?;
        }
        self.code.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for number in 1..=CODE_MAX {
            let code = Keycode::of(number);
            if !code.is_key() {
                continue;
            }
            assert_eq!(Keycode::named(&code.to_string()), Some(code), "{code}");
            if !code.is_modifier() {
                for shift in [Shift::Up, Shift::Held] {
                    let chord = Chord { code, shift };
                    assert_eq!(Chord::parse(&chord.to_string()), Ok(chord));
                }
            }
        }
    }

    #[test]
    fn names_are_those_of_the_kernel() {
        for (name, number) in [("KEY_ESC", 1), ("KEY_ENTER", 28), ("KEY_KP0", 82), ("KEY_KPENTER", 96), ("code-84", 84)]
        {
            assert_eq!(Keycode::named(name), Some(Keycode::of(number)), "{name}");
        }
        // A code that the kernel has no name for.
        assert_eq!(Keycode::of(84).to_string(), "code-84");
        for none in
            ["", "KEY_", "KEY_CLUTCH", "key_enter", "enter", "BTN_LEFT", "code-", "code-0", "code-768", "code-+1"]
        {
            assert_eq!(Keycode::named(none), None, "{none}");
        }
        assert!(Chord::parse("KEY_LEFTSHIFT").is_err_and(|expected| expected.contains("Shift")));
        assert!(Chord::parse("shift-").is_err());
    }
}
