//! One product: what it is, and a number for each thing that can be changed.

use std::borrow::Cow;

use super::{
    super::{
        Action, News, Screen, See, Wish,
        menu::{self, Entry},
    },
    edit::{EditProduct, Field},
    history::ProductHistory,
};
use crate::{
    catalogue::{Activity, Barcode, Edit, Product, ProductNo},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

/// The page of a product.
#[derive(Debug)]
pub struct ProductPage {
    no: ProductNo,
    picker: Picker,
    /// A change from this page is on its way.
    sent: bool,
    message: Option<Cow<'static, str>>,
}

impl ProductPage {
    /// The page of this product.
    pub fn new(no: ProductNo) -> ProductPage {
        ProductPage { no, picker: Picker::below(3), sent: false, message: None }
    }

    fn product<'a>(&self, see: &See<'a>) -> Option<&'a Product> {
        Some(&see.catalogue.get()?.get(self.no)?.product)
    }
}

/// Whether a product is sold, in a word.
pub fn activity_text(t: &Texts, activity: Activity) -> Cow<'static, str> {
    match activity {
        Activity::Active => t.product_active(),
        Activity::Inactive => t.product_inactive(),
    }
}

fn entries(product: &Product, see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let no = product.no;
    let entry = |label: Cow<'static, str>, value: String, field| {
        Entry::new(format!("{label}  {value}").into(), move || EditProduct::open(no, field))
    };
    let price = product.price.amount().display(see.terminal.setup.currency);
    let other = match product.activity {
        Activity::Active => Activity::Inactive,
        Activity::Inactive => Activity::Active,
    };
    let sold = format!("{}  {}", t.label_product_state(), activity_text(t, product.activity));
    vec![
        entry(t.label_product_name(), product.name.to_string(), Field::Name),
        entry(t.label_product_price(), format!("{price} / {}", product.unit), Field::Price),
        entry(t.label_product_stock(), product.stock.to_string(), Field::Stock),
        entry(t.label_product_initials(), product.initials.to_string(), Field::Initials),
        Entry::new(sold.into(), move || Action::Do(Wish::EditProduct(Box::new(Edit::Activity(no, other))))),
        Entry::new(t.product_history_title(), move || Action::Open(Box::new(ProductHistory::new(no)))),
    ]
}

impl Screen for ProductPage {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.product_title(self.no.to_string())
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_product_page()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        menu::hints(see.look.t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        self.message = None;
        match self.product(see) {
            None => Action::Back,
            Some(product) => {
                let action = menu::key(&mut self.picker, key, entries(product, see), see);
                self.sent |= matches!(action, Action::Do(_));
                action
            }
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(product) = self.product(see) else { return };
        let codes = product.barcodes.iter().map(Barcode::as_str).collect::<Vec<_>>().join(" ");
        if !codes.is_empty() {
            body.text(&codes, Tone::Dim);
        }
        body.text(&t.product_tax_line(product.department.to_string(), product.tax.to_string()), Tone::Dim);
        if let Some(message) = &self.message {
            body.text(message, Tone::Warn);
        }
        menu::draw(&self.picker, entries(product, see), body);
    }

    fn hear(&mut self, news: News) {
        let answer = match news {
            News::Kept(answer) if self.sent => answer,
            News::Barred(reason) => Err(reason),
            _ => return,
        };
        (self.sent, self.message) = (false, answer.err());
    }
}
