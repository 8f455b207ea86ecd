//! What the program says that it has done, from `keytill journal`, and what the host says.

use std::{collections::BTreeSet, path::Path, process::Output};

use keytill::sim::host::{BookState, Books};
use serde::Deserialize;

use super::till::command;

/// One line of the export.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub stan: u32,
    pub batch: u32,
    pub kind: String,
    pub state: String,
    pub amount_minor: u64,
    pub currency: String,
    pub pan: String,
    pub rrn: Option<String>,
    pub operator: String,
    pub approver: Option<String>,
    pub time: String,
    pub original_stan: Option<u32>,
    pub reversal_reason: Option<String>,
    pub entry: String,
}

/// `keytill journal VERB --data DIR`; `VERB-json` asks for JSON.
pub fn journal(verb: &str, data: &Path) -> Output {
    let mut command = command();
    let (verb, json) = verb.strip_suffix("-json").map_or((verb, false), |verb| (verb, true));
    command.args(["journal", verb, "--data"]).arg(data);
    if json {
        command.arg("--json");
    }
    if verb == "export" {
        command.args(["--format", "jsonl"]);
    }
    command.output().unwrap()
}

/// Every transaction of the journal.
pub fn export(data: &Path) -> Vec<Row> {
    let output = journal("export", data);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let row = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    text.lines().map(row).collect()
}

/// The states of all transactions, in order of their numbers.
pub fn states(data: &Path) -> Vec<String> {
    export(data).into_iter().map(|row| row.state).collect()
}

/// Asserts that the journal is whole and agrees with the books of the demo's host in every transaction.
pub fn assert_agree(data: &Path) {
    let books = Books::load(&data.join("host-books.json")).unwrap().expect("the host has booked something");
    assert_agree_with(data, &books);
}

/// Asserts that the journal is whole and agrees with these books in every transaction.
pub fn assert_agree_with(data: &Path, books: &Books) {
    let rows = export(data);
    let told = || format!("\njournal: {rows:#?}\nhost: {:#?}", books.entries);
    let names: BTreeSet<(u32, u32)> = rows.iter().map(|row| (row.batch, row.stan)).collect();
    assert_eq!(names.len(), rows.len(), "a transaction stands twice in the export{}", told());
    for row in &rows {
        let entry = books.entry(row.batch, row.stan);
        if row.entry == "cash" {
            // No host has heard of it.
            assert!(entry.is_none() && matches!(row.state.as_str(), "approved" | "voided"), "{row:?}{}", told());
            continue;
        }
        let fits = match (row.state.as_str(), entry.map(|entry| entry.state)) {
            ("approved", Some(BookState::Approved)) | ("voided", Some(BookState::Voided)) => true,
            ("declined", Some(BookState::Declined)) | ("not_sent", None) => true,
            ("reversed", state) => !matches!(state, Some(BookState::Approved | BookState::Voided)),
            _ => false,
        };
        assert!(fits, "{row:?} does not fit to {entry:?}{}", told());
        if let Some(entry) = entry {
            assert_eq!(entry.amount.minor(), row.amount_minor, "{row:?}");
            assert_eq!(entry.pan, row.pan, "{row:?}");
        }
        if row.state == "approved" {
            assert_eq!(entry.map(|entry| entry.rrn.as_str()), row.rrn.as_deref(), "{row:?}");
        }
    }
    for (name, entry) in &books.entries {
        let held = matches!(entry.state, BookState::Approved | BookState::Voided);
        assert!(!held || names.contains(name), "the host holds {entry:?}, of which the journal knows nothing");
    }
    let verified = journal("verify", data);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}
