//! A technician's second screen: the real `attach` in a pseudo-terminal of its own beside the real terminal, and what scripts ask.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{fs::PermissionsExt, net::UnixStream, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use keytill::{
    seat::{Hello, ToTerminal, VERSION, Want},
    sim::CARDS,
};
use serde_json::Value;

use crate::terminal::*;

fn socket(folder: &Folder) -> String {
    text(folder.join("seat.sock"))
}

/// The training world with operator 01 at the choice of modes.
fn operator(folder: &Folder) -> Till {
    let mut till = Till::demo(folder);
    till.see("Sign in");
    till.sign_in("01", "0000");
    till
}

/// A technician who has signed in at a seat.
fn technician(folder: &Folder) -> Till {
    let mut seat = Till::start(&["attach", "--lang", "en", "--socket", &socket(folder)]);
    seat.see("Technician's seat");
    seat.keys("99 Enter");
    seat.see("Type your password");
    seat.keys("12345678 Enter");
    seat.see("Operator's screen");
    seat
}

/// How the terminal is, and the exit code.
fn status(folder: &Folder) -> (Option<i32>, Value) {
    let output = command().args(["status", "--json", "--socket", &socket(folder)]).output().unwrap();
    let answer = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code(), answer)
}

/// Ends when so many technicians sit there.
#[track_caller]
fn wait_for_seats(folder: &Folder, count: u64) {
    assert!(within_patience(|| status(folder).1["seats"] == count), "{:?}", status(folder));
}

#[test]
fn a_technician_looks_on_and_presses_keys_when_the_operator_agrees() {
    let folder = Folder::new();
    let mut till = operator(&folder);
    let mut seat = technician(&folder);
    assert!(!till.shows("Technician 99"), "{}", till.screen());
    seat.keys("1");
    till.see("Technician 99 looks on");
    seat.see("Operator 01");

    // What the operator types is on the mirror; a card number is stars there, and never on its line.
    till.keys("1 7 3 2");
    till.see("Type the card number");
    let pan = CARDS[0].pan;
    till.keys(pan);
    till.see(&pan[pan.len() - 3..]);
    seat.see("**** **** ****");
    let heard = String::from_utf8_lossy(&seat.line().heard()).into_owned();
    assert!(!heard.contains(&pan[..4]), "a piece of the card number went to the seat");
    till.keys("Esc Esc Esc Esc");
    till.see("Back office");

    // Control, by the operator's key.
    seat.keys("Enter");
    till.see("asks to press the keys");
    seat.see("Waiting for the operator");
    till.keys("Up");
    till.see("Technician 99 in control");
    seat.keys("1 2 5");
    till.see("Type the voucher number");
    till.see(" 5_");
    seat.see(" 5_");

    // The technician's line is gone: nothing of it is left.
    seat.kill9();
    till.see_gone("Technician 99");
    wait_for_seats(&folder, 0);
    till.keys("6");
    till.see(" 56_");
}

#[test]
fn a_seat_gives_its_terminal_back_and_hears_of_the_end() {
    let folder = Folder::new();
    let mut till = operator(&folder);
    let mut seat = technician(&folder);
    seat.keys("Ctrl-C");
    assert!(seat.ended().success());
    assert!(seat.line().is_restored());

    let mut seat = technician(&folder);
    till.keys("Ctrl-C");
    till.ended();
    assert_eq!(seat.ended().code(), Some(1));
    seat.see("the terminal has ended");
    assert!(seat.line().is_restored());
    assert!(!folder.join("seat.sock").exists());
    let (code, words) = refusal(&["status", "--socket", &socket(&folder)]);
    assert_eq!(code, Some(1));
    assert!(words.contains("no terminal answers at") && words.contains("seat.sock"), "{words}");
}

#[test]
fn a_restart_from_a_seat_waits_for_the_operator() {
    let folder = Folder::new();
    let mut till = operator(&folder);
    let mut seat = technician(&folder);
    till.keys("1 1 12");
    till.see("Type the amount");
    seat.keys("9");
    seat.see("Not now. It would wait for:");
    seat.keys("Enter");
    seat.see("what the operator has begun");
    let before = till.pid();
    till.keys("Esc");
    // The same process, begun anew.
    till.see("Sign in");
    assert!(!till.has_ended());
    assert_eq!(till.pid(), before);
    assert_eq!(seat.ended().code(), Some(1));
    seat.see("the terminal starts anew");
    till.sign_in("01", "0000");
    let facts = command().args(["events", "--socket", &socket(&folder)]).output().unwrap();
    let facts = String::from_utf8(facts.stdout).unwrap();
    assert!(facts.contains(" started version="), "{facts}");
}

#[test]
fn scripts_see_how_it_is_and_what_happens() {
    let folder = Folder::new();
    let mut till = operator(&folder);
    till.see("Host OK");
    till.see("Reader OK");
    let (code, answer) = status(&folder);
    assert_eq!(code, Some(0), "{answer}");
    assert_eq!((&answer["operator"], &answer["world"]), (&Value::from("01"), &Value::from("training")));
    assert_eq!(answer["signed_on"], true);
    let mut follow = command()
        .args(["events", "--follow", "--json", "--socket", &socket(&folder)])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(follow.stdout.take().unwrap()).lines();
    till.keys("1");
    till.sell("1234", 1, "APPROVED");
    let sale = lines.by_ref().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let ended = sale.into_iter().find(|fact| fact["fact"] == "concluded").unwrap();
    assert_eq!((&ended["state"], &ended["stan"]), (&Value::from("approved"), &export(folder.path())[0].stan.into()));
    follow.kill().unwrap();
    follow.wait().unwrap();
    let plain = command().args(["status", "--socket", &socket(&folder)]).output().unwrap();
    let plain = String::from_utf8(plain.stdout).unwrap();
    assert!(plain.contains("transactions") && plain.contains("none since the start"), "{plain}");
}

/// So long pictures are asked for that nobody takes: far more of them than the socket has room for.
const FILLING: Duration = Duration::from_secs(4);

/// Somebody who takes nothing is let go, and the operator notices nothing of it.
#[test]
fn a_client_that_reads_nothing_is_dropped_and_keeps_nobody_waiting() {
    let folder = Folder::new();
    let mut till = operator(&folder);
    let mut deaf = UnixStream::connect(folder.join("seat.sock")).unwrap();
    let want = Want::Seat { columns: 200, rows: 70, lang: None, plain: false };
    let hello = Hello { version: VERSION, want, ssh_key: None, ssh_from: None };
    deaf.write_all(&ToTerminal::Hello(hello).encode()).unwrap();
    wait_for_seats(&folder, 1);
    // Each new size is a whole picture, and after an answer the loop has had time for it; sooner or later there is no room for
    // another one.
    let hello = Hello { version: VERSION, want: Want::Status, ssh_key: None, ssh_from: None };
    let begun = Instant::now();
    for round in (0..2u16).cycle().take_while(|_| begun.elapsed() < FILLING) {
        deaf.write_all(&ToTerminal::Size(200 + round, 70).encode()).unwrap();
        let mut asks = UnixStream::connect(folder.join("seat.sock")).unwrap();
        asks.write_all(&ToTerminal::Hello(hello.clone()).encode()).unwrap();
        asks.read_to_end(&mut Vec::new()).unwrap();
    }
    for _ in 0..5 {
        let begun = Instant::now();
        till.keys("1");
        till.see("Sale");
        till.keys("Esc");
        till.see("Back office");
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
    wait_for_seats(&folder, 0);
}

#[test]
fn whoever_speaks_another_language_is_told_so() {
    let folder = Folder::new();
    let _till = operator(&folder);
    let say = |bytes: &[u8]| {
        let mut stream = UnixStream::connect(folder.join("seat.sock")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    let hello = Hello { version: 99, want: Want::Status, ssh_key: None, ssh_from: None };
    assert!(say(&ToTerminal::Hello(hello).encode()).contains("version 1 is spoken here and 99 there"));
    assert!(say(&ToTerminal::Keys(b"1".to_vec()).encode()).contains("a greeting comes first"));
    assert!(say(&[1, 0xff, 0xff, 0xff, 0xff]).contains("4096 at most"));
}

#[test]
fn ten_seats_and_no_more() {
    let folder = Folder::new();
    let mut till = operator(&folder);
    let want = Want::Seat { columns: 80, rows: 24, lang: None, plain: false };
    let hello = Hello { version: VERSION, want, ssh_key: None, ssh_from: None };
    let open = || {
        let mut stream = UnixStream::connect(folder.join("seat.sock")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(&ToTerminal::Hello(hello.clone()).encode()).unwrap();
        stream
    };
    let mut seats: Vec<UnixStream> = (0..10).map(|_| open()).collect();
    wait_for_seats(&folder, 10);
    let mut answer = Vec::new();
    open().read_to_end(&mut answer).unwrap();
    assert!(String::from_utf8_lossy(&answer).contains("10 seats are taken; close one"));
    till.keys("1");
    till.see("Reprint receipt");
    // One goes, and there is room.
    drop(seats.pop());
    wait_for_seats(&folder, 9);
    seats.push(open());
    wait_for_seats(&folder, 10);
}

#[test]
fn a_stranger_is_not_let_in() {
    let folder = Folder::new();
    let _till = operator(&folder);
    let program = Path::new(env!("CARGO_BIN_EXE_keytill"));
    if !rustix::process::geteuid().is_root() {
        return println!("NOT CHECKED here: only root can be somebody else");
    }
    // A copy where nobody's user can run it, and a socket that somebody has opened to everybody by mistake.
    let copy = folder.program("keytill", program);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mode = fs::metadata(folder.join("seat.sock")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o660);
    fs::set_permissions(folder.join("seat.sock"), fs::Permissions::from_mode(0o666)).unwrap();
    let mut stranger = Command::new(&copy);
    stranger.args(["status", "--socket", &socket(&folder)]).uid(65534).gid(65534);
    let output = stranger.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(words.contains("user 65534 is neither root nor the terminal's own"), "{words}");
}
