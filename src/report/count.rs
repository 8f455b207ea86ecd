//! Transactions counted.

use std::collections::BTreeMap;

use crate::domain::{Figures, Sides, Transaction, UtcOffset, Wallet, Way};

/// The longest name of a scheme; the field that brings it has three characters.
const SCHEME_LONGEST: usize = 8;

/// A sum is above what an amount can say. No report is better than a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "these transactions add up to more than 999,999,999,999 minor units, which no report can say; ask for fewer days"
)]
pub struct SumTooLarge;

/// The figures of these transactions, each of which must come once and in its last state. Hours are those of the terminal's
/// day at this offset, by the clock as it was when the transaction began.
///
/// # Errors
/// [`SumTooLarge`].
pub fn count<'a>(
    transactions: impl IntoIterator<Item = &'a Transaction>,
    offset: UtcOffset,
) -> Result<Figures, SumTooLarge> {
    let mut figures = Figures::default();
    for txn in transactions {
        add(&mut figures, txn, offset).ok_or(SumTooLarge)?;
    }
    Ok(figures)
}

fn add(figures: &mut Figures, txn: &Transaction, offset: UtcOffset) -> Option<()> {
    let amount = txn.counted_amount();
    let state = figures.states.entry(txn.state).or_default();
    *state = state.with(amount)?;
    if !txn.counts() {
        return Some(());
    }
    // Totals stop at the largest amount by themselves; here that is no report.
    let side = txn.kind.side();
    if txn.is_order() {
        figures.outside = figures.outside.with(side, amount)?;
    } else {
        let totals = if txn.is_cash() { &mut figures.cash } else { &mut figures.totals };
        totals.kind(txn.kind).with(amount)?;
        totals.add(txn.kind, txn.card_class(), amount);
    }
    let settled = Sides { debit: figures.totals.debit(), credit: figures.totals.credit() };
    let cash = Sides { debit: figures.cash.debit(), credit: figures.cash.credit() };
    settled.checked_add(cash)?.checked_add(figures.outside)?;
    let hour = figures.hours.get_mut(usize::from(txn.began.civil(offset).hour))?;
    *hour = hour.with(side, amount)?;
    put(&mut figures.operators, txn.operator, txn)?;
    put(&mut figures.ways, Way::of(txn), txn)?;
    let scheme = scheme(txn);
    let known = figures.schemes.contains_key(&scheme) || figures.schemes.len() < Figures::SCHEMES_MAX;
    put(&mut figures.schemes, if known { scheme } else { Figures::OTHERS.into() }, txn)
}

/// Adds to a row; rows in which nothing moved are not begun.
fn put<K: Ord>(rows: &mut BTreeMap<K, Sides>, key: K, txn: &Transaction) -> Option<()> {
    let moved = Sides::default().with(txn.kind.side(), txn.counted_amount())?;
    if moved.is_empty() {
        return Some(());
    }
    let row = rows.entry(key).or_default();
    *row = row.checked_add(moved)?;
    Some(())
}

/// The scheme as host or operator named it, or the wallet of a code.
fn scheme(txn: &Transaction) -> String {
    if txn.is_cash() {
        return Figures::CASH.into();
    }
    if txn.is_by_code() {
        return wallet(txn.extra.wallet).into();
    }
    let named = txn.scheme().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric);
    let name: String = named.take(SCHEME_LONGEST).collect();
    if name.is_empty() { Figures::NOT_NAMED.into() } else { name }
}

fn wallet(wallet: Option<Wallet>) -> &'static str {
    match wallet {
        Some(Wallet::UnionPay) => "UnionPay",
        Some(Wallet::WeChat) => "WeChat",
        Some(Wallet::Alipay) => "Alipay",
        Some(Wallet::Ecny) => "e-CNY",
        Some(Wallet::Other) | None => Figures::NOT_NAMED,
    }
}
