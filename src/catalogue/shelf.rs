//! Whether the catalogue is there: a box sells without one.

use super::Catalogue;

/// The catalogue of a running terminal.
#[derive(Debug, Default)]
pub enum Shelf {
    /// It is being read.
    #[default]
    Loading,
    /// It is there.
    Open(Box<Catalogue>),
    /// It cannot be used; the log has the reason.
    Closed,
}

impl Shelf {
    /// The catalogue, where it is there.
    pub fn catalogue(&self) -> Option<&Catalogue> {
        match self {
            Shelf::Open(catalogue) => Some(catalogue),
            Shelf::Loading | Shelf::Closed => None,
        }
    }
}
