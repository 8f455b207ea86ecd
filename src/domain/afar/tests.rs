use super::*;

const NOON: WallTime = WallTime(1_769_061_900_000);

fn key() -> ShopKey {
    ShopKey::read("0a1b2c3d".repeat(8).as_bytes()).unwrap()
}

fn number(text: &str) -> OperatorNo {
    text.parse().unwrap()
}

fn asked() -> Asked {
    Asked {
        terminal: "99999906".parse().unwrap(),
        operator: number("01"),
        kind: Kind::Void,
        amount: Amount::from_minor(1234).unwrap(),
        challenge: "012345".parse().unwrap(),
    }
}

/// The example of RFC 4226, 5.4.
#[test]
fn the_example_of_the_rfc_is_cut_as_there() {
    let mac = hex("1f8698690e02ca16618550ef7f19da8e945b555a");
    assert_eq!(truncate(&mac), 0x50ef_7f19);
}

/// Computed by tests/interop/approval.py, which has HMAC and truncation of Python's library alone.
#[test]
fn another_program_computes_the_same_code() {
    assert_eq!(asked().code(&key(), number("00"), NOON).to_string(), "09400982");
}

fn hex(text: &str) -> Vec<u8> {
    crate::domain::hex::decode(text).unwrap()
}

#[test]
fn every_field_changes_the_code() {
    let code = |asked: &Asked, approver: &str, minutes: i64| {
        asked.code(&key(), number(approver), WallTime(NOON.0 + minutes * STEP))
    };
    let right = code(&asked(), "00", 0);
    assert_eq!(right, code(&asked(), "00", 0));
    let change = |change: fn(&mut Asked)| {
        let mut other = asked();
        change(&mut other);
        code(&other, "00", 0)
    };
    let others = [
        change(|a| a.terminal = "99999907".parse().unwrap()),
        change(|a| a.operator = "02".parse().unwrap()),
        change(|a| a.kind = Kind::Refund),
        change(|a| a.amount = Amount::from_minor(1235).unwrap()),
        change(|a| a.challenge = "012346".parse().unwrap()),
        code(&asked(), "07", 0),
        code(&asked(), "00", 1),
    ];
    assert!(others.iter().all(|other| *other != right), "{others:?}");
    let other_key = ShopKey::read("0a1b2c3e".repeat(8).as_bytes()).unwrap();
    assert_ne!(asked().code(&other_key, number("00"), NOON), right);
}

/// Thousands of neighbours: no two fields can be moved into each other, and no two of the bound values share a code more often
/// than chance has it (one pair in a hundred million).
#[test]
fn no_two_requests_share_a_code() {
    let mut seen = std::collections::BTreeMap::new();
    let mut twice = 0;
    for (kind, _) in ACTIONS {
        for operator in 1..=20u8 {
            for amount in 1..=25u64 {
                let mut asked = asked();
                (asked.kind, asked.operator) = (kind, number(&format!("{operator:02}")));
                asked.amount = Amount::from_minor(amount).unwrap();
                let code = asked.code(&key(), number("00"), NOON).to_string();
                twice += u32::from(seen.insert(code, asked).is_some());
            }
        }
    }
    assert!(twice <= 1, "{twice} of 3000 share a code");
}

#[test]
fn a_code_lives_for_five_minutes_and_the_skew_of_the_clocks() {
    let code = asked().code(&key(), number("00"), NOON);
    let alive = |minutes: i64| asked().is_answered_by(code, &key(), number("00"), WallTime(NOON.0 + minutes * STEP));
    for minutes in -SKEW_STEPS..=LIFE_STEPS + SKEW_STEPS {
        assert!(alive(minutes), "{minutes}");
    }
    for minutes in [-SKEW_STEPS - 1, LIFE_STEPS + SKEW_STEPS + 1, 60, -60, 1_000_000] {
        assert!(!alive(minutes), "{minutes}");
    }
    assert!(!asked().is_answered_by(code, &key(), number("07"), NOON), "another approver");
    for wall in [i64::MIN, i64::MAX] {
        assert!(!asked().is_answered_by(code, &key(), number("00"), WallTime(wall)), "a clock gone mad");
    }
}

#[test]
fn keys_challenges_and_codes_of_another_form_are_refused() {
    for bad in ["", "00", &"0g".repeat(32), &"00".repeat(32), &"0a1b".repeat(15), &"0a1b".repeat(17)] {
        assert!(ShopKey::read(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(ShopKey::read(format!("{}\n", "0a1b2c3d".repeat(8)).as_bytes()).is_ok());
    assert_eq!(format!("{:?}", key()), "ShopKey(..)");
    for bad in ["", "12345", "1234567", "12345a", "+12345", "１２３４５６"] {
        assert!(bad.parse::<Challenge>().is_err(), "{bad}");
    }
    assert_eq!("00000007".parse::<ApprovalCode>().unwrap().to_string(), "00000007");
}

#[test]
fn whatever_takes_a_supervisor_can_be_approved_from_afar() {
    let named: Vec<Kind> = ACTIONS.iter().map(|(kind, _)| *kind).collect();
    let needed: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.needs_supervisor()).collect();
    assert_eq!(named.iter().collect::<std::collections::BTreeSet<_>>(), needed.iter().collect());
}
