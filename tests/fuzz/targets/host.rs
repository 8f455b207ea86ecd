//! Both ends of the host's line: what a host answers to a terminal, and what a terminal asks the training host, which
//! `keytill host-sim` also lets other terminals do.

use keytill::{
    acquirer::{
        CardData, Financial, Manage, Profile, Request, Scribe, Tmk, keys::ClearKey, mac, message::ManageType, unpack,
    },
    domain::{
        Amount, BatchNo, Book, Currency, Entry, Fact, Kind, Pan, PinUse, Record, Stan, State, Totals, Track2,
        Transaction, TxnRef,
    },
    flow::{PrintKey, Terminal, slip},
    iso8583::{Message, UNIONPAY, mac_input},
    printer::{Paper, escpos, text},
    sim::{
        host::{Host, HostClock, Reaction},
        world::setting,
    },
};

/// The card of all questions.
const PAN: &str = "6228480000000001234";
/// Transport header and message header.
const HEADERS: [u8; 11] = [0x60, 0, 3, 0, 0, 0x61, 0x31, 0, 0x31, 0, 0];
/// No more messages than this on one line.
const MESSAGES: usize = 32;

/// An answer: the first byte says to which question, the second is the host's order in the header. Once as a frame from the line, with all its
/// checks, and once behind them. What is made of it can be recorded, read again, and printed.
pub fn answer(data: &[u8]) {
    let [which, order, message @ ..] = data else { return };
    let request = questions().swap_remove(usize::from(*which) % questions().len());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut scribe = Scribe::new(Profile::default(), Tmk::software(setting::TMK), None);
    let frame = [&HEADERS[..], message].concat();
    if let Ok(Some(read)) = runtime.block_on(scribe.read(&request, &frame)) {
        assert!(!request.has_mac() || !read.code.is_approval(), "an approval without a key to check its MAC");
    }
    let Ok(message) = Message::parse(&UNIONPAY, message) else { return };
    let Ok(answer) = unpack::answer(&request, &message, *order) else { return };
    assert!(!format!("{answer:?}").contains(PAN) || message.describe().contains(PAN));
    let mut txn = transaction();
    txn.host = Some(answer.result.clone());
    let record = Record { at: setting::START, facts: vec![Fact::Began(Box::new(txn.clone()))] };
    let json = serde_json::to_vec(&record).expect("what a host says can be recorded");
    let again: Record = serde_json::from_slice(&json).expect("what was recorded can be read");
    assert!(again.facts == record.facts, "a fact changed by being recorded");
    let terminal = Terminal::new(setting::setup(), Book::default(), PrintKey::new([7; 64]));
    let receipt = slip::transaction(&terminal, &txn, slip::Copy::First);
    for width in [1, 32, 40, 48] {
        let shown = text::render(&receipt, width);
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "a control character on a slip");
    }
    for paper in [Paper::Mm58, Paper::Mm80] {
        assert!(!escpos::encode(&receipt, &escpos::Device { paper, ..escpos::Device::default() }).is_empty());
    }
}

/// What was asked.
fn questions() -> Vec<Request> {
    let (stan, batch) = (Stan::FIRST, BatchNo::FIRST);
    let operator = "01".parse().expect("two digits");
    let manage = |mti, code| Request::Manage(Manage { mti, batch, code, body: None });
    let trade = |kind| {
        let card = CardData {
            entry: Entry::Swipe,
            pan: Some(pan()),
            expiry: None,
            sequence: None,
            track2: Track2::new(&format!("{PAN}=30122010000000000")).ok(),
            pin_block: None,
            chip: Vec::new(),
            code: None,
        };
        let (currency, extra) = (Currency::Cny, Default::default());
        Request::Financial(Box::new(Financial {
            kind,
            stan,
            batch,
            amount: sum(),
            currency,
            card,
            original: None,
            extra,
        }))
    };
    vec![
        Request::SignOn { stan, batch, operator },
        Request::SignOff { stan, batch },
        Request::Echo { batch },
        trade(Kind::Sale),
        trade(Kind::Balance),
        trade(Kind::PreAuth),
        trade(Kind::Instalment),
        trade(Kind::Void),
        manage(ManageType::Network, "370"),
        manage(ManageType::Notice, "372"),
        Request::Settle { stan, batch, totals: Totals::default(), currency: Currency::Cny, operator },
    ]
}

fn pan() -> Pan {
    Pan::new(PAN).expect("19 digits")
}

fn sum() -> Amount {
    Amount::from_minor(100).expect("a small sum")
}

fn transaction() -> Transaction {
    let txn = TxnRef { batch: BatchNo::FIRST, stan: Stan::FIRST };
    let operator = "01".parse().expect("two digits");
    Transaction {
        state: State::Approved,
        entry: Entry::Chip,
        pin: PinUse::Entered,
        pan: pan().masked(),
        pan_in_request: true,
        card_sequence: Some(1),
        ..Transaction::begun(txn, Kind::Sale, (sum(), Currency::Cny), operator, setting::START)
    }
}

/// Questions to the training host, after a sign-on: each message behind two bytes of length, with the right MAC where it has
/// field 64 and the first bit of the length is not set. The host lives, and whatever it answers can be read.
pub fn asked(data: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut host = Host::new(setting::host()).expect("nothing is on disk");
    let clock = HostClock(setting::START.civil(Default::default()));
    let scribe = Scribe::new(Profile::default(), Tmk::software(setting::TMK), None);
    let sign_on = runtime.block_on(scribe.write(&questions()[0])).expect("a sign-on");
    let Reaction::Answer(signed_on) = host.answer(&sign_on[2..], clock) else { panic!("no answer to a sign-on") };
    let key = mac_key(&signed_on[HEADERS.len()..]).expect("keys in the answer to a sign-on");
    let mut rest = data;
    for _ in 0..MESSAGES {
        let [high, low, tail @ ..] = rest else { break };
        let length = (usize::from(*high & 0x7F) << 8 | usize::from(*low)).min(tail.len());
        let (message, left) = tail.split_at(length);
        rest = left;
        let message = if high & 0x80 == 0 { sealed(message, &key) } else { message.to_vec() };
        let frames = match host.answer(&[&HEADERS[..], &message].concat(), clock) {
            Reaction::Answer(frame) | Reaction::AnswerLate(frame, _) => vec![frame],
            Reaction::Answers(frames) => frames,
            Reaction::Silence | Reaction::Drop | Reaction::Raw(_) => Vec::new(),
        };
        for frame in frames {
            let read = frame.get(HEADERS.len()..).map(|message| Message::parse(&UNIONPAY, message));
            assert!(matches!(read, Some(Ok(_))), "an answer that cannot be read: {read:?}");
        }
    }
}

fn mac_key(signed_on: &[u8]) -> Option<ClearKey> {
    let message = Message::parse(&UNIONPAY, signed_on).ok()?;
    ClearKey::Double(setting::TMK).unwrap_key(message.bytes(62)?.get(20..28)?)
}

fn sealed(message: &[u8], key: &ClearKey) -> Vec<u8> {
    let sealed = Message::parse(&UNIONPAY, message).ok().filter(|message| message.has(64)).and_then(|message| {
        let mut packed = message.pack(&UNIONPAY).ok()?;
        let code = mac::unionpay_ecb(key, mac_input(&packed));
        let at = packed.len() - code.len();
        packed[at..].copy_from_slice(&code);
        Some(packed)
    });
    sealed.unwrap_or_else(|| message.to_vec())
}
