//! Remote approval through the real program: by another terminal, and by `keytill approve`.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::terminal::*;

/// A refund of 12.34 that waits for a code; what the screen says with its challenge.
fn asking(till: &mut Till) -> String {
    till.keys("6");
    till.see("Original RRN");
    till.keys("000000000017 Enter");
    till.see("Original date");
    till.keys("0121 Enter");
    till.see("Type the amount");
    till.keys("1234 Enter");
    till.see("Refund");
    till.keys("Enter");
    till.see("Supervisor must approve");
    till.keys("Down");
    till.see("Challenge");
    till.screen()
}

/// What stands behind a label, without blanks.
fn value(screen: &str, label: &str) -> String {
    let row = screen.lines().find_map(|line| line.trim().strip_prefix(label));
    row.unwrap_or_else(|| panic!("no {label}:\n{screen}")).split_whitespace().collect()
}

fn wrong(code: &str) -> String {
    format!("{:08}", (code.parse::<u32>().unwrap() + 1) % 100_000_000)
}

#[test]
fn a_head_office_approves_with_a_key_from_a_file() {
    let folder = Folder::new();
    let key = folder.join("approval.key");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/training-approval.key"), &key).unwrap();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    let screen = asking(&mut till);
    let (terminal, challenge) = (value(&screen, "Terminal"), value(&screen, "Challenge"));
    let approve = |amount: &str, approver: &str| {
        let fixed =
            ["approve", "--key", &text(&key), "--terminal", &terminal, "--operator", "01", "--action", "refund"];
        let mut args: Vec<String> = fixed.map(str::to_owned).into();
        args.extend(["--challenge", &challenge, "--amount", amount, "--approver", approver].map(str::to_owned));
        let output = command().args(args).output().unwrap();
        let said = String::from_utf8([output.stdout.clone(), output.stderr].concat()).unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap().trim().to_owned(), said)
    };
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (done, _, said) = approve("12.34", "00");
    assert!(!done && said.contains("others can read") && !said.contains("4b4559"), "{said}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    for (amount, approver, why) in [("12.3", "00", "no amount"), ("12.34", "01", "nobody approves")] {
        let (done, _, said) = approve(amount, approver);
        assert!(!done && said.contains(why), "{said}");
    }
    // The code of another amount, and then the right one.
    let (_, other, _) = approve("12.35", "00");
    till.keys(&format!("{other} Enter"));
    till.see("Wrong code. Tries left: 2");
    let (done, code, said) = approve("12.34", "00");
    assert!(done && said.contains("works once"), "{said}");
    till.keys(&format!("{code} Enter"));
    till.see("Choose a training card");
    assert!(!till.shows("Challenge"));
}

#[test]
fn the_supervisor_answers_at_another_terminal() {
    let (shop, office) = (Folder::new(), Folder::new());
    let (mut till, mut other) = (Till::demo(&shop), Till::demo(&office));
    till.sign_in_to_sell();
    let screen = asking(&mut till);
    other.sign_in("00", "123456");
    other.keys("2");
    other.see("Batch totals");
    other.keys("9");
    other.see("Approve remotely");
    other.keys("5");
    other.see("Terminal");
    other.keys(&format!("{} Enter", value(&screen, "Terminal")));
    other.see("Operator  _");
    other.keys("01 Enter");
    other.see("2  Refund");
    other.keys("2");
    other.see("Amount");
    other.keys("1234 Enter");
    other.see("Challenge");
    other.keys(&format!("{} Enter", value(&screen, "Challenge")));
    other.see("Is this what you were told?");
    other.keys("Enter");
    other.see("Read this code out");
    let answer = other.screen();
    let digits = |line: &&str| line.chars().filter(|c| c.is_ascii_digit()).count() == 8 && line.trim().len() == 9;
    let code: String = answer.lines().find(digits).unwrap().split_whitespace().collect();
    for left in [2, 1] {
        till.keys(&format!("{} Enter", wrong(&code)));
        till.see(&format!("Tries left: {left}"));
    }
    till.keys(&format!("{code} Enter"));
    till.see("Choose a training card");
}
