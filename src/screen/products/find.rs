//! Finding a product: digits are its number, its barcode, typed or scanned, or the initials of its name.

use std::borrow::Cow;

use super::{
    super::{
        Action, Screen, See,
        digits::{Digits, Typed},
        type_in,
    },
    page::ProductPage,
};
use crate::{
    catalogue::{Activity, Barcode, Hit, Product},
    i18n::Texts,
    keypad::Key,
    ui::{
        Body, Hint, Tone,
        text::{put, put_right, width},
    },
};

/// So many products are offered; more digits find the others.
const OFFERED: usize = 50;

/// What has been typed, and which of the products found is marked.
#[derive(Debug)]
pub struct FindProduct {
    typed: Digits,
    at: usize,
}

impl Default for FindProduct {
    fn default() -> Self {
        FindProduct { typed: Digits::new(Barcode::LONGEST), at: 0 }
    }
}

impl FindProduct {
    fn hits(&self, see: &See<'_>) -> Vec<Hit> {
        see.catalogue.get().map(|all| all.search(self.typed.as_str(), OFFERED)).unwrap_or_default()
    }

    fn open(&self, see: &See<'_>) -> Action {
        match self.hits(see).get(self.at) {
            Some(hit) => Action::Open(Box::new(ProductPage::new(hit.no))),
            None => Action::Refuse(see.look.t.product_unknown()),
        }
    }

    fn step(&mut self, key: Key, count: usize) -> Action {
        let last = count.saturating_sub(1);
        self.at = match key {
            Key::Up => self.at.checked_sub(1).unwrap_or(last),
            _ if self.at < last => self.at + 1,
            _ => 0,
        };
        Action::Stay
    }
}

impl Screen for FindProduct {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.product_find_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_product_find()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_see()),
            Hint::new(Key::Clear, t.hint_delete()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (key, self.typed.key(key)) {
            (Key::Cancel, _) => Action::Back,
            (Key::Enter, _) => self.open(see),
            (Key::Up | Key::Down, _) => self.step(key, self.hits(see).len()),
            (_, Typed::Changed | Typed::Empty) => {
                self.at = 0;
                Action::Stay
            }
            (_, Typed::Full) => Action::Refuse(see.look.t.refuse_full()),
            (_, Typed::Other) => Action::no_such_key(see),
        }
    }

    fn scanned(&mut self, code: &str, see: &See<'_>) -> Action {
        (self.typed, self.at) = (Digits::new(Barcode::LONGEST), 0);
        type_in(self, code, see)
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.pairs(&[(t.label_product_search(), Cow::Owned(format!("{}_", self.typed.as_str())))]);
        let hits = self.hits(see);
        if hits.is_empty() {
            body.gap(2);
            body.text(&t.product_unknown(), Tone::Plain);
            return;
        }
        if self.typed.as_str().is_empty() {
            body.text(&t.product_find_how(), Tone::Dim);
        }
        // The marked one stays in sight.
        let skip = (self.at + 1).saturating_sub(usize::from(body.left()));
        let found = hits.iter().filter_map(|hit| see.catalogue.get()?.get(hit.no));
        for (at, record) in found.enumerate().skip(skip).take(usize::from(body.left())) {
            row(body, &record.product, at == self.at, see);
        }
    }
}

/// `> 1001 纯牛奶   3.50`; what is not sold is dim, and says so in place of its price.
fn row(body: &mut Body<'_, '_>, product: &Product, marked: bool, see: &See<'_>) {
    let t = see.look.t;
    let tone = match (product.activity, marked) {
        (Activity::Inactive, _) => Tone::Dim,
        (Activity::Active, true) => Tone::Strong,
        (Activity::Active, false) => Tone::Plain,
    };
    let right = match product.activity {
        Activity::Active => product.price.amount().display(see.terminal.setup.currency).to_string(),
        Activity::Inactive => t.product_inactive().into_owned(),
    };
    let mark = if marked { ">" } else { " " };
    let (buf, area) = body.rest();
    let left = ratatui::layout::Rect { width: area.width.saturating_sub(width(&right) + 1), ..area };
    put(buf, left, area.x, area.y, &format!("{mark}{:>6} {}", product.no.get(), product.name), tone.style());
    put_right(buf, area, area.y, &right, tone.style());
    body.line("", Tone::Plain);
}
