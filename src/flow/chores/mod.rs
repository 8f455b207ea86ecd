//! What the host wants managed, or a technician: parameters, keys, applications, lists and status. One chore at a time, one
//! message at a time, and only while no trade is between card and verdict.
//!
//! A chore is not a fact: what it brings down is one each, and one that a restart cuts off is begun again by whoever wants
//! it. The host goes on wanting it in the header of its answers until it has heard of its end.

mod steps;

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use crate::{
    acquirer::{
        Answer, LinkFault, Manage, Request,
        download::{self, Flag},
    },
    domain::{Fact, Now, ResponseCode},
};

use super::{
    Demand, Job, PrinterStatus, ReaderStatus, Terminal, Then, Why, Work,
    background::{Reception, pause},
};

use self::steps::{Run, Step};

/// How often each message of a chore is tried.
const TRIES: u16 = 3;
/// For so long an order of the host for a chore that has just ended is not heard: it may not have heard of the end.
const ORDER_PAUSE: Duration = Duration::from_secs(600);

/// Something to manage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chore {
    /// Parameters of the terminal (360, 361).
    Parameters,
    /// The terminal's status, upwards (362).
    Status,
    /// Parameters of the parameter server (364, 365).
    Tms,
    /// Public keys for chip cards (372, 370, 371).
    CaKeys,
    /// Card applications (382, 380, 381).
    Aids,
    /// The list of cards that are not taken (390, 391).
    Blacklist,
    /// Parameters and lists of contactless payment (394 to 399).
    Contactless,
    /// Beginnings of card numbers with their issuers' names (960, 961).
    Issuers,
}

impl Chore {
    /// Every chore.
    pub const ALL: [Chore; 8] = [
        Chore::Parameters,
        Chore::Status,
        Chore::Tms,
        Chore::CaKeys,
        Chore::Aids,
        Chore::Blacklist,
        Chore::Contactless,
        Chore::Issuers,
    ];

    /// What the sixth digit of a message header orders. 3 is a sign-on, and no chore.
    pub(super) fn ordered(digit: u8) -> Option<Chore> {
        Some(match digit {
            1 => Chore::Parameters,
            2 => Chore::Status,
            4 => Chore::CaKeys,
            5 => Chore::Aids,
            6 => Chore::Tms,
            7 => Chore::Blacklist,
            _ => return None,
        })
    }
}

/// How a chore stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoreState {
    /// Not asked for since the start.
    Idle,
    /// Waits for its turn.
    Waiting,
    /// Under way; so many messages are left, as far as is known.
    Running {
        /// How many.
        left: usize,
    },
    /// Done.
    Done,
    /// Ended with something wrong; what came before that is kept.
    Failed(ChoreTrouble),
}

/// What went wrong in a chore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoreTrouble {
    /// The host refused it with this code.
    Refused(ResponseCode),
    /// There was no answer, as often as is tried.
    Line(Why),
    /// What came down cannot be used, such as a key with a wrong check value: what and what to do, in English.
    Data(String),
}

/// The chores of this terminal.
#[derive(Debug, Default)]
pub struct Chores {
    waiting: VecDeque<Chore>,
    run: Option<Run>,
    ended: BTreeMap<Chore, Ended>,
    first: First,
    /// Whether a chore has ended since this was last looked at.
    pub(super) fresh: bool,
}

/// How a chore ended, and when.
#[derive(Clone, Debug)]
struct Ended {
    at: Duration,
    trouble: Option<ChoreTrouble>,
}

/// Whether the downloads after the first sign-on have been asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum First {
    #[default]
    Open,
    Asked,
}

impl Chores {
    /// How a chore stands.
    pub fn state(&self, chore: Chore) -> ChoreState {
        match (&self.run, self.ended.get(&chore)) {
            (Some(run), _) if run.chore == chore => ChoreState::Running { left: run.todo.len() },
            _ if self.waiting.contains(&chore) => ChoreState::Waiting,
            (_, Some(Ended { trouble: Some(trouble), .. })) => ChoreState::Failed(trouble.clone()),
            (_, Some(_)) => ChoreState::Done,
            (_, None) => ChoreState::Idle,
        }
    }

    /// Whether a chore waits or is under way.
    pub fn is_busy(&self) -> bool {
        self.run.is_some() || !self.waiting.is_empty()
    }

    /// Whether card applications or keys are on their way, so that those which are there may be half of them.
    pub(super) fn brings_tables(&self) -> bool {
        let on_its_way = |chore| matches!(self.state(chore), ChoreState::Waiting | ChoreState::Running { .. });
        on_its_way(Chore::Aids) || on_its_way(Chore::CaKeys)
    }

    /// Puts a chore in the queue, once.
    fn want(&mut self, chore: Chore) {
        let runs = self.run.as_ref().is_some_and(|run| run.chore == chore);
        if !runs && !self.waiting.contains(&chore) {
            self.waiting.push_back(chore);
        }
    }

    /// The host orders a chore.
    pub(super) fn order(&mut self, chore: Chore, now: Now) {
        let just_ended = self.ended.get(&chore).is_some_and(|ended| now.mono < ended.at + ORDER_PAUSE);
        if !just_ended {
            self.want(chore);
        }
    }

    /// From when on the next message of a chore may go.
    pub(super) fn next_at(&self) -> Option<Duration> {
        match &self.run {
            Some(run) => Some(run.not_before),
            None => (!self.waiting.is_empty()).then_some(Duration::ZERO),
        }
    }

    fn end(&mut self, now: Now) {
        if let Some(run) = self.run.take() {
            self.fresh = true;
            self.ended.insert(run.chore, Ended { at: now.mono, trouble: run.trouble });
        }
    }
}

impl Terminal {
    /// Asks for a chore; it is done as soon as no trade is in progress.
    pub fn start_chore(&mut self, chore: Chore, now: Now, out: &mut Vec<Work>) {
        self.chores.want(chore);
        self.line.hurry(now);
        self.pump(now, out);
    }

    /// After the first sign-on of a start: what a terminal must have to take chip cards, where it has none of it.
    pub(super) fn want_first_downloads(&mut self) {
        let wanted = self.setup.upkeep.first_downloads == Demand::Yes && self.chores.first == First::Open;
        if !wanted {
            return;
        }
        self.chores.first = First::Asked;
        if self.book.host_data.ca_keys.is_empty() {
            self.chores.want(Chore::CaKeys);
        }
        if self.book.host_data.aids.is_empty() {
            self.chores.want(Chore::Aids);
        }
    }

    /// The next message of the chore under way, or of the next one. The line is ours ([`Job::Chore`]).
    pub(super) fn step_chore(&mut self, now: Now, out: &mut Vec<Work>) {
        if self.chores.run.is_none() {
            self.chores.run = self.chores.waiting.pop_front().map(Run::new);
        }
        self.line.begin(Job::Chore);
        let Some(run) = &self.chores.run else { return self.line.finish() };
        match run.todo.front() {
            Some(step) => {
                let (mti, code, body) = step.message(&run.entries, || self.status());
                let manage = Manage { mti, batch: self.book.batch, code, body };
                out.push(Work::Ask(Box::new(Request::Manage(manage))));
            }
            None => {
                self.chores.end(now);
                self.line.finish();
            }
        }
    }

    fn status(&self) -> Vec<u8> {
        let reader = if matches!(self.reader, ReaderStatus::Up(_)) { Flag::Well } else { Flag::Trouble };
        let trouble = matches!(self.printer, PrinterStatus::Trouble(_)) || self.condition.cannot_print();
        let printer = if trouble { Flag::Trouble } else { Flag::Well };
        download::status(reader, printer, &self.book.host_data)
    }

    /// The host's answer to a message of a chore.
    pub(super) fn on_chore_answer(&mut self, answer: Result<Answer, LinkFault>, now: Now, out: &mut Vec<Work>) {
        let Some(run) = &mut self.chores.run else { return };
        match answer.as_ref().map(Terminal::reception) {
            Ok(Reception::Taken) => {}
            Ok(Reception::Again(why)) => return self.fail_chore(why, now),
            Ok(Reception::Refused(code)) => {
                run.skip(ChoreTrouble::Refused(code));
                return self.end_chore_if_done(now);
            }
            Err(fault) if Terminal::is_own_fault(fault) => {
                run.skip(ChoreTrouble::Data(fault.to_string()));
                return self.end_chore_if_done(now);
            }
            // The line's own pause is enough.
            Err(fault) if fault.nothing_left() => return,
            Err(fault) => return self.fail_chore(Why::of_fault(fault), now),
        }
        let body = answer.map(|a| a.body).unwrap_or_default();
        self.take_down(&body, now, out);
    }

    /// Takes in what came down. It is durable before the next message.
    fn take_down(&mut self, body: &[u8], now: Now, out: &mut Vec<Work>) {
        let Some(run) = &mut self.chores.run else { return };
        let downloads = run.take(body, self.setup.upkeep.bin_form, &self.book.host_data);
        if downloads.is_empty() {
            return self.end_chore_if_done(now);
        }
        let facts = downloads.into_iter().map(|d| Fact::HostData(Box::new(d))).collect();
        self.line.begin(Job::Chore);
        self.commit(now, facts, Then::FreeLine, out);
    }

    fn end_chore_if_done(&mut self, now: Now) {
        if self.chores.run.as_ref().is_some_and(|run| run.todo.is_empty()) {
            self.chores.end(now);
        }
    }

    fn fail_chore(&mut self, why: Why, now: Now) {
        let Some(run) = &mut self.chores.run else { return };
        run.tries += 1;
        run.not_before = now.mono + pause(run.tries.into());
        if run.tries >= TRIES {
            run.trouble.get_or_insert(ChoreTrouble::Line(why));
            self.chores.end(now);
        }
    }
}

impl Run {
    fn new(chore: Chore) -> Run {
        Run {
            chore,
            todo: Step::first(chore),
            entries: Vec::new(),
            names: Vec::new(),
            trouble: None,
            tries: 0,
            not_before: Duration::ZERO,
        }
    }
}
