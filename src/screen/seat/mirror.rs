//! The operator's screen, as others may see it. The picture itself is drawn by the core, which knows the other session.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, Wish},
    SeatWish, Stage,
};
use crate::{
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The mirror.
#[derive(Debug)]
pub struct Mirror;

impl Screen for Mirror {
    /// What goes on, which stands above the picture.
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        let t = see.look.t;
        match see.seats.own_stage() {
            None => t.seat_mirror(),
            Some(Stage::Asked) => t.seat_asked(),
            Some(Stage::Held) if see.terminal.trade.is_some() => t.seat_suspended(),
            Some(Stage::Held) => t.seat_held(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_seat_mirror()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match see.seats.own_stage() {
            None => vec![Hint::new(Key::Enter, t.seat_hint_ask()), Hint::new(Key::Cancel, t.hint_back())],
            Some(Stage::Asked) => vec![Hint::new(Key::Cancel, t.hint_back())],
            Some(Stage::Held) => vec![Hint::new(Key::F1, t.seat_hint_end())],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            Key::Enter => Action::Do(Wish::Seat(SeatWish::Ask)),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        body.text(&see.look.t.seat_no_mirror(), Tone::Plain);
    }

    fn is_mirror(&self) -> bool {
        true
    }
}
