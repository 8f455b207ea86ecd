use super::*;

fn pre_auth(terminal: &Terminal, stan: u32, fen: u64) -> Message {
    let mut request = terminal.trade("0100", ("030000", "06", "10"), stan, fen);
    with_chip(&mut request, terminal, by_place(1).unwrap());
    request
}

/// A follow-up that names the pre-authorisation by its code, date and card.
fn follow(terminal: &Terminal, mti: &'static str, key: (&str, &str, &str), stan: u32, fen: u64, code: &str) -> Message {
    let mut request = terminal.trade(mti, key, stan, fen);
    with_number(&mut request, by_place(1).unwrap());
    request.set_text(38, code).set_text(61, &format!("{:012}0122", 0));
    request
}

const MORE: (&str, &str, &str) = ("030000", "60", "10");
const VOID: (&str, &str, &str) = ("200000", "06", "11");
const COMPLETION: (&str, &str, &str) = ("000000", "06", "20");
const ADVICE: (&str, &str, &str) = ("000000", "06", "24");

fn opened(fen: u64) -> (Terminal, String) {
    let mut terminal = Terminal::ready();
    let answer = terminal.ask(&pre_auth(&terminal, 2, fen));
    assert_eq!(answer.text(39), Some("00"));
    assert!(answer.has(55) && answer.has(63));
    let code = answer.text(38).unwrap().to_owned();
    (terminal, code)
}

#[test]
fn a_completion_uses_the_pre_authorisation_up() {
    let (mut terminal, code) = opened(1000);
    let ask = |terminal: &mut Terminal, mti, key, stan, fen| {
        let request = follow(terminal, mti, key, stan, fen, &code);
        terminal.code(&request)
    };
    assert_eq!(ask(&mut terminal, "0200", COMPLETION, 3, 1151), "61", "115 percent and no more");
    assert_eq!(ask(&mut terminal, "0200", COMPLETION, 4, 1150), "00");
    assert_eq!(terminal.state(2), Some(BookState::Completed));
    assert_eq!(ask(&mut terminal, "0200", COMPLETION, 5, 1), "25", "used up");
    assert_eq!(ask(&mut terminal, "0100", VOID, 6, 1000), "25", "completed is not voided");
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 1150), credit: Sum::default() });
    // Its reversal gives the pre-authorisation back.
    let completion = follow(&terminal, "0200", COMPLETION, 4, 1150, &code);
    let answer = terminal.ask(&terminal.reversal_of(&completion));
    assert_eq!((answer.text(39), answer.has(44)), (Some("00"), false));
    assert_eq!((terminal.state(2), terminal.state(4)), (Some(BookState::Approved), Some(BookState::Reversed)));
    assert_eq!(ask(&mut terminal, "0220", ADVICE, 7, 900), "00");
    assert_eq!(ask(&mut terminal, "0220", ADVICE, 7, 900), "94", "said again, known");
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 900), credit: Sum::default() });
    let advice = follow(&terminal, "0220", ADVICE, 7, 900, &code);
    assert_eq!(terminal.code(&terminal.reversal_of(&advice)), "30", "an advice is not reversed");
}

#[test]
fn the_void_of_a_completion_restores_and_its_reversal_undoes_that() {
    let (mut terminal, code) = opened(1000);
    let completion = follow(&terminal, "0200", COMPLETION, 3, 800, &code);
    let rrn = terminal.ask(&completion).text(37).unwrap().to_owned();
    let mut void = terminal.trade("0200", ("200000", "06", "21"), 4, 800);
    with_number(&mut void, by_place(1).unwrap());
    void.set_text(37, &rrn).set_text(61, "000001000003");
    assert_eq!(terminal.code(&void), "25", "field 61 has sixteen digits here");
    void.set_text(11, "000005").set_text(61, "0000010000030122");
    assert_eq!(terminal.code(&void), "00");
    assert_eq!((terminal.state(2), terminal.state(3)), (Some(BookState::Approved), Some(BookState::Voided)));
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 800), credit: sum(1, 800) });
    assert_eq!(terminal.code(&terminal.reversal_of(&void)), "00");
    assert_eq!((terminal.state(2), terminal.state(3)), (Some(BookState::Completed), Some(BookState::Approved)));
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 800), credit: Sum::default() });
}

#[test]
fn more_is_added_and_taken_back() {
    let (mut terminal, code) = opened(1000);
    let mut more = follow(&terminal, "0100", MORE, 3, 500, &code);
    more.set_text(61, &"0".repeat(16));
    let answer = terminal.ask(&more);
    assert_eq!((answer.text(39), answer.text(54)), (Some("00"), Some("TA000000001500000000")));
    assert_eq!(answer.text(38), Some(code.as_str()));
    assert_eq!(terminal.code(&follow(&terminal, "0100", VOID, 4, 1000, &code)), "64");
    assert_eq!(terminal.code(&terminal.reversal_of(&more)), "00");
    assert_eq!(terminal.code(&follow(&terminal, "0200", COMPLETION, 5, 1500, &code)), "61");
    let void = follow(&terminal, "0100", VOID, 6, 1000, &code);
    assert_eq!(terminal.code(&void), "00");
    assert_eq!(terminal.state(2), Some(BookState::Voided));
    assert_eq!(terminal.code(&terminal.reversal_of(&void)), "00");
    assert_eq!(terminal.state(2), Some(BookState::Approved));
    assert_eq!(terminal.totals(), HostTotals::default(), "none of this counts");
}

#[test]
fn it_is_found_by_code_date_and_card() {
    let (mut terminal, code) = opened(1000);
    let mut other_card = follow(&terminal, "0200", COMPLETION, 3, 100, &code);
    with_number(&mut other_card, by_place(8).unwrap());
    let mut other_date = follow(&terminal, "0200", COMPLETION, 4, 100, &code);
    other_date.set_text(61, &format!("{:012}0121", 0));
    let other_code = follow(&terminal, "0200", COMPLETION, 5, 100, "000000");
    let mut no_card = follow(&terminal, "0200", COMPLETION, 6, 100, &code);
    no_card.remove(2);
    let mut with_pin = follow(&terminal, "0220", ADVICE, 7, 100, &code);
    with_pin.set_text(22, "011").set_text(26, "12").set_text(53, "2600000000000000").set_bytes(52, &[1; 8]);
    for (request, expected) in
        [(other_card, "25"), (other_date, "25"), (other_code, "25"), (no_card, "14"), (with_pin, "30")]
    {
        assert_eq!(terminal.code(&request), expected, "{request:?}");
    }
    assert_eq!(terminal.code(&terminal.reversal_of(&pre_auth(&terminal, 2, 1000))), "00");
    assert_eq!(terminal.code(&follow(&terminal, "0200", COMPLETION, 8, 100, &code)), "25", "reversed is gone");
}
