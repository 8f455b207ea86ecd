//! Fault orders as text, and what they do.

use std::time::Duration;

use super::*;

fn order(text: &str) -> FaultOrder {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn orders_read_as_they_are_written() {
    let (once, five) = (HowOften::Times(1), HowOften::Percent(5));
    for (text, fault, filter, how_often) in [
        ("no-answer", Fault::NoAnswer, Filter::Any, once),
        ("no-answer@0200 x2", Fault::NoAnswer, Filter::Type(Mti::new("0200")), HowOften::Times(2)),
        ("late:8@sale %5", Fault::Late(Duration::from_secs(8)), Filter::Named("sale"), five),
        (" code:51@pre-auth ", Fault::Code("51"), Filter::Named("pre-auth"), once),
        ("unbalanced@settlement", Fault::Unbalanced, Filter::Named("settlement"), once),
        ("drop-after-send@reversal x3", Fault::Drop, Filter::Named("reversal"), HowOften::Times(3)),
        ("order:5", Fault::Order(5), Filter::Any, once),
    ] {
        assert_eq!(order(text), FaultOrder { fault, filter, how_often }, "{text}");
    }
    for (id, fault) in Fault::ALL {
        assert_eq!(fault.id(), id);
    }
}

#[test]
fn mistakes_are_named() {
    for (text, expected) in [
        ("", "expected FAULT"),
        ("no-anwser", "no fault is called"),
        ("no-anwser", "late, bad-mac"),
        ("no-anwser", "key-bytes, settlement-error"),
        ("lat:8", "no fault is called"),
        ("code", "code:51"),
        ("code:ZZ", "no code of field 39"),
        ("code:00", "that refuses"),
        ("late:0", "1 to 3600"),
        ("half:3", "takes no argument"),
        ("half@9", "neither a message type nor"),
        ("half x0", "xCOUNT"),
        ("half %101", "%PERCENT"),
        ("half x2 x3", "one word too many"),
        ("order:0", "1 to 9"),
        ("key-bytes:0", "1 to 255"),
    ] {
        let error = text.parse::<FaultOrder>().unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn an_order_meets_the_messages_that_it_is_meant_for() {
    let mut terminal = Terminal::ready();
    let faults = terminal.host.faults();
    for text in ["code:91@void", "no-answer@reversal x2", "duplicate@sale"] {
        faults.add(&order(text));
    }
    let request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    let Reaction::Answers(frames) = terminal.react(&request) else { panic!("not twice") };
    assert_eq!((frames.len(), &frames[0]), (2, &frames[1]));
    let rrn = open(&frames[0]).text(37).unwrap().to_owned();
    assert_eq!(terminal.code(&terminal.void(3, 100, 2, &rrn)), "91");
    assert_eq!(terminal.react(&terminal.reversal(2, 100)), Reaction::Silence);
    assert_eq!(terminal.react(&terminal.reversal(2, 100)), Reaction::Silence);
    assert_eq!(terminal.code(&terminal.reversal(2, 100)), "00");
    assert_eq!(faults.pending(), (0, 0));
}

#[test]
fn a_stray_answer_comes_first_and_a_wrong_amount_has_a_right_mac() {
    let mut terminal = Terminal::ready();
    terminal.host.faults().next(Fault::Stray);
    let request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    let Reaction::Answers(frames) = terminal.react(&request) else { panic!("not two") };
    let stans: Vec<String> = frames.iter().map(|frame| open(frame).text(11).unwrap().to_owned()).collect();
    assert_eq!(stans, ["000003", "000002"]);
    let mac = |frame: &[u8]| terminal.mac.as_ref().unwrap().mac(mac_input(&frame[11..]));
    assert!(frames.iter().all(|frame| open(frame).bytes(64) == Some(&mac(frame)[..])));
    terminal.host.faults().next(Fault::WrongAmount);
    let echo = terminal.message("0820", "00", "301");
    assert_eq!(terminal.code(&echo), "00", "it waits for a message with an amount");
    let request = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.ask(&request).text(4), Some("000000000101"));
    assert_eq!(terminal.entry(3).amount, sum(1, 100).amount, "booked as it came");
}

#[test]
fn settlements_can_be_made_unequal_or_wrong() {
    let mut terminal = Terminal::ready();
    for (fault, flags) in [("unbalanced", "21"), ("settlement-error", "33")] {
        terminal.host.faults().add(&order(fault));
        let answer = terminal.ask(&terminal.settlement(&"0".repeat(62)));
        let text = answer.text(48).unwrap();
        assert_eq!(format!("{}{}", &text[30..31], &text[61..]), flags, "{fault}");
    }
    let answer = terminal.ask(&terminal.settlement(&"0".repeat(62)));
    assert_eq!(answer.text(48).map(|text| &text[30..31]), Some("1"));
}

#[test]
fn chance_is_the_same_for_the_same_seed() {
    let day = |seed| {
        let mut terminal = Terminal::new(HostConfig { seed, ..config() });
        terminal.sign_on("003");
        terminal.host.faults().add(&order("no-answer@sale %30"));
        let silent = |stan: u32| {
            let request = terminal.sale(stan, 100, by_place(7).unwrap(), "123456");
            terminal.react(&request) == Reaction::Silence
        };
        (2..102).map(silent).collect::<Vec<bool>>()
    };
    let first = day(7);
    assert_eq!(first, day(7));
    assert_ne!(first, day(8));
    let count = first.iter().filter(|silent| **silent).count();
    assert!((15..=45).contains(&count), "{count} of 100 at 30 percent");
}

#[test]
fn a_late_answer_without_a_time_has_that_of_the_configuration() {
    let mut terminal = Terminal::new(HostConfig { late_after: Duration::from_secs(8), ..config() });
    terminal.host.faults().add(&order("late"));
    let echo = terminal.message("0820", "00", "301");
    assert!(matches!(terminal.react(&echo), Reaction::AnswerLate(_, after) if after == Duration::from_secs(8)));
}
