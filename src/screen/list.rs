//! The transactions of the open batch, newest first.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    detail::{Detail, state_text},
    page_hint,
};
use crate::{
    domain::{Entry, Kind, Transaction},
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The list.
#[derive(Debug, Default)]
pub struct BatchList {
    picker: Picker,
    rows: Vec<Transaction>,
    asked: Asked,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Waiting,
    Answered,
}

impl BatchList {
    /// Opens the list; its rows follow as news.
    pub fn open() -> Action {
        Action::Open(Box::new(BatchList::default()))
    }
}

impl Screen for BatchList {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.list_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_list()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let detail = (!self.rows.is_empty()).then(|| Hint::new(Key::Enter, t.hint_detail()));
        let back = Hint::new(Key::Cancel, t.hint_back());
        detail.into_iter().chain(page_hint(&self.picker, self.rows.len(), see)).chain([back]).collect()
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::FindBatch)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        if key == Key::Cancel {
            return Action::Back;
        }
        match self.picker.key(key, self.rows.len(), &see.look).and_then(|at| self.rows.get(at)) {
            Some(txn) => Action::Open(Box::new(Detail::new(txn.clone()))),
            None if self.picker.moves(key, self.rows.len(), &see.look) => Action::Stay,
            None => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        if self.rows.is_empty() {
            let text = if self.asked == Asked::Waiting { t.searching() } else { t.list_empty() };
            body.text(&text, Tone::Plain);
            return;
        }
        let choices: Vec<Choice<'_>> = self.rows.iter().map(|txn| Choice::new(row(txn, see))).collect();
        self.picker.draw(body, &choices);
    }

    fn hear(&mut self, news: News) {
        if let News::Found(rows) = news {
            self.rows = rows;
            self.asked = Asked::Answered;
        }
    }
}

/// `000012 消费 12.34 已付款 1234`.
pub(super) fn row(txn: &Transaction, see: &See<'_>) -> String {
    let t = see.look.t;
    let kind = short_kind(t, txn);
    let amount = txn.counted_amount().display(txn.currency);
    format!("{} {kind} {amount} {}", txn.txn.stan, state_text(t, txn))
}

/// What it is, in few columns: a row of the list has no room for the long names.
fn short_kind(t: &Texts, txn: &Transaction) -> Cow<'static, str> {
    match (txn.kind, txn.entry) {
        (Kind::Sale, Entry::Code) => t.short_pay_by_code(),
        (Kind::Sale, Entry::ShownCode) => t.short_show_code(),
        (kind, Entry::Cash) => match kind {
            Kind::Refund => t.refund_cash(),
            Kind::Void => t.void_cash(),
            _ => t.pay_cash(),
        },
        (Kind::Instalment, _) => t.short_instalment(),
        (Kind::PreAuthAdd, _) => t.short_pre_auth_add(),
        (Kind::PreAuthVoid, _) => t.short_pre_auth_void(),
        (Kind::Completion, _) => t.short_completion(),
        (Kind::CompletionAdvice, _) => t.short_completion_advice(),
        (Kind::CompletionVoid, _) => t.short_completion_void(),
        (Kind::Offline, _) => t.short_offline(),
        (Kind::Tip, _) => t.short_tip(),
        (Kind::EcashSale, _) => t.short_ecash_sale(),
        (Kind::EcashRefund, _) => t.short_ecash_refund(),
        (Kind::LoadOwn, _) => t.short_load_own(),
        (Kind::LoadOther, _) => t.short_load_other(),
        (kind, _) => slip::kind_name(kind)(t),
    }
}
