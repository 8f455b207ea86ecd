//! The sales of a customer, the last first, each with what became of it by the journal.

use std::borrow::Cow;

use super::{
    super::{Mask, News, Screen, Scroll, See, Wish, detail::state_text},
    day, headline, known,
};
use crate::{
    customers::{Mobile, Purchase},
    domain::Transaction,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, text::wrap},
};

/// The list; UP and DOWN go through it.
#[derive(Debug)]
pub struct Purchases {
    mobile: Mobile,
    /// What the journal has of them, once it has answered.
    found: Option<Vec<Transaction>>,
    scroll: Scroll,
}

impl Purchases {
    /// The sales of this customer; what became of them follows as news.
    pub fn new(mobile: Mobile) -> Purchases {
        Purchases { mobile, found: None, scroll: Scroll::default() }
    }

    fn count(&self, see: &See<'_>) -> usize {
        known(&self.mobile, see).map_or(0, |customer| customer.purchases.len())
    }

    /// `2026-01-22 000012 12.34 approved`.
    fn row(&self, sale: &Purchase, see: &See<'_>) -> String {
        let t = see.look.t;
        let is_it = |txn: &&Transaction| txn.txn == sale.txn && txn.began == sale.began;
        let amount = |amount: crate::domain::Amount| amount.display(sale.currency).to_string();
        let (amount, became) = match self.found.as_ref().map(|found| found.iter().find(is_it)) {
            None => (amount(sale.amount), Cow::Borrowed("")),
            Some(None) => (amount(sale.amount), t.customer_sale_gone()),
            Some(Some(txn)) => (amount(txn.counted_amount()), state_text(t, txn)),
        };
        format!("{} {} {amount} {became}", day(sale.began, see), sale.txn.stan)
    }
}

impl Screen for Purchases {
    fn mask(&self) -> Mask {
        Mask::Body
    }

    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.customer_purchases(self.count(see))
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_customer_purchases()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let more = (self.count(see) > 1).then(|| Hint::new(Key::Down, t.hint_more()));
        more.into_iter().chain([Hint::new(Key::Cancel, t.hint_back())]).collect()
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::FindPurchases(self.mobile.clone()))
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let Some(customer) = known(&self.mobile, see) else { return };
        body.text(&headline(customer), Tone::Strong);
        if customer.purchases.is_empty() {
            body.text(&see.look.t.customer_purchases_empty(), Tone::Plain);
        }
        let columns = body.area.width;
        let rows: Vec<_> =
            customer.purchases.iter().rev().flat_map(|sale| wrap(&self.row(sale, see), columns)).collect();
        for row in &rows[body.scrolled(self.scroll.at(), rows.len())] {
            body.line(row, Tone::Plain);
        }
    }

    fn hear(&mut self, news: News) {
        if let News::Found(rows) = news {
            // What could not be looked up has no word behind it.
            self.found = rows;
        }
    }
}
