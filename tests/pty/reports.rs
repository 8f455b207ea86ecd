//! Search, reports and the day report, through the real program with its ledger and index.

use crate::terminal::*;

#[test]
fn a_settled_sale_is_found_counted_and_reported() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 1, "APPROVED");
    till.leave();
    till.keys("5");
    till.see("Check the totals");
    till.keys("Enter");
    till.see("BALANCED");
    till.keys("Enter Esc Esc");
    till.sign_in("00", "123456");
    // The sale is in no open batch any more: index and journal have it.
    till.keys("6");
    till.see("Last four digits");
    till.keys("3");
    till.see("leave empty for any");
    till.keys("1234 Enter");
    till.see("12.34");
    till.keys("8");
    till.see("Sale  12.34  approved");
    till.keys("1");
    till.see("000001");
    till.keys("Esc Esc Esc 2 9 1 5");
    till.see("1 x  12.34");
    till.keys("Esc 2");
    till.see("0001");
    till.keys("Enter");
    till.see("Report printed");
    let slips = std::fs::read_to_string(folder.join("receipts.txt")).unwrap();
    assert!(slips.contains("Z 报表(Z report)") && slips.contains("按操作员(By operator)"), "{slips}");

    // Beside the running terminal, of whichever of these two days it was sold on.
    let sold = export(folder.path())[0].time.clone();
    let file = folder.join("day.jsonl");
    let days: Vec<String> = [0, 1].map(|later| china_day(&sold, later)).into();
    let found = days.iter().any(|day| {
        let args =
            ["report", "--day", day, "--format", "jsonl", "--data", &text(folder.path()), "--output", &text(&file)];
        let told = command().args(args).output().unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        std::fs::read_to_string(&file).unwrap().contains("\"amount_minor\":1234")
    });
    assert!(found, "{sold} is not on {days:?}");
    assert_agree(folder.path());
}

/// The day of a time in UTC, or the one after it.
fn china_day(time: &str, later: u32) -> String {
    time[..10].parse::<keytill::domain::Day>().unwrap().plus(later).to_string()
}
