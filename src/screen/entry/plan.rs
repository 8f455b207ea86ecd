//! Which questions a transaction has, in order: data.

use std::borrow::Cow;

use super::{
    Question,
    amount::{AmountQuestion, Sum},
    answers::{Answers, Way},
    choice::{ChoiceQuestion, List},
    confirm::Confirm,
    given::{GivenQuestion, Less},
    letters::{LetterField, Letters},
    number::{Field, NumberQuestion},
    original::{OriginalQuestion, Scope},
    part::PartQuestion,
    unusual::UnusualQuestion,
};
use crate::{
    domain::{Kind, Transaction},
    flow::slip,
    i18n::Texts,
};

/// What the questions are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A transaction by card.
    Trade(Kind),
    /// A sale by a code that the customer shows.
    Code,
    /// A refund of a payment by code.
    CodeRefund,
    /// A sale by a code that the terminal shows.
    ShownCode,
    /// A sale in cash.
    Cash,
    /// A refund in cash.
    CashRefund,
    /// A sale that is paid in parts.
    Bill,
    /// A part of one.
    Part(PartWay),
}

/// How a part of a sale is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartWay {
    /// By card.
    Card,
    /// By a code that the customer shows.
    Code,
    /// In cash.
    Cash,
    /// By card, in instalments.
    Instalment,
    /// By a code that the terminal shows.
    ShownCode,
}

impl Subject {
    /// Its name.
    pub fn name(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Subject::Trade(kind) => slip::kind_name(kind)(t),
            Subject::Code => t.pay_by_code(),
            Subject::CodeRefund => t.refund_by_code(),
            Subject::ShownCode | Subject::Part(PartWay::ShownCode) => t.show_code(),
            Subject::Cash | Subject::Part(PartWay::Cash) => t.pay_cash(),
            Subject::CashRefund => t.refund_cash(),
            Subject::Bill => t.bill_title(),
            Subject::Part(PartWay::Card) => t.part_by_card(),
            Subject::Part(PartWay::Instalment) => t.kind_instalment(),
            Subject::Part(PartWay::Code) => t.part_by_code(),
        }
    }

    /// The kind of transaction.
    pub fn kind(self) -> Kind {
        match self {
            Subject::Trade(kind) => kind,
            Subject::Part(PartWay::Instalment) => Kind::Instalment,
            Subject::Code | Subject::ShownCode | Subject::Cash | Subject::Bill | Subject::Part(_) => Kind::Sale,
            Subject::CodeRefund | Subject::CashRefund => Kind::Refund,
        }
    }

    /// Whether the terminal shows a code.
    pub fn shows_code(self) -> bool {
        matches!(self, Subject::ShownCode | Subject::Part(PartWay::ShownCode))
    }

    /// Whether it is in cash.
    pub fn is_cash(self) -> bool {
        matches!(self, Subject::Cash | Subject::CashRefund | Subject::Part(PartWay::Cash))
    }
}

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Card, typed number, or voucher of this batch.
    Way,
    /// The card number.
    CardNumber,
    /// When the card expires.
    Expiry,
    /// The voucher number of the original, which is then shown.
    Voucher,
    /// The original, wherever it is; what is known of it then is not asked for.
    Original,
    /// The original's date.
    Date,
    /// The authorisation code.
    AuthCode,
    /// The card scheme.
    Scheme,
    /// How an offline sale was authorised.
    Authority,
    /// Which institution authorised it.
    Institution,
    /// The customer's payment code.
    Code,
    /// Whose wallet made the payment by code.
    Wallet,
    /// The voucher that the host gave a payment by code.
    PayVoucher,
    /// How much.
    Amount,
    /// The new total.
    Total,
    /// The tip.
    Tip,
    /// Whether an amount far out of what is usual is meant.
    Unusual,
    /// What the customer gives in cash.
    Given,
    /// How much of a sale is paid by this way.
    Part,
    /// How many instalments.
    Periods,
    /// All of it once more.
    Confirm,
}

/// The questions of a subject, as far as the answers so far tell.
pub(super) fn steps(subject: Subject, answers: &Answers) -> Vec<Step> {
    let mut steps = Vec::new();
    for step in table(subject) {
        if answers.original.as_deref().is_some_and(|original| is_told(*step, subject.kind(), original)) {
            continue;
        }
        // What a basket costs is known.
        if *step != Step::Amount || answers.basket.is_none() {
            steps.push(*step);
        }
        match (step, answers.way) {
            (Step::Way, Some(Way::Typed)) => steps.extend([Step::CardNumber, Step::Expiry]),
            // A voucher of this batch tells date, code and amount by itself.
            (Step::Way, Some(Way::Voucher)) => {
                steps.push(Step::Voucher);
                break;
            }
            _ => {}
        }
        if matches!(step, Step::Amount | Step::Total | Step::Tip) && answers.unusual.is_some() {
            steps.push(Step::Unusual);
        }
    }
    steps
}

/// Whether an original that was looked up answers this.
fn is_told(step: Step, kind: Kind, original: &Transaction) -> bool {
    match step {
        Step::Date => true,
        Step::Amount => kind == Kind::PreAuthVoid,
        Step::Wallet | Step::PayVoucher => original.extra.order.is_some() || original.extra.voucher.is_some(),
        _ => false,
    }
}

fn table(subject: Subject) -> &'static [Step] {
    use Step::*;
    let kind = match subject {
        Subject::Code => return &[Amount, Code, Confirm],
        Subject::CodeRefund => return &[Original, Wallet, PayVoucher, Date, Amount, Confirm],
        Subject::ShownCode => return &[Amount],
        Subject::Cash => return &[Amount, Given],
        Subject::CashRefund => return &[Amount, Confirm],
        Subject::Bill => return &[Amount],
        Subject::Part(PartWay::Card | PartWay::ShownCode) => return &[Part],
        Subject::Part(PartWay::Code) => return &[Part, Code, Confirm],
        Subject::Part(PartWay::Cash) => return &[Given],
        Subject::Part(PartWay::Instalment) => return &[Part, Periods],
        Subject::Trade(kind) => kind,
    };
    match kind {
        Kind::Sale | Kind::PreAuth | Kind::EcashSale | Kind::LoadOwn | Kind::LoadOther | Kind::LoadCash => &[Amount],
        Kind::Instalment => &[Amount, Periods],
        Kind::Void | Kind::CompletionVoid | Kind::LoadVoid => &[Voucher],
        Kind::Refund | Kind::EcashRefund => &[Original, Date, Amount, Confirm],
        Kind::PreAuthAdd => &[Original, Amount],
        Kind::PreAuthVoid | Kind::Completion => &[Way, Original, Date, Amount],
        Kind::CompletionAdvice => &[Way, Original, Date, Amount, Confirm],
        Kind::Offline => &[CardNumber, Expiry, Scheme, Authority, Institution, AuthCode, Amount, Confirm],
        Kind::Adjust => &[Voucher, Total],
        Kind::Tip => &[Voucher, Tip],
        Kind::Balance => &[],
    }
}

impl Step {
    /// The question itself, not answered yet.
    pub fn question(self, subject: Subject) -> Box<dyn Question> {
        let kind = subject.kind();
        match self {
            Step::Way => Box::new(ChoiceQuestion::new(List::Way(kind))),
            Step::Scheme => Box::new(ChoiceQuestion::new(List::Scheme)),
            Step::Authority => Box::new(ChoiceQuestion::new(List::Authority)),
            Step::CardNumber => Box::new(NumberQuestion::new(Field::CardNumber)),
            Step::Expiry => Box::new(NumberQuestion::new(Field::Expiry)),
            Step::Date => Box::new(NumberQuestion::new(Field::Date)),
            Step::Institution => Box::new(NumberQuestion::new(Field::Institution)),
            Step::Code => Box::new(NumberQuestion::new(Field::Code)),
            Step::Wallet => Box::new(ChoiceQuestion::new(List::Wallet)),
            Step::PayVoucher => Box::new(NumberQuestion::new(Field::PayVoucher)),
            Step::Periods => Box::new(NumberQuestion::new(Field::Periods)),
            Step::AuthCode => Box::new(Letters::new(LetterField::AuthCode)),
            Step::Voucher => Box::new(OriginalQuestion::new(kind, Scope::OpenBatch)),
            Step::Original => {
                let scope = match (subject, kind) {
                    (Subject::CodeRefund, _) => Scope::CodePayment,
                    (_, Kind::Refund | Kind::EcashRefund) => Scope::ByReference,
                    _ => Scope::ByCode,
                };
                Box::new(OriginalQuestion::new(kind, scope))
            }
            Step::Amount => Box::new(AmountQuestion::new(Sum::Amount, kind)),
            Step::Total => Box::new(AmountQuestion::new(Sum::Total, kind)),
            Step::Tip => Box::new(AmountQuestion::new(Sum::Tip, kind)),
            Step::Given => {
                let less = if matches!(subject, Subject::Part(_)) { Less::Part } else { Less::Refused };
                Box::new(GivenQuestion::new(less))
            }
            Step::Part => Box::new(PartQuestion::default()),
            Step::Unusual => Box::new(UnusualQuestion),
            Step::Confirm => Box::new(Confirm::new(subject)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Unusual};

    #[test]
    fn the_way_of_the_card_decides_what_is_asked() {
        let subject = Subject::Trade(Kind::PreAuthVoid);
        let with = |way| steps(subject, &Answers { way, ..Answers::default() });
        assert_eq!(with(None), [Step::Way, Step::Original, Step::Date, Step::Amount]);
        assert_eq!(with(Some(Way::Present)), with(None));
        assert_eq!(with(Some(Way::Voucher)), [Step::Way, Step::Voucher]);
        let typed = [Step::Way, Step::CardNumber, Step::Expiry, Step::Original, Step::Date, Step::Amount];
        assert_eq!(with(Some(Way::Typed)), typed);
    }

    #[test]
    fn an_amount_that_is_far_out_is_asked_about_wherever_one_is_typed() {
        let odd = || Answers { unusual: Some(Unusual::Above(Amount::ZERO)), ..Answers::default() };
        let subjects =
            Kind::ALL.map(Subject::Trade).into_iter().chain([Subject::Code, Subject::CodeRefund, Subject::ShownCode]);
        let subjects = subjects.chain([Subject::Cash, Subject::CashRefund, Subject::Bill]);
        for subject in subjects {
            let (usual, asked) = (steps(subject, &Answers::default()), steps(subject, &odd()));
            let typed = usual.iter().position(|step| matches!(step, Step::Amount | Step::Total | Step::Tip));
            let question = asked.iter().position(|step| *step == Step::Unusual);
            assert_eq!(question, typed.map(|at| at + 1), "{subject:?}");
        }
    }

    #[test]
    fn refunds_and_completion_advices_confirm_their_amount() {
        let trades = [Kind::Refund, Kind::EcashRefund, Kind::CompletionAdvice].map(Subject::Trade);
        for subject in trades.into_iter().chain([Subject::CodeRefund]) {
            assert_eq!(steps(subject, &Answers::default()).last(), Some(&Step::Confirm), "{subject:?}");
        }
    }
}
