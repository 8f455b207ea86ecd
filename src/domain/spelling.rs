//! Amounts in words: in the capitals of Chinese bills (壹仟贰佰叁拾肆元伍角陆分), in English words, and as they are spoken.
//!
//! The capitals keep the rules for filling in bills and settlement vouchers (正确填写票据和结算凭证的基本规定): several noughts
//! within the number are one 零, an amount that ends with its 元 has 整 behind it, and one with 分 but no 角 has 零 between.

use super::{Amount, Currency, Lang};

/// The signs of a Chinese number: digits, then ten, hundred and thousand.
struct Signs {
    digits: [&'static str; 10],
    places: [&'static str; 4],
}

/// Those of bills, which cannot be made into others with a stroke.
const CAPITALS: Signs = Signs {
    digits: ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
    places: ["", "拾", "佰", "仟"],
};
/// Those that are read aloud.
const SPOKEN: Signs = Signs {
    digits: ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
    places: ["", "十", "百", "千"],
};
/// What each four digits count. Field 4 carries ten digits before the point.
const SECTIONS: [&str; 3] = ["", "万", "亿"];

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const THOUSANDS: [(u64, &str); 3] = [(1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand")];

impl Amount {
    /// The amount as it is read back to a person: capitals in Chinese, words in English.
    pub fn in_words(self, currency: Currency, lang: Lang) -> String {
        match lang {
            Lang::ZhCn => self.chinese(currency, &CAPITALS),
            Lang::En => self.english(currency),
        }
    }

    /// The amount as it is said aloud: in Chinese words; in English as figures without groups, which a voice reads by itself.
    pub fn spoken(self, currency: Currency, lang: Lang) -> String {
        match lang {
            Lang::ZhCn => self.chinese(currency, &SPOKEN),
            Lang::En => self.display(currency).to_string().replace(',', ""),
        }
    }

    /// Whole units, and minor units beside them.
    fn parts(self, currency: Currency) -> (u64, u64) {
        let scale = 10u64.pow(currency.decimals().into());
        (self.minor() / scale, self.minor() % scale)
    }

    fn chinese(self, currency: Currency, signs: &Signs) -> String {
        let (whole, minor) = self.parts(currency);
        let (jiao, fen) = (minor / 10, minor % 10);
        let is_capital = signs.digits[1] == CAPITALS.digits[1];
        let mut text = String::new();
        if whole > 0 || minor == 0 {
            text.push_str(&chinese_number(whole, signs));
            text.push_str(chinese_unit(currency));
        }
        if jiao > 0 {
            text.push_str(digit(jiao, signs));
            text.push('角');
        } else if fen > 0 && whole > 0 {
            text.push('零');
        }
        if fen > 0 {
            text.push_str(digit(fen, signs));
            text.push('分');
        }
        if minor == 0 && is_capital {
            text.push('整');
        }
        text
    }

    fn english(self, currency: Currency) -> String {
        let (whole, minor) = self.parts(currency);
        let (one, many, cents) = english_units(currency);
        let unit = if whole == 1 { one } else { many };
        let units = format!("{} {unit}", english_number(whole));
        match (whole, minor) {
            (_, 0) => units,
            (0, _) => format!("{minor} {cents}"),
            _ => format!("{units} and {minor} {cents}"),
        }
    }
}

fn digit(value: u64, signs: &Signs) -> &'static str {
    usize::try_from(value).ok().and_then(|at| signs.digits.get(at)).copied().unwrap_or("")
}

/// From the highest section down; a nought is written when something follows it within its section, or when the section after
/// it begins with one.
fn chinese_number(number: u64, signs: &Signs) -> String {
    if number == 0 {
        return digit(0, signs).into();
    }
    let mut text = String::new();
    for (power, section_sign) in SECTIONS.iter().enumerate().rev() {
        let section = number / 10_000u64.pow(power as u32) % 10_000;
        if !text.is_empty() && (1..1_000).contains(&section) && !text.ends_with('零') {
            text.push_str(digit(0, signs));
        }
        if section > 0 {
            text.push_str(&chinese_section(section, signs));
            text.push_str(section_sign);
        } else if !text.is_empty() && !number.is_multiple_of(10_000u64.pow(power as u32)) {
            text.push_str(digit(0, signs));
        }
    }
    // Aloud ten is 十, and 十二 is twelve; on bills it is 壹拾.
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => text,
    }
}

/// Up to four digits.
fn chinese_section(section: u64, signs: &Signs) -> String {
    let mut text = String::new();
    let mut nought = false;
    for place in (0..4).rev() {
        let value = section / 10u64.pow(place) % 10;
        if value == 0 {
            nought = !text.is_empty();
            continue;
        }
        if nought {
            text.push_str(digit(0, signs));
        }
        nought = false;
        text.push_str(digit(value, signs));
        text.push_str(signs.places[place as usize]);
    }
    text
}

fn chinese_unit(currency: Currency) -> &'static str {
    match currency {
        Currency::Cny => "元",
        Currency::Hkd => "港元",
        Currency::Mop => "澳门元",
        Currency::Usd => "美元",
        Currency::Eur => "欧元",
        Currency::Jpy => "日元",
    }
}

/// One unit, several, and the minor units.
fn english_units(currency: Currency) -> (&'static str, &'static str, &'static str) {
    match currency {
        Currency::Cny => ("yuan", "yuan", "fen"),
        Currency::Hkd => ("Hong Kong dollar", "Hong Kong dollars", "cents"),
        Currency::Mop => ("pataca", "patacas", "avos"),
        Currency::Usd => ("US dollar", "US dollars", "cents"),
        Currency::Eur => ("euro", "euros", "cents"),
        Currency::Jpy => ("yen", "yen", ""),
    }
}

fn english_number(number: u64) -> String {
    for (value, name) in THOUSANDS {
        if number >= value {
            let head = format!("{} {name}", english_number(number / value));
            return match number % value {
                0 => head,
                rest if rest < 100 => format!("{head} and {}", english_number(rest)),
                rest => format!("{head} {}", english_number(rest)),
            };
        }
    }
    let small = |n: u64| usize::try_from(n).unwrap_or(0);
    match number {
        0..20 => ONES[small(number)].into(),
        20..100 if number.is_multiple_of(10) => TENS[small(number / 10)].into(),
        20..100 => format!("{}-{}", TENS[small(number / 10)], ONES[small(number % 10)]),
        _ if number.is_multiple_of(100) => format!("{} hundred", ONES[small(number / 100)]),
        _ => format!("{} hundred and {}", ONES[small(number / 100)], english_number(number % 100)),
    }
}

#[cfg(test)]
mod tests;
