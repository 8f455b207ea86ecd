//! Bad input and damaged files: a clear error that names what and where, and nothing lost.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::terminal::*;

fn demo<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["demo", "--lang", "en", "--data", data], more].concat()
}

#[test]
fn a_keymap_that_cannot_be_used_is_refused_with_file_line_and_what_was_expected() {
    let folder = Folder::new();
    let data = text(folder.join("data"));
    let (code, said) = refusal(&demo(&data, &["--keymap", "no-such-keypad"]));
    assert_eq!(code, Some(1));
    for part in ["no-such-keypad", "usb-numpad", "linux-console"] {
        assert!(said.contains(part), "{said}");
    }

    let path = folder.join("broken.toml");
    let good = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/keymaps/pc.toml")).unwrap();
    let line = good.lines().position(|line| line.starts_with("enter = [")).unwrap() + 1;
    fs::write(&path, good.replace("enter = [\"enter\"]", "enter = [\"return-key\"]")).unwrap();
    let (code, said) = refusal(&demo(&data, &["--keymap", &text(&path)]));
    assert_eq!(code, Some(1));
    for part in [text(&path), format!("line {line}"), "return-key".into(), "expected".into()] {
        assert!(said.contains(&part), "{part} is missing: {said}");
    }
    // A good file of one's own works.
    fs::write(&path, good).unwrap();
    let mut till = Till::start(&demo(&data, &["--keymap", &text(&path)]));
    till.sign_in_to_sell();
}

#[test]
fn wrong_arguments_are_told_with_exit_code_2_and_no_terminal_with_1() {
    let (code, said) = refusal(&["demo", "--lang", "fr"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("zh-CN") && said.contains("--lang"), "{said}");
    assert_eq!(refusal(&["sell"]).0, Some(2));
    let folder = Folder::new();
    let (code, said) = refusal(&demo(&text(folder.path()), &[]));
    assert_eq!(code, Some(1));
    assert!(said.contains("must be a terminal"), "{said}");
    let (code, said) = refusal(&["journal", "verify", "--data", &text(folder.join("nothing"))]);
    assert_eq!(code, Some(1));
    assert!(said.contains("nothing"), "{said}");
}

#[test]
fn a_second_program_on_the_same_data_is_refused_and_the_first_goes_on() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("100", 1, "APPROVED");
    let data = text(folder.path());
    let (code, said) = refusal(&demo(&data, &[]));
    assert_eq!(code, Some(1));
    assert!(said.contains(&data) && said.contains(&till.pid().to_string()), "{said}");
    till.leave();
    till.sell("200", 1, "APPROVED");
    till.leave();
    // The pad is found again as well.
    till.see("Reader OK");
    till.sell("300", 11, "NOT PAID");
    till.leave();
    till.see("Reader OK");
    till.sell("400", 1, "APPROVED");
    assert_eq!(states(folder.path()), ["approved"; 3]);
    assert_agree(folder.path());
}

fn segment(folder: &Folder) -> PathBuf {
    folder.join("journal").join("00000001.seg")
}

/// A ledger with three sales, ended in good order.
fn three_sales() -> (Folder, Till) {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    for amount in ["100", "200", "300"] {
        till.sell(amount, 1, "APPROVED");
        till.see("Receipt printed");
        till.leave();
    }
    till.keys("Ctrl-C");
    till.ended();
    (folder, till)
}

/// Where each record begins and ends, from the lengths alone.
fn records(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let (mut at, mut found) = (64, Vec::new());
    while let Some(head) = bytes.get(at..at + 8).filter(|head| head[0] != 0) {
        let end = at + 52 + u32::from_le_bytes(head[4..].try_into().unwrap()) as usize;
        found.push(at..end);
        at = end;
    }
    found
}

#[test]
fn a_torn_last_record_is_cut_told_and_gone_on_from() {
    let (folder, mut till) = three_sales();
    let mut bytes = fs::read(segment(&folder)).unwrap();
    let last = records(&bytes).pop().unwrap();
    bytes[last.start + 30..].fill(0);
    fs::write(segment(&folder), bytes).unwrap();
    // The index has seen the record that is gone now; a power cut would have taken both.
    fs::remove_dir_all(folder.join("index")).unwrap();
    till.restart();
    till.sign_in_to_sell();
    till.see("Count 3");
    till.sell("400", 1, "APPROVED");
    assert_eq!(states(folder.path()), ["approved"; 4]);
    assert_agree(folder.path());
    let log = fs::read_to_string(folder.join("keytill.log")).unwrap();
    assert!(log.contains("TailCut"), "{log}");
}

#[test]
fn an_altered_record_in_the_middle_stops_the_start_and_is_left_as_it_is() {
    let (folder, mut till) = three_sales();
    let mut bytes = fs::read(segment(&folder)).unwrap();
    let all = records(&bytes);
    let middle = all[all.len() / 2].clone();
    bytes[middle.start + 60] ^= 1;
    fs::write(segment(&folder), &bytes).unwrap();
    till.restart();
    assert_eq!(till.ended().code(), Some(1));
    assert!(till.line().is_restored());
    let data = text(folder.path());
    for args in [demo(&data, &[]), vec!["journal", "verify", "--data", &data]] {
        let (code, said) = refusal(&args);
        assert_eq!(code, Some(1), "{args:?}");
        let place = format!("{} at byte {}", text(segment(&folder)), middle.start);
        assert!(said.contains(&place), "{place} is missing: {said}");
    }
    assert_eq!(fs::read(segment(&folder)).unwrap(), bytes);
}

fn overwrite_all(dir: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files += overwrite_all(&path);
        } else {
            let length = fs::metadata(&path).unwrap().len().min(1 << 20);
            fs::write(&path, (0..length).map(|at| (at * 31 % 251) as u8).collect::<Vec<u8>>()).unwrap();
            files += 1;
        }
    }
    files
}

#[test]
fn a_garbled_index_is_built_again_and_shows_the_same() {
    let (folder, mut till) = three_sales();
    assert!(overwrite_all(&folder.join("index")) > 0);
    till.restart();
    till.sign_in_to_sell();
    till.see("Count 3");
    till.keys("3");
    for row in ["1.00  approved", "2.00  approved", "3.00  approved"] {
        till.see(row);
    }
    till.keys("Esc");
    till.see("Reprint receipt");
    till.sell("400", 1, "APPROVED");
    assert_agree(folder.path());
}
