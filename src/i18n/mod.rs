//! The texts of the screens, in Chinese and English.
//!
//! They stand in `zh-CN.ftl` and `en.ftl`, written in [Fluent](https://projectfluent.org). The build script gives
//! [`Texts`] one method for each message and stops the build where the two files differ in their messages or in the
//! arguments of one. So a screen cannot ask for a text that one language lacks.
//!
//! By the time the program runs, a text without arguments is a literal and one with places for them a call of `format!`:
//! a key waits for both. What selects, as by plurals, is left to Fluent.

mod arg;
mod codes;

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

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
    bundle: LazyLock<FluentBundle<FluentResource>>,
}

/// The texts of a language. Cheap: they live as long as the program.
pub fn texts(lang: Lang) -> &'static Texts {
    static ZH_CN: Texts =
        Texts { lang: Lang::ZhCn, bundle: LazyLock::new(|| bundle("zh-CN", include_str!("zh-CN.ftl"))) };
    static EN: Texts = Texts { lang: Lang::En, bundle: LazyLock::new(|| bundle("en", include_str!("en.ftl"))) };
    match lang {
        Lang::ZhCn => &ZH_CN,
        Lang::En => &EN,
    }
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Texts {
    /// The language of these texts.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    #[inline]
    fn pick(&self, zh_cn: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::ZhCn => zh_cn,
            Lang::En => en,
        }
    }

    fn format<const N: usize>(&self, id: &str, values: [(&'static str, Arg<'_>); N]) -> Cow<'static, str> {
        let mut arguments = FluentArgs::with_capacity(N);
        for (name, value) in values {
            arguments.set(name, value);
        }
        // The build has seen every message and argument, so what remains of an error shows as `{$name}` in the text.
        Cow::Owned(resolve(&self.bundle, id, &arguments, &mut Vec::new()))
    }
}

fn resolve(
    bundle: &FluentBundle<FluentResource>,
    id: &str,
    arguments: &FluentArgs<'_>,
    errors: &mut Vec<fluent_bundle::FluentError>,
) -> String {
    match bundle.get_message(id).and_then(|m| m.value()) {
        Some(pattern) => bundle.format_pattern(pattern, Some(arguments), errors).into_owned(),
        None => id.to_owned(),
    }
}

fn bundle(lang: &str, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![lang.parse().unwrap_or_default()]);
    // Isolation marks are for mixed writing directions; on a till they would be stray cells.
    bundle.set_use_isolating(false);
    // The build has parsed the same bytes, so a partial resource cannot come up here.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The build script's own module, compiled here once more so that its tests run.
#[cfg(test)]
mod check;
#[cfg(test)]
mod tests;
