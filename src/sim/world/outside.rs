//! What the outside does for the program: disk, line, pad, printer, passwords.

use std::time::Duration;

use super::{
    Mishap,
    faults::MessageFault,
    pad, rules, setting,
    shop::{Happening, Shop},
    store, trace,
};
use crate::{
    acquirer::Request,
    app::{Effect, Event, NewPassword, PasswordAnswer},
    domain::{
        UtcOffset,
        operator::PasswordHash,
        receipt::{Cause, Condition},
    },
    flow::{Input, PrintJob, Work},
    screen::Secret,
};

/// How long the shop's files take to be kept.
const KEPT: Duration = Duration::from_millis(8);
/// How long the printer takes to say how it is.
const PRINTER_ANSWERS: Duration = Duration::from_millis(20);

impl Shop {
    pub(super) fn tell_box(&mut self, after: Duration, event: Event) {
        let epoch = self.epoch;
        self.later(after, Happening::ToBox(epoch, Box::new(event)));
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.story.tell(self.time, || format!("  -> {}", trace::effect_text(&effect)));
            match effect {
                Effect::Do(work) => self.work(work),
                Effect::Find(session, query) => self.order(store::Order::Find(session, query)),
                Effect::Audit(session, inquiry) => self.order(store::Order::Audit(session, inquiry)),
                Effect::CheckPassword { session, ground, password, hash, new } => {
                    let answer = check(&password, hash.as_ref(), new.as_ref());
                    self.tell_box(Duration::from_millis(200), Event::Password(session, ground, answer));
                }
                Effect::HashPassword { session, ground, new } => {
                    let answer = new_hash(&new);
                    self.tell_box(Duration::from_millis(200), Event::Password(session, ground, answer));
                }
                // The other world has a ledger and a host of its own; the person comes back from it.
                Effect::SwitchWorld | Effect::Restart | Effect::Quit => {
                    self.power_off("the program ends");
                    return;
                }
                // This shop's goods do not change but for their number, and it has no customers, no stick and no enrolment service.
                Effect::KeepStock(records) => self.tell_box(KEPT, Event::StockKept(Ok(records))),
                Effect::KeepProduct(..)
                | Effect::ChangeCustomer(..)
                | Effect::ReadRoster(..)
                | Effect::AskOffice(..) => {}
                Effect::PresentCard(_) | Effect::FeedPaper | Effect::TrainingFaults(_) | Effect::PayShown(..) => {}
                Effect::Say(saying) => {
                    let terminal = self.model.as_ref().map(|model| &model.terminal);
                    let rule = terminal.map_or(Ok(()), |it| rules::may_say(self.store.book(), it, saying.ending));
                    self.check(rule);
                }
                Effect::KeepBlackBox(_) | Effect::Bell(_) => {}
            }
        }
    }

    fn work(&mut self, work: Work) {
        match work {
            Work::Commit { ticket, at, facts, secrets } => {
                self.order(store::Order::Commit { ticket, at, facts, secrets });
            }
            Work::Unseal(txns) => self.order(store::Order::Unseal(txns)),
            Work::Ask(request) => self.ask(*request),
            // This pad needs none.
            Work::Tables(..) => {}
            Work::Read(order) => self.read(order),
            Work::Print(job) => self.print(*job),
            Work::AskPrinter => self.ask_printer(),
            Work::AskGateway(txn, ask) => self.ask_gateway(txn, &ask),
        }
    }

    fn order(&mut self, order: store::Order) {
        self.store.orders.push_back(order);
        let (epoch, after) = (self.epoch, self.chance.millis(1, 6));
        self.later(after, Happening::Disk(epoch));
    }

    pub(super) fn disk_works(&mut self) {
        let events = self.store.work();
        if self.store.medium.is_dead() {
            return self.cut("the power goes while the disk writes");
        }
        for event in events {
            self.deliver(event);
        }
    }

    fn ask(&mut self, request: Request) {
        let rule = rules::may_ask(self.store.book(), self.question.as_ref(), &request);
        self.check(rule);
        let rule = self.may_take(&request);
        self.check(rule);
        let mishap = self.next_fault();
        let civil = self.true_time().civil(UtcOffset::default());
        let heard = self.wire.ask_with(&request, civil, mishap, &mut self.chance);
        self.question = Some(request);
        let after = heard.after + self.chance.millis(150, 900);
        self.tell_box(after, Event::Flow(Input::Host(Box::new(heard.answer))));
    }

    /// What goes wrong with the next message.
    fn next_fault(&mut self) -> Option<Mishap> {
        if self.calm {
            return None;
        }
        let fault = self.faults.of_message(&mut self.chance)?;
        self.fault_count += 1;
        self.story.tell(self.time, || format!("FAULT {fault:?}"));
        match fault {
            MessageFault::Way(mishap) => Some(mishap),
            MessageFault::Host(fault, filter) => {
                self.wire.host.faults().next_for(filter, fault);
                None
            }
        }
    }

    fn read(&mut self, order: crate::reader::Order) {
        match self.pad.take(order, &mut self.chance) {
            Ok(Some((number, after, report))) => {
                if self.pad.order.is_some() {
                    let epoch = self.epoch;
                    self.later(after, Happening::PadDone(epoch, number, Box::new(report)));
                } else {
                    self.tell_box(pad::ON_THE_CABLE, Event::Flow(Input::Reader(report)));
                }
            }
            Ok(None) => {}
            Err(rule) => self.check(Err(rule)),
        }
    }

    /// The printer says how it is.
    pub(super) fn ask_printer(&mut self) {
        let condition = if self.no_paper { Condition::PaperOut } else { Condition::Well };
        self.tell_box(PRINTER_ANSWERS, Event::Flow(Input::Printer(condition)));
    }

    fn print(&mut self, job: PrintJob) {
        let rule = rules::may_print(self.store.book(), &job);
        self.check(rule);
        let result = if self.no_paper { Err(Cause::OutOfPaper) } else { Ok(()) };
        let after = self.chance.millis(700, 2500);
        self.tell_box(after, Event::Flow(Input::Printed(job.txn, result)));
        if result.is_ok() {
            self.printed.push(job);
        }
    }
}

/// A password is right where its mark is.
fn check(password: &Secret, hash: Option<&PasswordHash>, new: Option<&NewPassword>) -> PasswordAnswer {
    if hash != Some(&setting::hash(password.expose())) {
        return PasswordAnswer::Wrong;
    }
    match new {
        Some(new) => new_hash(new),
        None => PasswordAnswer::Right,
    }
}

fn new_hash(new: &NewPassword) -> PasswordAnswer {
    let hash = setting::hash(new.digits.expose());
    if new.used.contains(&hash) { PasswordAnswer::Used } else { PasswordAnswer::Hashed(hash) }
}
