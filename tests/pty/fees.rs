//! Rates, a settlement file of the training host, and the deposit: a day's end with `demo --fees`, and files with mistakes.

use std::{fs, process::Output};

use serde_json::Value;

use crate::terminal::*;

/// The value of a line of the settlement file.
fn named<'a>(file: &'a str, word: &str) -> &'a str {
    file.lines().find_map(|line| line.strip_prefix(word)?.strip_prefix(',')?.split(',').next()).unwrap()
}

fn check(folder: &Folder, file: &str, content: &str) -> (Option<i32>, String) {
    let path = folder.join("checked.csv");
    fs::write(&path, content).unwrap();
    let terminal = named(file, "row");
    let mut command = command();
    command.args(["arrivals", "check"]).arg(&path).arg("--data").arg(folder.path());
    let Output { status, stdout, stderr } =
        command.args(["--terminal", terminal, "--merchant", named(file, "merchant")]).output().unwrap();
    let said = [stdout, stderr].concat();
    (status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn a_days_end_is_compared_with_the_hosts_file() {
    let folder = Folder::new();
    let mut till = Till::start(&["demo", "--fees", "--lang", "en", "--data", &text(folder.path())]);
    till.see("Type your two-digit number");
    till.type_bytes(b"01\r");
    till.see("Type your password");
    till.type_bytes(b"0000\r");
    till.see("These rates are new");
    till.keys("Enter");
    till.see("Back office");
    till.keys("1");
    till.see("Reprint receipt");
    for (amount, card) in [("10000", 1), ("5000", 8)] {
        till.sell(amount, card, "APPROVED");
        till.leave();
    }
    till.sell("3300", 7, "APPROVED");
    let voucher = till.voucher();
    till.leave();
    till.ask_to_void(voucher);
    till.keys("123456 Enter");
    till.see("VOIDED");
    till.leave();
    till.keys("5");
    till.see("Check the totals");
    till.keys("Enter");
    till.see("BALANCED - batch settled");
    till.see("Next batch 000002");

    let path = folder.join("arrivals.csv");
    assert!(within_patience(|| path.exists()), "the host has written no file");
    let file = fs::read_to_string(&path).unwrap();
    let (code, said) = check(&folder, &file, &file);
    assert_eq!(code, Some(0), "{said}\n{file}");
    assert!(said.contains("compared 2\n") && said.contains("fee_not_compared 0\n"), "{said}");
    assert!(said.contains("here in 15000 out 0\n") && said.contains("fees_there in 90 out 0\n"), "{said}");

    // Another fee; a payment that the file has not; another merchant; the end cut off.
    let other_fee = file.replacen(",10000,60,", ",10000,61,", 1);
    let (code, said) = check(&folder, &file, &other_fee);
    assert!(code == Some(1) && said.contains("here 60 there 61") && said.contains("differences 1\n"), "{said}");
    let row = file.lines().find(|line| line.contains(",5000,")).unwrap();
    let short = file.replace(&format!("{row}\n"), "").replace("end,2,15000,0", "end,1,10000,0");
    let (code, said) = check(&folder, &file, &short);
    assert!(code == Some(1) && said.contains("missing-there") && said.contains("here 5000 there none"), "{said}");
    let stranger = file.replace(named(&file, "merchant"), "111111111111111");
    let (code, said) = check(&folder, &file, &stranger);
    assert!(code == Some(1) && said.contains("checked.csv: the file is of merchant 111111111111111"), "{said}");
    let (code, said) = check(&folder, &file, file.split("end,").next().unwrap());
    assert!(code == Some(1) && said.contains("cut off"), "{said}");

    let exported = String::from_utf8(journal("export", folder.path()).stdout).unwrap();
    let rows: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let figures = |row: &Value| (row["card_type"].clone(), row["fee_minor"].clone(), row["net_minor"].clone());
    assert_eq!(figures(&rows[0]), ("credit".into(), 60.into(), 9_940.into()));
    let voided = rows.iter().find(|row| row["state"] == "voided").unwrap();
    assert_eq!((&voided["fee_minor"], &voided["net_minor"]), (&0.into(), &0.into()));

    // The same on the screens of the back office.
    till.keys("Esc");
    till.see("Reprint receipt");
    till.keys("Esc");
    till.see("Back office");
    till.keys("Esc");
    till.sign_in("00", "123456");
    till.keys("2");
    till.see("Shop");
    till.keys("9");
    till.see("Fees, arrivals");
    till.keys("2 2");
    till.see("Acquirer and terminal agree: 2 payments");
    till.keys("Esc");
    till.see("Deposit");
    till.keys("3");
    till.see("150.00 of 5,000.00");
    till.see("As the acquirer has it on");
    assert_agree(folder.path());
}

#[test]
fn rates_and_deposits_that_cannot_be_used_are_refused_with_file_and_line() {
    let rig = Rig::new(&Plan::default());
    let good = fs::read_to_string(&rig.config).unwrap();
    let rates = rig.folder.join("rates.toml");
    let shipped = fs::read_to_string("packaging/rates.toml").unwrap();
    let with_rates = format!("{good}\n[fees]\nrates = {:?}\n", text(&rates));
    let line = shipped.lines().position(|line| line.contains("rate = 6000")).unwrap() + 1;
    for (bad, part) in [
        (shipped.replace("rate = 6000", "rate = -6000").into_bytes(), format!("rates.toml: line {line}: ")),
        (shipped.replacen("from = \"2026-01-01\"\n", "", 1).into_bytes(), "missing field `from`".into()),
        (encoding_rs::GB18030.encode(&shipped).0.into_owned(), "not UTF-8".into()),
        (Vec::new(), "missing field `name`".into()),
    ] {
        fs::write(&rates, bad).unwrap();
        fs::write(&rig.config, &with_rates).unwrap();
        let (code, said) = refusal(&["run", "--config", &text(&rig.config)]);
        assert!(code == Some(1) && said.contains(&part), "{part}: {said}");
    }
    for (more, part) in [
        ("[fees]\nrates = \"/nowhere/rates.toml\"\n", "/nowhere/rates.toml"),
        ("[fees]\nrate = \"x\"\n", "unknown field `rate`"),
        ("[deposit]\namount = 1\ncard_target = 1\nqr_target = 1\nfrom = \"2026-01-01\"\ndays = 0\n", "deposit.days"),
        ("[deposit]\namount = 1\ncard_target = -1\nqr_target = 1\nfrom = \"2026-01-01\"\ndays = 9\n", "-1"),
        ("[deposit]\namount = 1\ncard_target = 1\nqr_target = 1\ndays = 9\n", "missing field `from`"),
    ] {
        fs::write(&rig.config, format!("{good}\n{more}")).unwrap();
        let (code, said) = refusal(&["run", "--config", &text(&rig.config)]);
        assert!(code == Some(1) && said.contains(part), "{part}: {said}");
    }
}
