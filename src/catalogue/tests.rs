//! Search, edits and lists, as one.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::{
    csv::{BadFile, Charset, Import, Mark, Wrong, export, import},
    *,
};
use crate::domain::{Amount, Currency, OperatorNo, WallTime};

const NOON: WallTime = WallTime(1_769_061_909_000);
const HEADER: &str = "number,barcodes,name,price\n";

fn no(number: i64) -> ProductNo {
    ProductNo::try_from(number).unwrap()
}

fn product(number: i64, name: &str, code: &str) -> Product {
    let price = Price::try_from(Amount::from_minor(350).unwrap()).unwrap();
    let barcodes = code.split_whitespace().map(|code| code.parse().unwrap()).collect();
    Product { barcodes, ..Product::new(no(number), name.parse().unwrap(), price) }
}

fn shop() -> Catalogue {
    let mut inactive = product(7, "农夫果园", "");
    inactive.activity = Activity::Inactive;
    let all = [
        product(1, "农夫山泉", "6921168509256"),
        product(6377, "纯牛奶", "036000291452"),
        product(63770, "面包", ""),
        product(12, "可口可乐", "6377123"),
        product(5, "Nestle coffee", ""),
        inactive,
    ];
    Catalogue::of(all.map(Record::from))
}

fn found(query: &str) -> Vec<(i64, Match)> {
    shop().search(query, 10).into_iter().map(|hit| (hit.no.into(), hit.by)).collect()
}

fn boss() -> Option<OperatorNo> {
    Some(OperatorNo::SUPERVISOR)
}

#[test]
fn digits_find_numbers_initials_and_barcodes_the_best_first() {
    use Match::{Barcode, BarcodeBegins, Initials, Number, NumberBegins};
    assert_eq!(found("6377"), [(6377, Number), (1, Initials), (63770, NumberBegins), (12, BarcodeBegins)]);
    assert_eq!(
        found("63"),
        [(1, Initials), (5, Initials), (7, Initials), (6377, NumberBegins), (63770, NumberBegins), (12, BarcodeBegins)]
    );
    assert_eq!(found("6921168509256"), [(1, Barcode)]);
    // As a scanner gives it, with and without the zero, and its beginning.
    for query in ["036000291452", "0036000291452"] {
        assert_eq!(found(query), [(6377, Barcode)], "{query}");
    }
    assert_eq!(found("03600"), [(6377, BarcodeBegins)]);
    assert_eq!(found("99"), []);
    assert_eq!(found("0"), [(6377, BarcodeBegins)], "no number begins with a zero");
}

#[test]
fn texts_find_names_and_initials() {
    assert_eq!(found("农夫"), [(1, Match::Name), (7, Match::Name)], "what is not sold stands last");
    assert_eq!(found("NESTLE c"), [(5, Match::Name)]);
    assert_eq!(found("nfs"), [(1, Match::Initials)], "digits of the same keys are not enough");
    assert_eq!(found(&"农".repeat(QUERY_MAX + 1)), []);
    assert_eq!(found("").len(), 6);
    assert_eq!(shop().search("", 2).len(), 2);
}

#[test]
fn an_edit_is_planned_and_then_taken_in() {
    let mut all = shop();
    let plan = |all: &Catalogue, edit| all.plan(&edit, NOON, boss());
    let price = Price::parse("3.80", Currency::Cny).unwrap();
    let record = plan(&all, Edit::Price(no(1), price)).unwrap();
    assert_ne!(all.get(no(1)).unwrap().product.price, price, "a plan changes nothing");
    all.put(record);
    let kept = all.get(no(1)).unwrap();
    let what = Changed::Price { from: Price::parse("3.5", Currency::Cny).unwrap(), to: price };
    assert_eq!(kept.history, [Change { at: NOON, by: boss(), what }]);
    all.put(plan(&all, Edit::Name(no(1), "冰露".parse().unwrap())).unwrap());
    assert_eq!(all.search("2566", 9), []);
    assert_eq!(all.search("25", 9)[0].no, no(1), "BL");
    assert_eq!(all.search("6377", 9)[1].no, no(63770), "the old initials find it no more");
    assert_eq!(all, Catalogue::of(all.records().cloned()), "the index is that of the records");
}

#[test]
fn what_cannot_be_is_refused() {
    let all = shop();
    let plan = |edit| all.plan(&edit, NOON, boss());
    let add = |number, code: &str| plan(Edit::Add(Box::new(product(number, "新", code))));
    assert_eq!(add(1, ""), Err(Refused::NumberTaken(no(1))));
    let taken = Refused::BarcodeTaken { code: "0036000291452".parse().unwrap(), owner: no(6377) };
    assert_eq!(add(2, "0036000291452"), Err(taken));
    assert!(matches!(add(2, "0012345678905 012345678905"), Err(Refused::BarcodeTwice(_))));
    assert_eq!(add(2, "101 102 103 104 105 106 107 108 109"), Err(Refused::TooManyBarcodes));
    assert_eq!(plan(Edit::Stock(no(2), Stock::NONE)), Err(Refused::Unknown(no(2))));
    assert!(add(2, "101").is_ok());
}

#[test]
fn the_lowest_free_number_is_offered() {
    assert_eq!(Catalogue::default().free_number(), Some(no(1)));
    assert_eq!(shop().free_number(), Some(no(2)));
    let full = (1..=5).map(|number| product(number, "新", "").into());
    assert_eq!(Catalogue::of(full).free_number(), Some(no(6)));
}

#[test]
fn a_history_has_a_limit() {
    let mut record: Record = product(1, "新", "").into();
    for stock in 0..150 {
        let next = Product { stock: Stock::try_from(stock + 1).unwrap(), ..record.product.clone() };
        record = record.with(next, WallTime(stock), boss());
    }
    assert_eq!((record.history.len(), record.history[HISTORY_MAX - 1].at), (HISTORY_MAX, WallTime(149)));
}

fn read(before: &Catalogue, text: &str) -> Import {
    import(before, text.as_bytes(), Currency::Cny, NOON).unwrap()
}

/// The bad lines of a list, as they are told.
fn bad(text: &str) -> Vec<String> {
    read(&shop(), text).bad.iter().map(ToString::to_string).collect()
}

#[test]
fn every_bad_line_is_named_with_its_line_and_column() {
    let long = format!("8,,{},1\n", "a".repeat(3000));
    let rows = [
        "1,,水,2.00\n",
        "0,,水,2.00\n",
        "2,6921168509257,水,2.00\n",
        "3,,,-2\n",
        "1,,水,2.00\n",
        "4,,水\n",
        "5,6377123,\"a,\"\"b\"\"\",1\n",
        "9,036000291452,水,1\n",
        "10,999 999,水,1\n",
        "11,777,水,1\n",
        "13,777,水,99999999999\n",
        "14,777,水,1\n",
        long.as_str(),
    ];
    let told = bad(&format!("{HEADER}{}", rows.concat()));
    let expected = [
        "line 3, column 1 (number): number must be from 1 to 999999, not \"0\"",
        "line 4, column 2 (barcodes): barcode 6921168509257 must end in 6, its check digit; it may have been typed wrongly",
        "line 5, column 3 (name): name must be 1 to 40 characters that can be shown, not \"\"",
        "line 5, column 4 (price): price must be an amount that is not negative, of at most nine digits, as 3.50, not \"-2\"",
        "line 6, column 1 (number): number 1 stands on line 2 already",
        "line 7: the line has 3 cells, the header has 4",
        "line 8, column 2 (barcodes): barcode 6377123 belongs to product 12",
        "line 9, column 2 (barcodes): barcode 0036000291452 belongs to product 6377",
        "line 10, column 2 (barcodes): barcode 999 stands there twice",
        "line 12, column 4 (price): price must be an amount that is not negative, of at most nine digits, as 3.50, not \"99999999999\"",
        "line 13, column 2 (barcodes): barcode 777 stands on line 11 already",
        "line 14: the line has 3006 bytes, more than 2000; a quotation mark may not be closed",
    ];
    for (told, expected) in told.iter().zip(expected) {
        assert_eq!(told, expected);
    }
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    assert!(read(&shop(), &format!("{HEADER}{}", rows.concat())).into_catalogue().is_none());
}

#[test]
fn a_wrong_header_says_what_is_wrong() {
    let header = |text: &str| import(&shop(), text.as_bytes(), Currency::Cny, NOON).map(|_| ()).unwrap_err();
    assert_eq!(header(""), BadFile::Empty);
    assert_eq!(header("number,name,cost\n"), BadFile::UnknownColumn { column: 3, name: "cost".into() });
    assert_eq!(header("number,name\n"), BadFile::MissingColumn(csv::Column::Price));
    assert_eq!(header("number,name,price,货号\n"), BadFile::ColumnTwice { column: 4, name: csv::Column::Number });
}

#[test]
fn a_list_of_a_chinese_spreadsheet_is_read() {
    let text = "货号,品名,售价,条形码,在售\r\n20,酸奶,4.5,6921168509256,是\r\n1,农夫山泉,2.00,,否\r\n";
    let gbk = encoding_rs::GBK.encode(text).0;
    let found = import(&shop(), &gbk, Currency::Cny, NOON).unwrap();
    assert_eq!((found.charset, found.added, found.changed, found.bad.len()), (Charset::Gbk, 1, 1, 0));
    // The barcode goes from one product to another in one list.
    let after = found.into_catalogue().unwrap();
    assert_eq!(after.by_barcode(&"6921168509256".parse().unwrap()).unwrap().product.no, no(20));
    let water = after.get(no(1)).unwrap();
    assert_eq!((water.product.activity, water.history.len()), (Activity::Inactive, 2));
    assert!(water.history.iter().all(|change| change.by.is_none()));
    assert_eq!(after.len(), 7, "what the list does not name stays");
}

#[test]
fn bytes_that_mean_nothing_are_named_where_they_stand() {
    let bytes = [HEADER.as_bytes(), "2,,牛奶,1\n3,,".as_bytes(), b"\xB5\xC4,1\n"].concat();
    let found = import(&shop(), &bytes, Currency::Cny, NOON).unwrap();
    assert_eq!((found.bad.len(), &found.bad[0].what), (1, &Wrong::Charset(Charset::Utf8)));
    assert_eq!((found.bad[0].line, found.bad[0].column), (3, Some((3, csv::Column::Name))));
}

#[test]
fn new_prices_of_half_of_all_products_that_have_room_and_one_new_product_have_room() {
    let half = PRODUCTS_MAX as i64 / 2;
    let before = Catalogue::of((1..=half).map(|number| product(number, "x", "").into()));
    let text: String = (1..=half + 1).map(|number| format!("{number},,x,9\n")).collect();
    let found = read(&before, &format!("{HEADER}{text}"));
    assert_eq!((found.changed, found.added, found.bad), (half as usize, 1, Vec::new()));
}

#[test]
fn initials_that_a_person_chose_stay_with_their_name() {
    let mut all = shop();
    all.put(all.plan(&Edit::Initials(no(1), "water".parse().unwrap()), NOON, boss()).unwrap());
    let initials = |text: &str| {
        let after = read(&all, &format!("{HEADER}{text}")).into_catalogue().unwrap();
        after.get(no(1)).unwrap().product.initials.to_string()
    };
    assert_eq!(initials("1,,农夫山泉,9\n"), "WATER");
    assert_eq!(initials("1,,冰露,9\n"), "BL");
}

fn any_product() -> impl Strategy<Value = Product> {
    let text = "[一-龥a-zA-Z0-9 ,\"'；;=%&+-]{0,12}[一-龥a-z\"]";
    let rest = (1i64..=99, 0i64..=10_000, -999_999_999i64..=999_999_999, any::<bool>());
    (1i64..=999_999, text, 0u64..=999_999_999, "[A-Z0-9]{0,8}", vec("[A-Z]{1}[A-Z0-9]{2,9}", 0..3), rest).prop_map(
        |(number, name, price, initials, codes, (department, tax, stock, active))| {
            let name: Name = name.parse().unwrap();
            let price = Price::try_from(Amount::from_minor(price).unwrap()).unwrap();
            let mut product = Product::new(no(number), name, price);
            if !initials.is_empty() {
                product.initials = initials.parse().unwrap();
            }
            // Codes that no other product of the list has: the number is in them.
            let codes: BTreeSet<String> = codes.iter().map(|code| format!("{code}X{number}")).collect();
            product.barcodes = codes.iter().map(|code| code.parse().unwrap()).collect();
            product.department = Department::try_from(department).unwrap();
            product.tax = TaxRate::try_from(tax).unwrap();
            product.stock = Stock::try_from(stock).unwrap();
            product.activity = if active { Activity::Active } else { Activity::Inactive };
            product
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_list_that_was_written_reads_back(products in vec(any_product(), 0..20), jpy in any::<bool>(), bom in any::<bool>()) {
        let currency = if jpy { Currency::Jpy } else { Currency::Cny };
        let all = Catalogue::of(products.into_iter().map(Record::from));
        let mut bytes = Vec::new();
        export(all.records(), currency, if bom { Mark::Bom } else { Mark::None }, &mut bytes).unwrap();
        let found = import(&Catalogue::default(), &bytes, currency, NOON).unwrap();
        prop_assert!(found.bad.is_empty(), "{:?}", found.bad);
        prop_assert_eq!(found.charset, if bom { Charset::Utf8Bom } else { Charset::Utf8 });
        prop_assert_eq!(&found.into_catalogue().unwrap(), &all);
        let again = import(&all, &bytes, currency, NOON).unwrap();
        prop_assert_eq!((again.added, again.changed, again.unchanged), (0, 0, all.len()));
    }

    /// What the sorted index finds is what looking at every product finds.
    #[test]
    fn a_search_misses_nothing(products in vec(any_product(), 0..40), query in "[0-9]{1,4}") {
        let all = Catalogue::of(products.into_iter().map(Record::from));
        let found: BTreeSet<ProductNo> = all.search(&query, usize::MAX).iter().map(|hit| hit.no).collect();
        let fits = |product: &Product| {
            product.no.to_string().starts_with(&query)
                || product.initials.keys().starts_with(&query)
                || product.barcodes.iter().any(|code| code.as_str().starts_with(&query))
        };
        let expected: BTreeSet<ProductNo> =
            all.records().map(|record| &record.product).filter(|product| fits(product)).map(|product| product.no).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn edits_keep_the_index_right(products in vec(any_product(), 1..10), names in vec(("[a-z一-龥]{1,6}", 0usize..10), 0..10)) {
        let mut all = Catalogue::of(products.iter().cloned().map(Record::from));
        for (name, which) in names {
            let no = products[which % products.len()].no;
            all.put(all.plan(&Edit::Name(no, name.parse().unwrap()), NOON, None).unwrap());
        }
        prop_assert_eq!(&all, &Catalogue::of(all.records().cloned()));
    }
}
