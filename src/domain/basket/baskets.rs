//! All baskets of the terminal that are not over, and which step may follow which.

use serde::{Deserialize, Serialize};

use super::{
    Basket, BasketChange, BasketError, BasketLine, BasketNo, BasketPart, BasketState, BasketWord, CLOSED_KEPT,
    GivenDiscount, LINES_MAX, LIVE_MAX, LineNo, PARTS_MAX, PaidBasket, PartRef, PartState,
};
use crate::domain::{Amount, OperatorNo, WallTime};

/// The baskets. Lists, because a number cannot be read back as the key of a map inside a tagged fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baskets {
    /// The number of the next one.
    pub next: BasketNo,
    /// Those that are not over, oldest first, at most [`LIVE_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    live: Vec<Basket>,
    /// The last that were paid, oldest first, at most [`CLOSED_KEPT`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<Basket>,
}

impl Default for Baskets {
    fn default() -> Self {
        Baskets { next: BasketNo::FIRST, live: Vec::new(), closed: Vec::new() }
    }
}

impl Baskets {
    /// Whether there has never been one.
    pub fn is_unused(&self) -> bool {
        *self == Baskets::default()
    }

    /// The open one.
    pub fn open(&self) -> Option<&Basket> {
        self.live.iter().find(|basket| basket.state == BasketState::Open)
    }

    /// Those that are not over, oldest first.
    pub fn live(&self) -> &[Basket] {
        &self.live
    }

    /// Those that wait for their customers, oldest first.
    pub fn parked(&self) -> impl Iterator<Item = &Basket> {
        self.live.iter().filter(|basket| basket.state == BasketState::Parked)
    }

    /// One that is not over.
    pub fn get(&self, no: BasketNo) -> Option<&Basket> {
        self.live.iter().find(|basket| basket.no == no)
    }

    /// One of the last that were paid.
    pub fn closed(&self, no: BasketNo) -> Option<&Basket> {
        self.closed.iter().find(|basket| basket.no == no)
    }

    /// Takes in one step of a person.
    ///
    /// # Errors
    /// [`BasketError`]; nothing has changed then.
    pub fn change(
        &mut self,
        at: WallTime,
        no: BasketNo,
        by: OperatorNo,
        change: &BasketChange,
    ) -> Result<(), BasketError> {
        let mut after = self.clone();
        after.step(at, no, by, change)?;
        *self = after;
        Ok(())
    }

    fn step(&mut self, at: WallTime, no: BasketNo, by: OperatorNo, change: &BasketChange) -> Result<(), BasketError> {
        match change {
            BasketChange::LineAdded { line } => {
                if self.get(no).is_none() {
                    self.begin(at, no, by)?;
                }
                self.open_mut(no)?.add(line)?;
            }
            BasketChange::QuantitySet { line, quantity, .. } => {
                self.open_mut(no)?.line_mut(*line)?.quantity = *quantity;
            }
            BasketChange::LineStruck { line, .. } => self.open_mut(no)?.line_mut(*line)?.struck = Some(by),
            BasketChange::DiscountGiven { line, discount, approver } => {
                let given = discount.map(|discount| GivenDiscount { discount, by, approver: *approver });
                let basket = self.open_mut(no)?;
                match line {
                    Some(line) => basket.line_mut(*line)?.discount = given,
                    None => basket.discount = given,
                }
            }
            BasketChange::Parked => {
                let basket = self.open_mut(no)?;
                if basket.is_empty() {
                    return Err(BasketError::Empty(no));
                }
                basket.state = BasketState::Parked;
            }
            BasketChange::Recalled => self.recall(no, by)?,
            BasketChange::Split { lines, into } => self.split(at, no, by, lines, *into)?,
            BasketChange::Merged { from } => self.merge(no, *from)?,
            BasketChange::Dropped { .. } => {
                let known = self.get(no).ok_or(BasketError::NoBasket(no))?;
                if !matches!(known.state, BasketState::Open | BasketState::Parked) || known.has_money() {
                    return Err(BasketError::NotOpen(no));
                }
                self.live.retain(|basket| basket.no != no);
                return Ok(());
            }
        }
        let basket = self.get(no).ok_or(BasketError::NoBasket(no))?;
        basket.check()
    }

    /// The open basket, of which the word that it came back with has been read.
    fn open_mut(&mut self, no: BasketNo) -> Result<&mut Basket, BasketError> {
        let basket = self.live.iter_mut().find(|basket| basket.no == no).ok_or(BasketError::NoBasket(no))?;
        if basket.state != BasketState::Open {
            return Err(BasketError::NotOpen(no));
        }
        basket.word = None;
        Ok(basket)
    }

    fn begin(&mut self, at: WallTime, no: BasketNo, by: OperatorNo) -> Result<(), BasketError> {
        if let Some(open) = self.open() {
            return Err(BasketError::OpenAlready(open.no));
        }
        self.insert(Basket::new(no, at, by))
    }

    /// A basket with the next number.
    fn insert(&mut self, basket: Basket) -> Result<(), BasketError> {
        if basket.no != self.next {
            return Err(BasketError::NotNext { found: basket.no, expected: self.next });
        }
        if self.live.len() >= LIVE_MAX {
            return Err(BasketError::TooManyBaskets);
        }
        self.next = self.next.next();
        self.live.push(basket);
        Ok(())
    }

    fn recall(&mut self, no: BasketNo, by: OperatorNo) -> Result<(), BasketError> {
        if let Some(open) = self.open() {
            return Err(BasketError::OpenAlready(open.no));
        }
        let basket = self.live.iter_mut().find(|basket| basket.no == no).ok_or(BasketError::NoBasket(no))?;
        if basket.state != BasketState::Parked {
            return Err(BasketError::NotParked(no));
        }
        basket.state = BasketState::Open;
        basket.operator = by;
        Ok(())
    }

    fn split(
        &mut self,
        at: WallTime,
        no: BasketNo,
        by: OperatorNo,
        lines: &[LineNo],
        into: BasketNo,
    ) -> Result<(), BasketError> {
        let from = self.open_mut(no)?;
        let (moved, left): (Vec<BasketLine>, Vec<BasketLine>) =
            std::mem::take(&mut from.lines).into_iter().partition(|line| lines.contains(&line.no));
        from.lines = left;
        if let Some(missing) =
            lines.iter().find(|no| !moved.iter().any(|line| line.no == **no && line.struck.is_none()))
        {
            return Err(BasketError::NoLine(*missing));
        }
        if moved.is_empty() || from.is_empty() {
            return Err(BasketError::NothingLeft);
        }
        let other = Basket { state: BasketState::Parked, lines: moved, ..Basket::new(into, at, by) };
        other.check()?;
        self.insert(other)
    }

    fn merge(&mut self, no: BasketNo, from: BasketNo) -> Result<(), BasketError> {
        let at = self.live.iter().position(|basket| basket.no == from).ok_or(BasketError::NoBasket(from))?;
        let other = self.live.get(at).filter(|basket| basket.state == BasketState::Parked && !basket.has_money());
        let other = other.ok_or(BasketError::NotParked(from))?;
        if other.discount.is_some() {
            return Err(BasketError::Discounted(from));
        }
        let other = self.live.remove(at);
        let into = self.open_mut(no)?;
        for line in other.lines.into_iter().filter(|line| line.struck.is_none()) {
            let line = BasketLine { no: into.next_line(), ..line };
            into.add(&line)?;
        }
        Ok(())
    }

    /// A payment of so much has begun: from now on the basket cannot be changed.
    ///
    /// # Errors
    /// [`BasketError`]; nothing has changed then.
    pub fn pay(&mut self, no: BasketNo, pay: PartRef, amount: Amount, state: PartState) -> Result<(), BasketError> {
        let basket = self.live.iter_mut().find(|basket| basket.no == no).ok_or(BasketError::NoBasket(no))?;
        basket.may_pay(amount)?;
        // What came to nothing makes room; what holds money stays.
        basket.parts.retain(|part| part.state.holds() || part.state == PartState::Back);
        basket.parts.push(BasketPart { pay, amount, state });
        basket.state = BasketState::Paying;
        basket.word = None;
        Ok(())
    }

    /// Something became known of a payment. One of a basket that is over, or is not known here, changes nothing.
    pub fn note(&mut self, no: BasketNo, pay: PartRef, state: PartState) {
        let other_is_open = self.open().is_some_and(|open| open.no != no);
        let Some(basket) = self.live.iter_mut().find(|basket| basket.no == no) else { return };
        let Some(part) = basket.parts.iter_mut().find(|part| part.pay == pay) else { return };
        part.state = state;
        if basket.state != BasketState::Paying || basket.has_money() {
            return;
        }
        // Nothing of it is paid, and nothing is on its way any more.
        let taken_back = state == PartState::Back;
        basket.state = if taken_back || other_is_open { BasketState::Parked } else { BasketState::Open };
        basket.word = taken_back.then_some(BasketWord::TakenBack);
    }

    /// All of it is paid for certain: it is closed.
    ///
    /// # Errors
    /// [`BasketError::NotPaid`] where that is not so, [`BasketError::NoBasket`] where there is no such basket.
    pub fn close(&mut self, paid: &PaidBasket) -> Result<(), BasketError> {
        let no = paid.basket;
        let at = self.live.iter().position(|basket| basket.no == no).ok_or(BasketError::NoBasket(no))?;
        let sum = paid.lines.iter().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.amount));
        let fits = self.live.get(at).is_some_and(|basket| basket.is_paid() && basket.total() == Some(paid.total));
        if !fits || sum != Some(paid.total) {
            return Err(BasketError::NotPaid(no));
        }
        let basket = self.live.remove(at);
        if self.closed.len() >= CLOSED_KEPT {
            self.closed.remove(0);
        }
        self.closed.push(Basket { state: BasketState::Closed, ..basket });
        Ok(())
    }

    /// The batch is closed: of a payment that is not known by now, nothing more will be heard here.
    pub fn forget_unknown(&mut self) {
        for basket in self.live.iter_mut().filter(|basket| basket.state == BasketState::Paying) {
            let unknown = basket.parts.iter().any(|part| !part.state.is_certain());
            if unknown {
                basket.parts.retain(|part| part.state == PartState::Taken);
                basket.word = Some(BasketWord::NeverKnown);
                if !basket.has_money() {
                    basket.state = BasketState::Parked;
                }
            }
        }
    }
}

impl Basket {
    /// What is to be recorded when it is paid; `None` while it is not.
    pub fn as_paid(&self) -> Option<PaidBasket> {
        let by = self.parts.iter().filter(|part| part.state == PartState::Taken).map(|part| part.pay).collect();
        let (basket, operator) = (self.no, self.operator);
        (self.is_paid()).then_some(PaidBasket { basket, operator, total: self.total()?, by, lines: self.sold()? })
    }

    /// Whether a payment of so much may begin.
    ///
    /// # Errors
    /// Why not.
    pub fn may_pay(&self, amount: Amount) -> Result<(), BasketError> {
        // A parked one as well: its payment was taken back, and whoever sells it is still at the sale.
        if self.state == BasketState::Closed {
            return Err(BasketError::NotOpen(self.no));
        }
        if self.is_empty() {
            return Err(BasketError::Empty(self.no));
        }
        if self.due().is_none_or(|due| amount > due) {
            return Err(BasketError::MoreThanDue(self.no));
        }
        let kept = self.parts.iter().filter(|part| part.state != PartState::NotTaken).count();
        if kept >= PARTS_MAX { Err(BasketError::TooManyParts(self.no)) } else { Ok(()) }
    }

    /// Whether something of it is paid, or may be.
    pub fn has_money(&self) -> bool {
        self.parts.iter().any(|part| part.state.holds())
    }

    fn add(&mut self, line: &BasketLine) -> Result<(), BasketError> {
        let expected = self.next_line();
        if line.no != expected {
            return Err(BasketError::BadLine { found: line.no, expected });
        }
        if self.lines.len() >= LINES_MAX {
            return Err(BasketError::TooManyLines);
        }
        self.lines.push(line.clone());
        Ok(())
    }

    fn line_mut(&mut self, no: LineNo) -> Result<&mut BasketLine, BasketError> {
        self.lines.iter_mut().find(|line| line.no == no && line.struck.is_none()).ok_or(BasketError::NoLine(no))
    }

    /// Whether it has a price.
    fn check(&self) -> Result<(), BasketError> {
        let gross = self.standing().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.gross()?));
        match (gross, self.total()) {
            (None, _) => Err(BasketError::TooMuch),
            (Some(_), None) => Err(BasketError::DiscountTooHigh),
            (Some(_), Some(_)) => Ok(()),
        }
    }
}
