//! Values that go into a text.

use std::{borrow::Cow, fmt};

use fluent_bundle::FluentValue;

/// An argument of a text: a number, which decides plurals, or words, which are taken as they are.
#[derive(Clone, Debug)]
pub struct Arg<'a>(Value<'a>);

#[derive(Clone, Debug)]
enum Value<'a> {
    Number(u64),
    Words(Cow<'a, str>),
}

/// Fluent calculates in `f64`, which counts exactly up to here.
const LARGEST_EXACT: u64 = 1 << 53;

impl From<u64> for Arg<'_> {
    /// A number above 2^53 becomes words, so that no digit of it is wrong.
    fn from(number: u64) -> Self {
        if number > LARGEST_EXACT { number.to_string().into() } else { Arg(Value::Number(number)) }
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

impl<'a> From<Arg<'a>> for FluentValue<'a> {
    fn from(argument: Arg<'a>) -> Self {
        match argument.0 {
            Value::Number(number) => FluentValue::from(number),
            Value::Words(words) => FluentValue::from(words),
        }
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
