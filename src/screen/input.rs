//! Values as they are typed on digit keys: numbers, prices, names.

use std::{borrow::Cow, time::Duration};

use super::{
    Action, See,
    digits::{Digits, Typed},
};
use crate::{
    catalogue::{Barcode, Initials, Name, Price, ProductNo, Stock},
    customers::Mobile,
    domain::{Amount, ReasonText},
    keypad::Key,
    ui::{Body, MultiTap, Signs, Tap, Tone},
};

/// The longest price, in digits.
const PRICE_DIGITS: usize = 9;
/// The longest stock, in characters: a sign, six digits, a point, three digits.
const STOCK_LONGEST: usize = 11;

/// One value as it is typed.
#[derive(Debug)]
pub enum Input {
    /// A number.
    Number(Digits),
    /// A barcode, typed or scanned.
    Barcode(Digits),
    /// A price, from right to left with implied decimals.
    Price(Digits),
    /// A stock: UP changes its sign, DOWN puts the point.
    Stock(String),
    /// A name or initials, by pressing a digit again.
    Text(MultiTap),
}

impl Input {
    /// For a product's number.
    pub fn number() -> Input {
        Input::Number(Digits::new(6))
    }

    /// For a mobile number.
    pub fn mobile() -> Input {
        Input::Number(Digits::new(Mobile::LENGTH))
    }

    /// For a barcode.
    pub fn barcode() -> Input {
        Input::Barcode(Digits::new(Barcode::LONGEST))
    }

    /// For a price.
    pub fn price() -> Input {
        Input::Price(Digits::new(PRICE_DIGITS))
    }

    /// For a name.
    pub fn name() -> Input {
        Input::Text(MultiTap::new(Signs::Text, Name::LONGEST))
    }

    /// For a reason in words.
    pub fn reason() -> Input {
        Input::Text(MultiTap::new(Signs::Text, ReasonText::LONGEST))
    }

    /// For initials.
    pub fn initials() -> Input {
        Input::Text(MultiTap::new(Signs::Letters, Name::LONGEST))
    }

    /// What has been typed.
    pub fn as_str(&self) -> &str {
        match self {
            Input::Number(digits) | Input::Barcode(digits) | Input::Price(digits) => digits.as_str(),
            Input::Stock(text) => text,
            Input::Text(line) => line.as_str(),
        }
    }

    /// Takes a key that is neither ENTER nor CANCEL.
    pub fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let typed = match self {
            Input::Price(digits) if digits.as_str().is_empty() && matches!(key, Key::Digit(0) | Key::DoubleZero) => {
                // Leading zeros are nothing.
                Typed::Changed
            }
            Input::Number(digits) | Input::Barcode(digits) | Input::Price(digits) => digits.key(key),
            Input::Stock(text) => stock_key(text, key),
            Input::Text(line) => match line.key(key, see.now.mono) {
                Tap::Changed => Typed::Changed,
                Tap::Full => Typed::Full,
                Tap::Other => Typed::Other,
            },
        };
        typed.action(see)
    }

    /// Takes a character that an input method wrote.
    pub fn write(&mut self, sign: char, see: &See<'_>) -> Action {
        match self {
            Input::Text(line) => match line.write(sign) {
                Tap::Changed => Action::Stay,
                Tap::Full => Action::Refuse(see.look.t.refuse_full()),
                Tap::Other => Action::no_such_key(see),
            },
            _ => Action::no_such_key(see),
        }
    }

    /// When it looks different by itself.
    pub fn wakes_at(&self, now: Duration) -> Option<Duration> {
        match self {
            Input::Text(line) => line.wakes_at(now),
            _ => None,
        }
    }

    /// Draws the value, and how it is typed where that is not plain.
    pub fn draw(&self, body: &mut Body<'_, '_>, label: Cow<'static, str>, see: &See<'_>) {
        let t = see.look.t;
        if let Input::Price(_) = self {
            body.amount(self.typed_amount(), see.terminal.setup.currency);
            body.gap(2);
            body.centred(&label, Tone::Plain);
            return;
        }
        body.pairs(&[(label, Cow::Owned(format!("{}_", self.as_str())))]);
        body.gap(2);
        match self {
            Input::Stock(_) => {
                let (up, down) = (see.look.key(Key::Up), see.look.key(Key::Down));
                body.text(&t.stock_how(down.as_ref(), up.as_ref()), Tone::Dim);
            }
            Input::Text(line) => {
                // The row is there without a letter that turns, too: nothing below it jumps.
                body.line(&line.candidates(see.now.mono).unwrap_or_default(), Tone::Strong);
                body.text(&t.text_how(see.look.key(Key::Down).as_ref()), Tone::Dim);
            }
            Input::Number(_) | Input::Barcode(_) | Input::Price(_) => {}
        }
    }

    fn typed_amount(&self) -> Amount {
        self.as_str().parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO)
    }

    /// The number typed.
    pub fn to_number(&self) -> Option<ProductNo> {
        self.as_str().parse().ok()
    }

    /// The mobile number typed.
    pub fn to_mobile(&self) -> Option<Mobile> {
        self.as_str().parse().ok()
    }

    /// The barcode typed.
    pub fn to_barcode(&self) -> Option<Barcode> {
        self.as_str().parse().ok()
    }

    /// The price typed, if any was.
    pub fn to_price(&self) -> Option<Price> {
        Price::try_from(self.typed_amount()).ok().filter(|price| !price.amount().is_zero())
    }

    /// The stock typed.
    pub fn to_stock(&self) -> Option<Stock> {
        self.as_str().parse().ok()
    }

    /// The name typed.
    pub fn to_name(&self) -> Option<Name> {
        self.as_str().parse().ok()
    }

    /// The initials typed; none at all are those of the name.
    pub fn to_initials(&self) -> Option<Initials> {
        self.as_str().parse().ok()
    }
}

fn stock_key(text: &mut String, key: Key) -> Typed {
    let added = match key {
        Key::Digit(digit) => digit.to_string(),
        Key::DoubleZero => "00".into(),
        Key::Down => ".".into(),
        Key::Up => {
            match text.strip_prefix('-') {
                Some(rest) => *text = rest.into(),
                None => text.insert(0, '-'),
            }
            return Typed::Changed;
        }
        Key::Clear => return if text.pop().is_some() { Typed::Changed } else { Typed::Empty },
        _ => return Typed::Other,
    };
    // A second point says nothing.
    if text.len() + added.len() > STOCK_LONGEST || (added == "." && text.contains('.')) {
        return Typed::Full;
    }
    text.push_str(&added);
    Typed::Changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_has_a_sign_and_a_point() {
        let mut text = String::new();
        for key in [Key::Digit(1), Key::Up, Key::Down, Key::Digit(5)] {
            assert_eq!(stock_key(&mut text, key), Typed::Changed);
        }
        assert_eq!(text, "-1.5");
        assert_eq!(stock_key(&mut text, Key::Down), Typed::Full);
        stock_key(&mut text, Key::Up);
        stock_key(&mut text, Key::Clear);
        stock_key(&mut text, Key::Clear);
        assert_eq!(text, "1");
        for _ in 0..20 {
            stock_key(&mut text, Key::DoubleZero);
        }
        assert!(text.len() <= STOCK_LONGEST);
    }
}
