//! A technician's second screen: who is let in, what it shows of the operator's, who presses whose keys, and that nothing of it
//! is left when it is gone.

use keytill::{
    app::{Arrival, Event, SeatEvent, SessionId, view},
    domain::{Fact, Guest, Lang, SeatAct},
    flow::{Setup, World},
    keypad::Key,
    ui::Glyphs,
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{kinds::ready, support::*};

const SEAT: SessionId = SessionId(1);
const OTHER: SessionId = SessionId(2);

/// Somebody opens a seat of this size.
fn open(till: &mut Till, id: SessionId, size: (u16, u16)) {
    let arrival = Arrival {
        guest: Guest::new(1000, "tech", Some("SHA256:abc"), Some("192.0.2.7")),
        size,
        lang: Some(Lang::En),
        glyphs: Glyphs::Blocks,
        keymap: till.keymap.clone(),
    };
    till.send(Event::Seat(SeatEvent::Opened(id, Box::new(arrival))));
}

/// Keys at a seat: digits, `E`nter, `C`ancel, `D` for CLEAR, `1` and so on, `f` for F1.
fn at(till: &mut Till, id: SessionId, keys: &str) {
    for sign in keys.chars().filter(|sign| *sign != ' ') {
        till.advance(std::time::Duration::from_millis(500));
        let key = match sign {
            'E' => Key::Enter,
            'C' => Key::Cancel,
            'D' => Key::Clear,
            'f' => Key::F1,
            '^' => Key::Up,
            'v' => Key::Down,
            digit => Key::Digit(digit as u8 - b'0'),
        };
        till.send(Event::Key(id, key));
    }
}

fn shown(till: &Till, id: SessionId) -> String {
    let (columns, rows) = till.model.sessions[&id].size;
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    view(&till.model, id, &mut buf);
    dump(&buf)
}

#[track_caller]
fn shows(till: &Till, id: SessionId, texts: &[&str]) {
    let screen = shown(till, id);
    for text in texts {
        assert!(screen.contains(text), "the seat does not show {text:?}:\n{screen}");
    }
}

/// A technician who has signed in at a seat.
fn technician(till: &mut Till, id: SessionId) {
    open(till, id, (80, 24));
    at(till, id, "99E 12345678E");
    shows(till, id, &["Operator 99", "Operator's screen"]);
}

/// The operator at the choice of modes, and a technician who looks on.
fn looked_at() -> Till {
    let mut till = ready();
    technician(&mut till, SEAT);
    at(&mut till, SEAT, "1");
    till
}

/// The same with control.
fn controlled() -> Till {
    let mut till = looked_at();
    at(&mut till, SEAT, "E");
    till.keys("^").must_show(&["Technician 99 in control; Esc ends", "Mode"]);
    till
}

fn acts(till: &Till, like: impl Fn(&SeatAct) -> bool) -> usize {
    till.count(|fact| matches!(fact, Fact::Seat(seat) if like(&seat.act)))
}

fn is_held(till: &Till) -> bool {
    till.model.seats.control.is_some()
}

#[test]
fn a_technician_is_let_in_and_nobody_else() {
    let mut till = ready();
    open(&mut till, SEAT, (40, 15));
    shows(&till, SEAT, &["Technician's seat", "Ctrl-C leaves"]);
    for (number, password) in [("01", "0000"), ("00", "123456")] {
        at(&mut till, SEAT, &format!("{number}E {password}E"));
        shows(&till, SEAT, &["is not a technician"]);
    }
    assert_eq!(acts(&till, |act| *act == SeatAct::Refused), 2);
    at(&mut till, SEAT, "99E 0000E");
    shows(&till, SEAT, &["Wrong number or password"]);
    till.seconds(2);
    at(&mut till, SEAT, "99E 12345678E");
    shows(&till, SEAT, &["Operator 99", "Restart when idle"]);
    let who = till.disk.facts().find_map(|fact| match fact {
        Fact::Seat(seat) if seat.act == SeatAct::SignedIn => Some(seat.guest.clone()),
        _ => None,
    });
    assert_eq!(who.unwrap().ssh_key.as_deref(), Some("SHA256:abc"));
    // The operator has seen nothing of all that.
    till.must_show(&["Operator 01", "Mode"]).must_not_show(&["Technician 99"]);
}

#[test]
fn a_seat_has_its_own_language_size_and_sign_in() {
    let mut till = ready();
    let before = till.screen();
    technician(&mut till, SEAT);
    at(&mut till, SEAT, "2");
    till.send(Event::Resize(SEAT, (40, 15)));
    assert_eq!(shown(&till, SEAT).lines().count(), 15);
    assert_eq!(till.session().size, (80, 24));
    assert_eq!(till.screen(), before);
    at(&mut till, SEAT, "C C");
    shows(&till, SEAT, &["Technician's seat"]);
    till.must_show(&["Operator 01"]);
}

#[test]
fn the_mirror_shows_what_the_operator_does_and_the_operator_who_looks() {
    let mut till = looked_at();
    till.must_show(&["Technician 99 looks on"]);
    shows(&till, SEAT, &["Operator's screen  Enter ask for control", "Mode", "Technician 99 looks on"]);
    till.keys("1 1 1234");
    shows(&till, SEAT, &["Sale", "Type the amount", "Operator 01"]);
    till.send(Event::Resize(SEAT, (40, 15)));
    shows(&till, SEAT, &["Operator's screen", "Sale"]);
    at(&mut till, SEAT, "C");
    till.must_not_show(&["looks on"]);
    assert_eq!(acts(&till, |act| *act == SeatAct::LooksOn), 1);
    assert_eq!(acts(&till, |act| *act == SeatAct::LooksAway), 1);
}

#[test]
fn the_banner_stands_beside_that_of_the_training_world() {
    let mut till = Till::ready_with(Setup { world: World::Training, ..setup() });
    technician(&mut till, SEAT);
    at(&mut till, SEAT, "1");
    till.must_show(&["TRAINING - Technician 99 looks on"]);
    shows(&till, SEAT, &["TRAINING"]);
}

#[test]
fn what_only_the_operator_may_see_is_starred_in_the_mirror() {
    let mut till = looked_at();
    // A completion with a card that is not there: its number and expiry are typed.
    till.keys("1 7 3 2 6228480000").must_show(&["6228 4800 00_"]);
    shows(&till, SEAT, &["**** **** **_", "Type the card number"]);
    assert!(!shown(&till, SEAT).contains("6228"), "{}", shown(&till, SEAT));
    till.keys("000001234E 3012").must_show(&["3012_"]);
    shows(&till, SEAT, &["****_"]);
    till.keys("CCCCC");
    till.keys("C").must_show(&["Sign in"]);
    till.keys("13800138000").must_show(&["13800138000_"]);
    shows(&till, SEAT, &["***********_"]);
    assert!(!shown(&till, SEAT).contains("13800"));
}

#[test]
fn control_takes_the_operator_s_key_and_ends_with_one() {
    let mut till = looked_at();
    at(&mut till, SEAT, "E");
    till.must_show(&["Technician 99 (tech) asks to press the keys", "Up allows it for 5 minutes"]);
    shows(&till, SEAT, &["Waiting for the operator"]);
    // What is only typed on agrees to nothing.
    till.keys("1 E").must_show(&["Press Up or Esc"]);
    at(&mut till, SEAT, "1");
    shows(&till, SEAT, &["This key does nothing here"]);
    till.keys("^").must_show(&["Mode", "Technician 99 in control"]);
    at(&mut till, SEAT, "1 2 5");
    till.must_show(&["Type the voucher number", " 5_"]);
    shows(&till, SEAT, &["You press the keys", " 5_"]);
    // Both type.
    till.keys("6").must_show(&[" 56_"]);
    // The key that ends it does nothing else.
    till.keys("C").must_show(&[" 56_", "Technician 99 looks on"]);
    shows(&till, SEAT, &["Control has ended"]);
    at(&mut till, SEAT, "7");
    till.must_show(&[" 56_"]);
    assert_eq!(acts(&till, |act| *act == SeatAct::ControlAsked), 1);
    assert_eq!(acts(&till, |act| *act == SeatAct::ControlBegan { operator: operator("01") }), 1);
    assert_eq!(acts(&till, |act| *act == SeatAct::ControlEnded), 1);
}

#[test]
fn control_that_nobody_allows_is_not_given() {
    let mut till = looked_at();
    at(&mut till, SEAT, "E");
    till.keys("C").must_show(&["Mode"]).must_not_show(&["asks to press"]);
    shows(&till, SEAT, &["The operator did not agree"]);
    at(&mut till, SEAT, "E");
    till.seconds(31).must_not_show(&["asks to press"]);
    assert!(!is_held(&till));
    assert_eq!(acts(&till, |act| *act == SeatAct::ControlRefused), 2);
    // Nobody there, nobody who could agree.
    till.keys("C");
    at(&mut till, SEAT, "E");
    shows(&till, SEAT, &["Nobody is signed in who could agree"]);
}

#[test]
fn control_ends_by_itself_with_either_sign_out_and_by_the_technician_s_key() {
    let mut till = controlled();
    till.seconds(200);
    assert!(is_held(&till));
    till.seconds(101).must_show(&["looks on"]);
    assert!(!is_held(&till));

    let mut till = controlled();
    at(&mut till, SEAT, "f");
    assert!(!is_held(&till));
    till.must_show(&["looks on"]);

    // The operator's own CANCEL ends control first, the next one signs out.
    let mut till = controlled();
    till.keys("C C").must_show(&["Sign in"]);
    assert!(!is_held(&till));
}

#[test]
fn another_seat_cannot_take_control_and_presses_nothing() {
    let mut till = controlled();
    technician(&mut till, OTHER);
    at(&mut till, OTHER, "1 E");
    shows(&till, OTHER, &["Another seat has asked for control or has it"]);
    at(&mut till, OTHER, "1");
    till.must_show(&["Mode"]);
}

#[test]
fn while_a_payment_is_under_way_control_is_suspended() {
    let mut till = controlled();
    till.keys("1 1 1234E").must_show(&["Insert"]);
    shows(&till, SEAT, &["Payment: no control"]);
    at(&mut till, SEAT, "C");
    shows(&till, SEAT, &["A payment is under way: no control"]);
    till.must_show(&["Insert"]);
    assert!(is_held(&till));

    let mut till = looked_at();
    till.keys("1 1 1234E").must_show(&["Insert"]);
    at(&mut till, SEAT, "E");
    shows(&till, SEAT, &["A payment is under way: no control"]);
    assert!(!is_held(&till));
}

#[test]
fn a_seat_that_has_no_room_for_the_picture_presses_nothing_and_ends_control() {
    let mut till = controlled();
    till.send(Event::Resize(SEAT, (39, 15)));
    at(&mut till, SEAT, "1");
    till.must_show(&["Mode"]);
    till.send(Event::Resize(SEAT, (40, 15)));
    at(&mut till, SEAT, "1");
    till.must_show(&["Transactions"]);
    till.send(Event::Resize(SEAT, (39, 15)));
    till.send(Event::Key(SEAT, Key::F1));
    assert!(!is_held(&till));
}

#[test]
fn a_seat_s_keys_begin_no_payment_and_type_no_secret() {
    let mut till = controlled();
    at(&mut till, SEAT, "1 1 1234E");
    till.must_show(&["takes the operator's own key"]);
    assert!(till.model.terminal.trade.is_none());
    till.keys("E").must_show(&["Insert"]);

    let mut till = controlled();
    till.keys("1 7 3 2").must_show(&["Type the card number"]);
    at(&mut till, SEAT, "6");
    shows(&till, SEAT, &["The operator alone types here"]);
    till.must_show(&["Type the card number"]).must_not_show(&["6_"]);
}

#[test]
fn a_seat_that_vanishes_leaves_nothing_behind() {
    let mut till = controlled();
    assert_eq!(till.model.sessions.len(), 2);
    till.send(Event::Seat(SeatEvent::Closed(SEAT)));
    assert_eq!(till.model.sessions.len(), 1);
    assert!(!is_held(&till));
    till.must_show(&["Mode"]).must_not_show(&["Technician 99"]);
    for act in [SeatAct::ControlEnded, SeatAct::LooksAway, SeatAct::Left] {
        assert_eq!(acts(&till, |one| *one == act), 1, "{act:?}");
    }
    // Whatever it still said means nothing.
    at(&mut till, SEAT, "1 1");
    till.must_show(&["Mode"]);

    let mut till = looked_at();
    at(&mut till, SEAT, "E");
    till.must_show(&["asks to press"]);
    till.send(Event::Seat(SeatEvent::Closed(SEAT))).must_show(&["Mode"]).must_not_show(&["asks to press"]);
}

#[test]
fn a_restart_waits_until_nothing_is_under_way() {
    let mut till = ready();
    technician(&mut till, SEAT);
    till.keys("1 1 1234");
    at(&mut till, SEAT, "9 E");
    shows(&till, SEAT, &["Ordered by 99", "what the operator has begun"]);
    till.keys("E").card(chip());
    shows(&till, SEAT, &["a payment"]);
    till.authorised(with_pin()).host(approved()).reader(completed(true));
    assert!(!till.quit, "the verdict has not been read");
    till.keys("E");
    assert!(till.quit);
    assert_eq!(till.trace.last().map(String::as_str), Some("restart"), "{:?}", till.trace);

    let mut till = ready();
    technician(&mut till, SEAT);
    till.keys("1 1 1234");
    at(&mut till, SEAT, "9 E D");
    till.keys("C C");
    assert!(!till.quit, "it was withdrawn");
    let orders = |till: &Till, name: &str| acts(till, |act| *act == SeatAct::Command { command: name.into() });
    assert_eq!((orders(&till, "restart"), orders(&till, "no restart")), (1, 1));
    // Now nothing is under way; the order itself is durable first.
    till.hold_disk();
    at(&mut till, SEAT, "E");
    assert!(!till.quit);
    till.release_disk();
    assert!(till.quit);
}

#[test]
fn what_belongs_to_the_terminal_s_own_keys_is_not_done_at_a_seat() {
    let mut till = Till::ready_with(Setup { world: World::Training, ..setup() });
    technician(&mut till, SEAT);
    // Training faults, and who ordered them.
    at(&mut till, SEAT, "8 1 2");
    let command = SeatAct::Command { command: "training fault no-answer x 2".into() };
    assert_eq!(acts(&till, |act| *act == command), 1);
    // A parameter.
    at(&mut till, SEAT, "C 4 3 E 90E");
    assert_eq!(till.count(|fact| matches!(fact, Fact::ParameterSet { .. })), 1);
    assert_eq!(acts(&till, |act| matches!(act, SeatAct::Command { command } if command.starts_with("parameter"))), 1);
}

#[test]
fn a_seat_that_nobody_attends_to_is_signed_out() {
    let mut till = looked_at();
    till.keys("1");
    till.seconds(599);
    till.keys("C");
    till.seconds(2).must_not_show(&["looks on"]);
    shows(&till, SEAT, &["Technician's seat"]);
    assert_eq!(acts(&till, |act| *act == SeatAct::Left), 1);
    till.must_show(&["Operator 01"]);
}

#[test]
fn the_journal_and_the_log_go_on() {
    let mut till = ready();
    technician(&mut till, SEAT);
    at(&mut till, SEAT, "3");
    shows(&till, SEAT, &["signed in 99"]);
    till.keys("C");
    shows(&till, SEAT, &["signed out 01"]);
    at(&mut till, SEAT, "C 7");
    till.send(Event::Seat(SeatEvent::Logged(vec!["14:05:09  WARN something".into()])));
    shows(&till, SEAT, &["WARN something"]);
}

#[test]
fn the_status_says_how_the_terminal_is() {
    let mut till = ready();
    let status = keytill::app::status(&till.model, None);
    assert!(status.ready && status.signed_on);
    assert_eq!((status.operator.as_deref(), status.seats), (Some("01"), 0));
    assert_eq!((status.host.state.as_str(), status.reader.state.as_str()), ("online", "up"));
    technician(&mut till, SEAT);
    till.unplug_reader();
    let status = keytill::app::status(&till.model, Some("oh".into()));
    assert_eq!((status.seats, status.reader.state.as_str()), (1, "down"));
    assert_eq!(status.last_error.as_deref(), Some("oh"));
    let text = serde_json::to_string(&status).unwrap();
    assert_eq!(serde_json::from_str::<keytill::app::Status>(&text).unwrap(), status);
}

/// The question of a technician lies below the lock that comes later; it goes, and the lock stays.
#[test]
fn a_question_that_nobody_answers_opens_no_lock() {
    let mut till = looked_at();
    till.keys("1 1 1234").seconds(590);
    at(&mut till, SEAT, "E");
    till.must_show(&["asks to press the keys"]);
    till.seconds(12).must_show(&["Locked", "Password of 01"]);
    till.seconds(40).must_show(&["Locked", "Password of 01"]);
    assert!(!is_held(&till));
    assert_eq!(till.count(|fact| matches!(fact, Fact::Locked { .. })), 1, "it was never open");
    till.keys("0000E").must_show(&["Type the amount"]);
}

#[test]
fn whoever_stands_before_a_lock_gives_no_control() {
    let mut till = looked_at();
    till.keys("1 1 1234").seconds(590);
    at(&mut till, SEAT, "1");
    till.seconds(12).must_show(&["Locked"]);
    at(&mut till, SEAT, "E");
    shows(&till, SEAT, &["The operator alone types here"]);
    till.keys("^").must_show(&["Locked"]);
    assert!(!is_held(&till));
}

/// What a seat's key may not do leaves the operator's screen as it was: nothing is waited for, and nothing is said to be done.
#[test]
fn what_is_not_done_for_a_seat_is_not_waited_for_either() {
    let mut till = Till::on();
    till.send(super::basket::goods()).sign_in("00");
    technician(&mut till, SEAT);
    at(&mut till, SEAT, "1 E");
    till.keys("^ 2 9 4 2 E E 2E 350").must_show(&["Price"]);
    at(&mut till, SEAT, "E");
    till.must_show(&["takes the operator's own key"]);
    till.keys("C C").must_show(&["Name"]);

    let mut till = controlled();
    till.keys("C C").sign_in("00");
    at(&mut till, SEAT, "E");
    till.keys("^ 2 9 1 1").must_show(&["X report"]);
    at(&mut till, SEAT, "E");
    till.must_show(&["takes the operator's own key"]).must_not_show(&["printed"]);
    till.must_show(&["Batch", "0.00"]);
}

#[test]
fn a_restart_waits_for_a_basket_that_is_being_filled() {
    let mut till = Till::ready_with(Setup { orders: None, ..setup() });
    technician(&mut till, SEAT);
    till.send(super::basket::goods()).keys("9 1001E").must_show(&["Water"]);
    at(&mut till, SEAT, "9 E");
    shows(&till, SEAT, &["Ordered by 99", "what the operator has begun"]);
    assert!(!till.quit);
    till.keys("C C");
    assert!(till.quit, "whoever signs out parks the basket");
}

#[test]
fn a_log_scrolls_to_its_oldest_line_and_back_at_once() {
    let mut till = ready();
    technician(&mut till, SEAT);
    till.send(Event::Seat(SeatEvent::Logged((1..=40).map(|n| format!("14:05:09  WARN line {n:02}")).collect())));
    at(&mut till, SEAT, "7");
    shows(&till, SEAT, &["line 40"]);
    at(&mut till, SEAT, &"^".repeat(60));
    shows(&till, SEAT, &["line 01"]);
    at(&mut till, SEAT, "v");
    assert!(!shown(&till, SEAT).contains("line 01"), "{}", shown(&till, SEAT));
}

/// Who was withdrawn is not let in at a seat either, for no moment.
#[test]
fn a_technician_who_was_withdrawn_is_not_let_in() {
    let mut till = ready();
    let roles = std::collections::BTreeMap::from([(
        "operator".to_owned().try_into().unwrap(),
        [keytill::domain::Permission::Technician].into(),
    )]);
    till.model.terminal.setup.roles = roles.try_into().unwrap();
    till.model.terminal.book.operators.get_mut(&operator("02")).unwrap().withdrawn = true;
    open(&mut till, SEAT, (80, 24));
    let (_, password) = PASSWORDS.iter().find(|(number, _)| *number == "02").unwrap();
    at(&mut till, SEAT, &format!("02E {password}E"));
    shows(&till, SEAT, &["Operator number 02 was withdrawn"]);
    assert_eq!(acts(&till, |act| *act == SeatAct::SignedIn), 0);
}

/// Whatever a client says of its screen, no picture of it is larger than the memory.
#[test]
fn no_screen_is_taken_for_larger_than_any_is() {
    let mut till = ready();
    open(&mut till, SEAT, (u16::MAX, u16::MAX));
    assert_eq!(till.model.sessions[&SEAT].size, (500, 500));
    till.send(Event::Resize(SEAT, (80, u16::MAX)));
    assert_eq!(till.model.sessions[&SEAT].size, (80, 500));
}

/// A digit at a mirror is for the operator's screen, whatever is typed there.
#[test]
fn the_black_box_is_told_no_digit_that_a_seat_types() {
    let mut till = controlled();
    let told = |till: &Till, id| keytill::app::told(&till.model, &Event::Key(id, Key::Digit(7)));
    assert_eq!(told(&till, SessionId::KEYPAD), keytill::app::Told::Input("7"), "it chooses from a menu");
    till.keys("1 7 3 2").must_show(&["Type the card number"]);
    assert_eq!(told(&till, SEAT), keytill::app::Told::Input("digit"));
}
