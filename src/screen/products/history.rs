//! What has changed of a product, newest first.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See},
    page::activity_text,
};
use crate::{
    catalogue::{Change, Changed, ProductNo},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The history of a product; UP and DOWN go through it.
#[derive(Debug)]
pub struct ProductHistory {
    no: ProductNo,
    skip: usize,
}

impl ProductHistory {
    /// The history of this product.
    pub fn new(no: ProductNo) -> ProductHistory {
        ProductHistory { no, skip: 0 }
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

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel | Key::Enter => return Action::Back,
            Key::Up => self.skip = self.skip.saturating_sub(1),
            Key::Down if self.skip + 1 < self.changes(see).len() => self.skip += 1,
            Key::Down => {}
            _ => return Action::no_such_key(see),
        }
        Action::Stay
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let changes = self.changes(see);
        if changes.is_empty() {
            body.text(&see.look.t.product_history_empty(), Tone::Plain);
        }
        body.hiding(self.skip > 0);
        for change in changes.iter().rev().skip(self.skip) {
            if body.left() < 2 {
                body.hiding(true);
                break;
            }
            body.line(&head(change, see), Tone::Dim);
            body.text(&text(change, see), Tone::Plain);
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
