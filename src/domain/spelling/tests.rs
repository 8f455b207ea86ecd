use proptest::prelude::*;

use super::*;

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}

fn capitals(minor: u64) -> String {
    amount(minor).in_words(Currency::Cny, Lang::ZhCn)
}

/// The examples of the rules for bills, and what people get wrong.
#[test]
fn capitals_are_those_of_bills() {
    let table = [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角"),
        (15, "壹角伍分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (150, "壹元伍角"),
        (1_000, "壹拾元整"),
        (1_205, "壹拾贰元零伍分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (100_100, "壹仟零壹元整"),
        (140_950, "壹仟肆佰零玖元伍角"),
        (123_456, "壹仟贰佰叁拾肆元伍角陆分"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_000_000, "壹万元整"),
        (1_000_500, "壹万零伍元整"),
        (1_050_000, "壹万零伍佰元整"),
        (1_500_000, "壹万伍仟元整"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_000_500, "壹拾万零伍元整"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (10_050_000, "壹拾万零伍佰元整"),
        (100_000_000, "壹佰万元整"),
        (99_999_999, "玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_500, "壹亿零伍元整"),
        (10_000_500_000, "壹亿零伍仟元整"),
        (10_005_000_000, "壹亿零伍万元整"),
        (10_050_005_000, "壹亿零伍拾万零伍拾元整"),
        (999_999_999_999, "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ];
    for (minor, text) in table {
        assert_eq!(capitals(minor), text, "{minor}");
    }
}

#[test]
fn english_words_are_the_usual_form() {
    let table = [
        (0, "zero yuan"),
        (5, "5 fen"),
        (100, "one yuan"),
        (2_101, "twenty-one yuan and 1 fen"),
        (123_456, "one thousand two hundred and thirty-four yuan and 56 fen"),
        (1_000_500, "ten thousand and five yuan"),
        (1_200_000, "twelve thousand yuan"),
        (99_999_999, "nine hundred and ninety-nine thousand nine hundred and ninety-nine yuan and 99 fen"),
        (200_001_000, "two million and ten yuan"),
    ];
    for (minor, text) in table {
        assert_eq!(amount(minor).in_words(Currency::Cny, Lang::En), text, "{minor}");
    }
    assert_eq!(amount(1234).in_words(Currency::Jpy, Lang::En), "one thousand two hundred and thirty-four yen");
    assert_eq!(amount(100).in_words(Currency::Usd, Lang::En), "one US dollar");
    assert_eq!(amount(250).in_words(Currency::Mop, Lang::En), "two patacas and 50 avos");
}

#[test]
fn amounts_are_said_as_people_say_them() {
    let said = |minor| amount(minor).spoken(Currency::Cny, Lang::ZhCn);
    assert_eq!(said(1_234), "十二元三角四分");
    assert_eq!(said(1_000), "十元");
    assert_eq!(said(11_000), "一百一十元");
    assert_eq!(said(10_050_000), "十万零五百元");
    assert_eq!(said(8), "八分");
    assert_eq!(amount(123_456).spoken(Currency::Cny, Lang::En), "1234.56");
    assert_eq!(amount(1200).spoken(Currency::Jpy, Lang::ZhCn), "一千二百日元");
}

/// Reads capitals back to minor units, by the value of each sign alone: a number before 万 or 亿 counts as often as it says.
fn read(text: &str) -> u64 {
    let (mut total, mut section, mut digit) = (0, 0, 0);
    let mut minor = 0;
    for sign in text.chars() {
        let places = [('拾', 10), ('佰', 100), ('仟', 1_000)];
        if let Some(value) = "零壹贰叁肆伍陆柒捌玖".chars().position(|one| one == sign) {
            digit = value as u64;
        } else if let Some((_, value)) = places.into_iter().find(|(place, _)| *place == sign) {
            section += digit * value;
            digit = 0;
        } else if sign == '万' || sign == '亿' {
            total += (section + digit) * if sign == '万' { 10_000 } else { 100_000_000 };
            (section, digit) = (0, 0);
        } else if sign == '元' {
            total += section + digit;
            (section, digit) = (0, 0);
        } else if sign == '角' || sign == '分' {
            minor += digit * if sign == '角' { 10 } else { 1 };
            digit = 0;
        } else {
            assert_eq!(sign, '整');
        }
    }
    total * 100 + minor
}

proptest! {
    #[test]
    fn capitals_read_back_to_the_amount(minor in 0u64..=999_999_999_999) {
        let text = capitals(minor);
        prop_assert_eq!(read(&text), minor, "{}", text);
        let wrong = ["零零", "零元", "零万", "零亿", "零角", "零分", "亿万"];
        prop_assert!(minor == 0 || !wrong.iter().any(|pair| text.contains(pair)), "{}", text);
        prop_assert_eq!(text.ends_with('整'), minor % 100 == 0);
        prop_assert_eq!(text.contains('角') || text.contains('分'), minor % 100 != 0);
    }

    /// Noughts in every place.
    #[test]
    fn noughts_read_back_too(digits in proptest::collection::vec(prop_oneof![3 => Just(0u64), 1 => 1u64..10], 12)) {
        let minor = digits.iter().fold(0, |sum, digit| sum * 10 + digit);
        let text = capitals(minor);
        prop_assert_eq!(read(&text), minor, "{}", text);
        prop_assert!(!text.contains("零零") && (minor == 0 || !text.contains("零元")), "{}", text);
    }
}
