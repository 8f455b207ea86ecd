//! A new product: its number, its barcode, its name, its price. The rest has usual values.

use std::{borrow::Cow, time::Duration};

use super::{
    super::{Action, News, Screen, See, Wish, digits, input::Input, step::Step},
    refusal,
};
use crate::{
    catalogue::{Barcode, Edit, Name, Product, ProductNo, Refused},
    domain::Now,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The question in hand, with the answers before it.
#[derive(Debug)]
enum Question {
    Number,
    Barcode(ProductNo),
    Name(ProductNo, Option<Barcode>),
    Price(ProductNo, Option<Barcode>, Name),
}

/// The questions for a new product, one at a time.
#[derive(Debug)]
pub struct AddProduct {
    question: Question,
    input: Input,
    step: Step,
}

impl Default for AddProduct {
    fn default() -> Self {
        AddProduct { question: Question::Number, input: Input::number(), step: Step::Typing }
    }
}

impl AddProduct {
    fn ask(&mut self, question: Question) -> Action {
        self.input = match question {
            Question::Number => Input::number(),
            Question::Barcode(_) => Input::barcode(),
            Question::Name(..) => Input::name(),
            Question::Price(..) => Input::price(),
        };
        self.question = question;
        self.step = Step::Typing;
        Action::Stay
    }

    fn enter(&mut self, see: &See<'_>) -> Action {
        let t = see.look.t;
        match &self.question {
            Question::Number => match self.number(see) {
                Ok(no) => self.ask(Question::Barcode(no)),
                Err(reason) => Action::Refuse(reason),
            },
            Question::Barcode(no) => match (*no, self.barcode(see)) {
                (no, Ok(code)) => self.ask(Question::Name(no, code)),
                (_, Err(reason)) => Action::Refuse(reason),
            },
            Question::Name(no, code) => match (*no, code.clone(), self.input.to_name()) {
                (no, code, Some(name)) => self.ask(Question::Price(no, code, name)),
                (_, _, None) => Action::Refuse(t.refuse_product_name()),
            },
            Question::Price(no, code, name) => match self.input.to_price() {
                Some(price) => {
                    let barcodes = code.iter().cloned().collect();
                    let product = Product { barcodes, ..Product::new(*no, name.clone(), price) };
                    self.step = Step::Sent;
                    Action::Do(Wish::EditProduct(Box::new(Edit::Add(Box::new(product)))))
                }
                None => Action::Refuse(t.amount_zero()),
            },
        }
    }

    /// The number typed, or the lowest free one.
    fn number(&self, see: &See<'_>) -> Result<ProductNo, Cow<'static, str>> {
        let t = see.look.t;
        let all = see.catalogue.get().ok_or_else(|| t.products_closed())?;
        if self.input.as_str().is_empty() {
            return all.free_number().ok_or_else(|| t.products_full());
        }
        let no = self.input.to_number().ok_or_else(|| t.refuse_product_number())?;
        match all.get(no) {
            Some(_) => Err(refusal(t, &Refused::NumberTaken(no))),
            None => Ok(no),
        }
    }

    /// The barcode typed or scanned, or none.
    fn barcode(&self, see: &See<'_>) -> Result<Option<Barcode>, Cow<'static, str>> {
        let t = see.look.t;
        if self.input.as_str().is_empty() {
            return Ok(None);
        }
        let code = self.input.to_barcode().ok_or_else(|| t.product_bad_barcode())?;
        match see.catalogue.get().and_then(|all| all.by_barcode(&code)) {
            Some(owner) => Err(refusal(t, &Refused::BarcodeTaken { code, owner: owner.product.no })),
            None => Ok(Some(code)),
        }
    }

    /// To the question before.
    fn back(&mut self) -> Action {
        match &self.question {
            Question::Number => Action::Back,
            Question::Barcode(_) => self.ask(Question::Number),
            Question::Name(no, _) => self.ask(Question::Barcode(*no)),
            Question::Price(no, code, _) => self.ask(Question::Name(*no, code.clone())),
        }
    }

    fn label(&self, t: &Texts) -> Cow<'static, str> {
        match self.question {
            Question::Number => t.label_product_number(),
            Question::Barcode(_) => t.label_product_barcode(),
            Question::Name(..) => t.label_product_name(),
            Question::Price(..) => t.label_product_price(),
        }
    }
}

impl Screen for AddProduct {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.product_add_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_product_add()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let enter = match (&self.step, &self.question) {
            (Step::Kept, _) => return vec![Hint::new(Key::Enter, t.hint_back())],
            (_, Question::Price(..)) => t.hint_save(),
            _ => t.hint_continue(),
        };
        digits::hints(enter, t)
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (&self.step, key) {
            (Step::Sent, _) => return Action::Refuse(see.look.t.refuse_wait()),
            (Step::Kept, _) => return Action::Back,
            (_, Key::Cancel) => return self.back(),
            (_, Key::Enter) => return self.enter(see),
            (Step::Typing | Step::Refused(_), _) => {}
        }
        self.step = Step::Typing;
        self.input.key(key, see)
    }

    fn write(&mut self, sign: char, see: &See<'_>) -> Action {
        match self.step {
            Step::Sent | Step::Kept => Action::no_such_key(see),
            Step::Typing | Step::Refused(_) => {
                self.step = Step::Typing;
                self.input.write(sign, see)
            }
        }
    }

    fn scanned(&mut self, code: &str, see: &See<'_>) -> Action {
        match (&self.step, &self.question) {
            (Step::Typing | Step::Refused(_), Question::Barcode(_)) if self.input.as_str().is_empty() => {
                super::super::type_in(self, code, see)
            }
            _ => Action::Refuse(see.look.t.scan_not_here()),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        !matches!(self.step, Step::Kept)
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match &self.question {
            Question::Number => {
                let free = see.catalogue.get().and_then(|all| all.free_number());
                body.text(&t.product_number_ask(free.map_or_else(String::new, |no| no.to_string())), Tone::Dim)
            }
            Question::Barcode(_) => body.text(&t.product_barcode_ask(), Tone::Dim),
            Question::Name(no, _) => body.text(&t.product_title(no.to_string()), Tone::Dim),
            Question::Price(_, _, name) => body.text(name.as_str(), Tone::Strong),
        };
        body.gap(5);
        self.input.draw(body, self.label(t), see);
        self.step.draw(body, t);
    }

    fn hear(&mut self, news: News) {
        self.step.hear(news);
    }

    fn wakes_at(&self, now: Now) -> Option<Duration> {
        self.input.wakes_at(now.mono)
    }
}
