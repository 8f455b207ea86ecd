use super::*;
use crate::domain::{Amount, Currency, DeliveryEnd, Entry, Kind, Original, Pan, Parcel, Record, ResponseCode, Rrn};

const AT: WallTime = WallTime(1);

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}

fn transaction(book: &Book, kind: Kind, state: State, minor: u64) -> Transaction {
    let txn = TxnRef { batch: book.batch, stan: book.free_stan() };
    Transaction {
        state,
        entry: Entry::Manual,
        pan: Pan::new("6228480000000001234").unwrap().masked(),
        ..Transaction::begun(txn, kind, (amount(minor), Currency::Cny), OperatorNo::SUPERVISOR, AT)
    }
}

fn begin(book: &mut Book, txn: Transaction) -> TxnRef {
    let name = txn.txn;
    book.apply(AT, &Fact::Began(Box::new(txn))).unwrap();
    name
}

fn stored(book: &mut Book, kind: Kind, minor: u64, original: Option<TxnRef>) -> TxnRef {
    let mut txn = transaction(book, kind, State::Stored, minor);
    txn.original = original.map(|txn| Original { txn: Some(txn), ..Original::default() });
    let name = begin(book, txn);
    book.apply(AT, &Fact::ParcelDue { txn: name, parcel: Parcel::Advice, content: String::new() }).unwrap();
    name
}

fn ended(txn: TxnRef, end: DeliveryEnd) -> Fact {
    Fact::ParcelEnded { txn, parcel: Parcel::Advice, end, host: None }
}

fn code(text: &str) -> ResponseCode {
    text.parse().unwrap()
}

#[test]
fn a_checkpoint_is_read_back_as_it_was() {
    let mut book = Book::default();
    let txn = transaction(&book, Kind::Sale, State::Pending, 100);
    begin(&mut book, txn);
    stored(&mut book, Kind::Offline, 500, None);
    let record = Record { at: AT, facts: vec![Fact::Checkpoint(Box::new(book))] };
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
}

#[test]
fn what_is_stored_counts_until_the_host_refuses_it() {
    let mut book = Book::default();
    let kept = stored(&mut book, Kind::Offline, 500, None);
    let refused = stored(&mut book, Kind::Offline, 70, None);
    assert_eq!(book.totals().debit().amount, amount(570));
    book.apply(AT, &ended(kept, DeliveryEnd::Accepted(code("00")))).unwrap();
    book.apply(AT, &ended(refused, DeliveryEnd::Refused(code("30")))).unwrap();
    assert_eq!(book.totals().debit().amount, amount(500));
    assert_eq!(book.owing(Parcel::Advice).count(), 0);
    // What has ended has ended.
    assert!(matches!(book.apply(AT, &ended(kept, DeliveryEnd::GivenUp)), Err(BookError::NoParcel { .. })));
}

#[test]
fn an_adjustment_counts_in_place_of_its_original() {
    let mut book = Book::default();
    let original = stored(&mut book, Kind::Offline, 500, None);
    let adjustment = stored(&mut book, Kind::Adjust, 450, Some(original));
    assert_eq!((book.totals().debit().amount, book.totals().debit().count), (amount(450), 1));
    book.apply(AT, &ended(adjustment, DeliveryEnd::Refused(code("25")))).unwrap();
    assert_eq!(book.totals().debit().amount, amount(500));
}

#[test]
fn one_that_was_given_up_on_still_counts() {
    let mut book = Book::default();
    let offline = stored(&mut book, Kind::Offline, 500, None);
    book.apply(AT, &ended(offline, DeliveryEnd::GivenUp)).unwrap();
    assert_eq!(book.find(offline).unwrap().state, State::Stored);
    assert_eq!(book.totals().debit().amount, amount(500));
}

#[test]
fn a_refund_without_an_answer_is_closed_by_what_a_person_found() {
    for (found, counts) in [(State::Reversed, 0), (State::Approved, 1)] {
        let mut book = Book::default();
        let refund = transaction(&book, Kind::Refund, State::Pending, 100);
        let refund = begin(&mut book, refund);
        book.apply(AT, &Fact::ReversalUnresolved { txn: refund, host: None }).unwrap();
        book.apply(AT, &Fact::UnresolvedClosed { txn: refund, by: OperatorNo::SUPERVISOR, found }).unwrap();
        assert_eq!(book.totals().credit().count, counts, "{found:?}");
    }
}

#[test]
fn a_void_takes_its_original_with_it() {
    let mut book = Book::default();
    let completion = transaction(&book, Kind::Completion, State::Pending, 100);
    let completion = begin(&mut book, completion);
    let host = crate::domain::HostResult {
        code: code("00"),
        rrn: Some("000000000017".parse::<Rrn>().unwrap()),
        auth_code: None,
        time: None,
        acquirer: None,
        settlement_date: None,
        institutions: None,
        scheme: None,
        texts: Vec::new(),
    };
    let approved =
        |txn| Fact::Concluded { txn, state: State::Approved, host: Some(host.clone()), chip: None, extra: None };
    book.apply(AT, &approved(completion)).unwrap();
    assert_eq!(book.find(completion).unwrap().voidable_by(), Some(Kind::CompletionVoid));
    let mut void = transaction(&book, Kind::CompletionVoid, State::Pending, 100);
    void.original = Some(Original { txn: Some(completion), ..Original::default() });
    let void = begin(&mut book, void);
    book.apply(AT, &approved(void)).unwrap();
    assert_eq!(book.find(completion).unwrap().state, State::Voided);
    assert_eq!((book.totals().debit().count, book.totals().credit().count), (1, 1));
}
