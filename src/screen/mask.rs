//! What of a screen only the person before it may see. One notion for whoever else looks on: each screen says it of itself, and
//! the mirror and the black box obey.

/// What others are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mask {
    /// Nothing is hidden.
    Nothing,
    /// Digits: passwords, card numbers, payment codes, mobile numbers as they are typed. Each is a star to others.
    Digits,
    /// The whole body: people, signatures, codes to scan.
    Body,
}
