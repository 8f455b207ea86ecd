//! What the open batch adds up to.

use std::borrow::Cow;

use super::{Screen, Scroll, See, arrivals::net_text};
use crate::{
    domain::{BatchNo, KindTotals, Totals},
    fees::{Cost, Net},
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint},
};

/// The totals screen.
#[derive(Debug, Default)]
pub struct BatchTotals {
    scroll: Scroll,
}

impl Screen for BatchTotals {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.totals_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_totals()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Down, t.hint_more()), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let rows = all_rows(see);
        body.middle(u16::try_from(rows.len()).unwrap_or(u16::MAX).max(4));
        let shown = body.scrolled(self.scroll.at(), rows.len());
        body.pairs(&rows[shown]);
    }
}

type Row = (Cow<'static, str>, Cow<'static, str>);

/// What the batch adds up to, what it costs and what is left.
fn all_rows(see: &See<'_>) -> Vec<Row> {
    let (t, book, currency) = (see.look.t, &see.terminal.book, see.terminal.setup.currency);
    let mut rows = rows(&book.totals(), book.batch, see);
    let (mut fees, mut net, mut not_known) = (Net::default(), Net::default(), 0u32);
    for cost in book.transactions.values().filter_map(|txn| see.terminal.cost(txn)) {
        match cost {
            Cost::Nothing => {}
            Cost::NotKnown(_) => not_known += 1,
            Cost::Known(fee) => {
                fees.add(fee.direction, fee.fee);
                net.add(fee.direction, fee.net);
            }
        }
    }
    if see.terminal.rates().is_some() {
        rows.push((t.totals_fees(), net_text(fees, currency).into()));
        rows.push((t.totals_net(), net_text(net, currency).into()));
    }
    if not_known > 0 {
        rows.push((t.totals_fees_not_known(), t.arrivals_count(not_known)));
    }
    rows
}

/// Batch, then count and amount by kind.
fn rows(totals: &Totals, batch: BatchNo, see: &See<'_>) -> Vec<Row> {
    let mut rows = vec![(see.look.t.label_batch(), batch.to_string().into())];
    rows.extend(totals.kinds().map(|(kind, sum)| (slip::kind_name(kind)(see.look.t), sum_text(sum, see))));
    rows
}

/// The same in at most so many rows: where the kinds are too many, their two sides.
pub fn fitting(totals: &Totals, batch: BatchNo, see: &See<'_>, most: u16) -> Vec<Row> {
    let t = see.look.t;
    let all = rows(totals, batch, see);
    if all.len() <= usize::from(most) {
        return all;
    }
    vec![
        (t.label_batch(), batch.to_string().into()),
        (t.totals_debit(), sum_text(totals.debit(), see)),
        (t.totals_credit(), sum_text(totals.credit(), see)),
    ]
}

fn sum_text(sum: KindTotals, see: &See<'_>) -> Cow<'static, str> {
    see.look.t.count_and_amount(sum.amount.display(see.terminal.setup.currency).to_string(), sum.count)
}
