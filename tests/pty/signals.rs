//! Signals, hang-ups, window sizes and keys that mean nothing.

use std::{
    fs,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::terminal::*;

/// Hundredths of a second of processor time that the program has used so far; none when it has ended.
fn ticks(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // After the name in brackets come state (1st), user time (12th) and system time (13th).
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let running = *fields.first()? != "Z";
    running.then(|| fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap())
}

#[test]
fn signals_end_it_and_give_the_terminal_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)] {
        let folder = Folder::new();
        let mut till = Till::demo(&folder);
        till.see("Type your two-digit number");
        assert!(!till.line().is_restored());
        till.signal(signal);
        assert_eq!(till.ended().code(), Some(code), "{signal:?}");
        assert!(till.line().is_restored(), "{signal:?}");
    }
}

#[test]
fn a_signal_while_the_host_is_asked_waits_for_the_verdict_and_loses_nothing() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 4, "Waiting for the bank");
    till.signal(Signal::TERM);
    assert_eq!(till.ended().code(), Some(143));
    assert_eq!(states(folder.path()), ["reversing"]);
    till.restart();
    till.see("Interrupted Sale: NOT KNOWN");
    till.see("Interrupted Sale: NOT PAID");
    assert_agree(folder.path());
}

#[test]
fn a_signal_at_the_tray_ends_the_sale_before_any_money_moves() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.ask_for_card("1234");
    till.signal(Signal::TERM);
    assert_eq!(till.ended().code(), Some(143));
    assert!(export(folder.path()).is_empty());
}

/// Hangs up in the middle of a sale. The program ends within 15 s, with hardly any work, and what was in flight is known.
fn hang_up(mut till: Till, folder: &Folder) {
    till.sign_in_to_sell();
    till.sell("1234", 4, "Waiting for the bank");
    let pid = till.pid();
    let (start, before) = (Instant::now(), ticks(pid).unwrap());
    let mut used = 0;
    till.hang_up();
    while let Some(now) = ticks(pid) {
        used = now - before;
        assert!(start.elapsed() < Duration::from_secs(15), "it goes on without a terminal");
        std::thread::sleep(Duration::from_millis(20));
    }
    till.ended();
    assert!(used < 50, "{used} ticks in {:?}", start.elapsed());
    assert_eq!(states(folder.path()), ["reversing"]);
}

#[test]
fn a_terminal_that_hangs_up_ends_it_soon_and_without_spinning() {
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let folder = Folder::new();
            hang_up(Till::demo(&folder), &folder);
        });
        scope.spawn(|| {
            let folder = Folder::new();
            // Where the terminal is its controlling one, a signal comes as well.
            let args = ["demo", "--lang", "en", "--data", &text(folder.path())];
            if let Some(till) = Till::start_leading(&args) {
                hang_up(till, &folder);
            }
        });
    });
}

#[test]
fn ctrl_c_ends_the_demo_but_not_a_box() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.see("Type your two-digit number");
    till.keys("Ctrl-C");
    assert_eq!(till.ended().code(), Some(0));
    assert!(till.line().is_restored());

    let rig = Rig::new(&Plan::default());
    let mut till = rig.start();
    till.see("Type your two-digit number");
    till.keys("Ctrl-C");
    till.see("This key does nothing here");
    till.sign_in("01", "0000");
}

#[test]
fn a_window_that_is_too_small_says_so_and_recovers() {
    let folder = Folder::new();
    let mut till = Till::start_sized(&["demo", "--lang", "en", "--data", &text(folder.path())], (20, 5));
    till.see("Screen too small");
    till.resize((80, 24));
    till.sign_in_to_sell();
    till.resize((20, 5));
    till.see("Screen too small");
    till.resize((1, 1));
    till.resize((40, 15));
    till.see("Reprint receipt");
    till.sell("1234", 1, "APPROVED");
    till.see("12.34");
}

#[test]
fn a_storm_of_sizes_leaves_the_picture_whole() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.see("Host OK");
    till.see("Reader OK");
    // Without the row that has the clock.
    let picture = |till: &Till| till.screen().lines().skip(1).map(str::trim_end).collect::<Vec<_>>().join("\n");
    let before = picture(&till);
    let mut dice = 7_u32;
    for _ in 0..300 {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        till.resize((1 + (dice >> 8) as u16 % 200, 1 + (dice >> 16) as u16 % 60));
    }
    till.resize((80, 24));
    assert!(within_patience(|| picture(&till) == before), "{}\nand not\n{before}", picture(&till));
    till.sell("1234", 1, "APPROVED");
}

#[test]
fn two_thousand_random_keys_break_nothing() {
    const KEYS: [&[u8]; 26] = [
        b"0",
        b"1",
        b"2",
        b"3",
        b"4",
        b"5",
        b"6",
        b"7",
        b"8",
        b"9",
        b"1",
        b"1",
        b".",
        b"\r",
        b"\r",
        b"\x7f",
        b"\x1b[A",
        b"\x1b[B",
        b"\x1b[C",
        b"\x1bOP",
        b"\x1b[24~",
        b"x",
        "中".as_bytes(),
        b"\xff",
        b"\x1b[200~",
        b"\x00",
    ];
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    let mut dice = 4_711_u32;
    for round in 0..40 {
        for _ in 0..50 {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            till.type_bytes(KEYS[(dice >> 16) as usize % KEYS.len()]);
        }
        if round % 4 == 3 {
            till.keys("Esc");
        }
        assert!(!till.has_ended(), "round {round}:\n{}", till.screen());
    }
    till.keys("Ctrl-C");
    assert_eq!(till.ended().code(), Some(0));
    assert!(till.line().is_restored());
    till.restart();
    till.see("Host OK");
    till.see("Queue 0");
    assert!(within_patience(|| states(folder.path()).iter().all(|state| state != "reversing" && state != "pending")));
    assert_agree(folder.path());
    let panicked = fs::read_dir(folder.path()).unwrap().any(|file| text(file.unwrap().path()).contains("panic"));
    assert!(!panicked);
}

#[test]
fn half_a_key_holds_nothing_up() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in("01", "0000");
    let used = ticks(till.pid()).unwrap();
    till.type_bytes(b"\x1b[1");
    std::thread::sleep(Duration::from_millis(300));
    till.keys("1");
    till.see("Reprint receipt");
    // More than a kilobyte at once. Keys that come faster than they can be answered may be dropped, later ones not.
    till.type_bytes(&[b'x'; 3000]);
    till.see("This key does nothing here");
    let answered = within_patience(|| {
        till.keys("1");
        std::thread::sleep(Duration::from_millis(50));
        till.shows("Type the amount")
    });
    assert!(answered, "{}", till.screen());
    assert!(ticks(till.pid()).unwrap() - used < 60, "it spins");
    till.type_bytes(b"\x1b[1");
    till.signal(Signal::TERM);
    assert_eq!(till.ended().code(), Some(143));
}
