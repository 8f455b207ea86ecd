//! The screens, one a file: what each shows, which keys it takes, and what a key leads to.
//!
//! A screen never changes the terminal. It returns an [`Action`]; the core carries it out.

mod about;
mod answer;
mod approval;
mod arrivals;
mod back_office;
mod cash_count;
mod chart_hours;
mod chart_month;
mod chart_ways;
mod code_screen;
mod deposit;
mod detail;
mod digits;
mod doubt;
mod downloads;
mod drawer;
mod entry;
mod exceptions;
mod faults;
mod figures;
mod from_afar;
mod help;
mod list;
mod locked;
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
mod search;
mod settlement;
mod shop;
mod sign_in;
mod signature;
mod submenu;
mod support;
mod totals;
mod trade;
mod transactions;
mod tray;
mod verdict;

use std::{borrow::Cow, time::Duration};

use ratatui::layout::Rect;

use crate::{
    catalogue::{Edit, Shelf},
    domain::{
        Amount, Asked, CashCount, Challenge, Found, Lang, Mobile, Now, OperatorNo, Parameter, Place, Search, State,
        Transaction, TxnRef, afar::ApprovalCode, permission::RoleName,
    },
    fees::Findings,
    flow::{Chore, Terminal, TradeOrder},
    i18n::Texts,
    keypad::{Key, Pointer},
    report::Survey,
    ui::{Body, Hint, Look},
};

pub use approval::Approval;
pub use digits::{Secret, Typed};
pub use faults::{FaultOrder, TrainingFault};
pub use from_afar::FromAfar;
pub use help::Help;
pub use locked::Locked;
pub use mode::Mode;
pub use parameter::bad_parameter;
pub use password::OwnPassword;
pub use products::refusal as product_refusal;
pub use rates::RatesScreen;
pub use refusals::{cannot_start, condition_trouble};
pub use rights::forbidden;
pub use settlement::SettlementScreen;
pub use sign_in::SignIn;
pub use trade::TradeScreen;

/// A screen on the stack of a session.
pub trait Screen: std::fmt::Debug + Send {
    /// What stands in the title.
    fn title(&self, see: &See<'_>) -> Cow<'static, str>;
    /// What it is for, and what to check before confirming: what a person is told who asks for help.
    fn help(&self, t: &Texts) -> Cow<'static, str>;
    /// The keys that do something here.
    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>>;
    /// Takes a key.
    fn key(&mut self, key: Key, see: &See<'_>) -> Action;
    /// Takes a touch; its body lies in the area.
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
    /// Whether it takes the whole screen, without the frame around it.
    fn fills_screen(&self) -> bool {
        false
    }
    /// The key that leads to the help: MENU, where that means nothing else. F1 does so as well, or instead.
    fn help_key(&self, _see: &See<'_>) -> Option<Key> {
        Some(Key::Menu)
    }
    /// Whether it lies over something that wants to be seen now.
    fn gives_way(&self, _see: &See<'_>) -> bool {
        false
    }
    /// Whether a person has begun something here that is lost with the session.
    fn in_hand(&self) -> bool {
        false
    }
    /// Whether the session may be locked or signed out by itself while this is shown: never while a transaction is between card
    /// and verdict.
    fn may_idle(&self) -> bool {
        true
    }
}

/// What a screen may look at.
pub struct See<'a> {
    /// The truth.
    pub terminal: &'a Terminal,
    /// What the shop sells.
    pub catalogue: &'a Shelf,
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

/// What a person wants done.
#[derive(Debug)]
pub enum Wish {
    /// Sign in.
    SignIn {
        /// Who.
        who: Who,
        /// With what.
        password: Secret,
    },
    /// Switch the language of this screen.
    SwitchLanguage,
    /// Sign out.
    SignOut,
    /// Begin this transaction.
    Start(Box<TradeOrder>),
    /// Approve this transaction, and begin it.
    Approve {
        /// Which.
        order: Box<TradeOrder>,
        /// Who approves.
        approver: OperatorNo,
        /// With what.
        password: Secret,
    },
    /// Ask somebody elsewhere to approve this transaction.
    AskFromAfar(Box<TradeOrder>),
    /// The code that is the answer, and who has given it.
    EnterCode {
        /// Who.
        approver: OperatorNo,
        /// Which.
        code: ApprovalCode,
    },
    /// Nobody elsewhere is asked any more.
    DropAsked,
    /// Approve what another terminal asks for.
    AnswerAsked(Box<Asked>),
    /// Go on with a locked session, or sign it out as 00.
    Resume {
        /// Who.
        by: OperatorNo,
        /// With what.
        password: Secret,
    },
    /// Leave the trade in progress, if it is not too late.
    CancelTrade,
    /// The trade that looks like an earlier one is meant: go on with it.
    ChargeAgain,
    /// The verdict has been read.
    LeaveTrade,
    /// Keep this signature (JBIG) of the trade in progress.
    Sign(Vec<u8>),
    /// The cardholder signs on the slip.
    SignOnPaper,
    /// Hold a card of the training tray to the pad.
    Present(u8),
    /// Find transactions of the open batch, newest first.
    FindBatch,
    /// Find a transaction of the open batch by its voucher number.
    FindVoucher(u32),
    /// Search all batches, on from a place. Only the supervisor sees what others sold.
    Search(Box<Search>, Option<Place>),
    /// Go on with the sums of the last days, from a place.
    Survey(Box<Survey>, Option<Place>),
    /// Print the X report.
    PrintX,
    /// Print the last Z report.
    PrintZ,
    /// Look through the records of many days, and the settlement file.
    Audit,
    /// The rates in force have been read.
    ConfirmRates,
    /// Set a parameter of the box, or leave it to the configuration again.
    SetParameter {
        /// Which.
        name: Parameter,
        /// To what; none: what the configuration says.
        to: Option<u64>,
    },
    /// Begin the cash drawer anew with this float.
    SetFloat(Amount),
    /// So much was found in the cash drawer.
    CountCash(CashCount),
    /// Print again.
    Reprint(TxnRef),
    /// Print the slip of the last settlement again.
    ReprintSettlement,
    /// Print the cardholder's copy, which waits for this.
    PrintCardholderCopy,
    /// Settle the batch.
    Settle,
    /// The settlement's result has been read.
    LeaveSettlement,
    /// Sign on to the host again.
    SignOn,
    /// Download something from the host, or tell it the terminal's status.
    Chore(Chore),
    /// Set a password: one's own, or an operator's by the supervisor.
    SetPassword {
        /// Whose.
        operator: OperatorNo,
        /// The old one, where it is one's own.
        old: Option<Secret>,
        /// The new one.
        new: Secret,
    },
    /// Release a locked operator.
    Unlock(OperatorNo),
    /// Give an operator this role.
    GiveRole {
        /// Whom.
        operator: OperatorNo,
        /// Which.
        role: RoleName,
    },
    /// Approve an operator number that a roster brought.
    ApproveOperator(OperatorNo),
    /// Close an unresolved transaction, which a person has asked the acquirer about.
    CloseUnresolved {
        /// Which.
        txn: TxnRef,
        /// What was found out: approved, or reversed.
        found: State,
    },
    /// Change a product, or add one.
    EditProduct(Box<Edit>),
    /// The training host does something wrong with its next messages; none: it forgets all faults.
    TrainingFaults(Option<FaultOrder>),
    /// Go to the training world, or back.
    SwitchWorld,
}

/// The answer to a wish.
#[derive(Debug)]
pub enum News {
    /// The transactions found.
    Found(Vec<Transaction>),
    /// A piece of a search, with what was asked; none where it could not be answered.
    Searched(Box<Search>, Option<Place>, Option<Found>),
    /// The sums of the last days so far, and where to go on; none where they could not be made.
    Surveyed(Option<(Box<Survey>, Option<Place>)>),
    /// What the records of many days say; or why they cannot be read.
    Audited(Box<Result<Findings, String>>),
    /// The password was right, and the wish has been carried out.
    Granted,
    /// The password was wrong, or must wait; with the sentence to show.
    Denied(Cow<'static, str>),
    /// The challenge to read out, and when it dies on the monotonic clock.
    Challenge {
        /// Which.
        challenge: Challenge,
        /// Until when it waits for its code.
        until: Duration,
    },
    /// The challenge is worth nothing any more; with the sentence to show.
    Ended(Cow<'static, str>),
    /// The code to read back to the other terminal.
    Code(ApprovalCode),
    /// The product's change is durable, or cannot be, with the sentence to show.
    Product(Result<(), Cow<'static, str>>),
}

/// The language as its speakers call it.
pub fn language_name(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhCn => "中文",
        Lang::En => "English",
    }
}
