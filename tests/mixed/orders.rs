//! What happens in a shop: one trade of a random kind, with whatever it goes back to.

use keytill::{
    domain::{Amount, CardSecret, Entry, Expiry, Extra, Kind, MonthDay, Original, Pan, PayCode, Transaction},
    flow::{CardSource, TradeOrder},
    sim::{CODES, by_place},
};

use super::{
    support::{amount, operator},
    world::{Card, VISA, World},
};

/// Plays one trade.
pub fn one(world: &mut World) {
    world.pause();
    let kinds = [
        (30, Kind::Sale),
        (3, Kind::Instalment),
        (8, Kind::Void),
        (6, Kind::Refund),
        (9, Kind::PreAuth),
        (2, Kind::PreAuthAdd),
        (3, Kind::PreAuthVoid),
        (5, Kind::Completion),
        (5, Kind::CompletionAdvice),
        (3, Kind::CompletionVoid),
        (4, Kind::Offline),
        (2, Kind::Adjust),
        (2, Kind::Tip),
        (4, Kind::Balance),
        (14, Kind::LoadCash),
    ];
    let all: u64 = kinds.iter().map(|(weight, _)| weight).sum();
    let mut at = world.chance.below(all);
    let kind = kinds.iter().find(|(weight, _)| match at.checked_sub(*weight) {
        Some(left) => {
            at = left;
            false
        }
        None => true,
    });
    match kind.unwrap().1 {
        // A seventh of the day is paid by code.
        Kind::LoadCash => by_code(world),
        Kind::Void | Kind::CompletionVoid => void(world, kind.unwrap().1),
        Kind::Refund => refund(world),
        kind @ (Kind::PreAuthAdd | Kind::PreAuthVoid | Kind::Completion | Kind::CompletionAdvice) => {
            after_pre_auth(world, kind);
        }
        Kind::Offline => offline(world),
        Kind::Adjust => adjust(world),
        Kind::Tip => tip(world),
        kind => plain(world, kind),
    }
}

fn some_amount(world: &mut World) -> Amount {
    amount(100 + world.chance.below(50_000))
}

fn hold(world: &mut World, entry: Entry) {
    let place = match entry {
        Entry::Chip => 1,
        Entry::Tap => 7,
        _ => 8,
    };
    let card = by_place(place).unwrap();
    world.card = Card { pan: card.pan.into(), pin: card.pin.into(), entry };
}

fn order(kind: Kind, amount: Amount) -> TradeOrder {
    let order = TradeOrder::new(kind, amount, operator("01"));
    if kind.needs_supervisor() { order.approved_by(operator("00")) } else { order }
}

fn plain(world: &mut World, kind: Kind) {
    let entry = world.chance.pick(&[Entry::Chip, Entry::Tap, Entry::Swipe]).unwrap();
    hold(world, entry);
    // Now and then a foreign card, by its stripe.
    if kind == Kind::Sale && world.chance.percent(15) {
        world.card = Card { pan: VISA.into(), pin: "1234".into(), entry: Entry::Swipe };
    }
    if world.chance.percent(5) {
        world.card.pin = "999999".into();
    }
    let sum = if kind == Kind::Balance { Amount::ZERO } else { some_amount(world) };
    let extra = Extra { periods: (kind == Kind::Instalment).then_some(6), ..Extra::default() };
    world.play(order(kind, sum).with_extra(extra));
}

fn by_code(world: &mut World) {
    let sum = some_amount(world);
    if world.chance.percent(20) {
        let paid = world.stans(|t| t.entry == Entry::Code && t.can_be_voided());
        let Some(sale) = world.chance.pick(&paid) else { return };
        let void = world.till.model.terminal.void_of(sale.txn, operator("01"), operator("00")).unwrap();
        world.play(void);
        return;
    }
    let code = world.chance.pick(&CODES).unwrap();
    let code = PayCode::new(code.code).unwrap();
    world.play(order(Kind::Sale, sum).with_card(CardSource::Code(code)));
}

fn void(world: &mut World, kind: Kind) {
    let open = world.voidable_by(kind);
    let Some(original) = world.chance.pick(&open) else { return };
    let order = world.till.model.terminal.void_of(original.txn, operator("01"), operator("00")).unwrap();
    world.play(order);
}

/// The entry and the card of an earlier trade, as far as this world has one.
fn hold_again(world: &mut World, original: &Transaction) {
    let entry = if original.entry == Entry::Manual { Entry::Swipe } else { original.entry };
    hold(world, entry);
    if original.pan.last_four() == &VISA[12..] {
        world.card = Card { pan: VISA.into(), pin: "1234".into(), entry: Entry::Swipe };
    }
}

fn date_of(original: &Transaction) -> Option<MonthDay> {
    original.host.as_ref()?.time.as_ref()?.date.parse().ok()
}

fn refund(world: &mut World) {
    let sales = world.stans(|t| t.can_be_voided() && t.kind == Kind::Sale);
    let Some(sale) = world.chance.pick(&sales) else { return };
    let part = amount(1 + world.chance.below(sale.amount.minor()));
    let rrn = sale.host.as_ref().and_then(|h| h.rrn.clone());
    let voucher = sale.extra.voucher.clone();
    let source = voucher.clone().map_or(CardSource::Present, CardSource::Voucher);
    if sale.entry != Entry::Code {
        hold_again(world, &sale);
    }
    let original = Original { rrn, voucher, date: date_of(&sale), ..Original::default() };
    world.play(order(Kind::Refund, part).with_card(source).going_back_to(original));
}

fn after_pre_auth(world: &mut World, kind: Kind) {
    let all = world.stans(|t| t.kind == Kind::PreAuth && t.counts());
    let Some(first) = world.chance.pick(&all) else { return };
    hold_again(world, &first);
    let auth_code = first.host.as_ref().and_then(|h| h.auth_code.clone());
    let original = Original { auth_code, date: date_of(&first), txn: Some(first.txn), ..Original::default() };
    let sum = match kind {
        Kind::PreAuthAdd => amount(500),
        Kind::Completion | Kind::CompletionAdvice => amount(1 + world.chance.below(first.amount.minor())),
        _ => first.amount,
    };
    let order = order(kind, sum).going_back_to(original);
    let typed = kind != Kind::PreAuthAdd && world.chance.percent(30);
    world.play(if typed { order.with_card(typed_card(&world.card.pan)) } else { order });
}

fn typed_card(pan: &str) -> CardSource {
    CardSource::Typed(CardSecret::Card { pan: Pan::new(pan).unwrap(), expiry: Expiry::new("3012").ok() })
}

fn offline(world: &mut World) {
    let sum = some_amount(world);
    let authorised = keytill::domain::transaction::OfflineAuthority {
        mode: keytill::domain::transaction::AuthorityMode::Telephone,
        institution: "12345678901".into(),
    };
    let extra = Extra { authorised: Some(authorised), scheme: Some("VIS".into()), ..Extra::default() };
    let original = Original { auth_code: "A1B2C3".parse().ok(), ..Original::default() };
    world.play(order(Kind::Offline, sum).with_card(typed_card(VISA)).with_extra(extra).going_back_to(original));
}

fn adjust(world: &mut World) {
    let all = world.stans(|t| t.kind == Kind::Offline && t.counts() && t.extra.adjusted.is_none());
    let Some(first) = world.chance.pick(&all) else { return };
    let rrn = first.host.as_ref().and_then(|h| h.rrn.clone());
    let original = Original { txn: Some(first.txn), rrn, date: date_of(&first), ..Original::default() };
    let sum = amount(1 + world.chance.below(first.amount.minor()));
    let sealed = CardSource::Sealed(first.txn);
    let order = order(Kind::Adjust, sum).with_card(sealed).with_extra(first.extra.clone()).going_back_to(original);
    world.play(order);
}

fn tip(world: &mut World) {
    let foreign = keytill::domain::CardClass::Foreign;
    let all = world.stans(|t| t.kind == Kind::Sale && t.can_be_voided() && t.card_class() == foreign);
    let Some(sale) = world.chance.pick(&all) else { return };
    let tip = amount((sale.amount.minor() / 10).max(1));
    let sum = sale.amount.checked_add(tip).unwrap();
    let host = sale.host.clone().unwrap();
    let date = date_of(&sale);
    let original = Original { txn: Some(sale.txn), rrn: host.rrn, auth_code: host.auth_code, date, voucher: None };
    let extra = Extra { tip: Some(tip), scheme: host.scheme, ..Extra::default() };
    let sealed = CardSource::Sealed(sale.txn);
    world.play(order(Kind::Tip, sum).with_card(sealed).with_extra(extra).going_back_to(original));
}
