//! Reasons in words.

use std::borrow::Cow;

use super::{basket::step_refusal, rights::forbidden};
use crate::{
    domain::{
        Currency, FileFault,
        receipt::{Cause, Condition},
    },
    fees::{NoText, NotAudited, NotCompared, StatementError},
    flow::{CannotStart, CardTrouble, PadTrouble, Why, slip},
    i18n::{self, Texts},
    orders::Refusal,
};

/// Why nothing can begin now. Amounts are in this currency.
pub fn cannot_start(t: &Texts, reason: &CannotStart, currency: Currency) -> Cow<'static, str> {
    match reason {
        CannotStart::TradeInProgress => t.refuse_trade_in_progress(),
        CannotStart::Settling => t.refuse_settling(),
        CannotStart::SettlementHeld(code) => t.refuse_settlement_held(code.as_str()),
        CannotStart::BatchFull => t.refuse_batch_full(),
        CannotStart::BatchOld => t.refuse_batch_old(),
        CannotStart::StorageLow => t.refuse_storage_low(),
        CannotStart::StorageFull => t.refuse_storage_full(),
        CannotStart::StorageStopped(_) => t.refuse_storage_stopped(),
        CannotStart::ReaderDown(_) => t.refuse_reader_down(),
        CannotStart::ReversalOwed => t.refuse_reversal_owed(),
        CannotStart::Unresolved => t.refuse_unresolved(),
        CannotStart::SigningOn => t.refuse_signing_on(),
        CannotStart::OrderOpen => t.refuse_order_open(),
        CannotStart::OrderUntold => t.refuse_order_untold(),
        CannotStart::NoGateway => t.refuse_no_gateway(),
        CannotStart::RefundedBefore(left) => t.refuse_refunded_before(left.display(currency).to_string()),
        CannotStart::NotVoidable => t.refuse_not_voidable(),
        CannotStart::NotOffered(kind) => t.refuse_not_offered(slip::kind_name(*kind)(t).as_ref()),
        CannotStart::NoAmount => t.refuse_no_amount(),
        CannotStart::NotApproved => t.refuse_not_approved(),
        CannotStart::Forbidden(permission) => forbidden(t, *permission),
        CannotStart::ShippedPasswords(whose) => {
            let numbers: Vec<String> = whose.iter().map(ToString::to_string).collect();
            t.refuse_shipped_passwords(numbers.join(" "))
        }
        CannotStart::Quarantined(operator) => t.refuse_quarantined(operator.to_string()),
        CannotStart::Withdrawn(operator) => t.refuse_withdrawn(operator.to_string()),
        CannotStart::FirstPassword(operator) => t.refuse_first_password(operator.to_string()),
        CannotStart::AboveRefundLimit(limit) => t.refuse_above_refund_limit(limit.display(currency).to_string()),
        CannotStart::NoTypedCards => t.refuse_no_typed_cards(),
        CannotStart::OriginalIncomplete => t.refuse_original_incomplete(),
        CannotStart::NotAdjustable => t.refuse_not_adjustable(),
        CannotStart::ClockDoubted => t.refuse_clock_doubted(),
        CannotStart::BillOpen => t.refuse_bill_open(),
        CannotStart::NotOfBill => t.refuse_not_of_bill(),
        CannotStart::BillTriedOften => t.refuse_bill_tried_often(),
        CannotStart::TooManyBills => t.refuse_too_many_bills(),
        CannotStart::DrawerTooLow => t.refuse_drawer_too_low(),
        CannotStart::NoFloat => t.drawer_no_float(),
        CannotStart::Basket(error) => step_refusal(t, error),
        CannotStart::TipTooHigh(percent) => t.refuse_tip_too_high(u32::from(*percent)),
    }
}

/// What the system says of a file.
pub fn file_fault(t: &Texts, fault: FileFault) -> Cow<'static, str> {
    match fault {
        FileFault::NotThere => t.file_not_there(),
        FileFault::NotAllowed => t.file_not_allowed(),
        FileFault::Full => t.file_disk_full(),
        FileFault::ReadOnly => t.file_read_only(),
        FileFault::Busy => t.file_busy(),
        FileFault::System(number) => t.file_system(number.to_string()),
    }
}

/// Why nothing is told of arrivals.
pub fn not_audited(t: &Texts, why: NotAudited) -> Cow<'static, str> {
    match why {
        NotAudited::Busy => t.arrivals_busy(),
        NotAudited::Unreadable => t.arrivals_failed(),
    }
}

/// Why the settlement file is not compared.
pub fn not_compared(t: &Texts, why: &NotCompared) -> Cow<'static, str> {
    let why = match why {
        NotCompared::Unread(fault) => file_fault(t, *fault),
        NotCompared::Form(StatementError::NoText(NoText::TooLong(_))) => t.statement_too_long(),
        NotCompared::Form(StatementError::NoText(NoText::NotUtf8(line))) => t.statement_not_utf8(*line),
        NotCompared::Form(StatementError::Form { line, .. }) => t.statement_form(*line),
        NotCompared::Form(StatementError::Twice { line, other }) => t.statement_twice(*line, *other),
        NotCompared::Form(StatementError::CutOff(line)) => t.statement_cut_off(*line),
        NotCompared::Form(StatementError::Sums { .. }) => t.statement_sums(),
        NotCompared::OtherMerchant { file, .. } => t.statement_of_merchant(file.to_string()),
        NotCompared::OtherCurrency { file, own } => t.statement_of_currency(file.letters(), own.letters()),
    };
    t.arrivals_trouble(why.as_ref())
}

/// Why a trade was not plainly paid.
pub fn why_text(t: &Texts, why: &Why) -> Cow<'static, str> {
    match why {
        Why::Declined(code) => t.why_declined(code.as_str(), i18n::code_text(t, code.as_str()).as_ref()),
        Why::Stored => t.why_stored(),
        Why::Blacklisted => t.why_blacklisted(),
        Why::InProgress => t.why_in_progress(),
        Why::Duplicate => t.why_duplicate(),
        Why::CardDeclined => t.why_card_declined(),
        Why::CardApprovedAlone => t.why_card_approved_alone(),
        Why::SameSale(stan) => t.why_same_sale(stan.to_string()),
        Why::Cancelled => t.why_cancelled(),
        Why::GatewaySilent => t.why_gateway_silent(),
        Why::OrderPaying => t.why_order_paying(),
        Why::OrderRefused(refusal) => order_refusal(t, *refusal),
        Why::OrderExpired => t.why_order_expired(),
        Why::OrderClosed => t.why_order_closed(),
        Why::PaidAfterAll => t.why_paid_after_all(),
        Why::CancelledByHolder => t.why_cancelled_by_holder(),
        Why::NoCard => t.why_no_card(),
        Why::PinTimeout => t.why_pin_timeout(),
        Why::CardRemoved => t.why_card_removed(),
        Why::CardNotAccepted(trouble) => card_trouble(t, *trouble),
        Why::CardUnreadable => t.why_card_unreadable(),
        Why::CardLeftIn => t.why_card_left_in(),
        Why::PinBusy => t.why_pin_busy(),
        Why::PadTrouble(trouble) => pad_trouble(t, *trouble),
        Why::KeyMissing(slot) => t.why_key_missing(u32::from(*slot)),
        Why::ReaderLost(_) => t.why_reader_lost(),
        Why::HostUnreachable(_) => t.why_host_unreachable(),
        Why::NotSignedOn(_) => t.why_not_signed_on(),
        Why::SignOnRefused(code) => t.why_sign_on_refused(code.as_str(), i18n::code_text(t, code.as_str()).as_ref()),
        Why::BadKeys => t.why_bad_keys(),
        Why::KeysChanged => t.why_keys_changed(),
        Why::PartlyApproved => t.why_partly_approved(),
        Why::ReversalFirst => t.why_reversal_first(),
        Why::Storage(_) => t.why_storage(),
        Why::BadRequest(_) => t.why_bad_request(),
        Why::NoAnswer(seconds) => t.why_no_answer(*seconds),
        Why::LineBroke => t.why_line_broke(),
        Why::BadMac => t.why_bad_mac(),
        Why::Garbled => t.why_garbled(),
        Why::CardRefusedApproval => t.why_card_refused_approval(),
        Why::CardGoneAfterApproval => t.why_card_gone(),
        Why::ReaderGoneAfterApproval => t.why_reader_gone(),
        Why::StorageAfterAnswer(_) => t.why_storage_after_answer(),
    }
}

fn order_refusal(t: &Texts, refusal: Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::NotAllowed => t.why_order_not_allowed(),
        Refusal::Amount => t.why_order_amount(),
        Refusal::TooMuch => t.why_order_too_much(),
        Refusal::NotPaid => t.why_order_not_paid(),
        Refusal::Unknown => t.why_order_not_known(),
        Refusal::Declined => t.why_order_declined(),
    }
}

fn card_trouble(t: &Texts, trouble: CardTrouble) -> Cow<'static, str> {
    match trouble {
        CardTrouble::Invalidated => t.why_card_invalid(),
        CardTrouble::Faulty => t.why_card_faulty(),
        CardTrouble::BadData => t.why_card_bad_data(),
        CardTrouble::NoApplication => t.why_card_no_application(),
        CardTrouble::NotAllowed => t.why_card_not_allowed(),
        CardTrouble::TooManyApplications => t.why_card_too_many(),
        CardTrouble::Expired => t.why_card_expired(),
        CardTrouble::Blocked => t.why_card_blocked(),
    }
}

fn pad_trouble(t: &Texts, trouble: PadTrouble) -> Cow<'static, str> {
    match trouble {
        PadTrouble::Internal => t.why_pad_internal(),
        PadTrouble::Keys => t.why_pad_keys(),
        PadTrouble::Locked => t.why_pad_locked(),
        PadTrouble::Tables => t.why_pad_tables(),
        PadTrouble::Amount => t.why_pad_amount(),
        PadTrouble::Picture => t.why_pad_picture(),
        PadTrouble::Command(status) => t.why_pad_command(u32::from(status)),
    }
}

/// What is the matter with the printer.
pub fn print_trouble(t: &Texts, cause: Cause) -> Cow<'static, str> {
    match cause {
        Cause::OutOfPaper => t.printer_no_paper(),
        Cause::CoverOpen => t.printer_cover_open(),
        Cause::Stalled => t.printer_stalled(),
        Cause::NotThere => t.printer_not_there(),
        Cause::NobodyReads => t.printer_nobody_reads(),
        Cause::DiskFull => t.printer_disk_full(),
        Cause::Refused => t.printer_refused(),
        Cause::Settings => t.printer_settings(),
        Cause::Other => t.printer_other(),
    }
}

/// Why there is no reader. What the system says of its device is English, and the log has it.
pub fn reader_down(t: &Texts, reason: &str) -> String {
    match t.lang() {
        i18n::Lang::En => reason.to_owned(),
        i18n::Lang::ZhCn => t.status_gone().into_owned(),
    }
}

/// What keeps the printer from printing now, by what it says of itself; none where nothing is known to do so.
pub fn condition_trouble(t: &Texts, condition: Condition) -> Option<Cow<'static, str>> {
    match condition {
        Condition::PaperOut => Some(t.printer_no_paper()),
        Condition::CoverOpen => Some(t.printer_cover_open()),
        Condition::Gone => Some(t.printer_not_there()),
        Condition::Offline => Some(t.printer_off_line()),
        Condition::Fault => Some(t.printer_other()),
        Condition::Unknown | Condition::Silent | Condition::None | Condition::Well | Condition::PaperLow => None,
    }
}
