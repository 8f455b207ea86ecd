//! What the screen told people about money, read from its text, and whether that is so.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{Amount, BatchNo, Book, Parcel, Stan, State, Transaction, TxnRef},
    sim::host::{BookEntry, BookState, Books, Trade},
};

/// One of the three words that a screen has for an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It happened.
    Yes,
    /// It did not.
    No,
    /// Not known.
    Unknown,
}

/// The words of the screen, by what they say. A machine of another mind wrote this list, not the program's texts.
const WORDS: [(&str, Word); 24] = [
    ("APPROVED", Word::Yes),
    ("VOIDED", Word::Yes),
    ("REFUNDED", Word::Yes),
    ("PRE-AUTHORISED", Word::Yes),
    ("COMPLETED", Word::Yes),
    ("LOADED", Word::Yes),
    ("RECORDED", Word::Yes),
    ("NOT PAID", Word::No),
    ("NOT DONE AGAIN", Word::No),
    ("NOT VOIDED", Word::No),
    ("NOT REFUNDED", Word::No),
    ("NOT AUTHORISED", Word::No),
    ("NOT COMPLETED", Word::No),
    ("NOT LOADED", Word::No),
    ("NOT RECORDED", Word::No),
    ("NOT KNOWN - being reversed", Word::Unknown),
    ("NOT KNOWN - reversing", Word::Unknown),
    ("NOT KNOWN - do not refund again", Word::Unknown),
    ("NOT KNOWN - do not charge again", Word::Unknown),
    ("NOT KNOWN - do not try again", Word::Unknown),
    ("NOT KNOWN - being asked", Word::Unknown),
    ("NOT KNOWN, being asked", Word::Unknown),
    ("NOT KNOWN, reversing", Word::Unknown),
    ("NOT KNOWN", Word::Unknown),
];

/// What a screen says of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The word.
    pub word: Word,
    /// How much; none where nothing is said of money.
    pub amount: Option<Amount>,
    /// The voucher number; none for what has no record.
    pub voucher: Option<Stan>,
}

/// Everything that was said, by transaction.
#[derive(Debug, Default)]
pub struct Told(BTreeMap<TxnRef, (Word, Amount)>);

/// Reads a screen; none where it says nothing of an outcome.
pub fn read(screen: &str) -> Option<Saying> {
    let word = screen.lines().find_map(word_of)?;
    let money = screen.lines().map(str::trim).find(|line| line.starts_with('￥') && line.contains("Voucher "));
    let (amount, voucher) = match money {
        Some(line) => (amount_of(line), number_after(line, "Voucher ")),
        None => (None, None),
    };
    Some(Saying { word, amount, voucher })
}

/// A word that stands alone in its row, or behind the name of what was interrupted.
fn word_of(line: &str) -> Option<Word> {
    let line = line.trim();
    let line = line.split_once(": ").map_or(line, |(_, word)| word);
    WORDS.iter().find(|(text, _)| *text == line).map(|(_, word)| *word)
}

fn amount_of(line: &str) -> Option<Amount> {
    let text = line.trim_start_matches('￥').split_whitespace().next()?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Amount::from_minor(digits.parse().ok()?).ok()
}

fn number_after(line: &str, label: &str) -> Option<Stan> {
    let digits: String = line.split_once(label)?.1.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Whether an entry stands in the host's books.
pub fn stands(entry: &BookEntry) -> bool {
    matches!(entry.state, BookState::Approved | BookState::Voided | BookState::Completed)
}

/// Whether one moves money, or holds it.
pub fn moves_money(entry: &BookEntry) -> bool {
    entry.kind != Trade::Balance
}

/// The host's entry of a transaction.
pub fn entry(books: &Books, txn: TxnRef) -> Option<&BookEntry> {
    books.entry(txn.batch.get(), txn.stan.get())
}

impl Told {
    /// Takes in what a screen says, and compares it with both books at this moment.
    ///
    /// # Errors
    /// What is not so.
    pub fn hear(&mut self, saying: Saying, book: &Book, books: &Books) -> Result<(), String> {
        let (Some(stan), Some(amount)) = (saying.voucher, saying.amount) else { return nothing_began(saying, book) };
        let txn = TxnRef { batch: book.batch, stan };
        let Some(record) = book.find(txn) else {
            return Err(format!("the screen speaks of voucher {stan}, which is not durable"));
        };
        if record.amount != amount {
            return Err(format!("the screen says {amount:?} of voucher {stan}, the journal {:?}", record.amount));
        }
        is_so(saying.word, record, entry(books, txn))?;
        // No host has heard of cash, so there is nothing to compare at the end of the day.
        if record.is_cash() {
            return Ok(());
        }
        self.0.insert(txn, (saying.word, amount));
        Ok(())
    }

    /// A person has asked the acquirer what became of it, and knows now.
    pub fn found_out(&mut self, txn: TxnRef, happened: bool) {
        if let Some((word, _)) = self.0.get_mut(&txn) {
            *word = if happened { Word::Yes } else { Word::No };
        }
    }

    /// Whether, at the end of the day, the host's batch is what people were told, one by one. What was recorded first and
    /// then not taken was told as it was recorded; that it was not taken stands on the slip.
    ///
    /// # Errors
    /// What is not so.
    pub fn agrees(&self, batch: BatchNo, books: &Books, not_taken: &BTreeSet<TxnRef>) -> Result<(), String> {
        for theirs in books.of_batch(batch.get()).filter(|entry| moves_money(entry) && stands(entry)) {
            let said = Stan::try_from(theirs.stan).ok().and_then(|stan| self.0.get(&TxnRef { batch, stan }));
            match said {
                Some((Word::Yes, amount)) if *amount == theirs.amount => {}
                other => return Err(format!("the customer is charged, and was told {other:?}: {theirs:?}")),
            }
        }
        for (txn, (word, _)) in self.0.iter().filter(|(txn, _)| txn.batch == batch) {
            let charged = entry(books, *txn).is_some_and(stands);
            if charged != (*word == Word::Yes) && !not_taken.contains(txn) {
                return Err(format!("voucher {} was told {word:?}; the host has {:?}", txn.stan, entry(books, *txn)));
            }
        }
        Ok(())
    }

    /// Forgets a batch that has been settled.
    pub fn forget(&mut self, batch: BatchNo) {
        self.0.retain(|txn, _| txn.batch != batch);
    }
}

/// A word without a voucher is about what never began: nothing has happened, and nothing is under way.
fn nothing_began(saying: Saying, book: &Book) -> Result<(), String> {
    match (saying.word, book.in_flight()) {
        // What could not be recorded may be on the disk all the same; the next start tells.
        (Word::No, None) | (Word::Unknown, _) => Ok(()),
        (Word::No, Some(open)) => Err(format!("the screen says that nothing was paid, and {} is open", open.txn.stan)),
        (Word::Yes, _) => Err("the screen says Yes of no voucher".into()),
    }
}

/// What a word promises of both books.
fn is_so(word: Word, record: &Transaction, theirs: Option<&BookEntry>) -> Result<(), String> {
    let charged = theirs.is_some_and(|entry| stands(entry) && entry.amount == record.amount);
    let so = match word {
        // What was recorded first is told to the host later.
        Word::Yes => {
            record.counts()
                && (charged || (record.is_cash() && theirs.is_none()) || record.delivery(Parcel::Advice).is_some())
        }
        Word::No => {
            !theirs.is_some_and(stands) && matches!(record.state, State::Declined | State::NotSent | State::Reversed)
        }
        Word::Unknown => matches!(record.state, State::Pending | State::Reversing | State::Unresolved),
    };
    if so { Ok(()) } else { Err(format!("the screen says {word:?}, but it is so: {record:?} {theirs:?}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_read_with_its_amount_and_voucher() {
        let screen = " Sale   Operator 01  14:05\n\n        APPROVED\n\n  ￥ 1,012.34  Voucher 000002  Card 1234\n";
        let saying = read(screen).unwrap();
        assert_eq!(saying.word, Word::Yes);
        assert_eq!((saying.amount.unwrap().minor(), saying.voucher.unwrap().get()), (101_234, 2));
    }

    #[test]
    fn a_word_without_a_voucher_is_about_what_never_began() {
        let hear = |word| {
            let saying = Saying { word, amount: None, voucher: None };
            Told::default().hear(saying, &Book::default(), &Books::new(1))
        };
        assert_eq!((hear(Word::No), hear(Word::Unknown)), (Ok(()), Ok(())));
        assert!(hear(Word::Yes).is_err());
    }

    #[test]
    fn what_was_interrupted_is_read_too() {
        let screen = " Sign in\n  Interrupted Sale: NOT KNOWN, reversing\n  ￥ 0.50  Voucher 000007  Card 1234\n";
        let saying = read(screen).unwrap();
        assert_eq!((saying.word, saying.voucher.unwrap().get()), (Word::Unknown, 7));
        assert_eq!(read(" Mode\n 1 Transactions\n"), None);
    }
}
