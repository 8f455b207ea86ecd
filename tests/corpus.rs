//! Every file of the fuzz corpus goes through the function that the fuzzer runs: what was once found stays found. Each
//! file is also cut at every length and hit by flipped bits, which is a small fuzzing of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "fuzz/targets.rs"]
mod targets;

use std::path::Path;

/// Files up to this size are cut at every length; of longer ones, only so many lengths are tried.
const CUTS: usize = 200;
/// The same for targets that run a whole program, or draw, for each input.
const CUTS_OF_SLOW: usize = 40;
const SLOW: [&str; 3] = ["keys", "host", "signature"];

/// The files of a target's corpus.
fn files(target: &str) -> Vec<(String, Vec<u8>)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(&dir)
        .unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

fn run(target: &str) {
    let (_, function) = targets::ALL.into_iter().find(|(name, _)| *name == target).unwrap();
    let files = files(target);
    assert!(files.len() >= 3, "the corpus of {target} is nearly empty");
    for (name, data) in files {
        // A panic inside says what is wrong, this line says where.
        println!("{name}");
        function(&data);
        let cuts = if SLOW.contains(&target) { CUTS_OF_SLOW } else { CUTS };
        let step = data.len().div_ceil(cuts).max(1);
        for at in (0..data.len()).step_by(step) {
            function(&data[..at]);
            let mut flipped = data.clone();
            flipped[at] ^= 1 << (at % 8);
            function(&flipped);
        }
    }
}

#[test]
fn iso8583() {
    run("iso8583");
}

#[test]
fn envelope() {
    run("envelope");
}

#[test]
fn subfields() {
    run("subfields");
}

#[test]
fn tlv() {
    run("tlv");
}

#[test]
fn abecs() {
    run("abecs");
}

#[test]
fn journal() {
    run("journal");
}

#[test]
fn download() {
    run("download");
}

#[test]
fn blackbox() {
    run("blackbox");
}

#[test]
fn keys() {
    run("keys");
}

#[test]
fn pad() {
    run("pad");
}

#[test]
fn neo2() {
    run("neo2");
}

#[test]
fn answer() {
    run("answer");
}

#[test]
fn host() {
    run("host");
}

#[test]
fn files_and_texts() {
    run("files");
}

#[test]
fn lists() {
    run("lists");
}

#[test]
fn seat() {
    run("seat");
}

#[test]
fn signature() {
    run("signature");
}

#[test]
fn every_target_has_a_fuzzer_and_a_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for (name, _) in targets::ALL {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        assert!(root.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name}");
        assert!(root.join("corpus").join(name).is_dir(), "{name}");
    }
}

/// A corpus that the parsers refuse from the first byte on would test nothing.
#[test]
fn the_good_files_are_good() {
    let read = |path: &str| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(path));
    for name in ["published-0810", "echo", "chip-sale", "approved", "reversal"] {
        let bytes = read(&format!("iso8583/{name}")).unwrap();
        let message = keytill::iso8583::Message::parse(&keytill::iso8583::UNIONPAY, &bytes);
        assert!(message.is_ok(), "{name}: {message:?}");
    }
    for name in ["sign-on-whole", "header-alone", "private-block", "ascii", "details-and-fields-of-iso"] {
        let bytes = read(&format!("envelope/{name}")).unwrap();
        assert!(keytill::iso8583::Envelope::open(&bytes).is_ok(), "{name}");
    }
    for name in ["request", "answer-with-scripts", "filled-with-zeros", "long-forms"] {
        assert_eq!(keytill::emv::check(&read(&format!("tlv/{name}")).unwrap()), Ok(()), "{name}");
    }
    for name in ["chip", "tap", "swipe", "no-pin"] {
        assert_eq!(targets::pad::play(&read(&format!("pad/{name}")).unwrap()), 1, "{name}");
    }
    for name in ["chip", "tap", "swipe", "no-pin"] {
        assert_eq!(targets::neo2::play(&read(&format!("neo2/{name}")).unwrap()), 1, "{name}");
    }
    for (name, text) in [("sale-by-chip", "APPROVED"), ("sign-in", "Transactions"), ("void", "VOIDED")] {
        let screen = targets::keys::play(&read(&format!("keys/{name}")).unwrap()).unwrap();
        assert!(screen.contains(text), "{name}:\n{screen}");
    }
    let whole = keytill::blackbox::Tape::parse(&read("blackbox/sign-in").unwrap()[1..]);
    assert!(whole.is_ok_and(|tape| tape.moments.len() > 3));
    for name in ["password", "sign-in-alone", "names"] {
        let file = targets::blackbox::around(&read(&format!("blackbox/{name}")).unwrap()[1..]);
        assert!(keytill::blackbox::Tape::parse(&file).is_ok_and(|tape| tape.moments.len() > 3), "{name}");
    }
    let list = |name: &str| read(&format!("lists/{name}")).unwrap().split_off(1);
    for name in ["products", "products-gbk"] {
        let all = keytill::catalogue::Catalogue::default();
        let (currency, at) = (keytill::domain::Currency::Cny, keytill::domain::WallTime(0));
        let found = keytill::catalogue::csv::import(&all, &list(name), currency, at).unwrap();
        assert!(found.bad.is_empty() && found.added > 0, "{name}: {:?}", found.bad);
    }
    assert!(
        keytill::fees::read_table(&list("rates")).is_ok() && keytill::fees::Calendar::read(&list("calendar")).is_ok()
    );
    assert!(keytill::fees::Statement::read(&list("statement")).is_ok());
    let text = String::from_utf8(read("files/settings-everything-set.toml").unwrap().split_off(1)).unwrap();
    assert!(keytill::cli::Config::parse(Path::new("all.toml"), &text).is_ok());
}
