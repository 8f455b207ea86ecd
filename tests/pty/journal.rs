//! `keytill journal stats` and `rebuild`, beside a running terminal and without one.

use serde_json::Value;

use crate::terminal::*;

fn said(verb: &str, folder: &Folder) -> String {
    let output = journal(verb, folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn figures_are_told_beside_a_terminal_and_the_index_is_built_anew_without_one() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    for amount in ["100", "200"] {
        till.sell(amount, 1, "APPROVED");
        till.leave();
    }
    let lines = said("stats", &folder);
    for line in ["segments 1", "first_record 1", "transactions 2", "segments_to_let_go 0", "open sale approved 2"] {
        assert!(lines.lines().any(|l| l == line), "{line} is missing: {lines}");
    }
    let json: Value = serde_json::from_str(&said("stats-json", &folder)).unwrap();
    let open = serde_json::json!([{"kind": "sale", "state": "approved", "count": 2}]);
    assert_eq!((&json["open"], &json["keep_days"]), (&open, &400.into()), "{json}");
    assert!(json["bytes"].as_u64().is_some_and(|bytes| bytes > 0), "{json}");

    let data = text(folder.path());
    let (code, refused) = refusal(&["journal", "rebuild", "--data", &data]);
    assert_eq!(code, Some(1));
    assert!(refused.contains(&till.pid().to_string()) && refused.contains("end that program first"), "{refused}");

    till.keys("Ctrl-C");
    till.ended();
    let done = said("rebuild", &folder);
    assert!(done.contains("transactions 2\n") && done.ends_with("ok\n"), "{done}");
    let aside = done.lines().find_map(|line| line.strip_prefix("old_index ")).unwrap();
    assert!(std::path::Path::new(aside).join("db").exists(), "{done}");
    till.restart();
    till.sign_in_to_sell();
    till.keys("3");
    till.see("1.00  approved");
    till.see("2.00  approved");
    let log = std::fs::read_to_string(folder.join("keytill.log")).unwrap();
    assert!(!log.contains("IndexRebuilt"), "{log}");
    assert_agree(folder.path());
}
