//! Sales by chip, tap and swipe through the real program, with cards that do not go along, over each protocol.

use keytill::sim::pad::Protocol;

use crate::terminal::*;

/// State and way of reading in the export.
type Row = (&'static str, &'static str);

/// What a card of the tray leads to: its place, the verdict, the state and the way of reading in the export.
const CARDS: [(u8, &str, Option<Row>); 14] = [
    (1, "APPROVED", Some(("approved", "chip"))),
    (7, "APPROVED", Some(("approved", "tap"))),
    (8, "APPROVED", Some(("approved", "swipe"))),
    // Its holder types a wrong PIN.
    (3, "NOT PAID", Some(("declined", "chip"))),
    (2, "NOT PAID", Some(("declined", "chip"))),
    // It declines in the second cryptogram what the host has approved.
    (10, "Reversed: no money moved", Some(("reversed", "chip"))),
    // It is pulled before the second cryptogram.
    (9, "Reversed: no money moved", Some(("reversed", "chip"))),
    // It takes the pad off the line while the first cryptogram is made: nothing was sent.
    (11, "NOT PAID", None),
    // It takes the pad off the line after the host was asked.
    (12, "Reversed: no money moved", Some(("reversed", "chip"))),
    // Its application is blocked, it has expired.
    (18, "NOT PAID", None),
    (19, "NOT PAID", Some(("declined", "chip"))),
    // Scripts of its issuer, and one that fails: it has paid all the same.
    (20, "APPROVED", Some(("approved", "chip"))),
    (21, "APPROVED", Some(("approved", "chip"))),
    // An issuer that cannot prove to be one.
    (22, "Reversed: no money moved", Some(("reversed", "chip"))),
];

/// Cards that pay when they are presented once more: the amount, what the screen says between, and how they were read in the end.
const TWICE: [(u8, &str, &str, Row); 2] = [
    // Its chip says nothing: its stripe is read.
    (16, "1234", "Chip failed: please swipe", ("approved", "fallback")),
    // A telephone that wants its owner first, and proves him where a card would need a PIN.
    (17, "150000", "See the phone, tap again", ("approved", "tap")),
];

#[test]
fn cards_of_every_kind_over_both_protocols() {
    for speaks in [Protocol::Abecs, Protocol::Neo2] {
        let rig = Rig::new(&Plan { speaks, ..Plan::default() });
        let mut till = rig.start();
        till.sign_in_to_sell();
        let mut expected = Vec::new();
        for (place, verdict, row) in CARDS {
            till.see("Reader OK");
            rig.sell(&mut till, "1234", place, verdict);
            till.leave();
            expected.extend(row);
        }
        for (place, amount, between, row) in TWICE {
            till.see("Reader OK");
            rig.sell(&mut till, amount, place, between);
            rig.present(place);
            till.see("APPROVED");
            till.leave();
            expected.push(row);
        }
        let rows = export(&rig.data());
        let found: Vec<(&str, &str)> = rows.iter().map(|row| (row.state.as_str(), row.entry.as_str())).collect();
        assert_eq!(found, expected, "{speaks:?}");
        let books = rig.host.snapshot();
        let phone = rows.last().and_then(|row| books.entries.get(&(row.batch, row.stan))).unwrap();
        assert_eq!(phone.entry_mode, "072", "a tap without a PIN");
        // The host's own books hold the same.
        assert_eq!(rig.host.snapshot().totals(1).debit.count, 7, "{speaks:?}");
    }
}

/// The two commands for whoever looks after a box.
#[test]
fn a_pad_for_integrators_is_found_by_the_doctor_and_obeys() {
    use std::{
        io::{BufRead, BufReader, Write},
        process::{Command, Stdio},
    };
    for (protocol, baud) in [("abecs", "19200"), ("neo2", "115200")] {
        let folder = Folder::new();
        let link = folder.join("reader");
        let program = env!("CARGO_BIN_EXE_keytill");
        let mut pad = Command::new(program)
            .args(["pad-sim", "--control", "--protocol", protocol, "--link", &text(&link)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(pad.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut control = pad.stdin.take().unwrap();
        assert!(lines.next().unwrap().starts_with("pad at "));
        let doctor = || {
            let output = Command::new(program).args(["doctor", "reader", "--device", &text(&link)]).output().unwrap();
            (output.status.success(), String::from_utf8(output.stdout).unwrap())
        };
        let (found, said) = doctor();
        assert!(found && said.contains(&format!("{protocol} at {baud} baud")), "{said}");
        for (command, answer) in [
            ("present 1", "ok"),
            ("present 99", "there is no card"),
            ("fault noise", "ok"),
            ("fault x", "commands:"),
            ("unplug", "ok"),
        ] {
            writeln!(control, "{command}").unwrap();
            assert!(lines.next().unwrap().starts_with(answer), "{command}");
        }
        let (found, said) = doctor();
        assert!(!found && said.contains("no reader answers") && said.contains("remedy"), "{said}");
        writeln!(control, "quit").unwrap();
        assert!(pad.wait().unwrap().success());
    }
}
