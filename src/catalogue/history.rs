//! What has changed of a product: who, when, from what to what.

use serde::{Deserialize, Serialize};

use super::{Activity, Name, Price, Product, Stock};
use crate::domain::{OperatorNo, WallTime};

/// So many changes of one product are remembered; older ones are forgotten.
pub const HISTORY_MAX: usize = 100;

/// A change of a product that is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub at: WallTime,
    /// Who; none where a list was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<OperatorNo>,
    /// What.
    #[serde(flatten)]
    pub what: Changed,
}

/// What has changed, from what to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Changed {
    /// The price.
    Price {
        /// Before.
        from: Price,
        /// After.
        to: Price,
    },
    /// The name.
    Name {
        /// Before.
        from: Name,
        /// After.
        to: Name,
    },
    /// The stock, counted anew.
    Stock {
        /// Before.
        from: Stock,
        /// After.
        to: Stock,
    },
    /// Whether it is sold.
    Activity {
        /// After.
        to: Activity,
    },
}

/// A product with its history, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The product.
    #[serde(flatten)]
    pub product: Product,
    /// What has changed, oldest first, at most [`HISTORY_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Change>,
}

impl Record {
    /// The product with other values, and what of that is remembered.
    #[must_use]
    pub fn with(&self, product: Product, at: WallTime, by: Option<OperatorNo>) -> Record {
        let before = &self.product;
        let price = (before.price != product.price).then_some(Changed::Price { from: before.price, to: product.price });
        let name = (before.name != product.name)
            .then(|| Changed::Name { from: before.name.clone(), to: product.name.clone() });
        let stock = (before.stock != product.stock).then_some(Changed::Stock { from: before.stock, to: product.stock });
        let activity = (before.activity != product.activity).then_some(Changed::Activity { to: product.activity });
        let changes = [price, name, stock, activity].into_iter().flatten().map(|what| Change { at, by, what });
        let mut history: Vec<Change> = self.history.iter().cloned().chain(changes).collect();
        history.drain(..history.len().saturating_sub(HISTORY_MAX));
        Record { product, history }
    }
}

impl From<Product> for Record {
    fn from(product: Product) -> Record {
        Record { product, history: Vec::new() }
    }
}
