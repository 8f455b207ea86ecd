//! Batches that are there already: records as the ledger has them, with their sealed cards.

use keytill::{
    domain::{
        AuthCode, Delivery, Entry, Extra, HostResult, HostTime, Kind, Lang, Original, Pan, Parcel, PinUse, Rrn, State,
        Transaction, hex, transaction::ChipTags,
    },
    flow::{Setup, Terminal, Work},
};

use super::{Till, words};

/// An approved record of batch 1 over `stan` minor units, as its kind and card leave it.
pub fn record(stan: u32, kind: Kind, entry: Entry) -> Transaction {
    let chip = matches!(entry, Entry::Chip | Entry::Tap)
        .then(|| ChipTags { request: hex::encode(&words::with_pin().tags), ..ChipTags::default() });
    let code = words::approved().code;
    let host = HostResult {
        code,
        rrn: Some(format!("{stan:012}").parse::<Rrn>().unwrap()),
        auth_code: Some("A1B2C3".parse::<AuthCode>().unwrap()),
        time: Some(HostTime { date: "0122".into(), time: "140512".into() }),
        acquirer: Some("03080000".into()),
        settlement_date: Some("0122".into()),
        institutions: None,
        scheme: Some("CUP".into()),
        texts: Vec::new(),
    };
    let money = (words::amount(stan.into()), words::setup().currency);
    Transaction {
        state: State::Approved,
        entry,
        pan: Pan::new(words::PAN).unwrap().masked(),
        pan_in_request: true,
        original: original(kind),
        chip,
        host: Some(host),
        seen: true,
        printed: 1,
        ..Transaction::begun(words::txn(1, stan), kind, money, words::operator("01"), words::NOON)
    }
}

fn original(kind: Kind) -> Option<Original> {
    let original = Original {
        txn: None,
        rrn: Some("000000000017".parse().unwrap()),
        auth_code: Some("A1B2C3".parse().unwrap()),
        date: Some("0121".parse().unwrap()),
        voucher: None,
    };
    (!matches!(kind, Kind::Sale | Kind::Offline)).then_some(original)
}

/// The same by a foreign card.
pub fn foreign(mut record: Transaction) -> Transaction {
    record.host.as_mut().unwrap().scheme = Some("VIS".into());
    record.extra.scheme = Some("VIS".into());
    record
}

/// The same, of which something has to go up.
pub fn owing(mut record: Transaction, parcel: Parcel, content: &str) -> Transaction {
    if parcel == Parcel::Advice {
        record.state = State::Stored;
        record.host = None;
    }
    let delivery =
        Delivery { parcel, since: words::NOON, tries: 0, end: None, stan: None, content: content.to_owned() };
    record.deliveries.push(delivery);
    record
}

/// An offline settlement that the host has not heard of.
pub fn untold(stan: u32) -> Transaction {
    owing(record(stan, Kind::Offline, Entry::Manual), Parcel::Advice, "")
}

/// A sale by chip whose issuer script is still to be told.
pub fn scripted(stan: u32) -> Transaction {
    owing(record(stan, Kind::Sale, Entry::Chip), Parcel::Script, "9F3602000995050000000000DF3105AA01020304")
}

/// A sale whose signature is still to go up.
pub fn signed(stan: u32) -> Transaction {
    owing(record(stan, Kind::Sale, Entry::Swipe), Parcel::Signature, "97BEFF")
}

impl Till {
    /// A till that was switched on with this batch on its disk. Its host has not answered the sign-on yet, and answers
    /// nothing by itself.
    pub fn with_batch(setup: Setup, batch: impl IntoIterator<Item = Transaction>) -> Till {
        let mut book = words::book();
        book.transactions = batch.into_iter().collect();
        book.batch_began = (!book.transactions.is_empty()).then_some(words::NOON);
        let mut till = Till::new(setup, book, Lang::En, (80, 24));
        till.disk.seal_all();
        till.hold_host().start().sign_in("01");
        till.forget()
    }

    /// Does something that no screen does.
    pub fn flow<T>(&mut self, act: impl FnOnce(&mut Terminal, keytill::domain::Now, &mut Vec<Work>) -> T) -> T {
        let mut work = Vec::new();
        let now = self.now();
        let result = act(&mut self.model.terminal, now, &mut work);
        self.carry_out(work.into_iter().map(keytill::app::Effect::Do).collect());
        self.settle_down();
        result
    }

    /// What was asked of the host since the last look.
    pub fn asked(&mut self) -> Vec<String> {
        self.effects().iter().filter_map(|e| e.strip_prefix("ask ")).map(str::to_owned).collect()
    }

    /// A friendly host answers whatever is asked within so many seconds, each after a delay.
    pub fn friendly(&mut self, seconds: u64, delay: std::time::Duration) -> &mut Till {
        let end = self.now().mono + std::time::Duration::from_secs(seconds);
        while self.now().mono < end {
            match self.question.clone() {
                Some(question) => {
                    self.advance(delay);
                    self.host(words::polite(&question));
                }
                None => drop(self.pass(std::time::Duration::from_millis(500))),
            }
        }
        self
    }
}
