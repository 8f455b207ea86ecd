//! Pictures in JBIG for a check by another decoder (`tests/interop/jbig.py`).
//!
//! `cargo run --example jbig -- FOLDER` writes a `.jbg` beside every `.pbm` (a raw one, P4) and every `.ink` of a folder. An
//! `.ink` is a signature: a line `X Y` for each point, a line `up` where the pen leaves the pad. A `.code` beside it is the
//! feature code that stands in the picture.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::{fs, path::Path};

use keytill::signature::{Bitmap, FeatureCode, Ink, encode, jbig};

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| panic!("which folder?"));
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension().and_then(|e| e.to_str()) {
            Some("pbm") => write(&path, &jbig::encode(&pbm(&fs::read(&path).unwrap()))),
            Some("ink") => sign(&path),
            _ => {}
        }
    }
}

fn write(beside: &Path, bytes: &[u8]) {
    fs::write(beside.with_extension("jbg"), bytes).unwrap();
}

/// A signature; too large a one gets no `.jbg`.
fn sign(path: &Path) {
    let code = FeatureCode::online(Some("0427"), &"091947145060".parse().unwrap()).unwrap();
    fs::write(path.with_extension("code"), code.to_string()).unwrap();
    match encode(&ink(&fs::read_to_string(path).unwrap()), &code) {
        Ok(bytes) => write(path, &bytes),
        Err(error) => eprintln!("{}: {error}", path.display()),
    }
}

fn ink(text: &str) -> Ink {
    let mut ink = Ink::new();
    for line in text.lines() {
        match line.split_once(' ') {
            Some((x, y)) => ink.draw(x.parse().unwrap(), y.parse().unwrap()),
            None => ink.lift(),
        }
    }
    ink
}

/// A raw PBM: `P4`, width and height, each followed by one white space; then rows of whole bytes.
fn pbm(bytes: &[u8]) -> Bitmap {
    let mut parts = bytes.splitn(4, u8::is_ascii_whitespace);
    let mut next = || parts.next().unwrap();
    assert_eq!(next(), b"P4");
    let mut number = || str::from_utf8(next()).unwrap().parse::<u16>().unwrap();
    let mut bitmap = Bitmap::new(number(), number());
    let data = next();
    for (row, y) in data.chunks(usize::from(bitmap.width()).div_ceil(8)).zip(0..) {
        for x in 0..bitmap.width() {
            if row[usize::from(x / 8)] >> (7 - x % 8) & 1 == 1 {
                bitmap.ink(x.into(), y);
            }
        }
    }
    bitmap
}
