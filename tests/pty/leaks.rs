//! What a day leaves: no card number, track, PIN block or key in any file, on the screen's line or, once a sale is over, in
//! memory.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::ErrorKind,
    os::unix::fs::FileExt,
    path::Path,
    time::Duration,
};

use keytill::{
    iso8583::{UNIONPAY, View},
    runtime::blackbox::files as black_boxes,
    sim::{CARDS, pad::Protocol},
};

use crate::terminal::*;

/// The demo's master key.
const TRAINING_KEY: &[u8] = b"KEYTILL-TRAINING";
/// What stands before a message in a captured frame: TPDU and header.
const BEFORE_MESSAGE: usize = 11;

/// The clear PIN block of a PIN of six digits (ISO format 0).
fn clear_pin_block(pin: &str, pan: &str) -> Vec<u8> {
    let pin_part = unhex(&format!("06{pin}FFFFFFFF"));
    let pan_part = unhex(&format!("0000{}", &pan[pan.len() - 13..pan.len() - 1]));
    pin_part.iter().zip(pan_part).map(|(a, b)| a ^ b).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    keytill::domain::hex::decode(text).unwrap()
}

/// The training cards' tracks, as the pad has them.
fn tracks() -> impl Iterator<Item = (String, String)> {
    CARDS.iter().flat_map(|card| {
        ["120", "220"].map(|service| {
            (format!("track of card {}", card.place), format!("{}={}{service}1234567", card.pan, card.expiry))
        })
    })
}

/// Everything that crossed the host's line: its keys and every PIN block.
struct Crossed {
    keys: Vec<(String, Vec<u8>)>,
    pin_blocks: BTreeSet<Vec<u8>>,
}

fn crossed(capture: &Path) -> Crossed {
    let mut crossed = Crossed { keys: Vec::new(), pin_blocks: BTreeSet::new() };
    for line in fs::read_to_string(capture).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        for name in ["pik", "mak"] {
            if let Some(key) = line["keys"][name].as_str() {
                crossed.keys.push((name.to_owned(), unhex(key)));
            }
        }
        if line["direction"] == "in" {
            let frame = unhex(line["frame"].as_str().unwrap());
            let view = View::parse(&UNIONPAY, &frame[BEFORE_MESSAGE..]).unwrap();
            crossed.pin_blocks.extend(view.wire(52).map(<[u8]>::to_vec));
        }
    }
    crossed
}

/// Everything that must not stay.
fn scanner(crossed: &Crossed) -> Scanner {
    let mut scanner = Scanner::new();
    for card in &CARDS {
        scanner.digits(&format!("card {}", card.place), card.pan);
        scanner.bytes(&format!("clear PIN block of card {}", card.place), &clear_pin_block(card.typed_pin, card.pan));
    }
    for (name, track) in tracks() {
        scanner.track(&name, &track);
    }
    for (name, key) in &crossed.keys {
        scanner.bytes(name, key);
    }
    for block in &crossed.pin_blocks {
        scanner.bytes("PIN block", block);
    }
    scanner.bytes("master key", TRAINING_KEY);
    scanner
}

/// The supervisor's password, where a screen asks for it.
fn approve(till: &mut Till, verdict: &str) {
    till.see("Password of 00");
    till.keys("123456 Enter");
    till.see(verdict);
}

/// A refund by the reference number of an earlier payment, which the operator types.
fn refund(till: &mut Till, rrn: &str, card: u8) {
    till.keys("6");
    for (question, answer) in [("reference number", rrn), ("Is this the one?", ""), ("Type the amount", "1234")] {
        till.see(question);
        till.keys(&format!("{answer} Enter"));
    }
    till.see("confirm?");
    till.keys("Enter");
    approve(till, "Choose a training card");
    till.pick(card);
    till.see("REFUNDED");
    till.see("Receipt printed");
    till.leave();
}

/// A pre-authorisation and its completion, for which the operator types the card's number.
fn complete_with_a_typed_number(till: &mut Till, date: &str) {
    let card = &CARDS[0];
    till.keys("7");
    till.see("Add to pre-auth");
    till.keys("1");
    till.see("Type the amount");
    till.keys("5000 Enter");
    till.see("Choose a training card");
    till.pick(1);
    till.see("PRE-AUTHORISED");
    till.see("Receipt printed");
    let screen = till.screen();
    let code: String = screen.split("Auth code ").nth(1).unwrap().chars().take(6).collect();
    till.leave();
    till.keys("7");
    till.see("Add to pre-auth");
    till.keys("3");
    till.see("Where is the card?");
    till.keys("2");
    for (question, answer) in [
        ("Type the card number", card.pan),
        ("Type the expiry", card.expiry),
        ("Type the auth", &code),
        ("Type the date", date),
    ] {
        till.see(question);
        // The screen is drawn anew with what has been typed so far.
        till.keys(answer);
        till.resize((90, 30));
        till.resize((80, 24));
        till.keys("Enter");
    }
    till.see("Type the amount");
    till.keys("5000 Enter");
    till.see("COMPLETED");
    till.see("Receipt printed");
    till.leave();
}

/// The month and day on the first slip, whose time is the only thing there that looks like `2026-01-22 14:05:09`.
fn date_on(slips: &str) -> String {
    let mut days = slips.lines().filter_map(|line| line.trim().split_once(' ').map(|(day, _)| day));
    let day = days.find(|day| day.len() == 10 && day.matches('-').count() == 2).unwrap();
    day[5..].replace('-', "")
}

fn sell_a_day(till: &mut Till, folder: &Folder) -> Vec<u8> {
    till.sign_in_to_sell();
    for (card, verdict) in [(1, "APPROVED"), (2, "NOT PAID"), (3, "NOT PAID"), (7, "APPROVED"), (8, "APPROVED")] {
        till.sell("1234", card, verdict);
        till.leave();
    }
    till.sell("1234", 13, "NOT KNOWN - being reversed");
    till.see("Reversed: no money moved");
    till.leave();
    let date = date_on(&fs::read_to_string(folder.join("data/receipts.txt")).unwrap());
    let first = export(&folder.join("data")).swap_remove(0);
    refund(till, first.rrn.as_deref().unwrap(), 1);
    complete_with_a_typed_number(till, &date);
    till.keys("2");
    till.see("Type the voucher number of the sale");
    till.keys(&format!("{} Enter", first.stan));
    till.see("Void this sale?");
    till.keys("Enter");
    approve(till, "VOIDED");
    till.leave();
    // The black box of all that stays in the folder.
    till.signal(rustix::process::Signal::USR1);
    assert!(within_patience(|| !black_boxes(&folder.join("data")).is_empty()));
    // The power goes in the middle of a sale.
    till.sell("1234", 4, "Waiting for the bank");
    let heard = till.line().heard();
    till.restart();
    till.see("Interrupted Sale: NOT PAID");
    heard
}

#[test]
fn nothing_that_a_day_leaves_holds_a_card_number_a_track_a_pin_block_or_a_key() {
    let folder = Folder::new();
    let (data, capture) = (folder.join("data"), folder.join("capture"));
    let mut till = Till::start(&["demo", "--lang", "en", "--data", &text(&data), "--capture", &text(&capture)]);
    let mut heard = sell_a_day(&mut till, &folder);
    let crossed_so_far = crossed(&capture);
    assert!(crossed_so_far.pin_blocks.len() >= 5 && crossed_so_far.keys.len() > 1);

    // While the batch is open, sealed numbers are there and nothing else.
    let look = scanner(&crossed_so_far);
    let key = data.join("keys/batch-000001.key");
    let kept = fs::read(&key).unwrap();
    assert_eq!(look.find_in(&data), [""; 0]);
    // Nor in what the black box shows: changes alone would hide a number that was typed digit by digit.
    let told = command().args(["replay", "--text"]).arg(&black_boxes(&data)[0]).output().unwrap();
    assert!(told.status.success() && told.stdout.len() > 10_000, "{told:?}");
    assert_eq!(look.find(&told.stdout), BTreeSet::new());
    let segment = fs::read(data.join("journal/00000001.seg")).unwrap();
    assert!(segment.windows(11).any(|word| word == b"card_sealed"), "no number was sealed");

    till.sign_in_to_sell();
    till.see("Queue 0");
    till.keys("5");
    till.see("Check the totals");
    till.keys("Enter");
    till.see("batch settled");
    let slip_is_there =
        || fs::read_to_string(data.join("receipts.txt")).is_ok_and(|slips| slips.contains("SETTLEMENT"));
    assert!(within_patience(slip_is_there));
    till.keys("Ctrl-C");
    till.ended();
    heard.extend(till.line().heard());
    // A number that is typed is on the screen in groups, for the operator to compare; it never goes out in one piece.
    assert_eq!(scanner(&crossed(&capture)).find(&heard), BTreeSet::new());

    // The batch's key is gone, and with it what was sealed: no copy of the key file is left either.
    assert!(!key.exists());
    let mut look = scanner(&crossed(&capture));
    look.bytes("key of the batch", &kept[1..]);
    assert_eq!(look.find_in(&data), [""; 0]);
    assert!(
        !files(&data).iter().any(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("core")))
    );
    assert!(journal("verify", &data).status.success());

    // What is looked for would be found, in each of its forms and wherever it stands.
    let forms: Vec<(&str, &[u8])> = look.forms().collect();
    assert!(forms.len() > 1000, "{}", forms.len());
    for (name, bytes) in forms {
        assert!(look.find(&[b"xyz", bytes, b"\0"].concat()).contains(name), "{name}");
    }
    // And where it crosses, which is the host's capture.
    let captured: Vec<String> = look.find_in(folder.path()).into_iter().filter(|f| f.starts_with("capture")).collect();
    for part in ["card 1,", "track of card 1,", "PIN block", "mak"] {
        assert!(captured.iter().any(|found| found.contains(part)), "{part}: {captured:?}");
    }
    fs::write(data.join("planted"), format!("a line before it\n{}\n", CARDS[3].pan)).unwrap();
    let planted = look.find_in(&data);
    assert!(planted.contains(&"planted: card 4, raw".to_owned()), "{planted:?}");
    assert!(planted.iter().all(|found| found.starts_with("planted: card 4")), "{planted:?}");
}

#[test]
fn the_search_knows_the_forms_of_others() {
    let mut look = Scanner::new();
    look.digits("card", "6210948000000000707");
    // As `base64` and `xxd` of other programs write them.
    for (bytes, form) in [
        (&b"pan=6210948000000000707;"[..], "card, raw"),
        (b"NjIxMDk0ODAwMDAwMDAwMDcwNw==", "card, base64 at 0"),
        (b"eDYyMTA5NDgwMDAwMDAwMDA3MDc=", "card, base64 at 1"),
        (b"eHg2MjEwOTQ4MDAwMDAwMDAwNzA3", "card, base64 at 2"),
        (b"36323130393438303030303030303030373037", "card, hex"),
        (b"\x62\x10\x94\x80\x00\x00\x00\x00\x70\x7F", "card, BCD from digit 0, raw"),
        (b"\x06\x21\x09\x48\x00\x00\x00\x00\x07\x07", "card, BCD from digit 1, raw"),
        (b"\x26\x01\x49\x08\x00\x00\x00\x00\x07\xF7", "card, BCD low digit first from digit 0, raw"),
        (
            b"6\x002\x001\x000\x009\x004\x008\x000\x000\x000\x000\x000\x000\x000\x000\x000\x007\x000\x007\x00",
            "card, UTF-16LE",
        ),
    ] {
        assert!(look.find(bytes).contains(form), "{form}: {:?}", look.find(bytes));
    }
    assert!(look.find(b"621094*********0707 6210948000000008007").is_empty());
}

/// All memory that a process may write, or why it cannot be read.
fn memory(pid: u32) -> std::io::Result<Vec<Vec<u8>>> {
    let memory = File::open(format!("/proc/{pid}/mem"))?;
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mut found = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (range, _) = line.split_once(' ').unwrap();
        let (from, to) = range.split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            found.push(bytes);
        }
    }
    Ok(found)
}

/// Host and pad are in the test's own process here, so that what is found is the terminal's.
#[test]
fn two_seconds_after_a_sale_no_track_pin_block_or_pin_key_is_in_memory() {
    look_into_memory(Plan { keys: key_in_pad(), ..Plan::default() }, true);
}

/// The keys are the program's own there, so they are not looked for.
#[test]
fn two_seconds_after_a_sale_over_neo_2_no_track_and_no_pin_block_is_in_memory() {
    look_into_memory(Plan { speaks: Protocol::Neo2, ..Plan::default() }, false);
}

fn look_into_memory(plan: Plan, for_keys: bool) {
    let rig = Rig::new(&Plan { capture: Some("capture"), ..plan });
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    for card in [1, 8, 7, 2] {
        rig.sell(&mut till, "1234", card, if card == 2 { "NOT PAID" } else { "APPROVED" });
        till.leave();
    }
    // The bar is two seconds after the sale.
    std::thread::sleep(Duration::from_secs(2));
    let crossed = crossed(&rig.folder.join("capture"));
    let pages = match memory(till.pid()) {
        Ok(pages) => pages,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            // Which is what another test asks for.
            return eprintln!("NOT CHECKED: only root can read the memory of a terminal");
        }
        Err(error) => panic!("{error}"),
    };
    let mut look = Scanner::new();
    for (name, track) in tracks() {
        look.track(&name, &track);
    }
    for block in &crossed.pin_blocks {
        look.bytes("PIN block", block);
    }
    for (name, key) in crossed.keys.iter().filter(|_| for_keys) {
        look.bytes(name, key);
    }
    look.bytes("a masked number, which may stay", b"621094*********0707");
    let found: BTreeSet<&str> = pages.iter().flat_map(|page| look.find(page)).collect();
    assert_eq!(found, BTreeSet::from(["a masked number, which may stay, raw"]));
}
