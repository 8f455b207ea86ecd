//! Every other kind of transaction, from the keys that ask for it to what comes of it: keys in, effects and screen out.

use keytill::{
    acquirer::{Answer, Balance, Request, message::BalanceSign},
    domain::{CardSecret, Conduct, Entry, Fact, Kind, PinUse, State, transaction::InstalmentTerms},
    flow::{Demand, Rules, Setup},
    keypad::Key,
};

use super::{
    support::*,
    table::{Events, Row, play},
};

/// The keys of A1B2C3.
const CODE: &str = "2^12^^22^^^3";

fn with_rules(rules: Rules) -> Till {
    Till::ready_with(Setup { rules, ..setup() })
}

/// A refund of 12.34 up to the card, approved by the supervisor.
fn refund(t: &mut Till) -> &mut Till {
    t.keys("1 6 000000000017E 0121E 1234E E 123456E")
}

fn refund_asked() -> Till {
    let mut till = Till::ready();
    refund(&mut till).card(stripe()).authorised(stripe_without_pin());
    till
}

/// Completion 3, completion advice 4 or pre-authorisation void 5 of 50.00, by a typed number.
fn by_number(t: &mut Till, place: char) -> &mut Till {
    t.keys(&format!("1 7 {place} 2 {PAN}E 3012E 0120E {CODE}E 5000E"))
}

fn held() -> Till {
    let mut till = Till::ready();
    till.keys("1 7 1 50000E").card(stripe()).authorised(stripe_with_pin()).host(approved()).keys("EC");
    till
}

fn offline(t: &mut Till) -> &mut Till {
    t.keys(&format!("1 8 4 1 {PAN}E 3012E 2 1 01020000E 123456E 8800E E"))
}

fn by_code(t: &mut Till) -> &mut Till {
    t.keys("1 8 3 1234E 6228123456789012345E E")
}

fn sold() -> Till {
    let mut till = Till::ready();
    till.sold(20_000);
    till
}

fn recorded() -> Till {
    let mut till = Till::ready();
    offline(&mut till).keys("EC");
    till
}

fn loaded() -> Till {
    let mut till = Till::ready();
    till.keys("1 8 5 3 10000E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true)).keys("EC");
    till
}

#[test]
fn what_the_host_is_asked_for_each_kind() {
    let state = Till::ready;
    play(&[
        Row {
            name: "refund",
            state,
            events: |t| refund(t).card(stripe()).authorised(stripe_without_pin()).host(approved()),
            effects: &[
                "check password: refund by 00",
                "read a card for 12.34",
                "read no PIN",
                "save refund 000002 12.34",
                "ask refund 000002 12.34",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["REFUNDED", "12.34", "goes back to the card", "Receipt printed"],
        },
        Row {
            name: "pre-authorisation",
            state,
            events: |t| t.keys("1 7 1 50000E").card(stripe()).authorised(stripe_with_pin()).host(approved()),
            effects: &[
                "read a card for 500.00",
                "read PIN",
                "save pre auth 000002 500.00",
                "ask pre auth 000002 500.00",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["PRE-AUTHORISED", "500.00", "Auth code A1B2C3"],
        },
        Row {
            name: "more on top of one",
            state,
            events: |t| t.keys(&format!("1 7 2 {CODE}E 10000E")).card(stripe()).authorised(stripe_with_pin()),
            effects: &[
                "read a card for 100.00",
                "read PIN",
                "save pre auth add 000002 100.00",
                "ask pre auth add 000002 100.00",
            ],
            shows: &["Waiting for the bank"],
        },
        Row {
            name: "completion, the card at hand",
            state,
            events: |t| t.keys(&format!("1 7 3 1 0120E {CODE}E 5000E")).card(stripe()).authorised(stripe_with_pin()),
            effects: &[
                "read a card for 50.00",
                "read PIN",
                "save completion 000002 50.00",
                "ask completion 000002 50.00",
            ],
            shows: &["Completion", "Waiting for the bank"],
        },
        Row {
            name: "completion, its number typed",
            state,
            events: |t| by_number(t, '3').host(approved()),
            effects: &[
                "save completion 000002 50.00",
                "ask completion 000002 50.00",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["COMPLETED", "50.00"],
        },
        Row {
            name: "completion advice",
            state,
            events: |t| by_number(t, '4').keys("E").host(approved()),
            effects: &[
                "save completion advice 000002 50.00",
                "ask completion advice 000002 50.00",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["COMPLETED"],
        },
        Row {
            name: "void of a pre-authorisation of another day",
            state,
            events: |t| by_number(t, '5').keys("123456E").host(approved()),
            effects: &[
                "check password: pre auth void by 00",
                "save pre auth void 000002 50.00",
                "ask pre auth void 000002 50.00",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["VOIDED", "no longer held"],
        },
        Row {
            name: "void of one of this batch",
            state: held,
            events: |t| t.keys("1 7 5 3 2E E 123456E").host(approved()),
            effects: &[
                "find voucher 000002",
                "check password: pre auth void by 00",
                "unseal 000002",
                "save pre auth void 000003 500.00",
                "ask pre auth void 000003 500.00",
                "save 000003 approved",
                "print 000003",
                "save 000003 printed",
            ],
            shows: &["VOIDED"],
        },
        Row {
            name: "void of a completion",
            state: || {
                let mut till = Till::ready();
                by_number(&mut till, '3').host(approved()).keys("EC");
                till
            },
            events: |t| t.keys("1 7 6 2E E 123456E").host(approved()),
            effects: &[
                "find voucher 000002",
                "check password: completion void by 00",
                "unseal 000002",
                "save completion void 000003 50.00",
                "ask completion void 000003 50.00",
                "save 000003 approved",
                "print 000003",
                "save 000003 printed",
            ],
            shows: &["VOIDED"],
        },
        Row {
            name: "instalments",
            state,
            events: |t| {
                let terms = InstalmentTerms { first: amount(20_000), fee: amount(1_200) };
                let answer = Answer { terms: Some(terms), ..approved() };
                t.keys("1 8 2 240000E 12E").card(stripe()).authorised(stripe_with_pin()).host(answer)
            },
            effects: &[
                "read a card for 2,400.00",
                "read PIN",
                "save instalment 000002 2,400.00",
                "ask instalment 000002 2,400.00",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["APPROVED"],
        },
        Row {
            name: "payment by code",
            state,
            events: |t| by_code(t).host(approved()),
            effects: &[
                "save sale 000002 12.34",
                "ask sale 000002 12.34",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["APPROVED", "12.34", "Code 2345", "Give the goods and the receipt"],
        },
        Row {
            name: "load",
            state,
            events: |t| {
                t.keys("1 8 5 1 10000E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true))
            },
            effects: &[
                "read a card for 100.00",
                "read PIN",
                "save load own 000002 100.00",
                "ask load own 000002 100.00",
                "read completion: approved",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["LOADED"],
        },
        Row {
            name: "void of a load against cash: the card itself",
            state: loaded,
            events: |t| t.keys("1 8 5 4 2E E 123456E").card(chip()),
            effects: &["find voucher 000002", "check password: load void by 00", "read a card for 100.00", "read PIN"],
            shows: &["Top-up void", "PIN on the pad"],
        },
        Row {
            name: "refund of electronic cash",
            state,
            events: |t| t.keys("1 8 5 5 000000000017E 0121E 1234E E 123456E").card(chip()),
            effects: &["check password: ecash refund by 00", "read a card for 12.34", "read no PIN"],
            shows: &["E-cash refund", "Reading the card"],
        },
    ]);
}

#[test]
fn what_is_only_recorded_asks_nobody() {
    play(&[
        Row {
            name: "offline sale",
            state: Till::ready,
            events: offline,
            effects: &["save offline 000002 88.00 stored + 000002 owes advice", "print 000002", "save 000002 printed"],
            shows: &["RECORDED", "The bank is told by itself"],
        },
        Row {
            name: "adjustment",
            state: recorded,
            events: |t| t.keys("1 8 4 2 2E E 9000E"),
            effects: &[
                "find voucher 000002",
                "unseal 000002",
                "save adjust 000003 90.00 stored + 000003 owes advice",
                "print 000003",
                "save 000003 printed",
            ],
            shows: &["RECORDED", "90.00"],
        },
        Row {
            name: "tip",
            state: sold,
            events: |t| t.keys("1 8 4 3 2E E 3000E"),
            effects: &[
                "find voucher 000002",
                "unseal 000002",
                "save tip 000003 230.00 stored + 000003 owes advice",
                "print 000003",
                "save 000003 printed",
            ],
            shows: &["RECORDED", "230.00"],
        },
    ]);
}

/// What the questions gathered arrives in the record.
#[test]
fn the_record_says_what_was_answered() {
    let refund = refund_asked().record(2).clone();
    let original = refund.original.unwrap();
    assert_eq!((original.rrn.unwrap().as_str(), original.date.unwrap().as_str()), ("000000000017", "0121"));
    assert_eq!((refund.operator, refund.approver), (operator("01"), Some(operator("00"))));
    assert_eq!((refund.pin, refund.entry), (PinUse::None, Entry::Swipe));

    let mut till = Till::ready();
    let completion = by_number(&mut till, '3').record(2).clone();
    let original = completion.original.unwrap();
    assert_eq!((original.auth_code.unwrap().as_str(), original.date.unwrap().as_str()), ("A1B2C3", "0120"));
    assert_eq!((completion.entry, completion.pan.as_str()), (Entry::Manual, "622848*********1234"));
    let Some(Request::Financial(asked)) = &till.question else { panic!("{}", till.story()) };
    assert_eq!(asked.card.expiry.as_ref().map(|e| e.expose().to_owned()), Some("3012".into()));

    let offline = recorded().record(2).clone();
    let authority = offline.extra.authorised.unwrap();
    assert_eq!((authority.mode.code(), authority.institution.as_str()), ("01", "01020000"));
    assert_eq!(offline.extra.scheme.as_deref(), Some("VIS"));
    assert_eq!(offline.original.unwrap().auth_code.unwrap().as_str(), "123456");

    let mut till = recorded();
    let adjust = till.keys("1 8 4 2 2E E 9000E").record(3).clone();
    assert_eq!(adjust.original.unwrap().auth_code.unwrap().as_str(), "123456");
    assert_eq!((adjust.extra.authorised.unwrap().mode.code(), adjust.extra.scheme.as_deref()), ("01", Some("VIS")));
    assert_eq!(till.record(2).counted_amount(), amount(9000));

    let mut till = sold();
    let tip = till.keys("1 8 4 3 2E E 3000E").record(3).clone();
    assert_eq!((tip.extra.tip, tip.amount), (Some(amount(3000)), amount(23_000)));

    let mut till = Till::ready();
    let sale = by_code(&mut till).record(2).clone();
    assert_eq!((sale.entry, sale.pan.as_str()), (Entry::Code, "622812*********2345"));
    let mut till = Till::ready();
    till.keys("1 8 2 240000E 12E").card(stripe()).authorised(stripe_with_pin());
    assert_eq!(till.record(2).extra.periods, Some(12));
}

/// A lack of an answer is what the kind's conduct makes of it.
#[test]
fn no_answer_by_conduct() {
    let rows: [(&str, Events, Kind, &[&str]); 8] = [
        (
            "refund",
            |t| refund(t).card(stripe()).authorised(stripe_without_pin()),
            Kind::Refund,
            &["do not refund again", "Not reversed by itself", "supervisor calls the acquirer", "Open 1"],
        ),
        (
            "refund of electronic cash",
            |t| t.keys("1 8 5 5 000000000017E 0121E 1234E E 123456E").card(stripe()).authorised(stripe_without_pin()),
            Kind::EcashRefund,
            &["do not refund again", "Not reversed by itself"],
        ),
        (
            "pre-authorisation",
            |t| t.keys("1 7 1 5000E").card(stripe()).authorised(stripe_with_pin()),
            Kind::PreAuth,
            &["NOT KNOWN - reversing", "Do not try again"],
        ),
        ("completion", |t| by_number(t, '3'), Kind::Completion, &["NOT KNOWN - reversing"]),
        ("void of a pre-authorisation", |t| by_number(t, '5').keys("123456E"), Kind::PreAuthVoid, &["NOT KNOWN"]),
        ("payment by code", by_code, Kind::Sale, &["NOT KNOWN - being reversed", "Do not charge again"]),
        (
            "completion advice",
            |t| by_number(t, '4').keys("E"),
            Kind::CompletionAdvice,
            &["COMPLETED", "The bank is told by itself"],
        ),
        (
            "balance",
            |t| t.keys("1 8 1").card(stripe()).authorised(stripe_with_pin()),
            Kind::Balance,
            &["NO BALANCE", "Nothing has changed"],
        ),
    ];
    for (name, events, kind, shows) in rows {
        let mut till = Till::ready();
        events(&mut till);
        till.hold_host().fault(no_answer()).must_show(shows);
        let state = till.disk.book.transactions.values().next().map(|t| (t.kind, t.state));
        let expected = match kind.conduct() {
            Conduct::Reversible => Some((kind, State::Reversing)),
            Conduct::Once => Some((kind, State::Unresolved)),
            Conduct::Advice => Some((kind, State::Stored)),
            Conduct::Enquiry => None,
        };
        assert_eq!(state, expected, "{name}");
        till.seconds(2);
        let reversed = matches!(till.question, Some(Request::Reversal(_)));
        assert_eq!(reversed, kind.conduct() == Conduct::Reversible, "{name}\n{}", till.story());
    }
}

#[test]
fn a_balance_is_shown_with_its_sign_and_leaves_no_record() {
    for (sign, shown) in [(BalanceSign::Credit, "available"), (BalanceSign::Debit, "owed by the cardholder")] {
        let mut till = Till::ready();
        till.keys("1 8 1").card(stripe()).authorised(stripe_with_pin());
        let balance = Balance { amount: amount(1_234_567), sign };
        till.host(Answer { balance: Some(balance), ..answer("00") }).must_show(&["BALANCE", "12,345.67", shown]);
        assert_eq!(till.screen().contains("-￥ 12,345.67"), sign == BalanceSign::Debit);
        assert!(till.disk.book.transactions.is_empty() && till.printed.is_empty());
        till.keys("E").must_show(&["Transactions", "1 Sale"]);
    }
}

#[test]
fn a_supervisor_approves_where_it_takes_one() {
    let rows: [(&str, fn() -> Till, &str); 6] = [
        ("refund", Till::ready, "1 6 000000000017E 0121E 1234E E"),
        ("void of a pre-authorisation", held, "1 7 5 3 2E E"),
        ("refund of electronic cash", Till::ready, "1 8 5 5 000000000017E 0121E 1234E E"),
        ("void of a load", loaded, "1 8 5 4 2E E"),
        ("void of a sale", sold, "1 2 2E E"),
        ("by number", Till::ready, "1 7 5 2 6228480000000001234E 3012E 0120E 123456E 5000E"),
    ];
    for (name, state, keys) in rows {
        let mut till = state();
        till.keys(keys).must_show(&["The supervisor approves"]);
        // Neither the operator's own password nor a wrong one begins anything.
        let before = till.disk.book.transactions.len();
        till.keys("0000E").must_show(&["The supervisor approves", "Wrong number or password"]);
        assert!(till.model.terminal.trade.is_none(), "{name}");
        assert_eq!(till.disk.book.transactions.len(), before, "{name}");
        till.seconds(2).keys("123456E").must_not_show(&["The supervisor approves"]);
        let trade = till.model.terminal.trade.as_ref().unwrap();
        assert_eq!((trade.operator, trade.approver), (operator("01"), Some(operator("00"))), "{name}");
        assert!(till.session().approving.is_none(), "{name}");
    }
}

/// Whoever goes away while the password is checked leaves nothing behind that another could begin.
#[test]
fn an_approval_ends_with_its_session() {
    let mut till = Till::ready();
    till.keys("1 6 000000000017E 0121E 1234E E").hold_passwords().keys("123456E");
    assert!(till.session().approving.is_some());
    till.seconds(600).must_show(&["Sign in"]);
    assert!(till.session().approving.is_none());
    till.release_passwords();
    assert!(till.model.terminal.trade.is_none());
}

#[test]
fn refused_before_anything_has_begun() {
    let ready = Till::ready;
    let no_typing = || with_rules(Rules { typed_cards: Demand::No, ..Rules::default() });
    let bare = || {
        let without = [Kind::Refund, Kind::PreAuth, Kind::Balance].into_iter().collect();
        with_rules(Rules { without, ..Rules::default() })
    };
    let rows: [(&str, fn() -> Till, &str, &str); 18] = [
        ("refund above the limit", ready, "1 6 000000000017E 0121E 1000001E", "at most"),
        ("no reference number", ready, "1 6 E", "12 characters are needed"),
        ("half a reference number", ready, "1 6 00000000001E", "12 characters are needed"),
        ("no date", ready, "1 6 000000000017E E", "MMDD"),
        ("a day that does not exist", ready, "1 6 000000000017E 0230E", "MMDD"),
        ("no amount", ready, "1 6 000000000017E 0121E E", "Type an amount first"),
        ("half a code", ready, "1 7 2 123E", "6 characters are needed"),
        ("half a card number", ready, "1 7 3 2 62284800E", "12 to 19 digits"),
        ("a month that does not exist", ready, "1 7 3 2 6228480000000001234E 3013E", "YYMM"),
        ("card numbers are not typed here", no_typing, "1 7 3 2", "may not be typed"),
        ("nor for an offline sale", no_typing, "1 8 4 1", "may not be typed"),
        ("one instalment", ready, "1 8 2 1000E 1E", "From 2 to 99"),
        ("no wallet's code", ready, "1 8 3 1000E 9912345678901234E", "no payment code"),
        ("too high a tip", sold, "1 8 4 3 2E E 3001E", "15 percent at most"),
        ("a sale is not adjusted", sold, "1 8 4 2 2E E", "cannot be adjusted"),
        ("a sale is not a completion", sold, "1 7 6 2E E", "cannot be voided"),
        ("refunds are not offered", bare, "1 6", "Refund is not open"),
        ("electronic cash is not read", ready, "1 8 5 6", "The reader cannot do this yet"),
    ];
    for (name, state, keys, why) in rows {
        let mut till = state();
        till.keys(keys).must_show(&[why]);
        assert_eq!(till.trace.last().map(String::as_str), Some("bell"), "{name}: {:?}", till.trace);
        assert!(till.model.terminal.trade.is_none(), "{name}");
    }
    // A check digit that is wrong is no reason: some test cards have one.
    let mut till = Till::ready();
    till.keys("1 7 3 2 6228480000000001235E").must_show(&["expiry"]);
}

#[test]
fn cancel_steps_back_and_keeps_what_was_typed() {
    let mut till = Till::ready();
    till.keys("1 6 000000000017E 0121E 1234E").must_show(&["confirm?"]);
    till.keys("C").must_show(&["Type the amount"]).must_not_show(&["confirm?"]);
    till.keys("C").must_show(&["Original date", "0121"]);
    till.keys("C").must_show(&["Original RRN", "000000000017"]);
    till.keys("C").must_show(&["1 Sale", "6 Refund"]);
    // Forward again, with another amount.
    till.keys("6 000000000017E 0121E 1234E C DDDD 5E E").must_show(&["The supervisor approves", "0.05"]);
    // Another way of the card has other questions, and forgets the first one's number.
    let mut till = Till::ready();
    till.keys("1 7 3 2 6228480000000001234E CCC 1 0120E 123456E 5000E").must_show(&["Insert, tap or swipe"]);
}

/// A scanner sends ENTER by itself, some send it twice; the payment waits for a person.
#[test]
fn the_enter_of_a_scanner_confirms_no_money() {
    let mut till = Till::ready();
    till.keys("1 8 3 1234E").advance(std::time::Duration::from_secs(1));
    for digit in "6228123456789012345".bytes() {
        till.key(Key::Digit(digit - b'0'));
    }
    till.key(Key::Enter).key(Key::Enter).must_show(&["12.34", "UnionPay", "confirm?"]);
    assert!(till.trace.is_empty() && till.model.terminal.trade.is_none(), "{:?}", till.trace);
    till.keys("E");
    assert_eq!(till.effects(), ["save sale 000002 12.34", "ask sale 000002 12.34"]);
    let Some(Request::Financial(asked)) = &till.question else { panic!("{}", till.story()) };
    assert_eq!(asked.card.code.as_ref().map(|c| c.expose().to_owned()), Some("6228123456789012345".into()));
    assert!(asked.card.pan.is_none());
}

/// A refund without an answer is closed with what the supervisor found out.
#[test]
fn the_supervisor_says_what_became_of_a_refund() {
    for (key, state, shown) in [("1", State::Approved, "refunded"), ("2", State::Reversed, "reversed")] {
        let mut till = refund_asked();
        till.fault(no_answer()).must_show(&["NOT KNOWN"]);
        till.keys("E 9").must_show(&["000002 Unresolved 12.34"]);
        // The operator may look, not close.
        till.keys("1 1").must_show(&["supervisor 00 only"]);
        till.keys("CCCC").sign_in("00").keys("2 3 1 E").must_show(&["Press 1 or 2"]);
        till.keys(key).must_show(&["Nothing is waiting"]);
        let record = till.record(2);
        assert_eq!((record.state, record.closed_by), (state, Some(operator("00"))));
        assert_eq!(till.count(|f| matches!(f, Fact::UnresolvedClosed { .. })), 1);
        till.keys("C 2").must_show(&[shown]);
    }
}

/// The questions, and the card data in them, are gone as soon as the transaction begins; and no screen writes it out.
#[test]
fn typed_card_data_goes_with_the_questions() {
    let mut till = Till::ready();
    till.keys(&format!("1 7 3 2 {PAN}E 3012E 0120E {CODE}E 50"));
    let stack = format!("{:?}", till.session().stack);
    assert!(!stack.contains(PAN) && !stack.contains("3012"), "{stack}");
    till.keys("00E").must_show(&["Waiting for the bank"]);
    assert_eq!(till.session().stack.len(), 3);
    assert!(!format!("{:?}", till.model).contains(PAN));
    // It is sealed with the record.
    let secret = till.model.terminal.trade.as_ref().map(|t| format!("{:?}", t.source())).unwrap();
    assert!(!secret.contains(PAN), "{secret}");
    assert!(matches!(
        till.model.terminal.trade.as_ref().unwrap().source(),
        keytill::flow::CardSource::Typed(CardSecret::Card { .. })
    ));
}

#[test]
fn training_faults_reach_the_host_and_live_boxes_have_none() {
    let mut till = Till::ready_with(Setup { world: keytill::flow::World::Training, ..setup() });
    till.keys("6").must_show(&["1 No answer", "9 Garbled answer"]);
    till.keys("3 2").must_show(&["The next 2: Wrong MAC"]);
    till.keys("E 6 E D");
    assert_eq!(till.effects(), ["fault bad-mac x 2", "fault code x 1", "no faults"]);
    let mut till = Till::ready();
    till.keys("6").must_show(&["This key does nothing here"]);
}
