//! What the answer codes of the host (field 39) mean, and what the operator does about them.
//!
//! The codes are those of the UnionPay terminal specification of 2006 and of later acquirers' lists; the words are our
//! own. `Y` and `Z` codes are made by the terminal for offline transactions.

use std::borrow::Cow;

use super::Texts;

/// A few words on an answer code, of at most 18 columns in Chinese. Unknown codes give "failed"; show the code beside it.
pub fn code_text(texts: &Texts, code: &str) -> Cow<'static, str> {
    match CODES.iter().find(|(known, ..)| *known == code) {
        Some((_, text, _)) => text(texts),
        None => texts.code_other(),
    }
}

/// What the operator should do after an answer code; empty where it is an approval.
pub fn advice(texts: &Texts, code: &str) -> Cow<'static, str> {
    let advice = CODES.iter().find(|(known, ..)| *known == code).map_or(Advice::Fault, |(.., advice)| *advice);
    match advice {
        Advice::None => Cow::Borrowed(""),
        Advice::Retry => texts.advice_retry(),
        Advice::PinAgain => texts.advice_pin_again(),
        Advice::OtherCard => texts.advice_other_card(),
        Advice::CallIssuer => texts.advice_call_issuer(),
        Advice::KeepCard => texts.advice_keep_card(),
        Advice::SignOnAgain => texts.advice_sign_on_again(),
        Advice::UseChip => texts.advice_use_chip(),
        Advice::CheckEntry => texts.advice_check_entry(),
        Advice::CheckRecord => texts.advice_check_record(),
        Advice::CallAcquirer => texts.advice_call_acquirer(),
        Advice::Fault => texts.advice_fault(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Advice {
    /// Approved: there is nothing to do.
    None,
    /// Passing trouble; the same again may work.
    Retry,
    PinAgain,
    OtherCard,
    /// The cardholder has to settle it with the bank.
    CallIssuer,
    KeepCard,
    SignOnAgain,
    UseChip,
    /// Amount, card number or original were entered wrong.
    CheckEntry,
    /// An earlier attempt may have gone through: charging again without looking could charge twice.
    CheckRecord,
    /// The merchant or terminal is not set up for it, so that no retry helps.
    CallAcquirer,
    Fault,
}

type Text = fn(&Texts) -> Cow<'static, str>;

const CODES: &[(&str, Text, Advice)] = &[
    ("00", Texts::code_00, Advice::None),
    ("01", Texts::code_01, Advice::CallIssuer),
    ("02", Texts::code_02, Advice::CallIssuer),
    ("03", Texts::code_03, Advice::CallAcquirer),
    ("04", Texts::code_04, Advice::KeepCard),
    ("05", Texts::code_05, Advice::OtherCard),
    ("06", Texts::code_06, Advice::Fault),
    ("07", Texts::code_07, Advice::KeepCard),
    ("09", Texts::code_09, Advice::CheckRecord),
    ("10", Texts::code_10, Advice::CallAcquirer),
    ("11", Texts::code_11, Advice::None),
    ("12", Texts::code_12, Advice::CallAcquirer),
    ("13", Texts::code_13, Advice::CheckEntry),
    ("14", Texts::code_14, Advice::CheckEntry),
    ("15", Texts::code_15, Advice::OtherCard),
    ("16", Texts::code_16, Advice::None),
    ("19", Texts::code_19, Advice::Retry),
    ("20", Texts::code_20, Advice::Fault),
    ("21", Texts::code_21, Advice::CallIssuer),
    ("22", Texts::code_22, Advice::SignOnAgain),
    ("23", Texts::code_23, Advice::CallAcquirer),
    ("25", Texts::code_25, Advice::CheckEntry),
    ("30", Texts::code_30, Advice::Fault),
    ("31", Texts::code_31, Advice::OtherCard),
    ("33", Texts::code_33, Advice::KeepCard),
    ("34", Texts::code_34, Advice::KeepCard),
    ("35", Texts::code_35, Advice::KeepCard),
    ("36", Texts::code_36, Advice::CallIssuer),
    ("37", Texts::code_37, Advice::KeepCard),
    ("38", Texts::code_38, Advice::CallIssuer),
    ("39", Texts::code_39, Advice::OtherCard),
    ("40", Texts::code_40, Advice::CallAcquirer),
    ("41", Texts::code_41, Advice::KeepCard),
    ("42", Texts::code_42, Advice::OtherCard),
    ("43", Texts::code_43, Advice::KeepCard),
    ("44", Texts::code_44, Advice::OtherCard),
    ("45", Texts::code_45, Advice::UseChip),
    ("51", Texts::code_51, Advice::OtherCard),
    ("52", Texts::code_52, Advice::OtherCard),
    ("53", Texts::code_53, Advice::OtherCard),
    ("54", Texts::code_54, Advice::OtherCard),
    ("55", Texts::code_55, Advice::PinAgain),
    ("56", Texts::code_56, Advice::CallIssuer),
    ("57", Texts::code_57, Advice::OtherCard),
    ("58", Texts::code_58, Advice::CallAcquirer),
    ("59", Texts::code_59, Advice::CallIssuer),
    ("60", Texts::code_60, Advice::CallAcquirer),
    ("61", Texts::code_61, Advice::CheckEntry),
    ("62", Texts::code_62, Advice::CallIssuer),
    ("63", Texts::code_63, Advice::CallIssuer),
    ("64", Texts::code_64, Advice::CheckEntry),
    ("65", Texts::code_65, Advice::CallIssuer),
    ("66", Texts::code_66, Advice::CallAcquirer),
    ("67", Texts::code_67, Advice::KeepCard),
    ("68", Texts::code_68, Advice::CheckRecord),
    ("75", Texts::code_75, Advice::CallIssuer),
    ("77", Texts::code_77, Advice::SignOnAgain),
    ("79", Texts::code_79, Advice::CallAcquirer),
    ("90", Texts::code_90, Advice::Retry),
    ("91", Texts::code_91, Advice::Retry),
    ("92", Texts::code_92, Advice::Retry),
    ("93", Texts::code_93, Advice::CallAcquirer),
    ("94", Texts::code_94, Advice::CheckRecord),
    ("95", Texts::code_95, Advice::CallAcquirer),
    ("96", Texts::code_96, Advice::Fault),
    ("97", Texts::code_97, Advice::CallAcquirer),
    ("98", Texts::code_98, Advice::CheckRecord),
    ("99", Texts::code_99, Advice::SignOnAgain),
    ("A0", Texts::code_a0, Advice::SignOnAgain),
    ("A1", Texts::code_a1, Advice::CallAcquirer),
    ("A2", Texts::code_a2, Advice::None),
    ("A3", Texts::code_a3, Advice::CheckEntry),
    ("A4", Texts::code_a4, Advice::None),
    ("A5", Texts::code_a5, Advice::None),
    ("A6", Texts::code_a6, Advice::None),
    ("A7", Texts::code_a7, Advice::Fault),
    ("Y1", Texts::code_y1, Advice::None),
    ("Y3", Texts::code_y3, Advice::None),
    ("Z1", Texts::code_z1, Advice::OtherCard),
    ("Z3", Texts::code_z3, Advice::Retry),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use unicode_width::UnicodeWidthStr;

    use super::{
        super::{Arg, INDEX, Lang, texts},
        *,
    };

    #[test]
    fn every_code_message_is_in_the_table_under_its_own_code() {
        let of_table: BTreeSet<String> = CODES.iter().map(|(code, ..)| code.to_lowercase()).collect();
        assert_eq!(of_table.len(), CODES.len(), "a code stands twice");
        let messages = INDEX.iter().filter_map(|(id, _, method)| Some((id.strip_prefix("code-")?, method)));
        let mut of_files = BTreeSet::new();
        for (code, method) in messages.filter(|(code, _)| *code != "other") {
            for lang in [Lang::ZhCn, Lang::En] {
                assert_eq!(code_text(texts(lang), &code.to_uppercase()), method(texts(lang), &Arg::from("")), "{code}");
            }
            of_files.insert(code.to_owned());
        }
        assert_eq!(of_table, of_files);
    }

    #[test]
    fn texts_and_advice_fit_a_narrow_screen() {
        for (code, ..) in CODES {
            assert!(code_text(texts(Lang::ZhCn), code).width() <= 18, "{code}");
            assert!(code_text(texts(Lang::En), code).width() <= 38, "{code}");
            for lang in [Lang::ZhCn, Lang::En] {
                assert!(advice(texts(lang), code).width() <= 38, "{code}");
            }
        }
    }

    #[test]
    fn only_approvals_have_no_advice() {
        let without = CODES.iter().filter(|(code, ..)| advice(texts(Lang::ZhCn), code).is_empty());
        let without: Vec<&str> = without.map(|(code, ..)| *code).collect();
        assert_eq!(without, ["00", "11", "16", "A2", "A4", "A5", "A6", "Y1", "Y3"]);
    }

    /// Every code of the table in the specification and of the later lists.
    #[test]
    fn no_code_is_missing() {
        let known = "00 01 02 03 04 05 06 07 09 10 11 12 13 14 15 16 19 20 21 22 23 25 30 31 33 34 35 36 37 38 39 40 41 42 \
                     43 44 45 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 75 77 79 90 91 92 93 94 95 96 97 98 \
                     99 A0 A1 A2 A3 A4 A5 A6 A7 Y1 Y3 Z1 Z3";
        let listed: Vec<&str> = CODES.iter().map(|(code, ..)| *code).collect();
        assert_eq!(listed, known.split_whitespace().collect::<Vec<_>>());
        // Those that ask for the card to be kept.
        for code in ["04", "07", "34", "35", "37", "41", "43", "67"] {
            assert_eq!(advice(texts(Lang::En), code), texts(Lang::En).advice_keep_card(), "{code}");
        }
        // Those that only a new sign-on helps against.
        for code in ["22", "77", "99", "A0"] {
            assert_eq!(advice(texts(Lang::En), code), texts(Lang::En).advice_sign_on_again(), "{code}");
        }
    }

    #[test]
    fn some_codes_as_a_cashier_sees_them() {
        let (zh, en) = (texts(Lang::ZhCn), texts(Lang::En));
        let table = [
            ("51", "余额不足", "Not enough funds", "请换一张卡或其他方式付款"),
            ("55", "密码错误", "Wrong PIN", "请重新交易，由持卡人再次输入密码"),
            ("41", "挂失卡，请没收", "Lost card, keep it", "请礼貌留下此卡，并致电收单机构"),
            ("A0", "报文校验错误", "Message check (MAC) wrong", "请重新签到后再试"),
            ("94", "重复交易", "Duplicate transaction", "先查交易记录，确认未扣款再重试"),
            ("00", "交易成功", "Approved", ""),
            ("ZZ", "交易失败", "Failed", "稍后再试，仍不行请报修"),
            ("", "交易失败", "Failed", "稍后再试，仍不行请报修"),
        ];
        for (code, chinese, english, what_to_do) in table {
            assert_eq!(code_text(zh, code), chinese);
            assert_eq!(code_text(en, code), english);
            assert_eq!(advice(zh, code), what_to_do);
        }
    }
}
