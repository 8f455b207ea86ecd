//! The key by which a supervisor elsewhere approves, in a file of its own.

use std::path::Path;

use crate::flow::afar::ShopKey;

use super::{ConfigError, device_key};

/// Reads the shop's key.
///
/// # Errors
/// [`ConfigError::ShopKey`] when the file cannot be read, can be read by others, or holds something else.
pub fn read(path: &Path) -> Result<ShopKey, ConfigError> {
    let bad = |reason: String| ConfigError::ShopKey { path: path.to_owned(), reason };
    let bytes = device_key::read(path).map_err(|error| bad(error.to_string()))?;
    ShopKey::read(&bytes).map_err(|error| bad(error.to_string()))
}
