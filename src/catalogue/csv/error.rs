//! What can be wrong with a list: with the file, or with one of its lines.

use std::fmt;

use super::{Charset, Column, FILE_MAX, ROW_MAX};
use crate::catalogue::{BadBarcode, BadValue, PRODUCTS_MAX, ProductNo, Refused};

/// Why a file is no list of products.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// It is too long.
    #[error("the file is longer than {FILE_MAX} bytes: split it")]
    TooLarge,
    /// It is UTF-16.
    #[error("the file is UTF-16 (\"Unicode text\"): save it as CSV UTF-8 or as GBK")]
    Utf16,
    /// It has no line.
    #[error("the file is empty: its first line must name the columns, as number,name,price")]
    Empty,
    /// The first line is no header.
    #[error("line 1, column {column}: {name:?} is no column of a list of products. Known are {}", known())]
    UnknownColumn {
        /// Which, counted from 1.
        column: usize,
        /// What stands there, cut where it is long.
        name: String,
    },
    /// A column that must be there is not.
    #[error("line 1: the column {} is missing; it may be called {}", .0, .0.names().join(", "))]
    MissingColumn(Column),
    /// A column is there twice.
    #[error("line 1, column {column}: {name} stands there twice")]
    ColumnTwice {
        /// The second one, counted from 1.
        column: usize,
        /// Which.
        name: Column,
    },
}

fn known() -> String {
    Column::ALL.map(|column| column.names()[0]).join(", ")
}

/// Something wrong with one line. Nothing of the list is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The line in the file, counted from 1; of a row that has several the first.
    pub line: u64,
    /// The column, counted from 1, and its name; none where it is the whole line.
    pub column: Option<(usize, Column)>,
    /// What is wrong.
    pub what: Wrong,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some((at, name)) => write!(f, "line {}, column {at} ({name}): {}", self.line, self.what),
            None => write!(f, "line {}: {}", self.line, self.what),
        }
    }
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is too long.
    #[error("the line has {0} bytes, more than {ROW_MAX}; a quotation mark may not be closed")]
    TooLong(usize),
    /// It has more or fewer cells than the header.
    #[error("the line has {found} cells, the header has {expected}")]
    Cells {
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// It has bytes that mean nothing in the file's character set.
    #[error("bytes that are not {0}")]
    Charset(Charset),
    /// A value is not what it must be.
    #[error(transparent)]
    Value(#[from] BadValue),
    /// A barcode is none.
    #[error(transparent)]
    Barcode(#[from] BadBarcode),
    /// Something that no product may be.
    #[error(transparent)]
    Product(#[from] Refused),
    /// The number stands on an earlier line.
    #[error("number {no} stands on line {first} already")]
    NumberTwice {
        /// Which.
        no: ProductNo,
        /// Where it stands first.
        first: u64,
    },
    /// The barcode stands on an earlier line.
    #[error("barcode {code} stands on line {first} already")]
    BarcodeTwice {
        /// Which.
        code: String,
        /// Where it stands first.
        first: u64,
    },
    /// There is no room for so many.
    #[error("with this line there would be more than {PRODUCTS_MAX} products")]
    Full,
}
