//! The columns of a list.

use std::fmt;

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The product's number.
    Number,
    /// Its barcodes, with blanks or semicolons between them.
    Barcodes,
    /// Its name.
    Name,
    /// Its initials; empty: those of its name.
    Initials,
    /// What one of it is called.
    Unit,
    /// Its price in major units.
    Price,
    /// Its department.
    Department,
    /// Its tax rate in percent.
    Tax,
    /// How much is in stock, in units.
    Stock,
    /// `1` where it is sold, `0` where it is not.
    Active,
}

impl Column {
    /// All columns, in the order of an export.
    pub const ALL: [Column; 10] = [
        Column::Number,
        Column::Barcodes,
        Column::Name,
        Column::Initials,
        Column::Unit,
        Column::Price,
        Column::Department,
        Column::Tax,
        Column::Stock,
        Column::Active,
    ];
    /// Those that no list may lack.
    pub const NEEDED: [Column; 3] = [Column::Number, Column::Name, Column::Price];

    /// Its names, that of exports first.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Column::Number => &["number", "plu", "编号", "货号", "商品编号"],
            Column::Barcodes => &["barcodes", "barcode", "条码", "条形码"],
            Column::Name => &["name", "品名", "名称", "商品名称"],
            Column::Initials => &["initials", "pinyin", "拼音", "拼音码", "助记码"],
            Column::Unit => &["unit", "单位"],
            Column::Price => &["price", "单价", "价格", "售价", "零售价"],
            Column::Department => &["department", "部门"],
            Column::Tax => &["tax", "税率"],
            Column::Stock => &["stock", "库存"],
            Column::Active => &["active", "启用", "在售"],
        }
    }

    /// The column with this name, in whatever case.
    pub fn named(name: &str) -> Option<Column> {
        let name = name.trim().to_lowercase();
        Column::ALL.into_iter().find(|column| column.names().contains(&name.as_str()))
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names()[0])
    }
}
