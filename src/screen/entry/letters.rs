//! A code of a fixed length that may have letters: digits are typed directly, and UP or DOWN turns the last one through the
//! letters of its key, as on a telephone.

use std::borrow::Cow;

use super::{super::See, Question, Reply, answers::Answers};
use crate::{
    domain::AuthCode,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The signs of each digit key, the digit first.
const KEYS: [&str; 10] = ["0", "1", "2ABC", "3DEF", "4GHI", "5JKL", "6MNO", "7PQRS", "8TUV", "9WXYZ"];

/// Which code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterField {
    /// An authorisation code of 6 characters.
    AuthCode,
}

/// The question for a code.
#[derive(Debug)]
pub struct Letters {
    field: LetterField,
    typed: String,
}

impl Letters {
    /// Nothing typed yet.
    pub fn new(field: LetterField) -> Letters {
        Letters { field, typed: String::new() }
    }

    fn length(&self) -> usize {
        match self.field {
            LetterField::AuthCode => 6,
        }
    }

    fn push(&mut self, digits: &str, t: &Texts) -> Reply {
        if self.typed.len() + digits.len() > self.length() {
            return Reply::Refuse(t.refuse_full());
        }
        self.typed.push_str(digits);
        Reply::Stay
    }

    fn enter(&self, answers: &mut Answers, t: &Texts) -> Reply {
        let length = u32::try_from(self.length()).unwrap_or(0);
        let taken = match self.field {
            LetterField::AuthCode => self.typed.parse::<AuthCode>().map(|code| answers.auth_code = Some(code)),
        };
        if taken.is_ok() { Reply::Answered } else { Reply::Refuse(t.refuse_length(length)) }
    }

    fn label(&self, t: &Texts) -> Cow<'static, str> {
        match self.field {
            LetterField::AuthCode => t.label_auth_code(),
        }
    }

    fn ask(&self, t: &Texts) -> Cow<'static, str> {
        match self.field {
            LetterField::AuthCode => t.auth_code_ask(),
        }
    }
}

/// To which letter of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The next one.
    Next,
    /// The one before.
    Previous,
}

/// Turns the last sign to the next or the previous one of its key.
pub fn turn(typed: &mut String, by: Turn) {
    let Some(last) = typed.pop() else { return };
    let signs = KEYS.iter().find(|signs| signs.contains(last)).map_or("", |signs| signs);
    let at = signs.find(last).unwrap_or(0);
    let to = match by {
        Turn::Next => (at + 1) % signs.len().max(1),
        Turn::Previous => (at + signs.len().saturating_sub(1)) % signs.len().max(1),
    };
    typed.push(signs.chars().nth(to).unwrap_or(last));
}

impl Question for Letters {
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        let t = see.look.t;
        match key {
            Key::Cancel => return Reply::Back,
            Key::Enter => return self.enter(answers, t),
            Key::Digit(d) => return self.push(&d.to_string(), t),
            Key::DoubleZero => return self.push("00", t),
            Key::Clear => drop(self.typed.pop()),
            Key::Up => turn(&mut self.typed, Turn::Next),
            Key::Down => turn(&mut self.typed, Turn::Previous),
            _ => return Reply::Refuse(t.refuse_key()),
        }
        Reply::Stay
    }

    fn has_input(&self) -> bool {
        !self.typed.is_empty()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_letters()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        // CLEAR takes back one sign as everywhere; its hint would not fit beside the others.
        vec![Hint::new(Key::Enter, t.hint_continue()), Hint::new(Key::Up, t.hint_letter())]
    }

    fn keypad(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, _answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        body.middle(5);
        body.pairs(&[(self.label(t), Cow::Owned(format!("{}_", self.typed)))]);
        body.gap(1);
        body.text(&self.ask(t), Tone::Plain);
        body.text(&t.letters_how(see.look.key(Key::Up).as_ref()), Tone::Dim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_and_down_turn_a_digit_through_its_letters() {
        let mut letters = Letters { field: LetterField::AuthCode, typed: "12".into() };
        let mut seen = Vec::new();
        for _ in 0..4 {
            turn(&mut letters.typed, Turn::Next);
            seen.push(letters.typed.clone());
        }
        assert_eq!(seen, ["1A", "1B", "1C", "12"]);
        turn(&mut letters.typed, Turn::Previous);
        assert_eq!(letters.typed, "1C");
        // A key without letters, and nothing typed at all.
        let mut letters = Letters { field: LetterField::AuthCode, typed: "1".into() };
        turn(&mut letters.typed, Turn::Next);
        assert_eq!(letters.typed, "1");
        letters.typed.clear();
        turn(&mut letters.typed, Turn::Previous);
        assert_eq!(letters.typed, "");
    }
}
