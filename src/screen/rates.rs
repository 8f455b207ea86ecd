//! The rates in force and those to come; where they are new, they are told after sign-in until somebody confirms them.

use std::borrow::Cow;

use super::{Action, Screen, Scroll, See, Wish};
use crate::{
    domain::{Currency, Day, Product, Rate, RateTable, RefundFee, Rounding, Speed},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The rates screen.
#[derive(Debug, Default)]
pub struct RatesScreen {
    scroll: Scroll,
}

type Row = (Cow<'static, str>, Cow<'static, str>);

impl Screen for RatesScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.rates_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_rates()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = Vec::new();
        if see.terminal.has_new_rates() {
            hints.push(Hint::new(Key::Enter, t.hint_read()));
        }
        hints.push(Hint::new(Key::Down, t.hint_more()));
        hints.push(Hint::new(Key::Cancel, if see.terminal.has_new_rates() { t.hint_later() } else { t.hint_back() }));
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Enter if see.terminal.has_new_rates() => Action::Do(Wish::ConfirmRates),
            Key::Cancel | Key::Enter => Action::Back,
            _ => Action::no_such_key(see),
        }
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(rates) = see.terminal.rates() else {
            body.text(&t.money_no_rates(), Tone::Plain);
            return;
        };
        let rows = rows(see);
        if rates.is_news() {
            let first = rates.confirmed.is_none();
            body.text(&if first { t.rates_first() } else { t.rates_changed() }, Tone::Warn);
            // A person who confirms must not be told nothing: what no row shows is said in words.
            if !first && !rows.iter().any(|(_, changed)| *changed) {
                body.text(&t.rates_past(), Tone::Plain);
            }
        }
        let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
        let shown = body.scrolled(self.scroll.at(), rows.len());
        body.pairs(&rows[shown]);
    }
}

/// Every row, and whether it says something else than the table that was confirmed last.
fn rows(see: &See<'_>) -> Vec<(Row, bool)> {
    let t = see.look.t;
    let Some(rates) = see.terminal.rates() else { return Vec::new() };
    let before = rates.confirmed.as_ref().filter(|_| rates.is_news());
    let (table, today) = (&rates.table, see.now.wall.day(see.terminal.setup.offset));
    let words = Words { t, currency: see.terminal.setup.currency, today };
    let mut rows = words.item(t.rates_name(), table.name.clone(), None, before.map(|b| b.name.clone()));
    for product in Product::ALL {
        rows.extend(words.product(product, table, before));
    }
    for term in table.arrivals.iter().filter(|term| words.is_ahead(term.span.until)) {
        let was = |before: &RateTable| before.speed(term.span.from.max(today)).map_or("", Speed::word).to_owned();
        let now = term.speed.word().to_owned();
        rows.extend(words.item(t.rates_arrival(), now, Some(term.span.from), before.map(was)));
    }
    rows.extend(words.item(t.rates_refunds(), refunds(t, table), None, before.map(|b| refunds(t, b))));
    rows.extend(words.item(t.rates_rounding(), rounding(t, table), None, before.map(|b| rounding(t, b))));
    rows
}

/// How a table is put in words.
struct Words<'a> {
    t: &'a Texts,
    currency: Currency,
    today: Day,
}

impl Words<'_> {
    /// What something is, below that its first day where that is yet to come, and what it was before where that is something
    /// else: rows of their own, so that no figure is cut off.
    fn item(
        &self,
        label: Cow<'static, str>,
        now: String,
        from: Option<Day>,
        before: Option<String>,
    ) -> Vec<(Row, bool)> {
        let t = self.t;
        let before = before.filter(|before| *before != now);
        let changed = before.is_some();
        let mut rows = vec![((label, Cow::Owned(now)), changed)];
        let below = |value| ((Cow::Borrowed(""), value), changed);
        rows.extend(from.filter(|from| *from > self.today).map(|from| below(t.rates_from(from.to_string()))));
        rows.extend(
            before
                .map(|before| below(t.rates_was(if before.is_empty() { t.rates_none().into_owned() } else { before }))),
        );
        rows
    }

    fn is_ahead(&self, until: Option<Day>) -> bool {
        until.is_none_or(|until| until >= self.today)
    }

    /// The rates of a product from today on.
    fn product(&self, product: Product, table: &RateTable, before: Option<&RateTable>) -> Vec<(Row, bool)> {
        let label = product_text(self.t, product);
        let mut rows = Vec::new();
        for rate in table.rates.iter().filter(|rate| rate.product == product && self.is_ahead(rate.span.until)) {
            let from = rate.span.from;
            let old = |before: &RateTable| before.rate(product, from.max(self.today)).map(|old| self.share(old));
            let was = before.map(|before| old(before).unwrap_or_default());
            rows.extend(self.item(label.clone(), self.share(rate), Some(from), was));
        }
        let gone = before.and_then(|before| before.rate(product, self.today)).filter(|_| rows.is_empty());
        if let Some(old) = gone {
            rows = self.item(label, self.t.rates_none().into_owned(), None, Some(self.share(old)));
        }
        rows
    }

    fn share(&self, rate: &Rate) -> String {
        let percent = rate.rate.percent();
        match rate.cap {
            Some(cap) => self.t.rates_capped(cap.display(self.currency).to_string(), percent).into_owned(),
            None => self.t.rates_share(percent).into_owned(),
        }
    }
}

fn product_text(t: &Texts, product: Product) -> Cow<'static, str> {
    match product {
        Product::Credit => t.rates_product_credit(),
        Product::Debit => t.rates_product_debit(),
        Product::Qr => t.rates_product_qr(),
        Product::Foreign => t.rates_product_foreign(),
        Product::Instant => t.rates_product_instant(),
        Product::ShownCode => t.rates_product_shown_code(),
    }
}

fn refunds(t: &Texts, table: &RateTable) -> String {
    match table.refunds {
        RefundFee::Returned => t.rates_returned().into_owned(),
        RefundFee::Kept => t.rates_kept().into_owned(),
    }
}

fn rounding(t: &Texts, table: &RateTable) -> String {
    match table.rounding {
        Rounding::HalfUp => t.rates_half_up().into_owned(),
        Rounding::HalfEven => t.rates_half_even().into_owned(),
        Rounding::Up => t.rates_up().into_owned(),
        Rounding::Down => t.rates_down().into_owned(),
    }
}
