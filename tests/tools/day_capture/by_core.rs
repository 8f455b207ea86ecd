//! A day of the terminal's own core: every trade that it asks for, every reversal, both settlements.

use std::time::Duration;

use keytill::{
    acquirer::{EarlyDetails, Profile},
    domain::{
        Amount, CardSecret, Entry, Expiry, Extra, Kind, Original, Pan, PayCode, State, Transaction,
        transaction::{AuthorityMode, OfflineAuthority},
    },
    flow::{CardSource, TradeOrder},
    sim::{
        by_place,
        host::{Fault, Filter, HostConfig},
        world::Chance,
    },
};

use super::{
    support::{amount, operator},
    world::{Card, VISA, World},
};

/// Paid at once, and declined.
const CODES: [(&str, State); 2] = [("6220000000000000001", State::Approved), ("6220000000000000002", State::Declined)];
/// The host's names of loads.
const LOADS: [(&str, Kind); 3] =
    [("load-designated", Kind::LoadOwn), ("load-other", Kind::LoadOther), ("load-cash", Kind::LoadCash)];
/// The digit of the header that wants a sign-on.
const SIGN_ON: u8 = 3;
/// Above what a tap may be without PIN.
const LARGE: u64 = 150_000;
/// More stripe sales than one block of details holds.
const STRIPES: u64 = 9;

pub fn day(profile: Profile, mut host: HostConfig) {
    // The parameter that wants a sign-off after the settlement.
    host.downloads.parameters.insert("21".into(), "1".into());
    let mut world = World::of(Chance::new(1), EarlyDetails::None, profile, host);
    (world.declining_cards, world.scripts) = (0, 0);
    trades(&mut world);
    pre_auths(&mut world);
    loads(&mut world);
    reversals(&mut world);
    idle(&mut world);
    settle(&mut world);
    unequal_batch(&mut world);
    orders(&mut world);
    world.wire.host.faults().next_for(Filter::Named("settlement"), Fault::Unbalanced);
    settle(&mut world);
    quiet(&mut world);
}

fn trades(world: &mut World) {
    balance(world);
    let chip = sale(world, 1234, Entry::Chip);
    sale(world, 500, Entry::Tap);
    sale(world, LARGE, Entry::Tap);
    let swiped = sale(world, 2000, Entry::Swipe);
    sale(world, 2100, Entry::Fallback);
    foreign_sale(world, 3000);
    let by_parts = instalment(world);
    let [paid, _] = CODES.map(|(code, state)| by_code(world, code, state));
    wrong_pin(world);
    for sale in [&chip, &by_parts, &paid] {
        void(world, sale);
    }
    let paid = by_code(world, CODES[0].0, State::Approved);
    refund_by_code(world, &paid);
    refund(world, &swiped, 700);
    let chip = sale(world, 4321, Entry::Chip);
    refund(world, &chip, 4321);
}

fn pre_auths(world: &mut World) {
    for entry in [Entry::Chip, Entry::Swipe] {
        for kind in [Kind::PreAuthVoid, Kind::Completion, Kind::CompletionAdvice] {
            let held = pre_auth(world, entry);
            after(world, &held, kind, CardSource::Present);
        }
    }
    let held = pre_auth(world, Entry::Swipe);
    after(world, &held, Kind::PreAuthAdd, CardSource::Present);
    let held = pre_auth(world, Entry::Chip);
    let typed = typed(&world.card.pan);
    let completed = after(world, &held, Kind::Completion, typed);
    void(world, &completed);
}

fn loads(world: &mut World) {
    for (_, kind) in LOADS {
        let order = load_order(world, kind);
        approved(world, order);
    }
    let load = last(world);
    void(world, &load);
}

/// Each kind that is reversed, its answer lost; then the other reasons.
fn reversals(world: &mut World) {
    let sold = sale(world, 1001, Entry::Chip);
    let by_parts = instalment(world);
    let paid = by_code(world, CODES[0].0, State::Approved);
    let order = load_order(world, Kind::LoadCash);
    let load = approved(world, order);
    let held = pre_auth(world, Entry::Swipe);
    let completed = after(world, &held, Kind::Completion, CardSource::Present);
    let held = pre_auth(world, Entry::Chip);
    lost(world, "sale", |w| sale_order(w, 1002, Entry::Chip));
    lost(world, "sale", |w| sale_order(w, 1003, Entry::Swipe));
    lost(world, "qr-sale", |_| code_order(CODES[0].0));
    lost(world, "instalment", instalment_order);
    for (name, of) in [("void", &sold), ("void", &by_parts), ("qr-void", &paid), ("load-void", &load)] {
        lost(world, name, |w| void_order(w, of));
    }
    lost(world, "pre-auth", |w| pre_auth_order(w, Entry::Chip));
    for (name, kind) in
        [("pre-auth-add", Kind::PreAuthAdd), ("pre-auth-void", Kind::PreAuthVoid), ("completion", Kind::Completion)]
    {
        lost(world, name, |w| after_order(w, &held, kind, CardSource::Present));
    }
    lost(world, "completion-void", |w| void_order(w, &completed));
    for (name, kind) in LOADS {
        lost(world, name, |w| load_order(w, kind));
    }
    fails(world, ("sale", Fault::BadMac), |w| sale_order(w, 1004, Entry::Tap));
    world.declining_cards = 100;
    let order = sale_order(world, 1005, Entry::Chip);
    world.play(order);
    taken_back(world);
    world.declining_cards = 0;
}

/// Nobody sells for a while: an echo. Then the host wants a new sign-on, and an issuer sends a script for its card.
fn idle(world: &mut World) {
    world.till.pass(Duration::from_secs(400));
    quiet(world);
    ordered(world, SIGN_ON);
    world.scripts = 100;
    sale(world, 1007, Entry::Chip);
    world.scripts = 0;
    quiet(world);
}

/// The host wants everything that the header of its answers can want but a sign-on.
fn orders(world: &mut World) {
    (1..=7).filter(|digit| *digit != SIGN_ON).for_each(|digit| ordered(world, digit));
}

fn ordered(world: &mut World, digit: u8) {
    world.wire.host.faults().next_for(Filter::Named("sale"), Fault::Order(digit));
    sale(world, 1006, Entry::Chip);
    quiet(world);
}

/// Time for what goes by itself.
fn quiet(world: &mut World) {
    for _ in 0..5 {
        world.till.pass(Duration::from_secs(2));
        world.go_on_until(|world| world.till.question.is_none());
    }
}

/// What goes up when totals differ: two blocks of stripe details, chip details, a refund, an advice; and what the host is told
/// of later.
fn unequal_batch(world: &mut World) {
    for count in 0..STRIPES {
        sale(world, 100 + count, Entry::Swipe);
    }
    let abroad = foreign_sale(world, 3000);
    let chip = sale(world, 2222, Entry::Chip);
    sale(world, 2223, Entry::Tap);
    refund(world, &chip, 22);
    let held = pre_auth(world, Entry::Chip);
    after(world, &held, Kind::CompletionAdvice, CardSource::Present);
    let told = offline(world);
    adjust(world, &told);
    tip(world, &abroad);
}

// What an operator does

fn hold(world: &mut World, entry: Entry) {
    let place = match entry {
        Entry::Chip => 1,
        Entry::Tap => 7,
        _ => 8,
    };
    let card = by_place(place).unwrap();
    world.card = Card { pan: card.pan.into(), pin: card.pin.into(), entry };
}

fn hold_foreign(world: &mut World) {
    world.card = Card { pan: VISA.into(), pin: "1234".into(), entry: Entry::Swipe };
}

fn typed(pan: &str) -> CardSource {
    CardSource::Typed(CardSecret::Card { pan: Pan::new(pan).unwrap(), expiry: Expiry::new("3012").ok() })
}

fn last(world: &World) -> Transaction {
    world.till.disk.book.transactions.values().next_back().unwrap().clone()
}

/// Plays it, and it must end so.
fn ends(world: &mut World, order: TradeOrder, states: &[State]) -> Transaction {
    let kind = order.kind;
    assert!(world.play(order), "a {kind:?} cannot begin\n{}", world.till.story());
    rest(world);
    let made = last(world);
    assert!(made.kind == kind && states.contains(&made.state), "{made:?}\n{}", world.till.story());
    made
}

fn approved(world: &mut World, order: TradeOrder) -> Transaction {
    ends(world, order, &[State::Approved])
}

/// Everything that is owed now has gone.
fn rest(world: &mut World) {
    world.go_on_until(|world| {
        let terminal = &world.till.model.terminal;
        terminal.book.reversals_owed().next().is_none() && world.till.question.is_none() && terminal.line.is_signed_on()
    });
}

/// The answer to the order's message is lost, and what it asked for is taken back.
fn lost(world: &mut World, name: &'static str, order: impl FnOnce(&mut World) -> TradeOrder) {
    fails(world, (name, Fault::NoAnswer), order);
}

fn fails(world: &mut World, (name, fault): (&'static str, Fault), order: impl FnOnce(&mut World) -> TradeOrder) {
    world.wire.host.faults().next_for(Filter::Named(name), fault);
    let order = order(world);
    assert!(world.play(order), "no {name} can begin");
    assert_eq!(world.wire.host.faults().pending(), (0, 0), "no {name} left");
    taken_back(world);
}

fn taken_back(world: &mut World) {
    rest(world);
    let made = last(world);
    assert_eq!(made.state, State::Reversed, "{made:?}\n{}", world.till.story());
}

fn balance(world: &mut World) {
    hold(world, Entry::Chip);
    assert!(world.play(TradeOrder::new(Kind::Balance, Amount::ZERO, operator("01"))));
}

fn sale_order(world: &mut World, minor: u64, entry: Entry) -> TradeOrder {
    hold(world, entry);
    TradeOrder::new(Kind::Sale, amount(minor), operator("01"))
}

fn sale(world: &mut World, minor: u64, entry: Entry) -> Transaction {
    let order = sale_order(world, minor, entry);
    approved(world, order)
}

fn foreign_sale(world: &mut World, minor: u64) -> Transaction {
    hold_foreign(world);
    approved(world, TradeOrder::new(Kind::Sale, amount(minor), operator("01")))
}

fn wrong_pin(world: &mut World) {
    let order = sale_order(world, 4000, Entry::Chip);
    world.card.pin = "999999".into();
    ends(world, order, &[State::Declined]);
}

fn instalment_order(world: &mut World) -> TradeOrder {
    hold(world, Entry::Chip);
    let extra = Extra { periods: Some(6), ..Extra::default() };
    TradeOrder::new(Kind::Instalment, amount(60_000), operator("01")).with_extra(extra)
}

fn instalment(world: &mut World) -> Transaction {
    let order = instalment_order(world);
    approved(world, order)
}

fn code_order(code: &str) -> TradeOrder {
    let code = CardSource::Code(PayCode::new(code).unwrap());
    TradeOrder::new(Kind::Sale, amount(800), operator("01")).with_card(code)
}

fn by_code(world: &mut World, code: &str, state: State) -> Transaction {
    ends(world, code_order(code), &[state])
}

fn void_order(world: &mut World, of: &Transaction) -> TradeOrder {
    hold_again(world, of);
    world.till.model.terminal.void_of(of.txn, operator("01"), operator("00")).unwrap()
}

fn void(world: &mut World, of: &Transaction) {
    let order = void_order(world, of);
    approved(world, order);
}

/// The card of an earlier trade.
fn hold_again(world: &mut World, of: &Transaction) {
    hold(world, of.entry);
    if of.entry == Entry::Manual {
        hold(world, Entry::Chip);
    }
}

/// What an earlier trade is named by.
fn original(of: &Transaction) -> Original {
    let host = of.host.as_ref().unwrap();
    Original {
        txn: Some(of.txn),
        rrn: host.rrn.clone(),
        auth_code: host.auth_code.clone(),
        date: host.time.as_ref().and_then(|time| time.date.parse().ok()),
        voucher: of.extra.voucher.clone(),
    }
}

fn refund(world: &mut World, of: &Transaction, minor: u64) {
    hold_again(world, of);
    let order = TradeOrder::new(Kind::Refund, amount(minor), operator("01")).approved_by(operator("00"));
    approved(world, order.going_back_to(original(of)));
}

fn refund_by_code(world: &mut World, of: &Transaction) {
    let order = TradeOrder::new(Kind::Refund, of.amount, operator("01")).approved_by(operator("00"));
    approved(world, order.with_card(CardSource::Sealed(of.txn)).going_back_to(original(of)));
}

fn pre_auth_order(world: &mut World, entry: Entry) -> TradeOrder {
    hold(world, entry);
    TradeOrder::new(Kind::PreAuth, amount(10_000), operator("01"))
}

fn pre_auth(world: &mut World, entry: Entry) -> Transaction {
    let order = pre_auth_order(world, entry);
    approved(world, order)
}

fn after_order(world: &mut World, held: &Transaction, kind: Kind, card: CardSource) -> TradeOrder {
    hold_again(world, held);
    let order = TradeOrder::new(kind, held.amount, operator("01")).with_card(card).going_back_to(original(held));
    if kind.needs_supervisor() { order.approved_by(operator("00")) } else { order }
}

fn after(world: &mut World, held: &Transaction, kind: Kind, card: CardSource) -> Transaction {
    let order = after_order(world, held, kind, card);
    approved(world, order)
}

fn load_order(world: &mut World, kind: Kind) -> TradeOrder {
    hold(world, Entry::Chip);
    TradeOrder::new(kind, amount(5000), operator("01"))
}

fn offline(world: &mut World) -> Transaction {
    let authorised = OfflineAuthority { mode: AuthorityMode::Telephone, institution: "12345678901".into() };
    let extra = Extra { authorised: Some(authorised), scheme: Some("VIS".into()), ..Extra::default() };
    let original = Original { auth_code: "A1B2C3".parse().ok(), ..Original::default() };
    let order = TradeOrder::new(Kind::Offline, amount(9000), operator("01")).with_card(typed(VISA));
    told(world, order.with_extra(extra).going_back_to(original))
}

fn adjust(world: &mut World, of: &Transaction) {
    let host = of.host.as_ref();
    let date = host.and_then(|host| host.time.as_ref()).and_then(|time| time.date.parse().ok());
    let rrn = host.and_then(|host| host.rrn.clone());
    let original = Original { txn: Some(of.txn), rrn, date, ..Original::default() };
    let order = TradeOrder::new(Kind::Adjust, amount(8000), operator("01")).with_card(CardSource::Sealed(of.txn));
    told(world, order.with_extra(of.extra.clone()).going_back_to(original));
}

fn tip(world: &mut World, of: &Transaction) {
    let scheme = of.host.as_ref().and_then(|host| host.scheme.clone());
    let extra = Extra { tip: Some(amount(300)), scheme, ..Extra::default() };
    let order = TradeOrder::new(Kind::Tip, amount(3300), operator("01")).with_card(CardSource::Sealed(of.txn));
    told(world, order.with_extra(extra).going_back_to(original(of)));
}

/// What is recorded first and goes up later: it may be up already.
fn told(world: &mut World, order: TradeOrder) -> Transaction {
    ends(world, order, &[State::Approved, State::Stored])
}

fn settle(world: &mut World) {
    let batch = world.till.disk.book.batch;
    world.settle();
    world.till.model.terminal.leave_settlement();
    assert_ne!(world.till.disk.book.batch, batch, "{}", world.till.story());
}
