//! Values that go into a text.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

/// An argument of a text: a number, which decides plurals, or words, which are taken as they are.
#[derive(Clone, Debug)]
pub struct Arg<'a>(FluentValue<'a>);

/// Fluent calculates in `f64`, which counts exactly up to here.
const LARGEST_EXACT: u64 = 1 << 53;

impl From<u64> for Arg<'_> {
    /// A number above 2^53 becomes words, so that no digit of it is wrong.
    fn from(number: u64) -> Self {
        if number > LARGEST_EXACT { number.to_string().into() } else { Arg(FluentValue::from(number)) }
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
        Arg(words.into())
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(words: &'a String) -> Self {
        Arg(words.as_str().into())
    }
}

impl From<String> for Arg<'_> {
    fn from(words: String) -> Self {
        Arg(words.into())
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(words: Cow<'a, str>) -> Self {
        Arg(words.into())
    }
}

impl<'a> From<Arg<'a>> for FluentValue<'a> {
    fn from(argument: Arg<'a>) -> Self {
        argument.0
    }
}
