//! A trade in progress: card, PIN, bank, card again, and the verdict.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish, code_screen::CodeScreen, doubt, refusals::condition_trouble, shown_code,
    signature::SignaturePad, tray, verdict,
};
use crate::{
    domain::{Conduct, Kind, Transaction},
    flow::{CardNote, CardSource, Stage, Trade, World, slip},
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
            Some(trade) if matches!(trade.source(), CardSource::Code(_)) => see.look.t.pay_by_code(),
            Some(trade) if matches!(trade.source(), CardSource::ShownCode) => see.look.t.show_code(),
            Some(trade) if trade.is_order() && trade.kind == Kind::Refund => see.look.t.refund_by_code(),
            Some(trade) if matches!(trade.source(), CardSource::Voucher(_)) => see.look.t.refund_by_code(),
            Some(trade) if trade.is_cash() => match trade.kind {
                Kind::Void => see.look.t.void_cash(),
                Kind::Refund => see.look.t.refund_cash(),
                _ => see.look.t.pay_cash(),
            },
            Some(trade) => slip::kind_name(trade.kind)(see.look.t),
            None => see.look.t.kind_sale(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_trade()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let Some(trade) = &see.terminal.trade else { return Vec::new() };
        if see.terminal.signature_awaited().is_some() {
            return vec![Hint::new(Key::Enter, t.hint_sign()), Hint::new(Key::Cancel, t.hint_sign_on_paper())];
        }
        if trade.verdict().is_some() {
            return verdict_hints(see, trade);
        }
        if let Some(hints) = doubt::hints(trade, t) {
            return hints;
        }
        let mut hints = Vec::new();
        if shows_tray(see) {
            hints.push(Hint::new(Key::Down, t.hint_more_cards()));
        }
        if trade.can_cancel() || trade.can_be_closed() {
            hints.push(Hint::new(Key::Cancel, t.hint_cancel()));
        }
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let Some(trade) = &see.terminal.trade else { return Action::Back };
        if see.terminal.signature_awaited().is_some() {
            return match key {
                Key::Enter => Action::Open(Box::new(SignaturePad::default())),
                Key::Cancel => Action::Do(Wish::SignOnPaper),
                _ => Action::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
            };
        }
        if trade.verdict().is_some() {
            return match key {
                Key::Enter if trade.cardholder_copy_due => Action::Do(Wish::PrintCardholderCopy),
                Key::Enter | Key::Cancel => Action::Do(Wish::LeaveTrade),
                Key::Menu => match with_address(see, trade) {
                    Some(record) => CodeScreen::receipt(record, see),
                    None => Action::Refuse(see.look.t.refuse_no_code()),
                },
                _ => Action::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
            };
        }
        if key == Key::Cancel {
            return Action::Do(Wish::CancelTrade);
        }
        if let Some(action) = shown_code::key(key, see) {
            return action;
        }
        if trade.same_as().is_some() {
            return doubt::key(key, see);
        }
        if shows_tray(see) {
            match tray::key(key, &mut self.tray_page, &see.look) {
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
            Some(verdict) => verdict::draw(body, see, trade, verdict),
            None if doubt::draw(body, see, trade) => {}
            None if trade.shown_code().is_some() => {
                shown_code::draw(body, see, trade, trade.shown_code().unwrap_or_default());
            }
            None if shows_tray(see) => draw_tray(self.tray_page, body, see, trade),
            None => draw_progress(body, see, trade),
        }
    }

    fn counts_seconds(&self, see: &See<'_>) -> bool {
        let trade = see.terminal.trade.as_ref();
        trade.is_some_and(|t| t.verdict().is_none() || doubt::counts_seconds(see, t))
    }

    fn help_key(&self, see: &See<'_>) -> Option<Key> {
        let trade = see.terminal.trade.as_ref().filter(|trade| trade.verdict().is_some());
        let has_code = trade.is_some_and(|trade| with_address(see, trade).is_some());
        Some(match has_code {
            false => Key::Menu,
            true if see.look.has(Key::F1) => Key::F1,
            true => Key::Down,
        })
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn may_idle(&self) -> bool {
        false
    }

    fn fills_screen(&self, see: &See<'_>) -> bool {
        see.terminal.trade.as_ref().is_some_and(|trade| trade.shown_code().is_some())
    }
}

fn verdict_hints(see: &See<'_>, trade: &Trade) -> Vec<Hint<'static>> {
    let t = see.look.t;
    let mut hints = if trade.cardholder_copy_due {
        vec![Hint::new(Key::Enter, t.hint_cardholder_copy()), Hint::new(Key::Cancel, t.hint_done())]
    } else {
        vec![Hint::new(Key::Enter, t.hint_done())]
    };
    if with_address(see, trade).is_some() {
        hints.push(Hint::new(Key::Menu, t.hint_code()));
    }
    hints
}

/// The record of a trade whose receipt is to be found at an address; not while a copy still waits for its key.
fn with_address<'a>(see: &See<'a>, trade: &Trade) -> Option<&'a Transaction> {
    if trade.cardholder_copy_due {
        return None;
    }
    let record = see.terminal.book.find(trade.txn?)?;
    see.terminal.receipt_url(record).map(|_| record)
}

/// Whether the training tray stands in for a real card.
fn shows_tray(see: &See<'_>) -> bool {
    see.terminal.setup.world == World::Training
        && matches!(see.terminal.trade.as_ref().map(|t| &t.stage), Some(Stage::AwaitCard))
}

fn draw_tray(page: usize, body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade) {
    let t = see.look.t;
    let currency = see.terminal.setup.currency;
    let amount = match trade.kind.conduct() {
        Conduct::Enquiry => String::new(),
        _ => format!("{} {}  ", currency.sign(), trade.amount.display(currency)),
    };
    body.line(&format!("{amount}{}", t.seconds_left(seconds_left(see, trade))), Tone::Strong);
    match trade.note {
        Some(note) => body.line(&note_text(t, note), Tone::Warn),
        None => body.line(&t.tray_ask(), Tone::Plain),
    };
    tray::draw(page, body, t);
}

fn draw_progress(body: &mut Body<'_, '_>, see: &See<'_>, trade: &Trade) {
    let t = see.look.t;
    body.middle(7);
    if trade.kind.conduct() != Conduct::Enquiry {
        body.amount(trade.amount, see.terminal.setup.currency);
    }
    body.gap(4);
    if let Some(note) = trade.note {
        body.centred(&note_text(t, note), Tone::Warn);
    }
    let (step, text) = step_text(t, see, trade);
    body.centred(&t.step_of(step, Course::of(trade).steps()), Tone::Label);
    body.centred(&text, Tone::Strong);
    if has_countdown(see, trade) {
        body.centred(&t.seconds_left(seconds_left(see, trade)), Tone::Plain);
    }
    if let Some(ordering) = trade.ordering() {
        if ordering.paying {
            body.centred(&t.order_paying(), Tone::Good);
        } else if ordering.silent.is_some() {
            body.centred(&t.order_silent(), Tone::Warn);
        }
    }
    // Said before the card is there; later it would only keep from what matters.
    if let Some(trouble) = condition_trouble(t, see.terminal.condition).filter(|_| wants_paper_soon(trade)) {
        body.centred(&t.print_later(trouble.as_ref()), Tone::Warn);
    }
}

/// Whether it can still be left, and will want paper.
fn wants_paper_soon(trade: &Trade) -> bool {
    trade.kind.conduct() != Conduct::Enquiry && matches!(trade.stage, Stage::Preparing | Stage::AwaitCard)
}

fn has_countdown(see: &See<'_>, trade: &Trade) -> bool {
    see.terminal.stage_limit().is_some() || matches!(trade.stage, Stage::AwaitHost | Stage::Ordering(_))
}

/// The seconds of the stage in hand.
pub(super) fn seconds_left(see: &See<'_>, trade: &Trade) -> u64 {
    let whole = |left: std::time::Duration| left.as_millis().div_ceil(1000).try_into().unwrap_or(0);
    if let Some(ordering) = trade.ordering() {
        return whole(ordering.until.saturating_sub(see.now.mono));
    }
    let limit = see.terminal.stage_limit().unwrap_or(see.terminal.setup.limits.host);
    whole((trade.since + limit).saturating_sub(see.now.mono))
}

/// Which steps a trade has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Card, PIN, bank, result.
    Card,
    /// Bank, result: the number is known already.
    Bank,
    /// It is recorded, and told later.
    Record,
}

impl Course {
    fn of(trade: &Trade) -> Course {
        match trade.source() {
            CardSource::Present => Course::Card,
            _ if trade.asks_host() => Course::Bank,
            _ => Course::Record,
        }
    }

    fn steps(self) -> u32 {
        match self {
            Course::Card => 4,
            Course::Bank => 2,
            Course::Record => 1,
        }
    }

    /// The step at which its record is saved.
    fn saving(self) -> u32 {
        if self == Course::Card { 3 } else { 1 }
    }

    /// The step at which the bank is asked.
    fn asking(self) -> u32 {
        if self == Course::Card { 3 } else { 2 }
    }
}

/// The step's number and what is being waited for.
fn step_text(t: &Texts, see: &See<'_>, trade: &Trade) -> (u32, Cow<'static, str>) {
    let course = Course::of(trade);
    match &trade.stage {
        Stage::Ordering(ordering) => (course.asking(), shown_code::step_text(t, &ordering.step)),
        Stage::Preparing if trade.is_order() => (1, t.step_wait()),
        Stage::Preparing if !see.terminal.line.is_signed_on() => (1, t.step_sign_on()),
        Stage::Preparing if see.terminal.book.reversals_owed().next().is_some() => (1, t.step_reversal()),
        Stage::Preparing if course != Course::Card => (1, t.step_wait()),
        Stage::Preparing if see.terminal.waits_for_removal() => (1, t.step_remove_card()),
        Stage::Preparing | Stage::FetchingCard => (1, t.step_reader()),
        Stage::AwaitCard => (1, card_text(t, see, trade)),
        Stage::Authorising if asks_pin(see, trade) => (2, t.step_pin()),
        Stage::Authorising | Stage::Withdrawing(_) => (2, t.step_read()),
        Stage::SameSale(_) => (course.saving(), t.step_wait()),
        Stage::AwaitLine | Stage::SavingIntent => (course.saving(), t.step_saving()),
        Stage::AwaitHost | Stage::Enquiring(_) => (course.asking(), t.step_bank()),
        Stage::Completing(_) => (4, t.step_keep_card()),
        Stage::SavingResult | Stage::Done(_) => (course.steps(), t.step_saving()),
    }
}

/// What the reader can take, in words.
fn card_text(t: &Texts, see: &See<'_>, trade: &Trade) -> Cow<'static, str> {
    let ways = see.terminal.reader.ways();
    match (ways.insert, ways.tap && trade.may_be_tapped(), ways.swipe) {
        (true, false, true) => t.step_card_no_tap(),
        (true, true, false) => t.step_card_no_swipe(),
        (false, true, true) => t.step_card_no_chip(),
        (true, false, false) => t.step_card_insert(),
        (false, true, false) => t.step_card_tap(),
        (false, false, true) => t.step_card_swipe(),
        (true, true, true) | (false, false, false) => t.step_card(),
    }
}

fn asks_pin(see: &See<'_>, trade: &Trade) -> bool {
    trade.card.as_ref().is_some_and(|card| see.terminal.wants_pin(trade.kind, card.entry, trade.amount))
}

fn note_text(t: &Texts, note: CardNote) -> Cow<'static, str> {
    match note {
        CardNote::InsertChip => t.note_insert_chip(),
        CardNote::SwipeInstead => t.note_swipe(),
        CardNote::SwipeAgain => t.note_swipe_again(),
        CardNote::OneCardOnly => t.note_one_card(),
        CardNote::TapAgain => t.note_tap_again(),
        CardNote::TapFailed => t.note_tap_failed(),
        CardNote::SeePhone => t.note_see_phone(),
    }
}
