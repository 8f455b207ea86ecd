//! The code that the customer scans, over the whole screen: with the amount, the time that is left, and how to leave.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::{Action, See, Wish, code_screen, trade::seconds_left};
use crate::{
    domain::Currency,
    flow::{OrderStep, Trade, World},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Does, Target, Tone},
};

/// Columns and rows of the target that cancels: at least 9 mm on every screen.
const CANCEL: (u16, u16) = (10, 5);

/// When the customer of the training world pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaysWhen {
    /// At once.
    Now,
    /// A moment after the time of the code is over.
    Late,
}

/// Draws the code.
pub fn draw(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade, code: &str) {
    let t = see.look.t;
    let currency: Currency = see.terminal.setup.currency;
    let ordering = trade.ordering();
    let mut words = vec![
        (Cow::Owned(format!("{}{}", currency.sign(), trade.amount.display(currency))), Tone::Strong),
        (t.order_scan(), Tone::Plain),
        (t.order_left(seconds_left(see, trade)), Tone::Plain),
    ];
    if ordering.is_some_and(|ordering| ordering.paying) {
        words.push((t.order_paying_short(), Tone::Good));
    } else if ordering.is_some_and(|ordering| ordering.silent.is_some()) {
        words.push((t.order_silent_short(), Tone::Warn));
    }
    if see.look.touch.is_none() {
        words.push((t.order_leave(see.look.key(Key::Cancel).as_ref()), Tone::Plain));
    }
    if see.terminal.setup.world == World::Training {
        words.push((t.order_train(), Tone::Dim));
    }
    code_screen::draw(body, &[code.to_owned()], &words, see);
    if see.look.touch.is_some() {
        draw_cancel(body, see);
    }
}

/// Where a finger leaves: in the corner, and nowhere else, as a customer's finger may be on the code.
fn draw_cancel(body: &mut Body<'_, '_>, see: &See<'_>) {
    let whole = body.area;
    let (columns, rows) = (CANCEL.0.min(whole.width), CANCEL.1.min(whole.height));
    let area = Rect::new(whole.right() - columns, whole.bottom() - rows, columns, rows);
    let words = see.look.t.hint_cancel().into_owned();
    let (buf, _) = body.rest();
    let mut corner = Body::new(buf, area, see.look);
    corner.text(&"─".repeat(usize::from(columns)), Tone::Dim).middle(3).centred(&words, Tone::Strong);
    body.targets.push(Target { area, does: Does::Key(Key::Cancel), words });
}

/// A key while the code is shown. In the training world the operator is the customer too.
pub fn key(key: Key, see: &See<'_>) -> Option<Action> {
    let code = see.terminal.trade.as_ref()?.shown_code()?;
    let when = match key {
        Key::Digit(1) => PaysWhen::Now,
        Key::Digit(2) => PaysWhen::Late,
        _ => return None,
    };
    let training = see.terminal.setup.world == World::Training;
    training.then(|| Action::Do(Wish::PayShown(code.to_owned(), when)))
}

/// What is waited for at each step, but for the code itself.
pub fn step_text(t: &Texts, step: &OrderStep) -> Cow<'static, str> {
    match step {
        OrderStep::Opening | OrderStep::Shown(_) => t.step_order_opening(),
        OrderStep::Closing(_) => t.step_order_closing(),
        OrderStep::GivingBack => t.step_order_refund(),
    }
}
