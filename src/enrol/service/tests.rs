//! Requests and answers of the enrolment service.

use super::*;

fn caller() -> Caller {
    Caller { merchant: "898310148160568".parse().unwrap(), terminal: "T 000/42".parse().unwrap() }
}

fn challenge() -> Challenge {
    Challenge::try_from("ABCDEFGHJK29".to_owned()).unwrap()
}

fn five() -> OperatorNo {
    "05".parse().unwrap()
}

#[test]
fn each_question_has_its_request() {
    let asks = [
        Ask::Begin { free: vec![five()], mobile: "13812341234".parse().ok() },
        Ask::Begin { free: vec![], mobile: None },
        Ask::Look(challenge()),
        Ask::Prove(challenge(), Code::new("012345").unwrap()),
        Ask::End(challenge(), Taken::No),
        Ask::Roster(7),
        Ask::Claim(five(), TakeOver::Yes),
        Ask::Release(five()),
    ];
    let calls = asks.map(|ask| {
        let Call { method, path, body } = ask.call(&caller());
        let path = path.strip_prefix("/v1/898310148160568/T%20000%2F42/").unwrap().to_owned();
        format!("{method} {path} {}", body.unwrap_or_default())
    });
    assert_eq!(
        calls,
        [
            r#"POST enrolments {"free":["05"],"mobile":"13812341234"}"#,
            r#"POST enrolments {"free":[]}"#,
            "GET enrolments/ABCDEFGHJK29 ",
            r#"POST enrolments/ABCDEFGHJK29/code {"code":"012345"}"#,
            r#"POST enrolments/ABCDEFGHJK29/end {"taken":false}"#,
            "GET roster?after=7 ",
            r#"PUT leases/05 {"take_over":true}"#,
            "DELETE leases/05 ",
        ]
    );
}

#[test]
fn an_answer_means_something_only_where_it_was_asked_for() {
    let look = Ask::Look(challenge());
    let given = br#"{"state":"given","operator":"05","mobile":"13812341234","more":1}"#;
    let given_to = Given { operator: five(), name: None, mobile: "13812341234".parse().unwrap() };
    assert_eq!(look.read(200, given), Ok(Answer::Given(given_to)));
    assert_eq!(look.read(200, br#"{"state":"waiting","seconds":7}"#), Ok(Answer::Waiting));
    let claim = Ask::Claim(five(), TakeOver::No);
    assert_eq!(claim.read(200, br#"{"seconds":1}"#), Ok(Answer::Held(Duration::from_secs(10))));
    let held = br#"{"error":"held","terminal":"T0000043","since":7}"#;
    let at = Elsewhere { terminal: "T0000043".parse().unwrap(), since: 7 };
    assert_eq!(claim.read(409, held), Ok(Answer::Elsewhere(at)));
    assert_eq!(look.read(410, br#"{"error":"expired"}"#), Err(Trouble::Expired));
    assert_eq!(look.read(403, br#"{"error":"wrong_code","left":2}"#), Err(Trouble::WrongCode { left: 2 }));
    for (status, body) in [
        (200, &br#"{"state":"given","operator":"5","mobile":"13812341234"}"#[..]),
        (200, br#"{"state":"given","operator":"05","mobile":"1"}"#),
        (200, b"<html>"),
        (204, b""),
        (302, b""),
        (404, b"<html>not here</html>"),
        (404, br#"{"error":"something else"}"#),
        (500, br#"{"error":"unknown"}"#),
        (201, br#"{"challenge":"ABCDEFGHJK29","seconds":300}"#),
    ] {
        assert!(matches!(look.read(status, body), Err(Trouble::Silent(_))), "{status}");
    }
    let begin = Ask::Begin { free: vec![], mobile: None };
    assert!(begin.read(201, br#"{"challenge":"abcdefghjk29","seconds":300}"#).is_err());
    assert!(begin.read(201, br#"{"challenge":"ABCDEFGHJK29","seconds":-1}"#).is_err());
}

#[test]
fn a_code_is_six_digits_and_shown_nowhere() {
    for bad in ["", "12345", "1234567", "12345a", "１23456"] {
        assert_eq!(Code::new(bad), None);
    }
    let shown = format!("{:?} {:?}", Code::new("123456"), challenge());
    assert!(!shown.contains("123456") && !shown.contains("ABCD"), "{shown}");
}

#[test]
fn an_address_is_in_capitals_where_that_means_the_same() {
    let terminal = "T0000042".parse().unwrap();
    assert_eq!(
        pages("https://enrol.example/", &terminal, &challenge()),
        ["HTTPS://ENROL.EXAMPLE/T0000042/ABCDEFGHJK29", "HTTPS://ENROL.EXAMPLE/ABCDEFGHJK29"]
    );
    assert_eq!(
        pages("https://e.example/Pos", &terminal, &challenge())[0],
        "https://e.example/Pos/T0000042/ABCDEFGHJK29"
    );
}
