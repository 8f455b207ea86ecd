//! The restart of the program, as soon as nothing is under way.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, Wish},
    SeatWish, Seats,
};
use crate::{
    flow::{PrinterStatus, Terminal},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// What a restart waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Busy {
    /// A payment.
    Payment,
    /// Something that the operator has begun.
    Hand,
    /// A settlement.
    Settlement,
    /// A message to the host.
    Message,
    /// Receipts.
    Printer,
    /// Facts that are not durable yet.
    Disk,
}

/// Everything that a restart would wait for now.
pub fn waits_for(terminal: &Terminal, seats: &Seats) -> Vec<Busy> {
    let settles = terminal.settle.as_ref().is_some_and(|settle| !settle.is_done());
    [
        (terminal.trade.is_some(), Busy::Payment),
        (seats.in_hand, Busy::Hand),
        (settles, Busy::Settlement),
        (terminal.line.job().is_some(), Busy::Message),
        (matches!(terminal.printer, PrinterStatus::Busy(_)), Busy::Printer),
        (terminal.is_writing(), Busy::Disk),
    ]
    .into_iter()
    .filter_map(|(is_so, busy)| is_so.then_some(busy))
    .collect()
}

/// The screen.
#[derive(Debug)]
pub struct RestartScreen;

impl Screen for RestartScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.seat_restart()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_seat_restart()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let first = match see.seats.all.restart {
            Some(_) => Hint::new(Key::Clear, t.seat_hint_withdraw()),
            None => Hint::new(Key::Enter, t.seat_hint_restart()),
        };
        vec![first, Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, see.seats.all.restart) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, None) => Action::Do(Wish::Seat(SeatWish::Restart)),
            (Key::Clear, Some(_)) => Action::Do(Wish::Seat(SeatWish::StayUp)),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let busy = waits_for(see.terminal, see.seats.all);
        body.text(&t.seat_restart_why(), Tone::Plain);
        body.gap(6);
        match (see.seats.all.restart, busy.is_empty()) {
            (Some(restart), _) => body.text(&t.seat_restart_ordered(restart.by.to_string()), Tone::Warn),
            (None, true) => body.text(&t.seat_restart_ready(see.look.key(Key::Enter).as_ref()), Tone::Plain),
            (None, false) => body.text(&t.seat_restart_not_yet(), Tone::Plain),
        };
        for reason in busy {
            body.text(&format!("- {}", word(reason, t)), Tone::Plain);
        }
    }
}

fn word(busy: Busy, t: &Texts) -> Cow<'static, str> {
    match busy {
        Busy::Payment => t.seat_wait_payment(),
        Busy::Hand => t.seat_wait_hand(),
        Busy::Settlement => t.seat_wait_settlement(),
        Busy::Message => t.seat_wait_message(),
        Busy::Printer => t.seat_wait_printer(),
        Busy::Disk => t.seat_wait_disk(),
    }
}
