//! Sign-in: who may, in which language, and what stands against guessing.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use keytill::{
    app::{Event, SessionId},
    domain::{Book, Fact, Kind, Lang, Permission, Roles, WallTime, permission::RoleName},
    flow::{CannotStart, TradeOrder, needed_for},
};

use super::{
    support::*,
    table::{Row, play},
};

#[test]
fn signing_in_and_out() {
    play(&[
        Row {
            name: "in",
            state: Till::on,
            events: |t| t.keys("01E0000E"),
            effects: &["check password: sign-in of 01", "save 01 in"],
            shows: &["Mode", "Operator 01", "1 Transactions"],
        },
        Row {
            name: "out",
            state: Till::ready,
            events: |t| t.keys("C"),
            effects: &["save 01 out"],
            shows: &["Sign in"],
        },
        Row {
            name: "a wrong password",
            state: Till::on,
            events: |t| t.keys("01E0001E"),
            effects: &["check password: sign-in of 01", "save guess at 01 + wrong password of 01"],
            shows: &["Sign in", "Wrong number or password. Wait 1 s"],
        },
        Row {
            name: "a number that does not exist: the same words",
            state: Till::on,
            events: |t| t.keys("55E0001E"),
            effects: &["check password: sign-in of 55", "save guess at 55"],
            shows: &["Sign in", "Wrong number or password. Wait 1 s"],
        },
        Row {
            name: "one digit is no number",
            state: Till::on,
            events: |t| t.keys("1E"),
            effects: &["bell"],
            shows: &["Type two digits"],
        },
        Row {
            name: "forgotten at the desk",
            state: Till::ready,
            events: |t| t.seconds(599).seconds(1),
            effects: &["ask echo", "ask echo", "save 01 out"],
            shows: &["Sign in", "Signed out: no key for a while"],
        },
    ]);
}

#[test]
fn roles_open_their_own_doors() {
    let rows = [
        ("01", "2", "supervisor 00 only"),
        ("01", "4", "administrator 99 only"),
        ("00", "1", "operators 01-98 only"),
        ("99", "1", "operators 01-98 only"),
        ("00", "4", "administrator 99 only"),
    ];
    for (who, keys, reason) in rows {
        let mut till = Till::on();
        till.sign_in(who).keys(keys).must_show(&["Mode", reason]);
        assert_eq!(till.session().stack.len(), 1);
    }
}

/// How long a number must wait after so many wrong passwords, as the screen says it.
#[test]
fn the_delay_grows_to_a_lock_out() {
    for number in ["01", "55"] {
        let mut till = Till::on();
        for wait in [1u64, 3, 10, 30, 60, 1800, 1800] {
            till.keys(&format!("{number}E9999E")).must_show(&[&format!("Wait {wait} s")]);
            // Before the time is up nothing is even checked.
            till.trace.clear();
            if wait > 3 {
                till.keys(&format!("{number}E0000E")).must_show(&["ask the supervisor"]);
                assert!(!till.trace.iter().any(|e| e.starts_with("check")), "{:?}", till.trace);
            }
            till.pass(Duration::from_secs(wait));
        }
    }
}

fn locked() -> Till {
    let mut till = Till::on();
    for wait in [1, 3, 10, 30, 60, 0] {
        till.keys("01E9999E").seconds(wait);
    }
    till.must_show(&["Wait 1800 s"]);
    till
}

fn still_locked(till: &mut Till) {
    till.keys("01E0000E").must_show(&["Sign in", "ask the supervisor"]);
}

#[test]
fn a_restart_does_not_end_a_lock_out() {
    let mut till = locked();
    till.restart(Cut::Lost);
    still_locked(&mut till);
    till.seconds(1700).restart(Cut::Lost).seconds(1700);
    still_locked(&mut till);
    till.seconds(120).keys("01E0000E").must_show(&["Mode"]);
    assert_eq!(till.disk.book.operators[&operator("01")].failures, 0);
}

#[test]
fn no_jump_of_the_wall_clock_ends_a_lock_out() {
    let day = 86_400_000;
    for jump in [3600 * day, -3600 * day, day, -1, 0] {
        let mut till = locked();
        let wall = if jump == 0 { WallTime(0) } else { WallTime(till.now().wall.0 + jump) };
        till.set_wall(wall).seconds(1);
        still_locked(&mut till);
        // Nor a restart after the jump.
        till.restart(Cut::Lost);
        still_locked(&mut till);
        till.set_wall(WallTime(0)).seconds(1795);
        till.keys("01E0000E").must_show(&["Mode"]);
    }
}

#[test]
fn a_failure_is_durable_before_it_is_forgotten() {
    let mut till = Till::on();
    till.keys("01E9999E").seconds(1).keys("01E9999E").seconds(3).keys("01E9999E").restart(Cut::Lost);
    assert_eq!(till.disk.book.operators[&operator("01")].failures, 3);
    till.keys("01E0000E").must_show(&["ask the supervisor"]);
    till.seconds(10).keys("01E9999E").must_show(&["Wait 30 s"]);
}

#[test]
fn the_supervisor_unlocks() {
    let mut till = locked();
    till.sign_in("00").keys("2 6").must_show(&["01 locked"]);
    till.keys("01^").must_show(&["Unlocked"]).must_not_show(&["01 locked"]);
    till.keys("C C C").keys("01E0000E").must_show(&["Mode", "Operator 01"]);
    assert_eq!(till.count(|f| matches!(f, Fact::Unlocked { .. })), 1);
}

#[test]
fn an_unlocking_is_told_when_it_is_kept() {
    let mut till = locked();
    till.sign_in("00").keys("2 6").hold_disk().keys("01^").must_not_show(&["Unlocked"]);
    till.release_disk().must_show(&["Unlocked"]);
    let mut till = locked();
    till.sign_in("00").keys("2 6").break_disk().keys("01^").must_show(&["Not saved"]).must_not_show(&["Unlocked"]);
}

#[test]
fn a_new_password_by_its_owner_and_by_the_supervisor() {
    let mut till = Till::ready();
    till.keys("5 0000E 2580E 2580E").must_show(&["Password changed"]);
    till.keys("C C").keys("01E0000E").must_show(&["Wrong number or password"]);
    till.seconds(2).keys("01E2580E").must_show(&["Mode"]);
    // A wrong old one changes nothing.
    till.keys("5 1111E 3690E 3690E").must_show(&["Wrong number or password"]);
    till.seconds(2).keys("C C").keys("01E2580E").must_show(&["Mode"]);
    // The supervisor makes an operator.
    till.keys("C").sign_in("00").keys("2 6 07E 1379E 1379E").must_show(&["Password changed"]);
    till.keys("C C C C").keys("07E1379E").must_show(&["Operator 07"]);
}

#[test]
fn a_language_for_each_operator() {
    let mut till = Till::on();
    till.keys("M").must_show(&["操作员签到"]);
    till.sign_in("01").must_show(&["选择模式", "操作员 01"]);
    assert_eq!(till.disk.book.operators[&operator("01")].lang, Some(Lang::ZhCn));
    // It is kept across a restart, and it is nobody else's.
    till.restart(Cut::Lost).must_show(&["Sign in"]);
    till.sign_in("02").must_show(&["Mode"]);
    till.keys("C").sign_in("01").must_show(&["选择模式"]);
    // Chosen back.
    till.keys("C M").sign_in("01").must_show(&["Mode"]);
    till.restart(Cut::Lost).sign_in("01").must_show(&["Mode"]);
}

#[test]
fn nothing_can_be_done_while_a_password_is_checked() {
    let mut till = Till::on();
    till.hold_passwords().keys("01E0000E").must_show(&["Checking the password"]);
    till.keys("1 C E").must_show(&["Checking, please wait"]);
    till.release_passwords().must_show(&["Mode"]);
}

/// A till whose operators still have the passwords of the factory.
fn as_shipped() -> Till {
    let mut book = Book::default();
    for (number, digits) in PASSWORDS.iter().filter(|(number, _)| *number != "02") {
        let fact = Fact::OperatorSet { operator: operator(number), password: hash(digits), by: None, tracked: true };
        book.apply(NOON, &fact).unwrap();
    }
    let mut till = Till::new(setup(), book, Lang::En, (80, 24));
    till.start();
    till
}

#[test]
fn nothing_is_sold_for_real_money_with_passwords_of_the_factory() {
    let mut till = as_shipped();
    till.keys("01E0000E").must_show(&["Change password", "This password came with the terminal"]);
    till.keys("C1 1 1234E").must_show(&["Shipped passwords in use: 00 01 99"]);
    assert!(till.order.is_none(), "no card was asked for");
    // Each is changed by its own operator.
    till.keys("CCC");
    for (number, old, new) in [("01", "0000", "2580"), ("00", "123456", "258013"), ("99", "12345678", "25801369")] {
        till.keys(&format!("{number}E{old}E")).must_show(&["This password came with the terminal"]);
        till.keys(&format!("{old}E{new}E{new}E")).must_show(&["Password changed"]);
        till.keys("CC").must_show(&["Sign in"]);
    }
    till.keys("01E2580E").must_show(&["Transactions"]);
    till.keys("1 1 1234E").must_show(&["Insert, tap or swipe"]);
}

#[test]
fn a_password_does_not_come_again_before_three_others() {
    let mut till = Till::on();
    till.sign_in("02");
    let change = |till: &mut Till, old: &str, new: &str, shows: &str| {
        till.keys(&format!("5{old}E{new}E{new}E")).must_show(&[shows]);
        till.keys("C");
    };
    change(&mut till, "2580", "2580", "Used before: choose another");
    for (old, new) in [("2580", "1470"), ("1470", "3690"), ("3690", "1590")] {
        change(&mut till, old, new, "Password changed");
        change(&mut till, new, "2580", "Used before: choose another");
    }
    change(&mut till, "1590", "7530", "Password changed");
    change(&mut till, "7530", "2580", "Password changed");
}

/// What each shipped role may do, permission by permission: yes or no, in the order operator, trainee, supervisor, administrator.
const RIGHTS: [(Permission, &str); 24] = [
    (Permission::Sell, "yy--"),
    (Permission::Void, "y---"),
    (Permission::Refund, "y---"),
    (Permission::PreAuth, "y---"),
    (Permission::Offline, "y---"),
    (Permission::Ecash, "y---"),
    (Permission::Balance, "yy--"),
    (Permission::VoidLine, "y-y-"),
    (Permission::Discount, "--y-"),
    (Permission::View, "yyyy"),
    (Permission::ViewOthers, "--y-"),
    (Permission::Reprint, "y-yy"),
    (Permission::CountCash, "y-y-"),
    (Permission::Drawer, "--y-"),
    (Permission::Products, "--y-"),
    (Permission::Customers, "y-y-"),
    (Permission::Settle, "y-yy"),
    (Permission::Exceptions, "--y-"),
    (Permission::Approve, "--y-"),
    (Permission::Operators, "--y-"),
    (Permission::Unresolved, "--yy"),
    (Permission::Host, "--yy"),
    (Permission::Parameters, "---y"),
    (Permission::Technician, "---y"),
];

/// A till on which 02 is a trainee.
fn with_trainee() -> Till {
    let mut till = Till::on();
    till.sign_in("00").keys("2 6 02v").must_show(&["Role", "02 is: operator"]);
    till.keys("2").must_show(&["02 trainee"]);
    till.keys("CCC").must_show(&["Sign in"]);
    till
}

#[test]
fn every_permission_of_every_shipped_role() {
    let till = with_trainee();
    assert_eq!(RIGHTS.map(|(permission, _)| permission), *Permission::ALL);
    for (permission, expected) in RIGHTS {
        let may = ["01", "02", "00", "99"].map(|who| till.model.terminal.may(operator(who), permission));
        let found: String = may.map(|may| if may { 'y' } else { '-' }).iter().collect();
        assert_eq!(found, expected, "{permission:?}");
    }
}

#[test]
fn a_trainee_sells_and_is_told_what_else_it_would_take() {
    let mut till = with_trainee();
    till.sign_in("02").keys("1").must_show(&["Sale", "Void"]);
    for (key, missing) in [("2", "voids"), ("4", "reprints"), ("5", "settlement"), ("6", "refunds")] {
        till.keys(key).must_show(&[&format!("No right to: {missing}")]);
    }
    till.keys("1 1234E").must_show(&["Insert, tap or swipe"]);
}

/// What a screen does not stop, the core does.
#[test]
fn an_order_without_the_right_to_it_begins_nothing() {
    let till = with_trainee();
    for kind in Kind::ALL {
        let order = TradeOrder { approver: Some(operator("00")), ..TradeOrder::new(kind, amount(100), operator("02")) };
        let refused = till.model.terminal.check_order(&order) == Err(CannotStart::Forbidden(needed_for(kind)));
        assert_eq!(refused, !matches!(needed_for(kind), Permission::Sell | Permission::Balance), "{kind:?}");
    }
    let by = |approver| TradeOrder {
        approver: Some(operator(approver)),
        ..TradeOrder::new(Kind::Refund, amount(100), operator("01"))
    };
    let check = |approver| till.model.terminal.check_order(&by(approver));
    assert_eq!(check("02"), Err(CannotStart::Forbidden(Permission::Approve)));
    assert_eq!(check("99"), Err(CannotStart::Forbidden(Permission::Approve)));
    assert_eq!(check("01"), Err(CannotStart::NotApproved), "nobody approves his own");
}

#[test]
fn somebody_else_who_may_approve_does_so_in_place() {
    let mut setup = setup();
    let roles = BTreeMap::from([(
        RoleName::try_from("shift-leader".to_owned()).unwrap(),
        BTreeSet::from([Permission::Sell, Permission::Approve]),
    )]);
    setup.roles = Roles::try_from(roles).unwrap();
    let mut till = Till::on_with(setup);
    till.sign_in("00").keys("2 6 02v2").must_show(&["02 shift-leader"]);
    till.keys("CCC").sign_in("01").sold(1234).keys("1 2 2E E").must_show(&["Password of 00", "another number"]);
    // 99 may not, whatever the password says.
    till.keys("D99E").must_show(&["Password of 99"]);
    till.keys("12345678E").must_show(&["No right to: approvals"]);
    till.keys("D02E 2580E").must_show(&["Waiting for the bank"]);
    let approver = till.model.terminal.trade.as_ref().and_then(|trade| trade.approver);
    assert_eq!(approver, Some(operator("02")));
}

#[test]
fn a_role_outlasts_a_restart_and_a_new_password() {
    let mut till = with_trainee();
    till.sign_in("00").keys("2 6 02E 1470E 1470E").must_show(&["Password changed"]);
    till.restart(Cut::Kept);
    assert_eq!(till.model.terminal.role_of(operator("02")).as_str(), "trainee");
}

#[test]
fn a_new_password_is_told_when_it_is_kept() {
    let mut till = Till::ready();
    till.hold_disk().keys("5 0000E 2580E 2580E").must_show(&["Checking the password"]);
    till.release_disk().must_show(&["Password changed"]);
    let mut till = Till::ready();
    till.break_disk().keys("5 0000E 2580E 2580E");
    till.must_show(&["Not kept", "Old password"]).must_not_show(&["Password changed"]);
}

/// Nobody hears of a password that was set on another screen.
#[test]
fn a_password_that_is_being_checked_is_waited_for() {
    let mut till = Till::on();
    till.sign_in("00").hold_passwords().keys("2 6 07E 2580E 2580E C").must_show(&["Checking the password"]);
    till.release_passwords().must_show(&["Password changed"]);
}

/// An answer to whoever was here before takes nothing from the person who types now.
#[test]
fn a_list_that_cannot_be_read_is_not_told_as_empty() {
    let mut till = Till::on();
    till.sign_in("00").keys("2 2").must_show(&["No transactions"]);
    till.send(Event::Found(SessionId::KEYPAD, None)).must_show(&["The records could not be read - see the log"]);
    till.must_not_show(&["No transactions"]);
}

#[test]
fn a_late_answer_disturbs_nobody_who_signs_in() {
    let mut till = Till::on();
    till.keys("0").send(Event::Found(SessionId::KEYPAD, Some(Vec::new()))).must_show(&["0_"]);
    till.keys("1E0000").send(Event::Found(SessionId::KEYPAD, Some(Vec::new()))).must_show(&["****_"]);
    till.keys("E").must_show(&["Operator 01"]);
}
