//! A fact of the journal in words, for a row of a screen: what happened, and then the values that may be shown.

use std::borrow::Cow;

use super::super::{See, detail::parcel_text, parameters::parameter_name, rights::role_name};
use crate::{
    domain::{
        Amount, BillFact, CashWay, ClockNote, Currency, Fact, OperatorNo, Refusal, SeatAct, SeatFact, State,
        Transaction,
    },
    flow::slip,
    i18n::Texts,
};

/// `signed in 01`. Nothing secret is in it: no password, card number, name or mobile number.
pub fn text(fact: &Fact, see: &See<'_>) -> String {
    let mut words = vec![label(see.look.t, fact).into_owned()];
    words.extend(values(fact, see));
    words.join(" ")
}

fn label(t: &Texts, fact: &Fact) -> Cow<'static, str> {
    match fact {
        Fact::Started { .. } => t.fact_started(),
        Fact::OperatorSet { .. } => t.fact_operator_set(),
        Fact::LanguageChosen { .. } => t.fact_language_chosen(),
        Fact::SignInFailed { .. } => t.fact_sign_in_failed(),
        Fact::SignedIn { .. } => t.fact_signed_in(),
        Fact::OperatorEnrolled(_) => t.fact_operator_enrolled(),
        Fact::SignedOut { .. } => t.fact_signed_out(),
        Fact::GuessCounted { .. } => t.fact_guess_counted(),
        Fact::TerminalReleased { .. } => t.fact_terminal_released(),
        Fact::Locked { .. } => t.fact_locked(),
        Fact::Resumed { .. } => t.fact_resumed(),
        Fact::Approved { .. } => t.fact_approved(),
        Fact::ApprovalRefused { .. } => t.fact_approval_refused(),
        Fact::ApprovalAnswered { .. } => t.fact_approval_answered(),
        Fact::Unlocked { .. } => t.fact_unlocked(),
        Fact::RoleGiven { .. } => t.fact_role_given(),
        Fact::OperatorApproved { .. } => t.fact_operator_approved(),
        Fact::RosterTaken { .. } => t.fact_roster_taken(),
        Fact::StanTaken { .. } => t.fact_stan_taken(),
        Fact::SignedOn { .. } => t.fact_signed_on(),
        Fact::Began(_) => t.fact_began(),
        Fact::Concluded { .. } => t.fact_concluded(),
        Fact::ReversalOwed { .. } => t.fact_reversal_owed(),
        Fact::Stored { .. } => t.fact_stored(),
        Fact::ParcelDue { .. } => t.fact_parcel_due(),
        Fact::ParcelTried { .. } => t.fact_parcel_tried(),
        Fact::ParcelNotSent { .. } => t.fact_parcel_not_sent(),
        Fact::ParcelEnded { .. } => t.fact_parcel_ended(),
        Fact::ReversalTried { .. } => t.fact_reversal_tried(),
        Fact::Refusal(refusal) => refusal_label(t, refusal),
        Fact::ReversalAcknowledged { .. } => t.fact_reversal_acknowledged(),
        Fact::ReversalUnresolved { .. } => t.fact_reversal_unresolved(),
        Fact::UnresolvedClosed { .. } => t.fact_unresolved_closed(),
        Fact::CardSealed { .. } => t.fact_card_sealed(),
        Fact::Seen { .. } => t.fact_seen(),
        Fact::Printed { .. } => t.fact_printed(),
        Fact::SettlementBegan(_) => t.fact_settlement_began(),
        Fact::SettlementSlip { .. } => t.fact_settlement_slip(),
        Fact::ZReported { .. } => t.fact_z_reported(),
        Fact::SettlementMoved { .. } => t.fact_settlement_moved(),
        Fact::SettlementCounted { .. } => t.fact_settlement_counted(),
        Fact::SettlementCalled { .. } => t.fact_settlement_called(),
        Fact::DetailsUploaded { .. } => t.fact_details_uploaded(),
        Fact::DetailsRefused { .. } => t.fact_details_refused(),
        Fact::Settled { .. } => t.fact_settled(),
        Fact::HostData(_) => t.fact_host_data(),
        Fact::RatesSet { .. } => t.fact_rates_set(),
        Fact::RatesConfirmed { .. } => t.fact_rates_confirmed(),
        Fact::Clock(ClockNote::Watched) => t.fact_clock_watched(),
        Fact::Clock(ClockNote::Confirmed { .. }) => t.fact_clock_confirmed(),
        Fact::ParameterSet { .. } => t.fact_parameter_set(),
        Fact::FloatSet { .. } => t.fact_float_set(),
        Fact::CashMoved(moved) if moved.way == CashWay::In => t.fact_cash_in(),
        Fact::CashMoved(_) => t.fact_cash_out(),
        Fact::Bill(BillFact::Opened(_)) => t.fact_bill_opened(),
        Fact::Bill(BillFact::Turned { .. }) => t.fact_bill_turned(),
        Fact::Bill(BillFact::Closed { .. }) => t.fact_bill_closed(),
        Fact::DrawerOpened { .. } => t.fact_drawer_opened(),
        Fact::CashCounted { .. } => t.fact_cash_counted(),
        Fact::Seat(seat) => seat_label(t, &seat.act),
        Fact::BasketChanged { .. } => t.fact_basket_changed(),
        Fact::BasketPaid(_) => t.fact_basket_paid(),
        Fact::GoodsBack { .. } => t.fact_goods_back(),
        Fact::Checkpoint(_) => t.fact_checkpoint(),
        Fact::SegmentsLetGo(_) => t.fact_segments_let_go(),
        Fact::TailCut { .. } => t.fact_tail_cut(),
    }
}

fn refusal_label(t: &Texts, refusal: &Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::Reversal { .. } => t.fact_refused_reversal(),
        Refusal::Settlement { .. } => t.fact_refused_settlement(),
        Refusal::AskedAgain { .. } => t.fact_asked_again(),
        Refusal::Left { .. } => t.fact_settlement_left(),
        Refusal::ClosedAlone { .. } => t.fact_closed_alone(),
    }
}

fn seat_label(t: &Texts, act: &SeatAct) -> Cow<'static, str> {
    match act {
        SeatAct::SignedIn => t.fact_seat_signed_in(),
        SeatAct::Refused => t.fact_seat_refused(),
        SeatAct::LooksOn => t.fact_seat_looks_on(),
        SeatAct::LooksAway => t.fact_seat_looks_away(),
        SeatAct::ControlAsked => t.fact_seat_control_asked(),
        SeatAct::ControlBegan { .. } => t.fact_seat_control_began(),
        SeatAct::ControlRefused => t.fact_seat_control_refused(),
        SeatAct::ControlEnded => t.fact_seat_control_ended(),
        SeatAct::Command { .. } => t.fact_seat_command(),
        SeatAct::Left => t.fact_seat_left(),
    }
}

/// The values of a fact, in the order in which they are read.
fn values(fact: &Fact, see: &See<'_>) -> Vec<String> {
    let t = see.look.t;
    let currency = see.terminal.setup.currency;
    match fact {
        Fact::Started { version } => vec![version.clone()],
        Fact::OperatorSet { operator, by, .. } | Fact::SignedOut { operator, by } => whose(t, *operator, *by),
        Fact::LanguageChosen { operator, .. }
        | Fact::SignInFailed { operator }
        | Fact::SignedIn { operator, .. }
        | Fact::GuessCounted { operator }
        | Fact::Locked { operator }
        | Fact::Resumed { operator } => vec![operator.to_string()],
        Fact::OperatorEnrolled(enrolled) => vec![enrolled.operator.to_string()],
        Fact::Unlocked { operator, by } | Fact::OperatorApproved { operator, by } => whose(t, *operator, Some(*by)),
        Fact::RoleGiven { operator, role, by } => {
            let mut words = vec![operator.to_string(), role_name(t, role.as_str()).into_owned()];
            words.push(by_whom(t, *by));
            words
        }
        Fact::Approved { operator, approver, kind, amount, .. } => {
            vec![operator.to_string(), name(t, *kind), money(*amount, currency), by_whom(t, *approver)]
        }
        Fact::ApprovalRefused { operator, kind, amount } => {
            vec![operator.to_string(), name(t, *kind), money(*amount, currency)]
        }
        Fact::ApprovalAnswered { asked, approver } => {
            vec![asked.terminal.to_string(), name(t, asked.kind), money(asked.amount, currency), by_whom(t, *approver)]
        }
        Fact::RosterTaken { serial, by, .. } => {
            [Some(serial.to_string()), by.map(|by| by_whom(t, by))].into_iter().flatten().collect()
        }
        Fact::ParameterSet { name, by, .. } => vec![parameter_name(t, *name).into_owned(), by_whom(t, *by)],
        Fact::RatesConfirmed { by } | Fact::DrawerOpened { by } | Fact::TerminalReleased { by } => {
            vec![by_whom(t, *by)]
        }
        Fact::Clock(ClockNote::Confirmed { by }) => by.iter().map(|by| by_whom(t, *by)).collect(),
        Fact::FloatSet { float, by } => vec![money(*float, currency), by_whom(t, *by)],
        Fact::CashMoved(moved) => {
            vec![money(moved.amount, currency), slip::reason_text(t, &moved.reason).into_owned(), by_whom(t, moved.by)]
        }
        Fact::CashCounted { by, .. } => vec![by_whom(t, *by)],
        Fact::Seat(seat) => seat_values(t, seat),
        Fact::BasketChanged { basket, by, .. } => vec![basket.to_string(), by_whom(t, *by)],
        Fact::BasketPaid(paid) => vec![paid.basket.to_string(), money(paid.total, currency)],
        Fact::GoodsBack { basket, .. } => vec![basket.to_string()],
        Fact::Bill(BillFact::Opened(bill)) => vec![bill.no.to_string(), money(bill.total, bill.currency)],
        Fact::Bill(BillFact::Turned { bill, by, .. }) => vec![bill.to_string(), by_whom(t, *by)],
        Fact::Bill(BillFact::Closed { bill, .. }) => vec![bill.to_string()],
        Fact::SegmentsLetGo(kept) => vec![kept.sequence.to_string()],
        Fact::TailCut { bytes } => vec![bytes.to_string()],
        _ => values_of_host(fact, t),
    }
}

/// The values of what has to do with transactions and the host.
fn values_of_host(fact: &Fact, t: &Texts) -> Vec<String> {
    match fact {
        Fact::StanTaken { stan } => vec![stan.to_string()],
        Fact::SignedOn { batch, .. } => vec![batch.to_string()],
        Fact::Began(txn) => began(txn, t),
        Fact::Concluded { txn, state, host, .. } => {
            let code = host.as_ref().map(|host| host.code.to_string());
            [Some(txn.stan.to_string()), state_name(t, *state), code].into_iter().flatten().collect()
        }
        Fact::ReversalOwed { txn, .. }
        | Fact::Stored { txn, .. }
        | Fact::ReversalTried { txn }
        | Fact::ReversalAcknowledged { txn, .. }
        | Fact::ReversalUnresolved { txn, .. }
        | Fact::CardSealed { txn, .. }
        | Fact::Seen { txn }
        | Fact::Printed { txn } => vec![txn.stan.to_string()],
        Fact::UnresolvedClosed { txn, by, .. } => vec![txn.stan.to_string(), by_whom(t, *by)],
        Fact::ParcelDue { txn, parcel, .. }
        | Fact::ParcelTried { txn, parcel, .. }
        | Fact::ParcelNotSent { txn, parcel }
        | Fact::ParcelEnded { txn, parcel, .. } => vec![parcel_text(t, *parcel).into_owned(), txn.stan.to_string()],
        Fact::Refusal(Refusal::Reversal { txn, code }) => vec![txn.stan.to_string(), code.to_string()],
        Fact::Refusal(Refusal::Settlement { code }) => vec![code.to_string()],
        Fact::Refusal(Refusal::AskedAgain { by } | Refusal::Left { by }) => vec![by_whom(t, *by)],
        Fact::Refusal(Refusal::ClosedAlone { by, code }) => vec![code.to_string(), by_whom(t, *by)],
        Fact::SettlementBegan(settlement) => vec![settlement.batch.to_string()],
        Fact::ZReported { report } => vec![report.number.to_string()],
        Fact::SettlementCalled { day } => vec![day.to_string()],
        Fact::DetailsUploaded { stans } => vec![stans.len().to_string()],
        Fact::DetailsRefused { stans, code } => vec![stans.len().to_string(), code.to_string()],
        Fact::Settled { batch, .. } => vec![batch.to_string()],
        _ => Vec::new(),
    }
}

fn began(txn: &Transaction, t: &Texts) -> Vec<String> {
    vec![txn.txn.stan.to_string(), name(t, txn.kind), money(txn.amount, txn.currency)]
}

/// Who, and what was ordered.
fn seat_values(t: &Texts, seat: &SeatFact) -> Vec<String> {
    let mut words: Vec<String> = seat.by.iter().map(ToString::to_string).collect();
    words.push(seat.guest.to_string());
    if let SeatAct::Command { command } = &seat.act {
        words.extend(command_text(t, command).map(Cow::into_owned));
    }
    words
}

/// What a command is called; its details stand in the fact that it leads to.
fn command_text(t: &Texts, command: &str) -> Option<Cow<'static, str>> {
    let is = |start: &str| command.starts_with(start);
    Some(match command {
        "sign-on" => t.fact_signed_on(),
        "download" => t.downloads_title(),
        "settlement again" => t.fact_asked_again(),
        "settlement left" => t.fact_settlement_left(),
        "restart" => t.seat_restart(),
        "no restart" => t.fact_no_restart(),
        _ if is("parameter ") => t.fact_parameter_set(),
        _ if is("close ") => t.fact_unresolved_closed(),
        _ if is("training fault ") || is("no training faults") => t.faults_title(),
        _ => return None,
    })
}

fn name(t: &Texts, kind: crate::domain::Kind) -> String {
    slip::kind_name(kind)(t).into_owned()
}

fn money(amount: Amount, currency: Currency) -> String {
    amount.display(currency).to_string()
}

fn whose(t: &Texts, operator: OperatorNo, by: Option<OperatorNo>) -> Vec<String> {
    let by = by.map(|by| by_whom(t, by));
    [Some(operator.to_string()), by].into_iter().flatten().collect()
}

fn by_whom(t: &Texts, operator: OperatorNo) -> String {
    t.fact_by(operator.to_string()).into_owned()
}

/// What a transaction can end with by itself; the others have facts of their own.
fn state_name(t: &Texts, state: State) -> Option<String> {
    let text = match state {
        State::Approved => t.state_void_approved(),
        State::Declined => t.state_declined(),
        State::NotSent => t.state_not_sent(),
        _ => return None,
    };
    Some(text.into_owned())
}
