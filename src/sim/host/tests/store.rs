//! The file of the books.

use tempfile::{TempDir, tempdir};

use super::*;

/// A host whose books are in this folder.
fn host(folder: &TempDir) -> HostConfig {
    HostConfig { books: Some(folder.path().join("books.json")), ..config() }
}

#[test]
fn books_of_the_first_form_are_taken_over() {
    let folder = tempdir().unwrap();
    let old = r#"{"batch":3,"sequence":9,"entries":[
        {"batch":3,"stan":7,"kind":"sale","amount":1234,"state":"voided","code":"00","rrn":"140509000001",
         "pan":"621094*********0707","original":null,"reversals":0},
        {"batch":3,"stan":8,"kind":"void","amount":1234,"state":"approved","code":"00","rrn":"140509000002",
         "pan":"621094*********0707","original":[3,7],"reversals":0}],
        "uploads":{"2":{"settlements":1,"stripe":[1],"chip":[2],"notices":0,"end_count":2,"end_code":"207"}}}"#;
    std::fs::write(folder.path().join("books.json"), old).unwrap();
    let mut terminal = Terminal::new(host(&folder));
    terminal.sign_on("003");
    assert_eq!(terminal.batch, 3);
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 1234), credit: sum(1, 1234) });
    assert_eq!(terminal.host.books().uploads(2).end_code.as_deref(), Some("207"));
    terminal.approved_sale(9, 100);
    let again = Terminal::new(host(&folder));
    assert_eq!(again.host.books(), terminal.host.books());
    assert_eq!(Books::load(&folder.path().join("books.json")).unwrap().as_ref(), Some(terminal.host.books()));
}

#[test]
fn books_that_are_not_understood_are_set_aside_and_kept() {
    let folder = tempdir().unwrap();
    for (number, text) in [(1, "{\"batch\":"), (2, "{\"form\":99,\"terminals\":[]}")] {
        std::fs::write(folder.path().join("books.json"), text).unwrap();
        let terminal = Terminal::new(host(&folder));
        assert_eq!(terminal.host.books(), &Books::new(1));
        let aside = folder.path().join(format!("books.set-aside-{number}"));
        assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
    }
    assert!(!folder.path().join("books.json").exists());
    assert_eq!(Books::load(&folder.path().join("books.json")).unwrap(), None);
}

#[test]
fn each_terminal_finds_its_own_books() {
    let folder = tempdir().unwrap();
    let mut setup = host(&folder);
    let other = TerminalSetup::new(TMK, "T0000042".parse().unwrap(), "898310148160568".parse().unwrap());
    setup.terminals.insert(0, other);
    let mut terminal = Terminal::new(setup.clone());
    terminal.sign_on("003");
    terminal.approved_sale(2, 100);
    let again = Terminal::new(setup);
    assert_eq!(again.host.books(), &Books::new(1), "the first terminal sold nothing");
    assert_eq!(again.host.books_of("99999906").map(|books| books.entries.len()), Some(1));
}
