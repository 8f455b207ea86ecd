//! What the host sends down: parameters, public keys, card applications and lists (0800/36x to 39x).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything that the host has sent down so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostData {
    /// Terminal parameters by their two-digit code (field 62, use 3 and 8): `12` answer time limit, `23` resend count ...
    pub parameters: BTreeMap<String, String>,
    /// CA public keys for chip cards.
    pub ca_keys: Vec<CaKey>,
    /// Card applications.
    pub aids: Vec<Aid>,
    /// Parameters of contactless payment by their six-digit tag: `FF8058` no-PIN limit ...
    pub contactless: BTreeMap<String, String>,
    /// Lists of card number beginnings.
    pub bins: BTreeMap<BinList, Vec<String>>,
}

/// A list of card number beginnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinList {
    /// Cards that are not taken (390).
    Blacklist,
    /// Cards that may pay without PIN (396).
    NoPin,
    /// Cards that may not pay without PIN (398).
    NoPinBlacklist,
    /// Beginnings with the issuer's name behind (960).
    Issuers,
}

/// A CA public key (7.4: tags 9F06, 9F22, DF02 to DF07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaKey {
    /// Registered application provider, five bytes in hexadecimal.
    pub rid: String,
    /// Index, two hexadecimal digits.
    pub index: String,
    /// Expiry date, YYYYMMDD.
    pub expiry: String,
    /// Modulus in hexadecimal.
    pub modulus: String,
    /// Exponent in hexadecimal.
    pub exponent: String,
    /// SHA-1 over RID, index, modulus and exponent, in hexadecimal; checked before it is stored.
    pub check: String,
}

/// A card application with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aid {
    /// The application identifier in hexadecimal.
    pub aid: String,
    /// All its parameters as the host sent them, BER-TLV in hexadecimal.
    pub tags: String,
}

/// One thing that came down, as the journal records it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Download {
    /// Parameters; each replaces the one with its code.
    Parameters {
        /// By code.
        values: BTreeMap<String, String>,
    },
    /// A CA public key; it replaces the one with its RID and index.
    CaKey {
        /// The key.
        key: CaKey,
    },
    /// The keys that the host lists, as RID and index; all others are dropped.
    CaKeysListed {
        /// RID and index together.
        names: Vec<String>,
    },
    /// A card application; it replaces the one with its identifier.
    Aid {
        /// The application.
        aid: Aid,
    },
    /// The applications that the host lists; all others are dropped.
    AidsListed {
        /// Identifiers.
        names: Vec<String>,
    },
    /// Parameters of contactless payment.
    Contactless {
        /// By tag.
        values: BTreeMap<String, String>,
    },
    /// A whole list of card number beginnings.
    Bins {
        /// Which.
        list: BinList,
        /// Its entries.
        entries: Vec<String>,
    },
}

impl HostData {
    /// Takes in one download.
    pub fn apply(&mut self, download: &Download) {
        match download {
            Download::Parameters { values } => self.parameters.extend(values.clone()),
            Download::Contactless { values } => self.contactless.extend(values.clone()),
            Download::CaKey { key } => {
                self.ca_keys.retain(|k| k.name() != key.name());
                self.ca_keys.push(key.clone());
            }
            Download::CaKeysListed { names } => self.ca_keys.retain(|k| names.contains(&k.name())),
            Download::Aid { aid } => {
                self.aids.retain(|a| a.aid != aid.aid);
                self.aids.push(aid.clone());
            }
            Download::AidsListed { names } => self.aids.retain(|a| names.contains(&a.aid)),
            Download::Bins { list, entries } => {
                self.bins.insert(*list, entries.clone());
            }
        }
    }

    /// A parameter as a number; none where the host has not set it or has set something else.
    pub fn number(&self, code: &str) -> Option<u32> {
        self.parameters.get(code)?.trim().parse().ok()
    }

    /// Whether a list names this card, by its first digits.
    pub fn lists(&self, list: BinList, pan: &str) -> bool {
        self.bins.get(&list).is_some_and(|entries| entries.iter().any(|bin| !bin.is_empty() && pan.starts_with(bin)))
    }
}

impl CaKey {
    /// RID and index together, by which hosts name a key.
    pub fn name(&self) -> String {
        format!("{}{}", self.rid, self.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_host_no_longer_lists_is_dropped() {
        let key = |index: &str| CaKey {
            rid: "A000000333".into(),
            index: index.into(),
            expiry: "20301231".into(),
            modulus: "00".into(),
            exponent: "03".into(),
            check: String::new(),
        };
        let mut data = HostData::default();
        data.apply(&Download::CaKey { key: key("01") });
        data.apply(&Download::CaKey { key: key("02") });
        data.apply(&Download::CaKey { key: key("02") });
        assert_eq!(data.ca_keys.len(), 2);
        data.apply(&Download::CaKeysListed { names: vec!["A00000033302".into()] });
        assert_eq!(data.ca_keys, [key("02")]);
    }

    #[test]
    fn an_empty_entry_lists_nobody() {
        let mut data = HostData::default();
        let entries = vec![String::new(), "622848".into()];
        data.apply(&Download::Bins { list: BinList::Blacklist, entries });
        assert!(data.lists(BinList::Blacklist, "6228480000000001234"));
        assert!(!data.lists(BinList::Blacklist, "6222020000000001234"));
    }
}
