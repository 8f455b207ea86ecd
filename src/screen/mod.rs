//! The screens, one a file: what each shows, which keys it takes, and what a key leads to.
//!
//! A screen never changes the terminal. It returns an [`Action`]; the core carries it out.

mod about;
mod approval;
mod back_office;
mod detail;
mod digits;
mod doubt;
mod downloads;
mod entry;
mod faults;
mod list;
mod menu;
mod mode;
mod operators;
mod password;
mod queue;
mod queue_item;
mod receipt_code;
mod refusals;
mod reprint;
mod rights;
mod roles;
mod settlement;
mod sign_in;
mod signature;
mod submenu;
mod totals;
mod trade;
mod transactions;
mod tray;
mod verdict;

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::{
    domain::{Lang, Mobile, Now, OperatorNo, State, Transaction, TxnRef, permission::RoleName},
    flow::{Chore, Terminal, TradeOrder},
    keypad::{Key, Pointer},
    ui::{Body, Hint, Look},
};

pub use approval::Approval;
pub use digits::{Secret, Typed};
pub use faults::{FaultOrder, TrainingFault};
pub use mode::Mode;
pub use password::OwnPassword;
pub use refusals::{cannot_start, condition_trouble};
pub use settlement::SettlementScreen;
pub use sign_in::SignIn;
pub use trade::TradeScreen;

/// A screen on the stack of a session.
pub trait Screen: std::fmt::Debug + Send {
    /// What stands in the title.
    fn title(&self, see: &See<'_>) -> Cow<'static, str>;
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
    /// Whether it shows seconds that run.
    fn counts_seconds(&self, _see: &See<'_>) -> bool {
        false
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
    /// Whether the session may sign out by itself while this is shown.
    fn may_idle(&self) -> bool {
        true
    }
}

/// What a screen may look at.
pub struct See<'a> {
    /// The truth.
    pub terminal: &'a Terminal,
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
    /// The password was right, and the wish has been carried out.
    Granted,
    /// The password was wrong, or must wait; with the sentence to show.
    Denied(Cow<'static, str>),
}

/// The language as its speakers call it.
pub fn language_name(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhCn => "中文",
        Lang::En => "English",
    }
}
