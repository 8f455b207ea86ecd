//! Secrets taken out of a configuration, and out of whatever else they may have got into.
//!
//! What is kept is what `packaging/keytill.toml` names and what is no secret there. A text under a key that is named nowhere is
//! taken out: it may be a secret under a misspelt name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::runtime::log;

/// What stands in the place of a secret.
const GONE: &str = "(removed)";
/// Every key of a configuration, in comments too.
const SHIPPED: &str = include_str!("../../../packaging/keytill.toml");
/// Words in the name of a key whose value is a secret, unless it is the path of a file.
const SECRET_WORDS: [&str; 6] = ["tmk", "key", "password", "token", "secret", "pin"];
/// Keys with such a word that have none.
const NO_SECRET: [&str; 9] = [
    "tmk_index",
    "keymap",
    "keypad",
    "pin_seconds",
    "keys",
    "device_key_credential",
    "tap_without_pin",
    "key_file",
    "token_file",
];
/// So many hexadecimal digits in a row may be a key.
const HEX_RUN: usize = 32;
/// A shorter text is looked for nowhere else: it would be found in what has nothing to do with it.
const SHORTEST: usize = 6;

/// Secrets that were found, so that they can be looked for.
#[derive(Default)]
pub(super) struct Secrets(BTreeSet<String>);

impl Secrets {
    /// The text without them, and without whatever could be a card number or a key.
    pub(super) fn out_of(&self, text: &str) -> String {
        // The longest first: one may be a part of another.
        let mut secrets: Vec<&String> = self.0.iter().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        let text = secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), GONE));
        without_keys(&log::redact(&text))
    }

    fn note(&mut self, secret: &str) {
        if secret.len() >= SHORTEST {
            self.0.insert(secret.to_owned());
            self.0.insert(secret.to_lowercase());
            self.0.insert(secret.to_uppercase());
        }
    }
}

/// A configuration as JSON without its secrets, and these.
pub(super) fn config(text: &str) -> (String, Secrets) {
    let mut secrets = Secrets::default();
    let table: toml::Table = match toml::from_str(text) {
        Ok(table) => table,
        // The message alone: the text beside it could hold a key.
        Err(error) => return (format!("the configuration cannot be read: {}\n", error.message()), secrets),
    };
    let known = known_keys();
    let value = cleaned_table(&table, "", &known, &mut secrets);
    // A secret may stand under another key too, such as in a command.
    let text = secrets.out_of(&format!("{value:#}\n"));
    (text, secrets)
}

/// The names of all keys and sections that a configuration may have.
fn known_keys() -> BTreeSet<&'static str> {
    let lines = SHIPPED.lines().map(|line| line.trim_start_matches('#').trim());
    lines
        .filter_map(|line| match line.strip_prefix('[') {
            Some(section) => section.strip_suffix(']'),
            None => line.split_once(" = ").map(|(key, _)| key),
        })
        .flat_map(|path| path.split('.'))
        .collect()
}

fn cleaned_table(table: &toml::Table, section: &str, known: &BTreeSet<&str>, secrets: &mut Secrets) -> Value {
    let cleaned = table.iter().map(|(key, value)| {
        let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
        (key.clone(), cleaned(value, &path, known, secrets))
    });
    Value::Object(cleaned.collect::<Map<_, _>>())
}

fn cleaned(value: &toml::Value, path: &str, known: &BTreeSet<&str>, secrets: &mut Secrets) -> Value {
    match value {
        toml::Value::Table(table) => cleaned_table(table, path, known, secrets),
        toml::Value::Array(values) => values.iter().map(|value| cleaned(value, path, known, secrets)).collect(),
        toml::Value::String(text) => json!(cleaned_text(text, path, known, secrets)),
        toml::Value::Integer(number) if is_secret(path) => {
            secrets.note(&number.to_string());
            json!(GONE)
        }
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => json!(yes),
        toml::Value::Datetime(time) => json!(time.to_string()),
    }
}

fn cleaned_text(text: &str, path: &str, known: &BTreeSet<&str>, secrets: &mut Secrets) -> String {
    let key = path.rsplit('.').next().unwrap_or(path);
    // The profile has rows and forms of an acquirer's own, by names that no list has; roles are named by the shop.
    let named = known.contains(key) || path.starts_with("host.profile.") || path.starts_with("roles.");
    let is_path = text.starts_with('/') && !text.contains("://");
    if (is_secret(path) && !is_path) || !named {
        secrets.note(text);
        return GONE.into();
    }
    without_credentials(text, secrets)
}

fn is_secret(path: &str) -> bool {
    let key = path.rsplit('.').next().unwrap_or(path).to_lowercase();
    // The profile says how keys are used and has none.
    !path.starts_with("host.profile.")
        && !NO_SECRET.contains(&key.as_str())
        && SECRET_WORDS.iter().any(|word| key.contains(word))
}

/// An address without user, password and what is asked of it.
fn without_credentials(text: &str, secrets: &mut Secrets) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    let place = match authority.rsplit_once('@') {
        Some((credentials, place)) => {
            // A user's name is taken out here, and is no secret elsewhere.
            credentials.split(':').skip(1).for_each(|part| secrets.note(part));
            format!("{GONE}@{place}")
        }
        None => authority.to_owned(),
    };
    let after = match after.split_once('?') {
        Some((path, asked)) => {
            asked.split('&').filter_map(|pair| pair.split_once('=')).for_each(|(_, value)| secrets.note(value));
            format!("{path}?{GONE}")
        }
        None => after.to_owned(),
    };
    format!("{scheme}://{place}{after}")
}

/// Stars out runs of hexadecimal digits that are long enough to be a key. Hashes go with them.
fn without_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_hexdigit() {
            run.push(c);
            continue;
        }
        out.push_str(if run.len() >= HEX_RUN { GONE } else { &run });
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_the_rest_stays() {
        let text = "data = \"/var/lib/keytill\"\nkeymap = \"pc\"\npasword = \"hunter2hunter\"\n\
            [keys]\ntmk_index = 7\ntmk = \"0123456789ABCDEFFEDCBA9876543210\"\n\
            [approval]\nkey_file = \"/etc/keytill/approval.key\"\n\
            [enrolment]\nservice = \"https://till:s3cr3t@enrol.example/a?token=abcd1234\"\n\
            [voice]\ncommand = [\"say\", \"s3cr3t\"]\n\
            [host]\naddress = \"pos.bank.example:5000\"\n[host.profile]\nmac = \"x9.19\"\n";
        let (out, secrets) = config(text);
        for gone in ["hunter2", "0123456789ABCDEF", "s3cr3t", "abcd1234", "till:"] {
            assert!(!out.contains(gone), "{gone}: {out}");
        }
        for stays in
            ["/var/lib/keytill", "\"pc\"", "7", "/etc/keytill/approval.key", "enrol.example/a", "x9.19", "5000"]
        {
            assert!(out.contains(stays), "{stays}: {out}");
        }
        let log = "asked with abcd1234, key 0123456789abcdeffedcba9876543210, card 6210948000000000707, S3CR3T";
        assert_eq!(secrets.out_of(log), "asked with (removed), key (removed), card 621094*********0707, (removed)");
    }

    #[test]
    fn a_broken_configuration_says_no_more_than_that() {
        let (out, _) = config("[keys]\ntmk = 0123456789ABCDEFFEDCBA9876543210\n");
        assert!(out.starts_with("the configuration cannot be read") && !out.contains("0123456789ABCDEF"), "{out}");
    }

    #[test]
    fn every_key_of_the_shipped_configuration_is_known() {
        let known = known_keys();
        for key in ["data", "address", "tmk_index", "ca", "level", "settlement_file", "mobile", "roster_file"] {
            assert!(known.contains(key), "{key}");
        }
    }
}
