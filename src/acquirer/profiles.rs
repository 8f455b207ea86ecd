//! The profiles that are shipped, and profiles that build on others: `base` names one, and what stands beside it replaces
//! what the base says, key by key. Adding an acquirer is adding a file.

use std::path::Path;

use super::profile::Profile;

/// The profiles that are shipped, by name. The first is what a configuration without `base` gets.
pub const SHIPPED: [(&str, &str); 4] = [
    ("unionpay", include_str!("profiles/unionpay.toml")),
    ("unionpay-2g", include_str!("profiles/unionpay-2g.toml")),
    ("lakala", include_str!("profiles/lakala.toml")),
    ("shengfutong", include_str!("profiles/shengfutong.toml")),
];
/// How many bases may stand below one another.
const DEPTH: usize = 4;
/// The longest profile that is read, in bytes.
const MAX_FILE: u64 = 256 * 1024;

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The base is neither shipped nor a file.
    #[error("profile {name:?} is neither a shipped one ({shipped}) nor a file that can be read: {reason}")]
    NotFound {
        /// What `base` says.
        name: String,
        /// The shipped ones.
        shipped: String,
        /// What the system said.
        reason: String,
    },
    /// A file or the sum of all is not a profile.
    #[error("profile {name}: {reason}")]
    Bad {
        /// Which.
        name: String,
        /// Line and key, and what was expected.
        reason: String,
    },
    /// Bases that never end.
    #[error("profile {name}: more than {DEPTH} profiles stand below one another; does one name itself as its base?")]
    TooDeep {
        /// The last one.
        name: String,
    },
}

/// The profile of a table with an optional `base`.
///
/// # Errors
/// [`ProfileError`] names the profile, the key and what was expected.
pub fn resolve(table: &toml::Table) -> Result<Profile, ProfileError> {
    let merged = with_bases("host.profile", table.clone(), DEPTH)?;
    merged.try_into().map_err(|error: toml::de::Error| ProfileError::Bad {
        name: "host.profile".into(),
        reason: error.message().to_owned(),
    })
}

/// A shipped profile by its name.
pub fn shipped(name: &str) -> Option<Profile> {
    let table = toml::Table::from_iter([("base".to_owned(), toml::Value::String(name.to_owned()))]);
    SHIPPED.iter().any(|(shipped, _)| *shipped == name).then(|| resolve(&table).ok()).flatten()
}

fn with_bases(name: &str, mut table: toml::Table, depth: usize) -> Result<toml::Table, ProfileError> {
    let bad = |reason: &str| ProfileError::Bad { name: name.into(), reason: reason.into() };
    let base = match table.remove("base") {
        None => return Ok(table),
        Some(toml::Value::String(base)) => base,
        Some(_) => return Err(bad("base must be the name of a shipped profile or the path of a file, as text")),
    };
    let deeper = depth.checked_sub(1).ok_or_else(|| ProfileError::TooDeep { name: name.into() })?;
    let below = table_of(&base, &text_of(&base)?)?;
    let mut merged = with_bases(&base, below, deeper)?;
    overlay(&mut merged, table);
    Ok(merged)
}

/// The table of a profile's text. It is read as a profile too, so that a mistake is named with its line there.
fn table_of(name: &str, text: &str) -> Result<toml::Table, ProfileError> {
    let read = toml::from_str::<Profile>(text).and_then(|_| toml::from_str(text));
    read.map_err(|error| {
        let line =
            error.span().map_or(1, |span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1);
        ProfileError::Bad { name: name.into(), reason: format!("line {line}: {}", error.message()) }
    })
}

fn text_of(name: &str) -> Result<String, ProfileError> {
    if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        return Ok((*text).to_owned());
    }
    let read = std::fs::metadata(name).and_then(|data| match data.len() <= MAX_FILE {
        true => std::fs::read_to_string(Path::new(name)),
        false => Err(std::io::Error::other(format!("it is longer than {MAX_FILE} bytes"))),
    });
    read.map_err(|error| ProfileError::NotFound {
        name: name.into(),
        shipped: SHIPPED.map(|(name, _)| name).join(", "),
        reason: error.to_string(),
    })
}

/// Puts a table over another: tables key by key, everything else whole. A row of the key table (`trades`) is one thing, so it
/// replaces the base's row.
fn overlay(below: &mut toml::Table, above: toml::Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(toml::Value::Table(lower)), toml::Value::Table(upper)) => overlay_rows(lower, upper),
            (_, value) => drop(below.insert(key, value)),
        }
    }
}

fn overlay_rows(below: &mut toml::Table, above: toml::Table) {
    for (key, value) in above {
        below.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        acquirer::trades::TradeName,
        domain::{Entry, Kind},
    };

    fn table(text: &str) -> toml::Table {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn every_shipped_profile_can_be_used() {
        for (name, _) in SHIPPED {
            assert!(shipped(name).is_some(), "{name}: {:?}", resolve(&table(&format!("base = \"{name}\""))).err());
        }
    }

    #[test]
    fn the_first_is_what_is_there_without_one() {
        assert_eq!(shipped("unionpay").unwrap(), Profile::default());
        assert_eq!(resolve(&toml::Table::new()).unwrap(), Profile::default());
    }

    #[test]
    fn what_stands_beside_the_base_replaces_it() {
        let text = "base = \"shengfutong\"\nterminal = \"99999906\"\n[trades.sale_code]\nmti = \"0200\"\n\
                    processing = \"460000\"\ncondition = \"01\"\nkind = \"22\"\n";
        let profile = resolve(&table(text)).unwrap();
        assert_eq!(profile.terminal.as_str(), "99999906");
        assert_eq!(profile.trades.form(TradeName::of(Kind::Sale, Entry::Code)).processing.as_str(), "460000");
        // Other rows of the base stay.
        assert_eq!(profile.trades.form(TradeName::of(Kind::Void, Entry::Code)).processing.as_str(), "680000");
        assert!(profile.trades.has_query());
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| resolve(&table(text)).unwrap_err().to_string();
        assert!(error("base = \"nobody\"").contains("unionpay, unionpay-2g"));
        assert!(error("base = 5").contains("base must be"));
        assert!(error("base = \"lakala\"\ntrade_f60 = 12").contains("13, 14"));
    }

    #[test]
    fn mistakes_in_a_file_are_named_with_its_name_and_line() {
        let error = |text: &str| table_of("acme.toml", text).unwrap_err().to_string();
        assert!(error("base = \"lakala\"\n\ntrade_f60 = 12\n").starts_with("profile acme.toml: line 3: "));
        assert!(error("tpdu = \"600005\"\n").contains("line 1: tpdu must be 10 hexadecimal digits, not \"600005\""));
        assert!(error("# A word.\nsignon = \"001\"\n").contains("line 2: unknown field `signon`"));
        assert!(error("base = \"lakala\"\npin_capture = 06\n").contains("line 2: "));
        let row = error("answer_timeout = 20\n[trades.sail]\nkind = \"22\"\n");
        assert!(row.contains("a kind of transaction") && row.contains("sale_code"), "{row}");
        assert!(error("[trades.sale]\nkind = \"22\"\n").contains("line 1: missing field `mti`"));
    }

    #[test]
    fn a_file_that_names_itself_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path();
        std::fs::write(path, format!("base = {path:?}\n")).unwrap();
        let error = resolve(&table(&format!("base = {path:?}"))).unwrap_err();
        assert!(matches!(error, ProfileError::TooDeep { .. }), "{error}");
    }
}
