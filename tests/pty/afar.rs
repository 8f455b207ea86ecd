//! Approval from afar through the program: the terminal's challenge, the answer of `keytill approve`, and files that are no key.

use std::{fs, os::unix::fs::PermissionsExt, process::Output};

use crate::terminal::*;

fn key_file(folder: &Folder, content: &str, mode: u32) -> String {
    let path = folder.join("shop.key");
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    text(&path)
}

fn approve(key: &str, terminal: &str, amount: &str, challenge: &str) -> (bool, String) {
    let mut command = command();
    command.args(["approve", "--shop-key", key, "--terminal", terminal, "--operator", "01", "--kind", "refund"]);
    let Output { status, stdout, stderr } =
        command.args(["--amount", amount, "--challenge", challenge]).output().unwrap();
    (status.success(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

fn text_of_journal(data: &std::path::Path) -> String {
    let output = command().args(["journal", "export", "--data"]).arg(data).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The value on the row of the screen that begins with a label.
fn row(till: &Till, label: &str) -> String {
    let screen = till.screen();
    let line = screen.lines().find(|line| line.trim().starts_with(label)).unwrap();
    line.trim()[label.len()..].split_whitespace().collect()
}

#[test]
fn a_head_office_approves_by_a_code() {
    let folder = Folder::new();
    let key = key_file(&folder, &format!("{}\n", "5a".repeat(32)), 0o600);
    let mut till = Till::start(&["demo", "--lang", "en", "--shop-key", &key, "--data", &text(folder.join("till"))]);
    till.see("Reader OK");
    till.sign_in("01", "0000");
    till.keys("1");
    till.see("Reprint receipt");
    till.keys("6");
    till.see("12 characters");
    till.keys("000000000017 Enter 0121 Enter 1234 Enter");
    till.see("Enter");
    till.keys("Enter");
    till.see("Password of 00");
    till.keys("Down");
    till.see("Call the supervisor");
    let (terminal, challenge) = (row(&till, "Terminal"), row(&till, "Challenge"));
    let (done, said) = approve(&key, &terminal, "1235", &challenge);
    assert!(done, "{said}");
    let code = |said: &str| said.split("code ").nth(1).unwrap().trim().to_owned();
    till.keys(&format!("{} Enter", code(&said)));
    till.see("Wrong code");
    let (done, said) = approve(&key, &terminal, "1234", &challenge);
    assert!(done && said.contains("operator 01 Refund 1234 minor units"), "{said}");
    till.keys(&format!("{} Enter", code(&said)));
    till.see("Choose a training card");
    till.pick(1);
    // The training host knows no such sale; but it was asked, and the journal has both who asked and who approved.
    till.see("Original not found");
    let journal = text_of_journal(&folder.join("till"));
    assert!(journal.contains("\"operator\":\"01\"") && journal.contains("\"approver\":\"00\""), "{journal}");
}

#[test]
fn a_key_that_is_none_or_open_to_all_is_refused() {
    let folder = Folder::new();
    for (content, mode, said) in [
        ("abc", 0o600, "64 hexadecimal digits"),
        (&"5a".repeat(32) as &str, 0o644, "others can read"),
        (&"zz".repeat(32), 0o600, "64 hexadecimal digits"),
    ] {
        let key = key_file(&folder, content, mode);
        let (done, told) = approve(&key, "99999906", "1234", "123456");
        assert!(!done && told.contains(said) && told.contains("shop.key") && !told.contains("5a5a"), "{told}");
        let output =
            command().args(["demo", "--shop-key", &key, "--data", &text(folder.join("till"))]).output().unwrap();
        assert!(!output.status.success(), "{output:?}");
    }
    let key = key_file(&folder, &"5a".repeat(32), 0o600);
    for (amount, challenge) in [("-1", "123456"), ("12.34", "123456"), ("1234", "12345"), ("1234", "abcdef")] {
        let (done, told) = approve(&key, "99999906", amount, challenge);
        assert!(!done && told.contains("error"), "{told}");
    }
}
