//! What a payment costs and what is left of it, from the table and the record alone.

use crate::domain::{
    Amount, CardClass, Day, Entry, Kind, Product, Rate, RateTable, RefundFee, Rounding, Share, Side, Speed, State,
    Transaction, UtcOffset,
};

use super::{Arrival, Calendar};

/// Whether a card is a credit or a debit card, as far as a record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardType {
    /// Credit.
    Credit,
    /// Debit.
    Debit,
    /// No entry of the table's BINs fits; the host does not say it either.
    NotKnown,
}

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// To the shop.
    In,
    /// Back to the customer.
    Out,
}

/// What a payment costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// It moves no money, or was taken back before the settlement.
    Nothing,
    /// So much.
    Known(Fee),
    /// It cannot be said.
    NotKnown(Unknown),
}

/// Fee and net of one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// By which rate.
    pub product: Product,
    /// Which way.
    pub direction: Direction,
    /// The payment, in minor units.
    pub amount: Amount,
    /// The fee in minor units, never more than the payment. Of a refund: what the acquirer gives back.
    pub fee: Amount,
    /// What is left: it comes to the shop, or of a refund, is taken from it.
    pub net: Amount,
    /// When.
    pub arrival: Arrival,
}

/// Why a cost cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// Neither the record nor the table says whether the card is a credit or a debit card.
    CardType,
    /// The table has no rate for it on that day.
    NoRate,
    /// Tables have no rates for loads of electronic cash.
    Load,
    /// Whether it was paid is not known yet.
    Outcome,
}

impl Unknown {
    /// Its word in exports.
    pub fn word(self) -> &'static str {
        match self {
            Unknown::CardType => "card_type",
            Unknown::NoRate => "no_rate",
            Unknown::Load => "load",
            Unknown::Outcome => "outcome",
        }
    }
}

impl Direction {
    /// Which way the money of a transaction goes; one that moves none counts as out.
    pub fn of(txn: &Transaction) -> Direction {
        if txn.kind.side() == Side::Debit { Direction::In } else { Direction::Out }
    }
}

/// A sum of both directions, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Net {
    /// To the shop.
    pub incoming: u64,
    /// From the shop.
    pub outgoing: u64,
}

impl Net {
    /// Adds an amount.
    pub fn add(&mut self, direction: Direction, amount: Amount) {
        let side = match direction {
            Direction::In => &mut self.incoming,
            Direction::Out => &mut self.outgoing,
        };
        *side = side.saturating_add(amount.minor());
    }

    /// Both together, negative where more goes than comes. Sums of amounts are far from the limit of the type.
    pub fn signed(self) -> i64 {
        let whole = |sum: u64| i64::try_from(sum).unwrap_or(i64::MAX);
        whole(self.incoming).saturating_sub(whole(self.outgoing))
    }
}

impl Fee {
    /// The fee, negative where it comes back.
    pub fn signed_fee(&self) -> i64 {
        self.signed(self.fee)
    }

    /// The net, negative where it is taken from the shop.
    pub fn signed_net(&self) -> i64 {
        self.signed(self.net)
    }

    fn signed(&self, amount: Amount) -> i64 {
        let mut net = Net::default();
        net.add(self.direction, amount);
        net.signed()
    }
}

/// The fee of an amount by a share of it, in minor units: rounded as the table has it, then capped, and never more than
/// the amount.
pub fn fee_of(amount: Amount, share: Share, cap: Option<Amount>, rounding: Rounding) -> Amount {
    let whole = u128::from(Share::WHOLE);
    let product = u128::from(amount.minor()) * u128::from(share.hundredths());
    let (down, rest) = (product / whole, product % whole);
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfUp => rest * 2 >= whole,
        Rounding::HalfEven => rest * 2 > whole || (rest * 2 == whole && down % 2 == 1),
    };
    // A share is at most the whole, so this is at most the amount.
    let fee = u64::try_from(down + u128::from(up)).ok().and_then(|fee| Amount::from_minor(fee).ok());
    fee.unwrap_or(amount).min(cap.unwrap_or(Amount::MAX)).min(amount)
}

/// What kind of card paid, by the first digits that the record keeps. The longest entry that fits decides. An instalment is
/// by its nature on credit.
pub fn card_type(table: &RateTable, txn: &Transaction) -> CardType {
    if txn.kind == Kind::Instalment {
        return CardType::Credit;
    }
    let digits: &str = txn.pan.as_str().split('*').next().unwrap_or_default();
    let longest = |bins: &[String]| bins.iter().filter(|bin| digits.starts_with(bin.as_str())).map(String::len).max();
    match (longest(&table.bins.credit), longest(&table.bins.debit)) {
        (None, None) => CardType::NotKnown,
        (credit, debit) if credit > debit => CardType::Credit,
        _ => CardType::Debit,
    }
}

/// The day of a payment: the host's own where it named one next to the terminal's, else by the terminal's clock.
pub fn trade_day(txn: &Transaction, offset: UtcOffset) -> Day {
    let day = txn.began.day(offset);
    let named = txn.host.as_ref().and_then(|host| host.time.as_ref()).map(|time| time.date.as_str());
    let near = [Some(day), day.before(), Some(day.plus(1))];
    let is_named = |day: &Day| named == Some(day.start(offset).civil(offset).mmdd().as_str());
    near.into_iter().flatten().find(is_named).unwrap_or(day)
}

/// What a transaction costs by the table in force on its day.
pub fn cost(table: &RateTable, calendar: &Calendar, txn: &Transaction, offset: UtcOffset) -> Cost {
    if matches!(txn.state, State::Pending | State::Reversing | State::Unresolved) && txn.kind.side() != Side::Neither {
        return Cost::NotKnown(Unknown::Outcome);
    }
    if !(moves_money(txn) || (txn.is_order() && stands(txn))) {
        return Cost::Nothing;
    }
    let direction = Direction::of(txn);
    match priced(table, txn, trade_day(txn, offset), direction) {
        Ok((product, fee)) => {
            let amount = txn.counted_amount();
            let net = amount.checked_sub(fee).unwrap_or(Amount::ZERO);
            let day = trade_day(txn, offset);
            // When another house pays out is not in the acquirer's contract.
            let speed = table.speed(day).filter(|_| !txn.is_order());
            let arrival = speed.map_or(Arrival::NotKnown, |speed| calendar.arrival(day, speed));
            Cost::Known(Fee { product, direction, amount, fee, net, arrival })
        }
        Err(unknown) => Cost::NotKnown(unknown),
    }
}

/// Whether its money is part of what the acquirer pays out: it stands, and is not the order gateway's.
pub fn moves_money(txn: &Transaction) -> bool {
    txn.is_acquired() && stands(txn)
}

/// Whether its money has moved, and was not taken back within its batch. Cash is in the drawer already, and costs nothing.
fn stands(txn: &Transaction) -> bool {
    let stands = matches!(txn.state, State::Approved | State::Stored) && !txn.kind.voids();
    stands && !txn.is_cash() && txn.kind.side() != Side::Neither
}

/// The product that a transaction is paid for by, and its fee.
fn priced(table: &RateTable, txn: &Transaction, day: Day, way: Direction) -> Result<(Product, Amount), Unknown> {
    let product = product(table, txn)?;
    let rate = table.rate(product, day).ok_or(Unknown::NoRate)?;
    let extra = match table.speed(day) {
        Some(Speed::D0) if !txn.is_order() => Some(table.rate(Product::Instant, day).ok_or(Unknown::NoRate)?),
        _ => None,
    };
    let amount = txn.counted_amount();
    let by = |rate: &Rate| fee_of(amount, rate.rate, rate.cap, table.rounding);
    let fee = by(rate).checked_add(extra.map_or(Amount::ZERO, by)).unwrap_or(amount).min(amount);
    Ok((product, if way == Direction::Out && table.refunds == RefundFee::Kept { Amount::ZERO } else { fee }))
}

fn product(table: &RateTable, txn: &Transaction) -> Result<Product, Unknown> {
    if matches!(txn.kind, Kind::LoadOwn | Kind::LoadOther | Kind::LoadCash) {
        return Err(Unknown::Load);
    }
    match txn.entry {
        Entry::Code => return Ok(Product::Qr),
        Entry::ShownCode => return Ok(Product::ShownCode),
        _ => {}
    }
    if txn.card_class() == CardClass::Foreign {
        return Ok(Product::Foreign);
    }
    match card_type(table, txn) {
        CardType::Credit => Ok(Product::Credit),
        CardType::Debit => Ok(Product::Debit),
        CardType::NotKnown => Err(Unknown::CardType),
    }
}

#[cfg(test)]
mod tests;
