//! Values that go into a text.

use std::{borrow::Cow, fmt};

/// An argument of a text: a number, which decides plurals, or words, which are taken as they are.
#[derive(Clone, Debug)]
pub struct Arg<'a>(Value<'a>);

#[derive(Clone, Debug)]
enum Value<'a> {
    Number(u64),
    Words(Cow<'a, str>),
}

impl Arg<'_> {
    /// The number that it is, which decides between the cases of a text.
    pub(super) fn number(&self) -> Option<u64> {
        match self.0 {
            Value::Number(number) => Some(number),
            Value::Words(_) => None,
        }
    }
}

impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Arg(Value::Number(number))
    }
}

macro_rules! smaller_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg<'_> {
            fn from(number: $number) -> Self {
                Arg::from(number as u64)
            }
        }
    )*};
}

smaller_numbers!(u8, u16, u32, usize);

impl<'a> From<&'a str> for Arg<'a> {
    fn from(words: &'a str) -> Self {
        Arg(Value::Words(words.into()))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(words: &'a String) -> Self {
        Arg(Value::Words(words.into()))
    }
}

impl From<String> for Arg<'_> {
    fn from(words: String) -> Self {
        Arg(Value::Words(words.into()))
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(words: Cow<'a, str>) -> Self {
        Arg(Value::Words(words))
    }
}

impl fmt::Display for Arg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Number(number) => number.fmt(f),
            Value::Words(words) => f.write_str(words),
        }
    }
}
