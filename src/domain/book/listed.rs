//! Transactions as a list; each carries its own STAN.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serializer};

use crate::domain::{Stan, Transaction};

pub(super) fn serialize<S: Serializer>(map: &BTreeMap<Stan, Transaction>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(map.values())
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Stan, Transaction>, D::Error> {
    let list = Vec::<Transaction>::deserialize(from)?;
    Ok(list.into_iter().map(|t| (t.txn.stan, t)).collect())
}
