//! What a person wants done, and what comes of it.

use std::{borrow::Cow, time::Duration};

use super::{BillStep, EnrolNews, EnrolStep, FaultOrder, PaysWhen, Secret, Who};
use crate::{
    catalogue::{Edit, Name},
    customers::Mobile,
    domain::{
        Amount, Asked, BasketChange, BasketLine, BasketNo, CashCount, CashMove, Challenge, Found, OperatorNo,
        Parameter, Place, Search, State, Transaction, TxnRef, afar::ApprovalCode, permission::RoleName,
    },
    enrol::Roster,
    fees::{Findings, NotAudited},
    flow::{Chore, HeldStep, TradeOrder},
    report::Survey,
};

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
    /// A step on the way to an operator number.
    Enrol(EnrolStep),
    /// 00 lets in an operator who is signed in at another terminal.
    TakeOver(Secret),
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
    /// The clock of the box, which is doubted, is right.
    ConfirmClock,
    /// Set a parameter of the box, or leave it to the configuration again.
    SetParameter {
        /// Which.
        name: Parameter,
        /// To what; none: what the configuration says.
        to: Option<u64>,
    },
    /// Begin the cash drawer anew with this float.
    SetFloat(Amount),
    /// Open the cash drawer, where the box has one.
    OpenDrawer,
    /// So much was found in the cash drawer.
    CountCash(CashCount),
    /// Put cash into the drawer or take it out, without a customer.
    MoveCash(CashMove),
    /// A step with a sale that is paid in parts.
    Bill(BillStep),
    /// Print again.
    Reprint(TxnRef),
    /// Print the slip of the last settlement again.
    ReprintSettlement,
    /// Print the cardholder's copy, which waits for this.
    PrintCardholderCopy,
    /// Settle the batch.
    Settle,
    /// Say how a settlement goes on that the host refuses.
    ReleaseSettlement(HeldStep),
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
    /// Read the roster of the configured folder.
    ReadRoster,
    /// Take this roster.
    TakeRoster(Box<Roster>),
    /// Approve an operator number that a roster brought.
    ApproveOperator(OperatorNo),
    /// Close an unresolved transaction, which a person has asked the acquirer about.
    CloseUnresolved {
        /// Which.
        txn: TxnRef,
        /// What was found out: approved, or reversed.
        found: State,
    },
    /// Do something to a basket.
    Basket(Box<BasketWish>),
    /// Approve a step of a basket, and take it.
    ApproveStep {
        /// The basket and the step.
        step: Box<(BasketNo, BasketChange)>,
        /// Who approves.
        approver: OperatorNo,
        /// With what.
        password: Secret,
    },
    /// Change a product, or add one.
    EditProduct(Box<Edit>),
    /// Keep a customer, who has agreed to it.
    AddCustomer {
        /// The mobile number.
        mobile: Mobile,
        /// The name.
        name: Name,
    },
    /// A sale of the open batch was this customer's.
    LinkSale {
        /// Whose.
        mobile: Mobile,
        /// Which.
        txn: TxnRef,
    },
    /// A customer takes the consent back: nothing is kept any more.
    EraseCustomer(Mobile),
    /// Find what became of this customer's sales.
    FindPurchases(Mobile),
    /// Somebody has read how an order ended.
    ReadOrder(TxnRef),
    /// The customer of the training world pays this code.
    PayShown(String, PaysWhen),
    /// The training host does something wrong with its next messages; none: it forgets all faults.
    TrainingFaults(Option<FaultOrder>),
    /// Keep the black box in a file, for support.
    KeepBlackBox,
    /// Something of a second screen.
    Seat(super::seat::SeatWish),
    /// Go to the training world, or back.
    SwitchWorld,
}

/// Something for a basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BasketWish {
    /// So much of this into the open basket; without one, into a new one. Its line number is given by the core.
    Add(BasketLine),
    /// A step.
    Step(BasketNo, BasketChange),
}

/// The answer to a wish.
#[derive(Debug)]
pub enum News {
    /// The transactions found; none where that could not be answered.
    Found(Option<Vec<Transaction>>),
    /// A piece of a search, with what was asked; none where it could not be answered.
    Searched(Box<Search>, Option<Place>, Option<Found>),
    /// The sums of the last days so far, and where to go on; none where they could not be made.
    Surveyed(Option<(Box<Survey>, Option<Place>)>),
    /// What the records of many days say; or why they cannot be read.
    Audited(Box<Result<Findings, NotAudited>>),
    /// A roster that may be taken, or why there is none.
    Roster(Result<Box<Roster>, Cow<'static, str>>),
    /// A step on the way to an operator number.
    Enrol(EnrolNews),
    /// The operator is signed in at another terminal, with the sentence that says so.
    Elsewhere(Cow<'static, str>),
    /// The training world has sent a code to this mobile number.
    ShortMessage(Mobile, String),
    /// The password was right, or what was wished is durable.
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
    /// What was wished may not be done, with the sentence to show: nothing comes of it.
    Barred(Cow<'static, str>),
    /// The change of a product or customer is durable, or cannot be, with the sentence to show.
    Kept(Result<(), Cow<'static, str>>),
}
