//! Every other kind of transaction, from the keys that ask for it to what comes of it: keys in, effects and screen out.

use keytill::{
    acquirer::{Answer, Balance, Request, message::BalanceSign},
    domain::{Conduct, Entry, Kind, PinUse, State, Wallet, transaction::InstalmentTerms},
    flow::{AdviceMode, Rules, Setup},
};

use super::{
    support::*,
    table::{Events, Row, play},
};

/// The keys of A1B2C3.
pub const CODE: &str = "2^12^^22^^^3";

/// What is recorded stays so until the settlement, so that the line is quiet.
pub fn ready() -> Till {
    with_rules(Rules::default())
}

/// The same with other rules.
pub fn with_rules(rules: Rules) -> Till {
    Till::ready_with(Setup { rules: Rules { advices: AdviceMode::BeforeSettlement, ..rules }, ..setup() })
}

/// A refund of 12.34 up to the card, approved by the supervisor.
pub fn refund(t: &mut Till) -> &mut Till {
    t.keys("1 6 000000000017E 0121E 1234E E 123456E")
}

pub fn refund_asked() -> Till {
    let mut till = ready();
    refund(&mut till).card(stripe()).authorised(stripe_without_pin());
    till
}

/// The refund of a payment by code of an earlier day.
pub fn code_refund(t: &mut Till) -> &mut Till {
    t.keys("1 8 6 000000000017E 2 20260122000000000001E 0121E 1234E E 123456E")
}

/// Completion 3, completion advice 4 or pre-authorisation void 5 of 50.00, by a typed number.
pub fn by_number(t: &mut Till, place: char) -> &mut Till {
    t.keys(&format!("1 7 {place} 2 {PAN}E 3012E {CODE}E 0120E 5000E"))
}

pub fn held() -> Till {
    let mut till = ready();
    till.keys("1 7 1 50000E").card(stripe()).authorised(stripe_with_pin()).host(approved()).keys("EC");
    till
}

pub fn offline(t: &mut Till) -> &mut Till {
    t.keys(&format!("1 8 4 1 {PAN}E 3012E 2 1 01020000E 123456E 8800E E"))
}

pub fn by_code(t: &mut Till) -> &mut Till {
    t.keys("1 8 3 1234E 6228123456789012345E E")
}

pub fn sold() -> Till {
    let mut till = ready();
    till.sold(20_000);
    till
}

pub fn recorded() -> Till {
    let mut till = ready();
    offline(&mut till).keys("EC");
    till
}

pub fn loaded() -> Till {
    let mut till = ready();
    till.keys("1 8 5 3 10000E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true)).keys("EC");
    till
}

#[test]
fn what_the_host_is_asked_for_each_kind() {
    let state = ready;
    play(&[
        Row {
            name: "refund",
            state,
            events: |t| refund(t).card(stripe()).authorised(stripe_without_pin()).host(approved()),
            effects: &[
                "search",
                "check password: refund by 00",
                "save refund of 01 approved by 00",
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
            events: |t| t.keys(&format!("1 7 3 1 {CODE}E 0120E 5000E")).card(stripe()).authorised(stripe_with_pin()),
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
                "save pre auth void of 01 approved by 00",
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
                "check password: pre auth void by 00",
                "save pre auth void of 01 approved by 00",
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
                let mut till = ready();
                by_number(&mut till, '3').host(approved()).keys("EC");
                till
            },
            events: |t| t.keys("1 7 6 2E E 123456E").host(approved()),
            effects: &[
                "check password: completion void by 00",
                "save completion void of 01 approved by 00",
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
            name: "refund of a payment by code",
            state,
            events: |t| code_refund(t).host(approved()),
            effects: &[
                // For the original, which is not this terminal's.
                "search",
                "check password: refund by 00",
                "save refund of 01 approved by 00",
                "save refund 000002 12.34",
                "ask refund 000002 12.34",
                "save 000002 approved",
                "print 000002",
                "save 000002 printed",
            ],
            shows: &["REFUNDED", "12.34", "goes back to the wallet", "Receipt printed"],
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
            effects: &[
                "check password: load void by 00",
                "save load void of 01 approved by 00",
                "read a card for 100.00",
                "read PIN",
            ],
            shows: &["Top-up void", "PIN on the pad"],
        },
        Row {
            name: "refund of electronic cash",
            state,
            events: |t| t.keys("1 8 5 5 000000000017E 0121E 1234E E 123456E").card(chip()),
            effects: &[
                "search",
                "check password: ecash refund by 00",
                "save ecash refund of 01 approved by 00",
                "read a card for 12.34",
                "read no PIN",
            ],
            shows: &["E-cash refund", "Reading the card"],
        },
    ]);
}

#[test]
fn what_is_only_recorded_asks_nobody() {
    play(&[
        Row {
            name: "offline sale",
            state: ready,
            events: offline,
            effects: &["save offline 000002 88.00 stored + 000002 owes advice", "print 000002", "save 000002 printed"],
            shows: &["RECORDED", "It is sent automatically"],
        },
        Row {
            name: "adjustment",
            state: recorded,
            events: |t| t.keys("1 8 4 2 2E E 9000E"),
            effects: &[
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

    let mut till = ready();
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

    let mut till = ready();
    let sale = by_code(&mut till).record(2).clone();
    assert_eq!((sale.entry, sale.pan.as_str()), (Entry::Code, "622812*********2345"));
    let mut till = ready();
    let refund = code_refund(&mut till).record(2).clone();
    assert_eq!((refund.entry, refund.extra.wallet), (Entry::Code, Some(Wallet::WeChat)));
    let original = refund.original.unwrap();
    assert_eq!(original.voucher.unwrap().as_str(), "20260122000000000001");
    assert_eq!((original.rrn.unwrap().as_str(), original.date.unwrap().as_str()), ("000000000017", "0121"));
    let mut till = ready();
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
            &["do not refund again", "There is no reversal", "supervisor must call the", "acquirer", "Open 1"],
        ),
        (
            "refund of electronic cash",
            |t| t.keys("1 8 5 5 000000000017E 0121E 1234E E 123456E").card(stripe()).authorised(stripe_without_pin()),
            Kind::EcashRefund,
            &["do not refund again", "There is no reversal"],
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
            &["COMPLETED", "It is sent automatically"],
        ),
        (
            "balance",
            |t| t.keys("1 8 1").card(stripe()).authorised(stripe_with_pin()),
            Kind::Balance,
            &["NO BALANCE", "Nothing has changed"],
        ),
    ];
    for (name, events, kind, shows) in rows {
        let mut till = ready();
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
        let mut till = ready();
        till.keys("1 8 1").card(stripe()).authorised(stripe_with_pin());
        let balance = Balance { amount: amount(1_234_567), sign };
        till.host(Answer { balance: Some(balance), ..answer("00") }).must_show(&["BALANCE", "12,345.67", shown]);
        assert_eq!(till.screen().contains("-￥ 12,345.67"), sign == BalanceSign::Debit);
        assert!(till.disk.book.transactions.is_empty() && till.printed.is_empty());
        till.keys("E").must_show(&["Transactions", "1 Sale"]);
    }
}
