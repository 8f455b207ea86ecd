//! The code that the customer scans, over the whole screen: with the amount, the time that is left, and how to leave.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::{Action, See, Wish, code_screen, trade::seconds_left};
use crate::{
    domain::Currency,
    flow::{OrderStep, Trade, World},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Does, Finger, Hint, Target, Tone},
};

/// Columns and rows of the target that cancels: at least 9 mm on every screen.
const CANCEL: (u16, u16) = (10, 5);
/// Rows of a target that plays the customer: the rule above it, its digit, and what it does.
const CUSTOMER_ROWS: u16 = 3;
/// The customer of the training world pays.
const PAYS: Key = Key::Digit(1);
/// And when the time is over.
const PAYS_LATE: Key = Key::Digit(2);

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
    let training = see.terminal.setup.world == World::Training;
    if training && see.look.touch.is_none() {
        words.push((t.order_train(), Tone::Dim));
    }
    code_screen::draw(body, &[code.to_owned()], &words, see);
    if let Some(touch) = see.look.touch {
        draw_cancel(body, see);
        if training {
            draw_customer(body, see, touch.finger);
        }
    }
}

/// Where a finger plays the customer of the training world: above the way out.
fn draw_customer(body: &mut Body<'_, '_>, see: &See<'_>, finger: Finger) {
    let (t, whole) = (see.look.t, body.area);
    let (columns, rows) = (finger.columns.max(CANCEL.0 / 2), finger.rows.max(CUSTOMER_ROWS));
    let y = whole.bottom().saturating_sub(CANCEL.1 + rows);
    for (key, text, place) in [(PAYS, t.order_train_pays(), 2), (PAYS_LATE, t.order_train_pays_late(), 1)] {
        let x = whole.right().saturating_sub(columns * place);
        body.button(Rect::new(x, y, columns, rows), &Hint::new(key, text));
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
    corner
        .text(&see.look.glyphs.rule().repeat(usize::from(columns)), Tone::Dim)
        .middle(3)
        .centred(&words, Tone::Strong);
    body.targets.push(Target { area, does: Does::Key(Key::Cancel), words });
}

/// A key while the code is shown. In the training world the operator is the customer too.
pub fn key(key: Key, see: &See<'_>) -> Option<Action> {
    let code = see.terminal.trade.as_ref()?.shown_code()?;
    let when = match key {
        PAYS => PaysWhen::Now,
        PAYS_LATE => PaysWhen::Late,
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
