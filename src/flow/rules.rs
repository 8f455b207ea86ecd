//! What may be done, by the configuration of the box and the parameters that the host sent down (field 62, use 3).

use std::collections::BTreeSet;

use crate::{
    domain::{
        Amount, Conduct, Entry, Kind, Original, Side, Transaction, Unusual,
        download::{Aid, BinList},
        hex,
    },
    emv::{self, Tag},
    reader::Offline,
};

use super::{CannotStart, CardSource, Terminal, TradeOrder, World};

/// The most that the three digits of a count in field 48 can say. A kind of trade stops before it.
const SIDE_LIMIT: u32 = 990;
/// The bit of parameter 26 that offers each kind, counted from the left, from 1.
const OFFER_BITS: [(Kind, usize); 14] = [
    (Kind::Balance, 1),
    (Kind::PreAuth, 2),
    (Kind::PreAuthVoid, 3),
    (Kind::Completion, 4),
    (Kind::CompletionVoid, 5),
    (Kind::Sale, 6),
    (Kind::Void, 7),
    (Kind::Refund, 8),
    (Kind::Offline, 9),
    (Kind::Adjust, 10),
    (Kind::CompletionAdvice, 11),
    (Kind::EcashSale, 13),
    (Kind::PreAuthAdd, 14),
    (Kind::LoadOwn, 15),
];

/// Whether something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Demand {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// Which completions of a pre-authorisation are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CompletionMode {
    /// Both.
    Both,
    /// Only those that are asked (0200).
    Request,
    /// Only those that are told (0220).
    Advice,
}

/// When transactions that were recorded first go up (parameter 24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdviceMode {
    /// As soon as the line is free.
    AtOnce,
    /// Before the settlement.
    BeforeSettlement,
}

/// Where the cardholder signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureOn {
    /// On the slip.
    Paper,
    /// On the screen, by touch or mouse; the slip comes afterwards.
    Screen,
}

/// The switchable rules of trades (6.6 of the terminal specification), as the box is configured.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Whether a void needs the card itself.
    pub void_card: Demand,
    /// Whether a void with its card needs the PIN.
    pub void_pin: Demand,
    /// Whether the void of a completion needs the card itself.
    pub completion_void_card: Demand,
    /// Whether the void of a completion with its card needs the PIN.
    pub completion_void_pin: Demand,
    /// Whether the void of a pre-authorisation needs the PIN.
    pub pre_auth_void_pin: Demand,
    /// Whether an asked completion needs the PIN.
    pub completion_pin: Demand,
    /// Which completions are offered.
    pub completion: CompletionMode,
    /// The most that one refund may give back.
    pub refund_limit: Amount,
    /// Above how much an amount is asked about while too few are known to say what is usual; 0: none is ever.
    pub amount_check: Amount,
    /// The highest tip, in percent of the sale; 0 offers none.
    pub tip_percent: u8,
    /// Whether card numbers may be typed for pre-authorisations and offline settlements.
    pub typed_cards: Demand,
    /// Kinds that are not offered.
    pub without: BTreeSet<Kind>,
    /// A tap up to so many minor units needs no PIN.
    pub tap_without_pin: Amount,
    /// A tap up to so many minor units needs no signature.
    pub tap_without_signature: Amount,
    /// Where the cardholder signs.
    pub signature: SignatureOn,
    /// How often something that goes up in the background is tried before it is set aside.
    pub parcel_tries: u16,
    /// Below how much a card may pay with electronic cash, by itself; 0: never.
    pub ecash_limit: Amount,
    /// When transactions that were recorded first go up.
    pub advices: AdviceMode,
}

impl Default for Rules {
    fn default() -> Self {
        let yuan = |yuan: u64| Amount::from_minor(yuan * 100).unwrap_or(Amount::MAX);
        Rules {
            void_card: Demand::No,
            void_pin: Demand::No,
            completion_void_card: Demand::No,
            completion_void_pin: Demand::No,
            pre_auth_void_pin: Demand::No,
            completion_pin: Demand::Yes,
            completion: CompletionMode::Both,
            refund_limit: yuan(10_000),
            amount_check: yuan(10_000),
            tip_percent: 15,
            typed_cards: Demand::Yes,
            without: BTreeSet::new(),
            tap_without_pin: yuan(1_000),
            tap_without_signature: yuan(1_000),
            signature: SignatureOn::Paper,
            ecash_limit: yuan(1_000),
            parcel_tries: 3,
            advices: AdviceMode::AtOnce,
        }
    }
}

impl Terminal {
    /// Whether this kind is offered at all, by the configuration and by parameter 26 (32 bits as hexadecimal, or as text of
    /// noughts and ones).
    pub fn offers(&self, kind: Kind) -> bool {
        let rules = &self.setup.rules;
        let by_mode = match (kind, rules.completion) {
            (Kind::Completion | Kind::CompletionVoid, CompletionMode::Advice) => false,
            (Kind::CompletionAdvice, CompletionMode::Request) => false,
            (Kind::Tip, _) => self.tip_percent() > 0,
            _ => true,
        };
        by_mode && !rules.without.contains(&kind) && self.host_offers(kind)
    }

    fn host_offers(&self, kind: Kind) -> bool {
        let Some(&(_, bit)) = OFFER_BITS.iter().find(|(k, _)| *k == kind) else { return true };
        let Some(text) = self.book.host_data.parameters.get("26").map(|t| t.trim()) else { return true };
        match text.len() {
            8 => u32::from_str_radix(text, 16).map_or(true, |bits| bits >> (32 - bit) & 1 == 1),
            length if length >= bit => text.as_bytes()[bit - 1] != b'0',
            _ => true,
        }
    }

    /// The highest tip in percent: parameters 18 (tips on) and 19, else the configuration.
    pub fn tip_percent(&self) -> u8 {
        let data = &self.book.host_data;
        match (data.number("18"), data.number("19")) {
            (Some(0), _) => 0,
            (_, Some(percent)) => u8::try_from(percent).unwrap_or(u8::MAX),
            _ => self.setup.rules.tip_percent,
        }
    }

    /// Whether card numbers may be typed: parameter 20, else the configuration.
    pub fn takes_typed_cards(&self) -> bool {
        let configured = self.setup.rules.typed_cards == Demand::Yes;
        self.book.host_data.number("20").map_or(configured, |on| on != 0)
    }

    /// How often a parcel is tried: parameter 23, else the configuration.
    pub fn parcel_tries(&self) -> u16 {
        let by_host = self.book.host_data.number("23").and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0);
        by_host.unwrap_or(self.setup.rules.parcel_tries).max(1)
    }

    /// When stored transactions go up: parameter 24, else the configuration.
    pub fn advice_mode(&self) -> AdviceMode {
        match self.book.host_data.number("24") {
            Some(0) => AdviceMode::BeforeSettlement,
            Some(_) => AdviceMode::AtOnce,
            None => self.setup.rules.advices,
        }
    }

    /// Up to where a tap needs no PIN: FF8058 while FF8054 says that this is on, else the configuration.
    pub fn tap_without_pin(&self) -> Amount {
        self.tap_limit("FF8058", self.setup.rules.tap_without_pin)
    }

    /// Up to where a tap needs no signature: FF8059, else the configuration.
    pub fn tap_without_signature(&self) -> Amount {
        self.tap_limit("FF8059", self.setup.rules.tap_without_signature)
    }

    fn tap_limit(&self, tag: &str, configured: Amount) -> Amount {
        let values = &self.book.host_data.contactless;
        if values.get("FF8054").is_some_and(|on| on.trim() == "0") {
            return Amount::ZERO;
        }
        let set = values.get(tag).and_then(|text| text.trim().parse().ok()).and_then(|n| Amount::from_minor(n).ok());
        set.unwrap_or(configured)
    }

    /// Below how much a card may pay with electronic cash: the configuration, or the lowest limit of the host's card
    /// applications (9F7B) where that is lower. Which application a card has is known too late to choose among them.
    pub fn ecash_limit(&self) -> Amount {
        let by_host = self.book.host_data.aids.iter().filter_map(ecash_limit_of);
        by_host.fold(self.setup.rules.ecash_limit, Amount::min)
    }

    /// Whether a card may approve by itself. A payment with electronic cash is meant to end so, by chip or tap. So may the
    /// tap of an ordinary sale: the pad's own tables decide about it, whatever it is told. A chip in any other trade may
    /// not: a floor limit would let debit and credit cards pay without their bank.
    pub fn offline(&self, kind: Kind, entry: Entry) -> Offline {
        let limit = self.ecash_limit();
        match (kind, entry) {
            (Kind::EcashSale, _) | (Kind::Sale, Entry::Tap) if !limit.is_zero() => Offline::Below(limit),
            _ => Offline::Never,
        }
    }

    /// Whether the card must be presented for this void.
    pub fn void_needs_card(&self, void: Kind) -> bool {
        let rules = &self.setup.rules;
        match void {
            Kind::Void => rules.void_card == Demand::Yes,
            Kind::CompletionVoid => rules.completion_void_card == Demand::Yes,
            Kind::LoadVoid => true,
            _ => false,
        }
    }

    /// Whether a card presented for this kind is asked for its PIN.
    pub fn wants_pin(&self, kind: Kind, entry: Entry, amount: Amount) -> bool {
        let rules = &self.setup.rules;
        if !self.reader.takes_pin() {
            return false;
        }
        match kind {
            Kind::Void => rules.void_pin == Demand::Yes,
            Kind::CompletionVoid => rules.completion_void_pin == Demand::Yes,
            Kind::PreAuthVoid => rules.pre_auth_void_pin == Demand::Yes,
            Kind::Completion => rules.completion_pin == Demand::Yes,
            Kind::Sale if entry == Entry::Tap => amount > self.tap_without_pin(),
            Kind::Refund | Kind::EcashRefund => false,
            kind => kind.conduct() != Conduct::Advice,
        }
    }

    /// Whether the host's blacklist names this card.
    pub(super) fn is_blacklisted(&self, pan: &str) -> bool {
        self.book.host_data.lists(BinList::Blacklist, pan)
    }

    /// Whether the order keeps the rules.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check_order(&self, order: &TradeOrder) -> Result<(), CannotStart> {
        if !self.offers(order.kind) {
            return Err(CannotStart::NotOffered(order.kind));
        }
        self.check_rights(order)?;
        let shipped = self.book.shipped_passwords();
        if self.setup.world == World::Live && !shipped.is_empty() {
            return Err(CannotStart::ShippedPasswords(shipped));
        }
        if self.setup.world == World::Live && self.doubt.is_some() {
            return Err(CannotStart::ClockDoubted);
        }
        if order.kind != Kind::Balance && order.amount.is_zero() {
            return Err(CannotStart::NoAmount);
        }
        self.check_bill(order)?;
        let takes_back = self.takes_back(order);
        if order.kind.needs_supervisor() && order.approver.is_none() && !takes_back {
            return Err(CannotStart::NotApproved);
        }
        if order.kind == Kind::Refund && order.amount > self.setup.rules.refund_limit {
            return Err(CannotStart::AboveRefundLimit(self.setup.rules.refund_limit));
        }
        if matches!(order.card, CardSource::Typed(_)) && (order.kind == Kind::Refund || !self.takes_typed_cards()) {
            return Err(CannotStart::NoTypedCards);
        }
        let by_gateway = matches!(order.card, CardSource::ShownCode | CardSource::Order(_));
        if by_gateway && !self.shows_codes() {
            return Err(CannotStart::NoGateway);
        }
        let counts = !by_gateway && !matches!(order.card, CardSource::Cash) && !takes_back;
        if counts && self.side_is_full(order.kind.side()) {
            return Err(CannotStart::BatchFull);
        }
        self.check_basket(order)?;
        self.check_original(order)
    }

    /// Whether an amount is far out of what is usual here, so that a person is asked about it.
    pub fn unusual(&self, amount: Amount) -> Option<Unusual> {
        let few = self.setup.rules.amount_check;
        self.book.usual.judge(amount, self.setup.currency, few).filter(|_| !few.is_zero())
    }

    /// A side of the totals counts to 999 in field 48.
    pub(super) fn side_is_full(&self, side: Side) -> bool {
        let totals = self.book.totals();
        match side {
            Side::Debit => totals.debit().count >= SIDE_LIMIT,
            Side::Credit => totals.credit().count >= SIDE_LIMIT,
            Side::Neither => false,
        }
    }

    fn check_original(&self, order: &TradeOrder) -> Result<(), CannotStart> {
        let none = Original::default();
        let original = order.original.as_ref().unwrap_or(&none);
        if matches!(&order.card, CardSource::Voucher(voucher) if original.voucher.as_ref() != Some(voucher)) {
            return Err(CannotStart::OriginalIncomplete);
        }
        let here = original.txn.and_then(|txn| self.book.find(txn));
        match order.kind {
            Kind::Void | Kind::CompletionVoid | Kind::LoadVoid => {
                let fits = here.is_some_and(|t| {
                    t.voidable_by() == Some(order.kind) && t.amount == order.amount && !self.is_partly_refunded(t)
                });
                if fits { Ok(()) } else { Err(CannotStart::NotVoidable) }
            }
            // No host has to find it.
            Kind::Refund if matches!(order.card, CardSource::Cash) => Ok(()),
            Kind::Refund | Kind::EcashRefund if original.rrn.is_none() || original.date.is_none() => {
                Err(CannotStart::OriginalIncomplete)
            }
            Kind::Refund => self.check_refund(order.amount, original),
            Kind::PreAuthVoid | Kind::Completion | Kind::CompletionAdvice
                if original.auth_code.is_none() || original.date.is_none() =>
            {
                Err(CannotStart::OriginalIncomplete)
            }
            Kind::PreAuthAdd if original.auth_code.is_none() => Err(CannotStart::OriginalIncomplete),
            Kind::Adjust => {
                let fits = here.is_some_and(|t| t.kind == Kind::Offline && t.counts() && t.extra.adjusted.is_none());
                if fits { Ok(()) } else { Err(CannotStart::NotAdjustable) }
            }
            Kind::Tip => self.check_tip(order, here),
            _ => Ok(()),
        }
    }

    /// A tip goes on top of a sale that stands, up to so many percent of it, and the order is for both together.
    fn check_tip(&self, order: &TradeOrder, sale: Option<&Transaction>) -> Result<(), CannotStart> {
        let part = |t: &&Transaction| self.book.bills.of_part(t.txn.stan).is_some();
        let sale = sale.filter(|t| t.can_be_voided() && !t.is_cash() && !part(t)).ok_or(CannotStart::NotAdjustable)?;
        let tip = order.extra.tip.unwrap_or(Amount::ZERO);
        let most = sale.amount.minor().saturating_mul(u64::from(self.tip_percent())) / 100;
        let total = sale.amount.checked_add(tip);
        if tip.minor() > most || tip.is_zero() || total != Some(order.amount) {
            return Err(CannotStart::TipTooHigh(self.tip_percent()));
        }
        Ok(())
    }
}

/// The limit of electronic cash of a card application: tag 9F7B, twelve digits in six bytes. One that cannot be read allows
/// nothing.
fn ecash_limit_of(aid: &Aid) -> Option<Amount> {
    let tags = hex::decode(&aid.tags)?;
    let digits = hex::encode(emv::find(&tags, Tag::new(0x9F7B))?);
    Some(digits.parse().ok().and_then(|minor| Amount::from_minor(minor).ok()).unwrap_or(Amount::ZERO))
}
