//! A number of a known length: card number, date, payment code and the like.

use std::borrow::Cow;

use super::{
    super::{
        Mask, See,
        digits::{Digits, Typed, in_groups},
    },
    Question, Reply,
    answers::Answers,
    typing_hints,
};
use crate::{
    domain::{Expiry, MonthDay, Pan, PayCode, PayVoucher},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// Which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 12 to 19 digits. A wrong check digit is not refused: some test cards have one.
    CardNumber,
    /// Year and month, YYMM.
    Expiry,
    /// Month and day, MMDD.
    Date,
    /// The institution that authorised, up to 11 digits, or none.
    Institution,
    /// A payment code of 16 to 24 digits, typed or scanned.
    Code,
    /// The payment voucher of 20 digits.
    PayVoucher,
    /// How many instalments, 2 to 99.
    Periods,
}

/// The question for a number.
#[derive(Debug)]
pub struct NumberQuestion {
    field: Field,
    digits: Digits,
}

impl NumberQuestion {
    /// Nothing typed yet.
    pub fn new(field: Field) -> NumberQuestion {
        NumberQuestion { field, digits: Digits::new(field.longest()) }
    }

    fn enter(&self, answers: &mut Answers, t: &Texts) -> Reply {
        match self.field.take(self.digits.as_str(), answers) {
            Some(()) => Reply::Answered,
            None => Reply::Refuse(self.field.expected(t)),
        }
    }
}

impl Field {
    fn longest(self) -> usize {
        match self {
            Field::CardNumber => 19,
            Field::Expiry | Field::Date => 4,
            Field::Institution => 11,
            Field::Code => 24,
            Field::PayVoucher => PayVoucher::DIGITS,
            Field::Periods => 2,
        }
    }

    /// Whether what has been typed so far can become a day or a month: a wrong digit is refused as it is typed.
    fn can_become(self, typed: &str) -> bool {
        let digits = typed.as_bytes();
        let month = |from: usize| match digits.get(from..) {
            Some([first]) => *first <= b'1',
            Some([first, second, ..]) => matches!((first, second), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2')),
            _ => true,
        };
        match (self, digits) {
            (Field::Date, [_, _, _, _]) => typed.parse::<MonthDay>().is_ok(),
            (Field::Date, _) => month(0) && digits.get(2).is_none_or(|tens| *tens <= b'3'),
            (Field::Expiry, _) => month(2),
            _ => true,
        }
    }

    /// Checks what was typed, and keeps it where it will do.
    fn take(self, text: &str, answers: &mut Answers) -> Option<()> {
        match self {
            Field::CardNumber => answers.pan = Some(Pan::new(text).ok()?),
            Field::Expiry => answers.expiry = Some(Expiry::new(text).ok()?),
            Field::Date => answers.date = Some(text.parse::<MonthDay>().ok()?),
            Field::Institution => text.clone_into(&mut answers.institution),
            Field::Code => answers.code = Some(PayCode::new(text).ok()?),
            Field::PayVoucher => answers.pay_voucher = Some(text.parse().ok()?),
            Field::Periods => answers.periods = Some(text.parse().ok().filter(|n| *n >= 2)?),
        }
        Some(())
    }

    fn label(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Field::CardNumber => t.label_card(),
            Field::Expiry => t.label_expiry(),
            Field::Date => t.label_original_date(),
            Field::Institution => t.label_institution(),
            Field::Code => t.label_pay_code(),
            Field::PayVoucher => t.label_pay_voucher(),
            Field::Periods => t.label_periods(),
        }
    }

    fn ask(self, t: &Texts, today: String) -> Cow<'static, str> {
        match self {
            Field::CardNumber => t.card_number_ask(),
            Field::Expiry => t.expiry_ask(),
            Field::Date => t.date_ask(today),
            Field::Institution => t.institution_ask(),
            Field::Code => t.pay_code_ask(),
            Field::PayVoucher => t.pay_voucher_ask(),
            Field::Periods => t.periods_ask(),
        }
    }

    /// Why what was typed will not do.
    fn expected(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Field::CardNumber => t.refuse_card_number(),
            Field::Expiry => t.refuse_expiry(),
            Field::Date => t.refuse_date(),
            Field::Institution => t.refuse_full(),
            Field::Code => t.refuse_pay_code(),
            Field::PayVoucher => t.refuse_pay_voucher(),
            Field::Periods => t.refuse_periods(),
        }
    }

    /// Long numbers in groups, so that they can be compared with a card or a receipt.
    fn shown(self, digits: &str) -> String {
        match self {
            Field::CardNumber | Field::Code => in_groups(digits, 4),
            Field::PayVoucher => in_groups(digits, 5),
            _ => digits.to_owned(),
        }
    }
}

impl Question for NumberQuestion {
    fn mask(&self) -> Mask {
        match self.field {
            Field::CardNumber | Field::Expiry | Field::Code | Field::PayVoucher => Mask::Digits,
            Field::Date | Field::Institution | Field::Periods => Mask::Nothing,
        }
    }

    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        let t = see.look.t;
        match (key, self.digits.key(key)) {
            (Key::Cancel, _) => Reply::Back,
            (Key::Enter, _) => self.enter(answers, t),
            (_, Typed::Changed) if !self.field.can_become(self.digits.as_str()) => {
                // 00 is two digits.
                while !self.field.can_become(self.digits.as_str()) {
                    self.digits.key(Key::Clear);
                }
                Reply::Refuse(self.field.expected(t))
            }
            (_, typed) => Reply::of(typed, t),
        }
    }

    fn has_input(&self) -> bool {
        !self.digits.as_str().is_empty()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_number()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        typing_hints(see.look.t)
    }

    fn scanned(&mut self, code: &str, answers: &mut Answers, see: &See<'_>) -> Reply {
        if !matches!(self.field, Field::Code | Field::PayVoucher) || !self.digits.replace(code) {
            return Reply::Refuse(see.look.t.scan_not_here());
        }
        self.key(Key::Enter, answers, see)
    }

    fn keypad(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, _answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        let today = see.now.wall.civil(see.terminal.setup.offset).mmdd();
        body.middle(4);
        let typed = format!("{}_", self.field.shown(self.digits.as_str()));
        body.pairs(&[(self.field.label(t), Cow::Owned(typed))]);
        body.gap(1);
        body.text(&self.field.ask(t, today), Tone::Plain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_checked_as_it_is_typed() {
        for good in ["0", "1", "01", "12", "010", "013", "0229", "1231"] {
            assert!(Field::Date.can_become(good), "{good}");
        }
        for bad in ["2", "00", "13", "014", "0230", "0100", "0431"] {
            assert!(!Field::Date.can_become(bad), "{bad}");
        }
        for good in ["9", "30", "300", "301", "3012"] {
            assert!(Field::Expiry.can_become(good), "{good}");
        }
        for bad in ["302", "3000", "3013"] {
            assert!(!Field::Expiry.can_become(bad), "{bad}");
        }
    }

    #[test]
    fn whatever_can_be_finished_is_taken() {
        let mut answers = Answers::default();
        assert_eq!(Field::Date.take("0121", &mut answers), Some(()));
        assert_eq!(Field::Date.take("012", &mut answers), None);
        assert_eq!(Field::CardNumber.take("62284800000", &mut answers), None);
        assert_eq!(Field::CardNumber.take("622848000000", &mut answers), Some(()));
        assert_eq!(Field::Periods.take("1", &mut answers), None);
        assert_eq!(Field::Institution.take("", &mut answers), Some(()));
    }
}
