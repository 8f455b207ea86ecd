//! A customer through the real program: asked, linked to a sale, exported, killed and started again, erased.

use std::{
    io::Write,
    process::{Output, Stdio},
};

use crate::terminal::*;

const MOBILE: &str = "13912345678";
const MASKED: &str = "139****5678";

fn customers(folder: &Folder, what: &str, mobile: &str) -> Output {
    let mut child = command()
        .args(["customers", what, "-", "--data", &text(folder.path())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{mobile}\n").as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The files below the folder in which the number stands.
fn files_with_number(folder: &Folder) -> Vec<String> {
    let mut scanner = Scanner::new();
    scanner.bytes("the mobile number", MOBILE.as_bytes());
    scanner.find_in(folder.path())
}

#[test]
fn a_customer_agrees_buys_reads_and_is_forgotten() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 1, "APPROVED");
    till.leave();
    till.keys("Esc");
    till.see("8 Customers");
    // The file is read while the terminal is in use already.
    till.see_gone("loading");
    till.keys("8");
    till.see("0 customers");
    till.keys("2");
    till.see("Mobile number");
    till.keys(MOBILE);
    till.keys("Enter");
    till.see(MASKED);
    till.keys("52");
    till.see("JA_");
    till.keys("Enter");
    till.see("Do you agree?");
    assert!(files_with_number(&folder).is_empty(), "kept before the customer agreed");
    till.keys("Enter");
    till.see("Saved");
    till.keys("Enter 1");
    till.see("initials");
    till.keys("5678");
    till.see(MASKED);
    till.keys("Enter 1");
    till.see("12.34");
    till.keys("Enter");
    till.see("Saved");

    // What was told to be kept outlives the program, and it is read beside a running one.
    till.kill9();
    till.restart();
    let exported = customers(&folder, "export", MOBILE);
    let json: serde_json::Value =
        serde_json::from_slice(&exported.stdout).unwrap_or_else(|_| panic!("{}", told(&exported)));
    assert_eq!((json["mobile"].as_str(), json["name"].as_str()), (Some(MOBILE), Some("JA")));
    assert_eq!((&json["consent"]["operator"], &json["consent"]["words_version"]), (&"01".into(), &1.into()));
    assert_eq!(json["purchases"][0]["amount_when_linked"], "12.34");
    assert_eq!(json["purchases"].as_array().map(Vec::len), Some(1));

    till.sign_in("01", "0000");
    till.see("8 Customers");
    till.see_gone("loading");
    till.keys("8 1 52");
    till.see("JA");
    till.keys("Enter 2");
    till.see("12.34 approved");
    let refused = customers(&folder, "erase", MOBILE);
    assert!(refused.status.code() == Some(1) && told(&refused).contains("in use"), "{}", told(&refused));
    assert_eq!(files_with_number(&folder), ["customers.log: the mobile number, raw"]);
    till.keys("Esc 3");
    till.see("cannot be undone");
    till.keys("Enter");
    till.see("Nothing is kept");
    assert!(files_with_number(&folder).is_empty(), "{:?}", files_with_number(&folder));
    till.kill9();
    let gone = customers(&folder, "export", MOBILE);
    assert!(gone.status.code() == Some(1) && told(&gone).contains(MASKED), "{}", told(&gone));
    assert!(!told(&gone).contains(MOBILE), "{}", told(&gone));
    // The payment is still there.
    assert_eq!(states(folder.path()), ["approved"]);
}

#[test]
fn a_customer_is_erased_from_the_command_line() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in("01", "0000");
    till.see("8 Customers");
    till.see_gone("loading");
    till.keys("8 2");
    till.see("Mobile number");
    till.keys(MOBILE);
    till.keys("Enter");
    till.see("139****5678");
    // As the input method of a console writes it.
    till.type_bytes("欧阳".as_bytes());
    till.see("欧阳_");
    till.keys("Enter");
    till.see("Do you agree?");
    till.keys("Enter");
    till.see("Saved");
    till.kill9();
    let erased = customers(&folder, "erase", MOBILE);
    assert!(erased.status.success() && told(&erased) == "erased\n", "{}", told(&erased));
    assert!(files_with_number(&folder).is_empty(), "{:?}", files_with_number(&folder));
    for (what, whom, said) in [
        ("erase", MOBILE, "no customer 139****5678"),
        ("export", "12345", "a mobile number has 11 digits and begins with 13 to 19"),
    ] {
        let output = customers(&folder, what, whom);
        assert!(output.status.code() == Some(1) && told(&output).contains(said), "{}", told(&output));
        assert!(!told(&output).contains(whom), "the number is told in full: {}", told(&output));
    }
}
