//! A roster of operators that somebody has brought on a stick: what is in it, and that it is taken.

use std::borrow::Cow;

use super::{Action, News, Screen, See, Wish};
use crate::{
    domain::Book,
    enrol::{Newest, Roster, RosterError},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The roster of the configured folder.
#[derive(Debug, Default)]
pub struct RosterScreen {
    state: State,
}

#[derive(Debug, Default)]
enum State {
    /// It is being read.
    #[default]
    Reading,
    /// It is of no use, for this reason.
    Refused(Cow<'static, str>),
    /// It may be taken.
    Found(Box<Roster>),
    /// It is on its way to the disk.
    Sent,
    /// It has been taken.
    Taken,
}

impl Screen for RosterScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.roster_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_roster()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let back = Hint::new(Key::Cancel, t.hint_back());
        match self.state {
            State::Found(_) => vec![Hint::new(Key::Enter, t.hint_take_roster()), back],
            State::Refused(_) => vec![Hint::new(Key::Enter, t.hint_retry()), back],
            State::Reading | State::Sent | State::Taken => vec![back],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, std::mem::take(&mut self.state)) {
            (Key::Cancel, state) => {
                self.state = state;
                Action::Back
            }
            (Key::Enter, State::Found(roster)) => {
                self.state = State::Sent;
                Action::Do(Wish::TakeRoster(roster))
            }
            (Key::Enter, State::Refused(_)) => Action::Do(Wish::ReadRoster),
            (_, state) => {
                self.state = state;
                Action::no_such_key(see)
            }
        }
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::ReadRoster)
    }

    fn hear(&mut self, news: News) {
        self.state = match news {
            News::Roster(Ok(roster)) => State::Found(roster),
            News::Roster(Err(reason)) | News::Denied(reason) | News::Barred(reason) => State::Refused(reason),
            News::Granted => State::Taken,
            _ => return,
        };
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match &self.state {
            State::Reading | State::Sent => drop(body.text(&t.roster_reading(), Tone::Plain)),
            State::Refused(reason) => drop(body.text(reason, Tone::Warn)),
            State::Taken => drop(body.text(&t.roster_taken(see.terminal.book.roster.to_string()), Tone::Good)),
            State::Found(roster) => {
                let counts = Counts::of(roster, &see.terminal.book);
                body.pairs(&[
                    (t.roster_serial(), roster.serial.to_string().into()),
                    (t.roster_operators(), roster.operators.len().to_string().into()),
                    (t.roster_new(), counts.new.to_string().into()),
                    (t.roster_withdrawn(), counts.withdrawn.to_string().into()),
                ]);
                body.gap(1);
                body.text(&t.roster_ask(), Tone::Plain);
            }
        }
        if see.terminal.setup.enrolment.service.is_some() {
            body.gap(1);
            body.text(&newest(t, see.newest), Tone::Plain);
        }
    }
}

/// What became of the newest roster of the service.
fn newest(t: &Texts, newest: &Newest) -> Cow<'static, str> {
    match newest {
        Newest::NotAsked => t.newest_not_asked(),
        Newest::Asked => t.newest_asked(),
        Newest::Nothing => t.newest_nothing(),
        Newest::Waits(serial) => t.newest_waits(serial.to_string()),
        Newest::Taken(serial) => t.newest_taken(serial.to_string()),
        Newest::Refused(error) => t.newest_refused(roster_refusal(t, error).as_ref()),
        Newest::Silent => t.newest_silent(),
    }
}

/// What a roster would change.
struct Counts {
    /// Numbers that are new here.
    new: usize,
    /// Numbers that could be used and no more can.
    withdrawn: usize,
}

impl Counts {
    fn of(roster: &Roster, book: &Book) -> Counts {
        let new = roster.operators.iter().filter(|entry| !book.operators.contains_key(&entry.operator)).count();
        let stays = |number| roster.operators.iter().any(|entry| entry.operator == number && entry.active);
        let known = book.operators.iter().filter(|(_, record)| record.rostered && !record.withdrawn);
        Counts { new, withdrawn: known.filter(|(number, _)| !stays(**number)).count() }
    }
}

/// Why a roster is refused, for people.
pub fn roster_refusal(t: &Texts, error: &RosterError) -> Cow<'static, str> {
    match error {
        RosterError::TooLong | RosterError::NoSeal => t.roster_no_seal(),
        RosterError::WrongSignature => t.roster_wrong_signature(),
        RosterError::Content(_) => t.roster_bad_content(),
        RosterError::Foreign { .. } => t.roster_foreign(),
        RosterError::Old { serial, taken } => t.roster_old(serial.to_string(), taken.to_string()),
        RosterError::Early => t.roster_early(),
        RosterError::Late => t.roster_late(),
        RosterError::NoPassword(operator) => t.roster_no_password(operator.to_string()),
    }
}
