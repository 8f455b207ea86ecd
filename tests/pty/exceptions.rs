//! The lock of a terminal and the board of exceptions, through the real program.

use keytill::{
    domain::{Fact, WallTime},
    ledger::{Ledger, Options},
};

use crate::terminal::*;

#[test]
fn a_terminal_that_was_guessed_at_takes_the_supervisor_alone_and_the_board_counts_it() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 1, "APPROVED");
    till.leave();
    till.keys("Esc Esc Ctrl-C");
    till.ended();
    // The waiting between wrong passwords is left out: nine of the ten are written by hand.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = WallTime(i64::try_from(now.as_millis()).unwrap());
    let mut opened = Ledger::open(folder.path(), &Options::new(now)).unwrap();
    let facts = (11..=19).map(|n| Fact::GuessCounted { operator: format!("{n}").parse().unwrap() }).collect();
    opened.ledger.commit(now, facts, Vec::new()).unwrap();
    opened.ledger.close().unwrap();

    till.restart();
    till.see("Type your two-digit number");
    till.type_bytes(b"20\r9999\r");
    till.see("only 00 can sign in");
    till.type_bytes(b"01\r0000\r");
    till.see("only 00 can sign in");
    till.kill9();
    till.restart();
    till.see("Type your two-digit number");
    till.type_bytes(b"01\r0000\r");
    till.see("only 00 can sign in");
    till.keys("Esc");
    till.type_bytes(b"00\r123456\r");
    till.see("Terminal unlocked. Wrong passwords: 10");
    till.keys("2");
    till.see("Batch totals");
    till.keys("9");
    till.see("Cash drawer");
    till.keys("1");
    till.see("Exceptions");
    till.keys("7");
    till.see("01  sales 1");
    till.see("11  sales 0");
    till.keys("2");
    till.see("Exceptions of 11");
    till.see("Too few to compare");
    till.keys("Esc Esc Esc Esc Esc Esc");
    till.see("Type your two-digit number");
    till.type_bytes(b"01\r0000\r");
    till.see("Operator 01");
}
