//! All of it once more, with the amount in large digits, before money moves. After a scanned code this stands between the
//! ENTER that a scanner sends by itself and the payment.

use std::borrow::Cow;

use super::{
    super::{See, digits::in_groups},
    Question, Reply,
    answers::Answers,
    choice::wallet_text,
    plan::{PartWay, Subject},
};
use crate::{
    domain::Kind,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// Rows of the large amount and of the question.
const LARGE_AND_QUESTION: usize = 5;

/// The confirmation.
#[derive(Debug)]
pub struct Confirm {
    subject: Subject,
}

impl Confirm {
    /// Of this transaction.
    pub fn new(subject: Subject) -> Confirm {
        Confirm { subject }
    }
}

impl Question for Confirm {
    fn key(&mut self, key: Key, _answers: &mut Answers, see: &See<'_>) -> Reply {
        match key {
            Key::Enter => Reply::Answered,
            Key::Cancel | Key::Clear => Reply::Back,
            _ => Reply::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_confirm()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(Key::Enter, see.look.t.hint_confirm())]
    }

    fn draw(&self, body: &mut Body<'_, '_>, answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        let rows = rows(self.subject, answers, t);
        // The question names the amount too, so that a low screen can do without the large one.
        if usize::from(body.left()) >= rows.len() + LARGE_AND_QUESTION {
            body.amount(answers.amount, see.terminal.setup.currency);
            body.gap(6);
        }
        body.pairs(&rows);
        body.gap(1);
        let currency = see.terminal.setup.currency;
        let money = format!("{} {}", currency.sign(), answers.amount.display(currency));
        body.text(&t.confirm_ask(money, self.subject.name(t).as_ref()), Tone::Strong);
    }
}

type Row = (Cow<'static, str>, Cow<'static, str>);

/// What the person should compare once more; the card number masked.
fn rows(subject: Subject, answers: &Answers, t: &Texts) -> Vec<Row> {
    let row = |label: Cow<'static, str>, value: Option<String>| value.map(|v| (label, Cow::Owned(v)));
    let wallet = answers.code.as_ref().map(|code| wallet_text(t, code.wallet()).into_owned());
    let masked = answers.code.as_ref().map(|code| code.masked().to_string());
    let card = answers.pan.as_ref().map(|pan| pan.masked().to_string());
    let all = match subject {
        // A code that the terminal shows is not confirmed: the code itself is what the customer looks at.
        Subject::ShownCode
        | Subject::Cash
        | Subject::CashRefund
        | Subject::Bill
        | Subject::Part(PartWay::Card | PartWay::Cash | PartWay::Instalment | PartWay::ShownCode) => Vec::new(),
        Subject::Code | Subject::Part(PartWay::Code) => {
            vec![row(t.label_wallet(), wallet), row(t.label_pay_code(), masked)]
        }
        Subject::Trade(Kind::Refund | Kind::EcashRefund) => vec![
            row(t.label_original_rrn(), answers.rrn.as_ref().map(ToString::to_string)),
            row(t.label_original_date(), answers.date.as_ref().map(ToString::to_string)),
        ],
        Subject::CodeRefund => vec![
            row(t.label_original_rrn(), answers.rrn.as_ref().map(ToString::to_string)),
            row(t.label_wallet(), answers.wallet.map(|wallet| wallet_text(t, wallet).into_owned())),
            row(t.label_pay_voucher(), answers.pay_voucher.as_ref().map(|v| in_groups(v.as_str(), 5))),
            row(t.label_original_date(), answers.date.as_ref().map(ToString::to_string)),
        ],
        Subject::Trade(_) => vec![
            row(t.label_card(), card),
            row(t.label_scheme(), answers.scheme.map(str::to_owned)),
            row(t.label_original_date(), answers.date.as_ref().map(ToString::to_string)),
            row(t.label_auth_code(), answers.auth_code.as_ref().map(ToString::to_string)),
        ],
    };
    all.into_iter().flatten().collect()
}
