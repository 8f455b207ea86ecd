//! Effects as lines of text, for tables.

use keytill::{
    acquirer::Request,
    app::{Effect, Ground, Query},
    domain::{Amount, Currency, Fact, Kind, State},
    flow::Work,
    reader::{HostWord, Order, PinPolicy, TapOffer},
};

pub fn effect_text(effect: &Effect) -> String {
    match effect {
        Effect::Do(work) => work_text(work),
        Effect::Find(_, Query::Batch(batch, _)) => format!("find batch {batch}"),
        Effect::Find(_, Query::Voucher(_, stan)) => format!("find voucher {stan}"),
        Effect::CheckPassword { ground, .. } => format!("check password: {}", ground_text(ground)),
        Effect::HashPassword { ground, .. } => format!("hash password: {}", ground_text(ground)),
        Effect::FeedPaper => "feed paper".into(),
        Effect::PresentCard(place) => format!("present card {place}"),
        Effect::Bell(_) => "bell".into(),
        Effect::SwitchWorld => "switch world".into(),
        Effect::Quit => "quit".into(),
    }
}

fn ground_text(ground: &Ground) -> String {
    match ground {
        Ground::SignIn(who) => format!("sign-in of {who}"),
        Ground::Void(txn, who) => format!("void of {} by {who}", txn.stan),
        Ground::NewPassword(who) => format!("new one of {who}"),
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
        Work::Read(order) => format!("read {}", order_text(order)),
        Work::Print(job) => {
            let text = format!("{:?}", job.receipt);
            let copy = if text.contains("COPY") { " copy" } else { "" };
            format!("print{copy} {}", job.txn.map_or("slip".into(), |t| t.stan.to_string()))
        }
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
        Order::Cancel => "cancel".into(),
    }
}

pub fn request_text(request: &Request) -> String {
    match request {
        Request::SignOn { .. } => "sign-on".into(),
        Request::SignOff { .. } => "sign-off".into(),
        Request::Echo { .. } => "echo".into(),
        Request::Financial(f) => {
            let kind = if f.kind == Kind::Sale { "sale" } else { "void" };
            format!("{kind} {} {}", f.stan, money(f.amount))
        }
        Request::Reversal(r) => format!("reversal {} {}", r.stan, r.reason.code()),
        Request::Settle { batch, totals, .. } => format!(
            "settlement {batch}: {} x {}, {} x {}",
            totals.sale.count,
            money(totals.sale.amount),
            totals.void.count,
            money(totals.void.amount)
        ),
        Request::UploadStripe { details, .. } => {
            format!("stripe details {}", details.iter().map(|d| d.stan.to_string()).collect::<Vec<_>>().join(" "))
        }
        Request::UploadChip { detail, .. } => format!("chip detail {}", detail.stan),
        Request::UploadEnd { uploaded, .. } => format!("end of upload of {uploaded}"),
    }
}

pub fn fact_text(fact: &Fact) -> String {
    match fact {
        Fact::Started { .. } => "start".into(),
        Fact::OperatorSet { operator, .. } => format!("password of {operator}"),
        Fact::LanguageChosen { operator, lang } => format!("language {lang:?} of {operator}"),
        Fact::SignInFailed { operator } => format!("wrong password of {operator}"),
        Fact::SignedIn { operator } => format!("{operator} in"),
        Fact::SignedOut { operator } => format!("{operator} out"),
        Fact::Unlocked { operator, by } => format!("{operator} unlocked by {by}"),
        Fact::StanTaken { stan } => format!("number {stan}"),
        Fact::SignedOn { batch, .. } => format!("signed on, batch {batch}"),
        Fact::Began(t) => {
            let kind = if t.kind == Kind::Sale { "sale" } else { "void" };
            format!("{kind} {} {}", t.txn.stan, money(t.amount))
        }
        Fact::Concluded { txn, state, .. } => match state {
            State::Approved => format!("{} approved", txn.stan),
            State::Declined => format!("{} declined", txn.stan),
            State::NotSent => format!("{} not sent", txn.stan),
            other => format!("{} {other:?}", txn.stan),
        },
        Fact::ReversalOwed { txn, reason, .. } => format!("{} owes reversal {}", txn.stan, reason.code()),
        Fact::ReversalTried { txn } => format!("{} tries reversal", txn.stan),
        Fact::ReversalAcknowledged { txn, .. } => format!("{} reversed", txn.stan),
        Fact::ReversalUnresolved { txn, .. } => format!("{} unresolved", txn.stan),
        Fact::UnresolvedClosed { txn, by } => format!("{} closed by {by}", txn.stan),
        Fact::CardSealed { txn, .. } => format!("{} sealed", txn.stan),
        Fact::Seen { txn } => format!("{} seen", txn.stan),
        Fact::Printed { txn } => format!("{} printed", txn.stan),
        Fact::SettlementBegan(s) => format!("settlement of {}", s.batch),
        Fact::SettlementMoved { stage } => format!("settlement {stage:?}").to_lowercase(),
        Fact::DetailsUploaded { stans } => {
            format!("uploaded {}", stans.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        }
        Fact::Settled { batch, next } => format!("{batch} settled, next {next}"),
        Fact::Checkpoint(_) => "checkpoint".into(),
        Fact::TailCut { .. } => "tail cut".into(),
    }
}
