use super::*;

const LANGS: [Lang; 2] = [Lang::ZhCn, Lang::En];

/// Every message, formatted with a number in each place, and again with words.
fn every_text(lang: Lang) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for (id, names, _) in INDEX {
        for sample in [Arg::from(1u8), Arg::from(7u8), Arg::from("样本")] {
            let mut arguments = FluentArgs::new();
            for name in *names {
                arguments.set(*name, sample.clone());
            }
            let mut errors = Vec::new();
            let text = resolve(&texts(lang).bundle, id, &arguments, &mut errors);
            assert!(errors.is_empty(), "{id} in {lang:?}: {errors:?}");
            all.push((*id, text));
        }
    }
    all
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
fn plain_texts_are_what_fluent_makes_of_the_message() {
    for lang in LANGS {
        for (id, names, method) in INDEX {
            let Some(method) = method else { continue };
            for sample in [Arg::from(0u8), Arg::from(1_234_567u32), Arg::from(u64::MAX), Arg::from("样本 {a}")] {
                let mut arguments = FluentArgs::new();
                names.iter().for_each(|name| arguments.set(*name, sample.clone()));
                let by_fluent = resolve(&texts(lang).bundle, id, &arguments, &mut Vec::new());
                let text = method(texts(lang), &sample);
                assert_eq!(text, by_fluent, "{id} in {lang:?}");
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
