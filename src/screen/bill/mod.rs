//! A sale that is paid in parts: what it costs, what is paid of it, and the ways to pay the rest or to take back what was paid.

mod draw;
mod unfinished;

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish, cannot_start,
    entry::{PartWay, Subject, Wizard},
    menu::{self, Entry, Pairs},
};
use crate::{
    domain::{Bill, BillMoney, BillNo, Course, Kind, Permission},
    flow::{EndedBill, slip},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

pub use unfinished::{Unfinished, after_sign_in};

/// Rows above the list on a screen for touch at least: total, what is left, the newest part.
const ABOVE: u16 = draw::SUMS + 1;

/// A step of a person with a sale that is paid in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillStep {
    /// Begin one.
    Begin {
        /// What it costs.
        total: crate::domain::Amount,
        /// That is far out of what is usual here, and meant.
        unusual: bool,
        /// The basket that it pays.
        basket: Option<crate::domain::BasketNo>,
    },
    /// Give it up: what was paid of it is to be taken back.
    GiveUp(BillNo),
    /// Go on with it after all.
    TakeUp(BillNo),
    /// Take the newest part back.
    TakeBack(BillNo),
    /// What cannot be taken back is left to whoever says this.
    Leave(BillNo),
    /// How it ended has been read.
    Read,
}

/// The screen of one.
#[derive(Debug)]
pub struct PayScreen {
    no: BillNo,
    picker: Picker,
    /// The person is asked whether it is to be given up.
    asking: bool,
}

/// What there is to see.
enum Shown<'a> {
    /// It is open.
    Open(&'a Bill, BillMoney),
    /// It has ended.
    Ended(&'a EndedBill),
    /// It has ended, and that has been read.
    Nothing,
}

impl PayScreen {
    /// Of this bill.
    pub fn new(no: BillNo) -> PayScreen {
        PayScreen { no, picker: Picker::below(ABOVE), asking: false }
    }

    fn shown<'a>(&self, see: &See<'a>) -> Shown<'a> {
        let terminal = see.terminal;
        if let Some(bill) = terminal.bill(self.no) {
            return Shown::Open(bill, bill.money(&terminal.book.transactions));
        }
        match terminal.desk.ended.as_deref().filter(|ended| ended.bill.no == self.no) {
            Some(ended) => Shown::Ended(ended),
            None => Shown::Nothing,
        }
    }

    /// CANCEL gives up, after a question where something is paid or may be. Whoever may not sell only looks.
    fn cancel(&mut self, bill: &Bill, money: BillMoney, see: &See<'_>) -> Action {
        match bill.course {
            Course::Taking if !see.may(Permission::Sell) => Action::Back,
            Course::Taking if money.is_nothing() => Action::Do(Wish::Bill(BillStep::GiveUp(self.no))),
            Course::Taking => {
                self.asking = true;
                Action::Stay
            }
            Course::GivingUp(_) => Action::Back,
        }
    }

    /// The list has two entries on a row where the parts would have no room above it otherwise.
    fn draw_open(&self, body: &mut Body<'_, '_>, see: &See<'_>, bill: &Bill, money: BillMoney) {
        let entries = entries(bill, money, see);
        if see.look.touch.is_some() {
            let above = above(bill, entries.len(), see);
            draw::open(body, see, bill, money, draw::Room::Above(above));
            return menu::draw(&self.picker.under(above), entries, body);
        }
        let rows = usize::from(draw::SUMS) + parts(bill, see) + entries.len();
        let pairs = match rows > usize::from(body.left()) {
            true => Pairs::of(entries, body.area.width),
            false => Err(entries),
        };
        match pairs {
            Ok(pairs) => {
                draw::open(body, see, bill, money, draw::Room::Below(pairs.rows()));
                pairs.draw(&self.picker, body);
            }
            Err(entries) => {
                draw::open(body, see, bill, money, draw::Room::Below(entries.len()));
                menu::draw(&self.picker, entries, body);
            }
        }
    }

    fn answer(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Enter => {
                (self.asking, self.picker) = (false, Picker::below(ABOVE));
                Action::Do(Wish::Bill(BillStep::GiveUp(self.no)))
            }
            Key::Cancel | Key::Clear => {
                self.asking = false;
                Action::Stay
            }
            _ => Action::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
        }
    }
}

/// How many parts there are.
fn parts(bill: &Bill, see: &See<'_>) -> usize {
    bill.payments(&see.terminal.book.transactions).count()
}

/// Rows above so many entries on a screen for touch: one for each part, as long as that costs no entry its place.
fn above(bill: &Bill, entries: usize, see: &See<'_>) -> u16 {
    let Some(touch) = see.look.touch else { return ABOVE };
    let places = |above: u16| {
        let (columns, rows) = touch.tiles(above);
        usize::from(columns) * usize::from(rows)
    };
    let enough = places(ABOVE).min(entries);
    let more = (ABOVE + 1..).take(parts(bill, see).saturating_sub(1));
    more.take_while(|above| places(*above) >= enough).last().unwrap_or(ABOVE)
}

/// The ways to pay the rest, or to take back what was paid.
fn entries(bill: &Bill, money: BillMoney, see: &See<'_>) -> Vec<Entry> {
    match bill.course {
        Course::Taking => ways_to_pay(bill, money, see),
        Course::GivingUp(_) => ways_back(bill, money, see),
    }
}

fn ways_to_pay(bill: &Bill, money: BillMoney, see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let (of, left) = ((bill.no, bill.basket), money.left);
    let nothing = left.is_zero().then(|| (t.bill_wait_short(), t.bill_wait()));
    let way = |text, way| {
        let entry = Entry::new(text, move || Wizard::open_part(way, of, left));
        entry.needs(Permission::Sell, see).closed(nothing.clone())
    };
    let mut entries = vec![
        way(t.part_by_card(), PartWay::Card),
        way(t.part_by_code(), PartWay::Code),
        way(t.part_by_cash(), PartWay::Cash),
        way(t.kind_instalment(), PartWay::Instalment),
    ];
    if see.terminal.shows_codes() {
        entries.push(way(t.show_code(), PartWay::ShownCode));
    }
    // One of which nothing is paid is given up or begun anew, and waits for nobody.
    if money.left != bill.total {
        entries.push(Entry::new(t.bill_aside(), || Action::Back));
    }
    entries
}

fn ways_back(bill: &Bill, money: BillMoney, see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let no = bill.no;
    let wait = (!money.not_known.is_zero()).then(|| (t.bill_wait_short(), t.bill_wait()));
    let step = |text, step| Entry::new(text, move || Action::Do(Wish::Bill(step)));
    let next = bill.next_back(&see.terminal.book.transactions).map_or_else(
        || t.bill_take_back(),
        |part| t.bill_take_back_of(part.amount.display(part.currency).to_string(), slip::part_way(part)(t).as_ref()),
    );
    vec![
        step(next, BillStep::TakeBack(no)).closed(wait.clone()),
        step(t.bill_take_up(), BillStep::TakeUp(no)).needs(Permission::Sell, see),
        step(t.bill_leave(), BillStep::Leave(no)).needs(Permission::Unresolved, see).closed(wait),
        Entry::new(t.bill_aside(), || Action::Back),
    ]
}

impl Screen for PayScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        let t = see.look.t;
        let basket = match self.shown(see) {
            Shown::Open(bill, _) => bill.basket,
            Shown::Ended(ended) => ended.bill.basket,
            Shown::Nothing => None,
        };
        basket.map_or_else(|| t.bill_title(), |basket| t.basket_pay_title(basket.to_string()))
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_bill()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.shown(see) {
            Shown::Ended(_) | Shown::Nothing => vec![Hint::new(Key::Enter, t.hint_done())],
            Shown::Open(..) if self.asking => {
                vec![Hint::new(Key::Enter, t.hint_give_up()), Hint::new(Key::Cancel, t.hint_back())]
            }
            Shown::Open(bill, _) => {
                let gives_up = bill.course == Course::Taking && see.may(Permission::Sell);
                let cancel = if gives_up { t.hint_give_up() } else { t.hint_back() };
                vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, cancel)]
            }
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match self.shown(see) {
            Shown::Nothing => Action::Back,
            Shown::Ended(_) => match key {
                Key::Enter | Key::Cancel => Action::Do(Wish::Bill(BillStep::Read)),
                _ => Action::Refuse(see.look.t.refuse_press_enter(see.look.key(Key::Enter).as_ref())),
            },
            Shown::Open(..) if self.asking => self.answer(key, see),
            Shown::Open(bill, money) if key == Key::Cancel => self.cancel(bill, money, see),
            Shown::Open(bill, money) => {
                let entries = entries(bill, money, see);
                self.picker = self.picker.under(above(bill, entries.len(), see));
                menu::key(&mut self.picker, key, entries, see)
            }
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        match self.shown(see) {
            Shown::Nothing => {}
            Shown::Ended(ended) => draw::ended(body, see, ended),
            Shown::Open(bill, money) if self.asking => draw::question(body, see, bill, money),
            Shown::Open(bill, money) => self.draw_open(body, see, bill, money),
        }
    }

    fn asks_for_trade(&self) -> bool {
        true
    }

    fn holds_bill(&self) -> Option<BillNo> {
        Some(self.no)
    }

    fn in_hand(&self) -> bool {
        true
    }

    fn guards_enter(&self) -> bool {
        true
    }
}

/// The entry of the menu: a new sale that is paid in parts, or those that are not finished.
pub(super) fn entry(see: &See<'_>) -> Entry {
    let t = see.look.t;
    let operator = see.operator;
    let some_open = !see.terminal.book.bills.open.is_empty();
    let open = move || match some_open {
        true => Action::Open(Box::new(Unfinished::default())),
        false => Wizard::open(Subject::Bill, operator),
    };
    let closed =
        (!see.terminal.offers(Kind::Sale)).then(|| (t.not_offered(), t.refuse_not_offered(t.bill_title().as_ref())));
    Entry::new(t.bill_title(), open).closed(closed).needs(Permission::Sell, see)
}

/// A new sale that is paid in parts, where one may begin.
fn new_entry(see: &See<'_>) -> Entry {
    let t = see.look.t;
    let operator = see.operator;
    let reason = see.terminal.can_start().err().map(|reason| cannot_start(t, &reason, see.terminal.setup.currency));
    Entry::new(t.bill_new(), move || Wizard::open(Subject::Bill, operator)).needs(Permission::Sell, see).unless(reason)
}
