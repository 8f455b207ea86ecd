//! One key event as a keymap file writes it: `enter`, `ctrl-h`, `kp_enter`, `f12`, `+`.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventState, KeyModifiers};

/// A key event without what does not matter: letters without case, characters without Shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Stroke {
    code: KeyCode,
    modifiers: KeyModifiers,
    pad: Pad,
}

/// Where the key sits. Most terminals do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Pad {
    Main,
    Numeric,
}

impl Stroke {
    /// The stroke of an event.
    pub(super) fn of(event: &KeyEvent) -> Stroke {
        let pad = if event.state.contains(KeyEventState::KEYPAD) { Pad::Numeric } else { Pad::Main };
        Stroke::new(event.code, event.modifiers, pad)
    }

    /// The same key on the main block, for keymaps that do not tell the two apart.
    pub(super) fn on_main_block(self) -> Stroke {
        Stroke { pad: Pad::Main, ..self }
    }

    fn new(code: KeyCode, modifiers: KeyModifiers, pad: Pad) -> Stroke {
        let held = modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match code {
            // Some terminals report the Shift that a `*` needs, others do not.
            KeyCode::Char(c) => {
                Stroke { code: KeyCode::Char(c.to_ascii_lowercase()), modifiers: held - KeyModifiers::SHIFT, pad }
            }
            KeyCode::BackTab => Stroke { code, modifiers: held - KeyModifiers::SHIFT, pad },
            _ => Stroke { code, modifiers: held, pad },
        }
    }

    /// Reads the text of a keymap file; the error says what was expected.
    pub(super) fn parse(text: &str) -> Result<Stroke, &'static str> {
        let mut rest = text;
        let mut modifiers = KeyModifiers::NONE;
        for (prefix, modifier) in PREFIXES {
            if let Some(after) = rest.strip_prefix(prefix).filter(|after| !after.is_empty()) {
                rest = after;
                modifiers |= modifier;
            }
        }
        if modifiers == KeyModifiers::CONTROL {
            reject_aliases(rest)?;
        }
        if let Some(name) = rest.strip_prefix("kp_") {
            let code = named_code(name).or_else(|| single_char(name)).ok_or(EXPECTED)?;
            return Ok(Stroke::new(code, modifiers, Pad::Numeric));
        }
        let code = named_code(rest).or_else(|| single_char(rest)).ok_or(EXPECTED)?;
        Ok(Stroke::new(code, modifiers, Pad::Main))
    }
}

impl fmt::Display for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (prefix, modifier) in PREFIXES {
            if self.modifiers.contains(modifier) {
                f.write_str(prefix)?;
            }
        }
        if self.pad == Pad::Numeric {
            f.write_str("kp_")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(sign)) => write!(f, "{sign}"),
            (None, KeyCode::F(number)) => write!(f, "f{number}"),
            // No terminal here sends any other; it has no name in a keymap file, and is refused when it is read.
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

const PREFIXES: [(&str, KeyModifiers); 3] =
    [("ctrl-", KeyModifiers::CONTROL), ("alt-", KeyModifiers::ALT), ("shift-", KeyModifiers::SHIFT)];

const EXPECTED: &str = "one character, or one of enter backspace delete esc tab back_tab space up down left right home \
     end page_up page_down insert keypad_begin menu f1..f24, with ctrl- alt- shift- or kp_ before it if needed";

/// In the bytes of a terminal these are the same key, so an event of that name never comes.
fn reject_aliases(letter: &str) -> Result<(), &'static str> {
    match letter {
        "m" | "M" => Err("`enter`, because a terminal sends the same byte for it"),
        "i" | "I" => Err("`tab`, because a terminal sends the same byte for it"),
        "[" => Err("`esc`, because a terminal sends the same byte for it"),
        _ => Ok(()),
    }
}

/// What a keymap file calls the keys that are no characters.
const NAMED: [(&str, KeyCode); 18] = [
    ("enter", KeyCode::Enter),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("back_tab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("page_up", KeyCode::PageUp),
    ("page_down", KeyCode::PageDown),
    ("insert", KeyCode::Insert),
    ("keypad_begin", KeyCode::KeypadBegin),
    ("menu", KeyCode::Menu),
];

fn named_code(name: &str) -> Option<KeyCode> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, code)| *code).or_else(|| function_key(name))
}

fn function_key(name: &str) -> Option<KeyCode> {
    let number = name.strip_prefix('f')?;
    if number.starts_with(['0', '+']) {
        return None;
    }
    number.parse().ok().filter(|n| (1..=24).contains(n)).map(KeyCode::F)
}

fn single_char(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    let c = chars.next().filter(|c| !c.is_control() && !c.is_whitespace())?;
    chars.next().is_none().then_some(KeyCode::Char(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let named = NAMED.iter().map(|(_, code)| *code);
        let codes = named.chain((1..=24).map(KeyCode::F)).chain(('!'..='~').map(KeyCode::Char));
        for code in codes {
            for modifiers in [KeyModifiers::NONE, KeyModifiers::ALT, KeyModifiers::CONTROL | KeyModifiers::ALT] {
                for pad in [Pad::Main, Pad::Numeric] {
                    let stroke = Stroke::new(code, modifiers, pad);
                    assert_eq!(Stroke::parse(&stroke.to_string()), Ok(stroke), "{stroke}");
                }
            }
        }
    }
}
