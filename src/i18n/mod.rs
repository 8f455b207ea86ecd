//! The texts of the screens, in Chinese and English.
//!
//! They stand in `zh-CN.ftl` and `en.ftl`, written in [Fluent](https://projectfluent.org). The build script gives
//! [`Texts`] one method for each message and stops the build where the two files differ in their messages or in the
//! arguments of one. So a screen cannot ask for a text that one language lacks.
//!
//! By the time the program runs, a text without arguments is a literal, one with places for them a call of `format!`, and one that
//! selects by a number a `match`: a key waits for all of them. Fluent itself is there in the tests alone, which compare.

mod arg;
mod codes;

use std::borrow::Cow;

pub use arg::Arg;
pub use codes::{advice, code_text};

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese as written on the mainland.
    #[default]
    ZhCn,
    /// English.
    En,
}

/// The texts of one language: a method for each message of the Fluent files, arguments in alphabetical order.
pub struct Texts {
    lang: Lang,
}

impl Texts {
    /// Their language.
    pub fn lang(&self) -> Lang {
        self.lang
    }
}

/// The texts of a language. Cheap: they live as long as the program.
pub fn texts(lang: Lang) -> &'static Texts {
    static ZH_CN: Texts = Texts { lang: Lang::ZhCn };
    static EN: Texts = Texts { lang: Lang::En };
    match lang {
        Lang::ZhCn => &ZH_CN,
        Lang::En => &EN,
    }
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Texts {
    #[inline]
    fn pick(&self, zh_cn: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::ZhCn => zh_cn,
            Lang::En => en,
        }
    }
}

/// The build script's own module, compiled here once more so that its tests run.
#[cfg(test)]
mod check;
#[cfg(test)]
mod tests;
