//! What has been answered, and the order that it makes.

use crate::{
    domain::{
        Amount, AuthCode, BasketNo, BillNo, CardSecret, Expiry, Extra, Kind, MonthDay, OperatorNo, Original, Pan,
        PayCode, PayVoucher, Rrn, Transaction, Unusual, UtcOffset, Wallet,
        transaction::{AuthorityMode, OfflineAuthority},
    },
    flow::{CannotStart, CardSource, Terminal, TradeOrder},
};

/// How the card comes to a transaction that goes back to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is presented.
    Present,
    /// Its number is typed.
    Typed,
    /// The original is in the open batch, and its card with it.
    Voucher,
}

/// What has been answered so far. Card data has no readable `Debug`.
#[derive(Debug, Default)]
pub struct Answers {
    /// How the card comes.
    pub way: Option<Way>,
    /// The card number.
    pub pan: Option<Pan>,
    /// When the card expires.
    pub expiry: Option<Expiry>,
    /// The original, where it is in the open batch.
    pub found: Option<Box<Transaction>>,
    /// The original that was looked up, where the new transaction says only which it was.
    pub original: Option<Box<Transaction>>,
    /// The original's reference number.
    pub rrn: Option<Rrn>,
    /// The original's date.
    pub date: Option<MonthDay>,
    /// The authorisation code.
    pub auth_code: Option<AuthCode>,
    /// The card scheme.
    pub scheme: Option<&'static str>,
    /// How an offline sale was authorised.
    pub authority: Option<AuthorityMode>,
    /// By which institution.
    pub institution: String,
    /// The customer's payment code.
    pub code: Option<PayCode>,
    /// Whose wallet made the payment by code that is given back.
    pub wallet: Option<Wallet>,
    /// Its voucher.
    pub pay_voucher: Option<PayVoucher>,
    /// The basket that is paid.
    pub basket: Option<BasketNo>,
    /// How much; the new total of an adjustment.
    pub amount: Amount,
    /// The tip.
    pub tip: Amount,
    /// The amount is far out of what is usual here, and why.
    pub unusual: Option<Unusual>,
    /// How many instalments.
    pub periods: Option<u8>,
    /// Whether the terminal shows a code.
    pub shows_code: bool,
    /// What the customer gave in cash.
    pub given: Option<Amount>,
    /// The bill that this pays a part of, and what is left of it.
    pub bill: Option<(BillNo, Amount)>,
}

impl Answers {
    /// The money that is moved in all: what was typed, with the sale that a tip goes on top of.
    pub fn total(&self) -> Amount {
        match &self.found {
            Some(found) if !self.tip.is_zero() => found.amount.checked_add(self.tip).unwrap_or(Amount::MAX),
            _ => self.amount,
        }
    }

    /// What is to be paid: what is left of the bill, or what was typed.
    pub fn due(&self) -> Amount {
        self.bill.map_or(self.amount, |(_, left)| left)
    }

    /// This is the original: what is known of it is not asked for.
    pub fn go_back_to(&mut self, kind: Kind, txn: Box<Transaction>, offset: UtcOffset) {
        let host = txn.host.as_ref();
        let by_host = host.and_then(|host| host.time.as_ref()?.date.parse().ok());
        self.rrn = host.and_then(|host| host.rrn.clone());
        self.auth_code = host.and_then(|host| host.auth_code.clone());
        self.date = by_host.or_else(|| txn.began.civil(offset).mmdd().parse().ok());
        (self.wallet, self.pay_voucher) = (txn.extra.wallet, txn.extra.voucher.clone());
        if kind == Kind::PreAuthVoid {
            // Nobody types it, so nobody is asked about it.
            (self.amount, self.unusual) = (txn.amount, None);
        }
        self.original = Some(txn);
    }

    /// What the original is will be typed.
    pub fn forget_original(&mut self) {
        (self.original, self.rrn, self.auth_code, self.date) = (None, None, None, None);
        (self.wallet, self.pay_voucher) = (None, None);
    }

    /// The order, not approved yet.
    ///
    /// # Errors
    /// That the original cannot be taken back or adjusted.
    pub fn order(&self, kind: Kind, operator: OperatorNo, terminal: &Terminal) -> Result<TradeOrder, CannotStart> {
        match (&self.found, kind) {
            (Some(found), Kind::Adjust | Kind::Tip) => Ok(self.change(kind, found, operator)),
            (Some(found), _) => {
                let order = terminal.void_of(found.txn, operator, OperatorNo::SUPERVISOR)?;
                let fits = order.kind == kind;
                let open = TradeOrder { approver: None, ..order };
                if fits { Ok(open) } else { Err(CannotStart::NotVoidable) }
            }
            (None, _) => Ok(self.fresh(kind, operator)),
        }
    }

    /// A transaction that goes back to nothing of this batch.
    fn fresh(&self, kind: Kind, operator: OperatorNo) -> TradeOrder {
        let order = TradeOrder::new(kind, self.amount, operator).with_card(self.card()).with_extra(self.extra());
        let order = TradeOrder { basket: self.basket, ..order };
        let original = Original {
            rrn: self.rrn.clone(),
            date: self.date.clone(),
            auth_code: self.auth_code.clone(),
            voucher: self.pay_voucher.clone(),
            ..Original::default()
        };
        if original == Original::default() { order } else { order.going_back_to(original) }
    }

    /// An adjustment or a tip: the original's card, its authority, and a new total.
    fn change(&self, kind: Kind, found: &Transaction, operator: OperatorNo) -> TradeOrder {
        let host = found.host.as_ref();
        let typed_code = || found.original.as_ref().and_then(|o| o.auth_code.clone());
        let original = Original {
            txn: Some(found.txn),
            rrn: host.and_then(|h| h.rrn.clone()),
            auth_code: host.and_then(|h| h.auth_code.clone()).or_else(typed_code),
            date: host.and_then(|h| h.time.as_ref()).and_then(|t| t.date.parse().ok()),
            voucher: None,
        };
        let tip = Some(self.tip).filter(|_| kind == Kind::Tip);
        let amount = self.total();
        let extra = Extra {
            tip,
            unusual: self.unusual.is_some(),
            authorised: found.extra.authorised.clone(),
            scheme: found.scheme().map(str::to_owned),
            ..Extra::default()
        };
        TradeOrder::new(kind, amount, operator)
            .with_card(CardSource::Sealed(found.txn))
            .going_back_to(original)
            .with_extra(extra)
    }

    fn card(&self) -> CardSource {
        if self.shows_code {
            return CardSource::ShownCode;
        }
        if let Some(order) = self.original.as_ref().and_then(|original| original.extra.order.as_ref()) {
            return CardSource::Order(order.number.clone());
        }
        if let Some(voucher) = &self.pay_voucher {
            return CardSource::Voucher(voucher.clone());
        }
        match (&self.code, &self.pan, self.way) {
            (Some(code), ..) => CardSource::Code(code.clone()),
            (None, Some(pan), Some(Way::Typed) | None) => {
                CardSource::Typed(CardSecret::Card { pan: pan.clone(), expiry: self.expiry })
            }
            _ => CardSource::Present,
        }
    }

    fn extra(&self) -> Extra {
        let authorised = self.authority.map(|mode| OfflineAuthority { mode, institution: self.institution.clone() });
        Extra {
            periods: self.periods,
            wallet: self.wallet,
            unusual: self.unusual.is_some(),
            given: self.given,
            bill: self.bill.map(|(no, _)| no),
            authorised,
            scheme: self.scheme.map(str::to_owned),
            ..Extra::default()
        }
    }
}
