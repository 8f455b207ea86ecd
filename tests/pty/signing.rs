//! A signature by the mouse of a real terminal, through the running program to its host.

use keytill::sim::host::Books;

use crate::terminal::*;

/// xterm's report of the left button: pressed, moved or released at a cell, counted from 1.
fn mouse(column: u16, row: u16, button: u8, end: char) -> String {
    format!("\x1b[<{button};{column};{row}{end}")
}

#[test]
fn a_signature_drawn_with_the_mouse_reaches_the_host() {
    let folder = Folder::new();
    let mut till = Till::start(&["demo", "--lang", "en", "--data", &text(folder.path()), "--signature", "screen"]);
    till.sign_in_to_sell();
    // Cards that are tapped for little are not signed for: this one is swiped.
    till.ask_for_card("1234");
    till.pick(8);
    till.see("Let the cardholder sign on the screen");
    let receipts = folder.join("receipts.txt");
    assert!(!std::fs::read_to_string(&receipts).unwrap_or_default().contains("12.34"), "the slip waits");
    till.keys("Enter");
    till.see("Cardholder: please sign below");

    // In pieces that end in the middle of a report, as a slow line brings them.
    let mut reports = mouse(10, 10, 0, 'M');
    reports.extend((11..60).map(|x| mouse(x, 9 + x % 5, 32, 'M')));
    reports += &mouse(60, 10, 0, 'm');
    for piece in reports.as_bytes().chunks(100) {
        till.type_bytes(piece);
    }
    assert!(within_patience(|| till.screen().chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c))), "no ink");
    till.keys("Enter");
    till.see("Receipt printed");
    till.see("Signature sent");
    assert!(std::fs::read_to_string(&receipts).unwrap().contains("SIGNED ON SCREEN"));

    let books = Books::load(&folder.join("host-books.json")).unwrap().unwrap();
    let signature = books.of_batch(1).find_map(|entry| entry.signature.clone()).expect("the host has it");
    assert!((30..=999).contains(&signature.bytes), "{} bytes", signature.bytes);

    // Elsewhere the mouse is the terminal's own again, and what still comes of it is no key.
    till.keys("Enter");
    till.see("Settlement");
    till.type_bytes(mouse(5, 5, 0, 'M').as_bytes());
    till.keys("1");
    till.see("Type the amount");
    assert_agree(folder.path());
}
