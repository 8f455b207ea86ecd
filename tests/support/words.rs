//! What the outside may say, ready made: cards, answers of the host, faults of the line.

use std::time::Duration;

use keytill::{
    acquirer::{Answer, Finding, Findings, LinkFault, Request, WorkingKey, WorkingKeys},
    domain::{
        Amount, AuthCode, BatchNo, Book, Currency, Entry, Expiry, Fact, HostResult, HostTime, Lang, OperatorNo, Pan,
        PinBlock, ResponseCode, RosterEntry, Rrn, ShopKey, Stan, Track2, TxnRef, UtcOffset, WallTime,
        operator::PasswordHash,
    },
    flow::{Demand, OrderRules, Rules, Setup},
    reader::{Authorised, Capabilities, Completed, DeviceInfo, MacHelp, Outcome, PinEntry, Presented, Report},
    sim::world::setting,
};

pub const PAN: &str = "6228480000000001234";

/// 2026-01-22 14:05:09 in China.
pub const NOON: WallTime = WallTime(1_769_061_909_000);

/// The key of approvals from afar.
pub fn shop_key() -> ShopKey {
    ShopKey::read("0a1b2c3d".repeat(8).as_bytes()).unwrap()
}

/// The box of the simulated shop, but for what these tests are about.
pub fn setup() -> Setup {
    Setup {
        terminal: "99999906".parse().unwrap(),
        merchant: "123456789012345".parse().unwrap(),
        approval_key: Some(shop_key()),
        rules: Rules::default(),
        code_enquiry: Demand::No,
        orders: Some(OrderRules { seconds: 180, give_up: Duration::from_secs(1800) }),
        same_sale: Duration::ZERO,
        data: "/var/lib/keytill".into(),
        ..setting::setup()
    }
}

/// The passwords that every till of the tests has; a "hash" is the password itself behind a mark.
pub use keytill::sim::world::setting::{PEOPLE as PASSWORDS, hash};

/// A book with the operators and nothing else.
pub fn book() -> Book {
    let mut book = Book::default();
    for (number, digits) in PASSWORDS {
        let fact = Fact::OperatorSet {
            operator: operator(number),
            password: hash(digits),
            by: Some(OperatorNo::ADMINISTRATOR),
            tracked: true,
        };
        book.apply(NOON, &fact).unwrap();
    }
    book
}

/// Operator 05, whom several terminals know.
pub fn shared_operator() -> RosterEntry {
    RosterEntry {
        operator: operator("05"),
        name: "张三".parse().unwrap(),
        role: None,
        mobile: None,
        active: true,
        password: Some(hash("2580")),
        reset: false,
        first: false,
        approve_before: None,
    }
}

pub fn operator(number: &str) -> OperatorNo {
    number.parse().unwrap()
}

pub fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}

pub fn txn(batch: u32, stan: u32) -> TxnRef {
    TxnRef { batch: BatchNo::try_from(batch).unwrap(), stan: Stan::try_from(stan).unwrap() }
}

// Cards

fn presented(entry: Entry, has_chip: bool) -> Presented {
    let label = matches!(entry, Entry::Chip | Entry::Tap).then(|| "UnionPay Credit".into());
    Presented { entry, pan: Some(Pan::new(PAN).unwrap()), label, has_chip }
}

pub fn chip() -> Presented {
    presented(Entry::Chip, true)
}

pub fn tap() -> Presented {
    presented(Entry::Tap, true)
}

pub fn stripe() -> Presented {
    presented(Entry::Swipe, false)
}

/// The stripe of a card that has a chip.
pub fn stripe_of_chip_card() -> Presented {
    presented(Entry::Swipe, true)
}

fn authorised(pin: Option<PinBlock>, tags: &[u8]) -> Authorised {
    Authorised {
        outcome: Outcome::GoOnline,
        pan: Pan::new(PAN).unwrap(),
        track2: Some(Track2::new("6228480000000001234=30122010000000000").unwrap()),
        expiry: Some(Expiry::new("3012").unwrap()),
        sequence: Some(1),
        pin_block: pin,
        tags: tags.to_vec(),
    }
}

/// Tags 9F26, 9F36, 95 and 9F10 of a first cryptogram.
const TAGS: &[u8] =
    &[0x9F, 0x26, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0x9F, 0x36, 2, 0, 9, 0x95, 5, 0, 0, 0, 0, 0, 0x9F, 0x10, 4, 7, 1, 1, 3];

/// A chip that wants to go online, with a PIN.
pub fn with_pin() -> Authorised {
    authorised(Some(PinBlock::new(&[7; 8])), TAGS)
}

/// A chip that wants to go online, without a PIN.
pub fn without_pin() -> Authorised {
    authorised(None, TAGS)
}

/// A stripe with a PIN.
pub fn stripe_with_pin() -> Authorised {
    Authorised { sequence: None, ..authorised(Some(PinBlock::new(&[7; 8])), &[]) }
}

/// A stripe without a PIN.
pub fn stripe_without_pin() -> Authorised {
    Authorised { sequence: None, ..authorised(None, &[]) }
}

/// A chip that approves by itself.
pub fn approved_offline() -> Authorised {
    Authorised { outcome: Outcome::ApprovedOffline, ..without_pin() }
}

/// A chip that declines by itself.
pub fn declined_offline() -> Authorised {
    Authorised { outcome: Outcome::DeclinedOffline, ..with_pin() }
}

/// The card's last word.
pub fn completed(approved: bool) -> Report {
    Report::Completed(Completed { approved, tags: vec![0x9F, 0x10, 4, 7, 2, 2, 4], script_results: Vec::new() })
}

pub fn reader_up() -> Report {
    Report::Up(DeviceInfo {
        model: "PAD 1".into(),
        serial: "0001".into(),
        version: "2.20".into(),
        capabilities: full_pad(),
    })
}

// The host

pub fn answer(code: &str) -> Answer {
    Answer {
        code: code.parse().unwrap(),
        result: HostResult {
            code: code.parse::<ResponseCode>().unwrap(),
            rrn: None,
            auth_code: None,
            time: Some(HostTime { date: "0122".into(), time: "140512".into() }),
            acquirer: Some("03080000".into()),
            settlement_date: Some("0122".into()),
            institutions: Some(("01020000".into(), "03080000".into())),
            scheme: Some("CUP".into()),
            texts: Vec::new(),
        },
        host_time: Some(HostTime { date: "0122".into(), time: "140512".into() }),
        batch: None,
        chip: Vec::new(),
        keys: None,
        finding: None,
        body: Vec::new(),
        balance: None,
        voucher: None,
        terms: None,
        order: 0,
    }
}

/// An approval with reference number and authorisation code.
pub fn approved() -> Answer {
    let mut answer = answer("00");
    answer.result.rrn = Some("000000000017".parse::<Rrn>().unwrap());
    answer.result.auth_code = Some("A1B2C3".parse::<AuthCode>().unwrap());
    answer
}

/// The same, with an order for the terminal in the header.
pub fn with_order(answer: Answer, order: u8) -> Answer {
    Answer { order, ..answer }
}

/// The answer to a sign-on.
pub fn signed_on(batch: BatchNo) -> Answer {
    let keys = WorkingKeys {
        pin: WorkingKey { under_tmk: vec![1; 16] },
        check_values: ("82E13665".into(), "8CA64DE9".into()),
    };
    Answer { batch: Some(batch), keys: Some(keys), ..answer("00") }
}

pub fn finding(finding: Finding) -> Answer {
    findings(finding, finding)
}

/// What the host found of domestic and of foreign cards.
pub fn findings(domestic: Finding, foreign: Finding) -> Answer {
    Answer { finding: Some(Findings { domestic, foreign }), ..answer("00") }
}

/// What a friendly host says to anything that moves no money.
pub fn polite(request: &Request) -> Answer {
    match request {
        Request::SignOn { batch, .. } => signed_on(*batch),
        Request::Settle { .. } => finding(Finding::Balanced),
        _ => answer("00"),
    }
}

pub fn no_answer() -> LinkFault {
    LinkFault::NoAnswer { seconds: 60 }
}

pub fn broken() -> LinkFault {
    LinkFault::Broken { reason: "connection reset".into() }
}

pub fn garbled() -> LinkFault {
    LinkFault::Garbled { reason: "field 4 is not a number".into() }
}

pub fn unreachable() -> LinkFault {
    LinkFault::Unreachable { address: "192.0.2.1:8000".into(), reason: "connection refused".into() }
}

pub fn lang_name(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhCn => "zh-CN",
        Lang::En => "en",
    }
}

/// A pad that can do everything that a trade needs.
fn full_pad() -> Capabilities {
    let display = Some((2, 16));
    let (pin, mac) = (PinEntry::MasterKey, MacHelp::Blocks);
    Capabilities { contact: true, contactless: true, stripe: true, pin, mac, display, ..Capabilities::default() }
}
