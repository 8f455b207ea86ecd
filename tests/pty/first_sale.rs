//! A box as it comes from the factory: no sale for real money before its passwords have been changed.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use crate::terminal::*;

fn shipped() -> Rig {
    Rig::new(&Plan { passwords: Passwords::Shipped, ..Plan::default() })
}

/// Signs in with the password of the factory, and changes it where the terminal asks for that.
fn change(till: &mut Till, number: &str, old: &str, new: &str) {
    till.see("Type your two-digit number");
    till.type_bytes(format!("{number}\r{old}\r").as_bytes());
    till.see("This password came with the terminal");
    till.keys(&format!("{old} Enter {new} Enter"));
    till.see("Once more");
    till.keys(&format!("{new} Enter"));
    till.see("Password changed");
    till.keys("Esc");
}

#[test]
fn the_first_sale_waits_for_passwords_of_the_shop_s_own() {
    let rig = shipped();
    let mut till = rig.start();
    till.see("Reader OK");
    change(&mut till, "01", "0000", "2580");
    till.keys("1");
    till.see("Reprint receipt");
    till.keys("1");
    till.see("Type the amount");
    till.keys("1234 Enter");
    till.see("Shipped passwords in use: 00 99");
    till.keys("Esc Esc");
    till.see("Change password");
    till.keys("Esc");
    for (number, old, new) in [("00", "123456", "258013"), ("99", "12345678", "25801369")] {
        change(&mut till, number, old, new);
        till.see("Back office");
        till.keys("Esc");
    }
    till.sign_in("01", "2580");
    till.keys("1");
    till.see("Reprint receipt");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    assert_eq!(rig.host.snapshot().totals(1).debit.count, 1);
}

#[test]
fn passwords_can_be_set_before_the_box_goes_to_its_shop() {
    let rig = shipped();
    let config = text(&rig.config);
    let set = |lines: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keytill"));
        command.args(["operators", "set-passwords", "--config", &config]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    };
    let (done, said) = set("01 2580\n00 111111\n");
    assert!(!done && said.contains("line 2") && said.contains("too easy"), "{said}");
    assert_eq!(set("01 2580\n00 258013\n99 25801369\n"), (true, "3 passwords set\n".into()));
    let mut till = rig.start();
    till.see("Reader OK");
    // Not while a terminal runs.
    let (done, said) = set("01 1470\n");
    assert!(!done, "{said}");
    till.sign_in("01", "2580");
    till.keys("1");
    till.see("Reprint receipt");
    rig.sell(&mut till, "1234", 1, "APPROVED");
}
