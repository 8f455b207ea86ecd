//! From transactions to the figures of a report: by kind, operator, hour of the terminal's day, way of payment and card scheme,
//! and what became of all of them. No clock, no file, no pixels.
//!
//! An X report is [`count`] over the open batch and changes nothing. A Z report is the same at the moment when the batch is
//! closed, with a number, kept in the journal.

mod count;
mod exceptions;
mod month;
mod survey;

pub use count::{SumTooLarge, count};
pub use exceptions::{Compared, Exceptions, FEW, Measure};
pub use month::{DAYS, Month};
pub use survey::Survey;
