//! What an operator is asked before a transaction begins: one question after the other, collected into an order.
//!
//! [`plan`] says which questions a kind of transaction has; each type of question has its file. CANCEL steps back to the
//! question before, and leaves at the first. After the last one the rules are asked; what breaks one is refused on the spot.
//! Where a supervisor must approve, that comes last, in place.

mod amount;
mod answers;
mod choice;
mod confirm;
mod given;
pub(super) mod letters;
mod number;
mod original;
mod part;
mod plan;
mod unusual;

use std::borrow::Cow;

use super::{Action, Approval, BillStep, Mask, News, Screen, See, Wish, cannot_start, digits::Typed};
use crate::{
    domain::{Amount, BasketNo, BillNo, OperatorNo},
    flow::{CannotStart, CardSource, TradeOrder},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint},
};

use answers::Answers;
pub use choice::authority_text;
pub use plan::{PartWay, Subject};

/// One question on the screen.
trait Question: std::fmt::Debug + Send {
    /// Takes a key. The answer goes into `answers`.
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply;
    /// What is asked, and what to check.
    fn help(&self, t: &Texts) -> Cow<'static, str>;
    /// The keys that do something here, besides CANCEL.
    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>>;
    /// Takes a code that a scanner has read: its answer, where a code is asked for. That is never the last question before money.
    fn scanned(&mut self, _code: &str, _answers: &mut Answers, see: &See<'_>) -> Reply {
        Reply::Refuse(see.look.t.scan_not_here())
    }
    /// What nobody may see who only looks on.
    fn mask(&self) -> Mask {
        Mask::Nothing
    }
    /// Whether digits are typed.
    fn keypad(&self) -> bool {
        false
    }
    /// Draws it.
    fn draw(&self, body: &mut Body<'_, '_>, answers: &Answers, see: &See<'_>);
    /// Hears of the transactions that it asked for. Returns whether it is answered with that.
    fn hear(&mut self, _news: News, _answers: &mut Answers) -> bool {
        false
    }
    /// What it needs next, after a piece of a long answer.
    fn goes_on(&self) -> Option<Wish> {
        None
    }
    /// Whether something has been typed.
    fn has_input(&self) -> bool {
        false
    }
}

/// What a key makes of a question.
#[derive(Debug)]
enum Reply {
    /// It is still open.
    Stay,
    /// The key is refused, and this is why.
    Refuse(Cow<'static, str>),
    /// It is answered.
    Answered,
    /// Back to the one before.
    Back,
    /// Something to do first.
    Do(Wish),
}

impl Reply {
    /// What a key of a line of digits leads to.
    fn of(typed: Typed, t: &Texts) -> Reply {
        match typed {
            Typed::Changed | Typed::Empty => Reply::Stay,
            Typed::Full => Reply::Refuse(t.refuse_full()),
            Typed::Other => Reply::Refuse(t.refuse_key()),
        }
    }
}

/// The keys of a question that digits are typed for; CANCEL is the wizard's.
fn typing_hints(t: &Texts) -> Vec<Hint<'static>> {
    vec![Hint::new(Key::Enter, t.hint_continue()), Hint::new(Key::Clear, t.hint_delete())]
}

/// The questions of one transaction.
#[derive(Debug)]
pub struct Wizard {
    subject: Subject,
    answers: Answers,
    /// Those asked so far, the open one last.
    asked: Vec<Box<dyn Question>>,
}

impl Wizard {
    /// Begins with the first question; without one, with the transaction itself.
    pub fn open(subject: Subject, operator: Option<OperatorNo>) -> Action {
        let answers = Answers { shows_code: subject.shows_code(), ..Answers::default() };
        match plan::steps(subject, &answers).first() {
            Some(first) => {
                let asked = vec![first.question(subject)];
                Action::Open(Box::new(Wizard { subject, answers, asked }))
            }
            None => match operator {
                Some(operator) => {
                    Action::Do(Wish::Start(Box::new(TradeOrder::new(subject.kind(), Amount::ZERO, operator))))
                }
                None => Action::Stay,
            },
        }
    }

    /// Begins with the first question about a part of a bill, of which so much is left.
    pub fn open_part(way: PartWay, (bill, basket): (BillNo, Option<BasketNo>), left: Amount) -> Action {
        let subject = Subject::Part(way);
        let answers =
            Answers { bill: Some((bill, left)), basket, shows_code: subject.shows_code(), ..Answers::default() };
        let asked = plan::steps(subject, &answers).first().map(|first| first.question(subject)).into_iter().collect();
        Action::Open(Box::new(Wizard { subject, answers, asked }))
    }

    /// The same for a basket, whose amount nobody types.
    pub fn paying(subject: Subject, basket: BasketNo, amount: Amount, see: &See<'_>) -> Action {
        let unusual = see.terminal.unusual(amount);
        let answers = Answers { basket: Some(basket), amount, unusual, ..Answers::default() };
        let asked: Vec<_> =
            plan::steps(subject, &answers).first().map(|step| step.question(subject)).into_iter().collect();
        let wizard = Wizard { subject, answers, asked };
        if wizard.asked.is_empty() { wizard.finish(see) } else { Action::Open(Box::new(wizard)) }
    }

    fn back(&mut self) -> Action {
        if self.asked.len() < 2 {
            return Action::Back;
        }
        self.asked.pop();
        Action::Stay
    }

    fn heed(&mut self, reply: Reply, see: &See<'_>) -> Action {
        match reply {
            Reply::Stay => Action::Stay,
            Reply::Refuse(reason) => Action::Refuse(reason),
            Reply::Do(wish) => Action::Do(wish),
            Reply::Back => self.back(),
            Reply::Answered => self.go_on(see),
        }
    }

    fn go_on(&mut self, see: &See<'_>) -> Action {
        match plan::steps(self.subject, &self.answers).get(self.asked.len()) {
            Some(next) => {
                self.asked.push(next.question(self.subject));
                Action::Stay
            }
            None => self.finish(see),
        }
    }

    fn finish(&self, see: &See<'_>) -> Action {
        let Some(operator) = see.operator else { return Action::Back };
        if self.subject == Subject::Bill {
            let (total, unusual) = (self.answers.amount, self.answers.unusual.is_some());
            return Action::Do(Wish::Bill(BillStep::Begin { total, unusual, basket: self.answers.basket }));
        }
        let order = self.answers.order(self.subject.kind(), operator, see.terminal);
        let order = order.map(|order| if self.subject.is_cash() { order.with_card(CardSource::Cash) } else { order });
        match order.and_then(|order| checked(order, see)) {
            Ok(order) if order.kind.needs_supervisor() => Action::Open(Box::new(Approval::of(order))),
            Ok(order) => Action::Do(Wish::Start(Box::new(order))),
            Err(reason) => Action::Refuse(cannot_start(see.look.t, &reason, see.terminal.setup.currency)),
        }
    }
}

/// Asks the rules before anybody is asked for a password or a card. A full batch is left to the start, which leads to the
/// settlement.
fn checked(order: TradeOrder, see: &See<'_>) -> Result<TradeOrder, CannotStart> {
    let needs = order.kind.needs_supervisor().then_some(OperatorNo::SUPERVISOR);
    let as_approved = TradeOrder { approver: needs, ..order };
    match see.terminal.check_order(&as_approved) {
        Ok(()) | Err(CannotStart::BatchFull) => Ok(TradeOrder { approver: None, ..as_approved }),
        Err(reason) => Err(reason),
    }
}

impl Screen for Wizard {
    fn mask(&self) -> Mask {
        self.asked.last().map_or(Mask::Nothing, |question| question.mask())
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        self.subject.name(see.look.t)
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        self.asked.last().map_or_else(|| t.help_choice(), |question| question.help(t))
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let mut hints = self.asked.last().map(|q| q.hints(see)).unwrap_or_default();
        hints.push(Hint::new(Key::Cancel, see.look.t.hint_back()));
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let Some(question) = self.asked.last_mut() else { return Action::Back };
        let reply = question.key(key, &mut self.answers, see);
        self.heed(reply, see)
    }

    fn scanned(&mut self, code: &str, see: &See<'_>) -> Action {
        let Some(question) = self.asked.last_mut() else { return Action::Back };
        let reply = question.scanned(code, &mut self.answers, see);
        self.heed(reply, see)
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        self.asked.last().is_some_and(|question| question.keypad())
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        if let Some(question) = self.asked.last() {
            question.draw(body, &self.answers, see);
        }
    }

    fn hear(&mut self, news: News) {
        let answered = self.asked.last_mut().is_some_and(|question| question.hear(news, &mut self.answers));
        // What is heard about is never the last question: a person confirms.
        let next = plan::steps(self.subject, &self.answers).get(self.asked.len()).copied();
        self.asked.extend(next.filter(|_| answered).map(|step| step.question(self.subject)));
    }

    fn goes_on(&self) -> Option<Wish> {
        self.asked.last().and_then(|question| question.goes_on())
    }

    fn asks_for_trade(&self) -> bool {
        true
    }

    fn in_hand(&self) -> bool {
        self.asked.len() > 1 || self.asked.iter().any(|question| question.has_input())
    }

    fn guards_enter(&self) -> bool {
        true
    }
}
