//! The doctor and the bundle on a whole box.

use std::{fs, path::Path, process::Output};

use keytill::sim::CARDS;
use serde_json::Value;

use crate::terminal::*;

fn doctor(rig: &Rig, more: &[&str]) -> Output {
    command().args(["doctor", "--config"]).arg(&rig.config).args(more).output().unwrap()
}

/// The report, and the exit code.
fn report(rig: &Rig) -> (Option<i32>, Value) {
    let output = doctor(rig, &["--json"]);
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (output.status.code(), report)
}

#[track_caller]
fn state<'r>(report: &'r Value, id: &str) -> &'r str {
    let check = report["checks"].as_array().unwrap().iter().find(|check| check["id"] == id);
    check.unwrap_or_else(|| panic!("no {id}: {report:#}"))["state"].as_str().unwrap()
}

#[test]
fn a_box_that_is_well_is_told_so_beside_its_terminal_and_without() {
    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.see("Host OK");
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    let (code, beside) = report(&rig);
    assert_eq!((code, &beside["ok"]), (Some(0), &true.into()), "{beside:#}");
    assert_eq!(beside["terminal_running"], till.pid());
    for id in
        ["config", "clock", "disk-space", "disk-sync", "journal", "batch", "keymap", "host-name", "host-tcp", "mac"]
    {
        assert_eq!(state(&beside, id), "ok", "{id}: {beside:#}");
    }
    for id in ["index", "reader", "printer", "echo"] {
        assert_eq!(state(&beside, id), "not-checked", "{id}: {beside:#}");
    }
    // The terminal goes on.
    till.leave();
    rig.sell(&mut till, "500", 7, "APPROVED");
    till.signal(rustix::process::Signal::TERM);
    till.ended();

    let (code, without) = report(&rig);
    assert_eq!((code, &without["terminal_running"]), (Some(0), &Value::Null), "{without:#}");
    for id in ["index", "reader", "echo", "batch"] {
        assert_eq!(state(&without, id), "ok", "{id}: {without:#}");
    }
    let lines = String::from_utf8(doctor(&rig, &[]).stdout).unwrap();
    assert!(lines.contains("batch 000001: 2 counted, 0 reversals owed"), "{lines}");
    let chinese = String::from_utf8(doctor(&rig, &["--lang", "zh-CN"]).stdout).unwrap();
    assert!(chinese.contains("回响测试") && chinese.contains("故障 0 项"), "{chinese}");
    assert_eq!(till_starts_again(&rig), "Host OK");
}

fn till_starts_again(rig: &Rig) -> &'static str {
    rig.start().see("Host OK");
    "Host OK"
}

#[test]
fn what_is_wrong_is_named_with_what_to_do() {
    // An address of its own, so that nobody else is given the port of the host that is away.
    let rig = Rig::new(&Plan { pad: Pad::Absent, address: "127.0.0.43:0", ..Plan::default() });
    rig.stop_host();
    let segment = rig.data().join("journal/00000001.seg");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[200] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let (code, report) = report(&rig);
    assert_eq!(code, Some(1), "{report:#}");
    for id in ["journal", "reader", "host-tcp"] {
        assert_eq!(state(&report, id), "fail", "{id}: {report:#}");
    }
    assert_eq!(state(&report, "echo"), "not-checked");
    let checks = report["checks"].as_array().unwrap();
    let without: Vec<_> = checks.iter().filter(|c| c["state"] == "fail" && c["remedy"].is_null()).collect();
    assert!(without.is_empty(), "{without:?}");
}

/// The members of a tar archive, as another program reads them.
fn unpack(archive: &Path, into: &Path) {
    fs::create_dir_all(into).unwrap();
    let unpacked = std::process::Command::new("tar").arg("-xf").arg(archive).arg("-C").arg(into).status().unwrap();
    assert!(unpacked.success());
}

#[test]
fn no_secret_of_a_box_and_its_day_is_in_a_bundle() {
    // In the configuration, in the log, in a panic report.
    let top = "[enrolment]\nservice = \"https://till:Pl4nted-Passw0rd@enrol.example/x?token=Pl4nted-T0ken\"\n\
        [support]\nshop = \"13800000000\"\n";
    let rig = Rig::new(&Plan { ..Plan::default() });
    let written = fs::read_to_string(&rig.config).unwrap();
    let mut till = rig.start();
    till.see("Host OK");
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.leave();
    // A card number is typed.
    till.keys("7 3");
    till.see("Where is the card?");
    till.keys("2");
    till.see("Type the card number");
    till.keys(CARDS[0].pan);
    till.keys("Enter");
    till.see("Type the expiry");
    till.keys(CARDS[0].expiry);
    till.signal(rustix::process::Signal::USR1);
    let data = rig.data();
    assert!(within_patience(|| !keytill::runtime::blackbox::files(&data).is_empty()));
    till.kill9();
    fs::write(&rig.config, written.replace("[merchant]", &format!("{top}[merchant]"))).unwrap();
    let log = rig.folder.join("keytill.log");
    let planted = format!("Pl4nted-T0ken and {} and {}\n", CARDS[3].pan, "616E6F746865722074657374206B6579");
    fs::write(&log, fs::read_to_string(&log).unwrap() + &planted).unwrap();
    fs::write(data.join("panic-5.txt"), format!("{planted} Pl4nted-Passw0rd")).unwrap();

    let bundle = rig.folder.join("bundle.tar");
    let packed = command().args(["bundle", "--config"]).arg(&rig.config).arg("--output").arg(&bundle).output().unwrap();
    assert!(packed.status.success(), "{packed:?}");
    let inside = rig.folder.join("inside");
    unpack(&bundle, &inside);
    let mut names: Vec<String> = files(&inside).iter().map(|p| text(p.file_name().unwrap())).collect();
    names.sort();
    let wanted = ["README.txt", "config.json", "doctor.json", "journal.json", "log.txt", "panic-5.txt"];
    assert!(names[1].starts_with("blackbox-"), "{names:?}");
    names.remove(1);
    assert_eq!(names, wanted);

    let mut look = Scanner::new();
    for card in &CARDS {
        look.digits(&format!("card {}", card.place), card.pan);
    }
    look.bytes("master key", &TMK);
    look.bytes("password of an address", b"Pl4nted-Passw0rd");
    look.bytes("token of an address", b"Pl4nted-T0ken");
    assert_eq!(look.find_in(&inside), [""; 0]);
    assert!(look.find(&fs::read(&bundle).unwrap()).is_empty());
    // The black box as pictures: what was typed digit by digit stands in no row.
    let black_box = files(&inside).into_iter().find(|path| path.extension().is_some_and(|e| e == "ktb")).unwrap();
    let told = command().args(["replay", "--text"]).arg(black_box).output().unwrap();
    assert!(told.status.success());
    assert!(String::from_utf8_lossy(&told.stdout).contains("APPROVED"));
    assert_eq!(look.find(&told.stdout), std::collections::BTreeSet::new());
    // What is looked for is found where it was planted.
    assert!(look.find(&fs::read(&log).unwrap()).len() >= 3);
    let shop = fs::read_to_string(inside.join("keytill-bundle/config.json")).unwrap();
    assert!(shop.contains("enrol.example") && shop.contains("Test shop"), "{shop}");
}
