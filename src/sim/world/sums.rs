//! The totals of a settlement beside those of the host's books.

use crate::{
    domain::{CardClass, KindTotals, Settlement, Side},
    sim::host::{self, Books, HostTotals},
};

/// Both classes of cards together.
pub(super) fn same_totals(ours: &Settlement, books: &Books) -> Result<(), String> {
    let (host, own) = (books.totals(ours.batch.get()), &ours.totals);
    same_sums("all cards", [own.debit(), own.credit()], &host)
}

/// Each class by itself. A terminal that has heard no answer does not always know what the host knows of a card; where the halves
/// differ for that reason, the details have gone up.
pub(super) fn same_halves(ours: &Settlement, books: &Books) -> Result<(), String> {
    [(CardClass::Domestic, host::CardClass::Domestic), (CardClass::Foreign, host::CardClass::Foreign)]
        .into_iter()
        .try_for_each(|(class, theirs)| {
            let own = [Side::Debit, Side::Credit].map(|side| ours.totals.side(class, side));
            same_sums(&format!("{class:?} cards"), own, &books.totals_of(ours.batch.get(), theirs))
        })
}

fn same_sums(of: &str, own: [KindTotals; 2], host: &HostTotals) -> Result<(), String> {
    for ((side, own), sum) in [Side::Debit, Side::Credit].into_iter().zip(own).zip([host.debit, host.credit]) {
        if (own.count, own.amount) != (sum.count, sum.amount) {
            return Err(format!("{of}, {side:?}: journal {own:?}, host {sum:?}"));
        }
    }
    Ok(())
}
