//! What the journal records. A fact is something that has happened; it is never changed, only followed by others.

use serde::{Deserialize, Serialize};

use super::{Amount, BatchNo, HostResult, OperatorNo, Parcel, Stan, Transaction, TxnRef};

/// Everything that the journal can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// The program started.
    Started {
        /// Its version.
        version: String,
    },
    /// An operator was created or got a new password.
    OperatorSet {
        /// Whose.
        operator: OperatorNo,
        /// The new password.
        password: super::operator::PasswordHash,
        /// Who did it; `None` for the ones that the terminal is shipped with.
        by: Option<OperatorNo>,
        /// Whether it is known if it is the factory's and which ones went before; the first journals do not say.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        tracked: bool,
    },
    /// An operator chose a language.
    LanguageChosen {
        /// Who.
        operator: OperatorNo,
        /// Which.
        lang: super::Lang,
    },
    /// A password was wrong.
    SignInFailed {
        /// For which number.
        operator: OperatorNo,
    },
    /// An operator signed in.
    SignedIn {
        /// Who.
        operator: OperatorNo,
        /// And at other terminals.
        #[serde(default, skip_serializing_if = "super::Claim::is_own")]
        claim: super::Claim,
    },
    /// Somebody got a number on the terminal from the enrolment service.
    OperatorEnrolled(Box<super::Enrolled>),
    /// An operator signed out.
    SignedOut {
        /// Who.
        operator: OperatorNo,
        /// Who else did it, where it was not the operator.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<OperatorNo>,
    },
    /// A wrong password counts against the terminal, whether the number exists or not.
    GuessCounted {
        /// Which number.
        operator: OperatorNo,
    },
    /// 00 signed in: the wrong passwords so far count against the terminal no more.
    TerminalReleased {
        /// Who.
        by: OperatorNo,
    },
    /// A session with something in hand was locked, because nobody pressed a key.
    Locked {
        /// Whose.
        operator: OperatorNo,
    },
    /// A locked session goes on.
    Resumed {
        /// Whose.
        operator: OperatorNo,
    },
    /// A second person approved what an operator asked for.
    Approved {
        /// Who asked.
        operator: OperatorNo,
        /// Who approved.
        approver: OperatorNo,
        /// What.
        kind: super::Kind,
        /// How much.
        amount: super::Amount,
        /// Whether the approver was elsewhere and answered a challenge; else the password was typed here.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        from_afar: bool,
    },
    /// The code to a challenge was wrong too often: that challenge has ended.
    ApprovalRefused {
        /// Who asked.
        operator: OperatorNo,
        /// For what.
        kind: super::Kind,
        /// How much.
        amount: super::Amount,
    },
    /// Somebody here approved what is asked for at another terminal, and was given the code for it.
    ApprovalAnswered {
        /// What is asked, and where.
        asked: super::Asked,
        /// Who approved.
        approver: OperatorNo,
    },
    /// A supervisor released a locked operator.
    Unlocked {
        /// Whom.
        operator: OperatorNo,
        /// Who did it.
        by: OperatorNo,
    },
    /// An operator got another role.
    RoleGiven {
        /// Who.
        operator: OperatorNo,
        /// Which.
        role: super::permission::RoleName,
        /// Who did it.
        by: OperatorNo,
    },
    /// A supervisor approved an operator number: its quarantine is over.
    OperatorApproved {
        /// Which.
        operator: OperatorNo,
        /// Who did it.
        by: OperatorNo,
    },
    /// A signed roster was taken: these are its operators; those of the one before that are not among them are withdrawn.
    RosterTaken {
        /// Its number, higher than that of any before it.
        serial: u64,
        /// Its operators.
        entries: Vec<super::RosterEntry>,
        /// Who brought it; none where it came by itself, or was taken while no terminal ran.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<OperatorNo>,
    },
    /// A STAN was taken for a message that is not a transaction (sign-on, batch upload).
    StanTaken {
        /// Which.
        stan: Stan,
    },
    /// The host accepted the terminal's sign-on (0810).
    SignedOn {
        /// The batch that the host named in 60.2.
        batch: BatchNo,
        /// The host's clock.
        host_time: Option<super::HostTime>,
    },
    /// A transaction began: its record, which is also its reversal-to-be. Durable before its request leaves.
    Began(Box<Transaction>),
    /// A transaction came to a known end. Durable before anyone is told.
    Concluded {
        /// Which.
        txn: TxnRef,
        /// `Approved`, `Declined` or `NotSent`.
        state: super::State,
        /// What the host said.
        host: Option<HostResult>,
        /// The chip data after the second cryptogram.
        chip: Option<super::transaction::ChipTags>,
        /// What the answer added to it, where it added something.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extra: Option<Box<super::Extra>>,
    },
    /// The outcome is not known: a reversal is owed from now on.
    ReversalOwed {
        /// Of which.
        txn: TxnRef,
        /// Why.
        reason: super::ReversalReason,
        /// What the host said, where it said something.
        host: Option<HostResult>,
        /// The chip data, where the card declined after the host had approved.
        chip: Option<super::transaction::ChipTags>,
    },
    /// A transaction is true as it is recorded, and the host will be told: an advice is due from now on.
    Stored {
        /// Which.
        txn: TxnRef,
        /// What the host said, where it has heard and refused for now.
        host: Option<HostResult>,
    },
    /// Something of a transaction has to go up in the background.
    ParcelDue {
        /// Of which.
        txn: TxnRef,
        /// What.
        parcel: Parcel,
        /// What it holds, as hexadecimal.
        content: String,
    },
    /// A parcel is about to be sent.
    ParcelTried {
        /// Of which.
        txn: TxnRef,
        /// What.
        parcel: Parcel,
        /// The number that it has on all its tries, where that is not the transaction's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stan: Option<Stan>,
    },
    /// A parcel did not leave the box after all: that try does not count.
    ParcelNotSent {
        /// Of which.
        txn: TxnRef,
        /// What.
        parcel: Parcel,
    },
    /// The delivery of a parcel has ended, for good or ill.
    ParcelEnded {
        /// Of which.
        txn: TxnRef,
        /// What.
        parcel: Parcel,
        /// How.
        end: super::DeliveryEnd,
        /// What the host said, where it said something.
        host: Option<HostResult>,
    },
    /// A reversal is about to be sent.
    ReversalTried {
        /// Of which.
        txn: TxnRef,
    },
    /// The host refused what has to come to an end, or a person has said how that goes on.
    Refusal(super::Refusal),
    /// The host acknowledged a reversal.
    ReversalAcknowledged {
        /// Of which.
        txn: TxnRef,
        /// With what.
        host: HostResult,
    },
    /// A reversal was given up on, or there is none for this kind: a person must close it.
    ReversalUnresolved {
        /// Of which.
        txn: TxnRef,
        /// The host's last word, where it gave one.
        host: Option<HostResult>,
    },
    /// A person closed an unresolved transaction after finding out what became of it.
    UnresolvedClosed {
        /// Which.
        txn: TxnRef,
        /// Who.
        by: OperatorNo,
        /// What that person found out: `Reversed`, or `Approved` of a kind that is not reversed.
        #[serde(default = "super::State::reversed")]
        found: super::State,
    },
    /// The full card number of a transaction, sealed under its batch's key: nonce and ciphertext in hexadecimal.
    CardSealed {
        /// Of which.
        txn: TxnRef,
        /// Nonce, ciphertext and tag.
        sealed: String,
    },
    /// A person left the screen that said how a transaction ended.
    Seen {
        /// Of which.
        txn: TxnRef,
    },
    /// A receipt went to the printer.
    Printed {
        /// Of which.
        txn: TxnRef,
    },
    /// A settlement began.
    SettlementBegan(super::Settlement),
    /// The slip of the settlement that is about to close the batch, kept so that it can be printed again.
    SettlementSlip {
        /// What stands on it.
        receipt: Box<super::receipt::Receipt>,
    },
    /// The figures of the batch that is about to be closed. Never made again and never different.
    ZReported {
        /// The report.
        report: Box<super::ZReport>,
    },
    /// A settlement reached its next stage.
    SettlementMoved {
        /// Which.
        stage: super::SettlementStage,
    },
    /// What the settlement under way is for, counted again: an advice was refused after it had begun.
    SettlementCounted {
        /// The totals.
        totals: super::Totals,
    },
    /// The automatic settlement of a day began: of that day by this terminal's clock, YYYYMMDD as a number.
    SettlementCalled {
        /// The day.
        day: u32,
    },
    /// Details of these transactions have gone up to the host.
    DetailsUploaded {
        /// Which, all of the open batch.
        stans: Vec<Stan>,
    },
    /// The host refused details of these transactions in the settlement: they are not sent again.
    DetailsRefused {
        /// Which, all of the open batch.
        stans: Vec<Stan>,
        /// With what.
        code: super::ResponseCode,
    },
    /// The batch is settled; the next one is open and the key of its card numbers is destroyed.
    Settled {
        /// Which.
        batch: BatchNo,
        /// The batch that is open now.
        next: BatchNo,
    },
    /// The host sent parameters, keys or lists down.
    HostData(Box<super::download::Download>),
    /// The rates of the acquirer's contract are from now on as in this table.
    RatesSet {
        /// The whole table.
        table: Box<super::RateTable>,
    },
    /// A person has read the rates that are in force, and confirmed it.
    RatesConfirmed {
        /// Who.
        by: OperatorNo,
    },
    /// Something is known of the wall clock.
    Clock(super::ClockNote),
    /// A parameter of the box was set on it.
    ParameterSet {
        /// Which.
        name: super::Parameter,
        /// What it was.
        from: u64,
        /// What it is; none: what the configuration says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<u64>,
        /// Who did it.
        by: OperatorNo,
    },
    /// The cash drawer begins anew with this float.
    FloatSet {
        /// What is in it.
        float: Amount,
        /// Who put it in.
        by: OperatorNo,
    },
    /// Cash was put into the drawer or taken out of it without a customer.
    CashMoved(super::CashMove),
    /// What becomes of a bill.
    Bill(super::BillFact),
    /// The cash drawer was opened without a sale, such as to count it.
    DrawerOpened {
        /// Who did it.
        by: OperatorNo,
    },
    /// The cash drawer was counted, by someone who was not told what should be in it.
    CashCounted {
        /// What was found.
        count: super::CashCount,
        /// What should have been there.
        expected: Amount,
        /// Who counted.
        by: OperatorNo,
    },
    /// Something happened at a second screen, such as a technician's over SSH. It changes nothing here.
    Seat(Box<super::SeatFact>),
    /// Somebody did something to a basket.
    BasketChanged {
        /// Which.
        basket: super::BasketNo,
        /// Who.
        by: OperatorNo,
        /// What.
        change: Box<super::BasketChange>,
    },
    /// All of a basket is paid for certain: it is closed. Durable with the payment that closed it; reports count it.
    BasketPaid(Box<super::PaidBasket>),
    /// The payments of a paid basket were voided: its goods came back. Durable with the last void.
    GoodsBack {
        /// Which basket.
        basket: super::BasketNo,
        /// The void.
        by: TxnRef,
    },
    /// The whole state at the head of a new segment, so that older ones need not be read at start.
    Checkpoint(Box<super::Book>),
    /// Old segments of the journal are no longer kept: from now on it begins here. Durable before the first of them goes.
    SegmentsLetGo(super::KeptFrom),
    /// The end of the journal was torn by a power cut and was cut off.
    TailCut {
        /// How many bytes.
        bytes: u64,
    },
}
