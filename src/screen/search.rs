//! The search in all batches: what is known of a transaction, one field after the other. Who may not see what others sold
//! finds what he sold himself.

use std::borrow::Cow;

use super::{
    Action, Screen, See,
    entry::letters::{Turn, turn},
    forbidden, menu,
    results::Results,
};
use crate::{
    catalogue::Barcode,
    domain::{Amount, Currency, Day, ItemNo, Permission, Search},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// What can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Voucher,
    Rrn,
    Amount,
    LastFour,
    Date,
    Operator,
    Product,
}

const FIELDS: [Field; 7] =
    [Field::Voucher, Field::Rrn, Field::Amount, Field::LastFour, Field::Date, Field::Operator, Field::Product];

/// The form.
#[derive(Debug)]
pub struct SearchScreen {
    picker: Picker,
    search: Search,
    day: Option<Day>,
    /// The field that is being typed.
    typing: Option<(Field, String)>,
}

impl SearchScreen {
    /// Opens an empty form for whoever is signed in.
    pub fn open_for(see: &See<'_>) -> impl FnOnce() -> Action + 'static {
        let own = see.operator.filter(|_| !see.may(Permission::ViewOthers));
        let search = own.map_or_else(Search::default, |person| Search::default().own(person));
        move || {
            let (picker, day, typing) = (Picker::default(), None, None);
            Action::Open(Box::new(SearchScreen { picker, search, day, typing }))
        }
    }

    fn choose(&mut self, key: Key, see: &See<'_>) -> Action {
        match menu::choose(&mut self.picker, key, FIELDS.len() + 1, see).map(|at| FIELDS.get(at)) {
            Ok(Some(Field::Operator)) if !see.may(Permission::ViewOthers) => {
                Action::Refuse(forbidden(see.look.t, Permission::ViewOthers))
            }
            Ok(Some(field)) => {
                self.typing = Some((*field, String::new()));
                Action::Stay
            }
            Ok(None) => Action::Open(Box::new(Results::new(self.search.clone()))),
            Err(action) => action,
        }
    }

    fn type_key(&mut self, key: Key, see: &See<'_>) -> Action {
        let t = see.look.t;
        let Some((field, typed)) = &mut self.typing else { return Action::Stay };
        let digits = match key {
            Key::Digit(d) => d.to_string(),
            Key::DoubleZero => "00".into(),
            Key::Clear => {
                typed.pop();
                return Action::Stay;
            }
            Key::Up | Key::Down if *field == Field::Rrn => {
                turn(typed, if key == Key::Up { Turn::Next } else { Turn::Previous });
                return Action::Stay;
            }
            Key::Cancel => {
                self.typing = None;
                return Action::Stay;
            }
            Key::Enter => return self.take(see),
            _ => return Action::no_such_key(see),
        };
        if typed.len() + digits.len() > field.longest() {
            return Action::Refuse(t.refuse_full());
        }
        typed.push_str(&digits);
        Action::Stay
    }

    /// Takes over what was typed; nothing means that the field may be anything.
    fn take(&mut self, see: &See<'_>) -> Action {
        let Some((field, typed)) = self.typing.take() else { return Action::Stay };
        if !typed.is_empty() && self.set(field, &typed, see).is_none() {
            self.typing = Some((field, typed));
            return Action::Refuse(see.look.t.search_refuse());
        }
        if typed.is_empty() {
            self.clear(field);
        }
        Action::Stay
    }

    fn set(&mut self, field: Field, typed: &str, see: &See<'_>) -> Option<()> {
        let search = &mut self.search;
        match field {
            Field::Voucher => search.voucher = Some(typed.parse().ok()?),
            Field::Rrn => search.rrn = Some(typed.parse().ok()?),
            Field::Amount => search.amount = Some(Amount::from_minor(typed.parse().ok()?).ok()?),
            Field::LastFour => search.last_four = Some(typed.parse().ok()?),
            Field::Operator => search.operator = Some(typed.parse().ok()?),
            Field::Product => search.product = Some(product(typed, see)?),
            Field::Date => {
                let day = day(typed)?;
                let offset = see.terminal.setup.offset;
                (self.day, search.span) = (Some(day), Some((day.start(offset), day.end(offset))));
            }
        }
        Some(())
    }

    fn clear(&mut self, field: Field) {
        let search = &mut self.search;
        match field {
            Field::Voucher => search.voucher = None,
            Field::Rrn => search.rrn = None,
            Field::Amount => search.amount = None,
            Field::LastFour => search.last_four = None,
            Field::Operator => search.operator = None,
            Field::Product => search.product = None,
            Field::Date => (self.day, search.span) = (None, None),
        }
    }

    /// What is known of a field.
    fn value(&self, field: Field, currency: Currency) -> Option<String> {
        let search = &self.search;
        match field {
            Field::Voucher => search.voucher.map(|voucher| voucher.to_string()),
            Field::Rrn => search.rrn.as_ref().map(ToString::to_string),
            Field::Amount => search.amount.map(|amount| amount.display(currency).to_string()),
            Field::LastFour => search.last_four.map(|last| String::from_utf8_lossy(last.digits()).into_owned()),
            Field::Date => self.day.map(|day| day.to_string()),
            Field::Operator => search.operator.map(|operator| operator.to_string()),
            Field::Product => search.product.map(|product| product.to_string()),
        }
    }
}

/// `20261125`.
fn day(typed: &str) -> Option<Day> {
    let (year, rest) = typed.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Day::from_parts(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The product with this number or barcode. One that the catalogue does not have any more is still found by its number.
fn product(typed: &str, see: &See<'_>) -> Option<ItemNo> {
    let by_code = || typed.parse::<Barcode>().ok().and_then(|code| see.catalogue.get()?.by_barcode(&code));
    let number = typed.parse::<u32>().ok().and_then(|number| ItemNo::try_from(number).ok());
    number.or_else(|| ItemNo::try_from(by_code()?.product.no.get()).ok())
}

impl Field {
    fn longest(self) -> usize {
        match self {
            Field::Voucher => 6,
            Field::Rrn | Field::Amount => 12,
            Field::LastFour => 4,
            Field::Date => 8,
            Field::Operator => 2,
            Field::Product => Barcode::LONGEST,
        }
    }

    fn label(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Field::Voucher => t.voucher(),
            Field::Rrn => t.label_rrn(),
            Field::Amount => t.label_amount(),
            Field::LastFour => t.search_last_four(),
            Field::Date => t.report_date(),
            Field::Operator => t.label_operator(),
            Field::Product => t.search_product(),
        }
    }

    fn ask(self, t: &Texts) -> Cow<'static, str> {
        match self {
            Field::Voucher => t.search_ask_voucher(),
            Field::Rrn => t.search_ask_rrn(),
            Field::Amount => t.search_ask_amount(),
            Field::LastFour => t.search_ask_last_four(),
            Field::Date => t.search_ask_date(),
            Field::Operator => t.search_ask_operator(),
            Field::Product => t.search_ask_product(),
        }
    }

    /// What has been typed, as it is read.
    fn shown(self, typed: &str, currency: Currency) -> String {
        match self {
            Field::Amount => {
                let amount = typed.parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or_default();
                amount.display(currency).to_string()
            }
            _ => format!("{typed}_"),
        }
    }
}

impl Screen for SearchScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.search_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_search()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let back = Hint::new(Key::Cancel, t.hint_back());
        match &self.typing {
            None => vec![Hint::new(Key::Enter, t.hint_choose()), back],
            Some((Field::Rrn, typed)) if !typed.is_empty() => {
                vec![Hint::new(Key::Enter, t.hint_done()), Hint::new(Key::Up, t.hint_letter()), back]
            }
            Some(_) => vec![Hint::new(Key::Enter, t.hint_done()), Hint::new(Key::Clear, t.hint_delete()), back],
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (&self.typing, key) {
            (Some(_), key) => self.type_key(key, see),
            (None, Key::Cancel) => Action::Back,
            (None, key) => self.choose(key, see),
        }
    }

    fn scanned(&mut self, code: &str, see: &See<'_>) -> Action {
        match &mut self.typing {
            Some((Field::Product, typed)) if typed.is_empty() => super::type_in(self, code, see),
            _ => Action::Refuse(see.look.t.scan_not_here()),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        self.typing.is_some()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let (t, currency) = (see.look.t, see.terminal.setup.currency);
        if let Some((field, typed)) = &self.typing {
            body.middle(5);
            body.pairs(&[(field.label(t), field.shown(typed, currency).into())]);
            body.gap(3);
            body.text(&field.ask(t), Tone::Plain);
            return;
        }
        let field = |field: &Field| match self.value(*field, currency) {
            Some(value) => format!("{}  {value}", field.label(t)),
            None => format!("{}  {}", field.label(t), t.search_any()),
        };
        let mut choices: Vec<Choice<'_>> = FIELDS.iter().map(|one| Choice::new(field(one))).collect();
        choices.push(Choice::new(t.search_go()));
        self.picker.draw(body, &choices);
    }
}
