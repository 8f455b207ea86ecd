//! Events and effects as lines of text, for stories and tables.

use crate::{
    acquirer::Request,
    app::{Effect, Event, Ground, Query},
    domain::{Amount, BillFact, ClockNote, Currency, DeliveryEnd, Download, Fact, Kind, Parcel, Refusal, Stan, State},
    flow::{Input, Work},
    orders::What,
    reader::{HostWord, Order, PinPolicy, TapOffer},
};

/// An effect in a few words.
pub fn effect_text(effect: &Effect) -> String {
    match effect {
        Effect::Do(work) => work_text(work),
        Effect::Find(_, Query::Batch(batch, _)) => format!("find batch {batch}"),
        Effect::Find(_, Query::These(txns)) => {
            txns.iter().fold("find voucher".into(), |text, txn| format!("{text} {}", txn.stan))
        }
        Effect::Find(_, Query::Search(..)) => "search".into(),
        Effect::Find(_, Query::Survey(..)) => "sum the last days".into(),
        Effect::Audit(..) => "audit".into(),
        Effect::CheckPassword { ground, .. } => format!("check password: {}", ground_text(ground)),
        Effect::HashPassword { ground, .. } => format!("hash password: {}", ground_text(ground)),
        Effect::KeepStock(records) => format!("count {} products", records.len()),
        Effect::KeepProduct(_, record) => format!("keep product {}", record.product.no),
        Effect::ChangeCustomer(_, change) => format!("customer {change:?}"),
        Effect::ReadRoster(..) => "read roster".into(),
        // What is asked there may be about people.
        Effect::AskOffice(ground, _) => format!("ask the enrolment service: {ground:?}"),
        Effect::FeedPaper => "feed paper".into(),
        Effect::PresentCard(place) => format!("present card {place}"),
        Effect::PayShown(_, when) => format!("customer pays {when:?}").to_lowercase(),
        Effect::TrainingFaults(Some(order)) => format!("fault {} x {}", order.fault.name(), order.count),
        Effect::TrainingFaults(None) => "no faults".into(),
        Effect::KeepBlackBox(_) => "keep the black box".into(),
        Effect::Bell(_) => "bell".into(),
        Effect::Say(saying) => format!("say {:?}: {}", saying.ending, saying.line),
        Effect::Restart => "restart".into(),
        Effect::SwitchWorld => "switch world".into(),
        Effect::Quit => "quit".into(),
    }
}

fn ground_text(ground: &Ground) -> String {
    match ground {
        Ground::SignIn(who) => format!("sign-in of {who}"),
        Ground::Approve(kind, who) => format!("{} by {who}", kind_text(*kind)),
        Ground::ApproveStep(who) => format!("step of a basket by {who}"),
        Ground::NewPassword(who) => format!("new one of {who}"),
        Ground::Resume(who) => format!("lock by {who}"),
        Ground::TakeOver(who) => format!("taking over by {who}"),
        Ground::Enrol(who) => format!("first one of {who}"),
    }
}

fn work_text(work: &Work) -> String {
    match work {
        Work::Commit { facts, .. } => {
            format!("save {}", facts.iter().map(fact_text).collect::<Vec<_>>().join(" + "))
        }
        Work::Unseal(txns) => {
            format!("unseal {}", txns.iter().map(|t| t.stan.to_string()).collect::<Vec<_>>().join(" "))
        }
        Work::Ask(request) => format!("ask {}", request_text(request)),
        Work::Tables(..) => "tables for the reader".into(),
        Work::Read(order) => format!("read {}", order_text(order)),
        Work::AskGateway(txn, ask) => format!("gateway: {} {}", gateway_text(&ask.what), txn.stan),
        Work::AskPrinter => "ask the printer".into(),
        Work::Print(job) => {
            let text = format!("{:?}", job.receipt);
            let copy = if text.contains("DUPLICATE") { " copy" } else { "" };
            format!("print{copy} {}", job.txn.map_or("slip".into(), |t| t.stan.to_string()))
        }
    }
}

fn gateway_text(what: &What) -> &'static str {
    match what {
        What::Create { .. } => "open",
        What::Query => "look at",
        What::Close => "close",
        What::Refund { .. } => "refund",
    }
}

fn money(amount: Amount) -> String {
    amount.display(Currency::Cny).to_string()
}

fn order_text(order: &Order) -> String {
    match order {
        Order::Begin(begin) if begin.tap == TapOffer::Closed => format!("a card for {}, no tap", money(begin.amount)),
        Order::Begin(begin) => format!("a card for {}", money(begin.amount)),
        Order::Authorise(a) if a.pin == PinPolicy::Ask => "PIN".into(),
        Order::Authorise(_) => "no PIN".into(),
        Order::Complete(c) => match c.word {
            HostWord::Approved => "completion: approved".into(),
            HostWord::Declined => "completion: declined".into(),
            HostWord::NoHost => "completion: no host".into(),
        },
        Order::Release => "let the card go".into(),
        Order::Cancel => "cancel".into(),
    }
}

/// A message to the host in a few words.
pub fn request_text(request: &Request) -> String {
    match request {
        Request::SignOn { .. } => "sign-on".into(),
        Request::SignOff { .. } => "sign-off".into(),
        Request::Echo { .. } => "echo".into(),
        Request::Financial(f) => {
            format!("{} {} {}", kind_text(f.kind), f.stan, money(f.amount))
        }
        Request::Reversal(r) => format!("reversal {} {}", r.stan, r.reason.code()),
        Request::Settle { batch, totals, .. } => format!(
            "settlement {batch}: {} x {}, {} x {}",
            totals.debit().count,
            money(totals.debit().amount),
            totals.credit().count,
            money(totals.credit().amount)
        ),
        Request::UploadStripe { details, .. } => {
            format!("stripe details {}", details.iter().map(|d| d.stan.to_string()).collect::<Vec<_>>().join(" "))
        }
        Request::UploadChip { detail, .. } => format!("chip detail {}", detail.stan),
        Request::Script(n) => format!("script notice of {}", n.original.stan),
        Request::Enquiry(e) => format!("enquiry {} after {}", e.stan, e.original.stan),
        Request::Signature(s) => format!("signature of {}", s.txn.stan),
        Request::Manage(m) => format!("manage {}", m.code),
        Request::MasterKey { step, .. } => format!("master key {step:?}").to_lowercase(),
        Request::UploadNotice(f) => format!("notice {} {}", kind_text(f.kind), f.stan),
        Request::UploadEnd { uploaded, .. } => format!("end of upload of {uploaded}"),
    }
}

/// A fact in a few words.
pub fn fact_text(fact: &Fact) -> String {
    match fact {
        Fact::Started { .. } => "start".into(),
        Fact::OperatorSet { operator, .. } => format!("password of {operator}"),
        Fact::LanguageChosen { operator, lang } => format!("language {lang:?} of {operator}"),
        Fact::SignInFailed { operator } => format!("wrong password of {operator}"),
        Fact::SignedIn { operator, .. } => format!("{operator} in"),
        Fact::OperatorEnrolled(enrolled) => format!("{} given to somebody new", enrolled.operator),
        Fact::SignedOut { operator, by: None } => format!("{operator} out"),
        Fact::SignedOut { operator, by: Some(by) } => format!("{operator} out by {by}"),
        Fact::DrawerOpened { by } => format!("drawer opened by {by}"),
        Fact::GuessCounted { operator } => format!("guess at {operator}"),
        Fact::TerminalReleased { by } => format!("terminal released by {by}"),
        Fact::Locked { operator } => format!("{operator} locked"),
        Fact::Resumed { operator } => format!("{operator} goes on"),
        Fact::Approved { operator, approver, kind, from_afar, .. } => {
            let from = if *from_afar { " from afar" } else { "" };
            format!("{} of {operator} approved by {approver}{from}", kind_text(*kind))
        }
        Fact::ApprovalRefused { operator, kind, .. } => format!("{} of {operator} not approved", kind_text(*kind)),
        Fact::ApprovalAnswered { asked, approver } => {
            format!("{approver} approves {} at {}", kind_text(asked.kind), asked.terminal)
        }
        Fact::Unlocked { operator, by } => format!("{operator} unlocked by {by}"),
        Fact::RoleGiven { operator, role, by } => format!("{operator} is {} by {by}", role.as_str()),
        Fact::OperatorApproved { operator, by } => format!("{operator} approved by {by}"),
        Fact::RosterTaken { serial, .. } => format!("roster {serial}"),
        Fact::StanTaken { stan } => format!("number {stan}"),
        Fact::SignedOn { batch, .. } => format!("signed on, batch {batch}"),
        Fact::Began(t) => {
            let stored = if t.state == State::Stored { " stored" } else { "" };
            format!("{} {} {}{stored}", kind_text(t.kind), t.txn.stan, money(t.amount))
        }
        Fact::Concluded { txn, state, .. } => match state {
            State::Approved => format!("{} approved", txn.stan),
            State::Declined => format!("{} declined", txn.stan),
            State::NotSent => format!("{} not sent", txn.stan),
            other => format!("{} {other:?}", txn.stan),
        },
        Fact::ReversalOwed { txn, reason, .. } => format!("{} owes reversal {}", txn.stan, reason.code()),
        Fact::ReversalTried { txn } => format!("{} tries reversal", txn.stan),
        Fact::Refusal(Refusal::Reversal { txn, code }) => format!("{} reversal refused {code}", txn.stan),
        Fact::Refusal(refusal) => format!("{refusal:?}").to_lowercase(),
        Fact::ReversalAcknowledged { txn, .. } => format!("{} reversed", txn.stan),
        Fact::ReversalUnresolved { txn, .. } => format!("{} unresolved", txn.stan),
        Fact::UnresolvedClosed { txn, by, found: State::Reversed } => format!("{} closed by {by}", txn.stan),
        Fact::UnresolvedClosed { txn, by, found } => format!("{} closed by {by}: {found:?}", txn.stan),
        Fact::Stored { txn, .. } => format!("{} stored", txn.stan),
        Fact::ParcelDue { txn, parcel, .. } => format!("{} owes {}", txn.stan, parcel_text(*parcel)),
        Fact::ParcelTried { txn, parcel, .. } => format!("{} tries {}", txn.stan, parcel_text(*parcel)),
        Fact::ParcelNotSent { txn, parcel } => format!("{} has not sent {}", txn.stan, parcel_text(*parcel)),
        Fact::ParcelEnded { txn, parcel, end, .. } => {
            let end = match end {
                DeliveryEnd::Accepted(_) => "delivered".to_owned(),
                DeliveryEnd::Refused(code) => format!("refused with {code}"),
                DeliveryEnd::GivenUp => "given up".to_owned(),
            };
            format!("{} {} {end}", txn.stan, parcel_text(*parcel))
        }
        Fact::HostData(download) => format!("download {}", download_text(download)),
        Fact::CardSealed { txn, .. } => format!("{} sealed", txn.stan),
        Fact::Seen { txn } => format!("{} seen", txn.stan),
        Fact::Printed { txn } => format!("{} printed", txn.stan),
        Fact::SettlementBegan(s) => format!("settlement of {}", s.batch),
        Fact::SettlementMoved { stage } => format!("settlement {stage:?}").to_lowercase(),
        Fact::SettlementCounted { totals } => {
            format!("settlement counted: {} x {}", totals.debit().count, money(totals.debit().amount))
        }
        Fact::SettlementCalled { day } => format!("settlement of day {day}"),
        Fact::DetailsUploaded { stans } => format!("uploaded {}", stans_text(stans)),
        Fact::DetailsRefused { stans, code } => format!("refused {} with {code}", stans_text(stans)),
        Fact::SettlementSlip { .. } => "slip kept".into(),
        Fact::ZReported { report } => format!("Z report {}", report.number),
        Fact::Settled { batch, next } => format!("{batch} settled, next {next}"),
        Fact::RatesSet { table } => format!("rates {}", table.name),
        Fact::ParameterSet { name, to, by, .. } => format!("{} is {to:?} by {by}", name.code()),
        Fact::FloatSet { float, by } => format!("float of {} by {by}", float.minor()),
        Fact::CashMoved(moved) => format!("{} {:?} by {}", money(moved.amount), moved.way, moved.by).to_lowercase(),
        Fact::Bill(BillFact::Opened(bill)) => format!("bill {} of {}", bill.no, money(bill.total)),
        Fact::Bill(BillFact::Turned { bill, course, .. }) => format!("bill {bill} {course:?}").to_lowercase(),
        Fact::Bill(BillFact::Closed { bill, end }) => format!("bill {bill} ends {end:?}").to_lowercase(),
        Fact::CashCounted { count, by, .. } => {
            format!("{by} counted {:?}", count.sum().map(crate::domain::Amount::minor))
        }
        Fact::RatesConfirmed { by } => format!("rates confirmed by {by}"),
        Fact::Clock(ClockNote::Watched) => "clock watched".into(),
        Fact::Clock(ClockNote::Confirmed { by }) => format!("clock confirmed by {by:?}"),
        Fact::Seat(seat) => format!("seat of {}, {:?}: {:?}", seat.guest, seat.by, seat.act),
        Fact::Checkpoint(_) => "checkpoint".into(),
        Fact::SegmentsLetGo(kept) => format!("segments before {} let go", kept.segment),
        Fact::BasketChanged { basket, change, .. } => format!("basket {basket}: {change:?}"),
        Fact::BasketPaid(paid) => format!("basket {} paid, {} lines", paid.basket, paid.lines.len()),
        Fact::GoodsBack { basket, .. } => format!("goods of basket {basket} back"),
        Fact::TailCut { .. } => "tail cut".into(),
    }
}

fn stans_text(stans: &[Stan]) -> String {
    stans.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The name of a kind as the journal has it, with blanks.
pub fn kind_text(kind: Kind) -> String {
    serde_json::to_string(&kind).unwrap_or_default().trim_matches('"').replace('_', " ")
}

fn parcel_text(parcel: Parcel) -> &'static str {
    match parcel {
        Parcel::Script => "script notice",
        Parcel::Advice => "advice",
        Parcel::Signature => "signature",
    }
}

fn download_text(download: &Download) -> String {
    match download {
        Download::Parameters { values } => format!("of {} parameters", values.len()),
        Download::Contactless { values } => format!("of {} contactless parameters", values.len()),
        Download::CaKey { key } => format!("of key {}", key.name()),
        Download::CaKeysListed { names } => format!("of a list of {} keys", names.len()),
        Download::Aid { aid } => format!("of application {}", aid.aid),
        Download::AidsListed { names } => format!("of a list of {} applications", names.len()),
        Download::Bins { list, entries } => format!("of {} entries of {list:?}", entries.len()),
    }
}

/// An event in a few words.
pub fn event_text(event: &Event) -> String {
    match event {
        // Long, and partly secret.
        Event::Flow(Input::Unsealed(_)) => "Unsealed".into(),
        Event::Flow(Input::Host(answer)) => match answer.as_ref() {
            Ok(answer) => format!("Host({})", answer.code),
            Err(fault) => format!("Host({fault})"),
        },
        Event::Found(_, rows) => format!("Found {:?}", rows.as_ref().map(Vec::len)),
        other => format!("{other:?}"),
    }
}
