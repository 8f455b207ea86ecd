//! What a printed receipt must say: read from its lines by labels and amounts of its own, so that a receipt that is put together
//! wrongly is not believed because the program put it together.

use crate::{
    domain::{
        Amount, Book, Currency, Entry, Kind, Stan, State, Transaction,
        receipt::{Line, Receipt},
    },
    sim::host::Trade,
};

/// Whether a receipt says of a transaction what the journal says of it.
///
/// # Errors
/// Which line is missing or wrong.
pub fn is_so(record: &Transaction, receipt: &Receipt) -> Result<(), String> {
    let host = record.host.as_ref();
    let base = record.amount.checked_sub(record.extra.tip.unwrap_or(Amount::ZERO)).unwrap_or(record.amount);
    let must_have = [
        ("BATCH NO.", Some(format!("{:06}", record.txn.batch.get()))),
        ("VOUCHER NO.", Some(format!("{:06}", record.txn.stan.get()))),
        ("AMOUNT", (record.currency == Currency::Cny).then(|| format!("CNY {}", yuan(base)))),
        ("REF. NO.", host.and_then(|host| host.rrn.as_ref()).map(ToString::to_string)),
        ("AUTH NO.", host.and_then(|host| host.auth_code.as_ref()).map(ToString::to_string)),
    ];
    for (label, value) in must_have.into_iter().filter_map(|(label, value)| Some((label, value?))) {
        let said: Vec<&str> = values(receipt, label).collect();
        if said.is_empty() || said.iter().any(|said| *said != value) {
            return Err(format!("the receipt of {} says {said:?} for {label}, and it is {value}", record.txn.stan));
        }
    }
    if let Some(wrong) = values(receipt, "CARD NO.").find(|said| *said != record.pan.to_string()) {
        return Err(format!("the receipt of {} names the card {wrong}", record.txn.stan));
    }
    let kind = word(record.kind, record.entry);
    match values(receipt, "TYPE").find(|said| !said.ends_with(&format!("({kind})"))) {
        Some(wrong) => Err(format!("the receipt of {} says {wrong}, and it is {kind}", record.txn.stan)),
        None => Ok(()),
    }
}

/// Whether the receipt of a whole sale adds up: its parts stand, each with its amount, and together they are its total. Other slips
/// are not looked at.
///
/// # Errors
/// What does not add up.
pub fn adds_up(book: &Book, receipt: &Receipt) -> Result<(), String> {
    let Some(sale) = values(receipt, "SALE NO.").next() else { return Ok(()) };
    let mut sum = Amount::ZERO;
    for (stan, said) in receipt.lines.iter().filter_map(part) {
        let record = book.transactions.get(&stan).filter(|t| matches!(t.state, State::Approved | State::Stored));
        let record = record.ok_or_else(|| format!("the receipt of sale {sale} names {stan}, which does not stand"))?;
        if said != format!("CNY {}", yuan(record.amount)) {
            return Err(format!("the receipt of sale {sale} says {said} of {stan}, the journal {:?}", record.amount));
        }
        sum = sum.checked_add(record.amount).unwrap_or(Amount::MAX);
    }
    let total: Vec<&str> = values(receipt, "TOTAL").collect();
    let right = format!("CNY {}", yuan(sum));
    if total == [right.as_str()] {
        Ok(())
    } else {
        Err(format!("the parts of sale {sale} are {right}, it says {total:?}"))
    }
}

/// A row of a part: how it was paid, its voucher number, its amount.
fn part(line: &Line) -> Option<(Stan, &str)> {
    let Line::Pair(label, value, _) = line else { return None };
    let digits = label.rsplit(' ').next().filter(|word| word.len() == 6)?;
    Some((digits.parse().ok()?, value))
}

/// The values behind a label.
fn values<'a>(receipt: &'a Receipt, label: &str) -> impl Iterator<Item = &'a str> {
    let label = format!("({label})");
    receipt.lines.iter().filter_map(move |line| match line {
        Line::Pair(text, value, _) if text.ends_with(&label) => Some(value.as_str()),
        _ => None,
    })
}

/// An amount as people read it: `1,234.50`.
pub fn yuan(amount: Amount) -> String {
    let (major, minor) = (amount.minor() / 100, amount.minor() % 100);
    let digits = major.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    format!("{}.{minor:02}", groups.join(","))
}

/// What a receipt calls a transaction in English (Q/CUP 007-2006, chapter 13, and words of our own where it has none). A machine
/// of another mind wrote this list, not the program's texts.
fn word(kind: Kind, entry: Entry) -> &'static str {
    match (kind, entry) {
        (Kind::Sale, Entry::Code) => "Code payment",
        (Kind::Sale, Entry::ShownCode) => "Shown-code sale",
        (Kind::Refund, Entry::Code | Entry::ShownCode) => "Code refund",
        (Kind::Sale, Entry::Cash) => "Cash sale",
        (Kind::Void, Entry::Cash) => "Cash void",
        (Kind::Refund, Entry::Cash) => "Cash refund",
        (Kind::Sale, _) => "SALE",
        (Kind::Void, _) => "VOID",
        (Kind::Refund, _) => "REFUND",
        (Kind::PreAuth, _) => "AUTH",
        (Kind::PreAuthAdd, _) => "ADD-AUTH",
        (Kind::PreAuthVoid, _) => "CANCEL",
        (Kind::Completion, _) => "AUTH COMPLETE",
        (Kind::CompletionAdvice, _) => "AUTH SETTLEMENT",
        (Kind::CompletionVoid, _) => "COMPLETE VOID",
        (Kind::Offline, _) => "OFFLINE",
        (Kind::Adjust, _) => "ADJUST",
        (kind, _) => row(kind),
    }
}

/// Whether the host's name for a trade is the terminal's.
pub fn is_kind(ours: Kind, theirs: Trade) -> bool {
    let named = match theirs {
        Trade::Balance => Kind::Balance,
        Trade::Sale | Trade::QrSale => Kind::Sale,
        Trade::Instalment => Kind::Instalment,
        Trade::Void | Trade::QrVoid => Kind::Void,
        Trade::Refund | Trade::QrRefund => Kind::Refund,
        Trade::PreAuth => Kind::PreAuth,
        Trade::PreAuthAdd => Kind::PreAuthAdd,
        Trade::PreAuthVoid => Kind::PreAuthVoid,
        Trade::Completion => Kind::Completion,
        Trade::CompletionAdvice => Kind::CompletionAdvice,
        Trade::CompletionVoid => Kind::CompletionVoid,
        Trade::OfflineSettlement => Kind::Offline,
        Trade::Adjust => Kind::Adjust,
        Trade::TipAdjust => Kind::Tip,
        Trade::EcashSale => Kind::EcashSale,
        Trade::EcashRefund => Kind::EcashRefund,
        Trade::LoadDesignated => Kind::LoadOwn,
        Trade::LoadOther => Kind::LoadOther,
        Trade::LoadCash => Kind::LoadCash,
        Trade::LoadVoid => Kind::LoadVoid,
    };
    ours == named
}

/// What a settlement slip calls a kind in English, on the same terms.
pub fn row(kind: Kind) -> &'static str {
    match kind {
        Kind::Sale => "Sale",
        Kind::Instalment => "Instalment sale",
        Kind::Void => "Void",
        Kind::Refund => "Refund",
        Kind::PreAuth => "Pre-auth",
        Kind::PreAuthAdd => "Add to pre-auth",
        Kind::PreAuthVoid => "Pre-auth void",
        Kind::Completion => "Completion",
        Kind::CompletionAdvice => "Completion advice",
        Kind::CompletionVoid => "Completion void",
        Kind::Offline => "Offline sale",
        Kind::Adjust => "Adjust",
        Kind::Tip => "Tip",
        Kind::EcashSale => "E-cash sale",
        Kind::EcashRefund => "E-cash refund",
        Kind::LoadOwn => "E-cash load",
        Kind::LoadOther => "E-cash load, other",
        Kind::LoadCash => "E-cash top-up",
        Kind::LoadVoid => "Top-up void",
        Kind::Balance => "Balance",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OperatorNo, TxnRef, WallTime, receipt::Size};

    fn sale() -> Transaction {
        let txn = TxnRef { batch: 12.try_into().unwrap(), stan: 7.try_into().unwrap() };
        let money = (Amount::from_minor(123_456_789).unwrap(), Currency::Cny);
        let begun = Transaction::begun(txn, Kind::Sale, money, OperatorNo::SUPERVISOR, WallTime(0));
        Transaction { entry: Entry::Cash, ..begun }
    }

    fn receipt(pairs: &[(&str, &str)]) -> Receipt {
        let line = |(label, value): &(&str, &str)| Line::Pair(format!("字({label})"), (*value).into(), Size::Normal);
        Receipt { lines: pairs.iter().map(line).collect() }
    }

    #[test]
    fn a_receipt_that_says_something_else_is_not_believed() {
        let right = [
            ("BATCH NO.", "000012"),
            ("VOUCHER NO.", "000007"),
            ("AMOUNT", "CNY 1,234,567.89"),
            ("TYPE", "现金(Cash sale)"),
        ];
        assert_eq!(is_so(&sale(), &receipt(&right)), Ok(()));
        for (at, wrong) in ["000013", "000008", "CNY 1,234,567.98", "现金(Cash void)"].into_iter().enumerate() {
            let mut lines = right;
            lines[at].1 = wrong;
            assert!(is_so(&sale(), &receipt(&lines)).unwrap_err().contains(wrong), "{wrong}");
        }
        assert!(is_so(&sale(), &receipt(&right[1..])).is_err(), "nothing of the batch");
    }

    #[test]
    fn amounts_have_groups_of_three() {
        let read = |minor| yuan(Amount::from_minor(minor).unwrap());
        assert_eq!(
            [read(5), read(99_999), read(100_000), read(100_000_000)],
            ["0.05", "999.99", "1,000.00", "1,000,000.00"]
        );
    }
}
