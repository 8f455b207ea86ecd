//! What has changed of a product, newest first.

use std::borrow::Cow;

use super::{
    super::{Screen, Scroll, See},
    page::activity_text,
};
use crate::{
    catalogue::{Change, Changed, ProductNo},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, text::wrap},
};

/// The history of a product; UP and DOWN go through it.
#[derive(Debug)]
pub struct ProductHistory {
    no: ProductNo,
    scroll: Scroll,
}

impl ProductHistory {
    /// The history of this product.
    pub fn new(no: ProductNo) -> ProductHistory {
        ProductHistory { no, scroll: Scroll::default() }
    }

    fn changes<'a>(&self, see: &See<'a>) -> &'a [Change] {
        see.catalogue.get().and_then(|all| all.get(self.no)).map_or(&[], |record| &record.history)
    }
}

impl Screen for ProductHistory {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.product_history_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_product_history()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let more = (self.changes(see).len() > 1).then(|| Hint::new(Key::Down, t.hint_more()));
        more.into_iter().chain([Hint::new(Key::Cancel, t.hint_back())]).collect()
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let changes = self.changes(see);
        if changes.is_empty() {
            body.text(&see.look.t.product_history_empty(), Tone::Plain);
        }
        let columns = body.area.width;
        let lines = |change| {
            let text = wrap(&text(change, see), columns).into_iter().map(|line| (line, Tone::Plain));
            [(head(change, see), Tone::Dim)].into_iter().chain(text)
        };
        let rows: Vec<_> = changes.iter().rev().flat_map(lines).collect();
        for (row, tone) in &rows[body.scrolled(self.scroll.at(), rows.len())] {
            body.line(row, *tone);
        }
    }
}

/// `2026-01-22 14:05 00`.
fn head(change: &Change, see: &See<'_>) -> String {
    let at = change.at.civil(see.terminal.setup.offset);
    let who = change.by.map_or_else(|| see.look.t.product_by_import(), |operator| operator.to_string().into());
    format!("{:04}-{:02}-{:02} {} {who}", at.year, at.month, at.day, at.hh_mm())
}

fn text(change: &Change, see: &See<'_>) -> String {
    let t = see.look.t;
    let from_to = |label: Cow<'static, str>, from: String, to: String| format!("{label} {from} > {to}");
    match &change.what {
        Changed::Price { from, to } => {
            let shown = [from, to].map(|price| price.amount().display(see.terminal.setup.currency).to_string());
            let [from, to] = shown;
            from_to(t.label_product_price(), from, to)
        }
        Changed::Name { from, to } => from_to(t.label_product_name(), from.to_string(), to.to_string()),
        Changed::Stock { from, to } => from_to(t.label_product_stock(), from.to_string(), to.to_string()),
        Changed::Activity { to } => activity_text(t, *to).into_owned(),
    }
}
