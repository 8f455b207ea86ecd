//! Folders, transactions and random days for the tests of the ledger.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use keytill::{
    domain::{operator::PasswordHash, *},
    ledger::{Ledger, Opened, Options, Page, Query},
};
use tempfile::TempDir;

pub const PAN: &str = "6228480000000001234";
pub const NOON: WallTime = WallTime(1_769_061_909_000);
pub const ALL: Page = Page { offset: 0, limit: 10_000 };

/// A data folder of its own, which is not there yet. It goes at the end.
pub struct Folder {
    data: PathBuf,
    _around: TempDir,
}

impl Folder {
    pub fn new() -> Folder {
        let around = tempfile::tempdir().unwrap();
        Folder { data: around.path().join("data"), _around: around }
    }

    pub fn path(&self) -> &Path {
        &self.data
    }

    /// A copy of everything in it.
    pub fn copy(&self) -> Folder {
        let to = Folder::new();
        copy(&self.data, &to.data);
        to
    }

    pub fn segment(&self, number: u32) -> PathBuf {
        self.data.join("journal").join(format!("{number:08}.seg"))
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn open(dir: &Path) -> Opened {
    Ledger::open(dir, &Options::new(NOON)).unwrap()
}

pub fn operator(text: &str) -> OperatorNo {
    text.parse().unwrap()
}

pub fn secret() -> CardSecret {
    CardSecret::Card { pan: Pan::new(PAN).unwrap(), expiry: Some(Expiry::new("3012").unwrap()) }
}

pub fn host(number: u32) -> HostResult {
    HostResult {
        code: "00".parse().unwrap(),
        rrn: Some(format!("{number:012}").parse().unwrap()),
        auth_code: Some("123456".parse().unwrap()),
        time: Some(HostTime { date: "0122".into(), time: "140509".into() }),
        acquirer: None,
        settlement_date: Some("0122".into()),
        institutions: Some(("01030000".into(), "48020000".into())),
        scheme: Some("CUP".into()),
        texts: vec!["谢谢惠顾".into()],
    }
}

/// A transaction with the book's next free STAN.
pub fn transaction(book: &Book, kind: Kind, minor: u64, at: WallTime) -> Transaction {
    let txn = TxnRef { batch: book.batch, stan: book.free_stan() };
    let money = (Amount::from_minor(minor).unwrap(), Currency::Cny);
    let by = operator(if minor.is_multiple_of(2) { "01" } else { "02" });
    Transaction {
        entry: Entry::Chip,
        pin: PinUse::Entered,
        pan: Pan::new(PAN).unwrap().masked(),
        pan_in_request: true,
        card_sequence: Some(1),
        // Amounts of whole days alone; the others are about sizes and places in the journal.
        items: (0..if minor > 100 { minor % 3 } else { 0 })
            .filter_map(|n| ItemNo::try_from(100 + n as u32).ok())
            .collect(),
        ..Transaction::begun(txn, kind, money, by, at)
    }
}

/// Commits and lets the index follow.
pub fn commit(ledger: &mut Ledger, facts: Vec<Fact>) -> u64 {
    let done = ledger.commit(NOON, facts, Vec::new()).unwrap();
    ledger.index_pending().unwrap();
    done.sequence
}

/// One approved sale, in two commits.
pub fn sale(ledger: &mut Ledger, minor: u64) -> TxnRef {
    let at = WallTime(NOON.0 + minor as i64);
    let txn = transaction(ledger.book(), Kind::Sale, minor, at);
    let name = txn.txn;
    ledger.commit(at, vec![Fact::Began(Box::new(txn))], vec![(name, secret())]).unwrap();
    commit(ledger, vec![approved(name)]);
    name
}

pub fn approved(txn: TxnRef) -> Fact {
    let host = host(txn.batch.get() * 1000 + txn.stan.get());
    Fact::Concluded { txn, state: State::Approved, host: Some(host), chip: None, extra: None }
}

pub fn settle(ledger: &mut Ledger) {
    let facts = settlement(ledger.book());
    commit(ledger, facts);
    let batch = ledger.book().batch;
    commit(ledger, vec![slip(batch), Fact::Settled { batch, next: batch.next() }]);
}

/// The slip of a settlement, which is kept until the next one.
pub fn slip(batch: BatchNo) -> Fact {
    let line = receipt::Line::Centred(format!("结算单 {batch}"), receipt::Size::Large);
    Fact::SettlementSlip { receipt: Box::new(receipt::Receipt { lines: vec![line, receipt::Line::Cut] }) }
}

/// The figures of the batch that is closed.
pub fn z_report(book: &Book) -> Fact {
    let figures = keytill::report::count(book.transactions.values(), UtcOffset::default()).unwrap();
    let (number, batch, began) = (book.next_z(), book.batch, book.batch_began);
    Fact::ZReported { report: Box::new(ZReport { number, batch, began, closed: NOON, figures }) }
}

pub fn settlement(book: &Book) -> Vec<Fact> {
    let settlement = Settlement {
        batch: book.batch,
        stan: book.free_stan(),
        totals: book.totals(),
        began: NOON,
        stage: SettlementStage::Asked,
        refused: None,
    };
    vec![Fact::SettlementBegan(settlement), Fact::SettlementMoved { stage: SettlementStage::Balanced }]
}

/// Something that may happen next, chosen by two numbers.
pub fn legal(book: &Book, choice: u8, detail: u8) -> (WallTime, Vec<Fact>) {
    let at = WallTime(NOON.0 + i64::from(choice) * 1000 + i64::from(detail));
    (at, legal_facts(book, choice, detail, at))
}

fn legal_facts(book: &Book, choice: u8, detail: u8, at: WallTime) -> Vec<Fact> {
    let pick = |wanted: fn(&Transaction) -> bool| {
        let found: Vec<_> = book.transactions.values().filter(|t| wanted(t)).collect();
        found.get(usize::from(detail) % found.len().max(1)).map(|t| (*t).clone())
    };
    let batch = book.batch;
    let one = operator("01");
    if choice.is_multiple_of(16) {
        return vec![
            Fact::OperatorSet {
                operator: one,
                password: PasswordHash(format!("$argon2id${detail}")),
                by: None,
                tracked: true,
            },
            Fact::SignInFailed { operator: one },
            Fact::LanguageChosen { operator: one, lang: Lang::En },
        ];
    }
    match choice % 16 {
        1 => vec![Fact::StanTaken { stan: book.free_stan() }],
        2 => vec![Fact::SignedOn { batch, host_time: None }],
        3 if book.settlement.is_some() => vec![
            Fact::DetailsUploaded { stans: book.transactions.keys().copied().take(3).collect() },
            slip(batch),
            z_report(book),
            Fact::Settled { batch, next: batch.next() },
        ],
        3 => settlement(book),
        4 => {
            let Some(original) = pick(Transaction::can_be_voided) else { return Vec::new() };
            let rrn = original.host.as_ref().unwrap().rrn.clone().unwrap();
            let mut void = transaction(book, Kind::Void, original.amount.minor(), at);
            void.original = Some(Original { txn: Some(original.txn), rrn: Some(rrn), ..Original::default() });
            let name = void.txn;
            vec![Fact::Began(Box::new(void)), approved(name)]
        }
        5 => pick(Transaction::counts).map(|t| vec![Fact::Printed { txn: t.txn }]).unwrap_or_default(),
        6..=9 => vec![Fact::Began(Box::new(transaction(book, Kind::Sale, u64::from(detail) + 1, at)))],
        10 | 11 => pick(|t| t.state == State::Pending).map(|t| vec![approved(t.txn)]).unwrap_or_default(),
        12 => pick(|t| t.state == State::Pending)
            .map(|t| vec![Fact::Concluded { txn: t.txn, state: State::Declined, host: None, chip: None, extra: None }])
            .unwrap_or_default(),
        13 => pick(|t| t.state == State::Pending)
            .map(|t| {
                let reason = ReversalReason::NoAnswer;
                vec![Fact::ReversalOwed { txn: t.txn, reason, host: None, chip: None }]
            })
            .unwrap_or_default(),
        14 => pick(|t| t.state == State::Reversing)
            .map(|t| vec![Fact::ReversalTried { txn: t.txn }, Fact::ReversalUnresolved { txn: t.txn, host: None }])
            .unwrap_or_default(),
        _ => pick(|t| t.state == State::Reversing)
            .map(|t| vec![Fact::ReversalAcknowledged { txn: t.txn, host: host(1) }])
            .unwrap_or_default(),
    }
}

fn operator_of_another(row: &Transaction) -> OperatorNo {
    if row.operator == operator("01") { operator("02") } else { operator("01") }
}

/// All pieces of a search.
pub fn found(ledger: &mut Ledger, search: &Search, limit: usize) -> Vec<Transaction> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let piece = ledger.search(search, after, limit).unwrap();
        assert!(piece.rows.len() <= limit);
        rows.extend(piece.rows);
        after = piece.next;
        if after.is_none() {
            return rows;
        }
    }
}

/// What the index must answer, kept the simple way.
#[derive(Clone, Default)]
pub struct Model(pub BTreeMap<TxnRef, Transaction>);

impl Model {
    /// Takes in the facts as a book of its own would.
    pub fn follow(&mut self, book: &mut Book, at: WallTime, facts: &[Fact]) {
        for fact in facts {
            if matches!(fact, Fact::Settled { .. }) {
                self.0.extend(book.transactions.values().map(|t| (t.txn, t.clone())));
            }
            book.apply(at, fact).unwrap();
        }
        self.0.extend(book.transactions.values().map(|t| (t.txn, t.clone())));
    }

    fn newest_first(&self, fits: impl Fn(&Transaction) -> bool) -> Vec<Transaction> {
        let mut rows: Vec<_> = self.0.values().filter(|t| fits(t)).cloned().collect();
        rows.sort_by_key(|t| std::cmp::Reverse((t.began, t.txn)));
        rows
    }

    /// Searches by each field of each transaction, alone and with others, and in pieces.
    fn check_searches(&self, ledger: &mut Ledger, from: WallTime, until: WallTime) {
        let any = Search::default();
        let mut searches = vec![any.clone(), Search { span: Some((from, until)), ..any.clone() }];
        searches.push(Search { span: Some((until, from)), ..any.clone() });
        for row in self.0.values().step_by(3) {
            let rrn = row.host.as_ref().and_then(|host| host.rrn.clone());
            let (operator, last_four) = (Some(row.operator), LastFour::of(row));
            let by_rrn = Search { rrn, ..any.clone() };
            let by_amount = Search { amount: Some(row.amount), ..any.clone() };
            searches.extend([
                Search { voucher: Some(row.txn.stan), ..any.clone() },
                Search { operator, ..any.clone() },
                Search { product: row.items.first().copied(), span: Some((from, until)), ..any.clone() },
                Search { product: row.items.last().copied(), ..any.clone() },
                Search { last_four, span: Some((from, row.began)), ..any.clone() },
                Search { operator, span: Some((from, until)), ..by_amount.clone() },
                Search { operator: Some(operator_of_another(row)), ..by_rrn.clone() },
                by_rrn,
                by_amount,
            ]);
        }
        searches.push(Search { last_four: Some("0000".parse().unwrap()), ..any });
        for search in searches {
            for limit in [2, 1000] {
                assert_eq!(found(ledger, &search, limit), self.newest_first(|t| search.fits(t)), "{search:?}");
            }
        }
    }

    /// Asks every kind of question and compares.
    pub fn check(&self, ledger: &mut Ledger) {
        let mut ask = |query: Query| ledger.query(&query).unwrap();
        assert_eq!(ask(Query::Last { limit: 10_000 }), self.newest_first(|_| true));
        for number in ["01", "02"].map(operator) {
            let rows = ask(Query::Operator { operator: number, page: ALL });
            assert_eq!(rows, self.newest_first(|t| t.operator == number));
        }
        let (from, until) = (WallTime(NOON.0 + 1000), WallTime(NOON.0 + 100_000));
        let day = ask(Query::Day { from, until, page: ALL });
        assert_eq!(day, self.newest_first(|t| t.began >= from && t.began < until));
        self.check_searches(ledger, from, until);
        let mut ask = |query: Query| ledger.query(&query).unwrap();
        let batches: std::collections::BTreeSet<_> = self.0.keys().map(|t| t.batch).collect();
        for batch in batches {
            let rows: Vec<_> = self.0.values().filter(|t| t.txn.batch == batch).rev().cloned().collect();
            assert_eq!(ask(Query::Batch { batch, page: ALL }), rows);
            let page = Page { offset: 1, limit: 2 };
            let part: Vec<_> = rows.iter().skip(1).take(2).cloned().collect();
            assert_eq!(ask(Query::Batch { batch, page }), part);
        }
        for row in self.0.values() {
            let TxnRef { batch, stan } = row.txn;
            assert_eq!(ask(Query::Stan { batch, stan }), vec![row.clone()]);
            if let Some(rrn) = row.host.as_ref().and_then(|h| h.rrn.clone()) {
                let same = |t: &&Transaction| t.host.as_ref().and_then(|h| h.rrn.as_ref()) == Some(&rrn);
                let rows: Vec<_> = self.0.values().filter(same).rev().cloned().collect();
                assert_eq!(ask(Query::Rrn(rrn.clone())), rows);
            }
        }
    }
}

/// A ledger with a settled batch and a sale after it, closed in good order: its book, and all rows of its index.
pub fn closed_with_sales(folder: &Folder) -> (Book, Vec<Transaction>) {
    let mut ledger = open(folder.path()).ledger;
    for minor in 1..=4 {
        sale(&mut ledger, minor);
    }
    settle(&mut ledger);
    sale(&mut ledger, 5);
    let kept = (ledger.book().clone(), ledger.query(&NEWEST).unwrap());
    ledger.close().unwrap();
    kept
}

/// The newest transactions of all.
pub const NEWEST: Query = Query::Last { limit: 100 };
