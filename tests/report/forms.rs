//! `keytill report`, as the program writes it: each form for a day with everything in it, an empty day, the days on both sides
//! of a midnight, and a clock that was set back.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use keytill::{
    domain::{CardSecret, Day, Fact, Pan, Transaction, WallTime},
    flow::slip,
    ledger::{Ledger, Options, export},
    printer::{self, Font, Paper, text},
    report::count,
};
use serde_json::json;
use tempfile::TempDir;

use crate::{AFTERNOON, CHINA, font, sale};

const PAN: &str = "6228480000000001234";
const HOUR: i64 = 3_600_000;

fn hours_later(hours: i64) -> WallTime {
    WallTime(AFTERNOON.0 + hours * HOUR)
}

/// A shop that sold on both sides of two midnights; its clock was once set back by two hours.
fn shop() -> (TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(folder.path(), &Options::new(AFTERNOON)).unwrap().ledger;
    let day = AFTERNOON.day(CHINA);
    let all = [
        sale(1, 100, json!({ "began": day.start(CHINA).0 - 1 })),
        sale(2, 20_000, json!({ "began": day.start(CHINA).0 })),
        sale(3, 123_456, json!({ "began": hours_later(-4).0, "operator": "02", "entry": "tap" })),
        sale(4, 1_000, json!({ "state": "voided" })),
        sale(
            5,
            1_000,
            json!({ "kind": "void", "entry": "manual", "approver": "00", "original": { "txn": { "batch": 1, "stan": 4 } } }),
        ),
        sale(6, 300, json!({ "kind": "refund", "entry": "swipe", "approver": "00" })),
        sale(7, 700, json!({ "state": "reversed", "entry": "fallback", "host": null })),
        sale(8, 800, json!({ "state": "unresolved", "host": null })),
        sale(9, 900, json!({ "state": "declined", "host": { "code": "51" } })),
        sale(10, 50_000, json!({ "kind": "pre_auth" })),
        sale(
            11,
            8_800,
            json!({ "entry": "code", "extra": { "wallet": "alipay" }, "host": { "code": "00", "rrn": "AB0000000011" } }),
        ),
        sale(
            12,
            5_000,
            json!({ "host": { "code": "00", "scheme": "VIS" }, "extra": { "tip": 500, "adjusted": 5_500 } }),
        ),
        // The clock goes back.
        sale(
            13,
            1_300,
            json!({ "began": hours_later(-2).0, "operator": "02", "host": { "code": "00", "scheme": "=1+1" } }),
        ),
        sale(14, 1_400, json!({ "began": day.end(CHINA).0 - 1 })),
        sale(15, 1_500, json!({ "began": day.end(CHINA).0 })),
    ];
    for txn in all {
        let (name, secret) = (txn.txn, CardSecret::Card { pan: Pan::new(PAN).unwrap(), expiry: None });
        ledger.commit(txn.began, vec![Fact::Began(Box::new(txn))], vec![(name, secret)]).unwrap();
    }
    (folder, ledger)
}

fn run(folder: &TempDir, day: &str, form: &str, more: &[&str]) -> (Output, Vec<u8>) {
    let file = folder.path().join(format!("report.{form}"));
    let (data, output) = (folder.path().to_str().unwrap(), file.to_str().unwrap());
    let args = ["report", "--day", day, "--format", form, "--data", data, "--output", output];
    let told = Command::new(env!("CARGO_BIN_EXE_keytill")).args(args).args(more).output().unwrap();
    (told, fs::read(&file).unwrap_or_default())
}

fn written(folder: &TempDir, day: &str, form: &str) -> String {
    let (told, bytes) = run(folder, day, form, &[]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(bytes).unwrap()
}

fn golden(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Beside a ledger that is open, as beside a running terminal.
#[test]
fn rows_are_written_beside_a_running_terminal() {
    let (folder, _ledger) = shop();
    for form in ["csv", "jsonl"] {
        for day in ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"] {
            let text = written(&folder, day, form);
            golden(&format!("{day}.{form}"), &text);
            assert!(!text.contains(PAN), "{text}");
        }
    }
}

/// What can be read by people of a day: the text of the page whose picture the PDF has.
#[test]
fn a_page_has_the_figures_of_its_day() {
    let (folder, _ledger) = shop();
    for day in ["2026-11-25", "2026-11-27"] {
        golden(&format!("{day}.page"), &text::render(&page(&folder, day), 48));
    }
}

fn page(folder: &TempDir, day: &str) -> keytill::domain::receipt::Receipt {
    let day: Day = day.parse().unwrap();
    let mut rows: Vec<Transaction> = Vec::new();
    export(folder.path(), |txn| rows.push(txn)).unwrap();
    let figures = count(rows.iter().filter(|txn| txn.began.day(CHINA) == day), CHINA).unwrap();
    slip::day_report(None, day, &figures, keytill::domain::Currency::Cny)
}

#[test]
fn a_pdf_is_the_picture_of_the_page() {
    let (folder, _ledger) = shop();
    let path = folder.path().join("boxes.ttf");
    fs::write(&path, font::boxes("日报表总计0123456789.,-/")).unwrap();
    for day in ["2026-11-25", "2026-11-27"] {
        let (told, bytes) = run(&folder, day, "pdf", &["--font", path.to_str().unwrap()]);
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        assert!(bytes.starts_with(b"%PDF-1.4\n") && bytes.ends_with(b"%%EOF\n"));
        assert_eq!(bytes, printer::pdf(&page(&folder, day), Paper::Mm80, &Font::open(&path).unwrap()).unwrap());
    }
}

#[test]
fn a_report_that_cannot_be_made_says_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _ledger) = shop();
    for (day, form, more, said) in [
        ("2026-11-31", "csv", [].as_slice(), "2026-01-22"),
        ("2026-11-25", "pdf", &[], "--font"),
        ("2026-11-25", "pdf", &["--font", "/no/such.ttf"], "/no/such.ttf"),
        ("2026-11-25", "csv", &["--config", "/no/such.toml"], "/no/such.toml"),
        ("2026-11-25", "xls", &[], "csv, jsonl, pdf"),
    ] {
        let (told, bytes) = run(&folder, day, form, more);
        let text = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(!told.status.success() && text.contains(said) && bytes.is_empty(), "{text}");
    }
    assert!(run(&folder, "2026-11-25", "csv", &[]).0.status.success());
    let mode = || fs::metadata(folder.path().join("report.csv")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600, "for the shop alone");
    // Over a file that everybody could read.
    fs::set_permissions(folder.path().join("report.csv"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(run(&folder, "2026-11-25", "csv", &[]).0.status.success());
    assert_eq!(mode(), 0o600);
}

/// A script closes the output before anything has come, as `head` may.
#[test]
fn a_reader_who_has_gone_is_no_fault() {
    let (folder, ledger) = shop();
    drop(ledger);
    let data = folder.path().to_str().unwrap();
    let output = folder.path().join("day.csv");
    let report = ["report", "--day", "2026-11-25", "--format", "csv", "--output", output.to_str().unwrap()];
    for args in [["journal", "verify"].as_slice(), &["journal", "rebuild"], &report] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keytill"));
        command.args(args).args(["--data", data]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let told = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(told.status.success() && said.is_empty(), "{args:?}: {:?} {said}", told.status);
    }
}
