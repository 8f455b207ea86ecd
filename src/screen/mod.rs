//! The screens, one a file: what each shows, which keys it takes, and what a key leads to.
//!
//! A screen never changes the terminal. It returns an [`Action`]; the core carries it out.

mod about;
mod answer;
mod approval;
mod arrivals;
mod back_office;
mod basket;
mod bill;
mod cash_count;
mod cash_move;
mod chart_hours;
mod chart_month;
mod chart_ways;
mod clock;
mod code_screen;
mod customers;
mod deposit;
mod detail;
mod digits;
mod doubt;
mod downloads;
mod drawer;
mod enrol;
mod entry;
mod exceptions;
mod faults;
mod figures;
mod finder;
mod from_afar;
mod help;
mod input;
mod late_order;
mod list;
mod locked;
mod mask;
mod menu;
mod mode;
mod money;
mod operators;
mod parameter;
mod parameters;
mod password;
mod products;
mod queue;
mod queue_item;
mod rates;
mod refusals;
mod reports;
mod reprint;
mod results;
mod rights;
mod roles;
mod roster;
mod scroll;
mod search;
pub mod seat;
mod settlement;
mod shop;
mod shown_code;
mod sign_in;
mod signature;
mod step;
mod submenu;
mod support;
mod take_over;
mod totals;
mod trade;
mod transactions;
mod tray;
mod verdict;
mod voice;
mod wish;

use std::{borrow::Cow, time::Duration};

use ratatui::layout::Rect;

use crate::{
    catalogue::{Catalogue, Shelf},
    customers::Customers,
    domain::{BillNo, Lang, Mobile, Now, OperatorNo},
    enrol::Newest,
    flow::Terminal,
    i18n::Texts,
    keypad::{Key, Pointer},
    ui::{Body, Hint, Look, Picker},
};

pub use approval::Approval;
pub use basket::basket_refusal;
pub use bill::{BillStep, PayScreen, after_sign_in};
pub use clock::ClockScreen;
pub use customers::refusal as customer_refusal;
pub use digits::{Secret, Typed};
pub use enrol::{EnrolNews, EnrolPassword, EnrolStep};
pub use faults::{FaultOrder, TrainingFault};
pub use from_afar::FromAfar;
pub use help::Help;
pub use late_order::LateOrder;
pub use locked::Locked;
pub use mask::Mask;
pub use mode::Mode;
pub use parameter::bad_parameter;
pub use password::OwnPassword;
pub use products::refusal as product_refusal;
pub use rates::RatesScreen;
pub use refusals::{cannot_start, condition_trouble, file_fault};
pub use rights::forbidden;
pub use roster::roster_refusal;
pub use scroll::Scroll;
pub use settlement::SettlementScreen;
pub use shown_code::PaysWhen;
pub use sign_in::SignIn;
pub use trade::TradeScreen;
pub use voice::{bill as spoken_bill, line as spoken_line};
pub use wish::{BasketWish, News, Wish};

/// A screen on the stack of a session.
pub trait Screen: std::fmt::Debug + Send {
    /// What stands in the title.
    fn title(&self, see: &See<'_>) -> Cow<'static, str>;
    /// What it is for, and what to check before confirming: what a person is told who asks for help.
    fn help(&self, t: &Texts) -> Cow<'static, str>;
    /// The keys that do something here; on a page that is only read, the way back.
    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(Key::Cancel, see.look.t.hint_back())]
    }
    /// Takes a key; a page that is only read is left by CANCEL and by ENTER.
    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel | Key::Enter => Action::Back,
            _ => Action::no_such_key(see),
        }
    }
    /// What UP and DOWN turn, on a page with more rows than there may be room for: the core does it, as far as there is more to see.
    fn scroll(&mut self) -> Option<&mut Scroll> {
        None
    }
    /// Takes a character that an input method wrote.
    fn write(&mut self, _sign: char, see: &See<'_>) -> Action {
        Action::no_such_key(see)
    }
    /// Takes a code that a scanner has read. It is never a confirmation.
    fn scanned(&mut self, _code: &str, see: &See<'_>) -> Action {
        Action::Refuse(see.look.t.scan_not_here())
    }
    /// Whether digits are typed here, so that a screen for touch needs a keypad.
    fn keypad(&self, _see: &See<'_>) -> bool {
        false
    }
    /// Whether CLEAR would take back something. Asked only where digits are typed and CLEAR is held; a screen on which CLEAR means
    /// something else on an empty line says when that is so.
    fn takes_back(&self) -> bool {
        true
    }
    /// Whether there is something to read before anything is typed, which a keypad would cover.
    fn reads_first(&self, _see: &See<'_>) -> bool {
        false
    }
    /// Takes a touch that is on no key; its body lies in the area.
    fn touch(&mut self, _pointer: Pointer, _area: Rect) {}
    /// Whether it wants to hear of touches.
    fn takes_touches(&self) -> bool {
        false
    }
    /// Draws the body.
    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>);
    /// What it needs as soon as it is opened.
    fn opened(&self) -> Option<Wish> {
        None
    }
    /// Hears the answer to what it asked for.
    fn hear(&mut self, _news: News) {}
    /// What it needs next, after a piece of a long answer.
    fn goes_on(&self) -> Option<Wish> {
        None
    }
    /// Whether it shows seconds that run.
    fn counts_seconds(&self, _see: &See<'_>) -> bool {
        false
    }
    /// When it looks different by itself, on the monotonic clock; none where only an event changes it.
    fn wakes_at(&self, _now: Now) -> Option<Duration> {
        None
    }
    /// Whether a second ENTER shortly after the first one is a bounce here.
    fn guards_enter(&self) -> bool {
        false
    }
    /// Whether it leads to a transaction, so that what stands against every transaction stands against it too.
    fn asks_for_trade(&self) -> bool {
        false
    }
    /// The sale paid in parts that is in hand here; it stays below the transactions that pay it.
    fn holds_bill(&self) -> Option<BillNo> {
        None
    }
    /// Whether it takes the whole screen, without the frame around it.
    fn fills_screen(&self, _see: &See<'_>) -> bool {
        false
    }
    /// What is to be known here all the time, on the row of refusals, where the body has no row to spare.
    fn note(&self, _see: &See<'_>) -> Option<Cow<'static, str>> {
        None
    }
    /// Whether it is a menu, from which something begins: what is to be told is told here.
    fn is_menu(&self) -> bool {
        false
    }
    /// The key that leads to the help: MENU, where that means nothing else. F1 does so as well, or instead.
    fn help_key(&self, _see: &See<'_>) -> Option<Key> {
        Some(Key::Menu)
    }
    /// Whether it only lies over another one, which goes on hearing answers.
    fn lies_over(&self) -> bool {
        false
    }
    /// Whether it lies over something that wants to be seen now.
    fn gives_way(&self, _see: &See<'_>) -> bool {
        false
    }
    /// Whether a person has begun something here that is lost with the session.
    fn in_hand(&self) -> bool {
        false
    }
    /// Whether it keeps out everybody but those with a password: it stays over what lies below, whatever becomes of that.
    fn locks(&self) -> bool {
        false
    }
    /// What nobody may see who only looks on.
    fn mask(&self) -> Mask {
        Mask::Nothing
    }
    /// Whether it shows the operator's screen to somebody else.
    fn is_mirror(&self) -> bool {
        false
    }
    /// Whether the session may be locked or signed out by itself while this is shown: never while a transaction is between card
    /// and verdict.
    fn may_idle(&self) -> bool {
        true
    }
}

/// Types a scanned code into a screen that has a place for it, without an ENTER.
fn type_in(screen: &mut dyn Screen, code: &str, see: &See<'_>) -> Action {
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return Action::Refuse(see.look.t.scan_not_here());
    }
    let keys = code.bytes().map(|digit| Key::Digit(digit - b'0'));
    keys.map(|key| screen.key(key, see)).find(|action| matches!(action, Action::Refuse(_))).unwrap_or(Action::Stay)
}

/// What a screen may look at.
pub struct See<'a> {
    /// The truth.
    pub terminal: &'a Terminal,
    /// What the shop sells.
    pub catalogue: &'a Shelf<Catalogue>,
    /// Who has agreed to be remembered.
    pub customers: &'a Shelf<Customers>,
    /// What became of the newest roster of the enrolment service.
    pub newest: &'a Newest,
    /// The second screens of the terminal.
    pub seats: seat::SeatsView<'a>,
    /// Who is signed in.
    pub operator: Option<OperatorNo>,
    /// The look of the session.
    pub look: Look<'a>,
    /// The time of the event in hand.
    pub now: Now,
}

/// What a key leads to.
#[derive(Debug)]
pub enum Action {
    /// Nothing more: the screen has changed itself, or not.
    Stay,
    /// The key is refused, and this is why.
    Refuse(Cow<'static, str>),
    /// To the screen below.
    Back,
    /// The help of this screen.
    Help,
    /// A screen on top.
    Open(Box<dyn Screen>),
    /// Something to do.
    Do(Wish),
}

impl Action {
    /// The refusal of a key that means nothing here.
    pub fn no_such_key(see: &See<'_>) -> Action {
        Action::Refuse(see.look.t.refuse_key())
    }
}

/// How a person says who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// By operator number.
    Number(OperatorNo),
    /// By mobile number.
    Mobile(Mobile),
}

/// Names the key that turns the page of a list, where there is another page.
fn page_hint(picker: &Picker, count: usize, see: &See<'_>) -> Option<Hint<'static>> {
    picker.has_pages(count, &see.look).then(|| Hint::new(Key::Digit(0), see.look.t.hint_page()))
}

/// The language as its speakers call it.
pub fn language_name(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhCn => "中文",
        Lang::En => "English",
    }
}
