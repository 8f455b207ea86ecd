//! Looks for card numbers, tracks and keys in bytes, in every form in which a program is likely to leave them.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

/// A form is known by so many of its first bytes; none is shorter.
const HEAD: usize = 8;

/// What is looked for.
pub struct Scanner {
    /// By their first two bytes: most places are passed over with one look.
    begins: Vec<bool>,
    forms: HashMap<[u8; HEAD], Vec<Form>>,
}

/// One form of one secret.
struct Form {
    bytes: Vec<u8>,
    name: String,
}

impl Scanner {
    pub fn new() -> Scanner {
        Scanner { begins: vec![false; 1 << 16], forms: HashMap::new() }
    }

    /// A card number, or other digits.
    pub fn digits(&mut self, name: &str, digits: &str) {
        self.text(name, digits);
        self.text(&format!("{name} in groups"), &groups(digits));
        self.packed(name, digits);
    }

    /// A track 2, with either separator.
    pub fn track(&mut self, name: &str, track: &str) {
        for separator in ["=", "D"] {
            self.text(name, &track.replace(['=', 'D'], separator));
        }
        self.packed(name, &track.replace('=', "D"));
    }

    /// Bytes: a key, a PIN block.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.form(format!("{name}, raw"), bytes.to_vec());
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        for (form, hex) in [("hex", hex.clone()), ("HEX", hex.to_uppercase())] {
            self.form(format!("{name}, {form}"), hex.clone().into_bytes());
            self.form(format!("{name}, {form} in UTF-16"), hex.encode_utf16().flat_map(u16::to_le_bytes).collect());
        }
        for skipped in 0..3 {
            for (table, form) in [(STANDARD, "base64"), (FOR_URLS, "base64url")] {
                self.form(format!("{name}, {form} at {skipped}"), base64(bytes, skipped, table));
            }
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        self.bytes(name, text.as_bytes());
        self.form(format!("{name}, UTF-16LE"), text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        self.form(format!("{name}, UTF-16BE"), text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }

    /// Two digits a byte, in both orders, beginning with the first or the second.
    fn packed(&mut self, name: &str, digits: &str) {
        for from in 0..2 {
            let nibbles: Vec<u8> = digits[from..].chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
            let high_first: Vec<u8> = nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
            let low_first: Vec<u8> = high_first.iter().map(|byte| byte.rotate_left(4)).collect();
            self.bytes(&format!("{name}, BCD from digit {from}"), &high_first);
            self.bytes(&format!("{name}, BCD low digit first from digit {from}"), &low_first);
        }
    }

    fn form(&mut self, name: String, bytes: Vec<u8>) {
        let head: [u8; HEAD] = bytes[..HEAD].try_into().unwrap();
        self.begins[begin(head[0], head[1])] = true;
        let forms = self.forms.entry(head).or_default();
        if !forms.iter().any(|form| form.bytes == bytes) {
            forms.push(Form { bytes, name });
        }
    }

    /// Every form that is looked for, by its name.
    pub fn forms(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.forms.values().flatten().map(|form| (form.name.as_str(), form.bytes.as_slice()))
    }

    /// What stands in these bytes.
    pub fn find(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for (at, pair) in bytes.windows(2).enumerate() {
            if !self.begins[begin(pair[0], pair[1])] {
                continue;
            }
            let forms = bytes[at..].first_chunk().and_then(|head| self.forms.get(head)).into_iter().flatten();
            found.extend(forms.filter(|form| bytes[at..].starts_with(&form.bytes)).map(|form| form.name.as_str()));
        }
        found
    }

    /// What stands in the files of a folder and in their names, with the file before it.
    pub fn find_in(&self, folder: &Path) -> Vec<String> {
        let found = |path: PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let texts = [fs::read(&path).unwrap(), name.clone().into_bytes()];
            let all: Vec<String> =
                texts.iter().flat_map(|text| self.find(text)).map(|what| format!("{name}: {what}")).collect();
            all
        };
        files(folder).into_iter().flat_map(found).collect()
    }
}

/// Every file below a folder. What is no file, such as the line to a pad, has nothing that stays.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => found.extend(files(&entry.path())),
            kind if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}

fn begin(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// As people read card numbers: four digits, a space.
fn groups(digits: &str) -> String {
    let groups: Vec<&str> = digits.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(" ")
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_URLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The characters of Base64 that these bytes alone decide, where so many bytes stand before them in their group of three.
fn base64(bytes: &[u8], skipped: usize, table: &[u8; 64]) -> Vec<u8> {
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    let first = (6 - skipped * 8 % 6) % 6;
    let whole = (bytes.len() * 8 - first) / 6;
    let six = |at: usize| (0..6).fold(0, |value, next| value << 1 | bit(first + at * 6 + next));
    (0..whole).map(|at| table[usize::from(six(at))]).collect()
}
