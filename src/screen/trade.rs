//! A trade in progress: card, PIN, bank, card again, and the verdict.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish,
    refusals::{print_trouble, why_text},
    tray,
};
use crate::{
    domain::{Kind, State, Transaction},
    flow::{CardNote, Ending, PrinterStatus, Stage, Trade, Verdict, Why, World, slip},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The screen of the trade in progress.
#[derive(Debug, Default)]
pub struct TradeScreen {
    tray_page: usize,
}

impl Screen for TradeScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match &see.terminal.trade {
            Some(trade) => slip::kind_name(trade.kind)(see.look.t),
            None => see.look.t.kind_sale(),
        }
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let Some(trade) = &see.terminal.trade else { return Vec::new() };
        if trade.verdict().is_some() {
            return vec![Hint::new(Key::Enter, t.hint_done())];
        }
        let mut hints = Vec::new();
        if shows_tray(see) {
            hints.push(Hint::new(Key::Down, t.hint_more_cards()));
        }
        if trade.can_cancel() {
            hints.push(Hint::new(Key::Cancel, t.hint_cancel()));
        }
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let Some(trade) = &see.terminal.trade else { return Action::Back };
        if trade.verdict().is_some() {
            return match key {
                Key::Enter | Key::Cancel => Action::Do(Wish::LeaveTrade),
                _ => Action::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
            };
        }
        if key == Key::Cancel {
            return Action::Do(Wish::CancelTrade);
        }
        if shows_tray(see) {
            match tray::key(key, &mut self.tray_page) {
                tray::Pick::Card(place) => return Action::Do(Wish::Present(place)),
                tray::Pick::Page => return Action::Stay,
                tray::Pick::None => {}
            }
        }
        Action::Refuse(see.look.t.refuse_wait())
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let Some(trade) = &see.terminal.trade else { return };
        match trade.verdict() {
            Some(verdict) => draw_verdict(body, see, trade, verdict),
            None if shows_tray(see) => draw_tray(self.tray_page, body, see, trade),
            None => draw_progress(body, see, trade),
        }
    }

    fn counts_seconds(&self, see: &See<'_>) -> bool {
        see.terminal.trade.as_ref().is_some_and(|t| t.verdict().is_none())
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn may_idle(&self) -> bool {
        false
    }
}

/// Whether the training tray stands in for a real card.
fn shows_tray(see: &See<'_>) -> bool {
    see.terminal.setup.world == World::Training
        && matches!(see.terminal.trade.as_ref().map(|t| &t.stage), Some(Stage::AwaitCard))
}

fn draw_tray(page: usize, body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade) {
    let t = see.look.t;
    let currency = see.terminal.setup.currency;
    let amount = format!("{} {}", currency.sign(), trade.amount.display(currency));
    body.line(&format!("{amount}  {}", t.seconds_left(seconds_left(see, trade))), Tone::Strong);
    match trade.note {
        Some(note) => body.line(&note_text(t, note), Tone::Warn),
        None => body.line(&t.tray_ask(), Tone::Plain),
    };
    tray::draw(page, body, t);
}

fn draw_progress(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade) {
    let t = see.look.t;
    body.middle(7);
    body.amount(trade.amount, see.terminal.setup.currency);
    body.gap(4);
    if let Some(note) = trade.note {
        body.centred(&note_text(t, note), Tone::Warn);
    }
    let (step, text) = step_text(t, see, trade);
    let steps = if trade.kind == Kind::Sale { 4u32 } else { 2 };
    body.centred(&t.step_of(step, steps), Tone::Label);
    body.centred(&text, Tone::Strong);
    if has_countdown(see, trade) {
        body.centred(&t.seconds_left(seconds_left(see, trade)), Tone::Plain);
    }
}

fn has_countdown(see: &See<'_>, trade: &Trade) -> bool {
    see.terminal.stage_limit().is_some() || matches!(trade.stage, Stage::AwaitHost)
}

fn seconds_left(see: &See<'_>, trade: &Trade) -> u64 {
    let limit = see.terminal.stage_limit().unwrap_or(see.terminal.setup.limits.host);
    (trade.since + limit).saturating_sub(see.now.mono).as_millis().div_ceil(1000).try_into().unwrap_or(0)
}

/// The step's number and what is being waited for.
fn step_text(t: &Texts, see: &See<'_>, trade: &Trade) -> (u32, Cow<'static, str>) {
    let sale = trade.kind == Kind::Sale;
    match &trade.stage {
        Stage::Preparing if !see.terminal.line.is_signed_on() => (1, t.step_sign_on()),
        Stage::Preparing if see.terminal.book.reversals_owed().next().is_some() => (1, t.step_reversal()),
        Stage::Preparing | Stage::FetchingCard => (1, t.step_reader()),
        Stage::AwaitCard => (1, t.step_card()),
        Stage::Authorising => (2, t.step_pin()),
        Stage::AwaitLine | Stage::SavingIntent => (if sale { 3 } else { 1 }, t.step_saving()),
        Stage::AwaitHost => (if sale { 3 } else { 2 }, t.step_bank()),
        Stage::Completing(_) => (4, t.step_keep_card()),
        Stage::SavingResult | Stage::Done(_) => (if sale { 4 } else { 2 }, t.step_saving()),
    }
}

fn note_text(t: &Texts, note: CardNote) -> Cow<'static, str> {
    match note {
        CardNote::InsertChip => t.note_insert_chip(),
        CardNote::SwipeInstead => t.note_swipe(),
        CardNote::TapFailed => t.note_tap_failed(),
        CardNote::SeePhone => t.note_see_phone(),
    }
}

/// The verdict fills the body: its word in a band, the amount, why, and what to do next.
fn draw_verdict(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade, verdict: &Verdict) {
    let t = see.look.t;
    let record = trade.txn.and_then(|txn| see.terminal.book.find(txn));
    let ending = current_ending(verdict, record);
    let (word, tone) = ending_word(t, trade.kind, ending);
    body.band(&word, tone);
    if body.is_roomy() {
        body.gap(1);
        body.amount(trade.amount, see.terminal.setup.currency);
    }
    body.gap(7);
    body.centred(&money_line(see, trade.amount, record), Tone::Strong);
    if let Some(why) = &verdict.why {
        body.centred(&why_text(t, why), Tone::Plain);
        code_advice(body, t, why);
    }
    body.gap(3);
    let next = if ending == Ending::Unknown { Tone::Warn } else { Tone::Strong };
    body.centred(&next_text(t, trade.kind, ending, verdict, record), next);
    if ending == Ending::Paid {
        draw_print_state(body, see, record);
    }
}

fn draw_print_state(body: &mut Body<'_, '_>, see: &See<'_>, record: Option<&Transaction>) {
    let t = see.look.t;
    match (&see.terminal.printer, record.map_or(0, |r| r.printed)) {
        (PrinterStatus::Trouble(cause), _) => {
            body.centred(&t.print_failed(print_trouble(t, *cause).as_ref()), Tone::Bad)
        }
        (PrinterStatus::Busy(_), _) | (PrinterStatus::Ready, 0) => body.centred(&t.printing(), Tone::Dim),
        (PrinterStatus::Ready, _) => body.centred(&t.printed(), Tone::Dim),
    };
}

fn code_advice(body: &mut Body<'_, '_>, t: &Texts, why: &Why) {
    if let Why::Declined(code) = why {
        body.centred(&crate::i18n::advice(t, code.as_str()), Tone::Plain);
    }
}

/// What is true now: a reversal that has been acknowledged turns "not known" into "not paid".
fn current_ending(verdict: &Verdict, record: Option<&Transaction>) -> Ending {
    match (verdict.ending, record.map(|r| r.state)) {
        (Ending::Unknown, Some(State::Reversed)) => Ending::NotPaid,
        (ending, _) => ending,
    }
}

fn ending_word(t: &Texts, kind: Kind, ending: Ending) -> (Cow<'static, str>, Tone) {
    match (kind.voids(), ending) {
        (false, Ending::Paid) => (t.verdict_paid(), Tone::Good),
        (false, Ending::NotPaid) => (t.verdict_not_paid(), Tone::Bad),
        (true, Ending::Paid) => (t.verdict_voided(), Tone::Good),
        (true, Ending::NotPaid) => (t.verdict_not_voided(), Tone::Bad),
        (_, Ending::Unknown) => (t.verdict_unknown(), Tone::Warn),
    }
}

fn money_line(see: &See<'_>, amount: crate::domain::Amount, record: Option<&Transaction>) -> String {
    let currency = see.terminal.setup.currency;
    let money = format!("{} {}", currency.sign(), amount.display(currency));
    match record {
        Some(record) => {
            let t = see.look.t;
            format!("{money}  {} {}  {} {}", t.voucher(), record.txn.stan, t.card_ends(), record.pan.last_four())
        }
        None => money,
    }
}

/// What to do next.
fn next_text(
    t: &Texts,
    kind: Kind,
    ending: Ending,
    verdict: &Verdict,
    record: Option<&Transaction>,
) -> Cow<'static, str> {
    match (kind.voids(), ending) {
        (false, Ending::Paid) => t.next_paid(),
        (true, Ending::Paid) => t.next_voided(),
        (_, Ending::NotPaid) if verdict.ending == Ending::Unknown => t.next_reversed(),
        (false, Ending::NotPaid) => t.next_not_paid(),
        (true, Ending::NotPaid) => t.next_not_voided(),
        (_, Ending::Unknown) if record.is_some_and(|r| r.state == State::Unresolved) => t.next_unresolved(),
        (_, Ending::Unknown) => t.next_unknown(),
    }
}

/// What became of the trade that a power cut or restart interrupted, in at most four rows.
pub fn draw_unseen(body: &mut Body<'_, '_>, see: &See<'_>) {
    let Some(record) = see.terminal.unseen.and_then(|txn| see.terminal.book.find(txn)) else { return };
    let t = see.look.t;
    let ending = match record.state {
        State::Approved | State::Voided | State::Stored => Ending::Paid,
        State::Declined | State::NotSent | State::Reversed => Ending::NotPaid,
        State::Pending | State::Reversing | State::Unresolved => Ending::Unknown,
    };
    let (word, tone) = match ending {
        // The row below says what to do; here the kind of trade must fit as well.
        Ending::Unknown => (t.unseen_unknown(), Tone::Warn),
        _ => ending_word(t, record.kind, ending),
    };
    let kind = slip::kind_name(record.kind)(t);
    body.band(&t.unseen_title(kind.as_ref(), word.as_ref()), tone);
    body.centred(&money_line(see, record.amount, Some(record)), Tone::Strong);
    let next = match (ending, record.printed) {
        (Ending::Paid, 0) => t.unseen_paid_not_printed(),
        (Ending::Paid, _) if record.kind == Kind::Void => t.next_voided(),
        (Ending::Paid, _) => t.next_paid(),
        (Ending::NotPaid, _) if record.state == State::Reversed => t.next_reversed(),
        (Ending::NotPaid, _) => t.next_not_paid(),
        (Ending::Unknown, _) => t.next_unknown(),
    };
    body.centred(&next, Tone::Plain);
}
