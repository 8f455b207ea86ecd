//! Lists of products as CSV: a header with the names of the columns, then a product a line, quoted as spreadsheets do it.
//!
//! `number`, `name` and `price` must be there; the other columns may be left out, in any order, and have Chinese names too:
//! see [`Column`]. What a list says nothing of stays as it is. A list with a single bad line changes nothing.

mod charset;
mod column;
mod error;
mod export;
mod import;
mod row;

pub use charset::Charset;
pub use column::Column;
pub use error::{Bad, BadFile, Wrong};
pub use export::{ExportError, Mark, export};
pub use import::{FILE_MAX, Import, ROW_MAX, import};
