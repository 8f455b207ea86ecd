use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use super::*;

const LANGS: [Lang; 2] = [Lang::ZhCn, Lang::En];

/// Every message, formatted with a number in each place, and again with words.
fn every_text(lang: Lang) -> Vec<(&'static str, String)> {
    let samples = [Arg::from(1u8), Arg::from(7u8), Arg::from("样本")];
    let mut all = Vec::new();
    for (id, _, method) in INDEX {
        all.extend(samples.iter().map(|sample| (*id, method(texts(lang), sample).into_owned())));
    }
    all
}

/// The file of a language as Fluent reads it.
fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let (name, source) = match lang {
        Lang::ZhCn => ("zh-CN", include_str!("zh-CN.ftl")),
        Lang::En => ("en", include_str!("en.ftl")),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![name.parse().unwrap()]);
    // Isolation marks are for mixed writing directions; on a till they would be stray cells.
    bundle.set_use_isolating(false);
    bundle.add_resource(FluentResource::try_new(source.to_owned()).unwrap()).unwrap();
    bundle
}

/// What Fluent makes of a message with the same value in each place. It calculates in `f64`, which counts exactly up to 2^53; a number
/// above that it is given as words.
fn by_fluent(bundle: &FluentBundle<FluentResource>, id: &str, names: &[&str], sample: &Arg<'static>) -> String {
    let value = match sample.number() {
        Some(number) if number <= 1 << 53 => FluentValue::from(number),
        _ => FluentValue::from(sample.to_string()),
    };
    let mut arguments = FluentArgs::new();
    names.iter().for_each(|name| arguments.set(*name, value.clone()));
    let mut errors = Vec::new();
    let pattern = bundle.get_message(id).unwrap().value().unwrap();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
    assert!(errors.is_empty(), "{id}: {errors:?}");
    text
}

#[test]
fn every_message_formats_in_both_languages() {
    for lang in LANGS {
        for (id, text) in every_text(lang) {
            assert!(!text.trim().is_empty(), "{id} in {lang:?} is empty");
            assert!(!text.contains('{'), "{id} in {lang:?} kept a placeable: {text}");
            assert!(!text.contains(['\u{2068}', '\u{2069}']), "{id} in {lang:?} has isolation marks");
        }
    }
}

/// Keys have other names on other keypads: a text gets the name as a value, or it has the usual one as `Look::named` knows it.
#[test]
fn no_text_calls_a_key_of_one_keypad() {
    let of_one = ["Esc", "Enter", "Bksp", "Backspace", "退格"];
    let bare = ["确认键", "取消键", "更正键", "清除键", "功能键", "菜单键", "上翻键", "下翻键", "上键", "下键"];
    for lang in LANGS {
        for (id, text) in every_text(lang) {
            for name in of_one.into_iter().chain(bare) {
                assert!(!text.contains(name), "{id} in {lang:?} calls a key {name}: {text}");
            }
        }
    }
}

#[test]
fn texts_are_what_fluent_makes_of_the_message() {
    for lang in LANGS {
        let bundle = bundle(lang);
        for (id, names, method) in INDEX {
            let numbers = [0, 1, 2, 58, 1_234_567, u64::MAX].map(Arg::from);
            for sample in numbers.into_iter().chain([Arg::from("样本 {a}")]) {
                let text = method(texts(lang), &sample);
                assert_eq!(text, by_fluent(&bundle, id, names, &sample), "{id} in {lang:?}");
                assert_eq!(matches!(text, Cow::Borrowed(_)), names.is_empty(), "{id} in {lang:?}");
            }
        }
    }
}

#[test]
fn chinese_has_chinese_punctuation() {
    for (id, text) in every_text(Lang::ZhCn) {
        assert_eq!(ascii_mark_after_han(&text), None, "{id}: {text}");
    }
    assert_eq!(ascii_mark_after_han("请插卡, 谢谢"), Some(','), "the check itself works");
}

fn ascii_mark_after_han(text: &str) -> Option<char> {
    text.chars().zip(text.chars().skip(1)).find(|&(a, b)| is_han(a) && ",.:;?!()".contains(b)).map(|(_, b)| b)
}

/// A plain console shows ASCII only. Chinese words may stand in an English text: the name of the other language.
#[test]
fn english_has_no_typographic_signs() {
    for (id, text) in every_text(Lang::En) {
        assert!(text.chars().all(|c| c.is_ascii() || is_han(c)), "{id} has an odd sign: {text}");
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn plurals_and_large_numbers() {
    let en = texts(Lang::En);
    assert_eq!(en.settlement_refused(1u8), "1 detail refused, see the slip");
    assert_eq!(en.settlement_refused(58u64), "58 details refused, see the slip");
    assert_eq!(texts(Lang::ZhCn).seconds_left(58usize), "58 秒");
    assert_eq!(en.seconds_left(u64::MAX), "18446744073709551615 s");
    assert_eq!(en.operator_is("01"), "Operator 01");
}
