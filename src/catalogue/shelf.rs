//! Whether what the shop keeps is there: a box sells without it.

/// The products or the customers of a running terminal.
#[derive(Debug, Default)]
pub enum Shelf<T> {
    /// They are being read.
    #[default]
    Loading,
    /// They are there.
    Open(Box<T>),
    /// They cannot be used; the log has the reason.
    Closed,
}

impl<T> Shelf<T> {
    /// What is there.
    pub fn get(&self) -> Option<&T> {
        match self {
            Shelf::Open(all) => Some(all),
            Shelf::Loading | Shelf::Closed => None,
        }
    }
}
