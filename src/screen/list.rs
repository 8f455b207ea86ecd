//! The transactions of the open batch, newest first.

use std::borrow::Cow;

use super::{
    Action, News, Screen, See, Wish,
    detail::{Detail, state_text},
    page_hint,
};
use crate::{
    domain::{Entry, Kind, Transaction, UtcOffset},
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone, text::width},
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
    Failed,
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
            let (text, tone) = match self.asked {
                Asked::Waiting => (t.searching(), Tone::Plain),
                Asked::Answered => (t.list_empty(), Tone::Plain),
                Asked::Failed => (t.search_failed(), Tone::Bad),
            };
            body.text(&text, tone);
            return;
        }
        let choices = choices(&self.rows, None, body.area.width, see);
        self.picker.draw(body, &choices);
    }

    fn hear(&mut self, news: News) {
        if let News::Found(rows) = news {
            self.asked = if rows.is_some() { Asked::Answered } else { Asked::Failed };
            self.rows = rows.unwrap_or_default();
        }
    }
}

/// Entries as `000012 消费 12.34 已付款`, with the day before it in a terminal's time where that is given. Where so many columns are enough,
/// each part stands below the same part of the others.
pub(super) fn choices(
    txns: &[Transaction],
    day: Option<UtcOffset>,
    columns: u16,
    see: &See<'_>,
) -> Vec<Choice<'static>> {
    let rows: Vec<Vec<String>> = txns.iter().map(|txn| parts(txn, day, see)).collect();
    let count = rows.first().map_or(0, Vec::len);
    let widest = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|part| width(part)).max().unwrap_or(0);
    let widths: Vec<u16> = (0..count).map(widest).collect();
    let gaps = u16::try_from(count.saturating_sub(1)).unwrap_or(0);
    let fits = |gap: &u16| see.look.touch.is_none() && NUMBERED + widths.iter().sum::<u16>() + gap * gaps <= columns;
    let gap = PART_GAPS.into_iter().find(fits);
    let text = |row: &Vec<String>| gap.map_or_else(|| row.join(" "), |gap| aligned(row, &widths, gap));
    rows.iter().map(text).map(Choice::new).collect()
}

/// Columns before the words of an entry.
const NUMBERED: u16 = 3;
/// Blanks between two parts, where there is room for them.
const PART_GAPS: [u16; 2] = [2, 1];
/// The amount is the last part but one: its digits end below each other.
const AMOUNT_FROM_END: usize = 2;

fn parts(txn: &Transaction, day: Option<UtcOffset>, see: &See<'_>) -> Vec<String> {
    let t = see.look.t;
    let day = day.map(|offset| txn.began.day(offset).mm_dd().to_string());
    let amount = txn.counted_amount().display(txn.currency).to_string();
    let rest = [txn.txn.stan.to_string(), short_kind(t, txn).into_owned(), amount, state_text(t, txn).into_owned()];
    day.into_iter().chain(rest).collect()
}

fn aligned(row: &[String], widths: &[u16], gap: u16) -> String {
    let mut text = String::new();
    for (at, (part, columns)) in row.iter().zip(widths).enumerate() {
        let blanks = " ".repeat(usize::from(columns.saturating_sub(width(part))));
        let is_amount = at + AMOUNT_FROM_END == row.len();
        let (before, after) = if is_amount { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
        let gap = if at > 0 { gap } else { 0 };
        text.push_str(&format!("{}{before}{part}{after}", " ".repeat(usize::from(gap))));
    }
    text.trim_end().to_owned()
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
