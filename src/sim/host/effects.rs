//! What an approved trade does to the one that it is about, and how that is undone.

use super::{BookEntry, BookState, Books, books::Key, kinds::Trade};
use crate::domain::Amount;

/// Does to the original what an approval means for it.
pub(super) fn apply(books: &mut Books, entry: &BookEntry) {
    use Trade::*;
    let amount = entry.amount;
    match entry.kind {
        Void | QrVoid | LoadVoid | PreAuthVoid => set(books, entry.original, BookState::Voided),
        CompletionVoid => {
            set(books, entry.original, BookState::Voided);
            set(books, pre_auth_of(books, entry.original), BookState::Approved);
        }
        Completion | CompletionAdvice => set(books, entry.original, BookState::Completed),
        PreAuthAdd => change(books, entry.original, |original| original.added = plus(original.added, amount)),
        Refund | EcashRefund | QrRefund => {
            change(books, entry.original, |original| original.refunded = plus(original.refunded, amount));
        }
        Adjust | TipAdjust => change(books, entry.original, |original| original.adjusted = Some(amount)),
        _ => {}
    }
}

/// Undoes it, when a reversal takes the approval back.
pub(super) fn undo(books: &mut Books, entry: &BookEntry) {
    use Trade::*;
    let amount = entry.amount;
    match entry.kind {
        Void | QrVoid | LoadVoid | PreAuthVoid | Completion => set(books, entry.original, BookState::Approved),
        CompletionVoid => {
            set(books, entry.original, BookState::Approved);
            set(books, pre_auth_of(books, entry.original), BookState::Completed);
        }
        PreAuthAdd => change(books, entry.original, |original| {
            original.added = original.added.checked_sub(amount).unwrap_or(Amount::ZERO);
        }),
        _ => {}
    }
}

/// The pre-authorisation that a completion has used up.
fn pre_auth_of(books: &Books, completion: Option<Key>) -> Option<Key> {
    completion.and_then(|key| books.entries.get(&key)).and_then(|entry| entry.original)
}

fn set(books: &mut Books, key: Option<Key>, state: BookState) {
    change(books, key, |original| original.state = state);
}

fn change(books: &mut Books, key: Option<Key>, how: impl FnOnce(&mut BookEntry)) {
    if let Some(original) = key.and_then(|key| books.entries.get_mut(&key)) {
        how(original);
    }
}

fn plus(sum: Amount, more: Amount) -> Amount {
    sum.checked_add(more).unwrap_or(Amount::MAX)
}
