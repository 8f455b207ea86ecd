//! Settlement: totals to confirm, progress, result.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish, cannot_start,
    refusals::{print_trouble, why_text},
    rights::forbidden,
    totals,
};
use crate::{
    acquirer::Finding,
    domain::{Permission, ResponseCode},
    flow::{CannotStart, HeldStep, PrinterStatus, Settle, SettleStage, Why},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The totals stand apart from the verdict where there are more rows than this.
const ROOMY: u16 = 13;

/// The settlement screen.
#[derive(Debug)]
pub struct SettlementScreen;

impl Screen for SettlementScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.settlement_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_settlement()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match &see.terminal.settle {
            None => vec![Hint::new(Key::Enter, t.hint_settle()), Hint::new(Key::Cancel, t.hint_back())],
            Some(settle) if settle.is_done() => vec![Hint::new(Key::Enter, t.hint_done())],
            Some(_) if see.terminal.settlement_held().is_some() => held_hints(see),
            Some(_) => vec![Hint::new(Key::Cancel, t.hint_back())],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (&see.terminal.settle, key) {
            (Some(settle), Key::Enter | Key::Cancel) if settle.is_done() => Action::Do(Wish::LeaveSettlement),
            (_, Key::Cancel) => Action::Back,
            (None, Key::Enter) => match refusal(see) {
                Some(reason) => Action::Refuse(reason),
                None => Action::Do(Wish::Settle),
            },
            (Some(_), key) if see.terminal.settlement_held().is_some() => held_key(key, see),
            (Some(_), _) => Action::Refuse(see.look.t.settlement_goes_on()),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        match &see.terminal.settle {
            None => draw_question(body, see),
            Some(settle) => draw_progress(body, see, settle),
        }
    }

    fn guards_enter(&self) -> bool {
        true
    }
}

/// What can be done about a settlement that the host refuses.
fn held_hints(see: &See<'_>) -> Vec<Hint<'static>> {
    let t = see.look.t;
    let leave = if see.terminal.settlement_is_compared() { t.hint_close_batch() } else { t.hint_leave_open() };
    vec![
        Hint::new(Key::Digit(1), t.hint_ask_again()),
        Hint::new(Key::Digit(2), leave),
        Hint::new(Key::Cancel, t.hint_back()),
    ]
}

fn held_key(key: Key, see: &See<'_>) -> Action {
    let (permission, step) = match key {
        Key::Digit(1) => (Permission::Settle, HeldStep::Again),
        Key::Digit(2) => (Permission::Unresolved, HeldStep::Leave),
        Key::Enter => return Action::Refuse(see.look.t.settlement_held_which()),
        _ => return Action::no_such_key(see),
    };
    match see.may(permission) {
        true => Action::Do(Wish::ReleaseSettlement(step)),
        false => Action::Refuse(forbidden(see.look.t, permission)),
    }
}

/// Why the settlement cannot begin, if so. A full batch or disk is a reason to settle, not against it.
fn refusal(see: &See<'_>) -> Option<Cow<'static, str>> {
    let t = see.look.t;
    if see.terminal.book.reversals_owed().next().is_some() {
        return Some(t.refuse_reversal_owed());
    }
    if see.terminal.book.unresolved().next().is_some() {
        return Some(t.refuse_unresolved());
    }
    match see.terminal.can_start() {
        Ok(())
        | Err(CannotStart::BatchFull | CannotStart::BatchOld | CannotStart::StorageLow | CannotStart::StorageFull) => {
            None
        }
        Err(reason) => Some(cannot_start(t, &reason, see.terminal.setup.currency)),
    }
}

fn draw_question(body: &mut Body<'_, '_>, see: &See<'_>) {
    let t = see.look.t;
    // Two rows stay for the question.
    let book = &see.terminal.book;
    let rows = totals::fitting(&book.totals(), book.batch, see, body.left().saturating_sub(2));
    body.pairs(&rows);
    body.gap(3);
    match refusal(see) {
        Some(reason) => body.text(&reason, Tone::Warn),
        None => body.text(&t.settlement_ask(), Tone::Strong),
    };
}

/// The host refuses it, and nothing more is asked.
fn draw_held(body: &mut Body<'_, '_>, see: &See<'_>, code: &ResponseCode) {
    let t = see.look.t;
    body.band(&t.settlement_held(), Tone::Bad);
    body.text(&why_text(t, &Why::Declined(code.clone())), Tone::Strong);
    body.gap(4);
    let compared = see.terminal.settlement_is_compared();
    body.text(&if compared { t.settlement_held_ending() } else { t.settlement_held_asking() }, Tone::Plain);
}

fn draw_progress(body: &mut Body<'_, '_>, see: &See<'_>, settle: &Settle) {
    let t = see.look.t;
    if let Some(code) = see.terminal.settlement_held().filter(|_| !settle.is_done()) {
        return draw_held(body, see, code);
    }
    match settle.stage {
        SettleStage::Done(finding) => return draw_result(body, see, settle, finding),
        SettleStage::Asking => body.text(&t.settlement_asking(), Tone::Strong),
        SettleStage::Uploading(Finding::Balanced) => body.text(&t.settlement_uploading_balanced(), Tone::Strong),
        SettleStage::Uploading(Finding::Unbalanced) => body.text(&t.settlement_uploading_unbalanced(), Tone::Warn),
        SettleStage::Ending(_) => body.text(&t.settlement_ending(), Tone::Strong),
    };
    if settle.resumed {
        body.text(&t.settlement_resumed(), Tone::Plain);
    }
    let done = settle.uploaded(&see.terminal.book);
    let total = settle.total.max(done + settle.left(&see.terminal.book));
    if total > 0 {
        body.gap(4);
        body.progress(done, total);
    }
    if let Some(trouble) = &settle.trouble {
        body.gap(3);
        body.text(&t.settlement_interrupted(), Tone::Warn);
        body.text(&why_text(t, trouble), Tone::Dim);
    }
}

fn draw_result(body: &mut Body<'_, '_>, see: &See<'_>, settle: &Settle, finding: Finding) {
    let t = see.look.t;
    match finding {
        Finding::Balanced => body.band(&t.settlement_balanced(), Tone::Good),
        Finding::Unbalanced => body.band(&t.settlement_unbalanced(), Tone::Warn),
    };
    body.gap(ROOMY);
    // What follows takes up to four rows.
    let rows = totals::fitting(&settle.settlement.totals, settle.settlement.batch, see, body.left().saturating_sub(4));
    body.pairs(&rows);
    body.gap(2);
    body.text(&t.settlement_next_batch(see.terminal.book.batch.to_string()), Tone::Strong);
    if !settle.refused.is_empty() {
        let count = u32::try_from(settle.refused.len()).unwrap_or(u32::MAX);
        body.text(&t.settlement_refused(count), Tone::Warn);
    }
    if let PrinterStatus::Trouble(cause) = see.terminal.printer {
        body.text(&t.slip_failed(print_trouble(t, cause).as_ref()), Tone::Bad);
    }
}
