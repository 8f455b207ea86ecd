//! Finding a product: digits are its number, its barcode, typed or scanned, or the initials of its name.

use std::borrow::Cow;

use super::{
    super::{Action, Screen, See, digits, finder::Finder},
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

/// The question.
#[derive(Debug)]
pub struct FindProduct {
    finder: Finder,
}

impl Default for FindProduct {
    fn default() -> Self {
        FindProduct { finder: Finder::new(Barcode::LONGEST) }
    }
}

impl FindProduct {
    fn hits(&self, see: &See<'_>) -> Vec<Hit> {
        see.catalogue.get().map(|all| all.search(self.finder.typed(), OFFERED)).unwrap_or_default()
    }

    fn open(&self, see: &See<'_>) -> Action {
        match self.hits(see).get(self.finder.at()) {
            Some(hit) => Action::Open(Box::new(ProductPage::new(hit.no))),
            None => Action::Refuse(see.look.t.product_unknown()),
        }
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
        digits::hints(t.hint_see(), t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Enter => self.open(see),
            _ => self.finder.key(key, self.hits(see).len(), see),
        }
    }

    fn scanned(&mut self, code: &str, see: &See<'_>) -> Action {
        if !self.finder.replace(code) {
            return Action::Refuse(see.look.t.product_bad_barcode());
        }
        self.open(see)
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        body.pairs(&[(t.label_product_search(), Cow::Owned(format!("{}_", self.finder.typed())))]);
        let hits = self.hits(see);
        if hits.is_empty() {
            body.gap(2);
            body.text(&t.product_unknown(), Tone::Plain);
            return;
        }
        if self.finder.typed().is_empty() {
            body.text(&t.product_find_how(), Tone::Dim);
        }
        let found = hits.iter().filter_map(|hit| see.catalogue.get()?.get(hit.no));
        for (at, record) in self.finder.shown(found, body) {
            row(body, &record.product, at == self.finder.at(), see);
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
